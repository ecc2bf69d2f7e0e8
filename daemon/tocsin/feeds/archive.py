"""What EDGAR holds of one filing, one filer, and of all tickers."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

from tocsin.errors import Unavailable
from tocsin.feeds.budget import Urgency
from tocsin.feeds.faults import Due
from tocsin.feeds.http import MEGABYTE, Edgar
from tocsin.model import Filing, Party

_ACCESSION = re.compile(r"\d{10}-\d{2}-\d{6}")


# The largest 10-Ks have some 30 MB of markup.
LARGEST_DOCUMENT = 64 * MEGABYTE


async def full_submission(
    edgar: Edgar, accession: str, cik: str, urgency: Urgency = Urgency.DOCUMENT
) -> bytes:
    """`{accession}.txt`: header and every document of a filing, in one request.

    For an ownership form it is small, and needs no file name to be known (they are unpredictable).
    Any party's CIK works in the path.
    """
    url = _folder(edgar, accession, cik) + f"{accession}.txt"
    return await edgar.get(url, Due.TEXT, limit=32 * MEGABYTE, urgency=urgency)


async def index_headers(edgar: Edgar, accession: str, cik: str, urgency: Urgency = Urgency.DOCUMENT) -> bytes:
    """`{accession}-index-headers.html`: a filing's header, and the names of its documents."""
    url = _folder(edgar, accession, cik) + f"{accession}-index-headers.html"
    return await edgar.get(url, Due.HTML, limit=4 * MEGABYTE, urgency=urgency)


async def document(
    edgar: Edgar, accession: str, cik: str, name: str, urgency: Urgency = Urgency.DOCUMENT
) -> bytes:
    """One document of a filing, by the name that its index gives. Raises `NotFound` as any of these."""
    due = Due.XML if name.lower().endswith(".xml") else Due.HTML if "htm" in name.lower() else Due.TEXT
    return await edgar.get(
        _folder(edgar, accession, cik) + name, due, limit=LARGEST_DOCUMENT, urgency=urgency
    )


def _folder(edgar: Edgar, accession: str, cik: str) -> str:
    return f"{edgar.www}/Archives/edgar/data/{int(cik)}/{accession.replace('-', '')}/"


async def company_facts(edgar: Edgar, cik: str, urgency: Urgency = Urgency.BASELINE) -> bytes:
    """Everything that an issuer ever reported with tags. Raises `NotFound` for one that never did."""
    url = f"{edgar.data}/api/xbrl/companyfacts/CIK{cik}.json"
    return await edgar.get(url, Due.JSON, limit=128 * MEGABYTE, urgency=urgency, tries=3)


async def submissions(
    edgar: Edgar, cik: str, since: dt.date, urgency: Urgency = Urgency.CATCH_UP
) -> tuple[str | None, list[Filing]]:
    """A filer's name and its filings since a day. Raises `NotFound` for a CIK that never filed."""
    url = f"{edgar.data}/submissions/CIK{cik}.json"
    body = await edgar.get(url, Due.JSON, limit=32 * MEGABYTE, urgency=urgency, tries=3)
    return read_submissions(cik, body, since)


def read_submissions(cik: str, body: bytes, since: dt.date) -> tuple[str | None, list[Filing]]:
    """The `recent` columns of a submissions document: filings since a day, newest first.

    `acceptanceDateTime` is left alone: its `Z` is not always UTC (recorded captures of one accession
    differ by the Eastern offset), so the filings come without an acceptance time.
    """
    try:
        told = json.loads(body)
        name = told.get("name")
        recent = told["filings"]["recent"]
        filings = [
            Filing(accession, form, (Party(cik, name or "", "filer"),), None, filed, _items(items))
            for accession, form, filed, items in zip(
                recent["accessionNumber"],
                recent["form"],
                map(dt.date.fromisoformat, recent["filingDate"]),
                # Not all captures have this column.
                recent.get("items") or [""] * len(recent["form"]),
                strict=True,
            )
            if filed >= since and _ACCESSION.fullmatch(accession)
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unavailable(f"the submissions of CIK {cik} are not as they should be: {error!r}") from error
    return name, filings


def _items(told: str | None) -> tuple[str, ...]:
    """An 8-K's items: `2.02,9.01`."""
    return tuple(item.strip() for item in (told or "").split(",") if item.strip())


async def company_tickers(edgar: Edgar) -> dict[str, tuple[str, str]]:
    """Ticker -> (CIK, name) of every listed company."""
    url = f"{edgar.www}/files/company_tickers.json"
    # A rule that names a ticker is blind until this is read.
    body = await edgar.get(url, Due.JSON, limit=16 * MEGABYTE, urgency=Urgency.DOCUMENT, tries=3)
    return read_company_tickers(body)


def read_company_tickers(body: bytes) -> dict[str, tuple[str, str]]:
    """The list as a mapping; one ticker stands for one CIK, a CIK may have several tickers."""
    try:
        rows: dict[str, dict[str, Any]] = json.loads(body)
        return {
            str(row["ticker"]).upper(): (f"{int(row['cik_str']):010}", str(row["title"]))
            for row in rows.values()
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unavailable(f"the ticker list is not as it should be: {error!r}") from error
