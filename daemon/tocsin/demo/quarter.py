"""The story of a quarter: a server maker borrows, burns cash and is reviewed; a platform will spend more.

Each function returns a form that `EdgarBox.publish` takes; when it is accepted is the teller's choice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from tocsin.demo.companies import ACME, PLZA
from tocsin.demo.current_report import CurrentReport, Exhibit
from tocsin.demo.form144 import Form144, MadeProposedSale
from tocsin.demo.report import Report

_MARCH = dt.date(2026, 3, 31)
_JUNE = dt.date(2026, 6, 30)
_REVIEW_BEGAN = dt.date(2026, 7, 28)
_MILLION = 1_000_000

# Debt of 300 + 100 + 4,000 + 300: $4.7B.
_AT_YEAR_END = {
    "cash": 5_200,
    "accounts_receivable": 4_300,
    "inventory": 5_800,
    "other_current_assets": 400,
    "property": 700,
    "assets": 16_900,
    "accounts_payable": 1_500,
    "short_term_borrowings": 300,
    "current_long_term_debt": 100,
    "other_current_liabilities": 900,
    "convertible_notes": 4_000,
    "term_loans": 300,
    "paid_in_capital": 3_000,
    "equity": 8_900,
}
_LAWS = (
    "Our servers are subject to export control laws of the United States and of other countries, and a"
    " change of those laws could reduce our sales."
)


def march_10q() -> Report:
    """The first quarter of 2026: total debt $4.9B, operating cash flow -$0.4B, no word of a review.

    What no reader sees speaks of an investigation all the same.
    """
    figures = {
        "cash": 5_100,
        "accounts_receivable": 4_600,
        "inventory": 6_300,
        "other_current_assets": 400,
        "property": 800,
        "assets": 17_700,
        "accounts_payable": 1_700,
        "short_term_borrowings": 400,
        "current_long_term_debt": 0,
        "other_current_liabilities": 1_000,
        "convertible_notes": 4_100,
        "term_loans": 400,
        "paid_in_capital": 3_100,
        "equity": 9_200,
        "revenue": 5_200,
        "cost_of_revenue": 4_700,
        "operating_income": 250,
        "net_income": 180,
        "operating_cash_flow": -400,
        "capital_expenditure": 40,
        "debt_proceeds": 200,
    }
    year_ago = {
        "revenue": 4_600,
        "cost_of_revenue": 4_000,
        "operating_income": 300,
        "net_income": 240,
        "operating_cash_flow": 200,
        "capital_expenditure": 30,
    }
    return Report(
        ACME,
        "2026Q1",
        _MARCH,
        {**_millions(figures), "eps": Decimal("0.29")},
        _millions(_AT_YEAR_END),
        {**_millions(year_ago), "eps": Decimal("0.40")},
        {
            "Financial Statements": ("Note 1. The condensed statements are unaudited, and they are made.",),
            "Management's Discussion": (
                "Net sales rose 13% because customers bought more accelerated servers.",
                "We review the carrying value of our inventories each quarter.",
            ),
            "Legal Proceedings": ("We are party to no legal proceeding that we hold to be material.",),
            "Risk Factors": (_LAWS, "We buy most accelerators from one supplier."),
        },
        hidden=("Independent investigation of export control matters.",),
    )


def june_10q() -> Report:
    """The second quarter of 2026: total debt $8.8B; operating cash flow -$7.0B since January, so -$6.6B
    of the quarter; and the review that the 8-K told of a week before."""
    figures = {
        "cash": 2_200,
        "accounts_receivable": 6_900,
        "inventory": 11_200,
        "other_current_assets": 500,
        "property": 850,
        "assets": 22_200,
        "accounts_payable": 2_000,
        "short_term_borrowings": 2_300,
        "current_long_term_debt": 100,
        "other_current_liabilities": 1_200,
        "convertible_notes": 4_700,
        "term_loans": 1_700,
        "paid_in_capital": 3_150,
        "equity": 9_300,
        "revenue": 5_800,
        "revenue_ytd": 11_000,
        "cost_of_revenue": 5_350,
        "cost_of_revenue_ytd": 10_050,
        "operating_income": 160,
        "operating_income_ytd": 410,
        "net_income": 95,
        "net_income_ytd": 275,
        "operating_cash_flow_ytd": -7_000,
        "capital_expenditure_ytd": 95,
        "debt_proceeds_ytd": 4_100,
    }
    year_ago = {
        "revenue": 5_400,
        "revenue_ytd": 10_000,
        "cost_of_revenue": 4_750,
        "cost_of_revenue_ytd": 8_750,
        "operating_income": 290,
        "operating_income_ytd": 590,
        "net_income": 220,
        "net_income_ytd": 460,
        "operating_cash_flow_ytd": 150,
        "capital_expenditure_ytd": 70,
    }
    review = (
        "On July 28, 2026, our board of directors began an independent review of\f export control matters,"
        " and we cannot predict how long it will last or what it will find."
    )
    return Report(
        ACME,
        "2026Q2",
        _JUNE,
        {**_millions(figures), "eps": Decimal("0.15"), "eps_ytd": Decimal("0.44")},
        _millions(_AT_YEAR_END),
        {**_millions(year_ago), "eps": Decimal("0.37"), "eps_ytd": Decimal("0.77")},
        {
            "Financial Statements": (
                "Note 1. The condensed statements are unaudited, and they are made.",
                "Note 5. In May 2026 we drew $1.9 billion under our bank credit agreement, and in June 2026 we"
                " issued further convertible notes.",
            ),
            "Management's Discussion": (
                "Operating activities used cash because we bought inventory ahead of shipments.",
                "We review the carrying value of our inventories each quarter.",
            ),
            "Legal Proceedings": ("We have told the Bureau of Industry and Security of the review.",),
            "Risk Factors": (_LAWS, review, "We buy most accelerators from one supplier."),
        },
    )


def export_review_8k() -> CurrentReport:
    """Item 8.01, a week before the June 10-Q: the board began an independent review."""
    return CurrentReport(
        ACME,
        _REVIEW_BEGAN,
        {
            "8.01": (
                "On July 28, 2026, the board of directors of Acme Server Works Inc. began an independent review"
                " of matters relating to export control compliance, including sales to customers who may have"
                " resold servers to parties on the Entity List.",
                "The review is led by two independent directors with the help of outside counsel.",
                "The company has told the Bureau of Industry and Security of the review.",
            )
        },
    )


def capex_guidance_8k() -> CurrentReport:
    """Items 2.02 and 9.01: the press release raises 2026 capital expenditures to $125 to $145 billion."""
    figures = {
        "revenue": 56_300,
        "cost_of_revenue": 10_700,
        "operating_income": 22_900,
        "net_income": 19_800,
        "operating_cash_flow": 31_200,
        "capital_expenditure": 24_600,
        "cash": 44_000,
        "property": 196_000,
        "assets": 380_000,
        "term_loans": 58_700,
        "liabilities": 160_000,
    }
    year_ago = {"revenue": 42_300, "operating_income": 17_600, "net_income": 16_600}
    results = Report(PLZA, "2026Q1", _MARCH, _millions(figures), {}, _millions(year_ago))
    release = Exhibit(
        "Plaza Reports First Quarter 2026 Results",
        (
            "NOWHERE, Del., April 29, 2026: Plaza Platforms Inc. (Nasdaq: PLZA) today reported financial"
            " results for the quarter ended March 31, 2026.",
            "We expect second quarter 2026 total revenue to be in the range of $58 billion to $61 billion.",
            "We anticipate 2026 capital expenditures to be in the range of $125 billion to $145 billion,"
            " increased from our prior range of $115 billion to $135 billion.",
            "We expect full year 2026 total expenses to be in the range of $162 billion to $169 billion.",
        ),
        results,
    )
    told = (
        "On April 29, 2026, Plaza Platforms Inc. issued a press release announcing its results for the quarter"
        " ended March 31, 2026. A copy is furnished as Exhibit 99.1."
    )
    return CurrentReport(PLZA, dt.date(2026, 4, 29), {"2.02": (told,)}, (release,))


def proposed_sale() -> Form144:
    """A Form 144 of the server maker's chief executive: 250,000 shares, under a plan."""
    sale = MadeProposedSale(Decimal(250_000), Decimal("9487500.00"), dt.date(2026, 6, 15))
    return Form144(
        ACME,
        "9900000201",
        "Dana Reyes",
        (sale,),
        dt.date(2026, 6, 15),
        ("Director", "Officer"),
        (dt.date(2026, 2, 20),),
    )


def _millions(figures: Mapping[str, int]) -> dict[str, int | Decimal]:
    return {name: amount * _MILLION for name, amount in figures.items()}
