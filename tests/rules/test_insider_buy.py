"""What the condition `insider_buy` says of filings, case by case."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.rules.insiders import Past, filed, may, past, rule, says, wrong
from tests.rules.made import CHIEF, DIRECTOR, FINANCE, HOLDER, holding, sale
from tests.samples import samples
from tocsin import facts
from tocsin.errors import Unreadable
from tocsin.model import InsiderTransaction, Known, Reading
from tocsin.rules import NoHistory


def buy(shares: str | None = "50000", price: str | None = "38", **more: object) -> InsiderTransaction:
    return sale(shares, price, **{"code": "P", "disposed": "A", "after": "150000", **more})  # type: ignore[arg-type]


ONE = filed(9, buy())
NOBODY = past()

CASES: dict[str, tuple[str, Reading, Past, str]] = {
    "any purchase": ("{}", ONE, NOBODY, "fires: Reyes Dana (director) bought 50,000 sh, $1.9M at $38.00"),
    "a sale is no purchase": ("{}", filed(9, sale()), NOBODY, "silent: no open-market purchase in it"),
    "a grant": ("{}", filed(9, buy(code="A")), NOBODY, "silent: no open-market purchase in it"),
    "an exercise": ("{}", filed(9, buy(code="M")), NOBODY, "silent: no open-market purchase in it"),
    "an option bought": (
        "{}",
        filed(9, buy(derivative=True)),
        NOBODY,
        "silent: no open-market purchase in it",
    ),
    "a P that disposes": ("{}", filed(9, buy(disposed="D")), NOBODY, "silent: no open-market purchase in it"),
    "many rows": (
        "{shares: over 90k}",
        filed(9, *[buy("11000", f"37.{cents}") for cents in range(10, 20)]),
        NOBODY,
        "fires: Reyes Dana (director) bought 110,000 sh, $4.09M at $37.145 (shares over 90,000)",
    ),
    "too few": ("{shares: over 90k}", ONE, NOBODY, "silent: 50,000 sh bought, not over 90,000"),
    "dollars": (
        "{value: over $1M}",
        ONE,
        NOBODY,
        "fires: Reyes Dana (director) bought 50,000 sh, $1.9M at $38.00 (value over $1M)",
    ),
    "no price": (
        "{value: over $1M}",
        filed(9, buy(price=None)),
        NOBODY,
        "undecided: value unknown: a row states no price",
    ),
    "no price, and none is asked for": (
        "{}",
        filed(9, buy(price=None)),
        NOBODY,
        "fires: Reyes Dana (director) bought 50,000 sh",
    ),
    "two owners": (
        "{by: CEO}",
        filed(9, buy(), by=(DIRECTOR, CHIEF)),
        NOBODY,
        "fires: Okafor Tobias (Pres & Chief Executive Officer) and Reyes Dana (director) bought 50,000 sh, $1.9M at $38.00",
    ),
    "more owners than a line holds": (
        "{}",
        filed(9, buy(), by=(DIRECTOR, CHIEF, FINANCE, HOLDER)),
        NOBODY,
        "fires: Okafor Tobias (Pres & Chief Executive Officer) and Bell Augustus (EVP, CFO) and 2 more"
        " bought 50,000 sh, $1.9M at $38.00",
    ),
    "someone else": ("{by: CEO}", ONE, NOBODY, "silent: bought by director, not by chief executive"),
    "a plan": (
        "{plan_10b5_1: no}",
        filed(9, buy(plan=Known.YES)),
        NOBODY,
        "silent: 10b5-1 plan: yes, and the rule asks for no",
    ),
    # bought over what was held before
    "half as much again": (
        "{of_holding: over 25%}",
        ONE,
        NOBODY,
        "fires: Reyes Dana (director) bought 50,000 sh, $1.9M at $38.00 (of holding over 25%)",
    ),
    "not so much": ("{of_holding: over 50%}", ONE, NOBODY, "silent: 50% of the holding bought, not over 50%"),
    "more than doubled": (
        "{of_holding: over 150%}",
        filed(9, buy("200", after="300")),
        NOBODY,
        "fires: Reyes Dana (director) bought 200 sh, $7.6k at $38.00 (of holding over 150%)",
    ),
    "other lines were held before": (
        "{of_holding: over 25%}",
        filed(9, buy(after="50000"), holding("450000")),
        NOBODY,
        "silent: 11.11% of the holding bought, not over 25%",
    ),
    "from nothing": (
        "{of_holding: over 25%}",
        filed(9, buy("500", after="500")),
        NOBODY,
        "undecided: part of the holding unknown: nothing was held before",
    ),
    "what is held is not told": (
        "{of_holding: over 25%}",
        filed(9, buy(after=None)),
        NOBODY,
        "undecided: part of the holding unknown: a row does not say how much is left",
    ),
    # together, and first
    "insiders buying together": (
        "{insiders: at least 2, within: 10d}",
        ONE,
        past(filed(1, buy("1000", "30", date=may(20)), by=(CHIEF,)), filed(2, sale(), by=(FINANCE,))),
        "fires: 2 insiders bought 51,000 sh, $1.93M, from 20 to 25 May 2026 (insiders at least 2)",
    ),
    "the first since long": (
        "{first_in: 30d}",
        ONE,
        past(filed(1, sale("1", date=may(24))), filed(2, sale("1", date=may(1).replace(month=3)))),
        "fires: Reyes Dana (director) bought 50,000 sh, $1.9M at $38.00 (first in 30 days)",
    ),
    "not the first": (
        "{first_in: 30d}",
        ONE,
        past(filed(1, buy(date=may(2)))),
        "silent: not the first in 30 days: bought on 2 May 2026 too",
    ),
    "an amendment": (
        "{}",
        filed(9, buy(), form="4/A"),
        NOBODY,
        "fires: amended filing: Reyes Dana (director) bought 50,000 sh, $1.9M at $38.00",
    ),
}


@pytest.mark.parametrize(("keys", "reading", "history", "line"), CASES.values(), ids=CASES.keys())
def test_the_verdict_and_its_reason(keys: str, reading: Reading, history: Past, line: str) -> None:
    assert says(f"insider_buy: {keys}", reading, history) == line


def test_the_subject_is_the_largest_row() -> None:
    reading = filed(9, buy("5"), buy("70", "39"), buy("60"))
    subject = rule("insider_buy: {}").decide(reading, NoHistory()).subject
    assert isinstance(subject, InsiderTransaction)
    assert (subject.row, subject.shares) == (2, Decimal(70))


def test_every_recorded_purchase_is_told() -> None:
    told = []
    for kind in ("form4", "form3-5", "form4-submission"):
        for path in samples(kind):
            try:
                reading = facts.read(path.read_bytes())
            except Unreadable:
                continue
            verdict = rule("insider_buy: {}").decide(reading, NoHistory())
            bought = [row for row in reading.transactions if row.code == "P" and row.acquired_disposed == "A"]
            if not any(not row.derivative for row in bought):
                assert verdict.reason == "no open-market purchase in it"
                continue
            told.append(verdict.reason)
    assert len(told) > 10
    assert all(" bought " in reason for reason in told)


WRONG = {
    "{shares: over $1M}": "shares are counted, not dollars: write over 100k, or use value: over $1M",
    "{value: over 5%}": "this is in dollars, not percent: write over $1M, or use of_holding: over 5%",
    "{of_holding: at least 0%}": '"at least 0%" is always true here: leave it out',
    "{within: 5d}": "within adds up what several filings tell: give it shares, value or insiders",
    "{insiders: at least 2}": "insiders are counted over a window of days: add within, as in {insiders: at least 3, within: 10d}",
    "{sell_to_cover: no}": 'unknown key "sell_to_cover": the keys here are by, plan_10b5_1, shares, value, of_holding, within, insiders, first_in',
    "{by: janitors}": '"janitors" is no role: the roles are officers, directors, ten percent owners, chief executive, chief financial officer',
    "5": 'expected a mapping such as {value: over $1M}, got the text "5"',
}


@pytest.mark.parametrize(("keys", "said"), WRONG.items())
def test_every_word_that_is_said_of_a_wrong_one(keys: str, said: str) -> None:
    assert wrong(f"insider_buy: {keys}") == said
