"""10-Q and 10-K, their amendments and transition reports: figures and sentences of the primary document.

The primary document holds both, the numbers as inline XBRL. Where it has none (filings before 2019, or a
filer's leave to omit it) the numbers come from the instance that was filed or extracted beside it.
"""

from __future__ import annotations

import re

from tocsin.errors import Unreadable
from tocsin.facts import cover
from tocsin.facts.figures import quoted
from tocsin.facts.reports import statements, xbrl
from tocsin.facts.reports.xbrl import Report
from tocsin.facts.submission import Document, File, Header, Index, Submission
from tocsin.facts.text.prose import sentences
from tocsin.model import FilingFact, Issuer, Metric, Prose, Reading

PERIODIC_FORMS = ("10-Q", "10-Q/A", "10-K", "10-K/A", "10-QT", "10-QT/A", "10-KT", "10-KT/A")

_BEGINS, _ENDS = re.compile(rb"<(?:\w+:)?html\b", re.I), re.compile(rb"</(?:\w+:)?html\s*>", re.I)
_INSTANCE = re.compile(rb"<(?:[A-Za-z]+:)?xbrl[\s>]")
_NEAR_THE_TOP = 8192


def extract(submission: Submission) -> Reading:
    """What a periodic report says: the filing, its figures, its words.

    Raises `Unreadable` for a document that is neither HTML, text nor an instance. A document without
    XBRL gives its sentences and no figures.
    """
    header = submission.header
    page = next(
        (one for one in submission.documents if one.type == header.form and not is_instance(one.body)), None
    )
    if page is not None:
        _whole(page.body)
    # First, and their facts given back before the sentences: the collector of garbage stops every thread for as
    # long as there are objects to look through.
    filing, figures = _figures(submission, page)
    prose = () if page is None else (Prose(page.filename, page.type or filing.form, sentences(page.body)),)
    return Reading(filing, (filing, *figures), prose)


def _figures(submission: Submission, page: Document | None) -> tuple[FilingFact, tuple[Metric, ...]]:
    header = submission.header
    report = Report() if page is None else xbrl.read_inline(page.body)
    for document in submission.documents:
        if report.has_facts:
            break
        if is_instance(document.body):
            report = xbrl.read_instance(document.body)
    if page is None and not report.has_facts:
        raise Unreadable(f"the submission holds no document of type {header.form}")
    form = header.form or report.document_type
    if form not in PERIODIC_FORMS:
        raise Unreadable(
            f"no reader yet for {f'form {quoted(form)[1:-1]}' if form else 'an instance that names no form'}"
        )
    issuer = _issuer(header, report) or Issuer("", cover.read(page.body).name or "" if page else "")
    filing = FilingFact(
        header.accession, form, issuer, accepted=header.accepted, period=report.period_end or header.period
    )
    return filing, statements.metrics(report, accession=header.accession, form=form, issuer=issuer)


def _whole(body: bytes) -> None:
    """Raises `Unreadable` for a page that begins and does not end: half a report would be read as a whole one."""
    if _BEGINS.search(body[:_NEAR_THE_TOP]) and not _ENDS.search(body[-_NEAR_THE_TOP:]):
        raise Unreadable("the document breaks off: it begins as HTML and never ends")


def is_instance(body: bytes) -> bool:
    """Whether a document is a plain XBRL instance."""
    return _INSTANCE.search(body[:_NEAR_THE_TOP]) is not None


def wanted(index: Index) -> tuple[File, ...]:
    """The primary document; the rest of a report is pictures and contracts."""
    return tuple(file for file in index.files if file.type == index.header.form)[:1]


def second_source(index: Index) -> File | None:
    """The instance beside the primary document: extracted by EDGAR (`{name}_htm.xml`), or filed (EX-101.INS)."""
    for file in index.files:
        if file.name.endswith("_htm.xml") or file.type == "EX-101.INS":
            return file
    return None


def _issuer(header: Header, report: Report) -> Issuer | None:
    """The header knows the filer, the document its ticker. A document alone is believed."""
    if header.subject is None:
        return Issuer(report.cik, report.name or "", report.symbol) if report.cik else None
    name = report.name if report.cik == header.subject.cik and report.name else header.subject.name
    return Issuer(header.subject.cik, name, report.symbol)
