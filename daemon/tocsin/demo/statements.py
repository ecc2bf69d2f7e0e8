"""The nouns of a financial statement, and how its lines are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tocsin.demo.report import Report
from tocsin.demo.tagged import Period

Amounts = dict[str, Decimal]
Named = tuple[str, str, str]  # name, caption, concept


@dataclass(frozen=True, slots=True)
class Column:
    """`over` is what stands above the column's date."""

    over: str
    period: Period


@dataclass(frozen=True, slots=True)
class Line:
    """One line with an amount for each column, as XBRL states it; a heading has no `concept`.

    `negated`: the page shows the amount with its sign turned, as a payment in brackets.
    """

    name: str
    caption: str
    concept: str | None
    amounts: tuple[Decimal | None, ...]
    negated: bool = False
    total: bool = False
    unit: str = "USD"


@dataclass(frozen=True, slots=True)
class Statement:
    title: str
    note: str
    scale: int
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


class Writer:
    """Writes lines from the amounts of each column, by name."""

    def __init__(self, report: Report, columns: Sequence[Amounts]) -> None:
        self._report = report
        self._columns = columns

    def heading(self, caption: str) -> Line:
        return Line("", caption, None, (None,) * len(self._columns))

    def total(self, name: str, caption: str, concept: str) -> Line:
        return self.line((name, caption, concept), total=True)

    def lines(self, wanted: Iterable[Named], totals: Iterable[str] = ()) -> Iterable[Line]:
        """Those of the lines that a column has an amount for."""
        for named in wanted:
            if any(named[0] in column for column in self._columns):
                yield self.line(named, total=named[0] in totals)

    def line(self, named: Named, *, total: bool) -> Line:
        name, caption, concept = named
        return Line(
            name,
            caption,
            self._report.concepts.get(name, concept),
            tuple(column.get(name) for column in self._columns),
            negated=name in NEGATED,
            total=total,
            unit="USD/shares" if name == "eps" else "USD",
        )


# A positive value of these is money that leaves, and stands in brackets.
NEGATED = frozenset({"capital_expenditure", "working_capital"})


def statement(title: str, report: Report, columns: Iterable[Column], lines: Iterable[Line]) -> Statement:
    """The statement without the lines that the report leaves out."""
    whose = "CONSOLIDATED " if report.annual else "CONDENSED CONSOLIDATED "
    note = {6: "(In millions)", 3: "(In thousands)", 0: "(In dollars)"}[report.scale]
    kept = tuple(line for line in lines if line.name not in report.left_out)
    return Statement(whose + title, note, report.scale, tuple(columns), kept)
