"""The part of a holding that was sold: sold over (left + sold), a class at a time, over all lines."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tests.rules.made import DAY, filing, holding, sale, says, verdict
from tocsin.model import Known, Reading
from tocsin.rules import of_holding

A, B = "Class A Common Stock", "Class B Common Stock"
NEXT_DAY = DAY + dt.timedelta(days=1)

CASES = {
    "one line": (
        filing(sale("250", after="750")),
        "silent: 25% of the holding sold, not over 25%",
    ),
    "the last row tells what is left": (
        filing(sale("200", after="800"), sale("200", after="600")),
        "fires: 40% of the holding sold, over 25%",
    ),
    "the last by date, whatever the order": (
        filing(sale("200", after="600", date=NEXT_DAY), sale("200", after="800")),
        "fires: 40% of the holding sold, over 25%",
    ),
    "an exercise on the same line": (
        filing(sale("1000", after="1500", code="M", disposed="A"), sale("1000", after="500")),
        "fires: 66.67% of the holding sold, over 25%",
    ),
    "another line of ownership": (
        filing(sale("100", after="0"), sale("100", after="800", ownership="I", nature="By Trust")),
        "silent: 20% of the holding sold, not over 25%",
    ),
    "one nature, spelled twice": (
        filing(
            sale("100", after="700", ownership="I", nature="By Trust"),
            sale("100", after="600", ownership="I", nature="by  trust"),
        ),
        "silent: 25% of the holding sold, not over 25%",
    ),
    "holding rows count": (
        filing(sale("300", after="0"), holding("600"), holding("300", nature="By Spouse")),
        "silent: 25% of the holding sold, not over 25%",
    ),
    "holdings of another class do not": (
        filing(sale("300", after="600", security=A), holding("9000", security=B)),
        "fires: 33.33% of the holding sold, over 25%",
    ),
    "everything": (filing(sale("300", after="0")), "fires: 100% of the holding sold, over 25%"),
    "what is left is not said": (
        filing(sale("300", after=None)),
        "undecided: part of the holding unknown: a row does not say how much is left",
    ),
    "not said on one line, and the other is much": (
        filing(sale("300", after=None), holding("90000")),
        "silent: at most 0.33% of the holding sold, not over 25%",
    ),
    "a holding without a number": (
        filing(sale("300", after="100"), holding(None)),
        "undecided: part of the holding unknown: a row does not say how much is left",
    ),
    "undated rows that disagree": (
        filing(sale("100", after="900", date=None), sale("100", after="10")),
        "undecided: part of the holding unknown: a row does not say how much is left",
    ),
    "a class at a time": (
        filing(sale("100", after="900", security=A), sale("500", after="500", security=B)),
        f"fires: 50% of the holding of {B} sold, over 25%",
    ),
    "how much was sold is not said": (
        filing(sale(None, after="100")),
        "undecided: part of the holding unknown: a row states no number of shares",
    ),
    "a hair over": (
        filing(sale("2500001", after="7499999")),
        "fires: 25.00001% of the holding sold, over 25%",
    ),
    "options are not stock": (
        filing(sale("300", after="600"), sale("1", after="99999", derivative=True)),
        "fires: 33.33% of the holding sold, over 25%",
    ),
}


@pytest.mark.parametrize(("reading", "line"), CASES.values(), ids=CASES.keys())
def test_the_part_of_the_holding(reading: Reading, line: str) -> None:
    assert says("{of_holding: over 25%}", reading) == line


def test_one_class_must_pass_both() -> None:
    reading = filing(sale("200000", after="9800000", security=A), sale("10", after="0", security=B))
    assert (
        says("{shares: over 100k, of_holding: over 10%}", reading)
        == f"silent: 2% of the holding of {A} sold, not over 10%"
    )
    assert (
        says("{shares: over 100k, of_holding: over 1%}", reading)
        == f"fires: 200,000 sh of {A} sold, over 100,000; 2% of the holding of {A} sold, over 1%"
    )


def test_what_the_message_tells_is_on_the_verdict() -> None:
    reading = filing(sale("100", after="300"), sale("100", after="100", cover=Known.YES))
    assert verdict("{}", reading).of_holding == Decimal("66.6667")
    assert verdict("{sell_to_cover: no}", reading).of_holding == Decimal(50)
    assert verdict("{}", filing(sale("100", after=None))).of_holding is None
    assert verdict("{}", filing(sale(security=A), sale(security=B))).of_holding is None


def test_the_part_of_no_sale_is_unknown() -> None:
    assert of_holding(filing(), ()) is None
    nothing = sale("0", after="0")
    assert of_holding(filing(nothing), [nothing]) is None
