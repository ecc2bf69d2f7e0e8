"""What an answer of EDGAR's really is, told by its body and not by its status.

EDGAR says "blocked", "undeclared" and "temporarily unavailable" with HTML pages under 403, 429, 503
and also 200 (sec.gov/os/accessing-edgar-data, "Fair access"; the pages' titles were read off
recorded answers). A missing index answers 403 with the XML of the storage behind it, not 404.
"""

from __future__ import annotations

import datetime as dt
import re
from enum import Enum

from tocsin.errors import Blocked, Fault, NotFound, Refused, Unavailable, Undeclared

# "Once the rate of requests has dropped below the threshold for 10 minutes, the user may resume."
BLOCK_LASTS = dt.timedelta(minutes=10)

_TITLE = re.compile(rb"<title[^>]*>(.{0,300}?)</title>", re.IGNORECASE | re.DOTALL)


class Due(Enum):
    """What kind of answer was asked for."""

    XML = "XML"
    JSON = "JSON"
    TEXT = "text"
    HTML = "HTML"


def fault_of(
    url: str, status: int, retry_after: str | None, start: bytes, due: Due, now: dt.datetime
) -> Fault | None:
    """The fault that an answer is, or None when its body can be handed to a reader.

    `start` is the beginning of the body, decompressed: some thousand bytes are enough.
    """
    page = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    html = page[:200].lower().startswith((b"<!doctype html", b"<html"))
    title = _title(page) if html else ""
    if html and "Rate Threshold Exceeded" in title:
        return Blocked("EDGAR blocks this address: too many requests", now + _wait(retry_after))
    if html and "Undeclared Automated Tool" in title:
        return Undeclared(
            "EDGAR does not accept the identity: it must name a company and an e-mail address,"
            " as in `identity: Example Capital ops@example.com`"
        )
    if status == 429:
        return Blocked(f"{url} answered 429, too many requests", now + _wait(retry_after))
    if status == 404 or (status == 403 and b"<Code>AccessDenied</Code>" in page):
        return NotFound(f"{url} is not there ({status})")
    if status >= 500 or status in {403, 408, 425}:
        return Unavailable(f"{url} answered {status}{_said(title)}")
    if status != 200:
        return Refused(f"{url} answered {status}")
    if not page:
        return Unavailable(f"{url} answered with nothing")
    if due is Due.HTML:
        # A filing's own pages and documents never bear this title; EDGAR's excuses always do (recorded).
        return (
            Unavailable(f"{url} answered with a page of EDGAR's own{_said(title)}")
            if _is_edgars(title)
            else None
        )
    if html:
        return Unavailable(f"{url} answered with an HTML page where {due.value} was due{_said(title)}")
    if due is Due.XML and not page.startswith(b"<"):
        return Unavailable(f"{url} answered with something that is not XML")
    if due is Due.JSON and not page.startswith((b"{", b"[")):
        return Unavailable(f"{url} answered with something that is not JSON")
    return None


def _title(page: bytes) -> str:
    found = _TITLE.search(page)
    return " ".join(found.group(1).decode("utf-8", "replace").split()) if found else ""


def _is_edgars(title: str) -> bool:
    return title.startswith("SEC.gov |")


def _said(title: str) -> str:
    return f' ("{title[:80]}")' if title else ""


def _wait(retry_after: str | None) -> dt.timedelta:
    """The block's length: ten minutes, or longer where the answer says so."""
    if retry_after and retry_after.isascii() and retry_after.isdigit() and len(retry_after) < 7:
        return max(BLOCK_LASTS, dt.timedelta(seconds=int(retry_after)))
    return BLOCK_LASTS
