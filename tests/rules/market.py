"""What feeds tell, in a few words: bulletins, what was known before them, and conditions without the rest of a rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from tests.rules.made import ISSUER
from tocsin.clock import EASTERN
from tocsin.model import MARKET, Bulletin, FeedFact, Headline, Rate, Reading, Verdict
from tocsin.rules import NoHistory
from tocsin.rules.condition import Condition, Kind
from tocsin.yamltext import read, validate

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=EASTERN).astimezone(dt.UTC)  # a Friday


def at(day: str, clock: str = "12:00") -> dt.datetime:
    """`at("18")` is noon in New York on 18 Nov 2026; a day of another month is written out."""
    date = dt.date.fromisoformat(day) if "-" in day else dt.date(2026, 11, int(day))
    return dt.datetime.combine(date, dt.time.fromisoformat(clock), EASTERN).astimezone(dt.UTC)


@dataclass(frozen=True)
class Past(NoHistory):
    """What feeds told of the issuer and of the market: when it became known, and the fact."""

    facts: tuple[tuple[dt.datetime, FeedFact], ...] = ()

    def told(self, issuer_cik: str, kinds: Collection[str], since: dt.datetime | None) -> Iterable[FeedFact]:
        known = sorted(self.facts, key=lambda one: one[0])
        return [
            fact
            for moment, fact in known
            if fact.kind in kinds and (since is None or moment >= since) and _of(fact) == issuer_cik
        ]


def _of(fact: FeedFact) -> str:
    return MARKET.cik if isinstance(fact, Rate) else ISSUER.cik


def known(*facts: FeedFact, moment: dt.datetime | None = None) -> Past:
    """A past in which each became known when it happened, or at a moment."""
    return Past(tuple((moment or _moment(fact), fact) for fact in facts))


def _moment(fact: FeedFact) -> dt.datetime:
    if isinstance(fact, Rate):
        return dt.datetime.combine(fact.date, dt.time(16), EASTERN).astimezone(dt.UTC)
    if fact.at is None:
        raise ValueError(f"{fact} tells no time: say when it became known")
    return fact.at


def bulletin(*facts: FeedFact, moment: dt.datetime | None = NOON, form: str | None = None) -> Reading:
    form = form or (facts[0].kind if facts else "consensus")
    issuer = MARKET if facts and isinstance(facts[0], Rate) else ISSUER
    url = facts[0].url if facts and isinstance(facts[0], Headline) else None
    return Reading(Bulletin("1", form, issuer, "Made Wire", moment, url), facts)


def condition(kind: Kind, keys: str) -> Condition:
    """The condition that keys in braces make. Raises ValueError with what is wrong with them."""
    root = read("made.yaml", keys.encode()).root
    assert root is not None
    section, problems = validate(kind.keys, root)
    if section is None:
        raise ValueError("; ".join(problem.message for problem in problems))
    made: Condition = kind.compile(section)
    return made


def says(verdict: Verdict) -> str:
    """The verdict as a line: the answer and its reason."""
    return f"{verdict.answer}: {verdict.reason}"


def figures(verdict: Verdict) -> list[tuple[Any, ...]]:
    return [(saw.figure, saw.value, saw.threshold, saw.holds, saw.shown) for saw in verdict.saw]
