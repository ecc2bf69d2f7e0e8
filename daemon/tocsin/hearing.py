"""What feeds tell, taken in: asked, recognised, kept, held against the rules, rung.

    poll_feed   asks one feed; what is new of it commits bulletin by bulletin, each with its matches and its alerts
    listen      tells ops of a feed that has frozen: it answers, and nothing new happens in it

As with filings the first look is a baseline: what a feed told of a company before that company was watched rings
nothing. What another feed told before in other words is kept and counts for nothing; what a vendor corrects or
takes back counts from then on, and answers what rang in its thread.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import structlog

from tocsin import words
from tocsin.alerts import message_of, taken_back
from tocsin.company_names import is_named
from tocsin.errors import Fault, Limited
from tocsin.feeds.feed import Feed, Polled, Wanted
from tocsin.hours import A_DAY, waking
from tocsin.house import House
from tocsin.model import (
    FORM_OF,
    Bulletin,
    Consensus,
    Earnings,
    Fact,
    Headline,
    Issuer,
    Price,
    PriceTarget,
    Rate,
    Rating,
    Reading,
    Times,
    Verdict,
)
from tocsin.ringing import settle
from tocsin.rules import BoundRules, Rule
from tocsin.sameness import APART, LEVELS, corrects, untold
from tocsin.state import Stored

log = structlog.get_logger("tocsin")

# A day alone is no time: what is told with it is late when that day and the next morning are over. A day's rate is
# told on the next business day (federalreserve.gov/releases/h15).
A_DAY_IS_LATE = {"rate": dt.timedelta(days=5)}
OF_OTHERS = dt.timedelta(hours=36)
# What happened longer ago than this is history, also when a vendor adds it now: it is kept and rings nothing.
OLD = dt.timedelta(days=10)
# A key that is refused, or a plan that does not cover what is asked, is a person's to mend: it is tried again
# this seldom.
REFUSED_AGAIN = dt.timedelta(hours=1)
_EVERYTHING = "*"
# Prices come each minute. All are held against the rules; of those that ring nothing, one in so long is kept.
PRICES_APART = dt.timedelta(minutes=15)
# So many commit together: a first look at a feed has a thousand, and each commit waits for the disk.
TOGETHER = 20


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
        polled = await open_feed.feed.poll(wanted, state.marks.get(f"feed {name} cursor"))
    except Fault as fault:
        house.feed_fails(name, fault, patience)
        _not_before(house, name, fault)
        return 0
    state.marks.set_moment(f"feed {name} again", None)
    new = await take_in_told(house, rules, open_feed, polled)
    with state.transaction():
        state.marks.set(f"feed {name} cursor", polled.cursor)
        if polled.newest is not None:
            _note_newest(house, name, polled.newest)
        missing = "; ".join(f"{what}: {fault}" for what, fault in polled.faults[:3])
        house.feed_works(name, missing or None, edgars=False)
        if missing:
            house.tell_ops(
                f"feed {name} in part", f"The {name} feed tells less than is asked of it: {missing}"
            )
        else:
            house.over(f"feed {name} in part", f"The {name} feed tells all again that is asked of it.")
    return new


def _not_before(house: House, name: str, fault: Fault) -> None:
    now = house.clock.now()
    until = fault.until if isinstance(fault, Limited) else None if fault.again else now + REFUSED_AGAIN
    house.state.marks.set_moment(f"feed {name} again", until)


# --- taking in ----------------------------------------------------------------------------------------


async def take_in_told(house: House, rules: BoundRules, open_feed: OpenFeed, polled: Polled) -> int:
    """Keeps what is new, and rings what is to be rung. Returns how many bulletins were new."""
    name, state, now = open_feed.name, house.state, house.clock.now()
    seeded = _seeded(house, name)
    watched = [state.issuers.issuer(cik) for cik in sorted(rules.ciks)]
    ours = [one for reading in polled.readings for one in _of_concern(house, rules, watched, reading)]
    ours.sort(key=lambda reading: reading.head.accepted or now)
    new = 0
    for start in range(0, len(ours), TOGETHER):
        with state.transaction():
            for number, reading in enumerate(ours[start : start + TOGETHER], start):
                # Each has a moment of its own, so that what came before it is told from what came with it.
                moment = now + dt.timedelta(microseconds=number)
                rings = not open_feed.baseline or _is_seeded(reading, seeded)
                rings &= reading.head.accepted is None or now - reading.head.accepted < OLD
                new += _take_in(house, rules, name, reading, moment, rings=rings)
        await asyncio.sleep(0)
    _seed(house, name, seeded, rules, polled)
    return new


def _of_concern(
    house: House, rules: BoundRules, watched: list[Issuer], reading: Reading
) -> Iterator[Reading]:
    """The reading about each company that it is of and that is watched; with its CIK, for a vendor has symbols."""
    head = reading.head
    if not isinstance(head, Bulletin):
        raise TypeError("a feed tells bulletins")
    for issuer in _issuers(watched, reading):
        known = _known(house, issuer)
        if known is None or not _is_heard(rules, head.form, known.cik, withdrawn=head.withdrawn):
            continue
        yield Reading(replace(head, issuer=known), tuple(_about(fact, known) for fact in reading.facts))


def _about(fact: Fact, issuer: Issuer) -> Fact:
    match fact:
        case PriceTarget() | Rating() | Consensus() | Earnings() | Price():
            return replace(fact, issuer=issuer)
    return fact


def _issuers(watched: list[Issuer], reading: Reading) -> Iterable[Issuer]:
    """Whom it is about: of a headline without a company of its own, those that it names."""
    headlines = [fact for fact in reading.facts if isinstance(fact, Headline)]
    if reading.issuer.cik or reading.issuer.symbol or not headlines:
        return (reading.issuer,)
    told = dict.fromkeys(one for fact in headlines for one in fact.issuers)
    if not told:
        told = dict.fromkeys(
            one for one in watched if any(is_named(fact.title, one.name) for fact in headlines)
        )
    return told or (reading.issuer,)


def _known(house: House, issuer: Issuer) -> Issuer | None:
    """The company by its CIK, as the SEC lists its ticker; the market is what it is; None for a ticker that is not
    listed."""
    issuers = house.state.issuers
    if issuer.cik:
        return Issuer(issuer.cik.zfill(10), issuers.name(issuer.cik.zfill(10)) or issuer.name, issuer.symbol)
    if not issuer.symbol:
        return issuer
    cik = issuers.cik(issuer.symbol)
    return None if cik is None else Issuer(cik, issuers.name(cik) or issuer.name, issuer.symbol)


def _is_heard(rules: BoundRules, form: str, cik: str, *, withdrawn: bool) -> bool:
    if withdrawn:
        return True
    listening = [rule for rule, _ in rules.of_market] if not cik else rules.for_issuer(cik)
    return any(form in {FORM_OF[kind] for kind in rule.looks_at} for rule in listening)


def _take_in(
    house: House, rules: BoundRules, feed: str, reading: Reading, moment: dt.datetime, *, rings: bool
) -> bool:
    """Keeps one bulletin when it is new, and settles what the rules say of it. False when it was known."""
    head = reading.head
    assert isinstance(head, Bulletin)  # noqa: S101 as `_of_concern` gives them
    before = (
        house.state.bulletins.latest_of(feed, head.id)
        if head.withdrawn
        else house.state.bulletins.latest(feed, _vendor_id(head, head.issuer))
    )
    if before is not None and not corrects(before.reading, reading):
        return False
    if before is None and head.withdrawn:
        return False
    number = before.id if before is not None else 0
    issuer = before.reading.issuer if before is not None and head.withdrawn else head.issuer
    vendor_id = _vendor_id(head, issuer)
    key = hashlib.sha256(f"{feed}\0{vendor_id}\0{number}".encode()).hexdigest()[:32]
    # How something stands is as of when it is asked, where the vendor tells no time.
    at = moment if rings and head.accepted is None and head.form in LEVELS else head.accepted
    kept = replace(reading, head=replace(head, id=key, issuer=issuer, accepted=at))
    known = min(moment, head.accepted) if head.accepted is not None and not rings else moment
    replaces = before.id if before is not None and head.form not in LEVELS else None
    same_as = _told_before(house, kept, known, before)
    if same_as is None and replaces is None:
        facts = untold(kept, (one.reading for one in _recent(house, kept, known)))
        kept = replace(kept, facts=facts)
    matched = False
    if rings and same_as is None:
        matched = _judge(house, rules, kept, moment, before if replaces is not None else None)
    if head.form == "price" and not matched and before is not None and known - before.known < PRICES_APART:
        return False
    house.state.bulletins.add(
        feed, kept, vendor_id=vendor_id, seen=moment, known=known, replaces=replaces, same_as=same_as
    )
    return True


def _vendor_id(head: Bulletin, issuer: Issuer) -> str:
    """What a vendor calls it, for each company that it is of."""
    return f"{head.id} {issuer.cik}" if issuer.cik else head.id


def _recent(house: House, reading: Reading, known: dt.datetime) -> list[Stored]:
    if reading.form in LEVELS:
        return []
    began = min(known, reading.head.accepted or known) - APART
    return house.state.bulletins.since(reading.issuer.cik, reading.form, began)


def _told_before(house: House, reading: Reading, known: dt.datetime, before: Stored | None) -> int | None:
    """The bulletin by which another feed told the same; what corrects a repetition is a repetition."""
    if before is not None:
        return before.same_as
    recent = _recent(house, reading, known)
    if not recent or untold(reading, (one.reading for one in recent)):
        return None
    return next(one.id for one in reversed(recent) if untold(reading, [one.reading]) != reading.facts)


def _judge(
    house: House, rules: BoundRules, reading: Reading, moment: dt.datetime, corrected: Stored | None
) -> bool:
    """Holds a bulletin against every rule that hears it. True when one of them has something to say of it."""
    matched = False
    state = house.state
    rang = (
        {(rule, cik): told for rule, cik, *told in state.alerts.of_bulletin(corrected.key)}
        if corrected
        else {}
    )
    times = times_of(reading, house.clock.now())
    history = state.history(moment, but=reading.key)
    for rule, cik in rules.hearers(reading):
        about = reading
        if cik != reading.issuer.cik:
            about = replace(reading, head=replace(reading.head, issuer=state.issuers.issuer(cik)))
        if not rule.enabled or rule.has_expired(moment):
            continue
        verdict = rule.decide(about, history)
        told = rang.get((rule.id, about.issuer.cik))
        if told is None:
            matched |= settle(house, rule, about, verdict, times, history) is not None
        else:
            _answer(house, rule, about, verdict, times, told)
    return matched


def _answer(
    house: House, rule: Rule, reading: Reading, verdict: Verdict, times: Times, told: list[Any]
) -> None:
    key, receiver, match = told
    alert = taken_back((key, receiver), (rule.id, rule.version, rule.severity), reading, verdict, times)
    house.state.alerts.record(match, alert, message_of(alert))
    log.info(alert.instance, rule=rule.id, issuer=alert.issuer.name, answers=key)


def times_of(reading: Reading, seen: dt.datetime) -> Times:
    """The clock of a bulletin. A day alone tells no time; but when it is long over, it tells that this is late."""
    head = reading.head
    accepted = head.accepted
    if isinstance(head, Bulletin) and head.day_only and accepted:
        late = A_DAY_IS_LATE.get(head.form, OF_OTHERS)
        accepted = accepted if seen - accepted >= late else None
    return Times(accepted=accepted, seen=seen, read=seen, matched=seen)


# --- what was there before the watching began ---------------------------------------------------------


def _seeded(house: House, name: str) -> set[str]:
    """The companies whose past this feed has told; `*`: everybody's, the market's too."""
    return set(json.loads(house.state.marks.get(f"feed {name} seeded") or "[]"))


def _is_seeded(reading: Reading, seeded: set[str]) -> bool:
    series = _series_told([reading])
    return series <= seeded if series else reading.issuer.cik in seeded or _EVERYTHING in seeded


def _series_told(readings: Iterable[Reading]) -> set[str]:
    """Of the market each series has a past of its own."""
    return {f"rate {fact.series}" for one in readings for fact in one.facts if isinstance(fact, Rate)}


def _seed(house: House, name: str, seeded: set[str], rules: BoundRules, polled: Polled) -> None:
    if polled.faults:
        told = {house.state.issuers.cik(one.issuer.symbol or "") or one.issuer.cik for one in polled.readings}
    else:
        told = {"", *rules.ciks, *([_EVERYTHING] if rules.everything else [])}
    told |= _series_told(polled.readings)
    if not told <= seeded:
        house.state.marks.set(f"feed {name} seeded", json.dumps(sorted(seeded | told)))


# --- a feed that has frozen ---------------------------------------------------------------------------


def _note_newest(house: House, name: str, newest: dt.datetime) -> None:
    marks = house.state.marks
    known = marks.get_moment(f"feed {name} newest")
    if known is None or newest > known:
        marks.set_moment(f"feed {name} newest", newest)
        marks.set_moment(f"feed {name} moved", house.clock.now())


def listen(house: House, feeds: Iterable[OpenFeed]) -> None:
    """Tells ops, once, of each feed in which nothing new has happened for longer than it may, and when it moves
    again. A feed that fails is told of already."""
    now = house.clock.now()
    lanes = {lane.name: lane for lane in house.state.lanes.all()}
    for feed in feeds:
        moved = house.state.marks.get_moment(f"feed {feed.name} moved")
        lane = lanes.get(feed.name)
        if feed.stale_after is None or lane is None or lane.state != "ok":
            continue
        since = moved or lane.last_good
        allowed = feed.stale_after / dt.timedelta(days=1) * A_DAY
        if since is not None and waking(since, now) >= allowed:
            told = f"nothing new for {words.duration(now - since)}"
            house.state.lanes.good(feed.name, now=lane.last_try, note=f"answers, but tells {told}")
            house.tell_ops(
                f"silence {feed.name}",
                f"The {feed.name} feed answers without a fault and tells {told}: it may have frozen. Look at what"
                " the vendor shows for today; rules that hear it are blind until it moves.",
            )
        else:
            house.over(f"silence {feed.name}", f"The {feed.name} feed tells new things again.")
