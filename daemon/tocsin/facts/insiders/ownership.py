"""Forms 3, 4 and 5 and their amendments: ownership XML, schemas X0101 to X0609, -> Reading."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from tocsin.errors import Unreadable
from tocsin.facts import figures
from tocsin.facts.insiders import sell_to_cover
from tocsin.facts.insiders.rows import Row
from tocsin.facts.submission import Document, Submission
from tocsin.facts.xmltext import root_of, text_of
from tocsin.model import (
    Fact,
    FilingFact,
    InsiderHolding,
    InsiderSale,
    InsiderTransaction,
    Issuer,
    Known,
    Owner,
    Reading,
)

OWNERSHIP_FORMS = ("3", "3/A", "4", "4/A", "5", "5/A")

# Row elements: whether of Table II, whether a transaction.
_ROWS = {
    "nonDerivativeTransaction": (False, True),
    "nonDerivativeHolding": (False, False),
    "derivativeTransaction": (True, True),
    "derivativeHolding": (True, False),
}
_TABLES = ("nonDerivativeTable", "derivativeTable")
_PLACES = {
    "nonDerivativeTransaction": "row",
    "nonDerivativeHolding": "holding",
    "derivativeTransaction": "derivative row",
    "derivativeHolding": "derivative holding",
}


def extract(submission: Submission) -> Reading:
    """What an ownership form says: the filing, its rows in document order, the total of its sales.

    Raises `Unreadable` for what is not an ownership form or states something that cannot be taken at
    its word. Elements that are unknown, or optional and missing, are no reason.
    """
    document = submission.primary
    if not document.xml:
        # Release 33-8230: ownership forms are filed as XML since June 30, 2003.
        raise Unreadable("the form stands in plain text, as before June 2003, and not in ownership XML")
    root = root_of(document.body)
    if root.tag != "ownershipDocument":
        raise Unreadable(f"no reader yet for {figures.quoted(root.tag)} documents")
    parts = _Parts.of(root)
    filing = _filing(parts, document)
    rows = _rows(parts, filing, _plan(parts))
    sale = InsiderSale.of(row for row in rows if isinstance(row, InsiderTransaction) and row.is_sale)
    return Reading(filing, (filing, *rows, *((sale,) if sale else ())))


@dataclass(frozen=True, slots=True)
class _Parts:
    """The children of the root by name; those that can stand once, once."""

    once: dict[str, etree._Element]
    owners: list[etree._Element]

    @classmethod
    def of(cls, root: etree._Element) -> _Parts:
        once: dict[str, etree._Element] = {}
        owners = []
        for child in root:
            name = child.tag
            if name == "reportingOwner":
                owners.append(child)
            elif name == "ownerSignature":
                continue
            elif once.setdefault(name, child) is not child:
                raise Unreadable(f"{figures.quoted(name)} stands twice")
        return cls(once, owners)

    def text(self, name: str) -> str:
        """The text of a child that holds nothing else; empty when it is not there."""
        element = self.once.get(name)
        return "" if element is None else text_of(element)


# --- the form as a whole ----------------------------------------------------------------------------


def _filing(parts: _Parts, document: Document) -> FilingFact:
    header = document.header
    form = parts.text("documentType")
    if not form:
        raise Unreadable("no document type")
    if form not in OWNERSHIP_FORMS:
        raise Unreadable(f"document type {figures.quoted(form)} is not an ownership form")
    period, amends = parts.text("periodOfReport"), parts.text("dateOfOriginalSubmission")
    return FilingFact(
        accession=header.accession,
        form=header.form or form,
        issuer=_issuer(parts),
        accepted=header.accepted,
        owners=tuple(_owner(element, f"owner {n}") for n, element in enumerate(parts.owners, 1)),
        period=figures.day(period, "form", "period of report") if period else None,
        amends=figures.day(amends, "form", "date of original submission") if amends else None,
        footnotes=_footnotes(parts),
        remarks=parts.text("remarks") or None,
    )


def _issuer(parts: _Parts) -> Issuer:
    element = parts.once.get("issuer")
    if element is None:
        raise Unreadable("no issuer")
    said = _texts(element, "issuer")
    return Issuer(
        cik=figures.cik(said.get("issuerCik", ""), "issuer"),
        name=said.get("issuerName", ""),
        symbol=said.get("issuerTradingSymbol") or None,
    )


def _owner(element: etree._Element, place: str) -> Owner:
    said: dict[str, str] = {}
    for group in element:
        if group.tag != "reportingOwnerAddress":
            said |= _texts(group, place)

    def ticked(name: str) -> bool:
        text = said.get(name)
        return figures.box(text, place, name) if text else False

    return Owner(
        cik=figures.cik(said.get("rptOwnerCik", ""), place),
        name=said.get("rptOwnerName", ""),
        director=ticked("isDirector"),
        officer=ticked("isOfficer"),
        ten_percent_owner=ticked("isTenPercentOwner"),
        title=said.get("officerTitle") or None,
    )


def _texts(element: etree._Element, place: str) -> dict[str, str]:
    said: dict[str, str] = {}
    for child in element:
        name = child.tag
        if name in said:
            raise Unreadable(f"{place}: {name} stands twice")
        said[name] = text_of(child)
    return said


def _footnotes(parts: _Parts) -> tuple[tuple[str, str], ...]:
    element = parts.once.get("footnotes")
    if element is None:
        return ()
    return tuple((child.get("id", ""), text_of(child)) for child in element if child.tag == "footnote")


def _plan(parts: _Parts) -> Known:
    """The 10b5-1 box. Forms before April 2023 have none and some since leave it out, which says nothing."""
    text = parts.text("aff10b5One")
    if not text:
        return Known.UNKNOWN
    return Known.YES if figures.box(text, "form", "aff10b5One") else Known.NO


# --- its rows ---------------------------------------------------------------------------------------


def _rows(parts: _Parts, filing: FilingFact, plan: Known) -> list[Fact]:
    if not filing.owners:
        raise Unreadable("no reporting owner")
    rows: list[tuple[str, int, Row]] = []
    counts = dict.fromkeys(_ROWS, 0)
    for table in (element for name, element in parts.once.items() if name in _TABLES):
        for element in table:
            name = element.tag
            if name in _ROWS:
                counts[name] += 1
                rows.append((name, counts[name], Row(element, f"{_PLACES[name]} {counts[name]}")))
    covers = _sold_to_cover(rows, filing)
    facts: list[Fact] = []
    for name, number, row in rows:
        derivative, transaction = _ROWS[name]
        if transaction:
            cover = covers.get((name, number), Known.NO)
            facts.append(_transaction(row, filing, plan, cover, number, derivative=derivative))
        else:
            facts.append(_holding(row, filing, number, derivative=derivative))
    return facts


def _sold_to_cover(rows: list[tuple[str, int, Row]], filing: FilingFact) -> dict[tuple[str, int], Known]:
    """Of each sale, by its table and number, whether it paid the tax on a vesting."""
    sales = [(name, number) for name, number, row in rows if _ROWS[name][1] and row.is_sold]
    if not sales:
        return {}
    sold = set(sales)
    notes = [row.notes for name, number, row in rows if (name, number) in sold]
    others = [row.notes for name, number, row in rows if (name, number) not in sold]
    return dict(
        zip(sales, sell_to_cover.answers(notes, others, filing.footnotes, filing.remarks), strict=True)
    )


def _transaction(
    row: Row, filing: FilingFact, plan: Known, cover: Known, number: int, *, derivative: bool
) -> InsiderTransaction:
    code = row.code()
    return InsiderTransaction(
        accession=filing.accession,
        form=filing.form,
        issuer=filing.issuer,
        owners=filing.owners,
        row=number,
        derivative=derivative,
        security=row.required("securityTitle", "security title"),
        date=row.day("transactionDate", "date"),
        code=code,
        acquired_disposed=row.letter("transactionAcquiredDisposedCode", "acquired/disposed code", "AD"),
        shares=row.number("transactionShares", "shares"),
        price=row.number("transactionPricePerShare", "price"),
        owned_after=row.number("sharesOwnedFollowingTransaction", "shares owned after"),
        ownership=row.letter("directOrIndirectOwnership", "ownership", "DI"),
        nature=row.text("natureOfOwnership"),
        plan_10b5_1=plan,
        sell_to_cover=cover,
        notes=row.notes,
        underlying=row.text("underlyingSecurityTitle"),
        underlying_shares=row.number("underlyingSecurityShares", "underlying shares"),
        exercise_price=row.number("conversionOrExercisePrice", "exercise price"),
        expires=row.day("expirationDate", "expiration date"),
    )


def _holding(row: Row, filing: FilingFact, number: int, *, derivative: bool) -> InsiderHolding:
    owned = row.number("sharesOwnedFollowingTransaction", "shares owned")
    return InsiderHolding(
        accession=filing.accession,
        form=filing.form,
        issuer=filing.issuer,
        owners=filing.owners,
        row=number,
        derivative=derivative,
        security=row.required("securityTitle", "security title"),
        owned=owned,
        ownership=row.letter("directOrIndirectOwnership", "ownership", "DI"),
        nature=row.text("natureOfOwnership"),
        notes=row.notes,
    )
