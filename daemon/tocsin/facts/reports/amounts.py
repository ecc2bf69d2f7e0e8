"""What was found for a figure: an amount with its parts, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tocsin.facts.reports.ledger import Found
from tocsin.model import Part, Quality


@dataclass(frozen=True, slots=True)
class Amount:
    """A value with the lines it was built of; `note` names the fallback it was got by."""

    value: Decimal
    parts: tuple[Part, ...]
    quality: Quality = Quality.LOW
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """No value, and why."""

    why: str


def of_fact(found: Found, doubt: str | None = None) -> Amount:
    """The amount of one fact: `ok` when nothing speaks against it."""
    said = found.doubt or doubt
    part = Part(found.fact.concept, found.value)
    return Amount(found.value, (part,), Quality.LOW if said else Quality.OK, said)
