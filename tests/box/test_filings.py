"""Made filings: every trap of a real ownership form can be made, and all of them say they are made."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from lxml import etree

from tocsin.demo.filings import MADE, Company, accession_number, plain_filing, submission
from tocsin.demo.ownership import (
    Derivative,
    MadeHolding,
    MadeOwner,
    MadeTransaction,
    OwnershipForm,
    ownership_filing,
    ownership_xml,
)

DAY = dt.date(2026, 3, 9)
ACCEPTED = dt.datetime(2026, 3, 10, 20, 5, 12, tzinfo=dt.UTC)
ACME = Company("9900000101", "Acme & Sons <Servers>", "ACME")
REYES = MadeOwner(
    "9900000201", 'Reyes "Dee" \\ O\'Hara', director=True, officer=True, title="CEO & President"
)
TRUST = MadeOwner("9900000202", "Trust", ten_percent_owner=True)
SALE = MadeTransaction(DAY, "S", "D", Decimal("1000.5"), Decimal("37.94"), Decimal("9000.25"))
FORM = OwnershipForm(ACME, (REYES,), DAY, (SALE,))


def read(form: OwnershipForm) -> etree._Element:
    return etree.fromstring(ownership_xml(form).encode())


def test_a_submission_is_a_header_and_the_xml_inline() -> None:
    made = ownership_filing(accession_number(7, 2026), replace(FORM, owners=(REYES, TRUST)))
    text = submission(made, ACCEPTED, dt.date(2026, 3, 10)).decode("ascii")
    lines = text.splitlines()

    assert lines[:7] == [
        "<SEC-DOCUMENT>9900000000-26-000007.txt : 20260310",
        "<SEC-HEADER>9900000000-26-000007.hdr.sgml : 20260310",
        "<ACCEPTANCE-DATETIME>20260310160512",
        "ACCESSION NUMBER:\t\t9900000000-26-000007",
        "CONFORMED SUBMISSION TYPE:\t4",
        "PUBLIC DOCUMENT COUNT:\t\t1",
        "CONFORMED PERIOD OF REPORT:\t20260309",
    ]
    assert [line.split(":")[0] for line in lines if line.startswith(("REPORTING", "ISSUER"))] == [
        "REPORTING-OWNER",
        "REPORTING-OWNER",
        "ISSUER",
    ]
    start = lines.index("<DOCUMENT>")
    assert lines[start + 1 : start + 8] == [
        "<TYPE>4",
        "<SEQUENCE>1",
        "<FILENAME>made-ownership.xml",
        "<DESCRIPTION>FORM 4",
        "<TEXT>",
        "<XML>",
        '<?xml version="1.0"?>',
    ]
    assert lines[-4:] == ["</XML>", "</TEXT>", "</DOCUMENT>", "</SEC-DOCUMENT>"]


def test_what_is_made_says_so() -> None:
    xml = ownership_xml(replace(FORM, remarks="Corrected."))
    assert f"<!-- {MADE} -->" in xml
    assert read(FORM).findtext("remarks") == MADE
    assert f"<remarks>Corrected. {MADE}</remarks>" in xml
    html = plain_filing(accession_number(1, 2026), "8-K", ACME, "A & B").documents[0].text
    assert html.count(MADE) == 2
    assert "Acme &amp; Sons &lt;Servers&gt;" in html


def test_names_survive_the_xml() -> None:
    xml = read(FORM)
    assert xml.findtext("issuer/issuerName") == ACME.name
    assert xml.findtext("reportingOwner/reportingOwnerId/rptOwnerName") == REYES.name
    assert xml.findtext("reportingOwner/reportingOwnerRelationship/officerTitle") == "CEO & President"


def test_figures_are_exact_and_may_be_fractional() -> None:
    row = read(FORM).find("nonDerivativeTable/nonDerivativeTransaction")
    assert row is not None
    assert row.findtext("transactionAmounts/transactionShares/value") == "1000.5"
    assert row.findtext("transactionAmounts/transactionPricePerShare/value") == "37.94"
    assert row.findtext("postTransactionAmounts/sharesOwnedFollowingTransaction/value") == "9000.25"
    huge = replace(SALE, shares=Decimal("1E+7"))
    assert "<value>10000000</value>" in ownership_xml(replace(FORM, rows=(huge,)))


def test_a_price_can_stand_only_in_a_footnote() -> None:
    row = replace(SALE, price=None, notes=(("price", "F1"), ("code", "F2")))
    xml = read(replace(FORM, rows=(row,), footnotes=(("F1", "from $1 to $2"), ("F2", "a < b"))))
    price = xml.find(".//transactionPricePerShare")
    assert price is not None
    assert price.find("value") is None
    assert [note.get("id") for note in price] == ["F1"]
    coding = xml.find(".//transactionCoding/footnoteId")
    assert coding is not None
    assert coding.get("id") == "F2"
    assert [note.text for note in xml.iterfind("footnotes/footnote")] == ["from $1 to $2", "a < b"]


@pytest.mark.parametrize(("plan", "told"), [(None, None), (False, "0"), (True, "1")])
def test_the_plan_box_can_be_absent_unchecked_or_checked(plan: bool | None, told: str | None) -> None:
    assert read(replace(FORM, plan_10b5_1=plan)).findtext("aff10b5One") == told


def test_boxes_are_written_in_three_ways() -> None:
    there = "reportingOwner/reportingOwnerRelationship/"
    assert read(FORM).findtext(f"{there}isTenPercentOwner") == "0"
    words = read(replace(FORM, yes="true", no="false"))
    assert (words.findtext(f"{there}isDirector"), words.findtext(f"{there}isOther")) == ("true", "false")
    sparse = read(replace(FORM, no=None))
    assert (sparse.findtext(f"{there}isDirector"), sparse.find(f"{there}isOther")) == ("1", None)


def test_dates_can_carry_a_zone() -> None:
    xml = read(replace(FORM, zone="-05:00"))
    assert xml.findtext("periodOfReport") == "2026-03-09-05:00"
    assert xml.findtext(".//transactionDate/value") == "2026-03-09-05:00"


def test_thirty_rows_and_two_owners_are_kept_apart() -> None:
    xml = read(replace(FORM, owners=(REYES, TRUST), rows=(SALE,) * 30))
    assert len(xml.findall("nonDerivativeTable/nonDerivativeTransaction")) == 30
    assert [owner.text for owner in xml.iterfind(".//rptOwnerCik")] == [REYES.cik, TRUST.cik]


def test_two_classes_and_a_spouse() -> None:
    ads = replace(SALE, security="American Depositary Shares", ownership="I", nature="By Spouse")
    xml = read(replace(FORM, rows=(SALE, ads)))
    titles = [title.text for title in xml.iterfind(".//securityTitle/value")]
    assert titles == ["Common Stock", "American Depositary Shares"]
    assert [nature.text for nature in xml.iterfind(".//natureOfOwnership/value")] == ["By Spouse"]


def test_table_two_has_its_terms() -> None:
    terms = Derivative(Decimal("4.5"), expires=dt.date(2031, 1, 2), underlying_shares=Decimal(50))
    option = replace(SALE, code="M", security="Option", derivative=terms)
    xml = read(replace(FORM, rows=(SALE, option)))
    row = xml.find("derivativeTable/derivativeTransaction")
    assert row is not None
    assert row.findtext("conversionOrExercisePrice/value") == "4.5"
    assert row.findtext("expirationDate/value") == "2031-01-02"
    assert row.find("exerciseDate/value") is None
    assert row.findtext("underlyingSecurity/underlyingSecurityShares/value") == "50"
    assert len(xml.findall("nonDerivativeTable/nonDerivativeTransaction")) == 1


def test_an_amendment_can_hold_only_holdings() -> None:
    form = replace(FORM, form="4/A", amends=DAY, rows=(MadeHolding(Decimal(12)),))
    xml = read(form)
    assert xml.findtext("documentType") == "4/A"
    assert xml.findtext("dateOfOriginalSubmission") == "2026-03-09"
    assert xml.find(".//nonDerivativeTransaction") is None
    assert xml.findtext("nonDerivativeTable/nonDerivativeHolding/*/*/value") == "12"
    assert ownership_filing("9900000000-26-000001", form).primary_document == "xslF345X06/made-ownership.xml"


def test_forms_three_and_five_have_their_own_boxes() -> None:
    three = read(replace(FORM, form="3", rows=(), plan_10b5_1=False))
    assert three.findtext("noSecuritiesOwned") == "1"
    assert three.find("aff10b5One") is None
    holding = MadeHolding(Decimal(5), derivative=Derivative(underlying_shares=Decimal(5)))
    owning = read(replace(FORM, form="3", rows=(holding,)))
    assert owning.findtext("noSecuritiesOwned") == "0"
    assert owning.find("derivativeTable/derivativeHolding") is not None
    five = read(replace(FORM, form="5"))
    assert five.findtext("form4TransactionsReported") == "0"
    assert five.findtext(".//transactionFormType") == "5"


def test_an_issuer_may_have_no_symbol_or_two() -> None:
    assert (
        read(replace(FORM, issuer=replace(ACME, symbol=None))).findtext("issuer/issuerTradingSymbol")
        == "NONE"
    )
    foreign = read(replace(FORM, issuer=replace(ACME, symbol="ACM; ACMB", foreign_symbol="AC1")))
    assert foreign.findtext("issuer/issuerTradingSymbol") == "ACM; ACMB"
    assert foreign.findtext("issuer/issuerForeignTradingSymbol") == "AC1"
