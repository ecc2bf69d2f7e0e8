"""The condition `proposed_sale`: stock that a Form 144 says is to be sold."""

from __future__ import annotations

from functools import partial
from typing import Annotated, ClassVar

from tocsin import words
from tocsin.model import Answer, Known, ProposedSale, Reading, Saw, Verdict, class_of
from tocsin.rules.condition import Condition
from tocsin.rules.history import History
from tocsin.rules.interval import ZERO, Interval, all_of, any_of, total
from tocsin.rules.known import accepts, any_of_known, either, parse_known
from tocsin.rules.part import Part
from tocsin.rules.threshold import Measure, Threshold, Unit, parse, written
from tocsin.words import count, dollars
from tocsin.yamltext import Section, each_text, from_text

SHARES = Measure(Unit.SHARES, ZERO, None, {Unit.DOLLARS: "value"})
VALUE = Measure(Unit.DOLLARS, ZERO, None, {Unit.SHARES: "shares"})


class ProposedSaleKeys(Section):
    """What a rule may ask of a Form 144; without any key, any of them.

    `shares` are added up a class at a time, and one class is enough; `value` is of all classes together.
    `plan_10b5_1` is yes where the form names the day that a plan was adopted, else unknown: the form has
    no box for a no.
    """

    EXAMPLE: ClassVar[str] = "{value: over $10M}"

    shares: Annotated[Threshold | None, from_text(partial(parse, measure=SHARES))] = None
    value: Annotated[Threshold | None, from_text(partial(parse, measure=VALUE))] = None
    plan_10b5_1: Annotated[frozenset[Known], each_text(parse_known, any_of_known)] = frozenset(Known)

    def meaning(self) -> dict[str, str]:
        """What is asked, the same however it was written; what is not asked is left out."""
        asked = {
            "shares": self.shares,
            "value": self.value,
            "plan_10b5_1": "" if self.plan_10b5_1 == set(Known) else ", ".join(sorted(self.plan_10b5_1)),
        }
        return {key: str(asked_for) for key, asked_for in asked.items() if asked_for}


def decide(keys: ProposedSaleKeys, reading: Reading, _history: History) -> Verdict:
    """Whether the filing announces a sale that meets the keys. Its subject is the first line."""
    sales = tuple(fact for fact in reading.facts if isinstance(fact, ProposedSale))
    if not sales:
        return Verdict(Answer.SILENT, "no proposed sale in it")
    parts = [
        part
        for part in (_plan(keys.plan_10b5_1, sales), _shares(keys.shares, sales), _value(keys.value, sales))
        if part is not None
    ]
    saw = tuple(part.saw for part in parts if part.saw is not None)
    answer = all_of(part.holds for part in parts)
    if answer is True:
        return Verdict(Answer.FIRES, described(sales), saw, sales[0])
    reason = next(part.reason for part in parts if part.holds is answer)
    if answer is False:
        return Verdict(Answer.SILENT, reason, saw)
    return Verdict(Answer.UNDECIDED, reason, saw, sales[0])


def described(sales: tuple[ProposedSale, ...]) -> str:
    """`Dana Reyes means to sell 340,000 sh, $12.9M, through Made Securities about 26 May 2026`."""
    first = sales[0]
    shares = [(sale, counted.exact) for sale, counted in _by_class(sales)]
    several = len(shares) > 1
    named = " and ".join(
        ("an unstated number of shares" if number is None else f"{count(number)} sh")
        + (f" of {sale.security}" if several else "")
        for sale, number in shares
    )
    value = _total_value(sales).exact
    brokers = list(dict.fromkeys(sale.broker for sale in sales if sale.broker))
    days = sorted({sale.approximate_date for sale in sales if sale.approximate_date})
    return "".join(
        (
            f"{first.person} means to sell {named}",
            "" if value is None else f", {dollars(value)}",
            "," if value is not None and (brokers or days) else "",
            f" through {' and '.join(brokers)}" if brokers else "",
            f" about {words.day(days[0])}" if days else "",
            f", under a 10b5-1 plan of {words.day(first.plan_adopted)}" if first.plan_adopted else "",
        )
    )


def _by_class(sales: tuple[ProposedSale, ...]) -> list[tuple[ProposedSale, Interval]]:
    """The number of shares of each class, with a line of it; a line that states none may be any number."""
    classes: dict[str, list[ProposedSale]] = {}
    for sale in sales:
        classes.setdefault(class_of(sale.security), []).append(sale)
    return [(lines[0], total(Interval.of(line.shares) for line in lines)) for lines in classes.values()]


def _total_value(sales: tuple[ProposedSale, ...]) -> Interval:
    return total(Interval.of(sale.value) for sale in sales)


def _shares(threshold: Threshold | None, sales: tuple[ProposedSale, ...]) -> Part | None:
    if threshold is None:
        return None
    classes = _by_class(sales)
    answers = [threshold.compare(counted.low, counted.high) for _, counted in classes]
    holds = any_of(answers)
    # The class that decides, else the largest.
    order = sorted(
        zip(answers, classes, strict=True), key=lambda one: (one[0] is holds, one[1][1].low), reverse=True
    )
    sale, counted = order[0][1]
    shown = _amount(counted, Unit.SHARES)
    saw = Saw("shares", _plain(counted), str(threshold), holds, shown)
    if holds is None:
        return Part(None, "number of shares unknown: a line states no number of shares", saw)
    of_class = f" of {sale.security}" if len(classes) > 1 else ""
    return Part(holds, f"{shown}{of_class} to be sold, {'' if holds else 'not '}{threshold}", saw)


def _value(threshold: Threshold | None, sales: tuple[ProposedSale, ...]) -> Part | None:
    if threshold is None:
        return None
    value = _total_value(sales)
    holds = threshold.compare(value.low, value.high)
    shown = _amount(value, Unit.DOLLARS)
    saw = Saw("value", _plain(value), str(threshold), holds, shown)
    if holds is None:
        return Part(None, "value unknown: a line states no market value", saw)
    return Part(holds, f"{shown} to be sold, {'' if holds else 'not '}{threshold}", saw)


def _plan(accepted: frozenset[Known], sales: tuple[ProposedSale, ...]) -> Part | None:
    if accepted == set(Known):
        return None
    plan = Known.YES if any(sale.plan_adopted for sale in sales) else Known.UNKNOWN
    holds = accepts(accepted, plan)
    saw = Saw("plan_10b5_1", plan, either(accepted), holds, plan)
    if holds is None:
        return Part(None, "10b5-1 plan unknown: the form names no day that one was adopted", saw)
    return Part(holds, f"10b5-1 plan: {plan}, and the rule asks for {either(accepted)}", saw)


def _plain(figure: Interval) -> str | None:
    return None if figure.exact is None else f"{figure.exact:f}"


def _amount(figure: Interval, unit: Unit) -> str:
    tail = " sh" if unit is Unit.SHARES else ""
    low = f"{written(figure.low, unit)}{tail}"
    return low if figure.exact is not None else f"at least {low}"


def compile_keys(keys: ProposedSaleKeys) -> Condition:
    return Condition({"proposed_sale": keys.meaning()}, partial(decide, keys))
