"""A made 10-Q or 10-K, or its amendment, as a value: its figures, and what its sections say."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tocsin.demo.filings import Company
from tocsin.demo.tagged import Period

Figures = Mapping[str, int | Decimal]

# Of the balance sheet; FACTS of the project call the totals the same.
INSTANTS = (
    "cash",
    "accounts_receivable",
    "inventory",
    "other_current_assets",
    "property",
    "assets",
    "accounts_payable",
    "short_term_borrowings",
    "current_long_term_debt",
    "other_current_liabilities",
    "convertible_notes",
    "term_loans",
    "liabilities",
    "paid_in_capital",
    "equity",
)
# Of the three months; with `_ytd`, of the year to date.
FLOWS = (
    "revenue",
    "cost_of_revenue",
    "gross_profit",
    "operating_income",
    "net_income",
    "eps",
    "operating_cash_flow",
    "capital_expenditure",
    "debt_proceeds",
)
_YEAR = 12
_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Report:
    """A report of the quarter `2026Q2`, or of the year `2025FY`, that ended on `period_end`.

    `figures` are whole dollars by name (`INSTANTS`, `FLOWS`, and those with `_ytd`): a 10-Q of the first
    quarter says both at once, a 10-K has `_ytd` alone. 0 is a dash that is tagged as zero; a name that is
    missing has no line, or a dash without a tag where the other column has one. `at_year_end` is the
    balance sheet of the last fiscal year's end, `year_ago` the flows of a year before: columns beside.

    `paragraphs` are by section (`Risk Factors`, `Legal Proceedings`, `Management's Discussion`…); a form
    feed in one is a page break amid the sentence. `hidden` is text that no reader sees. `scale` is 6 or 3.
    `concepts` tags lines otherwise, `left_out` keeps lines off the page. `xbrl` False: a page without tags.
    Where a fiscal year goes by weeks, `quarter_start` and `year_start` say when.
    """

    company: Company
    fiscal: str
    period_end: dt.date
    figures: Figures
    at_year_end: Figures = field(default_factory=dict)
    year_ago: Figures = field(default_factory=dict)
    paragraphs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    amendment: bool = False
    hidden: tuple[str, ...] = ()
    scale: int = 6
    concepts: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    xbrl: bool = True
    shares_outstanding: int = 600_000_000
    quarter_start: dt.date | None = None
    year_start: dt.date | None = None

    def __post_init__(self) -> None:
        flows = {*FLOWS, *(f"{name}_ytd" for name in FLOWS)}
        for figures, known in (
            (self.figures, flows | {*INSTANTS}),
            (self.at_year_end, {*INSTANTS}),
            (self.year_ago, flows),
        ):
            if unknown := sorted(set(figures) - known):
                raise ValueError(f"no line for {', '.join(unknown)}")

    @property
    def annual(self) -> bool:
        return self.fiscal.endswith("FY")

    @property
    def form(self) -> str:
        return ("10-K" if self.annual else "10-Q") + ("/A" if self.amendment else "")

    @property
    def focus(self) -> tuple[str, str]:
        """Fiscal year and period, `2026` and `Q2`, as the cover says them."""
        return self.fiscal[:4], self.fiscal[4:]

    @property
    def quarters(self) -> int:
        """How many quarters the year to date has."""
        return 4 if self.annual else int(self.fiscal[-1])

    @property
    def quarter(self) -> Period:
        return Period(self.period_end, self.quarter_start or _months_before(self.period_end, _QUARTER))

    @property
    def year_to_date(self) -> Period:
        start = self.year_start or _months_before(self.period_end, _QUARTER * self.quarters)
        return Period(self.period_end, start)

    @property
    def last_year_end(self) -> dt.date:
        start = self.year_to_date.start or self.period_end
        return start - dt.timedelta(days=1)

    def a_year_before(self, period: Period) -> Period:
        """The same period of the year before: 52 weeks earlier where the year goes by weeks."""
        start = period.start or period.end
        if self.year_start:
            weeks = dt.timedelta(weeks=52)
            return Period(period.end - weeks, start - weeks)
        last = period.end.replace(year=period.end.year - 1, day=1)
        return Period(_last_day(last), start.replace(year=start.year - 1))


def _months_before(end: dt.date, months: int) -> dt.date:
    """The first day of the months that end with the month of `end`."""
    count = end.year * _YEAR + end.month - months
    return dt.date(count // _YEAR, count % _YEAR + 1, 1)


def _last_day(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
