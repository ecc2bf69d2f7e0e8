"""A range of guidance beside the former one: which words hold of the change, and how it is told."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from enum import StrEnum

from tocsin.model import EXACT, Guidance, Range
from tocsin.rules.history import History
from tocsin.words import dollars, percent

MEASURES = {
    "capital_expenditure": "capital expenditure",
    "revenue": "revenue",
    "operating_income": "operating income",
    "net_income": "net income",
    "free_cash_flow": "free cash flow",
    "operating_expenses": "operating expenses",
}
_WIDE = Context(prec=60)
_WITH_YEAR = re.compile(r".* 20[0-9]{2}")


class Change(StrEnum):
    """How a range differs from the former one.

    RAISED: neither end lower and one at least higher, so that the midpoint is higher; CUT the other way
    round. NARROWED: inside the former range and smaller; WIDENED: around it and larger. A range whose low
    end alone went up is raised and narrowed. INITIATED: the first one for its period, where ranges for
    other periods are known.
    """

    RAISED = "raised"
    CUT = "cut"
    NARROWED = "narrowed"
    WIDENED = "widened"
    UNCHANGED = "unchanged"
    INITIATED = "initiated"


@dataclass(frozen=True, slots=True)
class Compared:
    """A range with the former one: `new.before`, from the sentence or from `earlier`."""

    new: Guidance
    earlier: Guidance | None
    others_known: bool

    @classmethod
    def of(cls, new: Guidance, history: History) -> Compared:
        known = [
            one
            for one in history.guidance(new.issuer.cik, new.measure)
            if one.unit == new.unit and (new.accession is None or one.accession != new.accession)
        ]
        if new.before is not None:
            return cls(new, None, bool(known))
        dated = new.period is not None and _WITH_YEAR.fullmatch(new.period)
        earlier = next((one for one in reversed(known) if dated and one.period == new.period), None)
        if earlier is None:
            return cls(new, None, bool(known) and bool(dated))
        return cls(replace(new, before=Range(earlier.low, earlier.high)), earlier, others_known=True)

    @property
    def changes(self) -> frozenset[Change] | None:
        """Every word that holds; None where no former range is known."""
        before = self.new.before
        if before is None:
            return frozenset((Change.INITIATED,)) if self.others_known else None
        low, high = _sign(self.new.low, before.low), _sign(self.new.high, before.high)
        return frozenset(
            change
            for change, holds in (
                (Change.RAISED, low >= 0 and high >= 0 and low + high > 0),
                (Change.CUT, low <= 0 and high <= 0 and low + high < 0),
                (Change.NARROWED, low >= 0 and high <= 0 and low != high),
                (Change.WIDENED, low <= 0 and high >= 0 and low != high),
                (Change.UNCHANGED, low == high == 0),
            )
            if holds
        )

    @property
    def moved(self) -> Decimal | None:
        """The change of the midpoint in percent; None where it is not known, or was not above zero."""
        before = self.new.before
        if before is None:
            return None
        was, is_now = midpoint_of(before.low, before.high), midpoint_of(self.new.low, self.new.high)
        if was <= 0:
            return None
        return _WIDE.divide(EXACT.multiply(EXACT.subtract(is_now, was), Decimal(100)), was)


def _sign(new: Decimal, old: Decimal) -> int:
    return (new > old) - (new < old)


def midpoint_of(low: Decimal, high: Decimal) -> Decimal:
    return EXACT.multiply(EXACT.add(low, high), Decimal("0.5"))


def described(compared: Compared) -> str:
    """`capital expenditure guidance for full year 2026 raised to $125B to $145B from $115B to $135B, midpoint
    up 8%`."""
    new = compared.new
    line = f"{MEASURES.get(new.measure, new.measure)} guidance" + (f" for {new.period}" if new.period else "")
    changes, before, moved = compared.changes, new.before, compared.moved
    if before is None:
        return f"{line}: {_span(new.low, new.high, new.unit)}"
    word = next(change for change in Change if changes and change in changes)
    if word is Change.UNCHANGED:
        return f"{line} unchanged at {_span(new.low, new.high, new.unit)}"
    line = f"{line} {word} to {_span(new.low, new.high, new.unit)} from {_span(before.low, before.high, new.unit)}"
    if not moved:
        return line
    return f"{line}, midpoint {'up' if moved > 0 else 'down'} {percent(abs(moved))}"


def _span(low: Decimal, high: Decimal, unit: str) -> str:
    if unit == "USD":
        return f"{dollars(low)} to {dollars(high)}"
    return f"{unit} {dollars(low).replace('$', '')} to {dollars(high).replace('$', '')}"
