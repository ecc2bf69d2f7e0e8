"""How much of what was held a sale was: sold over (left + sold), one class of stock at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from tocsin.model import InsiderTransaction, Reading, class_of
from tocsin.rules.interval import Interval, share, total

_FIRST_DAY = dt.date.min


def left(reading: Reading, stock: str) -> Interval:
    """What the filing says is still held of a class (`class_of`), over all its lines of ownership.

    A line is direct ownership, or one nature of indirect ownership (`By Trust`); what is left on it
    stands in its last row. Lines without a transaction are holding rows.
    """
    lines: dict[tuple[str, str], list[InsiderTransaction]] = {}
    for row in reading.transactions:
        if not row.derivative and class_of(row.security) == stock:
            lines.setdefault((row.ownership, _spaced(row.nature)), []).append(row)
    held = (
        Interval.of(row.owned)
        for row in reading.holdings
        if not row.derivative and class_of(row.security) == stock
    )
    return total((*(_left_on_line(rows) for rows in lines.values()), *held))


def percent_sold(reading: Reading, stock: str, sold: Interval) -> Interval:
    """The percentage of what was held of a class that `sold` of it is."""
    return share(sold, left(reading, stock))


def of_holding(reading: Reading, rows: Iterable[InsiderTransaction]) -> Decimal | None:
    """The percentage of the holding that these sales are; None when unknown, or of more than one class."""
    rows = tuple(rows)
    stocks = {class_of(row.security) for row in rows}
    if len(stocks) != 1:
        return None
    return percent_sold(reading, stocks.pop(), total(Interval.of(row.shares) for row in rows)).exact


def _left_on_line(rows: list[InsiderTransaction]) -> Interval:
    """What the last row leaves; rows of one day stand in the order in which they happened."""
    if len({row.owned_after for row in rows}) > 1 and any(row.date is None for row in rows):
        return Interval.of(None)
    last = max(enumerate(rows), key=lambda numbered: (numbered[1].date or _FIRST_DAY, numbered[0]))[1]
    return Interval.of(last.owned_after)


def _spaced(nature: str | None) -> str:
    return " ".join((nature or "").casefold().split())
