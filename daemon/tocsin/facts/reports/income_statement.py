"""Where the income statement of a period stands: the table that tells a result and how it came about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tocsin.facts.reports import concepts
from tocsin.facts.reports.ledger import Ledger
from tocsin.facts.reports.periods import Period
from tocsin.facts.reports.xbrl import XbrlFact

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
_REVENUES = frozenset((*concepts.REVENUE.concepts, *concepts.REVENUE.fallbacks))
_FEWEST_ROWS = 3
REVENUE = re.compile(
    r"\s*(?:total )?(?:net )?(?:operating )?(?:revenues?|sales)\b(?!.*\bcost)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Statement:
    """Where the income statement of a period stands: `tables` is empty for a document without places."""

    period: Period
    tables: tuple[int, ...] = ()
    lines: tuple[XbrlFact, ...] = ()

    def holds(self, fact: XbrlFact) -> bool:
        return not self.tables or (fact.place is not None and fact.place.table in self.tables)


def statement_of(ledger: Ledger, period: Period) -> Statement | None:
    """The first table that tells the result of a period and how it came about; the cash flow is another one."""
    if not ledger.has_places:
        return Statement(period)
    tables: dict[int, list[XbrlFact]] = {}
    by_share: set[int] = set()
    for fact in ledger.placed(*period):
        if fact.place is None or fact.dimensions:
            continue
        if fact.unit == ledger.currency:
            tables.setdefault(fact.place.table, []).append(fact)
        elif fact.unit == f"{ledger.currency}/shares":
            by_share.add(fact.place.table)
    best: tuple[bool, bool, int] | None = None
    for table, facts in tables.items():
        named = {fact.concept for fact in facts}
        if not named & _RESULT or named & frozenset(_OPERATING) or len(_rows(facts)) < _FEWEST_ROWS:
            continue
        # Earnings a share are told on the face (ASC 260-10-45-2). The notes come after the statements, and
        # have tables of a result as well.
        rank = (bool(named & _BEFORE_RESULT), table in by_share, -table)
        best = rank if best is None else max(best, rank)
    if best is None:
        return None
    last = -best[2]
    above = tables.get(last - 1, [])
    # A page may end amid the statement: then what was sold stands in the table before.
    torn = not any(_is_revenue(fact) for fact in tables[last]) and any(_is_revenue(fact) for fact in above)
    spread = (last - 1, last) if torn else (last,)
    return Statement(period, spread, tuple(fact for table in spread for fact in tables[table]))


def _is_revenue(fact: XbrlFact) -> bool:
    return fact.concept in _REVENUES or (
        fact.place is not None and REVENUE.match(fact.place.caption) is not None
    )


def _rows(facts: Iterable[XbrlFact]) -> set[int]:
    return {fact.place.row for fact in facts if fact.place is not None}
