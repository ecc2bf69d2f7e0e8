"""The face of the balance sheet: its lines, and whether they add up.

The face is what stands between the total of the assets and the total of liabilities and equity, in one
table or in several. Every line of a face is tagged (EDGAR Filer Manual, volume II, 6.6), save for dashes: so
when the lines add up to the printed totals none is missing, and what no line says is not there.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from tocsin.facts.reports import concepts
from tocsin.facts.reports.balance_lines import Line
from tocsin.facts.reports.ledger import Ledger, unit_of
from tocsin.facts.reports.tie import owned_gap, settled
from tocsin.facts.reports.xbrl import XbrlFact

# A face of a large bank has some sixty rows.
_MOST_ROWS = 200
_NEAR = 10
_MOST_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Face:
    """A balance sheet at one date.

    `lines` are the rows between the totals, `owned` those above the total of the assets, `tree` the
    liabilities with subtotals holding their parts (empty where they don't add up, and `gap` says so, as
    `owned_gap` does of the assets). `untied` says what speaks against the totals themselves.
    """

    date: dt.date
    total: Decimal
    lines: tuple[Line, ...]
    owned: tuple[Line, ...]
    untied: str | None
    tree: tuple[Line, ...]
    of_which: tuple[Line, ...]
    gap: str | None
    owned_gap: str | None = None

    @property
    def is_classified(self) -> bool:
        return any(line.is_whole(concepts.CURRENT_LIABILITIES) for line in self.lines)

    def find(self, *names: str) -> Line | None:
        """The first line of the first of these concepts that has one that can be read."""
        for name in names:
            for line in self.lines:
                if line.is_whole((name,)) and line.value is not None:
                    return line
        return None


@dataclass(frozen=True, slots=True)
class Stand:
    """Where the face stands: rows of the two totals, the first row of the assets, the current date.

    `rival` tells of another balance sheet of the same day, of another amount and without a dimension.
    """

    first_row: int
    assets_row: int
    last_row: int
    date: dt.date
    rival: str | None = None


def locate(ledger: Ledger) -> Stand | None:
    """Where the balance sheet is; None for a document without one (an instance has no places)."""
    date = current_date(ledger)
    totals = [
        fact
        for fact in ledger.all((*concepts.ASSETS.concepts, *concepts.LIABILITIES_AND_EQUITY))
        if fact.place and fact.start is None and fact.end == date
    ]
    pairs: list[tuple[XbrlFact, XbrlFact]] = []
    nearest: XbrlFact | None = None
    for fact in sorted(totals, key=_row):
        if fact.concept in concepts.ASSETS.concepts:
            nearest = fact
        elif nearest is not None and 0 < _row(fact) - _row(nearest) <= _MOST_ROWS:
            pairs.append((nearest, fact))
    if not pairs or date is None:
        return None
    # A parent's own balance sheet may follow, and two rounded totals may stand before.
    tied = [pair for pair in pairs if pair[0].value == pair[1].value and _row(pair[1]) - _row(pair[0]) > 1]
    start, end = next(iter(tied), pairs[0])
    rival = ledger.doubt(start, [other for other, _ in tied])
    return Stand(_first_row(ledger, start, date), _row(start), _row(end), date, rival)


def current_date(ledger: Ledger) -> dt.date | None:
    """The day that the report is about: the latest that it tells assets of, near the end of its period.

    The last day of a 52-week year may be told some days off; a later day may stand in a pro forma.
    """
    days = {fact.end for fact in ledger.all(concepts.ASSETS.concepts) if fact.start is None}
    end = ledger.report.period_end
    near = {day for day in days if end is not None and abs((day - end).days) <= _NEAR}
    return end if end in days else max(near or days, default=None)


def dates(ledger: Ledger, stand: Stand) -> list[dt.date]:
    """The dates of the columns, the current one first, then the latest."""
    columns = {
        fact.end
        for fact in ledger.all(concepts.ASSETS.concepts)
        if fact.place and fact.place.row == stand.assets_row and fact.value is not None
    }
    return [stand.date, *sorted(columns - {stand.date}, reverse=True)][:_MOST_COLUMNS]


def read(ledger: Ledger, stand: Stand, date: dt.date) -> Face | None:
    """The face at one of its dates."""
    lines = _lines(ledger, stand.first_row, stand.last_row, date)
    first, last = lines.pop(stand.assets_row, None), lines.pop(stand.last_row, None)
    if first is None or last is None or first.value is None or last.value is None:
        return None
    below = [line for row, line in lines.items() if row > stand.assets_row]
    unit = _unit(ledger, stand, date)
    above = [line for row, line in lines.items() if row < stand.assets_row]
    tree, of_which, gap = settled(below, first.value, unit)
    even = abs(first.value - last.value) <= unit and first.doubt is None and last.doubt is None
    return Face(
        date=date,
        total=first.value,
        lines=tuple(below),
        owned=tuple(above),
        untied=stand.rival if even else "the totals of the balance sheet do not tie",
        tree=tree,
        of_which=of_which,
        gap=gap,
        owned_gap=owned_gap(above, first.value, unit),
    )


def _lines(ledger: Ledger, first: int, last: int, date: dt.date) -> dict[int, Line]:
    """The lines of one date by their rows, from row to row."""
    rows: dict[int, list[XbrlFact]] = {}
    for fact in ledger.placed(None, date):
        place = fact.place
        if place is not None and first <= place.row <= last and fact.unit == ledger.currency:
            rows.setdefault(place.row, []).append(fact)
    return {row: _line(ledger, facts) for row, facts in sorted(rows.items())}


def _line(ledger: Ledger, facts: list[XbrlFact]) -> Line:
    """One row. Its amount stands last: what stands before is in the caption (`includes … of a VIE`)."""
    last = facts[-1]
    whole = [fact for fact in facts if not fact.dimensions]
    if whole:
        last = whole[-1]
        value, doubt = _value(last), ledger.doubt(last)
    else:
        # Ford, General Motors and Caterpillar tag their faces by segment only.
        fewest = min(len(fact.dimensions) for fact in facts)
        parts = {
            fact.dimensions: fact
            for fact in facts
            if len(fact.dimensions) == fewest and fact.concept == last.concept
        }
        values = [_value(fact) for fact in parts.values()]
        value = None if None in values else sum((one for one in values if one is not None), Decimal(0))
        doubts = [ledger.doubt(fact) for fact in parts.values()]
        doubt = next((one for one in doubts if one), None)
    assert last.place is not None  # noqa: S101 - facts of a row have its place
    return Line(last.place.row, last.concept, last.place.caption, value, doubt, by_member=not whole)


def _value(fact: XbrlFact) -> Decimal | None:
    return Decimal(0) if fact.nil else fact.value


def _unit(ledger: Ledger, stand: Stand, date: dt.date) -> Decimal:
    """What one is in the last digit that the face prints: a million, a hundred thousand, a dollar."""
    for fact in ledger.all(concepts.ASSETS.concepts):
        if fact.place and fact.place.row == stand.assets_row and fact.end == date:
            return unit_of(fact)
    return Decimal(1)


def _first_row(ledger: Ledger, assets: XbrlFact, date: dt.date) -> int:
    """The first row of the table that the total of the assets stands in; of an earlier one where its lines
    only then add up, and no flow stands between (a page may end amid the assets)."""
    assert assets.place is not None  # noqa: S101 - only placed ones were taken
    last, starts, flows = _row(assets), dict[int, int](), set[int]()
    for fact in ledger.report.facts:
        if fact.place is not None and last - _MOST_ROWS < fact.place.row <= last:
            starts.setdefault(fact.place.table, fact.place.row)
            if fact.start is not None:
                flows.add(fact.place.table)
    own = starts.pop(assets.place.table, last)
    for table, first in [(assets.place.table, own), *reversed(starts.items())]:
        lines = _lines(ledger, first, last - 1, date)
        if table in flows or len(lines) > _MOST_ROWS:
            break
        if lines and owned_gap(list(lines.values()), assets.value or Decimal(0), unit_of(assets)) is None:
            return first
    return own


def _row(fact: XbrlFact) -> int:
    return fact.place.row if fact.place else 0
