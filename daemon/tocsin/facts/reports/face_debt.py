"""Debt as the face of a balance sheet shows it: its debt lines, added up, with what speaks against the sum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from tocsin.facts.reports import concepts, debt
from tocsin.facts.reports.amounts import Amount
from tocsin.facts.reports.balance_lines import Line
from tocsin.facts.reports.debt_words import Kind, is_mixed_with_others, is_trade, kind_of
from tocsin.facts.reports.face import Face
from tocsin.model import Part, Quality


def of_face(face: Face, notes: Mapping[str, Decimal], trade: Iterable[str] = ()) -> debt.Debt:
    """Debt from the lines of a face. `notes` are undimensioned debt figures of the same day by concept, to say
    what the face leaves out; `trade` are further concepts of the document that tell what the company does.
    """
    found = list(_debt_lines(face))
    sure = [(line, due) for line, kind, due in found if kind in (Kind.DEBT, Kind.LIKELY)]
    if not face.is_classified and _borrows_by_trade(face, trade) and len(sure) != 1:
        return debt.Debt(
            None,
            None,
            None,
            "borrowing is the trade of this company, and the face has more than one debt line"
            if sure
            else "borrowing is the trade of this company",
        )
    unread = [line for line, _ in sure if line.value is None]
    if unread:
        return debt.Debt(None, None, None, f"{unread[0].concept} cannot be read")
    doubts = list(_doubts(face, found))
    if not sure and doubts:
        return debt.Debt(None, None, None, f"no debt line was found, but {doubts[0]}")
    printed = {line.value for line, _ in sure}
    aside = [
        (name, value)
        for name, value in notes.items()
        if name in debt.DUE and value > 0 and value not in printed
    ]
    due = [line for line, is_due in sure if is_due]
    later = [line for line, is_due in sure if is_due is False]
    total = _amount([line for line, _ in sure], doubts, _left_out(aside))
    if len(due) + len(later) < len(sure) or not (face.is_classified or not sure):
        return debt.Debt(total, None, None, "the face does not tell what is due within a year")
    left_out = None if due else _left_out(aside)
    return debt.Debt(
        total,
        _amount(due, [*doubts, left_out] if left_out else doubts, left_out),
        _amount(later, doubts),
    )


def _debt_lines(face: Face) -> Iterator[tuple[Line, Kind, bool | None]]:
    """The lines that are or may be debt, each once, and whether it falls due within a year (None: not told)."""
    seen: set[int] = set()
    current = [line for line in face.tree if line.is_whole(concepts.CURRENT_LIABILITIES)]
    boundary = next((line.row for line in face.lines if line.is_whole(concepts.CURRENT_LIABILITIES)), None)
    inside = frozenset(line.row for line in _leaves(current))
    skip = frozenset(line.row for line in face.of_which)

    def walk(lines: Iterable[Line]) -> Iterator[tuple[Line, Kind, bool | None]]:
        for line in lines:
            if line.row in skip or line.row in seen:
                continue
            kind = kind_of(line.concept, line.caption)
            if line.within and (kind is not Kind.DEBT or not _one_maturity(line)):
                yield from walk(line.within)
                continue
            seen.update(one.row for one in _leaves([line]))
            if kind is Kind.OTHER or not (line.value is None or line.value):
                if kind is Kind.DEBT:
                    yield line, kind, _falls_due(line, boundary, inside, tied=bool(face.tree))
                continue
            yield line, kind, _falls_due(line, boundary, inside, tied=bool(face.tree))

    if face.tree:
        yield from walk(face.tree)
    else:
        yield from walk(_without_details(face.lines))


def _one_maturity(line: Line) -> bool:
    """A subtotal whose parts are all due within a year, or all after: not one over both."""
    return not any(part.is_whole(concepts.CURRENT_LIABILITIES) for part in _leaves([line]))


def _leaves(lines: Iterable[Line]) -> Iterator[Line]:
    for line in lines:
        yield line
        yield from _leaves(line.within)


def _without_details(lines: tuple[Line, ...]) -> list[Line]:
    """Where nothing adds up: what stands under a `DebtCurrent` is held to be inside it."""
    kept: list[Line] = []
    inside = False
    for line in lines:
        if line.concept in debt.ALL_CURRENT:
            inside = True
        elif inside and line.concept in (
            *debt.SHORT,
            *debt.SHORT_KINDS,
            *debt.MATURING,
            *debt.MATURING_KINDS,
        ):
            continue
        else:
            inside = False
        kept.append(line)
    return kept


def _falls_due(line: Line, boundary: int | None, inside: frozenset[int], *, tied: bool) -> bool | None:
    if boundary is None or line.concept in debt.ALL:
        return None
    if tied:
        return line.row in inside
    return line.row < boundary


def _doubts(face: Face, found: Iterable[tuple[Line, Kind, bool | None]]) -> Iterator[str]:
    if face.untied:
        yield face.untied
    if face.gap:
        yield face.gap
    for line, kind, _ in found:
        if kind is Kind.LIKELY:
            yield f'"{line.caption}" is told as {line.concept}'
        elif kind is Kind.UNLIKELY:
            what = "holds other things too" if is_mixed_with_others(line.concept) else "may be borrowed"
            yield f"{line.concept} {what} and is left out"
        elif line.doubt:
            yield f"{line.concept}: {line.doubt}"


def _borrows_by_trade(face: Face, trade: Iterable[str]) -> bool:
    return any(is_trade(line.concept, line.caption) for line in (*face.lines, *face.owned)) or any(
        is_trade(concept) for concept in trade
    )


def _amount(lines: list[Line], doubts: Iterable[str | None], note: str | None = None) -> Amount:
    parts = tuple(Part(line.concept, line.value) for line in lines if line.value is not None)
    said = [doubt for doubt in doubts if doubt]
    if not lines and not said and note is None:
        note = "the face has no such line"
    value = sum((part.value for part in parts), Decimal(0))
    notes = list(dict.fromkeys([*said, *([note] if note else [])]))
    return Amount(value, parts, Quality.LOW if said else Quality.OK, "; ".join(notes) or None)


def _left_out(aside: list[tuple[str, Decimal]]) -> str | None:
    if not aside:
        return None
    told = ", ".join(f"{name} {value:,f}" for name, value in aside[:3])
    return f"the face does not show what the notes tell: {told}"
