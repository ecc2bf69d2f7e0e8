"""One part of what a condition asks, decided."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.model import Saw


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a condition: its answer, the phrase for when it decides, and the figure looked at."""

    holds: bool | None
    reason: str
    saw: Saw | None = None
