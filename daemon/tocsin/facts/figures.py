"""Figures, dates, boxes and CIKs as EDGAR writes them. What is not one of them is refused, never guessed.

Every function takes the text, the place (`row 3`) and the name (`shares`) that its error will say.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from tocsin.errors import Unreadable

# `model.EXACT` adds and multiplies figures of this size without rounding. The ownership schema allows
# 16 digits (NUMBER_WITH_FOOTNOTE), so none that EDGAR accepted comes near.
MOST_DIGITS = 40

# xs:decimal: no exponent, no NaN, no thousands separators. `[0-9]`, for `\d` takes other scripts' digits.
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
# xs:date: a zone may follow (`2024-07-19-05:00`); the day is the filer's own whatever the zone.
_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?")
_CIK = re.compile(r"[0-9]{1,10}")
_BOXES = {"1": True, "true": True, "0": False, "false": False}


def quoted(text: str, most: int = 40) -> str:
    """The text as an error may show it: on one line, printable, and short."""
    line = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split()))
    return f'"{line[:most]}…"' if len(line) > most else f'"{line}"'


def number(text: str, place: str, name: str) -> Decimal:
    """A count of shares or an amount: zero or more, exactly as written. Raises `Unreadable`."""
    if _DECIMAL.fullmatch(text) is None:
        raise Unreadable(f"{place}: {name} {quoted(text)} is not a number")
    if len(text) > MOST_DIGITS and sum(character.isdigit() for character in text) > MOST_DIGITS:
        raise Unreadable(f"{place}: {name} {quoted(text)} has more than {MOST_DIGITS} digits")
    figure = Decimal(text)
    if text[0] != "-":
        return figure
    if figure:
        raise Unreadable(f"{place}: {name} {quoted(text)} is below zero")
    return abs(figure)


def day(text: str, place: str, name: str) -> dt.date:
    """A date, its zone ignored. Raises `Unreadable`."""
    match = _DATE.fullmatch(text)
    try:
        return dt.date.fromisoformat(match[1] if match else "")
    except ValueError:
        raise Unreadable(f"{place}: {name} {quoted(text)} is not a date") from None


def box(text: str, place: str, name: str) -> bool:
    """A checkbox: `1`, `true`, `0` or `false`. Raises `Unreadable`."""
    ticked = _BOXES.get(text.lower())
    if ticked is None:
        raise Unreadable(f"{place}: {name} {quoted(text)} is neither true nor false")
    return ticked


def cik(text: str, place: str) -> str:
    """A CIK with its ten digits. Raises `Unreadable`, also for an empty one and for 0."""
    if not text:
        raise Unreadable(f"{place}: no CIK")
    if _CIK.fullmatch(text) is None or not text.strip("0"):
        raise Unreadable(f"{place}: {quoted(text)} is not a CIK")
    return text.zfill(10)
