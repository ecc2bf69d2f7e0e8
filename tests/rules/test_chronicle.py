"""The history in memory and the one in the state say the same of the same filings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.made import sale
from tocsin.model import (
    Fact,
    Filing,
    FilingFact,
    Guidance,
    Issuer,
    Metric,
    Owner,
    Party,
    Prose,
    Quality,
    Reading,
    Sentence,
)
from tocsin.rules import History
from tocsin.rules.chronicle import Chronicle
from tocsin.state import State

START = dt.datetime(2026, 5, 4, 20, tzinfo=dt.UTC)
MINUTES = 4
ISSUERS = tuple(Issuer(f"990000010{n}", f"Made {n} Inc.", f"MD{n}") for n in range(2))
OWNERS = tuple(Owner(f"990000020{n}", f"Person {n}") for n in range(3))
NAMES = ("total_debt", "assets")


@dataclass(frozen=True)
class Known:
    minute: int
    reading: Reading


def at(minute: int) -> dt.datetime:
    return START + dt.timedelta(minutes=minute)


def accession(number: int) -> str:
    # Not in the order in which they come: nothing may rest on that.
    return f"9900000000-26-{(number * 7) % 13:06}"


def metric(number: int, issuer: Issuer, form: str, name: str, value: str | None) -> Metric:
    amount = None if value is None else Decimal(value)
    quality = Quality.OK if amount is not None else Quality.ABSENT
    end = dt.date(2026, 3, 31)
    return Metric(accession(number), form, issuer, name, amount, "USD", None, end, None, quality)


def guidance(number: int, issuer: Issuer, form: str, measure: str, low: str) -> Guidance:
    amount = Decimal(low)
    return Guidance(
        accession(number), form, issuer, measure, amount, amount, "USD", "2026", f"We expect {low}."
    )


@st.composite
def filings(draw: st.DrawFn) -> list[Known]:
    """Filings of two issuers within a few minutes, as they are written down, which need not be in their order."""
    found = []
    for number in range(draw(st.integers(1, 6))):
        issuer = draw(st.sampled_from(ISSUERS))
        form = draw(st.sampled_from(("4", "4/A", "8-K", "10-Q", "10-Q/A")))
        told: list[Fact] = [FilingFact(accession(number), form, issuer)]
        for _ in range(draw(st.integers(0, 2))):
            owners = tuple(draw(st.lists(st.sampled_from(OWNERS), min_size=1, max_size=2, unique=True)))
            row = sale(str(draw(st.integers(1, 3))), owners=owners, accession=accession(number))
            told.append(with_issuer(row, issuer, form))
        for _ in range(draw(st.integers(0, 2))):
            value = draw(st.sampled_from((None, "1", "2")))
            told.append(metric(number, issuer, form, draw(st.sampled_from(NAMES)), value))
        expected = draw(st.sampled_from((None, "revenue", "eps")))
        if expected is not None:
            told.append(guidance(number, issuer, form, expected, "5"))
        words = tuple(
            Prose(f"doc{place}.htm", form, (Sentence(f"Said {number}.{place}.", "Risk Factors"),))
            for place in range(draw(st.integers(0, 2)))
        )
        filing = told[0]
        assert isinstance(filing, FilingFact)
        found.append(Known(draw(st.integers(0, MINUTES)), Reading(filing, tuple(told), words)))
    return found


def with_issuer(row: Fact, issuer: Issuer, form: str) -> Fact:
    return replace(row, issuer=issuer, form=form)  # type: ignore[call-arg]


company_facts = st.lists(
    st.tuples(
        st.integers(0, 7),  # the number of the filing that it is of, told here or not
        st.sampled_from(NAMES),
        st.sampled_from(("1", "2", "3")),
        st.integers(0, MINUTES),
    ),
    max_size=4,
)


@pytest.fixture(scope="module")
def state() -> Iterator[State]:
    with TemporaryDirectory() as folder:
        opened = State.open(Path(folder))
        yield opened
        opened.close()


class _Undone(Exception):
    pass


@given(told=filings(), beside=company_facts)
@settings(max_examples=150, deadline=None)
def test_both_histories_say_the_same_at_every_moment(
    state: State, told: list[Known], beside: list[tuple[int, str, str, int]]
) -> None:
    chronicle = Chronicle()
    facts = [
        (metric(number, ISSUERS[0], "10-Q", name, value), at(minute))
        for number, name, value, minute in beside
    ]
    with pytest.raises(_Undone), state.transaction():  # rolled back, so that the next example finds nothing
        for one in told:
            keep(state, one)
            chronicle.add(one.reading, at(one.minute))
        state.facts.add_company_facts(ISSUERS[0].cik, facts)
        chronicle.add_company_facts(ISSUERS[0].cik, facts)
        for minute in range(-1, MINUTES + 1):
            for but in (None, *(one.reading.filing.accession for one in told)):
                stored = state.history(at(minute), but=but)
                assert_same(stored, chronicle.as_of(at(minute), but=but))
        raise _Undone


def keep(state: State, one: Known) -> None:
    filing = one.reading.filing
    parties = (Party(filing.issuer.cik, filing.issuer.name, "issuer"),)
    number = filing.accession or ""
    state.filings.announce(Filing(number, filing.form, parties), seen=at(one.minute))
    state.facts.add(number, one.reading, known=at(one.minute))
    state.texts.add(number, filing.issuer.cik, one.reading.prose, known=at(one.minute))


def assert_same(stored: History, remembered: History, *, deeper: bool = True) -> None:
    for issuer in ISSUERS:
        cik = issuer.cik
        for owners in (None, frozenset({OWNERS[0].cik}), frozenset({OWNERS[1].cik, OWNERS[2].cik})):
            assert remembered.transactions(cik, owners) == stored.transactions(cik, owners)
        for names in ([NAMES[0]], list(NAMES), ["revenue"]):
            assert remembered.metrics(cik, names) == stored.metrics(cik, names)
        for measure in ("revenue", "eps", "cash"):
            assert remembered.guidance(cik, measure) == stored.guidance(cik, measure)
        for since in (None, *map(at, range(MINUTES))):
            assert remembered.prose(cik, since) == stored.prose(cik, since)
        for since in (at(0), at(2)):
            ours, theirs = list(remembered.filed(cik, since)), list(stored.filed(cik, since))
            assert [(one.form, one.known) for one in ours] == [(one.form, one.known) for one in theirs]
            for mine, its in zip(ours, theirs, strict=True) if deeper else ():
                reading, then = mine.read()
                assert (reading, reading.prose) == (its.read()[0], its.read()[0].prose)
                assert_same(its.read()[1], then, deeper=False)


def test_nothing_is_known_of_who_never_filed() -> None:
    history = Chronicle().as_of(START)
    cik = ISSUERS[0].cik
    assert not history.transactions(cik, None)
    assert not history.metrics(cik, NAMES)
    assert not history.prose(cik, None)
    assert not history.guidance(cik, "revenue")
    assert not history.filed(cik, START)


def test_words_are_brought_only_when_they_are_asked_for() -> None:
    brought: list[int] = []

    def words() -> tuple[Prose, ...]:
        brought.append(1)
        return (Prose("a.htm", "8-K", (Sentence("We were subpoenaed."),)),)

    chronicle = Chronicle()
    filing = FilingFact(accession(1), "8-K", ISSUERS[0])
    chronicle.add(Reading(filing, (filing,)), START, words)
    history = chronicle.as_of(START)
    (filed,) = history.filed(ISSUERS[0].cik, START)
    assert history.metrics(ISSUERS[0].cik, NAMES) == []
    assert not brought
    assert history.prose(ISSUERS[0].cik, None) == list(words())
    assert filed.read()[0].prose == words()
