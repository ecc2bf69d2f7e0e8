"""A rule, ready to be held against filings and bulletins."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from tocsin.clock import EASTERN
from tocsin.model import (
    FORM_OF,
    Answer,
    Bulletin,
    Fact,
    FilingFact,
    Headline,
    Issuer,
    Match,
    Reading,
    Severity,
    Verdict,
)
from tocsin.rules.active import Hours
from tocsin.rules.condition import Decide, Sees, Waits
from tocsin.rules.examples import Example
from tocsin.rules.history import History
from tocsin.rules.watch import Watch
from tocsin.yamltext import Place


class IfUnknown(StrEnum):
    """What becomes of a rule that could not be decided: it rings as unverified, or is only counted."""

    RING = "ring"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    `meaning` is its canonical text, without layout, comments and tests, its watchlists resolved;
    `version` twelve hexadecimal digits that change with the meaning and only with it. `notify` is the
    receiver that the rule, its file or its desk names, None to follow the route; `place` is where the rule
    stands; `forms` are those of the filings that it can ring on, None where any may; `hears` those of the bulletins.
    `market`: it looks at no company, so that it rings once and not for each.

    `id` is `desk/name` in the folder of a desk. After an alert for an issuer there is none for `cooldown`;
    outside `active` hours an alert is held (without any it never is); `expires` is the last day, Eastern, on
    which the rule is in force. `examples` are of its `tests`, for `trial` to run.
    """

    id: str
    watch: Watch
    severity: Severity
    notify: str | None
    if_unknown: IfUnknown
    enabled: bool
    place: Place
    meaning: str
    decide: Decide = field(compare=False, repr=False)
    forms: frozenset[str] | None = None
    hears: frozenset[str] = frozenset()
    market: bool = False
    waits: Waits | None = field(default=None, compare=False, repr=False)
    sees: Sees | None = field(default=None, compare=False, repr=False)
    desk: str | None = None
    cooldown: dt.timedelta | None = None
    active: tuple[Hours, ...] = ()
    expires: dt.date | None = None
    examples: tuple[Example, ...] = field(default=(), compare=False, repr=False)
    version: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "version", hashlib.sha256(self.meaning.encode()).hexdigest()[:12])

    @property
    def looks_at(self) -> frozenset[str]:
        """The kinds of facts that it looks at, of those that feeds tell."""
        kinds = {kind for kind in FORM_OF if f'"{kind}":' in self.meaning}
        if '"upside":' in self.meaning:
            kinds.add("consensus")  # the mean target is what a price is held against
        return frozenset(kinds)

    def rings_on(self, reading: Reading) -> bool:
        """Whether what it is held against can make it ring; on anything else it is silent. What is taken back may
        have rung."""
        if isinstance(reading.head, Bulletin):
            return reading.form in self.hears or reading.head.withdrawn
        return self.forms is None or reading.form in self.forms

    def has_expired(self, now: dt.datetime) -> bool:
        """Whether its last day is over."""
        return self.expires is not None and now.astimezone(EASTERN).date() > self.expires


def judge(rule: Rule, reading: Reading, history: History) -> Match | None:
    """What is worth keeping of a rule held against a filing; None when it is silent or switched off.

    `rule.decide` gives the verdict in every case, with its reason.
    """
    return match_of(rule, reading, rule.decide(reading, history)) if rule.enabled else None


def match_of(rule: Rule, reading: Reading, verdict: Verdict) -> Match | None:
    """The match that a verdict of the rule makes, if any."""
    if verdict.answer is Answer.SILENT:
        return None
    return Match(
        rule=rule.id,
        rule_version=rule.version,
        severity=rule.severity,
        notify=rule.notify,
        rings=verdict.answer is Answer.FIRES or rule.if_unknown is IfUnknown.RING,
        verdict=verdict,
        reading=reading,
    )


def waited_for(last: Fact | None, issuer: Issuer) -> Reading | None:
    """What stands for a wait that is over: the last filing, or the last headline, that came. None where nothing
    came yet."""
    match last:
        case FilingFact():
            return Reading(last, (last,))
        case Headline():
            told = f"{last.title}\0{last.at}\0{issuer.cik}"
            id = hashlib.sha256(told.encode()).hexdigest()[:32]
            head = Bulletin(id, "headline", issuer, last.source, last.at, last.url)
            return Reading(head, (last,))
    return None
