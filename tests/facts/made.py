"""Ownership forms in a few words, for tests: every part can be left out or made wrong."""

from __future__ import annotations

from collections.abc import Mapping

from tocsin import facts
from tocsin.model import InsiderSale, InsiderTransaction

ISSUER = (
    "<issuer><issuerCik>0000350001</issuerCik><issuerName>Made &amp; Sons</issuerName>"
    "<issuerTradingSymbol>MADE</issuerTradingSymbol></issuer>"
)
Notes = Mapping[str, str]


def owner(cik: str = "0000350002", name: str = "Reyes Dana", boxes: str = "<isOfficer>1</isOfficer>") -> str:
    return (
        f"<reportingOwner><reportingOwnerId><rptOwnerCik>{cik}</rptOwnerCik>"
        f"<rptOwnerName>{name}</rptOwnerName></reportingOwnerId>"
        f"<reportingOwnerRelationship>{boxes}</reportingOwnerRelationship></reportingOwner>"
    )


def element(name: str, value: str | None, notes: Notes) -> str:
    """A figure in its <value>, with the footnotes that hang on it; None leaves the value out."""
    stated = "" if value is None else f"<value>{value}</value>"
    references = "".join(f'<footnoteId id="{note}"/>' for note in notes.get(name, "").split())
    return f"<{name}>{stated}{references}</{name}>" if stated or references else ""


def transaction(
    *,
    code: str = "S",
    acquired_disposed: str | None = "D",
    shares: str | None = "100",
    price: str | None = "10.00",
    owned_after: str | None = "900",
    security: str | None = "Common Stock",
    date: str | None = "2024-05-06",
    ownership: str | None = "D",
    nature: str | None = None,
    notes: Notes | None = None,
    derivative: bool = False,
    more: str = "",
    underlying_shares: str | None = "100",
    exercise_price: str | None = "5",
    expires: str | None = "2030-01-01",
) -> str:
    notes = notes or {}
    coding = "".join(f'<footnoteId id="{note}"/>' for note in notes.get("transactionCoding", "").split())
    kind = "derivativeTransaction" if derivative else "nonDerivativeTransaction"
    options = (
        element("expirationDate", expires, notes)
        + "<underlyingSecurity>"
        + element("underlyingSecurityTitle", "Common Stock", notes)
        + element("underlyingSecurityShares", underlying_shares, notes)
        + "</underlyingSecurity>"
    )
    return (
        f"<{kind}>"
        + element("securityTitle", security, notes)
        + (element("conversionOrExercisePrice", exercise_price, notes) if derivative else "")
        + element("transactionDate", date, notes)
        + f"<transactionCoding><transactionCode>{code}</transactionCode>{coding}</transactionCoding>"
        + "<transactionAmounts>"
        + element("transactionShares", shares, notes)
        + element("transactionPricePerShare", price, notes)
        + element("transactionAcquiredDisposedCode", acquired_disposed, notes)
        + "</transactionAmounts>"
        + (options if derivative else "")
        + "<postTransactionAmounts>"
        + element("sharesOwnedFollowingTransaction", owned_after, notes)
        + "</postTransactionAmounts><ownershipNature>"
        + element("directOrIndirectOwnership", ownership, notes)
        + element("natureOfOwnership", nature, notes)
        + f"</ownershipNature>{more}</{kind}>"
    )


def holding(
    owned: str = "5000", security: str = "Common Stock", ownership: str = "I", nature: str = "By Trust"
) -> str:
    return (
        "<nonDerivativeHolding>"
        + element("securityTitle", security, {})
        + "<postTransactionAmounts>"
        + element("sharesOwnedFollowingTransaction", owned, {})
        + "</postTransactionAmounts><ownershipNature>"
        + element("directOrIndirectOwnership", ownership, {})
        + element("natureOfOwnership", nature, {})
        + "</ownershipNature></nonDerivativeHolding>"
    )


def form(
    *rows: str,
    derivatives: str = "",
    form: str = "4",
    issuer: str = ISSUER,
    owners: str | None = None,
    footnotes: Notes | None = None,
    remarks: str = "",
    more: str = "",
    top: str = '<?xml version="1.0"?>\n',
) -> str:
    """An ownershipDocument. `more` stands among the root's children."""
    told = "".join(f'<footnote id="{note}">{text}</footnote>' for note, text in (footnotes or {}).items())
    return (
        f"{top}<ownershipDocument><schemaVersion>X0508</schemaVersion><documentType>{form}</documentType>"
        f"<periodOfReport>2024-05-06</periodOfReport>{issuer}{owner() if owners is None else owners}{more}"
        f"<nonDerivativeTable>{''.join(rows)}</nonDerivativeTable>"
        f"<derivativeTable>{derivatives}</derivativeTable>"
        f"<footnotes>{told}</footnotes><remarks>{remarks}</remarks></ownershipDocument>"
    )


def document(xml: str, kind: str = "4", name: str = "form4.xml") -> str:
    return (
        f"<DOCUMENT>\n<TYPE>{kind}\n<SEQUENCE>1\n<FILENAME>{name}\n<DESCRIPTION>FORM {kind}\n<TEXT>\n"
        f"<XML>\n{xml}\n</XML>\n</TEXT>\n</DOCUMENT>\n"
    )


def submission(
    *documents: str,
    form: str = "4",
    accession: str = "0000350001-24-000007",
    accepted: str = "20240507170102",
    filed: str = "20240507",
) -> bytes:
    """A full submission as the archive writes it."""
    return (
        f"<SEC-DOCUMENT>{accession}.txt : {filed}\n<SEC-HEADER>{accession}.hdr.sgml : {filed}\n"
        f"<ACCEPTANCE-DATETIME>{accepted}\nACCESSION NUMBER:\t\t{accession}\n"
        f"CONFORMED SUBMISSION TYPE:\t{form}\nPUBLIC DOCUMENT COUNT:\t\t{len(documents)}\n"
        f"CONFORMED PERIOD OF REPORT:\t20240506\nFILED AS OF DATE:\t\t{filed}\n\n"
        "ISSUER:\n\n\tCOMPANY DATA:\n\t\tCOMPANY CONFORMED NAME:\t\t\tMade & Sons\n\n"
        "\tFILING VALUES:\n\t\tFORM TYPE:\t\t4\n</SEC-HEADER>\n"
        f"{''.join(documents)}</SEC-DOCUMENT>\n"
    ).encode()


def rows_of(xml: str) -> tuple[InsiderTransaction, ...]:
    return facts.read(xml.encode()).transactions


def sale_of(xml: str) -> InsiderSale | None:
    (sale,) = [fact for fact in facts.read(xml.encode()).facts if isinstance(fact, InsiderSale)] or [None]
    return sale
