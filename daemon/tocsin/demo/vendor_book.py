"""What a vendor's desk knows: analysts' actions, where they stand, results, prices, rates and headlines.

A box keeps a book for each vendor, so that one can be told what another is not, and one can freeze.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Self

from tocsin.demo.companies import COMPANIES, PLZA

Figure = Decimal | int | str

_NAMES = {company.symbol: company.name for company in (*COMPANIES, PLZA)}
# From good to bad, in the words of the firms that recorded answers name.
_SCALE = (
    {"strong buy", "top pick", "conviction buy"},
    {"buy", "overweight", "outperform", "accumulate", "positive", "add"},
    {"hold", "neutral", "market perform", "equal-weight", "sector perform", "in-line", "peer perform"},
    {"sell", "underweight", "underperform", "reduce", "negative", "strong sell"},
)


def exact(figure: Figure | None) -> Decimal | None:
    return None if figure is None else Decimal(figure)


def company_name(symbol: str) -> str:
    return _NAMES.get(symbol, symbol)


@dataclass(frozen=True, slots=True)
class Target:
    """An analyst's action on a company (by its ticker as the SEC lists it): the price target goes from `before` to
    `to`, the rating from `rating_before` to `rating`; what is None is not told.

    `adjusted_before` and `adjusted_to` are for splits since; without them the targets are of the same shares.
    `did` is what the firm does to its rating, in Benzinga's words (`Suspends`), where the ratings do not tell.
    """

    symbol: str
    firm: str
    analyst: str | None = None
    before: Figure | None = None
    to: Figure | None = None
    rating_before: str | None = None
    rating: str | None = None
    currency: str = "USD"
    adjusted_before: Figure | None = None
    adjusted_to: Figure | None = None
    did: str | None = None

    @property
    def target_action(self) -> str:
        """Benzinga's word for what is done to the target; empty where none is told."""
        before, to = exact(self.before), exact(self.to)
        if before is None or to is None:
            return "Announces" if to is not None else "Removes" if before is not None else ""
        return "Raises" if to > before else "Lowers" if to < before else "Maintains"

    @property
    def rating_action(self) -> str:
        """Benzinga's word for what is done to the rating; empty where none is told.

        Raises ValueError for a change between words of which the box does not know the better one.
        """
        if self.did is not None:
            return self.did
        if self.rating is None:
            return ""
        if self.rating_before is None:
            return "Initiates Coverage On"
        if self.rating.casefold() == self.rating_before.casefold():
            return "Maintains"
        before, to = _place(self.rating_before), _place(self.rating)
        if before is None or to is None or before == to:
            raise ValueError(
                f'is {self.rating_before} to {self.rating} an upgrade? Say so: did="Upgrades", did="Downgrades"'
            )
        return "Upgrades" if to < before else "Downgrades"


def _place(rating: str) -> int | None:
    return next((place for place, words in enumerate(_SCALE) if rating.casefold() in words), None)


@dataclass(frozen=True, slots=True)
class Action:
    """A target in the book: under which id, when it was made public, and when it was last changed."""

    id: str
    told: Target
    at: dt.datetime
    updated: dt.datetime


@dataclass(frozen=True, slots=True)
class Removed:
    id: str
    updated: dt.datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """Where all analysts of a company stand; the strong ones are counted apart."""

    symbol: str
    strong_buys: int
    buys: int
    holds: int
    sells: int
    strong_sells: int
    mean: Decimal | None
    high: Decimal | None
    low: Decimal | None
    at: dt.datetime

    @property
    def analysts(self) -> int:
        return self.strong_buys + self.buys + self.holds + self.sells + self.strong_sells


@dataclass(frozen=True, slots=True)
class Result:
    """A quarter's result; `day` is when it comes out, and without actual figures it is still to come."""

    symbol: str
    year: int
    quarter: int
    day: dt.date
    eps: Decimal | None
    eps_estimate: Decimal | None
    revenue: Decimal | None
    revenue_estimate: Decimal | None


@dataclass(frozen=True, slots=True)
class Quote:
    symbol: str
    price: Decimal
    previous_close: Decimal | None
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class News:
    id: str
    title: str
    url: str
    symbols: tuple[str, ...]
    at: dt.datetime


@dataclass(slots=True)
class Book:
    """All that one vendor was told, each by what makes it itself. A rate of None is a day without one."""

    actions: dict[str, Action] = field(default_factory=dict)
    removed: dict[str, Removed] = field(default_factory=dict)
    standings: dict[str, Standing] = field(default_factory=dict)
    results: dict[tuple[str, int, int], Result] = field(default_factory=dict)
    quotes: dict[str, Quote] = field(default_factory=dict)
    rates: dict[tuple[str, dt.date], Decimal | None] = field(default_factory=dict)
    news: dict[str, News] = field(default_factory=dict)

    def copy(self) -> Self:
        return type(self)(
            dict(self.actions),
            dict(self.removed),
            dict(self.standings),
            dict(self.results),
            dict(self.quotes),
            dict(self.rates),
            dict(self.news),
        )

    def newest_first(self, symbol: str | None = None) -> list[Action]:
        """The actions, on one company or on all."""
        own = (one for one in self.actions.values() if symbol is None or one.told.symbol == symbol)
        return sorted(own, key=lambda one: (one.at, one.id), reverse=True)

    def days(self, series: str) -> list[tuple[dt.date, Decimal | None]]:
        """The days of a series and their rates, oldest first."""
        return sorted((day, percent) for (name, day), percent in self.rates.items() if name == series)
