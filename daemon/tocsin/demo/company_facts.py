"""`companyfacts` as the SEC's API tells it: an issuer's tagged figures by concept, unit and period."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from tocsin.demo.published import Published
from tocsin.demo.tagged import Period, TaggedFigure

_MONTHS = 3
_QUARTER_DAYS = range(60, 121)
_YEAR_DAYS = range(335, 396)

Found = tuple[TaggedFigure, Published]


def company_facts(cik: str, published: Iterable[Published]) -> bytes | None:
    """The whole answer for one issuer, from its filings that are out; None when none of them has XBRL.

    Dimensioned figures and concepts of the filer's own are left out, as they are there. The frame stands
    with the last filing that states a period (recorded).
    """
    own = [one for one in published if one.filing.tagged and one.has_party(int(cik))]
    if not own:
        return None
    found: dict[tuple[str, str], list[Found]] = {}
    for one in sorted(own, key=lambda one: (one.accepted, one.serial)):
        for figure in dict.fromkeys(one.filing.tagged):
            taxonomy = figure.concept.partition(":")[0]
            if figure.member is None and taxonomy in {"us-gaap", "dei", "srt"}:
                found.setdefault((figure.concept, figure.unit), []).append((figure, one))
    facts: dict[str, dict[str, Any]] = {}
    for (concept, unit), rows in sorted(found.items()):
        taxonomy, _, name = concept.partition(":")
        told = facts.setdefault(taxonomy, {}).setdefault(
            name, {"label": _label(name), "description": f"Made: {_label(name)}.", "units": {}}
        )
        told["units"][unit] = _rows(rows)
    name = next(party.name for party in own[-1].filing.parties if party.cik == cik)
    return json.dumps({"cik": int(cik), "entityName": name, "facts": facts}).encode()


def _rows(found: list[Found]) -> list[Mapping[str, Any]]:
    last = {figure.period: one.filing.accession for figure, one in found}
    ordered = sorted(
        found, key=lambda pair: (pair[0].period.end, pair[0].period.start or dt.date.min, pair[1].serial)
    )
    return [_row(figure, one, last[figure.period] == one.filing.accession) for figure, one in ordered]


def _row(figure: TaggedFigure, one: Published, framed: bool) -> dict[str, Any]:
    year, period = one.filing.fiscal or ("", "")
    row: dict[str, Any] = {}
    if figure.period.start:
        row["start"] = str(figure.period.start)
    row |= {
        "end": str(figure.period.end),
        "val": _number(figure.value),
        "accn": one.filing.accession,
        "fy": int(year) if year else None,
        "fp": period or None,
        "form": one.filing.form,
        "filed": str(one.filed),
    }
    frame = _frame(figure.period) if framed else None
    return {**row, "frame": frame} if frame else row


def _number(value: Decimal) -> int | float:
    # JSON has no decimals; the shortest float that reads back is how the SEC writes 1.65.
    return int(value) if value == value.to_integral_value() else float(value)


def _frame(period: Period) -> str | None:
    """`CY2026Q2I`, `CY2026Q2` or `CY2025`; a period of another length has none."""
    if period.start is None:
        return f"{_quarter(period.end - dt.timedelta(days=45))}I"
    days = (period.end - period.start).days + 1
    middle = period.start + dt.timedelta(days=days // 2)
    if days in _QUARTER_DAYS:
        return _quarter(middle)
    return f"CY{middle.year}" if days in _YEAR_DAYS else None


def _quarter(day: dt.date) -> str:
    return f"CY{day.year}Q{(day.month + _MONTHS - 1) // _MONTHS}"


def _label(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
