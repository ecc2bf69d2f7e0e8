"""How each feed is doing, and single facts about the daemon itself that outlive it."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

from tocsin.state.database import moment, stamp


@dataclass(frozen=True, slots=True)
class Lane:
    """A feed as `tocsin status` shows it: `state` is ok, failing or blocked."""

    name: str
    state: str
    why: str | None
    last_try: dt.datetime
    last_good: dt.datetime | None
    failing_since: dt.datetime | None


class Lanes:
    """The table `lanes`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def good(self, name: str, *, now: dt.datetime, note: str | None = None) -> None:
        self._sql.execute(
            "INSERT INTO lanes VALUES (?, 'ok', ?, ?, ?, NULL) ON CONFLICT (name) DO UPDATE SET state = 'ok',"
            " why = excluded.why, last_try = excluded.last_try, last_good = excluded.last_good, failing_since = NULL",
            (name, note, stamp(now), stamp(now)),
        )

    def failed(self, name: str, why: str, *, now: dt.datetime, blocked: bool = False) -> dt.timedelta:
        """Returns how long it has been failing by now."""
        (since,) = self._sql.execute(
            "INSERT INTO lanes VALUES (?, ?, ?, ?, NULL, ?) ON CONFLICT (name) DO UPDATE SET"
            " state = excluded.state, why = excluded.why, last_try = excluded.last_try,"
            " failing_since = coalesce(failing_since, excluded.failing_since) RETURNING failing_since",
            (name, "blocked" if blocked else "failing", why, stamp(now), stamp(now)),
        ).fetchone()
        return now - dt.datetime.fromisoformat(since)

    def forget(self, *, but: Collection[str]) -> None:
        """Lanes of feeds that are not configured any more are nobody's trouble."""
        self._sql.execute(
            "DELETE FROM lanes WHERE name NOT IN (SELECT value FROM json_each(?))", (json.dumps(sorted(but)),)
        )

    def all(self) -> list[Lane]:
        rows = self._sql.execute(
            "SELECT name, state, why, last_try, last_good, failing_since FROM lanes ORDER BY name"
        )
        return [
            Lane(name, state, why, dt.datetime.fromisoformat(last_try), moment(last_good), moment(since))
            for name, state, why, last_try, last_good, since in rows
        ]


class Marks:
    """The table `marks`: `blocked until`, `running since`, `version`, `tickers read`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def get(self, name: str) -> str | None:
        row = self._sql.execute("SELECT value FROM marks WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set(self, name: str, value: str | None) -> None:
        if value is None:
            self._sql.execute("DELETE FROM marks WHERE name = ?", (name,))
        else:
            self._sql.execute(
                "INSERT INTO marks VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, value),
            )

    def get_moment(self, name: str) -> dt.datetime | None:
        return moment(self.get(name))

    def set_moment(self, name: str, value: dt.datetime | None) -> None:
        self.set(name, None if value is None else stamp(value))
