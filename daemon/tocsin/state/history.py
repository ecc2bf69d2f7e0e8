"""The History that rules read (`rules.History`, by its shape): what was known before a moment."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from tocsin.model import Fact, FeedFact, Guidance, InsiderTransaction, Metric, Prose, Reading
from tocsin.state.bulletins import Bulletins
from tocsin.state.database import stamp
from tocsin.state.facts import Facts
from tocsin.state.prose import Texts, unpacked
from tocsin.wire import from_json


class KnownBefore:
    """Facts known up to a moment, without those of the filing or bulletin `but`."""

    def __init__(self, connection: sqlite3.Connection, before: dt.datetime, *, but: str | None) -> None:
        self._sql = connection
        self._before = before
        self._but = but

    def transactions(self, issuer_cik: str, owner_ciks: frozenset[str] | None) -> list[InsiderTransaction]:
        """Rows of an issuer's ownership filings that any of these owners reported (without them: that anybody
        did), the earliest known first."""
        rows = self._sql.execute(
            "SELECT body FROM facts WHERE issuer_cik = ? AND kind = 'insider_transaction'"
            " AND known <= ? AND accession IS NOT ? ORDER BY known, id",
            (issuer_cik, stamp(self._before), self._but),
        )
        found: list[InsiderTransaction] = []
        for (body,) in rows:
            fact = _fact(body)
            if isinstance(fact, InsiderTransaction) and (
                owner_ciks is None or any(owner.cik in owner_ciks for owner in fact.owners)
            ):
                found.append(fact)
        return found

    def metrics(self, issuer_cik: str, names: Collection[str]) -> list[Metric]:
        """The figures of these names, the earliest known first. What a filing itself says goes before what
        companyfacts says of that filing: it is read off the face, with its parts."""
        wanted = json.dumps(sorted(names))
        rows = self._sql.execute(
            "SELECT body, known, id, 1 FROM facts WHERE issuer_cik = :cik AND kind = 'metric'"
            " AND name IN (SELECT value FROM json_each(:names)) AND known <= :before AND accession IS NOT :but"
            " UNION ALL SELECT body, known, id, 0 FROM company_facts c WHERE issuer_cik = :cik"
            " AND name IN (SELECT value FROM json_each(:names)) AND known <= :before AND accession IS NOT :but"
            " AND NOT EXISTS (SELECT 1 FROM facts f WHERE f.accession = c.accession AND f.kind = 'metric'"
            "  AND f.known <= :before)"
            " ORDER BY 2, 4, 3",
            {"cik": issuer_cik, "names": wanted, "before": stamp(self._before), "but": self._but},
        )
        found = (_fact(body) for body, *_ in rows)
        return [fact for fact in found if isinstance(fact, Metric) and fact.value is not None]

    def prose(self, issuer_cik: str, since: dt.datetime | None) -> list[Prose]:
        """The words of the issuer's filings since a moment, the latest known first."""
        return unpacked(Texts(self._sql).packed(issuer_cik, since, self._before, but=self._but))

    def glance(self) -> KnownBefore:
        """The same for who only asks whether there are words: the last document alone is unpacked."""
        return _Glance(self._sql, self._before, but=self._but)

    def guidance(self, issuer_cik: str, measure: str) -> list[Guidance]:
        """What earlier filings expected of a measure, the earliest known first."""
        rows = self._sql.execute(
            "SELECT body FROM facts WHERE issuer_cik = ? AND kind = 'guidance' AND known <= ?"
            " AND accession IS NOT ? ORDER BY known, id",
            (issuer_cik, stamp(self._before), self._but),
        )
        found = (_fact(body) for (body,) in rows)
        return [fact for fact in found if isinstance(fact, Guidance) and fact.measure == measure]

    def told(self, issuer_cik: str, kinds: Collection[str], since: dt.datetime | None) -> list[FeedFact]:
        """What feeds told of an issuer and is in force, the earliest known first."""
        return Bulletins(self._sql).told(issuer_cik, kinds, since, self._before, but=self._but)

    def filed(self, issuer_cik: str, since: dt.datetime) -> list[Filed]:
        """The issuer's filings and bulletins that were known since a moment; each is read when it is asked for."""
        span = {"cik": issuer_cik, "since": stamp(since), "before": stamp(self._before), "but": self._but}
        filings = self._sql.execute(
            "SELECT f.accession, f.form, min(t.known) FROM facts t JOIN filings f USING (accession)"
            " WHERE t.issuer_cik = :cik AND t.kind = 'filing' AND t.known >= :since AND t.known <= :before"
            " AND f.accession IS NOT :but GROUP BY f.accession ORDER BY 3",
            span,
        ).fetchall()
        bulletins = self._sql.execute(
            "SELECT b.key, b.form, b.known FROM bulletins b WHERE b.issuer_cik = :cik AND b.known >= :since"
            " AND b.known <= :before AND b.key IS NOT :but AND b.same_as IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM bulletins r WHERE r.replaces = b.id AND r.known <= :before)"
            " ORDER BY b.known, b.id",
            span,
        ).fetchall()
        return [
            *(
                Filed(form, dt.datetime.fromisoformat(known), partial(self._read, accession, known))
                for accession, form, known in filings
            ),
            *(
                Filed(form, dt.datetime.fromisoformat(known), partial(self._read_bulletin, key))
                for key, form, known in bulletins
            ),
        ]

    def _read(self, accession: str, known: str) -> tuple[Reading, KnownBefore]:
        found = Facts(self._sql).reading(accession)
        if found is None:
            raise LookupError(f"the facts of {accession} are gone")
        reading = replace(found[0], prose=Texts(self._sql).of(accession))
        return reading, KnownBefore(self._sql, dt.datetime.fromisoformat(known), but=accession)

    def _read_bulletin(self, key: str) -> tuple[Reading, KnownBefore]:
        found = Bulletins(self._sql).reading(key)
        if found is None:
            raise LookupError(f"the bulletin {key} is gone")
        return found.reading, KnownBefore(self._sql, found.known, but=key)


class _Glance(KnownBefore):
    def prose(self, issuer_cik: str, since: dt.datetime | None) -> list[Prose]:
        return unpacked(Texts(self._sql).packed(issuer_cik, since, self._before, but=self._but)[:1])


@dataclass(frozen=True, slots=True)
class Filed:
    """An earlier filing or bulletin (`rules.Filed`, by its shape)."""

    form: str
    known: dt.datetime
    read: Callable[[], tuple[Reading, KnownBefore]]


# An issuer's figures are asked for by each rule that watches them, and facts never change.
@lru_cache(maxsize=8192)
def _fact(body: str) -> Fact:
    return from_json(json.loads(body))
