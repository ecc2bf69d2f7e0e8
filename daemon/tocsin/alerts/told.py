"""What the message says of what feeds told: the other actions, headlines and figures that counted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from tocsin import words
from tocsin.clock import EASTERN
from tocsin.model import (
    Consensus,
    Earnings,
    Fact,
    FeedFact,
    Headline,
    Price,
    PriceTarget,
    Rate,
    Rating,
    Verdict,
)

SHOWN = 5
SHOWN_TITLE = 200


def evidence(verdict: Verdict) -> list[str]:
    """A line for each thing told that the rule looked at beside the one that rings."""
    facts = [fact for fact in verdict.evidence if isinstance(fact, FeedFact)]
    if isinstance(verdict.subject, Consensus):
        facts = [
            fact for fact in facts if not isinstance(fact, Consensus) or fact.mean != verdict.subject.mean
        ]
    lines = [line for fact in facts[:SHOWN] if (line := _line(fact))]
    if len(facts) > SHOWN:
        lines.append(f"… and {len(facts) - SHOWN} more")
    own = verdict.subject
    if isinstance(own, Headline) and own.title not in verdict.reason:
        lines.insert(0, f"“{words.clipped(own.title, SHOWN_TITLE)}”")
    return list(dict.fromkeys(lines))


def _line(fact: Fact) -> str | None:
    match fact:
        case PriceTarget():
            moved = f"{_amount(fact, fact.to)}" + (
                f" from {_amount(fact, fact.before)}" if fact.before else ""
            )
            return f"{fact.firm}: target {moved}{_on(fact.at)}"
        case Rating():
            return f"{fact.firm}: {fact.to or 'no rating'}{f' from {fact.before}' if fact.before else ''}{_on(fact.at)}"
        case Headline():
            return f"“{words.clipped(fact.title, SHOWN_TITLE)}” ({fact.source}{_on(fact.at)})"
        case Rate():
            return f"{fact.series} {fact.percent}% on {words.day(fact.date)} ({fact.source})"
        case Consensus() if fact.mean is not None:
            return f"mean target {words.dollars(fact.mean)}{_on(fact.at)} ({fact.source})"
        case Price():
            return f"price {words.price(fact.price)}{_on(fact.at)} ({fact.source})"
        case Earnings():
            return None
    return None


def _amount(target: PriceTarget, amount: Decimal | None) -> str:
    if amount is None:
        return "none"
    shown = words.dollars(amount)
    return shown if target.currency in (None, "USD") else f"{shown.removeprefix('$')} {target.currency}"


def _on(moment: dt.datetime | None) -> str:
    return "" if moment is None else f", {words.day(moment.astimezone(EASTERN).date())}"
