"""A client of the box, and what it asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tocsin.feeds.budget import Budget, Urgency
from tocsin.feeds.faults import Due
from tocsin.feeds.http import MEGABYTE, Edgar
from tocsin.service import SystemClock

TICKERS = "/files/company_tickers.json"


def client(folder: Path, url: str, clock: Any = None, **more: Any) -> Edgar:
    clock = clock or SystemClock()
    return Edgar(
        identity="Example Capital ops@example.com",
        www=url,
        data=url,
        budget=Budget(folder, 8, clock),
        clock=clock,
        **more,
    )


async def tickers(edgar: Edgar, limit: int = MEGABYTE, **more: Any) -> bytes:
    return await edgar.get(f"{edgar.www}{TICKERS}", Due.JSON, limit=limit, urgency=Urgency.LATEST, **more)
