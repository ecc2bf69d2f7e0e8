"""`firm`, and `firms` with `within`: who did it, and how many did the same within days of one another.

`within: 7d` is met by opinions that lie at most seven calendar days apart, Eastern. The window ends with the
opinion at hand, or with a later one that became known before it: a vendor that is slow hides nothing. A firm
counts once, whatever it did, and counts only for an opinion that by itself meets the rule's other keys.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from tocsin import words
from tocsin.firms import firm_key
from tocsin.model import PriceTarget, Rating, Saw
from tocsin.rules.part import Part
from tocsin.rules.threshold import Measure, Threshold, Unit
from tocsin.rules.told.opinion import Counted, Judged, named
from tocsin.yamltext import quote

FIRMS = Measure(Unit.COUNT, Decimal(1))
_MOST_SHOWN = 6


def parse_firm(text: str) -> str:
    """The name of a firm; ValueError where it holds no letter and no digit."""
    name = " ".join(text.split())
    if not firm_key(name):
        raise ValueError(f"{quote(text)} names no firm: write one such as Morgan Stanley")
    return name


def any_firm(names: list[str]) -> tuple[str, ...]:
    """Each firm once, under the first of the names that it is given."""
    return tuple({firm_key(name): name for name in reversed(names)}.values())[::-1]


def firms_meaning(names: Iterable[str]) -> str:
    """The same for every way of writing them."""
    return ", ".join(sorted(map(firm_key, names)))


def firm_part(asked: Sequence[str], firm: str) -> Part | None:
    if not asked:
        return None
    either = " or ".join(asked)
    holds = firm_key(firm) in {firm_key(name) for name in asked} if firm_key(firm) else None
    reason = f"the rule asks for {either}" if holds is False else "no firm is named"
    return Part(holds, reason, Saw("firm", firm or None, either, holds, firm or None))


class Asks(Protocol):
    """The keys that belong together."""

    @property
    def firms(self) -> Threshold | None: ...

    @property
    def within(self) -> int | None: ...


def fits_together(keys: Asks) -> None:
    """ValueError where one of the two keys stands without the other."""
    if keys.firms is not None and keys.within is None:
        raise ValueError(
            "firms are counted over a window of days: add within, as in {firms: at least 2, within: 7d}"
        )
    if keys.within is not None and keys.firms is None:
        raise ValueError(
            "within is the window that firms are counted over: add firms, as in firms: at least 2"
        )


@dataclass(frozen=True, slots=True)
class Within:
    """An earlier opinion, judged, and where it lies: `day` is None where that is not told, and then `recent` says
    whether it became known in the days that end with the opinion at hand."""

    judged: Judged
    day: dt.date | None
    recent: bool


def firms_counted(
    threshold: Threshold, within: int, own: Judged, day: dt.date | None, others: Sequence[Within]
) -> Counted:
    """How many firms, with the one at hand, did so within the days."""
    saw = Saw("firms", None, str(threshold), None)
    if day is None:
        return Counted(Part(None, "when this was told is not known, so no window is", saw), "")
    length = dt.timedelta(days=within)
    ends = sorted({day, *(one.day for one in others if one.day and day < one.day <= day + length)})
    tallies = []
    for end in ends:
        inside = [one.judged for one in others if _inside(one, end - length, end, day)]
        tallies.append(_tally(threshold, own, inside))
    best = max(tallies, key=lambda tally: ((False, None, True).index(tally.holds), len(tally.sure)))
    return best.counted(threshold, within)


def _inside(one: Within, first: dt.date, last: dt.date, own: dt.date) -> bool:
    return first <= one.day <= last if one.day else one.recent and last == own


@dataclass(frozen=True, slots=True)
class _Tally:
    """The firms that surely count, and those that may, each with the opinion that makes it count."""

    sure: dict[str, PriceTarget | Rating]
    perhaps: dict[str, Judged]
    holds: bool | None

    def counted(self, threshold: Threshold, within: int) -> Counted:
        low, high = len(self.sure), len(self.sure) + len(self.perhaps)
        shown = f"{low}" if low == high else f"{low} to {high}"
        saw = Saw("firms", None if low != high else str(low), str(threshold), self.holds, shown)
        names = [named(fact.firm) for fact in self.sure.values()]
        more = f" and {len(names) - _MOST_SHOWN} more" if len(names) > _MOST_SHOWN else ""
        who = f" ({', '.join(names[:_MOST_SHOWN])}{more})" if names else ""
        told = f"{shown} {'firm' if high == 1 else 'firms'} in {words.counted(within, 'day')}{who}"
        if self.holds is True:
            return Counted(Part(True, told, saw), told, tuple(self.sure.values()))
        if self.holds is False:
            return Counted(Part(False, f"{told}, and the rule asks for {threshold}", saw), told)
        doubt = next((one.why or "no firm is named" for one in self.perhaps.values()), "")
        return Counted(Part(None, f"{told}: {doubt}", saw), told, tuple(self.sure.values()))


def _tally(threshold: Threshold, own: Judged, others: Sequence[Judged]) -> _Tally:
    sure: dict[str, PriceTarget | Rating] = {}
    perhaps: dict[str, Judged] = {}
    for number, one in enumerate((own, *others)):
        firm = firm_key(one.fact.firm)
        if one.holds and firm:
            sure.setdefault(firm, one.fact)
        elif one.holds is not False:
            perhaps.setdefault(firm or f"a firm without a name, {number}", one)
    perhaps = {firm: one for firm, one in perhaps.items() if firm not in sure}
    low, high = Decimal(len(sure)), Decimal(len(sure) + len(perhaps))
    return _Tally(sure, perhaps, threshold.compare(low, high))
