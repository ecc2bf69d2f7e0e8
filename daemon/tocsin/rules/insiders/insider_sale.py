"""The condition `insider_sale`: open-market sales of stock, in one filing or over a window of days.

First which rows count (who sold, under a plan, to cover taxes), then how much they are. A fact that the
filing leaves open makes rows that may or may not count, and figures known only from and to: the rule
is undecided only where that decides it.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Annotated, ClassVar

from pydantic import model_validator

from tocsin.model import InsiderSale, InsiderTransaction, Known, Reading
from tocsin.rules.condition import Condition
from tocsin.rules.days import parse_span
from tocsin.rules.insiders.holding import of_holding
from tocsin.rules.insiders.roles import ANYONE, Role, any_role, parse_roles
from tocsin.rules.insiders.trade import ANY, FORMS, INSIDERS, Asked, Trade, fits_together
from tocsin.rules.insiders.window import decide
from tocsin.rules.interval import ZERO
from tocsin.rules.known import any_of_known, parse_known
from tocsin.rules.shown import rounded
from tocsin.rules.threshold import Measure, Threshold, Unit, parse
from tocsin.yamltext import Section, each_text, from_text

SHARES = Measure(Unit.SHARES, ZERO, None, {Unit.DOLLARS: "value", Unit.PERCENT: "of_holding"})
VALUE = Measure(Unit.DOLLARS, ZERO, None, {Unit.SHARES: "shares", Unit.PERCENT: "of_holding"})
OF_HOLDING = Measure(Unit.PERCENT, ZERO, Decimal(100), {Unit.SHARES: "shares", Unit.DOLLARS: "value"})


class InsiderSaleKeys(Section):
    """What a rule may ask of sales; without any key, any sale."""

    EXAMPLE: ClassVar[str] = "{shares: over 100k}"

    by: Annotated[frozenset[Role], each_text(parse_roles, any_role)] = ANYONE
    plan_10b5_1: Annotated[frozenset[Known], each_text(parse_known, any_of_known)] = ANY
    sell_to_cover: Annotated[frozenset[Known], each_text(parse_known, any_of_known)] = ANY
    shares: Annotated[Threshold | None, from_text(partial(parse, measure=SHARES))] = None
    value: Annotated[Threshold | None, from_text(partial(parse, measure=VALUE))] = None
    of_holding: Annotated[Threshold | None, from_text(partial(parse, measure=OF_HOLDING))] = None
    within: Annotated[int | None, from_text(partial(parse_span, key="within"))] = None
    insiders: Annotated[Threshold | None, from_text(partial(parse, measure=INSIDERS))] = None
    first_in: Annotated[int | None, from_text(partial(parse_span, key="first_in"))] = None

    @model_validator(mode="after")
    def _together(self) -> InsiderSaleKeys:
        fits_together(self.asked())
        return self

    def asked(self) -> Asked:
        return Asked(
            by=self.by,
            plan=self.plan_10b5_1,
            cover=self.sell_to_cover,
            shares=self.shares,
            value=self.value,
            of_holding=self.of_holding,
            insiders=self.insiders,
            within=self.within,
            first_in=self.first_in,
        )


def _subject(
    reading: Reading, rows: tuple[InsiderTransaction, ...]
) -> tuple[InsiderSale | None, Decimal | None]:
    percent = of_holding(reading, rows)
    return InsiderSale.of(map(_price_or_none, rows)), None if percent is None else rounded(percent, 4)


def _price_or_none(row: InsiderTransaction) -> InsiderTransaction:
    """A stated price of 0 is no price: the message must not tell a sale for nothing."""
    return row if row.price else replace(row, price=None)


SALE = Trade(
    chosen=lambda row: row.is_sale,
    done="sold",
    noun="sale",
    nothing="no open-market sale in it",
    subject=_subject,
)


def compile_keys(keys: InsiderSaleKeys) -> Condition:
    asked = keys.asked()
    return Condition({"insider_sale": asked.meaning()}, partial(decide, asked, SALE), FORMS)
