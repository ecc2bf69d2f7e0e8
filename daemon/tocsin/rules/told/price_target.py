"""The condition `price_target`: a firm's target for a stock, how it changed, and how many did the same.

The target before is the vendor's own, else the last one known of the same firm (`target`). Where it is not known,
or not of the same currency or the same shares, a rule that asks for a change is undecided.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from tocsin.model import FORM_OF, TARGET_ACTIONS, Answer, PriceTarget, Reading, Saw, Verdict
from tocsin.rules.condition import Condition
from tocsin.rules.days import parse_span
from tocsin.rules.history import History
from tocsin.rules.interval import ZERO
from tocsin.rules.part import Part
from tocsin.rules.shown import plain
from tocsin.rules.threshold import Measure, Side, Threshold, Unit, is_amount, parse, side_and_rest
from tocsin.rules.told.firms import (
    FIRMS,
    Within,
    any_firm,
    firm_part,
    firms_counted,
    firms_meaning,
    fits_together,
    parse_firm,
)
from tocsin.rules.told.opinion import Counted, Judged, Past, concluded, past_of, weightiest
from tocsin.rules.told.streak import STREAK, streak_counted
from tocsin.rules.told.target import Change, currency_of, described, money, percent_words
from tocsin.yamltext import Section, choice, each_text, from_text, quote
from tocsin.yamltext.schema import in_any_case

_TO = Measure(Unit.DOLLARS, ZERO, None, {Unit.PERCENT: "moves"})
_DOLLARS = Measure(Unit.DOLLARS, ZERO)
_PERCENT = Measure(Unit.PERCENT, ZERO)
_FALL = Measure(Unit.PERCENT, ZERO, Decimal(100))
_MONEY_WORDS = ("$", "dollar", "usd")
_UNIT_WORDS = (*_MONEY_WORDS, "%", "percent", "bp", "sh")
_SIDES = "|".join(["[><]=?", *map(in_any_case, Side)])
_IN_UNIT = "|".join(["%", r"\$", *map(in_any_case, ("percent", "dollar", "usd"))])
OF_CHANGE = {
    "type": "string",
    "pattern": rf"^\s*(?:{_SIDES})(?=.*(?:{_IN_UNIT}))\s*\$?\s*\.?[0-9]",
    "examples": ["at least 10%"],
}


def parse_change(text: str, in_percent: Measure) -> Threshold:
    """A threshold in percent or in dollars; ValueError says what would be right."""
    line = text.lower()
    if any(word in line for word in _MONEY_WORDS):
        return parse(text, _DOLLARS)
    found = side_and_rest(text)
    if found and found[1] and is_amount(found[1]) and not any(word in line for word in _UNIT_WORDS):
        side = found[0]
        raise ValueError(
            f"{quote(text)} may be a percentage or dollars: write one like {side} 10% or {side} $5"
        )
    return parse(text, in_percent)


def _words(parts: list[str]) -> tuple[str, ...]:
    return tuple(sorted(set(parts)))


class PriceTargetKeys(Section):
    """What a rule may ask of a price target; without any key, any that is new, changed or removed. All that is
    asked holds together, for one target."""

    EXAMPLE: ClassVar[str] = "{falls: at least 10%, firms: at least 2, within: 7d}"

    falls: Annotated[Threshold | None, from_text(partial(parse_change, in_percent=_FALL), OF_CHANGE)] = Field(
        None,
        description="By how much it is below the target before, in percent of that or in dollars.",
        examples=["at least 10%", "at least $5"],
    )
    rises: Annotated[Threshold | None, from_text(partial(parse_change, in_percent=_PERCENT), OF_CHANGE)] = (
        Field(
            None,
            description="By how much it is above the target before, in percent of that or in dollars.",
            examples=["at least 10%", "at least $5"],
        )
    )
    moves: Annotated[Threshold | None, from_text(partial(parse_change, in_percent=_PERCENT), OF_CHANGE)] = (
        Field(
            None,
            description="By how much it is above or below the target before, in percent of that or in dollars.",
            examples=["over 15%", "over $10"],
        )
    )
    to: Annotated[Threshold | None, from_text(partial(parse, measure=_TO))] = Field(
        None,
        description="The new target, in dollars. One that is kept is no new one, unless action asks for it.",
        examples=["under $30"],
    )
    firm: Annotated[tuple[str, ...], each_text(parse_firm, any_firm)] = Field(
        (),
        description="Whose target: a firm, or a list of firms, any of which will do. JPMorgan is J.P. Morgan too.",
        examples=["Morgan Stanley", "[Goldman Sachs, JPMorgan]"],
    )
    action: Annotated[tuple[str, ...], each_text(choice({word: word for word in TARGET_ACTIONS}), _words)] = (
        Field(
            (),
            description="What the firm does with its target, in the vendor's word or else by the figures: "
            "raises, lowers, maintains, initiates, removes, or a list of these.",
            examples=["lowers", "[initiates, raises]"],
        )
    )
    firms: Annotated[Threshold | None, from_text(partial(parse, measure=FIRMS))] = Field(
        None,
        description="How many firms, each by an own target that meets the other keys, in the days of within. "
        "A firm counts once.",
        examples=["at least 2"],
    )
    within: Annotated[int | None, from_text(partial(parse_span, key="within"))] = Field(
        None, description="The calendar days, Eastern, in which firms are counted.", examples=["7d"]
    )
    streak: Annotated[Threshold | None, from_text(partial(parse, measure=STREAK))] = Field(
        None,
        description="How many changes of targets in a row, of whatever firms, went the same way, up to this one.",
        examples=["at least 3"],
    )

    @model_validator(mode="after")
    def _together(self) -> PriceTargetKeys:
        fits_together(self)
        ways = [key for key in ("falls", "rises", "moves") if getattr(self, key) is not None]
        if len(ways) > 1:
            raise ValueError(f"{ways[0]} is there already: one of falls, rises and moves is enough")
        return self

    @property
    def change(self) -> tuple[str, Threshold] | None:
        asked = (("falls", self.falls), ("rises", self.rises), ("moves", self.moves))
        return next(((key, threshold) for key, threshold in asked if threshold is not None), None)

    def meaning(self) -> dict[str, str]:
        """What is asked, the same however it was written; what is not asked is left out."""
        asked = {
            **{key: getattr(self, key) for key in ("falls", "rises", "moves", "to")},
            "firm": firms_meaning(self.firm),
            "action": ", ".join(self.action),
            "firms": self.firms,
            "within": f"{self.within}d" if self.within else None,
            "streak": self.streak,
        }
        return {key: str(asked_for) for key, asked_for in asked.items() if asked_for}


def decide(keys: PriceTargetKeys, reading: Reading, history: History) -> Verdict:
    """Whether a target that is told meets the keys. Its subject is the target, `before` filled where known."""
    targets = [fact for fact in reading.facts if isinstance(fact, PriceTarget)]
    if not targets:
        return Verdict(Answer.SILENT, "no price target in it")
    several = keys.firms is not None or keys.streak is not None
    past = None
    if several or any(fact.before is None for fact in targets):
        past = past_of(PriceTarget, reading, history, keys.within)
    return weightiest([_verdict(keys, fact, past) for fact in targets])


def _verdict(keys: PriceTargetKeys, fact: PriceTarget, past: Past[PriceTarget] | None) -> Verdict:
    change = Change.of(fact, past.former(fact.firm) if past else None)
    own = _judged(keys, change)
    counted: list[Counted] = []
    if past and own.holds is not False:
        if keys.firms is not None and keys.within is not None:
            others = [
                Within(_judged(keys, Change.of(one.fact, one.former)), one.day, one.recent)
                for one in past.near(keys.within)
            ]
            counted.append(firms_counted(keys.firms, keys.within, own, past.day, others))
        if keys.streak is not None:
            before = (Change.of(one.fact, one.former) for one in reversed(past.before))
            counted.append(streak_counted(keys.streak, change, before))
    return concluded(own, counted, () if change.earlier is None else (change.earlier,))


def _judged(keys: PriceTargetKeys, change: Change) -> Judged:
    asked = keys.change[1] if keys.change else None
    return Judged(change.fact, described(change, asked), tuple(_parts(keys, change)))


def _parts(keys: PriceTargetKeys, change: Change) -> Iterator[Part]:
    if (part := firm_part(keys.firm, change.fact.firm)) is not None:
        yield part
    if keys.action:
        yield _action_part(keys.action, change)
    elif keys.change is None:
        # Where a level is asked for, a target of which it is not known that it was kept is told.
        holds = True if keys.to is not None and change.is_new is None else change.is_new
        yield Part(holds, "no change" if holds is False else change.doubt)
    if keys.to is not None:
        yield _to_part(keys.to, change)
    if keys.change is not None:
        yield _change_part(*keys.change, change)


def _action_part(asked: tuple[str, ...], change: Change) -> Part:
    either, action = " or ".join(asked), change.action
    holds = None if action is None else action in asked
    reason = f"the rule asks for {either}" if holds is False else change.doubt
    return Part(holds, reason, Saw("action", action, either, holds, action))


def _to_part(threshold: Threshold, change: Change) -> Part:
    fact = change.fact
    if fact.action == "removes":
        return Part(False, "no new target", Saw("to", None, str(threshold), False, "none"))
    if fact.to is None:
        return Part(None, "its new target is not told", Saw("to", None, str(threshold), None))
    shown = money(fact.to, fact)
    if not change.in_dollars:
        reason = f"it is in {currency_of(fact)}, and the rule asks for dollars"
        return Part(None, reason, Saw("to", f"{fact.to:f}", str(threshold), None, shown))
    holds = threshold.compare(fact.to, fact.to)
    saw = Saw("to", f"{fact.to:f}", str(threshold), holds, shown)
    return Part(holds, f"the rule asks for a target {threshold}", saw)


def _change_part(key: str, threshold: Threshold, change: Change) -> Part:
    """Whether it went that way, by so much; where only the way is known, that may be enough for a no."""
    wanted = {"falls": -1, "rises": 1}.get(key)
    reason = f"the rule asks for {key}: {threshold}"
    went = None if change.way is None else change.way != 0 and wanted in (None, change.way)
    by = change.by if threshold.unit is Unit.DOLLARS else change.percent
    if by is None or (threshold.unit is Unit.DOLLARS and not change.in_dollars):
        if went is False:
            return Part(False, reason, Saw(key, None, str(threshold), False))
        why = change.doubt or f"it is in {currency_of(change.fact)}, and the rule asks for dollars"
        return Part(None, why, Saw(key, None, str(threshold), None))
    size = by.copy_abs() if went else ZERO
    shown = money(size) if threshold.unit is Unit.DOLLARS else percent_words(size, threshold)
    holds = bool(went and threshold.compare(size, size))
    return Part(holds, reason, Saw(key, plain(size, threshold.unit), str(threshold), holds, shown))


def compile_keys(keys: PriceTargetKeys) -> Condition:
    return Condition(
        {"price_target": keys.meaning()}, partial(decide, keys), frozenset({FORM_OF[PriceTarget.kind]})
    )
