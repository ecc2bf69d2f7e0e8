"""The time, as an argument: whoever needs it is handed a Clock, and only `service` makes a real one."""

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
