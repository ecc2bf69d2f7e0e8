"""What an amendment tells anew. A form 4/A may restate the whole original, add one row, or correct one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest

from tocsin.model import EXACT, InsiderHolding, InsiderTransaction, Reading, class_of
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


_MOST_LOOKED_AT = 300  # of the trades that are the same step of a balance; there is one, seldom two


@dataclass(frozen=True, slots=True)
class Standing:
    """One trade as it stands when all filings are read together.

    `row` is the latest word on it; `told` are the rows that tell it, by their index in the order in which
    they became known; `own` says that only the filing at hand tells it.
    """

    row: InsiderTransaction
    told: tuple[int, ...]
    own: bool


def standing(past: Sequence[InsiderTransaction], own: Sequence[InsiderTransaction]) -> list[Standing]:
    """The trades of several filings, each once: `past` as it became known, `own` of the filing at hand.

    What the same owners told in originals adds up, whether in one filing or in two; an amendment, and the
    second form of a group too large for one (at most ten owners fit), tell the same rows again. A row that
    an amendment tells differently takes the place of the one that it corrects.
    """
    rows = [*past, *own]
    tellings: dict[Hashable, dict[_Source, list[int]]] = {}
    for index, row in enumerate(rows):
        source = _Source.of(row, own=index >= len(past))
        tellings.setdefault(_trade(row), {}).setdefault(source, []).append(index)
    trades: list[_Trade] = []
    for by_source in tellings.values():
        for sources in _overlapping(by_source):
            for slot in zip_longest(*(by_source[source] for source in sources)):
                told = {
                    source: index for source, index in zip(sources, slot, strict=True) if index is not None
                }
                trades.append(_Trade(told))
    corrected = _corrected(trades, rows)
    return [
        Standing(rows[trade.latest], told, told[0] >= len(past))
        for number, trade in enumerate(trades)
        if number not in corrected
        for told in [tuple(sorted(trade.told.values()))]
    ]


def owners_of(row: InsiderTransaction) -> frozenset[str]:
    return frozenset(owner.cik for owner in row.owners)


def components(sets: Iterable[frozenset[str]]) -> dict[str, str]:
    """Who belongs together, because a set or a chain of sets holds both: each one's least companion."""
    least: dict[str, str] = {}

    def root(one: str) -> str:
        while least[one] != one:
            least[one] = one = least[least[one]]
        return one

    for together in sets:
        for one in together:
            least.setdefault(one, one)
        roots = {root(one) for one in together}
        for one in roots:
            least[one] = min(roots)
    return {one: root(one) for one in least}


@dataclass(frozen=True, slots=True)
class _Source:
    """Who tells: the originals of the same owners together, or one amendment."""

    owners: frozenset[str]
    amendment: str | None

    @classmethod
    def of(cls, row: InsiderTransaction, *, own: bool) -> _Source:
        filing = (row.accession or ("own" if own else "")) if row.form.endswith("/A") else None
        return cls(owners_of(row), filing)


@dataclass(frozen=True, slots=True)
class _Trade:
    """The row of each source that tells one trade, by its index in the order in which they became known."""

    told: dict[_Source, int]

    @property
    def latest(self) -> int:
        amended = [index for source, index in self.told.items() if source.amendment is not None]
        return max(amended) if amended else min(self.told.values())


def _overlapping(sources: Iterable[_Source]) -> Iterator[list[_Source]]:
    sources = list(sources)
    if len(sources) == 1:
        yield sources
        return
    root = components(source.owners for source in sources)
    groups: dict[str, list[_Source]] = {}
    for source in sources:
        groups.setdefault(root[min(source.owners)] if source.owners else "", []).append(source)
    yield from groups.values()


def _corrected(trades: list[_Trade], rows: Sequence[InsiderTransaction]) -> set[int]:
    """The trades that an amendment tells differently, by number.

    The one that it corrects is not told again in it, and is the same step of the same balance: it left from
    the same number of shares, or was of as many shares on the same day.
    """
    by_step: dict[Hashable, list[int]] = {}
    for number, trade in enumerate(trades):
        for step in steps(rows[trade.latest]):
            by_step.setdefault(step, []).append(number)
    gone: set[int] = set()
    for number, trade in enumerate(trades):
        if any(source.amendment is None for source in trade.told):
            continue
        source, index = min(trade.told.items(), key=lambda one: one[1])
        for step in steps(rows[trade.latest]):
            found = next(
                (
                    other
                    for other in islice(by_step[step], _MOST_LOOKED_AT)
                    if other not in gone and other != number and _may_correct(source, index, trades[other])
                ),
                None,
            )
            if found is not None:
                gone.add(found)
                break
    return gone


def _may_correct(source: _Source, index: int, trade: _Trade) -> bool:
    if any(other.amendment == source.amendment for other in trade.told):
        return False
    known_before = any(other.amendment is None or told < index for other, told in trade.told.items())
    return known_before and any(not source.owners.isdisjoint(other.owners) for other in trade.told)


def steps(row: InsiderTransaction) -> Iterator[Hashable]:
    """What a row and its correction have in common: the balance it left from, or its day and number of shares."""
    kind = (row.code, row.acquired_disposed, row.derivative, class_of(row.security))
    if row.shares is None:
        return
    if row.owned_after is not None:
        back = row.shares if row.acquired_disposed == "D" else row.shares.copy_negate()
        yield (*kind, "from", EXACT.add(row.owned_after, back))
    yield (*kind, "count", row.date, row.shares, *mark(row))


def mark(row: InsiderTransaction | InsiderHolding) -> tuple[str, str]:
    """Direct, or indirect in which way; natures are free text."""
    return row.ownership, " ".join((row.nature or "").casefold().split())


def _trade(row: InsiderTransaction) -> Hashable:
    return (
        row.date,
        row.code,
        row.acquired_disposed,
        row.derivative,
        class_of(row.security),
        row.shares,
        row.price,
        *mark(row),
    )
