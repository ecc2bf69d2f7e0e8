"""An adapter made a feed: its questions asked one after the other, their answers read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from tocsin.clock import Clock
from tocsin.errors import Fault, Limited, Unavailable, Unreadable
from tocsin.feeds.feed import Adapter, Answer, Ask, Polled, Wanted, newest
from tocsin.feeds.vendor import Vendor
from tocsin.model import Reading

MOST_PAGES = 20
# So much is left of an unreadable answer's reason.
WHY = 200


@dataclass(frozen=True, slots=True)
class OverHttp:
    """A feed (`feeds.Feed`, by its shape) of a vendor."""

    adapter: Adapter
    vendor: Vendor
    clock: Clock

    @property
    def tells(self) -> frozenset[str]:
        return self.adapter.tells

    async def poll(self, wanted: Wanted, cursor: str | None) -> Polled:
        """Asks all there is to ask. A question that brings nothing leaves the others be; when none brings
        anything, the first fault is raised."""
        readings: list[Reading] = []
        faults: list[tuple[str, Fault]] = []
        asked = answered = 0
        further = cursor
        for ask in self.adapter.asks(wanted, cursor):
            asked += 1
            try:
                for answer in [a async for a in self._pages(ask)]:
                    readings += answer.readings
                    further = answer.cursor or further
                answered += 1
            except Fault as fault:
                faults.append(("", fault))
                if isinstance(fault, Limited):
                    break  # nothing more is answered before the limit is over
        if asked and not answered:
            raise faults[0][1]
        # What one question missed in passing is asked for again from where all of them stood.
        if not any(fault.again for _, fault in faults):
            cursor = further
        return Polled(tuple(readings), cursor, newest(readings), tuple(faults))

    async def _pages(self, ask: Ask) -> AsyncIterator[Answer]:
        more: Ask | None = ask
        for _ in range(MOST_PAGES):
            if more is None:
                return
            body = await self.vendor.get(more)
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
