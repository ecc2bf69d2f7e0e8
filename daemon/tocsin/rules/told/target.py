"""A price target beside the one before it: which way it went, by how much, and why that may not be known.

The one before is what the vendor tells; else the last one known of the same firm, which may not be the last that
there was: where the vendor's own word for the change says otherwise, it is not used.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from tocsin import words
from tocsin.model import EXACT, WIDE, PriceTarget
from tocsin.rules.reports.reckoned import near
from tocsin.rules.threshold import Threshold, Unit, written
from tocsin.rules.told.opinion import named

# Nobody tells feeds of splits, and they are seldom for fewer shares than this; targets seldom change by so much.
A_SPLIT = Decimal(4)
_DOLLARS = "USD"
_WAYS = {"raises": 1, "lowers": -1, "maintains": 0, "initiates": 0, "removes": 0}
_VERBS = {"raises": "raises", "lowers": "cuts", "maintains": "keeps", "initiates": "sets"}
_SPLIT = "a stock split lies between the two targets"
LIKE_A_SPLIT = "a change this large is taken for a stock split until somebody looks"


@dataclass(frozen=True, slots=True)
class Change:
    """A target with the one before it, `fact.before`, which came from `earlier` where the vendor told none.

    `doubt` is why the two are not held against each other; empty where they are.
    """

    fact: PriceTarget
    earlier: PriceTarget | None = None
    doubt: str = ""

    @classmethod
    def of(cls, fact: PriceTarget, former: PriceTarget | None) -> Change:
        """`former` is the last thing known that the same firm said of it."""
        if fact.to is None or fact.action == "removes":
            return cls(fact, None, "its new target is not told")
        if fact.before is not None:
            return cls(fact, None, _doubt(fact, fact.before))
        if fact.action == "initiates":
            return cls(fact, None, f"it is the first target of {named(fact.firm)}")
        if former is None:
            return cls(fact, None, f"no earlier target of {named(fact.firm)} is known")
        if former.action == "removes":
            return cls(fact, None, f"{named(fact.firm)} had no target before")
        if former.to is None:
            return cls(fact, None, f"the last target of {named(fact.firm)} was not told")
        doubt = _doubt(fact, former.to) or _doubt_of_former(fact, former, former.to)
        return cls(fact if doubt else replace(fact, before=former.to), former, doubt)

    @property
    def by(self) -> Decimal | None:
        """In its currency, below zero for a cut; None where the two are not held against each other."""
        if self.doubt or self.fact.to is None or self.fact.before is None:
            return None
        return EXACT.subtract(self.fact.to, self.fact.before)

    @property
    def percent(self) -> Decimal | None:
        by, before = self.by, self.fact.before
        if by is None or before is None:
            return None
        # Rounded at 200 digits: figures have at most 40, so no rounding reaches a threshold that is not met.
        return WIDE.divide(EXACT.multiply(by, Decimal(100)), before)

    @property
    def way(self) -> int | None:
        """1 up, -1 down, 0 neither: by the figures, else in the vendor's word; None where nobody says."""
        return _WAYS.get(self.fact.action or "") if self.by is None else _sign(self.by)

    @property
    def is_new(self) -> bool | None:
        """Whether anything is different: another target, the first one, or none any more."""
        if self.fact.action in ("initiates", "removes"):
            return True
        return None if self.way is None else self.way != 0

    @property
    def action(self) -> str | None:
        """The vendor's word, else what the figures say."""
        if self.fact.action is not None or self.by is None:
            return self.fact.action
        return {1: "raises", -1: "lowers", 0: "maintains"}[_sign(self.by)]

    @property
    def in_dollars(self) -> bool:
        return currency_of(self.fact) == _DOLLARS


def _doubt(fact: PriceTarget, before: Decimal) -> str:
    if fact.across_split:
        return _SPLIT
    return "" if before > 0 else "no change can be told from zero or from below"


def _doubt_of_former(fact: PriceTarget, former: PriceTarget, before: Decimal) -> str:
    to = fact.to or Decimal(0)
    if currency_of(fact) != currency_of(former):
        return f"it is in {currency_of(fact)}, and the one before was in {currency_of(former)}"
    if former.across_split:
        return _SPLIT
    if to >= EXACT.multiply(before, A_SPLIT) or EXACT.multiply(to, A_SPLIT) <= before:
        return LIKE_A_SPLIT
    if fact.action in _WAYS and _WAYS[fact.action] != _sign(EXACT.subtract(to, before)):
        return f"the last one known was {money(before, former)}, which is not the one before"
    return ""


def currency_of(fact: PriceTarget) -> str:
    """FMP and others name no currency; what is listed in the United States has its targets in dollars."""
    return (fact.currency or _DOLLARS).upper()


def _sign(number: Decimal) -> int:
    return (number > 0) - (number < 0)


def described(change: Change, asked: Threshold | None = None) -> str:
    """`Northgate cuts its target to $33 from $40, down 18%`; a percentage is shown on its side of `asked`."""
    fact, firm = change.fact, named(change.fact.firm)
    before = "" if fact.before is None else money(fact.before, fact)
    if fact.action == "removes":
        return f"{firm} removes its target{before and f' of {before}'}"
    if fact.to is None:
        verb = _VERBS.get(fact.action or "")
        return (
            f"{firm} {verb} its target" if verb else f"{firm} tells no target{before and f', after {before}'}"
        )
    to = money(fact.to, fact)
    if fact.action == "initiates":
        return f"{firm} sets its first target, {to}"
    if change.way == 0:
        return f"{firm} keeps its target at {to}"
    went = {1: "raises", -1: "cuts", None: "sets"}[change.way]
    line = f"{firm} {went} its target to {to}{before and f' from {before}'}"
    by, percent = change.by, change.percent
    if by is None or percent is None:
        return line
    where = "up" if by > 0 else "down"
    in_percent = percent_words(percent.copy_abs(), asked)
    if asked is not None and asked.unit is Unit.DOLLARS:
        return f"{line}, {where} {money(by.copy_abs(), fact)}, {in_percent}"
    return f"{line}, {where} {in_percent}"


def money(amount: Decimal, fact: PriceTarget | None = None) -> str:
    """`$33`, `$37.25`, `EUR 33`: cents, where there are any."""
    told = written(near(amount, None, (2, 4)), Unit.DOLLARS)
    currency = _DOLLARS if fact is None else currency_of(fact)
    return told if currency == _DOLLARS else f"{words.clipped(currency, 8)} {told.replace('$', '')}"


def percent_words(percent: Decimal, asked: Threshold | None) -> str:
    """`18%`; with more places where whole ones would stand on the other side of the threshold."""
    if percent < 1 and asked is None:
        return words.percent(percent)
    held = asked if asked is not None and asked.unit is Unit.PERCENT else None
    return written(near(percent, held, (0, 1, 2, 4, 8, 16)), Unit.PERCENT)
