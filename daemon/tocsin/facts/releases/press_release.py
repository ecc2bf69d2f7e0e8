"""The figures of a results release (EX-99.1), read from the tables of its statements.

A release has no tags, so every figure is `low`: captions are words, and periods are headings. Where a
statement does not tie (total assets are not total liabilities and equity), or a line could be two things,
there is none.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace

from tocsin.facts.releases import captions
from tocsin.facts.releases.blocks import blocks
from tocsin.facts.releases.captions import plain
from tocsin.facts.releases.cells import Block
from tocsin.facts.releases.release_balance import balance_sheet
from tocsin.facts.releases.release_flows import cash_flow, income
from tocsin.facts.releases.tables import Table, tables
from tocsin.model import Issuer, Metric, Quality

NOTE = "press release"


def metrics(
    body: bytes, *, accession: str | None, form: str, issuer: Issuer, period: dt.date | None
) -> tuple[Metric, ...]:
    """The figures that the statements of a release state for the latest period they cover.

    `period` is the day of the report: columns that end after it are expectations and not read. Never
    raises; a release without statements has no figures. `absent` is emitted where a statement is there and
    cannot be vouched for, with the reason.
    """
    found = blocks(body)
    all_tables = _with_scale(tuple(tables(found)))
    first_quarter = _first_quarter(found)
    figures = [
        *balance_sheet(all_tables, period),
        *income(all_tables, period),
        *cash_flow(all_tables, period, first_quarter=first_quarter),
    ]
    return tuple(
        Metric(
            accession=accession,
            form=form,
            issuer=issuer,
            name=figure.name,
            value=figure.value,
            unit=figure.unit,
            start=figure.start,
            end=figure.end,
            fiscal=None,
            quality=Quality.ABSENT if figure.value is None else Quality.LOW,
            parts=figure.parts,
            note=f"{NOTE}: {figure.note}",
        )
        for figure in figures
    )


def _with_scale(found: tuple[Table, ...]) -> tuple[Table, ...]:
    """Statements of one release are in one scale and one currency: one that names none has the others'."""
    scales = {table.scale for table in found if table.scale is not None and _is_statement(table)}
    units = {table.unit for table in found if table.unit is not None and _is_statement(table)}
    scale = scales.pop() if len(scales) == 1 else None
    unit = units.pop() if len(units) == 1 else None
    return tuple(
        replace(table, scale=table.scale or scale or _in_dollars(table), unit=table.unit or unit)
        for table in found
    )


def _in_dollars(table: Table) -> int | None:
    """Figures that nearly all end in `000` are whole dollars, rounded; so are assets beyond the largest
    company's in thousands."""
    stated = [figure for row in table.rows for figure in row.figures if figure and abs(figure) >= 1000]
    rounded = sum(1 for figure in stated if figure % 1000 == 0)
    return 1 if len(stated) >= 10 and rounded >= len(stated) * 0.8 else None


def _is_statement(table: Table) -> bool:
    names = [plain(row.caption) for row in table.rows]
    return any(
        pattern.fullmatch(name)
        for name in names
        for pattern in (captions.TOTAL_ASSETS, captions.NET_INCOME, captions.OPERATING_CASH_FLOW)
    )


def _first_quarter(found: Iterable[Block]) -> bool:
    """Whether the head of the release speaks of the first quarter and of no other."""
    head = " ".join(
        line for _, line in zip(range(12), (b for b in found if isinstance(b, str)), strict=False)
    ).lower()
    return bool(re.search(r"\bfirst[ -](?:fiscal )?quarter|\bq1\b|\b1q", head)) and not re.search(
        r"\b(?:second|third|fourth)[ -](?:fiscal )?quarter|\bq[234]\b|\b[234]q|full[ -]year (?:20[0-9]{2} )?results",
        head,
    )
