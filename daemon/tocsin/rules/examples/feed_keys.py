"""What feeds may tell in an example: analysts' actions, results, rates, prices, headlines. What is left out is not
told."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from tocsin.model import RATING_ACTIONS, TARGET_ACTIONS
from tocsin.rules.examples.figures import Day, Money, Text, not_empty
from tocsin.rules.threshold import Measure, Unit, parse
from tocsin.rules.told.series import parse_series
from tocsin.yamltext import Section, choice, from_text, quote

_FIRM = "Northgate Securities"
_NOTHING = "nothing is told here"


def _dollars(noun: str, example: str, *, unknown: bool = True) -> Callable[[str], Decimal | None]:
    """A figure above zero, as prices and targets are; `unknown` where it may be left untold."""

    def parse_dollars(text: str) -> Decimal | None:
        line = " ".join(text.split())
        if unknown and line.lower() == "unknown":
            return None
        try:
            amount = parse(f"at least {line}", Measure(Unit.DOLLARS)).number
        except ValueError:
            or_unknown = ", or unknown" if unknown else ""
            raise ValueError(f"{quote(text)} is no {noun}: write it like {example}{or_unknown}") from None
        if amount <= 0:
            raise ValueError(f"{quote(text)} is no {noun}: it is above zero")
        return amount

    return parse_dollars


def _parse_percent(text: str) -> Decimal:
    try:
        return parse(f"at least {text}", Measure(Unit.PERCENT)).number
    except ValueError:
        raise ValueError(f"{quote(text)} is no percentage: write it like 4.62%") from None


def _parse_analysts(text: str) -> Decimal:
    if not re.fullmatch("[0-9]{1,6}", text.strip()):
        raise ValueError(f"{quote(text)} is no number of analysts: write it like 10")
    return Decimal(text.strip())


Analysts = Annotated[Decimal | None, from_text(_parse_analysts)]
Target = Annotated[Decimal | None, from_text(_dollars("target", "$40"))]
_ABOUT = {"company": False, "market": True}


class TargetKeys(Section):
    """An analyst's price target."""

    EXAMPLE: ClassVar[str] = "{firm: Northgate Securities, from: $40, to: $33}"

    firm: Annotated[str, from_text(not_empty("a firm"))] = Field(
        _FIRM, description="Whose it is.", examples=["Northgate Securities"]
    )
    before: Target = Field(
        None, alias="from", description="What it was; left out: the vendor does not tell.", examples=["$40"]
    )
    to: Target = Field(None, description="What it is now.", examples=["$33"])
    action: Annotated[str | None, from_text(choice({word: word for word in TARGET_ACTIONS}))] = Field(
        None, description="What the vendor calls it.", examples=["lowers"]
    )
    currency: Text = Field("USD", description="In which currency.", examples=["EUR"])

    @model_validator(mode="after")
    def _something(self) -> TargetKeys:
        if self.to is None and self.action not in ("raises", "lowers", "removes"):
            raise ValueError(f"{_NOTHING}: give it to: $33, or action: removes")
        return self


class RatingKeys(Section):
    """An analyst's rating, in the firm's words."""

    EXAMPLE: ClassVar[str] = "{firm: Northgate Securities, from: Hold, to: Underperform}"

    firm: Annotated[str, from_text(not_empty("a firm"))] = Field(
        _FIRM, description="Whose it is.", examples=["Northgate Securities"]
    )
    before: Text = Field(
        None, alias="from", description="What it was; left out: the vendor does not tell.", examples=["Hold"]
    )
    to: Text = Field(None, description="What it is now.", examples=["Underperform"])
    action: Annotated[str | None, from_text(choice({word: word for word in RATING_ACTIONS}))] = Field(
        None, description="What the vendor calls it.", examples=["downgrades"]
    )

    @model_validator(mode="after")
    def _something(self) -> RatingKeys:
        if self.to is None and self.action is None:
            raise ValueError(f"{_NOTHING}: give it to: Underperform, or action: suspends")
        return self


class ConsensusKeys(Section):
    """Where the analysts stand together."""

    EXAMPLE: ClassVar[str] = "{buys: 5, holds: 10, sells: 0, mean: $37.25}"

    buys: Analysts = Field(None, description="How many say buy.", examples=["5"])
    holds: Analysts = Field(None, description="How many say hold.", examples=["10"])
    sells: Analysts = Field(None, description="How many say sell.", examples=["0"])
    mean: Target = Field(None, description="The mean of their targets.", examples=["$37.25"])
    high: Target = Field(None, description="The highest of them.", examples=["$60"])
    low: Target = Field(None, description="The lowest of them.", examples=["$22"])
    analysts: Analysts = Field(None, description="How many they are.", examples=["15"])

    @model_validator(mode="after")
    def _something(self) -> ConsensusKeys:
        if all(getattr(self, name) is None for name in type(self).model_fields):
            raise ValueError(f"{_NOTHING}: give it mean: $37.25, or buys, holds and sells")
        return self


class EarningsKeys(Section):
    """A quarter's result beside what was expected of it."""

    EXAMPLE: ClassVar[str] = "{measure: revenue, actual: $4.6B, estimate: $5.6B}"

    measure: Annotated[str, from_text(choice({"revenue": "revenue", "eps": "eps"}))] = Field(
        "revenue", description="revenue, or eps: earnings a share.", examples=["eps"]
    )
    actual: Money = Field(None, description="What came.", examples=["$4.6B"])
    estimate: Money = Field(None, description="What was expected.", examples=["$5.6B"])
    surprise: Annotated[Decimal | None, from_text(_parse_percent)] = Field(
        None, description="By how much it was above that, as the vendor tells it.", examples=["-17.75%"]
    )
    period: Text = Field(None, description="Of which quarter.", examples=["2026Q2"])

    @model_validator(mode="after")
    def _something(self) -> EarningsKeys:
        if self.actual is None and self.estimate is None and self.surprise is None:
            raise ValueError(f"{_NOTHING}: give it actual: $4.6B, estimate: $5.6B, or surprise: -17.75%")
        return self


class RateKeys(Section):
    """A rate on a day."""

    EXAMPLE: ClassVar[str] = "{series: DGS10, percent: 4.62%}"

    series: Annotated[str, from_text(parse_series)] = Field(
        description="Which, by FRED's name or as a desk says it.", examples=["10-year"]
    )
    percent: Annotated[Decimal, from_text(_parse_percent)] = Field(
        description="How high, a year.", examples=["4.62%"]
    )
    on: Day = Field(
        None, description="On which day; left out: the one before it is told.", examples=["2026-06-30"]
    )


class PriceKeys(Section):
    """The last price of the stock."""

    EXAMPLE: ClassVar[str] = "{price: $31.50, previous_close: $35}"

    price: Annotated[Decimal, from_text(_dollars("price", "$31.50", unknown=False))] = Field(
        description="What one share costs.", examples=["$31.50"]
    )
    previous_close: Annotated[Decimal | None, from_text(_dollars("price", "$35"))] = Field(
        None, description="What it cost at the close of the day before.", examples=["$35"]
    )


class HeadlineKeys(Section):
    """A headline."""

    EXAMPLE: ClassVar[str] = '{title: "Plaza Machines unveils a liquid-cooled rack"}'

    title: Annotated[str, from_text(not_empty("a headline"))] = Field(
        description="Its words.", examples=['"Plaza Machines unveils a liquid-cooled rack"']
    )
    source: Annotated[str, from_text(not_empty("a source"))] = Field(
        "Made Newswire", description="Who has it.", examples=["Made Newswire"]
    )
    of_market: Annotated[bool, from_text(choice(_ABOUT))] = Field(
        False,
        alias="about",
        description="company, or market for one that names no company.",
        examples=["market"],
    )
