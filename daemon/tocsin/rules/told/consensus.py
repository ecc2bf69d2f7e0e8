"""The condition `consensus`: where all analysts together stand, or how far their mean target has come.

A level, of several figures at once: it rings when it becomes true by what is told, and was not true by what was
known before. A change of the mean from one time that it is told to the next, without `within`, rings each time.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, ClassVar

from pydantic import Field, ValidationInfo, field_validator, model_validator

from tocsin.model import FORM_OF, Answer, Consensus, Reading, Verdict
from tocsin.rules.condition import Condition
from tocsin.rules.days import parse_span
from tocsin.rules.history import History
from tocsin.rules.interval import ZERO
from tocsin.rules.threshold import Measure, Side, Threshold, Unit, parse
from tocsin.rules.told.drift import Asked, drift
from tocsin.rules.told.stance import Stance, lacking, stance
from tocsin.rules.told.standing import Standing, consensus_in, lately, of_last, standing
from tocsin.yamltext import Section, from_text
from tocsin.yamltext.schema import in_any_case

__all__ = ["ConsensusKeys", "Standing", "compile_keys", "decide", "holds", "standing"]

_MEAN = Measure(Unit.DOLLARS, ZERO, None, {Unit.PERCENT: "moves"})
_COUNT = Measure(Unit.COUNT, ZERO, None, {Unit.DOLLARS: "mean"})
_SHARE = Measure(Unit.PERCENT, ZERO, Decimal(100), {Unit.DOLLARS: "mean"})
_FALL = Measure(Unit.PERCENT, ZERO, Decimal(100), {Unit.DOLLARS: "mean"})
_MOVE = Measure(Unit.PERCENT, ZERO, None, {Unit.DOLLARS: "mean"})
_SIDES = "|".join(["[><]=?", *map(in_any_case, Side)])
OF_PART = {
    "type": "string",
    "pattern": rf"^\s*(?:{_SIDES})(?!.*\$)\s*\.?[0-9]",
    "examples": ["under 40%"],
}


def parse_part(text: str) -> Threshold:
    """A percentage of all who rate, or a number of them; ValueError says what would be right."""
    in_percent = "%" in text or "percent" in text.lower()
    return parse(text, _SHARE if in_percent else _COUNT)


# So long after the first vendor the others tell the same.
FOLLOWS = dt.timedelta(days=7)


class ConsensusKeys(Section):
    """What a rule may ask of where analysts stand together; all that is asked holds together."""

    EXAMPLE: ClassVar[str] = "{buys: under 40%, mean: under $40}"

    mean: Annotated[Threshold | None, from_text(partial(parse, measure=_MEAN))] = Field(
        None, description="The mean of their price targets, in dollars.", examples=["under $40"]
    )
    buys: Annotated[Threshold | None, from_text(parse_part, OF_PART)] = Field(
        None,
        description="How many say buy, the strong ones among them: in percent of all who rate, or a number.",
        examples=["under 40%", "at least 10"],
    )
    holds: Annotated[Threshold | None, from_text(parse_part, OF_PART)] = Field(
        None,
        description="How many say hold: in percent of all who rate, or a number.",
        examples=["over 50%", "at least 10"],
    )
    sells: Annotated[Threshold | None, from_text(parse_part, OF_PART)] = Field(
        None,
        description="How many say sell, the strong ones among them: in percent of all who rate, or a number.",
        examples=["over 20%", "at least 3"],
    )
    analysts: Annotated[Threshold | None, from_text(partial(parse, measure=_COUNT))] = Field(
        None, description="How many analysts there are, as the vendor counts them.", examples=["at least 5"]
    )
    falls: Annotated[Threshold | None, from_text(partial(parse, measure=_FALL))] = Field(
        None, description="By how much the mean target is down, in percent.", examples=["at least 10%"]
    )
    rises: Annotated[Threshold | None, from_text(partial(parse, measure=_MOVE))] = Field(
        None, description="By how much the mean target is up, in percent.", examples=["at least 10%"]
    )
    moves: Annotated[Threshold | None, from_text(partial(parse, measure=_MOVE))] = Field(
        None, description="By how much the mean target is up or down, in percent.", examples=["over 15%"]
    )
    within: Annotated[int | None, from_text(partial(parse_span, key="within"))] = Field(
        None,
        description="The days over which the mean changes, against the first one told in them, or where there was "
        "none the last one before. Left out: against the one told before.",
        examples=["30d"],
    )

    @field_validator("rises", "moves", mode="after")
    @classmethod
    def _one_way(cls, threshold: Any, given: ValidationInfo) -> Any:
        for other in ("falls", "rises"):
            if other != given.field_name and threshold is not None and given.data.get(other) is not None:
                raise ValueError(f"{other} is there already: one of falls, rises and moves is enough")
        return threshold

    @model_validator(mode="after")
    def _asks(self) -> ConsensusKeys:
        if self.within is not None and self.change is None:
            raise ValueError("within goes with falls, rises or moves")
        if not self.meaning():
            raise ValueError("nothing is asked of the consensus: give it keys such as buys: under 40%")
        return self

    @property
    def change(self) -> tuple[str, Threshold] | None:
        asked = (("falls", self.falls), ("rises", self.rises), ("moves", self.moves))
        return next(((key, threshold) for key, threshold in asked if threshold is not None), None)

    @property
    def levels(self) -> dict[str, Threshold]:
        """What is asked of figures as they stand."""
        asked = {key: getattr(self, key) for key in ("buys", "holds", "sells", "mean", "analysts")}
        return {key: threshold for key, threshold in asked.items() if threshold is not None}

    def meaning(self) -> dict[str, str]:
        """What is asked, the same however it was written; what is not asked is left out."""
        asked = {
            **{key: getattr(self, key) for key in ("mean", "buys", "holds", "sells", "analysts")},
            **{key: getattr(self, key) for key in ("falls", "rises", "moves")},
            "within": f"{self.within}d" if self.within else None,
        }
        return {key: str(asked_for) for key, asked_for in asked.items() if asked_for is not None}


def decide(keys: ConsensusKeys, reading: Reading, history: History) -> Verdict:
    """Whether what is told makes it true. Its subject is the consensus, put together of what is known."""
    if not consensus_in(reading):
        return Verdict(Answer.SILENT, "no consensus in it")
    verdict = holds(keys, reading, history)
    if verdict.answer is not Answer.FIRES or (keys.change and keys.within is None):
        return verdict
    if _stance(keys, reading, history, told=False).holds or _another_told(keys, reading, history):
        return Verdict(Answer.SILENT, f"was so already: {verdict.reason}", verdict.saw)
    return verdict


def _another_told(keys: ConsensusKeys, reading: Reading, history: History) -> bool:
    """Whether it is so by what whichever vendor told last in these days: vendors follow one another, and count a
    little differently. (A change of the mean is of one vendor's mean.)"""
    now = reading.head.accepted
    if keys.change is not None or now is None:
        return False
    told = history.told(reading.issuer.cik, (Consensus.kind,), now - FOLLOWS)
    where = of_last([fact for fact in told if isinstance(fact, Consensus)], (), None)
    return stance(keys.levels, where, None).holds is True


def holds(keys: ConsensusKeys, reading: Reading, history: History) -> Verdict:
    """Whether it is so by what was told last, which the reading at hand may be."""
    now = _stance(keys, reading, history, told=True)
    subject = now.where.whole(reading.issuer)
    behind = tuple(
        one for one in (*now.where.told, *now.against) if one not in (subject, *consensus_in(reading))
    )
    if now.holds is True:
        return Verdict(Answer.FIRES, now.told, now.saw, subject, evidence=behind)
    if now.holds is False:
        return Verdict(Answer.SILENT, now.why_not, now.saw)
    return Verdict(Answer.UNDECIDED, now.why, now.saw, subject, evidence=behind)


def _stance(keys: ConsensusKeys, reading: Reading, history: History, *, told: bool) -> Stance:
    """How it stands with what the reading tells, or by what was known before alone; the vendor's own figures
    go first in both."""
    now, cik = reading.head.accepted, reading.issuer.cik
    here = consensus_in(reading)
    own = here if told else ()
    where = of_last(lately(cik, history, now), own, here[-1].source if here else None)
    come = None
    if keys.change is not None:
        come = drift(Asked(*keys.change, keys.within), now, history, own, where.targets)
    return stance(keys.levels, where, come)


def _sees(keys: ConsensusKeys, issuer_cik: str, history: History, now: dt.datetime) -> str | None:
    """What it asks for and nobody has told."""
    return lacking(keys.levels, standing(issuer_cik, history, now), mean=keys.change is not None)


def compile_keys(keys: ConsensusKeys) -> Condition:
    return Condition(
        {"consensus": keys.meaning()},
        partial(decide, keys),
        frozenset({FORM_OF[Consensus.kind]}),
        partial(holds, keys),
        sees=partial(_sees, keys),
    )
