"""8-K and its kin: what was reported (the items), in what words, and with which figures.

The figures of a results release come from its exhibit (EX-99.1), which has no tags: see `press_release`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from tocsin.errors import Unreadable
from tocsin.facts import cover
from tocsin.facts.releases import press_release
from tocsin.facts.releases.guidance import guidance
from tocsin.facts.reports.xbrl import read_inline
from tocsin.facts.submission import Document, File, Header, Index, Submission
from tocsin.facts.text.decoding import decoded, unmarked
from tocsin.facts.text.prose import sentences
from tocsin.facts.text.visible import folded, lines_of
from tocsin.model import FilingFact, Issuer, Metric, Prose, Reading

# 8-K12B, 8-K12G3 and 8-K15D5 are 8-Ks of a successor issuer (EDGAR Filer Manual, volume II, 3.3).
FORMS = tuple(f"{form}{tail}" for form in ("8-K", "8-K12B", "8-K12G3", "8-K15D5") for tail in ("", "/A"))

# Form 8-K since August 23, 2004 (Release 33-8400).
_CHAPTERS = {1: 5, 2: 6, 3: 3, 4: 2, 5: 8, 6: 6, 7: 1, 8: 1, 9: 1}
ITEMS = frozenset(
    f"{chapter}.{item:02}" for chapter, last in _CHAPTERS.items() for item in range(1, last + 1)
) | {"6.10"}
# Before it the items were 1 to 12; 12 was what 2.02 is now.
OLD_ITEMS = frozenset(str(number) for number in range(1, 13))
_NEW_FORM = dt.date(2004, 8, 23)
_RESULTS = frozenset(("2.02", "12"))

_EXHIBIT = re.compile(r"EX-99(?:\.[0-9A-Z().]{1,8})?")
_RELEASE = re.compile(r"EX-99(?:\.0?1)?")
_NUMBER = r"[0-9]{1,2}(?:\.[0-9]{2})?"
_HEADING = re.compile(
    rf"items?\s{{0,9}}(?P<numbers>{_NUMBER}(?:(?:,|;| and| &) (?:item )?{_NUMBER})*)(?P<part>\([a-z]\))*"
    r"(?P<after>[ .:;\N{EM DASH}\N{EN DASH}-]{0,40})(?P<next>\S?)",
    re.IGNORECASE,
)
_MARKUP = re.compile(rb"<(?:html|body|div|p|td|br|font|span)\b", re.IGNORECASE)
_OPENS = '(["\N{LEFT DOUBLE QUOTATION MARK}'
_MOST_LINES = 20_000


def extract(submission: Submission) -> Reading:
    """What a current report says.

    A `Prose` for the report itself and for each EX-99 exhibit; the figures of the release when results are
    reported; what is expected, from all of them. Raises `Unreadable` for what is no such report.
    """
    header, primary = submission.header, submission.primary
    page = cover.read(primary.body)
    tagged = read_inline(primary.body)
    form = header.form or tagged.document_type or page.form
    if form not in FORMS:
        raise Unreadable("neither a header nor the cover says that this is a current report")
    issuer = header.subject or Issuer("", page.name or "")
    if tagged.cik and header.subject is None:
        issuer = Issuer(tagged.cik, tagged.name or page.name or "", tagged.symbol)
    elif header.subject is not None and tagged.cik == header.subject.cik:
        issuer = Issuer(issuer.cik, tagged.name or issuer.name, tagged.symbol)
    period = header.period or tagged.period_end
    items = header.items or items_of(primary.body, header.filed or period)
    filing = FilingFact(header.accession, form, issuer, items, header.accepted, period=period)
    exhibits = [document for document in submission.documents if _EXHIBIT.fullmatch(document.type or "")]
    prose = tuple(
        Prose(document.filename, document.type or form, sentences(document.body))
        for document in (primary, *exhibits)
    )
    said = guidance(
        (sentence for one in prose for sentence in one.sentences),
        accession=header.accession,
        form=form,
        issuer=issuer,
    )
    return Reading(filing, (filing, *_metrics(filing, exhibits, header), *said), prose)


def wanted(index: Index) -> tuple[File, ...]:
    """The report itself and its EX-99 exhibits; contracts and by-laws are not read."""
    primary = [file for file in index.files if file.type == index.header.form][:1]
    return (*primary, *(file for file in index.files if _EXHIBIT.fullmatch(file.type)))


def items_of(body: bytes, filed: dt.date | None) -> tuple[str, ...]:
    """The item numbers that the report's own headings give, in order (`2.02`; `5` before August 2004)."""
    found: dict[str, None] = {}
    for line in _lines(body):
        for heading in _headings(line):
            found.setdefault(heading)
    new = tuple(number for number in found if number in ITEMS)
    if new or (filed is not None and filed >= _NEW_FORM):
        return new
    return tuple(number for number in found if number in OLD_ITEMS)


def _lines(body: bytes) -> Iterator[str]:
    body = unmarked(body)
    if _MARKUP.search(body) is None:
        yield from (folded(line) for line in decoded(body).splitlines()[:_MOST_LINES])
        return
    cells: list[str] = []
    row = 0
    for line in lines_of(body):
        # The number and the title of an item often stand in two cells of a row.
        if line.row and line.row == row:
            cells.append(line.text)
            continue
        yield " ".join(cells)
        cells, row = [line.text], line.row
    yield " ".join(cells)


def _headings(line: str) -> Iterator[str]:
    """The items that a line announces. `The information in this Item 2.02` announces none, nor does a line
    of plain text that happens to begin with `Item 2.02 and Exhibit 99.1`."""
    found = _HEADING.match(line)
    if found is None:
        return
    following = found["next"]
    if following and (not found["after"] or not (following.isupper() or following in _OPENS)):
        return
    yield from re.findall(_NUMBER, found["numbers"])


def _metrics(filing: FilingFact, exhibits: list[Document], header: Header) -> tuple[Metric, ...]:
    release = next((document for document in exhibits if _RELEASE.fullmatch(document.type or "")), None)
    if release is None:
        return ()
    known = filing.items and any("." in number or number == "12" for number in filing.items)
    if known and not _RESULTS & set(filing.items):
        return ()
    return press_release.metrics(
        release.body,
        accession=filing.accession,
        form=filing.form,
        issuer=filing.issuer,
        period=header.period or filing.period,
    )
