"""What makes a sentence look ahead, and the period that it looks to."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FORWARD = re.compile(
    r"\b(?:expect(?:s|ed|ing|ations?)?|anticipat(?:e|es|ed|ing)|guidance|guiding|guides?|outlook|forecast(?:s|ed|ing)?|projects|projecting|projected|we project|estimates|estimated|we estimate|target(?:s|ed|ing)?"
    r"|(?:plan|intend)(?:s|ned|ning|ed)? (?:to|on|for)|will (?:be|range|total|spend|invest)|should (?:be|range)|reaffirm(?:s|ed|ing)?|reiterat(?:e|es|ed|ing))\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:outlook|guidance|expect(?:s|ed|ations)?|anticipates?|forecasts?|projections?|projects|estimates|targets)\b",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"forward-looking statements?|safe harbor|private securities litigation|actual results|undertakes? no obligation|risks and uncertainties|non-gaap (?:financial )?measures? (?:are|is|should)",
    re.IGNORECASE,
)
_PAST_GUIDANCE = re.compile(
    r"\b(?:was|were|came in|totaled|totalled|reached|finished|ended|reported|delivered|achieved|generated)\b[^;]{0,140}\b(?:above|below|exceed(?:ed|ing|s)?|beat|beating|within|in line with|ahead of|versus|compared (?:to|with)|against|(?:high|low|top|upper|lower) end|outperform(?:ed|ing)?)\b[^;]{0,50}\b(?:guidance|outlook|expect(?:ations|ed)|forecast|range|target)",
    re.IGNORECASE,
)


def is_forward(text: str, *, heading: bool = False) -> bool:
    """Whether a sentence, or a heading, speaks of what is expected. Boilerplate does not; nor does a result
    that is held against what was expected."""
    if _BOILERPLATE.search(text):
        return False
    if heading:
        return _AHEAD.search(text) is not None
    return _FORWARD.search(text) is not None and _PAST_GUIDANCE.search(text) is None


# --- periods ---------------------------------------------------------------------------------------------------

_ORDINALS = {"first": "first", "second": "second", "third": "third", "fourth": "fourth", "1": "first", "2": "second", "3": "third", "4": "fourth",
             "1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth"}  # fmt: skip
_YEAR = r"(?P<year>20[0-9]{2})"
_SHORT_YEAR = r"(?:20)?[0-9]{2}"
_PERIODS = (
    re.compile(rf"\b(?P<ordinal>first|second|third|fourth|1st|2nd|3rd|4th)[ -](?:fiscal )?(?P<span>quarter|half)(?:'s|\u2019s)?,?(?: of)?(?: (?:our|the|its))?(?: (?:fiscal|calendar))?(?: year)?,?(?: {_YEAR})?", re.IGNORECASE),
    re.compile(rf"\bfiscal (?P<ordinal>first|second|third|fourth) (?P<span>quarter|half)(?: of)?(?: (?:fiscal|calendar))?(?: year)?(?: {_YEAR})?", re.IGNORECASE),
    re.compile(rf"\b(?P<letter>[QH])(?P<ordinal>[1-4])[ -]?(?:of )?(?:fiscal )?(?:year )?(?:FY)?[ -]?'?\u2019?(?P<year>{_SHORT_YEAR})?(?![0-9%])", re.IGNORECASE),
    re.compile(rf"\b(?P<ordinal>[1-4])(?P<letter>[QH])[ -]?'?\u2019?(?P<year>{_SHORT_YEAR})?(?![0-9%])", re.IGNORECASE),
    re.compile(r"\b(?:full[- ](?:fiscal )?year|fiscal(?: year)?|calendar(?: year)?|FY|year ending [A-Z][a-z]{2,8} [0-9]{1,2},)[ -]?'?\u2019?(?P<year>20[0-9]{2}|[0-9]{2}(?=[^0-9.,%]|$))", re.IGNORECASE),
    re.compile(r"(?P<year>20[0-9]{2}) (?:full[- ]year|fiscal year)", re.IGNORECASE),
    re.compile(r"\b(?P<full>full[- ](?:fiscal )?year|fiscal year|(?:the|this) year)\b(?! (?:ago|over|ended|earlier|to date))", re.IGNORECASE),
    re.compile(rf"(?<![0-9] )(?<![0-9], )(?<![0-9],)(?<![$0-9.,]){_YEAR}(?![0-9%,.][0-9])"),
)  # fmt: skip
_WHOLE_SENTENCE = 400


@dataclass(frozen=True, slots=True)
class _Named:
    text: str
    start: int
    end: int


def period_before(text: str, at: int) -> str | None:
    """The period named last before a place in the sentence, written one way."""
    named = _periods(text[max(0, at - _WHOLE_SENTENCE) : at])
    return named[-1].text if named else None


_ENDS_THOUGHT = re.compile(
    r"[;.](?:\s|$)|\$|\b(?:compared|versus|vs|from|over|up|down|or|against|than|which|after|excluding)\b",
    re.IGNORECASE,
)


def period_after(text: str, at: int) -> str | None:
    """The period named first after a place, where nothing else has begun: `... for the third quarter`."""
    rest = _ENDS_THOUGHT.split(text[at : at + 120])[0]
    named = _periods(rest)
    return named[0].text if named else None


def _periods(text: str) -> list[_Named]:
    found: list[_Named] = []
    for pattern in _PERIODS:
        for one in pattern.finditer(text):
            if not any(one.start() < other.end and other.start < one.end() for other in found):
                found.append(_Named(_written(one), one.start(), one.end()))
    found.sort(key=lambda named: named.start)
    return found


def _written(one: re.Match[str]) -> str:
    said = one.groupdict()
    year = said.get("year")
    year = f"20{year}" if year and len(year) == 2 else year
    ordinal = said.get("ordinal")
    if ordinal is None:
        return f"full year {year}" if year else "full year"
    half = (said.get("span") or said.get("letter") or "").lower().startswith("h")
    return " ".join(filter(None, (_ORDINALS[ordinal.lower()], "half" if half else "quarter", year)))
