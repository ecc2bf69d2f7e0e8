"""The Latest filings feed: one Atom query for all forms, each entry one party of a filing.

What it does is told in the order of the surprises: with a `type` it matches the beginning of a form
(type=4 also gives 424B2), so it is asked for all forms and `<category term>` is compared exactly; a
Form 4 appears once as `(Issuer)` and once as `(Reporting)` for each co-owner, so entries are grouped by
accession number; pages are 100 entries, newest first, and move while filings arrive.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from lxml import etree

from tocsin.errors import Unavailable
from tocsin.feeds.budget import Urgency
from tocsin.feeds.faults import Due
from tocsin.feeds.http import MEGABYTE, Edgar
from tocsin.model import Filing, Party

PAGE = 100
# A page past the end answers 503. The feed holds about 1.1 busy days, 5,100 entries when it was
# recorded: so many pages are more than it has, and from the window's end on a 503 is the end.
MAX_PAGES = 80
WINDOW = 5000
_ATOM = "{http://www.w3.org/2005/Atom}"
_ACCESSION = re.compile(r"accession-number=(\d{10}-\d{2}-\d{6})")
_TITLE = re.compile(r"(?s)(?P<name>.*) \((?P<cik>\d{1,10})\) \((?P<role>[^()]+)\)\s*")
_ARCHIVE = re.compile(r"/Archives/edgar/data/(\d{1,10})/")
_ITEM = re.compile(r"Item (\d{1,2}\.\d{2})\b")
_FILED = re.compile(r"Filed:</b>\s*(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the feed: its filings, newest first, and how many entries it had."""

    filings: list[Filing]
    entries: int


@dataclass(frozen=True, slots=True)
class Polled:
    """What a poll found. `whole` says that it met what is known or the feed's end: then nothing lies
    between this poll and the last one. Otherwise a page on the way could not be had."""

    filings: list[Filing]
    whole: bool


async def poll(edgar: Edgar, met_known: Callable[[list[Filing]], bool], *, pages: int) -> Polled:
    """The filings of the newest pages, until `met_known` says of a page that it holds a known one.

    Raises a Fault when the first page cannot be had. A page past the end answers 503 like a fault: a
    short page before it tells the end.
    """
    newest = read_page(await _page(edgar, 0))
    found = newest.filings
    for number in range(1, min(pages, MAX_PAGES)):
        if newest.entries < PAGE or met_known(newest.filings):
            break
        try:
            newest = read_page(await _page(edgar, number))
        except Unavailable:
            return Polled(found, whole=number * PAGE >= WINDOW)
        found = group(found + newest.filings)
    return Polled(found, whole=True)


async def _page(edgar: Edgar, number: int) -> bytes:
    url = (
        f"{edgar.www}/cgi-bin/browse-edgar?action=getcurrent&type=&owner=include"
        f"&start={number * PAGE}&count={PAGE}&output=atom"
    )
    return await edgar.get(url, Due.XML, limit=8 * MEGABYTE, urgency=Urgency.LATEST)


def read_page(body: bytes) -> Page:
    """One Atom page, its entries grouped by accession.

    Raises `Unavailable` for a page that is cut off or is not this feed: the next poll asks again.
    An entry without accession number or form is left out; EDGAR has not been seen to send one.
    """
    # Entities are refused whole: the feed has no document type, and a bomb needs one.
    if b"<!DOCTYPE" in body[:2000] or b"<!ENTITY" in body:
        raise Unavailable("the Latest feed came with a document type, which it never has")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        feed = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise Unavailable(f"the Latest feed is not whole: {error.msg}") from error
    if feed.tag != f"{_ATOM}feed":
        raise Unavailable(f"the Latest feed came as <{feed.tag}>")
    entries = [_entry(entry) for entry in feed.iterfind(f"{_ATOM}entry")]
    return Page(group(entry for entry in entries if entry), len(entries))


def _entry(entry: etree._Element) -> Filing | None:
    accession = _ACCESSION.search(entry.findtext(f"{_ATOM}id") or "")
    category = entry.find(f"{_ATOM}category")
    form = (category.get("term") if category is not None else None) or ""
    party = _party(entry, form)
    if not accession or not form or not party:
        return None
    summary = entry.findtext(f"{_ATOM}summary") or ""
    filed = _FILED.search(summary)
    return Filing(
        accession=accession.group(1),
        form=form,
        parties=(party,),
        accepted=_moment(entry.findtext(f"{_ATOM}updated")),
        filed=dt.date.fromisoformat(filed.group(1)) if filed else None,
        items=tuple(_ITEM.findall(summary)),
    )


def _party(entry: etree._Element, form: str) -> Party | None:
    title = (entry.findtext(f"{_ATOM}title") or "").strip()
    told = _TITLE.fullmatch(title.removeprefix(f"{form} - "))
    if told:
        return Party(told["cik"].zfill(10), told["name"].strip(), told["role"].strip().casefold())
    # A title of another shape: the folder in the link is still some party's.
    link = entry.find(f"{_ATOM}link")
    folder = _ARCHIVE.search((link.get("href") if link is not None else None) or "")
    return Party(folder.group(1).zfill(10), title, "party") if folder else None


def _moment(text: str | None) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return None if moment.tzinfo is None else moment.astimezone(dt.UTC)


def group(entries: Iterable[Filing]) -> list[Filing]:
    """Entries of one accession number made one filing, each party once, in order of appearance."""
    filings: dict[str, Filing] = {}
    for entry in entries:
        known = filings.get(entry.accession)
        if known is None:
            filings[entry.accession] = entry
        else:
            parties = dict.fromkeys(known.parties + entry.parties)
            filings[entry.accession] = replace(known, parties=tuple(parties))
    return list(filings.values())


__all__ = ["MAX_PAGES", "PAGE", "Page", "Polled", "group", "poll", "read_page"]
