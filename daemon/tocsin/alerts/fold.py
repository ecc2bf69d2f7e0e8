"""Storms: when many messages would come at once, they come as one.

After a long outage, and after a rule was edited to match everything, a channel would drown. So what is
late, and what one rule rings, is told one by one only so often; the rest is folded into one message that
names each. A critical alert is never folded.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tocsin import words
from tocsin.model import Message, Severity

# "More than 20 late ones are folded into one message" (rule 8 of the house); the same for a rule's flood.
AT_ONCE = 20
# What was told in this time counts, and a fold is followed by the next one no sooner than FOLD_EVERY.
LATELY = dt.timedelta(minutes=10)
FOLD_EVERY = dt.timedelta(minutes=1)
# Keys and accessions of more would not fit into a message's metadata.
MOST_FOLDED = 200
MOST_LINES = 30


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that was never tried, with what of its alert decides whether it may be folded.

    `rule` and `severity` are None for a notice to ops.
    """

    id: int
    message: Message
    rule: str | None
    severity: Severity | None
    late: bool


@dataclass(frozen=True, slots=True)
class Told:
    """How many late alerts, notices to ops, and alerts of each rule a receiver was told singly LATELY."""

    late: int = 0
    notices: int = 0
    of_rule: Mapping[str, int] = field(default_factory=dict)


def folds(waiting: Sequence[Waiting], told: Told) -> list[tuple[str, list[Waiting]]]:
    """Which of the waiting messages are told as one, with what they have in common; the rest go singly."""
    may = [one for one in waiting if one.severity is not Severity.CRITICAL]
    late = [one for one in may if one.late]
    groups: list[tuple[str, list[Waiting]]] = []
    if told.late + len(late) > AT_ONCE:
        groups += _parts("late alerts", late)
        may = [one for one in may if not one.late]
    for rule in dict.fromkeys(one.rule for one in may):
        rung = [one for one in may if one.rule == rule]
        before = told.notices if rule is None else told.of_rule.get(rule, 0)
        if before + len(rung) > AT_ONCE:
            groups += _parts("notices" if rule is None else f"alerts of rule {rule}", rung)
    return groups


def _parts(what: str, members: list[Waiting]) -> list[tuple[str, list[Waiting]]]:
    parts = [members[start : start + MOST_FOLDED] for start in range(0, len(members), MOST_FOLDED)]
    return [(what, part) for part in parts]


def folded(what: str, members: Sequence[Waiting]) -> Message:
    """The one message that tells them all; its key is made of theirs."""
    keys = [one.message.key for one in members]
    payload: dict[str, Any] = {
        "key": hashlib.sha256("\0".join(keys).encode()).hexdigest()[:32],
        "rule": None,
        "issuer": None,
        "accession": None,
        "instance": "fold",
        "keys": keys,
        "accessions": [one.message.payload.get("accession") for one in members],
    }
    where = "tocsin alerts" if members[0].rule else "tocsin outbox"
    lines = [f"{len(members)} {what}, told as one; each is in `{where}`:"]
    lines += [words.clipped(one.message.text.splitlines()[0], 200) for one in members[:MOST_LINES]]
    if len(members) > MOST_LINES:
        lines.append(f"… and {len(members) - MOST_LINES} more")
    return Message(payload["key"], members[0].message.receiver, "\n".join(lines), payload)
