"""The one HTTP client: identity, budget, time-outs, size limits, and faults told apart."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import httpx

from tocsin.clock import Clock
from tocsin.errors import Blocked, Fault, Refused, Unavailable, Undeclared
from tocsin.feeds.body import unpacked
from tocsin.feeds.budget import Budget, Turn, Urgency
from tocsin.feeds.faults import Due, fault_of

MEGABYTE = 1_000_000
# Public clients hang for an hour without; the whole answer has a limit too, or a server that sends a
# byte a second would keep a lane for ever.
TIMEOUT = httpx.Timeout(10, connect=5)
WHOLE_ANSWER = 30.0
# An identity that is refused is an operator's error, and a new one needs a restart. Once in this time it is
# tried all the same: the page might have been EDGAR's mistake.
UNDECLARED_AGAIN = dt.timedelta(hours=1)
FIRST_PAUSE = 0.5
# So much of a body tells which fault an answer is.
START = 8192


class _ClosedWhileIdle(Unavailable):
    """A connection that had served before was closed without an answer: asking again is safe."""


class Edgar:
    """EDGAR's two hosts behind one budget and one identity.

    `www` and `data` are base addresses without a slash at the end. `on_block` hears when a block ends,
    each time another end is met, by us or by whoever shares the budget.
    """

    def __init__(
        self,
        *,
        identity: str,
        www: str,
        data: str,
        budget: Budget,
        clock: Clock,
        on_block: Callable[[dt.datetime], None] | None = None,
    ) -> None:
        self.www = www
        self.data = data
        self._clock = clock
        self._budget = budget
        self._on_block = on_block
        self._undeclared: tuple[dt.datetime, str] | None = None
        self._told: dt.datetime | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        # Idle connections are kept for httpx's 5 s and no longer: what drops them on the way may say
        # nothing, and then a request on one waits for its time-out.
        self._client = httpx.AsyncClient(
            headers={"User-Agent": identity, "Accept-Encoding": "gzip, deflate"},
            timeout=TIMEOUT,
            follow_redirects=False,
            http1=True,
            http2=False,
        )

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def get(
        self, url: str, due: Due, *, limit: int, urgency: Urgency = Urgency.CATCH_UP, tries: int = 1
    ) -> bytes:
        """The body of an answer that is what was asked for, at most `limit` bytes of it.

        Raises a Fault otherwise. With `tries`, a passing one (`Unavailable`) is asked again after
        0.5 s, 1 s, 2 s…; every other fault is the caller's to judge. What a lane does not call urgent
        waits with the catch-up; the wait for a turn is no part of the time-outs.
        """
        for again in range(tries - 1):
            try:
                return await self._get_once(url, due, limit, urgency)
            except Unavailable:
                await self._clock.sleep(FIRST_PAUSE * 2**again)
        return await self._get_once(url, due, limit, urgency)

    def get_blocking(self, url: str, due: Due, *, limit: int, urgency: Urgency, tries: int = 1) -> bytes:
        """`get` for a worker thread, beside the event loop on which this client was opened.

        It waits in the same queue as all others, by its urgency.
        """
        if self._loop is None:
            raise RuntimeError("the client is not open")
        asked = self.get(url, due, limit=limit, urgency=urgency, tries=tries)
        return asyncio.run_coroutine_threadsafe(asked, self._loop).result()

    async def _get_once(self, url: str, due: Due, limit: int, urgency: Urgency) -> bytes:
        if self._undeclared and self._clock.now() < self._undeclared[0]:
            raise Undeclared(self._undeclared[1])
        try:
            try:
                return await self._take_turn(url, due, limit, urgency)
            except _ClosedWhileIdle:
                return await self._take_turn(url, due, limit, urgency)
        except Undeclared as undeclared:
            self._undeclared = (self._clock.now() + UNDECLARED_AGAIN, str(undeclared))
            raise
        except Blocked as blocked:
            if self._on_block and blocked.until != self._told:
                self._told = blocked.until
                self._on_block(blocked.until)
            raise

    async def _take_turn(self, url: str, due: Due, limit: int, urgency: Urgency) -> bytes:
        async with self._budget.turn(urgency) as turn:
            fault, body = await self._answer(url, due, limit, turn)
            if isinstance(fault, Blocked):
                fault = Blocked(str(fault), turn.blocked(fault.until))
            elif not isinstance(fault, Unavailable):
                turn.served()
        if fault:
            raise fault
        return body

    async def _answer(self, url: str, due: Due, limit: int, turn: Turn) -> tuple[Fault | None, bytes]:
        reused = True

        async def notice(event: str, _: dict[str, Any]) -> None:
            nonlocal reused
            if event == "connection.connect_tcp.started":
                reused = False

        asked = self._client.build_request("GET", url, extensions={"trace": notice})
        begun = False
        try:
            async with asyncio.timeout(WHOLE_ANSWER):
                answer = await self._client.send(asked, stream=True)
                begun = True
                turn.arrived()
                try:
                    return await self._read(url, answer, due, limit)
                finally:
                    await answer.aclose()
        except TimeoutError as error:
            raise Unavailable(f"{url} took longer than {WHOLE_ANSWER:.0f} s") from error
        except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
            kind = _ClosedWhileIdle if reused and not begun else Unavailable
            raise kind(_why(url, error)) from error
        except httpx.TransportError as error:
            raise Unavailable(_why(url, error)) from error

    async def _read(
        self, url: str, answer: httpx.Response, due: Due, limit: int
    ) -> tuple[Fault | None, bytes]:
        if answer.has_redirect_location:
            return Refused(
                f"{url} answered {answer.status_code}, it has moved to {answer.headers['location'][:200]!r}:"
                " redirects are not followed"
            ), b""
        good = answer.status_code == 200
        if good and int(answer.headers.get("content-length", 0)) > limit:
            return _too_large(url, limit), b""
        # Of an answer that is none, only the start is looked at, however large it is.
        body = await unpacked(url, answer, limit if good else START)
        if good and len(body) > limit:
            return _too_large(url, limit), b""
        retry_after = answer.headers.get("retry-after")
        return fault_of(url, answer.status_code, retry_after, body[:START], due, self._clock.now()), body


def _too_large(url: str, limit: int) -> Refused:
    return Refused(f"{url} is larger than {limit / MEGABYTE:g} MB")


def _why(url: str, error: Exception) -> str:
    return f"{url}: {str(error) or type(error).__name__}"
