"""Which periods a report is about: its quarter, its fiscal year to date, and the same of the years before.

Chosen by the days of the contexts, never by column: a quarter may be 84 days and Kroger's first one is 112.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tocsin.facts.reports.xbrl import Report

Period = tuple[dt.date, dt.date]

_QUARTER = range(77, 126)
_YEAR = range(340, 386)
# Year to date at the end of the first, second and third quarter; a quarter has 11 to 17 weeks.
_TO_DATE = {"Q1": _QUARTER, "Q2": range(150, 231), "Q3": range(235, 311)}
_LONGEST_TO_DATE = 310
_MOST_YEARS = 4
_A_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Periods:
    """`to_date` is the fiscal year to date; of a 10-K both are the fiscal year. None where not known."""

    end: dt.date
    quarter: Period | None
    to_date: Period | None
    annual: bool


def choose(
    report: Report, form: str, end: dt.date, told: Counter[Period], cash_flows: Counter[Period]
) -> Periods:
    """The periods of a report whose balance sheet is of `end`.

    `told` counts the facts of each period, `cash_flows` those of the cash flow alone, which a 10-Q tells for
    the year to date. The cover page names that period (EDGAR Filer Manual, volume II, 6.5.21).
    """
    annual = form.startswith("10-K")
    here = Counter({period: count for period, count in told.items() if period[1] == end})
    cover = (report.start, end) if report.start is not None and report.start <= end else None
    if annual:
        year = (
            cover if cover and cover in here and (form.startswith("10-KT") or days(cover) in _YEAR) else None
        )
        year = year or _most(here, _YEAR) or (cover if cover in here else None) or cover
        return Periods(end, year, year, annual=True)
    window = _TO_DATE.get(report.fiscal_period or "", range(1, _LONGEST_TO_DATE + 1))
    fits = cover is not None and (days(cover) in window or form.startswith("10-QT"))
    to_date = cover if fits and cover in here else None
    if to_date is None:
        flows = Counter({period: count for period, count in cash_flows.items() if period[1] == end})
        # Of several in the window the longest: three months stand beside six, where nothing names the quarter.
        to_date = _longest(flows, window) or _longest(here, window) or (cover if fits else None)
    if to_date is not None and days(to_date) in _QUARTER:
        return Periods(end, to_date, to_date, annual=False)
    return Periods(end, _most(here, _QUARTER), to_date, annual=False)


def without_stubs(told: Counter[Period], start: dt.date | None) -> Counter[Period]:
    """Without what a successor tells of a quarter or year that began under its predecessor.

    Such a stub follows on a short period (a predecessor's days). So does the first whole year after an
    inception: then it is what the cover page, which begins at `start`, is about.
    """
    short = {period[1] for period in told if days(period) < _QUARTER.start}
    return Counter(
        {
            period: count
            for period, count in told.items()
            if period[0] == start or period[0] - _A_DAY not in short or days(period) < _QUARTER.start
        }
    )


def before(period: Period, told: Iterable[Period]) -> list[Period]:
    """The same period of earlier years, as far as they are told, the latest first."""
    found = []
    for other in set(told):
        years = round((period[1] - other[1]).days / 365.25)
        if (
            1 <= years <= 2
            and abs((period[1] - other[1]).days - 365.25 * years) <= 10
            and abs(days(period) - days(other)) <= 10
        ):
            found.append(other)
    return sorted(found, key=lambda one: one[1], reverse=True)[:_MOST_YEARS]


def latest(told: Iterable[Period]) -> dt.date | None:
    """The day that the latest of them ends."""
    return max((period[1] for period in told), default=None)


def days(period: Period) -> int:
    """Both ends included."""
    return (period[1] - period[0]).days + 1


def fiscal(report: Report, periods: Periods, end: dt.date) -> str | None:
    """The issuer's own name of the quarter or year that ends (or is balanced) at `end`: `2026Q2`, `2025FY`."""
    year, quarter = report.fiscal_year, report.fiscal_period
    if year is None or quarter is None:
        return None
    ago = (periods.end - end).days
    if ago == 0:
        return f"{year}{quarter}"
    years = round(ago / 365.25)
    if years >= 1 and abs(ago - 365.25 * years) <= 10:
        return f"{year - years}{quarter}"
    if not periods.annual and periods.to_date is not None and abs((periods.to_date[0] - end).days - 1) <= 4:
        return f"{year - 1}FY"
    return None


def _most(told: Counter[Period], window: range) -> Period | None:
    fitting = [(count, period) for period, count in told.items() if days(period) in window]
    return max(fitting)[1] if fitting else None


def _longest(told: Counter[Period], window: range) -> Period | None:
    fitting = [period for period in told if days(period) in window]
    return max(fitting, key=days) if fitting else None
