"""The receipt of a day: which filings of its index concern us, and whether each of them was seen."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from tocsin.state.database import stamp


@dataclass(frozen=True, slots=True)
class Receipt:
    """A day's filings of watched issuers: `seen` of them are in the state and settled, `missed` are not
    (yet), and of the seen ones `late` were seen too long after their acceptance."""

    day: dt.date
    seen: int
    missed: int
    late: int
    final: bool


class Receipts:
    """The tables `receipts` and `receipt_filings`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def record(self, day: dt.date, accessions: Iterable[str], *, final: bool, now: dt.datetime) -> None:
        """What the day's index lists of ours; a later, final look replaces an earlier one."""
        self._sql.execute(
            "INSERT INTO receipts VALUES (?, ?, ?) ON CONFLICT (day) DO UPDATE SET"
            " checked = excluded.checked, final = max(final, excluded.final)",
            (day.isoformat(), stamp(now), int(final)),
        )
        self._sql.executemany(
            "INSERT OR IGNORE INTO receipt_filings VALUES (?, ?)",
            [(day.isoformat(), accession) for accession in accessions],
        )

    def of(self, day: dt.date | None, *, late_after: dt.timedelta) -> Receipt | None:
        """The receipt of a day as it stands now, of the last one for None; None when there is none."""
        found = self._sql.execute(
            "SELECT day, final FROM receipts WHERE day = coalesce(?, (SELECT max(day) FROM receipts))",
            (day.isoformat() if day else None,),
        ).fetchone()
        if found is None:
            return None
        seen, missed, late = self._sql.execute(
            "SELECT count(*) FILTER (WHERE f.state != 'due'), count(*) FILTER (WHERE coalesce(f.state, 'due') = 'due'),"
            " count(*) FILTER (WHERE f.state NOT IN ('due', 'baseline')"
            "   AND (julianday(f.seen) - julianday(f.accepted)) * 86400 > ?)"
            " FROM receipt_filings r LEFT JOIN filings f USING (accession) WHERE r.day = ?",
            (late_after.total_seconds(), found[0]),
        ).fetchone()
        return Receipt(dt.date.fromisoformat(found[0]), seen, missed, late, bool(found[1]))

    def checked(self, since: dt.date) -> dict[dt.date, bool]:
        """The days since then that have a receipt, and whether it is the final one."""
        rows = self._sql.execute("SELECT day, final FROM receipts WHERE day >= ?", (since.isoformat(),))
        return {dt.date.fromisoformat(day): bool(final) for day, final in rows}
