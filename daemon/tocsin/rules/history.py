"""What rules ask of the past. Whoever keeps it satisfies this by its shape."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from tocsin.model import InsiderTransaction


class History(Protocol):
    """What was known before the filing at hand."""

    def transactions(self, issuer_cik: str, owner_ciks: frozenset[str]) -> Iterable[InsiderTransaction]:
        """The rows that earlier filings told of this issuer's stock, of any of these owners."""
        ...


class NoHistory:
    """Nothing is known of the past."""

    def transactions(self, _issuer_cik: str, _owner_ciks: frozenset[str]) -> Iterable[InsiderTransaction]:
        return ()
