"""RSS and Atom, whatever their dialect: feedparser knows them all.

What it does not know is whom it reads, so it is handed the titles, links, ids and times of the entries and nothing
else. As it is it takes quadratic time for a long `<author>` (its issue 562), for many `<category>` (1 MB of them took
50 s) and for many attributes (1 MB: 138 s), and it raises for some feeds that are not well-formed (its issue 599):
those are mended before, as far as they can be, so that its lenient parser never runs.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

import feedparser
from lxml import etree

from tocsin.errors import Unreadable
from tocsin.feeds.vendors import values

MOST_ENTRIES = 1000
MOST_ALIKE = 5  # titles, links and times of one entry
MOST_TEXT = 4000
_ATTRIBUTES = frozenset(
    {
        "href",
        "isPermaLink",
        "rel",
        "type",
        "version",
        "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about",
        "{http://www.w3.org/XML/1998/namespace}base",
    }
)
_ENTRIES = frozenset({"item", "entry"})
_KEPT = frozenset(
    {
        "title",
        "link",
        "guid",
        "id",
        "pubdate",
        "published",
        "updated",
        "issued",
        "modified",
        "created",
        "date",
    }
)
_ENCODING = re.compile(rb"^<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{0,40})[\"']")
_ENCODINGS = re.compile(rb"(?i)utf-?8|utf-?16(le|be)?|us-ascii|ascii|iso-8859-\d{1,2}|windows-125\d|latin-?1")
_BARE_AMPERSAND = re.compile(rb"&(?!(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos);)")


def parsed(body: bytes) -> Any:
    """What feedparser makes of the feed: its `feed` and its first thousand `entries`, with title, link, id and times.

    Raises Unreadable for what is no feed, and for a feed that is not well-formed and has no entries.
    """
    root, whole = _document(body)
    lean, entries = _lean(root)
    try:
        feed = feedparser.parse(etree.tostring(lean, encoding="utf-8"), sanitize_html=False)
    except Exception as error:
        raise Unreadable(f"the feed cannot be read ({type(error).__name__}): {_begins(body)}") from error
    if not feed.version or (not whole and not entries):
        raise Unreadable(
            f"the answer is {'no' if whole else 'not a whole'} RSS or Atom feed: {_begins(body)}"
        )
    return feed


def _document(body: bytes) -> tuple[etree._Element, bool]:
    """The root, and whether the document is whole. What is not well-formed is read as far as it can be."""
    # NULs are left out so that UTF-16 hides nothing; of other encodings only those are taken that have ASCII in it.
    bare = body.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    declared = _ENCODING.match(bare)
    if not bare.startswith(b"<") or (declared and not _ENCODINGS.fullmatch(declared[1])):
        raise Unreadable(f"the answer is no RSS or Atom feed: {_begins(body)}")
    if b"<!doctype" in bare[:2000].lower() or b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
        raise Unreadable(
            f"the answer is a web page, or a feed with a document type, which is not read: {_begins(body)}"
        )
    try:
        return etree.fromstring(body.lstrip(), _parser()), True
    except (etree.XMLSyntaxError, ValueError):
        pass
    try:
        # The commonest fault: "AT&T" and "&nbsp;" as they stand in HTML.
        mended = _BARE_AMPERSAND.sub(b"&amp;", body.lstrip())
        root = etree.fromstring(mended, _parser(recover=True))
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise Unreadable(f"the answer is no RSS or Atom feed: {_begins(body)}")
    return root, False


def _parser(*, recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        recover=recover,
        remove_comments=True,
        remove_pis=True,
    )


def _lean(root: etree._Element) -> tuple[etree._Element, int]:
    """A document of what makes headlines alone, and how many entries it has.

    A new one, since to take away costs more than to build: an element with 100,000 attributes takes lxml 36 s to clear.
    """
    lean = _bare(root)
    channel = next((one for one in root if _name(one) == "channel"), None)
    top = lean
    if channel is not None:
        top = _bare(channel)
        lean.append(top)
    title = next((one for one in (root if channel is None else channel) if _name(one) == "title"), None)
    if title is not None:
        top.append(_flat(title))
    # In RSS 1.0 the items stand beside the channel.
    holder = top if _name(root) == "rss" else lean
    entries = list(islice((one for one in root.iter() if _name(one) in _ENTRIES), MOST_ENTRIES))
    for entry in entries:
        holder.append(_lean_entry(entry))
    return lean, len(entries)


def _lean_entry(entry: etree._Element) -> etree._Element:
    lean = _bare(entry)
    seen: dict[str, int] = {}
    for child in entry:
        name = _name(child)
        seen[name] = seen.get(name, 0) + 1
        if name in _KEPT and seen[name] <= MOST_ALIKE:
            lean.append(_flat(child))
    return lean


def _flat(element: etree._Element) -> etree._Element:
    """The element with its text alone, of what stands within it too: a title may be a piece of XHTML."""
    lean = _bare(element)
    pieces: list[str] = []
    try:
        pieces += [str(element.text or "")]
        for within in islice(element.iterdescendants(), MOST_TEXT):
            pieces += [str(within.text or ""), str(within.tail or "")]
    except UnicodeDecodeError:
        pass  # half of a surrogate pair, &#xD800;, which the lenient parser lets through
    if len(element):
        lean.set("type", "text")
    lean.text = "".join(piece[:MOST_TEXT] for piece in pieces)[:MOST_TEXT]
    return lean


def _bare(element: etree._Element) -> etree._Element:
    lean = etree.Element(element.tag)
    for name in _ATTRIBUTES:
        if (value := element.get(name)) is not None:
            lean.set(name, value)
    return lean


def _name(element: etree._Element) -> str:
    tag = element.tag
    if not isinstance(tag, str) or tag.startswith("{http://search.yahoo.com/mrss"):
        return ""  # media:title is a picture's
    return tag.rpartition("}")[2].lower()


def _begins(body: bytes) -> str:
    return values.quoted(body[:400].decode("utf-8", "replace").replace("\0", ""))
