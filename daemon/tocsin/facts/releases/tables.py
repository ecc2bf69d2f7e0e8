"""Grids of cells -> tables: captions, and figures under columns whose headings say which period they are of.

A figure belongs to the column in whose place it stands: currency signs, brackets and percent signs have
cells of their own, and so have the blanks between columns. Headings are read from all rows above the first
figures, and from the title where they leave something out; what neither tells stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from tocsin.facts.releases.cells import Block, Cell, Grid
from tocsin.facts.releases.headings import Span, has_period, span_of
from tocsin.facts.releases.table_figures import Figure, figures_of, looks_like_figure
from tocsin.facts.releases.table_scales import scale_of, unit_of

# How far above a table its title and its scale stand.
_ABOVE = 8
_LONGEST_TITLE = 160
_MOST_COLUMNS = 40


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures: its headings, joined from top to bottom, and the period that they tell."""

    heading: str
    period: Span


@dataclass(frozen=True, slots=True)
class Row:
    """A caption and its figures as printed, one for each column; None where nothing stands. A dash is 0."""

    caption: str
    figures: tuple[Decimal | None, ...]

    @property
    def blank(self) -> bool:
        return all(figure is None for figure in self.figures)


@dataclass(frozen=True, slots=True)
class Table:
    """`scale` is what its figures are multiplied by, `unit` their currency; None where nothing says."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    scale: int | None
    unit: str | None


def tables(found: Iterable[Block]) -> Iterator[Table]:
    """The tables that have columns of figures, in document order."""
    above: list[str] = []
    for block in found:
        if isinstance(block, str):
            above.append(block)
            continue
        for head, body in _parts(block):
            table = _table(head, body, _last_lines(above), plain=block.plain)
            if table is not None:
                yield table
                above = []
            else:
                above += [" ".join(cell.text for cell in row) for row in (*head, *body)]


def _last_lines(above: list[str]) -> list[str]:
    """The lines right above a table, back to the last one that is a paragraph."""
    found = []
    for line in reversed(above[-_ABOVE:]):
        if len(line) > _LONGEST_TITLE:
            break
        found.append(line)
    return found[::-1]


# --- one grid can hold several tables --------------------------------------------------------------------

_STATEMENT = re.compile(
    r"\b(?:balance sheets?|statements? of (?:consolidated )?(?:operations|income|earnings|cash flows?|loss|financial (?:position|condition)"
    r"|comprehensive)|income statements?|cash flow statements?)",
    re.IGNORECASE,
)
_Rows = list[tuple[Cell, ...]]


def _parts(grid: Grid) -> Iterator[tuple[_Rows, _Rows]]:
    """The grid cut where headings follow figures: each part has its head and its body."""
    head: _Rows = []
    body: _Rows = []
    figures = False
    for row in grid.rows:
        if _is_heading(row) and (figures or not body):
            if figures:
                yield head, body
                head, body, figures = [], [], False
            head.append(row)
            continue
        stated = any(looks_like_figure(cell.text) and not _MARK.fullmatch(cell.text) for cell in row)
        if not body and not stated:
            head.append(row)
            continue
        body.append(row)
        figures = figures or stated
    if head or body:
        yield head, body


def _is_heading(row: tuple[Cell, ...]) -> bool:
    """Whether a row names periods, or a new statement, and states no figure."""
    texts = [cell.text for cell in row if not _MARK.fullmatch(cell.text)]
    if any(looks_like_figure(text) for text in texts if not _YEAR.fullmatch(text)):
        return False
    if len(texts) == 1:
        return bool(_STATEMENT.search(texts[0])) and len(texts[0]) < 150
    told = [text for text in texts if has_period(text) or _YEAR.fullmatch(text)]
    return len(told) >= 2 or (len(told) == 1 and _YEAR.fullmatch(told[0]) is not None and len(texts) == 2)


# A footnote mark in a cell of its own, which in a row of figures would be a negative one.
_MARK = re.compile(r"\([0-9a-z]\)|\*{1,3}")
_YEAR = re.compile(r"\(?(?:19|20)[0-9]{2}\)?(?: \(.{1,3}\))?|FY ?'?[0-9]{2,4}")

# --- columns -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Place:
    """Where a column's figures stand, and in which rows: their right edges agree, their left ones vary."""

    left: int
    right: int
    rows: set[int]


def _places(rows: Iterable[list[Figure]], slack: int) -> list[_Place]:
    """The columns that figures stand in, from left to right.

    Figures whose places overlap and that never share a row are of one column (a dash, a wider cell).
    """
    edges: dict[int, _Place] = {}
    for number, row in enumerate(rows):
        for figure in row:
            place = edges.setdefault(figure.right, _Place(figure.left, figure.right, set()))
            place.left = min(place.left, figure.left)
            place.rows.add(number)
    found: list[_Place] = []
    for edge in sorted(edges):
        place = edges[edge]
        last = found[-1] if found else None
        if last is not None and place.left <= last.right + slack and not place.rows & last.rows:
            last.left, last.right = min(last.left, place.left), edge
            last.rows |= place.rows
        else:
            found.append(place)
    return found


def _table(head: _Rows, body: _Rows, above: list[str], *, plain: bool) -> Table | None:
    read = [(row, figures_of(row)) for row in body]
    if sum(1 for _, figures in read if figures) < 3:
        return None
    money = [[figure for figure in figures if not figure.percent] for _, figures in read]
    places = _places(money, slack=2 if plain else 0)
    most = max((len(place.rows) for place in places), default=0)
    # A column of one stray figure is none: a page number, a footnote mark.
    places = [place for place in places if len(place.rows) * 8 >= most][:_MOST_COLUMNS]
    if not places:
        return None
    title_rows = [
        row[0].text for row in head if len(row) == 1 and not _over_columns(row[0], places, plain=plain)
    ]
    titles = [*above, *title_rows]
    title = " ".join(titles)
    headings = _headings(
        [row for row in head if row[0].text not in title_rows or len(row) > 1], places, plain=plain
    )
    first = min(place.left for place in places)
    corner = " ".join(row[0].text for row in head if len(row) > 1 and row[0].right < first)
    columns = tuple(Column(heading, span_of(heading, corner, title)) for heading in headings)
    rows = tuple(_rows(read, places, first, plain=plain))
    captions = " ".join(row.caption for row in rows[:3] if row.blank)
    words = " ".join((*titles, corner, *headings, captions))
    return Table(title, columns, rows, scale_of(words), unit_of(words, body))


def _over_columns(cell: Cell, places: list[_Place], *, plain: bool) -> bool:
    """Whether a cell that is alone in its row is a heading of columns and no title across the table."""
    if plain:
        return cell.left >= places[0].left - 12 and has_period(cell.text)
    return cell.left > 0 and cell.right >= places[0].left and cell.left <= places[0].right


def _headings(head: _Rows, places: list[_Place], *, plain: bool) -> list[str]:
    found: list[list[str]] = [[] for _ in places]
    for row in head:
        cells = [cell for cell in row if plain or cell.right >= places[0].left]
        if plain:
            cells = [cell for cell in cells if cell.right >= places[0].left - 3]
        for number, place in enumerate(places):
            over = _over(cells, place, plain=plain)
            if over is None and len(cells) == len(places):
                over = cells[number]
            if over is not None:
                found[number].append(over.text)
    return [" ".join(parts) for parts in found]


def _over(cells: list[Cell], place: _Place, *, plain: bool) -> Cell | None:
    """The heading that stands over a column. In plain text headings are centred: the nearest, if one is."""
    if not plain:
        exact = [cell for cell in cells if cell.left <= place.right <= cell.right]
        return (
            exact[0]
            if exact
            else next((c for c in cells if c.left <= place.right and c.right >= place.left), None)
        )
    away = sorted(
        (max(cell.left - place.right, place.left - cell.right, 0), n) for n, cell in enumerate(cells)
    )
    if not away or away[0][0] > 12 or (len(away) > 1 and away[0][0] == away[1][0]):
        return None
    return cells[away[0][1]]


def _rows(
    read: list[tuple[tuple[Cell, ...], list[Figure]]], places: list[_Place], first: int, *, plain: bool
) -> Iterator[Row]:
    waiting = ""
    slack = 2 if plain else 0
    for row, figures in read:
        caption = " ".join(
            cell.text
            for cell in row
            if cell.left < first and not looks_like_figure(cell.text) and len(cell.text) > 1
        )
        found: list[Decimal | None] = [None] * len(places)
        for figure in figures:
            if figure.percent:
                continue
            for number, place in enumerate(places):
                if place.left - slack <= figure.right <= place.right + slack:
                    found[number] = figure.value
                    break
        # A caption that runs on: `Short-term and current portion` / `of long-term debt   694`.
        if waiting and caption[:1].islower():
            caption = f"{waiting} {caption}"
        filled = Row(caption, tuple(found))
        runs_on = plain and filled.blank and not caption.endswith(":")
        waiting = caption if runs_on else ""
        if caption or not filled.blank:
            yield filled
