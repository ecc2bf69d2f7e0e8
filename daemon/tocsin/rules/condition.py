"""What a condition becomes once its keys are read: its canonical meaning, and the function that decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tocsin.model import Reading, Verdict
from tocsin.rules.history import History
from tocsin.yamltext import Section

Decide = Callable[[Reading, History], Verdict]
Waits = Callable[[str, History, dt.datetime], Verdict]
Sees = Callable[[str, History, dt.datetime], str | None]


@dataclass(frozen=True, slots=True)
class Condition:
    """`meaning` is made of mappings, lists and texts, the same for every way of writing the same thing.

    `decide` says whether a filing brings it about: an event. `holds` says whether it is so by now, whoever
    told it last: a level; None for what only ever happens. `forms` are those that it can ring on; None where
    any may. `negated`: it rings on nothing by itself. `waits` says whether it is so at a moment, for what rings
    by the clock: issuer's CIK, history, now. `sees` tells what it lacks of what is known by then, so that the next
    filing of the issuer would leave it undecided; None where it lacks nothing, or never does.
    """

    meaning: Mapping[str, Any]
    decide: Decide = field(compare=False)
    forms: frozenset[str] | None = None
    holds: Decide | None = field(default=None, compare=False)
    negated: bool = False
    waits: Waits | None = field(default=None, compare=False)
    sees: Sees | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Kind:
    """A word of the rule language: the keys it takes, and what they become."""

    keys: type[Section]
    compile: Callable[[Any], Condition]
