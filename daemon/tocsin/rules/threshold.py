"""Thresholds: `over 100k` is `"> 100_000"`; `under`, `at least`, `at most`; `$5M`, `25%`, `150bp`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from tocsin.model import EXACT
from tocsin.yamltext import quote

MOST_DIGITS = 40
_MOST_TEXT = 100


class Side(StrEnum):
    OVER = "over"
    AT_LEAST = "at least"
    UNDER = "under"
    AT_MOST = "at most"


class Unit(StrEnum):
    """What a figure is counted in. A threshold has to be in the unit of its figure."""

    SHARES = "shares"
    DOLLARS = "dollars"
    PERCENT = "percent"
    BASIS_POINTS = "basis points"
    COUNT = "a plain count"
    RATIO = "a ratio"


@dataclass(frozen=True, slots=True)
class Measure:
    """What a threshold is held against: its unit, and the least and the most that it can ever be.

    `elsewhere` names, for another unit, the key that takes it.
    """

    unit: Unit
    least: Decimal | None = None
    most: Decimal | None = None
    elsewhere: Mapping[Unit, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A side and an exact number: `over 100,000`. `str()` is as a person reads it."""

    side: Side
    number: Decimal
    unit: Unit

    def compare(self, low: Decimal | None, high: Decimal | None) -> bool | None:
        """Whether a figure from `low` to `high` (None: no bound is known) is on this side.

        True and False when it is, or is not, wherever in between it lies; None when that decides it.
        """
        limit = self.number
        match self.side:
            case Side.OVER:
                yes, no = low is not None and low > limit, high is not None and high <= limit
            case Side.AT_LEAST:
                yes, no = low is not None and low >= limit, high is not None and high < limit
            case Side.UNDER:
                yes, no = high is not None and high < limit, low is not None and low >= limit
            case Side.AT_MOST:
                yes, no = high is not None and high <= limit, low is not None and low > limit
        return True if yes else (False if no else None)

    def __str__(self) -> str:
        return f"{self.side} {written(self.number, self.unit)}"


def written(number: Decimal, unit: Unit) -> str:
    """The exact figure as a person reads it: `100,000`, `-$1,000.50`, `25%`, `150bp`."""
    digits = f"{number.copy_abs():,f}"  # abs() would round at 28 digits
    if "." in digits:
        whole, _, fraction = digits.partition(".")
        fraction = fraction.rstrip("0")
        if fraction and unit is Unit.DOLLARS:
            fraction = fraction.ljust(2, "0")
        digits = f"{whole}.{fraction}" if fraction else whole
    before, after = _AROUND.get(unit, ("", ""))
    return f"{'-' if number < 0 else ''}{before}{digits}{after}"


def parse(text: str, measure: Measure) -> Threshold:
    """The threshold that a text says; ValueError says what would be right."""
    line = " ".join(text[: _MOST_TEXT + 1].replace("\N{MINUS SIGN}", "-").split())
    if len(text) > _MOST_TEXT:
        raise ValueError(
            f"{quote(text)} is too long for a threshold: write one like over {_EXAMPLES[measure.unit]}"
        )
    found = _SENTENCE.fullmatch(line)
    word, amount = (found["side"], found["amount"]) if found else (line, None)
    side = _side(line, word.lower(), amount, measure)
    number, unit = _amount(line, amount or "")
    if unit is not measure.unit and not (unit is None and measure.unit in _UNNAMED):
        raise ValueError(_other_unit(side, amount or "", unit, measure))
    threshold = Threshold(side, number, measure.unit)
    _refuse_idle(line, threshold, measure)
    return threshold


def side_and_rest(text: str) -> tuple[Side, str] | None:
    """The side that a text begins with and what follows it, for thresholds that are no plain number; None
    when it begins with none. ValueError when it begins with another word for one."""
    line = " ".join(text.split())
    found = _NAMED.fullmatch(line)
    if found is None:
        return None
    word, rest = found["side"].lower(), found["rest"]
    if word not in _SIDES:
        raise ValueError(f"{quote(line)} is no threshold: say {_MEANT[word]} {rest}")
    return _SIDES[word], rest


def is_amount(text: str) -> bool:
    """Whether no word stands in it but those of sizes and units: `$1.5 billion`, not `2 * equity`."""
    words = re.findall(r"(?<![\w.])[A-Za-z_]\w*", text)
    return all(word.lower() in _SIZES or word.lower() in _UNITS for word in words)


# --- the words -----------------------------------------------------------------------------------------

_SIDES = {">": Side.OVER, ">=": Side.AT_LEAST, "<": Side.UNDER, "<=": Side.AT_MOST}
_SIDES |= {str(side): side for side in Side}
# What people write for one of the four words, by the word that they mean.
_OTHER_WORDS = {
    Side.OVER: ("above", "more than", "greater than", "exceeds", "beyond"),
    Side.UNDER: ("below", "less than", "fewer than", "lower than", "smaller than"),
    Side.AT_LEAST: ("atleast", "at-least", "minimum", "min", "from", "=>", "≥", "no less than"),
    Side.AT_MOST: ("atmost", "at-most", "maximum", "max", "up to", "=<", "≤", "no more than"),
}
_MEANT = {word: side for side, words in _OTHER_WORDS.items() for word in words}
_SIZES = dict.fromkeys(("k", "thousand"), 10**3)
_SIZES |= dict.fromkeys(("m", "mm", "mn", "million"), 10**6)
_SIZES |= dict.fromkeys(("b", "bn", "billion"), 10**9)
_UNITS = {"%": Unit.PERCENT, "percent": Unit.PERCENT, "bp": Unit.BASIS_POINTS, "bps": Unit.BASIS_POINTS}
_UNITS |= dict.fromkeys(("sh", "share", "shares"), Unit.SHARES)
_UNITS |= dict.fromkeys(("usd", "dollar", "dollars"), Unit.DOLLARS)
_AROUND = {Unit.DOLLARS: ("$", ""), Unit.PERCENT: ("", "%"), Unit.BASIS_POINTS: ("", "bp")}
_UNNAMED = (Unit.SHARES, Unit.COUNT, Unit.RATIO)  # a number without a unit is one of these
_EXAMPLES = {
    Unit.SHARES: "100k",
    Unit.DOLLARS: "$1M",
    Unit.PERCENT: "25%",
    Unit.BASIS_POINTS: "150bp",
    Unit.COUNT: "3",
    Unit.RATIO: "1.5",
}
_IN_UNIT = {
    Unit.SHARES: "shares are counted",
    Unit.DOLLARS: "this is in dollars",
    Unit.PERCENT: "this is a percentage",
    Unit.BASIS_POINTS: "this is in basis points",
    Unit.COUNT: "this is a plain count",
    Unit.RATIO: "this is a ratio",
}

_NAMED = re.compile(
    rf"(?P<side>{'|'.join(sorted(map(re.escape, (*_SIDES, *_MEANT)), key=len, reverse=True))})"
    r"(?![\w=])\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?P<side>[^0-9$]*?)\s*(?P<amount>-?\$?-?\.?[0-9].*|-?\$.*)?")
_AMOUNT = re.compile(
    r"(?P<minus>-?)(?P<dollar>\$?)(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:_[0-9]+)*(?:\.[0-9]+)?)"
    rf"\s*(?P<size>{'|'.join(_SIZES)})?\s*(?P<unit>{'|'.join(_UNITS)})?",
    re.IGNORECASE,
)


def _side(line: str, word: str, amount: str | None, measure: Measure) -> Side:
    if not line:
        raise ValueError(f"a threshold is missing: write one like over {_EXAMPLES[measure.unit]}")
    if not word:
        raise ValueError(
            f"{quote(line)} alone is no threshold: say over, under, at least or at most {amount}"
        )
    side = _SIDES.get(word) or _MEANT.get(word)
    if side is None:
        raise ValueError(f"{quote(line)} is no threshold: say over, under, at least or at most, and a number")
    if amount is None:
        raise ValueError(
            f"a number is missing after {quote(line)}: write one like over {_EXAMPLES[measure.unit]}"
        )
    if word not in _SIDES:
        raise ValueError(f"{quote(line)} is no threshold: say {side} {amount}")
    return side


def _amount(line: str, amount: str) -> tuple[Decimal, Unit | None]:
    found = _AMOUNT.fullmatch(amount)
    unit = _UNITS.get(found["unit"].lower()) if found and found["unit"] else None
    sized = unit in (Unit.PERCENT, Unit.BASIS_POINTS) and found is not None and found["size"]
    if found is None or sized or (found["dollar"] and unit not in (None, Unit.DOLLARS)):
        raise ValueError(f"{quote(line)} holds no number: write it like 100k, 1.5M, 2bn or 100_000")
    digits = found["number"].replace(",", "").replace("_", "")
    if len(digits) > MOST_DIGITS:
        raise ValueError(f"{quote(line)} has too many digits: at most {MOST_DIGITS} are read")
    number = EXACT.multiply(
        Decimal(found["minus"] + digits), Decimal(_SIZES.get((found["size"] or "").lower(), 1))
    )
    return number, Unit.DOLLARS if found["dollar"] else unit


def _other_unit(side: Side, amount: str, given: Unit | None, measure: Measure) -> str:
    here, example = _IN_UNIT[measure.unit], _EXAMPLES[measure.unit]
    if given is None:
        before, after = _AROUND[measure.unit]
        minus = "-" if amount.startswith("-") else ""
        mended = f"{minus}{before}{amount.removeprefix('-')}{after}"
        return f"{here}: write {side} {mended if before or amount[-1].isdigit() else example}"
    key = measure.elsewhere.get(given)
    or_there = f", or use {key}: {side} {amount}" if key else ""
    return f"{here}, not {given}: write {side} {example}{or_there}"


def _refuse_idle(line: str, threshold: Threshold, measure: Measure) -> None:
    """A threshold that every figure meets, or none does, is a slip of the pen."""
    if measure.unit is Unit.COUNT and threshold.number % 1:
        raise ValueError(f"{quote(line)} can only be a whole number here")
    holds = threshold.compare(measure.least, measure.most)
    if holds is not None:
        ever = "always true here: leave it out" if holds else "never true here"
        raise ValueError(f"{quote(line)} is {ever}")
