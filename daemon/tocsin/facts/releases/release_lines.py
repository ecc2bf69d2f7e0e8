"""A statement of a release: the one column of it that is read, and the lines of it by their captions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from tocsin.facts.releases.captions import plain
from tocsin.facts.releases.headings import Span
from tocsin.facts.releases.tables import Row, Table
from tocsin.model import EXACT, Part

NOT_THE_ISSUERS_OWN = re.compile(
    r"pro[ -]?forma|non-?gaap|adjusted|reconcil|segment|guidance|outlook|parent company only|supplemental",
    re.IGNORECASE,
)
_NOT_MONEY = re.compile(r"%|\bpercent|\bpct\b|\bchange\b|\bvariance\b", re.IGNORECASE)
# A balance sheet is sent with rounded lines, whose sums may be off by one or two in the last place.
ROUNDING = 2


@dataclass(frozen=True, slots=True)
class Told:
    name: str
    value: Decimal | None
    unit: str | None
    start: dt.date | None
    end: dt.date | None
    note: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A table and the one column of it that is read."""

    table: Table
    column: int
    period: Span

    def value(self, row: Row) -> Decimal | None:
        figure, scale = row.figures[self.column], self.table.scale
        return None if figure is None or scale is None else EXACT.multiply(figure, Decimal(scale))

    def figure(self, name: str, row: Row, *, flow: bool, positive: bool = False, note: str = "") -> Told:
        value = self.value(row)
        assert value is not None  # noqa: S101 rows are chosen by having one
        value = value.copy_abs() if positive else value
        return Told(
            name=name,
            value=value,
            unit=self.table.unit,
            start=self.period.start if flow else None,
            end=self.period.end,
            note=note or row.caption,
            parts=(Part(row.caption, value),),
        )


def latest(table: Table, period: dt.date | None) -> dt.date | None:
    ends = [column.period.end for column in table.columns if column.period.end is not None]
    return max((end for end in ends if period is None or end <= period), default=None)


def column_of(table: Table, end: dt.date, months: int | None, *, flow: bool) -> int | None:
    """The one column of a period; None where there is none, or more than one and none is the total."""
    fits = [
        number
        for number, column in enumerate(table.columns)
        if column.period.end == end
        and (not flow or column.period.months == months)
        and not NOT_THE_ISSUERS_OWN.search(column.heading)
        and not _NOT_MONEY.search(column.heading)
    ]
    if len(fits) > 1:
        fits = [
            n
            for n in fits
            if re.search(
                r"\bconsolidated\b|\btotal\b|\bas reported\b|\bgaap\b",
                table.columns[n].heading,
                re.IGNORECASE,
            )
        ]
    return fits[0] if len(fits) == 1 else None


def lines_of(statement: Statement, pattern: re.Pattern[str], rows: Iterable[Row] | None = None) -> list[Row]:
    return [
        row
        for row in (statement.table.rows if rows is None else rows)
        if pattern.fullmatch(plain(row.caption)) and row.figures[statement.column] is not None
    ]


def first_of(table: Table, pattern: re.Pattern[str]) -> int | None:
    return next(
        (n for n, row in enumerate(table.rows) if pattern.fullmatch(plain(row.caption)) and not row.blank),
        None,
    )


def line_of(statement: Statement, pattern: re.Pattern[str], rows: Iterable[Row] | None = None) -> Row | None:
    """The line of a caption; a `total` before its parts, and none where several say different things."""
    found = lines_of(statement, pattern, rows)
    totals = [row for row in found if plain(row.caption).startswith("total")]
    found = totals or found
    return found[0] if found and len({row.figures[statement.column] for row in found}) == 1 else None


def unreadable(table: Table, end: dt.date | None, column: int | None) -> str:
    if table.scale is None:
        return "the table does not say what its figures are counted in"
    if table.unit is None:
        return "the table names no currency"
    if end is None:
        return "the headings name no date"
    if column is None:
        return "more than one column of the latest date, or none"
    return ""


def absent(name: str, end: dt.date | None, why: str) -> Told:
    return Told(name, None, None, None, end, why)
