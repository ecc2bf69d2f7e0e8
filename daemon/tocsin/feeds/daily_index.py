"""The daily index: every filing of a day, complete in the night after it. The receipt is checked against it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tocsin.errors import Unavailable
from tocsin.feeds.faults import Due
from tocsin.feeds.http import MEGABYTE, Edgar

_FILE = re.compile(r"edgar/data/\d{1,10}/(?:\d{18}/)?(\d{10}-\d{2}-\d{6})(?:\.txt|-index\.html?)?")


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One party of one filing: an ownership form has a row for its issuer and one for each owner."""

    cik: str
    name: str
    form: str
    filed: dt.date
    accession: str


async def daily_index(edgar: Edgar, day: dt.date) -> list[IndexRow]:
    """The rows of a day. Raises `NotFound` when there is no index: not yet, or EDGAR was closed.

    (A missing one answers 403 with the storage's XML, not 404.)
    """
    quarter = (day.month - 1) // 3 + 1
    url = f"{edgar.www}/Archives/edgar/daily-index/{day.year}/QTR{quarter}/master.{day:%Y%m%d}.idx"
    return list(read_index(await edgar.get(url, Due.TEXT, limit=64 * MEGABYTE, tries=3)))


def read_index(body: bytes) -> Iterator[IndexRow]:
    """The rows of a master index: `CIK|Company Name|Form Type|Date Filed|File Name`, ISO-8859-1, after a
    preamble that a line of dashes ends. Dates are `20250418` in daily and `2025-04-18` in quarterly ones.

    Raises `Unavailable` when it is not whole: without the dashes, or with a row that is none.
    """
    head, dashes, rows = body.decode("iso-8859-1").partition("-----")
    if not dashes or "CIK|" not in head.replace(" ", ""):
        raise Unavailable("the daily index has no header")
    for line in rows.lstrip("-").splitlines():
        if line.strip():
            yield _row(line)


def _row(line: str) -> IndexRow:
    cik, *name, form, filed, file = line.rstrip().split("|") if line.count("|") >= 4 else [""] * 5
    found = _FILE.fullmatch(file.strip())
    if not found or not cik.strip().isdigit():
        raise Unavailable(f"the daily index has a row that is none: {line[:80]!r}")
    try:
        day = dt.date.fromisoformat(filed.strip())
    except ValueError:
        raise Unavailable(f"the daily index has a row without a date: {line[:80]!r}") from None
    return IndexRow(cik.strip().zfill(10), "|".join(name), form.strip(), day, found[1])
