"""A document, HTML or plain text, as a reader sees it: lines of text and grids of cells, in order.

Text that no reader sees is left out. A table that holds tables lays out the page: what is in it counts on
its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tocsin.facts.releases.cells import MOST_IN_A_ROW, Block, Cell, Grid, folded
from tocsin.facts.releases.plain_cells import plain_blocks

# Spans are written by filers' tools and by hand; what is wider than this is a mistake.
_WIDEST = 200
_MOST_BYTES = 8 * 1024 * 1024
_MOST_CELLS = 400_000
_MOST_COLUMNS = 1_000
_UNSEEN = frozenset({"head", "script", "style", "title", "ix:header", "noscript", "template"})
# What keeps a line together; every other element begins and ends one.
_INLINE = frozenset(
    (
        "a",
        "abbr",
        "acronym",
        "b",
        "big",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
    )
).union(("nobr", "q", "s", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var"))
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_TAGS = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})")
_NEVER_CLOSED = frozenset(
    ("area", "base", "br", "col", "dd", "dt", "hr", "img", "input", "li", "link", "meta", "option", "p", "td")
).union(("th", "tr", "tbody", "thead", "wbr"))
_MOST_OPEN = 10_000
_MARKUP = re.compile(rb"<(?:html|body|div|p|td|br|font|span)\b[^<>]{0,2000}>", re.IGNORECASE)


def blocks(body: bytes) -> tuple[Block, ...]:
    """The lines and grids of a document. Never raises: what is no document, or larger than any release,
    has none."""
    if len(body) > _MOST_BYTES:
        return ()
    text = _decoded(body)
    if _MARKUP.search(body) is None:
        return tuple(plain_blocks(text))
    if _too_deep(text):
        return ()
    root = LexborHTMLParser(text).root
    return () if root is None else tuple(_Walk().through(root))


def _too_deep(text: str) -> bool:
    """Whether more elements are open at once than any document has. The tree of 100,000 takes 15 s to
    build, each one the time of all above it."""
    opened = 0
    for tag in _TAGS.finditer(text):
        if tag[2].lower() not in _NEVER_CLOSED:
            opened = opened + 1 if not tag[1] else max(0, opened - 1)
            if opened > _MOST_OPEN:
                return True
    return False


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")


@dataclass(slots=True)
class _Walk:
    """A walk through the tree with a stack of its own making: no document is too deep for it."""

    pieces: list[str] = field(default_factory=list)

    def through(self, root: LexborNode) -> Iterator[Block]:
        node: LexborNode | None = root
        while node is not None:
            down = None
            if node.is_text_node:
                self.pieces.append(node.text_content or "")
            elif node.is_element_node and not _unseen(node):
                if node.tag == "table" and not _lays_out(node):
                    yield from self.line()
                    grid = Grid(tuple(_rows(node)))
                    if grid.rows:
                        yield grid
                else:
                    if node.tag not in _INLINE:
                        yield from self.line()
                    down = node.first_child
            if down is not None:
                node = down
                continue
            # Upwards to the next that was not met yet.
            while node is not None and (following := node.next) is None:
                node = node.parent
                if node is not None and node.tag not in _INLINE:
                    yield from self.line()
            node = None if node is None else following
        yield from self.line()

    def line(self) -> Iterator[str]:
        text = folded("".join(self.pieces))
        self.pieces.clear()
        if text:
            yield text


def _unseen(node: LexborNode) -> bool:
    if node.tag in _UNSEEN:
        return True
    style = node.attributes.get("style")
    # EDGAR's XHTML is served as HTML, where `<div style="display:none"/>` would hide all that follows.
    return bool(style and _HIDDEN.search(style)) and node.css_first("table") is None


def _lays_out(table: LexborNode) -> bool:
    return len(table.css("table")) > 1


def _rows(table: LexborNode) -> Iterator[tuple[Cell, ...]]:
    """The rows, spans counted; of a cell that covers several rows the text stands in the first."""
    taken: dict[int, int] = {}  # column: how many rows more it is covered from above
    cells = 0
    for row in table.css("tr"):
        found: list[Cell] = []
        left = 0
        kept = {column: rest - 1 for column, rest in taken.items() if rest > 1}
        for cell in row.iter():
            if cell.tag not in ("td", "th"):
                continue
            cells += 1
            if cells > _MOST_CELLS:
                return
            while left in taken:
                left += 1
            if left > _MOST_COLUMNS:
                break
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            if high > 1:
                kept |= dict.fromkeys(range(left, left + wide), high - 1)
            text = "" if _unseen(cell) else _text(cell)
            if text and len(found) < MOST_IN_A_ROW:
                found.append(Cell(left, left + wide - 1, text))
            left += wide
        taken = kept
        if found:
            yield tuple(found)


def _span(cell: LexborNode, name: str) -> int:
    said = (cell.attributes.get(name) or "").strip()
    return max(1, min(int(said), _WIDEST)) if said.isascii() and said.isdigit() and len(said) < 6 else 1


def _text(cell: LexborNode) -> str:
    """The visible text of a cell; a footnote mark that is set as one (`sup`) is none of it."""
    pieces: list[str] = []
    skipped: LexborNode | None = None
    for node in cell.traverse(include_text=True):
        if skipped is not None:
            if _within(node, skipped):
                continue
            skipped = None
        if node.is_text_node:
            pieces.append(node.text_content or "")
        elif node.mem_id != cell.mem_id and (node.tag == "sup" or _unseen(node)):
            skipped = node
        elif node.tag not in _INLINE:
            pieces.append(" ")
    return folded("".join(pieces))


def _within(node: LexborNode, other: LexborNode) -> bool:
    above = node.parent
    for _ in range(8):
        if above is None:
            return False
        if above.mem_id == other.mem_id:
            return True
        above = above.parent
    return False
