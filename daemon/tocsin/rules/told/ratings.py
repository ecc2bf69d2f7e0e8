"""The words that firms rate with, and what class they are of: buy, hold or sell.

Each firm has its own scale (`Outperform`, `Overweight`, `Sector Perform`, `Equal-Weight`). What is not in the
table has no class that anybody could be sure of: `Mixed`, `Cautious`, `Not Rated`.
"""

from __future__ import annotations

import difflib
import re
from enum import StrEnum

from tocsin.yamltext import quote

_MOST_WORD = 60
_split = re.compile(r"\s*,\s*").split


class Class(StrEnum):
    BUY = "buy"
    HOLD = "hold"
    SELL = "sell"


# From the best, each with how it stands on a scale of 2 (strong buy) to -2 (strong sell).
_WORDS = {
    2: "strong buy, conviction buy, top pick, action list buy",
    1: "buy, outperform, outperformer, overweight, accumulate, add, positive, sector outperform, sector "
    "outperformer, sector overweight, market outperform, market outperformer, speculative buy, long-term buy, "
    "moderate buy, trading buy, above average",
    0: "hold, neutral, equal-weight, market perform, market performer, peer perform, sector perform, sector "
    "performer, perform, in-line, market in-line, sector weight, market weight, fair value, average",
    -1: "sell, underperform, underperformer, underweight, reduce, negative, sector underperform, sector "
    "underperformer, sector underweight, market underperform, market underperformer, moderate sell, below average",
    -2: "strong sell, conviction sell",
}
SPELLED = {" ".join(word.split()): grade for grade, words in _WORDS.items() for word in _split(words)}


def folded(word: str) -> str:
    """A rating without case, spaces and punctuation: `Equal-Weight` is `equalweight`."""
    return "".join(c for c in word[:_MOST_WORD].casefold() if c.isalnum())


_GRADES = {folded(word): grade for word, grade in SPELLED.items()}


def grade_of(word: str) -> int | None:
    """2 for a strong buy, 1 buy, 0 hold, -1 sell, -2 strong sell; None for a word of which that is not known."""
    return _GRADES.get(folded(word))


def class_of(word: str) -> Class | None:
    grade = grade_of(word)
    if grade is None:
        return None
    return Class.BUY if grade > 0 else Class.SELL if grade < 0 else Class.HOLD


def parse_rating(text: str) -> str:
    """`sell`, a class, or a firm's own word; ValueError says what would be right."""
    word = " ".join(text.split())
    key = folded(word)
    if not key:
        raise ValueError(
            f"{quote(text)} is no rating: write buy, hold or sell, or a firm's word as it says it"
        )
    if len(word) > _MOST_WORD:
        raise ValueError(f"{quote(text)} is too long for a rating: at most {_MOST_WORD} characters are read")
    if key in set(Class):
        return key
    if key not in _GRADES:
        # Firms may have any word; but one that is nearly another is a slip of the pen.
        close = difflib.get_close_matches(word.casefold(), SPELLED, n=1, cutoff=0.85)
        if close:
            raise ValueError(f'{quote(text)} is no rating: did you mean "{close[0]}"?')
    return word


def ratings_meaning(words: tuple[str, ...]) -> str:
    """The same for every way of writing them."""
    return ", ".join(sorted({folded(word) for word in words}))


def is_one_of(words: tuple[str, ...], rating: str) -> bool | None:
    """Whether a rating is of one of the classes, or one of the words; None where its class is not known."""
    classes = {word for word in words if word in set(Class)}
    if folded(rating) in {folded(word) for word in words if word not in classes}:
        return True
    if not classes:
        return False
    found = class_of(rating)
    return None if found is None else found in classes
