"""Where a fact is printed: its table, its row, and what the row begins with."""

from __future__ import annotations

from dataclasses import dataclass, field

from tocsin.facts.reports.markup import text_of

# From a number up to its row, and from a row to its table, nothing but another table can stand.
_MOST_STEPS = 10
_LONGEST_CAPTION = 200
_FARTHEST_CAPTION = 20_000


class _Captions(dict[int, str]):
    """The texts that rows begin with, by where in the document the content of the row begins."""

    def __init__(self, text: bytes) -> None:
        super().__init__()
        self._text = text

    def __missing__(self, begins: int) -> str:
        caption = self[begins] = self._read(begins)
        return caption

    def _read(self, at: int) -> str:
        limit = at + _FARTHEST_CAPTION
        while (ends := self._text.find(b"</t", at, limit)) >= 0:
            if ends > at and (text := text_of(self._text[at:ends])):
                return text[:_LONGEST_CAPTION]
            at = self._text.find(b">", ends, limit) + 1
            if at == 0 or self._text.startswith(b"</tr", ends):
                break
        return ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the document a fact is printed: its table and its row, counted from 1 over the whole document
    among those that hold facts."""

    table: int
    row: int
    _captions: _Captions = field(repr=False, compare=False)
    _begins: int = field(repr=False, compare=False)

    @property
    def caption(self) -> str:
        """The text that the row begins with: that of its first cell with any. Only few are ever asked for."""
        return self._captions[self._begins]


@dataclass(slots=True)
class _Table:
    ordinal: int = 0


@dataclass(slots=True)
class _Row:
    begins: int
    met: bool = False
    place: Place | None = None


class Places:
    """Follows tables and rows as they open and close, and counts those in which facts are met."""

    def __init__(self, text: bytes) -> None:
        self._captions = _Captions(text)
        self._open: list[_Table | _Row] = []
        self._rows = 0
        self._tables = 0
        self._place: Place | None = None
        self._known = True  # whether nothing has opened or closed since the place was asked for

    def opens(self, name: bytes, begins: int) -> None:
        """A `tr` or a `table` whose content begins there."""
        self._known = False
        self._open.append(_Row(begins) if name == b"tr" else _Table())

    def closes(self, name: bytes) -> None:
        self._known = False
        if name == b"tr":
            if self._open and isinstance(self._open[-1], _Row):
                self._open.pop()
            return
        while self._open:
            if isinstance(self._open.pop(), _Table):
                return

    def here(self) -> Place | None:
        """The place of a fact that stands here; None outside of tables."""
        if not self._known:
            self._place, self._known = self._find(), True
        return self._place

    def _find(self) -> Place | None:
        row: _Row | None = None
        table: _Table | None = None
        for one in self._open[: -_MOST_STEPS - 1 : -1]:
            if isinstance(one, _Row):
                row = row or one
            elif row is not None:
                table = one
                break
        if row is None:
            return None
        if row.met:
            return row.place
        row.met = True
        self._rows += 1
        if table is not None:
            if not table.ordinal:
                self._tables += 1
                table.ordinal = self._tables
            row.place = Place(table.ordinal, self._rows, self._captions, row.begins)
        return row.place
