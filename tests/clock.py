"""A clock that stands still until it is told to move."""

from __future__ import annotations

import asyncio
import datetime as dt

START = dt.datetime(2026, 5, 26, 20, 5, 13, tzinfo=dt.UTC)  # a Tuesday, 16:05:13 in New York


class ManualClock:
    """`sleep` moves it instead of waiting, and notes for how long it was asked to wait."""

    def __init__(self, now: dt.datetime = START) -> None:
        self._now = now
        self.slept: list[float] = []

    def now(self) -> dt.datetime:
        return self._now

    def monotonic(self) -> float:
        return self._now.timestamp()

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.advance(seconds)
        await asyncio.sleep(0)

    def advance(self, seconds: float) -> None:
        self._now += dt.timedelta(seconds=seconds)
