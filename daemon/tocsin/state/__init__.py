"""The shore below: the only code that speaks SQL. `state/README.md` says what each table means."""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager
from pathlib import Path

from sqlite_utils import Database

from tocsin.state.alerts import Alerts, Told
from tocsin.state.bulletins import Bulletins, Stored
from tocsin.state.database import FolderLock, immediate, open_beside, open_to_write
from tocsin.state.facts import Facts
from tocsin.state.filings import DueFiling, Filings, SetAside
from tocsin.state.history import KnownBefore
from tocsin.state.issuers import Issuers
from tocsin.state.lanes import Lane, Lanes, Marks
from tocsin.state.outbox import DueMessage, Outbox, Unsent
from tocsin.state.prose import Texts
from tocsin.state.receipts import Receipt, Receipts
from tocsin.state.rulebook import Rulebook

__all__ = [
    "DueFiling",
    "DueMessage",
    "FolderLock",
    "Issuers",
    "KnownBefore",
    "Lane",
    "Marks",
    "Receipt",
    "SetAside",
    "State",
    "Stored",
    "Told",
    "Unsent",
]


class State:
    """An open state folder: one room for each thing it remembers, and transactions over them all."""

    def __init__(self, db: Database) -> None:
        self._connection = db.conn
        self.filings = Filings(self._connection)
        self.facts = Facts(self._connection)
        self.bulletins = Bulletins(self._connection)
        self.texts = Texts(self._connection)
        self.alerts = Alerts(self._connection)
        self.outbox = Outbox(self._connection)
        self.issuers = Issuers(self._connection)
        self.lanes = Lanes(self._connection)
        self.marks = Marks(self._connection)
        self.receipts = Receipts(self._connection)
        self.rulebook = Rulebook(self._connection)

    @classmethod
    def open(cls, folder: Path) -> State:
        """To write. Hold a `FolderLock` of the folder meanwhile."""
        return cls(open_to_write(folder))

    @classmethod
    def read_only(cls, folder: Path) -> State:
        """To look, beside whoever writes."""
        return cls(open_beside(folder, "ro"))

    @classmethod
    def beside(cls, folder: Path) -> State:
        """For one short change beside whoever runs, such as making something due again."""
        return cls(open_beside(folder, "rw"))

    def again(self) -> State:
        """The same folder through a connection of its own, to look: for another process."""
        (path,) = (
            file for _, name, file in self._connection.execute("PRAGMA database_list") if name == "main"
        )
        return State.read_only(Path(path).parent)

    def transaction(self) -> AbstractContextManager[None]:
        """What is written inside commits together, or not at all."""
        return immediate(self._connection)

    def history(self, before: dt.datetime, *, but: str | None = None) -> KnownBefore:
        """What was known before a moment, without the filing or the bulletin `but` itself."""
        return KnownBefore(self._connection, before, but=but)

    def known_of(self, issuer_cik: str) -> list[dt.datetime]:
        """When each filing and each bulletin of an issuer (`""`: of the market) was known, the earliest first."""
        filings = (known for _, known in self.facts.filings_of(issuer_cik))
        return sorted([*filings, *self.bulletins.known_of(issuer_cik)])

    def close(self) -> None:
        self._connection.close()
