"""The filings of insiders in an example, made whole: one row of a Form 4, a holding of a Form 3, a Form 144."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from tocsin.model import (
    FilingFact,
    InsiderHolding,
    InsiderSale,
    InsiderTransaction,
    Owner,
    ProposedSale,
    Reading,
)
from tocsin.rules.examples.figures import Stated, number
from tocsin.rules.examples.insider_keys import DisposalKeys, HoldingKeys, ProposedSaleKeys, TradeKeys

_CODES = {"sale": "S", "buy": "P", "gift": "G", "tax": "F", "grant": "A"}
_ACQUIRED = ("P", "A")
# Form 4, General Instruction 8: gifts and grants are told with a price of 0, or with none.
_UNPAID = ("G", "A")


def trade(word: str, keys: TradeKeys, day: dt.date, filing: FilingFact, owners: tuple[Owner, ...]) -> Reading:
    """A Form 4 or 5 with one row. `word` says under which code, where the keys do not."""
    filing = replace(filing, form=keys.form, owners=owners, period=day)
    code = keys.code if isinstance(keys, DisposalKeys) else _CODES[word]
    price = Stated(Decimal(0)) if keys.price is None and code in _UNPAID else keys.price
    row = InsiderTransaction(
        accession=filing.accession,
        form=filing.form,
        issuer=filing.issuer,
        owners=owners,
        row=1,
        derivative=False,
        security=keys.security,
        date=day,
        code=code,
        acquired_disposed="A" if code in _ACQUIRED else "D",
        shares=number(keys.shares),
        price=number(price),
        owned_after=number(keys.left),
        ownership="I" if keys.indirect else "D",
        nature=keys.indirect,
        plan_10b5_1=keys.plan_10b5_1,
        sell_to_cover=keys.sell_to_cover,
    )
    sale = InsiderSale.of([row]) if row.is_sale else None
    return Reading(filing, (filing, row, *((sale,) if sale else ())))


def holding(keys: HoldingKeys, filing: FilingFact, owners: tuple[Owner, ...]) -> Reading:
    filing = replace(filing, form=keys.form, owners=owners)
    row = InsiderHolding(
        accession=filing.accession,
        form=filing.form,
        issuer=filing.issuer,
        owners=owners,
        row=1,
        derivative=False,
        security=keys.security,
        owned=keys.owned.number,
        ownership="I" if keys.indirect else "D",
        nature=keys.indirect,
    )
    return Reading(filing, (filing, row))


def proposed_sale(keys: ProposedSaleKeys, filing: FilingFact) -> Reading:
    filing = replace(filing, form="144")
    sale = ProposedSale(
        accession=filing.accession,
        form=filing.form,
        issuer=filing.issuer,
        person=keys.who,
        security=keys.security,
        shares=number(keys.shares),
        value=number(keys.value),
        broker=None,
        approximate_date=keys.about,
        plan_adopted=keys.plan_adopted,
    )
    return Reading(filing, (filing, sale))
