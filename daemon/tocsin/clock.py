"""The time, as an argument: whoever needs it is handed a Clock, and the real one is in `system_clock`."""

from __future__ import annotations

import datetime as dt
from typing import Protocol
from zoneinfo import ZoneInfo

# EDGAR's headers, its feed and its opening hours are in Eastern time, and so are the desk's messages.
EASTERN = ZoneInfo("America/New_York")


class Clock(Protocol):
    def now(self) -> dt.datetime:
        """The time of day, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds from an arbitrary start, never set back."""
        ...

    async def sleep(self, seconds: float) -> None: ...


def eastern_day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(EASTERN).date()


def eastern_midnight(day: dt.date) -> dt.datetime:
    """The Eastern midnight that begins a day, in UTC."""
    return dt.datetime.combine(day, dt.time(), EASTERN).astimezone(dt.UTC)
