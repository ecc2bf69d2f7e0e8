"""A process that asks EDGAR until it is told to stop: `asker.py FOLDER URL URGENCY TASKS PAUSE`.

The urgency stands in the query, for the log of whoever is asked. At its end it says how many requests it made and how long the longest took. Its stdin ends it.
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from tocsin.feeds.budget import Budget, Urgency
from tocsin.feeds.faults import Due
from tocsin.feeds.http import MEGABYTE, Edgar
from tocsin.service import SystemClock


async def ask(folder: str, url: str, urgency: str, tasks: str, pause: str) -> None:
    clock, took = SystemClock(), list[float]()
    budget = Budget(Path(folder), 8, clock)

    async def again_and_again(edgar: Edgar) -> None:
        while True:
            begun = time.monotonic()
            await edgar.get(
                f"{url}/files/company_tickers.json?{urgency}",
                Due.JSON,
                limit=MEGABYTE,
                urgency=Urgency[urgency],
            )
            took.append(time.monotonic() - begun)
            await asyncio.sleep(float(pause))

    async with Edgar(
        identity="Example Capital ops@example.com", www=url, data=url, budget=budget, clock=clock
    ) as edgar:
        asking = [asyncio.create_task(again_and_again(edgar)) for _ in range(int(tasks))]
        told = asyncio.create_task(asyncio.to_thread(sys.stdin.read))
        await asyncio.wait([told, *asking], return_when=asyncio.FIRST_COMPLETED)
        for task in asking:
            task.cancel()
        for result in await asyncio.gather(*asking, return_exceptions=True):
            if not isinstance(result, asyncio.CancelledError):
                raise SystemExit(repr(result))
    sys.stdout.write(f"{len(took)} {max(took, default=0.0)}\n")


if __name__ == "__main__":
    asyncio.run(ask(*sys.argv[1:]))
