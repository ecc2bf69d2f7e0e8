"""What a rule says of facts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tocsin.model.reading import Fact, Reading


class Severity(StrEnum):
    INFO = "info"
    WARNING = "warning"
    HIGH = "high"
    CRITICAL = "critical"


class Answer(StrEnum):
    """Yes, no, or undecided, in the words of `tocsin explain`."""

    FIRES = "fires"
    SILENT = "silent"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Saw:
    """One figure that a rule looked at. `holds` is None when what is known of it decides nothing.

    `value` is the plain figure (`340000`), None where it is not known exactly; `shown` is as a person
    reads it, with what is known (`340,000 sh`, `at least $1,200,000`), None where nothing is.
    """

    figure: str
    value: str | None
    threshold: str
    holds: bool | None
    shown: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule's answer with its reason, every figure it looked at, and the facts it is about.

    `subject` is what the message will tell: for an insider sale the total of the rows that passed
    the rule's own filters, which can be less than the filing's. `of_holding` is the percentage of what
    was held of that class of stock that the subject is, to four places, where it is known. `evidence`
    are the facts that a reader wants beside it: the figure it is held against, the sentences found.
    """

    answer: Answer
    reason: str
    saw: tuple[Saw, ...] = ()
    subject: Fact | None = None
    of_holding: Decimal | None = None
    evidence: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A rule held against a filing or a bulletin, worth keeping: it fires, or it could not be decided."""

    rule: str
    rule_version: str
    severity: Severity
    notify: str | None
    rings: bool
    verdict: Verdict
    reading: Reading
