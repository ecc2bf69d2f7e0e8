"""A sentence without what changes from one filing to the next: its words, and what they say."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import lru_cache

from tocsin.rules.filings.phrases import plain_quotes

_words = str.split

_FOOTNOTE = re.compile(r"[(\[](?:[0-9]{1,2}|[a-z]|[ivx]{1,4})[)\]]", re.IGNORECASE)
_FIGURE = re.compile(r"[$€£]?\b[0-9][0-9a-z,.:/%-]*")
# With the figures gone from `May 5, 2023`, the month stands alone; elsewhere `may` is a possibility.
_MAY = re.compile(r"\bmay(?=[\s,]*(?:[,.;)]|and\b|$))")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_NAME = re.compile(r"(?<=[a-z0-9,;:)%] )[(\"']?([A-Z][A-Za-z]+)")
_JOINED_CAPITALS = re.compile(r"(?<=[A-Z])&(?=[A-Z])")  # OI&E, R&D
_ACRONYM = re.compile(r"\b[A-Z]{2,6}\b")

# Figures and dates, written out.
_FIGURES = frozenset(
    _words(
        "one two three four five six seven eight nine ten eleven twelve dozen hundred thousand million billion "
        "trillion percent percentage basis bp bps first second third fourth fifth half twice "
        "january february march april june july august september october november december "
        "jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday "
        "year years quarter quarters quarterly month months week weeks day days annual annually fiscal period "
        "periods ended ending end usd eur"
    )
)
# Words that make a statement a possibility, and those that turn it round.
_HEDGES = frozenset(
    _words("may might could would should if whether potential potentially possible possibly unless likely")
)
_NEGATIONS = frozenset(_words("not no nor never none neither without cannot"))
# Words that carry no statement of their own.
_STOP = frozenset(
    _words(
        "a an the this that these those such same other others another any all each every both either some many "
        "most more less least than approximately about nearly roughly around over under up down to of in on at "
        "by for from with within into onto upon out off through during between among amongst across against "
        "as and or but so also then thus hence therefore however further furthermore additionally addition "
        "moreover including include includes included respectively certain various several number "
        "we us our ours ourselves it its itself they them their theirs he she his her who whom whose which what "
        "when where while since until before after because although though there here again still now "
        "currently current previously prior previous recent recently date time times following follows follow "
        "described disclosed noted set forth above below herein hereof thereof thereto respect related relating "
        "relate relates regarding concerning connection pursuant accordance see refer note notes item part "
        "be is are was were been being am have has had having do does did doing done will shall must can "
        "company company's corporation registrant registrant's inc corp ltd llc co s example"
    )
)
_EMPTY = _STOP | _HEDGES | _NEGATIONS
_ENDING = re.compile(r"(?:(?:ically|ly|ying|ies|ied|ing|ed|es|s|e|y))$")

# What is said at the end of every sentence about a proceeding, and says nothing of it.
_NO_FORECAST = re.compile(
    r"[,;]? (?:and|but) (?:"
    r"(?:we|it|the company|management) (?:cannot|can not|could not|are (?:unable|not able) to|is (?:unable|not able) to)"
    r" (?:now |currently |reasonably )?(?:predict|estimate|determine|foresee|assure|say|know)"
    r"|there (?:can|could) be no assurance"
    r")\b[^;]*$",
    re.IGNORECASE,
)

# Sentences that only point to where something is said, and the words they do it with.
_REFERENCE = re.compile(
    r"(?:please )?(?:also )?(?:see|refer to)\b"
    r"|for (?:a |an |the )?(?:(?:more|additional|further|detailed) )?"
    r"(?:information|discussions?|details?|descriptions?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a sentence says.

    `letters` are its words in a row, in lower case, without figures, dates, footnote marks and hyphens.
    `content` are the stems of the words that carry a statement, `names` those of them with a capital
    inside the sentence, `acronyms` those in capitals. `hedged` and `denied` are the stems that stand next
    after a word of possibility (`may`, `if`) and after a negation; `turns_at` is where in `letters` the first
    of those words stands, their length where there is none.
    """

    letters: str
    initials: str
    content: frozenset[str]
    names: frozenset[str]
    acronyms: frozenset[str]
    hedged: frozenset[str]
    denied: frozenset[str]
    turns_at: int


@lru_cache(maxsize=4096)  # rules on one issuer look at the same sentences
def wording(text: str) -> Wording:
    """What a sentence says, figures and dates aside."""
    plain = _NO_FORECAST.sub("", _JOINED_CAPITALS.sub("", plain_quotes(text)))
    folded = _FIGURE.sub(" ", _FOOTNOTE.sub(" ", plain).casefold())
    words = [word for word in _WORD.findall(_MAY.sub(" ", folded)) if word not in _FIGURES]
    content = stems(words)
    return Wording(
        "".join(words).replace("'", "") or folded,
        "".join(word[0] for word in words),
        content,
        content & {stem(name.casefold()) for name in _NAME.findall(plain)},
        content & {word.casefold() for word in _ACRONYM.findall(plain)},
        _next_to(words, _HEDGES),
        _next_to(words, _NEGATIONS),
        _turns_at(words),
    )


def stems(words: Iterable[str]) -> frozenset[str]:
    """The stems of those words that carry a statement."""
    return frozenset(stem(word) for word in words if len(word) > 1 and word not in _EMPTY)


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """The word without the endings of number and tense."""
    word = word.removesuffix("'s").replace("'", "")
    if len(word) < 5:
        return word.removesuffix("s") if len(word) == 4 and not word.endswith("ss") else word
    return _ENDING.sub("", word)


def _next_to(words: list[str], marks: Container[str]) -> frozenset[str]:
    found = set()
    marked = False
    for word in words:
        if word in marks or (word.endswith("n't") and marks is _NEGATIONS):
            marked = True
        elif marked and len(word) > 1 and word not in _EMPTY:
            found.add(stem(word))
            marked = False
    return frozenset(found)


def _turns_at(words: list[str]) -> int:
    at = 0
    for word in words:
        if word in _HEDGES or word in _NEGATIONS:
            break
        at += len(word) - word.count("'")
    return at


def is_reference(text: str) -> bool:
    """Whether a sentence only points to where something is said (`See Note 7 for more information on…`)."""
    return _REFERENCE.match(text) is not None


REFERENCE_STEMS = stems(
    _words(
        "consolidated condensed financial statements quarterly annual report form information additional "
        "discussion description details section caption titled entitled incorporated reference contingencies "
        "unaudited heading management's analysis risk factors legal proceedings"
    )
)
# Words that tell that something happened, or which way: with one of these a long sentence is another.
WEIGHTY = stems(
    _words(
        "opened reopened closed settled dismissed granted denied affirmed reversed vacated remanded appealed fined "
        "penalty charged indicted convicted pleaded terminated cancelled resigned retired commenced began initiated "
        "concluded resolved withdrew withdrawn approved rejected filed sued issued received served announced alleged "
        "ordered imposed enjoined suspended revoked delisted defaulted breached waived amended extended expired "
        "completed failed agreed discovered identified determined found restated violated criminal civil bankruptcy "
        "insolvency fraud breach default delay recall shutdown halt pause resume threaten escalate "
        "increased decreased higher lower rose fell declined improved worsened favorable unfavorable "
        "adverse gain loss substantial doubt"
    )
)
