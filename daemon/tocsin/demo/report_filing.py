"""A made 10-Q or 10-K as its filer hands it in: the page, its schema, and what EDGAR makes of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache

from tocsin.demo.balance_sheet import balance_sheet, balanced
from tocsin.demo.cover import prefix, report_cover
from tocsin.demo.filings import MADE, MadeDocument, MadeFiling, MadeParty
from tocsin.demo.flows import cash_flows, income_statement
from tocsin.demo.inline import (
    Tagger,
    centered,
    heading,
    hidden_text,
    in_words,
    page,
    page_break,
    paragraph,
    span,
    table,
    typeset,
)
from tocsin.demo.report import Report
from tocsin.demo.tagged import Period, TaggedFigure
from tocsin.demo.xbrl import namespaces

STATEMENTS = "Financial Statements"

# Section, as `Report.paragraphs` calls it -> its heading (Form 10-Q and Form 10-K, General Instructions).
_QUARTERLY = (
    ("PART I — FINANCIAL INFORMATION", None),
    ("Item 1. Financial Statements", STATEMENTS),
    (
        "Item 2. Management's Discussion and Analysis of Financial Condition and Results of Operations",
        "Management's Discussion",
    ),
    ("Item 3. Quantitative and Qualitative Disclosures About Market Risk", "Market Risk"),
    ("Item 4. Controls and Procedures", "Controls and Procedures"),
    ("PART II — OTHER INFORMATION", None),
    ("Item 1. Legal Proceedings", "Legal Proceedings"),
    ("Item 1A. Risk Factors", "Risk Factors"),
    ("Item 5. Other Information", "Other Information"),
    ("Item 6. Exhibits", "Exhibits"),
)
_YEARLY = (
    ("PART I", None),
    ("Item 1. Business", "Business"),
    ("Item 1A. Risk Factors", "Risk Factors"),
    ("Item 3. Legal Proceedings", "Legal Proceedings"),
    ("PART II", None),
    (
        "Item 7. Management's Discussion and Analysis of Financial Condition and Results of Operations",
        "Management's Discussion",
    ),
    ("Item 7A. Quantitative and Qualitative Disclosures About Market Risk", "Market Risk"),
    ("Item 8. Financial Statements and Supplementary Data", STATEMENTS),
    ("Item 9A. Controls and Procedures", "Controls and Procedures"),
    ("PART IV", None),
    ("Item 15. Exhibits and Financial Statement Schedules", "Exhibits"),
)
_NOTHING_GIVEN = "There is nothing to tell under this item of a made report."
_WORKBOOK_SIZE = 4_000_000


def report_filing(accession: str, report: Report) -> MadeFiling:
    """The report as a filing. Raises ValueError for a section it does not have, and figures that cannot tie."""
    sections = _YEARLY if report.annual else _QUARTERLY
    known = {section for _, section in sections if section}
    if unknown := sorted(set(report.paragraphs) - known):
        raise ValueError(f"a {report.form} has no section {', '.join(unknown)}")
    own = prefix(report.company)
    name = f"{own}-{report.period_end:%Y%m%d}"
    tagger = Tagger(report.company.cik, report.year_to_date, on=report.xbrl)
    body = [*report_cover(report, tagger), *_contents(sections), *_sections(report, tagger)]
    spaces = namespaces(own, report.period_end) if report.xbrl else {}
    text = page(name, spaces, [tagger.header(f"{name}.xsd"), *body])
    documents = [MadeDocument(report.form, f"{name}.htm", text, report.form, xbrl=report.xbrl)]
    documents.append(_certification(report))
    if report.xbrl:
        documents += _taxonomy(name, tagger.instance(spaces, f"{name}.xsd"))
    return MadeFiling(
        accession,
        report.form,
        (MadeParty(report.company.cik, report.company.name, "Filer", report.company),),
        tuple(documents),
        report.period_end,
        tagged=tagger.figures,
        fiscal=report.focus,
    )


def _contents(sections: Iterable[tuple[str, str | None]]) -> Iterator[str]:
    """The table of contents, which says every heading a first time."""
    yield page_break(1)
    yield '<div id="toc"></div>'
    yield centered("TABLE OF CONTENTS")
    rows = "".join(
        f"<tr><td>{heading(title)}</td><td>{span(str(number))}</td></tr>"
        for number, (title, _) in enumerate(sections, 2)
    )
    yield f'<table style="width:100.000%">{rows}</table>'
    yield page_break(2)


def _sections(report: Report, tagger: Tagger) -> Iterator[str]:
    number = 3
    for title, section in _YEARLY if report.annual else _QUARTERLY:
        yield heading(title)
        if section is None:
            continue
        if section == STATEMENTS:
            yield from _statements(report, tagger)
        told: Sequence[str] = report.paragraphs.get(section, ())
        for text in told or (() if section == STATEMENTS else (_NOTHING_GIVEN,)):
            for part, words in enumerate(text.split("\f")):
                if part:
                    yield page_break(number)
                    number += 1
                yield paragraph(words)
        yield page_break(number)
        number += 1
    yield from (hidden_text(text) for text in report.hidden)


def _statements(report: Report, tagger: Tagger) -> Iterator[str]:
    for statement in (balance_sheet(report), income_statement(report), cash_flows(report)):
        if statement.columns:
            yield centered(typeset(report.company.name))
            yield table(statement, tagger)
            yield paragraph("See accompanying notes to consolidated financial statements.")
    yield heading("Notes to Consolidated Financial Statements")
    owed = balanced(report.figures).get("term_loans")
    if owed and report.xbrl:
        # A part under a dimension, as notes tell of single loans: the totals stand on the face.
        member = ("us-gaap:DebtInstrumentAxis", f"{prefix(report.company)}:TermLoanFacilityMember")
        loan = TaggedFigure(
            "us-gaap:DebtInstrumentCarryingAmount",
            Decimal(owed),
            Period(report.period_end),
            member=member,
        )
        told = (
            f"The outstanding balance of the term loan facility was {in_words(loan, report.scale, tagger)}."
        )
        yield f'<div style="margin-top:9pt">{span(told)}</div>'


def _certification(report: Report) -> MadeDocument:
    name = "made-ex311.htm"
    body = [centered("CERTIFICATION"), paragraph(f"I have reviewed this made report on Form {report.form}.")]
    return MadeDocument("EX-31.1", name, page("EX-31.1", {}, body), "EX-31.1")


def _taxonomy(name: str, instance: str) -> list[MadeDocument]:
    """The schema, the instance that EDGAR extracts, and the workbook that makes a 10-Q's .txt heavy."""
    schema = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f"<!-- {MADE} -->\n"
        f'<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="http://made.example/{name}"/>'
    )
    idea = "IDEA: XBRL DOCUMENT"
    return [
        MadeDocument(
            "EX-101.SCH", f"{name}.xsd", schema, "XBRL TAXONOMY EXTENSION SCHEMA DOCUMENT", xbrl=True
        ),
        MadeDocument("EXCEL", "Financial_Report.xlsx", _workbook(), idea),
        MadeDocument("XML", f"{name}_htm.xml", instance, idea),
    ]


@cache
def _workbook() -> str:
    """As heavy as a real one, uuencoded as in a .txt, and empty of meaning."""
    line = "M" + "MADE" * 15
    return "\n".join(["begin 644 Financial_Report.xlsx", *[line] * (_WORKBOOK_SIZE // len(line)), "`", "end"])
