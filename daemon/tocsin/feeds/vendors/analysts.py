"""What the feeds of analysts' actions have in common: vendors' words as the model's, and one reading an action."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal

from tocsin.feeds.vendors.values import text
from tocsin.model import FORM_OF, Bulletin, Consensus, FeedFact, Issuer, PriceTarget, Rating, Reading

_PRODUCTS = Context(prec=100)
# What an action of an analyst is told as.
ACTIONS = frozenset({"price_target", "rating"})

# What a firm does to its rating. To reinstate, resume or assume coverage is none of the model's words.
_RATING = {
    "upgrades": "upgrades",
    "upgrade": "upgrades",
    "up": "upgrades",
    "downgrades": "downgrades",
    "downgrade": "downgrades",
    "down": "downgrades",
    "maintains": "maintains",
    "maintain": "maintains",
    "main": "maintains",
    "reiterates": "maintains",
    "reiterate": "maintains",
    "reit": "maintains",
    "initiates coverage on": "initiates",
    "initiates": "initiates",
    "initiate": "initiates",
    "initialise": "initiates",
    "init": "initiates",
    "suspends": "suspends",
    "removes": "removes",
    "terminates coverage on": "removes",
    "firm dissolved": "removes",
}
_TARGET = {"raises": "raises", "lowers": "lowers", "maintains": "maintains", "removes": "removes"}


def _word(said: object) -> str:
    return (text(said) or "").casefold().replace("_", " ")


def rating_action(said: object) -> str | None:
    """The model's word for what a firm did to its rating; None for any other."""
    return _RATING.get(_word(said))


def target_action(said: object, rating: str | None) -> str | None:
    """The model's word for what a firm did to its target, beside what it did to its rating.

    A target that is announced or set is a first one only where coverage begins with it.
    """
    word = _word(said)
    if word in {"announces", "sets"}:
        return "initiates" if rating == "initiates" else None
    return _TARGET.get(word)


def currency(said: object) -> str | None:
    """`USD`; None for what is no currency's code."""
    code = text(said) or ""
    return code.upper() if re.fullmatch("[A-Za-z]{3}", code) else None


def split_between(
    before: Decimal | None, adjusted_before: Decimal | None, to: Decimal | None, adjusted_to: Decimal | None
) -> bool:
    """Whether a vendor has adjusted the two targets by different ratios: a split lies between them.

    Adjusted figures are told to the cent, and dividends adjust them a little too: a percent is no split.
    """
    if before is None or adjusted_before is None or to is None or adjusted_to is None:
        return False
    one = _PRODUCTS.multiply(adjusted_to, before)
    other = _PRODUCTS.multiply(adjusted_before, to)
    rounding = _PRODUCTS.multiply(Decimal("0.01"), _PRODUCTS.add(before, to))
    slack = _PRODUCTS.add(rounding, _PRODUCTS.multiply(Decimal("0.01"), max(one, other)))
    return abs(_PRODUCTS.subtract(one, other)) > slack


@dataclass(frozen=True, slots=True)
class When:
    """When something became public: a time, or with `day_only` the midnight that begins the day; or unknown."""

    accepted: dt.datetime | None
    day_only: bool = False

    @property
    def at(self) -> dt.datetime | None:
        return None if self.day_only else self.accepted


@dataclass(frozen=True, slots=True)
class Told:
    """Who tells what of whom: what the facts of one action share. `id` is the vendor's."""

    id: str
    source: str
    issuer: Issuer
    firm: str
    analyst: str | None
    when: When
    url: str | None = None

    def rating(self, before: str | None, to: str | None, action: str | None) -> Rating | None:
        """None where neither a rating nor an action on it is told."""
        if to is None and action is None:
            return None
        return Rating(
            self.issuer, self.firm, self.analyst, before, to, action, self.when.at, source=self.source
        )

    def target(
        self,
        before: Decimal | None,
        to: Decimal | None,
        action: str | None,
        currency: str | None,
        across_split: bool = False,
    ) -> PriceTarget | None:
        """None where neither a target nor a change of one is told."""
        if to is None and action not in {"raises", "lowers", "removes"}:
            return None
        return PriceTarget(
            self.issuer,
            self.firm,
            self.analyst,
            before,
            to,
            currency,
            action,
            self.when.at,
            self.source,
            across_split,
        )

    def reading(self, target: PriceTarget | None, rating: Rating | None) -> Reading | None:
        """The action as one reading; None where nothing is told."""
        facts: list[FeedFact] = [fact for fact in (target, rating) if fact is not None]
        if not facts:
            return None
        head = Bulletin(
            id=self.id,
            form=FORM_OF["rating"],
            issuer=self.issuer,
            source=self.source,
            accepted=self.when.accepted,
            url=self.url,
            day_only=self.when.day_only,
        )
        return Reading(head, tuple(facts))


def consensus(fact: Consensus, when: When, half: str = "") -> Reading:
    """Where the analysts stand, as one reading. `half` tells the ratings from the targets where the vendor has
    them apart, so that the one does not pass for a correction of the other."""
    head = Bulletin(
        id=f"consensus {fact.issuer.symbol} {half}".strip(),
        form=FORM_OF["consensus"],
        issuer=fact.issuer,
        source=fact.source,
        accepted=when.accepted,
        day_only=when.day_only,
    )
    return Reading(head, (fact,))


def added(*counts: Decimal | None) -> Decimal | None:
    """The sum of those that are told; None where none is."""
    known = [count for count in counts if count is not None]
    return sum(known, Decimal(0)) if known else None


def named(*parts: str) -> str:
    """An id made of what makes the thing itself, for vendors that have none."""
    return " ".join(part.casefold() for part in parts)


def latest_each(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """One reading an id, the latest: two under one id would pass for a correction and its undoing at every asking."""
    kept: dict[str, Reading] = {}
    for reading in readings:
        before = kept.get(reading.key or "")
        if before is None or later(reading, before):
            kept[reading.key or ""] = reading
    return tuple(kept.values())


def later(one: Reading, other: Reading) -> bool:
    """Whether the one became public after the other, as far as both are known to have."""
    ours, theirs = (
        reading.head.accepted if isinstance(reading.head, Bulletin) else None for reading in (one, other)
    )
    return ours is not None and (theirs is None or ours > theirs)


# --- asking a company at a time -------------------------------------------------------------------------


def room(a_minute: int, every: dt.timedelta) -> int:
    """How many questions fit into a round."""
    return max(1, int(a_minute * every.total_seconds() / 60))


def in_turn(symbols: Sequence[str], now: dt.datetime, every: dt.timedelta, most: int) -> tuple[str, ...]:
    """At most `most` of the symbols in a round, and all of them in turn, round after round."""
    most = max(1, most)
    turns = -(-len(symbols) // most) or 1
    turn = int(now.timestamp() // max(every.total_seconds(), 1)) % turns
    return tuple(symbols[turn * most : (turn + 1) * most])
