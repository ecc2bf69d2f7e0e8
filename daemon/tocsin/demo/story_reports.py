"""What companies report in the story, beside the quarter itself: the year before, guidance that is cut, a resignation.

`before` is what was filed before the watching began: the past that the first reports are held against.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from tocsin.demo.companies import ACME, PLZA
from tocsin.demo.current_report import CurrentReport, Exhibit
from tocsin.demo.quarter import march_10q
from tocsin.demo.report import Report

_DAY = dt.timedelta(days=1)
_MILLION = 1_000_000


def before(begins: dt.datetime) -> tuple[tuple[Report, dt.datetime], ...]:
    """The reports of the past, each with the time at which it was accepted."""
    return (
        (servers_year_ago(), begins - 380 * _DAY),
        (platform_year_ago(), begins - 460 * _DAY),
        (platform_last_year(), begins - 190 * _DAY),
        (march_10q(), begins - 90 * _DAY),
    )


def servers_year_ago() -> Report:
    """The second quarter of 2025: liabilities of $8.4B, which a year later are $12.9B."""
    figures = {
        "cash": 4_100,
        "accounts_receivable": 3_900,
        "inventory": 5_600,
        "other_current_assets": 300,
        "property": 600,
        "assets": 14_500,
        "accounts_payable": 1_400,
        "short_term_borrowings": 300,
        "current_long_term_debt": 0,
        "other_current_liabilities": 2_400,
        "convertible_notes": 4_000,
        "term_loans": 300,
        "paid_in_capital": 2_900,
        "equity": 6_100,
        "revenue": 5_400,
        "revenue_ytd": 10_000,
        "cost_of_revenue": 4_750,
        "cost_of_revenue_ytd": 8_750,
        "operating_cash_flow_ytd": 150,
        "capital_expenditure_ytd": 70,
    }
    return Report(ACME, "2025Q2", dt.date(2025, 6, 30), _millions(figures))


def platform_year_ago() -> Report:
    """The first quarter of 2025: a gross margin of 82.5 %, and $9B of capital expenditure out of $22B."""
    figures = {
        "revenue": 42_300,
        "cost_of_revenue": 7_400,
        "operating_income": 17_600,
        "net_income": 16_600,
        "operating_cash_flow": 22_000,
        "capital_expenditure": 9_000,
        **_PLATFORM_SHEET,
    }
    return Report(PLZA, "2025Q1", dt.date(2025, 3, 31), _millions(figures))


def platform_last_year() -> Report:
    """The year 2025: $82B of capital expenditure, three quarters of the $110B that operations brought in."""
    figures = {
        "revenue_ytd": 200_000,
        "cost_of_revenue_ytd": 36_000,
        "operating_income_ytd": 83_000,
        "net_income_ytd": 70_000,
        "operating_cash_flow_ytd": 110_000,
        "capital_expenditure_ytd": 82_000,
        **_PLATFORM_SHEET,
    }
    return Report(PLZA, "2025FY", dt.date(2025, 12, 31), _millions(figures))


_PLATFORM_SHEET = {
    "cash": 44_000,
    "property": 180_000,
    "assets": 360_000,
    "term_loans": 58_000,
    "liabilities": 150_000,
}


def guidance_cut_8k() -> CurrentReport:
    """Items 2.02 and 9.01: the server maker expects $22B to $24B of revenue in 2026, no longer $26B to $28B."""
    release = Exhibit(
        "Acme Server Works Reports Second Quarter 2026 Results",
        (
            "NOWHERE, Del., August 4, 2026: Acme Server Works Inc. (Nasdaq: ACME) today reported net sales of"
            " $5.8 billion for the quarter ended June 30, 2026.",
            "We now expect full year 2026 revenue to be in the range of $22 billion to $24 billion, lowered from"
            " our prior range of $26 billion to $28 billion.",
        ),
    )
    told = "On August 4, 2026, Acme Server Works Inc. issued a press release, furnished as Exhibit 99.1."
    return CurrentReport(ACME, dt.date(2026, 8, 4), {"2.02": (told,)}, (release,))


def officer_leaves_8k() -> CurrentReport:
    """Item 5.02: the chief financial officer resigned."""
    told = (
        "On August 3, 2026, Tobias Okafor resigned as Chief Financial Officer of Acme Server Works Inc., with"
        " immediate effect; a search for a successor has begun."
    )
    return CurrentReport(ACME, dt.date(2026, 8, 3), {"5.02": (told,)})


def _millions(figures: Mapping[str, int]) -> dict[str, int | Decimal]:
    return {name: amount * _MILLION for name, amount in figures.items()}
