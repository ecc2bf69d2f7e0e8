"""Whatever feeds tell beside filings, corrected and taken back too: `run`, `explain`, `test` and `backtest` agree."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.clock import ManualClock
from tests.rules.test_agreement import CIK, FIRST, quarter_before
from tocsin import hearing, intake, trial
from tocsin.backtest import backtest
from tocsin.feeds.feed import Polled, Wanted, newest
from tocsin.feeds.http import Edgar
from tocsin.hearing import OpenFeed
from tocsin.house import Desk, House
from tocsin.model import Answer, Bulletin, Filing, FilingFact, Issuer, Party, Reading, Route
from tocsin.pipeline import take_in
from tocsin.replay import explain_filing
from tocsin.rules import BoundRules, Rule, load
from tocsin.rules.chronicle import Chronicle
from tocsin.rules.examples import readings
from tocsin.state import DueFiling, State

# --- what is told, as an example tells it -------------------------------------------------------------

FIRMS = ("Northgate Securities", "Harbor Street", "NORTHGATE SECURITIES, LLC")
TITLES = ("Plaza announces a recall", "Plaza announces a RECALL!", "Recall of pumps widens", "Fine weather")


@st.composite
def entries(draw: st.DrawFn, words: tuple[str, ...]) -> list[dict[str, Any]]:
    """A sale, and up to nine filings and bulletins after it, some on one day."""
    told: list[dict[str, Any]] = []
    day = FIRST
    for number in range(draw(st.integers(2, 10))):
        day += dt.timedelta(days=draw(st.sampled_from((0, 0, 1, 1, 3, 6, 20))))
        word = draw(st.sampled_from(words)) if number else "sale"
        told.append({word: draw(_keys(word, day)), "filed": day.isoformat()})
    return told


_WORDS = (
    *("price_target", "price_target", "price_target", "rating", "rating", "consensus", "earnings"),
    *("rate", "rate", "price", "price", "headline", "headline", "sale", "10-Q"),
)


@st.composite
def _keys(draw: st.DrawFn, word: str, day: dt.date) -> dict[str, Any]:
    def one(*values: object) -> Any:
        return draw(st.sampled_from(values))

    def some(keys: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in keys.items() if value is not None}

    match word:
        case "price_target":
            return some(
                {
                    "firm": one(*FIRMS),
                    "from": one("$40", None, None),
                    "to": one("$28", "$33", "$36", "$44"),
                    "action": one(None, None, "lowers", "initiates"),
                }
            )
        case "rating":
            words = ("Buy", "Hold", "Underperform", "Mixed")
            return some({"firm": one(*FIRMS), "from": one(*words, None), "to": one(*words)})
        case "consensus":
            ratings = one(
                {}, {"buys": "5", "holds": "10", "sells": "1"}, {"buys": "9", "holds": "3", "sells": "0"}
            )
            return ratings | {"mean": one("$40", "$35", "$29")}
        case "earnings":
            return some(
                {
                    "measure": one("revenue", "eps"),
                    "actual": one("$4.6B", "$5B"),
                    "estimate": one("$5.6B", "$5B", None),
                }
            )
        case "rate":
            ago = dt.timedelta(days=one(1, 1, 2))
            return {
                "series": one("DGS10", "DGS10", "SOFR"),
                "percent": one("4.3%", "4.6%", "5.1%"),
                "on": (day - ago).isoformat(),
            }
        case "price":
            return some({"price": one("$25", "$31", "$34", "$36"), "previous_close": one("$35", None, None)})
        case "headline":
            return {
                "title": one(*TITLES),
                "source": one("AP", "Benzinga"),
                "about": one("company", "company", "market"),
            }
        case "sale":
            on = (day - dt.timedelta(days=1)).isoformat()
            return {"by": "CEO", "shares": one("10k", "60k"), "price": "$10", "left": "100k", "on": on}
    return {"end": quarter_before(day).isoformat(), "total_debt": one("$4B", "$6B")}


# --- rules --------------------------------------------------------------------------------------------

OF_FEEDS = (
    {"price_target": {}},
    {"price_target": {"falls": "at least 10%"}},
    {"price_target": {"rises": "over $3"}},
    {"price_target": {"to": "under $30", "firm": ["Northgate"]}},
    {"price_target": {"falls": "at least 10%", "firms": "at least 2", "within": "7d"}},
    {"price_target": {"moves": "over 1%", "streak": "at least 2"}},
    {"rating": {}},
    {"rating": {"action": "downgrades"}},
    {"rating": {"to": "sell", "firms": "at least 2", "within": "20d"}},
    {"consensus": {"buys": "under 40%"}},
    {"consensus": {"falls": "over 10%"}},
    {"consensus": {"mean": "under $38", "falls": "over 5%", "within": "7d"}},
    {"earnings": {"misses": "over 5%"}},
    {"earnings": {"measure": "eps", "surprise": "under -10%"}},
    {"price": {"is": "under $32"}},
    {"price": {"falls": "over 8%"}},
    {"price": {"moves": "over 5%", "within": "5d"}},
    {"price": {"upside": "under 0%"}},
    {"headline": {}},
    {"headline": {"any_of": ["recall"]}},
    {"headline": {"any_of": ["recall"], "count": "at least 2", "within": "7d"}},
)
RATES = (
    {"rate": {"series": "DGS10", "is": "over 4.5%"}},
    {"rate": {"series": "DGS10", "rises": "at least 25bp", "within": "5d"}},
    {"rate": {"series": "10-year", "moves": "over 5bp"}},
    {"rate": {"series": "SOFR", "is": "under 5%"}},
)
OFTEN = (*OF_FEEDS[:2], OF_FEEDS[6], OF_FEEDS[12], OF_FEEDS[19], RATES[2])
LEVELS = (*OF_FEEDS[9:10], *OF_FEEDS[14:18], *OF_FEEDS[20:], *RATES)
FILED = (
    {"insider_sale": {"shares": "over 50k"}},
    {"insider_sale": {}},
    {"metric": {"name": "total_debt", "is": "over $5B"}},
    {"filing": {"form": "10-Q"}},
)
simple = st.sampled_from((*OF_FEEDS, *OF_FEEDS[:6], *RATES, *FILED))
negated = st.sampled_from((*OF_FEEDS, *RATES)).map(lambda one: {"not": one})
dear_money = st.builds(
    lambda rate, price: {"all": [rate, price]}, st.sampled_from(RATES), st.sampled_from(OF_FEEDS[14:18])
)
together = st.one_of(
    dear_money,
    st.lists(simple, min_size=1, max_size=3).map(lambda ones: {"any": ones}),
    st.builds(
        lambda ones, no: {"all": ones + no},
        st.lists(simple, min_size=1, max_size=2),
        st.lists(negated, max_size=1),
    ),
)
sold_and_cut = st.just({"steps": [FILED[1], OF_FEEDS[1]]})
steps = sold_and_cut | st.lists(simple | together, min_size=2, max_size=3).map(lambda ones: {"steps": ones})
sequences = st.builds(
    lambda within, ones: {"sequence": {"within": within, **ones}}, st.sampled_from(("5d", "45d")), steps
)
conditions = st.one_of(simple, together, sequences)
around = st.fixed_dictionaries(
    {}, optional={"if_unknown": st.just("ring"), "cooldown": st.just("36h"), "expires": st.just("2026-02-20")}
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A rule's condition, and things told of which many are what it looks at."""
    one, other = (
        draw(st.sampled_from((*OF_FEEDS, *RATES, *OFTEN, *OFTEN))),
        draw(st.sampled_from((*OF_FEEDS, *LEVELS))),
    )
    shapes = (
        one,
        {"any": [one, draw(simple)]},
        {"all": [one, other]},
        {"all": [one, {"not": other}]},
        {"sequence": {"within": "45d", "steps": [FILED[1], one]}},
        {"sequence": {"within": "45d", "steps": [other, one]}},
    )
    when = draw(st.sampled_from(shapes) | conditions)
    words = (next(iter(one)), next(iter(other)))
    return when, draw(entries(words * (len(_WORDS) // 2) + _WORDS))


def ruled(when: dict[str, Any], more: dict[str, Any], told: list[dict[str, Any]], watch: str) -> Rule:
    example = {"name": "made", "given": told, "expect": "silent"}
    rule = {"id": "made", "watch": watch, "when": when, "tests": [example], **more}
    (only,) = load({"made.yaml": json.dumps({"rules": [rule]}).encode()}).rules
    return only


def bare(when: dict[str, Any], more: dict[str, Any], watch: str) -> BoundRules:
    """The same without its example."""
    rule = {"id": "made", "watch": watch, "when": when, **more}
    return load({"made.yaml": json.dumps({"rules": [rule]}).encode()}).bind({})


# --- a house that hears them --------------------------------------------------------------------------


@dataclass
class OneFeed:
    """A feed that tells what it is handed (`feeds.Feed`, by its shape)."""

    source: str = "Made Vendor"
    tells: frozenset[str] = frozenset(
        {"price_target", "rating", "consensus", "earnings", "rate", "price", "headline"}
    )
    told: list[Reading] = field(default_factory=list)

    async def poll(self, _wanted: Wanted, _cursor: str | None) -> Polled:
        return Polled(tuple(self.told), None, newest(self.told))


@dataclass(frozen=True)
class Heard:
    """What `run` made of one thing told: our key for it (None where it was not kept), and what it said, if anything.

    `repeats`: the same was told before, so that it was not judged. `replaces`: it corrects, takes back or completes
    what was told before; `follows`: that one rang, so that it does not ring itself. `answered`: it is told in the
    thread of that.
    """

    at: dt.datetime
    key: str | None
    said: tuple[Answer, str] | None = None
    repeats: bool = False
    replaces: bool = False
    follows: bool = False
    answered: bool = False

    @property
    def is_news(self) -> bool:
        """An example cannot tell what is no news of its own."""
        return not self.repeats and not self.replaces


class Running:
    """`run` on a state, thing by thing, each at its own time."""

    def __init__(self, state: State, rules: BoundRules) -> None:
        self.state, self.rules = state, rules
        self.feed = OneFeed()
        self.open = OpenFeed("made", self.feed, dt.timedelta(minutes=1), None, baseline=False)
        self.keys: set[str] = set()
        self.at_of: dict[str, dt.datetime] = {}

    def take(self, reading: Reading, at: dt.datetime) -> Heard:
        desk = Desk({}, Route("desk"), ("ops",), "https://www.sec.gov")
        house = House(cast(Edgar, None), self.state, desk, ManualClock(at))
        return (
            self._hear(house, reading, at)
            if isinstance(reading.head, Bulletin)
            else self._read(house, reading, at)
        )

    def _read(self, house: House, reading: Reading, at: dt.datetime) -> Heard:
        filing = reading.filing
        assert filing.accession is not None
        parties = (Party(filing.issuer.cik, filing.issuer.name, "issuer"),)
        announced = Filing(filing.accession, filing.form, parties, at)
        self.state.filings.announce(announced, seen=at)
        due = DueFiling(announced, filing.issuer.cik, at, 0)
        found = take_in(house, self.rules, due, reading, "0" * 64)
        said = next(((one.verdict.answer, one.verdict.reason) for one in found), None)
        # Of an issuer that no rule watches nothing is kept.
        return Heard(at, filing.accession if self.rules.for_issuer(filing.issuer.cik) else None, said)

    def _hear(self, house: House, reading: Reading, at: dt.datetime) -> Heard:
        self.feed.told = [reading]
        asyncio.run(hearing.poll_feed(house, self.rules, self.open, dt.timedelta()))
        rows = self.state._connection.execute(
            "SELECT b.key, b.same_as, r.key FROM bulletins b LEFT JOIN bulletins r ON r.id = b.replaces"
        ).fetchall()
        fresh = [row for row in rows if row[0] not in self.keys]
        self.keys |= {row[0] for row in rows}
        if not fresh:
            return Heard(at, None)
        ((key, same_as, replaced),) = fresh
        self.at_of[key] = at
        kept = [one for cik in ("", CIK) for one in self.state.alerts.matches_of(key, cik)]
        return Heard(
            at,
            key,
            next(((Answer(one.answer), one.reason) for one in kept), None),
            repeats=same_as is not None,
            replaces=replaced is not None,
            follows=replaced is not None and self.at_of.get(replaced) in self.aloud(),
            answered=any(one.matched == at and thread is not None for one, thread in self.rung()),
        )

    def aloud(self) -> list[dt.datetime]:
        """When it rang in the channel."""
        return [one.matched for one, thread in self.rung() if thread is None]

    def rung(self) -> list[tuple[Any, str | None]]:
        """Every alert that was not silenced, with the one that it answers."""
        rows = self.state._connection.execute("SELECT key, thread FROM outbox").fetchall()
        threads = dict(rows)
        return [(one, threads[one.key]) for one in self.state.alerts.told() if one.state != "silenced"]


class _Undone(Exception):
    pass


@pytest.fixture(scope="module")
def state() -> Iterator[State]:
    with TemporaryDirectory() as folder:
        opened = State.open(Path(folder))
        yield opened
        opened.close()


# --- the four of them ---------------------------------------------------------------------------------


def of_market(reading: Reading) -> bool:
    return not reading.issuer.cik


def explained_of(state: State, bound: BoundRules, rule: Rule, heard: Heard) -> tuple[Answer, str]:
    """What `explain` says of what was kept."""
    assert heard.key is not None
    ((_, _, verdict),) = explain_filing(heard.key, state, bound)
    return verdict.answer, verdict.reason


def by_what_stands(
    state: State, bound: BoundRules, rule: Rule, one: Heard, heard: list[Heard]
) -> tuple[Answer, str] | None:
    """What the rule says of a bulletin by what was told before it and still stands, told anew to nobody but it. A
    step of a sequence is held against what stood at its own time: None."""
    found = state.bulletins.reading(one.key or "")
    if found is None or '"sequence":' in rule.meaning or not list(bound.hearers(found.reading)):
        return None
    rows = state._connection.execute(
        "SELECT r.key FROM bulletins b JOIN bulletins r ON r.id = b.replaces"
    ).fetchall()
    chronicle = Chronicle()
    for before in heard:
        if before.key is None or before.repeats or (before.key,) in rows or before is one:
            continue
        told = state.bulletins.reading(before.key)
        filed = state.facts.reading(before.key) if told is None else None
        if told is not None:
            chronicle.add(told.reading, told.known)
        elif filed is not None:
            chronicle.add(*filed)
    about = found.reading
    if of_market(about) and not rule.market and not rule.watch.market:
        about = replace(about, head=replace(about.head, issuer=Issuer(CIK, CIK)))
    verdict = rule.decide(about, chronicle.as_of(found.known, but=one.key))
    return verdict.answer, verdict.reason


def agree(
    state: State, rule: Rule, bound: BoundRules, made: list[tuple[Reading, dt.datetime]], *, tried: bool
) -> None:
    running = Running(state, bound)
    (example,) = rule.examples
    heard: list[Heard] = []
    undecided = 0
    for number, (reading, at) in enumerate(made, 1):
        one = running.take(reading, at)
        heard.append(one)
        expired = rule.has_expired(one.at)
        tried = tried and one.is_news
        if one.key is None or one.repeats or one.follows or expired:
            assert one.said is None
        explained = (Answer.SILENT, "") if one.key is None else explained_of(state, bound, rule, one)
        if not (one.key is None or one.repeats or one.follows or expired):
            assert (one.said or (Answer.SILENT, explained[1])) == explained
            if one.key is not None:
                assert by_what_stands(state, bound, rule, one, heard) in (None, explained)
        undecided += one.said is not None and one.said[0] is Answer.UNDECIDED and rule.if_unknown != "ring"
        if tried:
            tested = trial.verdict_of(rule, replace(example, given=example.given[:number]))
            assert tested.answer is explained[0]
            if tested.answer is not Answer.SILENT:
                assert tested.reason == explained[1]
    said = {one.at: one.said for one in heard}
    looked_back = backtest(bound, state, now=heard[-1].at)
    rang = [(one.matched, said[one.matched]) for one, thread in running.rung() if thread is None]
    assert [(one.at, one.reason) for one in looked_back.rung] == [(at, it and it[1]) for at, it in rang]
    assert looked_back.counts["made"].undecided == undecided
    for what, seen in (
        ("rings", running.rung()),
        ("answers", [one for one in heard if one.answered]),
        ("repeats", [one for one in heard if one.repeats]),
        ("replaces", [one for one in heard if one.replaces]),
        ("undecided", undecided),
    ):
        event(what, bool(seen))


@given(case=cases(), more=around, market=st.booleans())
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_run_explain_test_and_backtest_agree(
    state: State, case: tuple[dict[str, Any], list[dict[str, Any]]], more: dict[str, Any], market: bool
) -> None:
    when, told = case
    whom = "market" if market and next(iter(when)) in ("rate", "headline") else CIK
    rule = ruled(when, more, told, whom)
    rules = bare(when, more, whom)
    made = [(reading, accepted(reading)) for reading in readings(rule.examples[0], CIK)]
    with pytest.raises(_Undone), state.transaction():
        agree(state, rule, rules, made, tried=True)
        raise _Undone


@given(
    case=cases(),
    more=around,
    again=st.lists(
        st.tuples(st.sampled_from((0, 0, 1, 9)), st.sampled_from((False, False, True))),
        min_size=10,
        max_size=10,
    ),
)
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_they_agree_on_what_is_corrected_and_taken_back(
    state: State,
    case: tuple[dict[str, Any], list[dict[str, Any]]],
    more: dict[str, Any],
    again: list[tuple[int, bool]],
) -> None:
    when, told = case
    rule = ruled(when, more, told, CIK)
    rules = bare(when, more, CIK)
    made = list(corrected(list(readings(rule.examples[0], CIK)), again))
    with pytest.raises(_Undone), state.transaction():
        agree(state, rule, rules, made, tried=False)
        raise _Undone


def accepted(reading: Reading) -> dt.datetime:
    assert reading.head.accepted is not None
    return reading.head.accepted


def corrected(made: list[Reading], again: list[tuple[int, bool]]) -> Iterator[tuple[Reading, dt.datetime]]:
    """Each with when it is told: some bulletins under the id of an earlier one of their form and company, as of its
    time, which they correct or take back; prices and consensus always under one, and of now."""
    told: list[tuple[Bulletin, str]] = []
    for reading, (back, withdraws) in zip(made, again, strict=False):
        head, at, kind = reading.head, accepted(reading), reading.facts[0].kind
        if isinstance(head, FilingFact):
            yield reading, at
            continue
        same = [one for one in told if (one[0].issuer, one[1]) == (head.issuer, kind)]
        if kind in ("price", "consensus"):
            yield replace(reading, head=replace(head, id=kind)), at
        elif back < len(same):
            # Each once: what is corrected again is no earlier one any more.
            told.remove(same[back])
            first = same[back][0]
            assert first.accepted is not None
            # What is long over rings nothing.
            of = first.accepted if at - first.accepted < intake.OLD else at
            facts = () if withdraws else reading.facts
            yield Reading(replace(first, accepted=of, withdrawn=withdraws), facts), at
        else:
            told.append((head, kind))
            yield reading, at
