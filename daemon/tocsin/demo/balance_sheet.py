"""The balance sheet of a made report, which adds up whatever is given of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tocsin.demo.report import INSTANTS, Figures, Report
from tocsin.demo.statements import Amounts, Column, Named, Statement, Writer, statement
from tocsin.demo.tagged import Period

_CURRENT_ASSETS = (
    ("cash", "Cash and cash equivalents", "us-gaap:CashAndCashEquivalentsAtCarryingValue"),
    ("accounts_receivable", "Accounts receivable, net", "us-gaap:AccountsReceivableNetCurrent"),
    ("inventory", "Inventories", "us-gaap:InventoryNet"),
    ("other_current_assets", "Prepaid expenses and other current assets", "us-gaap:OtherAssetsCurrent"),
)
_OTHER_ASSETS = (
    ("property", "Property, plant and equipment, net", "us-gaap:PropertyPlantAndEquipmentNet"),
    ("other_assets", "Other assets", "us-gaap:OtherAssetsNoncurrent"),
)
_CURRENT_LIABILITIES = (
    ("accounts_payable", "Accounts payable", "us-gaap:AccountsPayableCurrent"),
    ("short_term_borrowings", "Short-term bank borrowings", "us-gaap:ShortTermBorrowings"),
    ("current_long_term_debt", "Current portion of long-term debt", "us-gaap:LongTermDebtCurrent"),
    ("other_current_liabilities", "Accrued and other current liabilities", "us-gaap:OtherLiabilitiesCurrent"),
)
_OTHER_LIABILITIES = (
    ("convertible_notes", "Convertible notes, non-current", "us-gaap:ConvertibleLongTermNotesPayable"),
    ("term_loans", "Term loans, non-current", "us-gaap:LongTermNotesAndLoans"),
    ("other_liabilities", "Other liabilities", "us-gaap:OtherLiabilitiesNoncurrent"),
)
_EQUITY = (
    (
        "paid_in_capital",
        "Common stock and additional paid-in capital",
        "us-gaap:CommonStocksIncludingAdditionalPaidInCapital",
    ),
    ("retained_earnings", "Retained earnings", "us-gaap:RetainedEarningsAccumulatedDeficit"),
)


def balanced(figures: Figures) -> Amounts:
    """The balance sheet with its totals, and `other_assets` and `other_liabilities` that make it tie.

    Of assets, liabilities and equity two are enough, or one, or none: the lines that are there give the
    rest. Raises ValueError for figures that cannot tie.
    """
    told: Amounts = {name: Decimal(amount) for name, amount in figures.items() if name in INSTANTS}
    owned = _sum(told, (*_CURRENT_ASSETS, *_OTHER_ASSETS))
    owed = _sum(told, (*_CURRENT_LIABILITIES, *_OTHER_LIABILITIES))
    assets, liabilities, equity = (told.get(name) for name in ("assets", "liabilities", "equity"))
    if assets is None:
        claims = (owed if liabilities is None else liabilities) + (equity or Decimal(0))
        assets = claims if liabilities is not None and equity is not None else max(owned, claims)
    if liabilities is None:
        liabilities = owed if equity is None else assets - equity
    if equity is None:
        equity = assets - liabilities
    if assets != liabilities + equity:
        raise ValueError(f"assets {assets} are not liabilities {liabilities} and equity {equity}")
    if owned > assets or owed > liabilities:
        raise ValueError(f"lines of {owned} and {owed} in totals of {assets} and {liabilities}")
    told |= {"assets": assets, "liabilities": liabilities, "equity": equity}
    told["liabilities_and_equity"] = assets
    for name, left in (("other_assets", assets - owned), ("other_liabilities", liabilities - owed)):
        if left:
            told[name] = left
    told["current_assets"] = _sum(told, _CURRENT_ASSETS)
    told["current_liabilities"] = _sum(told, _CURRENT_LIABILITIES)
    told["retained_earnings"] = equity - told.get("paid_in_capital", Decimal(0))
    return told


def balance_sheet(report: Report) -> Statement:
    columns = [Column("As of", Period(report.period_end))]
    amounts = [balanced(report.figures)]
    if report.at_year_end:
        columns.append(Column("As of", Period(report.last_year_end)))
        amounts.append(balanced(report.at_year_end))
    write = Writer(report, amounts)
    lines = [
        write.heading("ASSETS"),
        write.heading("Current assets:"),
        *write.lines(_CURRENT_ASSETS),
        write.total("current_assets", "Total current assets", "us-gaap:AssetsCurrent"),
        *write.lines(_OTHER_ASSETS),
        write.total("assets", "Total assets", "us-gaap:Assets"),
        write.heading("LIABILITIES AND STOCKHOLDERS' EQUITY"),
        write.heading("Current liabilities:"),
        *write.lines(_CURRENT_LIABILITIES),
        write.total("current_liabilities", "Total current liabilities", "us-gaap:LiabilitiesCurrent"),
        *write.lines(_OTHER_LIABILITIES),
        write.total("liabilities", "Total liabilities", "us-gaap:Liabilities"),
        write.heading("Stockholders' equity:"),
        *write.lines(_EQUITY),
        write.total("equity", "Total stockholders' equity", "us-gaap:StockholdersEquity"),
        write.total(
            "liabilities_and_equity",
            "Total liabilities and stockholders' equity",
            "us-gaap:LiabilitiesAndStockholdersEquity",
        ),
    ]
    return statement("BALANCE SHEETS", report, columns, lines)


def _sum(told: Amounts, lines: Sequence[Named]) -> Decimal:
    return sum((told[name] for name, _, _ in lines if name in told), Decimal(0))
