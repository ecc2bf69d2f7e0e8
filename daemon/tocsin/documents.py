"""Documents given by hand, read one after the other; the earlier of an issuer are history to the later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tocsin import facts
from tocsin.errors import Unreadable
from tocsin.model import (
    Fact,
    FeedFact,
    Guidance,
    InsiderTransaction,
    Metric,
    Passage,
    Prose,
    Quality,
    Reading,
)
from tocsin.rules import Phrases, Quarters, passages

_A_YEAR, _A_QUARTER_AT_MOST = 340, 125


@dataclass(frozen=True, slots=True)
class Read:
    """A document, and what it says or why it could not be read."""

    path: Path
    reading: Reading | None
    error: str | None = None


class _Filed(NamedTuple):
    form: str
    known: dt.datetime
    read: Callable[[], tuple[Reading, Earlier]]


class Earlier:
    """A History made of readings, the earliest first."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self._readings = readings

    def transactions(self, issuer_cik: str, owner_ciks: frozenset[str] | None) -> list[InsiderTransaction]:
        return [
            row
            for reading in self._of(issuer_cik)
            for row in reading.transactions
            if owner_ciks is None or any(owner.cik in owner_ciks for owner in row.owners)
        ]

    def metrics(self, issuer_cik: str, names: Collection[str]) -> list[Metric]:
        return [
            metric
            for reading in self._of(issuer_cik)
            for metric in reading.metrics
            if metric.name in names and metric.value is not None
        ]

    def prose(self, issuer_cik: str, since: dt.datetime | None) -> list[Prose]:
        readings = [reading for reading in self._of(issuer_cik) if since is None or _moment(reading) >= since]
        return [prose for reading in reversed(readings) for prose in reading.prose]

    def guidance(self, issuer_cik: str, measure: str) -> list[Guidance]:
        return [
            fact
            for reading in self._of(issuer_cik)
            for fact in reading.facts
            if isinstance(fact, Guidance) and fact.measure == measure
        ]

    def filed(self, issuer_cik: str, since: dt.datetime) -> list[_Filed]:
        return [
            _Filed(reading.filing.form, moment, partial(self._read, reading))
            for reading in self._of(issuer_cik)
            if (moment := _moment(reading)) >= since
        ]

    def told(
        self, _issuer_cik: str, _kinds: Collection[str], _since: dt.datetime | None
    ) -> tuple[FeedFact, ...]:
        return ()

    def _read(self, reading: Reading) -> tuple[Reading, Earlier]:
        at = self._readings.index(reading)
        return reading, Earlier(self._readings[:at])

    def _of(self, issuer_cik: str) -> Iterator[Reading]:
        return (reading for reading in self._readings if reading.filing.issuer.cik == issuer_cik)


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that the paths name; a folder's in the order of their names."""
    for path in paths:
        if path.is_dir():
            yield from sorted(inner for inner in path.rglob("*") if inner.is_file())
        else:
            yield path


def read(path: Path) -> Reading:
    """What a file says. Raises `Unreadable`, also for a file that cannot be opened."""
    try:
        body = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"the file cannot be read: {error.strerror}") from error
    return facts.read(body)


def read_all(paths: Iterable[Path], *, with_prose: bool) -> list[Read]:
    """Every document in the order given. Words are many and are kept only `with_prose`."""
    found = []
    for path in files(paths):
        try:
            reading = read(path)
        except Unreadable as error:
            found.append(Read(path, None, str(error)))
            continue
        found.append(Read(path, reading if with_prose else replace(reading, prose=())))
    return found


def earlier(reading: Reading, among: Iterable[Read]) -> Earlier:
    """What the documents of the same issuer that came before it say."""
    cik, when = reading.filing.issuer.cik, _order(reading)
    before = [
        one.reading
        for one in among
        if one.reading and cik and one.reading.filing.issuer.cik == cik and _order(one.reading) < when
    ]
    return Earlier(sorted(before, key=_order))


def told(reading: Reading, history: Earlier, phrases: Phrases | None) -> Iterator[Fact]:
    """What a document says, its quarters derived where the earlier ones tell enough, and the passages that
    hold a phrase."""
    for fact in reading.facts:
        yield _derived(fact, reading, history) if isinstance(fact, Metric) else fact
    yield from _last_quarters(reading, history)
    if phrases:
        yield from _passages(reading, history, phrases)


def _derived(metric: Metric, reading: Reading, history: Earlier) -> Metric:
    end = metric.end or reading.filing.period
    if metric.quality is not Quality.ABSENT or end is None:
        return metric
    base = metric.name.removesuffix("_ytd")
    known = history.metrics(reading.filing.issuer.cik, {base, f"{base}_ytd"})
    if not known:
        return metric
    found = Quarters([*known, *reading.metrics]).figure(metric.name, end)
    return found if found.value is not None else metric


def _last_quarters(reading: Reading, history: Earlier) -> Iterator[Metric]:
    """The fourth quarters that a 10-K leaves to be told from the year and its first nine months."""
    for metric in reading.metrics:
        if (
            metric.days is None
            or metric.days < _A_YEAR
            or not metric.name.endswith("_ytd")
            or metric.end is None
        ):
            continue
        if metric.end != reading.filing.period:
            continue
        base = metric.name.removesuffix("_ytd")
        known = history.metrics(reading.filing.issuer.cik, {base, metric.name})
        found = Quarters([*known, *reading.metrics]).figure(base, metric.end) if known else None
        if found is not None and found.value is not None and found.days and found.days < _A_QUARTER_AT_MOST:
            yield found


def _passages(reading: Reading, history: Earlier, phrases: Phrases) -> list[Passage]:
    filing = reading.filing
    return passages(
        reading.prose,
        phrases,
        history.prose(filing.issuer.cik, None),
        accession=filing.accession,
        form=filing.form,
        issuer=filing.issuer,
    )


def _order(reading: Reading) -> tuple[dt.datetime, bool]:
    """An amendment comes after what it amends, where a bare document tells only its period."""
    return _moment(reading), reading.filing.form.endswith("/A")


def _moment(reading: Reading) -> dt.datetime:
    """When a document was filed; of one that came alone, the end of its period stands for that."""
    filing = reading.filing
    if filing.accepted:
        return filing.accepted
    day = filing.period or dt.date.min
    return dt.datetime.combine(day, dt.time(), dt.UTC)
