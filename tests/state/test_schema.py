"""The committed shape is the shape that the migrations make, and its README names every table."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.clock import START
from tests.schema import schema
from tocsin.model import Filing, Party
from tocsin.state import State
from tocsin.state.database import FILE_NAME
from tocsin.state.migrations import migrations

FOLDER = Path(__file__).parents[2] / "state"


def test_the_snapshot_is_fresh() -> None:
    assert (FOLDER / "schema.sql").read_text() == schema(), "run `make schema`"


def test_the_readme_names_every_table_and_no_other() -> None:
    told = set(re.findall(r"^\| `(\w+)`", (FOLDER / "README.md").read_text(), re.MULTILINE))
    made = set(re.findall(r"CREATE TABLE \"?(\w+)", schema()))
    assert told == made


def test_tables_of_ours_are_strict() -> None:
    tables = re.findall(r"CREATE TABLE (\w+) .*?\)( STRICT[^;]*)?;", schema(), re.DOTALL)
    assert len(tables) > 10
    assert [name for name, strict in tables if not strict] == []


def test_commits_are_durable_and_facts_are_only_added(tmp_path: Path) -> None:
    state = State.open(tmp_path)
    filing = Filing("0000000001-26-000001", "4", (Party("0009900001", "Made Inc", "issuer"),))
    state.filings.announce(filing, seen=START)
    connection = state._connection
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    connection.execute(
        "INSERT INTO facts (accession, ordinal, kind, issuer_cik, known, body)"
        " VALUES ('0000000001-26-000001', 0, 'filing', '0009900001', 'now', '{}')"
    )
    for change in ("UPDATE facts SET kind = 'x'", "DELETE FROM facts"):
        with pytest.raises(sqlite3.IntegrityError, match="facts are only ever added"):
            connection.execute(change)
    state.close()


def test_a_state_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    State.open(tmp_path).close()
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('tocsin', 'm999_later', 'x')"
    )
    connection.commit()
    connection.close()
    with pytest.raises(Exception, match="written by a newer tocsin"):
        State.open(tmp_path)


def test_a_state_of_before_the_bulletins_keeps_its_matches_and_alerts(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    migrations.apply(Database(connection), stop_before="m003_bulletins")
    connection.executescript(
        """
        INSERT INTO filings (accession, form, archive_cik, source, state, seen)
          VALUES ('0000000001-26-000001', '4', '1', 'latest', 'read', 'then');
        INSERT INTO matches VALUES (7, '0000000001-26-000001', '0009900001', 'dump', 'v1', 'fires', 1, 'sold', '[]', 'then');
        INSERT INTO alerts (key, match, rule, rule_version, severity, issuer, accession, text, late, seen, read, matched)
          VALUES ('k', 7, 'dump', 'v1', 'high', '{}', '0000000001-26-000001', 'text', 0, 'then', 'then', 'then');
        """
    )
    connection.close()
    state = State.open(tmp_path)
    rows = state._connection.execute(
        "SELECT m.accession, m.bulletin, a.key FROM alerts a JOIN matches m ON m.id = a.match"
    )
    assert rows.fetchall() == [("0000000001-26-000001", None, "k")]
    assert state._connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert state._connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    for wrong in (
        "INSERT INTO matches VALUES (8, NULL, NULL, 'c', 'r', 'v', 'fires', 1, '', '[]', 'then')",
        "INSERT INTO matches VALUES (8, '0000000001-26-000001', 'key', 'c', 'r', 'v', 'fires', 1, '', '[]', 'then')",
        "INSERT INTO matches VALUES (8, 'no such filing', NULL, 'c', 'r', 'v', 'fires', 1, '', '[]', 'then')",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            state._connection.execute(wrong)
    state.close()
