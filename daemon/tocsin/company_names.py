"""Whether a headline names a company, by the name that the SEC has for it: `SUPER MICRO COMPUTER, INC.`

Newswires write `Super Micro` and `Nvidia`. So the legal form falls away, then what many companies are called last
(`Platforms`, `Technologies`), and case does not matter, but that a name of one word must begin with a capital. A word
that means something else in headlines (`Target`, `Gap`) names nobody: such a company is known by its ticker.
"""

from __future__ import annotations

import re
from functools import lru_cache

_LEGAL = frozenset(
    (
        *(
            "inc",
            "incorporated",
            "corp",
            "corporation",
            "co",
            "company",
            "companies",
            "ltd",
            "limited",
            "llc",
        ),
        *("lp", "plc", "sa", "nv", "ag", "se", "adr", "ads", "the", "de", "new", "class", "common"),
    )
)
_LAST = frozenset(
    (
        *("com", "holding", "holdings", "group", "technology", "technologies", "platforms", "international"),
        *("worldwide", "global", "enterprises", "systems", "computer", "computers", "software", "services"),
        *("industries", "networks"),
    )
)
# Names of listed companies that are words of headlines too.
_WORDS = frozenset(
    (
        *(
            "target",
            "match",
            "block",
            "square",
            "unity",
            "root",
            "progressive",
            "general",
            "national",
            "united",
        ),
        *("first", "capital", "health", "energy", "core", "live", "nation", "shift", "open", "wave", "life"),
        *("post", "news", "ball", "chase", "equity", "trade", "best", "american", "intuitive", "compass"),
    )
)
_FEWEST_LETTERS = 4
_WORD = re.compile(r"[^\W_]+(?:[&'\u2019.-][^\W_]+)*")


@lru_cache(maxsize=4096)
def short_names(name: str) -> tuple[tuple[str, ...], ...]:
    """What a company may be called in a headline, as folded words, the longest first."""
    words = [word.casefold().replace(".", "") for word in _WORD.findall(name.partition("/")[0])]
    while words and words[-1] in _LEGAL:
        words.pop()
    if words and words[0] == "the":
        words.pop(0)
    found = []
    while words:
        if len(words) > 1 or (len(words[0]) >= _FEWEST_LETTERS and words[0] not in _WORDS):
            found.append(tuple(words))
        if words[-1] not in _LAST:
            break
        words.pop()
    return tuple(found)


def is_named(title: str, name: str) -> bool:
    """Whether a headline names the company."""
    said = [word.removesuffix("'s").removesuffix("\u2019s") for word in _WORD.findall(title)]
    folded = [word.casefold().replace(".", "") for word in said]
    for words in short_names(name):
        for start in range(len(folded) - len(words) + 1):
            if tuple(folded[start : start + len(words)]) == words and (
                len(words) > 1 or said[start][:1].isupper()
            ):
                return True
    return False
