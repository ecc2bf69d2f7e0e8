"""The real time, and the only reader of it but for the boxes of the demo: all else is handed a clock, or a moment."""

from __future__ import annotations

import asyncio
import datetime as dt
import time


class SystemClock:
    """The real time."""

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
