"""The condition `insider_buy`: open-market purchases of stock, in one filing or over a window of days."""

from __future__ import annotations

from functools import partial
from typing import Annotated, ClassVar

from pydantic import model_validator

from tocsin.model import InsiderTransaction, Known
from tocsin.rules.condition import Condition
from tocsin.rules.days import parse_span
from tocsin.rules.insiders.holding import percent_bought
from tocsin.rules.insiders.roles import ANYONE, Role, any_role, parse_roles
from tocsin.rules.insiders.trade import ANY, FORMS, INSIDERS, Asked, Trade, fits_together, largest, told_by
from tocsin.rules.insiders.window import decide
from tocsin.rules.interval import ZERO
from tocsin.rules.known import any_of_known, parse_known
from tocsin.rules.threshold import Measure, Threshold, Unit, parse
from tocsin.yamltext import Section, each_text, from_text

SHARES = Measure(Unit.SHARES, ZERO, None, {Unit.DOLLARS: "value", Unit.PERCENT: "of_holding"})
VALUE = Measure(Unit.DOLLARS, ZERO, None, {Unit.SHARES: "shares", Unit.PERCENT: "of_holding"})
# Bought over what was held before: a holding can more than double.
OF_HOLDING = Measure(Unit.PERCENT, ZERO, None, {Unit.SHARES: "shares", Unit.DOLLARS: "value"})


class InsiderBuyKeys(Section):
    """What a rule may ask of purchases; without any key, any purchase."""

    EXAMPLE: ClassVar[str] = "{value: over $1M}"

    by: Annotated[frozenset[Role], each_text(parse_roles, any_role)] = ANYONE
    plan_10b5_1: Annotated[frozenset[Known], each_text(parse_known, any_of_known)] = ANY
    shares: Annotated[Threshold | None, from_text(partial(parse, measure=SHARES))] = None
    value: Annotated[Threshold | None, from_text(partial(parse, measure=VALUE))] = None
    of_holding: Annotated[Threshold | None, from_text(partial(parse, measure=OF_HOLDING))] = None
    within: Annotated[int | None, from_text(partial(parse_span, key="within"))] = None
    insiders: Annotated[Threshold | None, from_text(partial(parse, measure=INSIDERS))] = None
    first_in: Annotated[int | None, from_text(partial(parse_span, key="first_in"))] = None

    @model_validator(mode="after")
    def _together(self) -> InsiderBuyKeys:
        fits_together(self.asked())
        return self

    def asked(self) -> Asked:
        return Asked(
            by=self.by,
            plan=self.plan_10b5_1,
            shares=self.shares,
            value=self.value,
            of_holding=self.of_holding,
            insiders=self.insiders,
            within=self.within,
            first_in=self.first_in,
        )


def is_purchase(row: InsiderTransaction) -> bool:
    """Form 4, General Instruction 8: P is "open market or private purchase"; grants (A), exercises (M, X) and
    conversions (C) acquire without buying."""
    return row.code == "P" and row.acquired_disposed == "A" and not row.derivative


BUY = Trade(
    chosen=is_purchase,
    done="bought",
    noun="purchase",
    nothing="no open-market purchase in it",
    subject=largest,
    headline=told_by("bought"),
    percent=percent_bought,
)


def compile_keys(keys: InsiderBuyKeys) -> Condition:
    asked = keys.asked()
    return Condition({"insider_buy": asked.meaning()}, partial(decide, asked, BUY), FORMS)
