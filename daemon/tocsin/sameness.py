"""Whether what a feed tells was told before: by itself, corrected, or by another vendor in other words. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from decimal import Decimal

from tocsin.firms import firm_key, same_firm
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
from tocsin.words import folded

# How far apart two vendors may be with one action: over a weekend, and with a day told for a time.
APART = dt.timedelta(days=4)
# Forms of bulletins that tell how something stands now: told anew they replace nothing.
LEVELS = frozenset({"consensus", "price"})


def essence(reading: Reading) -> str:
    """What a vendor tells of one thing, in short: another one when it corrects it. Its time, the name of the analyst
    and the name of the company are no matter. Kept with the bulletin: what goes in here is not changed lightly."""
    head = reading.head
    withdrawn = isinstance(head, Bulletin) and head.withdrawn
    told = [withdrawn, *(_figures(fact) for fact in reading.facts if isinstance(fact, FeedFact))]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def _figures(fact: FeedFact) -> tuple[str, ...]:
    told: tuple[object, ...]
    match fact:
        case PriceTarget():
            told = (fact.firm, fact.before, fact.to, fact.currency, fact.action, fact.across_split)
        case Rating():
            told = (fact.firm, fact.before, fact.to, fact.action)
        case Consensus():
            told = (fact.buys, fact.holds, fact.sells, fact.mean, fact.high, fact.low, fact.analysts)
        case Earnings():
            told = (fact.measure, fact.period, fact.actual, fact.estimate, fact.surprise_percent)
        case Rate():
            told = (fact.series, fact.date, fact.percent)
        case Price():
            told = (fact.price, fact.previous_close)
        case Headline():
            told = (fact.title,)
    return (fact.kind, *(_plain(one) for one in told))


def _plain(told: object) -> str:
    """`40`, `40.00` and `40.0000` are one figure."""
    return f"{told.normalize():f}" if isinstance(told, Decimal) else str(told)


def topics(reading: Reading) -> tuple[str, ...]:
    """What each fact of a reading is on: two facts that tell the same are on one topic. `""` where nothing else can
    tell the same."""
    return tuple(f"{reading.issuer.cik} {topic}" if (topic := _topic(fact)) else "" for fact in reading.facts)


def _topic(fact: Fact) -> str | None:
    match fact:
        case PriceTarget() | Rating():
            key = firm_key(fact.firm)
            return f"{fact.kind} {key}" if key else None
        case Earnings():
            return f"{fact.kind} {fact.measure}"
        case Rate():
            return f"{fact.kind} {fact.series} {fact.date}"
        case Headline():
            return f"{fact.kind} {hashlib.sha256(folded(fact.title).encode()).hexdigest()[:32]}"
    return None


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


def fresh(reading: Reading, told: Iterable[Reading]) -> tuple[Fact, ...]:
    """The facts of a reading that none of the others tells, or that tell what all of these left open: what a target
    was before."""
    others = [other for other in told if _near(reading, other)]
    return tuple(
        fact
        for fact in reading.facts
        if all(_adds(fact, before) for other in others for before in other.facts if _same(fact, before))
    )


def _adds(fact: Fact, told: Fact) -> bool:
    return any(
        before is None and now is not None for before, now in zip(_open(told), _open(fact), strict=True)
    )


def _open(fact: Fact) -> tuple[object, ...]:
    """What one vendor tells of it and another does not."""
    match fact:
        case PriceTarget() | Rating():
            return (fact.before,)
        case Earnings():
            return (fact.estimate,)
    return ()


def _near(one: Reading, other: Reading) -> bool:
    """Whether they can be about one event; of what has no time nobody knows better."""
    first, second = one.head.accepted, other.head.accepted
    return first is None or second is None or abs(first - second) <= APART


def _same(one: Fact, other: Fact) -> bool:
    match one, other:
        case PriceTarget(), PriceTarget():
            return (
                # What it was before vendors adjust and round, each in its own way.
                same_firm(one.firm, other.firm)
                and one.to == other.to
                and _agree(one.currency, other.currency)
            )
        case Rating(), Rating():
            return (
                same_firm(one.firm, other.firm)
                and _word(one.to) == _word(other.to)
                # One that is suspended has no word, and neither has one that is resumed.
                and (one.to is not None or one.action == other.action)
            )
        case Earnings(), Earnings():
            # Vendors differ in what was expected, and in how they name the period; not in the result.
            result = one.actual is not None or one.period == other.period
            return one.measure == other.measure and one.actual == other.actual and result
        case Rate(), Rate():
            return (one.series, one.date, one.percent) == (other.series, other.date, other.percent)
        case Headline(), Headline():
            return folded(one.title) == folded(other.title)
    return False


def _agree(one: object, other: object) -> bool:
    """Whether they are the same, or one of them is not told."""
    return one is None or other is None or one == other


def _word(rating: str | None) -> str | None:
    return None if rating is None else folded(rating)
