"""The connection: one file, one writer, durable at every commit."""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal

from sqlite_utils import Database

from tocsin.errors import Locked, TocsinError
from tocsin.state.migrations import migrations

FILE_NAME = "tocsin.db"


class FolderLock:
    """The right to write to a state folder, held by one process at a time until it ends or lets go.

    `flock` and not a pid file: the kernel frees it however the process dies.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file: IO[str] = (folder / "lock").open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            holder = self._file.read().strip() or "unknown"
            self._file.close()
            raise Locked(
                f"{folder} is in use by another tocsin (pid {holder}): one process writes to a state folder"
            ) from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def release(self) -> None:
        self._file.close()


def open_to_write(folder: Path) -> Database:
    """Opens, or makes, the database of a state folder and brings it to the newest shape.

    WAL with synchronous=FULL: a commit is on the disk when it returns, also through a power cut
    (sqlite.org/pragma.html#pragma_synchronous), and readers never wait for the writer.
    """
    folder.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(folder / FILE_NAME, isolation_level=None, timeout=10)
    with _closed_on_error(connection, folder / FILE_NAME):
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        db = Database(connection)
        _refuse_a_newer_shape(db)
        # Off until here: a table that is made anew under its name is dropped while others refer to it.
        migrations.apply(db)
        connection.execute("PRAGMA foreign_keys = ON")
    return db


def open_beside(folder: Path, mode: Literal["ro", "rw"]) -> Database:
    """Opens the database of a state folder beside a running daemon: to look, or for a short change.

    Its shape is left alone. Changes beside the daemon are single short transactions, which SQLite keeps
    apart from the daemon's own.
    """
    path = folder / FILE_NAME
    if not path.exists():
        raise TocsinError(f"{path} does not exist: nothing has run with this state folder yet")
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=10)
    with _closed_on_error(connection, path):
        db = Database(connection)
        _refuse_a_newer_shape(db)
        if migrations.pending(db):
            raise TocsinError(
                f"{path} is of an older version: start `tocsin run` or `tocsin once` to bring it up"
            )
    return db


@contextmanager
def _closed_on_error(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        connection.close()
        if isinstance(error, sqlite3.DatabaseError):
            raise TocsinError(f"{path} cannot be used: {error}") from error
        raise


def _refuse_a_newer_shape(db: Database) -> None:
    known = {migration.name for migration in migrations._migrations}
    newer = [m.name for m in migrations.applied(db) if m.name not in known]
    if newer:
        raise TocsinError(
            f"the state was written by a newer tocsin ({newer[-1]}): install that version again"
        )


@contextmanager
def immediate(connection: sqlite3.Connection) -> Iterator[None]:
    """A transaction that takes the write lock at once; inside another one, a part of it.

    BEGIN IMMEDIATE, because a transaction that reads first and writes later can be refused the
    lock half-way (sqlite.org/lang_transaction.html), and ours decide by what they read.
    """
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def stamp(moment: dt.datetime) -> str:
    """A time as the tables keep it: UTC, always with microseconds, so that text order is time order."""
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def maybe_stamp(moment: dt.datetime | None) -> str | None:
    return None if moment is None else stamp(moment)


def moment(text: str | None) -> dt.datetime | None:
    """The time behind a stamp."""
    return None if text is None else dt.datetime.fromisoformat(text)
