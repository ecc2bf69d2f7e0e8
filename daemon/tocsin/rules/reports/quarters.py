"""Quarters, years to date and trailing years, from figures as filings report them. Pure arithmetic.

A 10-Q's cash flow is year to date: its quarter is that less the year to date of the 10-Q before; the
fourth is the 10-K less nine months. Periods are told by their days, never by their column or name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tocsin.model import Issuer, Metric, Quality
from tocsin.rules.reports.derived import BALANCES, Over, split
from tocsin.rules.reports.fiscal import Calendar, is_fiscal_year
from tocsin.rules.reports.joined import less, together
from tocsin.rules.reports.reported import Reported, Span, Told
from tocsin.rules.spans import (
    day_words,
    is_quarter,
    is_year,
    near,
    span_words,
)

_DAY = dt.timedelta(days=1)
_SHORTEST_QUARTER = 80
_HALF_A_YEAR = 150  # what is longer than a quarter and ends with it is a year to date
_YEAR, _LONGEST_YEAR = 350, 380
_MOST_TILES = 3
_MOST_CHOICES = 4


class Quarters:
    """Every figure of one issuer, reported or derived, as far as the given ones tell it.

    `metrics` are of one issuer, the earliest known first. What cannot be told is a `Metric` of quality
    absent whose note says what is missing; nothing here raises.
    """

    def __init__(self, metrics: Iterable[Metric]) -> None:
        metrics = tuple(metrics)
        self.reported = Reported(metrics)
        self.calendar = Calendar(self.reported)
        self._issuer = metrics[-1].issuer if metrics else Issuer("", "")
        self._form = metrics[-1].form if metrics else ""

    # --- a figure of a day ---------------------------------------------------------------------

    def figure(self, name: str, end: dt.date) -> Metric:
        """The balance at `end`, or the flow of the quarter, year to date or trailing year to `end`."""
        base, over = split(name)
        if base in BALANCES:
            return self.balance(base, end)
        match over:
            case Over.YEAR_TO_DATE:
                return self.year_to_date(base, end)
            case Over.TRAILING_YEAR:
                return self.trailing_year(base, end)
        return self.quarter(base, end)

    def balance(self, name: str, end: dt.date) -> Metric:
        told = self.reported.at(name, Span(None, end))
        return told.metric if told else self._absent(name, end, self._why_no_balance(name, end))

    def quarter(self, name: str, end: dt.date) -> Metric:
        """The flow of the quarter to `end`: as reported, else a year to date less the one before it."""
        ending = self._ending(name, end)
        direct = [told for span, told in ending if is_quarter(span.days)]
        if direct:
            return replace(min(direct, key=_from_91).metric, name=name)
        why = None
        ways = [
            (told, tiles)
            for span, told in ending
            if span.start is not None and span.days > _SHORTEST_QUARTER
            for tiles in self._tiles(name, told, span.start, end, _MOST_TILES)
        ]
        for told, tiles in sorted(ways, key=lambda way: _preferred(*way)):
            made = self._made(name, (told,), tiles)
            if made.quality is not Quality.ABSENT:
                return made
            why = why or made.note
        return self._absent(name, end, why or self._why_no_quarter(name, end, ending))

    def year_to_date(self, name: str, end: dt.date, most: int = 4) -> Metric:
        """The flow from the first day of the fiscal year to `end`, the whole year with a 10-K. It is put
        together from `most` quarters at most."""
        full = f"{name}{Over.YEAR_TO_DATE}"
        ending = self._ending(name, end)
        annual = [told for _, told in ending if is_fiscal_year(told)]
        partial = [told for span, told in ending if _HALF_A_YEAR <= span.days < _YEAR]
        first = [
            told for span, told in ending if is_quarter(span.days) and self.calendar.is_first_quarter(told)
        ]
        for told in (*annual, *sorted(partial, key=lambda one: one.span.start or end), *first):
            return replace(told.metric, name=full)
        quarter = self.quarter(name, end)
        if quarter.start is None:
            return self._absent(full, end, quarter.note or "")
        before = next((e for e in self._ends(name) if near(e + _DAY, quarter.start)), None)
        direct = any(is_quarter(span.days) for span, _ in ending)
        if before is None or not direct or most == 1:
            missing = f"the figure to {day_words(quarter.start - _DAY)} is missing"
            return self._absent(full, end, missing)
        earlier = self.year_to_date(name, before, most - 1)
        if earlier.start is None:
            return self._absent(full, end, earlier.note or "")
        if (end - earlier.start).days > _LONGEST_YEAR:
            return self._absent(full, end, f"{day_words(quarter.start)} begins another year")
        return self._sum(full, end, (quarter, earlier))

    def trailing_year(self, name: str, end: dt.date) -> Metric:
        """The flow of the twelve months to `end`: a fiscal year, or that and this year to date less the
        one a year ago, or four quarters."""
        full = f"{name}{Over.TRAILING_YEAR}"
        ending = self._ending(name, end)
        for span, told in ending:
            if is_year(span.days):
                return replace(told.metric, name=full)
        why = None
        for span, told in sorted(ending, key=lambda pair: -pair[0].days):
            for year, prior in self._years_before(name, span, end):
                made = self._made(full, (told, year), (prior,))
                if made.quality is not Quality.ABSENT:
                    return made
                why = why or made.note
        quarters: list[Metric] = []
        last: dt.date | None = end
        while last is not None and len(quarters) < 4:
            quarter = self.quarter(name, last)
            if quarter.start is None:
                return self._absent(full, end, why or quarter.note or "")
            quarters.append(quarter)
            start = quarter.start
            last = next((e for e in self._ends(name) if near(e + _DAY, start)), None)
        first = quarters[-1].start
        if len(quarters) < 4 or first is None or not is_year((end - first).days + 1):
            missing = f"the figure to {day_words(first - _DAY) if first else day_words(end)} is missing"
            return self._absent(full, end, why or missing)
        return self._sum(full, end, quarters)

    # --- the same figure at an earlier day -------------------------------------------------------

    def previous_quarter(self, name: str, end: dt.date) -> Metric:
        return self.figure(name, self.calendar.quarter_before((name,), end))

    def year_ago(self, name: str, end: dt.date) -> Metric:
        return self.figure(name, self.calendar.year_before((name,), end))

    def fiscal_year_end(self, name: str, end: dt.date) -> Metric:
        return self.figure(name, self.calendar.year_end_before(end))

    # --- how it is done --------------------------------------------------------------------------

    def _ends(self, name: str) -> list[dt.date]:
        return sorted({span.end for span in self.reported.spans(name)})

    def _ending(self, name: str, end: dt.date) -> list[tuple[Span, Told]]:
        found = sorted(span for span in self.reported.spans(name) if span.start and span.end == end)
        return [(span, told) for span in found if (told := self.reported.at(name, span))]

    def _tiles(
        self, name: str, minuend: Told, start: dt.date, end: dt.date, most: int
    ) -> Iterator[tuple[Told, ...]]:
        """The figures that cover a period from its first day until only a quarter to `end` is left."""
        starting = [
            span
            for span in self.reported.spans(name)
            if span.start is not None
            and near(span.start, start)
            and (end - span.end).days >= _SHORTEST_QUARTER
        ]
        starting.sort(key=lambda span: (span.end, span), reverse=True)
        for span in starting[:_MOST_CHOICES]:
            told = self.reported.beside(minuend, name, span)
            if told is None:
                continue
            if is_quarter((end - span.end).days):
                yield (told,)
            elif most > 1:
                for rest in self._tiles(name, minuend, span.end + _DAY, end, most - 1):
                    yield (told, *rest)

    def _years_before(self, name: str, span: Span, end: dt.date) -> Iterator[tuple[Told, Told]]:
        """The fiscal year before a year to date, and the year to date of that year to the same day."""
        spans = list(self.reported.spans(name))
        for year in spans:
            if span.start is None or year.start is None or not is_year(year.days):
                continue
            told = self.reported.at(name, year) if near(year.end + _DAY, span.start) else None
            if told is None:
                continue
            for prior in spans:
                if prior.start and near(prior.start, year.start) and is_year((end - prior.end).days):
                    beside = self.reported.beside(told, name, prior)
                    if beside is not None:
                        yield told, beside

    def _made(self, name: str, plus: tuple[Told, ...], minus: tuple[Told, ...]) -> Metric:
        made = less(self.reported, name, plus, minus)
        return self._absent(name, plus[0].span.end, made) if isinstance(made, str) else made

    def _sum(self, name: str, end: dt.date, figures: Iterable[Metric]) -> Metric:
        made = together(name, tuple(figures))
        return self._absent(name, end, made) if isinstance(made, str) else made

    def _absent(self, name: str, end: dt.date, why: str) -> Metric:
        return Metric(
            accession=None,
            form=self._form,
            issuer=self._issuer,
            name=name,
            value=None,
            unit=None,
            start=None,
            end=end,
            fiscal=None,
            quality=Quality.ABSENT,
            note=_unknown(name, end, why),
        )

    def _why_no_balance(self, name: str, end: dt.date) -> str:
        return self.reported.why(name, end) or self._no_report(end)

    def _why_no_quarter(self, name: str, end: dt.date, ending: list[tuple[Span, Told]]) -> str:
        longest = max((span for span, _ in ending), key=lambda span: span.days, default=None)
        if longest is None or longest.start is None:
            return self.reported.why(name, end) or self._no_report(end)
        stands = span_words(longest.start, end)
        before = self.calendar.quarter_before((name,), end)
        if longest.start < before:
            missing = f"{stands} without {span_words(longest.start, before)}: {self._no_report(before)}"
        else:
            missing = f"{stands} are neither a quarter nor a year to date"
        return missing

    def _no_report(self, end: dt.date) -> str:
        others = [
            told.metric.form
            for name in self.reported.names
            for span in self.reported.spans(name)
            if span.end == end and (told := self.reported.at(name, span)) is not None
        ]
        return (
            f"the {max(sorted(set(others)), key=others.count)} does not tell it"
            if others
            else "no earlier 10-Q"
        )


def _preferred(told: Told, tiles: tuple[Told, ...]) -> tuple[int, int, int, int, dt.date]:
    """The fewest figures, the nearest starts, the length nearest to three months."""
    starts = [told.span.start, *(tile.span.end + _DAY for tile in tiles[:-1])]
    apart = sum(
        abs((tile.span.start - start).days)
        for tile, start in zip(tiles, starts, strict=True)
        if tile.span.start is not None and start is not None
    )
    last = tiles[-1].span.end
    return len(tiles), apart, abs((told.span.end - last).days - 91), told.span.days, last


def _from_91(told: Told) -> tuple[int, dt.date]:
    return abs(told.span.days - 91), told.span.start or told.span.end


def _unknown(name: str, end: dt.date, why: str) -> str:
    """`total_debt at 31 Mar 2026 is not known: no earlier 10-Q`; a reason that says so already stands."""
    if " is not known: " in why:
        return why
    base, over = split(name)
    when = (
        "at"
        if base in BALANCES
        else {
            Over.QUARTER: "of the quarter to",
            Over.YEAR_TO_DATE: "of the year to",
            Over.TRAILING_YEAR: "of the twelve months to",
        }[over]
    )
    return f"{name} {when} {day_words(end)} is not known: {why}"
