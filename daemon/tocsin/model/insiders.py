"""What the documents of insiders say: Forms 3, 4, 5 and 144."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from functools import lru_cache
from typing import ClassVar

from tocsin.model.exact import FOUR_PLACES, WIDE, exact_product, exact_sum
from tocsin.model.filing import Issuer


class Known(StrEnum):
    """A yes-or-no that a filing may leave open."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @classmethod
    def common(cls, answers: Iterable[Known]) -> Known:
        """The answer that all share; UNKNOWN when they differ or there is none."""
        distinct = set(answers)
        return distinct.pop() if len(distinct) == 1 else cls.UNKNOWN


@dataclass(frozen=True, slots=True)
class Owner:
    """A reporting owner of a Form 3, 4 or 5, with the relationships box of the form."""

    cik: str
    name: str
    director: bool = False
    officer: bool = False
    ten_percent_owner: bool = False
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote reference: which figure of a row (`price`, `shares`, …) it hangs on, and its id."""

    on: str
    id: str


@dataclass(frozen=True, slots=True)
class InsiderTransaction:
    """One transaction row of Table I (stock) or Table II (`derivative`) of an ownership form.

    `row` counts the transactions of its own table from 1, in document order. `shares` and
    `owned_after` may be fractional. `price` is None when the row states none (then a footnote may).
    `plan_10b5_1` is the form's checkbox and speaks for the whole filing; forms before April 2023 and
    some since have no such box: unknown. `underlying` and the figures after it are Table II's.
    """

    kind: ClassVar[str] = "insider_transaction"
    accession: str | None
    form: str
    issuer: Issuer
    owners: tuple[Owner, ...]
    row: int
    derivative: bool
    security: str
    date: dt.date | None
    code: str
    acquired_disposed: str
    shares: Decimal | None
    price: Decimal | None
    owned_after: Decimal | None
    ownership: str
    nature: str | None
    plan_10b5_1: Known
    sell_to_cover: Known
    notes: tuple[Note, ...] = ()
    underlying: str | None = None
    underlying_shares: Decimal | None = None
    exercise_price: Decimal | None = None
    expires: dt.date | None = None

    @property
    def is_sale(self) -> bool:
        """An open-market or private sale of stock: code S, disposed, Table I.

        Form 4, General Instruction 8: S is "open market or private sale of non-derivative or
        derivative security"; F, G, D and J are other things and never sales here.
        """
        return self.code == "S" and self.acquired_disposed == "D" and not self.derivative


@dataclass(frozen=True, slots=True)
class InsiderHolding:
    """A holding row: what is owned without a transaction to report (all of a Form 3).

    `row` counts the holdings of its own table from 1. `owned` is None when a derivative holding states
    only its underlying shares, as many of a Form 3's do.
    """

    kind: ClassVar[str] = "insider_holding"
    accession: str | None
    form: str
    issuer: Issuer
    owners: tuple[Owner, ...]
    row: int
    derivative: bool
    security: str
    owned: Decimal | None
    ownership: str
    nature: str | None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassSale:
    """The sales of one class of stock in one filing. `price` is exact only when `value` is known."""

    security: str
    shares: Decimal | None
    price: Decimal | None
    value: Decimal | None
    rows: int


@dataclass(frozen=True, slots=True)
class InsiderSale:
    """All code S dispositions of stock in one filing, added up once, however many owners report them.

    `value` is the exact sum of shares x price, `price` the share-weighted one, rounded half-even to
    four places; both are None when a row has no price. Shares are never added across classes (an
    ADS is not an ordinary share): with more than one class `shares` and `price` are None and
    `classes` has each; dollars may be added, so `value` stays. `row_numbers` tells which rows of
    Table I it is the total of.
    """

    kind: ClassVar[str] = "insider_sale"
    accession: str | None
    form: str
    issuer: Issuer
    owners: tuple[Owner, ...]
    shares: Decimal | None
    price: Decimal | None
    value: Decimal | None
    rows: int
    plan_10b5_1: Known
    sell_to_cover: Known
    classes: tuple[ClassSale, ...] = ()
    first_date: dt.date | None = None
    last_date: dt.date | None = None
    row_numbers: tuple[int, ...] = ()

    @classmethod
    def of(cls, rows: Iterable[InsiderTransaction]) -> InsiderSale | None:
        """The total of the given rows of one filing; None when there are none."""
        rows = tuple(rows)
        if not rows:
            return None
        by_class: dict[str, list[InsiderTransaction]] = {}
        for row in rows:
            by_class.setdefault(class_of(row.security), []).append(row)
        classes = tuple(_class_sale(group) for group in by_class.values())
        values = [sale.value for sale in classes]
        dates = [row.date for row in rows if row.date is not None]
        only = classes[0] if len(classes) == 1 else None
        return cls(
            accession=rows[0].accession,
            form=rows[0].form,
            issuer=rows[0].issuer,
            owners=rows[0].owners,
            shares=only.shares if only else None,
            price=only.price if only else None,
            value=None if None in values else exact_sum(v for v in values if v is not None),
            rows=len(rows),
            plan_10b5_1=Known.common(row.plan_10b5_1 for row in rows),
            sell_to_cover=Known.common(row.sell_to_cover for row in rows),
            classes=classes,
            first_date=min(dates, default=None),
            last_date=max(dates, default=None),
            row_numbers=tuple(row.row for row in rows),
        )


_STOCK = frozenset({"stock", "stocks", "share", "shares"})


@lru_cache(maxsize=4096)  # a few titles name nearly all the stock there is
def class_of(security: str) -> str:
    """The class of stock that a title names, so that two spellings of one class meet.

    Titles are free text: `Common Stock, par value $.01`, `Common` and `Shares of Common Stock ($0.01)` are one
    class (of three NVIDIA insiders who sold in March 2026 two wrote `Common Stock` and one `Common`).
    `Class A` is never `Class C`, and an ADS no ordinary share.
    """
    title = " ".join(security.casefold().replace("(", " ").replace(")", " ").split())
    head, mark, _ = title.partition("par value")
    if mark:
        words = head.rstrip(" ,").split(" ")
        while words and (words[-1].strip("$.,0123456789") == "" or words[-1] in ("no", "without")):
            words.pop()
        title = " ".join(words)
    words = title.rstrip(" ,").removeprefix("shares of ").split(" ")
    while len(words) > 1 and (words[-1].startswith("$") or words[-1].rstrip(".,") in _STOCK):
        words.pop()
    return " ".join(words).rstrip(" ,")


def _class_sale(rows: list[InsiderTransaction]) -> ClassSale:
    counts = [row.shares for row in rows]
    shares = None if None in counts else exact_sum(c for c in counts if c is not None)
    products = [
        exact_product(row.shares, row.price)
        for row in rows
        if row.shares is not None and row.price is not None
    ]
    value = exact_sum(products) if len(products) == len(rows) else None
    price = None
    if value is not None and shares:
        price = WIDE.divide(value, shares).quantize(FOUR_PLACES, ROUND_HALF_EVEN, WIDE)
    return ClassSale(rows[0].security, shares, price, value, len(rows))


@dataclass(frozen=True, slots=True)
class ProposedSale:
    """One line of a Form 144: stock that a person means to sell, told before the sale.

    `value` is the aggregate market value as the form states it; `plan_adopted` the day that a 10b5-1
    plan was adopted, where the form names one. `person` is for whose account the stock is to be sold.
    """

    kind: ClassVar[str] = "proposed_sale"
    accession: str | None
    form: str
    issuer: Issuer
    person: str
    security: str
    shares: Decimal | None
    value: Decimal | None
    broker: str | None
    approximate_date: dt.date | None
    plan_adopted: dt.date | None
    relationships: tuple[str, ...] = ()
    remarks: str | None = None
