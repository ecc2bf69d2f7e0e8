"""A made 8-K, or 8-K/A: what happened under which items, and the exhibits that come with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tocsin.demo.balance_sheet import balance_sheet
from tocsin.demo.cover import current_cover, prefix
from tocsin.demo.filings import Company, MadeDocument, MadeFiling, MadeParty
from tocsin.demo.flows import cash_flows, income_statement
from tocsin.demo.inline import (
    Tagger,
    centered,
    heading,
    page,
    page_break,
    paragraph,
    table,
    typeset,
)
from tocsin.demo.items import ITEM_TITLES
from tocsin.demo.report import Report
from tocsin.demo.tagged import Period
from tocsin.demo.xbrl import namespaces


@dataclass(frozen=True, slots=True)
class Exhibit:
    """An exhibit, as a press release: headline and paragraphs, and the statements of `results`, untagged."""

    headline: str
    paragraphs: tuple[str, ...] = ()
    results: Report | None = None
    type: str = "EX-99.1"


@dataclass(frozen=True, slots=True)
class CurrentReport:
    """An 8-K of what happened on `reported`. `items` are numbers (`2.02`) with their paragraphs, in order.

    With exhibits, item 9.01 comes by itself; `xbrl` False leaves out the tags of the cover.
    """

    company: Company
    reported: dt.date
    items: Mapping[str, Sequence[str]]
    exhibits: tuple[Exhibit, ...] = ()
    amendment: bool = False
    xbrl: bool = True

    @property
    def form(self) -> str:
        return "8-K/A" if self.amendment else "8-K"

    @property
    def numbers(self) -> tuple[str, ...]:
        """The items, as the header and the Latest feed list them."""
        listed = bool(self.exhibits) and "9.01" not in self.items
        return (*self.items, *(["9.01"] if listed else []))


def current_report_filing(accession: str, report: CurrentReport) -> MadeFiling:
    """The 8-K as a filing: the primary document, the exhibits, the schema and the extracted instance."""
    own = prefix(report.company)
    name = f"{own}-{report.reported:%Y%m%d}"
    tagger = Tagger(report.company.cik, Period(report.reported, report.reported), on=report.xbrl)
    body = [*current_cover(report.company, report.form, report.reported, tagger), *_items(report)]
    spaces = namespaces(own, report.reported) if report.xbrl else {}
    text = page(name, spaces, [tagger.header(f"{name}.xsd"), *body])
    documents = [MadeDocument(report.form, f"{name}.htm", text, report.form, xbrl=report.xbrl)]
    documents += [_exhibit(name, exhibit) for exhibit in report.exhibits]
    if report.xbrl:
        instance = tagger.instance(spaces, f"{name}.xsd")
        documents.append(MadeDocument("XML", f"{name}_htm.xml", instance, "IDEA: XBRL DOCUMENT"))
    return MadeFiling(
        accession,
        report.form,
        (MadeParty(report.company.cik, report.company.name, "Filer", report.company),),
        tuple(documents),
        report.reported,
        report.numbers,
    )


def _items(report: CurrentReport) -> Iterator[str]:
    yield page_break(1)
    for number in report.numbers:
        yield heading(f"Item {number}. {ITEM_TITLES[number]}.")
        for text in report.items.get(number, ()):
            yield paragraph(text)
        if number == "9.01":
            yield paragraph("(d) Exhibits.")
            for exhibit in report.exhibits:
                yield paragraph(f"{exhibit.type.removeprefix('EX-')} {exhibit.headline}")
    yield centered("SIGNATURES")
    yield paragraph(
        "Pursuant to the requirements of the Securities Exchange Act of 1934, the registrant has duly caused"
        " this report to be signed on its behalf by the undersigned hereunto duly authorized."
    )


def _exhibit(name: str, exhibit: Exhibit) -> MadeDocument:
    label = exhibit.type.lower().replace("-", "").replace(".", "")
    body = [centered(typeset(exhibit.headline), size=13), *(paragraph(text) for text in exhibit.paragraphs)]
    if exhibit.results:
        plain = Tagger(exhibit.results.company.cik, exhibit.results.year_to_date, on=False)
        told = (make(exhibit.results) for make in (income_statement, balance_sheet, cash_flows))
        body += [table(statement, plain) for statement in told if statement.columns]
    text = page(exhibit.headline, {}, body)
    return MadeDocument(exhibit.type, f"{name}x{label}.htm", text, exhibit.type)
