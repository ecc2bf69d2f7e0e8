"""Figures that are not quite known, and answers that are yes, no or undecided.

An answer is True, False, or None for undecided (Kleene's three values): no in one part is no for the
whole, whatever the others turn out to be.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from tocsin.model import EXACT, WIDE, exact_sum

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure that is at least `low` and at most `high`; `high` None: nobody knows how much."""

    low: Decimal
    high: Decimal | None

    @classmethod
    def exactly(cls, number: Decimal) -> Interval:
        return cls(number, number)

    @classmethod
    def of(cls, number: Decimal | None) -> Interval:
        """A count that a filing states, or does not: then it is anything from 0."""
        return UNKNOWN if number is None else cls(number, number)

    @property
    def exact(self) -> Decimal | None:
        return self.low if self.low == self.high else None


UNKNOWN = Interval(ZERO, None)


def total(parts: Iterable[Interval]) -> Interval:
    """The sum of figures that vary on their own; 0 for none."""
    parts = tuple(parts)
    highs = [part.high for part in parts if part.high is not None]
    return Interval(
        exact_sum(part.low for part in parts), exact_sum(highs) if len(highs) == len(parts) else None
    )


def some_of(certain: Iterable[Interval], possible: Iterable[Interval]) -> Interval:
    """The sum of all the certain figures and of any of the possible ones, at least one figure in all."""
    certain, possible = tuple(certain), tuple(possible)
    if not possible:
        return total(certain)
    known = total(certain)
    low = known.low if certain else min(part.low for part in possible)
    return Interval(low, total((known, total(possible))).high)


def share(part: Interval, rest: Interval) -> Interval:
    """The percentage that `part` is of `part` and `rest` together, both 0 or more."""
    most = Decimal(100) if part.high is None else _percent(part.high, rest.low)
    least = ZERO if rest.high is None else _percent(part.low, rest.high)
    return Interval(ZERO if least is None else least, Decimal(100) if most is None else most)


def _percent(part: Decimal, rest: Decimal) -> Decimal | None:
    whole = EXACT.add(part, rest)
    return _quotient(part, whole) if whole else None


def _quotient(part: Decimal, whole: Decimal) -> Decimal:
    # Rounded at 200 digits: figures have at most 40, so no rounding reaches a threshold that is not met.
    return WIDE.divide(EXACT.multiply(part, Decimal(100)), whole)


def difference(whole: Interval, part: Interval) -> Interval:
    """What is left of a figure without another, never less than 0."""
    low = ZERO if part.high is None else max(ZERO, EXACT.subtract(whole.low, part.high))
    return Interval(low, None if whole.high is None else max(low, EXACT.subtract(whole.high, part.low)))


def percent_of(part: Interval, whole: Interval) -> Interval:
    """The percentage that `part` is of `whole`, both 0 or more; of nothing no percentage is told."""
    least = _quotient(part.low, whole.high) if whole.high else ZERO
    return Interval(least, _quotient(part.high, whole.low) if part.high is not None and whole.low else None)


def all_of(answers: Iterable[bool | None]) -> bool | None:
    """Yes when all are; no when one is no; undecided otherwise. Yes for none."""
    answers = tuple(answers)
    if False in answers:
        return False
    return None if None in answers else True


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """Yes when one is; no when all are no; undecided otherwise. No for none."""
    answers = tuple(answers)
    if True in answers:
        return True
    return None if None in answers else False
