"""Ranges of money in a sentence: `$125-145 billion`, `between $125 and $145 billion`, `$10.5 billion, plus or
minus 2%`; and which of them are told as the former ones. Every pattern takes bounded steps: a sentence is
whatever a filer wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tocsin.model import EXACT

_SIGNS = {"$": "USD", "\N{EURO SIGN}": "EUR", "\N{POUND SIGN}": "GBP"}
_SIGN = "[$\N{EURO SIGN}\N{POUND SIGN}]"
_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,3})?|[0-9]{1,6}(?:\.[0-9]{1,4})?)"
_SIZES = {
    "trillion": 12,
    "billion": 9,
    "million": 6,
    "thousand": 3,
    "bn": 9,
    "mm": 6,
    "mn": 6,
    "b": 9,
    "m": 6,
    "k": 3,
}
_SIZE = r"(?:trillion|billion|million|thousand|bn|mm|mn|b|m|k)(?![A-Za-z])"
_DASH = r"(?:-|\N{EN DASH}|\N{EM DASH}|\N{MINUS SIGN}|\N{HYPHEN}|\N{NON-BREAKING HYPHEN})"
_RANGE = re.compile(
    rf"(?<![A-Za-z0-9])(?:US)?(?P<sign>{_SIGN})\s?(?P<low>{_NUMBER})(?:\s|-)?(?P<low_size>{_SIZE})?(?:\s(?:dollars))?"
    rf"\s?(?:\s(?P<word>to|and|through)\s|{_DASH})\s?(?:approximately\s|about\s)?(?:US)?(?P<again>{_SIGN})?\s?(?P<high>{_NUMBER})"
    rf"(?:\s|-)?(?P<high_size>{_SIZE})?(?![0-9])",
    re.IGNORECASE,
)
_AROUND = re.compile(
    rf"(?<![A-Za-z0-9])(?:US)?(?P<sign>{_SIGN})\s?(?P<middle>{_NUMBER})(?:\s|-)?(?P<size>{_SIZE})?,?\s?"
    rf"\(?(?:plus\s(?:or|and)\sminus|plus/minus|\+\s?/\s?-|\N{{PLUS-MINUS SIGN}}|give or take)\s?(?:approximately\s|about\s)?"
    rf"(?:(?P<percent>[0-9]{{1,2}}(?:\.[0-9]{{1,2}})?)\s?(?:%|percent)|(?:US)?{_SIGN}\s?(?P<margin>{_NUMBER})(?:\s|-)?(?P<margin_size>{_SIZE})?)",
    re.IGNORECASE,
)
_PER = re.compile(
    r"[\s,)]{0,3}(?:per\b|a\s(?:diluted\s)?share|/\s?(?:diluted\s)?(?:share|boe|bbl|ton|unit)|each\b|%|percent|basis)",
    re.IGNORECASE,
)
# `increase from $10 billion to $12 billion` is a change and no range; `ranging from` is one.
_FROM = re.compile(r"\bfrom\s(?:approximately\s|about\s)?$", re.IGNORECASE)
_RANGING = re.compile(
    r"\b(?:rang(?:e|es|ing)|be|of|between|is|are|expected)(?:\sanywhere)?\sfrom\s(?:approximately\s|about\s)?$",
    re.IGNORECASE,
)
_TO_ANOTHER = re.compile(
    rf",?\sto\s(?:a\s)?(?:(?:new|updated|revised)\s)?(?:range\sof\s|between\s|approximately\s|about\s)?(?:US)?{_SIGN}",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\bbetween\s(?:approximately\s|about\s)?$", re.IGNORECASE)

_OLD = r"(?:prior|previous|previously|former|earlier|original|originally|initial|initially|old|past|last)"
_WORDS_OF_OLD = (
    r"(?:guidance|outlook|range|estimates?|expectations?|forecasts?|projections?|targets?|view|plan)"
)
_FORMER = re.compile(
    rf"\b{_OLD}\b[^.;]{{0,70}}$"
    rf"|\b(?:from|than|over|versus|vs\.?|compared\s(?:to|with)|compares\s(?:to|with)|instead\sof|rather\sthan|exceed(?:s|ed|ing)?|above|below|beat|within|ahead\sof|(?:high|low|top|upper|lower|bottom)(?:er)?\s(?:end|half)\sof|midpoint\sof)"
    rf"\s(?:(?:our|the|its|a|company's|company\N{{RIGHT SINGLE QUOTATION MARK}}s|guided|stated|{_OLD}|{_WORDS_OF_OLD}|full-year|annual|quarterly|for|of|issued|provided)\s){{0,7}}(?:between\s|approximately\s|about\s)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A range of money in a sentence, from `start` to `end`; `former`: told as what was expected before."""

    low: Decimal
    high: Decimal
    unit: str
    start: int
    end: int
    former: bool = False


def amounts(text: str) -> list[Amount]:
    """The ranges of money that a sentence states, in order; amounts a share or a unit are none."""
    if not any(sign in text for sign in _SIGNS):
        return []
    found = [*_between(text), *_around(text)]
    found.sort(key=lambda amount: amount.start)
    marked, last = [], 0
    for amount in found:
        if amount.start < last:
            continue
        before = text[max(last, amount.start - 120) : amount.start]
        former = _is_former(before, text[amount.end : amount.end + 60])
        marked.append(Amount(amount.low, amount.high, amount.unit, amount.start, amount.end, former))
        last = amount.end
    return marked


def _is_former(before: str, after: str) -> bool:
    if re.match(r",?\s(?:previously|before|originally|prior)\b", after, re.IGNORECASE):
        return True
    if _RANGING.search(before):
        return False
    old = _FORMER.search(before)
    if old is None:
        return False
    # `from the prior outlook to a range of $..`: the last word counts.
    return (
        re.search(
            r"\bto\s(?:be\s)?(?:(?:a|the|our|new|updated|revised|range|of|between|approximately|in)\s){0,6}$",
            before[old.start() :],
            re.IGNORECASE,
        )
        is None
    )


def _between(text: str) -> Iterator[Amount]:
    for found in _RANGE.finditer(text):
        before = text[max(0, found.start() - 40) : found.start()]
        if found["word"] in ("and", "And", "AND") and not _BETWEEN.search(before):
            continue
        changed = found["word"] and _FROM.search(before) and not _RANGING.search(before)
        if changed and _TO_ANOTHER.match(text, found.end()) is None:
            continue
        low_size, high_size = found["low_size"] or found["high_size"], found["high_size"]
        if found["low_size"] and not high_size:
            continue
        low, high = _money(found["low"], low_size), _money(found["high"], high_size)
        if low is None or high is None or low >= high or _PER.match(text, found.end()):
            continue
        if found["again"] and found["again"] != found["sign"]:
            continue
        yield Amount(low, high, _SIGNS[found["sign"]], found.start(), found.end())


def _around(text: str) -> Iterator[Amount]:
    for found in _AROUND.finditer(text):
        middle = _money(found["middle"], found["size"])
        if middle is None or _PER.match(text, found.end()):
            continue
        if found["percent"]:
            margin = EXACT.multiply(middle, EXACT.multiply(Decimal(found["percent"]), Decimal("0.01")))
        else:
            stated = _money(found["margin"], found["margin_size"] or found["size"])
            if stated is None:
                continue
            margin = stated
        if not 0 < margin < middle:
            continue
        low, high = EXACT.subtract(middle, margin), EXACT.add(middle, margin)
        yield Amount(_short(low), _short(high), _SIGNS[found["sign"]], found.start(), found.end())


def _short(number: Decimal) -> Decimal:
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number


def _money(number: str, size: str | None) -> Decimal | None:
    """In whole units; None for a small number without a size, which is a price or a slip."""
    value = Decimal(number.replace(",", ""))
    if size is not None:
        return _short(EXACT.multiply(value, Decimal(10) ** _SIZES[size.lower()]))
    return value if "," in number and value >= 100_000 else None
