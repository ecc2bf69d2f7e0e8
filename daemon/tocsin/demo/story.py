"""The demo's story: ten made filings at made companies, five that ring its rules and five that do not.

Each scene says in one line what should happen and why. The rules are in `rules/story.yaml`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from importlib import resources

from tocsin.clock import EASTERN
from tocsin.demo.companies import ACME, COMPANIES, GLUM, HAYR, HRAK, PLZA, TINX
from tocsin.demo.filings import MadeFiling, accession_number
from tocsin.demo.ownership import (
    Derivative,
    MadeOwner,
    MadeTransaction,
    OwnershipForm,
    ownership_filing,
)
from tocsin.demo.quarter import (
    capex_guidance_8k,
    export_review_8k,
    june_10q,
    march_10q,
    proposed_sale,
)

__all__ = [
    "ACME",
    "COMPANIES",
    "FIRES",
    "GLUM",
    "HAYR",
    "HRAK",
    "PLZA",
    "TINX",
    "UNVERIFIED",
    "Scene",
    "capex_guidance_8k",
    "export_review_8k",
    "june_10q",
    "march_10q",
    "proposed_sale",
    "rules_text",
    "story",
]

_REYES = MadeOwner("9900000201", "Reyes Dana", director=True, officer=True, title="Chief Executive Officer")
_TRUST = MadeOwner("9900000202", "Reyes Family Trust", ten_percent_owner=True)
_OKAFOR = MadeOwner("9900000203", "Okafor Tobias", officer=True, title="Chief Financial Officer")
_LINDQVIST = MadeOwner("9900000204", "Lindqvist Maren", director=True)
_ONAIR = MadeOwner("9900000211", "O'Nair Siobhan", officer=True, title="Chief Financial Officer")
_BELL = MadeOwner("9900000212", "Bell Augustus", officer=True, title="Chief Accounting Officer")
_PARK = MadeOwner("9900000221", "Park Ines", director=True)
_MOLEN = MadeOwner("9900000222", "van der Molen Pieter", officer=True, title="General Counsel")
_QUILL = MadeOwner("9900000231", "Quill Jonas", officer=True, title="Chief Technology Officer")
_STRAW = MadeOwner("9900000291", "Straw Ezra", director=True, officer=True, title="President & CEO")

FIRES = "fires"
UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Scene:
    """A filing, when it comes (after the story's beginning), and what should happen.

    `rings` are pairs of a rule and how it rings, `fires` or `unverified`; empty when all stay silent.
    """

    filing: MadeFiling
    why: str
    rings: tuple[tuple[str, str], ...]
    after: dt.timedelta


def rules_text() -> str:
    """The demo's rules, as YAML."""
    return resources.files("tocsin.demo").joinpath("rules", "story.yaml").read_text("utf-8")


def story(
    begins: dt.datetime, *, pause: dt.timedelta = dt.timedelta(seconds=6), first: int = 1
) -> tuple[Scene, ...]:
    """The scenes in order, `pause` apart, told as of an aware time; accession numbers count from `first`."""
    today = begins.astimezone(EASTERN).date()
    traded = today - dt.timedelta(days=1)
    unchecked = _unchecked_box(traded)
    restated = replace(
        unchecked,
        form="4/A",
        amends=today,
        rows=(_sale(traded, "160000", "8.12", "1090000"), _sale(traded, "90000", "8.08", "1000000")),
        remarks="Restates the Form 4 filed earlier today, which left out 100,000 shares.",
    )
    told = (
        (_grant(traded), "silent: units granted to a director are no sale", ()),
        (
            _joint_dump(traded),
            "rings twice: 340,000 shares in thirty rows, told once though two owners report them;"
            " no 10b5-1 plan, over $10M",
            (("insider-dump", FIRES), ("big-ticket", FIRES)),
        ),
        (_tax(traded), "silent: shares kept back for tax (code F) are no sale", ()),
        (unchecked, "rings: 150,000 shares and the 10b5-1 box is unchecked", (("insider-dump", FIRES),)),
        (_to_cover(traded), "silent: 120,000 shares coded S, but a footnote says they paid the tax", ()),
        (
            _priced_in_footnote(traded),
            "rings unverified: 95,000 shares, the price stands only in a footnote, so over $10M is undecided",
            (("big-ticket", UNVERIFIED),),
        ),
        (_small(traded), "silent: a director sold 2,500.75 shares", ()),
        (
            _deep_cut(traded),
            "rings: the general counsel sold 77% of what he held, under a plan",
            (("deep-cut", FIRES),),
        ),
        (_unwatched(traded), "silent: half a million shares, but nobody watches Hayrick", ()),
        (restated, "rings: the amendment makes the 150,000 shares 250,000", (("insider-dump", FIRES),)),
    )
    return tuple(
        Scene(
            ownership_filing(accession_number(first + number, today.year), form), why, rings, number * pause
        )
        for number, (form, why, rings) in enumerate(told)
    )


def _sale(day: dt.date, shares: str, price: str | None, after: str) -> MadeTransaction:
    paid = None if price is None else Decimal(price)
    return MadeTransaction(day, "S", "D", Decimal(shares), paid, Decimal(after))


def _grant(day: dt.date) -> OwnershipForm:
    units = MadeTransaction(
        day,
        "A",
        "A",
        Decimal(4200),
        Decimal(0),
        Decimal(4200),
        security="Restricted Stock Units",
        notes=(("security", "F1"),),
        derivative=Derivative(underlying_shares=Decimal(4200)),
    )
    note = "Each unit is a right to one share and vests a year from the grant."
    return OwnershipForm(ACME, (_LINDQVIST,), day, (units,), footnotes=(("F1", note),), plan_10b5_1=False)


def _joint_dump(day: dt.date) -> OwnershipForm:
    """Thirty rows that come to 340,000 shares and leave 756,774 (31% of what was held)."""
    left = Decimal(1_096_774)
    rows = []
    for number in range(30):
        sold = Decimal(11_333 if number < 20 else 11_334)
        left -= sold
        rows.append(_sale(day, str(sold), f"{Decimal('37.36') + Decimal('0.04') * number}", str(left)))
    return OwnershipForm(ACME, (_REYES, _TRUST), day, tuple(rows), plan_10b5_1=False)


def _tax(day: dt.date) -> OwnershipForm:
    row = MadeTransaction(day, "F", "D", Decimal(60_000), Decimal("37.90"), Decimal(410_000))
    return OwnershipForm(ACME, (_OKAFOR,), day, (row,), plan_10b5_1=False)


def _unchecked_box(day: dt.date) -> OwnershipForm:
    rows = (_sale(day, "100000", "8.12", "1150000"), _sale(day, "50000", "8.08", "1100000"))
    return OwnershipForm(GLUM, (_ONAIR,), day, rows, plan_10b5_1=False)


def _to_cover(day: dt.date) -> OwnershipForm:
    note = (
        "The shares were sold to cover tax withholding obligations on the vesting of restricted stock units;"
        " the sale was required by the issuer and was not a discretionary trade."
    )
    row = replace(_sale(day, "120000", "8.05", "900000"), notes=(("code", "F1"),))
    return OwnershipForm(GLUM, (_BELL,), day, (row,), footnotes=(("F1", note),), plan_10b5_1=False)


def _priced_in_footnote(day: dt.date) -> OwnershipForm:
    note = "Sold in several trades at a weighted average price in a range from $101.10 to $109.85."
    row = replace(_sale(day, "95000", None, "315000"), notes=(("price", "F1"),))
    return OwnershipForm(HRAK, (_QUILL,), day, (row,), footnotes=(("F1", note),), plan_10b5_1=False)


def _small(day: dt.date) -> OwnershipForm:
    row = _sale(day, "2500.75", "14.02", "61200.5")
    return OwnershipForm(TINX, (_PARK,), day, (row,))


def _deep_cut(day: dt.date) -> OwnershipForm:
    row = replace(_sale(day, "40000", "14.10", "12000"), notes=(("code", "F1"),))
    note = "Sold under a trading plan adopted by the reporting person in the spring."
    return OwnershipForm(TINX, (_MOLEN,), day, (row,), footnotes=(("F1", note),), plan_10b5_1=True)


def _unwatched(day: dt.date) -> OwnershipForm:
    return OwnershipForm(HAYR, (_STRAW,), day, (_sale(day, "500000", "22.40", "3000000"),), plan_10b5_1=False)
