"""The one HTTP client: identity, budget, time-outs, size limits, and faults told apart."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from types import TracebackType
from typing import Self

import httpx

from tocsin.clock import Clock
from tocsin.errors import Blocked, Fault, Refused, Unavailable
from tocsin.feeds.budget import Budget
from tocsin.feeds.faults import Due, fault_of

MEGABYTE = 1_000_000
# Public clients hang for an hour without; the whole answer has a limit too, or a server that sends a
# byte a second would keep a lane for ever.
TIMEOUT = httpx.Timeout(10, connect=5)
WHOLE_ANSWER = 30.0
FIRST_PAUSE = 0.5


class Edgar:
    """EDGAR's two hosts behind one budget and one identity.

    `www` and `data` are base addresses without a slash at the end. `blocked_until` is a block that an
    earlier process was told of, and `on_block` hears of a new one: nothing is asked while it lasts,
    because asking prolongs it.
    """

    def __init__(
        self,
        *,
        identity: str,
        www: str,
        data: str,
        requests_per_second: int,
        clock: Clock,
        blocked_until: dt.datetime | None = None,
        on_block: Callable[[dt.datetime], None] | None = None,
    ) -> None:
        self.www = www
        self.data = data
        self._clock = clock
        self._budget = Budget(requests_per_second, clock)
        self._blocked_until = blocked_until
        self._on_block = on_block
        self._client = httpx.AsyncClient(
            headers={"User-Agent": identity, "Accept-Encoding": "gzip, deflate"},
            timeout=TIMEOUT,
            follow_redirects=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def get(self, url: str, due: Due, *, limit: int, tries: int = 1) -> bytes:
        """The body of an answer that is what was asked for, at most `limit` bytes of it.

        Raises a Fault otherwise. With `tries`, a passing one (`Unavailable`) is asked again after
        0.5 s, 1 s, 2 s…; every other fault is the caller's to judge.
        """
        for again in range(tries - 1):
            try:
                return await self._get_once(url, due, limit)
            except Unavailable:
                await self._clock.sleep(FIRST_PAUSE * 2**again)
        return await self._get_once(url, due, limit)

    async def _get_once(self, url: str, due: Due, limit: int) -> bytes:
        self._refuse_while_blocked()
        await self._budget.take()
        self._refuse_while_blocked()
        try:
            async with asyncio.timeout(WHOLE_ANSWER):
                fault, body = await self._ask(url, due, limit)
        except TimeoutError as error:
            raise Unavailable(f"{url} took longer than {WHOLE_ANSWER:.0f} s") from error
        except httpx.DecodingError as error:
            raise Unavailable(f"{url} sent a body that cannot be decompressed") from error
        except httpx.TransportError as error:
            raise Unavailable(f"{url}: {str(error) or type(error).__name__}") from error
        if isinstance(fault, Blocked):
            self._blocked_until = fault.until
            if self._on_block:
                self._on_block(fault.until)
        if fault:
            raise fault
        return body

    async def _ask(self, url: str, due: Due, limit: int) -> tuple[Fault | None, bytes]:
        async with self._client.stream("GET", url) as answer:
            body = bytearray()
            async for chunk in answer.aiter_bytes():
                body += chunk
                if len(body) > limit:
                    raise Refused(f"{url} is larger than {limit / MEGABYTE:g} MB")
            return fault_of(
                url,
                answer.status_code,
                answer.headers.get("retry-after"),
                bytes(body[:8192]),
                due,
                self._clock.now(),
            ), bytes(body)

    def _refuse_while_blocked(self) -> None:
        if self._blocked_until and self._clock.now() < self._blocked_until:
            raise Blocked("EDGAR blocks this address; nothing is asked until it is over", self._blocked_until)
