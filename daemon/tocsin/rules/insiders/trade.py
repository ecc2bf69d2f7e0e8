"""The kinds of insiders' trades, what a rule may ask of them, and the line that tells one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from tocsin.model import Fact, InsiderSale, InsiderTransaction, Known, Owner, Reading
from tocsin.rules.insiders.holding import percent_sold
from tocsin.rules.insiders.roles import ANYONE, Role, has_role, named_owners
from tocsin.rules.insiders.sold import COVERED, Counted, Percent, dollars, share_words
from tocsin.rules.interval import all_of
from tocsin.rules.known import accepts, either
from tocsin.rules.shown import brief, dollar_words
from tocsin.rules.threshold import Measure, Threshold, Unit
from tocsin.words import price

# A Form 3 tells holdings alone.
FORMS = frozenset({"4", "4/A", "5", "5/A"})
INSIDERS = Measure(Unit.COUNT, Decimal(1), None, {Unit.SHARES: "shares", Unit.DOLLARS: "value"})
ANY = frozenset(Known)


@dataclass(frozen=True, slots=True)
class Trade:
    """A kind of trade: which rows it is told by, and the words for it.

    `subject` is what a message tells of the rows that count; `headline` the line on its own that says so,
    None where the message writes it from its subject.
    """

    chosen: Callable[[InsiderTransaction], bool]
    done: str
    noun: str
    nothing: str
    subject: Callable[[Reading, tuple[InsiderTransaction, ...]], tuple[Fact | None, Decimal | None]]
    headline: Callable[[tuple[InsiderTransaction, ...]], str] | None = None
    percent: Percent = percent_sold


@dataclass(frozen=True, slots=True)
class Asked:
    """What a rule asks of the rows and of their total; `within` and `first_in` are calendar days."""

    by: frozenset[Role] = ANYONE
    plan: frozenset[Known] = ANY
    cover: frozenset[Known] = ANY
    shares: Threshold | None = None
    value: Threshold | None = None
    of_holding: Threshold | None = None
    insiders: Threshold | None = None
    within: int | None = None
    first_in: int | None = None

    def meaning(self) -> dict[str, str]:
        """What is asked, the same however it was written; what is not asked is left out."""
        asked = {
            "by": ", ".join(sorted(self.by)),
            "plan_10b5_1": "" if self.plan == ANY else ", ".join(sorted(self.plan)),
            "sell_to_cover": "" if self.cover == ANY else ", ".join(sorted(self.cover)),
            "shares": self.shares,
            "value": self.value,
            "of_holding": self.of_holding,
            "insiders": self.insiders,
            "within": f"{self.within}d" if self.within else "",
            "first_in": f"{self.first_in}d" if self.first_in else "",
        }
        return {key: str(asked_for) for key, asked_for in asked.items() if asked_for}

    def thresholds(self) -> str:
        """`insiders at least 3, value over $1M`."""
        asked = [("insiders", self.insiders), ("shares", self.shares), ("value", self.value)]
        asked.append(("of holding", self.of_holding))
        return ", ".join(f"{name} {brief(threshold)}" for name, threshold in asked if threshold is not None)

    def counts(self, row: InsiderTransaction, remarks: str | None, done: str) -> tuple[bool | None, str]:
        """Whether a row counts, and what is not known of it where that is open; `done` is the trade's word."""
        answers = [
            (accepts(self.cover, row.sell_to_cover), COVERED),
            (accepts(self.plan, row.plan_10b5_1), f"were {done} under a 10b5-1 plan"),
        ]
        if self.by != ANYONE:
            answers.append((has_role(row.owners, self.by, remarks), f"were {done} by {either(self.by)}"))
        answer = all_of(holds for holds, _ in answers)
        return answer, next((doubt for holds, doubt in answers if holds is None), COVERED)


def fits_together(asked: Asked) -> None:
    """ValueError where keys contradict one another."""
    if asked.within is None:
        if asked.insiders is not None:
            raise ValueError(
                "insiders are counted over a window of days: add within, "
                "as in {insiders: at least 3, within: 10d}"
            )
    elif asked.of_holding is not None:
        raise ValueError("of_holding is about one filing, and within about several: leave one of them out")
    elif asked.shares is None and asked.value is None and asked.insiders is None:
        raise ValueError("within adds up what several filings tell: give it shares, value or insiders")


def largest(
    _reading: Reading, rows: tuple[InsiderTransaction, ...]
) -> tuple[InsiderTransaction | None, None]:
    """The row of the most shares, for a message about trades that have no total of their own."""
    known = [row for row in rows if row.shares is not None]
    return (max(known, key=lambda row: row.shares or 0) if known else next(iter(rows), None)), None


def told_by(verb: Callable[[tuple[InsiderTransaction, ...]], str] | str) -> partial[str]:
    return partial(_headline, verb)


def _headline(
    verb: Callable[[tuple[InsiderTransaction, ...]], str] | str, rows: tuple[InsiderTransaction, ...]
) -> str:
    """`Reyes Dana (director) bought 50,000 sh, $1.9M at $38.00`."""
    owners: dict[str, Owner] = {owner.cik: owner for row in rows for owner in row.owners}
    amount, total = dollars(Counted(rows)), InsiderSale.of(rows)
    amended = "amended filing: " if rows and rows[0].form.endswith("/A") else ""
    parts = [
        f"{amended}{named_owners(owners.values())} {verb if isinstance(verb, str) else verb(rows)}"
        f" {share_words(Counted(rows))}"
    ]
    if (written := dollar_words(amount, None)) is not None:
        each = total.price if total is not None and amount.exact is not None else None
        parts.append(f"{written} at {price(each)}" if each is not None else written)
    return ", ".join(parts)
