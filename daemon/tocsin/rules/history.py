"""What rules ask of the past. Whoever keeps it satisfies this by its shape."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Protocol

from tocsin.model import FeedFact, Guidance, InsiderTransaction, Metric, Prose, Reading


class Filed(Protocol):
    """An earlier filing or bulletin: its form, when it became known, and how to read it with what was known then."""

    @property
    def form(self) -> str: ...

    @property
    def known(self) -> dt.datetime: ...

    @property
    def read(self) -> Callable[[], tuple[Reading, History]]: ...


class History(Protocol):
    """What was known before the filing at hand."""

    def transactions(
        self, issuer_cik: str, owner_ciks: frozenset[str] | None
    ) -> Iterable[InsiderTransaction]:
        """The rows that earlier filings told of this issuer's stock, of any of these owners or, without them, of
        every owner; the earliest known first."""
        ...

    def metrics(self, issuer_cik: str, names: Collection[str]) -> Iterable[Metric]:
        """The figures of these names that earlier filings reported, the earliest known first, so that of
        two for one period the later one restates. Absent ones are left out."""
        ...

    def prose(self, issuer_cik: str, since: dt.datetime | None) -> Iterable[Prose]:
        """The words of the issuer's earlier filings since a moment, the latest known first."""
        ...

    def guidance(self, issuer_cik: str, measure: str) -> Iterable[Guidance]:
        """What earlier filings expected of a measure, the earliest known first."""
        ...

    def filed(self, issuer_cik: str, since: dt.datetime) -> Iterable[Filed]:
        """The issuer's earlier filings and bulletins since a moment."""
        ...

    def told(self, issuer_cik: str, kinds: Collection[str], since: dt.datetime | None) -> Iterable[FeedFact]:
        """What feeds told of an issuer (`""`: of the market) and known since a moment, the earliest known first;
        what was corrected or taken back by now is left out."""
        ...


class NoHistory:
    """Nothing is known of the past."""

    def transactions(
        self, _issuer_cik: str, _owner_ciks: frozenset[str] | None
    ) -> Iterable[InsiderTransaction]:
        return ()

    def metrics(self, _issuer_cik: str, _names: Collection[str]) -> Iterable[Metric]:
        return ()

    def prose(self, _issuer_cik: str, _since: dt.datetime | None) -> Iterable[Prose]:
        return ()

    def guidance(self, _issuer_cik: str, _measure: str) -> Iterable[Guidance]:
        return ()

    def filed(self, _issuer_cik: str, _since: dt.datetime) -> Iterable[Filed]:
        return ()

    def told(
        self, _issuer_cik: str, _kinds: Collection[str], _since: dt.datetime | None
    ) -> Iterable[FeedFact]:
        return ()


class OnlyProse(NoHistory):
    """Of the past nothing is known but words."""

    def __init__(self, prose: Sequence[Prose]) -> None:
        self._prose = prose

    def prose(self, _issuer_cik: str, _since: dt.datetime | None) -> Iterable[Prose]:
        return self._prose
