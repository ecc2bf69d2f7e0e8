"""Which filings are known, which are due to be read, and what became of them."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from tocsin.model import Filing, Party
from tocsin.state.database import maybe_stamp, moment, stamp

# The Latest feed holds little more than a business day; an entry older than this cannot come again.
ENTRIES_KEPT = dt.timedelta(days=10)


@dataclass(frozen=True, slots=True)
class DueFiling:
    """A filing to be fetched and read. `archive_cik` is any party's: every party's folder holds it."""

    filing: Filing
    archive_cik: str
    seen: dt.datetime
    tries: int


@dataclass(frozen=True, slots=True)
class SetAside:
    """A filing that could not be read, and why."""

    accession: str
    form: str
    archive_cik: str
    seen: dt.datetime
    error: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A filing of a company, and how far it came: `due`, `read`, `baseline`, `unwatched` or `set aside`."""

    accession: str
    form: str
    source: str
    state: str
    accepted: dt.datetime | None
    seen: dt.datetime
    read: dt.datetime | None
    error: str | None


class Filings:
    """The tables `entries`, `filings` and `parties`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    # --- entries of the Latest feed

    def unseen(self, filings: Iterable[Filing]) -> list[Filing]:
        """Those with an entry that no earlier page showed, each with all of its parties."""
        return [
            filing
            for filing in filings
            if any(not self._entry_seen(filing.accession, party) for party in filing.parties)
        ]

    def _entry_seen(self, accession: str, party: Party) -> bool:
        found = self._sql.execute(
            "SELECT 1 FROM entries WHERE accession = ? AND cik = ? AND role = ?",
            (accession, party.cik, party.role),
        )
        return found.fetchone() is not None

    def record_entries(self, filings: Iterable[Filing], now: dt.datetime) -> None:
        self._sql.executemany(
            "INSERT OR IGNORE INTO entries VALUES (?, ?, ?, ?)",
            [(f.accession, party.cik, party.role, stamp(now)) for f in filings for party in f.parties],
        )
        self._sql.execute("DELETE FROM entries WHERE seen < ?", (stamp(now - ENTRIES_KEPT),))

    # --- filings

    def known(self, accession: str) -> bool:
        found = self._sql.execute("SELECT 1 FROM filings WHERE accession = ?", (accession,))
        return found.fetchone() is not None

    def announce(self, filing: Filing, *, seen: dt.datetime, source: str = "latest") -> None:
        """A filing that must be read: due at once. One that is known already stays as it is.

        `source` is who told of it: `latest`, `submissions` or `index`.
        """
        self._insert(filing, source=source, state="due", seen=seen, due=seen)

    def record_baseline(self, filing: Filing, *, seen: dt.datetime) -> None:
        """A filing from before the watching began: known, and never rung."""
        self._insert(filing, source="baseline", state="baseline", seen=seen, due=None)

    def _insert(
        self, filing: Filing, *, source: str, state: str, seen: dt.datetime, due: dt.datetime | None
    ) -> None:
        inserted = self._sql.execute(
            "INSERT OR IGNORE INTO filings (accession, form, archive_cik, source, state, accepted, filed, seen, due)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                filing.accession,
                filing.form,
                filing.parties[0].cik,
                source,
                state,
                maybe_stamp(filing.accepted),
                filing.filed and filing.filed.isoformat(),
                stamp(seen),
                maybe_stamp(due),
            ),
        )
        if inserted.rowcount:
            self._sql.executemany(
                "INSERT OR IGNORE INTO parties VALUES (?, ?, ?, ?)",
                [(filing.accession, party.cik, party.role, party.name) for party in filing.parties],
            )

    def of(self, cik: str, forms: Collection[str]) -> list[Filing]:
        """The known filings of these forms that this company is a party of, the last filed first."""
        rows = self._sql.execute(
            "SELECT DISTINCT f.accession, f.form, f.accepted, f.filed FROM filings f JOIN parties p USING (accession)"
            " WHERE p.cik = ? AND f.form IN (SELECT value FROM json_each(?)) ORDER BY f.filed DESC, f.accession",
            (cik, json.dumps(sorted(forms))),
        ).fetchall()
        return [
            Filing(
                accession,
                form,
                self._parties(accession),
                moment(accepted),
                None if filed is None else dt.date.fromisoformat(filed),
            )
            for accession, form, accepted, filed in rows
        ]

    def due(self, now: dt.datetime, limit: int = 1000) -> list[DueFiling]:
        """Filings to be read now, the first seen first."""
        return self._listed("state = 'due' AND due <= ? ORDER BY seen, accession", now, limit)

    def _listed(self, which: str, now: dt.datetime, limit: int) -> list[DueFiling]:
        rows = self._sql.execute(
            "SELECT accession, form, archive_cik, accepted, filed, seen, tries FROM filings WHERE "  # noqa: S608
            + which  # one of the two texts above
            + " LIMIT ?",
            (stamp(now), limit),
        ).fetchall()
        return [
            DueFiling(
                Filing(
                    accession=accession,
                    form=form,
                    parties=self._parties(accession),
                    accepted=moment(accepted),
                    filed=None if filed is None else dt.date.fromisoformat(filed),
                ),
                archive_cik,
                dt.datetime.fromisoformat(seen),
                tries,
            )
            for accession, form, archive_cik, accepted, filed, seen, tries in rows
        ]

    def _parties(self, accession: str) -> tuple[Party, ...]:
        rows = self._sql.execute(
            "SELECT cik, name, role FROM parties WHERE accession = ? ORDER BY role != 'issuer', cik",
            (accession,),
        )
        return tuple(Party(*row) for row in rows)

    def next_due(self) -> dt.datetime | None:
        """When the next filing is due, or None when all are read or set aside."""
        (due,) = self._sql.execute("SELECT min(due) FROM filings WHERE state = 'due'").fetchone()
        return moment(due)

    def postpone(self, accession: str, *, until: dt.datetime, error: str) -> None:
        self._sql.execute(
            "UPDATE filings SET due = ?, tries = tries + 1, error = ? WHERE accession = ?",
            (stamp(until), error, accession),
        )

    # --- the past, read quietly

    def learn(self, accession: str, *, now: dt.datetime) -> None:
        """A filing of the baseline whose documents shall be read too, without ringing. One that was read
        already stays as it is."""
        self._sql.execute(
            "UPDATE filings SET due = ? WHERE accession = ? AND state = 'baseline' AND read IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM facts f WHERE f.accession = filings.accession)",
            (stamp(now), accession),
        )

    def to_learn(self, now: dt.datetime, limit: int = 1, *, of: str | None = None) -> list[DueFiling]:
        """Filings of the baseline to be read now, of all issuers or `of` one (its CIK), the latest filed first:
        they tell the most."""
        listed = self._listed("state = 'baseline' AND due <= ? ORDER BY filed DESC, accession", now, 100_000)
        return [due for due in listed if of in (None, due.archive_cik)][:limit]

    def learnt(
        self,
        accession: str,
        *,
        issuer_cik: str,
        accepted: dt.datetime | None,
        document_sha256: str,
        now: dt.datetime,
    ) -> None:
        self._sql.execute(
            "UPDATE filings SET due = NULL, issuer_cik = ?, accepted = coalesce(accepted, ?), document_sha256 = ?,"
            " read = ?, error = NULL WHERE accession = ?",
            (issuer_cik, maybe_stamp(accepted), document_sha256, stamp(now), accession),
        )

    def not_learnt(self, accession: str, *, error: str) -> None:
        """A filing of the baseline that cannot be read: what rests on it stays unknown."""
        self._sql.execute("UPDATE filings SET due = NULL, error = ? WHERE accession = ?", (error, accession))

    # --- what became of them

    def seen_of(self, cik: str, since: dt.datetime, until: dt.datetime) -> list[Seen]:
        """The filings that this company is a party of, and that were accepted or seen in this time, in that order."""
        rows = self._sql.execute(
            "SELECT DISTINCT f.accession, f.form, f.source, f.state, f.accepted, f.seen, f.read, f.error"
            " FROM filings f LEFT JOIN parties p ON p.accession = f.accession AND p.cik = :cik"
            " WHERE (p.cik IS NOT NULL OR f.issuer_cik = :cik) AND (f.accepted >= :since AND f.accepted < :until"
            " OR f.source != 'baseline' AND f.seen >= :since AND f.seen < :until)"
            " ORDER BY coalesce(f.accepted, f.seen), f.accession",
            {"cik": cik, "since": stamp(since), "until": stamp(until)},
        )
        return [
            Seen(
                accession,
                form,
                source,
                state,
                moment(accepted),
                dt.datetime.fromisoformat(seen),
                moment(read),
                error,
            )
            for accession, form, source, state, accepted, seen, read, error in rows
        ]

    def set_aside(self, accession: str, *, error: str, now: dt.datetime) -> None:
        self._sql.execute(
            "UPDATE filings SET state = 'set aside', due = NULL, tries = tries + 1, error = ?, read = ?"
            " WHERE accession = ?",
            (error, stamp(now), accession),
        )

    def listed_set_aside(self) -> list[SetAside]:
        """The filings that could not be read, the last seen first."""
        rows = self._sql.execute(
            "SELECT accession, form, archive_cik, seen, error FROM filings WHERE state = 'set aside'"
            " ORDER BY seen DESC, accession"
        )
        return [
            SetAside(accession, form, cik, dt.datetime.fromisoformat(seen), error or "")
            for accession, form, cik, seen, error in rows
        ]

    def retry_set_aside(self, accessions: Iterable[str] | None = None, *, now: dt.datetime) -> list[str]:
        """Makes what was set aside due again: these accession numbers, or all of them. Returns which."""
        wanted = None if accessions is None else set(accessions)
        again = [
            one.accession for one in self.listed_set_aside() if wanted is None or one.accession in wanted
        ]
        self._sql.executemany(
            "UPDATE filings SET state = 'due', due = ?, tries = 0 WHERE accession = ?",
            [(stamp(now), accession) for accession in again],
        )
        return again

    def mark_read(
        self,
        accession: str,
        *,
        issuer_cik: str,
        accepted: dt.datetime | None,
        document_sha256: str,
        now: dt.datetime,
        watched: bool,
    ) -> None:
        """The document was read; the acceptance time of its own header fills a missing one."""
        self._sql.execute(
            "UPDATE filings SET state = ?, due = NULL, issuer_cik = ?, accepted = coalesce(accepted, ?),"
            " document_sha256 = ?, read = ?, error = NULL WHERE accession = ?",
            (
                "read" if watched else "unwatched",
                issuer_cik,
                maybe_stamp(accepted),
                document_sha256,
                stamp(now),
                accession,
            ),
        )

    def count(self, state: str) -> int:
        (count,) = self._sql.execute("SELECT count(*) FROM filings WHERE state = ?", (state,)).fetchone()
        return int(count)

    def unread(self, forms: Collection[str], since: dt.datetime, until: dt.datetime) -> int:
        """How many filings of these forms, from one time to another, are known of and were never read."""
        (count,) = self._sql.execute(
            "SELECT count(*) FROM filings f WHERE form IN (SELECT value FROM json_each(?))"
            " AND state IN ('baseline', 'set aside') AND coalesce(accepted, filed) >= ?"
            " AND coalesce(accepted, filed) < ?"
            " AND NOT EXISTS (SELECT 1 FROM facts WHERE facts.accession = f.accession)",
            (json.dumps(sorted(forms)), stamp(since), stamp(until)),
        ).fetchone()
        return int(count)
