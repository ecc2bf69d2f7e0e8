"""What an answer is, told by its body: the recorded pages, and made ones."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.samples import samples
from tocsin.errors import Blocked, NotFound, Refused, Unavailable, Undeclared
from tocsin.feeds.faults import Due, fault_of

NOW = dt.datetime(2026, 5, 26, 20, 5, tzinfo=dt.UTC)
HTML = b"<!DOCTYPE html><html><head><title>%s</title></head></html>"
ATOM = b'<?xml version="1.0" encoding="ISO-8859-1" ?>\n<feed></feed>'


@pytest.mark.parametrize(
    ("name", "status", "expected"),
    [
        ("403-rate-exceeded.html", 403, Blocked),
        ("403-rate-exceeded.html", 429, Blocked),
        ("403-rate-exceeded.html", 200, Blocked),
        ("403-undeclared-automated-tool.html", 403, Undeclared),
        ("403-undeclared-automated-tool.html", 200, Undeclared),
        ("403-form.gz", 403, NotFound),
        ("404-CIK-000000001.json", 404, NotFound),
        ("404-TWO.png", 404, NotFound),
        (
            "503-browse-edgar_action_getcurrent_count_100_start_5100_type_owner_include_output_atom",
            503,
            Unavailable,
        ),
        (
            "503-browse-edgar_action_getcurrent_count_100_start_5100_type_owner_include_output_atom",
            200,
            Unavailable,
        ),
    ],
)
def test_recorded_pages(name: str, status: int, expected: type[Exception]) -> None:
    (page,) = [path for path in samples("http-errors") if path.name == name]
    fault = fault_of("https://x/", status, None, page.read_bytes()[:8192], Due.XML, NOW)
    assert type(fault) is expected


@pytest.mark.parametrize(
    ("status", "retry_after", "body", "due", "said"),
    [
        (200, None, b"", Due.XML, "https://x/ answered with nothing"),
        (200, None, b" \r\n", Due.TEXT, "https://x/ answered with nothing"),
        (200, None, HTML % b"SEC.gov | Maintenance", Due.XML,
         'https://x/ answered with an HTML page where XML was due ("SEC.gov | Maintenance")'),
        (200, None, b"\xef\xbb\xbf\n<HTML><body>", Due.TEXT,
         "https://x/ answered with an HTML page where text was due"),
        (200, None, b"not xml", Due.XML, "https://x/ answered with something that is not XML"),
        (200, None, b"<Error/>", Due.JSON, "https://x/ answered with something that is not JSON"),
        (200, None, HTML % b"SEC.gov | File Unavailable", Due.HTML,
         'https://x/ answered with a page of EDGAR\'s own ("SEC.gov | File Unavailable")'),
        (302, None, b"", Due.XML, "https://x/ answered 302"),
        (400, None, b"no", Due.XML, "https://x/ answered 400"),
        (403, None, HTML % b"Forbidden", Due.XML, 'https://x/ answered 403 ("Forbidden")'),
        (500, None, b"oops", Due.XML, "https://x/ answered 500"),
        (503, None, HTML % b"a\n b", Due.XML, 'https://x/ answered 503 ("a b")'),
    ],
)  # fmt: skip
def test_made_pages(status: int, retry_after: str | None, body: bytes, due: Due, said: str) -> None:
    fault = fault_of("https://x/", status, retry_after, body, due, NOW)
    assert str(fault) == said
    assert isinstance(fault, Unavailable | Refused)
    assert fault.again is not isinstance(fault, Refused)


@pytest.mark.parametrize(
    ("body", "due"),
    [
        (ATOM, Due.XML),
        (b'{"a": 1}', Due.JSON),
        (b"[]", Due.JSON),
        (b"<SEC-DOCUMENT>x", Due.TEXT),
        (HTML % b"acme-20260630", Due.HTML),
        (b"<?xml version='1.0'?><html>", Due.HTML),
    ],
)
def test_what_was_asked_for_is_no_fault(body: bytes, due: Due) -> None:
    assert fault_of("https://x/", 200, None, body, due, NOW) is None


@pytest.mark.parametrize(
    ("retry_after", "minutes"),
    [(None, 10), ("5", 10), ("1200", 20), ("soon", 10), ("99999999", 10), ("-3", 10)],
)
def test_a_block_lasts_ten_minutes_or_as_long_as_it_says(retry_after: str | None, minutes: int) -> None:
    fault = fault_of("https://x/", 429, retry_after, b"slow down", Due.XML, NOW)
    assert isinstance(fault, Blocked)
    assert fault.until == NOW + dt.timedelta(minutes=minutes)
