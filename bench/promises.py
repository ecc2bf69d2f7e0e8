"""What is promised, what was measured, and how both are shown."""

from __future__ import annotations

import math
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise held against its figure; `measured` is as a person reads it."""

    promise: str
    measured: str
    kept: bool


def at_most(promise: str, measured: float, limit: float, unit: str = "", of: str = "") -> Promise:
    """A figure that may reach its limit and not pass it; `of` says what it is the median of."""
    return Promise(promise, figure(measured, unit) + (f" ({of})" if of else ""), measured <= limit)


def figure(number: float, unit: str = "") -> str:
    """Three digits that count: 0.263 ms, 12.4 s, 1,840."""
    if number == int(number):
        shown = f"{int(number):,}"
    else:
        shown = f"{number:,.{max(0, 2 - math.floor(math.log10(abs(number))))}f}"
    return f"{shown} {unit}".strip()


def percentile(numbers: Sequence[float], percent: float) -> float:
    """The smallest figure that so many per cent do not exceed: of 60 figures the 99th is the largest."""
    ordered = sorted(numbers)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def spread(seconds: Sequence[float]) -> list[str]:
    """Median, 99th percentile and maximum, as cells of a table."""
    told = (statistics.median(seconds), percentile(seconds, 99), max(seconds))
    return [f"{number:.3f} s" for number in told]


def say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """The first column to the left, figures to the right."""
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for number, line in enumerate(lines):
        cells = [
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        say("  " + "  ".join(cells).rstrip())
        if number == 0:
            say("  " + "  ".join("-" * width for width in widths))
    say()
