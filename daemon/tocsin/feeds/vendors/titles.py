"""Which companies a headline names, as far as its words are certain."""

from __future__ import annotations

import re
from collections.abc import Collection

from tocsin.feeds.vendors import values

_EXCHANGES = (
    r"NASDAQ|NYSE|NYSE ?American|NYSE ?Arca|NYSEAMERICAN|NYSEARCA|AMEX|CBOE|OTC(?:QB|QX|PK)?|OTC ?Markets"
)
_TICKER = r"[A-Z]{1,6}(?:[./-][A-Z]{1,2})?"
# "(NASDAQ: SMCI)", "(NYSE:BRK.B; NASDAQ: SMCI)", "(Nasdaq: GOOG, GOOGL)".
_LISTED = re.compile(
    rf"(?i:\b(?:{_EXCHANGES})(?:GS|GM|CM)?) ?: ?({_TICKER}(?: ?, ?{_TICKER}(?![\w:]))*)(?!\w)"
)
_CASHTAG = re.compile(rf"(?<![\w$])\$({_TICKER})(?!\w)")
_IN_BRACKETS = re.compile(rf"\(({_TICKER})\)")
_WORD = re.compile(r"(?<![\w$./-])[A-Z]{4,6}(?![\w/-]|\.\w)")


def named_in(title: str, companies: Collection[str]) -> tuple[str, ...]:
    """The companies that a title names, as tickers, in the order of their certainty and then of the title.

    `(NASDAQ: SMCI)` names one whoever is watched. `$SMCI`, `(SMCI)` and `SMCI` alone do so for `companies` (tickers
    as the SEC lists them): `(CEO)` and `$AI` need not be tickers. A word alone is one only from four letters on, in a
    title that is not all in capitals: `ON`, `ALL` and `NOW` are words first.
    """
    listed = [one for found in _LISTED.finditer(title) for one in found[1].split(",")]
    wanted = [found[1] for found in _CASHTAG.finditer(title)]
    wanted += [found[1] for found in _IN_BRACKETS.finditer(title)]
    if any(c.islower() for c in title):
        wanted += [found[0] for found in _WORD.finditer(title)]
    named = [values.symbol(one) for one in listed]
    named += [one for said in wanted if (one := values.symbol(said)) in companies]
    return tuple(dict.fromkeys(one for one in named if one is not None))
