"""What a made document states in XBRL: a figure, its period, and the part that it is of, if any."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

Member = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` to `end`, both included; an instant has no `start`."""

    end: dt.date
    start: dt.date | None = None


@dataclass(frozen=True, slots=True)
class TaggedFigure:
    """One figure as XBRL states it: whole units, `concept` with its prefix, `decimals` as rounded.

    `member` is the axis and the member of a part (one loan, one segment); a total has none.
    """

    concept: str
    value: Decimal
    period: Period
    unit: str = "USD"
    decimals: int = -6
    member: Member | None = None
