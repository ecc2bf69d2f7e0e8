"""Names of interest rates, as FRED has them and as traders write them.

`10-year`, `10y` and `US10Y` are DGS10, the Treasury's constant maturity yields. `fed funds` is EFFR and not DFF: both
are the effective federal funds rate, but EFFR is the New York Fed's own, of business days alone; DFF repeats it on
weekends and holidays (https://fred.stlouisfed.org/series/EFFR, .../DFF), so that a change since the day before
would be nothing on every Monday.
"""

from __future__ import annotations

import re

from tocsin.yamltext import meant, quote

MOST_LETTERS = 40
_YIELDS = {f"DGS{years}": f"{years}-year yield" for years in (1, 2, 3, 5, 7, 10, 20, 30)}
_BILLS = {f"DGS{months}MO": f"{months}-month yield" for months in (1, 3, 6)}
_REAL = {f"DFII{years}": f"{years}-year real yield" for years in (5, 7, 10, 20, 30)}
TITLES = {
    **_YIELDS,
    **_BILLS,
    **_REAL,
    "EFFR": "federal funds rate",
    "DFF": "federal funds rate, all days",
    "DFEDTARU": "top of the federal funds target",
    "DFEDTARL": "bottom of the federal funds target",
    "IORB": "interest on reserves",
    "OBFR": "overnight bank funding rate",
    "SOFR": "secured overnight financing rate",
    "DPRIME": "prime rate",
    "T10Y2Y": "10-year less 2-year yield",
    "T10Y3M": "10-year less 3-month yield",
    "T10YIE": "10-year breakeven inflation",
    "T5YIE": "5-year breakeven inflation",
    "MORTGAGE30US": "30-year mortgage rate",
    "MORTGAGE15US": "15-year mortgage rate",
    "BAMLH0A0HYM2": "high-yield spread",
    "BAMLC0A0CM": "investment-grade spread",
}
_WORDS = {
    **dict.fromkeys(("fed funds", "federal funds", "fed funds rate", "federal funds rate"), "EFFR"),
    **dict.fromkeys(("effective fed funds", "effective federal funds rate"), "EFFR"),
    **dict.fromkeys(("fed funds target", "fed funds upper", "federal funds target"), "DFEDTARU"),
    "fed funds lower": "DFEDTARL",
    **dict.fromkeys(("prime", "prime rate"), "DPRIME"),
    **dict.fromkeys(("2s10s", "10y 2y", "10 year 2 year", "yield curve"), "T10Y2Y"),
    **dict.fromkeys(("3m10y", "10y 3m", "10 year 3 month"), "T10Y3M"),
    **dict.fromkeys(("mortgage", "30 year mortgage", "mortgage rate"), "MORTGAGE30US"),
    "15 year mortgage": "MORTGAGE15US",
    **dict.fromkeys(("breakeven", "10 year breakeven", "10y breakeven"), "T10YIE"),
    **dict.fromkeys(("high yield", "high yield spread"), "BAMLH0A0HYM2"),
}
_NAMES = {**_WORDS, **{name.lower(): name for name in TITLES}}
# What is offered to whoever slips: the words in full, and a maturity as it is spoken.
_OFFERED = (*_NAMES, *(title.removesuffix(" yield") for title in (_YIELDS | _BILLS).values()))
# A bill's rate is a discount, another figure than its yield (DTB3 beside DGS3MO): "3-month bill" is left to be asked.
_MATURITY = re.compile(
    r"(?:us |us)?([0-9]{1,3}) ?(y|yrs?|years?|m|mo|months?)(?: (?:real|tips))?"
    r"(?: (?:us )?(?:treasury|treasuries|note|bond))?(?: yield| rate)?"
)
_FRED = re.compile(r"[A-Z0-9.]*[A-Z][A-Z0-9.]*")


def parse_series(text: str) -> str:
    """FRED's name of the rate that a text means. Raises ValueError with what would be right."""
    written = " ".join(text.split())
    if not written:
        raise ValueError("a series is missing: write one such as DGS10, 10-year or SOFR")
    if len(written) > MOST_LETTERS:
        raise ValueError(f"{quote(written)} is too long for a series: write one such as DGS10 or SOFR")
    words = " ".join(written.lower().replace("-", " ").replace("_", " ").split())
    if words in _NAMES:
        return _NAMES[words]
    if (found := _MATURITY.fullmatch(words)) is not None:
        return _of_maturity(written, found)
    if _FRED.fullmatch(written):
        return written
    raise ValueError(f"{quote(written)} is no rate that is known: {_hint(written, words)}")


def _hint(written: str, words: str) -> str:
    if close := meant(words, _OFFERED):
        return f'did you mean "{close.upper() if close.upper() in TITLES else close}"?'
    if _FRED.fullmatch(written.upper()):
        return f"if FRED has a series of that name write {written.upper()}"
    return "write FRED's name, such as DGS10 or SOFR"


def _of_maturity(written: str, found: re.Match[str]) -> str:
    count, months = int(found[1]), found[2].startswith("m")
    real = re.search(r"real|tips", found[0]) is not None and not months
    if not real and (count, months) in ((12, True), (1, False)):
        return "DGS1"
    name = f"{'DFII' if real else 'DGS'}{count}{'MO' if months else ''}"
    if name in TITLES:
        return name
    there = _REAL if real else {**_BILLS, **_YIELDS}
    raise ValueError(f"{quote(written)} is no maturity that is told: there is {', '.join(there.values())}")


def title(series: str) -> str:
    """`10-year yield (DGS10)`; a series without words of its own by its name."""
    return f"{TITLES[series]} ({series})" if series in TITLES else series
