"""Bytes of an XML document -> its root element, whoever wrote it and whatever they meant by it.

Bytes are decoded here and not by the parser, so that what is looked for (a DTD, an HTML page) is
seen in every encoding. No entity but XML's own five is ever expanded, nothing is fetched.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import chain

from lxml import etree

from tocsin.errors import Unreadable
from tocsin.facts.figures import quoted

# The largest thing EDGAR takes as ownership XML (two tables of 30 rows, 99 footnotes of 1,000
# characters) stays under half a MB.
MOST_BYTES = 2 * 1024 * 1024

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_ENCODINGS = {"ascii": "utf-8", "utf-8": "utf-8", "iso8859-1": "cp1252", "cp1252": "cp1252"}
_DECLARATION = re.compile(rb"""<\?xml\s[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([A-Za-z0-9._-]{1,40})["']""")
_HTML = re.compile(r"<(?:!doctype\s+)?html\b", re.IGNORECASE)
_TITLE = re.compile(r"<title>([^<]{0,300})", re.IGNORECASE)
_NEAR_THE_TOP = 4096
_BEGINS_AS_XML = re.compile(r"<[?!A-Za-z_]")
# What keeps words together inside a footnote; any other markup (`p`, `br`, `li`) parts them.
_INLINE = frozenset(
    ("a", "b", "big", "em", "font", "i", "s", "small", "span", "strong", "sub", "sup", "tt", "u")
)
_PARSER = etree.XMLParser(
    encoding="utf-8",
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
)


def root_of(body: bytes) -> etree._Element:
    """The root element, without comments and processing instructions.

    Raises `Unreadable` for what is empty, too large, in another encoding, an HTML page, not
    well-formed, nested out of reason, or has a DTD.
    """
    top = body[:_NEAR_THE_TOP].decode("latin-1")
    if "<ownershipDocument" not in top and _HTML.search(top):
        title = _TITLE.search(top)
        named = f" {quoted(title[1], 80)}" if title and title[1].strip() else ""
        raise Unreadable(f"an HTML page{named} where XML was due")
    if len(body) > MOST_BYTES:
        raise Unreadable(f"{len(body):,} bytes are more than an ownership form can be")
    text = _decoded(body).strip()
    if not text:
        raise Unreadable("the document is empty")
    if _BEGINS_AS_XML.match(text) is None:
        raise Unreadable(f"neither XML nor a full submission: it begins with {quoted(text[:20])}")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Unreadable("the document has a DTD, which no ownership form has")
    try:
        return _without_namespaces(etree.fromstring(text.encode(), _PARSER))
    except etree.XMLSyntaxError as error:
        if "xcessive depth" in (error.msg or ""):
            raise Unreadable("elements are nested deeper than in any ownership form") from error
        raise Unreadable(f"not well-formed XML at line {error.lineno}") from error


def _without_namespaces(root: etree._Element) -> etree._Element:
    """Ownership XML has no namespace; copies published again sometimes do."""
    if "{" in str(root.tag) or root.nsmap:
        for element in root.iter():
            element.tag = str(element.tag).rpartition("}")[2]
    return root


def text_of(element: etree._Element) -> str:
    """All text inside, its white space made single, markup left out."""
    if len(element) == 0:
        text = element.text
        return " ".join(text.split()) if text else ""
    return " ".join("".join(_pieces(element)).split())


def _pieces(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        apart = "" if child.tag.lower() in _INLINE else " "
        yield from chain((apart,), _pieces(child), (apart, child.tail or ""))


def _decoded(body: bytes) -> str:
    """The text by its byte order mark or its declaration, else UTF-8, else Windows-1252.

    What is declared ISO-8859-1 is Windows-1252 in fact (its quotes and dashes stand where ISO-8859-1
    has control characters), and what is declared UTF-8 and is not, as well.
    """
    marked = next(((mark, name) for mark, name in _BOMS if body.startswith(mark)), None)
    encoding = marked[1] if marked else _declared(body)
    body = body[len(marked[0]) :] if marked else body
    try:
        return body.decode(encoding)
    except UnicodeDecodeError:
        if encoding.startswith("utf-16"):
            raise Unreadable("the document is not the UTF-16 that its first bytes promise") from None
        return body.decode("cp1252", errors="replace")


def _declared(body: bytes) -> str:
    declaration = _DECLARATION.match(body.lstrip()[:_NEAR_THE_TOP])
    if declaration is None:
        return "utf-8"
    name = declaration[1].decode()
    try:
        return _ENCODINGS[codecs.lookup(name).name]
    except LookupError:  # KeyError too: known to Python, not to EDGAR
        raise Unreadable(f"encoding {quoted(name)} is not one that EDGAR takes") from None
