"""What reports and 8-Ks say: figures, expected ranges, sentences."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from tocsin.model.filing import Issuer


class Quality(StrEnum):
    """How a figure was got: read where it should stand, by a fallback that `note` names, or not at all."""

    OK = "ok"
    LOW = "low"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Part:
    """One line that a figure was built of: `concept` is its XBRL name with prefix (`us-gaap:DebtCurrent`),
    or the caption of a table that has no tags."""

    concept: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure of a financial report, as reported: `total_debt`, `operating_cash_flow_ytd`…

    `value` is in whole `unit`s (`USD`, `EUR`, `shares`), None when `quality` is absent; then `note` says
    why. `start` is None for an instant (balance sheet), else the first day of the period; `end` is its
    last day. `fiscal` is the issuer's own quarter or year (`2026Q2`, `2025FY`). `parts` are the lines
    that were added up; a part that was taken away has its sign turned.
    """

    kind: ClassVar[str] = "metric"
    accession: str | None
    form: str
    issuer: Issuer
    name: str
    value: Decimal | None
    unit: str | None
    start: dt.date | None
    end: dt.date | None
    fiscal: str | None
    quality: Quality
    parts: tuple[Part, ...] = ()
    note: str | None = None

    @property
    def days(self) -> int | None:
        """The length of the period, both ends included; None for an instant."""
        return (self.end - self.start).days + 1 if self.start and self.end else None


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both included; equal where one figure was given."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Guidance:
    """A dollar range that the issuer expects for a measure, and the sentence that says it.

    `measure` is a figure's name (`capital_expenditure`, `revenue`), `period` as the sentence names it
    (`2026`, `third quarter of 2026`). `before` is the range that the same sentence gives as the former
    one, where it does; what earlier filings said is for the rules to find.
    """

    kind: ClassVar[str] = "guidance"
    accession: str | None
    form: str
    issuer: Issuer
    measure: str
    low: Decimal
    high: Decimal
    unit: str
    period: str | None
    text: str
    before: Range | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a filing that holds a phrase. `new` is None when there is nothing to hold it against.

    `before` is the nearest sentence of an earlier filing, where this one is a rewording of it.
    """

    kind: ClassVar[str] = "passage"
    accession: str | None
    form: str
    issuer: Issuer
    phrase: str
    text: str
    section: str | None
    new: bool | None
    before: str | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the visible text, its white space folded. `section` is the heading of the part of the
    filing that it stands in, in the field's own words (`Risk Factors`, `Legal Proceedings`)."""

    text: str
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Prose:
    """What one document of a filing says in words. `type` is `10-Q`, `8-K`, `EX-99.1`…; `document` its file."""

    document: str | None
    type: str
    sentences: tuple[Sentence, ...]
