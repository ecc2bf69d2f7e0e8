"""Figures as a trader reads them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tocsin import words


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("340000", "340,000"),
        ("1262.312", "1,262.312"),
        ("5.00", "5"),
        ("0", "0"),
        ("1E+3", "1,000"),
        ("100", "100"),
    ],
)
def test_count(number: str, said: str) -> None:
    assert words.count(Decimal(number)) == said


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("12899600", "$12.9M"),
        ("999.994", "$999.99"),
        ("1000", "$1k"),
        ("999999", "$1M"),
        ("999499", "$999k"),
        ("4900000000", "$4.9B"),
        ("145000000000", "$145B"),
        ("2e12", "$2T"),
        ("0", "$0.00"),
        ("-6600000000", "-$6.6B"),
        ("37.94", "$37.94"),
    ],
)
def test_dollars(amount: str, said: str) -> None:
    assert words.dollars(Decimal(amount)) == said


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("37.9400", "$37.94"),
        ("262.3923", "$262.3923"),
        ("7.555", "$7.555"),
        ("0.0214", "$0.0214"),
        ("1234.5", "$1,234.50"),
        ("0", "$0.00"),
    ],
)
def test_price(amount: str, said: str) -> None:
    assert words.price(Decimal(amount)) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [("31.2284", "31%"), ("0.4", "0.4%"), ("100", "100%"), ("0", "0%"), ("0.0001", "less than 0.1%")],
)
def test_percent(number: str, said: str) -> None:
    assert words.percent(Decimal(number)) == said


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (dt.timedelta(seconds=1.14), "1.1 s"),
        (dt.timedelta(seconds=59.9), "59.9 s"),
        (dt.timedelta(minutes=4), "4 min"),
        (dt.timedelta(hours=3, minutes=12), "3 h 12 min"),
        (dt.timedelta(hours=2), "2 h"),
        (dt.timedelta(days=2, hours=1), "2 days"),
    ],
)
def test_duration(span: dt.timedelta, said: str) -> None:
    assert words.duration(span) == said


def test_a_long_text_is_cut_at_a_word() -> None:
    assert words.clipped("one  two\nthree, four", 100) == "one two three, four"
    assert words.clipped("one two three, four", 15) == "one two three…"
    assert words.clipped("x" * 50, 10) == "x" * 9 + "…"
