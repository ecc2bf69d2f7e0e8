"""Where analysts stand, held against thresholds, with the line that tells it.

`10 hold, 5 buy, 0 sell: 33% buy, under 40%; mean target $37.25`
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tocsin import words
from tocsin.model import EXACT, WIDE, Consensus, Saw
from tocsin.rules.interval import all_of
from tocsin.rules.part import Part
from tocsin.rules.reports.reckoned import near
from tocsin.rules.shown import plain
from tocsin.rules.threshold import Threshold, Unit, written
from tocsin.rules.told.drift import Drift
from tocsin.rules.told.standing import Standing
from tocsin.rules.told.target import percent_words

NOTHING_TOLD = "no consensus has been told"
_SAY = {"buys": "buy", "holds": "hold", "sells": "sell"}


@dataclass(frozen=True, slots=True)
class Stance:
    """Where they stand, and each thing that is asked of it."""

    where: Standing
    parts: tuple[Part, ...]
    told: str
    come: Drift | None = None

    @property
    def against(self) -> tuple[Consensus, ...]:
        return (self.come.against,) if self.come and self.come.against else ()

    @property
    def why_not(self) -> str:
        """The line, with what was asked of the change that it tells."""
        return (
            f"{self.told}; {self.come.part.reason}"
            if self.come and self.come.part.holds is False
            else self.told
        )

    @property
    def holds(self) -> bool | None:
        return all_of(part.holds for part in self.parts)

    @property
    def why(self) -> str:
        """The line with what is not known."""
        doubt = next((part.reason for part in self.parts if part.holds is None), "")
        return doubt if self.told == NOTHING_TOLD or not self.told else f"{self.told}; {doubt}"

    @property
    def saw(self) -> tuple[Saw, ...]:
        return tuple(part.saw for part in self.parts if part.saw is not None)


def stance(levels: Mapping[str, Threshold], where: Standing, drift: Drift | None) -> Stance:
    """What the thresholds, and the change of the mean if one is asked for, say of it."""
    parts = {key: _part(key, threshold, where) for key, threshold in levels.items()}
    asked = [part.reason for key, part in parts.items() if key in _SAY and part.holds is not None]
    # The counts beside a mean are often another vendor's, and older: they are told where they are asked for.
    of_ratings = where.mean is None or any(key in _SAY for key in levels)
    lines = [
        _ratings_line(where, asked) if of_ratings else "",
        _mean_line(where, levels.get("mean"), parts.get("mean"), drift),
        parts["analysts"].reason if "analysts" in parts and where.analysts is not None else "",
    ]
    every = (*parts.values(), *((drift.part,) if drift else ()))
    return Stance(where, every, "; ".join(filter(None, lines)) or NOTHING_TOLD, drift)


def lacking(levels: Mapping[str, Threshold], where: Standing, *, mean: bool) -> str | None:
    """What is asked for and nobody has told; `mean`: a change of the mean is asked for too."""
    if not where.told:
        return NOTHING_TOLD
    if mean and where.mean is None:
        return _not_told("mean", where)
    parts = (_part(key, threshold, where) for key, threshold in levels.items())
    return next((part.reason for part in parts if part.holds is None), None)


def _part(key: str, threshold: Threshold, where: Standing) -> Part:
    figure = _figure(key, threshold, where)
    if figure is None:
        return Part(None, _not_told(key, where), Saw(key, None, str(threshold), None))
    holds = threshold.compare(figure, figure)
    shown = _shown(figure, threshold)
    saw = Saw(key, plain(figure, threshold.unit), str(threshold), holds, shown)
    side = f"{threshold}" if holds else f"not {threshold}"
    return Part(
        holds, " ".join(filter(None, [shown, _SAY.get(key) or _noun(key, figure)])) + f", {side}", saw
    )


def _figure(key: str, threshold: Threshold, where: Standing) -> Decimal | None:
    figure: Decimal | None = getattr(where, key)
    if key not in _SAY or threshold.unit is not Unit.PERCENT or figure is None:
        return figure
    raters = where.raters
    # Rounded at 200 digits: figures have at most 40, so no rounding reaches a threshold that is not met.
    return WIDE.divide(EXACT.multiply(figure, Decimal(100)), raters) if raters else None


def _not_told(key: str, where: Standing) -> str:
    if not where.told:
        return NOTHING_TOLD
    if key == "mean":
        return "no mean target has been told"
    if key == "analysts":
        return "the number of analysts has not been told"
    if where.ratings is None:
        return "how many say buy, hold and sell has not been told"
    if where.raters == 0:
        return "nobody rates it"
    unknown = next((say for one, say in _SAY.items() if getattr(where, one) is None), _SAY[key])
    return f"how many say {unknown} has not been told"


def _ratings_line(where: Standing, asked: list[str]) -> str:
    counts = [(count, say) for key, say in _SAY.items() if (count := getattr(where, key)) is not None]
    line = ", ".join(
        f"{words.count(count)} {say}" for count, say in sorted(counts, key=lambda one: one[0], reverse=True)
    )
    return f"{line}: {'; '.join(asked)}" if asked else line


def _mean_line(where: Standing, threshold: Threshold | None, part: Part | None, drift: Drift | None) -> str:
    if where.mean is None:
        return ""
    mean = part.reason if part is not None else _shown(where.mean, threshold)
    return f"mean target {mean}" + (f", {drift.words}" if drift and drift.words else "")


def _shown(figure: Decimal, threshold: Threshold | None) -> str:
    if threshold is None or threshold.unit is Unit.DOLLARS:
        return written(near(figure, threshold, (2, 4, 8, 16)), Unit.DOLLARS)
    return percent_words(figure, threshold) if threshold.unit is Unit.PERCENT else words.count(figure)


def _noun(key: str, figure: Decimal) -> str:
    return "" if key == "mean" else "analyst" if figure == 1 else "analysts"
