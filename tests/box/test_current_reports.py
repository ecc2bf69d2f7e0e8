"""Made 8-Ks with their exhibits, and made Forms 144."""

import datetime as dt
import xml.etree.ElementTree as ET
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.box import reading
from tests.box.reading import rows, seen
from tocsin.demo import story
from tocsin.demo.current_report import CurrentReport, Exhibit, current_report_filing
from tocsin.demo.filings import MADE, Company
from tocsin.demo.form144 import Form144, MadeProposedSale, SoldBefore, form144_filing, form144_xml

ACME = Company("9900000101", "Acme & Sons <Servers>", "ACME")
NUMBER = "9900000000-26-000001"
DAY = dt.date(2026, 7, 28)
OWN = "{http://www.sec.gov/edgar/ownership}"
NOTICE = Form144(
    ACME,
    "9900000201",
    "Reyes & Co",
    (MadeProposedSale(Decimal("1000.5"), Decimal("37959.00"), DAY), MadeProposedSale(Decimal(7), Decimal(70), DAY, "ADS")),
    DAY,
    plan_adopted=(dt.date(2026, 2, 20),),
    sold_before=(SoldBefore(dt.date(2026, 6, 1), Decimal(10), Decimal("99.5")),),
)  # fmt: skip


def test_an_8_k_tells_its_items_and_its_cover() -> None:
    filing = current_report_filing(NUMBER, story.export_review_8k())
    body = filing.documents[0].content
    said = {one.attrib["name"]: one.text for one in reading.tree(body).iter(f"{reading.IX}nonNumeric")}
    assert (filing.form, filing.items, filing.period) == ("8-K", ("8.01",), DAY)
    assert (said["dei:DocumentType"], said["dei:EntityCentralIndexKey"]) == ("8-K", "9900000101")
    text = seen(body)
    assert "Item 8.01. Other Events." in text
    (sentence,) = [one for one in text.split(". ") if "independent review of matters" in one]
    assert "export control" in sentence
    assert "Entity List" in sentence


def test_a_press_release_is_an_exhibit_with_tables_and_no_tags() -> None:
    filing = current_report_filing(NUMBER, story.capex_guidance_8k())
    assert filing.items == ("2.02", "9.01")
    assert [document.type for document in filing.documents] == ["8-K", "EX-99.1", "XML"]
    release = filing.documents[1]
    assert release.filename == "plza-20260429xex991.htm"
    assert "in the range of $125 billion to $145 billion" in seen(release.content)
    assert ["Net sales", "56,300", "42,300"] in rows(release.content)
    assert b"ix:" not in release.content
    assert "Exhibits" in seen(filing.documents[0].content)
    assert "99.1 Plaza Reports" in seen(filing.documents[0].content)


def test_an_amended_8_k_without_tags() -> None:
    report = CurrentReport(ACME, DAY, {"9.01": ()}, (Exhibit("A < B", ("x",)),), amendment=True, xbrl=False)
    filing = current_report_filing(NUMBER, report)
    assert (filing.form, filing.items) == ("8-K/A", ("9.01",))
    assert [document.type for document in filing.documents] == ["8-K/A", "EX-99.1"]
    assert b"ix:" not in filing.documents[0].content
    assert "A < B x" in seen(filing.documents[1].content)


def test_documents_of_an_8_k_say_they_are_made() -> None:
    for document in current_report_filing(NUMBER, story.capex_guidance_8k()).documents:
        assert MADE in document.text


@pytest.mark.parametrize("prefixed", [False, True])
def test_a_form_144_in_both_spellings(prefixed: bool) -> None:
    text = form144_xml(replace(NOTICE, prefixed=prefixed))
    assert ("<own:formData>" in text) is prefixed
    root = ET.fromstring(text.encode())  # noqa: S314 - it is made in this process
    assert root.tag == f"{OWN}edgarSubmission"
    assert root.findtext(f"{OWN}headerData/{OWN}submissionType") == "144"
    told = root.find(f"{OWN}formData")
    assert told is not None
    person = "nameOfPersonForWhoseAccountTheSecuritiesAreToBeSold"
    assert told.findtext(f"{OWN}issuerInfo/{OWN}{person}") == "Reyes & Co"
    assert told.findtext(f"{OWN}issuerInfo/{OWN}issuerName") == ACME.name
    sales = told.findall(f"{OWN}securitiesInformation")
    assert [sale.findtext(f"{OWN}noOfUnitsSold") for sale in sales] == ["1000.5", "7"]
    assert [sale.findtext(f"{OWN}securitiesClassTitle") for sale in sales] == ["Common", "ADS"]
    assert sales[0].findtext(f"{OWN}approxSaleDate") == "07/28/2026"
    assert told.findtext(f"{OWN}securitiesSoldInPast3Months/{OWN}grossProceeds") == "99.5"
    signature = told.find(f"{OWN}noticeSignature")
    assert signature is not None
    assert signature.findtext(f"{OWN}planAdoptionDates/{OWN}planAdoptionDate") == "02/20/2026"
    street = told.find(".//{http://www.sec.gov/edgar/common}street1")
    assert street is not None
    assert text.count(MADE) == 2


def test_a_form_144_has_the_issuer_as_its_subject() -> None:
    filing = form144_filing(NUMBER, replace(NOTICE, amendment=True, plan_adopted=(), sold_before=()))
    assert (filing.form, filing.primary_document) == ("144/A", "xsl144X01/primary_doc.xml")
    assert [(party.role, party.cik) for party in filing.parties] == [
        ("Subject", "9900000101"),
        ("Reporting", "9900000201"),
    ]
    assert "planAdoption" not in filing.documents[0].text
    assert "SoldInPast3Months>Y<" in filing.documents[0].text
