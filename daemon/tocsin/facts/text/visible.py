"""The bytes of an HTML document -> the lines that a reader of it sees, in order."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from tocsin.facts.text.runs import PARTS, SPACE, Runs
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
    chunks,
)

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"}
_LIGATURES |= {"\ufb05": "st", "\ufb06": "st"}
_LIGATURE = re.compile("[\ufb00-\ufb06]")
# As long as `html.unescape` may see one, which knows those without their `;` as well.
_ENTITY = re.compile(r"&[^\t\n\f <&;]+;?")


_HEADER_BEGINS, _HEADER_ENDS = "<ix:header", "</ix:header>"
_MANY = 99
_SHORT, _MOST_SHORT = 20, 10_000
# A piece of text with a letter or sign in it, and the end of the tag before it.
_TEXT = re.compile(r">(\s*[^<\s][^<]*)")


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
        self.found: list[Line] = []
        self.runs = Runs()
        self.scanner = Scanner()
        self.hidden: _Hidden | None = None
        self.careful = False
        self.short: dict[str, str] = {}  # `$`, `&#8212;`, `)`: half of the cells of a table

    def lines(self, text: str) -> Iterator[Line]:
        for chunk in chunks(_without_header(text)):
            self._read(chunk)
            if sum(map(len, self.pieces)) > CHUNK:  # no paragraph is so long
                self._flush()
            yield from self.found
            self.found.clear()
        self._flush()
        yield from self.found

    def _read(self, chunk: str) -> None:
        """A chunk, which begins with a tag: tags, text, tags, text, …, tags."""
        pieces, runs = self.pieces, self.runs
        *split, rest = _TEXT.split(chunk)
        for run, text in zip(split[::2], split[1::2], strict=True):
            told = None if self.careful else runs[run]
            if told is None:
                self._read_carefully(f"{run}>{text}")
                continue
            for tag in told:
                if tag is SPACE:
                    pieces.append(" ")
                    continue
                if pieces:
                    self._flush()
                if tag is PARTS:
                    self.breaks = _MANY
                else:
                    self._apply(tag)
            pieces.append(text)
        self._read_carefully(rest)

    def _read_carefully(self, text: str) -> None:
        """Tag by tag: what is hidden, comments, and what may be no tag at all."""
        for part in text.split("<")[1:]:
            read = self.scanner.read(part)
            if read is None:
                continue
            tag, after = read
            if self.hidden is not None:
                if not self.hidden.ends_at(tag):
                    continue
                if self.hidden.closed:
                    tag = TEXT
                self.hidden = None
            if tag.does == HIDDEN:
                self.hidden = _Hidden(tag.name)
                after = ""
            if tag.does != INLINE and (tag.does != HIDDEN or tag.name in BLOCKS):
                self._flush()
                self._apply(tag)
            if after:
                self.pieces.append(after)
        self.careful = self.hidden is not None or self.scanner.busy

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

    def _flush(self) -> None:
        pieces = self.pieces
        if not pieces:
            return
        whole = pieces[0] if len(pieces) == 1 else "".join(pieces)
        pieces.clear()
        text = self.short.get(whole)
        if text is None:
            text = folded(whole)
            if len(whole) <= _SHORT and len(self.short) < _MOST_SHORT:
                self.short[whole] = text
        if text:
            self.found.append(Line(text, self.page, self.row, self.breaks == 1))
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
        text = _ENTITY.sub(_resolved, text)
    if text.isprintable() and "  " not in text and (text.isascii() or _LIGATURE.search(text) is None):
        return text.strip()  # the same, sooner: no other white space is printable, and nothing without width
    if not text.isascii():
        text = _LIGATURE.sub(lambda found: _LIGATURES[found[0]], _INVISIBLE.sub("", text))
    text = " ".join(text.split())
    return text if text.isprintable() else _CONTROL.sub("", text).strip()


def _resolved(entity: re.Match[str]) -> str:
    return _character(entity[0])


@lru_cache(maxsize=1024)
def _character(entity: str) -> str:
    return html.unescape(entity)
