"""Made filings: what a filing agent would hand to EDGAR, and the full submission EDGAR makes of it.

Companies and people are made and look it: their CIKs are ten digits beginning with 99, a range that
EDGAR has not reached, and every document says that it is made.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from html import escape

from tocsin.clock import EASTERN
from tocsin.demo.items import ITEM_TITLES
from tocsin.demo.tagged import TaggedFigure

MADE = "Made for the demo of tocsin: no such company, person or trade exists."

OWNERSHIP_FORMS = frozenset({"3", "3/A", "4", "4/A", "5", "5/A"})
# The folder of the page EDGAR renders from the XML; in `primaryDocument` it stands before the name.
_STYLESHEETS = {**dict.fromkeys(OWNERSHIP_FORMS, "xslF345X06"), "144": "xsl144X01", "144/A": "xsl144X01"}

# Party roles as the Latest feed titles them -> what the headers call them.
_HEADER_ROLES = {
    "Issuer": "ISSUER",
    "Reporting": "REPORTING-OWNER",
    "Filer": "FILER",
    "Subject": "SUBJECT COMPANY",
    "Filed by": "FILED BY",
}

_CONTENT_TYPES = {
    "xml": "text/xml",
    "xsd": "text/xml",
    "txt": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Company:
    """A made company. Without `symbol` it is listed nowhere; `fiscal_year_end` is month and day."""

    cik: str
    name: str
    symbol: str | None = None
    exchange: str = "Nasdaq"
    foreign_symbol: str | None = None
    fiscal_year_end: str = "1231"


@dataclass(frozen=True, slots=True)
class MadeParty:
    """One party of a filing; `role` is Issuer, Reporting, Filer, Subject or Filed by."""

    cik: str
    name: str
    role: str
    company: Company | None = None


@dataclass(frozen=True, slots=True)
class MadeDocument:
    """One document of a submission, `text` as it stands between <TEXT> tags (XML without the <XML>).

    `xbrl`: a page with Inline XBRL, or a part of its taxonomy.
    """

    type: str
    filename: str
    text: str
    description: str = ""
    xbrl: bool = False

    @property
    def is_xml(self) -> bool:
        return self.filename.endswith(".xml")

    @property
    def wrapped_in(self) -> str | None:
        """The tag around it in the full submission, inside of <TEXT>."""
        return "XBRL" if self.xbrl else "XML" if self.is_xml else None

    @property
    def content_type(self) -> str:
        return _CONTENT_TYPES.get(self.filename.rpartition(".")[2], "text/html")

    @property
    def content(self) -> bytes:
        """The document as it is served by its own name."""
        return self.text.encode("ascii", "xmlcharrefreplace")


@dataclass(frozen=True, slots=True)
class MadeFiling:
    """A filing before EDGAR has accepted it; the first document is the primary one.

    `tagged` is what its XBRL states, and `fiscal` of which fiscal year and period (`2026`, `Q2`): what
    companyfacts tells of it.
    """

    accession: str
    form: str
    parties: tuple[MadeParty, ...]
    documents: tuple[MadeDocument, ...]
    period: dt.date | None = None
    items: tuple[str, ...] = ()
    tagged: tuple[TaggedFigure, ...] = ()
    fiscal: tuple[str, str] | None = None

    @property
    def act(self) -> str:
        """The act it is filed under, 33 or 34."""
        return "33" if self.form.startswith(("144", "424B", "S-")) else "34"

    @property
    def folder(self) -> str:
        return self.accession.replace("-", "")

    @property
    def rendered_folder(self) -> str | None:
        """The folder of the rendered page, for forms that are filed as XML."""
        return _STYLESHEETS.get(self.form) if self.documents[0].is_xml else None

    @property
    def primary_document(self) -> str:
        """As submissions name it: with the rendered page's folder before it."""
        name = self.documents[0].filename
        return f"{self.rendered_folder}/{name}" if self.rendered_folder else name


def accession_number(serial: int, year: int, agent: str = "9900000000") -> str:
    """An accession number of a made filing agent: `9900000000-26-000007`."""
    return f"{agent}-{year % 100:02}-{serial:06}"


def plain_filing(
    accession: str, form: str, company: Company, text: str, *, items: tuple[str, ...] = ()
) -> MadeFiling:
    """A filing of any form with one plain HTML document that says `text` and that it is made."""
    name = f"made-{form.lower().replace('/', '').replace(' ', '')}.htm"
    body = (
        f"<html>\n<!-- {MADE} -->\n<head><title>{escape(form)}</title></head>\n<body>\n"
        f"<p>{escape(company.name)}</p>\n<p>{escape(text)}</p>\n<p>{MADE}</p>\n</body>\n</html>"
    )
    return MadeFiling(
        accession,
        form,
        (MadeParty(company.cik, company.name, "Filer", company),),
        (MadeDocument(form, name, body, form),),
        items=items,
    )


def submission(filing: MadeFiling, accepted: dt.datetime, filed: dt.date) -> bytes:
    """`{accession}.txt`: the header, then every document. The acceptance time in it is Eastern."""
    lines = [
        f"<SEC-DOCUMENT>{filing.accession}.txt : {filed:%Y%m%d}",
        *_header(filing, accepted, filed),
    ]
    for number, document in enumerate(filing.documents, 1):
        tag = document.wrapped_in
        text = f"<{tag}>\n{document.text}\n</{tag}>" if tag else document.text
        lines += [*_document_head(number, document), text, "</TEXT>", "</DOCUMENT>"]
    lines += ["</SEC-DOCUMENT>", ""]
    return "\n".join(lines).encode("ascii", "xmlcharrefreplace")


def index_headers(filing: MadeFiling, accepted: dt.datetime, filed: dt.date) -> bytes:
    """`{accession}-index-headers.html`: the header twice, then each document's name, escaped in a <PRE>."""
    told = [
        f"<SEC-DOCUMENT>{filing.accession}-index.html : {filed:%Y%m%d}",
        *_header(filing, accepted, filed),
    ]
    lines = [escape(line, quote=False) for line in told]
    for number, document in enumerate(filing.documents, 1):
        lines += [escape(line, quote=False) for line in _document_head(number, document)]
        label = f"Document {number} - file: {document.filename}"
        if number == 1 and filing.rendered_folder:
            page = document.filename.replace(".xml", ".html")
            lines.append(f'<a href="{filing.primary_document}">Document 1 - file: {page}</a><br>')
            label = f"Document {number} - RAW XML: {document.filename}"
        lines += [f'<a href="{document.filename}">{label}</a><br>', "&lt;/DOCUMENT&gt;"]
    lines.append("&lt;/SEC-DOCUMENT&gt;")
    page = (
        f"<HTML><HEAD><TITLE>SEC EDGAR Submission {filing.accession}</TITLE>\n<!--\n"
        f"{_tagged_header(filing, accepted, filed)}\n-->\n</HEAD><BODY>\n<PRE>"
        + "\n".join(lines)
        + "</PRE></BODY></HTML>\n"
    )
    return page.encode("ascii", "xmlcharrefreplace")


def _document_head(number: int, document: MadeDocument) -> list[str]:
    described = [f"<DESCRIPTION>{document.description}"] if document.description else []
    return [
        "<DOCUMENT>",
        f"<TYPE>{document.type}",
        f"<SEQUENCE>{number}",
        f"<FILENAME>{document.filename}",
        *described,
        "<TEXT>",
    ]


def _header(filing: MadeFiling, accepted: dt.datetime, filed: dt.date) -> list[str]:
    lines = [
        f"<SEC-HEADER>{filing.accession}.hdr.sgml : {filed:%Y%m%d}",
        f"<ACCEPTANCE-DATETIME>{accepted.astimezone(EASTERN):%Y%m%d%H%M%S}",
        f"ACCESSION NUMBER:\t\t{filing.accession}",
        f"CONFORMED SUBMISSION TYPE:\t{filing.form}",
        f"PUBLIC DOCUMENT COUNT:\t\t{len(filing.documents)}",
    ]
    if filing.period:
        lines.append(f"CONFORMED PERIOD OF REPORT:\t{filing.period:%Y%m%d}")
    lines += [f"ITEM INFORMATION:\t\t{ITEM_TITLES.get(item, item)}" for item in filing.items]
    lines += [f"FILED AS OF DATE:\t\t{filed:%Y%m%d}", f"DATE AS OF CHANGE:\t\t{filed:%Y%m%d}", ""]
    for party in filing.parties:
        # A Form 144's seller stands under COMPANY DATA, an ownership form's owner under OWNER DATA (seen).
        owner = party.role == "Reporting" and filing.form in OWNERSHIP_FORMS
        lines += [
            f"{_HEADER_ROLES[party.role]}:\t",
            "",
            "\tOWNER DATA:\t" if owner else "\tCOMPANY DATA:\t",
            f"\t\tCOMPANY CONFORMED NAME:\t\t\t{party.name}",
            f"\t\tCENTRAL INDEX KEY:\t\t\t{party.cik}",
        ]
        if party.company:
            lines.append(f"\t\tFISCAL YEAR END:\t\t\t{party.company.fiscal_year_end}")
        lines.append("")
        if party.role != "Issuer":
            lines += ["\tFILING VALUES:", f"\t\tFORM TYPE:\t\t{filing.form}"]
            lines += [f"\t\tSEC ACT:\t\t19{filing.act} Act", ""]
    return [*lines[:-1], "</SEC-HEADER>"]


def _tagged_header(filing: MadeFiling, accepted: dt.datetime, filed: dt.date) -> str:
    lines = [
        f"<SEC-HEADER>{filing.accession}.hdr.sgml : {filed:%Y%m%d}",
        f"<ACCEPTANCE-DATETIME>{accepted.astimezone(EASTERN):%Y%m%d%H%M%S}",
        f"<ACCESSION-NUMBER>{filing.accession}",
        f"<TYPE>{filing.form}",
        f"<PUBLIC-DOCUMENT-COUNT>{len(filing.documents)}",
    ]
    if filing.period:
        lines.append(f"<PERIOD>{filing.period:%Y%m%d}")
    lines += [f"<ITEMS>{item}" for item in filing.items]
    lines += [f"<FILING-DATE>{filed:%Y%m%d}", f"<DATE-OF-FILING-DATE-CHANGE>{filed:%Y%m%d}"]
    for party in filing.parties:
        role = _HEADER_ROLES[party.role].replace(" ", "-")
        owner = party.role == "Reporting" and filing.form in OWNERSHIP_FORMS
        tag = "OWNER-DATA" if owner else "COMPANY-DATA"
        lines += [f"<{role}>", f"<{tag}>", f"<CONFORMED-NAME>{party.name}", f"<CIK>{party.cik}"]
        if party.company:
            lines.append(f"<FISCAL-YEAR-END>{party.company.fiscal_year_end}")
        lines.append(f"</{tag}>")
        if party.role != "Issuer":
            lines += [
                "<FILING-VALUES>",
                f"<FORM-TYPE>{filing.form}",
                f"<ACT>{filing.act}",
                "</FILING-VALUES>",
            ]
        lines.append(f"</{role}>")
    return "\n".join([*lines, "</SEC-HEADER>"])
