"""Thresholds: every way to write one, what it means, and what is said to every other way."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tocsin.rules.insiders.insider_sale import OF_HOLDING, SHARES, VALUE
from tocsin.rules.threshold import Measure, Side, Threshold, Unit, parse

ANY_DOLLARS = Measure(Unit.DOLLARS)
MARGIN = Measure(Unit.BASIS_POINTS)
INSIDERS = Measure(Unit.COUNT, Decimal(0))

RIGHT = [
    (SHARES, "over 100k", Side.OVER, "100000", "over 100,000"),
    (SHARES, "> 100_000", Side.OVER, "100000", "over 100,000"),
    (SHARES, ">100,000", Side.OVER, "100000", "over 100,000"),
    (SHARES, "  Over   100K  ", Side.OVER, "100000", "over 100,000"),
    (SHARES, "over 100k shares", Side.OVER, "100000", "over 100,000"),
    (SHARES, "over 1,234,567.5 sh", Side.OVER, "1234567.5", "over 1,234,567.5"),
    (SHARES, "under 1.5M", Side.UNDER, "1500000", "under 1,500,000"),
    (SHARES, "< 5 million", Side.UNDER, "5000000", "under 5,000,000"),
    (SHARES, "at least 2bn", Side.AT_LEAST, "2000000000", "at least 2,000,000,000"),
    (SHARES, ">= 2B", Side.AT_LEAST, "2000000000", "at least 2,000,000,000"),
    (SHARES, "at most 5mm", Side.AT_MOST, "5000000", "at most 5,000,000"),
    (SHARES, "<= 3", Side.AT_MOST, "3", "at most 3"),
    (SHARES, "over 0", Side.OVER, "0", "over 0"),
    (VALUE, "over $1M", Side.OVER, "1000000", "over $1,000,000"),
    (VALUE, "at least $1_000_000", Side.AT_LEAST, "1000000", "at least $1,000,000"),
    (VALUE, "over $0.1", Side.OVER, "0.1", "over $0.10"),
    (VALUE, "over 5M dollars", Side.OVER, "5000000", "over $5,000,000"),
    (ANY_DOLLARS, "under -$1B", Side.UNDER, "-1000000000", "under -$1,000,000,000"),
    (ANY_DOLLARS, "under \N{MINUS SIGN}$1B", Side.UNDER, "-1000000000", "under -$1,000,000,000"),
    (OF_HOLDING, "over 25%", Side.OVER, "25", "over 25%"),
    (OF_HOLDING, "at least 12.5 percent", Side.AT_LEAST, "12.5", "at least 12.5%"),
    (MARGIN, "over 150bp", Side.OVER, "150", "over 150bp"),
    (MARGIN, "under 20 bps", Side.UNDER, "20", "under 20bp"),
    (INSIDERS, "at least 3", Side.AT_LEAST, "3", "at least 3"),
    (
        ANY_DOLLARS,
        "over $1234567890123456789012345678901234567890",
        Side.OVER,
        "1234567890123456789012345678901234567890",
        "over $1,234,567,890,123,456,789,012,345,678,901,234,567,890",
    ),
]


@pytest.mark.parametrize(("measure", "text", "side", "number", "shown"), RIGHT)
def test_a_threshold_is_exact(measure: Measure, text: str, side: Side, number: str, shown: str) -> None:
    threshold = parse(text, measure)
    assert threshold == Threshold(side, Decimal(number), measure.unit)
    assert str(threshold) == shown


NO_NUMBER = "holds no number: write it like 100k, 1.5M, 2bn or 100_000"
WRONG = [
    (SHARES, "", "a threshold is missing: write one like over 100k"),
    (SHARES, "over", 'a number is missing after "over": write one like over 100k'),
    (SHARES, "100k", '"100k" alone is no threshold: say over, under, at least or at most 100k'),
    (SHARES, "above 100k", '"above 100k" is no threshold: say over 100k'),
    (SHARES, "less than 100k", '"less than 100k" is no threshold: say under 100k'),
    (SHARES, "=> 100k", '"=> 100k" is no threshold: say at least 100k'),
    (SHARES, "≤ 5", '"≤ 5" is no threshold: say at most 5'),
    (
        SHARES,
        "about 5",
        '"about 5" is no threshold: say over, under, at least or at most, and a number',
    ),
    (SHARES, "= 5", '"= 5" is no threshold: say over, under, at least or at most, and a number'),
    (SHARES, "over 1,00,000", f'"over 1,00,000" {NO_NUMBER}'),
    (SHARES, "over 1_000,000", f'"over 1_000,000" {NO_NUMBER}'),
    (SHARES, "over 1__000", f'"over 1__000" {NO_NUMBER}'),
    (SHARES, "over 100x", f'"over 100x" {NO_NUMBER}'),
    (SHARES, "over 1e5", f'"over 1e5" {NO_NUMBER}'),
    (SHARES, "over .5M", f'"over .5M" {NO_NUMBER}'),
    (SHARES, "over 100k 200k", f'"over 100k 200k" {NO_NUMBER}'),
    (SHARES, "over 12:30", f'"over 12:30" {NO_NUMBER}'),
    (VALUE, "over $", f'"over $" {NO_NUMBER}'),
    (VALUE, "over $5%", f'"over $5%" {NO_NUMBER}'),
    (OF_HOLDING, "over 25k%", f'"over 25k%" {NO_NUMBER}'),
    (
        SHARES,
        "over \N{ARABIC-INDIC DIGIT ONE}",
        '"over \N{ARABIC-INDIC DIGIT ONE}" is no threshold: say over, under, at least or at most, and a number',
    ),
    (
        SHARES,
        "over $1M",
        "shares are counted, not dollars: write over 100k, or use value: over $1M",
    ),
    (
        SHARES,
        "at least 25%",
        "shares are counted, not percent: write at least 100k, or use of_holding: at least 25%",
    ),
    (SHARES, "over 150bp", "shares are counted, not basis points: write over 100k"),
    (VALUE, "over 1M", "this is in dollars: write over $1M"),
    (
        VALUE,
        "over 100k shares",
        "this is in dollars, not shares: write over $1M, or use shares: over 100k shares",
    ),
    (OF_HOLDING, "over 25", "this is a percentage: write over 25%"),
    (OF_HOLDING, "over $5M", "this is a percentage, not dollars: write over 25%, or use value: over $5M"),
    (MARGIN, "over 1.5%", "this is in basis points, not percent: write over 150bp"),
    (ANY_DOLLARS, "under -1B", "this is in dollars: write under -$1B"),
    (INSIDERS, "over 3%", "this is a plain count, not percent: write over 3"),
    (INSIDERS, "at least 2.5", '"at least 2.5" can only be a whole number here'),
    (SHARES, "under 0", '"under 0" is never true here'),
    (SHARES, "over -5", '"over -5" is always true here: leave it out'),
    (OF_HOLDING, "over 100%", '"over 100%" is never true here'),
    (OF_HOLDING, "at most 100%", '"at most 100%" is always true here: leave it out'),
    (
        SHARES,
        f"over {'9' * 41}",
        f'"over {"9" * 41}" has too many digits: at most 40 are read',
    ),
    (
        SHARES,
        "over " + "9" * 100,
        f'"over {"9" * 55}…" is too long for a threshold: write one like over 100k',
    ),
]


@pytest.mark.parametrize(("measure", "text", "message"), WRONG)
def test_what_is_no_threshold_is_explained(measure: Measure, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        parse(text, measure)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "low", "high", "holds"),
    [
        ("over 10", 11, None, True),
        ("over 10", 10, None, None),
        ("over 10", 0, 10, False),
        ("over 10", None, 10, False),
        ("over 10", None, None, None),
        ("at least 10", 10, 20, True),
        ("at least 10", 9, 20, None),
        ("at least 10", 0, 9, False),
        ("under 10", 0, 9, True),
        ("under 10", 0, None, None),
        ("under 10", 10, None, False),
        ("under 10", None, 9, True),
        ("at most 10", 0, 10, True),
        ("at most 10", 0, 11, None),
        ("at most 10", 11, None, False),
    ],
)
def test_a_figure_known_from_and_to(text: str, low: int | None, high: int | None, holds: bool | None) -> None:
    low_, high_ = (None if bound is None else Decimal(bound) for bound in (low, high))
    assert parse(text, SHARES).compare(low_, high_) is holds
