"""What the condition `guidance` says of a range, held against the one before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from hypothesis import given as tried
from hypothesis import settings
from hypothesis import strategies as st

from tests.rules.made import ISSUER
from tocsin.errors import Wrong
from tocsin.model import FilingFact, Guidance, Range, Reading, Saw, Verdict
from tocsin.rules import NoHistory, load
from tocsin.rules.filings.guided import Change, Compared

B = 10**9


def guide(
    low: float,
    high: float,
    before: tuple[float, float] | None = None,
    *,
    measure: str = "capital_expenditure",
    period: str | None = "full year 2026",
    unit: str = "USD",
    accession: str | None = "0000350001-26-000009",
) -> Guidance:
    """Billions, as a sentence says them."""

    def exact(number: float) -> Decimal:
        return Decimal(str(number)) * B

    was = None if before is None else Range(exact(before[0]), exact(before[1]))
    return Guidance(
        accession, "8-K", ISSUER, measure, exact(low), exact(high), unit, period, "We expect.", was
    )


@dataclass(frozen=True)
class Told(NoHistory):
    """A history that knows just these ranges, the earliest first."""

    known: tuple[Guidance, ...]

    def guidance(self, issuer_cik: str, measure: str) -> Iterable[Guidance]:
        return (one for one in self.known if one.measure == measure and one.issuer.cik == issuer_cik)


def earlier(*ranges: Guidance) -> Told:
    return Told(tuple(replace(one, accession=f"0000350001-25-{n:06}") for n, one in enumerate(ranges)))


def reading(*given: Guidance) -> Reading:
    filing = FilingFact("0000350001-26-000009", "8-K", ISSUER, ("2.02",))
    return Reading(filing, (filing, *given))


def verdict(keys: str, given: Reading, history: NoHistory | None = None) -> Verdict:
    text = f"rules:\n  - id: made\n    watch: MADE\n    when: {{guidance: {keys}}}\n"
    (rule,) = load({"made.yaml": text.encode()}).rules
    return rule.decide(given, history or NoHistory())


RAISED = reading(guide(125, 145, (115, 135)))
RAISED_LINE = "capital expenditure guidance for full year 2026 raised to $125B to $145B from $115B to $135B, midpoint up 8%"
NEW = reading(guide(125, 145))
NEW_LINE = "capital expenditure guidance for full year 2026: $125B to $145B"
CASES = {
    "any": ("{}", NEW, None, f"fires: {NEW_LINE}"),
    "none": ("{}", reading(), None, "silent: no guidance in it"),
    "of another measure": (
        "{measure: revenue}",
        NEW,
        None,
        "silent: no guidance of revenue in it",
    ),
    "raised, as the sentence says": ("{change: raised}", RAISED, None, f"fires: {RAISED_LINE}"),
    "raised, by its measure": ("{measure: capex, change: raised}", RAISED, None, f"fires: {RAISED_LINE}"),
    "raised, as history knows": (
        "{change: raised}",
        NEW,
        earlier(guide(110, 130), guide(115, 135)),
        f"fires: {RAISED_LINE}",
    ),
    "the sentence goes before history": (
        "{change: raised}",
        RAISED,
        earlier(guide(150, 160)),
        f"fires: {RAISED_LINE}",
    ),
    "not cut": ("{change: cut}", RAISED, None, f"silent: {RAISED_LINE}; the rule asks for cut"),
    "cut": (
        "{change: [raised, cut]}",
        reading(guide(100, 120, (115, 135))),
        None,
        "fires: capital expenditure guidance for full year 2026 cut to $100B to $120B from $115B to $135B, midpoint down 12%",
    ),
    "narrowed": (
        "{change: narrowed}",
        reading(guide(118, 132, (115, 135))),
        None,
        "fires: capital expenditure guidance for full year 2026 narrowed to $118B to $132B from $115B to $135B",
    ),
    "the low end up is a raise": (
        "{change: raised}",
        reading(guide(66, 72, (64, 72))),
        None,
        "fires: capital expenditure guidance for full year 2026 raised to $66B to $72B from $64B to $72B, midpoint up 1%",
    ),
    "and it is narrowed": (
        "{change: narrowed}",
        reading(guide(66, 72, (64, 72))),
        None,
        "fires: capital expenditure guidance for full year 2026 raised to $66B to $72B from $64B to $72B, midpoint up 1%",
    ),
    "widened": (
        "{change: widened}",
        reading(guide(110, 140, (115, 135))),
        None,
        "fires: capital expenditure guidance for full year 2026 widened to $110B to $140B from $115B to $135B",
    ),
    "unchanged": (
        "{change: raised}",
        reading(guide(115, 135, (115, 135))),
        None,
        "silent: capital expenditure guidance for full year 2026 unchanged at $115B to $135B; the rule asks for raised",
    ),
    "nothing known before": (
        "{change: raised}",
        NEW,
        None,
        f"undecided: {NEW_LINE}; no former range is known",
    ),
    "another period is no former range": (
        "{change: raised}",
        NEW,
        earlier(guide(60, 70, period="full year 2025")),
        f"undecided: {NEW_LINE}; no former range is known",
    ),
    "the first of its period": (
        "{change: initiated}",
        NEW,
        earlier(guide(60, 70, period="full year 2025")),
        f"fires: {NEW_LINE}",
    ),
    "the first of all, that is known": (
        "{change: initiated}",
        NEW,
        None,
        f"undecided: {NEW_LINE}; no former range is known",
    ),
    "a period without its year is compared with none": (
        "{change: raised}",
        reading(guide(10, 11, measure="revenue", period="third quarter")),
        earlier(guide(8, 9, measure="revenue", period="third quarter")),
        "undecided: revenue guidance for third quarter: $10B to $11B; no former range is known",
    ),
    "another currency is no former range": (
        "{change: raised}",
        NEW,
        earlier(guide(60, 70, unit="EUR")),
        f"undecided: {NEW_LINE}; no former range is known",
    ),
    "the same filing read again": (
        "{change: unchanged}",
        NEW,
        Told((guide(125, 145),)),
        f"undecided: {NEW_LINE}; no former range is known",
    ),
    # how much
    "moves enough": ("{moves: over 5%}", RAISED, None, f"fires: {RAISED_LINE}"),
    "moves too little": ("{moves: over 10%}", RAISED, None, f"silent: {RAISED_LINE}; moves not over 10%"),
    "rises": ("{rises: at least 8%}", RAISED, None, f"fires: {RAISED_LINE}"),
    "does not fall": ("{falls: over 5%}", RAISED, None, f"silent: {RAISED_LINE}; falls not over 5%"),
    "a rise is no small fall": (
        "{falls: under 50%}",
        RAISED,
        None,
        f"silent: {RAISED_LINE}; falls not under 50%",
    ),
    "moves from where": ("{moves: over 5%}", NEW, None, f"undecided: {NEW_LINE}; no former range is known"),
    "moves from below zero": (
        "{moves: over 5%}",
        reading(guide(1, 2, (-2, -1), measure="net_income")),
        None,
        "undecided: net income guidance for full year 2026 raised to $1B to $2B from -$2B to -$1B; a percentage of what was not above zero says nothing",
    ),
    # levels
    "the midpoint": ("{midpoint: over $130B}", NEW, None, f"fires: {NEW_LINE}"),
    "the high end": ("{high: over $150B}", NEW, None, f"silent: {NEW_LINE}; high not over $150,000,000,000"),
    "the low end": ("{low: at least $125B}", NEW, None, f"fires: {NEW_LINE}"),
    "not in dollars": (
        "{high: over $150B}",
        reading(guide(125, 145, unit="EUR")),
        None,
        "undecided: capital expenditure guidance for full year 2026: EUR 125B to 145B; it is in EUR, and the rule asks in dollars",
    ),
    "all hold for one range": (
        "{change: raised, midpoint: over $200B}",
        RAISED,
        None,
        f"silent: {RAISED_LINE}; midpoint not over $200,000,000,000",
    ),
    "one range of several is enough": (
        "{change: raised}",
        reading(guide(1, 2, (2, 3), measure="revenue"), guide(125, 145, (115, 135))),
        None,
        f"fires: {RAISED_LINE}",
    ),
    "no period": (
        "{}",
        reading(guide(125, 145, period=None)),
        None,
        "fires: capital expenditure guidance: $125B to $145B",
    ),
}


@pytest.mark.parametrize(("keys", "given", "history", "line"), CASES.values(), ids=CASES.keys())
def test_the_verdict_and_its_reason(keys: str, given: Reading, history: Told | None, line: str) -> None:
    found = verdict(keys, given, history)
    assert f"{found.answer}: {found.reason}" == line


def test_the_former_range_is_filled_and_shown() -> None:
    history = earlier(guide(115, 135))
    found = verdict("{change: raised, moves: over 5%}", NEW, history)
    assert found.subject == guide(125, 145, (115, 135))
    assert found.evidence == history.known
    assert found.saw == (
        Saw("change", "raised", "raised", True, "raised"),
        Saw("moves", "8", "over 5%", True, "8%"),
    )


NUMBERS = st.integers(1, 6)


@tried(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
@settings(max_examples=200, deadline=None)
def test_some_word_always_holds_and_they_agree_with_the_midpoint(a: int, b: int, c: int, d: int) -> None:
    new, old = sorted((a, b)), sorted((c, d))
    compared = Compared.of(guide(new[0], new[1], (old[0], old[1])), NoHistory())
    changes = compared.changes
    assert changes
    assert not {Change.RAISED, Change.CUT} <= changes
    assert (Change.UNCHANGED in changes) == (new == old)
    if Change.RAISED in changes:
        assert sum(new) > sum(old)
    if Change.CUT in changes:
        assert sum(new) < sum(old)


WRONG = {
    "another measure": (
        "{measure: gross margin}",
        '"gross margin" is no measure of guidance: the measures are capital_expenditure, revenue, operating_income, net_income, free_cash_flow, operating_expenses',
    ),
    "a measure misspelt": (
        "{measure: revenu}",
        '"revenu" is no measure of guidance: did you mean "revenue"?',
    ),
    "another change": (
        "{change: lifted}",
        '"lifted" is not one of raised, cut, narrowed, widened, unchanged, initiated',
    ),
    "dollars for a change": (
        "{moves: over $1B}",
        "this is a percentage, not dollars: write over 25%, or use midpoint: over $1B",
    ),
    "a percentage for a level": (
        "{high: over 5%}",
        "this is in dollars, not percent: write over $1M, or use moves: over 5%",
    ),
}


@pytest.mark.parametrize(("keys", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_rule_that_cannot_be(keys: str, message: str) -> None:
    with pytest.raises(Wrong) as caught:
        verdict(keys, NEW)
    (problem,) = caught.value.problems
    assert problem.message == message
