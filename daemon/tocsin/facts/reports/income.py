"""The figures of the income statement, of one period."""

from __future__ import annotations

import re
from decimal import Decimal

from tocsin.facts.reports import concepts
from tocsin.facts.reports.amounts import Amount, Unknown, of_fact
from tocsin.facts.reports.concepts import Figure
from tocsin.facts.reports.income_statement import REVENUE, Statement
from tocsin.facts.reports.ledger import Found, Ledger, caption_of
from tocsin.facts.reports.xbrl import XbrlFact
from tocsin.model import Part, Quality

_INTEREST = "us-gaap:InterestAndDividendIncomeOperating"
_RESULTS = (*concepts.GROSS_PROFIT.concepts, *concepts.OPERATING_INCOME.concepts)
_NET_REVENUE = "us-gaap:RevenuesNetOfInterestExpense"
_TOTALS = (_NET_REVENUE, "us-gaap:Revenues")
_TOTAL_REVENUE = re.compile(
    r"\s*total (?:net )?(?:operating )?(?:revenues?|(?:net )?sales)(?![\w ]*(?:expense|cost|after|loss))",
    re.IGNORECASE,
)
_COST = re.compile(r"\bcosts?\b", re.IGNORECASE)
_COST_OF = re.compile(r"\s*costs? of\b", re.IGNORECASE)


def revenue(ledger: Ledger, statement: Statement) -> Amount | Unknown:
    """The total of the revenue lines of the income statement."""
    figure = concepts.REVENUE
    told = list(ledger.each(figure, *statement.period, statement.holds))
    told.sort(key=lambda one: one.fact.concept != _NET_REVENUE)
    total = _total_line(ledger, statement)
    if not told:
        return _by_caption(ledger, statement) or _none(ledger, figure, statement, "revenue")
    found, doubt = told[0], None
    if total is not None and found.fact.concept not in _TOTALS and total.value != found.value:
        return of_fact(
            total, f'by its caption "{caption_of(total.fact)}"; {found.fact.concept} is another line'
        )
    # What a bank earns in interest is more than its revenue, which is what is left of it and the fees.
    larger = [one.fact.concept for one in told if one is found or one.value > found.value]
    if _INTEREST in larger and found.fact.concept not in _TOTALS:
        return Unknown("interest is the larger part of what is earned, and no line is the total")
    if len(larger) - larger.count(_INTEREST) > 1 and found.fact.concept != _NET_REVENUE:
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
    others = _costs_beside(statement, found)
    if not others:
        return of_fact(found, _partial(statement, found))
    parts = tuple(Part(one.concept, one.value) for one in (found.fact, *others) if one.value is not None)
    value = sum((part.value for part in parts), Decimal(0))
    sold = revenue(ledger, statement)
    printed = ledger.first(concepts.GROSS_PROFIT, start, end, statement.holds)
    if not isinstance(sold, Amount) or printed is None or sold.value - value != printed.value:
        return Unknown("the cost of what was sold is told in several lines, without a total")
    return Amount(value, parts, Quality.LOW, "told in several lines, which are what the gross profit leaves")


def gross_profit(ledger: Ledger, statement: Statement) -> Amount | Unknown:
    """As printed; else revenue less its one total cost."""
    start, end = statement.period
    found = ledger.first(concepts.GROSS_PROFIT, start, end, statement.holds)
    sold, cost = revenue(ledger, statement), cost_of_revenue(ledger, statement)
    whole = isinstance(cost, Amount) and (
        cost.parts[0].concept in concepts.COST_OF_REVENUE.concepts
        if statement.tables
        # Without captions only this one says that it is the whole.
        else cost.parts[0].concept == concepts.COST_OF_REVENUE.concepts[0]
    )
    if found is not None:
        return of_fact(found, _unlike(found, sold, cost, printed=bool(statement.tables)))
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


def _costs_beside(statement: Statement, cost: Found) -> list[XbrlFact]:
    """The lines right below a cost that say they are the cost of something sold as well."""
    if cost.fact.place is None:
        return []
    beside: dict[int, XbrlFact] = {}
    for fact in statement.lines:
        if fact.place is None or fact.place.row <= cost.fact.place.row:
            continue
        if fact.concept in _RESULTS or not _COST_OF.match(fact.place.caption):
            break
        if fact.value:
            beside.setdefault(fact.place.row, fact)
    return list(beside.values())


def _total_line(ledger: Ledger, statement: Statement) -> Found | None:
    for fact in statement.lines:
        if fact.place is not None and fact.value is not None and _TOTAL_REVENUE.match(fact.place.caption):
            return Found(fact, fact.value, ledger.doubt(fact))
    return _added_line(ledger, statement)


def _added_line(ledger: Ledger, statement: Statement) -> Found | None:
    """The line that is the sum of all those above it, which begin with what was sold."""
    rows = {fact.place.row: fact for fact in statement.lines if fact.place is not None and fact.value}
    running = Decimal(0)
    for count, (_, fact) in enumerate(sorted(rows.items())):
        if fact.value is None or fact.value < 0 or _COST.search(caption_of(fact)):
            break
        if count > 1 and fact.value == running:
            return Found(fact, fact.value, ledger.doubt(fact))
        running += fact.value
    return None


def _by_caption(ledger: Ledger, statement: Statement) -> Amount | None:
    """A line that says it is the revenue, under a concept of the filer's own."""
    total = _total_line(ledger, statement)
    if total is None:
        for fact in statement.lines[:3]:
            if fact.place is not None and fact.value is not None and REVENUE.match(fact.place.caption):
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
