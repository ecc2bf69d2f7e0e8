"""The figures of the income statement, of one period."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tocsin.facts.reports import concepts
from tocsin.facts.reports.amounts import Amount, Unknown, of_fact
from tocsin.facts.reports.concepts import Figure
from tocsin.facts.reports.ledger import Found, Ledger, caption_of
from tocsin.facts.reports.periods import Period
from tocsin.facts.reports.xbrl import XbrlFact
from tocsin.model import Part, Quality

_RESULT = frozenset((*concepts.NET_INCOME.concepts, *concepts.NET_INCOME.fallbacks))
_BEFORE_RESULT = frozenset(
    (
        "us-gaap:IncomeTaxExpenseBenefit",
        "us-gaap:IncomeLossFromContinuingOperationsBeforeIncomeTaxesExtraordinaryItemsNoncontrollingInterest",
        "us-gaap:IncomeLossFromContinuingOperationsBeforeIncomeTaxesMinorityInterestAndIncomeLossFromEquityMethodInvestments",
        "us-gaap:OperatingIncomeLoss",
        "ifrs-full:ProfitLossBeforeTax",
    )
)
_OPERATING = (*concepts.OPERATING_CASH_FLOW.concepts, *concepts.OPERATING_CASH_FLOW.fallbacks)
_NET_REVENUE = "us-gaap:RevenuesNetOfInterestExpense"
_FEWEST_ROWS = 3
_TOTAL_REVENUE = re.compile(
    r"\s*total (?:net )?(?:operating )?(?:revenues?|(?:net )?sales)(?![\w ]*(?:expense|cost|after|loss))",
    re.IGNORECASE,
)
_REVENUE = re.compile(
    r"\s*(?:total )?(?:net )?(?:operating )?(?:revenues?|sales)\b(?!.*\bcost)", re.IGNORECASE
)
_COST = re.compile(r"\bcosts?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Statement:
    """Where the income statement of a period stands; `table` is None for a document without places."""

    period: Period
    table: int | None
    lines: tuple[XbrlFact, ...] = ()

    def holds(self, fact: XbrlFact) -> bool:
        return self.table is None or (fact.place is not None and fact.place.table == self.table)


def statement_of(ledger: Ledger, period: Period) -> Statement | None:
    """The first table that tells the result of a period and how it came about; the cash flow is another one."""
    if not ledger.has_places:
        return Statement(period, None)
    tables: dict[int, list[XbrlFact]] = {}
    for fact in ledger.report.facts:
        if (
            fact.place is not None
            and fact.start == period[0]
            and fact.end == period[1]
            and fact.unit == ledger.currency
            and not fact.dimensions
        ):
            tables.setdefault(fact.place.table, []).append(fact)
    best: tuple[bool, int, int] | None = None
    for table, facts in tables.items():
        named = {fact.concept for fact in facts}
        if not named & _RESULT or named & frozenset(_OPERATING) or len(_rows(facts)) < _FEWEST_ROWS:
            continue
        # The notes come after the statements, and have tables of a result as well.
        rank = (bool(named & _BEFORE_RESULT), -table, len(_rows(facts)))
        best = rank if best is None else max(best, rank)
    if best is None:
        return None
    return Statement(period, -best[1], tuple(tables[-best[1]]))


def revenue(ledger: Ledger, statement: Statement) -> Amount | Unknown:
    """The total of the revenue lines of the income statement."""
    figure = concepts.REVENUE
    told = list(ledger.each(figure, *statement.period, statement.holds))
    told.sort(key=lambda one: one.fact.concept != _NET_REVENUE)
    total = _total_line(ledger, statement)
    if not told:
        return _by_caption(ledger, statement) or _none(ledger, figure, statement, "revenue")
    found, doubt = told[0], None
    if (
        total is not None
        and found.fact.concept not in (_NET_REVENUE, "us-gaap:Revenues")
        and total.value != found.value
    ):
        return of_fact(
            total, f'by its caption "{caption_of(total.fact)}"; {found.fact.concept} is another line'
        )
    if any(other.value > found.value for other in told[1:]) and found.fact.concept != _NET_REVENUE:
        doubt = "another revenue line is larger"
    elif found.value < 0:
        doubt = "it is below zero"
    return of_fact(found, doubt)


def cost_of_revenue(ledger: Ledger, statement: Statement) -> Amount | Unknown:
    """The total cost of what was sold."""
    start, end = statement.period
    found = ledger.first(concepts.COST_OF_REVENUE, start, end, statement.holds)
    if found is None:
        return _none(ledger, concepts.COST_OF_REVENUE, statement, "one total cost of revenue")
    return of_fact(found, _partial(statement, found))


def gross_profit(ledger: Ledger, statement: Statement) -> Amount | Unknown:
    """As printed; else revenue less its one total cost."""
    start, end = statement.period
    found = ledger.first(concepts.GROSS_PROFIT, start, end, statement.holds)
    sold, cost = revenue(ledger, statement), cost_of_revenue(ledger, statement)
    whole = isinstance(cost, Amount) and (
        cost.parts[0].concept in concepts.COST_OF_REVENUE.concepts
        if statement.table is not None
        # Without captions only this one says that it is the whole.
        else cost.parts[0].concept == concepts.COST_OF_REVENUE.concepts[0]
    )
    if found is not None:
        return of_fact(found, _unlike(found, sold, cost, printed=statement.table is not None))
    if not isinstance(sold, Amount) or not isinstance(cost, Amount) or not whole:
        return _none(ledger, concepts.GROSS_PROFIT, statement, "gross profit")
    if cost.note is not None or sold.note is not None:
        return Unknown(f"no gross profit is printed, and it cannot be computed: {cost.note or sold.note}")
    less = tuple(Part(part.concept, -part.value) for part in cost.parts)
    return Amount(
        sold.value - cost.value,
        (*sold.parts, *less),
        Quality.LOW,
        "not printed: revenue less cost of revenue",
    )


def operating_income(ledger: Ledger, statement: Statement) -> Amount | Unknown:
    return _plain(ledger, concepts.OPERATING_INCOME, statement, "operating income")


def net_income(ledger: Ledger, statement: Statement) -> Amount | Unknown:
    """The parent's share, where the two are told apart."""
    return _plain(ledger, concepts.NET_INCOME, statement, "net income")


def _unlike(found: Found, sold: Amount | Unknown, cost: Amount | Unknown, *, printed: bool) -> str | None:
    """Why a gross profit is not to be vouched for: it is not what revenue and cost leave."""
    if isinstance(sold, Amount) and isinstance(cost, Amount):
        off = abs(sold.value - cost.value - found.value)
        if off > abs(sold.value) / 1000 and (not printed or cost.note is None):
            return "it is not revenue less cost of revenue"
        return None
    return None if printed else "there is no cost of revenue to hold it against"


def _plain(ledger: Ledger, figure: Figure, statement: Statement, what: str) -> Amount | Unknown:
    found = ledger.first(figure, *statement.period, statement.holds)
    return of_fact(found) if found is not None else _none(ledger, figure, statement, what)


def _none(ledger: Ledger, figure: Figure, statement: Statement, what: str) -> Unknown:
    if ledger.unreadable((*figure.concepts, *figure.fallbacks), *statement.period):
        return Unknown(f"the {what} cannot be read")
    return Unknown(f"the income statement has no line for {what}")


def _total_line(ledger: Ledger, statement: Statement) -> Found | None:
    for fact in statement.lines:
        if fact.place is not None and fact.value is not None and _TOTAL_REVENUE.match(fact.place.caption):
            return Found(fact, fact.value, ledger.doubt(fact))
    return None


def _by_caption(ledger: Ledger, statement: Statement) -> Amount | None:
    """A line that says it is the revenue, under a concept of the filer's own."""
    total = _total_line(ledger, statement)
    if total is None:
        for fact in statement.lines[:3]:
            if fact.place is not None and fact.value is not None and _REVENUE.match(fact.place.caption):
                total = Found(fact, fact.value, ledger.doubt(fact))
                break
    return of_fact(total, f'by its caption "{caption_of(total.fact)}"') if total is not None else None


def _partial(statement: Statement, cost: Found) -> str | None:
    """Why a cost line is not surely the whole cost of what was sold: it is not the first cost, or is not called so."""
    place = cost.fact.place
    if place is None:
        return None
    if place.caption and not _COST.search(place.caption):
        return f'"{caption_of(cost.fact)}" may be a part of the cost of revenue'
    others = (*concepts.REVENUE.concepts, *concepts.REVENUE.fallbacks, *concepts.COST_OF_REVENUE.concepts)
    for fact in statement.lines:
        if fact.place is None or fact.place.row >= place.row:
            break
        # What stands before is revenue, or what adds up to it.
        if fact.concept not in others and _COST.search(fact.place.caption):
            return f'it stands after another cost, "{caption_of(fact)}"'
    return None


def _rows(facts: Iterable[XbrlFact]) -> set[int]:
    return {fact.place.row for fact in facts if fact.place is not None}
