"""Pure: the bytes of a document -> what it says. One file a kind of form."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from tocsin.errors import Unreadable
from tocsin.facts import cover, submission
from tocsin.facts.figures import quoted
from tocsin.facts.insiders import form144, ownership
from tocsin.facts.releases import current_report, notice
from tocsin.facts.reports import periodic
from tocsin.facts.submission import Document, File, Header, Index, Submission, read_index
from tocsin.model import Reading

__all__ = [
    "FORMS",
    "IN_ONE_FILE",
    "Document",
    "File",
    "Index",
    "Submission",
    "read",
    "read_index",
    "read_submission",
    "second_source",
    "wanted",
]

FORMS: dict[str, Callable[[Submission], Reading]] = {
    **dict.fromkeys(ownership.OWNERSHIP_FORMS, ownership.extract),
    **dict.fromkeys(form144.FORMS, form144.extract),
    **dict.fromkeys(periodic.PERIODIC_FORMS, periodic.extract),
    **dict.fromkeys(current_report.FORMS, current_report.extract),
    **dict.fromkeys(notice.FORMS, notice.extract),
}

# Their full submission is small and needs no file name; a 10-Q's has tens of MB.
IN_ONE_FILE = frozenset({*ownership.OWNERSHIP_FORMS, *form144.FORMS})

_HTML = re.compile(rb"<(?:!doctype\s+)?html\b", re.IGNORECASE)
_TITLE = re.compile(rb"<title>([^<]{0,300})", re.IGNORECASE)
_FORM_144 = re.compile(rb"<(?:[A-Za-z0-9]+:)?edgarSubmission[\s>]")
_NEAR_THE_TOP = 8192


def read(body: bytes, *, accession: str | None = None) -> Reading:
    """What a document says: a full submission `{accession}.txt`, or one document alone (ownership XML, Form
    144 XML, an XBRL instance, the HTML or text of a 10-Q, 10-K or 8-K).

    `accession` is the number it was asked for by, with or without dashes; a document that came alone
    takes it over. Raises `Unreadable`, with one line that says what is wrong and where, for everything
    that no reader can vouch for; and when the submission is another than the one asked for.
    """
    asked = None if accession is None else submission.accession_number(accession)
    if not submission.is_submission(body):
        return _alone(body, asked)
    header = submission.read_header(body)
    if asked and header.accession and header.accession != asked:
        raise Unreadable(f"asked for {asked}, but this is {header.accession}")
    return read_submission(Submission(header, tuple(submission.documents(body, header))))


def read_submission(submission: Submission) -> Reading:
    """What a filing says whose header and documents are there. Raises `Unreadable`."""
    form = submission.header.form
    if form is None:
        raise Unreadable("the header of the submission names no form")
    extract = FORMS.get(form)
    if extract is None:
        raise Unreadable(f"no reader yet for form {quoted(form)[1:-1]}")
    return extract(submission)


def wanted(index: Index) -> tuple[File, ...]:
    """Which documents of a filing its reader needs, in the order of the index."""
    if index.header.form in current_report.FORMS:
        return current_report.wanted(index)
    return periodic.wanted(index)


def second_source(index: Index, reading: Reading) -> File | None:
    """Where the figures are when the documents that were read had none; None where there is no such place."""
    if reading.filing.form not in periodic.PERIODIC_FORMS or any(
        one.value is not None for one in reading.metrics
    ):
        return None
    return periodic.second_source(index)


def _titled(top: bytes) -> str:
    title = _TITLE.search(top)
    told = title[1].decode("utf-8", "replace").strip() if title else ""
    return f" {quoted(told, 80)}" if told else ""


def _alone(body: bytes, accession: str | None) -> Reading:
    header = Header(accession=accession)
    top = body[:_NEAR_THE_TOP]
    if _FORM_144.search(top):
        return form144.extract(Submission(header, (Document(header, body),)))
    if b"<ownershipDocument" not in top:
        if periodic.is_instance(body):
            return periodic.extract(Submission(header, (Document(header, body),)))
        page = cover.read(body)
        if page.form in FORMS or _HTML.search(top):
            if page.form is None:
                raise Unreadable(f"an HTML page{_titled(top)} that names no form of a filing")
            header = replace(header, form=page.form)
            return read_submission(Submission(header, (Document(header, body, xml=False, type=page.form),)))
    return ownership.extract(Submission(header, (Document(header, body),)))
