"""What analysts said of a stock, one opinion after another, and what a rule makes of one.

An opinion is a firm's price target or its rating. Where the vendor does not tell what it was before, that is what
the firm said last, as far as is known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from tocsin.clock import eastern_day, eastern_midnight
from tocsin.firms import firm_key, same_firm
from tocsin.model import Answer, Fact, FeedFact, PriceTarget, Rating, Reading, Verdict
from tocsin.rules.history import History
from tocsin.rules.interval import all_of
from tocsin.rules.part import Part
from tocsin.words import clipped

Opinion = TypeVar("Opinion", PriceTarget, Rating)
_MOST_NAME = 60


@dataclass(frozen=True, slots=True)
class Earlier(Generic[Opinion]):
    """An opinion known before the one at hand, and the firm's own before that. `day` is its Eastern day, None
    where no time is told; `recent` says that it became known since the day that was asked for."""

    fact: Opinion
    former: Opinion | None
    day: dt.date | None
    recent: bool


@dataclass(frozen=True, slots=True)
class Past(Generic[Opinion]):
    """All opinions of one kind that were known before the reading at hand, the earliest first. `day` is the
    reading's own."""

    told: tuple[Earlier[Opinion], ...]
    day: dt.date | None

    @property
    def before(self) -> tuple[Earlier[Opinion], ...]:
        """Without those that happened after it, though they were known first."""
        return tuple(one for one in self.told if one.day is None or self.day is None or one.day <= self.day)

    def near(self, within: int) -> tuple[Earlier[Opinion], ...]:
        """Those that can lie within so many days of it."""
        return tuple(
            one
            for one in self.told
            if (
                one.recent
                if one.day is None or self.day is None
                else abs((one.day - self.day).days) <= within
            )
        )

    def former(self, firm: str) -> Opinion | None:
        """The last that this firm said before."""
        return next((one.fact for one in reversed(self.before) if same_firm(one.fact.firm, firm)), None)


def past_of(kind: type[Opinion], reading: Reading, history: History, within: int | None) -> Past[Opinion]:
    """What was known of the issuer; `within` are the days for which `recent` is asked."""
    cik, day = reading.issuer.cik, day_of(reading.head.accepted)
    facts = list(history.told(cik, (kind.kind,), None))
    start = None if day is None or within is None else eastern_midnight(day - dt.timedelta(days=within))
    # What tells no time of its own is placed by when it became known, which is the order of the list.
    later = 0 if start is None else sum(1 for _ in history.told(cik, (kind.kind,), start))
    recent = [index >= len(facts) - later for index in range(len(facts))]
    own = [(fact, new) for fact, new in zip(facts, recent, strict=True) if isinstance(fact, kind)]
    times = _times([fact for fact, _ in own])
    order = sorted(range(len(own)), key=lambda index: times[index])
    return Past(tuple(_with_formers([own[index] for index in order])), day)


def day_of(moment: dt.datetime | None) -> dt.date | None:
    return None if moment is None else eastern_day(moment)


def _times(facts: Sequence[FeedFact]) -> list[dt.datetime]:
    """When each happened; what tells no time is taken to be of the time of the one known before it."""
    times = []
    last = dt.datetime.min.replace(tzinfo=dt.UTC)
    for fact in facts:
        last = getattr(fact, "at", None) or last
        times.append(last)
    return times


def _with_formers(facts: Sequence[tuple[Opinion, bool]]) -> Iterator[Earlier[Opinion]]:
    said: dict[str, Opinion] = {}
    for fact, recent in facts:
        firm = firm_key(fact.firm)
        yield Earlier(fact, said.get(firm), day_of(fact.at), recent)
        if firm:
            said[firm] = fact


@dataclass(frozen=True, slots=True)
class Judged:
    """An opinion held against the keys that are about it alone: the line that tells it, and each key's part."""

    fact: PriceTarget | Rating
    told: str
    parts: tuple[Part, ...]

    @property
    def holds(self) -> bool | None:
        return all_of(part.holds for part in self.parts)

    @property
    def why(self) -> str:
        """The phrase for the part that decides; empty where all hold."""
        return next((part.reason for part in self.parts if part.holds is self.holds), "")


@dataclass(frozen=True, slots=True)
class Counted:
    """Several opinions together: `words` tell them beside the one at hand, `others` are those that counted."""

    part: Part
    words: str
    others: tuple[Fact, ...] = ()


def concluded(judged: Judged, counted: Sequence[Counted], evidence: Sequence[Fact]) -> Verdict:
    """What the keys about it alone, and those about several, say together."""
    parts = (*judged.parts, *(one.part for one in counted))
    saw = tuple(part.saw for part in parts if part.saw is not None)
    answer = all_of(part.holds for part in parts)
    others = (*evidence, *(other for one in counted for other in one.others))
    behind = tuple(dict.fromkeys(other for other in others if other != judged.fact))
    if answer is True:
        reason = "; ".join([judged.told, *(one.words for one in counted)])
        return Verdict(Answer.FIRES, reason, saw, judged.fact, evidence=behind)
    reason = "; ".join([judged.told, next(part.reason for part in parts if part.holds is answer)])
    if answer is False:
        return Verdict(Answer.SILENT, reason, saw)
    return Verdict(Answer.UNDECIDED, reason, saw, judged.fact, evidence=behind)


def weightiest(verdicts: Sequence[Verdict]) -> Verdict:
    """Of several in one reading the first that fires, else the first that is undecided, else the first."""
    for answer in (Answer.FIRES, Answer.UNDECIDED):
        for verdict in verdicts:
            if verdict.answer is answer:
                return verdict
    return verdicts[0]


def named(firm: str) -> str:
    """A firm's name for a person."""
    return clipped(firm, _MOST_NAME) or "a firm without a name"
