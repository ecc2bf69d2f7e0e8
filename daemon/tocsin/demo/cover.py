"""The cover page of a report, quarterly, annual or current, with what it tags of the filer (dei)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from html import escape

from tocsin.demo.filings import Company
from tocsin.demo.inline import SPACE, Tagger, centered, day_of, paragraph, span
from tocsin.demo.report import Report
from tocsin.demo.tagged import Period, TaggedFigure

_BOX = {True: "&#9746;", False: "&#9744;"}
_TITLES = {
    "10-Q": "QUARTERLY REPORT PURSUANT TO SECTION 13 OR 15(d) OF THE SECURITIES EXCHANGE ACT OF 1934",
    "10-K": "ANNUAL REPORT PURSUANT TO SECTION 13 OR 15(d) OF THE SECURITIES EXCHANGE ACT OF 1934",
    "8-K": "CURRENT REPORT PURSUANT TO SECTION 13 OR 15(d) OF THE SECURITIES EXCHANGE ACT OF 1934",
}
_BOXES = {"10-Q": "dei:DocumentQuarterlyReport", "10-K": "dei:DocumentAnnualReport"}


def prefix(company: Company) -> str:
    """The prefix of the company's own concepts and file names."""
    return (company.symbol or "made").lower()


def report_cover(report: Report, tagger: Tagger) -> list[str]:
    year, period = report.focus
    amended = "true" if report.amendment else "false"
    ends = f"--{report.company.fiscal_year_end[:2]}-{report.company.fiscal_year_end[2:]}"
    for concept, said in (
        ("dei:AmendmentFlag", amended),
        ("dei:DocumentFiscalYearFocus", year),
        ("dei:DocumentFiscalPeriodFocus", period),
        ("dei:EntityCentralIndexKey", report.company.cik),
        ("dei:CurrentFiscalYearEndDate", ends),
    ):
        tagger.hide(concept, said)
    base = report.form.removesuffix("/A")
    over = "fiscal year" if report.annual else "quarterly period"
    box = tagger.text(_BOXES[base], "true", _BOX[True], format="ixt:fixed-true")
    counted = _a_month_after(report.period_end)
    shares = tagger.figure(
        TaggedFigure(
            "dei:EntityCommonStockSharesOutstanding",
            Decimal(report.shares_outstanding),
            Period(counted),
            "shares",
            0,
        ),
        f"{report.shares_outstanding:,}",
        0,
    )
    amendment = [centered("(Amendment No. 1)")] if report.amendment else []
    return [
        *_top(report.form, tagger),
        *amendment,
        centered("(Mark One)", bold=False, size=8),
        centered(f"{box}{SPACE * 4}{_TITLES[base]}"),
        centered(f"For the {over} ended {_day(report.period_end, tagger)}", bold=False),
        *_filer(report.company, tagger),
        f'<div style="text-align:justify">{span(f"{shares} shares of common stock were outstanding as of")}'
        f"{span(' ' + day_of(counted) + '.')}</div>",
    ]


def current_cover(company: Company, form: str, reported: dt.date, tagger: Tagger) -> list[str]:
    for concept, said in (
        ("dei:AmendmentFlag", "true" if form.endswith("/A") else "false"),
        ("dei:EntityCentralIndexKey", company.cik),
    ):
        tagger.hide(concept, said)
    told = f"Date of Report (Date of earliest event reported): {_day(reported, tagger)}"
    return [
        *_top(form, tagger),
        centered(_TITLES["8-K"]),
        centered(told, bold=False),
        *_filer(company, tagger),
    ]


def _top(form: str, tagger: Tagger) -> list[str]:
    return [
        centered("UNITED STATES", size=13),
        centered("SECURITIES AND EXCHANGE COMMISSION", size=13),
        centered("Washington, D.C. 20549"),
        centered(f"FORM {tagger.text('dei:DocumentType', form)}", size=17),
    ]


def _day(day: dt.date, tagger: Tagger) -> str:
    return tagger.text(
        "dei:DocumentPeriodEndDate", str(day), day_of(day), format="ixt:date-monthname-day-year-en"
    )


def _filer(company: Company, tagger: Tagger) -> list[str]:
    listed = []
    if company.symbol:
        exchange = "NASDAQ" if company.exchange == "Nasdaq" else company.exchange
        row = (
            tagger.text("dei:Security12bTitle", "Common Stock, $0.001 par value per share"),
            tagger.text("dei:TradingSymbol", company.symbol),
            tagger.text(
                "dei:SecurityExchangeName",
                exchange,
                escape(company.exchange),
                format="ixt-sec:exchnameen",
            ),
        )
        cells = "".join(f'<td style="padding:2px 1pt">{span(html)}</td>' for html in row)
        listed = [
            f'<table style="width:100.000%"><tr>{cells}</tr></table>',
            centered("Securities registered pursuant to Section 12(b) of the Act", bold=False, size=8),
        ]
    return [
        centered(f"Commission File Number: {tagger.text('dei:EntityFileNumber', '000-00000')}", bold=False),
        centered(tagger.text("dei:EntityRegistrantName", company.name), size=20),
        centered("(Exact name of registrant as specified in its charter)", bold=False, size=8),
        *listed,
        paragraph(
            "Indicate by check mark whether the registrant has filed all reports required to be filed."
        ),
    ]


def _a_month_after(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=30)
