"""What is told, to whom, and what became of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from tocsin.model.filing import Issuer
from tocsin.model.reports import Metric
from tocsin.model.verdict import Severity


@dataclass(frozen=True, slots=True)
class Branch:
    """Alerts of these severities go to this receiver."""

    severity: frozenset[Severity]
    receiver: str


@dataclass(frozen=True, slots=True)
class Route:
    """The default receiver and the branches before it; the first that fits is taken."""

    receiver: str
    branches: tuple[Branch, ...] = ()

    def receiver_of(self, severity: Severity, notify: str | None) -> str:
        """A rule's own `notify` goes before the route."""
        if notify:
            return notify
        for branch in self.branches:
            if severity in branch.severity:
                return branch.receiver
        return self.receiver


@dataclass(frozen=True, slots=True)
class Times:
    """When a filing was accepted by EDGAR, or a bulletin happened, was seen by us, read, and held against the rules. `by_clock`: nothing came,
    and that is what rings."""

    accepted: dt.datetime | None
    seen: dt.datetime
    read: dt.datetime
    matched: dt.datetime
    by_clock: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to tell. `key` is the same whenever the same rule meets the same filing or bulletin again.

    `about` is the figure it tells of, where it tells of one: a later filing may confirm or correct it, in
    the thread of the alert whose key is `thread`; `aloud` is whether the channel hears of that too. `links`
    are the addresses in `text`, the filing's own first.
    """

    key: str
    rule: str
    rule_version: str
    severity: Severity
    issuer: Issuer
    accession: str | None
    text: str
    receiver: str
    times: Times
    late: bool = False
    instance: str = "0"
    about: Metric | None = None
    thread: str | None = None
    aloud: bool = True
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rang:
    """An alert that told of a figure: its key, its receiver, and the number of the match it is of."""

    key: str
    receiver: str
    accession: str | None
    about: Metric
    match: int


@dataclass(frozen=True, slots=True)
class Message:
    """What a receiver is asked to say: the same on every attempt, found again by its `key`.

    `text` is plain and complete; `links` are the addresses in it that a receiver may make clickable.
    `thread` is the receiver's own name for the message that this one is a reply to; a reply that is
    `aloud` is shown to the whole channel as well.
    """

    key: str
    receiver: str
    text: str
    payload: dict[str, Any] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    thread: str | None = None
    aloud: bool = True


@dataclass(frozen=True, slots=True)
class Sent:
    """It is there; `ref` is the receiver's own name for it (Slack: channel and ts)."""

    ref: str


@dataclass(frozen=True, slots=True)
class Retry:
    """It is surely not there, and may be sent again after `after`."""

    after: dt.timedelta
    why: str


@dataclass(frozen=True, slots=True)
class Uncertain:
    """It may be there: look before sending again."""

    why: str


@dataclass(frozen=True, slots=True)
class Absent:
    """It was looked up and is not there."""


@dataclass(frozen=True, slots=True)
class Paused:
    """The receiver can take nothing until a person mends it (a revoked token, a missing channel)."""

    why: str


@dataclass(frozen=True, slots=True)
class Dead:
    """The receiver will never take this message."""

    why: str


Outcome = Sent | Retry | Uncertain | Paused | Dead
Looked = Sent | Absent | Retry | Paused
