"""What was matched, what was told of it, and what ops were told."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from tocsin.model import Alert, Bulletin, FilingFact, Issuer, Match, Message, Metric, Rang
from tocsin.state.database import maybe_stamp, moment, stamp
from tocsin.state.outbox import put_up
from tocsin.wire import from_json, to_json


@dataclass(frozen=True, slots=True)
class Told:
    """An alert and what became of it, as `tocsin alerts` shows it. `state` is the outbox's."""

    key: str
    rule: str
    rule_version: str
    severity: str
    issuer: Issuer
    accession: str | None
    text: str
    accepted: dt.datetime | None
    seen: dt.datetime
    matched: dt.datetime
    sent: dt.datetime | None
    state: str
    receiver: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What a rule said of a filing, as it was kept: it fired, or could not be decided."""

    rule: str
    rule_version: str
    answer: str
    rings: bool
    reason: str
    saw: tuple[dict[str, object], ...]
    matched: dt.datetime


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of an alert. `state` is `due`, `held`, `silenced`, `grouped`, `sent`…; `due` when it is told,
    where it waits; `thread` the key of what it answers, `grouped_into` of the message that told of it."""

    key: str
    rule: str
    accession: str | None
    severity: str
    receiver: str
    state: str
    matched: dt.datetime
    due: dt.datetime | None
    sent: dt.datetime | None
    why: str | None
    thread: str | None
    grouped_into: str | None
    attempts: int


@dataclass(frozen=True, slots=True)
class Answerable:
    """An alert that may be answered in its thread: its rule and issuer, its key and receiver, its match."""

    rule: str
    issuer_cik: str
    key: str
    receiver: str
    match: int


class Alerts:
    """The tables `matches`, `alerts` and `notices`, and the outbox rows that they put up."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def record_match(self, match: Match, *, now: dt.datetime) -> int:
        """Keeps the match, of a filing or of a bulletin, and returns its number."""
        verdict, head = match.verdict, match.reading.head
        cursor = self._sql.execute(
            "INSERT INTO matches (accession, bulletin, issuer_cik, rule, rule_version, answer, rings, reason, saw,"
            " matched) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                head.accession,
                head.id if isinstance(head, Bulletin) else None,
                head.issuer.cik,
                match.rule,
                match.rule_version,
                verdict.answer.value,
                int(match.rings),
                verdict.reason,
                json.dumps([asdict(saw) for saw in verdict.saw], ensure_ascii=False),
                stamp(now),
            ),
        )
        return int(cursor.lastrowid or 0)

    def has_match(self, rule: str, head: FilingFact | Bulletin) -> bool:
        """Whether a rule matched this filing or bulletin before."""
        column, key = ("bulletin", head.id) if isinstance(head, Bulletin) else ("accession", head.accession)
        found = self._sql.execute(
            f"SELECT 1 FROM matches WHERE {column} = ? AND rule = ? AND issuer_cik = ?",  # noqa: S608 two names
            (key, rule, head.issuer.cik),
        )
        return found.fetchone() is not None

    def record(
        self,
        match_id: int,
        alert: Alert,
        message: Message,
        *,
        held_until: dt.datetime | None = None,
        silenced: str | None = None,
    ) -> None:
        """An alert and its outbox row, held until a time or silenced for a reason. The same alert again
        changes nothing."""
        inserted = self._sql.execute(
            "INSERT OR IGNORE INTO alerts (key, match, rule, rule_version, severity, issuer, accession, text,"
            " late, accepted, seen, read, matched, about) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                alert.key,
                match_id,
                alert.rule,
                alert.rule_version,
                alert.severity.value,
                json.dumps(asdict(alert.issuer), ensure_ascii=False),
                alert.accession,
                alert.text,
                int(alert.late),
                maybe_stamp(alert.times.accepted),
                stamp(alert.times.seen),
                stamp(alert.times.read),
                stamp(alert.times.matched),
                json.dumps(to_json(alert.about)) if alert.about else None,
            ),
        )
        if inserted.rowcount:
            put_up(
                self._sql,
                message,
                alert.times.matched,
                thread=alert.thread,
                held_until=held_until,
                silenced=silenced,
            )

    def last_rang(self, rule: str, issuer_cik: str) -> dt.datetime | None:
        """When this rule last rang for this issuer, itself and not as a reply; silenced ones do not count."""
        (matched,) = self._sql.execute(
            "SELECT max(a.matched) FROM matches m JOIN alerts a ON a.match = m.id JOIN outbox o ON o.key = a.key"
            " WHERE m.rule = ? AND m.issuer_cik = ? AND o.thread IS NULL AND o.quiet IS NOT 'silenced'",
            (rule, issuer_cik),
        ).fetchone()
        return moment(matched)

    def of_filing(self, rule: str, accession: str) -> tuple[str, str] | None:
        """The key and the receiver of the alert by which a rule told of a filing; None where it did not."""
        row = self._sql.execute(
            "SELECT a.key, o.receiver FROM alerts a JOIN outbox o USING (key) WHERE a.rule = ? AND a.accession = ?"
            " AND o.quiet IS NOT 'silenced' ORDER BY a.matched LIMIT 1",
            (rule, accession),
        ).fetchone()
        return None if row is None else (str(row[0]), str(row[1]))

    def of_bulletin(self, key: str) -> list[Answerable]:
        """The alerts that told of a bulletin, or of one that it took the place of; not those that answered them."""
        rows = self._sql.execute(
            "WITH RECURSIVE chain (id, key) AS (SELECT id, key FROM bulletins WHERE key = ? UNION"
            " SELECT b.id, b.key FROM chain JOIN bulletins c ON c.id = chain.id JOIN bulletins b ON b.id = c.replaces)"
            " SELECT m.rule, m.issuer_cik, a.key, o.receiver, m.id FROM chain JOIN matches m ON m.bulletin = chain.key"
            " JOIN alerts a ON a.match = m.id JOIN outbox o ON o.key = a.key"
            " WHERE o.quiet IS NOT 'silenced' AND o.thread IS NULL ORDER BY a.matched",
            (key,),
        )
        return [Answerable(*row) for row in rows]

    def of_figures(self, rule: str, issuer_cik: str) -> list[Rang]:
        """What a rule rang of an issuer's figures, the latest first."""
        rows = self._sql.execute(
            "SELECT a.key, a.match, o.receiver, a.accession, a.about FROM matches m JOIN alerts a ON a.match = m.id"
            " JOIN outbox o ON o.key = a.key WHERE m.rule = ? AND m.issuer_cik = ? AND a.about IS NOT NULL"
            " ORDER BY a.matched DESC",
            (rule, issuer_cik),
        )
        return [
            Rang(key, receiver, accession, about, match)
            for key, match, receiver, accession, body in rows
            if isinstance(about := from_json(json.loads(body)), Metric)
        ]

    def matches_of(self, key: str, issuer_cik: str) -> list[Kept]:
        """What rules said of a filing (by its accession number) or a bulletin (by our key), where they were not
        silent."""
        rows = self._sql.execute(
            "SELECT rule, rule_version, answer, rings, reason, saw, matched FROM matches"
            " WHERE (accession = ?1 OR bulletin = ?1) AND issuer_cik = ?2 ORDER BY id",
            (key, issuer_cik),
        )
        return [
            Kept(
                rule,
                version,
                answer,
                bool(rings),
                reason,
                tuple(json.loads(saw)),
                dt.datetime.fromisoformat(matched),
            )
            for rule, version, answer, rings, reason, saw, matched in rows
        ]

    def fates_of(
        self, issuer_cik: str, accessions: Iterable[str], since: dt.datetime, until: dt.datetime
    ) -> list[Fate]:
        """What became of the alerts of an issuer: those about these filings, and those of this time."""
        rows = self._sql.execute(
            "SELECT a.key, a.rule, a.accession, a.severity, o.receiver, coalesce(o.quiet, o.state), a.matched,"
            " o.due, coalesce(o.sent, g.sent), o.why, o.thread, o.grouped_into,"
            " (SELECT count(*) FROM attempts t WHERE t.outbox = o.id)"
            " FROM matches m JOIN alerts a ON a.match = m.id JOIN outbox o ON o.key = a.key"
            " LEFT JOIN outbox g ON g.key = o.grouped_into AND g.receiver = o.receiver"
            " WHERE m.issuer_cik = ? AND (a.accession IN (SELECT value FROM json_each(?))"
            " OR a.matched >= ? AND a.matched < ?) ORDER BY a.matched, a.rowid",
            (issuer_cik, json.dumps(sorted(accessions)), stamp(since), stamp(until)),
        )
        return [
            Fate(
                key,
                rule,
                accession,
                severity,
                receiver,
                state,
                dt.datetime.fromisoformat(matched),
                moment(due),
                moment(sent),
                why,
                thread,
                into,
                attempts,
            )
            for key, rule, accession, severity, receiver, state, matched, due, sent, why, thread, into, attempts in rows
        ]

    def notice(self, topic: str, text: str, receivers: Iterable[str], *, now: dt.datetime) -> bool:
        """Tells ops of a trouble, once until it is over. False when they were told already."""
        inserted = self._sql.execute(
            "INSERT OR IGNORE INTO notices (topic, text, told) VALUES (?, ?, ?)", (topic, text, stamp(now))
        )
        if not inserted.rowcount:
            return False
        for receiver in receivers:
            put_up(self._sql, _notice(topic, text, receiver, now), now)
        return True

    def notice_over(self, topic: str, text: str, receivers: Iterable[str], *, now: dt.datetime) -> bool:
        """Tells ops that a trouble they were told of is over. False when there was none."""
        removed = self._sql.execute("DELETE FROM notices WHERE topic = ?", (topic,))
        if not removed.rowcount:
            return False
        for receiver in receivers:
            put_up(self._sql, _notice(f"{topic} over", text, receiver, now), now)
        return True

    def told(self, since: dt.datetime | None = None) -> Iterator[Told]:
        """Alerts with what became of them, oldest first."""
        rows = self._sql.execute(
            "SELECT a.key, a.rule, a.rule_version, a.severity, a.issuer, a.accession, a.text, a.accepted,"
            " a.seen, a.matched, coalesce(o.sent, g.sent), coalesce(o.quiet, o.state), o.receiver FROM alerts a JOIN outbox o USING (key)"
            " LEFT JOIN outbox g ON g.key = o.grouped_into AND g.receiver = o.receiver"
            " WHERE a.matched >= ? ORDER BY a.matched, a.rowid",
            (stamp(since) if since else "",),
        )
        for (
            key,
            rule,
            version,
            severity,
            issuer,
            accession,
            text,
            accepted,
            seen,
            matched,
            sent,
            *rest,
        ) in rows:
            yield Told(
                key,
                rule,
                version,
                severity,
                Issuer(**json.loads(issuer)),
                accession,
                text,
                moment(accepted),
                dt.datetime.fromisoformat(seen),
                dt.datetime.fromisoformat(matched),
                moment(sent),
                *rest,
            )


def _notice(topic: str, text: str, receiver: str, now: dt.datetime) -> Message:
    key = f"ops {topic} {stamp(now)}"
    payload = {"key": key, "rule": None, "issuer": None, "accession": None, "instance": None}
    return Message(key, receiver, text, payload)
