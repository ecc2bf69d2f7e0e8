"""The condition `rate`: the level of an interest rate or a yield, or its change in basis points.

A rate has one value a day, and of two told for a day the later one counts: it is a revision, or another source's
word. A change is against the day told before or, with `within`, against the last value known at or before the day
that many calendar days earlier (of a Sunday that is Friday's), up to a week before it; where there is none, against
the earliest one after it, and of a monthly series against the month before. Only the latest day rings: a value told
late for an earlier day changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import Annotated, ClassVar

from pydantic import Field, field_validator, model_validator

from tocsin.model import EXACT, FORM_OF, MARKET, Answer, Rate, Reading, Verdict
from tocsin.rules.condition import Condition
from tocsin.rules.days import parse_span
from tocsin.rules.history import History
from tocsin.rules.interval import ZERO
from tocsin.rules.spans import day_words
from tocsin.rules.threshold import Measure, Threshold, Unit, parse
from tocsin.rules.told.moved import (
    Findings,
    Moved,
    days_before,
    fits_together,
    level_part,
    moved_of,
    near,
    one_way,
    plain,
    went,
)
from tocsin.rules.told.series import parse_series, title
from tocsin.yamltext import Section, from_text

_LEVEL = Measure(Unit.PERCENT, None, None, {Unit.BASIS_POINTS: "rises"})
_CHANGE = Measure(Unit.BASIS_POINTS, ZERO, None, {Unit.PERCENT: "is"})
_WEEK, _MONTH = 7, 35  # how much older than asked a value may be: over a holiday; of a monthly series
_LOOK_BACK = 100  # days: a few series are quarterly
_Change = Annotated[Threshold | None, from_text(partial(parse, measure=_CHANGE))]


class RateKeys(Section):
    """What a rule may ask of a rate: its level, its change, or both."""

    EXAMPLE: ClassVar[str] = "{series: DGS10, rises: at least 25bp, within: 5d}"

    series: Annotated[str, from_text(parse_series)] = Field(
        description="FRED's name of the rate, or a trader's: 10-year, 2y, fed funds (EFFR), SOFR, prime.",
        examples=["DGS10", "10-year"],
    )
    level: Annotated[Threshold | None, from_text(partial(parse, measure=_LEVEL))] = Field(
        None,
        alias="is",
        description="A level in percent: it rings when that becomes true.",
        examples=["over 5%"],
    )
    rises: _Change = Field(None, description="By how many basis points it is up.", examples=["at least 25bp"])
    falls: _Change = Field(
        None, description="By how many basis points it is down.", examples=["at least 25bp"]
    )
    moves: _Change = Field(
        None, description="By how many basis points it is up or down.", examples=["over 10bp"]
    )
    within: Annotated[int | None, from_text(partial(parse_span, key="within"))] = Field(
        None,
        description="Against the value of so many calendar days before; left out: of the day told before.",
        examples=["5d"],
    )

    _one_way = field_validator("rises", "falls", "moves", mode="after")(one_way)

    @model_validator(mode="after")
    def _asks(self) -> RateKeys:
        fits_together(self.moved, self.within, {"is": self.level})
        return self

    @property
    def moved(self) -> Moved | None:
        return moved_of(self.rises, self.falls, self.moves)

    def meaning(self) -> dict[str, str]:
        """What is asked, the same however it was written; what is not asked is left out."""
        asked = {
            "series": self.series,
            "is": self.level,
            "rises": self.rises,
            "falls": self.falls,
            "moves": self.moves,
            "within": None if self.within is None else f"{self.within}d",
        }
        return {key: str(value) for key, value in asked.items() if value is not None}


def decide(keys: RateKeys, reading: Reading, history: History) -> Verdict:
    """Whether a bulletin tells a value of the series that meets the keys."""
    told = _told(keys, reading)
    if told is None:
        return Verdict(Answer.SILENT, f"no rate {keys.series} in it")
    known = _known(keys, history, reading.head.accepted)
    line, was = f"{_line(told)} on {day_words(told.date)}", known.get(told.date)
    if was is not None and was.percent == told.percent:
        return Verdict(Answer.SILENT, f"{line} was told already by {was.source}")
    last = max(known, default=told.date)
    if last > told.date:
        return Verdict(Answer.SILENT, f"{line} is older than that of {day_words(last)}, told before")
    judged = _judged(keys, told, known)
    if judged.holds is not True:
        return judged.verdict()
    return judged.verdict(_already(keys, told, known))


def _already(keys: RateKeys, told: Rate, known: Mapping[dt.date, Rate]) -> str | None:
    """That nothing became true: a level was so on the day before, or this day's value met the keys before it was
    revised."""
    was = known.get(told.date)
    if was is not None:
        if _judged(keys, was, known).holds is True:
            return f"it was so already before it was revised from {_percent(was.percent)}"
        if keys.moved is None:
            return None
    if keys.moved is None and known:
        before = known[max(known)]
        if _judged(keys, before, known).holds is True:
            return f"it was so already on {day_words(before.date)} ({_percent(before.percent)})"
    return None


def holds(keys: RateKeys, reading: Reading, history: History) -> Verdict:
    """Whether it is so by the last value known, which the bulletin at hand may tell."""
    known, told = _known(keys, history, reading.head.accepted), _told(keys, reading)
    if told is not None:
        known[told.date] = told
    if not known:
        return Verdict(Answer.UNDECIDED, f"no rate {keys.series} has been told")
    return _judged(keys, known[max(known)], known).verdict()


def _judged(keys: RateKeys, rate: Rate, known: Mapping[dt.date, Rate]) -> Findings:
    told = f"{_line(rate, keys.level)} on {day_words(rate.date)}"
    if keys.level is None:
        parts = []
    else:
        shown = _percent(rate.percent, keys.level)
        parts = [level_part(rate.series, rate.percent, keys.level, told, shown)]
    if keys.moved is not None:
        then = _then(keys, rate, known)
        by = None if then is None else _points(rate, then)
        change = "no earlier value is known" if then is None else _change(keys, keys.moved, rate, then)
        before = "" if parts else f"{told}, "
        parts.append(keys.moved.part(by, f"{before}{change}", () if then is None else (then,)))
    return Findings(rate, tuple(parts))


def _then(keys: RateKeys, rate: Rate, known: Mapping[dt.date, Rate]) -> Rate | None:
    """What a day's value is held against; None where nothing near enough is known."""
    ago = {(rate.date - day).days: day for day in known if day < rate.date}
    if keys.within is None:
        before = min((days for days in ago if days <= _LOOK_BACK), default=None)
        return None if before is None else known[ago[before]]
    at_or_before = min((days for days in ago if days >= keys.within), default=None)
    inside = max((days for days in ago if days < keys.within), default=None)
    for days, most in ((at_or_before, _WEEK), (inside, 0), (at_or_before, _MONTH)):
        if days is not None and days <= keys.within + most:
            return known[ago[days]]
    return None


def _points(rate: Rate, then: Rate) -> Decimal:
    return EXACT.multiply(EXACT.subtract(rate.percent, then.percent), Decimal(100))


def _change(keys: RateKeys, moved: Moved, rate: Rate, then: Rate) -> str:
    """`up 28bp in 5 days from 4.34%`, `up 3bp from 4.59% on 19 Nov 2026`."""
    by = _points(rate, then)
    how = went(by, near(by.copy_abs(), moved.threshold))
    if keys.within is not None:
        days = (rate.date - then.date).days
        return f"{how} {days_before(days)} from {_percent(then.percent)}"
    return f"{how} from {_percent(then.percent)} on {day_words(then.date)}"


def _told(keys: RateKeys, reading: Reading) -> Rate | None:
    """The latest day's value of the series in the bulletin."""
    told = [fact for fact in reading.facts if isinstance(fact, Rate) and fact.series == keys.series]
    return max(told, key=lambda rate: rate.date, default=None)


def _known(keys: RateKeys, history: History, now: dt.datetime | None) -> dict[dt.date, Rate]:
    """Each day's value as it stands now."""
    facts: Iterable[object] = history.told(MARKET.cik, {Rate.kind}, _since(keys, now))
    return {fact.date: fact for fact in facts if isinstance(fact, Rate) and fact.series == keys.series}


def _since(keys: RateKeys, now: dt.datetime | None) -> dt.datetime | None:
    return None if now is None else now - dt.timedelta(days=(keys.within or 0) + 2 * _LOOK_BACK)


def _line(rate: Rate, level: Threshold | None = None) -> str:
    """`10-year yield (DGS10) 4.62%`."""
    return f"{title(rate.series)} {_percent(rate.percent, level)}"


def _percent(percent: Decimal, level: Threshold | None = None) -> str:
    """`4.62%`, `5.00%`, `4.3125%`: as yields are quoted, two places at least."""
    text = plain(percent)
    if level is not None and level.compare(Decimal(text), Decimal(text)) != level.compare(percent, percent):
        text = f"{percent:f}"
    whole, _, places = text.partition(".")
    return f"{whole}.{places.ljust(2, '0')}%"


def compile_keys(keys: RateKeys) -> Condition:
    return Condition(
        {"rate": keys.meaning()},
        partial(decide, keys),
        frozenset({FORM_OF[Rate.kind]}),
        partial(holds, keys),
        sees=partial(_sees, keys),
    )


def _sees(keys: RateKeys, _issuer_cik: str, history: History, now: dt.datetime) -> str | None:
    return None if _known(keys, history, now) else f"no rate {keys.series} has been told"
