"""The bytes of an HTML document -> the lines that a reader of it sees, in order."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain

from tocsin.facts.text.decoding import LONGEST, pieces
from tocsin.facts.text.lines import Lines
from tocsin.facts.text.runs import PARTS, PARTS_ONLY, SPACE, TEXT_AFTER_TAGS, Runs
from tocsin.facts.text.tags import BLOCK, BLOCKS, BREAK, CELL, HIDDEN, INLINE, ROW, TEXT, Scanner, Tag

_WIDTHLESS, _JOINED = "\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff", "\ufb00-\ufb06"
_INVISIBLE, _LIGATURE = re.compile(f"[{_WIDTHLESS}]"), re.compile(f"[{_JOINED}]")
_SPECIAL = re.compile(f"[{_WIDTHLESS}{_JOINED}]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"}
_LIGATURES |= {"\ufb05": "st", "\ufb06": "st"}
# As long as `html.unescape` may see one, which knows those without their `;` as well.
_ENTITY = re.compile(r"&[^\t\n\f <&;]+;?")

_HEADER_BEGINS, _HEADER_ENDS = b"<ix:header", b"</ix:header>"
_MANY = 99
_SHORT, _MOST_SHORT = 20, 10_000


def lines_of(body: bytes) -> Lines:
    """The visible lines of an HTML document in UTF-8, without a byte order mark."""
    return _Reader().lines(body)


class _Reader:
    def __init__(self) -> None:
        self.page = 0
        self.row = 0
        self.rows = 0
        self.tables: list[int] = []  # the row that each open table stands in
        self.breaks = 0
        self.pieces: list[str] = []
        self.found = Lines()
        self.runs = Runs()
        self.scanner = Scanner()
        self.hidden: _Hidden | None = None
        self.careful = False
        self.short: dict[str, str] = {}  # `$`, `&#8212;`, `)`: half of the cells of a table

    def lines(self, body: bytes) -> Lines:
        for piece in _without_header(body):
            self._read(piece if piece.startswith("<") else f"<x>{piece}")
            if sum(map(len, self.pieces)) > LONGEST:  # no paragraph is so long
                self._flush()
        self._flush()
        return self.found

    def _read(self, text: str) -> None:
        """A piece of the document, which begins with a tag: tags, text, tags, text, …, tags."""
        *split, rest = TEXT_AFTER_TAGS.split(text)
        runs, waiting = split[::2], self.pieces
        for run, told, words in zip(runs, map(self.runs.__getitem__, runs), split[1::2], strict=True):
            if told is None or self.careful:
                self._read_carefully(f"{run}>{words}")
                continue
            if told is PARTS_ONLY:  # as most are
                if waiting:
                    self._flush()
                self.breaks = _MANY
            elif told:
                self._apply(told)
            waiting.append(words)
        told = self.runs[rest[:-1]] if rest[-1:] == ">" and not self.careful else None
        if told is None:
            self._read_carefully(rest)
        else:
            self._apply(told)

    def _apply(self, told: Sequence[Tag]) -> None:
        for tag in told:
            if tag is SPACE:
                self.pieces.append(" ")
                continue
            if self.pieces:
                self._flush()
            if tag is PARTS:
                self.breaks = _MANY
            else:
                self._apply_tag(tag)

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
                self._apply_tag(tag)
            if after:
                self.pieces.append(after)
        self.careful = self.hidden is not None or self.scanner.busy

    def _apply_tag(self, tag: Tag) -> None:
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
            self.found.add(text, self.page, self.row, self.breaks == 1)
            self.breaks = 0


def _without_header(body: bytes) -> Iterator[str]:
    """A shortcut: what nobody sees is a tenth to a fifth of a report, in one piece near its top."""
    begins = body.find(_HEADER_BEGINS)
    ends = body.find(_HEADER_ENDS, begins)
    if begins < 0 or ends < 0 or body.find(b"<!--", begins, ends) >= 0:
        return pieces(body, 0, len(body))
    *first, last = ("", *pieces(body, 0, begins))
    rest = pieces(body, ends + len(_HEADER_ENDS), len(body))
    return chain(first, [last + next(rest, "")], rest)


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
    if not text.isascii() and _SPECIAL.search(text) is not None:
        text = _LIGATURE.sub(lambda found: _LIGATURES[found[0]], _INVISIBLE.sub("", text))
    if text.isprintable() and "  " not in text:
        return text.strip()  # the same, sooner: no other white space is printable
    text = " ".join(text.split())
    return text if text.isprintable() else _CONTROL.sub("", text).strip()


def _resolved(entity: re.Match[str]) -> str:
    return _character(entity[0])


@lru_cache(maxsize=1024)
def _character(entity: str) -> str:
    return html.unescape(entity)
