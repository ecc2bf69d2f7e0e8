"""How far a consensus's mean target has come: against the one told before, or over a window of days.

Means of two vendors are not held against each other: they count other analysts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tocsin import words
from tocsin.clock import EASTERN, eastern_midnight
from tocsin.model import EXACT, WIDE, Consensus, Saw
from tocsin.rules.history import History
from tocsin.rules.interval import ZERO
from tocsin.rules.part import Part
from tocsin.rules.shown import plain
from tocsin.rules.threshold import Threshold, Unit
from tocsin.rules.told.standing import OLDEST
from tocsin.rules.told.target import A_SPLIT, LIKE_A_SPLIT, money, percent_words


@dataclass(frozen=True, slots=True)
class Drift:
    """Whether the mean changed so much: `words` tell by how much, `against` is what it is held against."""

    part: Part
    words: str = ""
    against: Consensus | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """`falls`, `rises` or `moves` by so many percent, over so many days or (None) since it was told before."""

    way: str
    threshold: Threshold
    within: int | None


def drift(
    asked: Asked, now: dt.datetime | None, history: History, own: Sequence[Consensus], last: Consensus | None
) -> Drift:
    """`last` is the mean as it stands, of the reading at hand (`own`) or of history."""
    nothing = Saw(asked.way, None, str(asked.threshold), None)
    if last is None or last.mean is None:
        return Drift(Part(None, "no mean target has been told", nothing))
    if now is None:
        return Drift(Part(None, "when this was told is not known, so no mean before it is", nothing))
    start = now - OLDEST
    if asked.within is not None:
        start = eastern_midnight(now.astimezone(EASTERN).date() - dt.timedelta(days=asked.within))
    inside, outside = _series(last, start, history)
    told_now = any(one is last for one in own)
    if asked.within is not None and not told_now and not inside:
        return _held(asked, last.mean, last, last.mean)  # nothing was told in the window, so nothing changed
    if not told_now:
        _without(last, inside if last in inside else outside)
    former = inside[-1:] if asked.within is None else inside[:1] or outside[-1:]
    if not former or former[0].mean is None:
        return Drift(Part(None, f"no earlier mean target of {last.source} is known", nothing))
    return _held(asked, last.mean, former[0], former[0].mean)


def _series(last: Consensus, start: dt.datetime, history: History) -> tuple[list[Consensus], list[Consensus]]:
    """The same vendor's means since `start`, and those of the 120 days before that, the earliest first."""
    cik, kinds = last.issuer.cik, (Consensus.kind,)
    facts = list(history.told(cik, kinds, start - OLDEST))
    # What tells no time of its own is placed by when it became known, which is the order of the list.
    recent = len(facts) - sum(1 for _ in history.told(cik, kinds, start))
    inside: list[Consensus] = []
    outside: list[Consensus] = []
    for index, fact in enumerate(facts):
        if isinstance(fact, Consensus) and fact.mean is not None and fact.source == last.source:
            within = index >= recent if fact.at is None else fact.at >= start
            (inside if within else outside).append(fact)
    return inside, outside


def _without(last: Consensus, means: list[Consensus]) -> None:
    """Takes the latest that is equal out: history tells the mean as it stands too."""
    at = next((index for index in reversed(range(len(means))) if means[index] == last), None)
    if at is not None:
        del means[at]


def _held(asked: Asked, mean: Decimal, former: Consensus, before: Decimal) -> Drift:
    way, threshold = asked.way, asked.threshold
    line = f"from {money(before)}" + (f" in {words.counted(asked.within, 'day')}" if asked.within else "")
    nothing = Saw(way, None, str(threshold), None)
    if before <= 0:
        return Drift(Part(None, "no change can be told from zero or from below", nothing), line, former)
    if mean >= EXACT.multiply(before, A_SPLIT) or EXACT.multiply(mean, A_SPLIT) <= before:
        return Drift(Part(None, LIKE_A_SPLIT, nothing), line, former)
    by = EXACT.subtract(mean, before)
    # Rounded at 200 digits: figures have at most 40, so no rounding reaches a threshold that is not met.
    percent = WIDE.divide(EXACT.multiply(by.copy_abs(), Decimal(100)), before)
    went = by != 0 and (way == "moves" or (way == "rises") == (by > 0))
    size = percent if went else ZERO
    holds = bool(went and threshold.compare(size, size))
    saw = Saw(way, plain(size, Unit.PERCENT), str(threshold), holds, percent_words(size, threshold))
    where = "unchanged" if not by else f"{'up' if by > 0 else 'down'} {percent_words(percent, threshold)}"
    return Drift(Part(holds, f"the rule asks for {way}: {threshold}", saw), f"{where} {line}", former)
