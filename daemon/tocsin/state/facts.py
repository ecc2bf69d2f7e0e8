"""What filings said, as facts: only ever added, each with the time it was known."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby

from tocsin.model import Fact, FilingFact, Metric, Reading
from tocsin.state.database import stamp
from tocsin.wire import from_json, to_json


class Facts:
    """The tables `facts` and `company_facts`: only ever added, each with the time it was known."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def add(self, accession: str, reading: Reading, *, known: dt.datetime) -> None:
        self._sql.executemany(
            "INSERT INTO facts (accession, ordinal, kind, issuer_cik, known, body) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    accession,
                    ordinal,
                    fact.kind,
                    reading.issuer.cik,
                    stamp(known),
                    json.dumps(to_json(fact), ensure_ascii=False, separators=(",", ":")),
                )
                for ordinal, fact in enumerate(reading.facts)
            ],
        )

    def reading(self, accession: str) -> tuple[Reading, dt.datetime] | None:
        """What a filing said and when that was known; None when it was never read."""
        rows = self._sql.execute(
            "SELECT body, known FROM facts WHERE accession = ? ORDER BY ordinal", (accession,)
        ).fetchall()
        if not rows:
            return None
        facts: tuple[Fact, ...] = tuple(from_json(json.loads(body)) for body, _ in rows)
        first = facts[0]
        if not isinstance(first, FilingFact):
            raise TypeError(f"the facts of {accession} do not begin with its filing")
        return Reading(first, facts), dt.datetime.fromisoformat(rows[0][1])

    def add_company_facts(self, cik: str, told: Iterable[tuple[Metric, dt.datetime]]) -> None:
        """What EDGAR's companyfacts tells of an issuer's past, each figure with the time it was known."""
        self._sql.executemany(
            "INSERT OR IGNORE INTO company_facts (issuer_cik, accession, name, known, body)"
            " VALUES (?, ?, ?, ?, ?)",
            [
                (
                    cik,
                    metric.accession,
                    metric.name,
                    stamp(known),
                    json.dumps(to_json(metric), ensure_ascii=False, separators=(",", ":")),
                )
                for metric, known in told
            ],
        )

    def issuers(self) -> list[str]:
        """The CIKs of all whom any filing told something of, in order."""
        return [str(cik) for (cik,) in self._sql.execute("SELECT DISTINCT issuer_cik FROM facts ORDER BY 1")]

    def filings_of(self, issuer_cik: str) -> list[tuple[str, dt.datetime]]:
        """An issuer's filings that were read, with the time each was known, in that order; of equal times the
        one that was read first."""
        rows = self._sql.execute(
            "SELECT accession, known FROM facts WHERE issuer_cik = ? AND kind = 'filing' ORDER BY known, id",
            (issuer_cik,),
        )
        return [(str(accession), dt.datetime.fromisoformat(known)) for accession, known in rows]

    def readings_of(self, issuer_cik: str) -> Iterator[tuple[Reading, dt.datetime]]:
        """What an issuer's filings said, without their words, in the order of `filings_of`."""
        rows = self._sql.execute(
            "SELECT accession, body, known FROM facts WHERE issuer_cik = ? ORDER BY known, id", (issuer_cik,)
        )
        for (accession, known), told in groupby(rows, key=lambda row: (row[0], row[2])):
            facts: tuple[Fact, ...] = tuple(from_json(json.loads(body)) for _, body, _ in told)
            first = facts[0]
            if not isinstance(first, FilingFact):
                raise TypeError(f"the facts of {accession} do not begin with its filing")
            yield Reading(first, facts), dt.datetime.fromisoformat(known)

    def company_facts_of(self, issuer_cik: str) -> Iterator[tuple[Metric, dt.datetime]]:
        """What companyfacts told of an issuer's past, each figure with the time it was known."""
        rows = self._sql.execute(
            "SELECT body, known FROM company_facts WHERE issuer_cik = ? ORDER BY id", (issuer_cik,)
        )
        for body, known in rows:
            metric = from_json(json.loads(body))
            if isinstance(metric, Metric):
                yield metric, dt.datetime.fromisoformat(known)
