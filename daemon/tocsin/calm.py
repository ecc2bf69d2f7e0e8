"""Silence is told from calm: each feed knows when it should speak, and when it does not, ops hear."""

from __future__ import annotations

import datetime as dt

from tocsin import words
from tocsin.hours import silent_too_long
from tocsin.house import House
from tocsin.state.names import LAST_ENTRY

# A message that has waited this long means that the desk does not hear what it should.
OUTBOX_STUCK = dt.timedelta(minutes=10)


def listen(house: House, *, since: dt.datetime) -> bool:
    """Tells ops when the Latest feed is silent though EDGAR is open and busy, and when it speaks again.

    `since` is when the listening began: what was before is nobody's silence. True when all is well.
    """
    now = house.clock.now()
    last = house.state.marks.get_moment(LAST_ENTRY)
    silent = silent_too_long(now, max(last, since) if last else since)
    if silent:
        house.tell_ops(
            "silence latest",
            f"The latest feed answers and shows nothing new for {words.duration(silent)}, at an hour when EDGAR"
            " is never that quiet.",
        )
    else:
        house.over("silence latest", "The latest feed shows new filings again.")
    return silent is None


def is_healthy(house: House) -> bool:
    """Whether every feed works and no message waits too long."""
    oldest = house.state.outbox.oldest()
    stuck = oldest is not None and house.clock.now() - oldest > OUTBOX_STUCK
    return not stuck and all(lane.state == "ok" for lane in house.state.lanes.all())
