"""Whether what a feed tells was told before: by itself, corrected, or by another vendor in other words. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from tocsin.firms import firm_key
from tocsin.model import (
    Bulletin,
    Consensus,
    Earnings,
    Fact,
    FeedFact,
    Headline,
    Price,
    PriceTarget,
    Rate,
    Rating,
    Reading,
)

# How far apart two vendors may be with one action: over a weekend, and with a day told for a time.
APART = dt.timedelta(days=4)
# Forms of bulletins that tell how something stands now: told anew they replace nothing.
LEVELS = frozenset({"consensus", "price"})


def corrects(before: Reading, now: Reading) -> bool:
    """Whether a vendor tells something else of one thing than it did before: its time, the name of the analyst and
    the name of the company are no matter."""
    return _withdrawn(now) != _withdrawn(before) or _figures(before) != _figures(now)


def _withdrawn(reading: Reading) -> bool:
    return isinstance(reading.head, Bulletin) and reading.head.withdrawn


def _figures(reading: Reading) -> list[FeedFact]:
    return [_without_circumstances(fact) for fact in reading.facts if isinstance(fact, FeedFact)]


def _without_circumstances(fact: FeedFact) -> FeedFact:
    match fact:
        case PriceTarget() | Rating():
            return replace(fact, at=None, analyst=None, issuer=replace(fact.issuer, name=""))
        case Consensus() | Earnings() | Price():
            return replace(fact, at=None, issuer=replace(fact.issuer, name=""))
        case Headline():
            return replace(fact, at=None, url=None, issuers=())
        case Rate():
            return fact


def untold(reading: Reading, told: Iterable[Reading]) -> tuple[Fact, ...]:
    """The facts of a reading that none of the others tells, in whatever words."""
    others = list(told)
    return tuple(
        fact
        for fact in reading.facts
        if not any(
            _near(reading, other) and any(_same(fact, before) for before in other.facts) for other in others
        )
    )


def _near(one: Reading, other: Reading) -> bool:
    """Whether they can be about one event; of what has no time nobody knows better."""
    first, second = one.head.accepted, other.head.accepted
    return first is None or second is None or abs(first - second) <= APART


def _same(one: Fact, other: Fact) -> bool:
    match one, other:
        case PriceTarget(), PriceTarget():
            return (
                firm_key(one.firm) == firm_key(other.firm)
                and one.to == other.to
                and _agree(one.before, other.before)
            )
        case Rating(), Rating():
            return (
                firm_key(one.firm) == firm_key(other.firm)
                and _folded(one.to) == _folded(other.to)
                and _agree(_folded(one.before), _folded(other.before))
            )
        case Earnings(), Earnings():
            # Vendors differ in what was expected, and in how they name the period; not in the result.
            return one.measure == other.measure and one.actual == other.actual
        case Rate(), Rate():
            return (one.series, one.date, one.percent) == (other.series, other.date, other.percent)
        case Headline(), Headline():
            return _folded(one.title) == _folded(other.title) or (
                one.url is not None and one.url == other.url
            )
    return False


def _agree(one: object, other: object) -> bool:
    """Whether they are the same, or one of them is not told."""
    return one is None or other is None or one == other


def _folded(text: str | None) -> str | None:
    return (
        None
        if text is None
        else " ".join("".join(c if c.isalnum() else " " for c in text).casefold().split())
    )
