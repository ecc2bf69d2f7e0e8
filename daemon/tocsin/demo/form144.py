"""A made Form 144, the notice of a proposed sale, as the XML that is filed since April 2023."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from tocsin.demo.filings import MADE, Company, MadeDocument, MadeFiling, MadeParty

_OWN = "http://www.sec.gov/edgar/ownership"
_COMMON = "http://www.sec.gov/edgar/common"


@dataclass(frozen=True, slots=True)
class MadeProposedSale:
    """Stock of one class that is to be sold; the form states the value, nobody works it out."""

    shares: Decimal
    value: Decimal
    approximate_date: dt.date
    security: str = "Common"
    broker: str = "Made Brokerage LLC"
    outstanding: int = 600_000_000


@dataclass(frozen=True, slots=True)
class SoldBefore:
    """A sale of the past three months, by the seller."""

    date: dt.date
    shares: Decimal
    proceeds: Decimal


@dataclass(frozen=True, slots=True)
class Form144:
    """`person` is for whose account; `cik` is the filer's. `prefixed` writes every tag with `own:` (seen).

    `plan_adopted` are the days 10b5-1 plans were adopted; without one the element is not there.
    """

    issuer: Company
    cik: str
    person: str
    sales: tuple[MadeProposedSale, ...]
    signed: dt.date
    relationships: tuple[str, ...] = ("Officer",)
    plan_adopted: tuple[dt.date, ...] = ()
    sold_before: tuple[SoldBefore, ...] = ()
    remarks: str = ""
    amendment: bool = False
    prefixed: bool = False

    @property
    def form(self) -> str:
        return "144/A" if self.amendment else "144"


def form144_filing(accession: str, form: Form144) -> MadeFiling:
    """The notice as a filing: the issuer is the Subject, the seller is Reporting (as recorded)."""
    document = MadeDocument(form.form, "primary_doc.xml", form144_xml(form))
    parties = (
        MadeParty(form.issuer.cik, form.issuer.name, "Subject", form.issuer),
        MadeParty(form.cik, form.person, "Reporting"),
    )
    return MadeFiling(accession, form.form, parties, (document,))


def form144_xml(form: Form144) -> str:
    """The edgarSubmission, with a comment and remarks that say it is made."""
    lines = "\n".join(_submission(form))
    if form.prefixed:
        lines = re.sub("<(/?)(?!/|com:)", r"<\1own:", lines)
        root = f'<own:edgarSubmission xmlns:own="{_OWN}" xmlns:com="{_COMMON}">\n'
    else:
        root = f'<edgarSubmission xmlns="{_OWN}" xmlns:com="{_COMMON}">\n'
    end = root.partition(" ")[0].replace("<", "</") + ">"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {MADE} -->\n{root}{lines}\n{end}'


def _submission(form: Form144) -> Iterator[str]:
    yield "<headerData>"
    yield _told("submissionType", form.form)
    yield "<filerInfo><filer><filerCredentials>"
    yield _told("cik", form.cik)
    yield _told("ccc", "XXXXXXXX")
    yield "</filerCredentials></filer>"
    yield _told("liveTestFlag", "LIVE")
    yield "</filerInfo></headerData><formData><issuerInfo>"
    yield _told("issuerCik", form.issuer.cik)
    yield _told("issuerName", form.issuer.name)
    yield _told("secFileNumber", "000-00000")
    yield f"<issuerAddress>{_ADDRESS}</issuerAddress>"
    yield _told("issuerContactPhone", "0000000000")
    yield _told("nameOfPersonForWhoseAccountTheSecuritiesAreToBeSold", form.person)
    yield "<relationshipsToIssuer>"
    yield from (_told("relationshipToIssuer", one) for one in form.relationships)
    yield "</relationshipsToIssuer></issuerInfo>"
    for sale in form.sales:
        yield from _sale(form, sale)
    for sale in form.sales:
        yield from _acquired(sale)
    yield _told("nothingToReportFlagOnSecuritiesSoldInPast3Months", "N" if form.sold_before else "Y")
    for sold in form.sold_before:
        yield "<securitiesSoldInPast3Months><sellerDetails>"
        yield _told("name", form.person)
        yield f"<address>{_ADDRESS}</address></sellerDetails>"
        yield _told("securitiesClassTitle", form.sales[0].security)
        yield _told("saleDate", _day(sold.date))
        yield _told("amountOfSecuritiesSold", f"{sold.shares:f}")
        yield _told("grossProceeds", f"{sold.proceeds:f}")
        yield "</securitiesSoldInPast3Months>"
    yield _told("remarks", " ".join(filter(None, [form.remarks, MADE])))
    yield "<noticeSignature>"
    yield _told("noticeDate", _day(form.signed))
    if form.plan_adopted:
        yield "<planAdoptionDates>"
        yield from (_told("planAdoptionDate", _day(day)) for day in form.plan_adopted)
        yield "</planAdoptionDates>"
    yield _told("signature", f"/s/ {form.person} (made)")
    yield "</noticeSignature></formData>"


_ADDRESS = (
    "<com:street1>1 Made Street</com:street1><com:city>Nowhere</com:city>"
    "<com:stateOrCountry>DE</com:stateOrCountry><com:zipCode>00000</com:zipCode>"
)


def _sale(form: Form144, sale: MadeProposedSale) -> Iterator[str]:
    exchange = "NASDAQ" if form.issuer.exchange == "Nasdaq" else form.issuer.exchange
    yield "<securitiesInformation>"
    yield _told("securitiesClassTitle", sale.security)
    yield "<brokerOrMarketmakerDetails>"
    yield _told("name", sale.broker)
    yield f"<address>{_ADDRESS}</address></brokerOrMarketmakerDetails>"
    yield _told("noOfUnitsSold", f"{sale.shares:f}")
    yield _told("aggregateMarketValue", f"{sale.value:f}")
    yield _told("noOfUnitsOutstanding", str(sale.outstanding))
    yield _told("approxSaleDate", _day(sale.approximate_date))
    yield _told("securitiesExchangeName", exchange)
    yield "</securitiesInformation>"


def _acquired(sale: MadeProposedSale) -> Iterator[str]:
    day = _day(sale.approximate_date)
    yield "<securitiesToBeSold>"
    yield _told("securitiesClassTitle", sale.security)
    yield _told("acquiredDate", day)
    yield _told("natureOfAcquisitionTransaction", "Restricted Stock Units")
    yield _told("nameOfPersonfromWhomAcquired", "Issuer")
    yield _told("isGiftTransaction", "N")
    yield _told("amountOfSecuritiesAcquired", f"{sale.shares:f}")
    yield _told("paymentDate", day)
    yield _told("natureOfPayment", "N/A")
    yield "</securitiesToBeSold>"


def _told(tag: str, text: str) -> str:
    return f"<{tag}>{escape(text, quote=False)}</{tag}>"


def _day(day: dt.date) -> str:
    return f"{day:%m/%d/%Y}"
