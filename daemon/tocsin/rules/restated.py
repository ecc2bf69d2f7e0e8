"""What an amendment tells anew. A form 4/A may restate the whole original, add one row, or correct one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable

from tocsin.model import InsiderTransaction, Reading, class_of
from tocsin.rules.history import History


def news(
    reading: Reading, rows: tuple[InsiderTransaction, ...], history: History
) -> tuple[InsiderTransaction, ...]:
    """The rows that no earlier filing told; all of them unless the form is an amendment.

    Rows are compared by all they say of the trade. A sale is often several rows that look alike, so two of
    them are known only where one earlier filing told two.
    """
    if not reading.filing.form.endswith("/A") or not rows:
        return rows
    owners = frozenset(owner.cik for row in rows for owner in row.owners)
    filings: dict[str | None, Counter[Hashable]] = {}
    for row in history.transactions(reading.filing.issuer.cik, owners):
        same_filing = row.accession is not None and row.accession == reading.filing.accession
        if not same_filing and not owners.isdisjoint(owner.cik for owner in row.owners):
            filings.setdefault(row.accession, Counter())[_trade(row)] += 1
    told: Counter[Hashable] = Counter()
    for counted in filings.values():
        told |= counted  # the most that any one filing told: an earlier amendment restates the original
    fresh = []
    for row in rows:
        if told[_trade(row)] > 0:
            told[_trade(row)] -= 1
        else:
            fresh.append(row)
    return tuple(fresh)


def _trade(row: InsiderTransaction) -> Hashable:
    return (
        row.date,
        row.code,
        row.acquired_disposed,
        row.derivative,
        class_of(row.security),
        row.shares,
        row.price,
        row.ownership,
        " ".join((row.nature or "").casefold().split()),
    )
