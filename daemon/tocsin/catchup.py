"""The slow lanes: what was there before the watching began, and what the hot lane missed since.

The Latest feed is not complete (a public monitor's author puts what it misses at a quarter when polled
without paging) and its window is about a day. So everything a watched issuer files is looked for twice
more: in its submissions every few minutes, which also catches up after any stop, and in the index of
each day, which is the receipt: every accession of a watched issuer in it must be in the state.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import structlog

from tocsin import facts
from tocsin.clock import EASTERN
from tocsin.errors import Fault, NotFound
from tocsin.feeds import archive, latest
from tocsin.feeds.budget import Urgency
from tocsin.feeds.daily_index import IndexRow, daily_index
from tocsin.hours import is_business_day
from tocsin.house import House
from tocsin.model import Filing, Party
from tocsin.pipeline import wanted
from tocsin.rules import BoundRules
from tocsin.state.names import LATEST_SEEDED

log = structlog.get_logger("tocsin")

# Submissions have been seen hours behind, and a filing of a Friday evening is dated Monday.
LOOK_BACK = dt.timedelta(days=4)
# An index is final by this hour of the next morning, Eastern.
FINAL_AT = dt.time(6)
RECEIPTS_BACK = dt.timedelta(days=30)
# EDGAR was closed on 9 January 2025, by order: no calendar foresees that, and no index follows.
INDEX_GIVEN_UP = dt.timedelta(days=3)


# --- before ------------------------------------------------------------------------------------------


async def read_baseline(house: House, rules: BoundRules, *, since: dt.timedelta) -> int:
    """Makes the past known without ringing. Returns for how many issuers it was read now.

    Known is told by accession number, never by time. The Latest page of the moment is part of the past
    too, also where the submissions lag behind it.
    """
    state = house.state
    new = frozenset(state.issuers.without_baseline(rules.ciks))
    first = state.marks.get(LATEST_SEEDED) is None
    if not new and not first:
        return 0
    try:
        page = (await latest.poll(house.edgar, lambda _: True, pages=1)).filings
    except Fault as fault:
        house.feed_fails("latest", fault)
        return 0
    now = house.clock.now()
    with state.transaction():
        for filing in page:
            if wanted(filing, rules) and (first or any(party.cik in new for party in filing.parties)):
                state.filings.record_baseline(filing, seen=now)
        if first:
            state.filings.record_entries(page, now)
            state.marks.set_moment(LATEST_SEEDED, now)
    return sum([await _baseline_of(house, cik, since) for cik in sorted(new)])


async def _baseline_of(house: House, cik: str, since: dt.timedelta) -> bool:
    name, filings = None, list[Filing]()
    try:
        name, filings = await archive.submissions(
            house.edgar, cik, (house.clock.now() - since).date(), Urgency.BASELINE
        )
    except NotFound:
        log.warning("EDGAR knows no filings of this CIK", cik=cik)
    except Fault as fault:
        house.feed_fails("submissions", fault)
        return False
    now = house.clock.now()
    with house.state.transaction():
        for filing in filings:
            house.state.filings.record_baseline(filing, seen=now)
        for filing in _last_results(filings):
            house.state.filings.learn(filing.accession, now=now)
        house.state.issuers.baseline_done(cik, name, now=now)
        house.feed_works("submissions")
    log.info("baseline read", cik=cik, name=name, filings=len(filings))
    return True


def _last_results(filings: Iterable[Filing]) -> Iterable[Filing]:
    """The last 8-K with results (item 2.02): what the issuer expects is said there and in no report."""
    found = (filing for filing in filings if filing.form == "8-K" and "2.02" in filing.items)
    return list(found)[:1]  # submissions list the newest first


# --- since -------------------------------------------------------------------------------------------


async def catch_up(house: House, rules: BoundRules, *, every: dt.timedelta) -> int:
    """Looks for new filings in the submissions of every watched issuer. Returns how many became due.

    Issuers without a baseline yet are left to it. A round that takes longer than `every` is said to: the
    watchlist is larger than the budget, and the lane is slower than was asked.
    """
    state, clock = house.state, house.clock
    began = clock.monotonic()
    issuers = sorted(rules.ciks - set(state.issuers.without_baseline(rules.ciks)))
    found = 0
    for cik in issuers:
        try:
            _, filings = await archive.submissions(house.edgar, cik, (clock.now() - LOOK_BACK).date())
        except NotFound:
            continue
        except Fault as fault:
            house.feed_fails("submissions", fault)
            return found
        found += _announce(house, (f for f in filings if f.form in facts.FORMS), "submissions")
    took = dt.timedelta(seconds=clock.monotonic() - began)
    stretched = (
        f"a round over {len(issuers)} issuers takes {took.total_seconds():.0f} s" if took > every else None
    )
    if issuers:
        house.feed_works("submissions", note=stretched)
    return found


def _announce(house: House, filings: Iterable[Filing], source: str) -> int:
    """Makes those due that nobody told of before."""
    state, now = house.state, house.clock.now()
    with state.transaction():
        missed = [filing for filing in filings if not state.filings.known(filing.accession)]
        for filing in missed:
            state.filings.announce(filing, seen=now, source=source)
    for filing in missed:
        log.warning(
            "missed by the Latest feed", accession=filing.accession, form=filing.form, found_in=source
        )
    return len(missed)


# --- the receipt -------------------------------------------------------------------------------------


def days_to_check(
    now: dt.datetime, began: dt.date, checked: Mapping[dt.date, bool], at: dt.time
) -> list[tuple[dt.date, bool]]:
    """The days whose index should be looked at now, oldest first, and whether it is final by now.

    Today's once from `at` (Eastern) on, a past day's when it is final, nothing before the watching
    began. `checked` are the days that have a receipt, and whether that was the final one.
    """
    eastern = now.astimezone(EASTERN)
    today = eastern.date()
    ended = today if eastern.time() >= FINAL_AT else today - dt.timedelta(days=1)
    day = max(began, today - RECEIPTS_BACK)
    days: list[tuple[dt.date, bool]] = []
    while day < ended:
        if is_business_day(day) and not checked.get(day):
            days.append((day, True))
        day += dt.timedelta(days=1)
    if eastern.time() >= at and today >= began and is_business_day(today) and today not in checked:
        days.append((today, False))
    return days


async def check_receipts(house: House, rules: BoundRules, *, at: dt.time) -> int:
    """Holds the indexes that are out against the state. Returns how many missed filings became due."""
    seeded = house.state.marks.get_moment(LATEST_SEEDED)
    if seeded is None:
        return 0
    now = house.clock.now()
    began = seeded.astimezone(EASTERN).date()
    found = 0
    for day, final in days_to_check(now, began, house.state.receipts.checked(began), at):
        try:
            rows = await daily_index(house.edgar, day)
        except NotFound as fault:
            if final and now.astimezone(EASTERN).date() - day > INDEX_GIVEN_UP:
                _no_index(house, day)
            elif final:
                # Not written yet, or EDGAR was closed by order: on a business day that is strange.
                house.feed_fails("daily index", fault)
            continue
        except Fault as fault:
            house.feed_fails("daily index", fault)
            return found
        found += _check(house, rules, day, rows, first=day == began, final=final)
    return found


def _no_index(house: House, day: dt.date) -> None:
    with house.state.transaction():
        house.state.receipts.record(day, [], final=True, now=house.clock.now())
        house.feed_works("daily index")
        house.tell_ops(
            f"receipt {day}",
            f"There is no index of {day}: EDGAR was closed that day, or its receipt is lost.",
        )


def _check(
    house: House, rules: BoundRules, day: dt.date, rows: list[IndexRow], *, first: bool, final: bool
) -> int:
    """What of a day's index concerns us, and what of it nobody told of.

    With a rule that watches everybody the first day is no receipt: most of it was before the watching.
    """
    state = house.state
    concerned: dict[str, Filing] = {}
    for row in rows:
        if row.form not in facts.FORMS:
            continue
        known = concerned.get(row.accession)
        if known or row.cik in rules.ciks or (not first and rules.concern(row.form, [row.cik])):
            party = Party(row.cik, row.name, "party")
            parties = (*known.parties, party) if known else (party,)
            concerned[row.accession] = Filing(row.accession, row.form, parties, None, row.filed)
    found = _announce(house, concerned.values(), "index")
    with state.transaction():
        state.receipts.record(day, concerned, final=final, now=house.clock.now())
        house.feed_works("daily index")
        if found:
            house.tell_ops(
                f"receipt {day} {found}",
                f"{found} of the {len(concerned)} filings of {day} that are watched were missed by the feeds."
                " They are read now and told as late.",
            )
    log.info("receipt checked", day=day.isoformat(), filings=len(concerned), missed=found, final=final)
    return found
