"""The rows of a balance sheet, and which of them are equity or stand between equity and liabilities."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tocsin.facts.reports import concepts

EQUITY = re.compile(
    r":(?:\w*StockholdersEquity\w*|PartnersCapital\w*|MembersEquity|\w*CommonStock\w*|\w*PreferredStock\w*|"
    r"AdditionalPaidIn\w*|\w*RetainedEarnings\w*|AccumulatedOther\w*|TreasuryStock\w*|MinorityInterest|"
    r"\w*NoncontrollingInterest\w*|TemporaryEquity\w*|\w*TemporaryEquity\w*|Redeemable\w*|\w*LimitedPartners\w*|"
    r"\w*GeneralPartners\w*|CommitmentsAndContingencies\w*|\w*Mezzanine\w*|Equity|EquityAttributable\w*|IssuedCapital|SharePremium)$"
)
_TEMPORARY = re.compile(r":(?:\w*TemporaryEquity\w*|\w*Redeemable\w*|\w*Mezzanine\w*)$")
EQUITY_TOTALS = frozenset((*concepts.EQUITY_OF_ALL, *concepts.EQUITY_OF_PARENT))


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the face at one date. `value` is None when what is tagged there cannot be read.

    `by_member` tells a row that is tagged for members of a dimension only (segments, partners, a VIE): it is
    a line of the face, and never its total. `within` holds, of a subtotal, the lines that it is the sum of.
    """

    row: int
    concept: str
    caption: str
    value: Decimal | None
    doubt: str | None = None
    by_member: bool = False
    within: tuple[Line, ...] = field(default=(), compare=False)

    def is_whole(self, names: Collection[str]) -> bool:
        """Whether it tells one of these concepts for the whole registrant."""
        return self.concept in names and not self.by_member


def equity_of_all(lines: Sequence[Line]) -> Decimal | None:
    """The equity with non-controlling interests, None where no line tells it."""
    for name in concepts.EQUITY_OF_ALL:
        for line in lines:
            if line.is_whole((name,)) and line.value is not None:
                return line.value
    for at, line in enumerate(lines):
        if line.is_whole(concepts.EQUITY_OF_PARENT) and line.value is not None:
            minority = [one.value for one in lines[at + 1 :] if one.is_whole(concepts.MINORITY)]
            return line.value + sum((value for value in minority if value is not None), Decimal(0))
    return None


def temporary_equity(lines: Sequence[Line]) -> Decimal:
    """What is neither a liability nor equity, as far as concepts name it."""
    return sum(
        (line.value for line in lines if line.value is not None and _TEMPORARY.search(line.concept)),
        Decimal(0),
    )


def is_capital(line: Line) -> bool:
    """Whether a line is equity, or a total that has equity in it."""
    return EQUITY.search(line.concept) is not None or "Capitalization" in line.concept
