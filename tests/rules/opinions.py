"""Made opinions of analysts, and a history that knows them, for tests of the rules about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.rules.made import ISSUER
from tocsin.model import Bulletin, Consensus, Fact, FeedFact, PriceTarget, Rating, Reading, Verdict
from tocsin.rules import NoHistory
from tocsin.rules.condition import Condition
from tocsin.yamltext import Section, read, validate

NOON = dt.datetime(2026, 7, 10, 16, 0, tzinfo=dt.UTC)  # 12:00 Eastern
MIDNIGHT = dt.datetime(2026, 7, 10, 4, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def figure(number: float | str | None) -> Decimal | None:
    return None if number is None else Decimal(str(number))


def target(
    to: float | str | None = 33,
    before: float | str | None = 40,
    firm: str = "Northgate",
    *,
    action: str | None = None,
    currency: str | None = "USD",
    days: float = 0,
    at: bool = True,
    source: str = "Benzinga",
    across_split: bool = False,
) -> PriceTarget:
    """`days` before noon of the day at hand; `at` False: the vendor tells no time."""
    when = NOON - days * DAY if at else None
    return PriceTarget(
        ISSUER, firm, None, figure(before), figure(to), currency, action, when, source, across_split
    )


def rating(
    to: str | None = "Underperform",
    before: str | None = "Hold",
    firm: str = "Northgate",
    *,
    action: str | None = None,
    days: float = 0,
    source: str = "Benzinga",
) -> Rating:
    return Rating(ISSUER, firm, None, before, to, action, NOON - days * DAY, source)


def consensus(
    buys: float | None = None,
    holds: float | None = None,
    sells: float | None = None,
    mean: float | str | None = None,
    *,
    analysts: float | None = None,
    days: float = 0,
    at: bool = True,
    source: str = "Benzinga",
) -> Consensus:
    when = NOON - days * DAY if at else None
    counts = (figure(buys), figure(holds), figure(sells))
    return Consensus(ISSUER, *counts, figure(mean), None, None, figure(analysts), when, source)


def reading(
    *facts: Fact,
    form: str = "analyst action",
    accepted: dt.datetime | None = NOON,
    day_only: bool = False,
) -> Reading:
    return Reading(Bulletin("1", form, ISSUER, "Benzinga", accepted, day_only=day_only), facts)


@dataclass(frozen=True)
class Told(NoHistory):
    """A history that knows just these facts, each since when it says that it was, else since `known`."""

    facts: tuple[FeedFact, ...]
    known: dt.datetime = NOON

    def told(self, issuer_cik: str, kinds: Collection[str], since: dt.datetime | None) -> Iterable[FeedFact]:
        return (
            fact
            for fact in self.facts
            if fact.kind in kinds
            and getattr(fact, "issuer", None) == ISSUER
            and issuer_cik == ISSUER.cik
            and (since is None or (getattr(fact, "at", None) or self.known) >= since)
        )


def told(*facts: FeedFact) -> Told:
    return Told(facts)


def condition(section: type[Section], compile_keys: Callable[[Any], Condition], text: str) -> Condition:
    """What the keys mean; ValueError with the complaint where they are wrong."""
    root = read("made.yaml", text.encode()).root
    assert root is not None
    keys, problems = validate(section, root)
    if problems:
        raise ValueError("; ".join(problem.message for problem in problems))
    return compile_keys(keys)


def line(verdict: Verdict) -> str:
    return f"{verdict.answer}: {verdict.reason}"
