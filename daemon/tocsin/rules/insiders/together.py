"""What all insiders did together: trades as they stand, each once, and their totals against thresholds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tocsin.model import Reading, Saw
from tocsin.rules.days import days_words
from tocsin.rules.insiders.household import once, persons
from tocsin.rules.insiders.restated import Standing, owners_of
from tocsin.rules.insiders.sold import Counted, class_parts, dollars, in_doubt, share_words, value_part
from tocsin.rules.insiders.trade import Asked, Trade
from tocsin.rules.interval import Interval, all_of
from tocsin.rules.part import Part
from tocsin.rules.shown import dollar_words
from tocsin.rules.threshold import Threshold


@dataclass(frozen=True, slots=True)
class Judged:
    """A trade as it stands, and whether it counts; `doubt` is what is not known of it."""

    standing: Standing
    counts: bool | None
    doubt: str

    @property
    def day(self) -> dt.date | None:
        return self.standing.row.date

    def within(self, first: dt.date, last: dt.date) -> bool:
        """The filing's own row without a date may lie in any window."""
        return self.standing.own if self.day is None else first <= self.day <= last


@dataclass(frozen=True, slots=True)
class Total:
    """What all insiders did together: the trades, how many insiders, and each threshold's part."""

    counted: Counted
    insiders: Interval
    parts: tuple[Part, ...]
    saw: tuple[Saw, ...]

    @property
    def holds(self) -> bool | None:
        return all_of(part.holds for part in self.parts)


def judged(asked: Asked, trade: Trade, reading: Reading, trades: Iterable[Standing]) -> list[Judged]:
    """Remarks, where a title may stand, are known of the filing at hand alone."""
    remarks = reading.filing.remarks
    judged = []
    for one in trades:
        counts, doubt = asked.counts(one.row, remarks if one.own else None, trade.done)
        if one.row.date is None and counts:
            counts, doubt = None, f"were {trade.done} in these days"
        judged.append(Judged(one, counts, doubt))
    return judged


def together(asked: Asked, trade: Trade, reading: Reading, trades: Sequence[Judged]) -> Total:
    rows = [one.standing.row for one in trades]
    counting = [one for one in trades if one.counts is not False]
    certain: list[Judged] = []
    possible: list[Judged] = []
    for group in once([one.standing.row for one in counting]):
        told = [counting[index] for index in group]
        sure = next((one for one in told if one.counts), None)
        (possible if sure is None else certain).append(sure or told[0])
    doubt = possible[0].doubt if possible else ""
    counted = Counted(
        tuple(one.standing.row for one in certain),
        tuple(one.standing.row for one in possible),
        trade.done,
        doubt,
    )
    person = persons(rows)
    insiders = _insiders(person, certain, possible)
    if not counted.rows:
        return Total(counted, insiders, (Part(False, f"nothing {trade.done}"),), ())
    parts: list[Part] = []
    seen: list[Saw] = []
    if asked.insiders is not None:
        parts.append(_insiders_part(asked.insiders, insiders, trade, counted))
        seen += [part.saw for part in parts if part.saw is not None]
    if asked.shares is not None:
        by_class, saw = class_parts(reading, counted, asked.shares, None)
        parts, seen = [*parts, *by_class], [*seen, *saw]
    if asked.value is not None:
        value = value_part(counted, asked.value)
        parts, seen = [*parts, value], [*seen, *filter(None, [value.saw])]
    if not certain:
        parts.append(Part(None, in_doubt(counted)))
    return Total(counted, insiders, tuple(parts), tuple(seen))


def _insiders(person: dict[str, str], certain: Iterable[Judged], possible: Iterable[Judged]) -> Interval:
    sure = {_person(person, one) for one in certain}
    perhaps = sure | {_person(person, one) for one in possible}
    low = len(sure) or min(1, len(perhaps))
    return Interval(Decimal(low), Decimal(len(perhaps)))


def _person(person: dict[str, str], one: Judged) -> str:
    owners = owners_of(one.standing.row)
    return person[min(owners)] if owners else ""


def _insiders_part(threshold: Threshold, insiders: Interval, trade: Trade, counted: Counted) -> Part:
    holds = threshold.compare(insiders.low, insiders.high)
    shown = _insider_words(insiders)
    saw = Saw(
        "insiders", None if insiders.exact is None else f"{insiders.exact}", str(threshold), holds, shown
    )
    if holds is None:
        return Part(None, f"number of insiders unknown: {in_doubt(counted)}", saw)
    return Part(holds, f"{shown} {trade.done}, {'' if holds else 'not '}{threshold}", saw)


def _insider_words(insiders: Interval) -> str:
    if insiders.exact is None:
        return f"{insiders.low} to {insiders.high} insiders"
    return f"{insiders.low} insider{'' if insiders.low == 1 else 's'}"


def line(asked: Asked, trade: Trade, total: Total) -> str:
    """`3 insiders sold 410,000 sh, $15.2M, from 18 to 26 May 2026`."""
    amount = dollar_words(dollars(total.counted), asked.value)
    days = [row.date for row in total.counted.rows if row.date is not None]
    parts = [f"{_insider_words(total.insiders)} {trade.done} {share_words(total.counted)}"]
    if amount is not None:
        parts.append(amount)
    if days:
        parts.append(days_words(min(days), max(days)))
    return ", ".join(parts)
