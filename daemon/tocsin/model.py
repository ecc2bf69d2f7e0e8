"""The nouns, frozen, in the order data meets them: party, filing, facts, verdict, alert, outcome.

Nothing here reads a clock, a file or a network, and nothing of ours is imported. Times are aware
datetimes in UTC; money and share counts are `Decimal`, never float; what is not known is `None`,
never 0. A CIK is always ten digits (`0001045810`), an accession number always has its dashes
(`0001045810-23-000128`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact
from enum import StrEnum
from functools import lru_cache
from typing import Any, ClassVar

# The default context rounds silently at 28 digits. Sums of shares times prices are kept exact, so the
# context is wide and a rounding is an error (readers refuse figures of more than 40 digits).
EXACT = Context(prec=200, traps=[Inexact])
# For quotients, which are seldom exact: wide enough that rounding them once more cannot matter.
_WIDE = Context(prec=200)
FOUR_PLACES = Decimal("0.0001")


def exact_product(left: Decimal, right: Decimal) -> Decimal:
    """left x right, without rounding."""
    return EXACT.multiply(left, right)


def exact_sum(numbers: Iterable[Decimal]) -> Decimal:
    """The sum, without rounding; 0 for none."""
    total = Decimal(0)
    for number in numbers:
        total = EXACT.add(total, number)
    return total


# --- what EDGAR says of a filing before it is read -------------------------------------------------


@dataclass(frozen=True, slots=True)
class Issuer:
    """The company whose securities a filing is about.

    `symbol` is as the filing gives it and may be absent, `NONE` or `WSO; WSOB`: match on `cik`, which
    is empty where a document that came alone does not tell it.
    """

    cik: str
    name: str
    symbol: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """One party of a filing, as the Latest feed lists it: `issuer`, `reporting`, `filer`, `subject`…"""

    cik: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Filing:
    """A filing as a feed announces it, its parties gathered under its accession number.

    `accepted` is EDGAR's acceptance time (None where a feed does not tell it reliably).
    """

    accession: str
    form: str
    parties: tuple[Party, ...]
    accepted: dt.datetime | None = None
    filed: dt.date | None = None
    items: tuple[str, ...] = ()

    @property
    def has_issuer(self) -> bool:
        """Whether the company that an insider's form is about is among the parties: a Form 144's is its subject."""
        return any(party.role in ("issuer", "subject") for party in self.parties)


# --- facts: what a document says --------------------------------------------------------------------


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
class FilingFact:
    """That a filing was made, and what holds for the whole of it.

    `amends` is the day of the original that a form with /A names (`dateOfOriginalSubmission`).
    `footnotes` maps ids to texts, in document order; `remarks` stands at the form's end.
    """

    kind: ClassVar[str] = "filing"
    accession: str | None
    form: str
    issuer: Issuer
    items: tuple[str, ...] = ()
    accepted: dt.datetime | None = None
    owners: tuple[Owner, ...] = ()
    period: dt.date | None = None
    amends: dt.date | None = None
    footnotes: tuple[tuple[str, str], ...] = ()
    remarks: str | None = None

    def footnote(self, note_id: str) -> str | None:
        return dict(self.footnotes).get(note_id)


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
        price = _WIDE.divide(value, shares).quantize(FOUR_PLACES, ROUND_HALF_EVEN, _WIDE)
    return ClassSale(rows[0].security, shares, price, value, len(rows))


class Quality(StrEnum):
    """How a figure was got: read where it should stand, by a fallback that `note` names, or not at all."""

    OK = "ok"
    LOW = "low"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Part:
    """One line that a figure was built of: `concept` is its XBRL name with prefix (`us-gaap:DebtCurrent`),
    or the caption of a table that has no tags."""

    concept: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure of a financial report, as reported: `total_debt`, `operating_cash_flow_ytd`…

    `value` is in whole `unit`s (`USD`, `EUR`, `shares`), None when `quality` is absent; then `note` says
    why. `start` is None for an instant (balance sheet), else the first day of the period; `end` is its
    last day. `fiscal` is the issuer's own quarter or year (`2026Q2`, `2025FY`). `parts` are the lines
    that were added up; a part that was taken away has its sign turned.
    """

    kind: ClassVar[str] = "metric"
    accession: str | None
    form: str
    issuer: Issuer
    name: str
    value: Decimal | None
    unit: str | None
    start: dt.date | None
    end: dt.date | None
    fiscal: str | None
    quality: Quality
    parts: tuple[Part, ...] = ()
    note: str | None = None

    @property
    def days(self) -> int | None:
        """The length of the period, both ends included; None for an instant."""
        return (self.end - self.start).days + 1 if self.start and self.end else None


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


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both included; equal where one figure was given."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Guidance:
    """A dollar range that the issuer expects for a measure, and the sentence that says it.

    `measure` is a figure's name (`capital_expenditure`, `revenue`), `period` as the sentence names it
    (`2026`, `third quarter of 2026`). `before` is the range that the same sentence gives as the former
    one, where it does; what earlier filings said is for the rules to find.
    """

    kind: ClassVar[str] = "guidance"
    accession: str | None
    form: str
    issuer: Issuer
    measure: str
    low: Decimal
    high: Decimal
    unit: str
    period: str | None
    text: str
    before: Range | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a filing that holds a phrase. `new` is None when there is nothing to hold it against.

    `before` is the nearest sentence of an earlier filing, where this one is a rewording of it.
    """

    kind: ClassVar[str] = "passage"
    accession: str | None
    form: str
    issuer: Issuer
    phrase: str
    text: str
    section: str | None
    new: bool | None
    before: str | None = None
    document: str | None = None


Fact = (
    FilingFact
    | InsiderTransaction
    | InsiderHolding
    | InsiderSale
    | Metric
    | ProposedSale
    | Guidance
    | Passage
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the visible text, its white space folded. `section` is the heading of the part of the
    filing that it stands in, in the field's own words (`Risk Factors`, `Legal Proceedings`)."""

    text: str
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Prose:
    """What one document of a filing says in words. `type` is `10-Q`, `8-K`, `EX-99.1`…; `document` its file."""

    document: str | None
    type: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one filing says: the filing as a whole, then its facts in document order; `prose` is its words."""

    filing: FilingFact
    facts: tuple[Fact, ...]
    prose: tuple[Prose, ...] = ()

    @property
    def metrics(self) -> tuple[Metric, ...]:
        return tuple(fact for fact in self.facts if isinstance(fact, Metric))

    @property
    def transactions(self) -> tuple[InsiderTransaction, ...]:
        return tuple(fact for fact in self.facts if isinstance(fact, InsiderTransaction))

    @property
    def holdings(self) -> tuple[InsiderHolding, ...]:
        return tuple(fact for fact in self.facts if isinstance(fact, InsiderHolding))


# --- verdicts: what a rule says of facts ------------------------------------------------------------


class Severity(StrEnum):
    INFO = "info"
    WARNING = "warning"
    HIGH = "high"
    CRITICAL = "critical"


class Answer(StrEnum):
    """Yes, no, or undecided, in the words of `tocsin explain`."""

    FIRES = "fires"
    SILENT = "silent"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Saw:
    """One figure that a rule looked at. `holds` is None when what is known of it decides nothing.

    `value` is the plain figure (`340000`), None where it is not known exactly; `shown` is as a person
    reads it, with what is known (`340,000 sh`, `at least $1,200,000`), None where nothing is.
    """

    figure: str
    value: str | None
    threshold: str
    holds: bool | None
    shown: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule's answer with its reason, every figure it looked at, and the facts it is about.

    `subject` is what the message will tell: for an insider sale the total of the rows that passed
    the rule's own filters, which can be less than the filing's. `of_holding` is the percentage of what
    was held of that class of stock that the subject is, to four places, where it is known. `evidence`
    are the facts that a reader wants beside it: the figure it is held against, the sentences found.
    """

    answer: Answer
    reason: str
    saw: tuple[Saw, ...] = ()
    subject: Fact | None = None
    of_holding: Decimal | None = None
    evidence: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A rule held against a filing, worth keeping: it fires, or it could not be decided."""

    rule: str
    rule_version: str
    severity: Severity
    notify: str | None
    rings: bool
    verdict: Verdict
    reading: Reading


# --- alerts: what is told, to whom, and what became of it -------------------------------------------


@dataclass(frozen=True, slots=True)
class Branch:
    """Alerts of these severities go to this receiver."""

    severity: frozenset[Severity]
    receiver: str


@dataclass(frozen=True, slots=True)
class Route:
    """The default receiver and the branches before it; the first that fits is taken."""

    receiver: str
    branches: tuple[Branch, ...] = ()

    def receiver_of(self, severity: Severity, notify: str | None) -> str:
        """A rule's own `notify` goes before the route."""
        if notify:
            return notify
        for branch in self.branches:
            if severity in branch.severity:
                return branch.receiver
        return self.receiver


@dataclass(frozen=True, slots=True)
class Times:
    """When a filing was accepted by EDGAR, seen by us, read, and held against the rules."""

    accepted: dt.datetime | None
    seen: dt.datetime
    read: dt.datetime
    matched: dt.datetime


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to tell. `key` is the same whenever the same rule meets the same filing again.

    `about` is the figure it tells of, where it tells of one: a later filing may confirm or correct it, in
    the thread of the alert whose key is `thread`; `aloud` is whether the channel hears of that too. `links`
    are the addresses in `text`, the filing's own first.
    """

    key: str
    rule: str
    rule_version: str
    severity: Severity
    issuer: Issuer
    accession: str | None
    text: str
    receiver: str
    times: Times
    late: bool = False
    instance: str = "0"
    about: Metric | None = None
    thread: str | None = None
    aloud: bool = True
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rang:
    """An alert that told of a figure: its key, its receiver, and the number of the match it is of."""

    key: str
    receiver: str
    accession: str | None
    about: Metric
    match: int


@dataclass(frozen=True, slots=True)
class Message:
    """What a receiver is asked to say: the same on every attempt, found again by its `key`.

    `text` is plain and complete; `links` are the addresses in it that a receiver may make clickable.
    `thread` is the receiver's own name for the message that this one is a reply to; a reply that is
    `aloud` is shown to the whole channel as well.
    """

    key: str
    receiver: str
    text: str
    payload: dict[str, Any] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    thread: str | None = None
    aloud: bool = True


@dataclass(frozen=True, slots=True)
class Sent:
    """It is there; `ref` is the receiver's own name for it (Slack: channel and ts)."""

    ref: str


@dataclass(frozen=True, slots=True)
class Retry:
    """It is surely not there, and may be sent again after `after`."""

    after: dt.timedelta
    why: str


@dataclass(frozen=True, slots=True)
class Uncertain:
    """It may be there: look before sending again."""

    why: str


@dataclass(frozen=True, slots=True)
class Absent:
    """It was looked up and is not there."""


@dataclass(frozen=True, slots=True)
class Paused:
    """The receiver can take nothing until a person mends it (a revoked token, a missing channel)."""

    why: str


@dataclass(frozen=True, slots=True)
class Dead:
    """The receiver will never take this message."""

    why: str


Outcome = Sent | Retry | Uncertain | Paused | Dead
Looked = Sent | Absent | Retry | Paused
