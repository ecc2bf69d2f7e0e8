"""The condition `price`: the level of a stock's price, its change, or how far the mean target of analysts lies above it.

Changes are against an earlier day: the previous close as the vendor tells it, else the last price known of the day
before; with `within` against the last price of the day that many calendar days earlier, or of the last one before it,
and where none is known of the earliest day since. Days are Eastern. A level rings when it becomes true, a change once
a day. A price that is older than one told before changes nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Annotated, ClassVar

from pydantic import Field, field_validator, model_validator

from tocsin.clock import eastern_day
from tocsin.model import FORM_OF, Answer, Consensus, Price, Reading, Verdict
from tocsin.rules.condition import Condition
from tocsin.rules.days import parse_span
from tocsin.rules.history import History
from tocsin.rules.interval import ZERO
from tocsin.rules.spans import day_words
from tocsin.rules.threshold import Measure, Threshold, Unit, parse
from tocsin.rules.told.moved import (
    Finding,
    Findings,
    Moved,
    days_before,
    fits_together,
    level_part,
    moved_of,
    near,
    one_way,
    percent_of,
    went,
)
from tocsin.rules.told.prices import Prices, is_older, price_words, when_words
from tocsin.rules.told.upside import Targets, upside_part
from tocsin.yamltext import Section, from_text

_LEVEL = Measure(Unit.DOLLARS, ZERO, None, {Unit.PERCENT: "moves"})
_UP = Measure(Unit.PERCENT, ZERO, None, {Unit.DOLLARS: "is"})
_DOWN = Measure(Unit.PERCENT, ZERO, Decimal(100), {Unit.DOLLARS: "is"})
_UPSIDE = Measure(Unit.PERCENT, Decimal(-100), None, {Unit.DOLLARS: "is"})


class PriceKeys(Section):
    """What a rule may ask of a price: its level, its change, its distance to the mean target; all hold together."""

    EXAMPLE: ClassVar[str] = "{falls: over 8%}"

    level: Annotated[Threshold | None, from_text(partial(parse, measure=_LEVEL))] = Field(
        None,
        alias="is",
        description="A level in dollars: it rings when that becomes true.",
        examples=["under $30"],
    )
    rises: Annotated[Threshold | None, from_text(partial(parse, measure=_UP))] = Field(
        None, description="By how many percent it is up; once a day.", examples=["over 8%"]
    )
    falls: Annotated[Threshold | None, from_text(partial(parse, measure=_DOWN))] = Field(
        None, description="By how many percent it is down; once a day.", examples=["over 8%"]
    )
    moves: Annotated[Threshold | None, from_text(partial(parse, measure=_UP))] = Field(
        None, description="By how many percent it is up or down; once a day.", examples=["at least 10%"]
    )
    within: Annotated[int | None, from_text(partial(parse_span, key="within"))] = Field(
        None,
        description="Against the price of so many calendar days before; left out: the previous close.",
        examples=["5d"],
    )
    upside: Annotated[Threshold | None, from_text(partial(parse, measure=_UPSIDE))] = Field(
        None,
        description="How far the mean target of analysts lies above the price, in percent of the price: "
        "under 0% is a price above the mean target. It rings when that becomes true.",
        examples=["under 0%"],
    )

    _one_way = field_validator("rises", "falls", "moves", mode="after")(one_way)

    @model_validator(mode="after")
    def _asks(self) -> PriceKeys:
        fits_together(self.moved, self.within, {"is": self.level, "upside": self.upside})
        return self

    @property
    def moved(self) -> Moved | None:
        return moved_of(self.rises, self.falls, self.moves)

    @property
    def asks(self) -> bool:
        """Whether anything is asked but the distance to the mean target."""
        return self.level is not None or self.moved is not None

    def meaning(self) -> dict[str, str]:
        """What is asked, the same however it was written; what is not asked is left out."""
        asked = {
            "is": self.level,
            "rises": self.rises,
            "falls": self.falls,
            "moves": self.moves,
            "within": None if self.within is None else f"{self.within}d",
            "upside": self.upside,
        }
        return {key: str(value) for key, value in asked.items() if value is not None}


def decide(keys: PriceKeys, reading: Reading, history: History) -> Verdict:
    """Whether a bulletin tells a price that meets the keys."""
    told = _told(reading)
    if told is None:
        return Verdict(Answer.SILENT, "no price in it")
    prices, targets = _known(keys, reading, history)
    last = prices.last
    if last is not None and last.at is not None and is_older(told, last):
        older = f"older than the {price_words(last.price)} {when_words(last.at)}, told before"
        return Verdict(Answer.SILENT, f"{_line(told)} is {older}")
    judged = _judged(keys, told, prices, _mean(targets))
    return judged.verdict(_already(keys, told, prices, targets) if judged.holds is True else None)


def holds(keys: PriceKeys, reading: Reading, history: History) -> Verdict:
    """Whether it is so by the last price known, which the bulletin at hand may tell; a change since the previous
    close on the day of that price alone."""
    prices, targets = _known(keys, reading, history)
    now, told, last = reading.head.accepted, _told(reading), prices.last
    if told is not None and not is_older(told, last):
        last = told
    if last is None:
        return Verdict(Answer.UNDECIDED, "no price of the last days is known")
    if keys.moved and keys.within is None and now and last.at and eastern_day(now) != eastern_day(last.at):
        return Verdict(Answer.UNDECIDED, f"no price of {day_words(eastern_day(now))} is known")
    return _judged(keys, last, prices, _mean(targets)).verdict()


def _told(reading: Reading) -> Price | None:
    """The price in a bulletin, with its time."""
    told = next((fact for fact in reading.facts if isinstance(fact, Price)), None)
    return told if told is None or told.at is not None else replace(told, at=reading.head.accepted)


def _known(keys: PriceKeys, reading: Reading, history: History) -> tuple[Prices, Targets | None]:
    cik, now = reading.issuer.cik, reading.head.accepted
    prices = Prices.of(cik, history, now, keys.within)
    return prices, Targets(cik, history, now, reading) if keys.upside is not None else None


def _mean(targets: Targets | None) -> Consensus | None:
    return None if targets is None else targets.last()


def _already(keys: PriceKeys, told: Price, prices: Prices, targets: Targets | None) -> str | None:
    """That it is nothing new: a level was so by the price before, or a change by an earlier one of the day."""
    if keys.moved is None:
        before = prices.last
        if before is None or _as_then(keys, before, prices, targets) is not True:
            return None
        return f"it was so already at {_line(before).removeprefix('price ')}"
    today = [] if told.at is None else prices.today(eastern_day(told.at))
    so = any(_as_then(keys, earlier, prices, targets) is True for earlier in today)
    return "it was so already today" if so else None


def _as_then(keys: PriceKeys, price: Price, prices: Prices, targets: Targets | None) -> bool | None:
    """Whether an earlier price met the keys when it was told."""
    if targets is None:
        return _judged(keys, price, prices, None).holds
    others = keys.model_copy(update={"upside": None})
    if others.asks and _judged(others, price, prices, None).holds is not True:
        return False  # what the mean target was then is asked last, for it takes longest
    return _judged(keys, price, prices, targets.when_told(price, keys.within)).holds


def _judged(keys: PriceKeys, price: Price, prices: Prices, consensus: Consensus | None) -> Findings:
    parts = []
    told = _line(price, keys.level)
    if keys.level is not None:
        shown = price_words(price.price, keys.level)
        parts.append(level_part("price", price.price, keys.level, told, shown))
    if keys.moved is not None:
        parts.append(_change(keys.moved, price, prices, keys.within))
    if keys.upside is not None:
        parts.append(upside_part(keys.upside, price.price, consensus))
    if keys.level is None and parts:
        parts[0] = replace(parts[0], told=f"{told}, {parts[0].told}")
    return Findings(price, tuple(parts))


def _change(moved: Moved, price: Price, prices: Prices, within: int | None) -> Finding:
    """`down 9.04% from the previous close of $34.30`, `down 12% in 5 days from $35.60`."""
    day = None if price.at is None else eastern_day(price.at)
    base = prices.base(price, day, within)
    if isinstance(base, str):
        return moved.part(None, base)
    by = percent_of(price.price, base.price)
    if by is None:
        return moved.part(None, f"no percentage can be told from {price_words(base.price)}")
    how, then = went(by, near(by.copy_abs(), moved.threshold)), price_words(base.price)
    if day is None or base.day is None:
        return moved.part(by, f"{how} from the previous close of {then}")
    evidence = () if base.told is None else (base.told,)
    if within is None:
        return moved.part(by, f"{how} from {then} on {day_words(base.day)}", evidence)
    return moved.part(by, f"{how} {days_before((day - base.day).days)} from {then}", evidence)


def _line(price: Price, level: Threshold | None = None) -> str:
    """`price $29.87 at 10:32 ET on 20 Nov 2026`."""
    when = "" if price.at is None else f" {when_words(price.at)}"
    return f"price {price_words(price.price, level)}{when}"


def compile_keys(keys: PriceKeys) -> Condition:
    return Condition(
        {"price": keys.meaning()},
        partial(decide, keys),
        frozenset({FORM_OF[Price.kind]}),
        partial(holds, keys),
        sees=partial(_sees, keys),
    )


def _sees(keys: PriceKeys, issuer_cik: str, history: History, now: dt.datetime) -> str | None:
    lacks = []
    if Prices.of(issuer_cik, history, now, keys.within).last is None:
        lacks.append("no price of the last days is known")
    if keys.upside is not None and Targets(issuer_cik, history, now).last() is None:
        lacks.append("no mean target of analysts is known")
    return "; ".join(lacks) or None
