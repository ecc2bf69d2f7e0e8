"""Figures as a trader reads them on a phone."""

from __future__ import annotations

import datetime as dt
import unicodedata
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal

_SCALES = (
    (Decimal(10) ** 12, "T"),
    (Decimal(10) ** 9, "B"),
    (Decimal(10) ** 6, "M"),
    (Decimal(10) ** 3, "k"),
)
_THREE_FIGURES = Context(prec=3, rounding=ROUND_HALF_UP)


def count(number: Decimal) -> str:
    """`340,000`, `1,262.312`: exact, with separators and without trailing zeros."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def dollars(amount: Decimal) -> str:
    """`$12.9M`, `$37.94`, `-$1.2B`: three figures from a thousand on, cents below."""
    sign = "-" if amount < 0 else ""
    size = abs(amount)
    for scale, letter in _SCALES:
        shown = _THREE_FIGURES.divide(size, scale)
        # 999,999 is $1M, not $1000k: the scale is chosen by what will be shown. Below a thousand, cents.
        if shown >= 1 and size >= 1000:
            return f"{sign}${shown.normalize():f}{letter}"
    return f"{sign}${size.quantize(Decimal('0.01'), ROUND_HALF_UP):f}"


def counted(number: int, what: str) -> str:
    """`1 rule`, `4 rules`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def price(amount: Decimal) -> str:
    """`$37.94`, `$262.3923`: cents, and up to four places where a share-weighted price has them."""
    text = f"{amount.quantize(Decimal('0.0001'), ROUND_HALF_EVEN):,f}"
    return f"${text[:-2]}{text[-2:].rstrip('0')}"


def percent(number: Decimal) -> str:
    """`31%`; less than one percent as `0.4%`, and less than a tenth of that as such."""
    if 0 < number < Decimal("0.1"):
        return "less than 0.1%"
    places = Decimal(1) if number >= 1 or number == 0 else Decimal("0.1")
    return f"{number.quantize(places, ROUND_HALF_UP):f}%"


def day(date: dt.date) -> str:
    """`26 May 2026`."""
    return f"{date.day} {date:%b %Y}"


def duration(span: dt.timedelta) -> str:
    """`1.1 s`, `4 min`, `3 h 12 min`, `2 days`."""
    seconds = span.total_seconds()
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60} min" if minutes % 60 else f"{minutes // 60} h"
    return f"{round(minutes / 1440)} days"


def title_of(section: str) -> str:
    """The first of a section's titles: Item 5.02 of Form 8-K has four, with semicolons between."""
    return section.partition(";")[0].strip()


def folded(text: str) -> str:
    """The letters and digits of a text alone, in one case: two newswires print one title with other quotes and
    dashes. Where it has none, the text itself."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain).split()) or text


def clipped(text: str, length: int) -> str:
    """The text on one line, cut at a word with `…` when it is longer than `length`."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    kept = line[: length - 1]
    if line[length - 1] != " ":
        kept = kept.rsplit(" ", 1)[0]
    return kept.rstrip(" ,;:") + "…"
