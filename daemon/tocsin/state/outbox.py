"""What is to be told, and what became of each attempt to tell it."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from tocsin.model import Dead, Message, Outcome, Paused, Retry, Sent, Uncertain
from tocsin.state.database import moment, stamp


@dataclass(frozen=True, slots=True)
class DueMessage:
    """A message to be sent. `looked_for` is when its open attempt began: look it up before sending.

    `rule`, `severity` and `late` are its alert's; a notice to ops has none.
    """

    id: int
    message: Message
    looked_for: dt.datetime | None
    tries: int
    created: dt.datetime
    rule: str | None = None
    severity: str | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Unsent:
    """A message that is not where it should be, and why."""

    key: str
    receiver: str
    state: str
    created: dt.datetime
    due: dt.datetime | None
    why: str | None
    text: str


# A reply waits until what it replies to is settled, or the message that this was folded into.
_READY = (
    " FROM outbox o LEFT JOIN outbox p ON p.key = o.thread AND p.receiver = o.receiver"
    " LEFT JOIN outbox g ON g.key = p.grouped_into AND g.receiver = p.receiver"
    " WHERE o.state IN ('due', 'uncertain', 'paused')"
    " AND coalesce(g.state, p.state, '') NOT IN ('due', 'uncertain', 'paused')"
)


def put_up(
    connection: sqlite3.Connection,
    message: Message,
    now: dt.datetime,
    *,
    thread: str | None = None,
    held_until: dt.datetime | None = None,
    silenced: str | None = None,
) -> None:
    """A new outbox row, due now; the same key to the same receiver again changes nothing. `thread` is the key
    of the message that it is a reply to. One that is held is due later; one that is `silenced`, with the
    reason, is kept and never sent."""
    connection.execute(
        "INSERT OR IGNORE INTO outbox (key, receiver, text, link, payload, state, due, created, thread, aloud,"
        " quiet, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            message.key,
            message.receiver,
            message.text,
            "\n".join(message.links) or None,
            json.dumps(message.payload),
            "grouped" if silenced else "due",
            None if silenced else stamp(held_until or now),
            stamp(now),
            thread,
            int(message.aloud),
            "silenced" if silenced else "held" if held_until else None,
            silenced,
        ),
    )


class Outbox:
    """The tables `outbox` and `attempts`: rule 3 of the house, step by step.

    `begin` commits the attempt before anything is sent and leaves the message *uncertain*, due when
    the attempt's time-out is over. A crash needs no clearing up: an attempt without an outcome is
    already what it must be, a message to be looked up.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def due(self, now: dt.datetime, limit: int = 1000) -> list[DueMessage]:
        """Messages to be sent or looked up now: critical alerts first, then the oldest."""
        rows = self._sql.execute(
            "SELECT r.*, (SELECT min(t.started) FROM attempts t WHERE t.outbox = r.id"  # noqa: S608
            "   AND (t.outcome IS NULL OR t.outcome = 'uncertain')),"
            " (SELECT count(*) FROM attempts t WHERE t.outbox = r.id), a.rule, a.severity, coalesce(a.late, 0)"
            " FROM (SELECT o.id, o.key, o.receiver, o.text, o.link, o.payload, o.created, o.aloud,"
            "        coalesce(g.ref, p.ref)" + _READY + " AND o.due <= ?) r LEFT JOIN alerts a USING (key)"
            " ORDER BY a.severity IS NOT 'critical', r.id LIMIT ?",
            (stamp(now), limit),
        )
        return [_due(*row) for row in rows]

    def told_singly(self, receiver: str, since: dt.datetime) -> list[tuple[str | None, bool, int]]:
        """What this receiver was told one by one since then: rule (None: a notice), late or not, how many."""
        rows = self._sql.execute(
            "SELECT a.rule, coalesce(a.late, 0), count(*) FROM outbox o LEFT JOIN alerts a USING (key)"
            " WHERE o.receiver = ? AND o.sent >= ? AND o.state = 'sent'"
            " AND o.key NOT IN (SELECT grouped_into FROM outbox WHERE grouped_into IS NOT NULL)"
            " GROUP BY a.rule, a.late",
            (receiver, stamp(since)),
        )
        return [(rule, bool(late), int(count)) for rule, late, count in rows]

    def last_fold(self, receiver: str) -> dt.datetime | None:
        """When this receiver was last given a message that folds others."""
        (created,) = self._sql.execute(
            "SELECT max(created) FROM outbox WHERE receiver = ? AND key IN (SELECT grouped_into FROM outbox)",
            (receiver,),
        ).fetchone()
        return moment(created)

    def fold(self, ids: Iterable[int], into: Message, *, now: dt.datetime) -> None:
        """These messages are told by another one, which is due now."""
        put_up(self._sql, into, now)
        self._sql.executemany(
            "UPDATE outbox SET state = 'grouped', due = NULL, grouped_into = ? WHERE id = ?",
            [(into.key, id_) for id_ in ids],
        )

    def delay(self, ids: Iterable[int], until: dt.datetime) -> None:
        """These messages wait for others to be folded with."""
        self._sql.executemany("UPDATE outbox SET due = ? WHERE id = ?", [(stamp(until), id_) for id_ in ids])

    def next_due(self) -> dt.datetime | None:
        """When the next message is due; None when nothing waits."""
        (due,) = self._sql.execute("SELECT min(o.due)" + _READY).fetchone()
        return moment(due)

    def begin(self, message: DueMessage, *, now: dt.datetime, timeout: dt.timedelta) -> int:
        """An attempt is about to be made. Returns its number, for `finish`."""
        self._sql.execute(
            "UPDATE outbox SET state = 'uncertain', due = ?, quiet = NULL WHERE id = ?",
            (stamp(now + timeout), message.id),
        )
        cursor = self._sql.execute(
            "INSERT INTO attempts (outbox, started) VALUES (?, ?)", (message.id, stamp(now))
        )
        return int(cursor.lastrowid or 0)

    def finish(self, message: DueMessage, attempt: int, outcome: Outcome, *, now: dt.datetime) -> None:
        """What became of an attempt."""
        why = None if isinstance(outcome, Sent) else outcome.why
        self._sql.execute(
            "UPDATE attempts SET finished = ?, outcome = ?, why = ? WHERE id = ?",
            (stamp(now), type(outcome).__name__.lower(), why, attempt),
        )
        self._settle(message, outcome, now)

    def found(self, message: DueMessage, outcome: Sent, *, now: dt.datetime) -> None:
        """An uncertain message was looked up, and it is there."""
        self._close_open(message, "sent", now)
        self._settle(message, outcome, now)

    def absent(self, message: DueMessage, *, now: dt.datetime) -> None:
        """An uncertain message was looked up, and it is not there: its attempts came to nothing."""
        self._close_open(message, "absent", now)

    def look_again(self, message: DueMessage, outcome: Retry | Paused, *, now: dt.datetime) -> None:
        """It could not even be looked up. It stays uncertain: nothing is sent before a look succeeds."""
        after = outcome.after if isinstance(outcome, Retry) else PAUSE
        self._sql.execute(
            "UPDATE outbox SET state = ?, due = ?, why = ? WHERE id = ?",
            (
                "paused" if isinstance(outcome, Paused) else "uncertain",
                stamp(now + after),
                outcome.why,
                message.id,
            ),
        )

    def _close_open(self, message: DueMessage, outcome: str, now: dt.datetime) -> None:
        self._sql.execute(
            "UPDATE attempts SET finished = ?, outcome = ?"
            " WHERE outbox = ? AND (outcome IS NULL OR outcome = 'uncertain')",
            (stamp(now), outcome, message.id),
        )

    def _settle(self, message: DueMessage, outcome: Outcome, now: dt.datetime) -> None:
        match outcome:
            case Sent(ref):
                self._sql.execute(
                    "UPDATE outbox SET state = 'sent', due = NULL, sent = ?, ref = ?, why = NULL WHERE id = ?",
                    (stamp(now), ref, message.id),
                )
                self._wake(message.message.receiver, now)
            case Retry(after, why):
                self._set(message.id, "due", now + after, why)
            case Uncertain(why):
                # Its `due` stays where `begin` put it: when the attempt's time-out is over.
                self._sql.execute("UPDATE outbox SET why = ? WHERE id = ?", (why, message.id))
            case Paused(why):
                self._set(message.id, "paused", now + PAUSE, why)
            case Dead(why):
                self._sql.execute(
                    "UPDATE outbox SET state = 'dead', due = NULL, why = ? WHERE id = ?", (why, message.id)
                )

    def _set(self, message_id: int, state: str, due: dt.datetime, why: str) -> None:
        self._sql.execute(
            "UPDATE outbox SET state = ?, due = ?, why = ? WHERE id = ?", (state, stamp(due), why, message_id)
        )

    def pause(self, receiver: str, why: str, *, now: dt.datetime) -> None:
        """Nothing can be sent to this receiver for now: all that was due waits with the first."""
        self._sql.execute(
            "UPDATE outbox SET state = 'paused', due = ?, why = ?"
            " WHERE receiver = ? AND state IN ('due', 'paused')",
            (stamp(now + PAUSE), why, receiver),
        )

    def hold(self, receiver: str, why: str, *, until: dt.datetime) -> None:
        """The receiver asks to wait: what is due to it waits with the first."""
        self._sql.execute(
            "UPDATE outbox SET due = max(due, ?), why = ? WHERE receiver = ? AND state = 'due'",
            (stamp(until), why, receiver),
        )

    def wake_all(self, now: dt.datetime) -> None:
        """A start or a reload: what was paused is tried at once."""
        self._sql.execute("UPDATE outbox SET due = ? WHERE state = 'paused'", (stamp(now),))

    def _wake(self, receiver: str, now: dt.datetime) -> None:
        self._sql.execute(
            "UPDATE outbox SET due = ? WHERE receiver = ? AND state = 'paused'", (stamp(now), receiver)
        )

    def unsent(self) -> list[Unsent]:
        """The messages that wait, that may be there, and that are dead; the oldest first."""
        rows = self._sql.execute(
            "SELECT key, receiver, coalesce(quiet, state), created, due, why, text FROM outbox"
            " WHERE state IN ('due', 'uncertain', 'paused', 'dead') ORDER BY id"
        )
        return [
            Unsent(key, receiver, state, dt.datetime.fromisoformat(created), moment(due), why, text)
            for key, receiver, state, created, due, why, text in rows
        ]

    def retry(self, *, now: dt.datetime) -> int:
        """Makes what is paused, postponed or dead due now. What is uncertain is looked up first, as ever,
        and not before its attempt's time is over. Returns how many."""
        changed = self._sql.execute(
            "UPDATE outbox SET due = ?, state = CASE WHEN state = 'dead' THEN 'due' ELSE state END"
            " WHERE state IN ('due', 'paused', 'dead')",
            (stamp(now),),
        )
        return changed.rowcount

    def counts(self) -> dict[str, int]:
        rows = self._sql.execute("SELECT state, count(*) FROM outbox GROUP BY state").fetchall()
        return {str(state): int(count) for state, count in rows}

    def oldest(self) -> dt.datetime | None:
        """When the oldest message that still waits was put up."""
        (created,) = self._sql.execute(
            "SELECT min(created) FROM outbox WHERE state IN ('due', 'uncertain', 'paused')"
        ).fetchone()
        return moment(created)


# A paused receiver needs a person; one message in this time tries whether they came.
PAUSE = dt.timedelta(minutes=5)


def _due(  # noqa: PLR0913, PLR0917 - a row of `due`
    id_: int,
    key: str,
    receiver: str,
    text: str,
    link: str | None,
    payload: str,
    created: str,
    aloud: int,
    thread: str | None,
    open_since: str | None,
    tries: int,
    rule: str | None,
    severity: str | None,
    late: int,
) -> DueMessage:
    links = tuple((link or "").split())
    return DueMessage(
        id_,
        Message(key, receiver, text, json.loads(payload), links, thread, bool(aloud)),
        moment(open_since),
        tries,
        dt.datetime.fromisoformat(created),
        rule,
        severity,
        bool(late),
    )
