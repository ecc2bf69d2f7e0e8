"""The lists EDGAR keeps of its filings: a filer's submissions, the daily index, the tickers, a folder."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from tocsin.clock import EASTERN
from tocsin.demo.filings import OWNERSHIP_FORMS, Company, MadeFiling
from tocsin.demo.published import Published

ZoneLabelledZ = Literal["utc", "eastern"]


def submissions(
    cik: str, published: Sequence[Published], zone: ZoneLabelledZ, inline: int
) -> dict[str, bytes]:
    """`CIK##########.json` of one filer and, past `inline` filings, the files it names: by file name.

    `published` are the filer's own. `acceptanceDateTime` always ends in Z and is UTC in some captures
    and Eastern in others (both were recorded for the same accession numbers): `zone` says which.
    """
    newest = sorted(published, key=lambda one: (one.accepted, one.serial), reverse=True)
    name = f"CIK{cik}.json"
    older = {
        f"CIK{cik}-submissions-{number:03}.json": newest[start : start + inline]
        for number, start in enumerate(range(inline, len(newest), inline), 1)
    }
    party = next(party for one in newest for party in one.filing.parties if party.cik == cik)
    company = next((p.company for one in newest for p in one.filing.parties if p.cik == cik), None)
    top: dict[str, Any] = {
        "cik": cik,
        "entityType": "operating" if company else "other",
        "sic": "",
        "sicDescription": "",
        "ownerOrg": "",
        "insiderTransactionForOwnerExists": int(party.role == "Reporting"),
        "insiderTransactionForIssuerExists": int(party.role == "Issuer"),
        "name": party.name,
        "tickers": [company.symbol] if company and company.symbol else [],
        "exchanges": [company.exchange] if company and company.symbol else [],
        "ein": None,
        "description": "Made",
        "category": "",
        "fiscalYearEnd": company.fiscal_year_end if company else None,
        "stateOfIncorporation": "",
        "phone": None,
        "flags": "",
        "formerNames": [],
        "filings": {
            "recent": _columns(newest[:inline], zone),
            "files": [
                {
                    "name": file,
                    "filingCount": len(part),
                    "filingFrom": str(min(one.filed for one in part)),
                    "filingTo": str(max(one.filed for one in part)),
                }
                for file, part in older.items()
            ],
        },
    }
    files = {name: json.dumps(top).encode()}
    files |= {file: json.dumps(_columns(part, zone)).encode() for file, part in older.items()}
    return files


def _columns(published: Iterable[Published], zone: ZoneLabelledZ) -> dict[str, list[Any]]:
    rows = [_row(one, zone) for one in published]
    return {name: [row[name] for row in rows] for name in _COLUMNS}


_COLUMNS = (
    "accessionNumber",
    "filingDate",
    "reportDate",
    "acceptanceDateTime",
    "act",
    "form",
    "fileNumber",
    "filmNumber",
    "items",
    "core_type",
    "size",
    "isXBRL",
    "isInlineXBRL",
    "primaryDocument",
    "primaryDocDescription",
)


def _row(one: Published, zone: ZoneLabelledZ) -> dict[str, Any]:
    filing = one.filing
    inline = int(filing.documents[0].xbrl)
    shown = one.accepted.astimezone(EASTERN) if zone == "eastern" else one.accepted
    return {
        "accessionNumber": filing.accession,
        "filingDate": str(one.filed),
        "reportDate": str(filing.period or ""),
        "acceptanceDateTime": f"{shown:%Y-%m-%dT%H:%M:%S}.000Z",
        "act": filing.act,
        "form": filing.form,
        "fileNumber": "",
        "filmNumber": "",
        "items": ",".join(filing.items),
        "core_type": "XBRL" if inline else filing.form,
        "size": len(one.submission),
        "isXBRL": inline,
        "isInlineXBRL": inline,
        "primaryDocument": filing.primary_document,
        "primaryDocDescription": _description(filing),
    }


def _description(filing: MadeFiling) -> str:
    if filing.form in OWNERSHIP_FORMS:
        return f"FORM {filing.form}"
    return "" if filing.form.startswith("144") else filing.form


def master_index(day: dt.date, published: Iterable[Published]) -> bytes | None:
    """`master.YYYYMMDD.idx` of one day, a row for each party, by CIK; None for a day without filings."""
    rows = sorted(
        (str(int(party.cik)), f"|{party.name}|{one.filing.form}|{day:%Y%m%d}", one.filing.accession)
        for one in published
        for party in one.filing.parties
        if one.filed == day
    )
    if not rows:
        return None
    lines = [
        "Description:           Daily Index of EDGAR Dissemination Feed",
        f"Last Data Received:    {day:%b} {day.day:2}, {day.year}",
        "Comments:              made@example.com (this index is made)",
        "Anonymous FTP:         ftp://ftp.sec.gov/edgar/",
        " ",
        "CIK|Company Name|Form Type|Date Filed|File Name",
        "-" * 80,
        *(f"{cik}{told}|edgar/data/{cik}/{accession}.txt" for cik, told, accession in rows),
        "",
    ]
    return "\n".join(lines).encode("iso-8859-1", "replace")


def company_tickers(companies: Iterable[Company]) -> bytes:
    """`company_tickers.json`: numbered rows, the CIK as a number without leading zeros."""
    listed = [company for company in companies if company.symbol]
    rows = {
        str(number): {"cik_str": int(company.cik), "ticker": company.symbol, "title": company.name}
        for number, company in enumerate(listed)
    }
    return json.dumps(rows).encode()


def company_tickers_exchange(companies: Iterable[Company]) -> bytes:
    """`company_tickers_exchange.json`: column names, then rows."""
    rows = [
        [int(company.cik), company.name, company.symbol, company.exchange]
        for company in companies
        if company.symbol
    ]
    return json.dumps({"fields": ["cik", "name", "ticker", "exchange"], "data": rows}).encode()
