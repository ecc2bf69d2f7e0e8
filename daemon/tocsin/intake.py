"""What feeds tell, taken in: recognised, kept, held against the rules, rung.

As with filings the first look is a baseline: what a feed told of a company before that company was watched rings
nothing. What another feed told before in other words is kept and counts for nothing; what a vendor corrects or
takes back counts from then on, and answers what rang in its thread.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
from dataclasses import dataclass, replace

import structlog

from tocsin.alerts import message_of, taken_back
from tocsin.concern import of_concern
from tocsin.feeds.feed import Polled
from tocsin.first_look import is_news, remember, told_of
from tocsin.house import House
from tocsin.model import (
    Bulletin,
    Issuer,
    Reading,
    Times,
    Verdict,
)
from tocsin.ringing import settle
from tocsin.rules import BoundRules, Rule
from tocsin.sameness import APART, LEVELS, essence, fresh, topics, untold
from tocsin.state import Stored
from tocsin.state.alerts import Answerable
from tocsin.state.bulletins import Origin

log = structlog.get_logger("tocsin")

# A day alone is no time: what is told with it is late when that day and the next morning are over. A day's rate is
# told on the next business day (federalreserve.gov/releases/h15).
A_DAY_IS_LATE = {"rate": dt.timedelta(days=5)}
OF_OTHERS = dt.timedelta(hours=36)
# What happened longer ago than this is history, also when a vendor adds it now: it is kept and rings nothing.
OLD = dt.timedelta(days=10)
# Vendors' clocks differ from ours by so much at most.
AHEAD = dt.timedelta(minutes=2)
# Prices come each minute. All are held against the rules; of those that ring nothing, one in so long is kept.
PRICES_APART = dt.timedelta(minutes=15)
# So many commit together: a first look at a feed has a thousand, and each commit waits for the disk.
TOGETHER = 20


async def take_in_told(
    house: House,
    rules: BoundRules,
    feed: str,
    polled: Polled,
    *,
    baseline: bool = True,
    since: dt.datetime | None = None,
) -> int:
    """Keeps what is new of what a feed told, and rings what is to be rung. Returns how many bulletins were new.

    `baseline`: whether what is told of a company for the first time is of before it was watched, and what happened
    long ago is history. `since` is when the feed worked last: nothing after that is.
    """
    state, now = house.state, house.clock.now()
    history = min(now - OLD, since or now)
    told = told_of(state.marks, feed)
    ours = [one async for one in of_concern(state.issuers, rules, polled.readings)]
    ours.sort(key=lambda one: one.head.accepted or now)
    new = 0
    for start in range(0, len(ours), TOGETHER):
        with state.transaction():
            for number, one in enumerate(ours[start : start + TOGETHER], start):
                # Each has a moment of its own, so that what came before it is told from what came with it.
                moment = now + dt.timedelta(microseconds=number)
                is_history = one.head.accepted is not None and one.head.accepted <= history
                rings = not baseline or (is_news(one, told) and not is_history)
                new += _take_in(house, rules, feed, one, moment, rings=rings)
        await asyncio.sleep(0)
    remember(state.marks, feed, polled, rules, state.issuers.cik)
    return new


# --- whether it is new --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a bulletin stands among those that are kept.

    `same_as` is the one by which another feed told all of it before; `replaces` are those whose place it takes: what
    the vendor told under the same id, or, `enriches`, what other feeds told of it with less.
    """

    same_as: int | None = None
    replaces: tuple[Stored, ...] = ()
    enriches: bool = False


def _take_in(
    house: House, rules: BoundRules, feed: str, told: Reading, moment: dt.datetime, *, rings: bool
) -> bool:
    """Keeps one bulletin when it is new, and settles what the rules say of it. False when it was known."""
    bulletins, head = house.state.bulletins, told.head
    assert isinstance(head, Bulletin)  # noqa: S101 as `of_concern` gives them
    own = (
        bulletins.latest_of(feed, head.id)
        if head.withdrawn
        else bulletins.latest(feed, _vendor_id(head, head.issuer))
    )
    if own is None and head.withdrawn:
        return False
    # What was taken back stays so, also where it is still shown: one list of a vendor's lags the other.
    if own is not None and isinstance(own.reading.head, Bulletin) and own.reading.head.withdrawn:
        return False
    what = essence(told)
    if own is not None and own.essence == what:
        return False
    issuer = own.reading.issuer if own is not None and head.withdrawn else head.issuer
    vendor_id = _vendor_id(head, issuer)
    # How something stands is as of when it is asked, where the vendor tells no time.
    at = moment if rings and head.accepted is None and head.form in LEVELS else head.accepted
    key = _key(feed, vendor_id, own)
    reading = Reading(replace(head, id=key, issuer=issuer, accepted=at), told.facts)
    known = moment if rings or head.accepted is None else min(moment, head.accepted)
    place, reading = _placed(house, reading, known, own)

    def keep() -> None:
        bulletins.add(
            Origin(feed, vendor_id, what),
            reading,
            topics=topics(reading),
            seen=moment,
            known=known,
            replaces=place.replaces[0].id if place.replaces else None,
            same_as=place.same_as,
        )

    if not rings or place.same_as is not None:
        keep()
    elif head.form == "price":
        matched = _judge(house, rules, reading, moment, ())
        if not matched and own is not None and known - own.known < PRICES_APART:
            return False
        keep()
    else:
        keep()
        _judge(house, rules, reading, moment, place.replaces, answers=not place.enriches)
    return True


def _vendor_id(head: Bulletin, issuer: Issuer) -> str:
    """What a vendor calls it, for each company that it is of."""
    return f"{head.id} {issuer.cik}" if issuer.cik else head.id


def _key(feed: str, vendor_id: str, own: Stored | None) -> str:
    """Our own name for it, another one for each correction."""
    told = f"{feed}\0{vendor_id}\0{own.id if own is not None else 0}"
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _placed(house: House, reading: Reading, known: dt.datetime, own: Stored | None) -> tuple[_Place, Reading]:
    """Where it stands, and what of it nobody told before. How something stands now takes nobody's place: before, it
    stood otherwise."""
    bulletins, head = house.state.bulletins, reading.head
    if reading.form in LEVELS:
        return _Place(), reading
    # What this vendor told of it stands under its own id, or under that of whom it only repeated.
    stands = None if own is None else own if own.same_as is None else bulletins.current(own.same_as)
    if isinstance(head, Bulletin) and head.withdrawn:
        repeated = own.same_as if own is not None else None
        return _Place(repeated, (stands,) if stands is not None and repeated is None else ()), reading
    at = head.accepted or known
    near = bulletins.about(topics(reading), min(known, at) - APART, max(known, at) + APART)
    others = [one for one in near if stands is None or one.id != stands.id]
    facts = fresh(reading, (one.reading for one in others))
    if not facts and others:
        repeats = next(one for one in others if untold(reading, [one.reading]) != reading.facts)
        return _Place(repeats.id, (own,) if own is not None and own.same_as is None else ()), reading
    if stands is not None:
        return _Place(replaces=(stands,)), reading
    kept = replace(reading, facts=facts)
    enriched = tuple(one for one in others if not untold(one.reading, [kept]))
    return _Place(replaces=enriched, enriches=bool(enriched)), kept


# --- what the rules say of it -------------------------------------------------------------------------


def _judge(
    house: House,
    rules: BoundRules,
    reading: Reading,
    moment: dt.datetime,
    replaced: tuple[Stored, ...],
    *,
    answers: bool = True,
) -> bool:
    """Holds a bulletin against every rule that hears it. True when one of them has something to say of it.

    What rang by the bulletin that it takes the place of is answered in its thread, or left as it is.
    """
    state, matched = house.state, False
    rang: dict[tuple[str, str], Answerable] = {}
    for one in (one for old in replaced for one in state.alerts.of_bulletin(old.key)):
        rang.setdefault((one.rule, one.issuer_cik), one)
    times = times_of(reading, house.clock.now())
    history = state.history(moment, but=reading.key)
    for rule, cik in rules.hearers(reading):
        if not rule.enabled or rule.has_expired(moment):
            continue
        about = reading
        if cik != reading.issuer.cik:
            about = replace(reading, head=replace(reading.head, issuer=state.issuers.issuer(cik)))
        verdict = rule.decide(about, history)
        told = rang.get((rule.id, about.issuer.cik))
        if told is None:
            matched |= settle(house, rule, about, verdict, times, history) is not None
        elif answers:
            _answer(house, rule, about, verdict, times, told)
    return matched


def _answer(
    house: House, rule: Rule, reading: Reading, verdict: Verdict, times: Times, told: Answerable
) -> None:
    alert = taken_back(
        (told.key, told.receiver), (rule.id, rule.version, rule.severity), reading, verdict, times
    )
    house.state.alerts.record(told.match, alert, message_of(alert))
    log.info(alert.instance, rule=rule.id, issuer=alert.issuer.name, answers=told.key)


def times_of(reading: Reading, seen: dt.datetime) -> Times:
    """The clock of a bulletin. A day alone tells no time; but when it is long over, it tells that this is late."""
    head = reading.head
    accepted = head.accepted
    if isinstance(head, Bulletin) and head.day_only and accepted:
        late = A_DAY_IS_LATE.get(head.form, OF_OTHERS)
        accepted = accepted if seen - accepted >= late else None
    if accepted is not None and accepted - seen > AHEAD:
        accepted = None  # a time to come is none
    return Times(accepted=accepted, seen=seen, read=seen, matched=seen)
