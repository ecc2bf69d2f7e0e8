"""What is known of each period: figures as filings reported them, and how later filings restated them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from tocsin.model import Metric, Quality
from tocsin.rules.reports.comparable import concepts_of, is_press_release
from tocsin.rules.reports.derived import Over, split


class Span(NamedTuple):
    """The first and the last day of a period; a balance has no first day."""

    start: dt.date | None
    end: dt.date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1 if self.start else 0


@dataclass(frozen=True, slots=True)
class Told:
    """A figure as one filing told it; `order` counts the filings, the earliest known first."""

    metric: Metric
    span: Span
    value: Decimal
    order: int


class Reported:
    """Reported figures by name and period. Flows stand under their plain name, whatever their length.

    Figures come the earliest known first; of two for one period the later one restates. What one filing
    says stands together, in whatever order. Absent figures restate nothing: only their notes are kept.
    """

    def __init__(self, metrics: Iterable[Metric]) -> None:
        orders: dict[str, int] = {}
        told: dict[str, dict[Span, dict[int, list[Told]]]] = {}
        self._why: dict[tuple[str, dt.date], str] = {}
        for number, metric in enumerate(metrics):
            order = number if metric.accession is None else orders.setdefault(metric.accession, number)
            base, over = split(metric.name)
            if over is Over.TRAILING_YEAR or metric.end is None:
                continue
            if metric.value is None or metric.quality is Quality.ABSENT:
                if metric.note:
                    self._why.setdefault((base, metric.end), metric.note)
                continue
            span = Span(metric.start, metric.end)
            by_order = told.setdefault(base, {}).setdefault(span, {})
            by_order.setdefault(order, []).append(Told(metric, span, metric.value, order))
        self._told: dict[str, dict[Span, list[Told]]] = {}
        for base, spans in told.items():
            self._told[base] = {}
            for span, by_order in spans.items():
                versions = [self._one(base, span, by_order[order]) for order in sorted(by_order)]
                if kept := [version for version in versions if version is not None]:
                    self._told[base][span] = kept

    def _one(self, base: str, span: Span, told: list[Told]) -> Told | None:
        """What one filing says of a period: the best it has; nothing when that is two values."""
        best = min(_rank(one.metric) for one in told)
        told = [one for one in told if _rank(one.metric) == best]
        if len({(one.value, one.metric.unit) for one in told}) > 1:
            self._why.setdefault((base, span.end), "one filing gives it two values")
            return None
        return min(told, key=_sorted_by)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._told)

    def spans(self, base: str) -> Iterable[Span]:
        return self._told.get(base, {}).keys()

    def why(self, base: str, end: dt.date) -> str | None:
        """Why a filing does not tell the figure, in its reader's words."""
        return self._why.get((base, end))

    def at(self, base: str, span: Span, upto: int | None = None) -> Told | None:
        """What is known of a period; with `upto` what was known when the filing of that order had come."""
        known: Told | None = None
        for told in self._told.get(base, {}).get(span, ()):
            if upto is not None and told.order > upto:
                break
            if known is None or not _yields(told.metric, known.metric):
                known = told
        return known

    def beside(self, minuend: Told, base: str, span: Span) -> Told | None:
        """What is to be taken from, or added to, another figure of the same filer.

        A later filing may recast a period in its comparative column (after a disposal, say) while the
        figure it is taken from still stands on the old basis: then the two that stood together are
        used. An amendment corrects, and holds at once.
        """
        versions = self._told.get(base, {}).get(span, [])
        known = self.at(base, span, minuend.order) or next(iter(versions), None)
        for told in versions:
            amends = told.order > minuend.order and told.metric.form.endswith("/A")
            if known is not None and amends and not _yields(told.metric, known.metric):
                known = told
        return known

    def alike(self, base: str, told: Told) -> dict[frozenset[str], Told]:
        """The same value of the same period as filings told it, by the concepts that they told it under:
        Alphabet's revenue of 2023 is `Revenues` in one 10-K and a longer name in another."""
        found: dict[frozenset[str], Told] = {concepts_of(told.metric): told}
        for other in self._told.get(base, {}).get(told.span, ()):
            if other.value == told.value and other.metric.unit == told.metric.unit:
                found.setdefault(concepts_of(other.metric), other)
        return found


def _yields(later: Metric, earlier: Metric) -> bool:
    """Whether a later figure restates nothing: it was got by a fallback where the earlier was read, or is
    a press release after the report."""
    if later.quality is Quality.LOW and earlier.quality is Quality.OK:
        return True
    return is_press_release(later) and not is_press_release(earlier)


def _rank(metric: Metric) -> tuple[bool, bool]:
    """A document's own words go before what the companyfacts API says of it."""
    return metric.quality is not Quality.OK, (metric.note or "").startswith("companyfacts")


def _sorted_by(told: Told) -> tuple[str, str, str, str]:
    metric = told.metric
    return metric.name, repr(metric.parts), metric.note or "", metric.fiscal or ""
