"""The rule files as last adopted, and every version of a rule that was ever in force."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Mapping

from tocsin.state.database import stamp


class Rulebook:
    """The tables `rule_files` and `rule_versions`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def last_good(self) -> dict[str, bytes]:
        """The text of each rule file as it was when it last made sense."""
        return {
            str(path): bytes(text) for path, text in self._sql.execute("SELECT path, text FROM rule_files")
        }

    def adopt(self, files: Mapping[str, bytes], errors: Mapping[str, str], *, now: dt.datetime) -> None:
        """These files are in force now. `errors` tells which stand in for a newer text that is wrong."""
        known = self.last_good()
        for path in known.keys() - files.keys():
            self._sql.execute("DELETE FROM rule_files WHERE path = ?", (path,))
        for path, text in files.items():
            self._sql.execute(
                "INSERT INTO rule_files VALUES (?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET error = excluded.error,"
                " adopted = CASE WHEN text = excluded.text THEN adopted ELSE excluded.adopted END,"
                " text = excluded.text",
                (path, text, stamp(now), errors.get(path)),
            )

    def keep_versions(self, versions: Iterable[tuple[str, str, str]], *, now: dt.datetime) -> None:
        """(rule, version, text) of every rule in force, so that an old alert can be explained."""
        self._sql.executemany(
            "INSERT OR IGNORE INTO rule_versions VALUES (?, ?, ?, ?)",
            [(rule, version, text, stamp(now)) for rule, version, text in versions],
        )

    def versions_at(self, now: dt.datetime) -> dict[str, tuple[str, str]]:
        """Of each rule that was ever in force by then the version of that time, and its canonical meaning."""
        rows = self._sql.execute(
            "SELECT rule, version, text FROM rule_versions WHERE loaded <= ? ORDER BY loaded, rowid",
            (stamp(now),),
        )
        return {str(rule): (str(version), str(text)) for rule, version, text in rows}

    def stale(self) -> list[str]:
        """Files whose newest text is wrong, so that an older one is in force."""
        rows = self._sql.execute("SELECT path FROM rule_files WHERE error IS NOT NULL ORDER BY path")
        return [str(path) for (path,) in rows]
