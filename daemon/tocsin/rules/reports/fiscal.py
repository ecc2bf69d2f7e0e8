"""The fiscal calendar of a filer, as the periods of its figures tell it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from tocsin.rules.reports.derived import Over, split
from tocsin.rules.reports.reported import Reported, Span, Told
from tocsin.rules.spans import is_year, months_before, near, quarter_before, year_before

_ANNUAL = ("10-K", "20-F", "40-F")
_HALF_A_YEAR, _YEAR_AT_LEAST, _YEAR_AT_MOST = 150, 350, 380
_DAY = dt.timedelta(days=1)


class Calendar:
    """Where quarters and fiscal years end. Nothing is guessed but where no figure tells it: then it is the
    month's calendar."""

    def __init__(self, reported: Reported) -> None:
        self.reported = reported

    def ends(self, names: Iterable[str]) -> set[dt.date]:
        """The days that figures of these names end on."""
        return {span.end for name in names for span in self.reported.spans(split(name)[0])}

    def quarter_before(self, names: Iterable[str], end: dt.date) -> dt.date:
        return quarter_before(end, self.ends(names)) or months_before(end, 3)

    def year_before(self, names: Iterable[str], end: dt.date) -> dt.date:
        return year_before(end, self.ends(names)) or months_before(end, 12)

    def year_end_before(self, end: dt.date) -> dt.date:
        """The last day of the fiscal year before the one that `end` is in: where its year to date begins,
        else the last year that a 10-K reported, else the nearest day that any figure has before it."""
        spans = [span for name in self.reported.names for span in self.reported.spans(name)]
        ends = {span.end for span in spans}
        fiscal = {span for name in self.reported.names for span in self.years(name)}
        starts = [
            span.start
            for span in spans
            if span.start is not None
            and span.end == end
            and (span in fiscal or _HALF_A_YEAR <= span.days < _YEAR_AT_LEAST)
        ]
        years = [span.end for span in fiscal if 0 < (end - span.end).days <= _YEAR_AT_MOST]
        if starts or years:
            last = max(starts) - _DAY if starts else max(years)
            return min((e for e in ends if near(e, last)), key=lambda e: abs((e - last).days), default=last)
        earlier = [e for e in ends if 0 < (end - e).days <= _YEAR_AT_MOST]
        return max(earlier, default=months_before(end, 12))

    def years(self, name: str) -> Iterator[Span]:
        """The fiscal years that a figure is told of."""
        for span in self.reported.spans(name):
            told = self.reported.at(name, span) if is_year(span.days) else None
            if told is not None and is_fiscal_year(told):
                yield span

    def is_first_quarter(self, told: Told) -> bool:
        """Whether a quarter is the whole year to date: its reader or its fiscal period says so, or the
        year before ended the day before."""
        metric, start = told.metric, told.span.start
        if metric.name.endswith(Over.YEAR_TO_DATE) or (metric.fiscal or "").endswith("Q1"):
            return True
        years = self.years(split(metric.name)[0])
        return any(start is not None and near(year.end + _DAY, start) for year in years)


def is_fiscal_year(told: Told) -> bool:
    """Amazon's 10-Q shows trailing twelve months too, under the same tag: those are no fiscal year."""
    metric = told.metric
    named = metric.name.endswith(Over.YEAR_TO_DATE) or (metric.fiscal or "").endswith(("FY", "Q4"))
    return is_year(told.span.days) and (named or metric.form.startswith(_ANNUAL))
