"""A quarter's result beside its estimate: which side it fell on, by how many percent, and how that is told.

The percentage is the vendor's, of the estimate; where the vendor's own figures come to another by more than a tenth of
a point, or fall on the other side, it is reckoned from them. Of an estimate of zero or below there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tocsin import words
from tocsin.model import EXACT, Earnings
from tocsin.rules.interval import ZERO
from tocsin.rules.reports.reckoned import near
from tocsin.rules.shown import short_dollars
from tocsin.rules.threshold import Threshold, Unit, written
from tocsin.rules.told.moved import percent_of
from tocsin.rules.told.prices import price_words

MEASURES = {"revenue": "revenue", "eps": "EPS"}
_APART = Decimal("0.1")  # points; what vendors' rounding can make
_VERBS = {1: "beat", 0: "met", -1: "missed"}


@dataclass(frozen=True, slots=True)
class Surprise:
    """`way` is 1 above the estimate, 0 at it, -1 below it; None where that is not known, nor `percent`. `odd` is what
    the vendor says where its own figures come to something else."""

    fact: Earnings
    way: int | None
    percent: Decimal | None
    odd: Decimal | None = None

    @classmethod
    def of(cls, fact: Earnings) -> Surprise:
        told = fact.surprise_percent
        if fact.actual is None or fact.estimate is None:
            return cls(fact, None if told is None else _sign(told), told)
        way = _sign(EXACT.subtract(fact.actual, fact.estimate))
        reckoned = percent_of(fact.actual, fact.estimate)
        if reckoned is None:
            return cls(fact, way, None if way else ZERO)
        if told is None:
            return cls(fact, way, reckoned)
        if abs(told - reckoned) > _APART:
            return cls(fact, way, reckoned, told)
        return cls(fact, way, told if _sign(told) == way else reckoned)

    @property
    def known(self) -> bool:
        """Whether it is a result at all, and not only what is expected of one to come."""
        return self.fact.actual is not None or self.fact.surprise_percent is not None

    @property
    def why_unknown(self) -> str:
        """Why there is no percentage."""
        if self.fact.estimate is None:
            return "no estimate is told"
        if self.fact.actual is None:
            return "no result is told"
        return "no percentage can be told of an estimate that is not above zero"


def described(surprise: Surprise, asked: Threshold | None = None) -> str:
    """`revenue of $4.6B missed the estimate of $5.59B by 17.75% (2026Q2)`; the percentage is shown on its side of
    `asked`."""
    fact = surprise.fact
    line = MEASURES.get(fact.measure, words.clipped(fact.measure, 40))
    if fact.actual is not None:
        line += f" of {amount(fact.actual, fact.measure)}"
    if surprise.way is None:
        expected = "" if fact.estimate is None else f" is expected at {amount(fact.estimate, fact.measure)}"
        return f"{line}{expected}{_period(fact)}"
    line += f" {_VERBS[surprise.way]} the estimate"
    if fact.estimate is not None:
        line += f" of {amount(fact.estimate, fact.measure)}"
    if surprise.percent is not None and surprise.way:
        line += f" by {percent_words(surprise.percent.copy_abs(), asked)}"
    odd = surprise.odd
    if odd is None or surprise.percent is None:
        return f"{line}{_period(fact)}"
    own = percent_words(surprise.percent, None)
    return (
        f"{line}{_period(fact)}; {fact.source} tells a surprise of {percent_words(odd, None)}, and its figures "
        f"make {own}"
    )


def percent_words(percent: Decimal, asked: Threshold | None) -> str:
    """To two places, without zeros at the end; to more where two would stand on the other side of the threshold, or
    would be nothing."""
    return written(near(percent, asked, (2, 4, 8, 16, 32)), Unit.PERCENT)


def amount(number: Decimal, measure: str, asked: Threshold | None = None) -> str:
    """`$4.6B`, and of a share `$1.405`."""
    return price_words(number, asked) if measure == "eps" else short_dollars(number, asked)


def _period(fact: Earnings) -> str:
    return f" ({words.clipped(fact.period, 40)})" if fact.period else ""


def _sign(number: Decimal) -> int:
    return (number > 0) - (number < 0)
