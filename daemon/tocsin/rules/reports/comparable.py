"""Whether two figures may be held against each other, and whether a report confirms a press release."""

from __future__ import annotations

import re
from decimal import Decimal

from tocsin.model import EXACT, Metric, Quality
from tocsin.rules.spans import day_words, length_words

# 13 and 14 weeks are one kind of quarter; 12 and 16 are not.
_MOST_LONGER = 10
_MOST_SHOWN = 3
_SCALES = {"thousands": 3, "millions": 6, "billions": 9}


def other_parts(left: Metric, right: Metric) -> str | None:
    """Why two figures are not built of the same parts; None when they are.

    Balances that were both read off a whole face (quality ok) are, whatever lines there are: a debt line
    that appears is new debt. Flows, and whatever was got by a fallback, need the same concepts; but not a
    press release's, which has none.
    """
    if left.unit != right.unit:
        return f"{left.unit} and {right.unit} are not compared"
    if is_press_release(left) or is_press_release(right):
        # Its tables have captions and no concepts; it is read whole or not at all, and the report answers it.
        return None
    if left.start is None and right.start is None and left.quality is right.quality is Quality.OK:
        return None
    here, there = concepts_of(left), concepts_of(right)
    if here == there:
        return None
    return f"built of other parts: {_shown(here - there)}{_when(left)}, {_shown(there - here)}{_when(right)}"


def not_comparable(left: Metric, right: Metric) -> str | None:
    """As `other_parts`; and flows are compared only over about as many days."""
    if left.days and right.days and abs(left.days - right.days) > _MOST_LONGER:
        return f"{length_words(left.days)} are not compared with {length_words(right.days)}"
    return other_parts(left, right)


def is_press_release(metric: Metric) -> bool:
    """Whether a figure is an 8-K's (a foreign issuer's 6-K's): told first, without tags."""
    return metric.form.startswith(("8-K", "6-K")) or (metric.note or "").startswith("press release")


def concepts_of(metric: Metric) -> frozenset[str]:
    """The names of the lines that a figure was built of."""
    return frozenset(part.concept for part in metric.parts)


def confirms(earlier: Metric, later: Metric) -> bool | None:
    """Whether a later figure is the earlier one, within the precision that it was printed with.

    A press release says `$8.8 billion`, the 10-Q 8,796,000,000: that confirms. None when they are not of
    one period, name and unit, or when one is not known.
    """
    if earlier.value is None or later.value is None:
        return None
    if (earlier.name, earlier.unit, earlier.end) != (later.name, later.unit, later.end):
        return None
    if (earlier.start is None) is not (later.start is None):
        return None
    if earlier.start and later.start and abs((earlier.start - later.start).days) > _MOST_LONGER:
        return None
    apart = EXACT.subtract(later.value, earlier.value).copy_abs()
    if not apart:
        return True
    if not earlier.value:
        return False
    return EXACT.multiply(apart, Decimal(2)) <= Decimal(1).scaleb(_last_place(earlier.value, earlier.note))


def _last_place(value: Decimal, note: str | None) -> int:
    """The power of ten of the last digit that was printed: zeros at the end are taken for not printed,
    as far as the table's own scale goes, where the note tells it."""
    exponent = value.normalize(EXACT).as_tuple().exponent
    place = exponent if isinstance(exponent, int) else 0
    told = re.search(r"\bin (thousands|millions|billions)\b", note or "")
    return min(place, _SCALES[told[1]]) if told else place


def _when(metric: Metric) -> str:
    return f" {'to' if metric.start else 'at'} {day_words(metric.end)}" if metric.end else ""


def _shown(concepts: frozenset[str]) -> str:
    names = sorted(concept.rpartition(":")[2] for concept in concepts)
    more = f" and {len(names) - _MOST_SHOWN} more" if len(names) > _MOST_SHOWN else ""
    return (", ".join(names[:_MOST_SHOWN]) + more) or "nothing else"
