"""What EDGAR says of a filing before it is read: its issuer, its parties."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


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
