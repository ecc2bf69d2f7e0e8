"""What the condition `proposed_sale` says of a Form 144."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.rules.made import ISSUER
from tocsin.errors import Wrong
from tocsin.model import FilingFact, ProposedSale, Reading, Saw, Verdict
from tocsin.rules import NoHistory, load

SALE = ProposedSale(
    accession=None,
    form="144",
    issuer=ISSUER,
    person="Dana Reyes",
    security="Common Stock",
    shares=Decimal(340_000),
    value=Decimal("12899600.50"),
    broker="Made Securities",
    approximate_date=dt.date(2026, 5, 26),
    plan_adopted=None,
    relationships=("Director",),
)
PLANNED = replace(SALE, plan_adopted=dt.date(2025, 11, 21))
CLASS_B = replace(SALE, security="Class B", shares=Decimal(5_000), value=Decimal(100_000))


def reading(*sales: ProposedSale) -> Reading:
    filing = FilingFact(None, "144", ISSUER)
    return Reading(filing, (filing, *sales))


def verdict(keys: str, given: Reading) -> Verdict:
    text = f"rules:\n  - id: made\n    watch: MADE\n    when: {{proposed_sale: {keys}}}\n"
    (rule,) = load({"made.yaml": text.encode()}).rules
    return rule.decide(given, NoHistory())


TOLD = "Dana Reyes means to sell 340,000 sh, $12.9M, through Made Securities about 26 May 2026"
CASES = {
    "any": ("{}", reading(SALE), f"fires: {TOLD}"),
    "none": ("{}", reading(), "silent: no proposed sale in it"),
    "enough shares": ("{shares: over 100k}", reading(SALE), f"fires: {TOLD}"),
    "too few shares": (
        "{shares: over 500k}",
        reading(SALE),
        "silent: 340,000 sh to be sold, not over 500,000",
    ),
    "lines of one class are added": (
        "{shares: over 500k}",
        reading(SALE, replace(SALE, security="Common Stock, par value $.01")),
        "fires: Dana Reyes means to sell 680,000 sh, $25.8M, through Made Securities about 26 May 2026",
    ),
    "classes are not": (
        "{shares: over 342k}",
        reading(SALE, CLASS_B),
        "silent: 340,000 sh of Common Stock to be sold, not over 342,000",
    ),
    "one class is enough": (
        "{shares: under 10k}",
        reading(SALE, CLASS_B),
        "fires: Dana Reyes means to sell 340,000 sh of Common Stock and 5,000 sh of Class B, $13M, through Made Securities about 26 May 2026",
    ),
    "dollars are added across classes": (
        "{value: over $12.9M}",
        reading(SALE, CLASS_B),
        "fires: Dana Reyes means to sell 340,000 sh of Common Stock and 5,000 sh of Class B, $13M, through Made Securities about 26 May 2026",
    ),
    "too few dollars": (
        "{value: over $20M}",
        reading(SALE),
        "silent: $12,899,600.50 to be sold, not over $20,000,000",
    ),
    "no number of shares": (
        "{shares: over 100k}",
        reading(replace(SALE, shares=None)),
        "undecided: number of shares unknown: a line states no number of shares",
    ),
    "no number of shares in a second line": (
        "{shares: over 100k}",
        reading(SALE, replace(SALE, shares=None)),
        "fires: Dana Reyes means to sell an unstated number of shares, $25.8M, through Made Securities about 26 May 2026",
    ),
    "no value": (
        "{value: over $1M}",
        reading(replace(SALE, value=None)),
        "undecided: value unknown: a line states no market value",
    ),
    "nobody to sell it": (
        "{}",
        reading(replace(SALE, broker=None, approximate_date=None, value=None)),
        "fires: Dana Reyes means to sell 340,000 sh",
    ),
    "a plan": (
        "{plan_10b5_1: yes}",
        reading(PLANNED),
        f"fires: {TOLD}, under a 10b5-1 plan of 21 Nov 2025",
    ),
    "a plan, and none wanted": (
        "{plan_10b5_1: [no, unknown]}",
        reading(PLANNED),
        "silent: 10b5-1 plan: yes, and the rule asks for no or unknown",
    ),
    "no plan named": ("{plan_10b5_1: [no, unknown]}", reading(SALE), f"fires: {TOLD}"),
    "no plan named, and one asked for": (
        "{plan_10b5_1: yes}",
        reading(SALE),
        "undecided: 10b5-1 plan unknown: the form names no day that one was adopted",
    ),
    "no plan named, but too few": (
        "{plan_10b5_1: yes, shares: over 1M}",
        reading(SALE),
        "silent: 340,000 sh to be sold, not over 1,000,000",
    ),
    "both hold": ("{shares: over 100k, value: over $10M}", reading(SALE), f"fires: {TOLD}"),
}


@pytest.mark.parametrize(("keys", "given", "line"), CASES.values(), ids=CASES.keys())
def test_the_verdict_and_its_reason(keys: str, given: Reading, line: str) -> None:
    found = verdict(keys, given)
    assert f"{found.answer}: {found.reason}" == line


def test_what_it_looked_at_and_what_it_is_about() -> None:
    found = verdict("{shares: over 100k, value: over $10M, plan_10b5_1: yes}", reading(PLANNED, CLASS_B))
    assert found.subject == PLANNED
    assert found.saw == (
        Saw("plan_10b5_1", "yes", "yes", True, "yes"),
        Saw("shares", "340000", "over 100,000", True, "340,000 sh"),
        Saw("value", "12999600.50", "over $10,000,000", True, "$12,999,600.50"),
    )


WRONG = {
    "dollars for shares": (
        "{shares: over $1M}",
        "shares are counted, not dollars: write over 100k, or use value: over $1M",
    ),
    "who, which the form does not tell": (
        "{by: officers}",
        'unknown key "by": the keys here are shares, value, plan_10b5_1',
    ),
    "a plan, perhaps": ("{plan_10b5_1: perhaps}", '"perhaps" is not one of yes, no, unknown'),
    "any number": ("{shares: over -1}", '"over -1" is always true here: leave it out'),
}


@pytest.mark.parametrize(("keys", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_rule_that_cannot_be(keys: str, message: str) -> None:
    with pytest.raises(Wrong) as caught:
        verdict(keys, reading(SALE))
    (problem,) = caught.value.problems
    assert problem.message == message
