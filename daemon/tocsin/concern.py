"""Whom what a feed tells is about: a vendor has symbols, a newswire names; we have CIKs, and whom rules watch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from tocsin.company_names import is_named
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
    Rating,
    Reading,
)
from tocsin.rules import BoundRules


@dataclass(frozen=True, slots=True)
class Told:
    """A bulletin about one company, or the market, with its facts."""

    head: Bulletin
    facts: tuple[Fact, ...]

    @property
    def reading(self) -> Reading:
        return Reading(self.head, self.facts)


def of_concern(house: House, rules: BoundRules, watched: list[Issuer], reading: Reading) -> Iterator[Told]:
    """The reading about each company that it is of and that is watched; with its CIK, for a vendor has symbols."""
    head = reading.head
    if not isinstance(head, Bulletin):
        raise TypeError("a feed tells bulletins")
    for issuer in _issuers(watched, reading):
        known = _known(house, issuer)
        if known is not None and _is_heard(rules, head, known.cik):
            yield Told(replace(head, issuer=known), tuple(_about(fact, known) for fact in reading.facts))


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


def _about(fact: Fact, issuer: Issuer) -> Fact:
    match fact:
        case PriceTarget() | Rating() | Consensus() | Earnings() | Price():
            return replace(fact, issuer=issuer)
    return fact


def _known(house: House, issuer: Issuer) -> Issuer | None:
    """The company by its CIK, as the SEC lists its ticker; the market is what it is; None for a ticker that is not
    listed."""
    issuers = house.state.issuers
    if issuer.cik:
        cik = issuer.cik.zfill(10)
        return Issuer(cik, issuers.name(cik) or issuer.name, issuer.symbol or issuers.symbol(cik))
    if not issuer.symbol:
        return issuer
    listed = issuers.cik(issuer.symbol)
    return None if listed is None else Issuer(listed, issuers.name(listed) or issuer.name, issuer.symbol)


def _is_heard(rules: BoundRules, head: Bulletin, cik: str) -> bool:
    """Whether a rule looks at such things of this company. What is taken back names none."""
    listening = rules.for_issuer(cik) if cik else [rule for rule in rules.rules if rule.enabled]
    return head.withdrawn or any(head.form in {FORM_OF[kind] for kind in rule.looks_at} for rule in listening)
