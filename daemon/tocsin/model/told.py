"""What feeds tell at once, without a filing: analysts, earnings, rates, prices, headlines.

`source` is the vendor that tells it, `at` when it happened as the vendor has it: None where only a day or nothing
is told. What a vendor leaves out is None; symbols are as the SEC lists them (`BRK-B`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from tocsin.model.filing import Issuer

# What a firm does with its target, and with its rating.
TARGET_ACTIONS = ("raises", "lowers", "maintains", "initiates", "removes")
RATING_ACTIONS = ("upgrades", "downgrades", "maintains", "initiates", "suspends", "removes")


@dataclass(frozen=True, slots=True)
class PriceTarget:
    """An analyst's price target for a stock: from `before` (JSON `from`) to `to`, in `currency`.

    `action` is one of TARGET_ACTIONS. `across_split` says that the vendor's own
    figures show a stock split between the two targets or since, so that they are not of the same shares.
    """

    kind: ClassVar[str] = "price_target"
    issuer: Issuer
    firm: str
    analyst: str | None
    before: Decimal | None = field(metadata={"json": "from"})
    to: Decimal | None
    currency: str | None
    action: str | None
    at: dt.datetime | None
    source: str
    across_split: bool = False


@dataclass(frozen=True, slots=True)
class Rating:
    """An analyst's rating in the firm's own words: from `before` (JSON `from`) to `to`.

    `action` is one of RATING_ACTIONS.
    """

    kind: ClassVar[str] = "rating"
    issuer: Issuer
    firm: str
    analyst: str | None
    before: str | None = field(metadata={"json": "from"})
    to: str | None
    action: str | None
    at: dt.datetime | None
    source: str


@dataclass(frozen=True, slots=True)
class Consensus:
    """Where all analysts together stand: how many say buy, hold and sell (the strong ones among them), and the
    mean, the highest and the lowest of their targets. A vendor often tells one half only."""

    kind: ClassVar[str] = "consensus"
    issuer: Issuer
    buys: Decimal | None
    holds: Decimal | None
    sells: Decimal | None
    mean: Decimal | None
    high: Decimal | None
    low: Decimal | None
    analysts: Decimal | None
    at: dt.datetime | None
    source: str


@dataclass(frozen=True, slots=True)
class Earnings:
    """A quarter's result beside what analysts expected of it. `measure` is `revenue` or `eps`, `period` as the
    vendor names it (`2026Q2`, `2026-06-30`); `surprise_percent` is above the estimate when positive."""

    kind: ClassVar[str] = "earnings"
    issuer: Issuer
    period: str | None
    measure: str
    actual: Decimal | None
    estimate: Decimal | None
    surprise_percent: Decimal | None
    at: dt.datetime | None
    source: str


@dataclass(frozen=True, slots=True)
class Rate:
    """An interest rate or yield on a day, in percent a year. `series` is FRED's name for it (`DGS10`, `SOFR`)."""

    kind: ClassVar[str] = "rate"
    series: str
    date: dt.date
    percent: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Price:
    """The last price of a stock, in dollars; `previous_close` is that of the trading day before."""

    kind: ClassVar[str] = "price"
    issuer: Issuer
    price: Decimal
    at: dt.datetime | None
    source: str
    previous_close: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline, the address of what stands under it, and the companies that it is about, where that is told."""

    kind: ClassVar[str] = "headline"
    title: str
    url: str | None
    at: dt.datetime | None
    source: str
    issuers: tuple[Issuer, ...] = ()


FeedFact = PriceTarget | Rating | Consensus | Earnings | Rate | Price | Headline


MARKET = Issuer("", "the market")


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One thing that a feed tells, as a whole: the head of a reading, as a filing is.

    `id` is the vendor's own and the same when it is told again; `form` says what it is: `analyst action`,
    `consensus`, `earnings`, `rate`, `price` or `headline`. `accepted` is when it became public; of what is told
    with its day alone (`day_only`) the Eastern midnight that begins it. `issuer` is MARKET where no company is
    meant. `withdrawn`: the vendor takes back what it told under this id, and there are no facts.
    """

    kind: ClassVar[str] = "bulletin"
    id: str
    form: str
    issuer: Issuer
    source: str
    accepted: dt.datetime | None
    url: str | None = None
    day_only: bool = False
    withdrawn: bool = False

    @property
    def accession(self) -> None:
        """No filing stands behind it."""
        return None


ANALYST_ACTION = "analyst action"
# Which kind of bulletin tells which fact.
FORM_OF = {
    "price_target": ANALYST_ACTION,
    "rating": ANALYST_ACTION,
    "consensus": "consensus",
    "earnings": "earnings",
    "rate": "rate",
    "price": "price",
    "headline": "headline",
}
