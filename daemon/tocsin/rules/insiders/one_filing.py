"""Whether one filing tells a trade that a rule asks for: who, under a plan, for the first time, and how much."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from tocsin.model import Answer, InsiderTransaction, Known, Reading, Saw, Verdict
from tocsin.rules.history import History
from tocsin.rules.insiders.restated import news, owners_of
from tocsin.rules.insiders.roles import ANYONE, Role, described_owners, has_role
from tocsin.rules.insiders.sold import Counted, class_parts, described, in_doubt, value_part
from tocsin.rules.insiders.trade import ANY, Asked, Trade
from tocsin.rules.interval import all_of
from tocsin.rules.known import accepts, either
from tocsin.rules.part import Part
from tocsin.rules.spans import day_words


def one_filing(asked: Asked, trade: Trade, reading: Reading, history: History) -> Verdict:
    """Whether one filing tells such a trade that meets what is asked."""
    chosen = tuple(row for row in reading.transactions if trade.chosen(row))
    if not chosen:
        return Verdict(Answer.SILENT, trade.nothing)
    rows = news(reading, chosen, history)
    if not rows:
        return Verdict(Answer.SILENT, "restates what was already told")
    counted = by_row(asked, trade, rows)
    who = rows_parts(asked, trade, reading, rows)
    first = [first_part(asked, trade, reading, rows, history)] if asked.first_in else []
    cover = cover_part(asked.cover, rows, counted)
    how_much, seen = _figures(asked, trade, reading, counted)
    parts = [*who, *first, *how_much, cover]
    saw = (*(part.saw for part in (*who, *first, cover) if part.saw is not None), *seen)
    answer = all_of(part.holds for part in parts)
    if answer is False:
        return Verdict(Answer.SILENT, next(part.reason for part in parts if part.holds is False), saw)
    told = counted.certain if answer else counted.rows
    subject, percent = trade.subject(reading, told)
    if answer is None:
        reason = next(part.reason for part in parts if part.holds is None)
    elif trade.headline is not None:
        limits = ", ".join(filter(None, [asked.thresholds(), *(part.reason for part in first)]))
        reason = trade.headline(told) + (f" ({limits})" if limits else "")
    else:
        reason = "; ".join([*(part.reason for part in how_much), *(part.reason for part in first)])
        if not how_much:
            reason = "; ".join([described(counted), *(part.reason for part in first)])
    return Verdict(Answer.FIRES if answer else Answer.UNDECIDED, reason, saw, subject, percent)


def by_row(asked: Asked, trade: Trade, rows: Iterable[InsiderTransaction]) -> Counted:
    """What is told row by row sorts the rows; what holds for the whole filing is a part of its own."""
    answers = [(row, accepts(asked.cover, row.sell_to_cover)) for row in rows]
    certain = tuple(row for row, answer in answers if answer)
    return Counted(certain, tuple(row for row, answer in answers if answer is None), trade.done)


def rows_parts(
    asked: Asked, trade: Trade, reading: Reading, rows: tuple[InsiderTransaction, ...]
) -> list[Part]:
    """Who traded, and whether under a plan: what holds for the whole filing."""
    parts = (_by(asked.by, trade.done, reading, rows), _plan(asked.plan, rows))
    return [part for part in parts if part is not None]


def _by(
    roles: frozenset[Role], done: str, reading: Reading, rows: tuple[InsiderTransaction, ...]
) -> Part | None:
    if roles == ANYONE:
        return None
    owners = rows[0].owners
    asked, seen = either(sorted(roles)), described_owners(owners)
    holds = has_role(owners, roles, reading.filing.remarks)
    saw = Saw("by", seen, asked, holds, seen)
    if holds is None:
        return Part(None, f"not known to be {done} by {asked}: {seen}", saw)
    return Part(holds, f"{done} by {seen}, not by {asked}", saw)


def _plan(accepted: frozenset[Known], rows: tuple[InsiderTransaction, ...]) -> Part | None:
    if accepted == ANY:
        return None
    plan = Known.common(row.plan_10b5_1 for row in rows)
    holds = accepts(accepted, plan)
    saw = Saw("plan_10b5_1", plan, either(accepted), holds, plan)
    if holds is None:
        return Part(None, "10b5-1 plan unknown: the filing does not say", saw)
    return Part(holds, f"10b5-1 plan: {plan}, and the rule asks for {either(accepted)}", saw)


def cover_part(accepted: frozenset[Known], rows: tuple[InsiderTransaction, ...], counted: Counted) -> Part:
    covers = Known.common(row.sell_to_cover for row in rows)
    holds = True if counted.certain else (None if counted.possible else False)
    saw = Saw("sell_to_cover", covers, either(accepted), holds, covers)
    shown = None if accepted == ANY else saw
    if holds is False:
        return Part(False, f"sold to cover taxes: {covers}, and the rule asks for {either(accepted)}", shown)
    return Part(holds, in_doubt(counted), shown)


def first_part(
    asked: Asked, trade: Trade, reading: Reading, rows: tuple[InsiderTransaction, ...], history: History
) -> Part:
    """Whether none of the owners is known to have made such a trade in so many days before.

    Such a one passes the rule's filters, whatever its size. What is known reaches back far enough when
    some row of the issuer is that old, whoever told it.
    """
    days = asked.first_in or 0
    span, figure = f"first in {days} days", "first_in"
    begins = min((row.date for row in rows if row.date is not None), default=None)
    if begins is None:
        why = f"whether it is the {span} is unknown: no trade date is stated"
        return Part(None, why, Saw(figure, None, f"{days} days", None))
    since, owners = begins - dt.timedelta(days), frozenset[str]().union(*map(owners_of, rows))
    past = [
        row
        for row in history.transactions(reading.filing.issuer.cik, None)
        if row.date is not None
        and row.date <= begins
        and (row.accession is None or row.accession != reading.filing.accession)
    ]
    again = [
        (row.date, asked.counts(row, None, trade.done)[0])
        for row in past
        if row.date is not None
        and row.date >= since
        and trade.chosen(row)
        and not owners.isdisjoint(owners_of(row))
    ]
    last = max((day for day, counts in again if counts), default=None)
    if last is not None:
        saw = Saw(figure, last.isoformat(), f"{days} days", False, f"{trade.done} on {day_words(last)}")
        return Part(False, f"not the {span}: {trade.done} on {day_words(last)} too", saw)
    perhaps = max((day for day, counts in again if counts is None), default=None)
    oldest = min((row.date for row in past if row.date is not None), default=None)
    if perhaps is not None:
        why = f"whether the {trade.noun} of {day_words(perhaps)} counts is unknown"
    elif oldest is None:
        why = "nothing earlier is known of the issuer"
    elif oldest > since:
        why = f"what is known of the issuer begins on {day_words(oldest)}"
    else:
        return Part(True, span, Saw(figure, None, f"{days} days", True, f"none since {day_words(since)}"))
    return Part(None, f"whether it is the {span} is unknown: {why}", Saw(figure, None, f"{days} days", None))


def _figures(asked: Asked, trade: Trade, reading: Reading, counted: Counted) -> tuple[list[Part], list[Saw]]:
    if not counted.rows:
        return [], []
    parts: list[Part] = []
    seen: list[Saw] = []
    if asked.shares is not None or asked.of_holding is not None:
        parts, seen = class_parts(reading, counted, asked.shares, asked.of_holding, trade.percent)
    if asked.value is not None:
        value = value_part(counted, asked.value)
        parts, seen = [*parts, value], [*seen, *filter(None, [value.saw])]
    return parts, seen
