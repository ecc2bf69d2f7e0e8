"""A History in memory, told filing by filing: what `run` keeps in the state, for looks back and for examples.

    chronicle = Chronicle()
    for reading, known in what_happened:
        verdict = rule.decide(reading, chronicle.as_of(known, but=reading.key))
        chronicle.add(reading, known)

What it answers is, to the order of its rows, what `state.history` answers of the same filings.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Generic, TypeVar

from tocsin.model import (
    Bulletin,
    FeedFact,
    FilingFact,
    Guidance,
    InsiderTransaction,
    Metric,
    Prose,
    Reading,
)

T = TypeVar("T")
Words = Callable[[], Iterable[Prose]]


class _Timeline(Generic[T]):
    """What became known, in that order; of equal times the first added is the first."""

    __slots__ = ("_told", "_when")

    def __init__(self) -> None:
        self._when: list[dt.datetime] = []
        self._told: list[T] = []

    def add(self, known: dt.datetime, told: T) -> None:
        if not self._when or known >= self._when[-1]:
            self._when.append(known)
            self._told.append(told)
            return
        at = bisect_right(self._when, known)
        self._when.insert(at, known)
        self._told.insert(at, told)

    def between(self, since: dt.datetime | None, moment: dt.datetime) -> list[T]:
        """From a moment to another, both included."""
        first = 0 if since is None else bisect_left(self._when, since)
        return self._told[first : bisect_right(self._when, moment)]


@dataclass(frozen=True, slots=True)
class Filed:
    """An earlier filing or bulletin (`rules.Filed`, by its shape)."""

    form: str
    known: dt.datetime
    read: Callable[[], tuple[Reading, AsOf]]


@dataclass(frozen=True, slots=True)
class _Row:
    """A transaction, and who told it."""

    accession: str | None
    owners: frozenset[str]
    told: InsiderTransaction


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure and its place among others: of one time, what companyfacts tells goes before what a filing
    does, so that the filing's own word is the later one."""

    accession: str | None
    order: tuple[dt.datetime, bool, int]
    told: Metric


@dataclass(frozen=True, slots=True)
class _Filing:
    """A filing without its words, or a bulletin; `words` brings them, None where it has none."""

    known: dt.datetime
    reading: Reading
    words: Words | None

    @property
    def accession(self) -> str | None:
        return self.reading.key

    def prose(self) -> tuple[Prose, ...]:
        return () if self.words is None else tuple(self.words())


@dataclass(slots=True)
class _Issuer:
    """All that is known of one company."""

    rows: _Timeline[_Row] = field(default_factory=_Timeline)
    figures: dict[str, _Timeline[_Figure]] = field(default_factory=dict)
    expected: dict[str, _Timeline[Guidance]] = field(default_factory=dict)
    said: _Timeline[_Filing] = field(default_factory=_Timeline)
    filed: _Timeline[_Filing] = field(default_factory=_Timeline)
    told: _Timeline[_Filing] = field(default_factory=_Timeline)
    of_company_facts: set[Metric] = field(default_factory=set)


class Chronicle:
    """What became known, and when. `as_of` looks at it from a moment on."""

    def __init__(self) -> None:
        self._issuers: dict[str, _Issuer] = {}
        self._figures_told: dict[str | None, dt.datetime] = {}
        self._replaced: dict[str, tuple[dt.datetime, str | None]] = {}
        self._count = 0

    def add(self, reading: Reading, known: dt.datetime, words: Words | None = None) -> None:
        """A filing or a bulletin, known from this moment on. `words` brings its prose when it is asked for; without
        it the prose of the reading is kept."""
        if isinstance(reading.head, Bulletin):
            issuer, kept = self._of(reading.head.issuer.cik), _Filing(known, reading, None)
            issuer.filed.add(known, kept)
            issuer.told.add(known, kept)
            return
        if words is None and reading.prose:
            words = partial(_same, reading.prose)
        accession = reading.filing.accession
        filing = _Filing(known, replace(reading, prose=()) if reading.prose else reading, words)
        if words is not None:
            self._of(reading.filing.issuer.cik).said.add(known, filing)
        for fact in reading.facts:
            match fact:
                case InsiderTransaction():
                    owners = frozenset(owner.cik for owner in fact.owners)
                    self._of(fact.issuer.cik).rows.add(known, _Row(accession, owners, fact))
                case Metric():
                    first = self._figures_told.get(accession, known)
                    self._figures_told[accession] = min(first, known)
                    self._add_figure(fact.issuer.cik, accession, known, fact, of_filing=True)
                case Guidance():
                    expected = self._of(fact.issuer.cik).expected
                    expected.setdefault(fact.measure, _Timeline()).add(known, fact)
                case FilingFact():
                    self._of(fact.issuer.cik).filed.add(known, filing)
                case _:
                    pass

    def replace(self, key: str, *, by: str | None, known: dt.datetime) -> None:
        """A bulletin is corrected, or taken back, by another from this moment on."""
        self._replaced[key] = (known, by)

    def _was_replaced(self, key: str | None, moment: dt.datetime, but: str | None) -> bool:
        """Whether a bulletin was corrected or taken back by a moment, or is by the one at hand."""
        known, by = self._replaced.get(key or "", (None, None))
        return known is not None and (known <= moment or by == but)

    def add_company_facts(self, cik: str, told: Iterable[tuple[Metric, dt.datetime]]) -> None:
        """What EDGAR's companyfacts tells of an issuer's past, each figure with the time it was known."""
        known_before = self._of(cik).of_company_facts
        for metric, known in told:
            if metric not in known_before:
                known_before.add(metric)
                self._add_figure(cik, metric.accession, known, metric, of_filing=False)

    def _add_figure(
        self, cik: str, accession: str | None, known: dt.datetime, metric: Metric, *, of_filing: bool
    ) -> None:
        if metric.value is None:
            return
        self._count += 1
        figures = self._of(cik).figures.setdefault(metric.name, _Timeline())
        figures.add(known, _Figure(accession, (known, of_filing, self._count), metric))

    def _of(self, cik: str) -> _Issuer:
        found = self._issuers.get(cik)
        if found is None:
            found = self._issuers[cik] = _Issuer()
        return found

    def as_of(self, moment: dt.datetime, but: str | None = None) -> AsOf:
        """What was known at a moment, without the filing `but`."""
        return AsOf(self, moment, but)

    def _company(self, cik: str) -> _Issuer | None:
        return self._issuers.get(cik)

    def _told_by_then(self, accession: str | None, moment: dt.datetime) -> bool:
        """Whether the filing itself had told figures by a moment."""
        told = self._figures_told.get(accession)
        return told is not None and told <= moment


class AsOf:
    """What was known at a moment (`rules.History`, by its shape)."""

    __slots__ = ("_but", "_chronicle", "_moment")

    def __init__(self, chronicle: Chronicle, moment: dt.datetime, but: str | None) -> None:
        self._chronicle = chronicle
        self._moment = moment
        self._but = but

    def transactions(self, issuer_cik: str, owner_ciks: frozenset[str] | None) -> list[InsiderTransaction]:
        company, but = self._company(issuer_cik), self._but
        if company is None:
            return []
        rows = company.rows.between(None, self._moment)
        if owner_ciks is None:
            return [row.told for row in rows if but is None or row.accession != but]
        return [
            row.told
            for row in rows
            if not owner_ciks.isdisjoint(row.owners) and (but is None or row.accession != but)
        ]

    def metrics(self, issuer_cik: str, names: Collection[str]) -> list[Metric]:
        company = self._company(issuer_cik)
        if company is None:
            return []
        told = [
            figure
            for name in set(names)
            if name in company.figures
            for figure in company.figures[name].between(None, self._moment)
            if self._counts(figure.accession)
            and (figure.order[1] or not self._chronicle._told_by_then(figure.accession, self._moment))
        ]
        told.sort(key=_order)
        return [figure.told for figure in told]

    def prose(self, issuer_cik: str, since: dt.datetime | None) -> list[Prose]:
        company = self._company(issuer_cik)
        if company is None:
            return []
        said = [one for one in company.said.between(since, self._moment) if self._counts(one.accession)]
        said.sort(key=lambda one: one.accession or "")
        said.sort(key=lambda one: one.known, reverse=True)
        return [prose for one in said for prose in one.prose()]

    def guidance(self, issuer_cik: str, measure: str) -> list[Guidance]:
        company = self._company(issuer_cik)
        if company is None or measure not in company.expected:
            return []
        told = company.expected[measure].between(None, self._moment)
        return [one for one in told if self._counts(one.accession)]

    def filed(self, issuer_cik: str, since: dt.datetime) -> list[Filed]:
        company = self._company(issuer_cik)
        if company is None:
            return []
        found = [
            one
            for one in company.filed.between(since, self._moment)
            if self._counts(one.accession)
            and not self._chronicle._was_replaced(one.accession, self._moment, None)
        ]
        found.sort(key=lambda one: (one.known, one.accession or ""))
        return [Filed(one.reading.form, one.known, partial(self._read, one)) for one in found]

    def told(self, issuer_cik: str, kinds: Collection[str], since: dt.datetime | None) -> list[FeedFact]:
        company = self._company(issuer_cik)
        if company is None:
            return []
        return [
            fact
            for one in company.told.between(since, self._moment)
            if self._counts(one.accession)
            and not self._chronicle._was_replaced(one.accession, self._moment, self._but)
            for fact in one.reading.facts
            if isinstance(fact, FeedFact) and fact.kind in kinds
        ]

    def _read(self, one: _Filing) -> tuple[Reading, AsOf]:
        reading = replace(one.reading, prose=one.prose()) if one.words is not None else one.reading
        return reading, self._chronicle.as_of(one.known, but=one.accession)

    def _company(self, cik: str) -> _Issuer | None:
        return self._chronicle._company(cik)

    def _counts(self, accession: str | None) -> bool:
        return self._but is None or accession != self._but


def _order(figure: _Figure) -> tuple[dt.datetime, bool, int]:
    return figure.order


def _same(prose: tuple[Prose, ...]) -> tuple[Prose, ...]:
    return prose
