"""What a `metric` rule asks of a figure: a level that it has, or a change that it makes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from tocsin.model import WIDE
from tocsin.rules.interval import ZERO
from tocsin.rules.reports import expression
from tocsin.rules.reports.derived import NAMES
from tocsin.rules.reports.expression import Tree
from tocsin.rules.threshold import Measure, Side, Threshold, Unit, is_amount, parse, side_and_rest
from tocsin.yamltext import quote

_HUNDRED, _BASIS_POINTS = Decimal(100), Decimal(10_000)
_MONEY = Measure(Unit.DOLLARS)
_RATIO = Measure(Unit.RATIO)
_IN_PERCENT = Measure(Unit.PERCENT)
_CHANGE_IN_POINTS = Measure(Unit.BASIS_POINTS)
_FLOOR = Measure(Unit.DOLLARS, ZERO)


class Way(StrEnum):
    RISES = "rises"
    FALLS = "falls"
    MOVES = "moves"


class Versus(StrEnum):
    """What a figure is held against."""

    PREVIOUS_QUARTER = "previous_quarter"
    YEAR_AGO = "year_ago"
    FISCAL_YEAR_END = "fiscal_year_end"


@dataclass(frozen=True, slots=True)
class Level:
    """A side of a value, or of another figure at the same day: `over $1B`, `over operating_cash_flow_ttm`."""

    side: Side
    limit: Threshold | Tree

    def threshold(self, other: Decimal | None = None) -> Threshold:
        """What the figure itself is held against; `other` is what the other figure comes to."""
        if isinstance(self.limit, Threshold):
            return self.limit
        return Threshold(self.side, other or ZERO, Unit.RATIO)

    def __str__(self) -> str:
        return str(self.limit) if isinstance(self.limit, Threshold) else f"{self.side} {self.limit}"


def parse_level(text: str, tree: Tree) -> Level:
    """What `is` says of the figure; ValueError says what would be right."""
    money = expression.is_money(tree)
    if not is_amount(_after_side(text)):
        return _other_figure(text, money)
    measure = _MONEY if money else _RATIO
    if not money and _is_percent(text):
        measure = _IN_PERCENT
    threshold = parse(text, measure)
    return Level(threshold.side, threshold)


def parse_change(text: str, tree: Tree, way: Way) -> Threshold:
    """What `rises`, `falls` or `moves` says; ValueError says what would be right."""
    threshold = parse(text, _change_measure(text, expression.is_money(tree)))
    if threshold.side in (Side.UNDER, Side.AT_MOST):
        over = str(threshold).removeprefix(f"{threshold.side} ")
        raise ValueError(f"{quote(text)}: {way} is for more than something: write {way}: over {over}")
    if threshold.number < 0:
        size = str(replace(threshold, number=threshold.number.copy_abs()))
        other = {Way.RISES: Way.FALLS, Way.FALLS: Way.RISES}.get(way, way)
        raise ValueError(f"{quote(text)}: what {way} does so by more than zero: write {other}: {size}")
    return threshold


def parse_floor(text: str, tree: Tree) -> Threshold:
    """`by_at_least: $500M`: the least change in dollars. ValueError says what would be right."""
    if not expression.is_money(tree):
        raise ValueError("by_at_least is a floor in dollars, and this figure is a ratio: leave it out")
    if side_and_rest(text) is not None:
        raise ValueError(f"{quote(text)} says its side twice: write by_at_least: $500M")
    if not _is_percent(text) and is_amount(text):
        return parse(f"at least {text}", _FLOOR)
    raise ValueError(f"{quote(text)} is no floor in dollars: write by_at_least: $500M")


def changed(way: Way, now: Decimal, then: Decimal, unit: Unit) -> Decimal | None:
    """By how much it went that way, in dollars, percent or basis points: below 0 when it went the other.

    None for a percentage of zero or of less, unless it did not go that way at all.
    """
    by = WIDE.subtract(now, then)
    by = {Way.RISES: by, Way.FALLS: by.copy_negate(), Way.MOVES: by.copy_abs()}[way]
    match unit:
        case Unit.BASIS_POINTS:
            return WIDE.multiply(by, _BASIS_POINTS)
        case Unit.DOLLARS:
            return by
    if then > 0:
        return WIDE.divide(WIDE.multiply(by, _HUNDRED), then)
    return None if by > 0 else ZERO


def _change_measure(text: str, money: bool) -> Measure:
    if not money:
        return _CHANGE_IN_POINTS
    if "$" in text or "dollar" in text.lower() or "usd" in text.lower():
        return _MONEY
    lines = side_and_rest(text)
    if (
        lines is not None
        and lines[1]
        and is_amount(lines[1])
        and lines[1][-1].isalnum()
        and not _has_unit(text)
    ):
        raise ValueError(
            f"{quote(text)} may be a percentage or dollars: write {lines[0]} 25% or {lines[0]} $500M"
        )
    return _IN_PERCENT


def _is_percent(text: str) -> bool:
    return "%" in text or "percent" in text.lower()


def _has_unit(text: str) -> bool:
    return any(word in text.lower() for word in ("%", "percent", "bp", "share", "sh"))


def _after_side(text: str) -> str:
    found = side_and_rest(text) if not is_amount(text) else None
    if found is not None:
        return found[1]
    # A word that is no side: where a figure is named it was meant, else the number is explained.
    return text if any(word in NAMES for word in text.split()) else ""


def _other_figure(text: str, money: bool) -> Level:
    found = side_and_rest(text)
    line = " ".join(text.split())
    if found is None:
        raise ValueError(
            f"{quote(line)} is no level: say over, under, at least or at most, and a value or a figure"
        )
    side, rest = found
    other = expression.parse(rest)
    if expression.is_money(other) is not money:
        here, there = ("money", "a ratio") if money else ("a ratio", "money")
        raise ValueError(f"{quote(rest)} is {there}, and the figure is {here}: compare like with like")
    return Level(side, other)
