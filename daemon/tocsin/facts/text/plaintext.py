"""A plain-text document, as filings were until 2001 -> its lines: paragraphs put together from hard lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tocsin.facts.text.lines import Line, Lines
from tocsin.facts.text.pages import furniture
from tocsin.facts.text.visible import folded

_PAGE = re.compile(r"\s*<PAGE>|\f", re.IGNORECASE)
_TABLE = re.compile(r"\s*<(/?)TABLE>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]{0,20}>")
_RULE = re.compile(r"[\s\-=_*.]+")
_COLUMNS = re.compile(r"\s{2,}|\t|(?:\.\s?){4,}")
# A line set in columns: words, room, and a figure or a page number at its end.
_FIGURES = re.compile(r"\S(?:\s{2,}|(?:\s?\.){4,}\s*)[$(\s]*[0-9][0-9,.]*\s*[)%]*\s*$")
_ROOM = re.compile(r"\s{3,}")
_NEW_LINE = re.compile(r"\r\n?|\n")
_LONGEST = 1 << 16  # characters of a line, and of a paragraph
_WIDE = 50
_ENDED = re.compile(r"[.!?:;][\"')\]]*$")


class _Typed(NamedTuple):
    """A line as it was typed, not blank. `cells`: it belongs to a table, or ends in figures like one."""

    text: str
    page: int
    indent: int
    after_blank: bool
    cells: bool


def lines_of(text: str) -> Lines:
    """The paragraphs of a plain-text document; the cells of its tables one by one."""
    found = Lines()
    for line in _paragraphs(text):
        if line.text:
            found.add(*line)
    return found


def _paragraphs(text: str) -> Iterator[Line]:
    typed = list(_typed(text))
    dropped = furniture([line.text for line in typed], [line.page for line in typed])
    pieces: list[str] = []
    page, row, length, blank = 0, 0, 0, True
    for index, line in enumerate(typed):
        blank = blank or line.after_blank
        if index in dropped:
            continue
        indented = bool(pieces) and line.indent >= 2 and _ENDED.search(pieces[-1]) is not None
        if pieces and (blank or line.cells or indented or line.page != page or length > _LONGEST):
            yield Line(folded(" ".join(pieces)), page)
            pieces, length = [], 0
        blank = line.cells
        if line.cells:
            row += 1
            for cell in _COLUMNS.split(line.text):
                if cell:
                    yield Line(folded(cell), line.page, row)
            continue
        pieces.append(line.text)
        length += len(line.text)
        page = line.page
    if pieces:
        yield Line(folded(" ".join(pieces)), page)


def _typed(text: str) -> Iterator[_Typed]:
    page, table, blank, margin = 0, False, True, 0
    for raw in _split(text):
        line = raw
        if "\f" in line or "<" in line:
            if _PAGE.match(line):
                page += 1
                margin = 0
            mark = _TABLE.match(line)
            if mark is not None:
                table, blank = not mark[1], True
            line = _TAG.sub(" ", _PAGE.sub(" ", line))
        words = _ROOM.sub("   ", line.strip())
        if not words or _RULE.fullmatch(words):
            blank = True
            continue
        indent = len(line) - len(line.lstrip())
        figures = _FIGURES.search(words, max(0, len(words) - 100)) is not None
        # Text set in one wide column between table tags wraps as any other.
        cells = figures or (table and (len(words) < _WIDE or _COLUMNS.search(words) is not None))
        yield _Typed(words, page, indent - margin if not blank else 0, blank, cells)
        margin, blank = indent, False


def _split(text: str) -> Iterator[str]:
    """The lines of a text, some hundred at a time; what is too long for a line is cut."""
    at = 0
    while at < len(text):
        end = min(at + _LONGEST, len(text))
        if end < len(text):
            cut = text.rfind("\n", at, end)
            cut = cut if cut >= 0 else text.rfind(" ", at, end)
            end = cut + 1 if cut >= 0 else end
        yield from _NEW_LINE.split(text[at:end].removesuffix("\n"))
        at = end
