"""Figures put together from those of other periods: less, or added up, with what they are made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from tocsin.model import Metric, Part, Quality, exact_sum
from tocsin.rules.reports.comparable import other_parts
from tocsin.rules.reports.derived import split
from tocsin.rules.reports.reported import Reported, Span, Told
from tocsin.rules.spans import is_quarter, span_words

_DAY = dt.timedelta(days=1)


def less(reported: Reported, name: str, plus: tuple[Told, ...], minus: tuple[Told, ...]) -> Metric | str:
    """What is left of `plus` without `minus`, of the days after the last of `minus` up to the end of the first;
    a text says why they do not go together."""
    told, why = _of_the_same_parts(reported, split(name)[0], (*plus, *minus))
    if why:
        return why
    first, span = plus[0].metric, Span(minus[-1].span.end + _DAY, plus[0].span.end)
    added, taken = told[: len(plus)], told[len(plus) :]
    return Metric(
        accession=first.accession,
        form=first.form,
        issuer=first.issuer,
        name=name,
        value=exact_sum([*(one.value for one in added), *(one.value.copy_negate() for one in taken)]),
        unit=first.unit,
        start=span.start,
        end=span.end,
        fiscal=_of_quarter(first) if is_quarter(span.days) else first.fiscal,
        quality=_worst(one.metric for one in told),
        parts=(
            *(part for one in added for part in parts_of(one.metric)),
            *(_turned(part) for one in taken for part in parts_of(one.metric)),
        ),
        note=f"{_spans(added)} less {_spans(taken)}",
    )


def together(name: str, figures: tuple[Metric, ...]) -> Metric | str:
    """Figures of periods that follow each other, the latest first, as one; a text says why they are none."""
    first = figures[0]
    why = next((why for one in figures[1:] if (why := other_parts(first, one))), None)
    if why:
        return why
    return replace(
        first,
        name=name,
        value=exact_sum(one.value for one in figures if one.value is not None),
        start=figures[-1].start,
        quality=_worst(figures),
        parts=tuple(part for one in figures for part in parts_of(one)),
        note=" and ".join(span_words(one.start, one.end) for one in figures if one.start and one.end),
    )


def parts_of(metric: Metric) -> tuple[Part, ...]:
    """The lines that a figure was built of; a figure that tells none is one itself."""
    if metric.parts or metric.value is None:
        return metric.parts
    return (Part(metric.name, metric.value),)


def _of_the_same_parts(
    reported: Reported, base: str, told: tuple[Told, ...]
) -> tuple[tuple[Told, ...], str | None]:
    """The same values under the same concepts, as some filing told each; or why there are none."""
    why = next((why for one in told[1:] if (why := other_parts(told[0].metric, one.metric))), None)
    if why is None or len({one.metric.unit for one in told}) > 1:
        return told, why
    ways = [reported.alike(base, one) for one in told]
    common = set(ways[0]).intersection(*ways[1:])
    if not common:
        return told, why

    def rank(concepts: frozenset[str]) -> tuple[bool, list[str]]:
        return any(way[concepts].metric.quality is Quality.LOW for way in ways), sorted(concepts)

    chosen = min(common, key=rank)
    return tuple(way[chosen] for way in ways), None


def _turned(part: Part) -> Part:
    return Part(part.concept, part.value.copy_negate())


def _worst(metrics: Iterable[Metric]) -> Quality:
    return Quality.LOW if any(one.quality is Quality.LOW for one in metrics) else Quality.OK


def _spans(told: Iterable[Told]) -> str:
    """`9 months to 30 Sep 2023`."""
    return " and ".join(
        span_words(one.span.start, one.span.end) for one in told if one.span.start is not None
    )


def _of_quarter(metric: Metric) -> str | None:
    """A fiscal year's last quarter is its fourth: `2025FY` is `2025Q4`."""
    return f"{metric.fiscal[:-2]}Q4" if metric.fiscal and metric.fiscal.endswith("FY") else metric.fiscal
