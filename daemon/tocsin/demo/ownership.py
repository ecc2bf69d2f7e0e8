"""Made Forms 3, 4 and 5: small nouns, and the ownership XML (schema X0609) that they become.

Every trap of a real form can be made: several owners of the same rows, thirty rows of one sale, a
price that only a footnote tells, a plan box that is checked, unchecked or not there, fractional
shares, two classes of stock in one filing, an amendment that restates or holds only holdings.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from tocsin.demo.filings import MADE, Company, MadeDocument, MadeFiling, MadeParty

Notes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MadeOwner:
    """A reporting owner with the relationship boxes of the form; `other` is the text of "Other"."""

    cik: str
    name: str
    director: bool = False
    officer: bool = False
    ten_percent_owner: bool = False
    title: str | None = None
    other: str | None = None


@dataclass(frozen=True, slots=True)
class Derivative:
    """What a Table II row says beside: the terms of an option, a unit, a note."""

    exercise_price: Decimal | None = None
    exercisable: dt.date | None = None
    expires: dt.date | None = None
    underlying: str = "Common Stock"
    underlying_shares: Decimal | None = None


@dataclass(frozen=True, slots=True)
class MadeTransaction:
    """A transaction row; of Table II when it has `derivative`.

    None leaves a value out. `notes` are pairs of what a footnote hangs on (`security`, `date`, `code`,
    `shares`, `price`, `owned_after`, `ownership`, `nature`, `exercise_price`) and the footnote's id.
    """

    date: dt.date
    code: str
    acquired_disposed: str
    shares: Decimal | None
    price: Decimal | None
    owned_after: Decimal | None
    security: str = "Common Stock"
    ownership: str = "D"
    nature: str | None = None
    notes: Notes = ()
    derivative: Derivative | None = None


@dataclass(frozen=True, slots=True)
class MadeHolding:
    """A row without a transaction: what is owned. Of Table II when it has `derivative`."""

    owned: Decimal
    security: str = "Common Stock"
    ownership: str = "D"
    nature: str | None = None
    notes: Notes = ()
    derivative: Derivative | None = None


@dataclass(frozen=True, slots=True)
class OwnershipForm:
    """A Form 3, 4 or 5, or its amendment (`4/A`, with `amends`, the day of the original).

    `plan_10b5_1` None leaves the box out, as forms before April 2023 do and some since. `zone` is
    added to dates (`-05:00`), `yes` and `no` are how the boxes are written (`1`/`0`, `true`/`false`);
    `no` None leaves unchecked boxes out.
    """

    issuer: Company
    owners: tuple[MadeOwner, ...]
    period: dt.date
    rows: tuple[MadeTransaction | MadeHolding, ...] = ()
    form: str = "4"
    footnotes: tuple[tuple[str, str], ...] = ()
    plan_10b5_1: bool | None = None
    amends: dt.date | None = None
    remarks: str = ""
    filename: str = "made-ownership.xml"
    zone: str = ""
    yes: str = "1"
    no: str | None = "0"


def ownership_filing(accession: str, form: OwnershipForm) -> MadeFiling:
    """The form as a filing: every owner is a Reporting party, then comes the Issuer."""
    parties = [MadeParty(owner.cik, owner.name, "Reporting") for owner in form.owners]
    issuer = MadeParty(form.issuer.cik, form.issuer.name, "Issuer", form.issuer)
    document = MadeDocument(form.form, form.filename, ownership_xml(form), f"FORM {form.form}")
    return MadeFiling(accession, form.form, (*parties, issuer), (document,), form.period)


def ownership_xml(form: OwnershipForm) -> str:
    """The ownershipDocument, with a comment and remarks that say it is made."""
    lines = [
        '<?xml version="1.0"?>',
        f"<!-- {MADE} -->",
        "<ownershipDocument>",
        "<schemaVersion>X0609</schemaVersion>",
        f"<documentType>{form.form}</documentType>",
        f"<periodOfReport>{form.period}{form.zone}</periodOfReport>",
    ]
    if form.amends:
        lines.append(f"<dateOfOriginalSubmission>{form.amends}{form.zone}</dateOfOriginalSubmission>")
    if form.form.startswith("3"):
        nothing = form.no or "0" if form.rows else form.yes
        lines.append(f"<noSecuritiesOwned>{nothing}</noSecuritiesOwned>")
    elif not form.amends:
        lines.append("<notSubjectToSection16>0</notSubjectToSection16>")
    if form.form.startswith("5"):
        lines += ["<form3HoldingsReported>0</form3HoldingsReported>"]
        lines += ["<form4TransactionsReported>0</form4TransactionsReported>"]
    lines += [
        "<issuer>",
        f"<issuerCik>{form.issuer.cik}</issuerCik>",
        f"<issuerName>{_text(form.issuer.name)}</issuerName>",
        f"<issuerTradingSymbol>{_text(form.issuer.symbol or 'NONE')}</issuerTradingSymbol>",
        f"<issuerForeignTradingSymbol>{_text(form.issuer.foreign_symbol or '')}</issuerForeignTradingSymbol>",
        "</issuer>",
    ]
    for owner in form.owners:
        lines += _owner(form, owner)
    if form.plan_10b5_1 is not None and not form.form.startswith("3"):
        lines.append(f"<aff10b5One>{form.yes if form.plan_10b5_1 else form.no or '0'}</aff10b5One>")
    lines += _table(form, "nonDerivative", [row for row in form.rows if row.derivative is None])
    lines += _table(form, "derivative", [row for row in form.rows if row.derivative is not None])
    lines.append("<footnotes>")
    lines += [f'<footnote id="{name}">{_text(text)}</footnote>' for name, text in form.footnotes]
    lines += [
        "</footnotes>",
        f"<remarks>{_text(' '.join(filter(None, [form.remarks, MADE])))}</remarks>",
        "<ownerSignature>",
        f"<signatureName>/s/ {_text(form.owners[0].name)} (made)</signatureName>",
        f"<signatureDate>{form.period}{form.zone}</signatureDate>",
        "</ownerSignature>",
        "</ownershipDocument>",
    ]
    return "\n".join(lines)


def _owner(form: OwnershipForm, owner: MadeOwner) -> list[str]:
    boxes = (
        ("isDirector", owner.director),
        ("isOfficer", owner.officer),
        ("isTenPercentOwner", owner.ten_percent_owner),
        ("isOther", owner.other is not None),
    )
    told = ((name, _box(form, checked)) for name, checked in boxes)
    return [
        "<reportingOwner>",
        "<reportingOwnerId>",
        f"<rptOwnerCik>{owner.cik}</rptOwnerCik>",
        f"<rptOwnerName>{_text(owner.name)}</rptOwnerName>",
        "</reportingOwnerId>",
        "<reportingOwnerAddress>",
        "<rptOwnerStreet1>1 MADE STREET</rptOwnerStreet1>",
        "<rptOwnerStreet2></rptOwnerStreet2>",
        "<rptOwnerCity>NOWHERE</rptOwnerCity>",
        "<rptOwnerState>DE</rptOwnerState>",
        "<rptOwnerZipCode>00000</rptOwnerZipCode>",
        "<rptOwnerStateDescription></rptOwnerStateDescription>",
        "</reportingOwnerAddress>",
        "<reportingOwnerRelationship>",
        *(f"<{name}>{box}</{name}>" for name, box in told if box is not None),
        *([f"<officerTitle>{_text(owner.title)}</officerTitle>"] if owner.title else []),
        *([f"<otherText>{_text(owner.other)}</otherText>"] if owner.other else []),
        "</reportingOwnerRelationship>",
        "</reportingOwner>",
    ]


def _table(form: OwnershipForm, kind: str, rows: list[MadeTransaction | MadeHolding]) -> list[str]:
    if not rows:
        return []
    lines = [f"<{kind}Table>"]
    for row in rows:
        if isinstance(row, MadeTransaction):
            lines += [f"<{kind}Transaction>", *_transaction(form, row), f"</{kind}Transaction>"]
        else:
            lines += [f"<{kind}Holding>", *_holding(form, row), f"</{kind}Holding>"]
    return [*lines, f"</{kind}Table>"]


def _transaction(form: OwnershipForm, row: MadeTransaction) -> Iterable[str]:
    yield from _value(row, "securityTitle", row.security, "security")
    if row.derivative:
        price = _figure(row.derivative.exercise_price)
        yield from _value(row, "conversionOrExercisePrice", price, "exercise_price")
    yield from _value(row, "transactionDate", f"{row.date}{form.zone}", "date")
    yield "<transactionCoding>"
    yield f"<transactionFormType>{form.form[0]}</transactionFormType>"
    yield f"<transactionCode>{row.code}</transactionCode>"
    yield "<equitySwapInvolved>0</equitySwapInvolved>"
    yield from _note_marks(row, "code")
    yield "</transactionCoding>"
    yield "<transactionTimeliness></transactionTimeliness>"
    yield "<transactionAmounts>"
    yield from _value(row, "transactionShares", _figure(row.shares), "shares")
    yield from _value(row, "transactionPricePerShare", _figure(row.price), "price")
    yield from _value(row, "transactionAcquiredDisposedCode", row.acquired_disposed, "acquired_disposed")
    yield "</transactionAmounts>"
    if row.derivative:
        yield from _underlying(form, row, row.derivative)
    yield "<postTransactionAmounts>"
    yield from _value(row, "sharesOwnedFollowingTransaction", _figure(row.owned_after), "owned_after")
    yield "</postTransactionAmounts>"
    yield from _ownership_nature(row)


def _holding(form: OwnershipForm, row: MadeHolding) -> Iterable[str]:
    yield from _value(row, "securityTitle", row.security, "security")
    if row.derivative:
        price = _figure(row.derivative.exercise_price)
        yield from _value(row, "conversionOrExercisePrice", price, "exercise_price")
        yield from _underlying(form, row, row.derivative)
    yield "<postTransactionAmounts>"
    yield from _value(row, "sharesOwnedFollowingTransaction", _figure(row.owned), "owned_after")
    yield "</postTransactionAmounts>"
    yield from _ownership_nature(row)


def _underlying(form: OwnershipForm, row: MadeTransaction | MadeHolding, terms: Derivative) -> Iterable[str]:
    for tag, day in (("exerciseDate", terms.exercisable), ("expirationDate", terms.expires)):
        yield from _value(row, tag, f"{day}{form.zone}" if day else None, tag)
    yield "<underlyingSecurity>"
    yield from _value(row, "underlyingSecurityTitle", terms.underlying, "underlying")
    yield from _value(row, "underlyingSecurityShares", _figure(terms.underlying_shares), "underlying_shares")
    yield "</underlyingSecurity>"


def _ownership_nature(row: MadeTransaction | MadeHolding) -> Iterable[str]:
    yield "<ownershipNature>"
    yield from _value(row, "directOrIndirectOwnership", row.ownership, "ownership")
    if row.nature:
        yield from _value(row, "natureOfOwnership", row.nature, "nature")
    yield "</ownershipNature>"


def _value(row: MadeTransaction | MadeHolding, tag: str, value: str | None, on: str) -> Iterable[str]:
    yield f"<{tag}>"
    if value is not None:
        yield f"<value>{_text(value)}</value>"
    yield from _note_marks(row, on)
    yield f"</{tag}>"


def _note_marks(row: MadeTransaction | MadeHolding, on: str) -> Iterable[str]:
    return (f'<footnoteId id="{note}"/>' for where, note in row.notes if where == on)


def _figure(number: Decimal | None) -> str | None:
    return None if number is None else format(number, "f")


def _box(form: OwnershipForm, checked: bool) -> str | None:
    return form.yes if checked else form.no


def _text(text: str) -> str:
    return escape(text, quote=False)
