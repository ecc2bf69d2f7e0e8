"""Forms 144 and 144/A: the XML `edgarSubmission` of a notice of proposed sale -> Reading.

On paper and in PDF until April 2023 (Release 33-11070), which nothing here reads. What the form tells of
how the stock was acquired, and of what was sold in the past three months, is no proposed sale.
"""

from __future__ import annotations

import datetime as dt
import re

from lxml import etree

from tocsin.errors import Unreadable
from tocsin.facts import figures
from tocsin.facts.submission import Document, Submission
from tocsin.facts.xmltext import root_of, text_of
from tocsin.model import FilingFact, Issuer, ProposedSale, Reading

FORMS = ("144", "144/A")

# Form 144's own format (EDGAR Form 144 XML Technical Specification): MM/DD/YYYY.
_DATE = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")


def extract(submission: Submission) -> Reading:
    """What a Form 144 says: the filing, and a proposed sale for each class of stock to be sold.

    Raises `Unreadable` for what is not one or states something that cannot be taken at its word.
    Elements that are unknown, or optional and missing, are no reason.
    """
    document = submission.primary
    if not document.xml:
        raise Unreadable("the form stands in plain text, as before April 2023, and not in XML")
    root = root_of(document.body)
    if root.tag != "edgarSubmission":
        raise Unreadable(f"no reader yet for {figures.quoted(root.tag)} documents")
    form = _form(root)
    parts = _child(root, "formData", "form")
    issuer = _child(parts, "issuerInfo", "form")
    filing = _filing(document, form, issuer)
    lines = parts.findall("securitiesInformation")
    if not lines:
        raise Unreadable("no securities to be sold")
    person = _text(issuer, "nameOfPersonForWhoseAccountTheSecuritiesAreToBeSold", "issuer")
    if not person:
        raise Unreadable("no person for whose account the securities are to be sold")
    adopted, remarks = _plan_adopted(parts), _text(parts, "remarks", "form") or None
    relationships = tuple(
        filter(None, (text_of(one) for one in issuer.iterfind("relationshipsToIssuer/relationshipToIssuer")))
    )
    sales = tuple(
        _proposed_sale(line, f"security {number}", filing, person, adopted, relationships, remarks)
        for number, line in enumerate(lines, 1)
    )
    return Reading(filing, (filing, *sales))


def _form(root: etree._Element) -> str:
    form = _text(_child(root, "headerData", "form"), "submissionType", "form")
    if not form:
        raise Unreadable("no submission type")
    if form not in FORMS:
        raise Unreadable(f"submission type {figures.quoted(form)} is not a Form 144")
    return form


def _filing(document: Document, form: str, issuer: etree._Element) -> FilingFact:
    header = document.header
    return FilingFact(
        accession=header.accession,
        form=header.form or form,
        issuer=Issuer(
            cik=figures.cik(_text(issuer, "issuerCik", "issuer"), "issuer"),
            name=_text(issuer, "issuerName", "issuer"),
        ),
        accepted=header.accepted,
    )


def _plan_adopted(parts: etree._Element) -> dt.date | None:
    """The day the plan was adopted; of several plans, the latest, which says most of what the seller knew."""
    days = [
        _day(text, "form", "plan adoption date")
        for one in parts.iterfind("noticeSignature/planAdoptionDates/planAdoptionDate")
        if (text := text_of(one))
    ]
    return max(days, default=None)


def _proposed_sale(  # noqa: PLR0917 the form's head holds for each of its lines
    line: etree._Element,
    place: str,
    filing: FilingFact,
    person: str,
    adopted: dt.date | None,
    relationships: tuple[str, ...],
    remarks: str | None,
) -> ProposedSale:
    security = _text(line, "securitiesClassTitle", place)
    if not security:
        raise Unreadable(f"{place}: no class title")
    shares, value = _text(line, "noOfUnitsSold", place), _text(line, "aggregateMarketValue", place)
    about = _text(line, "approxSaleDate", place)
    broker = line.find("brokerOrMarketmakerDetails")
    return ProposedSale(
        accession=filing.accession,
        form=filing.form,
        issuer=filing.issuer,
        person=person,
        security=security,
        shares=figures.number(shares, place, "number of units") if shares else None,
        value=figures.number(value, place, "aggregate market value") if value else None,
        broker=None if broker is None else _text(broker, "name", place) or None,
        approximate_date=_day(about, place, "approximate date of sale") if about else None,
        plan_adopted=adopted,
        relationships=relationships,
        remarks=remarks,
    )


def _child(parent: etree._Element, name: str, place: str) -> etree._Element:
    found = _once(parent, name, place)
    if found is None:
        raise Unreadable(f"{place}: no {name}")
    return found


def _text(parent: etree._Element, name: str, place: str) -> str:
    """The text of a child that may stand once; empty when it is not there."""
    found = _once(parent, name, place)
    return "" if found is None else text_of(found)


def _once(parent: etree._Element, name: str, place: str) -> etree._Element | None:
    found = parent.findall(name)
    if len(found) > 1:
        raise Unreadable(f"{place}: {name} stands twice")
    return found[0] if found else None


def _day(text: str, place: str, name: str) -> dt.date:
    match = _DATE.fullmatch(text)
    try:
        return dt.date.fromisoformat("{2}-{0}-{1}".format(*match.groups()) if match else "")
    except ValueError:
        raise Unreadable(f"{place}: {name} {figures.quoted(text)} is not a date") from None
