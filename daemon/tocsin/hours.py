"""When EDGAR takes filings, and how long it may be silent before that is strange.

EDGAR keeps the federal government's calendar, not the exchange's: it is open on Good Friday and closed
on Veterans Day (sec.gov/submit-filings/filer-support-resources/edgar-calendar). It takes filings from
6 a.m. to 10 p.m. Eastern.
"""

from __future__ import annotations

import datetime as dt
from functools import cache

from tocsin.clock import EASTERN

OPENS = dt.time(6)
CLOSES = dt.time(22)
A_DAY = dt.timedelta(hours=CLOSES.hour - OPENS.hour)
# How long the Latest feed may show nothing new, from an Eastern hour on. Measured on two recorded days,
# on the entries whose form begins with 4 alone: the longest gaps were 34 minutes from 6 to 8, 16 minutes
# from 8 to noon, 7 minutes from noon to 6 p.m., and 10 minutes after that.
ALLOWED = (
    (dt.time(6), dt.timedelta(minutes=60)),
    (dt.time(8), dt.timedelta(minutes=30)),
    (dt.time(12), dt.timedelta(minutes=10)),
    (dt.time(18), dt.timedelta(minutes=30)),
)

MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6


def edgar_is_open(now: dt.datetime) -> bool:
    """Whether EDGAR takes filings at this time."""
    eastern = now.astimezone(EASTERN)
    return is_business_day(eastern.date()) and OPENS <= eastern.time() < CLOSES


def is_business_day(day: dt.date) -> bool:
    """Whether EDGAR takes filings on this day. Closings by presidential order are not foreseen."""
    return day.weekday() < SATURDAY and day not in federal_holidays(day.year)


def silent_too_long(now: dt.datetime, last_entry: dt.datetime | None) -> dt.timedelta | None:
    """For how long the feed has been silent, when that is longer than it may be; None otherwise.

    The silence of a night or a weekend does not count, and busy hours are not blamed for the thin ones
    before them: silence begins with the present stretch of `ALLOWED`, at the earliest.
    """
    if not edgar_is_open(now):
        return None
    eastern = now.astimezone(EASTERN)
    begins, allowed = [stretch for stretch in ALLOWED if stretch[0] <= eastern.time()][-1]
    since = dt.datetime.combine(eastern.date(), begins, EASTERN)
    silent = now - (since if last_entry is None else max(since, last_entry))
    return silent if silent >= allowed else None


def waking(since: dt.datetime, until: dt.datetime) -> dt.timedelta:
    """The time between two moments without nights and weekends: from OPENS to CLOSES on business days.

    A day of it, from a moment to the same hour of the next business day, is `A_DAY`.
    """
    day, last, waking = since.astimezone(EASTERN).date(), until.astimezone(EASTERN).date(), dt.timedelta()
    while day <= last:
        if is_business_day(day):
            begins, ends = (dt.datetime.combine(day, hour, EASTERN) for hour in (OPENS, CLOSES))
            waking += max(min(ends, until) - max(begins, since), dt.timedelta())
        day += dt.timedelta(days=1)
    return waking


@cache
def federal_holidays(year: int) -> frozenset[dt.date]:
    """The federal holidays observed in a year (5 U.S.C. 6103), and New Year's Day of the next when it
    is observed in this one. On a Saturday they are observed on Friday, on a Sunday on Monday."""
    fixed = [
        dt.date(year, 1, 1),
        dt.date(year, 6, 19),
        dt.date(year, 7, 4),
        dt.date(year, 11, 11),
        dt.date(year, 12, 25),
        dt.date(year + 1, 1, 1),
    ]
    moving = [
        _nth(year, 1, MONDAY, 3),  # Martin Luther King, Jr.
        _nth(year, 2, MONDAY, 3),  # Washington's Birthday
        _nth(year, 6, MONDAY, 1) - dt.timedelta(weeks=1),  # Memorial Day: the last Monday of May
        _nth(year, 9, MONDAY, 1),  # Labor Day
        _nth(year, 10, MONDAY, 2),  # Columbus Day
        _nth(year, 11, THURSDAY, 4),  # Thanksgiving
    ]
    observed = [_observed(day) for day in fixed] + moving
    return frozenset(day for day in observed if day.year == year)


def _observed(day: dt.date) -> dt.date:
    if day.weekday() == SATURDAY:
        return day - dt.timedelta(days=1)
    return day + dt.timedelta(days=1) if day.weekday() == SUNDAY else day


def _nth(year: int, month: int, weekday: int, number: int) -> dt.date:
    first = dt.date(year, month, 1)
    return first + dt.timedelta(days=(weekday - first.weekday()) % 7, weeks=number - 1)
