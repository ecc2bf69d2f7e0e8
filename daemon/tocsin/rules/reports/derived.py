"""Which figures a rule can name: those that filings report, and those that are arithmetic on them."""

from __future__ import annotations

from enum import StrEnum

BALANCES = (
    "total_debt",
    "short_term_debt",
    "long_term_debt",
    "assets",
    "liabilities",
    "equity",
    "cash",
    "inventory",
    "accounts_receivable",
)
FLOWS = (
    "revenue",
    "cost_of_revenue",
    "gross_profit",
    "operating_income",
    "net_income",
    "operating_cash_flow",
    "capital_expenditure",
)
# Written as a trader would write them in a rule. A flow's suffix goes to each flow in it.
FORMULAS = {
    "gross_margin": "gross_profit / revenue",
    "free_cash_flow": "operating_cash_flow - capital_expenditure",
    "net_debt": "total_debt - cash",
    "debt_to_equity": "total_debt / equity",
}
_OF_FLOWS = (*FLOWS, "gross_margin", "free_cash_flow")


class Over(StrEnum):
    """What time a flow covers, by the suffix of its name; without one it is a quarter's."""

    QUARTER = ""
    YEAR_TO_DATE = "_ytd"
    TRAILING_YEAR = "_ttm"


NAMES = (
    *BALANCES,
    "net_debt",
    "debt_to_equity",
    *(f"{name}{over}" for name in _OF_FLOWS for over in Over),
)


def split(name: str) -> tuple[str, Over]:
    """The name without its suffix, and what the suffix says: `revenue_ttm` is revenue of a trailing year."""
    for over in (Over.YEAR_TO_DATE, Over.TRAILING_YEAR):
        if name.endswith(over):
            return name.removesuffix(over), over
    return name, Over.QUARTER


def is_flow(name: str) -> bool:
    return split(name)[0] in _OF_FLOWS


def formula(name: str) -> str | None:
    """The arithmetic behind a derived figure: `free_cash_flow_ttm` is
    `operating_cash_flow_ttm - capital_expenditure_ttm`; None for one that is reported."""
    base, over = split(name)
    text = FORMULAS.get(base)
    if text is None:
        return None
    return " ".join(f"{word}{over}" if word in FLOWS else word for word in text.split())
