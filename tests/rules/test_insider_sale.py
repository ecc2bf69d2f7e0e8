"""What the condition `insider_sale` says of one filing, case by case."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.rules.made import CHIEF, DIRECTOR, FINANCE, HOLDER, filing, sale, says, verdict
from tocsin.model import Answer, InsiderSale, Known, Owner, Reading, Saw

NO, YES, UNKNOWN = Known.NO, Known.YES, Known.UNKNOWN
BIG = filing(*[sale("11000", f"37.{cents}") for cents in range(10, 40)])
SMALL = filing(sale("90000"))
FOOTNOTE = filing(sale("95000", None, price_note=True))
NO_PRICE = filing(sale("95000", None))
ZERO_PRICE = filing(sale("95000", "0"))
PARTLY = filing(sale("50000", "30"), sale("40000", None, price_note=True))
TWO_CLASSES = filing(
    sale("60000", "10", security="Class A Common Stock"),
    sale("60000", "10", security="Class C Capital Stock"),
)
COVERED = filing(sale("80000", cover=NO), sale("70000", cover=YES), sale("60000", cover=UNKNOWN))
UNCOUNTED = filing(sale(None), sale("120000"))


def joint(*owners: Owner) -> Reading:
    return filing(sale("200000", owners=owners))


CASES = {
    "any sale fires": ("{}", SMALL, "fires: 90,000 sh sold"),
    "any sale, of two classes": (
        "{}",
        TWO_CLASSES,
        "fires: 60,000 sh of Class A Common Stock and 60,000 sh of Class C Capital Stock sold",
    ),
    "any sale, uncounted": ("{}", filing(sale(None)), "fires: an unstated number of shares sold"),
    "nothing in it": ("{}", filing(), "silent: no open-market sale in it"),
    "withheld for tax": ("{}", filing(sale(code="F")), "silent: no open-market sale in it"),
    "an option sold": ("{}", filing(sale(derivative=True)), "silent: no open-market sale in it"),
    "an S that acquires": ("{}", filing(sale(disposed="A")), "silent: no open-market sale in it"),
    # shares
    "thirty rows are one sale": ("{shares: over 100k}", BIG, "fires: 330,000 sh sold, over 100,000"),
    "too few": ("{shares: over 100k}", SMALL, "silent: 90,000 sh sold, not over 100,000"),
    "as many as": ("{shares: at least 90k}", SMALL, "fires: 90,000 sh sold, at least 90,000"),
    "not more than": ("{shares: over 90k}", SMALL, "silent: 90,000 sh sold, not over 90,000"),
    "under": ("{shares: under 100k}", SMALL, "fires: 90,000 sh sold, under 100,000"),
    "at most": ("{shares: at most 80k}", SMALL, "silent: 90,000 sh sold, not at most 80,000"),
    "fractions count": (
        "{shares: over 2500}",
        filing(sale("2500.75")),
        "fires: 2,500.75 sh sold, over 2,500",
    ),
    "classes are not added": (
        "{shares: over 100k}",
        TWO_CLASSES,
        "silent: 60,000 sh of Class A Common Stock sold, not over 100,000",
    ),
    "one class is enough": (
        "{shares: over 100k}",
        filing(*TWO_CLASSES.transactions, sale("50000", security="Class C Capital Stock, par value $.001")),
        "fires: 110,000 sh of Class C Capital Stock sold, over 100,000",
    ),
    "uncounted, yet enough": (
        "{shares: over 100k}",
        UNCOUNTED,
        "fires: at least 120,000 sh sold, over 100,000",
    ),
    "uncounted": (
        "{shares: over 150k}",
        UNCOUNTED,
        "undecided: number of shares unknown: a row states no number of shares",
    ),
    "uncounted, and already too many": (
        "{shares: under 100k}",
        UNCOUNTED,
        "silent: at least 120,000 sh sold, not under 100,000",
    ),
    # value
    "dollars": ("{value: over $10M}", BIG, "fires: $12,290,850 sold, over $10,000,000"),
    "dollars are added across classes": (
        "{value: over $1M}",
        TWO_CLASSES,
        "fires: $1,200,000 sold, over $1,000,000",
    ),
    "too few dollars": ("{value: over $1M}", SMALL, "silent: $900,000 sold, not over $1,000,000"),
    "a price in a footnote": (
        "{value: over $1M}",
        FOOTNOTE,
        "undecided: value unknown: a row states its price only in a footnote",
    ),
    "no price": ("{value: over $1M}", NO_PRICE, "undecided: value unknown: a row states no price"),
    "a price of 0": ("{value: over $1M}", ZERO_PRICE, "undecided: value unknown: a row states a price of 0"),
    "under, without a price": (
        "{value: under $1M}",
        FOOTNOTE,
        "undecided: value unknown: a row states its price only in a footnote",
    ),
    "priced in part, and enough": (
        "{value: over $1M}",
        PARTLY,
        "fires: at least $1,500,000 sold, over $1,000,000",
    ),
    "priced in part, not enough": (
        "{value: over $2M}",
        PARTLY,
        "undecided: value unknown: a row states its price only in a footnote",
    ),
    "priced in part, already too much": (
        "{value: under $1M}",
        PARTLY,
        "silent: at least $1,500,000 sold, not under $1,000,000",
    ),
    "a hair over": (
        "{value: over $1M}",
        filing(sale("1000000", "1.000000001")),
        "fires: $1,000,000.001 sold, over $1,000,000",
    ),
    "both must hold": (
        "{shares: over 100k, value: over $100M}",
        BIG,
        "silent: $12,290,850 sold, not over $100,000,000",
    ),
    "both hold": (
        "{shares: over 100k, value: over $10M}",
        BIG,
        "fires: 330,000 sh sold, over 100,000; $12,290,850 sold, over $10,000,000",
    ),
    "a no outweighs an unknown": (
        "{shares: over 100k, value: over $1M}",
        FOOTNOTE,
        "silent: 95,000 sh sold, not over 100,000",
    ),
    # the plan speaks for the whole filing
    "no plan": ("{plan_10b5_1: no}", SMALL, "fires: 90,000 sh sold"),
    "under a plan": (
        "{plan_10b5_1: [no, unknown]}",
        filing(sale(plan=YES)),
        "silent: 10b5-1 plan: yes, and the rule asks for no or unknown",
    ),
    "no box": (
        "{plan_10b5_1: no}",
        filing(sale(plan=UNKNOWN)),
        "undecided: 10b5-1 plan unknown: the filing does not say",
    ),
    "no box, and allowed": (
        "{plan_10b5_1: [no, unknown]}",
        filing(sale(plan=UNKNOWN)),
        "fires: 1,000 sh sold",
    ),
    "no box, and it cannot matter": (
        "{plan_10b5_1: [yes, no]}",
        filing(sale(plan=UNKNOWN)),
        "fires: 1,000 sh sold",
    ),
    "no box, but too few": (
        "{plan_10b5_1: no, shares: over 100k}",
        filing(sale(plan=UNKNOWN)),
        "silent: 1,000 sh sold, not over 100,000",
    ),
    "no box, and too many for under": (
        "{plan_10b5_1: no, shares: under 500}",
        filing(sale(plan=UNKNOWN)),
        "silent: 1,000 sh sold, not under 500",
    ),
    "only unknown": (
        "{plan_10b5_1: unknown}",
        SMALL,
        "silent: 10b5-1 plan: no, and the rule asks for unknown",
    ),
    # sell-to-cover is told row by row
    "the rows that count": (
        "{sell_to_cover: no, shares: over 75k}",
        COVERED,
        "fires: 80,000 sh to 140,000 sh sold, over 75,000",
    ),
    "rows that may count": (
        "{sell_to_cover: no, shares: over 100k}",
        COVERED,
        "undecided: number of shares unknown: whether 60,000 sh were sold to cover taxes is unknown",
    ),
    "rows that may count, and would not do": (
        "{sell_to_cover: no, shares: over 150k}",
        COVERED,
        "silent: 80,000 sh to 140,000 sh sold, not over 150,000",
    ),
    "unknown rows are let in": (
        "{sell_to_cover: [no, unknown], shares: over 100k}",
        COVERED,
        "fires: 140,000 sh sold, over 100,000",
    ),
    "all to cover": (
        "{sell_to_cover: no}",
        filing(sale(cover=YES)),
        "silent: sold to cover taxes: yes, and the rule asks for no",
    ),
    "perhaps to cover": (
        "{sell_to_cover: no}",
        filing(sale(cover=UNKNOWN)),
        "undecided: whether 1,000 sh were sold to cover taxes is unknown",
    ),
    "perhaps to cover, and the figure would do": (
        "{sell_to_cover: no, shares: under 5k}",
        filing(sale(cover=UNKNOWN)),
        "undecided: whether 1,000 sh were sold to cover taxes is unknown",
    ),
    "perhaps to cover, and too much in any case": (
        "{sell_to_cover: no, shares: under 500}",
        filing(sale(cover=UNKNOWN), sale("2000", cover=UNKNOWN)),
        "silent: 1,000 sh to 3,000 sh sold, not under 500",
    ),
    "a class that may not count at all": (
        "{sell_to_cover: no, shares: under 50k}",
        filing(sale("80000", security="A"), sale("30000", security="B", cover=UNKNOWN)),
        "undecided: whether 30,000 sh were sold to cover taxes is unknown",
    ),
    # who sold
    "an officer": ("{by: officers}", joint(CHIEF), "fires: 200,000 sh sold"),
    "not an officer": (
        "{by: officers}",
        joint(DIRECTOR),
        "silent: sold by director, not by officers",
    ),
    "one of two roles": ("{by: officers and directors}", joint(DIRECTOR), "fires: 200,000 sh sold"),
    "a list of roles": ("{by: [officers, directors]}", joint(DIRECTOR), "fires: 200,000 sh sold"),
    "the highest role of a joint filing": (
        "{by: chief executive}",
        joint(HOLDER, CHIEF),
        "fires: 200,000 sh sold",
    ),
    "a title, cut by the form": ("{by: CEO}", joint(CHIEF), "fires: 200,000 sh sold"),
    "a title in letters": ("{by: CFO or CEO}", joint(FINANCE), "fires: 200,000 sh sold"),
    "another title": (
        "{by: CEO}",
        joint(FINANCE),
        "silent: sold by officer (EVP, CFO), not by chief executive",
    ),
    "a tenth of the company": ("{by: 10% owners}", joint(HOLDER), "fires: 200,000 sh sold"),
    "no title": (
        "{by: CEO}",
        joint(replace(CHIEF, title=None)),
        "undecided: not known to be sold by chief executive: officer (no title)",
    ),
    "nobody named": (
        "{by: officers}",
        filing(sale(owners=())),
        "undecided: not known to be sold by officers: no relationship stated",
    ),
    "no title, but too few": (
        "{by: CEO, shares: over 1M}",
        joint(replace(CHIEF, title=None)),
        "silent: 200,000 sh sold, not over 1,000,000",
    ),
}


@pytest.mark.parametrize(("condition", "reading", "line"), CASES.values(), ids=CASES.keys())
def test_the_verdict_and_its_reason(condition: str, reading: Reading, line: str) -> None:
    assert says(condition, reading) == line


@pytest.mark.parametrize(
    ("title", "chief"),
    [
        ("Chief Executive Officer", True),
        ("CEO Worldwide Amazon Stores", True),
        ("Chairman and CEO", True),
        ("Co-CEO CIB", True),
        ("Pres. & Chief Exec. Off.", True),
        ("CHIEF EXECUTIVE", True),
        ("Former CEO", False),
        ("Vice President to the CEO", False),
        ("Deputy CEO", False),
        ("Chief Financial Officer", False),
        ("Oceanographer", False),
    ],
)
def test_a_chief_executive_is_read_from_the_title(title: str, chief: bool) -> None:
    assert (verdict("{by: CEO}", joint(replace(CHIEF, title=title))).answer is Answer.FIRES) is chief


@pytest.mark.parametrize(
    ("owners", "remarks", "answer"),
    [
        ((CHIEF,), "Mr. Okafor is Chief Executive Officer.", Answer.FIRES),
        ((CHIEF,), "The power of attorney is attached.", Answer.UNDECIDED),
        ((CHIEF,), None, Answer.UNDECIDED),
        ((CHIEF, FINANCE), "Mr. Okafor is Chief Executive Officer.", Answer.UNDECIDED),
    ],
)
def test_a_title_can_stand_in_the_remarks(
    owners: tuple[Owner, ...], remarks: str | None, answer: Answer
) -> None:
    elsewhere = tuple(replace(owner, title="See Remarks") for owner in owners)
    assert verdict("{by: CEO}", filing(sale(owners=elsewhere), remarks=remarks)).answer is answer


def test_every_figure_looked_at_is_told() -> None:
    told = verdict(
        "{by: officers, plan_10b5_1: [no, unknown], sell_to_cover: no, shares: over 100k, value: over $1M}",
        FOOTNOTE,
    )
    assert told.saw == (
        Saw("by", "director", "officers", False, "director"),
        Saw("plan_10b5_1", "no", "no or unknown", True, "no"),
        Saw("sell_to_cover", "no", "no", True, "no"),
        Saw("shares", "95000", "over 100,000", False, "95,000 sh"),
        Saw("value", None, "over $1,000,000", None, None),
    )
    two = verdict("{shares: over 50k}", TWO_CLASSES)
    assert [(saw.figure, saw.value, saw.holds) for saw in two.saw] == [
        ("shares (Class A Common Stock)", "60000", True),
        ("shares (Class C Capital Stock)", "60000", True),
    ]
    assert verdict("{value: over $1M}", PARTLY).saw == (
        Saw("value", None, "over $1,000,000", True, "at least $1,500,000"),
    )


def test_the_subject_is_the_rows_that_count() -> None:
    fires = verdict("{sell_to_cover: no, shares: over 75k}", COVERED).subject
    assert isinstance(fires, InsiderSale)
    assert (fires.shares, fires.rows) == (Decimal(80000), 1)
    undecided = verdict("{sell_to_cover: no, shares: over 100k}", COVERED).subject
    assert isinstance(undecided, InsiderSale)
    assert (undecided.shares, undecided.rows) == (Decimal(140000), 2)
    assert verdict("{shares: over 1M}", COVERED).subject is None


def test_a_price_of_0_is_not_told_as_a_price() -> None:
    told = verdict("{}", ZERO_PRICE).subject
    assert isinstance(told, InsiderSale)
    assert (told.price, told.value) == (None, None)
