"""The request budget: EDGAR allows ten a second to an address; we leave head-room."""

from __future__ import annotations

import asyncio
from collections import deque

from tocsin.clock import Clock


class Budget:
    """At most `rate` requests in any second, handed out first come, first served."""

    def __init__(self, rate: int, clock: Clock) -> None:
        self._rate = rate
        self._clock = clock
        self._granted: deque[float] = deque(maxlen=rate)
        self._turn = asyncio.Lock()

    async def take(self) -> None:
        """Returns when one more request may be sent."""
        async with self._turn:
            if len(self._granted) == self._rate:
                wait = self._granted[0] + 1.0 - self._clock.monotonic()
                if wait > 0:
                    await self._clock.sleep(wait)
            self._granted.append(self._clock.monotonic())
