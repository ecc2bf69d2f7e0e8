"""What a condition becomes once its keys are read: its canonical meaning, and the function that decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from tocsin.model import Answer, Bulletin, Reading, Verdict
from tocsin.rules.history import History
from tocsin.yamltext import Section

Decide = Callable[[Reading, History], Verdict]
Waits = Callable[[str, History, dt.datetime], Verdict]
Sees = Callable[[str, History, dt.datetime], str | None]


@dataclass(frozen=True, slots=True)
class Condition:
    """`meaning` is made of mappings, lists and texts, the same for every way of writing the same thing.

    `decide` says whether a filing or a bulletin brings it about: an event. `holds` says whether it is so by now,
    whoever told it last: a level; None for what only ever happens. `forms` are those of the filings that it can ring
    on, None where any may; `hears` those of the bulletins. `market`: it looks at no company. `negated`: it rings on nothing by itself. `waits` says whether it is so at a moment, for what rings
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
    hears: frozenset[str] = frozenset()
    market: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A word of the rule language: the keys it takes, and what they become.

    `hears` is the form of the bulletins that tell it, None for what filings tell.
    """

    keys: type[Section]
    compile: Callable[[Any], Condition]
    hears: str | None = None
    market: bool = False

    def condition(self, keys: Any) -> Condition:
        """What the keys become; each kind is silent on what is not told to it."""
        made = self.compile(keys)
        if self.hears is None:
            return replace(made, decide=partial(_of_filings, made.decide))
        return replace(made, forms=frozenset(), hears=frozenset({self.hears}), market=self.market)


def _of_filings(decide: Decide, reading: Reading, history: History) -> Verdict:
    if isinstance(reading.head, Bulletin):
        return Verdict(Answer.SILENT, "this is no filing")
    return decide(reading, history)
