"""All insiders together, over a window of days, by trade date.

`within: 5d` is met by trades that lie at most five calendar days apart. A filing is held against every such
window in which it tells something new, its own last trade at the end or, where later trades became known
before it, in the middle. Each trade counts once, as it stands: amendments have replaced what they correct
(`restated`), and shares that two insiders of one household tell are one (`household`). An earlier filing's
row without a date is in no window.

A total over a window is an event that a filing tells: it rings with the filing by which it becomes true. A
later one that adds to a window which was over the threshold already is silent, unless what it tells alone
meets the thresholds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from tocsin.model import Answer, InsiderTransaction, Reading, Saw, Verdict
from tocsin.rules.history import History
from tocsin.rules.insiders.household import once
from tocsin.rules.insiders.one_filing import by_row, cover_part, first_part, one_filing, rows_parts
from tocsin.rules.insiders.restated import owners_of, standing, steps
from tocsin.rules.insiders.together import Judged, Total, judged, line, together
from tocsin.rules.insiders.trade import Asked, Trade
from tocsin.rules.part import Part
from tocsin.rules.spans import day_words


def decide(asked: Asked, trade: Trade, reading: Reading, history: History) -> Verdict:
    """Whether a filing tells such a trade: by itself or, with `within`, together with earlier ones."""
    if asked.within is None:
        return one_filing(asked, trade, reading, history)
    own = tuple(row for row in reading.transactions if trade.chosen(row))
    if not own:
        return Verdict(Answer.SILENT, trade.nothing)
    past = _past(asked, trade, reading, own, history)
    trades = standing(past, own)
    fresh = tuple(one.row for one in trades if one.own)
    if not fresh:
        return Verdict(Answer.SILENT, "restates what was already told")
    who = rows_parts(asked, trade, reading, fresh)
    if asked.first_in:
        who.append(first_part(asked, trade, reading, fresh, history))
    who.append(cover_part(asked.cover, fresh, by_row(asked, trade, fresh)))
    saw = tuple(part.saw for part in who if part.saw is not None)
    wrong = next((part for part in who if part.holds is False), None)
    if wrong is not None:
        return Verdict(Answer.SILENT, wrong.reason, saw)
    days = sorted({row.date for row in fresh if row.date is not None})
    if not days:
        return Verdict(Answer.UNDECIDED, "no trade date is stated, so no window is known", saw)
    now = judged(asked, trade, reading, trades)
    before = judged(asked, trade, reading, standing(past, ()))
    length = dt.timedelta(days=asked.within)
    # Of two windows that say the same, the one that ends with the filing's own last trade is told.
    ends = sorted(
        {one.day for one in now if one.day is not None and days[0] <= one.day <= days[-1] + length},
        key=lambda day: (day != days[-1], day),
    )
    outcomes = [
        _over(asked, trade, reading, _Window(end - length, end, now, before))
        for end in ends
        if any(one.standing.own and one.within(end - length, end) for one in now)
    ]
    best = max(outcomes, key=lambda outcome: outcome.rank)
    return _verdict(asked, trade, reading, best, [part for part in who if part.holds is None], saw)


class _Window(NamedTuple):
    first: dt.date
    last: dt.date
    now: Sequence[Judged]
    before: Sequence[Judged]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """`already` is the day on which the total was over the thresholds without this filing, if it was;
    `own` are the filing's own rows in it."""

    total: Total
    own: tuple[InsiderTransaction, ...]
    already: dt.date | None = None

    @property
    def rank(self) -> tuple[int, Decimal]:
        if not self.own or self.total.holds is False:
            return 0, self.total.insiders.low
        if self.total.holds is None:
            return 2, self.total.insiders.low
        return (1 if self.already else 3), self.total.insiders.low


def _past(
    asked: Asked, trade: Trade, reading: Reading, own: Iterable[InsiderTransaction], history: History
) -> list[InsiderTransaction]:
    """The rows that can lie in a window with the filing's own, and what amendments have to do with them: one may
    take a row out of a window by telling it of another day."""
    accession = reading.filing.accession
    days = [row.date for row in own if row.date is not None]
    if not days:
        return []
    length = dt.timedelta(days=asked.within or 0)
    first, last = min(days) - length, max(days) + length
    past = [
        (row, first <= row.date <= last)
        for row in history.transactions(reading.filing.issuer.cik, None)
        if trade.chosen(row) and (accession is None or row.accession != accession) and row.date is not None
    ]
    near = frozenset[str]().union(*(owners_of(row) for row, within in past if within), *map(owners_of, own))
    amended = {
        step
        for row in (*own, *(row for row, _ in past))
        if row.form.endswith("/A") and not near.isdisjoint(owners_of(row))
        for step in steps(row)
    }
    return [row for row, within in past if within or (amended and not amended.isdisjoint(steps(row)))]


def _over(asked: Asked, trade: Trade, reading: Reading, window: _Window) -> _Outcome:
    now = [one for one in window.now if one.within(window.first, window.last)]
    total = together(asked, trade, reading, now)
    counting = [one for one in now if one.counts is not False]
    groups = [[counting[index] for index in group] for group in once([one.standing.row for one in counting])]
    own = [group[0] for group in groups if all(one.standing.own for one in group)]
    rows = tuple(one.standing.row for one in own if one.counts or total.holds is None)
    before = [one for one in window.before if one.within(window.first, window.last)]
    already = None
    alone = bool(own) and together(asked, trade, reading, own).holds is True
    if total.holds and not alone and together(asked, trade, reading, before).holds:
        already = _since(asked, trade, reading, before)
    return _Outcome(total, rows, already)


def _since(asked: Asked, trade: Trade, reading: Reading, before: Sequence[Judged]) -> dt.date:
    """The first day up to which the trades known before were enough."""
    days = sorted({one.day for one in before if one.day is not None})
    for day in days:
        told = [one for one in before if one.day is not None and one.day <= day]
        if together(asked, trade, reading, told).holds:
            return day
    return days[-1]


def _verdict(
    asked: Asked, trade: Trade, reading: Reading, best: _Outcome, doubts: list[Part], seen: tuple[Saw, ...]
) -> Verdict:
    saw = (*seen, *best.total.saw)
    told = line(asked, trade, best.total)
    failing = [part for part in best.total.parts if part.holds is False]
    if failing:
        return Verdict(Answer.SILENT, f"{told}, and the rule asks for {asked.thresholds()}", saw)
    if not best.own:
        return Verdict(Answer.SILENT, "the same shares were told by another insider's filing before", saw)
    if best.total.holds and best.already is not None:
        return Verdict(Answer.SILENT, f"was so already on {day_words(best.already)}: {told}", saw)
    subject, percent = trade.subject(reading, best.own)
    unknown = [*doubts, *(part for part in best.total.parts if part.holds is None)]
    if unknown:
        return Verdict(Answer.UNDECIDED, f"{told}: {unknown[0].reason}", saw, subject, percent)
    first = f", first in {asked.first_in} days" if asked.first_in else ""
    return Verdict(Answer.FIRES, f"{told} ({asked.thresholds()}{first})", saw, subject, percent)
