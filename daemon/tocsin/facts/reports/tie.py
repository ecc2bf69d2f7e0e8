"""Whether the lines of a balance sheet add up to its printed totals, and which of them are parts of others."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from tocsin.facts.reports import concepts
from tocsin.facts.reports.balance_lines import (
    EQUITY,
    EQUITY_TOTALS,
    Line,
    equity_of_all,
    is_capital,
    temporary_equity,
)

_TOTAL = re.compile(r"\s*total\b", re.IGNORECASE)


def settled(
    lines: list[Line], assets: Decimal, unit: Decimal
) -> tuple[tuple[Line, ...], tuple[Line, ...], str | None]:
    """The liabilities as a tree, the lines that only detail another, or what does not add up."""
    owed, target = _liabilities(lines, assets)
    if target is None:
        return (), (), "the face tells no total of the equity"
    if any(line.value is None for line in owed):
        return (), (), "a line of the liabilities cannot be read"
    of_which: list[Line] = []
    current = next((at for at, line in enumerate(owed) if line.is_whole(concepts.CURRENT_LIABILITIES)), None)
    if current is not None:
        above = _last_capital_before(lines, owed[current])
        begins = next((at for at in range(current, 0, -1) if owed[at - 1].row < above), 0)
        total = owed[current]
        assert total.value is not None  # noqa: S101 - looked at above
        parts, spare = _fit(owed[begins:current], total.value, unit)
        if parts is None:
            return (), (), "the current liabilities do not add up to their total"
        of_which += spare
        owed = [*owed[:begins], _with(total, parts), *owed[current + 1 :]]
    tree, spare = _fit(owed, target, unit)
    if tree is None:
        return (), (), "the lines of the liabilities do not add up to their total"
    if any(line.is_whole(concepts.NONCURRENT_LIABILITIES) and not line.within for line in tree):
        return (), (), "the non-current liabilities do not add up to their total"
    return tuple(tree), tuple(of_which + spare), None


def owned_gap(lines: list[Line], total: Decimal, unit: Decimal) -> str | None:
    """Why the assets are not to be vouched for: the current ones, or all where there is no such total."""
    at = next((at for at, line in enumerate(lines) if line.is_whole(concepts.CURRENT_ASSETS)), None)
    if at is not None and lines[at].value is not None:
        lines, total = lines[:at], lines[at].value or Decimal(0)
    if any(line.value is None for line in lines) or _fit(lines, total, unit)[0] is None:
        return "the lines of the assets do not add up to their total"
    return None


def _liabilities(lines: list[Line], assets: Decimal) -> tuple[list[Line], Decimal | None]:
    """The lines of the liabilities, and what they should add up to."""
    printed = next((line for line in lines if line.is_whole(concepts.LIABILITIES.concepts)), None)
    if printed is not None:
        above = [line for line in lines if line.row < printed.row]
        capital_first = any(line.is_whole(EQUITY_TOTALS) for line in above)
        return [line for line in above if not capital_first or not is_capital(line)], printed.value
    equity = equity_of_all(lines)
    totals = [at for at, line in enumerate(lines) if line.is_whole(EQUITY_TOTALS)]
    if equity is None or not totals:
        return [], None
    starts = next((at for at, line in enumerate(lines) if EQUITY.search(line.concept)), totals[-1])
    kept = [line for at, line in enumerate(lines) if at < starts or at > totals[-1]]
    return (
        [line for line in kept if not is_capital(line)],
        assets - equity - temporary_equity(lines),
    )


def _last_capital_before(lines: list[Line], total: Line) -> int:
    """Utilities print their capital first, long-term debt in it: the row where it ends."""
    return max((line.row for line in lines if line.row < total.row and is_capital(line)), default=0)


def _fit(lines: list[Line], total: Decimal, unit: Decimal) -> tuple[list[Line] | None, list[Line]]:
    """The lines that add up to the total, subtotals holding theirs; and those that only detail another.

    None when nothing fits. First as they stand, then with subtotals found, then without one line that
    is a part of its neighbour.
    """
    slack = 2 * unit
    if abs(_sum(lines) - total) <= slack and not any(
        line.is_whole(concepts.NONCURRENT_LIABILITIES) for line in lines
    ):
        return lines, []
    nested = _nested(lines, unit)
    if abs(_sum(nested) - total) <= slack:
        return nested, []
    for among in (lines, nested):
        over = _sum(among) - total
        for at, line in enumerate(among):
            if line.value is not None and line.value > slack and abs(line.value - over) <= unit:
                before = among[at - 1] if at else None
                if (
                    before is not None
                    and before.value is not None
                    and before.value >= line.value
                    and not before.is_whole(concepts.CURRENT_LIABILITIES)
                ):
                    return [one for one in among if one is not line], [line]
    return None, []


def _nested(lines: list[Line], unit: Decimal) -> list[Line]:
    """Every line that is the sum of those just before it, taken as their subtotal."""
    stack: list[Line] = []
    for line in lines:
        taken = 0
        if line.value:
            running = Decimal(0)
            for count, before in enumerate(reversed(stack), start=1):
                if before.is_whole(concepts.CURRENT_LIABILITIES):
                    break
                running += before.value or Decimal(0)
                enough = (
                    count > 1 or _TOTAL.match(line.caption) or line.is_whole(concepts.NONCURRENT_LIABILITIES)
                )
                if enough and abs(running - line.value) <= unit:
                    taken = count
                    break
        if taken:
            parts = stack[-taken:]
            del stack[-taken:]
            stack.append(_with(line, parts))
        else:
            stack.append(line)
    return stack


def _with(line: Line, parts: list[Line]) -> Line:
    return replace(line, within=tuple(parts))


def _sum(lines: list[Line]) -> Decimal:
    return sum((line.value for line in lines if line.value is not None), Decimal(0))
