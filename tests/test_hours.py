"""EDGAR's hours and silence, over holidays that the exchange does not share and both changes of clocks."""

from __future__ import annotations

import datetime as dt

import pytest

from tocsin.clock import EASTERN
from tocsin.hours import edgar_is_open, federal_holidays, is_business_day, silent_too_long

MINUTE = dt.timedelta(minutes=1)


def at(text: str) -> dt.datetime:
    """A time in New York, as UTC."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=EASTERN).astimezone(dt.UTC)


def test_the_federal_holidays_of_2026() -> None:
    """As the Office of Personnel Management lists them: the Fourth is a Saturday, kept on Friday the 3rd."""
    assert sorted(day.isoformat() for day in federal_holidays(2026)) == [
        "2026-01-01", "2026-01-19", "2026-02-16", "2026-05-25", "2026-06-19", "2026-07-03",
        "2026-09-07", "2026-10-12", "2026-11-11", "2026-11-26", "2026-12-25",
    ]  # fmt: skip


def test_a_new_years_day_on_a_saturday_is_kept_in_the_year_before() -> None:
    assert dt.date(2027, 12, 31) in federal_holidays(2027)
    assert dt.date(2027, 12, 31) not in federal_holidays(2028)
    assert dt.date(2022, 12, 26) in federal_holidays(2022)  # Christmas on a Sunday


@pytest.mark.parametrize(
    ("when", "is_open"),
    [
        ("2026-05-26T15:00", True),  # a Tuesday
        ("2026-05-26T05:59", False),
        ("2026-05-26T06:00", True),
        ("2026-05-26T21:59", True),
        ("2026-05-26T22:00", False),
        ("2026-05-24T15:00", False),  # a Sunday
        ("2026-05-25T15:00", False),  # Memorial Day
        ("2026-04-03T15:00", True),  # Good Friday: the exchange is closed, EDGAR is not
        ("2026-11-11T15:00", False),  # Veterans Day: the other way round
        ("2026-11-27T15:00", True),  # the day after Thanksgiving
        ("2026-03-09T06:00", True),  # the Monday after the clocks go forward: 10:00 UTC
        ("2026-03-09T05:59", False),
        ("2026-11-02T06:00", True),  # the Monday after they go back: 11:00 UTC
        ("2026-11-02T05:59", False),
    ],
)
def test_when_edgar_is_open(when: str, is_open: bool) -> None:
    assert edgar_is_open(at(when)) is is_open


@pytest.mark.parametrize(
    ("now", "last_entry", "silent"),
    [
        ("2026-05-26T15:00", "2026-05-26T14:51", None),
        ("2026-05-26T15:00", "2026-05-26T14:50", 10 * MINUTE),
        ("2026-05-26T15:00", None, 3 * 60 * MINUTE),
        ("2026-05-24T15:00", "2026-05-22T21:30", None),  # Sunday
        ("2026-11-11T15:00", "2026-11-10T21:30", None),  # Veterans Day
        ("2026-04-03T15:00", "2026-04-03T14:45", 15 * MINUTE),  # Good Friday
        ("2026-05-26T06:30", "2026-05-22T21:30", None),  # opened half an hour ago, after three days
        ("2026-05-26T07:30", "2026-05-22T21:30", 90 * MINUTE),
        ("2026-05-26T08:29", "2026-05-26T07:00", None),  # the thin hours are not held against the others
        ("2026-05-26T08:30", "2026-05-26T07:00", 30 * MINUTE),
        ("2026-05-26T12:09", "2026-05-26T11:45", None),
        ("2026-05-26T18:29", "2026-05-26T17:50", None),
        ("2026-05-26T18:30", "2026-05-26T17:50", 30 * MINUTE),
        ("2026-03-09T06:59", "2026-03-06T21:00", None),  # clocks went forward on Sunday
        ("2026-03-09T07:00", "2026-03-06T21:00", 60 * MINUTE),
        ("2026-11-02T06:59", "2026-10-30T21:00", None),  # clocks went back on Sunday
        ("2026-11-02T07:00", "2026-10-30T21:00", 60 * MINUTE),
    ],
)
def test_how_long_it_has_been_silent(now: str, last_entry: str | None, silent: dt.timedelta | None) -> None:
    assert silent_too_long(at(now), at(last_entry) if last_entry else None) == silent


def test_every_day_of_ten_years_is_a_business_day_but_weekends_and_eleven_holidays() -> None:
    for year in range(2020, 2030):
        days = [dt.date(year, 1, 1) + dt.timedelta(days=n) for n in range(365)]
        closed = [day for day in days if day.weekday() < 5 and not is_business_day(day)]
        assert 10 <= len(closed) <= 12
