"""How long a quarter and a year may be, and how a person names a period."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable

# A fiscal year of 52 or 53 weeks is cut in quarters of 12, 13, 14 or 16 weeks (PepsiCo: 12, 12, 12, 16;
# Kroger: 16, 12, 12, 12; Costco's last is now and then 17).
_QUARTERS = ((80, 100), (105, 119))
_YEAR = (350, 380)
# The same first day, as two filings of one filer may tag it (a Saturday, or the Monday after).
NEAR = 3
# A balance sheet three months earlier, or a quarter of 16 weeks; a year earlier.
_PREVIOUS, _PREVIOUS_BEST = (75, 119), 91
_YEAR_BEST = 365
_DAYS_OF_MONTH = 365.25 / 12
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def is_quarter(days: int) -> bool:
    return any(least <= days <= most for least, most in _QUARTERS)


def is_year(days: int) -> bool:
    return _YEAR[0] <= days <= _YEAR[1]


def near(left: dt.date, right: dt.date) -> bool:
    return abs((left - right).days) <= NEAR


def quarter_before(end: dt.date, ends: Iterable[dt.date]) -> dt.date | None:
    """Of the given days the one nearest to three months before."""
    return _nearest(end, ends, _PREVIOUS, _PREVIOUS_BEST)


def year_before(end: dt.date, ends: Iterable[dt.date]) -> dt.date | None:
    return _nearest(end, ends, _YEAR, _YEAR_BEST)


def _nearest(end: dt.date, ends: Iterable[dt.date], within: tuple[int, int], best: int) -> dt.date | None:
    back = {(end - day).days: day for day in ends}
    fit = [days for days in back if within[0] <= days <= within[1]]
    return back[min(fit, key=lambda days: (abs(days - best), days))] if fit else None


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day of an earlier month; the last of a month stays the last."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    at_the_end = day.day == calendar.monthrange(day.year, day.month)[1]
    return dt.date(year, month + 1, last if at_the_end else min(day.day, last))


def day_words(day: dt.date) -> str:
    """`30 Sep 2023`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def length_words(days: int) -> str:
    """`9 months`, `12 weeks`, `53 weeks`, `100 days`."""
    months = round(days / _DAYS_OF_MONTH)
    if months and abs(days - months * _DAYS_OF_MONTH) <= 4:
        return f"{months} months" if months > 1 else "1 month"
    return f"{days // 7} weeks" if days % 7 == 0 else f"{days} days"


def span_words(start: dt.date, end: dt.date) -> str:
    """`9 months to 30 Sep 2023`."""
    return f"{length_words((end - start).days + 1)} to {day_words(end)}"
