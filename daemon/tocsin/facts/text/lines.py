"""The lines of a document, as the readers of HTML and of plain text give them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress
from typing import NamedTuple


class Line(NamedTuple):
    """A run of text that nothing but inline markup interrupts, its white space folded.

    `page` counts the page breaks before it; `row` is the same for the cells of one table row, 0 outside of
    tables. `after_break`: only a single `<br>` parts it from the line before.
    """

    text: str
    page: int
    row: int = 0
    after_break: bool = False


class Lines:
    """Lines in document order, in four columns: the collector of garbage stops every thread for as long as it has
    objects to look through, and a report of 30 MB has fifty thousand lines (13 ms of 34 that it took)."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.pages: list[int] = []
        self.rows: list[int] = []
        self.after_breaks: list[bool] = []

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, at: int) -> Line:
        return Line(self.texts[at], self.pages[at], self.rows[at], self.after_breaks[at])

    def __iter__(self) -> Iterator[Line]:
        return map(Line, self.texts, self.pages, self.rows, self.after_breaks)

    def add(self, text: str, page: int, row: int, after_break: bool) -> None:
        self.texts.append(text)
        self.pages.append(page)
        self.rows.append(row)
        self.after_breaks.append(after_break)

    def only(self, kept: Sequence[bool]) -> Lines:
        """Those that are kept, told one by one."""
        chosen = Lines()
        chosen.texts = list(compress(self.texts, kept))
        chosen.pages = list(compress(self.pages, kept))
        chosen.rows = list(compress(self.rows, kept))
        chosen.after_breaks = list(compress(self.after_breaks, kept))
        return chosen
