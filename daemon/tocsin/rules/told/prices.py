"""What was told of a stock's price lately: the last one, those of a day, and what a price is held against."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from tocsin.clock import EASTERN, eastern_day, eastern_midnight
from tocsin.model import Price
from tocsin.rules.history import History
from tocsin.rules.shown import rounded
from tocsin.rules.spans import day_words
from tocsin.rules.threshold import Threshold, Unit, written

# The longest holiday closes the exchange for four days (a Thursday's close before Easter is Monday's previous one).
HOLIDAY = 5
_SPLIT = Decimal("1.4")  # the smallest usual split is 3 for 2


@dataclass(frozen=True, slots=True)
class Base:
    """The price that another one is held against. `day` is None for the previous close as the vendor tells it,
    and `told` with it."""

    price: Decimal
    day: dt.date | None = None
    told: Price | None = None


class Prices:
    """The prices of one stock, the earliest known first; the last `known_today` of them became known on the day at
    hand. What came without its time is of no other day."""

    def __init__(self, told: tuple[Price, ...], known_today: int = 0) -> None:
        self._told = told
        self._known_today = known_today
        self._last_of: dict[dt.date, Price] = {}
        self.last: Price | None = None
        for price in told:
            if not is_older(price, self.last):
                self.last = price
            if price.at is not None and not is_older(price, self._last_of.get(eastern_day(price.at))):
                self._last_of[eastern_day(price.at)] = price
        self._days = sorted(self._last_of)

    @classmethod
    def of(cls, issuer_cik: str, history: History, now: dt.datetime | None, within: int | None) -> Prices:
        """Those of the days that a price told now may be held against."""
        if now is None:
            return cls(_told(issuer_cik, history, None))
        today = _told(issuer_cik, history, eastern_midnight(eastern_day(now)))
        return cls(_told(issuer_cik, history, since(now, within)), len(today))

    def today(self, day: dt.date) -> list[Price]:
        """Those of the day at hand."""
        first = len(self._told) - self._known_today
        return [
            price
            for index, price in enumerate(self._told)
            if (index >= first if price.at is None else eastern_day(price.at) == day)
        ]

    def base(self, price: Price, day: dt.date | None, within: int | None) -> Base | str:
        """What a price of a day is held against; where there is nothing, why not."""
        if within is None:
            return self._day_before(price, day)
        if day is None:
            return "of which day it is is not known"
        days = self._days[: bisect_left(self._days, day)]
        asked = day - dt.timedelta(days=within)
        at_or_before = [one for one in days if asked - dt.timedelta(days=HOLIDAY) <= one <= asked]
        inside = [one for one in days if one > asked]
        then = at_or_before[-1] if at_or_before else next(iter(inside), None)
        if then is None:
            return self._day_before(price, day)
        if (split := self._split_after(then, price, day)) is not None:
            return split
        return Base(self._last_of[then].price, then, self._last_of[then])

    def _day_before(self, price: Price, day: dt.date | None) -> Base | str:
        if price.previous_close is not None:
            return Base(price.previous_close)
        days = [] if day is None else self._days[: bisect_left(self._days, day)]
        if not days or day is None or (day - days[-1]).days > HOLIDAY:
            return "the previous close is not known"
        return Base(self._last_of[days[-1]].price, days[-1], self._last_of[days[-1]])

    def _split_after(self, first: dt.date, price: Price, day: dt.date) -> str | None:
        """That the previous close of a day is far from the price told on the day before: vendors tell the close in
        the shares of the day itself, so that the stock was split in between."""
        told = {one: self._last_of[one] for one in self._days if first <= one < day} | {day: price}
        for before, after in pairwise(sorted(told)):
            close, was = told[after].previous_close, told[before].price
            if close is None or (after - before).days > HOLIDAY or not close > 0 or not was > 0:
                continue
            if max(close, was) > min(close, was) * _SPLIT:
                return (
                    f"the stock may have been split: {price_words(was)} on {day_words(before)}, and "
                    f"{price_words(close)} is told as the close before {day_words(after)}"
                )
        return None


def since(now: dt.datetime, within: int | None) -> dt.datetime:
    """From when on prices matter to one that is told now."""
    return now - dt.timedelta(days=(within or 0) + 2 * HOLIDAY)


def _told(issuer_cik: str, history: History, moment: dt.datetime | None) -> tuple[Price, ...]:
    told = history.told(issuer_cik, {Price.kind}, moment)
    return tuple(fact for fact in told if isinstance(fact, Price))


def is_older(price: Price, than: Price | None) -> bool:
    return than is not None and price.at is not None and than.at is not None and price.at < than.at


def when_words(moment: dt.datetime) -> str:
    """`at 10:32 ET on 20 Nov 2026`; without the hour at midnight, which stands for a day as a whole."""
    eastern = moment.astimezone(EASTERN)
    day = f"on {day_words(eastern.date())}"
    return day if eastern.time() == dt.time() else f"at {eastern:%H:%M} ET {day}"


def price_words(price: Decimal, threshold: Threshold | None = None) -> str:
    """`$29.87`, `$1,045.5025`: to cents, and to more places where it has them; all of them where four would stand
    on the other side of the threshold."""
    near = rounded(price, 4)
    if threshold is not None and threshold.compare(near, near) != threshold.compare(price, price):
        return written(price, Unit.DOLLARS)
    told = written(near, Unit.DOLLARS)
    return told if "." in told else f"{told}.00"  # `written` leaves whole dollars without cents
