"""Keys that ask for a yes, a no, or an unknown: `plan_10b5_1: [no, unknown]`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tocsin.model import Known
from tocsin.yamltext import choice

_WORDS = {"true": "yes", "on": "yes", "false": "no", "off": "no"}  # YAML's other words for them
_KNOWN = choice({"yes": Known.YES, "no": Known.NO, "unknown": Known.UNKNOWN})


def parse_known(text: str) -> frozenset[Known]:
    """`no`, `no or unknown`, `no, unknown`."""
    words = re.split(r" ?, ?| (?:or|and) ", " ".join(text.split()))
    return frozenset(_KNOWN(_WORDS.get(word.lower(), word)) for word in words)


def any_of_known(parts: list[frozenset[Known]]) -> frozenset[Known]:
    return frozenset().union(*parts)


def accepts(accepted: frozenset[Known], fact: Known) -> bool | None:
    """Whether a fact is one that is asked for; None when it is unknown and that decides it."""
    if fact in accepted or {Known.YES, Known.NO} <= accepted:
        return True
    return None if fact is Known.UNKNOWN else False


def either(words: Iterable[str]) -> str:
    return " or ".join(sorted(words))
