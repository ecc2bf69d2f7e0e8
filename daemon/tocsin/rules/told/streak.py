"""`streak`: how many changes of targets in a row, of any firm, went one way.

Targets that are kept, set for the first time or removed neither add to it nor end it. The same change told by a
second vendor is one. Where it is not known which way one went, or which of several of one moment was first, the
streak is known only from and to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby

from tocsin.firms import firm_key
from tocsin.model import PriceTarget, Saw
from tocsin.rules.part import Part
from tocsin.rules.threshold import Measure, Threshold, Unit
from tocsin.rules.told.opinion import Counted, named
from tocsin.rules.told.target import Change, currency_of

STREAK = Measure(Unit.COUNT, Decimal(1))
_MOST_SHOWN = 6
_TOLD_AGAIN = dt.timedelta(days=3)


def streak_counted(threshold: Threshold, own: Change, before: Iterable[Change]) -> Counted:
    """The streak that ends with the change at hand; those `before` it, the latest first."""
    if own.way is None:
        return Counted(Part(None, own.doubt, Saw("streak", None, str(threshold), None)), "")
    if own.way == 0:
        return Counted(
            Part(False, "it ends no streak", Saw("streak", "0", str(threshold), False, "0")), "no streak"
        )
    sure, most, doubt = _in_a_row(own, before)
    low = 1 + len(sure)
    high = most + 1
    holds = threshold.compare(Decimal(low), Decimal(high))
    shown = f"{low}" if low == high else f"{low} to {high}"
    saw = Saw("streak", str(low) if low == high else None, str(threshold), holds, shown)
    what = ("rise" if own.way > 0 else "cut") + ("" if high == 1 else "s")
    firms = list(dict.fromkeys(named(one.fact.firm) for one in (own, *sure)))
    more = f" and {len(firms) - _MOST_SHOWN} more" if len(firms) > _MOST_SHOWN else ""
    told = f"{shown} {what} in a row ({', '.join(firms[:_MOST_SHOWN])}{more})"
    if holds is False:
        return Counted(Part(False, f"{told}, and the rule asks for {threshold}", saw), told)
    others = tuple(one.fact for one in sure)
    return Counted(Part(holds, told if holds else f"{told}: {doubt}", saw), told, others)


def _in_a_row(own: Change, before: Iterable[Change]) -> tuple[list[Change], int, str]:
    """Those before that surely belong to the streak, the latest first; how many may; and why more are not sure."""
    sure: list[Change] = []
    most, doubt = 0, ""
    for _, several in groupby(_once(own, before), key=lambda one: one.fact.at or id(one)):
        group = [one for one in several if one.way != 0]
        same = [one for one in group if one.way == own.way]
        unknown = [one for one in group if one.way is None]
        ends = len(same) + len(unknown) < len(group)
        if ends and len(group) == 1:
            break
        most += len(same) + len(unknown)
        if not doubt and (ends or unknown):
            doubt = unknown[0].doubt if unknown else "several at one moment went both ways"
        if not doubt:
            sure += same
        if ends:
            break
    return sure, most, doubt


def _once(own: Change, before: Iterable[Change]) -> Iterator[Change]:
    """Without those that a second vendor tells again later."""
    newer = {firm_key(own.fact.firm): own}
    for one in before:
        firm = firm_key(one.fact.firm)
        if not firm or firm not in newer or not _told_again(one.fact, newer[firm].fact):
            newer[firm] = one
            yield one


def _told_again(one: PriceTarget, newer: PriceTarget) -> bool:
    if one.source == newer.source or one.to != newer.to or currency_of(one) != currency_of(newer):
        return False
    apart = abs(newer.at - one.at) if newer.at and one.at else dt.timedelta()
    return apart <= _TOLD_AGAIN and (None in (one.before, newer.before) or one.before == newer.before)
