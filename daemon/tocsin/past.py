"""The past of a new issuer, read quietly: what rules hold the next report against.

Its figures since years, as EDGAR's companyfacts tells them in one answer, and the primary documents of its last
10-K and last two 10-Qs, whose sentences nothing else has. What must be read is a committed row, as ever:
killed anywhere, it goes on where it was. Nothing of it rings.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterable, Sequence

import structlog

from tocsin.clock import EASTERN
from tocsin.errors import Blocked, Fault, NotFound, Undeclared, Unreadable
from tocsin.facts.reports import companyfacts
from tocsin.feeds import archive
from tocsin.feeds.budget import Urgency
from tocsin.house import House
from tocsin.model import Filing, Metric
from tocsin.reader import fetch_and_read
from tocsin.rules import BoundRules
from tocsin.state import DueFiling

log = structlog.get_logger("tocsin")

# Last year's quarters, and those that a trailing year of last year is made of.
FIGURES_BACK = dt.timedelta(days=1200)
TRIES = 5
PAUSE = dt.timedelta(seconds=5)
# EDGAR takes filings until ten in the evening; companyfacts tells only the day.
DAY_ENDS = dt.time(22)

ANNUAL = frozenset({"10-K", "10-KT"})
QUARTERLY = frozenset({"10-Q", "10-QT"})
REPORTS = frozenset(form + amended for form in ANNUAL | QUARTERLY for amended in ("", "/A"))


async def look_for_reports(house: House, rules: BoundRules) -> int:
    """Reads companyfacts of every issuer that is new, and makes its last reports due to be learnt.

    Returns for how many issuers.
    """
    return sum([await _of(house, cik) for cik in house.state.issuers.without_figures(rules.ciks)])


async def be_ready(house: House, cik: str) -> None:
    """Reads what is still to be read of an issuer's past at once: a report of it is here, and what it is held
    against would be unknown. Where that fails the rules are undecided, and say so."""
    urgency = Urgency.DOCUMENT
    if house.state.issuers.without_figures([cik]):
        await _of(house, cik, urgency)
    for due in house.state.filings.to_learn(house.clock.now(), limit=8, of=cik):
        await _learn(house, due, urgency)


async def _of(house: House, cik: str, urgency: Urgency = Urgency.BASELINE) -> bool:
    told: list[tuple[Metric, dt.datetime]] = []
    try:
        body = await archive.company_facts(house.edgar, cik, urgency)
        since = (house.clock.now() - FIGURES_BACK).date()
        read = await asyncio.to_thread(companyfacts.read, body, since=since)
        told = [(one.metric, _known(one.filed)) for one in read]
    except NotFound:
        log.info("nothing was ever reported with tags", cik=cik)
    except Fault as fault:
        house.feed_fails("companyfacts", fault)
        return False
    except Unreadable as error:
        # The reports themselves are the truth; without it, only older quarters stay unknown.
        log.warning("companyfacts cannot be read", cik=cik, why=str(error))
    now = house.clock.now()
    with house.state.transaction():
        house.state.facts.add_company_facts(cik, told)
        reports = house.state.filings.of(cik, REPORTS)
        for filing in chosen(reports):
            house.state.filings.learn(filing.accession, now=now)
        house.state.issuers.figures_done(cik, now=now)
        house.feed_works("companyfacts")
    log.info("the past is looked for", cik=cik, figures=len(told), reports=len(reports))
    return True


def _known(filed: dt.date) -> dt.datetime:
    return dt.datetime.combine(filed, DAY_ENDS, EASTERN)


def chosen(filings: Iterable[Filing]) -> list[Filing]:
    """The last annual report, the last two quarterly ones, and what amends any of them since."""
    latest = sorted(filings, key=lambda filing: filing.filed or dt.date.min, reverse=True)
    return [*_last(latest, ANNUAL, 1), *_last(latest, QUARTERLY, 2)]


def _last(latest: Sequence[Filing], forms: frozenset[str], count: int) -> list[Filing]:
    found: list[Filing] = []
    for filing in latest:
        if filing.form in forms:
            count -= 1
            found.append(filing)
            if not count:
                return found
        elif filing.form.removesuffix("/A") in forms:
            found.append(filing)
    return found


async def learn_next(house: House) -> int:
    """Reads one filing of the past. How many were looked at: none, or one."""
    due = next(iter(house.state.filings.to_learn(house.clock.now())), None)
    if due is None:
        return 0
    await _learn(house, due, Urgency.BASELINE)
    return 1


async def _learn(house: House, due: DueFiling, urgency: Urgency) -> None:
    accession = due.filing.accession
    try:
        reading, digest = await fetch_and_read(house.edgar, due, urgency)
    except Fault as fault:
        _could_not_fetch(house, due, fault)
        return
    except Unreadable as error:
        _not_learnt(house, accession, str(error))
        return
    except Exception as error:
        log.exception("the reader failed", accession=accession)
        _not_learnt(house, accession, f"the reader failed: {error!r}")
        return
    now = house.clock.now()
    issuer, known = reading.filing.issuer, reading.filing.accepted or due.filing.accepted or now
    with house.state.transaction():
        house.state.filings.learnt(
            accession, issuer_cik=issuer.cik, accepted=known, document_sha256=digest, now=now
        )
        if house.state.facts.reading(accession) is not None:
            return  # a backfill, or a report that could not wait, was first
        house.state.facts.add(accession, reading, known=known)
        house.state.texts.add(accession, issuer.cik, reading.prose, known=known)
    log.info(
        "learnt", accession=accession, form=due.filing.form, issuer=issuer.name, facts=len(reading.facts)
    )


def _could_not_fetch(house: House, due: DueFiling, fault: Fault) -> None:
    now = house.clock.now()
    if isinstance(fault, Blocked | Undeclared) or (fault.again and due.tries + 1 < TRIES):
        until = fault.until if isinstance(fault, Blocked) else now + PAUSE * 2**due.tries
        house.state.filings.postpone(due.filing.accession, until=until, error=str(fault))
        if isinstance(fault, Blocked | Undeclared):
            house.feed_fails("documents", fault)
        return
    _not_learnt(house, due.filing.accession, str(fault))


def _not_learnt(house: House, accession: str, error: str) -> None:
    house.state.filings.not_learnt(accession, error=error)
    log.warning("a filing of the past cannot be read", accession=accession, why=error)
