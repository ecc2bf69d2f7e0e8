"""Headings of columns in words -> the period that they name: `Three Months Ended June 30, 2026`."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_MONTH_DAY = re.compile(rf"\b{_MONTH}\s?(?P<day>[0-9]{{1,2}})(?![0-9])")
_DAY_MONTH = re.compile(rf"\b(?P<day>[0-9]{{1,2}})\s{_MONTH}(?![a-z])")
_NUMERIC = re.compile(
    r"(?<![0-9/-])(?P<month>[0-9]{1,2})[/-](?P<day>[0-9]{1,2})[/-](?P<year>(?:20|19)?[0-9]{2})(?![0-9/-])"
)
_ISO = re.compile(r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?![0-9])")
_YEAR = re.compile(r"(?<![0-9.$])(?:19|20)[0-9]{2}(?![0-9%])")
_SPANS = (
    (
        3,
        re.compile(
            r"\b(?:three|3)[ -]months?\b|\b(?:thirteen|13|fourteen|14|twelve|12|sixteen|16)[ -]weeks?\b"
            r"|(?<!two )(?<!three )\bquarters?(?:ly)?\b(?! to)"
        ),
    ),
    (
        6,
        re.compile(
            r"\b(?:six|6)[ -]months?\b|\b(?:twenty[ -](?:four|five|six|seven|eight)|2[4-8])[ -]weeks?\b"
            r"|\btwo quarters\b|\bhalf[ -]year\b"
        ),
    ),
    (
        9,
        re.compile(
            r"\b(?:nine|9)[ -]months?\b|\b(?:thirty[ -](?:six|nine)|forty|36|39|40)[ -]weeks?\b|\bthree quarters\b"
        ),
    ),
    (
        12,
        re.compile(
            r"\b(?:twelve|12)[ -]months?\b|\b(?:fifty[ -](?:two|three)|52|53)[ -]weeks?\b"
            r"|\b(?:fiscal |calendar )?years?[ -]end(?:ed|ing)\b|\bfull year\b"
        ),
    ),
)
# The last twelve months end with a quarter and are no year.
_TRAILING = re.compile(r"\btrailing\b|\bttm\b|\blast (?:twelve|12) months\b")


@dataclass(frozen=True, slots=True)
class Span:
    """`end` is the day of an instant or the last day of a duration of `months`; None is unknown.

    `months` is None for an instant and where the heading tells no one length; 12 weeks to 16 count as a
    quarter.
    """

    end: dt.date | None
    months: int | None

    @property
    def start(self) -> dt.date | None:
        """The first day. Quarters that end within a month are counted as 13 weeks (a year as 52): of a
        year of 53 weeks this is a week late."""
        if self.end is None or self.months is None:
            return None
        if self.end.day == calendar.monthrange(self.end.year, self.end.month)[1]:
            month = self.end.year * 12 + self.end.month - self.months
            return dt.date(month // 12, month % 12 + 1, 1)
        return self.end - dt.timedelta(days=self.months // 3 * 91 - 1)


def has_period(text: str) -> bool:
    """Whether a heading names a length of time or a date, of which the year may stand elsewhere."""
    lower = text.lower()
    return bool(_MONTH_DAY.search(lower) or _NUMERIC.search(lower)) or any(
        pattern.search(lower) for _, pattern in _SPANS
    )


def span_of(heading: str, *around: str) -> Span:
    """What a heading says; the day and the length may stand around it, nearest first: in the corner of the
    table, in its title."""
    texts = [text.lower() for text in (heading, *around)]
    months = next((found for text in texts if (found := _months(text))), None)
    return Span(_end(texts[0]) or _end_with(texts), months)


def _months(text: str) -> int | None:
    if _TRAILING.search(text):
        return None
    said = {months for months, pattern in _SPANS if pattern.search(text)}
    return said.pop() if len(said) == 1 else None


def _end(text: str) -> dt.date | None:
    whole = {
        _date(*found.group("year", "month", "day"))
        for found in (*_NUMERIC.finditer(text), *_ISO.finditer(text))
    }
    if whole:
        return whole.pop() if len(whole) == 1 else None
    days, years = _month_days(text), set(_YEAR.findall(text))
    if len(days) != 1 or len(years) != 1:
        return None
    month, day = days.pop()
    return _date(years.pop(), month, day)


def _end_with(texts: list[str]) -> dt.date | None:
    """The heading's year with the day of the nearest text that names one; a year alone is nowhere else."""
    years = set(_YEAR.findall(texts[0]))
    days = next((found for text in texts if (found := _month_days(text))), set())
    if len(years) != 1 or len(days) != 1:
        return None
    month, day = days.pop()
    return _date(years.pop(), month, day)


def _month_days(text: str) -> set[tuple[str, str]]:
    found = _MONTH_DAY.finditer(text), _DAY_MONTH.finditer(text)
    return {(str(_MONTHS[one["month"]]), one["day"]) for some in found for one in some}


def _date(year: str, month: str, day: str) -> dt.date | None:
    whole = int(year) if len(year) == 4 else 2000 + int(year)
    try:
        return dt.date(whole, int(month), int(day))
    except ValueError:
        return None
