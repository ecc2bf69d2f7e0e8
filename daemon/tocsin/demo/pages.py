"""The pages that EDGAR says no with, made: the words are ours, the marks a client decides by are kept.

Those marks are the titles and the error codes; they were read off recorded answers. What is told is
from sec.gov/os/accessing-edgar-data ("Fair access").
"""

from __future__ import annotations

from html import escape

from tocsin.demo.fault import Answer


def _page(title: str, heading: str, text: str) -> bytes:
    return (
        "<!DOCTYPE html>\n"
        '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n"
        "<!-- A made page: it was not written by the SEC. -->\n"
        f"</head>\n<body>\n<h1>{escape(heading)}</h1>\n<p>{escape(text)}</p>\n"
        "<p>This page is made: a box on this machine plays EDGAR.</p>\n</body>\n</html>\n"
    ).encode()


RATE_EXCEEDED = _page(
    "SEC.gov | Request Rate Threshold Exceeded",
    "Too many requests",
    "This address asked for more than ten pages in one second and gets no answer for ten minutes;"
    " asking meanwhile makes it longer.",
)

UNDECLARED = _page(
    "SEC.gov | Your Request Originates from an Undeclared Automated Tool",
    "Who is asking?",
    "The User-Agent of a program has to name a company and an e-mail address.",
)

FILE_UNAVAILABLE = _page(
    "SEC.gov | File Unavailable",
    "File unavailable",
    "There is nothing to be shown here.",
)

TEMPORARILY_UNAVAILABLE = _page(
    "SEC.gov | Service temporarily unavailable",
    "This service is temporarily unavailable",
    "It will be back. This page likes to come with status 200, where XML or JSON was due.",
)


def access_denied() -> Answer:
    """403: how a missing daily index is answered."""
    return _error(403, "<Code>AccessDenied</Code><Message>Access Denied</Message>")


def no_such_key(path: str) -> Answer:
    """404: how a missing document and an unknown filer are answered."""
    key = escape(path.lstrip("/"))
    return _error(
        404, f"<Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>{key}</Key>"
    )


def _error(status: int, inside: str) -> Answer:
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error>{inside}<RequestId>MADE</RequestId><HostId>made=</HostId></Error>"
    )
    return Answer(body.encode(), "application/xml", status)
