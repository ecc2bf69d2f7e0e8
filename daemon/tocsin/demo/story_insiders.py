"""What insiders file in the story: sales, what is none, and notices of sales to come."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from tocsin.demo.companies import ACME, GLUM, HAYR, HRAK
from tocsin.demo.form144 import Form144, MadeProposedSale
from tocsin.demo.ownership import MadeOwner, MadeTransaction, OwnershipForm

_REYES = MadeOwner("9900000201", "Reyes Dana", director=True, officer=True, title="Chief Executive Officer")
_TRUST = MadeOwner("9900000202", "Reyes Family Trust", ten_percent_owner=True)
_ONAIR = MadeOwner(
    "9900000211", "O'Nair Siobhan", officer=True, title="President and Chief Executive Officer"
)
_QUILL = MadeOwner("9900000231", "Quill Jonas", officer=True, title="Chief Technology Officer")
_STRAW = MadeOwner("9900000291", "Straw Ezra", director=True, officer=True, title="President & CEO")


def joint_sale(day: dt.date) -> OwnershipForm:
    """Thirty rows that come to 340,000 shares and leave 756,774 (31% of what was held), told by two owners."""
    left = Decimal(1_096_774)
    rows = []
    for number in range(30):
        sold = Decimal(11_333 if number < 20 else 11_334)
        left -= sold
        rows.append(_sale(day, str(sold), f"{Decimal('37.36') + Decimal('0.04') * number}", str(left)))
    return OwnershipForm(ACME, (_REYES, _TRUST), day, tuple(rows), plan_10b5_1=False)


def kept_for_tax(day: dt.date) -> OwnershipForm:
    row = MadeTransaction(day, "F", "D", Decimal(360_000), Decimal("37.90"), Decimal(410_000))
    return OwnershipForm(ACME, (_REYES,), day, (row,), plan_10b5_1=False)


def sold_to_cover(day: dt.date) -> OwnershipForm:
    """A chief executive's 300,000 shares, coded as any sale."""
    note = (
        "The shares were sold to cover tax withholding obligations on the vesting of restricted stock units;"
        " the sale was required by the issuer and was not a discretionary trade."
    )
    row = replace(_sale(day, "300000", "38.05", "900000"), notes=(("code", "F1"),))
    return OwnershipForm(GLUM, (_ONAIR,), day, (row,), footnotes=(("F1", note),), plan_10b5_1=False)


def priced_in_footnote(day: dt.date) -> OwnershipForm:
    note = "Sold in several trades at a weighted average price in a range from $101.10 to $109.85."
    row = replace(_sale(day, "95000", None, "315000"), notes=(("price", "F1"),))
    return OwnershipForm(HRAK, (_QUILL,), day, (row,), footnotes=(("F1", note),), plan_10b5_1=False)


def unwatched(day: dt.date) -> OwnershipForm:
    return OwnershipForm(HAYR, (_STRAW,), day, (_sale(day, "500000", "22.40", "3000000"),), plan_10b5_1=False)


def trusts_proposed_sale(day: dt.date) -> Form144:
    """A Form 144 of the family's trust: 325,000 shares, and no plan is named."""
    sale = MadeProposedSale(Decimal(325_000), Decimal("12333750.00"), day)
    return Form144(ACME, _TRUST.cik, "Reyes Family Trust", (sale,), day, ("10% Stockholder",))


def _sale(day: dt.date, shares: str, price: str | None, after: str) -> MadeTransaction:
    paid = None if price is None else Decimal(price)
    return MadeTransaction(day, "S", "D", Decimal(shares), paid, Decimal(after))
