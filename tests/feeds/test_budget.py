"""At most so many requests in any second."""

from __future__ import annotations

import asyncio

from tests.clock import ManualClock
from tocsin.feeds.budget import Budget


def test_no_second_holds_more_than_the_rate() -> None:
    clock = ManualClock()
    taken: list[float] = []

    async def take(budget: Budget) -> None:
        await budget.take()
        taken.append(clock.monotonic())

    async def many() -> None:
        budget = Budget(8, clock)
        await asyncio.gather(*(take(budget) for _ in range(50)))

    asyncio.run(many())
    assert len(taken) == 50
    assert all(later - sooner >= 1 for sooner, later in zip(taken, taken[8:], strict=False))
    assert taken[-1] - taken[0] == 6  # 50 at 8 a second: the burst, then six full seconds


def test_an_idle_budget_asks_nobody_to_wait() -> None:
    clock = ManualClock()

    async def some() -> None:
        budget = Budget(2, clock)
        for _ in range(5):
            await budget.take()
            clock.advance(0.6)

    asyncio.run(some())
    assert clock.slept == []
