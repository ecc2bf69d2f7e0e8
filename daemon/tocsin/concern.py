"""Whom what a feed tells is about: a vendor has symbols, a newswire names; we have CIKs, and whom rules watch."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace

from tocsin.company_names import is_named
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
    Rating,
    Reading,
)
from tocsin.rules import BoundRules, Rule
from tocsin.state import Issuers

# So many are looked through before anything else may run.
AT_ONCE = 100


async def of_concern(
    issuers: Issuers, rules: BoundRules, readings: Iterable[Reading]
) -> AsyncIterator[Reading]:
    """Each reading about each company that it is of and that is watched, with its CIK: a vendor has symbols."""
    watched: list[Issuer] | None = None
    for number, reading in enumerate(readings):
        head = reading.head
        if not isinstance(head, Bulletin):
            raise TypeError("a feed tells bulletins")
        if number % AT_ONCE == 0:
            await asyncio.sleep(0)
        if not reading.facts and not head.withdrawn:
            continue
        if watched is None and _names_nobody(reading):
            watched = [issuers.issuer(cik) for cik in sorted(rules.ciks)]
        for issuer in _of(reading, watched or []):
            cik = issuer.cik.zfill(10) if issuer.cik else issuers.cik(issuer.symbol or "")
            if cik is None and issuer.symbol:
                continue  # the SEC lists no such ticker
            if _is_heard(rules, head, cik or ""):
                known = _named(issuers, issuer, cik or "")
                yield Reading(
                    replace(head, issuer=known), tuple(_about(fact, known) for fact in reading.facts)
                )


def _names_nobody(reading: Reading) -> bool:
    """Whether it is a headline that its vendor ascribes to no company."""
    headlines = [fact for fact in reading.facts if isinstance(fact, Headline)]
    own = reading.issuer.cik or reading.issuer.symbol
    return bool(headlines) and not own and not any(fact.issuers for fact in headlines)


def _of(reading: Reading, watched: list[Issuer]) -> Iterable[Issuer]:
    """Whom it is about: of a headline without a company of its own, those that its title names."""
    if reading.issuer.cik or reading.issuer.symbol:
        return (reading.issuer,)
    headlines = [fact for fact in reading.facts if isinstance(fact, Headline)]
    told = dict.fromkeys(one for fact in headlines for one in fact.issuers)
    if headlines and not told:
        told = dict.fromkeys(
            one for one in watched if any(is_named(fact.title, one.name) for fact in headlines)
        )
    return told or (reading.issuer,)


def _about(fact: Fact, issuer: Issuer) -> Fact:
    match fact:
        case PriceTarget() | Rating() | Consensus() | Earnings() | Price():
            return replace(fact, issuer=issuer)
    return fact


def _named(issuers: Issuers, issuer: Issuer, cik: str) -> Issuer:
    """The company as the SEC lists it; the market is what it is."""
    if not cik:
        return issuer
    return Issuer(cik, issuers.name(cik) or issuer.name, issuer.symbol or issuers.symbol(cik))


def _is_heard(rules: BoundRules, head: Bulletin, cik: str) -> bool:
    """Whether a rule looks at such things of this company. What is taken back names none. A headline that names
    nobody is for who watches the market; a rate may be looked at by whoever asks for something else first."""
    if head.withdrawn:
        return True
    if cik:
        listening: Iterable[Rule] = rules.for_issuer(cik)
    elif head.form == "headline":
        listening = rules.for_issuer("")
    else:
        listening = (rule for rule in rules.rules if rule.enabled)
    return any(head.form == FORM_OF[kind] for rule in listening for kind in rule.looks_at)
