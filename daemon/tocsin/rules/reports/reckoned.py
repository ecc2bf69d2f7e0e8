"""What an expression comes to at a day, with the figures that it is made of, and how a person reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from tocsin import words
from tocsin.model import WIDE, Metric, Part, Quality
from tocsin.rules.reports.comparable import not_comparable
from tocsin.rules.reports.derived import Over, is_flow, split
from tocsin.rules.reports.expression import Derived, Figure, Operation, Tree, evaluate, names
from tocsin.rules.reports.joined import parts_of
from tocsin.rules.reports.quarters import Quarters
from tocsin.rules.spans import day_words, length_words
from tocsin.rules.threshold import Threshold, Unit, written

_THREE_FIGURES = Context(prec=3, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """`metric` is the figure asked for (absent where it is not known), `leaves` the reported ones in it."""

    tree: Tree
    end: dt.date
    metric: Metric
    leaves: tuple[Metric, ...]

    @property
    def why(self) -> str:
        return self.metric.note or f"{self.tree} is not known"

    @property
    def when(self) -> str:
        """`in the quarter to 30 Jun 2026`, `at 30 Jun 2026`."""
        over = {split(name)[1] if is_flow(name) else None for name in names(self.tree)}
        kind = over.pop() if len(over) == 1 else None
        if kind is None:
            return f"at {day_words(self.end)}"
        if kind is Over.QUARTER:
            return f"in the quarter to {day_words(self.end)}"
        days = self.metric.days
        length = "12 months" if kind is Over.TRAILING_YEAR else (length_words(days) if days else "year")
        return f"in the {length} to {day_words(self.end)}"

    def shown(self, threshold: Threshold | None = None) -> str:
        """`$8.8B`, `41.3%`, `1.82`: three figures, or as many as stand on the same side of a threshold."""
        if self.metric.value is None:
            return "not known"
        if self.metric.unit != "pure":
            return money(self.metric.value, self.metric.unit, threshold)
        in_percent = is_margin(self.tree) or (threshold is not None and threshold.unit is Unit.PERCENT)
        return ratio(self.metric.value, threshold, in_percent=in_percent)


def reckon(tree: Tree, quarters: Quarters, end: dt.date) -> Reckoned:
    """The figure at `end`, or of the period that ends then."""
    leaves = {name: quarters.figure(name, end) for name in names(tree)}
    if isinstance(tree, Figure):
        return Reckoned(tree, end, leaves[tree.name], tuple(leaves.values()))
    value = evaluate(tree, leaves.__getitem__)
    known = [leaf for leaf in leaves.values() if leaf.value is not None]
    first = next(iter(leaves.values()))
    starts = {leaf.start for leaf in leaves.values()}
    metric = Metric(
        accession=first.accession,
        form=first.form,
        issuer=first.issuer,
        name=str(tree),
        value=value.amount,
        unit=None if value.amount is None else value.unit or "pure",
        start=starts.pop() if len(starts) == 1 else None,
        end=end,
        fiscal=first.fiscal,
        quality=_quality(value.amount, known),
        parts=() if value.amount is None else _parts(tree, leaves.__getitem__),
        note=value.why
        if value.amount is None
        else "; ".join(leaf.note for leaf in known if leaf.note) or None,
    )
    return Reckoned(tree, end, metric, tuple(leaves.values()))


def other_basis(now: Reckoned, then: Reckoned) -> str | None:
    """Why two of them cannot be held against each other; None when they can."""
    for left, right in zip(now.leaves, then.leaves, strict=True):
        why = not_comparable(left, right)
        if why is not None:
            return f"{left.name}: {why}"
    return None


def title(tree: Tree) -> str:
    """`total debt`, `liabilities / assets`."""
    name = split(str(tree))[0] if isinstance(tree, Figure | Derived) else str(tree)
    return name.replace("_", " ")


def is_margin(tree: Tree) -> bool:
    return isinstance(tree, Derived) and split(tree.name)[0].endswith("_margin")


def money(amount: Decimal, unit: str | None, threshold: Threshold | None = None) -> str:
    """`$8.8B`, `EUR 1.2B`; exact where three figures would stand on the other side of the threshold."""
    size = amount.copy_abs()
    near = _THREE_FIGURES.plus(amount) if size >= 1000 else amount
    dollar = threshold is not None and threshold.unit is not Unit.PERCENT
    exact = (
        dollar
        and threshold is not None
        and threshold.compare(near, near) != threshold.compare(amount, amount)
    )
    text = written(size, Unit.DOLLARS) if exact or not size else words.dollars(size)
    sign = "-" if amount < 0 else ""
    return f"{sign}{text}" if unit == "USD" else f"{sign}{unit} {text.removeprefix('$')}"


def ratio(value: Decimal, threshold: Threshold | None, *, in_percent: bool) -> str:
    """`41.3%` or `1.82`."""
    number = WIDE.multiply(value, Decimal(100)) if in_percent else value
    places = (1, 2, 4, 8, 16, 32) if in_percent else (2, 4, 8, 16, 32)
    if threshold is not None and (threshold.unit is Unit.PERCENT) is not in_percent:
        threshold = None
    return written(near(number, threshold, places), Unit.PERCENT if in_percent else Unit.RATIO)


def near(number: Decimal, threshold: Threshold | None, places: tuple[int, ...]) -> Decimal:
    """Rounded half up to the first of the places that keeps it on its side of the threshold."""
    for place in places:
        rounded = number.quantize(Decimal(1).scaleb(-place), ROUND_HALF_UP, WIDE)
        if number and not rounded:
            continue
        if threshold is None or threshold.compare(rounded, rounded) == threshold.compare(number, number):
            return rounded
    return number


def _quality(amount: Decimal | None, known: list[Metric]) -> Quality:
    if amount is None:
        return Quality.ABSENT
    return Quality.LOW if any(leaf.quality is Quality.LOW for leaf in known) else Quality.OK


def _parts(tree: Tree, look: Callable[[str], Metric]) -> tuple[Part, ...]:
    """The lines of a sum; of anything else the figures in it."""
    signed = _signed(tree, plus=True)
    if signed is None:
        return tuple(Part(name, value) for name in names(tree) if (value := look(name).value) is not None)
    return tuple(
        Part(part.concept, part.value if plus else part.value.copy_negate())
        for name, plus in signed
        for part in parts_of(look(name))
    )


def _signed(tree: Tree, *, plus: bool) -> list[tuple[str, bool]] | None:
    """The figures of a sum with their signs; None for what is no sum of figures."""
    match tree:
        case Figure():
            return [(tree.name, plus)]
        case Derived():
            return _signed(tree.tree, plus=plus)
        case Operation(sign="+" | "-"):
            left = _signed(tree.left, plus=plus)
            right = _signed(tree.right, plus=plus if tree.sign == "+" else not plus)
            return None if left is None or right is None else left + right
    return None
