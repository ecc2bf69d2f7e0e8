"""Spans of calendar days, as a rule writes them and as a person reads them."""

from __future__ import annotations

import datetime as dt
import re

from tocsin.rules.spans import day_words
from tocsin.yamltext import quote

MOST_DAYS = 3650
_DAYS = {"d": 1, "day": 1, "days": 1, "w": 7, "week": 7, "weeks": 7, "y": 365, "year": 365, "years": 365}
_SPAN = re.compile(r"([0-9]{1,6}) ?([a-z]*)")


def parse_span(text: str, key: str) -> int:
    """The calendar days that a text such as `5d`, `2w` or `1y` says; ValueError says what would be right."""
    line = " ".join(text[:100].lower().replace("_", " ").split())
    found = _SPAN.fullmatch(line)
    if not line:
        raise ValueError(f"a span of days is missing: write one like {key}: 5d")
    if found is None:
        stray = re.search(r"([0-9]+ ?(?:d|w|y|days?|weeks?|years?))$", line)
        right = f"write {stray[1].replace(' ', '')} alone" if stray else "write one like 5d, 2w or 1y"
        raise ValueError(f"{quote(text)} is no span of days: {right}")
    count, unit = int(found[1]), found[2]
    if not unit:
        raise ValueError(f"{quote(text)} has no unit: write {count}d for days")
    if unit not in _DAYS:
        hours = unit in ("h", "hour", "hours", "min", "minutes", "s")
        why = "spans are counted in whole days" if hours else "days, weeks and years are read"
        raise ValueError(f"{quote(text)} is no span of days: {why}, as in 5d")
    days = count * _DAYS[unit]
    if not days:
        raise ValueError(f"{quote(text)} is no time at all: write 1d or more")
    if days > MOST_DAYS:
        raise ValueError(f"{quote(text)} is too long: at most {MOST_DAYS}d")
    return days


def days_words(first: dt.date, last: dt.date) -> str:
    """`from 18 to 26 May 2026`, `on 26 May 2026`."""
    if first == last:
        return f"on {day_words(last)}"
    start = day_words(first)
    if first.year == last.year:
        start = start.rsplit(" ", 1)[0]
        if first.month == last.month:
            start = start.rsplit(" ", 1)[0]
    return f"from {start} to {day_words(last)}"
