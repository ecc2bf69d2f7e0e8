"""What a rule asks of a market figure, a rate or a price: a level, or one of `rises`, `falls` and `moves`, by more than
something; and a figure held against it, with the line that a trader reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from pydantic import ValidationInfo

from tocsin.model import WIDE, Answer, Fact, Saw, Verdict
from tocsin.rules.interval import all_of
from tocsin.rules.reports import reckoned
from tocsin.rules.reports.asked import Way
from tocsin.rules.shown import rounded
from tocsin.rules.threshold import Side, Threshold, written
from tocsin.words import counted


@dataclass(frozen=True, slots=True)
class Moved:
    """`rises: over 25%`: which way, and by how much, never less than nothing."""

    way: Way
    threshold: Threshold

    def part(self, by: Decimal | None, told: str, evidence: tuple[Fact, ...] = ()) -> Finding:
        """The change with the words for it."""
        not_so = f", and the rule asks for {self.way} {self.threshold}"
        return Finding(self.saw(by), told, "", not_so, evidence)

    def saw(self, by: Decimal | None) -> Saw:
        """The change held against the threshold; `by` is negative for a fall, None where it is not known."""
        if by is None:
            return Saw(self.way, None, str(self.threshold), None)
        gone = {Way.RISES: by, Way.FALLS: by.copy_negate(), Way.MOVES: by.copy_abs()}[self.way]
        answer = self.threshold.compare(gone, gone)
        shown = near(gone, self.threshold)
        return Saw(self.way, plain(gone), str(self.threshold), answer, shown)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule asks: the words for what was found, those after them where it is so and where it is
    not, and what it was held against."""

    saw: Saw
    told: str
    so: str = ""
    not_so: str = ""
    evidence: tuple[Fact, ...] = ()

    @property
    def reason(self) -> str:
        after = {True: self.so, False: self.not_so, None: ""}[self.saw.holds]
        return f"{self.told}{after}"


@dataclass(frozen=True, slots=True)
class Findings:
    """A market figure held against all that a rule asks of it."""

    subject: Fact
    parts: tuple[Finding, ...]

    @property
    def holds(self) -> bool | None:
        return all_of(part.saw.holds for part in self.parts)

    def verdict(self, nothing_new: str | None = None) -> Verdict:
        """The verdict; silent with the words for it where what holds is nothing new."""
        saw = tuple(part.saw for part in self.parts)
        if nothing_new is not None:
            told = ", ".join(part.told for part in self.parts)
            return Verdict(Answer.SILENT, f"{told}; {nothing_new}", saw)
        reason = ", ".join(part.reason for part in self.parts)
        if self.holds is False:
            return Verdict(Answer.SILENT, reason, saw)
        answer = Answer.FIRES if self.holds else Answer.UNDECIDED
        evidence = tuple(fact for part in self.parts for fact in part.evidence)
        return Verdict(answer, reason, saw, self.subject, evidence=evidence)


def moved_of(rises: Threshold | None, falls: Threshold | None, moves: Threshold | None) -> Moved | None:
    asked = ((Way.RISES, rises), (Way.FALLS, falls), (Way.MOVES, moves))
    return next((Moved(way, threshold) for way, threshold in asked if threshold is not None), None)


def level_part(figure: str, value: Decimal, asked: Threshold, told: str, shown: str) -> Finding:
    """A level, where the figure itself is what is told."""
    saw = Saw(figure, f"{value:f}", str(asked), asked.compare(value, value), shown)
    return Finding(saw, told, f" ({asked})", f", not {asked}")


def one_way(threshold: Threshold, given: ValidationInfo) -> Threshold:
    """The threshold of `rises`, `falls` or `moves`, for a validator of its section. Raises ValueError where it
    is for less than something, or where another of the three is there already."""
    way = given.field_name or ""
    for other in Way:
        if other != way and given.data.get(other) is not None:
            raise ValueError(f"{other} is there already: one of rises, falls and moves is enough")
    if threshold.side in (Side.UNDER, Side.AT_MOST):
        over = replace(threshold, side=Side.OVER)
        raise ValueError(f"{threshold}: {way} is for more than something: write {way}: {over}")
    return threshold


def fits_together(moved: Moved | None, within: int | None, others: Mapping[str, Threshold | None]) -> None:
    """Raises ValueError where nothing is asked, or a span of days without a change over it. `others` are the
    section's other keys that ask something."""
    if moved is None and within is not None:
        raise ValueError("within goes with rises, falls or moves")
    if moved is None and not any(others.values()):
        raise ValueError(f"nothing is asked: give it {', '.join(others)}, rises, falls or moves")


def went(by: Decimal, shown: str) -> str:
    """`up 28bp`, `down 4%`, `unchanged`."""
    if not by:
        return "unchanged"
    return f"{'up' if by > 0 else 'down'} {shown}"


def near(number: Decimal, threshold: Threshold) -> str:
    """To two places, or to as many as it takes to stand on the same side of the threshold."""
    return written(reckoned.near(number, threshold, (2, 4, 8, 16, 32)), threshold.unit)


def plain(number: Decimal) -> str:
    """The figure for a program, to four places."""
    text = f"{rounded(number, 4):f}"
    return text.rstrip("0").rstrip(".")


def percent_of(now: Decimal, then: Decimal) -> Decimal | None:
    """By how many percent of what it was a figure went up (negative: down); None from zero or from below."""
    if then <= 0:
        return None
    return WIDE.divide(WIDE.multiply(WIDE.subtract(now, then), Decimal(100)), then)


def days_before(days: int) -> str:
    """`in 5 days`."""
    return f"in {counted(days, 'day')}"
