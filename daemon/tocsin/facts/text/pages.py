"""What printing put between the lines: page numbers, running heads, and paragraphs cut in two.

lines -> furniture(their texts and pages), which lines to leave out -> joined(lines), the same text however it was paged
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tocsin.facts.text.abbreviations import ends_with_abbreviation
from tocsin.facts.text.lines import Line, Lines

_ZONE = 5  # lines at the head and at the foot of a page among which furniture is looked for
_LONGEST = 150
_OFTEN = 3

_PAGE_NUMBER = re.compile(
    r"[\s|\-\u2013—]*(?:page\s*)?(?:[0-9]{1,4}|[ivxlc]{1,7}|[a-z]{1,2}-[0-9]{1,3})(?:\s*(?:of|/)\s*[0-9]{1,4})?[\s|\-\u2013—]*",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"(?:back to )?(?:table of contents|index)", re.IGNORECASE)
_NUMBERED = re.compile(r"\s*(?:item|note|part|exhibit)\b", re.IGNORECASE)
_DIGITS = re.compile("[0-9]+")
_ENDED = re.compile(r"[.!?:;]['\"”\u2019)\]]*$")
_ENUMERATOR = re.compile(r"(?:[a-z]|[ivx]{1,5})[.)]", re.IGNORECASE)
# A line that ends in one of these goes on, whatever the next begins with.
_GOES_ON = re.compile(
    r"(?:,|[-\u2013—/]|\b(?:a|an|the|of|and|or|to|in|on|by|for|with|from|at|as|our|its|their|that|which|this|these|"
    r"than|under|is|are|was|were|has|have|be|been|not|approximately|u\.s\.))$",
    re.IGNORECASE,
)
_LIST_GOES_ON = re.compile(r"[;,:] (?:and|or|and/or)$", re.IGNORECASE)
_MAY_GO_ON = re.compile(r"[\w$€£(“\"\u2018']")


def furniture(texts: Sequence[str], pages: Sequence[int]) -> set[int]:
    """The indexes of lines that stand at the edges of pages and belong to the paper, not to the text."""
    edges = list(_edges(pages))
    keys = {index: _key(text) for index, _ in edges if len(text := texts[index]) <= _LONGEST}
    told = {(keys[index], head, pages[index]) for index, head in edges if index in keys}
    seen = Counter((key, head) for key, head, _ in told)
    often = _OFTEN if len({page for _, _, page in told}) > 4 else 2
    return {
        index
        for index, head in edges
        if (index in keys and seen[keys[index], head] >= often)
        or _PAGE_NUMBER.fullmatch(text := texts[index])
        or _CONTENTS.fullmatch(text)
    }


def _edges(pages: Sequence[int]) -> Iterator[tuple[int, bool]]:
    """The lines near a page break, and whether they are at the head of their page.

    What precedes the first break has no head, and what follows the last has no foot.
    """
    starts = [0]
    while starts[-1] < len(pages):
        starts.append(bisect_right(pages, pages[starts[-1]], starts[-1]))
    for number, (start, end) in enumerate(pairwise(starts)):
        if number > 0:
            yield from ((index, True) for index in range(start, min(start + _ZONE, end)))
        if number < len(starts) - 2:
            yield from ((index, False) for index in range(max(start, end - _ZONE), end))
    if len(starts) > 2:  # the last page carries its number too
        yield from ((index, False) for index in range(max(starts[-2], len(pages) - _ZONE), len(pages)))


def _key(text: str) -> str:
    folded = text.casefold()
    return folded if _NUMBERED.match(folded) else _DIGITS.sub("0", folded)


def joined(lines: Lines) -> Lines:
    """The lines, those that a page or a hard line break cut in two made one again."""
    pages, rows, after_breaks = lines.pages, lines.rows, lines.after_breaks
    begins = [True] * len(lines)
    for at in range(1, len(lines)):
        two_cells = (rows[at] or rows[at - 1]) and not after_breaks[at] and pages[at] == pages[at - 1]
        begins[at] = bool(two_cells) or not _continues(lines[at - 1], lines[at])
    found = lines.only(begins)
    starts = [*(at for at, one in enumerate(begins) if one), len(lines)]
    if len(found) < len(lines):
        found.texts = [" ".join(lines.texts[start:end]) for start, end in pairwise(starts)]
    return found


def _continues(before: Line, after: Line) -> bool:
    over_page = before.page != after.page
    if not (over_page or after.after_break):
        return _cut_by_hand(before, after)
    if before.row and (before.row == after.row or len(before.text) <= 60):
        return False
    end, start = before.text[-60:], after.text
    if " " not in end:
        return False
    if _ENDED.search(end):
        return start[0].islower() and end[-1] == "." and ends_with_abbreviation(end)
    if _ENUMERATOR.match(start):
        return False
    if start[0].islower():
        return True
    if not over_page or _MAY_GO_ON.match(start) is None:
        return False
    return _GOES_ON.search(end) is not None or _both_prose(before, after)


def _both_prose(before: Line, after: Line) -> bool:
    """A paragraph without its end, and one that ends as a paragraph does: cut before a name."""
    return (
        not before.row
        and not after.row
        and len(before.text) > 80
        and len(after.text) > 60
        and before.text[-1].isalnum()
        and _ENDED.search(after.text, len(after.text) - 5) is not None
        and after.text[-1] not in ":;"
        and _NUMBERED.match(after.text) is None
    )


def _cut_by_hand(before: Line, after: Line) -> bool:
    """A paragraph typed as two: the first ends in a word that nothing ends in, but not in that of a list."""
    return (
        not before.row
        and not after.row
        and len(before.text) > 60
        and after.text[0].islower()
        and _GOES_ON.search(before.text, len(before.text) - 20) is not None
        and before.text[-1].isalpha()
        and _LIST_GOES_ON.search(before.text, len(before.text) - 20) is None
        and _ENUMERATOR.match(after.text) is None
    )
