"""Feeds, asked: each at its pace, for what the rules in force want; a fault, a limit or a silence told to ops.

poll_feed   asks one feed, and has taken in what is new of what it tells (`intake`)
listen      tells ops of a feed that has frozen: it answers, and nothing new happens in it
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from tocsin import words
from tocsin.clock import Clock
from tocsin.config import FeedSettings
from tocsin.errors import Fault, Limited
from tocsin.feeds.adapters import open_feed
from tocsin.feeds.feed import Feed, Polled, Wanted
from tocsin.first_look import strangers, told_of
from tocsin.hours import A_DAY, waking
from tocsin.house import House
from tocsin.intake import take_in_told
from tocsin.rules import BoundRules

# A key that is refused, or a plan that does not cover what is asked, is a person's to mend: it is tried again
# this seldom.
REFUSED_AGAIN = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class OpenFeed:
    """A feed of the configuration: its name there, how often it is asked, and after how long its silence is strange
    (None: never). `baseline`: whether what it tells first rings nothing."""

    name: str
    feed: Feed
    every: dt.timedelta
    stale_after: dt.timedelta | None
    baseline: bool = True


# --- asking -------------------------------------------------------------------------------------------


def wanted_of(rules: BoundRules, symbol_of: Callable[[str], str | None], now: dt.datetime) -> Wanted:
    """What the rules in force want of feeds. `symbol_of` gives the ticker of a CIK, where it is known."""
    hearing = [rule for rule in rules.rules if rule.enabled and rule.looks_at]
    series = {name for rule in hearing for name in _series(json.loads(rule.meaning)["when"])}
    ciks = {cik for cik in rules.ciks if any(rule in hearing for rule in rules.for_issuer(cik))}
    symbols = {symbol for cik in ciks if (symbol := symbol_of(cik))}
    symbols |= {ticker for rule in hearing for ticker in rule.watch.tickers}
    return Wanted(
        symbols=tuple(sorted(symbols)),
        series=tuple(sorted(series)),
        kinds=frozenset[str]().union(*(rule.looks_at for rule in hearing)),
        now=now,
        everything=any(rule.watch.everything for rule in hearing),
    )


def _series(when: Any) -> Iterator[str]:
    """The series that conditions anywhere in a rule name."""
    if isinstance(when, dict):
        for word, asked in when.items():
            if word == "rate" and isinstance(asked, dict):
                yield str(asked["series"])
            else:
                yield from _series(asked)
    elif isinstance(when, list):
        for one in when:
            yield from _series(one)


async def ask(settings: FeedSettings, wanted: Wanted, clock: Clock) -> Polled:
    """What a feed of the configuration tells now, kept nowhere. Raises a Fault when nothing could be had."""
    async with AsyncExitStack() as stack:
        feed = await open_feed(settings.keys, clock, stack, settings.secrets)
        return await feed.poll(wanted, None)


async def poll_feed(house: House, rules: BoundRules, open_feed: OpenFeed, patience: dt.timedelta) -> int:
    """Asks one feed, and takes in what is new of what it tells. Returns how many bulletins were.

    A feed that was refused is asked again after REFUSED_AGAIN only, one that was limited after that is over.
    `patience` is how long it may be unavailable before ops hear of it.
    """
    name, state, now = open_feed.name, house.state, house.clock.now()
    wanted = wanted_of(rules, state.issuers.symbol, now)
    if open_feed.feed.tells.isdisjoint(wanted.kinds):
        house.feed_works(name, "not asked: no rule hears what it tells", edgars=False)
        return 0
    again = state.marks.get_moment(f"feed {name} again")
    if again is not None and now < again:
        return 0
    try:
        polled = await open_feed.feed.poll(wanted, _cursor(house, rules, open_feed))
    except Fault as fault:
        house.feed_fails(name, fault, patience)
        _not_before(house, name, fault)
        return 0
    state.marks.set_moment(f"feed {name} again", None)
    worked = next((lane.last_good for lane in state.lanes.all() if lane.name == name), None)
    new = await take_in_told(house, rules, name, polled, baseline=open_feed.baseline, since=worked)
    with state.transaction():
        state.marks.set(f"feed {name} cursor", polled.cursor)
        _note_moved(house, name, polled.newest, new)
        missing = "; ".join(f"{what}: {fault}" if what else str(fault) for what, fault in polled.faults[:3])
        house.feed_works(name, missing or None, edgars=False)
        if missing:
            house.tell_ops(
                f"feed {name} in part", f"The {name} feed tells less than is asked of it: {missing}"
            )
        else:
            house.over(f"feed {name} in part", f"The {name} feed tells all again that is asked of it.")
    return new


def _cursor(house: House, rules: BoundRules, open_feed: OpenFeed) -> str | None:
    """From where to ask on; from the start where the feed has told nothing yet of a company that is watched now."""
    marks, name = house.state.marks, open_feed.name
    tells = open_feed.feed.tells
    ciks = {cik for cik in rules.ciks if any(rule.looks_at & tells for rule in rules.for_issuer(cik))}
    return None if strangers(told_of(marks, name), ciks) else marks.get(f"feed {name} cursor")


def _not_before(house: House, name: str, fault: Fault) -> None:
    now = house.clock.now()
    until = fault.until if isinstance(fault, Limited) else None if fault.again else now + REFUSED_AGAIN
    house.state.marks.set_moment(f"feed {name} again", until)


# --- a feed that has frozen ---------------------------------------------------------------------------


def _note_moved(house: House, name: str, newest: dt.datetime | None, new: int) -> None:
    """A feed moves when it tells something new, or when something newer than before happened in it."""
    marks, now = house.state.marks, house.clock.now()
    known = marks.get_moment(f"feed {name} newest")
    # Vendors' clocks run ahead, and a time to come would look like a standstill until it is there.
    later = None if newest is None else min(newest, now)
    if later is not None and (known is None or later > known):
        marks.set_moment(f"feed {name} newest", later)
        new = 1
    if new or marks.get(f"feed {name} moved") is None:
        marks.set_moment(f"feed {name} moved", now)


def listen(house: House, feeds: Iterable[OpenFeed]) -> None:
    """Tells ops, once, of each feed in which nothing new has happened for longer than it may, and when it moves
    again. A feed that fails is told of already."""
    now = house.clock.now()
    lanes = {lane.name: lane for lane in house.state.lanes.all()}
    for feed in feeds:
        moved = house.state.marks.get_moment(f"feed {feed.name} moved")
        lane = lanes.get(feed.name)
        if feed.stale_after is None or moved is None or lane is None or lane.state != "ok":
            continue
        allowed = feed.stale_after / dt.timedelta(days=1) * A_DAY
        if waking(moved, now) >= allowed:
            told = f"nothing new for {words.duration(now - moved)}"
            house.state.lanes.good(feed.name, now=lane.last_try, note=f"answers, but tells {told}")
            house.tell_ops(
                f"silence {feed.name}",
                f"The {feed.name} feed answers without a fault and tells {told}: it may have frozen. Look at what"
                " the vendor shows for today; rules that hear it are blind until it moves.",
            )
        else:
            house.over(f"silence {feed.name}", f"The {feed.name} feed tells new things again.")
