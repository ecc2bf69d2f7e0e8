"""The Latest filings page as EDGAR writes it: Atom in ISO-8859-1, one entry for each party of a filing.

Shape and wording of the elements were read off recorded pages; what they hold is made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from tocsin.clock import EASTERN
from tocsin.demo.filings import OWNERSHIP_FORMS, MadeParty
from tocsin.demo.items import ITEM_TITLES
from tocsin.demo.published import Published

DEFAULT_COUNT = 40
MOST = 100
KILOBYTE = 1024


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of the feed. `form` matches the beginning of a form: `4` also means 424B2."""

    form: str = ""
    owner: str = "include"
    start: int = 0
    count: int = DEFAULT_COUNT

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Wish:
        return cls(
            query.get("type", ""),
            query.get("owner", "include") or "include",
            _number(query.get("start"), 0),
            min(_number(query.get("count"), DEFAULT_COUNT), MOST),
        )

    def admits(self, form: str) -> bool:
        if self.owner != "include" and (self.owner == "only") is not (form in OWNERSHIP_FORMS):
            return False
        return form.startswith(self.form)


def latest_page(published: Iterable[Published], wish: Wish, now: dt.datetime, window: int) -> bytes | None:
    """The page as bytes, newest first; None when it begins past the end. `window` is all the feed holds."""
    newest = sorted(published, key=lambda one: (one.accepted, one.serial), reverse=True)
    entries = [
        (one, party)
        for one in newest
        if wish.admits(one.filing.form)
        for party in one.filing.parties
        if not (one.issuer_late and party.role == "Issuer")
    ][:window]
    if wish.start > 0 and wish.start >= len(entries):
        return None
    eastern = now.astimezone(EASTERN)
    lines = [
        '<?xml version="1.0" encoding="ISO-8859-1" ?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>Latest Filings - {eastern:%a, %d %b %Y %H:%M:%S %Z}</title>",
        '<link rel="alternate" href="/cgi-bin/browse-edgar?action=getcurrent"/>',
        '<link rel="self" href="/cgi-bin/browse-edgar?action=getcurrent"/>',
        "<id>https://www.sec.gov/cgi-bin/browse-edgar?action=getcurrent</id>",
        "<author><name>Made</name><email>made@example.com</email></author>",
        f"<updated>{eastern.isoformat(timespec='seconds')}</updated>",
    ]
    for one, party in entries[wish.start : wish.start + wish.count]:
        lines += _entry(one, party)
    lines += ["</feed>", ""]
    return "\n".join(lines).encode("iso-8859-1", "xmlcharrefreplace")


def _entry(one: Published, party: MadeParty) -> list[str]:
    filing = one.filing
    folder = f"https://www.sec.gov/Archives/edgar/data/{int(party.cik)}/{filing.folder}"
    items = "".join(
        f"\n&lt;br&gt;Item {item}: {escape(ITEM_TITLES.get(item, 'Made'))}" for item in filing.items
    )
    return [
        "<entry>",
        f"<title>{filing.form} - {_escaped(party.name)} ({party.cik}) ({party.role})</title>",
        f'<link rel="alternate" type="text/html" href="{folder}/{filing.accession}-index.htm"/>',
        '<summary type="html">',
        f" &lt;b&gt;Filed:&lt;/b&gt; {one.filed} &lt;b&gt;AccNo:&lt;/b&gt; {filing.accession}"
        f" &lt;b&gt;Size:&lt;/b&gt; {_size(len(one.submission))}{items}",
        "</summary>",
        f"<updated>{one.accepted.astimezone(EASTERN).isoformat(timespec='seconds')}</updated>",
        f'<category scheme="https://www.sec.gov/" label="form type" term="{escape(filing.form)}"/>',
        f"<id>urn:tag:sec.gov,2008:accession-number={filing.accession}</id>",
        "</entry>",
    ]


def _escaped(name: str) -> str:
    return escape(name).replace("&#x27;", "&#39;")  # as EDGAR writes it


def _size(length: int) -> str:
    kilobytes = max(1, length // KILOBYTE)
    return f"{kilobytes} KB" if kilobytes < KILOBYTE else f"{kilobytes // KILOBYTE} MB"


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else otherwise
