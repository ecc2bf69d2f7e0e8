"""Where a full stop ends a sentence and where it only shortens a word."""

from __future__ import annotations

import re

_words = str.split

# After these a sentence goes on, whatever follows.
_NEVER = frozenset(
    _words(
        "mr mrs ms dr prof messrs st mt gen sen rep gov hon rev capt col lt sgt v vs nos sect fig figs approx "
        "ca cf e.g i.e eg ie viz paras ch pp pg vol dept ft rel"
    )
)
# After these where a number follows; `no` and `art` are words too.
_BEFORE_NUMBERS = frozenset(_words("no art sec est para jan feb mar apr jun jul aug sept oct nov dec"))
_NUMBER = re.compile(r"[#(]?[0-9]|[A-Z]-?[0-9]")
# These end a sentence only where the next one plainly begins.
_SELDOM = frozenset(
    _words(
        "inc corp co ltd llc l.l.c l.p lp plc p.l.c n.a n.v s.a s.p.a b.v a.g ag u.s u.s.a u.k u.n e.u d.c p.r.c "
        "n.y jr sr bros assoc assn etc al a.m p.m ph.d m.d esq intl int'l gmbh cos dist bancorp cert"
    )
)
# Words that begin sentences and hardly ever the second half of a name.
_BEGINS = frozenset(
    _words(
        "the a an we our us it its they their these those this that there here in on at as for from by with "
        "if when while where although though because since after before during until under upon over through "
        "however moreover furthermore therefore accordingly additionally also further similarly likewise "
        "such any all each every some many most both no none not other others another one two three "
        "he she his her you your what who which see refer and but or nor so yet to of into our certain "
        "management substantially generally currently historically subsequently consequently finally"
    )
)
_STOP = re.compile(r"[.!?]+(?:\[[0-9a-z]{1,3}\])?[\"”\u2019')\]]*\s+(?=[\"“\u2018'(\[•$€£]*[A-Z0-9À-Þ])")
_LAST_WORD = re.compile(r"[^\s(\[“\"\u2018—\u2013]+$")
_FIRST_WORD = re.compile(r"[\"“\u2018'(\[]*([A-Za-z]+)")
_INITIAL = re.compile(r"[A-Z]|(?:[A-Z]\.)+[A-Z]")
# `Item 1A.`, `Note 7.`, `(1).` at the very beginning are numbers of what follows, not sentences.
_NUMBERING = re.compile(
    r"(?:(?:see|refer to|in|under)\s+)?(?:(?:part [ivx]+[,.]?\s*)?(?:item|note|part|section|article|schedule|exhibit|appendix|chapter)\s*)?"
    r"\(?(?:[0-9]{1,3}(?:\.[0-9]{1,2})*\s?\(?[a-z]?\)?|[a-z]|[ivx]{1,5})\)?",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^[\s•●▪■◦○□◾◼‣∙·➢➤✓✔❖¨§\uf0b7\uf0a7\uf06e\uf0d8*\u2013—-]+(?=\S)")
_WORD = re.compile(r"[A-Za-zÀ-ÿ]{2}")


def ends_with_abbreviation(text: str) -> bool:
    """Whether the last word, which ends in a full stop, is an abbreviation or an initial."""
    match = _LAST_WORD.search(text.rstrip("."))
    word = match[0] if match else ""
    return word.casefold() in _NEVER | _SELDOM | _BEFORE_NUMBERS or _INITIAL.fullmatch(word) is not None


def split(text: str) -> list[str]:
    """The sentences of a paragraph, without bullets; what holds no word is left out."""
    if _WORD.search(text) is None:  # most lines of a report are figures
        return []
    bullet = None if text[0].isalnum() else _BULLET.match(text)
    start = bullet.end() if bullet else 0
    if "." not in text and "?" not in text and "!" not in text:
        return [text[start:]]
    found = []
    for stop in _STOP.finditer(text, start):
        if _ends(text, start, stop):
            found.append(text[start : stop.end()].rstrip())
            start = stop.end()
    found.append(text[start:] if start else text)
    return found if len(found) == 1 else [sentence for sentence in found if _WORD.search(sentence)]


def _ends(text: str, start: int, stop: re.Match[str]) -> bool:
    at = stop.start()
    if text[at] != "." or text[at + 1] in ".!?":
        return True
    # From the last space on, where the search succeeds at once: it tries each sign that it begins at.
    begins = max(start, at - 40)
    match = _LAST_WORD.search(text, max(begins, text.rfind(" ", begins, at) + 1), at)
    if match is None:
        return True
    word = match[0]
    if at - start < 40 and _NUMBERING.fullmatch(text[start:at].strip()):
        return False
    small = word.casefold()
    following = text[stop.end() : stop.end() + 30]
    closed = text[at + 1] not in " \t"
    if small in _NEVER:
        return False
    if small in _BEFORE_NUMBERS:
        return _NUMBER.match(following) is None
    if small in _SELDOM or _INITIAL.fullmatch(word):
        if closed and text[at + 1] in '"”':
            return True
        first = _FIRST_WORD.match(following)
        return first is not None and first[1].casefold() in _BEGINS and first[1] not in ("A", "I")
    return True
