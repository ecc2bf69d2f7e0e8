"""The condition `earnings`: a quarter's revenue or earnings per share beside what analysts expected.

Each result rings, once: the same figure told by a second vendor is no second result. An estimate of one vendor is not
held against the result of another, for they count differently what belongs into earnings per share.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from tocsin.model import FORM_OF, Answer, Earnings, Reading, Saw, Verdict
from tocsin.rules.condition import Condition
from tocsin.rules.history import History
from tocsin.rules.interval import ZERO, all_of
from tocsin.rules.threshold import Measure, Side, Threshold, Unit, parse
from tocsin.rules.told.moved import plain
from tocsin.rules.told.surprise import MEASURES, Surprise, amount, described, percent_words
from tocsin.yamltext import Section, choice, from_text

_BY = Measure(Unit.PERCENT, ZERO, None, {Unit.DOLLARS: "actual"})
_SURPRISE = Measure(Unit.PERCENT, None, None, {Unit.DOLLARS: "actual"})
_DOLLARS = Measure(Unit.DOLLARS, None, None, {Unit.PERCENT: "surprise"})
_TOLD_AGAIN = dt.timedelta(days=30)
_A_YEAR = dt.timedelta(days=400)  # within it a company reports, or none is to be expected
_By = Annotated[Threshold | None, from_text(partial(parse, measure=_BY))]
_Amount = Annotated[Threshold | None, from_text(partial(parse, measure=_DOLLARS))]


class EarningsKeys(Section):
    """What a rule may ask of a quarter's result; without any key, any that is told beside an estimate.

    All hold together, for one measure.
    """

    EXAMPLE: ClassVar[str] = "{measure: revenue, misses: over 5%}"

    measure: Annotated[str | None, from_text(choice({word: word for word in MEASURES}))] = Field(
        None,
        description="revenue, or eps for earnings per share; left out: either.",
        examples=["revenue"],
    )
    misses: _By = Field(
        None, description="By how many percent of the estimate it fell short.", examples=["over 10%"]
    )
    beats: _By = Field(
        None, description="By how many percent of the estimate it was above it.", examples=["over 5%"]
    )
    surprise: Annotated[Threshold | None, from_text(partial(parse, measure=_SURPRISE))] = Field(
        None,
        description="The result less the estimate, in percent of the estimate: negative for a miss.",
        examples=["under -10%"],
    )
    actual: _Amount = Field(None, description="The result itself, in dollars.", examples=["under $5B"])
    estimate: _Amount = Field(None, description="What analysts expected, in dollars.", examples=["over $1B"])

    @model_validator(mode="after")
    def _can_be(self) -> EarningsKeys:
        if self.misses is not None and self.beats is not None:
            raise ValueError(
                "no result misses and beats at once: give each a rule of its own, or put both into any"
            )
        return self

    @property
    def needs_estimate(self) -> bool:
        asked = (self.misses, self.beats, self.surprise, self.estimate)
        return self.actual is None or any(one is not None for one in asked)

    def meaning(self) -> dict[str, str]:
        """What is asked, the same however it was written; what is not asked is left out."""
        asked = {
            "measure": self.measure,
            "misses": self.misses,
            "beats": self.beats,
            "surprise": self.surprise,
            "actual": self.actual,
            "estimate": self.estimate,
        }
        return {key: str(value) for key, value in asked.items() if value is not None}


def decide(keys: EarningsKeys, reading: Reading, history: History) -> Verdict:
    """Whether a bulletin tells a result that meets the keys; of several the first that does."""
    told = list(_of_measure(keys, reading.facts))
    if not told:
        measure = "result" if keys.measure is None else f"{MEASURES[keys.measure]} result"
        return Verdict(Answer.SILENT, f"no {measure} in it")
    verdicts = [_verdict(keys, fact, reading, history) for fact in told]
    for answer in (Answer.FIRES, Answer.UNDECIDED):
        for verdict in verdicts:
            if verdict.answer is answer:
                return verdict
    return verdicts[0]


def _verdict(keys: EarningsKeys, fact: Earnings, reading: Reading, history: History) -> Verdict:
    surprise = Surprise.of(fact)
    if not surprise.known:
        return Verdict(Answer.SILENT, f"{described(surprise)}: no result is told yet")
    seen = list(_seen(keys, surprise))
    if not seen and surprise.way is None:
        return Verdict(Answer.SILENT, f"{described(surprise)}, and no estimate is told beside it")
    saw = tuple(one for one, _, _ in seen)
    answer = all_of(one.holds for one in saw)
    failed = next(((one, why) for one, _, why in seen if one.holds is not True and one.holds is answer), None)
    asked = next((limit for one, limit, _ in seen if one.figure in ("misses", "beats", "surprise")), None)
    told = described(surprise, asked)
    if failed is None:
        again = _told_before(keys, fact, reading, history)
        if again is not None:
            return Verdict(Answer.SILENT, f"{told}; {again.source} told it already", saw)
        return Verdict(Answer.FIRES, told, saw, fact)
    if answer is None:
        return Verdict(Answer.UNDECIDED, f"{told}: {failed[1]}", saw, fact)
    return Verdict(
        Answer.SILENT, f"{told}, and the rule asks for {failed[0].figure} {failed[0].threshold}", saw
    )


def _seen(keys: EarningsKeys, surprise: Surprise) -> Iterator[tuple[Saw, Threshold, str]]:
    """Each key that is asked with its threshold, and why it may not be known."""
    fact = surprise.fact
    for key, threshold, way in (("misses", keys.misses, -1), ("beats", keys.beats, 1)):
        if threshold is not None:
            by = None if surprise.percent is None else surprise.percent.copy_abs()
            if surprise.way is not None and surprise.way != way:
                by = ZERO
            shown = None if by is None else percent_words(by, threshold)
            value = None if by is None else plain(by)
            yield (
                Saw(key, value, str(threshold), _by(threshold, surprise, way), shown),
                threshold,
                surprise.why_unknown,
            )
    if keys.surprise is not None:
        percent = surprise.percent
        low = percent if percent is not None else ZERO if surprise.way == 1 else None
        high = percent if percent is not None else ZERO if surprise.way == -1 else None
        shown = None if percent is None else percent_words(percent, keys.surprise)
        value = None if percent is None else plain(percent)
        holds = keys.surprise.compare(low, high)
        yield Saw("surprise", value, str(keys.surprise), holds, shown), keys.surprise, surprise.why_unknown
    for key, threshold, number, why in (
        ("actual", keys.actual, fact.actual, "no result is told"),
        ("estimate", keys.estimate, fact.estimate, "no estimate is told"),
    ):
        if threshold is not None:
            shown = None if number is None else amount(number, fact.measure, threshold)
            value = None if number is None else f"{number:f}"
            yield Saw(key, value, str(threshold), threshold.compare(number, number), shown), threshold, why


def _by(threshold: Threshold, surprise: Surprise, way: int) -> bool | None:
    """Whether it fell on that side of the estimate, and by so much."""
    if surprise.way is None:
        return None
    if surprise.way != way:
        return False
    if surprise.percent is None:  # by more than nothing, and nobody knows how much
        any_at_all = threshold.side is Side.OVER and not threshold.number
        return True if any_at_all else threshold.compare(ZERO, None)
    by = surprise.percent.copy_abs()
    return threshold.compare(by, by)


def _told_before(keys: EarningsKeys, fact: Earnings, reading: Reading, history: History) -> Earnings | None:
    """The same result as another vendor told it, or the same one before, where it met the keys then."""
    if fact.actual is None:
        return None
    now = reading.head.accepted
    told = history.told(reading.issuer.cik, {Earnings.kind}, None if now is None else now - _TOLD_AGAIN)
    for one in _of_measure(keys, told):
        if (one.measure, one.actual) != (fact.measure, fact.actual):
            continue
        if one.period != fact.period and one.source == fact.source:
            continue
        before = Surprise.of(one)
        held = all_of(saw.holds for saw, _, _ in _seen(keys, before))
        if held is True and (before.way is not None or not keys.needs_estimate):
            return one
    return None


def _of_measure(keys: EarningsKeys, facts: Iterable[object]) -> Iterator[Earnings]:
    for fact in facts:
        if isinstance(fact, Earnings) and keys.measure in (None, fact.measure):
            yield fact


def compile_keys(keys: EarningsKeys) -> Condition:
    return Condition(
        {"earnings": keys.meaning()},
        partial(decide, keys),
        frozenset({FORM_OF[Earnings.kind]}),
        sees=partial(_sees, keys) if keys.needs_estimate else None,
    )


def _sees(keys: EarningsKeys, issuer_cik: str, history: History, now: dt.datetime) -> str | None:
    measure = " or ".join(MEASURES.values()) if keys.measure is None else MEASURES[keys.measure]
    told = list(_of_measure(keys, history.told(issuer_cik, {Earnings.kind}, now - _A_YEAR)))
    if not told:
        return f"no estimate of its {measure} has been told"
    last = told[-1]
    if last.estimate is None and last.surprise_percent is None:
        return f"no estimate was told beside its last {MEASURES.get(last.measure, last.measure)}"
    return None
