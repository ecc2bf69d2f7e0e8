"""The balance sheet of a release: its totals, and debt as its face shows it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum

from tocsin.facts.releases import captions
from tocsin.facts.releases.captions import plain
from tocsin.facts.releases.headings import Span
from tocsin.facts.releases.release_lines import (
    NOT_THE_ISSUERS_OWN,
    ROUNDING,
    Statement,
    Told,
    absent,
    column_of,
    first_of,
    latest,
    line_of,
    lines_of,
    unreadable,
)
from tocsin.facts.releases.tables import Row, Table
from tocsin.model import EXACT, Part, exact_sum

_ON_THE_FACE = (
    ("assets", captions.TOTAL_ASSETS),
    ("liabilities", captions.TOTAL_LIABILITIES),
    ("cash", captions.CASH),
    ("accounts_receivable", captions.RECEIVABLES),
    ("inventory", captions.INVENTORY),
)
_DEBT = ("total_debt", "short_term_debt", "long_term_debt")


def balance_sheet(found: tuple[Table, ...], period: dt.date | None) -> Iterator[Told]:
    sheets = [sheet for sheet in map(_sheet, found, (*found[1:], None)) if sheet is not None]
    sheets = [sheet for sheet in sheets if not NOT_THE_ISSUERS_OWN.search(sheet.title)] or sheets
    if not sheets:
        return
    table = sheets[0]
    end = latest(table, period)
    column = None if end is None else column_of(table, end, None, flow=False)
    why = unreadable(table, end, column)
    if why or column is None:
        yield from (absent(name, end, why) for name in ("assets", *_DEBT))
        return
    statement = Statement(table, column, Span(end, None))
    first, last = first_of(table, captions.TOTAL_ASSETS), first_of(table, captions.LIABILITIES_AND_EQUITY)
    if first is None or last is None or not _tie(statement, table.rows[first], table.rows[last]):
        why = "total assets are not total liabilities and equity"
        yield from (absent(name, end, why) for name in ("assets", *_DEBT))
        return
    above, below = table.rows[: first + 1], table.rows[first + 1 : last]
    for name, pattern in _ON_THE_FACE:
        row = line_of(statement, pattern, below if name == "liabilities" else above)
        if row is not None:
            yield statement.figure(name, row, flow=False)
    equity = _equity(statement, below)
    if equity is not None:
        yield statement.figure("equity", equity, flow=False)
    yield from _debt(statement, above, below)


def _sheet(table: Table, following: Table | None) -> Table | None:
    """The balance sheet that a table is, or begins: some break it over two tables."""
    if first_of(table, captions.TOTAL_ASSETS) is None:
        return None
    if first_of(table, captions.LIABILITIES_AND_EQUITY) is not None:
        return table
    if following is None or first_of(following, captions.LIABILITIES_AND_EQUITY) is None:
        return None
    if len(following.columns) != len(table.columns):
        return None
    same = [
        a.period.end in (b.period.end, None) for a, b in zip(following.columns, table.columns, strict=True)
    ]
    if not all(same) or (following.scale and table.scale and following.scale != table.scale):
        return None
    return replace(
        table,
        rows=(*table.rows, *following.rows),
        scale=table.scale or following.scale,
        unit=table.unit or following.unit,
    )


def _equity(statement: Statement, below: tuple[Row, ...]) -> Row | None:
    """The equity of the company's own holders: where others hold a part of it, the line above theirs."""
    # Until 2009 (FAS 160) their part stood among the liabilities, or between them and the equity.
    owned = (n for n, row in enumerate(below) if captions.OWNED.match(plain(row.caption)))
    others = lines_of(statement, captions.OTHERS_INTEREST, below[next(owned, 0) :])
    if any(row.figures[statement.column] for row in others):
        return line_of(statement, captions.HOLDERS_EQUITY, below[: below.index(others[0])])
    return line_of(statement, captions.HOLDERS_EQUITY, below) or line_of(
        statement, captions.TOTAL_EQUITY, below
    )


def _tie(statement: Statement, assets: Row, both: Row) -> bool:
    left, right = assets.figures[statement.column], both.figures[statement.column]
    return left is not None and right is not None and left > 0 and abs(left - right) <= ROUNDING


def _debt(statement: Statement, above: tuple[Row, ...], below: tuple[Row, ...]) -> Iterator[Told]:
    end = statement.period.end
    liabilities = _liabilities(below)
    names = [plain(row.caption) for row in (*above, *liabilities)]
    classified = any(captions.TOTAL_CURRENT_LIABILITIES.fullmatch(name) for name in names)
    if any(captions.LENDER.search(name) for name in names[len(above) :]) or (
        not classified and any(captions.LENDER_PERHAPS.fullmatch(name) for name in names)
    ):
        yield from (
            absent(name, end, "the balance sheet is a bank's, an insurer's or a broker's") for name in _DEBT
        )
        return
    lines = list(_debt_lines(statement, liabilities))
    doubtful = next((row for row, term in lines if term is _Term.OPEN), None)
    if doubtful is not None:
        yield from (absent(name, end, f"{doubtful.caption!r} may be debt or not") for name in _DEBT)
        return
    if not lines and not _adds_up(statement, below, liabilities):
        yield from (
            absent(name, end, "no debt line, and the lines of the liabilities do not make their total")
            for name in _DEBT
        )
        return
    stated = [
        (Part(row.caption, value), term) for row, term in lines if (value := statement.value(row)) is not None
    ]
    for name, term in zip(_DEBT, (None, _Term.SHORT, _Term.LONG), strict=True):
        if term is not None and any(one is _Term.UNSAID for _, one in stated):
            continue
        chosen = tuple(part for part, one in stated if term in (None, one))
        said = " + ".join(part.concept for part in chosen) or "no debt line on the balance sheet"
        yield Told(
            name, exact_sum(part.value for part in chosen), statement.table.unit, None, end, said, chosen
        )


def _liabilities(below: tuple[Row, ...]) -> tuple[Row, ...]:
    """The lines down to the total of liabilities, or to the first line of equity."""
    stated = False
    for number, row in enumerate(below):
        name = plain(row.caption)
        if captions.TOTAL_LIABILITIES.fullmatch(name):
            return below[:number]
        # `Liabilities and` / `Shareholders' Equity` can be two lines of one heading.
        if stated and (captions.HOLDERS_EQUITY.fullmatch(name) or captions.BEGINS_EQUITY.match(name)):
            return below[:number]
        stated = stated or not row.blank
    return below


def _adds_up(statement: Statement, below: tuple[Row, ...], liabilities: tuple[Row, ...]) -> bool:
    """Whether the lines of the liabilities are all there: they make their total, to the rounding."""
    total = line_of(statement, captions.TOTAL_LIABILITIES, below)
    lines = liabilities
    if total is None:
        total = line_of(statement, captions.TOTAL_CURRENT_LIABILITIES, liabilities)
        if total is None:
            return False
        lines = liabilities[: liabilities.index(total)]
    parts = [
        figure
        for row in lines
        if row.caption and not plain(row.caption).startswith("total")
        if (figure := row.figures[statement.column]) is not None
    ]
    whole = total.figures[statement.column] or Decimal(0)
    return abs(EXACT.subtract(exact_sum(parts), whole)) <= max(ROUNDING, len(parts))


class _Term(StrEnum):
    """When a line of debt falls due; OPEN where it may be no debt at all."""

    SHORT = "short"
    LONG = "long"
    UNSAID = "unsaid"
    OPEN = "open"


_Run = list[tuple[Row, _Term]]


def _debt_lines(statement: Statement, rows: tuple[Row, ...]) -> _Run:
    """The debt lines and their terms. A subtotal stands for the lines above that it adds up."""
    boundary = next(
        (n for n, row in enumerate(rows) if captions.TOTAL_CURRENT_LIABILITIES.fullmatch(plain(row.caption))),
        None,
    )
    heading = ""
    run: _Run = []
    for number, row in enumerate(rows):
        name = plain(row.caption)
        value = row.figures[statement.column]
        if value is None:
            # `Notes payable:` with its parts below.
            heading = name if row.blank and row.caption.endswith(":") else heading
            continue
        debt = captions.is_debt(name)
        if debt is False and captions.is_debt(heading) and _is_part(name):
            debt = True
        if debt is False or _only_leases(name):
            heading = ""
            continue
        term = _Term.OPEN if debt is None and value else _term(name, number, boundary)
        if name.startswith("total") and run:
            run = _with_subtotal(statement, run, (row, term), value)
            heading = ""
        else:
            run.append((row, term))
    return run


def _with_subtotal(statement: Statement, run: _Run, subtotal: tuple[Row, _Term], value: Decimal) -> _Run:
    """The run with the last lines that make the subtotal replaced by it; where none do, nobody knows what
    it is the total of."""
    below = Decimal(0)
    for number in range(len(run) - 1, -1, -1):
        below = EXACT.add(below, run[number][0].figures[statement.column] or Decimal(0))
        if abs(EXACT.subtract(below, value)) <= ROUNDING:
            return [*run[:number], subtotal]
    return [(subtotal[0], _Term.OPEN)]


def _is_part(name: str) -> bool:
    return bool(re.match(r"related part|third part|affiliates?|due to|other$|unrelated", name))


def _only_leases(name: str) -> bool:
    return bool(captions.LEASES_ALONE.search(name)) and not re.search(
        r"\bdebt\b|\bborrowings?\b|\bnotes?\b|\bloans?\b", name
    )


def _term(name: str, number: int, boundary: int | None) -> _Term:
    if boundary is not None:
        return _Term.SHORT if number < boundary else _Term.LONG
    if captions.SHORT.search(name):
        return _Term.SHORT
    return _Term.LONG if captions.LONG.search(name) else _Term.UNSAID
