"""The hours in which a rule rings: `mon-fri 09:30-16:00`, Eastern unless a zone is named.

Hours are those of a clock on the wall. Where the clock is set forward, what would begin or end in the hour
that is left out does so when it is; where it is set back, what begins in the hour that comes twice does so
the first time and what ends in it the second, so that hours are never shorter than they say.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from tocsin.clock import EASTERN
from tocsin.yamltext import meant, quote

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EXAMPLE = "mon-fri 09:30-16:00"
# Hours of one weekday can fall into the hour that a clock leaves out, but not twice in a row.
_DAYS_AHEAD = 15
_DAY = dt.timedelta(days=1)
_WHOLE_DAY = 24 * 60

_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_NAMES = {name: number for number, name in enumerate(DAYS)}
_NAMES |= {
    name: number
    for number, name in enumerate(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
}
_NAMES |= {"tues": 1, "thur": 3, "thurs": 3}
_MEANT = {
    **dict.fromkeys(("weekdays", "weekday", "workdays"), "write mon-fri"),
    **dict.fromkeys(("weekend", "weekends"), "write sat-sun"),
    **dict.fromkeys(("daily", "always", "every day"), "every day is meant where none is named"),
}
_CLOCK = r"[0-9]{1,2}:[0-9]{2}"
_HOURS = re.compile(
    rf"(?:(?P<days>[a-z, -]+?) )?(?P<start>{_CLOCK}) ?- ?(?P<end>{_CLOCK})(?: (?P<zone>\S+))?"
)
_ZONE = re.compile(r"[A-Za-z]+(?:/[A-Za-z0-9_+-]+){1,2}|UTC")


@dataclass(frozen=True, slots=True)
class Hours:
    """From one time of day to another on some weekdays (0 is Monday), in minutes after midnight.

    Where `end` is not after `start` it is of the next day. `str()` is as a person reads it, and the same for
    every way of writing the same hours.
    """

    days: frozenset[int]
    start: int
    end: int
    zone: ZoneInfo = EASTERN

    def __str__(self) -> str:
        zone = "" if self.zone.key == EASTERN.key else f" {self.zone.key}"
        days = "" if len(self.days) == len(DAYS) else f"{_days_words(self.days)} "
        return f"{days}{_clock(self.start)}-{_clock(self.end)}{zone}"

    def on(self, day: dt.date) -> tuple[dt.datetime, dt.datetime]:
        """From when until when, in UTC, those that begin on this day of the zone are."""
        end = self.end if self.end > self.start else self.end + _WHOLE_DAY
        return _moment(day, self.start, self.zone, 0), _moment(day, end, self.zone, 1)


def is_active(hours: tuple[Hours, ...], now: dt.datetime) -> bool:
    """Whether it is one of these hours; without any, it always is."""
    return not hours or any(_is_on(one, now) for one in hours)


def next_active(hours: tuple[Hours, ...], now: dt.datetime) -> dt.datetime:
    """`now` when it is one of these hours, else when the next of them begin, in UTC."""
    if is_active(hours, now):
        return now
    return min(start for one in hours for start, end in _near(one, now) if now < start < end)


def _is_on(hours: Hours, now: dt.datetime) -> bool:
    return any(start <= now < end for start, end in _near(hours, now, ahead=1))


def _near(
    hours: Hours, now: dt.datetime, *, ahead: int = _DAYS_AHEAD
) -> list[tuple[dt.datetime, dt.datetime]]:
    """From yesterday on: what began then may last over midnight."""
    first = now.astimezone(hours.zone).date() - _DAY
    days = (first + number * _DAY for number in range(ahead + 2))
    return [hours.on(day) for day in days if day.weekday() in hours.days]


def _moment(day: dt.date, minutes: int, zone: ZoneInfo, fold: int) -> dt.datetime:
    """When the clock on the wall shows this; `fold` tells which of two times, as in PEP 495."""
    wall = dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=minutes)
    # In UTC, as Python reckons two times of one zone without their offsets.
    one, other = (wall.replace(tzinfo=zone, fold=turn).astimezone(dt.UTC) for turn in (0, 1))
    if one <= other:
        return other if fold else one
    # Left out (then fold=1 is before the change and fold=0 after it): it is when the clock is set.
    while one - other > dt.timedelta(seconds=1):
        between = other + (one - other) / 2
        if between.astimezone(zone).utcoffset() == other.astimezone(zone).utcoffset():
            other = between
        else:
            one = between
    return one.replace(microsecond=0)


# --- how they are written ----------------------------------------------------------------------------------


def parse_hours(text: str) -> Hours:
    """`mon-fri 09:30-16:00`, `22:00-06:00`, `sat, sun 10:00-12:00 Europe/London`; ValueError says what is right."""
    line = " ".join(text.translate(_DASHES).split())
    found = _HOURS.fullmatch(_lowered(line))
    if found is None:
        raise ValueError(_no_hours(text, line))
    days = frozenset(range(len(DAYS))) if found["days"] is None else _parse_days(found["days"])
    start, end = _parse_clock(found["start"]), _parse_clock(found["end"])
    zone = EASTERN if found["zone"] is None else _parse_zone(found["zone"])
    if start in (_WHOLE_DAY, end):
        raise ValueError(f"{quote(text)} begins when it ends: for the whole day write 00:00-24:00")
    return Hours(days, start, end, zone)


def _lowered(line: str) -> str:
    """The days in lower case; the zone as it was written."""
    before, digit, rest = _partition_at_digit(line)
    return before.lower() + digit + rest


def _partition_at_digit(line: str) -> tuple[str, str, str]:
    found = re.search("[0-9]", line)
    at = found.start() if found else len(line)
    return line[:at], line[at : at + 1], line[at + 1 :]


def _parse_days(text: str) -> frozenset[int]:
    days: set[int] = set()
    for part in text.replace(" - ", "-").replace(" and ", ",").split(","):
        first, to, last = (name.strip() for name in part.partition("-"))
        one = _parse_day(first)
        other = _parse_day(last) if to else one
        days |= {(one + step) % len(DAYS) for step in range((other - one) % len(DAYS) + 1)}
    return frozenset(days)


def _parse_day(name: str) -> int:
    if name in _NAMES:
        return _NAMES[name]
    if not name:
        raise ValueError(f"a day is missing: write one like {EXAMPLE}")
    close = meant(name, _NAMES)
    hint = f'did you mean "{DAYS[_NAMES[close]]}"?' if close else f"the days are {', '.join(DAYS)}"
    hint = _MEANT.get(name, hint)
    raise ValueError(f"{quote(name)} is no day: {hint}")


def _parse_clock(text: str) -> int:
    hour, minute = (int(part) for part in text.split(":"))
    if minute > 59 or hour * 60 + minute > _WHOLE_DAY:
        raise ValueError(f"{quote(text)} is no time of day: write it from 00:00 to 24:00")
    return hour * 60 + minute


def _parse_zone(name: str) -> ZoneInfo:
    try:
        if _ZONE.fullmatch(name) and _zones().get(name.lower()) == name:
            return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    if name.lower() in ("et", "est", "edt", "eastern"):
        raise ValueError(f"hours are Eastern by themselves: leave {quote(name)} out")
    raise ValueError(f"{quote(name)} is no time zone: {_zone_meant(name)}")


def _zone_meant(name: str) -> str:
    lower = name.lower()
    close = _zones().get(lower) or _slips().get(lower) or _slips().get("".join(sorted(lower)))
    return f'did you mean "{close}"?' if close else "write one like Europe/London"


@cache
def _slips() -> dict[str, str]:
    """The zones by their cities alone, and by their letters in order; a search for what is near takes a
    millisecond among so many."""
    zones = sorted(_zones().items(), reverse=True)
    slips = {lower.rpartition("/")[2]: zone for lower, zone in zones}
    return slips | {"".join(sorted(lower)): zone for lower, zone in zones}


@cache
def _zones() -> dict[str, str]:
    """Every zone that is named after a place, by its name in lower case."""
    return {zone.lower(): zone for zone in available_timezones() if _ZONE.fullmatch(zone)}


def _no_hours(text: str, line: str) -> str:
    if not line:
        return f"hours are missing: write them like {EXAMPLE}"
    if re.search(r"[0-9] ?[ap]\.?m\b", line.lower()):
        return f"{quote(text)}: write times of day as 09:30-16:00, without am and pm"
    if all(name in _NAMES for name in re.split(r" ?[,-] ?| and ", line.lower())):
        return f"{quote(text)} has no hours: write {line.lower()} 09:30-16:00, or {line.lower()} 00:00-24:00"
    if re.fullmatch(r"(?:.* )?[0-9]{1,2} ?- ?[0-9]{1,2}(?: .*)?", line[:100]):
        return f"{quote(text)}: write hours with their minutes, as in {EXAMPLE}"
    if re.fullmatch(rf"(?:.* )?{_CLOCK}", line[:100]):
        return f"{quote(text)} has no end: write hours like {EXAMPLE}"
    return f"{quote(text)} are no hours: write them like {EXAMPLE}, or {EXAMPLE} Europe/London"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _days_words(days: frozenset[int]) -> str:
    """`mon-fri`, `sat-mon`, `mon,wed`: runs of days, each from its first to its last."""
    firsts = [day for day in sorted(days) if (day - 1) % len(DAYS) not in days]
    runs = []
    for first in firsts:
        length = next(step for step in range(1, len(DAYS) + 1) if (first + step) % len(DAYS) not in days)
        last = (first + length - 1) % len(DAYS)
        runs.append(DAYS[first] if length == 1 else f"{DAYS[first]}-{DAYS[last]}")
    return ",".join(runs)
