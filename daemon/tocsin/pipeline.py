"""The whole house on one page, in the order of the flow.

 feeds/ ──► Filing ──► facts/ ──► Fact… ──► rules/ ──► Match ──► alerts/ ──► outbox row ──► receivers/
 network in            pure                 pure                 pure        state/         network out
                       └──────────── one transaction a filing ───────────────┘

What feeds tell at once needs no reading, and comes in beside it: `hearing.poll_feed` asks, `concern` finds whom it is
about, `intake` keeps what is new of it and holds it against the rules; from `ringing.settle` on there is one way.

Steps, each handed the house and the rules, each saying how much it did, so that the service repeats
them, `once` runs them through, and a test calls one and looks:

    learn_tickers   the tickers in the rules become CIKs
    poll_latest     new filings that someone watches become due
    read_due        a due filing is fetched, read, held against the rules: one transaction
    deliver_due     what is due is told (`delivery`)

What must happen next is always a committed row. Killed anywhere, nothing is lost: a filing that was
due is read again, a message whose attempt has no outcome is looked up before anything is sent.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

import structlog

from tocsin import facts
from tocsin.delivery import deliver_due
from tocsin.errors import Blocked, Fault, Undeclared, Unreadable
from tocsin.feeds import archive, latest
from tocsin.house import House
from tocsin.model import Filing, Match, Reading, Times
from tocsin.past import be_ready
from tocsin.reader import fetch_and_read
from tocsin.ringing import settle
from tocsin.rules import BoundRules, OnlyProse, Rule
from tocsin.state import DueFiling
from tocsin.state.names import LAST_ENTRY, LATEST_SEEDED, TICKERS_READ
from tocsin.state.prose import PackedProse, unpacked

__all__ = [
    "deliver_due",
    "learn_tickers",
    "poll_latest",
    "read_due",
    "read_filing",
    "read_next",
    "take_in",
    "wanted",
]

log = structlog.get_logger("tocsin")

# A document can lag its announcement by minutes; after these tries, 17 minutes in all, it is set aside.
READ_TRIES = 10
LONGEST_PAUSE = dt.timedelta(minutes=5)
READERS = 4
# As far back as rules look for a sentence.
FAR_BACK = dt.timedelta(days=460)


# --- who is watched ----------------------------------------------------------------------------------


async def learn_tickers(house: House, tickers: Iterable[str], *, every: dt.timedelta) -> bool:
    """Reads the SEC's ticker list when a rule names a ticker that the state does not know.

    At most once in `every`, so that a ticker that does not exist costs nothing. True when it was read.
    """
    read = house.state.marks.get_moment(TICKERS_READ)
    if (read and house.clock.now() - read < every) or set(tickers) <= house.state.issuers.ciks().keys():
        return False
    try:
        listed = await archive.company_tickers(house.edgar)
    except Fault as fault:
        house.feed_fails("tickers", fault)
        return False
    with house.state.transaction():
        house.state.issuers.replace_tickers(listed)
        house.state.marks.set_moment(TICKERS_READ, house.clock.now())
        house.feed_works("tickers")
    return True


# --- what is new -------------------------------------------------------------------------------------


async def poll_latest(house: House, rules: BoundRules, *, patience: dt.timedelta) -> int:
    """Polls the Latest feed until it meets what is known. Returns how many filings became due.

    A state that never polled reads one page. `patience` is how long the feed may be unavailable before
    ops hear of it.
    """
    state = house.state
    pages = latest.MAX_PAGES if state.marks.get(LATEST_SEEDED) else 1
    try:
        polled = await latest.poll(
            house.edgar, lambda page: len(state.filings.unseen(page)) < len(page), pages=pages
        )
    except Fault as fault:
        house.feed_fails("latest", fault, patience)
        return 0
    now = house.clock.now()
    with state.transaction():
        fresh = state.filings.unseen(polled.filings)
        new = [f for f in fresh if wanted(f, rules) and not state.filings.known(f.accession)]
        for filing in new:
            state.filings.announce(filing, seen=now)
        # After a page that could not be had the entries before it stay unseen, or the next poll would meet
        # them and stop before the gap.
        if polled.whole:
            state.filings.record_entries(fresh, now)
        if fresh:
            state.marks.set_moment(LAST_ENTRY, now)
        if pages == 1:
            state.marks.set_moment(LATEST_SEEDED, now)
        house.feed_works("latest")
    for filing in new:
        log.info(
            "seen", accession=filing.accession, form=filing.form, parties=[p.name for p in filing.parties]
        )
    return len(new)


def wanted(filing: Filing, rules: BoundRules) -> bool:
    """Whether a filing's document is worth a request.

    A party is watched, or a form that an insider files shows no issuer yet: entries come one by one, a window
    can cut a filing in half, and the issuer is told by the document, never by a title.
    """
    if filing.form not in facts.FORMS:
        return False
    if rules.concern(filing.form, (party.cik for party in filing.parties)):
        return True
    return filing.form in facts.IN_ONE_FILE and not filing.has_issuer


# --- what it says, and what the rules say of it ------------------------------------------------------


async def read_due(house: House, rules: BoundRules) -> int:
    """Fetches, reads and judges every filing that is due, READERS at once. Returns how many were settled."""
    taken: set[str] = set()

    async def reader() -> int:
        settled = 0
        while (outcome := await read_next(house, rules, taken)) is not None:
            settled += outcome
        return settled

    return sum(await asyncio.gather(*(reader() for _ in range(READERS))))


async def read_next(house: House, rules: BoundRules, taken: set[str]) -> bool | None:
    """Reads the first due filing that is not `taken` by another reader. Several readers share the set, so
    that a document that takes long keeps no other waiting.

    True when it was settled, False when it was postponed, None when there was nothing to read.
    """
    waiting = house.state.filings.due(house.clock.now(), limit=len(taken) + 1)
    due = next((one for one in waiting if one.filing.accession not in taken), None)
    if due is None:
        return None
    taken.add(due.filing.accession)
    try:
        return await read_filing(house, rules, due)
    finally:
        taken.discard(due.filing.accession)


async def read_filing(house: House, rules: BoundRules, due: DueFiling) -> bool:
    """One filing: read and judged, set aside, or postponed. False when postponed."""
    accession = due.filing.accession
    try:
        reading, digest = await fetch_and_read(house.edgar, due)
        await _recall(house, rules, reading)
    except Fault as fault:
        return _could_not_fetch(house, due, fault)
    except Unreadable as error:
        _set_aside(house, due, str(error))
        return True
    except Exception as error:
        # A mistake of our own reader must not stop the feed: the document waits for a better one.
        log.exception("the reader failed", accession=accession)
        _set_aside(house, due, f"the reader failed: {error!r}")
        return True
    take_in(house, rules, due, reading, digest)
    return True


async def _recall(house: House, rules: BoundRules, reading: Reading) -> None:
    """Has ready what a report or an 8-K is held against. Unpacking the words of a year of reports takes longer
    than a transaction should."""
    issuer = reading.filing.issuer.cik
    if reading.prose and rules.for_issuer(issuer):
        await be_ready(house, issuer)
        now = house.clock.now()
        packed = house.state.texts.packed(issuer, now - FAR_BACK, now, but=reading.filing.accession)
        await asyncio.to_thread(_rehearse, rules.for_issuer(issuer), reading, packed)


def _rehearse(rules: Iterable[Rule], reading: Reading, packed: list[PackedProse]) -> None:
    """Holds the words against the earlier ones once without consequence, in a thread: what is unpacked, split and
    compared is remembered, and the transaction that decides finds it done."""
    earlier = OnlyProse(unpacked(packed))
    for rule in rules:
        if rule.enabled:
            rule.decide(reading, earlier)


def take_in(house: House, rules: BoundRules, due: DueFiling, reading: Reading, digest: str) -> list[Match]:
    """A filing, its facts, its matches and its outbox rows, in one transaction. Returns the matches."""
    state, clock = house.state, house.clock
    read = clock.now()
    reading = _with_symbol(house, reading)
    accession, issuer = due.filing.accession, reading.filing.issuer
    accepted = due.filing.accepted or reading.filing.accepted
    watching = rules.for_issuer(issuer.cik)
    with state.transaction():
        state.filings.mark_read(
            accession,
            issuer_cik=issuer.cik,
            accepted=accepted,
            document_sha256=digest,
            now=read,
            watched=bool(watching),
        )
        house.feed_works("documents")
        if not watching:
            return []
        state.facts.add(accession, reading, known=read)
        state.texts.add(accession, issuer.cik, reading.prose, known=read)
        history = state.history(read, but=accession)
        in_force = [rule for rule in watching if rule.enabled and not rule.has_expired(read)]
        verdicts = [(rule, rule.decide(reading, history)) for rule in in_force]
        times = Times(accepted=accepted, seen=due.seen, read=read, matched=clock.now())
        matches = []
        for rule, verdict in verdicts:
            if match := settle(house, rule, reading, verdict, times, history):
                matches.append(match)
    for match in matches:
        log.info(
            "rang" if match.rings else "undecided",
            rule=match.rule,
            accession=accession,
            issuer=issuer.name,
            reason=match.verdict.reason,
        )
    if not matches:
        log.info("silent", accession=accession, issuer=issuer.name, rules=len(watching))
    return matches


def _with_symbol(house: House, reading: Reading) -> Reading:
    """The reading with its issuer's ticker as the SEC lists it, where the filing has none: a Form 144 never has."""
    issuer = reading.issuer
    symbol = None if issuer.symbol else house.state.issuers.symbol(issuer.cik)
    if symbol is None:
        return reading
    return replace(reading, head=replace(reading.filing, issuer=replace(issuer, symbol=symbol)))


def _could_not_fetch(house: House, due: DueFiling, fault: Fault) -> bool:
    accession, now = due.filing.accession, house.clock.now()
    if isinstance(fault, Blocked | Undeclared):
        # No fault of this document: it waits, however long, and ops hear why.
        house.feed_fails("documents", fault)
        until = fault.until if isinstance(fault, Blocked) else now + LONGEST_PAUSE
        house.state.filings.postpone(accession, until=until, error=str(fault))
        return False
    if fault.again and due.tries + 1 < READ_TRIES:
        pause = min(dt.timedelta(seconds=2**due.tries), LONGEST_PAUSE)
        house.state.filings.postpone(accession, until=now + pause, error=str(fault))
        log.warning("not to be had yet", accession=accession, why=str(fault), tries=due.tries + 1)
        return False
    _set_aside(house, due, str(fault))
    return True


def _set_aside(house: House, due: DueFiling, error: str) -> None:
    filing = due.filing
    parties = ", ".join(dict.fromkeys(party.name for party in filing.parties))
    folder = f"{house.desk.archive}/Archives/edgar/data/{int(due.archive_cik)}/{filing.accession.replace('-', '')}/"
    with house.state.transaction():
        house.state.filings.set_aside(filing.accession, error=error, now=house.clock.now())
        house.tell_ops(
            f"set aside {filing.accession}",
            f"Form {filing.form} {filing.accession} ({parties}) could not be read and was set aside: {error}."
            f" No rule has seen it; look at it yourself: {folder}",
        )
    log.error("set aside", accession=filing.accession, why=error)
