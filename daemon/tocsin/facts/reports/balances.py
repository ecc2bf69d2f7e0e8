"""The figures of the balance sheet besides debt, of one day: from its face, or from bare concepts without one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from tocsin.facts.reports import concepts
from tocsin.facts.reports.amounts import Amount, Unknown, of_fact
from tocsin.facts.reports.balance_lines import Line, equity_of_all, temporary_equity
from tocsin.facts.reports.concepts import Figure
from tocsin.facts.reports.face import Face
from tocsin.facts.reports.ledger import Ledger
from tocsin.model import Part, Quality


def of_face(ledger: Ledger, sheet: Face, figure: Figure) -> Amount | Unknown:
    """A figure as the face prints it."""
    if figure is concepts.ASSETS:
        part = Part(_assets(ledger, sheet.date), sheet.total)
        return Amount(sheet.total, (part,), _quality(sheet.untied), sheet.untied)
    if figure is concepts.LIABILITIES:
        return _liabilities(sheet)
    lines = sheet.lines if figure is concepts.EQUITY else sheet.owned
    names = (*figure.concepts, *figure.fallbacks)
    if figure is concepts.CASH:
        # Where the face has a line of plain cash, a total with restricted cash below it is another thing.
        names = tuple(sorted(names, key=lambda name: name not in (*figure.concepts, _PLAIN_CASH)))
    for concept in names:
        line = _line(lines, concept)
        if line is None:
            if concept in ledger.report.unplaced:
                return Unknown(f"{concept} is told in a way that cannot be read")
            continue
        if line.value is None:
            return Unknown(f"{concept} cannot be read")
        doubt = line.doubt or _elsewhere(ledger, line, sheet.date)
        if doubt is None and concept in figure.fallbacks and not _is_plainly_cash(line):
            doubt = f"told as {concept}"
        doubt = doubt or (sheet.untied if figure is concepts.EQUITY else sheet.owned_gap)
        return Amount(line.value, (Part(concept, line.value),), _quality(doubt), doubt)
    if figure is concepts.CASH:
        found = ledger.first(figure, None, sheet.date)
        if found is not None:
            return of_fact(found, "not found among the assets of the balance sheet")
    return Unknown("the balance sheet has no such line")


def _line(lines: Iterable[Line], concept: str) -> Line | None:
    """The line of a concept; where it is told for members only, all their lines together, with a doubt."""
    told = [line for line in lines if line.concept == concept]
    whole = next((line for line in told if not line.by_member), None)
    if whole is not None or not told:
        return whole
    values = [line.value for line in told if line.value is not None]
    return replace(
        told[0],
        value=sum(values, Decimal(0)) if len(values) == len(told) else None,
        doubt=next((line.doubt for line in told if line.doubt), None) or "told for its parts only",
    )


def _is_plainly_cash(line: Line) -> bool:
    """`Cash` on the face is all the cash; and a concept that would take in restricted cash, under a caption of
    plain cash and cash equivalents, holds none."""
    if line.concept == _PLAIN_CASH:
        return True
    return "RestrictedCash" in line.concept and _CASH_CAPTION.fullmatch(line.caption.strip()) is not None


def of_concepts(ledger: Ledger, date: dt.date, figure: Figure) -> Amount | Unknown:
    """A figure of a document without a face."""
    if figure is concepts.LIABILITIES:
        return _liabilities_of_concepts(ledger, date)
    found = ledger.first(figure, None, date)
    if found is None:
        if ledger.unreadable((*figure.concepts, *figure.fallbacks), None, date):
            return Unknown("it cannot be read")
        return Unknown("the document tells none at this date")
    if figure is concepts.ASSETS:
        end = _first(ledger, concepts.LIABILITIES_AND_EQUITY, date)
        untied = end is not None and end != found.value
        return of_fact(found, "the totals of the balance sheet do not tie" if untied else None)
    if figure is concepts.CASH and ledger.pick("us-gaap:CashAndDueFromBanks", None, date) is not None:
        return of_fact(found, "a bank's cash is told in several lines")
    return of_fact(found)


_PLAIN_CASH = "us-gaap:Cash"
_CASH_CAPTION = re.compile(r"(?:total )?cash and (?:cash )?equivalents(?: \(.{0,12}\))?", re.IGNORECASE)


def _liabilities(sheet: Face) -> Amount | Unknown:
    equity = equity_of_all(sheet.lines)
    temporary = temporary_equity(sheet.lines)
    line = sheet.find(*concepts.LIABILITIES.concepts)
    if line is not None and line.value is not None:
        doubt = line.doubt or sheet.untied
        if sheet.gap:
            # Two ways to vouch for it: its lines add up to it, or the equity is what it leaves of the assets.
            left = None if equity is None else sheet.total - equity - temporary
            doubt = doubt or (None if left == line.value else sheet.gap)
        return Amount(line.value, (Part(line.concept, line.value),), _quality(doubt), doubt)
    if any(one.is_whole(concepts.LIABILITIES.concepts) for one in sheet.lines):
        return Unknown("the total of the liabilities cannot be read")
    if equity is None:
        return Unknown("no line for the total, and none for the equity to compute it from")
    if sheet.untied or sheet.gap:
        why = sheet.gap or sheet.untied
        return Unknown(f"no line for the total, and assets less equity cannot be vouched for: {why}")
    return _computed(sheet.total, equity, temporary)


def _computed(assets: Decimal, equity: Decimal, temporary: Decimal) -> Amount:
    parts = [Part("us-gaap:Assets", assets), Part("equity", -equity)]
    if temporary:
        parts.append(Part("temporary equity", -temporary))
    note = "no line for the total: assets less equity" + (" and temporary equity" if temporary else "")
    return Amount(assets - equity - temporary, tuple(parts), Quality.LOW, note)


def _liabilities_of_concepts(ledger: Ledger, date: dt.date) -> Amount | Unknown:
    assets = _first(ledger, concepts.ASSETS.concepts, date)
    equity = _first(ledger, concepts.EQUITY_OF_ALL, date)
    if equity is None:
        equity = _first(ledger, concepts.EQUITY_OF_PARENT, date)
        minority = _first(ledger, sorted(concepts.MINORITY), date)
        equity = equity + minority if equity is not None and minority is not None else equity
    # Several may be told of one amount (all of it, the parent's part): the largest is the whole.
    temporary = max((_first(ledger, (name,), date) or Decimal(0) for name in _TEMPORARY), default=Decimal(0))
    left = assets - equity - temporary if assets is not None and equity is not None else None
    found = ledger.first(concepts.LIABILITIES, None, date)
    if found is not None:
        tied = left is not None and abs(left - found.value) <= max(abs(found.value) / 1000, Decimal(0))
        return of_fact(found, None if tied else "assets less equity is another amount")
    if left is None or assets is None or equity is None:
        return Unknown("no total, and no equity to compute it from")
    return _computed(assets, equity, temporary)


_TEMPORARY = (
    "us-gaap:TemporaryEquityCarryingAmountAttributableToParent",
    "us-gaap:TemporaryEquityCarryingAmountIncludingPortionAttributableToNoncontrollingInterests",
    "us-gaap:TemporaryEquityCarryingAmount",
    "us-gaap:TemporaryEquityValueExcludingAdditionalPaidInCapital",
    "us-gaap:RedeemableNoncontrollingInterestEquityCarryingAmount",
    "us-gaap:RedeemableNoncontrollingInterestEquityCommonCarryingAmount",
    "us-gaap:RedeemableNoncontrollingInterestEquityPreferredCarryingAmount",
    "us-gaap:RedeemableNoncontrollingInterestEquityOtherCarryingAmount",
)


def _first(ledger: Ledger, names: Iterable[str], date: dt.date) -> Decimal | None:
    for name in names:
        found = ledger.pick(name, None, date)
        if found is not None:
            return found.value
    return None


def _assets(ledger: Ledger, date: dt.date) -> str:
    for concept in concepts.ASSETS.concepts:
        if ledger.pick(concept, None, date) is not None:
            return concept
    return concepts.ASSETS.concepts[0]


def _elsewhere(ledger: Ledger, line: Line, date: dt.date) -> str | None:
    """What the rest of the document says against a line: the same figure with another value."""
    found = ledger.pick(line.concept, None, date)
    return found.doubt if found is not None else None


def _quality(doubt: str | None) -> Quality:
    return Quality.LOW if doubt else Quality.OK
