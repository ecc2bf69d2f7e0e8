"""What was there before the watching began: of which companies a feed has told which kinds of facts, so that the past
is told from news.

What a feed tells of a company for the first time is its past, whenever the company, the feed or the rule that asks
for it came. A series has a past of its own; a company counts as told of when its question was answered, also with
nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Set

from tocsin.feeds.feed import Polled
from tocsin.model import Rate, Reading
from tocsin.rules import BoundRules
from tocsin.state import Marks

EVERYBODY = "*"


def told_of(marks: Marks, feed: str) -> frozenset[str]:
    """What a feed has told of by now: `price_target 0000000001`, `consensus *`, `rate DGS10`."""
    return frozenset(json.loads(marks.get(_mark(feed)) or "[]"))


def is_news(reading: Reading, told: Set[str]) -> bool:
    """Whether a feed that has told of all this tells no past with it. What is taken back was told."""
    return all(
        f"rate {fact.series}" in told
        if isinstance(fact, Rate)
        else f"{fact.kind} {reading.issuer.cik}" in told or f"{fact.kind} {EVERYBODY}" in told
        for fact in reading.facts
    )


def strangers(told: Set[str], ciks: Iterable[str]) -> frozenset[str]:
    """Those of the companies of which a feed has told nothing of any kind yet."""
    known = {entry.rpartition(" ")[2] for entry in told}
    return frozenset() if EVERYBODY in known else frozenset(ciks) - known


def remember(
    marks: Marks, feed: str, polled: Polled, rules: BoundRules, cik_of: Callable[[str], str | None]
) -> None:
    """Keeps what a round of questions was answered. Of all means of whomever the rules watch."""
    before = told_of(marks, feed)
    everyone = ("", *rules.ciks, *((EVERYBODY,) if rules.everything else ()))
    now = {
        f"{kind} {cik}"
        for kind, symbol in polled.answered
        for cik in ((cik_of(symbol),) if symbol else everyone)
        if cik is not None
    }
    now |= {f"rate {fact.series}" for one in polled.readings for fact in one.facts if isinstance(fact, Rate)}
    if not now <= before:
        marks.set(_mark(feed), json.dumps(sorted(before | now)))


def _mark(feed: str) -> str:
    return f"feed {feed} told of"
