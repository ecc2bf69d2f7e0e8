"""The same shares, told by two insiders of one household.

A husband and a wife who both must report file a Form 4 each for the same sale: "direct" in the one, "By
Spouse" in the other (Form 4, General Instruction 4(b): indirect ownership is told with its nature). What
is told so is counted once. Two insiders who each sell as many shares on the same day at the same price exist
as well: both say "direct", and both count.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass

from tocsin.model import InsiderTransaction, Owner, Reading, class_of
from tocsin.rules.history import History
from tocsin.rules.insiders.restated import components, mark, owners_of, standing

# A table of a form has at most 30 rows; no household tells more than this many alike of one day.
_MOST_ALIKE = 300


@dataclass(frozen=True, slots=True)
class Retold:
    """That every row looked at was told before, in the filing `accession` (None: a bare document) of these
    other owners; `accessions` are all filings that told some of them, the earliest known first."""

    accession: str | None
    owners: tuple[Owner, ...]
    accessions: tuple[str | None, ...]


def once(rows: Sequence[InsiderTransaction]) -> list[tuple[int, ...]]:
    """Which rows tell the same shares, by their indices; one that nobody else tells stands alone.

    The rows are of trades as they stand (`restated.standing`): an owner's own amendments are done with. The
    answer is the same in whatever order the rows come.
    """
    alike: dict[Hashable, list[int]] = {}
    for index, row in enumerate(rows):
        alike.setdefault(_shares(row), []).append(index)
    told: list[tuple[int, ...]] = []
    for indices in alike.values():
        if len(indices) == 1 or len(indices) > _MOST_ALIKE or rows[indices[0]].shares is None:
            told += [(index,) for index in indices]
        else:
            told += _told_together(rows, indices)
    return sorted(told)


def told_before(
    reading: Reading, rows: Iterable[InsiderTransaction], history: History
) -> tuple[tuple[InsiderTransaction, InsiderTransaction], ...]:
    """Which of these rows of a filing an earlier filing of another owner told, each with the row that told it."""
    own = tuple(rows)
    accession = reading.filing.accession
    codes = {(row.code, row.derivative, row.date) for row in own}
    owners = frozenset[str]().union(*map(owners_of, own))
    past = [
        row
        for row in (history.transactions(reading.filing.issuer.cik, None) if own else ())
        if (row.code, row.derivative, row.date) in codes
        and (accession is None or row.accession != accession)
        and owners_of(row) != owners
    ]
    trades = standing(past, own)
    pairs: dict[int, InsiderTransaction] = {}
    for together in once([trade.row for trade in trades]):
        told = sorted(index for one in together for index in trades[one].told)
        if told[0] < len(past):
            pairs |= dict.fromkeys((index - len(past) for index in told if index >= len(past)), past[told[0]])
    return tuple((own[index], earlier) for index, earlier in sorted(pairs.items(), key=lambda pair: pair[0]))


def retold(reading: Reading, history: History, row_numbers: Collection[int] | None = None) -> Retold | None:
    """Where all that a filing tells was told before by another owner; None when it tells anything anew.

    `row_numbers` are the rows of Table I to look at (those of an `InsiderSale`); without them all
    transactions of the filing.
    """
    rows = [
        row
        for row in reading.transactions
        if row_numbers is None or (not row.derivative and row.row in row_numbers)
    ]
    pairs = told_before(reading, rows, history)
    if not pairs or len(pairs) < len(rows):
        return None
    accessions = tuple(dict.fromkeys(earlier.accession for _, earlier in pairs))
    return Retold(accessions[0], pairs[0][1].owners, accessions)


def persons(rows: Sequence[InsiderTransaction]) -> dict[str, str]:
    """Each owner's person: the co-owners of a filing are one, and so are those who tell the same shares."""
    households = (
        frozenset[str]().union(*(owners_of(rows[index]) for index in together))
        for together in once(rows)
        if len(together) > 1
    )
    return components([*map(owners_of, rows), *households])


def _shares(row: InsiderTransaction) -> Hashable:
    return (
        row.date,
        row.code,
        row.acquired_disposed,
        row.derivative,
        class_of(row.security),
        row.shares,
        row.price,
    )


def _told_together(rows: Sequence[InsiderTransaction], indices: list[int]) -> list[tuple[int, ...]]:
    """Rows that are alike but for who tells them and how they were owned, put together by those marks.

    One who tells two rows tells two trades, so each trade takes one row of a teller at most.
    """
    root = components(owners_of(rows[index]) for index in indices)
    tellers: dict[str, list[int]] = {}
    for index in sorted(indices, key=lambda index: (mark(rows[index]), str(rows[index].owned_after))):
        tellers.setdefault(root.get(min(owners_of(rows[index]), default=""), ""), []).append(index)
    trades: list[list[int]] = []
    for _, told in sorted(tellers.items()):
        fitting = sorted(
            (rank, place, number)
            for place, index in enumerate(told)
            for number, trade in enumerate(trades)
            if (rank := _fits(rows[index], [rows[other] for other in trade])) is not None
        )
        placed: set[int] = set()
        taken: set[int] = set()
        for _, place, number in fitting:
            if place not in placed and number not in taken:
                trades[number].append(told[place])
                placed.add(place)
                taken.add(number)
        trades += [[index] for place, index in enumerate(told) if place not in placed]
    return [tuple(sorted(trade)) for trade in trades]


def _fits(row: InsiderTransaction, trade: list[InsiderTransaction]) -> int | None:
    """How well a row goes with those that tell a trade: 0 direct with indirect, 1 indirect in another way;
    None when it is another trade."""
    if not row.owners or not all(other.owners and _goes_with(row, other) for other in trade):
        return None
    return 0 if "D" in {row.ownership, *(other.ownership for other in trade)} else 1


def _goes_with(row: InsiderTransaction, other: InsiderTransaction) -> bool:
    if mark(row) == mark(other):
        # Two tellers of one trust name it alike; what is left in it tells that it is one.
        return row.ownership == "I" and row.owned_after is not None and row.owned_after == other.owned_after
    return row.ownership != other.ownership or row.ownership == "I"
