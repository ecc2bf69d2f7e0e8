"""The income statement of a release, of the quarter, and its cash flow, of the quarter and of the year to date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from tocsin.facts.releases import captions
from tocsin.facts.releases.captions import plain
from tocsin.facts.releases.release_lines import (
    NOT_THE_ISSUERS_OWN,
    Statement,
    Told,
    column_of,
    first_of,
    latest,
    line_of,
    lines_of,
    unreadable,
)
from tocsin.facts.releases.tables import Row, Table

_OF_THE_QUARTER = (
    ("revenue", captions.REVENUE),
    ("cost_of_revenue", captions.COST_OF_REVENUE),
    ("gross_profit", captions.GROSS_PROFIT),
    ("operating_income", captions.OPERATING_INCOME),
)


def income(found: tuple[Table, ...], period: dt.date | None) -> Iterator[Told]:
    for table in found:
        net = first_of(table, captions.NET_INCOME)
        net = first_of(table, captions.NET_INCOME_OF_PARENT) if net is None else net
        top = first_of(table, captions.REVENUE)
        if net is None or top is None or top > net or NOT_THE_ISSUERS_OWN.search(table.title):
            continue
        end = latest(table, period)
        column = None if end is None else column_of(table, end, 3, flow=True)
        if column is None or unreadable(table, end, column):
            continue
        statement = Statement(table, column, table.columns[column].period)
        above = table.rows[: net + 1]
        for name, pattern in _OF_THE_QUARTER:
            row = line_of(statement, pattern, above)
            if row is not None and not (
                name == "cost_of_revenue" and _is_a_part(row, lines_of(statement, captions.ANY_COST, above))
            ):
                yield statement.figure(name, row, flow=True)
        row = line_of(statement, captions.NET_INCOME_OF_PARENT)
        # Until 2009 (FAS 160) net income was told after others' part of it.
        others = lines_of(statement, captions.OTHERS_INTEREST, table.rows[net + 1 :])
        if row is None and not any(one.figures[column] for one in others):
            row = line_of(statement, captions.NET_INCOME)
        if row is not None and not _sign_unclear(row, statement):
            yield statement.figure("net_income", row, flow=True)
        return


def _is_a_part(row: Row, costs: list[Row]) -> bool:
    """Whether costs stand in parts (`Cost of products`, `Cost of services`) and this is no total of them."""
    return len(costs) > 1 and not plain(row.caption).startswith("total")


def _sign_unclear(row: Row, statement: Statement) -> bool:
    """`Net loss  1,234`: some print losses without brackets under that caption."""
    figure = row.figures[statement.column]
    return figure is not None and figure > 0 and bool(re.match(r"net loss\b", plain(row.caption)))


def cash_flow(found: tuple[Table, ...], period: dt.date | None, *, first_quarter: bool) -> Iterator[Told]:
    statements = [table for table in found if _is_cash_flow(table)]
    if not statements:
        return
    # Summaries and reconciliations repeat some of its lines.
    table = max(statements, key=lambda table: len(table.rows))
    end = latest(table, period)
    if end is None or unreadable(table, end, 0):
        return
    operating, investing = (
        first_of(table, captions.OPERATING_CASH_FLOW),
        first_of(table, captions.INVESTING_CASH_FLOW),
    )
    for suffix, months in _spans(table, end, first_quarter=first_quarter):
        column = column_of(table, end, months, flow=True)
        if column is None:
            continue
        statement = Statement(table, column, table.columns[column].period)
        whole = [row for row in table.rows if not captions.CONTINUING_ONLY.search(row.caption)]
        row = line_of(statement, captions.OPERATING_CASH_FLOW, whole)
        if row is not None:
            yield statement.figure(f"operating_cash_flow{suffix}", row, flow=True)
        spent = [
            row
            for row in lines_of(statement, captions.CAPITAL_EXPENDITURE, table.rows[operating:investing])
            if not captions.NOT_CAPITAL_EXPENDITURE.search(row.caption)
        ]
        if len(spent) == 1 and (spent[0].figures[column] or 0) <= 0:
            yield statement.figure(f"capital_expenditure{suffix}", spent[0], flow=True, positive=True)


def _is_cash_flow(table: Table) -> bool:
    operating, investing = (
        first_of(table, captions.OPERATING_CASH_FLOW),
        first_of(table, captions.INVESTING_CASH_FLOW),
    )
    return (
        operating is not None
        and investing is not None
        and operating < investing
        and not NOT_THE_ISSUERS_OWN.search(table.title)
    )


def _spans(table: Table, end: dt.date, *, first_quarter: bool) -> Iterator[tuple[str, int]]:
    """The columns that are read, and what their figures are called.

    Six and nine months are the year to date. Twelve may be the last twelve, unless the heading speaks of
    a year; three are the year to date in the first quarter only.
    """
    columns = [column for column in table.columns if column.period.end == end]
    months = {column.period.months for column in columns}
    if 3 in months:
        yield "", 3
    if 9 in months or 6 in months:
        yield "_ytd", 9 if 9 in months else 6
    elif 12 in months and (
        3 not in months
        or any(re.search(r"\byear", f"{column.heading} {table.title}", re.IGNORECASE) for column in columns)
    ):
        yield "_ytd", 12
    elif months == {3} and first_quarter:
        yield "_ytd", 3
