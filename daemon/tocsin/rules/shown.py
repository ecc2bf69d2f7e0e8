"""Figures as a person reads them, on the same side of their threshold as they are."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

from tocsin import words
from tocsin.model import WIDE
from tocsin.rules.interval import Interval
from tocsin.rules.threshold import Threshold, Unit, written

_THREE_FIGURES = Context(prec=3)


def dollar_words(figure: Interval, threshold: Threshold | None) -> str | None:
    """`$15.2M`, `at least $1.2M`; to more places where three figures would stand on the other side of the
    threshold. None when nothing is known."""
    if figure.exact is not None:
        return short_dollars(figure.exact, threshold)
    return f"at least {short_dollars(figure.low, threshold)}" if figure.low else None


def short_dollars(number: Decimal, threshold: Threshold | None) -> str:
    near = _THREE_FIGURES.plus(number) if number >= 1000 else rounded(number, 2)
    if threshold is None or threshold.compare(near, near) == threshold.compare(number, number):
        return words.dollars(number)
    return _near(number, Unit.DOLLARS, threshold)


def brief(threshold: Threshold) -> str:
    """`over $1M`: as `str()`, but short where three figures are exact."""
    if threshold.unit is not Unit.DOLLARS or _THREE_FIGURES.plus(threshold.number) != threshold.number:
        return str(threshold)
    return f"{threshold.side} {words.dollars(threshold.number)}"


def plain(number: Decimal | None, unit: Unit) -> str | None:
    if number is None:
        return None
    return f"{rounded(number, 4) if unit is Unit.PERCENT else number:f}"


def figure_words(figure: Interval, unit: Unit, threshold: Threshold | None) -> str | None:
    """The figure for a person, with what is known of it; None when nothing is."""
    after = " sh" if unit is Unit.SHARES else ""
    low = f"{_near(figure.low, unit, threshold)}{after}"
    if figure.high is None:
        return f"at least {low}" if figure.low else None
    high = f"{_near(figure.high, unit, threshold)}{after}"
    if figure.exact is not None:
        return high
    return f"{low} to {high}" if figure.low else f"at most {high}"


def _near(number: Decimal, unit: Unit, threshold: Threshold | None) -> str:
    """To two places, or to as many as it takes to stand on the same side of the threshold."""
    if unit is Unit.SHARES:
        return written(number, unit)
    for places in (2, 4, 8, 16, 32):
        near = rounded(number, places)
        if threshold is None or threshold.compare(near, near) == threshold.compare(number, number):
            return written(near, unit)
    return written(number, unit)


def rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN, WIDE)
