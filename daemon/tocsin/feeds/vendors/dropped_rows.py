"""The rows of a dropped file: facts, and for each line that is wrong what would be right."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path

from tocsin.errors import Unreadable
from tocsin.feeds.vendors import named, values
from tocsin.feeds.vendors.row import How
from tocsin.model import Reading

LONGEST_LINE = 100_000
MOST_WRONG = 1000  # a file with so many wrong lines is of another shape: it is not read on
_KINDS = {
    "price_target": "price_targets?|targets?",
    "rating": "ratings?",
    "consensus": "consensus",
    "earnings": "earnings",
    "rate": "rates?",
    "price": "prices?",
    "headline": "headlines?|news",
}


def kind_of(name: str) -> str | None:
    """The kind of fact that a file's name tells: `targets-2026-05-01.csv` holds price targets."""
    stem = Path(name).stem.casefold()
    found = (kind for kind, names in _KINDS.items() if re.match(rf"(?:{names})(?![a-z])", stem))
    return next(found, None)


def rows_in(name: str, body: bytes, now: dt.datetime) -> tuple[list[Reading], list[tuple[int, str]]]:
    """What a file tells, and its wrong lines: their numbers, counted from 1, and what is wrong.

    A row is a line: a text with a line break in it is none that can be read. Lines may end as Windows ends them.
    """
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return [], [(1, "the file is UTF-16: save it as UTF-8")]
    how = How(source=values.text(name) or "a file", now=now)
    read = _Csv(name) if name.lower().endswith(".csv") else _JsonLines(name)
    told: list[Reading] = []
    wrong: list[tuple[int, str]] = []
    for number, line in enumerate(body.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        try:
            row = read.row(_text(line))
            if row is not None:
                told += named.reading(read.kind(row), row, how)
        except (ValueError, Unreadable) as error:
            wrong.append((number, str(error)))
        if read.over or len(wrong) == MOST_WRONG:
            break
    return told, wrong


def _text(line: bytes) -> str:
    if len(line) > LONGEST_LINE:
        raise ValueError(f"the line is longer than {LONGEST_LINE:,} bytes")
    try:
        return line.decode("utf-8").strip()
    except UnicodeDecodeError:
        raise ValueError("the line is not UTF-8: save the file as UTF-8") from None


class _JsonLines:
    """Each line an object, with its kind where the file's name tells none."""

    over = False

    def __init__(self, name: str) -> None:
        self._kind = kind_of(name)

    def row(self, line: str) -> Mapping[str, object] | None:
        if not line:
            return None
        try:
            row = values.parsed(line.encode())
        except Unreadable:
            raise ValueError(f"the line is not JSON: {values.quoted(line)}") from None
        if isinstance(row, dict):
            return row
        raise ValueError('the line is no object such as {"kind": "price_target", "symbol": "SMCI", …}')

    def kind(self, row: Mapping[str, object]) -> str:
        return _kind(row.get("kind"), self._kind)


class _Csv:
    """A header, and under it rows of as many values."""

    def __init__(self, name: str) -> None:
        self._kind = kind_of(name)
        self._columns: list[str] | None = None
        self.over = False  # a wrong header leaves nothing to read

    def row(self, line: str) -> Mapping[str, object] | None:
        if not line.strip(", \t"):
            return None
        cells = _cells(line)
        if self._columns is None:
            self._columns = self._header(cells)
            return None
        if len(cells) != len(self._columns):
            raise ValueError(f"the row has {len(cells)} values for {len(self._columns)} columns")
        # Empty ones are left out: with a column for the kind, columns of other kinds stand in a row as well.
        return {name: cell for name, cell in zip(self._columns, cells, strict=True) if cell.strip()}

    def kind(self, row: Mapping[str, object]) -> str:
        return _kind(row.get("kind"), self._kind)

    def _header(self, cells: list[str]) -> list[str]:
        self.over = True
        columns = [re.sub(r"\s+", "_", cell.strip().casefold()) for cell in cells]
        kinds = [self._kind] if self._kind and "kind" not in columns else list(named.FIELDS)
        known = {"kind", *(name for kind in kinds for name in named.FIELDS[kind])}
        if unknown := [name for name in columns if name not in known]:
            raise ValueError(
                f"the header has an unknown column {values.quoted(unknown[0])}:"
                f" there is {', '.join(sorted(known))}; columns are parted by commas"
            )
        if len(set(columns)) < len(columns):
            raise ValueError("the header has a column twice")
        if self._kind is None and "kind" not in columns:
            raise ValueError(
                "what do the rows tell? Give the file a column kind, or a name such as price_target.csv"
            )
        self.over = False
        return columns


def _cells(line: str) -> list[str]:
    try:
        return next(csv.reader([line], strict=True))
    except csv.Error as error:
        raise ValueError(f"the row is not CSV ({error})") from None


def _kind(said: object, of_file: str | None) -> str:
    kind = values.text(said) or of_file
    if kind is None:
        raise ValueError(f"kind: missing: one of {', '.join(named.FIELDS)}")
    return kind
