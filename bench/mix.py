"""What is filed while the daemon is measured: made Forms 4 of watched issuers, and what nobody watches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from tocsin.demo.filings import Company, MadeFiling, accession_number, plain_filing
from tocsin.demo.ownership import MadeOwner, MadeTransaction, OwnershipForm, ownership_filing

WATCHED = tuple(Company(f"99000010{n:02}", f"Made Watched {n} Inc.", f"MW{n}") for n in range(40))
HISTORY = 400
OTHERS = tuple(Company(f"9900002{n:03}", f"Made Other {n} Inc.", f"MO{n}") for n in range(400))
# More of one rule than twenty in ten minutes are folded into one message: that many issuers share a rule.
ISSUERS_A_RULE = 4
DESKS = ("east", "west")
# What the rules ring on: more shares than this, sold in one filing.
RINGS_OVER = 100_000
_PLAIN_FORMS = ("424B2", "8-K", "497", "D", "13F-HR")
_QUIET = ("S", "F", "M", "P", "G")
_ROWS = (1, 1, 1, 2, 3, 5, 10, 30)


@dataclass(frozen=True, slots=True)
class Planned:
    """A filing and when it is to be published, in seconds from the beginning."""

    after: float
    filing: MadeFiling
    rings: bool = False


@dataclass(frozen=True, slots=True)
class Mix:
    """How much is filed: each second so many of watched issuers, one in `one_in` of them rings."""

    seconds: int
    watched: int
    one_in: int
    others: int

    @property
    def rings(self) -> int:
        return self.seconds * self.watched // self.one_in


def rules_yaml() -> str:
    """A rule for every few watched issuers, told to one desk and the other by turns."""
    lines = ["rules:"]
    for number, first in enumerate(range(0, len(WATCHED), ISSUERS_A_RULE)):
        ciks = ", ".join(f'"{company.cik}"' for company in WATCHED[first : first + ISSUERS_A_RULE])
        lines += [
            f"  - id: big-sale-{number}",
            f"    watch: [{ciks}]",
            f"    when: {{insider_sale: {{shares: over {RINGS_OVER}}}}}",
            "    severity: high",
            f"    notify: {DESKS[number % len(DESKS)]}",
        ]
    return "\n".join(lines) + "\n"


def planned(mix: Mix, random: Random) -> list[Planned]:
    """All filings of a run in the order of their times.

    Each has a moment of its own within its share of the second, so that none keeps step with the polls.
    """
    year = dt.datetime.now(dt.UTC).year
    return sorted((*_watched(mix, random, year), *_others(mix, random, year)), key=lambda one: one.after)


def filed_before() -> Iterator[MadeFiling]:
    """One filing of each watched issuer, so that there is a past to be read."""
    random = Random(0)  # noqa: S311 - a mix that is the same each time
    year = dt.datetime.now(dt.UTC).year
    for number, company in enumerate(WATCHED):
        yield _form4(accession_number(number, year, "9900000003"), company, random, rings=False)


def history() -> Iterator[MadeFiling]:
    """The past of one issuer, for a backfill that goes on as long as the load."""
    random = Random(1)  # noqa: S311 - a mix that is the same each time
    year = dt.datetime.now(dt.UTC).year
    for number in range(HISTORY):
        yield _form4(accession_number(number, year, "9900000004"), WATCHED[0], random, rings=True)


def form4_xml(number: int) -> bytes:
    """A made Form 4 alone."""
    random = Random(number)  # noqa: S311
    filing = _form4(accession_number(number, 2026), WATCHED[0], random, rings=number % 2 == 0)
    return filing.documents[0].content


def _watched(mix: Mix, random: Random, year: int) -> Iterator[Planned]:
    ringing = 0
    for number in range(mix.seconds * mix.watched):
        if number % mix.one_in == 0:
            bell = number + random.randrange(mix.one_in)
        rings = number == bell
        # Those that ring go round the issuers, so that both desks and all rules get their share.
        turn = (ringing * ISSUERS_A_RULE + ringing * ISSUERS_A_RULE // len(WATCHED)) % len(WATCHED)
        company = WATCHED[turn] if rings else random.choice(WATCHED)
        ringing += rings
        filing = _form4(accession_number(number, year, "9900000001"), company, random, rings=rings)
        yield Planned((number + random.random()) / mix.watched, filing, rings)


def _others(mix: Mix, random: Random, year: int) -> Iterator[Planned]:
    for number in range(mix.seconds * mix.others):
        accession, company = accession_number(number, year, "9900000002"), random.choice(OTHERS)
        if number % 2:
            filing = _form4(accession, company, random, rings=number % 4 == 1)
        else:
            filing = plain_filing(accession, random.choice(_PLAIN_FORMS), company, "A made text.")
        yield Planned((number + random.random()) / mix.others, filing)


def _form4(accession: str, company: Company, random: Random, *, rings: bool) -> MadeFiling:
    """A Form 4 with as many rows as real ones have; it sells more than `RINGS_OVER`, or less, or nothing."""
    rows = random.choice(_ROWS)
    traded = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
    code = "S" if rings else random.choice(_QUIET)
    total = RINGS_OVER * random.randint(2, 9) if rings else RINGS_OVER * 9 // random.randint(10, 90)
    person = random.randrange(10)
    owner = MadeOwner(f"99000030{person:02}", f"Made Person {person}", officer=True, title="Chief Executive")
    shares, left = total // rows, Decimal(1_000_000)
    made = tuple(
        MadeTransaction(
            traded,
            code,
            "A" if code in {"M", "P"} else "D",
            Decimal(shares),
            Decimal("37.10") + Decimal(row) / 100,
            left,
        )
        for row in range(rows)
    )
    form = OwnershipForm(company, (owner,), traded, made, plan_10b5_1=random.choice((True, False, None)))
    return ownership_filing(accession, form)
