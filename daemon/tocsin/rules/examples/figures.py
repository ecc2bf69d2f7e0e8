"""How a figure, a day and a person are written in an example: `340k`, `$8.8B`, `2026-06-30`, `CEO and director`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from tocsin.rules.insiders.roles import ANYONE, Role, parse_roles
from tocsin.rules.threshold import Measure, Unit, parse, side_and_rest
from tocsin.rules.values import parse_day
from tocsin.yamltext import from_text, quote

# EDGAR has filings since 1993, and the days around an example must be days too.
_YEARS = range(1993, 2101)
_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure as a filing states it; `number` is None where it says that there is one and not how much."""

    number: Decimal | None


def number(stated: Stated | None) -> Decimal | None:
    """The figure, None where it is unknown or left out."""
    return None if stated is None else stated.number


def parse_shares(text: str) -> Stated:
    """`340k`, `2_500.75`, `unknown`."""
    return _stated(text, Unit.SHARES, "number of shares", "340k", least=0)


def parse_price(text: str) -> Stated:
    """`$37.94`, `unknown`."""
    return _stated(text, Unit.DOLLARS, "price", "$37.94", least=0)


def parse_value(text: str) -> Stated:
    """`$12.9M`, `unknown`."""
    return _stated(text, Unit.DOLLARS, "value", "$12.9M", least=0)


def parse_money(text: str) -> Stated:
    """`$8.8B`, `-$7B`, `unknown`."""
    return _stated(text, Unit.DOLLARS, "amount of dollars", "$8.8B")


def parse_expected(text: str) -> Decimal:
    """`$125B`: guidance that states no figure is none."""
    stated = parse_money(text).number
    if stated is None:
        raise ValueError("guidance without a figure is none: write it like $125B")
    return stated


def parse_date(text: str) -> dt.date:
    """`2026-06-30`."""
    found = parse_day(text)
    if found.year not in _YEARS:
        raise ValueError(f"{quote(text)} is out of reach: days are from {_YEARS[0]} to {_YEARS[-1]}")
    return found


def parse_position(text: str) -> frozenset[Role]:
    """What one person is to the issuer: `CEO and director`."""
    roles = parse_roles(text)
    if roles == ANYONE:
        raise ValueError("an example says who it was: write by: officer, director, CEO, CFO or 10% owner")
    return roles


def not_empty(noun: str) -> Callable[[str], str]:
    """A text that is not empty, its white space folded."""

    def parse_words(text: str) -> str:
        line = " ".join(text.split())
        if not line:
            raise ValueError(f"{noun} is empty: write it, or leave the key out")
        return line

    return parse_words


def _stated(text: str, unit: Unit, noun: str, example: str, *, least: int | None = None) -> Stated:
    line = " ".join(text.split())
    if line.lower() == _UNKNOWN:
        return Stated(None)
    if (limit := _limit(line)) is not None:
        raise ValueError(f"{quote(text)} is a threshold, and a filing states a figure: write {limit}")
    try:
        amount = parse(f"at least {line}", Measure(unit)).number
    except ValueError:
        raise ValueError(f"{quote(text)} is no {noun}: write it like {example}, or unknown") from None
    if least is not None and amount < least:
        raise ValueError(f"{quote(text)} is no {noun}: it cannot be below {least}")
    return Stated(amount)


def _limit(line: str) -> str | None:
    """What stands behind `over` and its like; None where none of them begins the text."""
    try:
        found = side_and_rest(line)
    except ValueError:
        return line.rsplit(maxsplit=1)[-1]
    return (found[1] or "the figure") if found is not None else None


# --- the fields ----------------------------------------------------------------------------------------

Day = Annotated[dt.date | None, from_text(parse_date)]
Shares = Annotated[Stated | None, from_text(parse_shares)]
Value = Annotated[Stated | None, from_text(parse_value)]
Money = Annotated[Stated | None, from_text(parse_money)]
Text = Annotated[str | None, from_text(not_empty("the text"))]
