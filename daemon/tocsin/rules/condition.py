"""What a condition becomes once its keys are read: its canonical meaning, and the function that decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tocsin.model import Reading, Verdict
from tocsin.rules.history import History
from tocsin.yamltext import Section

Decide = Callable[[Reading, History], Verdict]


@dataclass(frozen=True, slots=True)
class Condition:
    """`meaning` is made of mappings, lists and texts, the same for every way of writing the same thing.

    `decide` says whether a filing brings it about: an event. `holds` says whether it is so by now, whoever
    told it last: a level; None for what only ever happens. `forms` are those that it can ring on; None where
    any may. `negated`: it rings on nothing by itself.
    """

    meaning: Mapping[str, Any]
    decide: Decide = field(compare=False)
    forms: frozenset[str] | None = None
    holds: Decide | None = field(default=None, compare=False)
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A word of the rule language: the keys it takes, and what they become."""

    keys: type[Section]
    compile: Callable[[Any], Condition]
