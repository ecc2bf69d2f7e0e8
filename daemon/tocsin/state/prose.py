"""What the filings said in words, packed: a 10-Q of 300 KB of text takes some 80 KB."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import zlib
from collections.abc import Iterable
from functools import lru_cache

from tocsin.model import Prose, Sentence
from tocsin.state.database import stamp

# A document's file, its type, and its sentences, packed.
PackedProse = tuple[str | None, str, bytes]


class Texts:
    """The table `prose`: only ever added, each document with the time it was known."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def add(self, accession: str, issuer_cik: str, prose: Iterable[Prose], *, known: dt.datetime) -> None:
        self._sql.executemany(
            "INSERT INTO prose (accession, ordinal, issuer_cik, known, document, type, sentences)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (accession, ordinal, issuer_cik, stamp(known), one.document, one.type, _packed(one.sentences))
                for ordinal, one in enumerate(prose)
            ],
        )

    def of(self, accession: str) -> tuple[Prose, ...]:
        """The words of one filing, document by document."""
        rows = self._sql.execute(
            "SELECT document, type, sentences FROM prose WHERE accession = ? ORDER BY ordinal", (accession,)
        )
        return tuple(_unpacked(*row) for row in rows)

    def filings_of(self, issuer_cik: str) -> set[str]:
        """The accession numbers of an issuer's filings whose words are kept."""
        rows = self._sql.execute("SELECT DISTINCT accession FROM prose WHERE issuer_cik = ?", (issuer_cik,))
        return {str(accession) for (accession,) in rows}

    def packed(
        self, issuer_cik: str, since: dt.datetime | None, before: dt.datetime, *, but: str | None
    ) -> list[PackedProse]:
        """An issuer's documents known from `since` to `before`, the latest first, still packed."""
        return self._sql.execute(
            "SELECT document, type, sentences FROM prose WHERE issuer_cik = ? AND known >= ? AND known <= ?"
            " AND accession IS NOT ? ORDER BY known DESC, accession, ordinal",
            (issuer_cik, stamp(since) if since else "", stamp(before), but),
        ).fetchall()


def unpacked(packed: Iterable[PackedProse]) -> list[Prose]:
    """The documents, the same objects each time: what was made of one is found again by identity."""
    return [_unpacked(*row) for row in packed]


def _packed(sentences: Iterable[Sentence]) -> bytes:
    lines = [[sentence.text, sentence.section] for sentence in sentences]
    return zlib.compress(json.dumps(lines, ensure_ascii=False, separators=(",", ":")).encode())


# A watched issuer's last year and more is eight documents of some thousand sentences, a few MB; several rules
# look at them for one filing, and the next filing is often another issuer's.
@lru_cache(maxsize=48)
def _unpacked(document: str | None, type_: str, sentences: bytes) -> Prose:
    told = json.loads(zlib.decompress(sentences))
    return Prose(document, type_, tuple(Sentence(text, section) for text, section in told))
