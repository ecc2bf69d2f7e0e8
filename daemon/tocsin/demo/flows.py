"""The statements of what flowed: of operations, and of cash flows, of a made report."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from tocsin.demo.report import INSTANTS, Figures, Report
from tocsin.demo.statements import Amounts, Column, Statement, Writer, statement

_INCOME = (
    ("revenue", "Net sales", "us-gaap:RevenueFromContractWithCustomerExcludingAssessedTax"),
    ("cost_of_revenue", "Cost of sales", "us-gaap:CostOfRevenue"),
    ("gross_profit", "Gross profit", "us-gaap:GrossProfit"),
    ("operating_expenses", "Total operating expenses", "us-gaap:OperatingExpenses"),
    ("operating_income", "Income (loss) from operations", "us-gaap:OperatingIncomeLoss"),
    ("net_income", "Net income (loss)", "us-gaap:NetIncomeLoss"),
    ("eps", "Net income (loss) per share, diluted", "us-gaap:EarningsPerShareDiluted"),
)
_CASH_FLOWS = (
    ("net_income", "Net income (loss)", "us-gaap:NetIncomeLoss"),
    (
        "working_capital",
        "Changes in operating assets and liabilities",
        "us-gaap:IncreaseDecreaseInOperatingCapital",
    ),
    (
        "operating_cash_flow",
        "Net cash provided by (used in) operating activities",
        "us-gaap:NetCashProvidedByUsedInOperatingActivities",
    ),
    (
        "capital_expenditure",
        "Purchases of property, plant and equipment",
        "us-gaap:PaymentsToAcquirePropertyPlantAndEquipment",
    ),
    (
        "investing",
        "Net cash used in investing activities",
        "us-gaap:NetCashProvidedByUsedInInvestingActivities",
    ),
    ("debt_proceeds", "Proceeds from borrowings", "us-gaap:ProceedsFromIssuanceOfDebt"),
    (
        "other_financing",
        "Other financing activities, net",
        "us-gaap:ProceedsFromPaymentsForOtherFinancingActivities",
    ),
    (
        "financing",
        "Net cash provided by (used in) financing activities",
        "us-gaap:NetCashProvidedByUsedInFinancingActivities",
    ),
    (
        "change",
        "Net increase (decrease) in cash and cash equivalents",
        "us-gaap:CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalentsPeriodIncreaseDecreaseIncludingExchangeRateEffect",
    ),
)
_TOTALS = {"gross_profit", "operating_income", "net_income", "operating_cash_flow", "change"}

_EARNED = {name for name, _, _ in _INCOME}
_MOVED = {name for name, _, _ in _CASH_FLOWS} - _EARNED

_SPANS = {1: "Three Months Ended", 2: "Six Months Ended", 3: "Nine Months Ended", 4: "Fiscal Year Ended"}


_WorkOut = Callable[[Amounts, Report, bool], Amounts]


def income_statement(report: Report) -> Statement:
    spans = [("_ytd", report.quarters)] if report.annual else [("", 1), ("_ytd", report.quarters)]
    columns, amounts = _flow_columns(report, spans if report.quarters > 1 else [("", 1)], _EARNED, _earned)
    write = Writer(report, amounts)
    return statement("STATEMENTS OF OPERATIONS", report, columns, write.lines(_INCOME, _TOTALS))


def cash_flows(report: Report) -> Statement:
    """Year to date; three months beside it where the figures give the quarter's operating cash flow."""
    spans = [("_ytd", report.quarters)]
    if "operating_cash_flow" in report.figures and report.quarters > 1:
        spans.insert(0, ("", 1))
    columns, amounts = _flow_columns(report, spans, _MOVED, _moved)
    write = Writer(report, amounts)
    named = {name: (name, caption, concept) for name, caption, concept in _CASH_FLOWS}
    lines = [
        write.heading("OPERATING ACTIVITIES:"),
        *write.lines(
            (named[name] for name in ("net_income", "working_capital", "operating_cash_flow")), _TOTALS
        ),
        write.heading("INVESTING ACTIVITIES:"),
        *write.lines((named[name] for name in ("capital_expenditure", "investing")), _TOTALS),
        write.heading("FINANCING ACTIVITIES:"),
        *write.lines(
            (named[name] for name in ("debt_proceeds", "other_financing", "financing", "change")), _TOTALS
        ),
    ]
    return statement("STATEMENTS OF CASH FLOWS", report, columns, lines)


def _flow_columns(
    report: Report, spans: list[tuple[str, int]], own: set[str], work_out: _WorkOut
) -> tuple[list[Column], list[Amounts]]:
    columns: list[Column] = []
    amounts: list[Amounts] = []
    for suffix, quarters in spans:
        period = report.year_to_date if quarters == report.quarters else report.quarter
        for figures, when in (
            (report.figures, period),
            (report.year_ago, report.a_year_before(period)),
        ):
            told = _flows(figures, suffix, report.quarters == 1)
            if told.keys() & own:
                columns.append(Column(_SPANS[quarters], when))
                amounts.append(
                    work_out(told, report, figures is report.figures and quarters == report.quarters)
                )
    return columns, amounts


def _flows(figures: Figures, suffix: str, first_quarter: bool) -> Amounts:
    return {
        name.removesuffix("_ytd"): Decimal(amount)
        for name, amount in figures.items()
        if name.removesuffix("_ytd") not in INSTANTS
        and (first_quarter or name.endswith("_ytd") == bool(suffix))
    }


def _earned(told: Amounts, _report: Report, _whole: bool) -> Amounts:
    if "revenue" in told and "cost_of_revenue" in told:
        told.setdefault("gross_profit", told["revenue"] - told["cost_of_revenue"])
    if "gross_profit" in told and "operating_income" in told:
        told["operating_expenses"] = told["gross_profit"] - told["operating_income"]
    return told


def _moved(told: Amounts, report: Report, whole: bool) -> Amounts:
    """`whole`: these are the year to date of the report itself, whose cash at both ends may be known."""
    cash, spent = told.get("operating_cash_flow"), told.get("capital_expenditure")
    if cash is not None and "net_income" in told:
        told["working_capital"] = told["net_income"] - cash
    if spent is not None:
        told["investing"] = -spent
    if "debt_proceeds" in told:
        told["financing"] = told["debt_proceeds"]
    now, before = report.figures.get("cash"), report.at_year_end.get("cash")
    if whole and None not in (cash, spent, now, before):
        told["change"] = Decimal(now or 0) - Decimal(before or 0)
        told["financing"] = told["change"] - (cash or 0) + (spent or 0)
        if left := told["financing"] - told.get("debt_proceeds", Decimal(0)):
            told["other_financing"] = left
    return told
