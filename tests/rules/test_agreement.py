"""Whatever the rule and whatever was filed: `run`, `explain`, `test` and `backtest` agree on what fires and when."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clock import ManualClock
from tocsin import replay, trial
from tocsin.backtest import backtest
from tocsin.feeds.http import Edgar
from tocsin.house import Desk, House
from tocsin.model import Answer, Filing, Party, Reading, Route
from tocsin.pipeline import take_in
from tocsin.rules import BoundRules, Rule, load
from tocsin.rules.examples import cik_of, readings
from tocsin.state import DueFiling, State

CIK = "9900000101"
FIRST = dt.date(2026, 1, 5)
SAYS = (
    "We are subject to export controls, which limit what we sell.",
    "The board began an independent review of export control matters.",
    "The weather was fine.",
)


# --- filings, as an example tells them --------------------------------------------------------------


def quarter_before(day: dt.date) -> dt.date:
    return dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1) - dt.timedelta(days=1)


@st.composite
def filings(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Up to eight filings in their order, amendments among them, some on the same day."""
    told: list[dict[str, Any]] = []
    day = FIRST
    for number in range(draw(st.integers(1, 8))):
        day += dt.timedelta(days=draw(st.sampled_from((0, 1, 1, 2, 9, 40))))
        words = ("sale", "sale", "household", "10-Q", "10-Q/A", "results", "8-K")
        word = draw(st.sampled_from(words)) if number else "sale"
        if word == "household":
            sold = next((one["sale"] for one in told if "sale" in one), None)
            if sold is not None:
                spouse = {**sold, "by": "director", "who": "Reyes Alma", "indirect": "By Spouse", "form": "4"}
                told.append({"sale": spouse, "filed": day.isoformat()})
            continue
        told.append({word: draw(_keys(word, day)), "filed": day.isoformat()})
    return told


@st.composite
def _keys(draw: st.DrawFn, word: str, day: dt.date) -> dict[str, Any]:
    if word == "sale":
        sold = {
            "by": draw(st.sampled_from(("CEO", "director", "10% owner"))),
            "shares": draw(st.sampled_from(("10k", "60k", "60k", "150k", "unknown"))),
            "price": draw(st.sampled_from(("$10", "unknown"))),
            "left": draw(st.sampled_from(("100k", "400k"))),
            "on": (day - dt.timedelta(days=draw(st.integers(1, 3)))).isoformat(),
            "plan_10b5_1": draw(st.sampled_from(("no", "yes", "unknown"))),
            "sell_to_cover": draw(st.sampled_from(("no", "no", "unknown"))),
            "form": draw(st.sampled_from(("4", "4", "4/A"))),
        }
        return sold | ({"indirect": "By Spouse"} if draw(st.booleans()) else {})
    says = {"says": draw(st.sampled_from(SAYS))} if draw(st.booleans()) else {}
    if word == "8-K":
        return {"item": draw(st.sampled_from(("4.02", "8.01"))), **says}
    debt = draw(st.sampled_from(("$4B", "$4.2B", "$6B", "$9B", None)))
    figures = {"total_debt": debt} if debt else {}
    return {"end": quarter_before(day).isoformat(), "cash": "$1B", **figures, **says}


# --- rules ------------------------------------------------------------------------------------------

sales = st.fixed_dictionaries(
    {},
    optional={
        "by": st.sampled_from(("CEO", "officers and directors")),
        "plan_10b5_1": st.sampled_from((["no"], ["no", "unknown"])),
        "sell_to_cover": st.just("no"),
    },
)
amounts = st.sampled_from(
    (
        {},
        {"shares": "over 100k"},
        {"shares": "over 50k", "value": "over $500k"},
        {"of_holding": "over 25%"},
        {"shares": "over 100k", "within": "5d"},
        {"shares": "over 50k", "within": "20d", "insiders": "at least 2"},
        {"insiders": "at least 2", "within": "5d"},
        {"value": "over $100k", "first_in": "30d"},
    )
)
reported = st.sampled_from(
    (
        {"metric": {"name": "total_debt", "rises": "over 25%"}},
        {"metric": {"name": "total_debt", "moves": "over $1B", "versus": "year_ago"}},
        {"metric": {"name": "total_debt", "is": "over $5B"}},
        {"metric": {"name": "total_debt / cash", "is": "over 5"}},
        {"mention": {"any_of": ["export control"]}},
        {"mention": {"any_of": ["export control"], "only": "new"}},
        {"mention": {"same_sentence": [["export control"], ["review"]], "only": "new"}},
        {"filing": {"item": "4.02"}},
        {"filing": {"form": "10-Q"}},
    )
)
simple = st.one_of(st.builds(lambda keys, amount: {"insider_sale": keys | amount}, sales, amounts), reported)
negated = st.builds(lambda one: {"not": one}, reported)
together = st.one_of(
    st.builds(lambda ones: {"any": ones}, st.lists(simple, min_size=1, max_size=3)),
    st.builds(
        lambda ones, no: {"all": ones + no},
        st.lists(simple, min_size=1, max_size=2),
        st.lists(negated, max_size=1),
    ),
)
steps = st.lists(st.one_of(simple, together), min_size=2, max_size=3)
sequences = st.builds(
    lambda within, ones: {"sequence": {"within": within, "steps": ones}},
    st.sampled_from(("3d", "45d")),
    steps,
)
conditions = st.one_of(simple, together, sequences)
around = st.fixed_dictionaries(
    {},
    optional={
        "if_unknown": st.just("ring"),
        "cooldown": st.just("36h"),
        "active": st.just("mon-fri 09:30-16:00"),
        "expires": st.just("2026-02-20"),
    },
)


def ruled(when: dict[str, Any], more: dict[str, Any], told: list[dict[str, Any]]) -> Rule:
    example = {"name": "made", "given": told, "expect": "silent"}
    rule = {"id": "made", "watch": CIK, "when": when, "tests": [example], **more}
    (only,) = load({"made.yaml": json.dumps({"rules": [rule]}).encode()}).rules
    return only


# --- the four of them -------------------------------------------------------------------------------


class _Undone(Exception):
    pass


@pytest.fixture(scope="module")
def state() -> Iterator[State]:
    with TemporaryDirectory() as folder:
        opened = State.open(Path(folder))
        yield opened
        opened.close()


def run(state: State, rules: BoundRules, told: tuple[Reading, ...]) -> dict[str | None, tuple[Answer, str]]:
    """What `run` says of each filing when it comes; what it says nothing of is left out."""
    said = {}
    for reading in told:
        filing = reading.filing
        assert filing.accession is not None
        assert filing.accepted is not None
        parties = (Party(filing.issuer.cik, filing.issuer.name, "issuer"),)
        announced = Filing(filing.accession, filing.form, parties, filing.accepted)
        state.filings.announce(announced, seen=filing.accepted)
        due = DueFiling(announced, filing.issuer.cik, filing.accepted, 0)
        # Taking in asks nothing of the network.
        desk = Desk({}, Route("desk"), ("ops",), "https://www.sec.gov")
        house = House(cast(Edgar, None), state, desk, ManualClock(filing.accepted))
        for match in take_in(house, rules, due, reading, "0" * 64):
            said[filing.accession] = (match.verdict.answer, match.verdict.reason)
    return said


@given(when=conditions, more=around, told=filings())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_run_explain_test_and_backtest_agree(
    state: State, when: dict[str, Any], more: dict[str, Any], told: list[dict[str, Any]]
) -> None:
    rule = ruled(when, more, told)
    (example,) = rule.examples
    made = readings(example, CIK)
    assert {one.filing.issuer.cik for one in made} == {cik_of(CIK)}
    rules = load(
        {"made.yaml": json.dumps({"rules": [{"id": "made", "watch": CIK, "when": when, **more}]}).encode()}
    )
    bound = rules.bind({})
    with pytest.raises(_Undone), state.transaction():  # rolled back, so that the next example finds nothing
        ran = run(state, bound, made)
        for number, reading in enumerate(made, 1):
            accession = reading.filing.accession
            assert accession is not None
            assert reading.filing.accepted is not None
            ((_, _, explained),) = replay.explain_filing(accession, state, bound)
            tested = trial.verdict_of(rule, replace(example, given=example.given[:number]))
            assert tested.answer is explained.answer
            if explained.answer is not Answer.SILENT or not _rings_on_no(rule, reading):
                assert tested.reason == explained.reason
            if not rule.has_expired(reading.filing.accepted):
                silent = (Answer.SILENT, explained.reason)
                assert ran.get(accession, silent) == (explained.answer, explained.reason)
            else:
                assert accession not in ran
        now = made[-1].filing.accepted
        assert now is not None
        looked_back = backtest(bound, state, now=now)
        assert [(one.accession, one.at, one.reason) for one in looked_back.rung] == _rang(state, ran)
        undecided = 0 if rule.if_unknown == "ring" else sum(a is Answer.UNDECIDED for a, _ in ran.values())
        assert looked_back.counts["made"].undecided == undecided
        raise _Undone


def _rings_on_no(rule: Rule, reading: Reading) -> bool:
    """Where a rule can ring on no such form, `test` says so, and `explain` what the condition says."""
    return rule.forms is not None and reading.filing.form not in rule.forms


def _rang(
    state: State, ran: dict[str | None, tuple[Answer, str]]
) -> list[tuple[str | None, dt.datetime, str]]:
    """The alerts that `run` put up for the channel: not those in a thread, nor what a cooldown silenced."""
    threads = {fate.key: fate.thread for fate in state.alerts.fates_of(CIK, ran, _ever(1), _ever(9000))}  # type: ignore[arg-type]
    return [
        (told.accession, told.matched, ran[told.accession][1])
        for told in state.alerts.told()
        if told.state != "silenced" and threads[told.key] is None
    ]


def _ever(year: int) -> dt.datetime:
    return dt.datetime(year, 1, 2, tzinfo=dt.UTC)
