"""The figures of a 10-Q or 10-K: a Report -> Metrics.

The balance sheet at its current date and at the dates that it is compared with; the quarter, and the fiscal
year to date under names that end in `_ytd`; the same periods of the years before, as far as the document
shows them. What each name means, and what it is built of, is in `concepts`, `face_debt`, `balances`, `income` and `cash_flow`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal

from tocsin.facts.reports import balances, cash_flow, concepts, debt, face, face_debt, income, periods
from tocsin.facts.reports.amounts import Amount, Unknown
from tocsin.facts.reports.income_statement import Statement, statement_of
from tocsin.facts.reports.ledger import Ledger
from tocsin.facts.reports.periods import Period, Periods
from tocsin.facts.reports.xbrl import Report
from tocsin.model import Issuer, Metric, Quality

_INCOME: dict[str, Callable[[Ledger, Statement], Amount | Unknown]] = {
    "revenue": income.revenue,
    "cost_of_revenue": income.cost_of_revenue,
    "gross_profit": income.gross_profit,
    "operating_income": income.operating_income,
    "net_income": income.net_income,
}
_CASH_FLOWS: dict[str, Callable[[Ledger, Period], Amount | Unknown]] = {
    "operating_cash_flow": cash_flow.operating_cash_flow,
    "capital_expenditure": cash_flow.capital_expenditure,
}
_DEBT = ("total_debt", "short_term_debt", "long_term_debt")
_FLOW_CONCEPTS = tuple(
    concept
    for figure in (*concepts.INCOME, *concepts.CASH_FLOWS)
    for concept in (*figure.concepts, *figure.fallbacks)
)
_TRADE_CONCEPTS = (
    "us-gaap:InterestExpenseDeposits",
    "us-gaap:NoninterestExpense",
    "us-gaap:PremiumsEarnedNet",
)
Entry = tuple[str, Amount | Unknown, dt.date | None, dt.date | None]


def metrics(report: Report, *, accession: str | None, form: str, issuer: Issuer) -> tuple[Metric, ...]:
    """The figures of a 10-Q, 10-K, 10-QT or 10-KT and their amendments, those of the current period first.

    Every name is there at least once for the current period; what cannot be known is `absent`, and its note
    says why. An amendment without any amount (a Part III that came later) tells nothing and gives none.
    """
    ledger = Ledger(report)
    if ledger.currency is None:
        if form.endswith("/A"):
            return ()
        why = Unknown("the document tells no amounts in XBRL")
        names = (*_DEBT, *concepts.FIGURES, *(f"{name}_ytd" for name in _CASH_FLOWS))
        entries: list[Entry] = [(name, why, None, report.period_end) for name in dict.fromkeys(names)]
        chosen = None
    else:
        entries, chosen = _entries(ledger, form)
    return tuple(
        Metric(
            accession=accession,
            form=form,
            issuer=issuer,
            name=name,
            value=found.value if isinstance(found, Amount) else None,
            unit=ledger.currency,
            start=start,
            end=end,
            fiscal=periods.fiscal(report, chosen, end) if chosen and end else None,
            quality=found.quality if isinstance(found, Amount) else Quality.ABSENT,
            parts=found.parts if isinstance(found, Amount) else (),
            note=found.note if isinstance(found, Amount) else found.why,
        )
        for name, found, start, end in entries
    )


def _entries(ledger: Ledger, form: str) -> tuple[list[Entry], Periods | None]:
    report = ledger.report
    stand = face.locate(ledger)
    told = periods.without_stubs(ledger.periods(_FLOW_CONCEPTS), report.start)
    balance_dates = {fact.end for fact in ledger.all(concepts.ASSETS.concepts) if fact.start is None}
    end = face.current_date(ledger)
    if end is None or (report.period_end is not None and (report.period_end - end).days > 10):
        # What the document is about has no total of assets: older balances are not the current ones.
        end = report.period_end or periods.latest(told)
        stand = None
    if end is None:
        return [], None
    of_cash = ledger.periods(
        (*concepts.OPERATING_CASH_FLOW.concepts, *concepts.OPERATING_CASH_FLOW.fallbacks)
    )
    cash_flows = Counter({period: count for period, count in of_cash.items() if period in told})
    chosen = periods.choose(report, form, _nearest(end, report, told), told, cash_flows)
    entries: list[Entry] = []
    if stand is not None:
        columns = face.dates(ledger, stand)
        entries += _balance_of_face(ledger, stand, columns[0])
    else:
        columns = [end, *sorted((one for one in balance_dates if one < end), reverse=True)[:1]]
        entries += _balance_of_concepts(ledger, end)
    entries += _flows(ledger, chosen)
    for column in columns[1:]:
        older = (
            _balance_of_face(ledger, stand, column)
            if stand is not None
            else _balance_of_concepts(ledger, column)
        )
        entries += [entry for entry in older if isinstance(entry[1], Amount)]
    entries += _earlier_flows(ledger, chosen, list(told))
    return entries, chosen


def _nearest(end: dt.date, report: Report, told: Counter[Period]) -> dt.date:
    """The end of the flows: the day of the balance sheet, or a day near it that the filer took for its periods."""
    ends = {period[1] for period in told}
    if end in ends:
        return end
    near = [one for one in ends if abs((one - end).days) <= 7]
    return min(near, key=lambda one: abs((one - end).days)) if near else end


def _balance_of_face(ledger: Ledger, stand: face.Stand, date: dt.date) -> Iterator[Entry]:
    sheet = face.read(ledger, stand, date)
    if sheet is None:
        yield from _balance_of_concepts(ledger, date)
        return
    borrowed = face_debt.of_face(sheet, _debt_concepts(ledger, date), _trade(ledger))
    yield from _debt_entries(borrowed, date)
    for figure in concepts.BALANCES:
        yield figure.name, balances.of_face(ledger, sheet, figure), None, date


def _balance_of_concepts(ledger: Ledger, date: dt.date) -> Iterator[Entry]:
    if _trade(ledger):
        why = "borrowing is the trade of this company, and there is no face to read"
        borrowed = debt.Debt(None, None, None, why)
    else:
        borrowed = debt.combine(_debt_concepts(ledger, date))
    yield from _debt_entries(borrowed, date)
    for figure in concepts.BALANCES:
        yield figure.name, balances.of_concepts(ledger, date, figure), None, date


def _debt_entries(borrowed: debt.Debt, date: dt.date) -> Iterator[Entry]:
    for name, amount in zip(_DEBT, (borrowed.total, borrowed.short_term, borrowed.long_term), strict=True):
        yield name, amount or Unknown(borrowed.note or "not told"), None, date


def _debt_concepts(ledger: Ledger, date: dt.date) -> dict[str, Decimal]:
    return {
        concept: found.value
        for concept in debt.CONCEPTS
        if (found := ledger.pick(concept, None, date)) is not None
    }


def _trade(ledger: Ledger) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact.concept for fact in ledger.all(_TRADE_CONCEPTS) if fact.value))


def _flows(ledger: Ledger, chosen: Periods) -> Iterator[Entry]:
    """The current period: the quarter, then the year to date."""
    quarter, to_date = chosen.quarter, chosen.to_date
    statement = statement_of(ledger, quarter) if quarter else None
    for name, find in _INCOME.items():
        if quarter is None:
            yield (
                name,
                Unknown("the document tells no figures of a quarter that ends with it"),
                None,
                chosen.end,
            )
        elif statement is None:
            yield name, Unknown("no income statement of this period was found"), *quarter
        else:
            yield name, find(ledger, statement), *quarter
    for name, flow in _CASH_FLOWS.items():
        if to_date is not None and quarter == to_date:
            yield name, flow(ledger, to_date), *to_date
            continue
        found = flow(ledger, quarter) if quarter else None
        if isinstance(found, Amount) and quarter:
            yield name, found, *quarter
            continue
        start = quarter[0] if quarter else None
        yield (
            name,
            Unknown("told for the year to date only: a quarter is derived from two reports"),
            start,
            chosen.end,
        )
    if to_date is None:
        for name in _CASH_FLOWS:
            yield f"{name}_ytd", Unknown("the fiscal year to date was not found"), None, chosen.end
        return
    statement = statement_of(ledger, to_date)
    for name, find in _INCOME.items():
        found = find(ledger, statement) if statement else None
        if isinstance(found, Amount):
            yield f"{name}_ytd", found, *to_date
    for name, flow in _CASH_FLOWS.items():
        yield f"{name}_ytd", flow(ledger, to_date), *to_date


def _earlier_flows(ledger: Ledger, chosen: Periods, told: list[Period]) -> Iterator[Entry]:
    """The same periods of the years before."""
    for ending, current in (("", chosen.quarter), ("_ytd", chosen.to_date)):
        for period in periods.before(current, told) if current else ():
            statement = statement_of(ledger, period)
            for name, find in _INCOME.items():
                found = find(ledger, statement) if statement else None
                if isinstance(found, Amount):
                    yield f"{name}{ending}", found, *period
            for name, flow in _CASH_FLOWS.items():
                found = flow(ledger, period)
                if isinstance(found, Amount):
                    yield f"{name}{ending}", found, *period
