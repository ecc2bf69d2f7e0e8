"""Which ticker is which CIK, and for which issuers the baseline has been read."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Mapping

from tocsin.model import Issuer
from tocsin.state.database import stamp


class Issuers:
    """The tables `tickers` and `issuers`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def ciks(self) -> dict[str, str]:
        """Ticker -> CIK, for every ticker the SEC lists; empty before the list was first read."""
        return dict(self._sql.execute("SELECT symbol, cik FROM tickers").fetchall())

    def cik(self, symbol: str) -> str | None:
        """The CIK of a ticker in the SEC's spelling; None for one that it does not list."""
        row = self._sql.execute("SELECT cik FROM tickers WHERE symbol = ?", (symbol,)).fetchone()
        return None if row is None else str(row[0])

    def replace_tickers(self, listed: Mapping[str, tuple[str, str]]) -> None:
        """Ticker -> (CIK, name). The new list replaces the old one whole."""
        self._sql.execute("DELETE FROM tickers")
        self._sql.executemany(
            "INSERT INTO tickers VALUES (?, ?, ?)",
            [(symbol, cik, name) for symbol, (cik, name) in listed.items()],
        )

    def symbol(self, cik: str) -> str | None:
        """A ticker of this CIK, the one the SEC lists first by name; None when it lists none."""
        row = self._sql.execute(
            "SELECT symbol FROM tickers WHERE cik = ? ORDER BY length(symbol), symbol LIMIT 1", (cik,)
        ).fetchone()
        return None if row is None else str(row[0])

    def name(self, cik: str) -> str | None:
        """What the company is called, by its own submissions, the SEC's list of tickers or a filing."""
        row = self._sql.execute(
            "SELECT name FROM issuers WHERE cik = ? AND name IS NOT NULL UNION ALL"
            " SELECT name FROM tickers WHERE cik = ? UNION ALL SELECT name FROM parties WHERE cik = ? LIMIT 1",
            (cik, cik, cik),
        ).fetchone()
        return None if row is None else str(row[0])

    def issuer(self, cik: str) -> Issuer:
        """The company, as it is called."""
        symbol = self.symbol(cik)
        return Issuer(cik, self.name(cik) or symbol or cik, symbol)

    def without_baseline(self, ciks: Iterable[str]) -> list[str]:
        """Those of the given CIKs whose history has not been read yet, in order."""
        have = {cik for (cik,) in self._sql.execute("SELECT cik FROM issuers")}
        return sorted(set(ciks) - have)

    def without_figures(self, ciks: Iterable[str]) -> list[str]:
        """Those of the given CIKs that have a baseline, and whose reports have not been looked for yet."""
        rows = self._sql.execute("SELECT cik FROM issuers WHERE figures IS NULL")
        return sorted(set(ciks) & {cik for (cik,) in rows})

    def figures_done(self, cik: str, *, now: dt.datetime) -> None:
        self._sql.execute("UPDATE issuers SET figures = ? WHERE cik = ?", (stamp(now), cik))

    def baseline_done(self, cik: str, name: str | None, *, now: dt.datetime) -> None:
        self._sql.execute(
            "INSERT INTO issuers (cik, name, baseline) VALUES (?, ?, ?) ON CONFLICT (cik) DO UPDATE SET name = excluded.name,"
            " baseline = excluded.baseline",
            (cik, name, stamp(now)),
        )
