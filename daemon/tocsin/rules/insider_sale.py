"""The condition `insider_sale`: open-market sales of stock in one filing.

First which rows count (who sold, under a plan, to cover taxes), then how much they are. A fact that the
filing leaves open makes rows that may or may not count, and figures known only from and to: the rule
is undecided only where that decides it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Annotated, ClassVar

from tocsin.model import Answer, InsiderSale, InsiderTransaction, Known, Reading, Saw, Verdict
from tocsin.rules.condition import Condition
from tocsin.rules.history import History
from tocsin.rules.holding import of_holding
from tocsin.rules.interval import ZERO, all_of
from tocsin.rules.restated import news
from tocsin.rules.roles import ANYONE, Role, described_owners, has_role, parse_roles
from tocsin.rules.sold import Counted, Part, class_parts, cover_unknown, described, rounded, value_part
from tocsin.rules.threshold import Measure, Threshold, Unit, parse
from tocsin.yamltext import Section, choice, each_text, from_text

SHARES = Measure(Unit.SHARES, ZERO, None, {Unit.DOLLARS: "value", Unit.PERCENT: "of_holding"})
VALUE = Measure(Unit.DOLLARS, ZERO, None, {Unit.SHARES: "shares", Unit.PERCENT: "of_holding"})
OF_HOLDING = Measure(Unit.PERCENT, ZERO, Decimal(100), {Unit.SHARES: "shares", Unit.DOLLARS: "value"})

# A Form 3 tells holdings alone.
FORMS = frozenset({"4", "4/A", "5", "5/A"})

_WORDS = {"true": "yes", "on": "yes", "false": "no", "off": "no"}  # YAML's other words for them
_KNOWN = choice({"yes": Known.YES, "no": Known.NO, "unknown": Known.UNKNOWN})


def _parse_known(text: str) -> frozenset[Known]:
    """`no`, `no or unknown`, `no, unknown`."""
    words = re.split(r" ?, ?| (?:or|and) ", " ".join(text.split()))
    return frozenset(_KNOWN(_WORDS.get(word.lower(), word)) for word in words)


def _any_of_known(parts: list[frozenset[Known]]) -> frozenset[Known]:
    return frozenset().union(*parts)


def _any_role(parts: list[frozenset[Role]]) -> frozenset[Role]:
    if len(parts) > 1 and ANYONE in parts:
        raise ValueError('"anyone" includes every role: let it stand alone')
    return frozenset().union(*parts)


class InsiderSaleKeys(Section):
    """What a rule may ask of the sales in a filing; without any key, any sale."""

    EXAMPLE: ClassVar[str] = "{shares: over 100k}"
    LATER: ClassVar[frozenset[str]] = frozenset({"within", "insiders"})

    by: Annotated[frozenset[Role], each_text(parse_roles, _any_role)] = ANYONE
    plan_10b5_1: Annotated[frozenset[Known], each_text(_parse_known, _any_of_known)] = frozenset(Known)
    sell_to_cover: Annotated[frozenset[Known], each_text(_parse_known, _any_of_known)] = frozenset(Known)
    shares: Annotated[Threshold | None, from_text(partial(parse, measure=SHARES))] = None
    value: Annotated[Threshold | None, from_text(partial(parse, measure=VALUE))] = None
    of_holding: Annotated[Threshold | None, from_text(partial(parse, measure=OF_HOLDING))] = None

    def meaning(self) -> dict[str, str]:
        """What is asked, the same however it was written; what is not asked is left out."""
        asked = {
            "by": ", ".join(sorted(self.by)),
            "plan_10b5_1": "" if self.plan_10b5_1 == set(Known) else ", ".join(sorted(self.plan_10b5_1)),
            "sell_to_cover": ""
            if self.sell_to_cover == set(Known)
            else ", ".join(sorted(self.sell_to_cover)),
            "shares": self.shares,
            "value": self.value,
            "of_holding": self.of_holding,
        }
        return {key: str(asked_for) for key, asked_for in asked.items() if asked_for}


def decide(keys: InsiderSaleKeys, reading: Reading, history: History) -> Verdict:
    """Whether the filing tells a sale that meets the keys."""
    sales = tuple(row for row in reading.transactions if row.is_sale)
    if not sales:
        return Verdict(Answer.SILENT, "no open-market sale in it")
    rows = news(reading, sales, history)
    if not rows:
        return Verdict(Answer.SILENT, "restates what was already told")
    counted = _counted(keys, rows)
    who = [part for part in (_by(keys.by, reading, rows), _plan(keys.plan_10b5_1, rows)) if part is not None]
    cover = _cover(keys.sell_to_cover, rows, counted)
    how_much, seen = _figures(keys, reading, counted)
    parts = [*who, *how_much, cover]
    saw = (*(part.saw for part in (*who, cover) if part.saw is not None), *seen)
    answer = all_of(part.holds for part in parts)
    if answer is not True:
        reason = next(part.reason for part in parts if part.holds is answer)
    else:
        reason = "; ".join(part.reason for part in how_much) or described(counted)
    if answer is False:
        return Verdict(Answer.SILENT, reason, saw)
    told = counted.certain if answer else counted.rows
    percent = of_holding(reading, told)
    return Verdict(
        Answer.FIRES if answer else Answer.UNDECIDED,
        reason,
        saw,
        InsiderSale.of(_price_or_none(row) for row in told),
        None if percent is None else rounded(percent, 4),
    )


def _figures(keys: InsiderSaleKeys, reading: Reading, counted: Counted) -> tuple[list[Part], list[Saw]]:
    if not counted.rows:
        return [], []
    parts: list[Part] = []
    seen: list[Saw] = []
    if keys.shares is not None or keys.of_holding is not None:
        parts, seen = class_parts(reading, counted, keys.shares, keys.of_holding)
    if keys.value is not None:
        value = value_part(counted, keys.value)
        parts, seen = [*parts, value], [*seen, *filter(None, [value.saw])]
    return parts, seen


def _counted(keys: InsiderSaleKeys, rows: Iterable[InsiderTransaction]) -> Counted:
    """What is told row by row sorts the rows; what holds for the whole filing is a part of its own."""
    answers = [(row, _accepts(keys.sell_to_cover, row.sell_to_cover)) for row in rows]
    return Counted(
        tuple(row for row, answer in answers if answer),
        tuple(row for row, answer in answers if answer is None),
    )


def _by(roles: frozenset[Role], reading: Reading, rows: tuple[InsiderTransaction, ...]) -> Part | None:
    if roles == ANYONE:
        return None
    owners = rows[0].owners
    asked, seen = _or(sorted(roles)), described_owners(owners)
    holds = has_role(owners, roles, reading.filing.remarks)
    saw = Saw("by", seen, asked, holds, seen)
    if holds is None:
        return Part(None, f"not known to be sold by {asked}: {seen}", saw)
    return Part(holds, f"sold by {seen}, not by {asked}", saw)


def _plan(accepted: frozenset[Known], rows: tuple[InsiderTransaction, ...]) -> Part | None:
    if accepted == set(Known):
        return None
    plan = Known.common(row.plan_10b5_1 for row in rows)
    holds = _accepts(accepted, plan)
    saw = Saw("plan_10b5_1", plan, _or(accepted), holds, plan)
    if holds is None:
        return Part(None, "10b5-1 plan unknown: the filing does not say", saw)
    return Part(holds, f"10b5-1 plan: {plan}, and the rule asks for {_or(accepted)}", saw)


def _cover(accepted: frozenset[Known], rows: tuple[InsiderTransaction, ...], counted: Counted) -> Part:
    covers = Known.common(row.sell_to_cover for row in rows)
    holds = True if counted.certain else (None if counted.possible else False)
    saw = Saw("sell_to_cover", covers, _or(accepted), holds, covers)
    shown = None if accepted == set(Known) else saw
    if holds is False:
        return Part(False, f"sold to cover taxes: {covers}, and the rule asks for {_or(accepted)}", shown)
    return Part(holds, cover_unknown(counted.possible), shown)


def _accepts(accepted: frozenset[Known], fact: Known) -> bool | None:
    if fact in accepted or {Known.YES, Known.NO} <= accepted:
        return True
    return None if fact is Known.UNKNOWN else False


def _or(words: Iterable[str]) -> str:
    return " or ".join(sorted(words))


def _price_or_none(row: InsiderTransaction) -> InsiderTransaction:
    """A stated price of 0 is no price: the message must not tell a sale for nothing."""
    return row if row.price else replace(row, price=None)


def compile_keys(keys: InsiderSaleKeys) -> Condition:
    return Condition({"insider_sale": keys.meaning()}, partial(decide, keys), FORMS)
