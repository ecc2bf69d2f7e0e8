"""Time for tests: an event loop that skips its waits, and a clock that runs and can be set forward."""

from __future__ import annotations

import asyncio
import datetime as dt
import selectors
import time
from collections.abc import Coroutine
from typing import Any

from tests.clock import START


class _Impatient(selectors.DefaultSelector):
    """Instead of waiting for a timer it sets the time to when the timer is due."""

    time = 1000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready:
            assert timeout is not None, "everybody waits for somebody else"
            self.time += timeout
        return ready


class _HastyLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._impatient = _Impatient()
        super().__init__(self._impatient)

    def time(self) -> float:
        return self._impatient.time


class HastyClock:
    """The time of the loop that runs. As many tasks as there are may sleep at once."""

    def now(self) -> dt.datetime:
        return START + dt.timedelta(seconds=self.monotonic() - 1000)

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def in_no_time(work: Coroutine[Any, Any, Any]) -> Any:
    with asyncio.Runner(loop_factory=_HastyLoop) as runner:
        return runner.run(work)


class SetForward:
    """The real time, and what a test adds to it."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + dt.timedelta(seconds=self._ahead)

    def monotonic(self) -> float:
        return time.monotonic() + self._ahead

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def forward(self, seconds: float) -> None:
        self._ahead += seconds
