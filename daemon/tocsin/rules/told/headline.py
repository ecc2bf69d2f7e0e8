"""The condition `headline`: a headline about a company whose title holds phrases, or several of them in some days.

    any_of: [recall, safety probe]
    count: at least 3
    within: 7d

A headline rings once, however many sources print it. With `count` it rings when the count is reached, and again
only after it had fallen below. Headlines are placed by their own time; one that tells none is of the day on which
it became known.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, ClassVar

from pydantic import Field, field_validator, model_validator

from tocsin.model import FORM_OF, Answer, Headline, Reading, Saw, Verdict
from tocsin.rules.condition import Condition
from tocsin.rules.days import parse_span
from tocsin.rules.history import History
from tocsin.rules.threshold import Measure, Side, Threshold, Unit, parse
from tocsin.rules.told.titles import TitleKeys, Titles, both, quoted
from tocsin.words import counted, folded
from tocsin.yamltext import from_text

_COUNT = Measure(Unit.COUNT, Decimal(1))
# Sources print a story again within days; a title that comes back later ("declares dividend") is news of its own.
TOLD_AGAIN = dt.timedelta(days=7)
_MOST_EVIDENCE = 10


class HeadlineKeys(TitleKeys):
    """What a rule may ask of headlines; without any key, any headline of the company."""

    EXAMPLE: ClassVar[str] = "{any_of: [recall, probe]}"

    count: Annotated[Threshold | None, from_text(partial(parse, measure=_COUNT))] = Field(
        None,
        description="How many different headlines, this one included, within that time; it rings when "
        "they are that many.",
        examples=["at least 3"],
    )
    within: Annotated[int | None, from_text(partial(parse_span, key="within"))] = Field(
        None, description="The days over which they are counted.", examples=["7d"]
    )

    @field_validator("count", mode="after")
    @classmethod
    def _enough(cls, threshold: Any) -> Any:
        if isinstance(threshold, Threshold) and threshold.side in (Side.UNDER, Side.AT_MOST):
            raise ValueError(f"{threshold}: a count is reached: write count: at least 3")
        return threshold

    @model_validator(mode="after")
    def _together(self) -> HeadlineKeys:
        if self.count is not None and self.within is None:
            raise ValueError("count needs the days over which it is counted: add within: 7d")
        if self.within is not None and self.count is None:
            raise ValueError("within goes with count: add count: at least 3")
        return self

    def meaning(self) -> dict[str, Any]:
        """What is asked, the same however it was written; what is not asked is left out."""
        asked = {
            "count": None if self.count is None else str(self.count),
            "within": None if self.within is None else f"{self.within}d",
        }
        return self.titles() | {key: value for key, value in asked.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Asked:
    """The keys, ready to be held against headlines."""

    titles: Titles
    count: Threshold | None
    within: dt.timedelta | None

    @classmethod
    def of(cls, keys: HeadlineKeys) -> Asked:
        within = None if keys.within is None else dt.timedelta(days=keys.within)
        return cls(Titles.of(keys), keys.count, within)


def decide(asked: Asked, reading: Reading, history: History) -> Verdict:
    """Whether a bulletin tells a headline that meets the keys, for the first time."""
    told = [fact for fact in reading.facts if isinstance(fact, Headline)]
    if not told:
        return Verdict(Answer.SILENT, "no headline in it")
    headline = next((one for one in told if asked.titles.meets(one)), told[0])
    saw = asked.titles.seen(headline)
    failed = next((one for one in saw if not one.holds), None)
    if failed is not None:
        why = "is not of" if failed.figure == "source" else "does not mention"
        return Verdict(Answer.SILENT, f"{quoted(headline)} {why} {failed.threshold}", saw)
    line = _line(asked, headline)
    now = headline.at or reading.head.accepted
    known = _known(asked, reading.issuer.cik, history, now)
    again = known.pop(folded(headline.title), None)
    if again is not None:
        return Verdict(Answer.SILENT, f"{line}; {again.source} told it already", saw)
    if asked.count is None or asked.within is None:
        return Verdict(Answer.FIRES, line, saw, headline)
    if now is None:
        return Verdict(Answer.UNDECIDED, f"{line}; when it became public is not known", saw, headline)
    others = _together(known.values(), now, asked.within)
    number = len(others) + 1
    saw = (*saw, _counted(asked.count, asked.within, number))
    reason = f"{line}; {_many(number, asked.within)}"
    if not _reached(asked.count, number):
        return Verdict(Answer.SILENT, f"{reason}, and the rule asks for {asked.count}", saw)
    if _reached(asked.count, len(others)):
        return Verdict(Answer.SILENT, f"{reason}, and it was {asked.count} before", saw)
    return Verdict(Answer.FIRES, f"{reason} ({asked.count})", saw, headline, evidence=_latest(others))


def holds(asked: Asked, reading: Reading, history: History) -> Verdict:
    """Whether the count is reached by now, with what the bulletin at hand tells."""
    now = reading.head.accepted
    if now is None or asked.count is None or asked.within is None:
        return Verdict(Answer.UNDECIDED, "when this became public is not known")
    known = _known(asked, reading.issuer.cik, history, now)
    for fact in reading.facts:
        if isinstance(fact, Headline) and asked.titles.meets(fact):
            known.setdefault(folded(fact.title), fact)
    told = _together(known.values(), now, asked.within)
    saw = (_counted(asked.count, asked.within, len(told)),)
    which = f" that mention {asked.titles.words}" if asked.titles.words else ""
    reason = f"{_many(len(told), asked.within, which)}"
    if not _reached(asked.count, len(told)):
        return Verdict(Answer.SILENT, f"{reason}, and the rule asks for {asked.count}", saw)
    *others, last = told
    return Verdict(Answer.FIRES, f"{reason} ({asked.count})", saw, last, evidence=_latest(others))


def _known(asked: Asked, issuer_cik: str, history: History, now: dt.datetime | None) -> dict[str, Headline]:
    """The headlines that meet the keys and were told lately, each title once, with its first time."""
    since = None if now is None else now - (asked.within or TOLD_AGAIN)
    known: dict[str, Headline] = {}
    for fact in history.told(issuer_cik, {Headline.kind}, since):
        if not isinstance(fact, Headline) or not asked.titles.meets(fact):
            continue
        if since is None or fact.at is None or fact.at >= since:
            known.setdefault(folded(fact.title), fact)
    return known


def _together(known: Collection[Headline], now: dt.datetime, within: dt.timedelta) -> list[Headline]:
    """The most that lie in one span of days with this moment, the earliest first: the span ends with it or, where
    later ones became known before it, with one of those."""
    placed = sorted(((one.at or now, index, one) for index, one in enumerate(known)), key=lambda one: one[:2])
    times = [at for at, _, _ in placed]
    best = (0, 0)
    for end in (now, *(at for at in times if now < at <= now + within)):
        first, last = bisect_left(times, end - within), bisect_right(times, end)
        best = max(best, (first, last), key=lambda span: span[1] - span[0])
    return [one for _, _, one in placed[slice(*best)]]


def _reached(count: Threshold, number: int) -> bool:
    return count.compare(Decimal(number), Decimal(number)) is True


def _counted(count: Threshold, within: dt.timedelta, number: int) -> Saw:
    figure = f"headlines in {_days(within)}"
    return Saw(figure, str(number), str(count), _reached(count, number), f"{number:,}")


def _latest(others: Sequence[Headline]) -> tuple[Headline, ...]:
    return tuple(others[-_MOST_EVIDENCE:])


def _line(asked: Asked, headline: Headline) -> str:
    """`“ACME recalls its pumps” (Benzinga) mentions recall`."""
    found = asked.titles.found(headline)
    return f"{quoted(headline)} mentions {both(map(str, found))}" if found else quoted(headline)


def _many(number: int, within: dt.timedelta, which: str = "") -> str:
    return f"{counted(number, 'headline')}{which} in {_days(within)}"


def _days(within: dt.timedelta) -> str:
    return counted(within.days, "day")


def compile_keys(keys: HeadlineKeys) -> Condition:
    asked = Asked.of(keys)
    return Condition(
        {"headline": keys.meaning()},
        partial(decide, asked),
        frozenset({FORM_OF[Headline.kind]}),
        partial(holds, asked) if asked.count is not None else None,
    )
