"""Filings of several insiders, and what was known of them before, for tests of windows and households."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from tests.rules.made import CHIEF, DIRECTOR, FINANCE, HOLDER, ISSUER
from tocsin.errors import Wrong
from tocsin.model import (
    FilingFact,
    Guidance,
    InsiderHolding,
    InsiderTransaction,
    Metric,
    Owner,
    Prose,
    Reading,
)
from tocsin.rules import History, NoHistory, Rule, load

SPOUSE = Owner("0000350015", "Reyes Alma", director=True)
TRUSTEE = Owner("0000350016", "Made Trust Company", ten_percent_owner=True)
INSIDERS = (DIRECTOR, CHIEF, FINANCE, HOLDER, SPOUSE, TRUSTEE)


def may(day: int) -> dt.date:
    return dt.date(2026, 5, day)


def filed(
    number: int,
    *rows: InsiderTransaction | InsiderHolding,
    by: tuple[Owner, ...] = (),
    form: str = "4",
    remarks: str | None = None,
) -> Reading:
    """The filing of this number; its rows are numbered, and its owners are those given, else those of the rows."""
    accession = f"0000350001-26-{number:06}"
    facts = tuple(
        replace(row, accession=accession, form=form, owners=by or row.owners, row=place)
        for place, row in enumerate(rows, 1)
    )
    return Reading(FilingFact(accession, form, ISSUER, remarks=remarks), facts)


@dataclass(frozen=True)
class Past:
    """A history of these filings, as they became known."""

    filings: tuple[Reading, ...]

    def transactions(
        self, issuer_cik: str, owner_ciks: frozenset[str] | None
    ) -> Iterable[InsiderTransaction]:
        return [
            row
            for filing in self.filings
            for row in filing.transactions
            if row.issuer.cik == issuer_cik
            and (owner_ciks is None or any(owner.cik in owner_ciks for owner in row.owners))
        ]

    def metrics(self, _issuer_cik: str, _names: Collection[str]) -> Iterable[Metric]:
        return ()

    def prose(self, _issuer_cik: str, _since: dt.datetime | None) -> Iterable[Prose]:
        return ()

    def guidance(self, _issuer_cik: str, _measure: str) -> Iterable[Guidance]:
        return ()


def past(*filings: Reading) -> Past:
    return Past(filings)


def rule(when: str) -> Rule:
    """The rule with this condition, as in `insider_buy: {shares: over 5}`."""
    (only,) = load({"made.yaml": f"rules: [{{id: made, watch: MADE, when: {{{when}}}}}]".encode()}).rules
    return only


def says(when: str, reading: Reading, history: History | None = None) -> str:
    """The verdict as a line: the answer and its reason."""
    verdict = rule(when).decide(reading, history or NoHistory())
    return f"{verdict.answer}: {verdict.reason}"


def wrong(when: str) -> str:
    """What is said of a condition that cannot be, after the place."""
    try:
        rule(when)
    except Wrong as caught:
        return "\n".join(problem.message for problem in caught.problems)
    return "nothing is wrong"
