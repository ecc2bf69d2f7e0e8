"""The undimensioned facts of a report, looked up by concept and period, with what speaks against each."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tocsin.facts.reports.concepts import ASSETS, Figure
from tocsin.facts.reports.xbrl import INFINITE, Report, XbrlFact

_CURRENCY = re.compile(r"[A-Z]{3}")

Within = Callable[[XbrlFact], bool]


@dataclass(frozen=True, slots=True)
class Found:
    """A fact that was looked for. `doubt` says why it is not to be vouched for, None when it is."""

    fact: XbrlFact
    value: Decimal
    doubt: str | None = None


class Ledger:
    """Made once for a report. `currency` is the one that the balance sheet is in, None when there is none."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.currency = _currency(report.facts)
        self._by_key: dict[tuple[str, dt.date | None, dt.date], list[XbrlFact]] = {}
        self._scales: defaultdict[int, Counter[int]] = defaultdict(Counter)
        self._placed: dict[tuple[dt.date | None, dt.date], list[XbrlFact]] = {}
        for fact in report.facts:
            if fact.place is not None:
                self._placed.setdefault((fact.start, fact.end), []).append(fact)
            if fact.unit != self.currency or self.currency is None:
                continue
            if fact.place is not None and fact.value:
                self._scales[fact.place.table][fact.scale or 0] += 1
            if not fact.dimensions:
                self._by_key.setdefault((fact.concept, fact.start, fact.end), []).append(fact)
        self.has_places = bool(self._scales)

    def placed(self, start: dt.date | None, end: dt.date) -> Sequence[XbrlFact]:
        """Every fact of a period that has a place, whatever its unit and dimensions, in document order."""
        return self._placed.get((start, end), ())

    def all(self, concepts: Iterable[str]) -> list[XbrlFact]:
        """Every undimensioned fact of these concepts, of any period."""
        wanted = frozenset(concepts)
        return [fact for key, facts in self._by_key.items() if key[0] in wanted for fact in facts]

    def periods(self, concepts: Iterable[str]) -> Counter[tuple[dt.date, dt.date]]:
        """The periods that flows of these concepts are told for, and how many facts tell them."""
        return Counter((fact.start, fact.end) for fact in self.all(concepts) if fact.start is not None)

    def pick(
        self, concept: str, start: dt.date | None, end: dt.date, within: Within | None = None
    ) -> Found | None:
        """The most precise fact of a concept and period; of those `within` where that is given."""
        every = self._by_key.get((concept, start, end))
        if every is None:  # as most are
            return None
        near = [fact for fact in every if within is None or within(fact)]
        told = [fact for fact in near if fact.value is not None]
        if not told:
            return None
        best = max(told, key=_precision)
        assert best.value is not None  # noqa: S101 - chosen from those that have one
        return Found(best, best.value, self.doubt(best, every))

    def first(
        self, figure: Figure, start: dt.date | None, end: dt.date, within: Within | None = None
    ) -> Found | None:
        """The first of a figure's concepts that is told; a fallback brings a doubt with it."""
        return next(self.each(figure, start, end, within), None)

    def each(
        self, figure: Figure, start: dt.date | None, end: dt.date, within: Within | None = None
    ) -> Iterator[Found]:
        """All of a figure's concepts that are told, in order of preference."""
        better: str | None = None
        for concept in (*figure.concepts, *figure.fallbacks):
            found = self.pick(concept, start, end, within)
            if found is None:
                if self.unreadable((concept,), start, end):
                    better = better or f"{concept} is told in a way that cannot be read"
                continue
            doubt = found.doubt or better
            if doubt is None and concept in figure.fallbacks:
                doubt = f"told as {concept}"
            yield Found(found.fact, found.value, doubt)

    def unreadable(self, concepts: Iterable[str], start: dt.date | None, end: dt.date) -> bool:
        """Whether one of these is told for the period in a way that cannot be read."""
        return any(
            concept in self.report.unplaced
            or any(
                fact.value is None and not fact.nil for fact in self._by_key.get((concept, start, end), [])
            )
            for concept in concepts
        )

    def doubt(self, fact: XbrlFact, others: Iterable[XbrlFact] = ()) -> str | None:
        """What speaks against a fact: another scale than its table's, another value elsewhere."""
        if self.scale_is_odd(fact):
            return "its scale is another than that of the figures around it"
        for other in others:
            if other.value is None and not other.nil:
                return "the same figure stands elsewhere in a way that cannot be read"
            if other.value is not None and fact.value is not None and not _same(fact, other):
                return f"the document also tells {other.value:,} for it"
        return None

    def scale_is_odd(self, fact: XbrlFact) -> bool:
        """Whether a table's other amounts are in another scale (a printed table is in millions throughout)."""
        if fact.place is None or not fact.value:
            return False
        scales = self._scales.get(fact.place.table)
        if scales is None:
            return False
        scale, count = scales.most_common(1)[0]
        return (fact.scale or 0) != scale and count >= 3 and count * 2 > scales.total()


def unit_of(fact: XbrlFact) -> Decimal:
    """What one is in the last digit that is printed: a million, a hundred thousand, a dollar."""
    if fact.decimals in (None, INFINITE):
        return Decimal(1).scaleb(fact.scale or 0)
    return Decimal(1).scaleb(-(fact.decimals or 0))


def caption_of(fact: XbrlFact) -> str:
    """What its row begins with, short enough for a note."""
    return fact.place.caption[:60] if fact.place is not None else ""


def _same(one: XbrlFact, other: XbrlFact) -> bool:
    """Whether two values can be one figure, rounded to different places."""
    assert one.value is not None and other.value is not None  # noqa: S101 - asked for by the caller
    if one.value == other.value:
        return True
    known = [fact.decimals for fact in (one, other) if fact.decimals not in (None, INFINITE)]
    if not known:
        return False
    coarsest = min(places for places in known if places is not None)
    return abs(one.value - other.value) <= Decimal(1).scaleb(-coarsest)


def _precision(fact: XbrlFact) -> int:
    return fact.decimals if fact.decimals is not None else -INFINITE


def _currency(facts: Iterable[XbrlFact]) -> str | None:
    """The unit of the balance sheet's total; else of most facts, for a translation is of one year only."""
    whole = [fact for fact in facts if not fact.dimensions]
    counted = Counter(fact.unit for fact in whole)
    assets = Counter(fact.unit for fact in whole if fact.concept in ASSETS.concepts)
    currencies = (unit for unit in counted if _CURRENCY.fullmatch(unit))
    return max(currencies, key=lambda unit: (assets[unit], counted[unit]), default=None)
