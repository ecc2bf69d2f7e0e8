"""Where analysts together stand at a moment: what feeds told of it last, put together.

A vendor often tells a half: the ratings or the targets. Each half is what the reading at hand tells, else what was
told last by the same vendor, else by any; counts of two vendors are never added up. What was told more than 120
days ago is not known any more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tocsin.model import Consensus, Issuer, Reading, exact_sum
from tocsin.rules.history import History

OLDEST = dt.timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Standing:
    """What was told last of each half, and of the number of analysts; None where nothing is known."""

    ratings: Consensus | None = None
    targets: Consensus | None = None
    counted: Consensus | None = None

    @property
    def buys(self) -> Decimal | None:
        return self.ratings.buys if self.ratings else None

    @property
    def holds(self) -> Decimal | None:
        return self.ratings.holds if self.ratings else None

    @property
    def sells(self) -> Decimal | None:
        return self.ratings.sells if self.ratings else None

    @property
    def mean(self) -> Decimal | None:
        return self.targets.mean if self.targets else None

    @property
    def high(self) -> Decimal | None:
        return self.targets.high if self.targets else None

    @property
    def low(self) -> Decimal | None:
        return self.targets.low if self.targets else None

    @property
    def analysts(self) -> Decimal | None:
        return self.counted.analysts if self.counted else None

    @property
    def raters(self) -> Decimal | None:
        """How many say buy, hold or sell; None where one of the three is not known."""
        three = (self.buys, self.holds, self.sells)
        known = [count for count in three if count is not None]
        return exact_sum(known) if len(known) == len(three) else None

    @property
    def told(self) -> tuple[Consensus, ...]:
        """What it is put together of, each once."""
        parts = (self.ratings, self.targets, self.counted)
        return tuple(dict.fromkeys(part for part in parts if part is not None))

    def whole(self, issuer: Issuer) -> Consensus | None:
        """As one fact, of the sources of its halves; None where nothing is known."""
        told = self.told
        if not told:
            return None
        times = [one.at for one in told if one.at is not None]
        return Consensus(
            issuer,
            self.buys,
            self.holds,
            self.sells,
            self.mean,
            self.high,
            self.low,
            self.analysts,
            max(times, default=None),
            " and ".join(dict.fromkeys(one.source for one in told)),
        )


def standing(
    issuer_cik: str, history: History, now: dt.datetime | None, reading: Reading | None = None
) -> Standing:
    """Where analysts stand at `now` (None: whenever it was told), by the reading at hand and by what was known
    before it. Without a reading the vendor does not matter."""
    own = consensus_in(reading)
    return of_last(lately(issuer_cik, history, now), own, own[-1].source if own else None)


def consensus_in(reading: Reading | None) -> tuple[Consensus, ...]:
    return tuple(fact for fact in reading.facts if isinstance(fact, Consensus)) if reading else ()


def lately(issuer_cik: str, history: History, now: dt.datetime | None) -> tuple[Consensus, ...]:
    """All that was told in the last 120 days, the earliest first."""
    since = None if now is None else now - OLDEST
    told = (
        fact for fact in history.told(issuer_cik, (Consensus.kind,), since) if isinstance(fact, Consensus)
    )
    return tuple(fact for fact in told if since is None or fact.at is None or fact.at >= since)


def of_last(told: Sequence[Consensus], own: Sequence[Consensus], source: str | None) -> Standing:
    """What of `own`, then of what the same source told, then of what any did, was told last of each part."""
    orders = (own, [one for one in told if one.source == source], told)

    def last(tells: Callable[[Consensus], bool]) -> Consensus | None:
        found = (next((one for one in reversed(order) if tells(one)), None) for order in orders)
        return next((one for one in found if one is not None), None)

    return Standing(
        last(lambda one: not (one.buys is None and one.holds is None and one.sells is None)),
        last(lambda one: one.mean is not None),
        last(lambda one: one.analysts is not None),
    )
