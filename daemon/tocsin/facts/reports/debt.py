"""Debt, put together from bare concepts, where there is no face of a balance sheet to read it from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tocsin.facts.reports.amounts import Amount
from tocsin.model import Part


@dataclass(frozen=True, slots=True)
class Debt:
    """What is borrowed in all, what of it falls due within a year, and the rest; None where it is not known.

    `note` says why something is not known.
    """

    total: Amount | None
    short_term: Amount | None
    long_term: Amount | None
    note: str | None = None


def _gaap(*names: str) -> tuple[str, ...]:
    return tuple(f"us-gaap:{name}" for name in names)


# All of it in one figure.
ALL = _gaap("DebtLongtermAndShorttermCombinedAmount", "DebtAndCapitalLeaseObligations")
# All that is due within a year.
ALL_CURRENT = (*_gaap("DebtCurrent"), "ifrs-full:CurrentBorrowingsAndCurrentPortionOfNoncurrentBorrowings")
# What is borrowed for less than a year: the general concept, else its kinds, which do not overlap.
SHORT = (*_gaap("ShortTermBorrowings"), "ifrs-full:ShorttermBorrowings", "ifrs-full:CurrentBorrowings")
SHORT_KINDS = _gaap(
    "CommercialPaper",
    "LinesOfCreditCurrent",
    "ShortTermBankLoansAndNotesPayable",
    "BankLoans",
    "LoansPayableCurrent",
    "NotesPayableRelatedPartiesClassifiedCurrent",
    "OtherShortTermBorrowings",
    "BridgeLoan",
)
# What of the long-term debt falls due: the general concepts, of which filers use one.
MATURING = (
    *_gaap(
        "LongTermDebtAndCapitalLeaseObligationsCurrent",
        "LongTermDebtCurrent",
        "LongTermDebtAndFinanceLeaseObligationsCurrent",
    ),
    "ifrs-full:CurrentPortionOfLongtermBorrowings",
)
MATURING_KINDS = _gaap(
    "NotesPayableCurrent",
    "ConvertibleNotesPayableCurrent",
    "ConvertibleDebtCurrent",
    "SecuredDebtCurrent",
    "UnsecuredDebtCurrent",
    "SeniorNotesCurrent",
    "SubordinatedDebtCurrent",
    "MediumtermNotesCurrent",
    "OtherLongTermDebtCurrent",
    "OtherNotesPayableCurrent",
    "OtherLoansPayableCurrent",
)
_LONG = (
    *_gaap(
        "LongTermDebtNoncurrent",
        "LongTermDebtAndCapitalLeaseObligations",
        "LongTermNotesAndLoans",
    ),
    "ifrs-full:LongtermBorrowings",
    "ifrs-full:NoncurrentPortionOfNoncurrentBorrowings",
)
# Holds what is due within a year in some filings (the note's total), and not in others (Adobe's face).
_LONG_PERHAPS_ALL = _gaap("LongTermDebt", "LongTermDebtAndCapitalLeaseObligationsIncludingCurrentMaturities")
_LONG_KINDS = _gaap(
    "LongTermNotesPayable",
    "ConvertibleLongTermNotesPayable",
    "ConvertibleDebtNoncurrent",
    "SeniorLongTermNotes",
    "SecuredLongTermDebt",
    "UnsecuredLongTermDebt",
    "LongTermLineOfCredit",
    "LongTermLoansPayable",
    "LongTermLoansFromBank",
    "LongTermCommercialPaperNoncurrent",
    "NotesPayableRelatedPartiesNoncurrent",
    "OtherLongTermDebtNoncurrent",
    "OtherLoansPayableLongTerm",
    "MediumtermNotesNoncurrent",
    "SubordinatedLongTermDebt",
)
_NEITHER = _gaap(
    "NotesPayable", "SeniorNotes", "ConvertibleNotesPayable", "SecuredDebt", "LoansPayable", "LineOfCredit"
)

# A note tells principal, the balance sheet what is left of it after the discount.
_PART_MAY_EXCEED = Decimal("1.25")

CONCEPTS = (
    *ALL, *ALL_CURRENT, *SHORT, *SHORT_KINDS, *MATURING, *MATURING_KINDS,
    *_LONG, *_LONG_PERHAPS_ALL, *_LONG_KINDS, *_NEITHER,
)  # fmt: skip
DUE = (*ALL_CURRENT, *SHORT, *SHORT_KINDS[:2], *MATURING)


def combine(known: Mapping[str, Decimal]) -> Debt:
    """Debt from bare concepts, where there is no face to read: undimensioned values of one day, by concept
    with prefix (`us-gaap:DebtCurrent`; those of `CONCEPTS` are looked at).

    Never better than `low`, for which of the concepts overlap is a guess: a general concept is taken before
    its kinds, a part before a total that the notes tell.
    """
    short = _first(known, ALL_CURRENT)
    if short is None:
        borrowed = _first(known, SHORT) or _several(known, SHORT_KINDS)
        maturing = _first(known, MATURING) or _several(known, MATURING_KINDS)
        if borrowed and maturing and abs(borrowed.value - maturing.value) * 50 < borrowed.value:
            # The face's line and its detail in the notes, less the discount (AMD, IBM).
            maturing = None
        short = _together(borrowed, maturing)
    long = _first(known, _LONG)
    everything = _first(known, _LONG_PERHAPS_ALL)
    if long is None and everything is not None:
        maturing = _first(known, MATURING)
        if maturing is None:
            long = everything
        else:
            # Both are of one note: what is left is due later, unless the total already leaves it out.
            later = everything.value - maturing.value
            if later >= 0 and len(maturing.parts) == 1:
                turned = Part(maturing.parts[0].concept, -maturing.value)
                long = Amount(later, (*everything.parts, turned))
    kinds = _several(known, _LONG_KINDS)
    if long is None:
        long = kinds
    elif kinds and max(part.value for part in kinds.parts) > long.value * _PART_MAY_EXCEED:
        # A part is not larger than its whole, but for a discount: the two stand beside each other.
        long = _together(long, kinds)
    if short is None and long is None:
        whole = _first(known, ALL) or _first(known, _NEITHER)
        if whole is None:
            return Debt(
                None, None, None, "no concept of debt is told, and there is no face to say that there is none"
            )
        return Debt(whole, None, None, "how much of it is due within a year is not told")
    total = _together(short, long)
    if short is None:
        return Debt(total, None, long, "no debt due within a year is told")
    if long is None:
        return Debt(total, short, None, "no debt due after a year is told")
    return Debt(total, short, long)


def _first(known: Mapping[str, Decimal], names: Iterable[str]) -> Amount | None:
    for name in names:
        if name in known:
            return Amount(known[name], (Part(name, known[name]),))
    return None


def _several(known: Mapping[str, Decimal], names: Iterable[str]) -> Amount | None:
    parts = tuple(Part(name, known[name]) for name in names if name in known)
    return Amount(sum((part.value for part in parts), Decimal(0)), parts) if parts else None


def _together(one: Amount | None, other: Amount | None) -> Amount | None:
    if one is None or other is None:
        return one or other
    return Amount(one.value + other.value, (*one.parts, *other.parts))
