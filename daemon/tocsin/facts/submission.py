"""The full submission `{accession}.txt`: an SGML header, then every document between its tags.

The header comes in two flavours, `CONFORMED SUBMISSION TYPE:` as EDGAR's archive writes it and
`<TYPE>` as its .hdr.sgml and its feed do. Tags count at the start of a line only, and each is looked
for once from where the last one ended: a submission of tens of MB is read in one pass.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from tocsin.errors import Unreadable
from tocsin.facts.figures import quoted
from tocsin.model import Issuer

# PDS Technical Specification, 2.2: the acceptance time is EDGAR's own, which is Eastern.
_EASTERN = ZoneInfo("America/New_York")

# Filings of the 1990s begin with a PEM envelope, and some of 2000 and 2001 with IMS tags.
_BEGINS = re.compile(rb"^<(?:SEC|IMS)-(?:DOCUMENT|HEADER)>|^<SUBMISSION>[ \t\r]*$", re.MULTILINE)
_NEAR_THE_TOP = 4096
_LONGEST_HEADER = 4 * 1024 * 1024
_HEADER_ENDS = re.compile(rb"^</(?:SEC|IMS)-HEADER>|^<DOCUMENT>[ \t\r]*$", re.MULTILINE)
_DOCUMENT = re.compile(rb"^<DOCUMENT>[ \t\r]*$", re.MULTILINE)
_DOCUMENT_ENDS = re.compile(rb"^</DOCUMENT>", re.MULTILINE)
_TEXT = re.compile(rb"^<TEXT>", re.MULTILINE)
_XML = re.compile(rb"\s*<XML>")

_FIELDS = {
    "CONFORMED PERIOD OF REPORT": "period",
    "PERIOD": "period",
    "ACCESSION NUMBER": "accession",
    "ACCESSION-NUMBER": "accession",
    "CONFORMED SUBMISSION TYPE": "form",
    "TYPE": "form",
    "ACCEPTANCE-DATETIME": "accepted",
    "FILED AS OF DATE": "filed",
    "FILING-DATE": "filed",
}
_ACCESSION = re.compile(r"([0-9]{10})-?([0-9]{2})-?([0-9]{6})")
# Who a filing can be about. A Form 4's or 144's reporting owner is a party too, and never its subject.
_SUBJECTS = frozenset({"FILER", "SUBJECT-COMPANY", "SUBJECT COMPANY", "ISSUER"})
_PARTIES = _SUBJECTS | {"REPORTING-OWNER", "FILED-BY", "FILED BY", "FILED-FOR", "FILED FOR", "SERIAL-COMPANY"}
_NAMES = frozenset({"CONFORMED-NAME", "COMPANY CONFORMED NAME"})
_CIKS = frozenset({"CIK", "CENTRAL INDEX KEY"})
_CIK = re.compile(r"[0-9]{1,10}")
_ITEM = re.compile(r"[0-9]{1,2}(?:\.[0-9]{2})?")
# EDGAR Filer Manual, volume II: names of submitted files are letters, digits, dot, dash, underscore.
_FILENAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]*")


@dataclass(frozen=True, slots=True)
class Header:
    """What EDGAR says of a submission; of a document that came alone, nothing is said.

    `subject` is the company that the filing is about (filer or subject company, the first one); `items`
    are an 8-K's (`2.02`), `period` its CONFORMED PERIOD OF REPORT.
    """

    accession: str | None = None
    form: str | None = None
    accepted: dt.datetime | None = None
    filed: dt.date | None = None
    subject: Issuer | None = None
    items: tuple[str, ...] = ()
    period: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One document with the header it came under. `body` is what stands between its TEXT tags, or
    between the XML tags inside them (then `xml`). `sequence` counts from 1."""

    header: Header
    body: bytes
    xml: bool = True
    type: str | None = None
    sequence: int | None = None
    filename: str | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """A filing as its readers get it: its header and those of its documents that were fetched, in order.

    A document that came alone is a submission of one, with an empty header.
    """

    header: Header
    documents: tuple[Document, ...]

    @property
    def primary(self) -> Document:
        """The document that is the form itself; exhibits and powers of attorney have types of their own.

        Raises `Unreadable` where there is none.
        """
        for document in self.documents:
            if document.type == self.header.form:
                return document
        raise Unreadable(f"the submission holds no document of type {self.header.form}")


@dataclass(frozen=True, slots=True)
class File:
    """A document as a filing's index names it; `type` is `10-Q`, `EX-99.1`, `XML`…"""

    type: str
    name: str
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """What a filing consists of, before any of its documents is fetched."""

    header: Header
    files: tuple[File, ...]


def is_submission(body: bytes) -> bool:
    """Whether this looks like a submission rather than one of its documents."""
    top = body[:_NEAR_THE_TOP]
    return (
        not top.lstrip().startswith((b"<?", b"<!", b"<ownershipDocument")) and _BEGINS.search(top) is not None
    )


def accession_number(text: str) -> str:
    """The accession number with its dashes. Raises `Unreadable` when it is none."""
    match = _ACCESSION.fullmatch(text.strip())
    if match is None:
        raise Unreadable(f"{quoted(text)} is not an accession number")
    return "-".join(match.groups())


def read_header(body: bytes) -> Header:
    """The header of a submission, of either flavour. Raises `Unreadable`."""
    end = _HEADER_ENDS.search(body)
    lines = body[: min(end.start() if end else len(body), _LONGEST_HEADER)].decode("latin-1").splitlines()
    said: dict[str, str] = {}
    items: list[str] = []
    for line in lines:
        tag, value = _tag_and_value(line)
        name = _FIELDS.get(tag)
        if name is not None and value:
            # The parties' own fields come later and repeat some of the names.
            said.setdefault(name, value)
        elif tag == "ITEMS" and _ITEM.fullmatch(value):
            items.append(value)
    accession, accepted = said.get("accession"), said.get("accepted")
    return Header(
        accession=accession_number(accession) if accession else None,
        form=said.get("form"),
        accepted=_accepted(accepted) if accepted else None,
        filed=_day("filing date", said.get("filed")),
        subject=_subject(lines),
        items=tuple(dict.fromkeys(items)),
        period=_day("period of report", said.get("period")),
    )


def read_index(body: bytes) -> Index:
    """`{accession}-index-headers.html`: an SGML header in a comment, then the documents, escaped, in a PRE.

    Raises `Unreadable` for another page.
    """
    header = read_header(body)
    if header.accession is None or header.form is None:
        raise Unreadable("the index of the filing tells no accession number or no form")
    files = []
    for part in html.unescape(body.decode("latin-1")).split("\n<DOCUMENT>")[1:]:
        said = dict(_tag_and_value(line) for line in reversed(part.partition("<TEXT>")[0].splitlines()))
        filename, sequence = said.get("FILENAME", ""), said.get("SEQUENCE", "")
        if _FILENAME.fullmatch(filename):
            files.append(
                File(
                    said.get("TYPE", ""),
                    filename,
                    int(sequence) if sequence.isascii() and sequence.isdigit() else None,
                )
            )
    if not files:
        raise Unreadable("the index of the filing names no document")
    return Index(header, tuple(files))


def documents(body: bytes, header: Header) -> Iterator[Document]:
    """The documents of a submission, in order. Raises `Unreadable` where one breaks off."""
    at = 0
    while opening := _DOCUMENT.search(body, at):
        closing = _DOCUMENT_ENDS.search(body, opening.end())
        if closing is None:
            raise Unreadable("the submission breaks off inside a document")
        at = closing.end()
        yield _document(body[opening.end() : closing.start()], header)


def _tag_and_value(line: str) -> tuple[str, str]:
    if line.startswith("<"):
        name, _, value = line[1:].partition(">")
    else:
        name, _, value = line.partition(":")
    return name.strip(), value.strip()


def _subject(lines: list[str]) -> Issuer | None:
    """The first company that the filing is about: a filing can name several filers (a parent and its
    operating partnership), of which EDGAR lists the main one first."""
    inside, name = False, ""
    for line in lines:
        tag, value = _tag_and_value(line)
        if tag in _PARTIES and not value:
            inside, name = tag in _SUBJECTS, ""
        elif inside and tag in _NAMES:
            name = value
        elif inside and tag in _CIKS and _CIK.fullmatch(value):
            return Issuer(value.zfill(10), name)
    return None


def _accepted(text: str) -> dt.datetime:
    try:
        return dt.datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=_EASTERN).astimezone(dt.UTC)
    except ValueError:
        raise Unreadable(f"header: acceptance time {quoted(text)} is not a time") from None


def _day(what: str, text: str | None) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.datetime.strptime(text, "%Y%m%d").replace(tzinfo=_EASTERN).date()
    except ValueError:
        raise Unreadable(f"header: {what} {quoted(text)} is not a date") from None


def _document(part: bytes, header: Header) -> Document:
    text = _TEXT.search(part)
    if text is None:
        raise Unreadable("a document of the submission has no text")
    said = {}
    for line in part[: text.start()].decode("latin-1").splitlines():
        name, mark, value = line.partition(">")
        if mark:
            said[name] = value.strip()
    sequence = said.get("<SEQUENCE", "")
    end = part.rfind(b"</TEXT>")
    body, xml = _unwrapped(part[text.end() : end if end >= 0 else len(part)])
    return Document(
        header,
        body,
        xml,
        type=said.get("<TYPE"),
        sequence=int(sequence) if sequence.isascii() and sequence.isdigit() else None,
        filename=said.get("<FILENAME"),
    )


def _unwrapped(text: bytes) -> tuple[bytes, bool]:
    opening = _XML.match(text)
    if opening is None:
        return text, False
    end = text.rfind(b"</XML>")
    if end < 0:
        raise Unreadable("the XML of the submission breaks off")
    return text[opening.end() : end], True
