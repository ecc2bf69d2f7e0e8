"""Sums and products of money and share counts, without rounding."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal, Inexact

# The default context rounds silently at 28 digits. Sums of shares times prices are kept exact, so the
# context is wide and a rounding is an error (readers refuse figures of more than 40 digits).
EXACT = Context(prec=200, traps=[Inexact])
# For quotients, which are seldom exact: wide enough that rounding them once more cannot matter.
WIDE = Context(prec=200)
FOUR_PLACES = Decimal("0.0001")


def exact_product(left: Decimal, right: Decimal) -> Decimal:
    """left x right, without rounding."""
    return EXACT.multiply(left, right)


def exact_sum(numbers: Iterable[Decimal]) -> Decimal:
    """The sum, without rounding; 0 for none."""
    total = Decimal(0)
    for number in numbers:
        total = EXACT.add(total, number)
    return total
