"""What the message says of an insider sale."""

from __future__ import annotations

import datetime as dt

from tocsin import words
from tocsin.model import InsiderSale, InsiderTransaction, Known, Owner, Reading, Verdict

NAMED_OWNERS = 2


def headline(sale: InsiderSale, verdict: Verdict) -> str:
    """One line a trader can act on: who sold how much, at what, how much of the holding, under a plan?"""
    amended = "amended filing: " if sale.form.endswith("/A") else ""
    parts = [f"{amended}{_who(sale.owners)} sold {_how_much(sale)}"]
    if verdict.of_holding is not None:
        parts.append(f"{words.percent(verdict.of_holding)} of the holding")
    parts.append(_PLAN[sale.plan_10b5_1])
    if sale.sell_to_cover is Known.YES:
        parts.append("sold to cover tax")
    return ", ".join(parts)


_PLAN = {
    Known.YES: "under a 10b5-1 plan",
    Known.NO: "no 10b5-1 plan",
    Known.UNKNOWN: "10b5-1 plan not stated",
}


def _rows(sale: InsiderSale, reading: Reading) -> list[InsiderTransaction]:
    """The rows that the sale is the total of; a rule's filters may have left some out."""
    sold = [row for row in reading.transactions if row.is_sale]
    return [row for row in sold if row.row in sale.row_numbers]


def _how_much(sale: InsiderSale) -> str:
    if len(sale.classes) > 1:
        counts = " and ".join(
            f"{words.count(sold.shares) if sold.shares is not None else 'unknown'} {sold.security}"
            for sold in sale.classes
        )
        return counts + (f", {words.dollars(sale.value)}" if sale.value is not None else "")
    shares = f"{words.count(sale.shares)} sh" if sale.shares is not None else "an unknown number of shares"
    if sale.value is not None and sale.price is not None and sale.value > 0:
        return f"{shares}, {words.dollars(sale.value)} at {words.price(sale.price)}"
    return f"{shares}, price not stated"


def _who(owners: tuple[Owner, ...]) -> str:
    named = sorted(owners, key=_rank)
    told = [_owner(owner) for owner in named[:NAMED_OWNERS]]
    more = len(owners) - len(told)
    return " and ".join(told) + (f" and {more} more" if more else "")


def _rank(owner: Owner) -> int:
    """A joint filing is told by its highest role."""
    return 0 if owner.officer else 1 if owner.director else 2 if owner.ten_percent_owner else 3


def _owner(owner: Owner) -> str:
    role = (
        (owner.title or "officer")
        if owner.officer
        else "director"
        if owner.director
        else "10% owner"
        if owner.ten_percent_owner
        else owner.title
    )
    return f"{owner.name} ({words.clipped(role, 60)})" if role else owner.name


def particulars(sale: InsiderSale, reading: Reading) -> list[str]:
    """How many rows, when, and in which name: what stands under the headline."""
    told = [f"{sale.rows} row{'s' if sale.rows > 1 else ''}"]
    if sale.first_date and sale.last_date:
        told.append(f"traded {_days(sale.first_date, sale.last_date)}")
    natures = dict.fromkeys(row.nature or "indirect" for row in _rows(sale, reading) if row.ownership == "I")
    told += [f"held {words.clipped(nature, 60)}" for nature in list(natures)[:2]]
    if reading.filing.amends:
        told.append(f"amends the filing of {words.day(reading.filing.amends)}")
    return told


def _days(first: dt.date, last: dt.date) -> str:
    if first == last:
        return words.day(last)
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day} {first:%b}{year} to {words.day(last)}"


def evidence(sale: InsiderSale, reading: Reading) -> list[str]:
    """Footnotes worth the reader's time: the one behind a missing price, and one that speaks of a plan.

    A footnote that speaks of a plan is evidence to show, never a yes: only the form's box is.
    """
    rows = _rows(sale, reading)
    unpriced = [note.id for row in rows if not row.price for note in row.notes if note.on == "price"]
    planned = [
        note.id for row in rows for note in row.notes if "10b5" in (reading.filing.footnote(note.id) or "")
    ]
    wanted = unpriced[:1] + planned[:1]
    texts = (reading.filing.footnote(note_id) for note_id in dict.fromkeys(wanted))
    return [text for text in texts if text]
