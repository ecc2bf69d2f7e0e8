"""What the figures of a table are counted in: `(in thousands)`, `$ in millions, except per share amounts`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tocsin.facts.releases.cells import Cell

_SCALES = (
    (
        1_000,
        re.compile(
            r"\b(?:in|of)\s(?:[a-z.$]+\s){0,2}thousands?\b|thousands of|\b000[`'\N{RIGHT SINGLE QUOTATION MARK}]?s\b|\(\$?000\)|\(in 000|\$\s?000s?\b|\(thousands|thousands(?: \(|,? except|\))"
        ),
    ),
    (
        1_000_000,
        re.compile(
            r"\b(?:in|of)\s(?:[a-z.$]+\s){0,2}millions?\b|millions of|\$\s?millions|\(millions|millions(?:,? except|\))"
        ),
    ),
    (1_000_000_000, re.compile(r"\b(?:in|of)\s(?:[a-z.$]+\s){0,2}billions?\b|billions of|\(billions")),
)
# `(in millions, except number of shares, which are reflected in thousands)` is in millions.
_SHARES = re.compile(
    r"\bshares?,?(?: data| amounts?)?,? (?:which are |are |is )?(?:reflected |presented |shown |stated |expressed )?in (?:thousands|millions)"
)
_UNITS = (
    ("RMB", "CNY"), ("\N{EURO SIGN}", "EUR"), ("euro", "EUR"), ("\N{POUND SIGN}", "GBP"), ("\N{YEN SIGN}", "JPY"),
    ("yen", "JPY"), ("NT$", "TWD"), ("HK$", "HKD"), ("C$", "CAD"), ("Canadian dollars", "CAD"),
    ("A$", "AUD"), ("NIS", "ILS"), ("CHF", "CHF"),
)  # fmt: skip


def scale_of(words: str) -> int | None:
    """What the figures are counted in, where the words around them say one thing."""
    text = _SHARES.sub(" ", words.lower())
    said = [scale for scale, pattern in _SCALES if pattern.search(text)]
    if len(said) == 1:
        return said[0]
    if not said and re.search(r"\b(?:in|amounts in) (?:whole )?(?:u\.?s\.? )?dollars\b", text):
        return 1
    return None


def unit_of(words: str, body: Sequence[tuple[Cell, ...]]) -> str | None:
    signs = {
        cell.text[:3]
        for row in body[:60]
        for cell in row
        if cell.text[:1] in "$\N{EURO SIGN}\N{POUND SIGN}\N{YEN SIGN}UCNHA"
    }
    around = " ".join((words, *signs))
    for sign, unit in _UNITS:
        if re.search(rf"(?<![A-Za-z]){re.escape(sign)}(?![a-z])", around):
            return unit
    if any("$" in sign for sign in signs) or "$" in words or "dollar" in words.lower():
        return "USD"
    return None
