"""The bytes of an HTML document -> the lines that a reader of it sees, in order."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from tocsin.facts.text.tags import (
    BLOCK,
    BLOCKS,
    BREAK,
    CELL,
    CHUNK,
    HIDDEN,
    INLINE,
    ROW,
    TEXT,
    Scanner,
    Tag,
    parts,
)

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"}
_LIGATURES |= {"\ufb05": "st", "\ufb06": "st"}
_LIGATURE = re.compile("[\ufb00-\ufb06]")


_HEADER_BEGINS, _HEADER_ENDS = "<ix:header", "</ix:header>"
_MOST_PIECES = 100_000
_MANY = 99


class Line(NamedTuple):
    """A run of text that nothing but inline markup interrupts, its white space folded.

    `page` counts the page breaks before it; `row` is the same for the cells of one table row, 0 outside of
    tables. `after_break`: only a single `<br>` parts it from the line before.
    """

    text: str
    page: int
    row: int = 0
    after_break: bool = False


def lines_of(text: str) -> Iterator[Line]:
    """The visible lines of an HTML document."""
    return _Reader().lines(text)


class _Reader:
    def __init__(self) -> None:
        self.page = 0
        self.row = 0
        self.rows = 0
        self.tables: list[int] = []  # the row that each open table stands in
        self.breaks = 0
        self.pieces: list[str] = []

    def lines(self, text: str) -> Iterator[Line]:  # noqa: PLR0912 - some 60,000 rounds a report: no calls
        hidden: _Hidden | None = None
        pieces, scanner = self.pieces, Scanner()
        known = scanner.known
        for part in parts(_without_header(text)):
            inside, closes, after = part.partition(">")
            tag = known.get(inside)
            if tag is None or not closes or scanner.busy:
                read = scanner.read(part)
                if read is None:
                    continue
                tag, after = read
            if hidden is None:
                # Most of a report is table cells around nothing, and spans: those are let through quickly.
                if tag.parts_only:
                    if pieces:
                        yield from self._flush()
                    self.breaks = _MANY
                    if after and not after.isspace():
                        pieces.append(after)
                    continue
                if tag.does == INLINE:
                    if after:
                        pieces.append(after)
                        if len(pieces) > _MOST_PIECES or len(after) > CHUNK:  # no paragraph is so long
                            yield from self._flush()
                    continue
            elif not hidden.ends_at(tag):
                continue
            else:
                if hidden.closed:
                    tag = TEXT
                hidden = None
            if tag.does == HIDDEN:
                hidden = _Hidden(tag.name)
                after = ""
            if tag.does != INLINE and (tag.does != HIDDEN or tag.name in BLOCKS):
                yield from self._flush()
                self._apply(tag)
            if after:
                pieces.append(after)
        yield from self._flush()

    def _apply(self, tag: Tag) -> None:
        if tag.does == HIDDEN:
            return
        if tag.breaks_page:
            self.page += 1
        if tag.does == BREAK:
            self.breaks += 1
            return
        self.breaks = _MANY
        if tag.name == "table":
            if tag.opens:
                self.tables.append(self.row)
            elif self.tables:
                self.row = self.tables.pop()
        elif tag.does == ROW and tag.opens and self.tables:
            self.rows += 1
            self.row = self.rows

    def _flush(self) -> Iterator[Line]:
        if not self.pieces:
            return
        text = folded("".join(self.pieces))
        self.pieces.clear()
        if text:
            yield Line(text, self.page, self.row, self.breaks == 1)
            self.breaks = 0


def _without_header(text: str) -> str:
    """A shortcut: what nobody sees is a tenth to a fifth of a report, in one piece near its top."""
    begins = text.find(_HEADER_BEGINS)
    ends = text.find(_HEADER_ENDS, begins)
    if begins < 0 or ends < 0 or "<!--" in text[begins:ends]:
        return text
    return text[:begins] + text[ends + len(_HEADER_ENDS) :]


class _Hidden:
    """An element that is not shown, and how deep in elements of its own name the reader is."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.depth = 1
        self.tables = 0
        self.closed = False

    def ends_at(self, tag: Tag) -> bool:
        if tag.name == self.name:
            if not tag.opens:
                self.depth -= 1
                self.closed = self.depth == 0
                return self.depth == 0
            if not self._open_ends(tag):
                self.depth += 1
                return False
            return True
        if tag.name == "table":
            self.tables += 1 if tag.opens else -1
            if self.tables < 0 and self.name in ("td", "th", "tr"):
                return True
        return self._open_ends(tag)

    def _open_ends(self, tag: Tag) -> bool:
        """The end tags that HTML lets be left out: of `p`, `td`, `th` and `tr`."""
        if self.name == "p":
            return tag.does in (BLOCK, CELL, ROW)
        if self.name in ("td", "th"):
            return self.tables == 0 and (tag.does == ROW or (tag.does == CELL and tag.opens))
        return self.name == "tr" and self.tables == 0 and tag.does == ROW and tag.opens


def folded(text: str) -> str:
    """Entities resolved, what has no width left out, ligatures spelt, white space made single."""
    if "&" in text:
        text = html.unescape(text)
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
        if _LIGATURE.search(text):
            text = _LIGATURE.sub(lambda found: _LIGATURES[found[0]], text)
    text = " ".join(text.split())
    return text if text.isprintable() else _CONTROL.sub("", text).strip()
