"""What was matched, what was told of it, and what ops were told."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from tocsin.model import Alert, Issuer, Match, Message, Metric, Rang
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


class Alerts:
    """The tables `matches`, `alerts` and `notices`, and the outbox rows that they put up."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def record_match(self, accession: str, match: Match, *, now: dt.datetime) -> int:
        verdict = match.verdict
        cursor = self._sql.execute(
            "INSERT INTO matches (accession, issuer_cik, rule, rule_version, answer, rings, reason, saw, matched)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                accession,
                match.reading.filing.issuer.cik,
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

    def record(self, match_id: int, alert: Alert, message: Message) -> None:
        """An alert and its outbox row. The same alert again changes nothing."""
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
            put_up(self._sql, message, alert.times.matched, thread=alert.thread)

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
            " a.seen, a.matched, coalesce(o.sent, g.sent), o.state, o.receiver FROM alerts a JOIN outbox o USING (key)"
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
