"""A table as it is set: rows of cells, each with the columns that it covers."""

from __future__ import annotations

from dataclasses import dataclass

# No row of a statement has more.
MOST_IN_A_ROW = 100


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that holds text, and the columns of its grid that it covers, `right` included."""

    left: int
    right: int
    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a table, each with its cells that hold text. `plain`: columns count characters."""

    rows: tuple[tuple[Cell, ...], ...]
    plain: bool = False


Block = str | Grid


def folded(text: str) -> str:
    """The text with its white space made single."""
    return " ".join(text.replace("\N{ZERO WIDTH SPACE}", " ").split())
