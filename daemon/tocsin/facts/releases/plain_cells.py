"""Plain text -> lines and grids: a line whose words stand apart is a row, its cells told by two blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from tocsin.facts.releases.cells import MOST_IN_A_ROW, Block, Cell, Grid, folded

_TAG = re.compile(r"</?(?:TABLE|CAPTION|S|C|FN|F[0-9]+|PAGE)>", re.IGNORECASE)
_LEADERS = re.compile(r"\.{2,}|(?: \.){2,}")
_RULE = re.compile(r"[-=_~* ]{3,}")
_CHUNK = re.compile(r"[^ ]+(?: [^ ]+)*")
_NUMBERS = re.compile(r"\$?\(?[0-9][0-9,.]*\)?%?(?: +\$?\(?[0-9][0-9,.]*\)?%?)+")
_APART = re.compile(r" {2}")
_INDENTED = 12
_LONGEST_LINE = 1000


def plain_blocks(text: str) -> Iterator[Block]:
    rows: list[tuple[Cell, ...]] = []
    for raw in text.expandtabs(8).splitlines():
        page = "<PAGE>" in raw
        line = _LEADERS.sub(lambda dots: " " * len(dots[0]), _TAG.sub(_blank, raw[:_LONGEST_LINE])).rstrip()
        bare = line.strip()
        if page and rows:
            yield Grid(tuple(rows), plain=True)
            rows = []
        if not bare or _RULE.fullmatch(bare):
            continue
        indent = len(line) - len(line.lstrip())
        if _APART.search(bare) or indent >= _INDENTED or len(bare) < 50:
            rows.append(tuple(islice(_chunks(line), MOST_IN_A_ROW)))
        else:
            if rows:
                yield Grid(tuple(rows), plain=True)
                rows = []
            yield folded(bare)
    if rows:
        yield Grid(tuple(rows), plain=True)


def _blank(tag: re.Match[str]) -> str:
    return " " * len(tag[0])


def _chunks(line: str) -> Iterator[Cell]:
    for chunk in _CHUNK.finditer(line):
        if _NUMBERS.fullmatch(chunk[0]):
            for number in re.finditer(r"[^ ]+", chunk[0]):
                yield Cell(chunk.start() + number.start(), chunk.start() + number.end() - 1, number[0])
        else:
            yield Cell(chunk.start(), chunk.end() - 1, chunk[0])
