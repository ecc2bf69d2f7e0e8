"""The figures of the cash flow statement, of one period."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import combinations

from tocsin.facts.reports import concepts
from tocsin.facts.reports.amounts import Amount, Unknown, of_fact
from tocsin.facts.reports.concepts import Figure
from tocsin.facts.reports.ledger import Found, Ledger, Within, caption_of, unit_of
from tocsin.facts.reports.periods import Period
from tocsin.facts.reports.xbrl import XbrlFact
from tocsin.model import Part, Quality

_OPERATING = (*concepts.OPERATING_CASH_FLOW.concepts, *concepts.OPERATING_CASH_FLOW.fallbacks)
_CHANGE = (
    "us-gaap:CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalentsPeriodIncreaseDecreaseIncludingExchangeRateEffect",
    "us-gaap:CashAndCashEquivalentsPeriodIncreaseDecrease",
    "us-gaap:CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalentsPeriodIncreaseDecreaseExcludingExchangeRateEffect",
    "us-gaap:CashAndCashEquivalentsPeriodIncreaseDecreaseExcludingExchangeRateEffect",
    "us-gaap:CashPeriodIncreaseDecrease",
    "us-gaap:CashPeriodIncreaseDecreaseExcludingExchangeRateEffect",
    "ifrs-full:IncreaseDecreaseInCashAndCashEquivalents",
)
# What may stand between the three parts of a cash flow and its total.
_BESIDE = (
    "us-gaap:EffectOfExchangeRateOnCashCashEquivalentsRestrictedCashAndRestrictedCashEquivalents",
    "us-gaap:EffectOfExchangeRateOnCashAndCashEquivalents",
    "us-gaap:EffectOfExchangeRateOnCash",
    "us-gaap:EffectOfExchangeRateOnCashCashEquivalentsRestrictedCashAndRestrictedCashEquivalentsIncludingDisposalGroupAndDiscontinuedOperations",
    "us-gaap:EffectOfExchangeRateOnCashCashEquivalentsRestrictedCashAndRestrictedCashEquivalentsDisposalGroupIncludingDiscontinuedOperations",
    "us-gaap:EffectOfExchangeRateOnCashAndCashEquivalentsContinuingOperations",
    "us-gaap:EffectOfExchangeRateOnCashContinuingOperations",
    "us-gaap:NetCashProvidedByUsedInDiscontinuedOperations",
    "us-gaap:CashProvidedByUsedInOperatingActivitiesDiscontinuedOperations",
    "us-gaap:CashProvidedByUsedInInvestingActivitiesDiscontinuedOperations",
    "us-gaap:CashProvidedByUsedInFinancingActivitiesDiscontinuedOperations",
    "ifrs-full:EffectOfExchangeRateChangesOnCashAndCashEquivalents",
)
_DISCONTINUED = "us-gaap:CashProvidedByUsedInOperatingActivitiesDiscontinuedOperations"
_CAPITAL = re.compile(
    r"capital expenditure|(?:purchase|acquisition|addition|expenditure|payment|investment)s?\b.{0,40}\b"
    r"(?:property|equipment|plant|fixed assets|premises)",
    re.IGNORECASE,
)
# `Other` tells of lines beside it: an oil company's wells, a landlord's houses.
_OTHER = re.compile(r":PaymentsToAcquireOther(?!Productive)")
_SO_NAMED = re.compile(r"\s*capital expenditure", re.IGNORECASE)
_NOT_CAPITAL = re.compile(
    r"proceed|sale of|accrued|unpaid|not yet paid|non-?cash|deposit|business", re.IGNORECASE
)


def operating_cash_flow(ledger: Ledger, period: Period) -> Amount | Unknown:
    """Of all operations; of the continuing ones alone where only they are told."""
    start, end = period
    figure = concepts.OPERATING_CASH_FLOW
    found = ledger.first(figure, start, end)
    if found is None:
        return _untold(ledger, (*figure.concepts, *figure.fallbacks), period, "operating cash flow")
    if found.fact.concept in figure.concepts:
        return of_fact(
            found,
            None
            if _adds_up(ledger, found, period)
            else "the parts of the cash flow do not add up to the change in cash",
        )
    rest = ledger.pick(_DISCONTINUED, start, end)
    amount = of_fact(found, "of continuing operations")
    if rest is None or not rest.value:
        return amount
    parts = (*amount.parts, Part(_DISCONTINUED, rest.value))
    return Amount(
        amount.value + rest.value, parts, Quality.LOW, "continuing operations and discontinued ones added"
    )


def capital_expenditure(ledger: Ledger, period: Period) -> Amount | Unknown:
    """Payments for property, plant and equipment, positive."""
    figure = concepts.CAPITAL_EXPENDITURE
    within = _investing_lines(ledger, period)
    told = list(ledger.each(figure, *period, within))
    if not told and within is not None:
        captioned = _capital_by_caption(ledger, period, within)
        if captioned is not None:
            return captioned
        elsewhere = ledger.first(figure, *period)
        if elsewhere is not None:
            return _positive(of_fact(elsewhere, "it does not stand among the investing cash flows"))
    if not told and within is not None and _printed_before(ledger, figure, within):
        return Amount(Decimal(0), (), Quality.LOW, "its line has no amount for this period")
    if not told:
        return _untold(
            ledger, (*figure.concepts, *figure.fallbacks), period, "payment for property, plant and equipment"
        )
    found, doubt = told[0], None
    other = next((one for one in told[1:] if one.value and one.fact.place != found.fact.place), None)
    if other is not None and within is not None and _OTHER.search(found.fact.concept):
        lines = {one.fact.place: one for one in told if one.fact.place is not None}
        parts = tuple(Part(one.fact.concept, one.value) for one in lines.values())
        value = sum((part.value for part in parts), Decimal(0))
        return _positive(Amount(value, parts, Quality.LOW, "told in several lines"))
    caption = caption_of(found.fact)
    if found.fact.concept not in figure.concepts[:2] and caption and not _CAPITAL.search(caption):
        doubt = f'"{caption}" may be another payment'
    if other is not None and within is not None:
        doubt = f"{other.fact.concept} is a line of its own"
    return _positive(of_fact(found, doubt))


def _adds_up(ledger: Ledger, operating: Found, period: Period) -> bool:
    """Whether operating, investing and financing cash flow are the change in cash, with what may stand beside.

    True too where one of them is not told: then there is nothing to hold it against.
    """
    investing, financing, change = (
        next((found for name in names if (found := ledger.pick(name, *period)) is not None), None)
        for names in (concepts.INVESTING_CASH_FLOW, concepts.FINANCING_CASH_FLOW, _CHANGE)
    )
    if investing is None or financing is None or change is None:
        return True
    beside = [
        found.value for name in _BESIDE if (found := ledger.pick(name, *period)) is not None and found.value
    ]
    rest = change.value - operating.value - investing.value - financing.value
    slack = 3 * unit_of(change.fact)
    return any(
        abs(rest - sum(some)) <= slack
        for count in range(min(len(beside), 4) + 1)
        for some in combinations(beside[:8], count)
    )


def _positive(amount: Amount) -> Amount:
    """These concepts are payments: below zero the filer has turned the sign."""
    if amount.value >= 0:
        return amount
    parts = tuple(Part(part.concept, -part.value) for part in amount.parts)
    return Amount(-amount.value, parts, Quality.LOW, "told with the sign turned")


def _investing_lines(ledger: Ledger, period: Period) -> Within | None:
    """The rows from the operating cash flow to the investing one, in whatever tables; None where not found."""
    start, end = period
    top = next(
        (found for concept in _OPERATING if (found := ledger.pick(concept, start, end, _placed))), None
    )
    bottoms = [
        found.fact.place.row
        for concept in concepts.INVESTING_CASH_FLOW
        if (found := ledger.pick(concept, start, end, _placed)) and found.fact.place
    ]
    if top is None or top.fact.place is None:
        return None
    first = top.fact.place.row
    later = [row for row in bottoms if row > first]
    if not later:
        return None
    last = min(later)
    return lambda fact: fact.place is not None and first <= fact.place.row <= last


def _capital_by_caption(ledger: Ledger, period: Period, within: Within) -> Amount | None:
    lines = {
        fact.place.row: fact
        for fact in _of_period(ledger, period)
        if within(fact)
        and fact.place is not None
        and fact.value is not None
        and _CAPITAL.search(fact.place.caption)
        and not _NOT_CAPITAL.search(fact.place.caption)
    }
    if len(lines) > 1:
        named = {row: fact for row, fact in lines.items() if _SO_NAMED.match(caption_of(fact))}
        lines = named or lines
    if len(lines) != 1:
        return None
    (fact,) = lines.values()
    value = abs(fact.value or Decimal(0))
    note = f'by its caption "{caption_of(fact)}"'
    return Amount(value, (Part(fact.concept, value),), Quality.LOW, note)


def _of_period(ledger: Ledger, period: Period) -> list[XbrlFact]:
    return [
        fact
        for fact in ledger.report.facts
        if fact.start == period[0]
        and fact.end == period[1]
        and not fact.dimensions
        and fact.unit == ledger.currency
    ]


def _printed_before(ledger: Ledger, figure: Figure, within: Within) -> bool:
    """Whether the line stands there for another period: a dash need not be tagged."""
    return any(within(fact) for fact in ledger.all(figure.concepts))


def _untold(ledger: Ledger, names: Iterable[str], period: Period, what: str) -> Unknown:
    if ledger.unreadable(names, *period):
        return Unknown(f"the {what} cannot be read")
    return Unknown(f"the document tells no {what} of this period")


def _placed(fact: XbrlFact) -> bool:
    return fact.place is not None
