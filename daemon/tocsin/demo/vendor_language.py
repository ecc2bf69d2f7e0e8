"""The language in which vendors are told what happens, and the books that it is written into."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tocsin.demo.box import Box, Now, real_time
from tocsin.demo.vendor_book import (
    Action,
    Book,
    Figure,
    News,
    Quote,
    Removed,
    Result,
    Standing,
    Target,
    exact,
)
from tocsin.demo.vendor_doors import PLACES
from tocsin.demo.vendor_rates import NEW_YORK_FEDS, TREASURYS

# Who tells what.
CARRIES: Mapping[str, frozenset[str]] = {
    "actions": frozenset({"benzinga", "massive", "fmp", "finnhub", "json"}),
    "consensus": frozenset({"benzinga", "massive", "fmp", "finnhub"}),
    "results": frozenset({"finnhub"}),
    "quotes": frozenset({"finnhub", "json"}),
    "rates": frozenset({"fred", "nyfed", "treasury"}),
    "headlines": frozenset({"rss", "json"}),
}


class Telling(Box):
    """A box that is told what happens.

    Whatever is told is shown by every vendor that carries such things, or by those in `only`; from now on, dated now
    or `at` an earlier time. Symbols are as the SEC lists them.
    """

    def __init__(self, now: Now = real_time) -> None:
        super().__init__(now)
        self._books = {vendor: Book() for vendor in PLACES}
        self._frozen: dict[str, tuple[Book, dt.datetime]] = {}
        self._serials = itertools.count(1)

    def book(self, vendor: str) -> tuple[Book, dt.datetime]:
        """What a vendor shows, and as of when."""
        with self.lock:
            return self._frozen.get(vendor) or (self._books[vendor], self.now())

    def told(
        self, target: Target, *, only: Collection[str] | None = None, at: dt.datetime | None = None
    ) -> str:
        """An analyst's action is published. Returns its id, which is the same with all vendors that have ids."""
        told, made = _checked(target), at or self.now()
        # Benzinga's ids are MongoDB's: they begin with the second of their making (seen in recorded rows).
        action_id = f"{int(made.timestamp()):08x}{0x7BAD4DCABD:010x}{next(self._serials):06x}"
        with self.lock:
            for book in self._writing("actions", only):
                book.actions[action_id] = Action(action_id, told, made, made)
        return action_id

    def rated(
        self,
        symbol: str,
        firm: str,
        analyst: str | None = None,
        *,
        before: str | None = None,
        to: str | None = None,
        did: str | None = None,
        only: Collection[str] | None = None,
        at: dt.datetime | None = None,
    ) -> str:
        """A rating changes, or is begun, and no target is told beside it."""
        target = Target(symbol, firm, analyst, rating_before=before, rating=to, did=did)
        return self.told(target, only=only, at=at)

    def correct(self, action_id: str, *, only: Collection[str] | None = None, **changes: Any) -> None:
        """An action is told anew under its id: `changes` are fields of Target."""
        with self.lock:
            for book in self._holding(action_id, only):
                known = book.actions[action_id]
                told = _checked(replace(known.told, **changes))
                book.actions[action_id] = replace(known, told=told, updated=self.now())

    def withdraw(self, action_id: str, *, only: Collection[str] | None = None) -> None:
        """An action is taken back: Benzinga says so, with the others it is gone."""
        with self.lock:
            for book in self._holding(action_id, only):
                del book.actions[action_id]
                book.removed[action_id] = Removed(action_id, self.now())

    def consensus(  # noqa: PLR0913 - a sentence has as many words as it needs
        self,
        symbol: str,
        *,
        buys: int,
        holds: int,
        sells: int,
        strong_buys: int = 0,
        strong_sells: int = 0,
        mean: Figure | None = None,
        high: Figure | None = None,
        low: Figure | None = None,
        only: Collection[str] | None = None,
        at: dt.datetime | None = None,
    ) -> None:
        """Where the analysts stand from now on; without a mean no targets are told."""
        counts = (strong_buys, buys, holds, sells, strong_sells)
        told = Standing(symbol, *counts, exact(mean), exact(high), exact(low), at or self.now())
        with self.lock:
            for book in self._writing("consensus", only):
                book.standings[symbol] = told

    def result(  # noqa: PLR0913 - as above
        self,
        symbol: str,
        year: int,
        quarter: int,
        *,
        eps: Figure | None = None,
        eps_estimate: Figure | None = None,
        revenue: Figure | None = None,
        revenue_estimate: Figure | None = None,
        day: dt.date | None = None,
        only: Collection[str] | None = None,
    ) -> None:
        """A fiscal quarter's result, or with estimates alone that it is expected on `day` (today)."""
        figures = (exact(eps), exact(eps_estimate), exact(revenue), exact(revenue_estimate))
        told = Result(symbol, year, quarter, day or self.now().date(), *figures)
        with self.lock:
            for book in self._writing("results", only):
                book.results[symbol, year, quarter] = told

    def quote(
        self,
        symbol: str,
        price: Figure,
        *,
        previous_close: Figure | None = None,
        only: Collection[str] | None = None,
        at: dt.datetime | None = None,
    ) -> None:
        """The last price from now on."""
        with self.lock:
            for book in self._writing("quotes", only):
                book.quotes[symbol] = Quote(symbol, Decimal(price), exact(previous_close), at or self.now())

    def rate(
        self, series: str, day: dt.date, percent: Figure | None, *, only: Collection[str] | None = None
    ) -> None:
        """A day's rate by FRED's name of the series, told for the first time or revised; None: a day without one.

        The Treasury tells its maturities, the New York Fed its reference rates, FRED all.
        """
        tellers = {"fred"} | ({"treasury"} if series in TREASURYS else set())
        tellers |= {"nyfed"} if series in NEW_YORK_FEDS else set()
        with self.lock:
            for book in self._writing("rates", tellers if only is None else only):
                book.rates[series, day] = exact(percent)

    def headline(
        self,
        title: str,
        url: str,
        *symbols: str,
        only: Collection[str] | None = None,
        at: dt.datetime | None = None,
    ) -> str:
        """A headline, on the RSS feed without the companies that it is about. Returns its id."""
        news_id = f"made-wire-{next(self._serials)}"
        with self.lock:
            for book in self._writing("headlines", only):
                book.news[news_id] = News(news_id, title, url, symbols, at or self.now())
        return news_id

    def freeze(self, *vendors: str) -> None:
        """These vendors (all, where none is named) go on answering what they answer now, until `thaw`."""
        with self.lock:
            for vendor in vendors or tuple(PLACES):
                self._frozen[vendor] = self._books[vendor].copy(), self.now()

    def thaw(self, *vendors: str) -> None:
        """They tell again, and what they were told meanwhile."""
        with self.lock:
            for vendor in vendors or tuple(PLACES):
                self._frozen.pop(vendor, None)

    def _writing(self, what: str, only: Collection[str] | None) -> Iterator[Book]:
        strangers = set(only or ()) - CARRIES[what]
        if strangers:
            raise ValueError(
                f"{', '.join(sorted(strangers))} tell no {what}: {', '.join(sorted(CARRIES[what]))} do"
            )
        return (self._books[vendor] for vendor in (CARRIES[what] if only is None else only))

    def _holding(self, action_id: str, only: Collection[str] | None) -> list[Book]:
        found = [book for book in self._writing("actions", only) if action_id in book.actions]
        if not found:
            raise KeyError(f"no vendor shows the action {action_id}")
        return found


def _checked(target: Target) -> Target:
    """Raises ValueError for an action that tells nothing, or of which the box does not know what it is."""
    if (target.target_action, target.rating_action) == ("", ""):
        raise ValueError("an action tells a target, a rating, or both: give `to`, `rating` or `did`")
    return target
