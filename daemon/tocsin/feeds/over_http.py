"""An adapter made a feed: its questions asked one after the other, their answers read."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator

from tocsin.clock import Clock
from tocsin.errors import Fault, Limited, Unavailable, Unreadable
from tocsin.feeds.feed import Adapter, Answer, Ask, Polled, Wanted, newest
from tocsin.feeds.vendor import Vendor
from tocsin.model import Reading

MOST_PAGES = 20
# A plan that does not cover a question is a person's to mend: it is asked again this seldom.
REFUSED_AGAIN = dt.timedelta(hours=1)
# So much is left of an unreadable answer's reason.
WHY = 200


class OverHttp:
    """A feed (`feeds.Feed`, by its shape) of a vendor."""

    def __init__(self, adapter: Adapter, vendor: Vendor, clock: Clock) -> None:
        self.adapter = adapter
        self.vendor = vendor
        self.clock = clock
        self._refused: dict[tuple[str, str], tuple[dt.datetime, Fault]] = {}

    @property
    def tells(self) -> frozenset[str]:
        return self.adapter.tells

    async def poll(self, wanted: Wanted, cursor: str | None) -> Polled:
        """Asks all there is to ask. A question that brings nothing leaves the others be; when none brings
        anything, the first fault is raised."""
        readings: list[Reading] = []
        faults: list[tuple[str, Fault]] = []
        answered: set[tuple[str, str]] = set()
        asked = brought = 0
        further = cursor
        for ask in self.adapter.asks(wanted, cursor):
            asked += 1
            try:
                for answer in await self._answers(ask):
                    readings += answer.readings
                    further = answer.cursor or further
                brought += 1
                answered |= {(kind, ask.symbol) for kind in ask.kinds or self.tells}
            except Fault as fault:
                faults.append((ask.symbol, fault))
                if isinstance(fault, Limited):
                    break  # nothing more is answered before the limit is over
        if asked and not brought:
            raise faults[0][1]
        # What one question missed in passing is asked for again from where all of them stood.
        if not any(fault.again for _, fault in faults):
            cursor = further
        return Polled(tuple(readings), cursor, newest(readings), tuple(faults), frozenset(answered))

    async def _answers(self, ask: Ask) -> list[Answer]:
        """Every page of an answer. What was refused is not asked again for a while: a person has to mend it."""
        until, refusal = self._refused.get((ask.path, ask.symbol), (None, None))
        if until is not None and refusal is not None and self.clock.now() < until:
            raise refusal
        try:
            return [answer async for answer in self._pages(ask)]
        except Fault as fault:
            if not fault.again:
                self._refused[ask.path, ask.symbol] = (self.clock.now() + REFUSED_AGAIN, fault)
            raise

    async def _pages(self, ask: Ask) -> AsyncIterator[Answer]:
        more: Ask | None = ask
        before: bytes | None = None
        for _ in range(MOST_PAGES):
            if more is None:
                return
            body = await self.vendor.get(more)
            if body == before:
                return  # a vendor that knows no pages answers the same again
            before = body
            # In a thread: a page of a thousand rows takes longer to parse than the hot lane should wait.
            answer = await asyncio.to_thread(self._read, more, body)
            yield answer
            more = answer.more

    def _read(self, ask: Ask, body: bytes) -> Answer:
        try:
            return self.adapter.read(ask, body, self.clock.now())
        except Unreadable:
            raise Unavailable(f"{self.vendor.shown(ask)}: {self._why(ask, body)}") from None

    def _why(self, ask: Ask, body: bytes) -> str:
        """Why an answer cannot be read. The reason quotes it, cut to a length, so it is asked again of an answer
        without the key; of an address that is a secret nothing is quoted, for it may stand in the answer."""
        try:
            self.adapter.read(
                ask, self.vendor.hide(body.decode("utf-8", "replace")).encode(), self.clock.now()
            )
        except Unreadable as error:
            why = str(error)
            return (why.partition('"')[0].rstrip(": ") if ask.secret else why)[:WHY]
        return "the answer cannot be read"
