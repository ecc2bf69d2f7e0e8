"""What feeds told: only ever added, each with the time it was known. A correction replaces what it corrects from
its own time on, and what a vendor takes back is replaced by nothing."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tocsin.model import Bulletin, FeedFact, Issuer, Reading
from tocsin.state.database import maybe_stamp, moment, stamp
from tocsin.wire import from_json, to_json

_COLUMNS = "b.id, b.key, b.head, b.seen, b.known, b.same_as, b.essence"
# By then, nothing that was known replaced it, it was not taken back, and nobody had told it before.
_IN_FORCE = (
    "b.same_as IS NULL AND NOT EXISTS (SELECT 1 FROM bulletins r WHERE r.replaces = b.id AND r.known <= :before)"
    " AND NOT json_extract(b.head, '$.withdrawn')"
)


@dataclass(frozen=True, slots=True)
class Stored:
    """A bulletin as it is kept: `key` is ours, `seen` when the feed showed it, `known` from when on it counts,
    `same_as` the one by which another feed had told the same before: then this one counts for nothing. `essence` is what the
    vendor told of it, in short."""

    id: int
    key: str
    reading: Reading
    seen: dt.datetime
    known: dt.datetime
    same_as: int | None
    essence: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Which feed told a bulletin, what it calls it, and in short what it told."""

    feed: str
    vendor_id: str
    essence: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A bulletin of a company, as `tocsin why` shows it: from which feed, and how far it counted.

    `state` is `heard`; `baseline`, from before it was watched; or `known`, told before by another feed.
    """

    key: str
    form: str
    feed: str
    state: str
    accepted: dt.datetime | None
    seen: dt.datetime
    url: str | None


class Bulletins:
    """The tables `bulletins` and `bulletin_facts`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def add(
        self,
        origin: Origin,
        reading: Reading,
        *,
        topics: Sequence[str],
        seen: dt.datetime,
        known: dt.datetime,
        replaces: int | None = None,
        same_as: int | None = None,
    ) -> None:
        """Keeps a reading whose head's id is our key for it; it may be a part of what the feed told. `topics` are what
        each fact is on, for `about`."""
        head = reading.head
        if not isinstance(head, Bulletin):
            raise TypeError("a filing is no bulletin")
        cursor = self._sql.execute(
            "INSERT INTO bulletins (key, feed, vendor_id, form, issuer_cik, head, essence, seen, known,"
            " replaces, same_as) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                head.id,
                origin.feed,
                origin.vendor_id,
                head.form,
                head.issuer.cik,
                json.dumps(_head_as_json(head), ensure_ascii=False),
                origin.essence,
                stamp(seen),
                stamp(known),
                replaces,
                same_as,
            ),
        )
        self._sql.executemany(
            "INSERT INTO bulletin_facts (bulletin, ordinal, kind, topic, body) VALUES (?, ?, ?, ?, ?)",
            [
                (cursor.lastrowid, ordinal, fact.kind, topic, json.dumps(to_json(fact), ensure_ascii=False))
                for ordinal, (fact, topic) in enumerate(zip(reading.facts, topics, strict=True))
            ],
        )

    def latest(self, feed: str, vendor_id: str) -> Stored | None:
        """What a feed told last under this id, also where it took it back."""
        return next(
            self._stored(
                f"SELECT {_COLUMNS} FROM bulletins b WHERE b.feed = :feed AND b.vendor_id = :id"
                " ORDER BY b.id DESC LIMIT 1",
                {"feed": feed, "id": vendor_id},
            ),
            None,
        )

    def latest_of(self, feed: str, id: str) -> Stored | None:
        """What a feed told last under an id of the vendor's, of whichever company; None where that was taken
        back."""
        found = next(
            self._stored(
                f"SELECT {_COLUMNS} FROM bulletins b WHERE b.feed = :feed AND (b.vendor_id = :id"
                " OR b.vendor_id > :id || ' ' AND b.vendor_id < :id || '!'"
                " AND length(b.vendor_id) = length(:id) + 11) ORDER BY b.id DESC LIMIT 1",
                {"feed": feed, "id": id},
            ),
            None,
        )
        head = found.reading.head if found else None
        return None if isinstance(head, Bulletin) and head.withdrawn else found

    def about(self, topics: Sequence[str], since: dt.datetime, until: dt.datetime) -> list[Stored]:
        """The bulletins in force that have a fact on one of these topics and were known in a time, the latest
        first."""
        return list(
            self._stored(
                f"SELECT {_COLUMNS} FROM bulletins b WHERE b.id IN (SELECT bulletin FROM bulletin_facts"
                " WHERE topic IN (SELECT value FROM json_each(:topics)))"
                f" AND b.known >= :since AND b.known <= :until AND {_IN_FORCE} ORDER BY b.known DESC, b.id DESC",
                {
                    "topics": json.dumps([topic for topic in topics if topic]),
                    "since": stamp(since),
                    "until": stamp(until),
                    "before": "9999",
                },
            )
        )

    def current(self, number: int) -> Stored:
        """What stands now in the place of a bulletin: itself, or what took its place last."""
        (last,) = self._sql.execute(
            "WITH RECURSIVE chain (id) AS (SELECT ? UNION SELECT b.id FROM chain JOIN bulletins b"
            " ON b.replaces = chain.id) SELECT max(id) FROM chain",
            (number,),
        ).fetchone()
        return next(self._stored(f"SELECT {_COLUMNS} FROM bulletins b WHERE b.id = :id", {"id": last}))

    def reading(self, key: str) -> Stored | None:
        """The bulletin that is kept under our key."""
        return next(
            self._stored(f"SELECT {_COLUMNS} FROM bulletins b WHERE b.key = :key", {"key": key}), None
        )

    def of(self, issuer_cik: str) -> list[tuple[Stored, str | None]]:
        """An issuer's bulletins in the order in which they became known, each with the key of the one that it
        replaces."""
        rows = self._sql.execute(
            f"SELECT {_COLUMNS}, r.key FROM bulletins b LEFT JOIN bulletins r ON r.id = b.replaces"
            " WHERE b.issuer_cik = ? AND b.same_as IS NULL ORDER BY b.known, b.id",
            (issuer_cik,),
        ).fetchall()
        return [(self._whole(row), row[-1]) for row in rows]

    def heard_of(self, issuer_cik: str, since: dt.datetime, until: dt.datetime) -> list[Heard]:
        """What feeds showed of a company in this time, in that order; of what was baseline, what became public in
        it."""
        rows = self._sql.execute(
            "SELECT key, form, feed, head, seen, known, same_as FROM bulletins WHERE issuer_cik = ?"
            " AND known >= ? AND known < ? ORDER BY known, id",
            (issuer_cik, stamp(since), stamp(until)),
        )
        heard = []
        for key, form, feed, head, seen, known, same_as in rows:
            state = "known" if same_as is not None else "baseline" if known < seen else "heard"
            told = _head(json.loads(head))
            first = dt.datetime.fromisoformat(seen)
            heard.append(Heard(key, form, feed, state, told.accepted, first, told.url))
        return heard

    def known_of(self, issuer_cik: str) -> list[dt.datetime]:
        """When each of an issuer's bulletins was known."""
        rows = self._sql.execute(
            "SELECT known FROM bulletins WHERE issuer_cik = ? AND same_as IS NULL ORDER BY known",
            (issuer_cik,),
        )
        return [dt.datetime.fromisoformat(known) for (known,) in rows]

    def issuers(self) -> list[str]:
        """The CIKs of all of whom a feed told something, in order; `""` is the market."""
        rows = self._sql.execute("SELECT DISTINCT issuer_cik FROM bulletins ORDER BY 1")
        return [str(cik) for (cik,) in rows]

    def told(
        self,
        issuer_cik: str,
        kinds: Collection[str],
        since: dt.datetime | None,
        before: dt.datetime,
        *,
        but: str | None,
    ) -> list[FeedFact]:
        """What feeds told of an issuer and was in force by a moment, without the bulletin `but` and what that
        replaces, the earliest known first."""
        rows = self._sql.execute(
            "SELECT f.body FROM bulletins b JOIN bulletin_facts f ON f.bulletin = b.id"
            " WHERE b.issuer_cik = :cik AND f.kind IN (SELECT value FROM json_each(:kinds))"
            " AND b.known >= :since AND b.known <= :before AND b.key IS NOT :but"
            " AND b.id IS NOT (SELECT replaces FROM bulletins WHERE key = :but)"
            f" AND {_IN_FORCE} ORDER BY b.known, b.id, f.ordinal",
            {
                "cik": issuer_cik,
                "kinds": json.dumps(sorted(kinds)),
                "since": maybe_stamp(since) or "",
                "before": stamp(before),
                "but": but,
            },
        )
        return [_feed_fact(body) for (body,) in rows]

    def _stored(self, query: str, values: dict[str, Any]) -> Iterator[Stored]:
        for row in self._sql.execute(query, values).fetchall():
            yield self._whole(row)

    def _whole(self, row: Sequence[Any]) -> Stored:
        number, key, head, seen, known, same_as, essence = row[:7]
        rows = self._sql.execute(
            "SELECT body FROM bulletin_facts WHERE bulletin = ? ORDER BY ordinal", (number,)
        )
        reading = Reading(_head(json.loads(head)), tuple(_feed_fact(body) for (body,) in rows))
        first, counts = dt.datetime.fromisoformat(seen), dt.datetime.fromisoformat(known)
        return Stored(number, key, reading, first, counts, same_as, essence)


# What an issuer's analysts said is asked for again with each action, and facts never change.
@lru_cache(maxsize=16_384)
def _feed_fact(body: str) -> FeedFact:
    fact = from_json(json.loads(body))
    if not isinstance(fact, FeedFact):
        raise TypeError(f"a bulletin tells no {fact.kind}")
    return fact


def _head_as_json(head: Bulletin) -> dict[str, Any]:
    return {
        "id": head.id,
        "form": head.form,
        "issuer": [head.issuer.cik, head.issuer.name, head.issuer.symbol],
        "source": head.source,
        "accepted": maybe_stamp(head.accepted),
        "url": head.url,
        "day_only": head.day_only,
        "withdrawn": head.withdrawn,
    }


def _head(body: dict[str, Any]) -> Bulletin:
    return Bulletin(**{**body, "issuer": Issuer(*body["issuer"]), "accepted": moment(body["accepted"])})
