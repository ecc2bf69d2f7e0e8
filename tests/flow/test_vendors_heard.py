"""The real adapters against the made vendors, over HTTP: what they hear."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest

from tests.clock import ManualClock
from tests.flow.conftest import Town
from tests.flow.vendors import (
    RULES,
    TODAY,
    USES,
    cut,
    each,
    hear,
    polls,
    standing,
)
from tests.samples import samples
from tocsin.demo.vendors import Target, VendorBox
from tocsin.feeds.adapters import FEEDS
from tocsin.feeds.feed import Polled
from tocsin.model import Bulletin, Consensus, Earnings, Price, PriceTarget, Rating


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def box(clock: ManualClock) -> Iterator[VendorBox]:
    with VendorBox(now=clock.now) as one:
        yield one


def test_every_adapter_that_asks_over_http_is_here() -> None:
    assert {use for use, adapter in FEEDS.items() if hasattr(adapter, "asks")} <= USES.keys()


@each
def test_what_the_box_is_told_is_heard(box: VendorBox, clock: ManualClock, use: str) -> None:
    USES[use].tell(box)
    (brought,) = polls(box, use, clock)
    assert isinstance(brought, Polled)
    assert brought.faults == ()
    assert {fact.kind for reading in brought.readings for fact in reading.facts} == USES[use].kinds
    assert {reading.issuer.symbol for reading in brought.readings} <= {"ACME", None}


@pytest.mark.parametrize(
    ("use", "kinds", "keys"),
    [
        ("benzinga", {"consensus"}, {}),
        ("massive", {"consensus"}, {}),
        ("fmp", {"consensus"}, {}),
        ("fmp", {"rating"}, {"ratings": "by company"}),
        ("finnhub", {"consensus"}, {"premium": "yes"}),
        ("finnhub", {"rating"}, {"premium": "yes"}),
        ("finnhub", {"earnings"}, {}),
        ("finnhub", {"price"}, {}),
    ],
)
def test_whatever_else_it_is_told_is_heard(
    box: VendorBox, clock: ManualClock, use: str, kinds: set[str], keys: dict[str, str]
) -> None:
    (brought,) = polls(box, use, clock, kinds=frozenset(kinds), **keys)
    assert isinstance(brought, Polled)
    assert brought == Polled((), answered=brought.answered)
    assert {kind for kind, _ in brought.answered} == set(kinds)
    cut(box)
    standing(box)
    box.result("ACME", 2026, 2, eps="0.42", eps_estimate="0.51", day=TODAY)
    box.quote("ACME", "31.20", previous_close="33.90")
    (brought,) = polls(box, use, clock, kinds=frozenset(kinds), **keys)
    assert isinstance(brought, Polled)
    assert brought.faults == ()
    heard = [fact for reading in brought.readings for fact in reading.facts]
    assert {fact.kind for fact in heard} == kinds
    assert {reading.issuer.symbol for reading in brought.readings} == {"ACME"}
    for fact in heard:
        match fact:
            case Consensus(mean=None):
                assert (fact.buys, fact.holds, fact.sells) == (12, 5, 2)
            case Consensus():
                assert (fact.mean, fact.high, fact.low) == (Decimal("36.20"), 50, 24)
            case Earnings():
                assert (fact.actual, fact.estimate, fact.period) == (
                    Decimal("0.42"),
                    Decimal("0.51"),
                    "2026Q2",
                )
            case Price():
                assert (fact.price, fact.previous_close) == (Decimal("31.20"), Decimal("33.90"))
            case Rating():
                assert (fact.before, fact.to, fact.action) == ("Buy", "Hold", "downgrades")


@pytest.mark.parametrize("use", ["benzinga", "massive", "json"])
def test_a_correction_is_heard_under_the_same_id(box: VendorBox, clock: ManualClock, use: str) -> None:
    if use not in FEEDS:
        pytest.skip(f"no adapter {use}")
    cut = box.told(Target("ACME", "Northgate Securities", before="40", to="33"))
    (first,) = polls(box, use, clock)
    clock.advance(600)
    box.correct(cut, to="35")
    (second,) = polls(box, use, clock)
    told = []
    for brought in (first, second):
        assert isinstance(brought, Polled)
        (reading,) = brought.readings
        (fact,) = reading.facts
        assert isinstance(fact, PriceTarget)
        told.append((reading.key, fact.before, fact.to, fact.at))
    at = clock.now() - dt.timedelta(seconds=600)
    key = told[0][0]
    assert [(name, before, to) for name, before, to, _ in told] == [(key, 40, 33), (key, 40, 35)]
    assert all(
        when is not None and dt.timedelta() <= at - when <= dt.timedelta(minutes=1) for *_, when in told
    )


def test_what_is_withdrawn_is_heard_from_benzinga_alone(box: VendorBox, clock: ManualClock) -> None:
    made = cut(box)
    box.withdraw(made)
    (brought,) = polls(box, "benzinga", clock)
    assert isinstance(brought, Polled)
    (reading,) = brought.readings
    assert isinstance(reading.head, Bulletin)
    assert (reading.head.id, reading.head.withdrawn, reading.facts) == (made, True, ())
    (brought,) = polls(box, "massive", clock)
    assert isinstance(brought, Polled)
    assert brought == Polled((), answered=brought.answered)


@each
def test_nothing_is_an_answer(box: VendorBox, clock: ManualClock, use: str) -> None:
    box.serve_file(USES[use].path, USES[use].empty)
    (brought,) = polls(box, use, clock)
    assert isinstance(brought, Polled)
    assert brought == Polled((), answered=brought.answered)
    assert brought.answered, "nothing is an answer too"


@each
def test_who_is_frozen_tells_the_same_again(box: VendorBox, clock: ManualClock, use: str) -> None:
    USES[use].tell(box)
    box.freeze(use)
    USES[use].tell(box)
    first, second = polls(box, use, clock, 120)
    assert isinstance(first, Polled)
    assert isinstance(second, Polled)
    assert (first.readings, first.newest) == (second.readings, second.newest)


RECORDED = {
    "benzinga": ("targets", "OpenBB-finance-api.benzinga*", 20),
    "fmp": ("targets", "OpenBB-finance-financialmodelingprep*", 1),
    "finnhub": ("targets", "SalZaki-*", 1),
    "fred": ("rates", "fred-*CPILFESL.json", 417),  # of 813: those since 1990
    "treasury": ("rates", "treasury-TreasuryRates.xml", 191 * 12),
}


@pytest.mark.parametrize("use", RECORDED)
def test_recorded_answers_are_heard(box: VendorBox, clock: ManualClock, use: str) -> None:
    kind, name, told = RECORDED[use]
    box.serve_file(USES[use].path, samples(kind, name)[0].read_bytes())
    (brought,) = polls(box, use, clock)
    assert isinstance(brought, Polled)
    assert brought.faults == ()
    assert len(brought.readings) == told


@pytest.mark.parametrize(
    "order",
    [
        ("benzinga", "massive", "fmp"),
        ("massive", "fmp", "benzinga"),
        ("fmp", "benzinga"),
    ],
)
def test_one_action_by_several_vendors_rings_once(town: Town, order: tuple[str, ...]) -> None:
    town.rules = town.ruled(RULES)
    with VendorBox(now=town.clock.now) as box:
        for use in order:
            hear(town, box, use, name=use)
        town.clock.advance(600)
        cut(box)
        town.clock.advance(2)
        for use in order * 2:
            hear(town, box, use, name=use)
            town.clock.advance(60)
        assert {entry.status for entry in box.requests()} == {200}
    rang = [line.split(":")[0] for text in town.texts() for line in text.splitlines() if line[:5] == "Rule "]
    assert sorted(rang) == ["Rule cuts", "Rule grades"]
    assert town.texts("#tocsin-ops") == []
