"""The figures in a row of cells: `$` `(1,234` `)` in three cells is one, and so is a dash, which is 0."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tocsin.facts.releases.cells import Cell

_OPENS = re.compile(
    r"-?(?:US|C|A|NT|HK|R|S)?[$\N{EURO SIGN}\N{POUND SIGN}\N{YEN SIGN}]?\s?\(?\s?(?:US|C|A|NT|HK)?[$\N{EURO SIGN}\N{POUND SIGN}\N{YEN SIGN}]?"
)
_DASH = r"[-\N{MINUS SIGN}\N{EN DASH}\N{EM DASH}\N{HYPHEN}\N{HORIZONTAL BAR}\N{FIGURE DASH}]"
_FIGURE = re.compile(
    rf"(?P<minus>{_DASH}?)\s?(?:US|C|A|NT|HK)?(?P<sign>[$\N{{EURO SIGN}}\N{{POUND SIGN}}\N{{YEN SIGN}}]?)\s?(?P<open>\(?)\s?[$\N{{EURO SIGN}}\N{{POUND SIGN}}\N{{YEN SIGN}}]?\s?"
    r"(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,15}(?:\.[0-9]+)?|\.[0-9]+)"
    r"\s?(?P<percent>%?)\s?(?P<close>\)?)\s?(?P<after>%?)(?:\s?\*{1,3})?"
)
_NOTHING = re.compile(rf"[$\N{{EURO SIGN}}\N{{POUND SIGN}}]?\s?{_DASH}{{1,3}}\s?[%)]?")
_CLOSES = re.compile(r"\)?\s?(%|pts?\.?|bps?|x)?\s?\)?")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as printed, and the columns of the grid that it covers; `right` is its last digit's in plain text."""

    left: int
    right: int
    value: Decimal
    percent: bool = False


def looks_like_figure(text: str) -> bool:
    return bool(_FIGURE.fullmatch(text) or _NOTHING.fullmatch(text))


def figures_of(row: Sequence[Cell]) -> list[Figure]:
    """The figures of a row, each with the columns that its digits cover."""
    found: list[Figure] = []
    opened = False
    for cell in row:
        text = cell.text
        if number := _FIGURE.fullmatch(text):
            value = Decimal(number["digits"].replace(",", ""))
            if number["minus"] or number["open"] or opened:
                value = value.copy_negate() if value else value
            trailing = len(text) - number.end("digits")
            right = cell.right - trailing if cell.right - cell.left + 1 == len(text) else cell.right
            found.append(Figure(cell.left, right, value, bool(number["percent"] or number["after"])))
            opened = False
        elif _NOTHING.fullmatch(text):
            found.append(Figure(cell.left, cell.right, Decimal(0), "%" in text))
            opened = False
        elif (closing := _CLOSES.fullmatch(text)) and found and not opened:
            if closing[1]:
                last = found.pop()
                found.append(Figure(last.left, last.right, last.value, percent=True))
        elif _OPENS.fullmatch(text):
            opened = "(" in text or text.startswith("-")
        else:
            opened = False
    return found
