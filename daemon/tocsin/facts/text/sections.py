"""Which part of a filing a line stands in: the Items of forms 10-Q, 10-K and 8-K, in the field's own words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tocsin.facts.text.items import ONLY_NUMBER, TITLES
from tocsin.facts.text.lines import Lines
from tocsin.form_items import CURRENT_REPORT

_LONGEST = 250
_CONTENTS_REACH = 60  # lines

_HEADING = re.compile(
    r"(?:part\s+[iv]{1,3}\s*[,.:;—\u2013-]*\s*)?items?\s*([0-9]{1,2}(?:\s?\.\s?0[0-9](?![0-9]))?)\s*(?:\(?([a-c])\)?)?(?:\(t\))?(?![a-z0-9])[\s.:;—\u2013|-]*",
    re.IGNORECASE,
)
_BEGINS_ITEM = re.compile(r"(?:part\s+[iv]{1,3}\b.{0,10})?items?\s*[0-9]", re.IGNORECASE)
_PAGES = re.compile(
    r"(?:\.{3,}|\s)\s*[0-9]{1,3}(?:\s?[-\u2013]\s?[0-9]{1,3})?\s*$|^[0-9]{1,3}(?:\s?[-\u2013,]\s?[0-9]{1,3})*$"
)
_TITLE_ENDS = re.compile(r"\s*(?:$|[.:;*—\u2013-]|\(|\[)")
_SHORT = re.compile(r"[A-Z][^.;!?]{2,80}\.?")
_BARE = re.compile(
    r"(?:management.{0,2}s?.{0,2} discussion and analysis of financial condition and results of operations"
    r"|risk factors|quantitative and qualitative disclosures? about market risks?"
    r"|financial statements and supplementary data)[.:]?",
    re.IGNORECASE,
)
_SIGNATURES = re.compile(r"signatures?", re.IGNORECASE)


class _Heading(NamedTuple):
    """A heading found: of which lines (the first, and the one after the last), and of which section."""

    start: int
    end: int
    name: str


def sections(lines: Lines) -> list[str | None]:
    """The section of each line; None before the first heading."""
    contents: list[int] = []
    found = _without_contents(list(_headings(lines, contents)), lines, contents)
    named = {heading.name for heading in found}
    bare = {heading.name: heading for heading in _bare_headings(lines) if heading.name not in named}
    found = sorted((*found, *bare.values()))
    names: list[str | None] = [None] * len(lines)
    for heading, following in zip(found, (*found[1:], None), strict=False):
        end = following.start if following else len(lines)
        names[heading.start : end] = [heading.name] * (end - heading.start)
    return names


def _headings(lines: Lines, contents: list[int]) -> Iterator[_Heading]:
    """The numbered headings; `contents` takes the lines where a page number follows a title."""
    texts, rows = lines.texts, lines.rows
    for start, first in enumerate(texts):
        if first[0] not in "IiPpSs" or len(first) > 4 * _LONGEST:
            continue
        row = rows[start]
        if row and start > 0 and rows[start - 1] == row:
            continue
        end = _end_of_row(rows, start)
        if _SIGNATURES.fullmatch(first) and end == start + 1:
            yield _Heading(start, end, "Signatures")
            continue
        if not _BEGINS_ITEM.match(first):
            continue
        text = " ".join(texts[start:end])
        if row and _PAGES.search(text):
            contents.append(start)
            continue
        name = _name(text, "" if row or end >= len(texts) else texts[end])
        if name is not None:
            yield _Heading(start, end, name)


def _bare_headings(lines: Lines) -> Iterator[_Heading]:
    """Titles without a number, for filings that order the form in their own way."""
    for index, text in enumerate(lines.texts):
        if text[0] in "MRQFmrqf" and len(text) < 120 and lines.rows[index] == 0:
            match = _BARE.fullmatch(text)
            if match is not None:
                name = _title(text)
                if name is not None:
                    yield _Heading(index, index + 1, name)


def _end_of_row(rows: Sequence[int], start: int) -> int:
    """After the last line of the table row that this one begins; outside of tables after the line itself."""
    row, end = rows[start], start + 1
    while row and end < len(rows) and rows[end] == row:
        end += 1
    return end


def _name(text: str, following: str) -> str | None:
    match = _HEADING.match(text)
    if match is None:
        return None
    number = "".join(match[1].split())
    title = text[match.end() :].strip()
    if "." in number:
        name = CURRENT_REPORT.get(number)
        return name if not title or title[0].isupper() or title[0] in "[(“" else None
    if _PAGES.search(title):
        return None
    if not title:
        return _title(following) or ONLY_NUMBER.get(number + (match[2] or "").upper())
    name = _title(title)
    if name is None and len(text) <= _LONGEST and _is_title(title) and text[match.end() - 1] != ",":
        return title.rstrip(".").title() if title.isupper() else title.rstrip(".")
    return name


def _is_title(text: str) -> bool:
    """Whether a text is set as a title: short, without a stop inside, its longer words with capitals."""
    return _SHORT.fullmatch(text) is not None and not any(
        len(word) > 3 and word[0].islower() for word in text.split()
    )


def _title(text: str) -> str | None:
    for pattern, name in TITLES:
        match = pattern.match(text)
        if match is not None and _TITLE_ENDS.match(text, match.end()):
            return name
    return None


def _without_contents(found: list[_Heading], lines: Lines, contents: Sequence[int]) -> list[_Heading]:
    """Without the entries of a table of contents, each of which comes again later.

    They stand by the lines that have page numbers, or nothing stands between them.
    """
    last = {heading.name: index for index, heading in enumerate(found)}
    kept = []
    listed = False  # whether the heading before is such an entry, and nothing stands between
    for index, heading in enumerate(found):
        end = found[index + 1].start if index + 1 < len(found) else len(lines)
        bare = not any(len(text) > 100 or text.endswith(".") for text in lines.texts[heading.end : end])
        at = bisect_left(contents, heading.start)
        near = any(abs(line - heading.start) < _CONTENTS_REACH for line in contents[max(at - 1, 0) : at + 1])
        if last[heading.name] > index and (bare or listed or near or heading.name == "Signatures"):
            listed = bare
        else:
            kept.append(heading)
            listed = False
    return kept
