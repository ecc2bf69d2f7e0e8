"""The request budget of all that share a state folder: the daemon, commands beside it, their threads.

EDGAR allows ten requests a second to an address, for all its hosts and all our processes together, and
answers nobody there for ten minutes once it was more (sec.gov/os/accessing-edgar-data, "Fair access").
What was granted, and a block that anybody met, stand in the file `budget` of the state folder, under a
lock that is held for microseconds and that the kernel frees however its holder dies.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import fcntl
import os
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TypeVar

from tocsin.clock import Clock
from tocsin.errors import Blocked, Unavailable
from tocsin.feeds.ledger import SIZE, SLOTS, Grant, Ledger, Urgency, Wish

__all__ = ["FILE_NAME", "Budget", "Turn", "Urgency"]

FILE_NAME = "budget"
# The lock is held for some 20 microseconds. Who holds it for seconds is stopped, and will keep it.
RETRY = 0.0005
HELD_FOR_GOOD = 10.0

_Told = TypeVar("_Told")


class _Held(Exception):
    """Another process or thread has the file at this instant."""


class Turn:
    """The right to send one request now, and what became of it. Every method may be called twice."""

    def __init__(self, budget: Budget, grant: Grant) -> None:
        self._budget = budget
        self._grant = grant
        self._on_its_way = True
        self._is_probe = grant.probe

    def arrived(self) -> None:
        """EDGAR has the request: its answer has begun."""
        if self._on_its_way:
            self._on_its_way = False
            now = self._budget.clock.monotonic()
            self._budget.note(lambda ledger: ledger.arrived(self._grant, now))

    def served(self) -> None:
        """The answer was a proper one. If this was the first request after a block, it is over."""
        if self._is_probe:
            self._is_probe = False
            self._budget.note(Ledger.served)

    def blocked(self, until: dt.datetime) -> dt.datetime:
        """The answer was that EDGAR blocks us, until then at least. Returns how long nobody will ask."""
        self._is_probe = False
        wall = self._budget.clock.now().timestamp()
        ledger = self._budget.note(lambda ledger: ledger.blocked(until.timestamp(), wall))
        return until if ledger is None else _moment(ledger.blocked_until)

    def over(self) -> None:
        """Nothing more will come. If it was to test a block and brought no verdict, the next one does."""
        self.arrived()
        if self._is_probe:
            self._is_probe = False
            self._budget.note(Ledger.unproved)


class Budget:
    """At most `rate` requests in any second (1 to 10), by urgency, for all who share `folder`.

    Within a process the more urgent go first, and equals in their order. Beyond it, the less urgent
    leave places free for what may come: of 8 in a second, catch-up takes one when fewer than 5 are
    taken, a baseline when fewer than 4 are. The event loop is never held up by the file.
    """

    def __init__(self, folder: Path, rate: int, clock: Clock) -> None:
        self.clock = clock
        self._path = folder / FILE_NAME
        self._rate = min(rate, SLOTS)
        self._waiting = [0] * len(Urgency)
        self._queues = [asyncio.Lock() for _ in Urgency]
        self._notes: deque[Callable[[Ledger], Ledger]] = deque()
        self._held_since: float | None = None

    @asynccontextmanager
    async def turn(self, urgency: Urgency) -> AsyncIterator[Turn]:
        """Entered when one more request may be sent; to be left when all is known of it.

        Raises `Blocked` while EDGAR blocks us, also when somebody meets that during the wait, and
        `Unavailable` when the file cannot be used: without a budget nothing is asked.
        """
        turn = Turn(self, await self._wait(urgency))
        try:
            yield turn
        finally:
            turn.over()

    @contextmanager
    def turn_blocking(self, urgency: Urgency) -> Iterator[Turn]:
        """`turn` for a thread without an event loop. It waits like a process of its own."""
        since = self.clock.monotonic()
        while isinstance(answer := self._ask(urgency, since), float):
            time.sleep(answer)
        turn = Turn(self, answer)
        try:
            yield turn
        finally:
            turn.over()

    def blocked_until(self) -> dt.datetime | None:
        """When the block ends that EDGAR told anybody of; None when there is none now."""
        ledger = self.note(lambda ledger: ledger)
        if ledger is None or not ledger.is_blocked(self.clock.now().timestamp()):
            return None
        return _moment(ledger.blocked_until)

    def recall(self, until: dt.datetime | None) -> None:
        """Brings in a block that is remembered elsewhere too: the file may have been lost."""
        if until is not None:
            wall = self.clock.now().timestamp()
            self.note(lambda ledger: ledger.recalled(until.timestamp(), wall))

    # --- waiting

    async def _wait(self, urgency: Urgency) -> Grant:
        since = self.clock.monotonic()
        self._waiting[urgency] += 1
        try:
            async with self._queues[urgency]:
                while isinstance(answer := self._ask(urgency, since), float):
                    await self.clock.sleep(answer)
                return answer
        finally:
            self._waiting[urgency] -= 1

    def _ask(self, urgency: Urgency, since: float) -> Grant | float:
        """A grant, or how long to wait before asking again."""

        def decide(ledger: Ledger) -> tuple[Ledger, Grant | Blocked | float]:
            # Read under the lock: a turn given while we waited for it would seem to lie ahead.
            now = self.clock.monotonic()
            if ledger.is_blocked(self.clock.now().timestamp()):
                why = "EDGAR blocks this address; nothing is asked until it is over"
                return ledger, Blocked(why, _moment(ledger.blocked_until))
            answer = ledger.answer(Wish(urgency, since, tuple(self._waiting)), self._rate, now)
            if isinstance(answer, Grant):
                return ledger.granted(answer, urgency, now), answer
            return ledger, answer

        try:
            answer = self._visit(decide)
        except _Held:
            return self._held()
        except OSError as error:
            raise Unavailable(f"nothing is asked, for the request budget cannot be kept: {error}") from error
        if isinstance(answer, Blocked):
            raise answer
        return answer

    def _held(self) -> float:
        now = self.clock.monotonic()
        if self._held_since is None:
            self._held_since = now
        if now - self._held_since > HELD_FOR_GOOD:
            self._held_since = None
            raise Unavailable(f"nothing is asked, for another process holds {self._path} and does not let go")
        return RETRY

    # --- the file

    def note(self, change: Callable[[Ledger], Ledger]) -> Ledger | None:
        """Writes what became of a request, and returns what stands then.

        None when the file is held just now: it is written with the next visit.
        """
        self._notes.append(change)
        for _ in range(10):
            try:
                return self._visit(lambda ledger: (ledger, ledger))
            except _Held:
                continue
            except OSError:
                break  # whoever asks for the next turn says so
        return None

    def _visit(self, change: Callable[[Ledger], tuple[Ledger, _Told]]) -> _Told:
        """Reads, changes and writes the file under its lock, with all notes first.

        It is opened each time: the lock belongs to the open file (flock(2)), so threads are kept apart
        as processes are, and a file that was deleted comes back.
        """
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise _Held from None
            self._held_since = None
            before = after = Ledger.read(os.pread(file, SIZE, 0))
            while self._notes:
                after = self._notes.popleft()(after)
            after, told = change(after)
            if after is not before:
                os.pwrite(file, after.written(), 0)
            return told
        finally:
            os.close(file)


def _moment(wall: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(wall, dt.UTC)
