"""Who may ask EDGAR now: the decision, over what the budget's file says. Values in, values out.

A request counts from its turn until a second after EDGAR is known to have it, which its answer tells:
opening a connection can take longer than a second, and what was sent a second apart can arrive
together. So no second as EDGAR counts it holds more than the rate, however slow the way.
"""

from __future__ import annotations

import datetime as dt
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Self, TypeVar

# A second, and a little for clocks that do not run alike.
SECOND = 1.02
# A request whose answer has not begun counts this long (connecting takes 5 s at most), and so does that
# of a process that was killed before it could tell.
UNANSWERED = 7.0
# A class that had no turn for so long is served once before the documents that wait: the busiest hot
# lane leaves a quarter of a request a second to catch-up, and as much to a baseline.
PATIENCE = 4.0
# After a block one request asks alone. It has its verdict, or was killed, after this.
PROBE_LASTS = 40.0

FIRST_BLOCK = dt.timedelta(minutes=10).total_seconds()
LONGEST_BLOCK = dt.timedelta(hours=1).total_seconds()
# Retry-After may ask for more than an hour, but a block further off is a clock that was set back.
FURTHEST_BLOCK = dt.timedelta(days=1).total_seconds()

SOONEST = 0.001
LOOK_AGAIN = 0.05


class Urgency(IntEnum):
    """Who goes first: the Latest feed, what it announces, what was missed, what was before."""

    LATEST = 0
    DOCUMENT = 1
    CATCH_UP = 2
    BASELINE = 3


# Eighths of the rate that a class leaves to those before it, whichever process they live in.
LEAVES = {Urgency.CATCH_UP: 3, Urgency.BASELINE: 4}
# One place of so many is kept from documents for the Latest feed, where it does not have them already.
KEPT = 4

SLOTS = 16
_LAYOUT = struct.Struct(f"<8s{SLOTS}d{SLOTS}B{len(Urgency)}d3d")
_CHECK = struct.Struct("<I")
_MAGIC = b"tocsin 1"
SIZE = _LAYOUT.size + _CHECK.size

_Field = TypeVar("_Field", int, float)


@dataclass(frozen=True, slots=True)
class Wish:
    """One more request. `waiting` counts who waits in the same process, by urgency."""

    urgency: Urgency
    since: float
    waiting: Sequence[int]


@dataclass(frozen=True, slots=True)
class Grant:
    """A place in the budget; `probe` when the request is to find out whether a block is over."""

    slot: int
    ends: float
    probe: bool


@dataclass(frozen=True, slots=True)
class Ledger:
    """Turns in seconds of the monotonic clock, the block in seconds since 1970.

    `ends` is when each slot stops counting, `holders` whose it is, `last` the last turn of each class.
    `block_lasts` is 0 once an answer has proved the last block over. The monotonic clock begins anew
    with the machine: what lies further ahead than can be is of another life, and ignored.
    """

    ends: tuple[float, ...] = (0.0,) * SLOTS
    holders: tuple[int, ...] = (0,) * SLOTS
    last: tuple[float, ...] = (0.0,) * len(Urgency)
    blocked_until: float = 0.0
    block_lasts: float = 0.0
    probe_ends: float = 0.0

    @classmethod
    def read(cls, text: bytes) -> Self:
        """What the bytes say; a fresh start when they are cut off, damaged, or of another shape."""
        body, check = text[: _LAYOUT.size], text[_LAYOUT.size : SIZE]
        if len(text) < SIZE or _CHECK.unpack(check) != (zlib.crc32(body),) or not body.startswith(_MAGIC):
            return cls()
        fields = _LAYOUT.unpack(body)[1:]
        turns, classes = 2 * SLOTS, 2 * SLOTS + len(Urgency)
        return cls(fields[:SLOTS], fields[SLOTS:turns], fields[turns:classes], *fields[classes:])

    def written(self) -> bytes:
        block = (self.blocked_until, self.block_lasts, self.probe_ends)
        body = _LAYOUT.pack(_MAGIC, *self.ends, *self.holders, *self.last, *block)
        return body + _CHECK.pack(zlib.crc32(body))

    # --- turns

    def answer(self, wish: Wish, rate: int, now: float) -> Grant | float:
        """A grant, or in how many seconds to ask again. A block that stands is the caller's to see."""
        unproved = bool(self.block_lasts)
        if unproved and now < self.probe_ends <= now + PROBE_LASTS:
            return LOOK_AGAIN
        counting = self._counting(now)
        if not self._has_room(counting, wish, rate, now):
            first = min((self.ends[slot] for slot in counting), default=now + LOOK_AGAIN)
            return min(max(first - now, SOONEST), LOOK_AGAIN)
        slot = next(slot for slot in range(SLOTS) if slot not in counting)
        return Grant(slot, now + UNANSWERED, probe=unproved)

    def _counting(self, now: float) -> list[int]:
        return [slot for slot, end in enumerate(self.ends) if now < end <= now + UNANSWERED]

    def _has_room(self, counting: list[int], wish: Wish, rate: int, now: float) -> bool:
        """Whether room is left to a wish when those before it in its process have had theirs."""
        held = len(counting)
        not_latest = sum(self.holders[slot] != Urgency.LATEST for slot in counting)

        def room(urgency: Urgency) -> int:
            if urgency is Urgency.LATEST:
                return rate - held
            if urgency is Urgency.DOCUMENT:
                return min(rate - held, rate - rate // KEPT - not_latest)
            return _most(urgency, rate) - held

        served_as = wish.urgency
        if served_as in LEAVES:
            since_last = self._since_last(served_as, now)
            if min(since_last, now - wish.since) >= PATIENCE:
                served_as = Urgency.DOCUMENT
            elif since_last < SECOND / _most(served_as, rate):
                return False  # evenly, so that a burst of documents soon finds the next place free
        for before in range(served_as):
            taken = max(0, min(wish.waiting[before], room(Urgency(before))))
            held += taken
            not_latest += taken if before != Urgency.LATEST else 0
        return room(served_as) > 0

    def _since_last(self, urgency: Urgency, now: float) -> float:
        last = self.last[urgency]
        return now - last if last <= now else float("inf")

    def granted(self, grant: Grant, urgency: Urgency, now: float) -> Self:
        return replace(
            self,
            ends=_put(self.ends, grant.slot, grant.ends),
            holders=_put(self.holders, grant.slot, int(urgency)),
            last=_put(self.last, urgency, now),
            probe_ends=now + PROBE_LASTS if grant.probe else self.probe_ends,
        )

    def arrived(self, grant: Grant, now: float) -> Self:
        """EDGAR has the request: it counts for a second from now."""
        if self.ends[grant.slot] != grant.ends:
            return self  # it had run out, and the slot is another's
        return replace(self, ends=_put(self.ends, grant.slot, min(grant.ends, now + SECOND)))

    # --- a block

    def is_blocked(self, wall: float) -> bool:
        return wall < self.blocked_until <= wall + FURTHEST_BLOCK

    def blocked(self, said: float, wall: float) -> Self:
        """An answer was a block, which it says lasts until `said`.

        What was under way when a block began meets it too, and makes it no second one. A block that is
        met again before anything proved it over lasts twice as long as before, up to an hour.
        """
        if self.is_blocked(wall):
            lasts, until = self.block_lasts, max(self.blocked_until, said)
        else:
            lasts = min(self.block_lasts * 2, LONGEST_BLOCK) or FIRST_BLOCK
            until = max(said, wall + lasts)
        return replace(
            self, blocked_until=min(until, wall + FURTHEST_BLOCK), block_lasts=lasts, probe_ends=0.0
        )

    def recalled(self, until: float, wall: float) -> Self:
        """A block that is known from elsewhere, and is not made longer by it."""
        if until <= wall or self.is_blocked(wall):
            return self
        lasts = self.block_lasts or FIRST_BLOCK
        return replace(self, blocked_until=min(until, wall + FURTHEST_BLOCK), block_lasts=lasts)

    def served(self) -> Self:
        """The probe was answered properly: the block is over."""
        return replace(self, blocked_until=0.0, block_lasts=0.0, probe_ends=0.0)

    def unproved(self) -> Self:
        """The probe brought no verdict: the next request is one."""
        return replace(self, probe_ends=0.0)


def _most(urgency: Urgency, rate: int) -> int:
    return max(1, rate - rate * LEAVES[urgency] // 8)


def _put(fields: tuple[_Field, ...], at: int, value: _Field) -> tuple[_Field, ...]:
    changed = list(fields)
    changed[at] = value
    return tuple(changed)
