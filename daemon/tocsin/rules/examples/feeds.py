"""What feeds tell in an example, made whole: bulletins as the adapters of `feeds` would give them."""

from __future__ import annotations

import datetime as dt

from tocsin.clock import EASTERN
from tocsin.model import (
    FORM_OF,
    MARKET,
    Bulletin,
    Consensus,
    Earnings,
    FeedFact,
    Headline,
    Issuer,
    Price,
    PriceTarget,
    Rate,
    Rating,
    Reading,
)
from tocsin.rules.examples.feed_keys import (
    ConsensusKeys,
    EarningsKeys,
    HeadlineKeys,
    PriceKeys,
    RateKeys,
    RatingKeys,
    TargetKeys,
)
from tocsin.rules.examples.figures import number

MADE = "Made Vendor"
FeedKeys = TargetKeys | RatingKeys | ConsensusKeys | EarningsKeys | RateKeys | PriceKeys | HeadlineKeys


def bulletin(keys: FeedKeys, id: str, issuer: Issuer, at: dt.datetime) -> Reading:
    """The bulletin that tells it, at a time."""
    fact = _fact(keys, issuer, at)
    of_market = keys.of_market if isinstance(keys, HeadlineKeys) else isinstance(keys, RateKeys)
    about = MARKET if of_market else issuer
    source = keys.source if isinstance(keys, HeadlineKeys) else MADE
    return Reading(Bulletin(id, FORM_OF[fact.kind], about, source, at), (fact,))


def _fact(keys: FeedKeys, issuer: Issuer, at: dt.datetime) -> FeedFact:
    match keys:
        case TargetKeys():
            return PriceTarget(
                issuer, keys.firm, None, keys.before, keys.to, keys.currency, keys.action, at, MADE
            )
        case RatingKeys():
            return Rating(issuer, keys.firm, None, keys.before, keys.to, keys.action, at, MADE)
        case ConsensusKeys():
            counts = (keys.buys, keys.holds, keys.sells)
            return Consensus(issuer, *counts, keys.mean, keys.high, keys.low, keys.analysts, at, MADE)
        case EarningsKeys():
            actual, estimate = number(keys.actual), number(keys.estimate)
            return Earnings(issuer, keys.period, keys.measure, actual, estimate, keys.surprise, at, MADE)
        case RateKeys():
            day = keys.on or at.astimezone(EASTERN).date() - dt.timedelta(days=1)
            return Rate(keys.series, day, keys.percent, MADE)
        case PriceKeys():
            return Price(issuer, keys.price, at, MADE, keys.previous_close)
        case HeadlineKeys():
            return Headline(keys.title, None, at, keys.source, () if keys.of_market else (issuer,))
