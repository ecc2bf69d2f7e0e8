"""Thresholds as they are written in a meaning, held against each other: which of them nothing can meet at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_SIDES = ("over", "at least", "under", "at most")
_MARKS = str.maketrans("", "", "$,%")


@dataclass(frozen=True, slots=True)
class Bound:
    """One side of a figure: over 5, at most -3."""

    side: str
    number: Decimal

    @property
    def is_floor(self) -> bool:
        return self.side in ("over", "at least")

    @property
    def takes_itself(self) -> bool:
        return self.side in ("at least", "at most")

    @property
    def turned(self) -> Bound:
        """The same of the figure with the other sign."""
        other = {"over": "under", "at least": "at most", "under": "over", "at most": "at least"}
        return Bound(other[self.side], self.number.copy_negate())

    def __str__(self) -> str:
        return f"{self.side} {self.number:,f}"


def bound(text: str | None) -> Bound | None:
    """What a threshold of a meaning says; None for none, and for one against another figure."""
    side = next((side for side in _SIDES if text and text.startswith(f"{side} ")), None)
    if text is None or side is None:
        return None
    digits = text.removeprefix(side).strip().translate(_MARKS).removesuffix("bp")
    try:
        return Bound(side, Decimal(digits))
    except InvalidOperation:
        return None


def apart(bounds: Iterable[Bound]) -> tuple[Bound, Bound] | None:
    """A floor and a ceiling that no figure is between; None where some figure meets them all."""
    told = list(bounds)
    for floor, ceiling in _pairs(told):
        above = floor.number > ceiling.number
        if above or (floor.number == ceiling.number and not (floor.takes_itself and ceiling.takes_itself)):
            return floor, ceiling
    return None


def never_below(lower: Bound | None, higher: Bound | None) -> bool:
    """Whether what two bounds say of two figures keeps the first from being below the second."""
    if lower is None or higher is None or not lower.is_floor or higher.is_floor:
        return False
    return lower.number >= higher.number


def _pairs(told: list[Bound]) -> Iterator[tuple[Bound, Bound]]:
    for floor in told:
        for ceiling in told:
            if floor.is_floor and not ceiling.is_floor:
                yield floor, ceiling
