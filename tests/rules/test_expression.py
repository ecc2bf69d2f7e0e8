"""Arithmetic on figures: what it comes to, what it is, and what is said to the rest."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.reports import figure
from tocsin.model import Metric
from tocsin.rules.reports.derived import NAMES
from tocsin.rules.reports.expression import MOST_DEPTH, MOST_TEXT, Value, evaluate, is_money, names, parse

AMOUNTS = {"assets": "10", "liabilities": "4", "equity": "3", "cash": "0", "total_debt": "-2"}


def look(name: str) -> Metric:
    return figure(name, AMOUNTS.get(name), "2026-06-30", note=f"{name} is not known")


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("assets", "10000000", "USD"),
        ("assets - liabilities - equity", "3000000", "USD"),
        ("assets - (liabilities - equity)", "9000000", "USD"),
        ("liabilities / assets", "0.4", None),
        ("2 * liabilities+0.5*assets", "13000000", "USD"),
        ("assets / 4 / 5", "500000", "USD"),
        ("-total_debt", "2000000", "USD"),
        ("assets * (liabilities / assets)", "4000000", "USD"),
        ("(total_debt - cash) / assets", "-0.2", None),
        ("net_debt", "-2000000", "USD"),
        ("debt_to_equity * 3", "-2", None),
        ("1_000 * equity", "3000000000", "USD"),
    ],
)
def test_what_it_comes_to(text: str, amount: str, unit: str | None) -> None:
    value = evaluate(parse(text), look)
    assert value.amount is not None
    assert abs(value.amount - Decimal(amount)) < Decimal("1e-20")
    assert value.unit == unit
    assert is_money(parse(text)) is (unit is not None)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("assets / cash", "cash is 0, and nothing is divided by 0"),
        ("assets / (cash - cash)", "cash - cash is 0, and nothing is divided by 0"),
        ("assets + inventory", "inventory is not known"),
        ("gross_margin", "gross_profit is not known"),
    ],
)
def test_what_is_not_known(text: str, why: str) -> None:
    assert evaluate(parse(text), look) == Value(None, None, why)


def test_currencies_are_not_mixed() -> None:
    def mixed(name: str) -> Metric:
        return figure(name, "1", "2026-06-30", unit="EUR" if name == "cash" else "USD")

    for text in ("assets + cash", "assets / cash"):
        assert evaluate(parse(text), mixed).why == "USD and EUR are not reckoned together"


def test_a_suffix_goes_to_each_flow_of_a_derived_figure() -> None:
    assert names(parse("free_cash_flow_ttm")) == ("operating_cash_flow_ttm", "capital_expenditure_ttm")
    assert names(parse("gross_margin_ytd")) == ("gross_profit_ytd", "revenue_ytd")
    assert names(parse("net_debt / (cash + equity)")) == ("total_debt", "cash", "equity")


def test_every_name_that_is_offered_is_one() -> None:
    for name in NAMES:
        assert names(parse(name)), name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", '"" is no arithmetic: a figure or a number is missing at the end'),
        ("assets $ cash", '"assets $ cash" is no arithmetic: "$ cash" fits nothing before it'),
        ("assets + * cash", '"assets + * cash" is no arithmetic: a figure or a number is missing before "*"'),
        ("()", '"()" is no arithmetic: a figure or a number is missing before ")"'),
        ("assets)", '"assets)" is no arithmetic: ")" fits nothing before it'),
        ("assets ** 2", '"assets ** 2" is no arithmetic: a figure or a number is missing before "*"'),
        ("2 * 3", '"2 * 3" names no figure: write one like total_debt or liabilities / assets'),
        ("assets / 1e5", '"assets / 1e5" is no arithmetic: a figure or a number is missing instead of "1e5"'),
        ("asets", '"asets" is no figure: did you mean "assets"?'),
        ("cash_ytd", "cash is a balance, of one day: it has no _ytd, write cash"),
        (
            "assets / cash + cash",
            '"assets / cash + cash" adds money and a ratio: only like can be added to like',
        ),
        ("cash * " + "9" * 41, f'"cash * {"9" * 41}" has too many digits: at most 40 are read'),
        ("(" * 21 + "cash", f'"{"(" * 21}cash" is nested deeper than 20'),
        ("-" * 150 + "cash", f'"{"-" * 60}…" is nested deeper than 20'),
    ],
)
def test_what_is_no_arithmetic_is_explained(text: str, said: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse(text)
    assert str(caught.value) == said


def test_it_is_bounded() -> None:
    assert evaluate(parse("(" * MOST_DEPTH + "cash" + ")" * MOST_DEPTH), look).amount == 0
    with pytest.raises(ValueError, match="too long for arithmetic"):
        parse("cash + " * MOST_TEXT)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="abcehqstuy_/*-+() 019.", max_size=60))
def test_any_text_is_arithmetic_or_explained(text: str) -> None:
    try:
        tree = parse(text)
    except ValueError as error:
        assert str(error).count("\n") == 0
    else:
        assert parse(str(tree)) == tree


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 5), st.randoms(use_true_random=False))
def test_what_is_written_again_means_the_same(size: int, chance: random.Random) -> None:
    """The canonical text of a random ratio or sum reads back as the same tree, with the same value."""
    text = "assets"
    for _ in range(size):
        other = chance.choice(["liabilities", "equity", "2 * cash", "(assets - cash)"])
        text = f"({text}) {chance.choice('+-')} {other}" if chance.random() < 0.5 else f"{text} + {other} * 3"
    tree = parse(text)
    assert parse(str(tree)) == tree
    assert evaluate(parse(str(tree)), look) == evaluate(tree, look)
