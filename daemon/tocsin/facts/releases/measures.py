"""What a sentence speaks of: the measures that guidance is read for, and the others that money is expected of."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MEASURES = (
    ("capital_expenditure", r"capital expenditures?|cap-?ex|capital (?:spending|investments?|spend)|purchases of property(?:, plant,?)? and equipment"),
    ("free_cash_flow", r"free cash flows?|FCF"),
    ("operating_income", r"operating (?:income|profit|earnings)|income from operations"),
    ("net_income", r"net (?:income|earnings)"),
    ("operating_expenses", r"operating expenses|opex"),
    ("revenue", r"revenues?|net sales|sales"),
)  # fmt: skip
# Other things that money is expected of: a range belongs to the nearest.
_OTHERS = (
    r"earnings per (?:diluted )?share|(?:diluted )?EPS|(?:net )?(?:income|earnings|loss) (?:per|available|attributable to non)[^,;]{0,25}|(?:net|operating|pre-?tax) loss(?:es)?|EBITDAR?"
    r"|depreciation|amortization|interest (?:expense|income)|(?:income )?tax(?:es)?(?: (?:expense|provision|rate))?|gross (?:profit|margin)|dividends?|(?:share )?(?:re)?purchases?(?! of property)|buybacks?"
    r"|restructuring|severance|charges?|synerg(?:y|ies)|(?:cost )?savings|stock-based compensation|share-based compensation|bookings|billings|backlog|ARR|annual recurring revenue|other (?:income|expense)s?"
    r"|costs?(?: of (?:revenues?|sales|goods sold))?|(?:total )?expenses|research and development|R&D|selling, general[^$;]{0,30}|SG&A|sales and marketing|(?:comparable|same-store) sales|deferred revenue|proceeds|purchase price|consideration"
    r"|operating cash flows?|cash (?:flows?|provided|used)[^$;]{0,30}|debt|notes|facility|working capital|inventor(?:y|ies)|price|sales? force|sales tax|point of sale|revenue synergies|market (?:opportunity|size)|funds from operations|FFO|income"
)
_MENTION = re.compile(
    r"(?<![A-Za-z])(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _MEASURES)
    + rf"|(?P<other>{_OTHERS}))(?![A-Za-z])",
    re.IGNORECASE,
)
# Whose revenue: a segment's or a product's is not the issuer's.
_words = str.split
_PLAIN_BEFORE = frozenset(
    _words(
        "a an the our its total net gaap consolidated company quarterly annual annually overall reported "
        "worldwide global company-wide expect expects expected expecting anticipate anticipates "
        "anticipating anticipated forecast forecasts forecasting project projects projecting projected "
        "estimate estimates estimated target targets targeting see sees guidance outlook guides guide "
        "for in on of and or that with to from year quarter quarters half fiscal calendar full-year fy "
        "q1 q2 q3 q4 full year's quarter's raise raises raised raising lower lowers lowered lowering cut "
        "narrow narrows narrowed narrowing update updates updated reaffirm reaffirms reiterate "
        "reiterates revise revised initial preliminary generate achieve deliver maintain maintains now "
        "record 2026's range between gross increase increases increased reduce reduces reduced "
        "second-quarter third-quarter first-quarter fourth-quarter total-company both include includes "
        "including"
    )
)
_NOT_GAAP = re.compile(
    r"(?:\bnon-?\s?gaap|\badjusted|\bcore|\bpro forma|\borganic|\bunderlying|\bincremental|\badditional)\s(?:[a-z-]+\s){0,2}$",
    re.IGNORECASE,
)
_OF_A_PART = re.compile(
    r"\s(?:from|in|of|for|by)\s(?:(?:our|the|its|all|new)\s)?(?:[A-Za-z&-]+\s){1,3}?(?:products?|segments?|business(?:es)?|divisions?|services|customers?|units?|contracts?|region|platforms?|synergies|acquisitions?)\b",
    re.IGNORECASE,
)
_MARKS = ' (\u2022*\u201c"-\u2013\u2014\u00b7'
_DATED = re.compile(r"(?:fy)?'?(?:20)?[0-9]{2}|[1-4]q[0-9]{0,4}|q[1-4][0-9]{0,4}")
_RATIO = re.compile(r"\s?(?:margin|per)\b", re.IGNORECASE)
_BEFORE = re.compile(r"([^\s(]{1,40})\s$")
_JOINS = re.compile(
    r"(?:^|\s)(?:in|of|for|on)\s(?:(?:total|net|annual|our|its|full-year|quarterly|fiscal|gaap|expected|planned|20[0-9]{2}|company|consolidated|the)\s){0,5}$",
    re.IGNORECASE,
)
_LOSS = re.compile(r"\s?\(?loss\)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A measure named in a sentence; None for one that is not read. `joined`: with `of`, `in`, `for` before it."""

    measure: str | None
    start: int
    end: int
    joined: bool


def measures(text: str) -> list[Mention]:
    return [_mention(text, found) for found in _MENTION.finditer(text)]


def _mention(text: str, found: re.Match[str]) -> Mention:
    measure = found.lastgroup
    before = text[max(0, found.start() - 60) : found.start()]
    joined = _JOINS.search(before) is not None
    after = text[found.end() : found.end() + 80]
    foreign = (
        measure == "other"
        or _NOT_GAAP.search(before)
        or (measure in ("net_income", "operating_income") and _RATIO.match(after))
        or (measure == "revenue" and (not _is_whole(before) or _OF_A_PART.match(after)))
    )
    return Mention(None if foreign else measure, found.start(), found.end(), joined)


def _is_whole(before: str) -> bool:
    """Whether the word before `revenue` leaves it the issuer's whole revenue."""
    word = _BEFORE.search(before)
    if word is None:
        return not before.strip(_MARKS)
    if word[1][-1] in ",:;":
        return True
    last = word[1].lower().replace("\u2019", "'").strip(_MARKS + ",;:.)\u201d").removesuffix("'s")
    return not last or last in _PLAIN_BEFORE or _DATED.fullmatch(last) is not None
