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


async def full_submission(edgar: Edgar, accession: str, cik: str) -> bytes:
    """`{accession}.txt`: header and every document of a filing, in one request.

    For an ownership form it is small, and needs no file name to be known (they are unpredictable).
    Any party's CIK works in the path.
    """
    folder = accession.replace("-", "")
    url = f"{edgar.www}/Archives/edgar/data/{int(cik)}/{folder}/{accession}.txt"
    return await edgar.get(url, Due.TEXT, limit=32 * MEGABYTE, urgency=Urgency.DOCUMENT)


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
            Filing(accession, form, (Party(cik, name or "", "filer"),), None, filed)
            for accession, form, filed in zip(
                recent["accessionNumber"],
                recent["form"],
                map(dt.date.fromisoformat, recent["filingDate"]),
                strict=True,
            )
            if filed >= since and _ACCESSION.fullmatch(accession)
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unavailable(f"the submissions of CIK {cik} are not as they should be: {error!r}") from error
    return name, filings


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
