"""Where a fact is printed: its table, its row, and what the row begins with."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

_XHTML = "{http://www.w3.org/1999/xhtml}"
_ROWS = frozenset({f"{_XHTML}tr", "tr"})
_TABLES = frozenset({f"{_XHTML}table", "table"})
# From a number up to its row are seldom more than five elements, from a row to its table two.
_MOST_STEPS = 40
_LONGEST_CAPTION = 200


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the document a fact is printed: its table and its row, counted from 1 over the whole document
    among those that hold facts, and the text that the row begins with."""

    table: int
    row: int
    caption: str


class Places:
    """Counts tables and rows as facts are met in them."""

    def __init__(self) -> None:
        self._rows: dict[etree._Element, Place | None] = {}
        self._tables: dict[etree._Element, int] = {}

    def of(self, element: etree._Element) -> Place | None:
        row = _above(element, _ROWS)
        if row is None:
            return None
        if row not in self._rows:
            table = _above(row, _TABLES)
            if table is None:
                self._rows[row] = None
            else:
                ordinal = self._tables.setdefault(table, len(self._tables) + 1)
                self._rows[row] = Place(ordinal, len(self._rows) + 1, _caption(row))
        return self._rows[row]


def _above(element: etree._Element, tags: frozenset[str]) -> etree._Element | None:
    up = element.getparent()
    for _ in range(_MOST_STEPS):
        if up is None or up.tag in tags:
            return up
        up = up.getparent()
    return None


def _caption(row: etree._Element) -> str:
    for cell in row:
        text = " ".join("".join(str(text) for text in cell.itertext()).split())
        if text:
            return text[:_LONGEST_CAPTION]
    return ""
