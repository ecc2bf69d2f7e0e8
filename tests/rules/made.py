"""Made filings and rules in a few words, for tests of the rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from tocsin.model import (
    Fact,
    FilingFact,
    InsiderHolding,
    InsiderTransaction,
    Issuer,
    Known,
    Note,
    Owner,
    Reading,
    Verdict,
)
from tocsin.rules import History, NoHistory, Rule, load

ISSUER = Issuer("0000350001", "Made & Sons", "MADE")
DIRECTOR = Owner("0000350011", "Reyes Dana", director=True)
CHIEF = Owner("0000350012", "Okafor Tobias", officer=True, title="Pres & Chief Executive Officer")
FINANCE = Owner("0000350013", "Bell Augustus", officer=True, title="EVP, CFO")
HOLDER = Owner("0000350014", "Reyes Family Trust", ten_percent_owner=True)
DAY = dt.date(2026, 5, 25)


def sale(
    shares: str | None = "1000",
    price: str | None = "10",
    *,
    security: str = "Common Stock",
    after: str | None = "9000",
    code: str = "S",
    disposed: str = "D",
    date: dt.date | None = DAY,
    ownership: str = "D",
    nature: str | None = None,
    cover: Known = Known.NO,
    plan: Known = Known.NO,
    derivative: bool = False,
    owners: tuple[Owner, ...] = (DIRECTOR,),
    price_note: bool = False,
    accession: str | None = None,
) -> InsiderTransaction:
    return InsiderTransaction(
        accession=accession,
        form="4",
        issuer=ISSUER,
        owners=owners,
        row=1,
        derivative=derivative,
        security=security,
        date=date,
        code=code,
        acquired_disposed=disposed,
        shares=None if shares is None else Decimal(shares),
        price=None if price is None else Decimal(price),
        owned_after=None if after is None else Decimal(after),
        ownership=ownership,
        nature=nature,
        plan_10b5_1=plan,
        sell_to_cover=cover,
        notes=(Note("price", "F1"),) if price_note else (),
    )


def holding(owned: str | None, *, security: str = "Common Stock", nature: str = "By Trust") -> InsiderHolding:
    return InsiderHolding(
        accession=None,
        form="4",
        issuer=ISSUER,
        owners=(DIRECTOR,),
        row=1,
        derivative=False,
        security=security,
        owned=None if owned is None else Decimal(owned),
        ownership="I",
        nature=nature,
    )


def filing(
    *facts: Fact, form: str = "4", accession: str | None = None, remarks: str | None = None
) -> Reading:
    return Reading(FilingFact(accession, form, ISSUER, remarks=remarks), facts)


@dataclass(frozen=True)
class Told:
    """A history that knows just these rows."""

    rows: tuple[InsiderTransaction, ...]

    def transactions(self, issuer_cik: str, owner_ciks: frozenset[str]) -> Iterable[InsiderTransaction]:
        return (
            row
            for row in self.rows
            if row.issuer.cik == issuer_cik and any(owner.cik in owner_ciks for owner in row.owners)
        )


def rule(condition: str, **keys: str) -> Rule:
    """The rule with this under `insider_sale`, in braces or not."""
    lines = "".join(f"    {key}: {value}\n" for key, value in keys.items())
    text = f"rules:\n  - id: made\n    watch: MADE\n    when: {{insider_sale: {condition}}}\n{lines}"
    (only,) = load({"made.yaml": text.encode()}).rules
    return only


def verdict(condition: str, reading: Reading, history: History | None = None) -> Verdict:
    return rule(condition).decide(reading, history or NoHistory())


def says(condition: str, reading: Reading, history: History | None = None) -> str:
    """The verdict as a line: the answer and its reason."""
    told = verdict(condition, reading, history)
    return f"{told.answer}: {told.reason}"
