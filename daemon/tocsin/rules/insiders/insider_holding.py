"""The condition `insider_holding`: what the owners of a filing hold when all that it tells is done.

Shares of a class, over all lines of ownership that the form shows: "report total beneficial ownership
following the reported transaction(s)" (Form 4, General Instruction 4(a)). An amendment may show some lines
only; what the same owners' earlier filings said of the others is then what may be held besides.

`owned` alone is a level: it rings when it becomes true, so not where it was true before the filing's own
transactions. `falls` and `rises` are changes by those transactions, and ring each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Annotated, ClassVar

from pydantic import model_validator

from tocsin.model import Answer, Fact, InsiderHolding, InsiderTransaction, Reading, Saw, Verdict, class_of
from tocsin.rules.condition import Condition
from tocsin.rules.history import History
from tocsin.rules.insiders.holding import held_before, left, net_out, untold
from tocsin.rules.insiders.restated import news
from tocsin.rules.insiders.roles import (
    ANYONE,
    Role,
    any_role,
    described_owners,
    has_role,
    named_owners,
    parse_roles,
)
from tocsin.rules.insiders.sold import figure_part
from tocsin.rules.insiders.trade import largest
from tocsin.rules.interval import UNKNOWN, ZERO, Interval, all_of, percent_of, total
from tocsin.rules.known import either
from tocsin.rules.part import Part
from tocsin.rules.shown import brief, figure_words
from tocsin.rules.threshold import Measure, Side, Threshold, Unit, parse
from tocsin.yamltext import Section, each_text, from_text, quote

FORMS = frozenset({"3", "3/A", "4", "4/A", "5", "5/A"})
OWNED = Measure(Unit.SHARES, ZERO, None)
FALLS = Measure(Unit.PERCENT, ZERO, Decimal(100), {Unit.SHARES: "owned"})
RISES = Measure(Unit.PERCENT, ZERO, None, {Unit.SHARES: "owned"})


def _parse_change(text: str, way: str, measure: Measure) -> Threshold:
    threshold = parse(text, measure)
    if threshold.side in (Side.UNDER, Side.AT_MOST):
        over = str(threshold).removeprefix(f"{threshold.side} ")
        raise ValueError(f"{quote(text)}: {way} is for more than something: write {way}: over {over}")
    return threshold


class InsiderHoldingKeys(Section):
    """What a rule may ask of a holding: one of `owned`, `falls` and `rises`, or `owned` with one of the others."""

    EXAMPLE: ClassVar[str] = "{falls: over 50%}"

    by: Annotated[frozenset[Role], each_text(parse_roles, any_role)] = ANYONE
    owned: Annotated[Threshold | None, from_text(partial(parse, measure=OWNED))] = None
    falls: Annotated[Threshold | None, from_text(partial(_parse_change, way="falls", measure=FALLS))] = None
    rises: Annotated[Threshold | None, from_text(partial(_parse_change, way="rises", measure=RISES))] = None

    @model_validator(mode="after")
    def _asks(self) -> InsiderHoldingKeys:
        if self.falls is not None and self.rises is not None:
            raise ValueError("a holding cannot fall and rise at once: leave one of them out")
        if self.owned is None and self.falls is None and self.rises is None:
            raise ValueError("nothing is asked of the holding: give it owned, falls or rises")
        return self

    def thresholds(self) -> dict[str, Threshold]:
        asked = {"owned": self.owned, "falls": self.falls, "rises": self.rises}
        return {name: threshold for name, threshold in asked.items() if threshold is not None}

    def meaning(self) -> dict[str, str]:
        """What is asked, the same however it was written; what is not asked is left out."""
        by = {"by": ", ".join(sorted(self.by))} if self.by else {}
        return by | {name: str(threshold) for name, threshold in self.thresholds().items()}


@dataclass(frozen=True, slots=True)
class _Held:
    """What is held of one class of stock after the filing and before it; `before` None: told for the first
    time. `title` is told only where there are several classes."""

    title: str | None
    now: Interval
    before: Interval | None
    out: Decimal | None
    parts: tuple[Part, ...]

    @property
    def holds(self) -> bool | None:
        return all_of(part.holds for part in self.parts)


def decide(keys: InsiderHoldingKeys, reading: Reading, history: History) -> Verdict:
    """Whether what is held after the filing meets the keys."""
    form = reading.filing.form
    rows = tuple(row for row in reading.transactions if not row.derivative)
    first = form.startswith("3")
    stock: list[InsiderTransaction | InsiderHolding] = [
        *rows,
        *(row for row in reading.holdings if not row.derivative and first),
    ]
    if not stock:
        return Verdict(Answer.SILENT, "no stock in it" if first else "no transaction of stock in it")
    if rows and not news(reading, rows, history):
        return Verdict(Answer.SILENT, "restates what was already told")
    titles: dict[str, str] = {}
    for one in stock:
        titles.setdefault(class_of(one.security), one.security)
    several = len(titles) > 1
    held = [
        _held(keys, reading, name, title if several else None, history, first=first)
        for name, title in titles.items()
    ]
    best = max(held, key=lambda one: (_RANKS[one.holds], one.now.low))
    by = _by(keys, reading, stock)
    parts = [*([by] if by else []), *best.parts]
    saw = tuple(
        part.saw for part in (*([by] if by else []), *(p for one in held for p in one.parts)) if part.saw
    )
    answer = all_of(part.holds for part in parts)
    line = f"{_amended(form)}{named_owners(stock[0].owners)} holds {_line(best)}"
    asked = ", ".join(f"{name} {brief(threshold)}" for name, threshold in keys.thresholds().items())
    if answer is not True:
        part = next(part for part in parts if part.holds is answer)
        if answer is None:
            return Verdict(Answer.UNDECIDED, f"{line}: {part.reason}", saw, _subject(reading, stock))
        return Verdict(
            Answer.SILENT, part.reason if part is by else f"{line}, and the rule asks for {asked}", saw
        )
    only_level = keys.owned is not None and keys.falls is None and keys.rises is None
    if only_level and keys.owned is not None and best.before is not None:
        earlier = keys.owned.compare(best.before.low, best.before.high)
        if earlier is True:
            return Verdict(Answer.SILENT, f"was so already before these transactions: {line}", saw)
    return Verdict(Answer.FIRES, f"{line} ({asked})", saw, _subject(reading, stock))


_RANKS = {False: 0, None: 1, True: 2}


def _held(
    keys: InsiderHoldingKeys,
    reading: Reading,
    stock: str,
    title: str | None,
    history: History,
    *,
    first: bool,
) -> _Held:
    more = untold(reading, stock, history)
    now = total((left(reading, stock), more))
    before = None if first else total((held_before(reading, stock), more))
    out = None if first else net_out(reading, stock)
    of = f" of {title}" if title else ""
    parts: list[Part] = []
    if keys.owned is not None:
        unknown = f"how much{of} is held is unknown: {_why(reading, stock, more)}"
        parts.append(figure_part("owned", now, keys.owned, phrase=f"{of} held", unknown=unknown, title=title))
    for way, threshold in (("falls", keys.falls), ("rises", keys.rises)):
        if threshold is None:
            continue
        if before is None:
            parts.append(Part(False, "told for the first time", Saw(way, None, str(threshold), False, None)))
            continue
        percent = _change(way, before, out)
        unknown = f"how much the holding{of} {way} is unknown: {_why(reading, stock, more, before)}"
        parts.append(figure_part(way, percent, threshold, phrase=f"{of} {way}", unknown=unknown, title=title))
    return _Held(title, now, before, out, tuple(parts))


def _change(way: str, before: Interval, out: Decimal | None) -> Interval:
    """By how many percent the holding went that way; 0 when it went the other."""
    if out is None:
        return UNKNOWN
    net = out if way == "falls" else out.copy_negate()
    return percent_of(Interval.exactly(net), before) if net > 0 else Interval.exactly(ZERO)


def _why(reading: Reading, stock: str, more: Interval, before: Interval | None = None) -> str:
    rows = [row for row in reading.transactions if not row.derivative and class_of(row.security) == stock]
    if any(row.shares is None for row in rows):
        return "a row states no number of shares"
    if left(reading, stock).exact is None:
        return "a row does not say how much is left"
    if more.exact is None:
        return "the amendment does not tell every line that was told before"
    return "nothing was held before" if before is not None and not before.low else "it is not told"


def _by(
    keys: InsiderHoldingKeys, reading: Reading, stock: list[InsiderTransaction | InsiderHolding]
) -> Part | None:
    if keys.by == ANYONE:
        return None
    owners = stock[0].owners
    asked, seen = either(keys.by), described_owners(owners)
    holds = has_role(owners, keys.by, reading.filing.remarks)
    saw = Saw("by", seen, asked, holds, seen)
    if holds is None:
        return Part(None, f"not known to be held by {asked}: {seen}", saw)
    return Part(holds, f"held by {seen}, not by {asked}", saw)


def _line(held: _Held) -> str:
    """`900,000 sh, down 40% from 1,500,000 sh`."""
    of = f" of {held.title}" if held.title else ""
    now = figure_words(held.now, Unit.SHARES, None) or "an unstated number of shares"
    line = f"{now}{of}"
    if held.before is None or held.before.exact is None or not held.out:
        return line
    way, word = ("falls", "down") if held.out > 0 else ("rises", "up")
    percent = figure_words(_change(way, held.before, held.out), Unit.PERCENT, None)
    by = f" {percent}" if percent and held.before.exact else ""
    return f"{line}, {word}{by} from {figure_words(held.before, Unit.SHARES, None) or '0 sh'}"


def _amended(form: str) -> str:
    return "amended filing: " if form.endswith("/A") else ""


def _subject(reading: Reading, stock: list[InsiderTransaction | InsiderHolding]) -> Fact:
    rows = tuple(row for row in reading.transactions if not row.derivative)
    return largest(reading, rows)[0] or stock[0]


def compile_keys(keys: InsiderHoldingKeys) -> Condition:
    return Condition({"insider_holding": keys.meaning()}, partial(decide, keys), FORMS)
