"""How much of what was held a sale was: sold over (left + sold), one class of stock at a time; and what an
owner holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from tocsin.model import InsiderHolding, InsiderTransaction, Reading, class_of, exact_sum
from tocsin.rules.history import History
from tocsin.rules.insiders.restated import mark
from tocsin.rules.interval import ZERO, Interval, difference, percent_of, share, total

_FIRST_DAY = dt.date.min


def left(reading: Reading, stock: str) -> Interval:
    """What the filing says is still held of a class (`class_of`), over all its lines of ownership.

    A line is direct ownership, or one nature of indirect ownership (`By Trust`); what is left on it
    stands in its last row. Lines without a transaction are holding rows.
    """
    lines: dict[tuple[str, str], list[InsiderTransaction]] = {}
    for row in reading.transactions:
        if not row.derivative and class_of(row.security) == stock:
            lines.setdefault(mark(row), []).append(row)
    held = (
        Interval.of(row.owned)
        for row in reading.holdings
        if not row.derivative and class_of(row.security) == stock
    )
    return total((*(_left_on_line(rows) for rows in lines.values()), *held))


def percent_sold(reading: Reading, stock: str, sold: Interval) -> Interval:
    """The percentage of what was held of a class that `sold` of it is."""
    return share(sold, left(reading, stock))


def held_before(reading: Reading, stock: str) -> Interval:
    """What was held of a class before all that the filing tells: what is left, less what came, and what went."""
    rows = [row for row in reading.transactions if not row.derivative and class_of(row.security) == stock]
    came = total(Interval.of(row.shares) for row in rows if row.acquired_disposed == "A")
    went = total(Interval.of(row.shares) for row in rows if row.acquired_disposed == "D")
    return difference(total((left(reading, stock), went)), came)


def net_out(reading: Reading, stock: str) -> Decimal | None:
    """How many shares of a class went away in all, below 0 when more came; None when a row states no number."""
    rows = [row for row in reading.transactions if not row.derivative and class_of(row.security) == stock]
    if any(row.shares is None for row in rows):
        return None
    return exact_sum(
        row.shares if row.acquired_disposed == "D" else row.shares.copy_negate()
        for row in rows
        if row.shares is not None
    )


def untold(reading: Reading, stock: str, history: History) -> Interval:
    """What may be held of a class besides, on lines that an amendment does not tell and the same owners'
    earlier filings did; nothing for any other form, which tells all lines."""
    if not reading.filing.form.endswith("/A"):
        return Interval.exactly(ZERO)
    rows: list[InsiderTransaction | InsiderHolding] = list(reading.transactions)
    rows += reading.holdings
    owners = frozenset(owner.cik for row in rows for owner in row.owners)
    told = {mark(row) for row in rows if not row.derivative and class_of(row.security) == stock}
    lines: dict[tuple[str, str], list[InsiderTransaction]] = {}
    for before in history.transactions(reading.filing.issuer.cik, owners):
        same = not before.derivative and class_of(before.security) == stock and mark(before) not in told
        if same and (before.accession is None or before.accession != reading.filing.accession):
            lines.setdefault(mark(before), []).append(before)
    return Interval(ZERO, total(map(_left_on_line, lines.values())).high)


def percent_bought(reading: Reading, stock: str, bought: Interval) -> Interval:
    """The percentage of what was held of a class before that `bought` adds to it."""
    return percent_of(bought, held_before(reading, stock))


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
