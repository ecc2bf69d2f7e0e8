"""Bytes of a report -> text in UTF-8 -> a tree. What a cut or a stray entity broke is mended; no entity that a
document declares is ever expanded, nothing is fetched."""

from __future__ import annotations

import codecs
import re
from typing import Any

from lxml import etree

from tocsin.errors import Unreadable

# The parser's own limits are lifted, for text blocks of more than 10 MB are filed; ours stand instead.
PARSER_OPTIONS: dict[str, Any] = {
    "encoding": "utf-8",
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": True,
    "remove_comments": True,
    "remove_pis": True,
}
_MOST_BYTES = 200 * 1024 * 1024
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHUNK = 1 << 20
LARGE = 4 << 20
_ELEMENT = re.compile(rb"<(?=[A-Za-z])")
_TABLES = ("{http://www.w3.org/1999/xhtml}table", "table")


def mended(text: bytes) -> etree._Element | None:
    """The tree of the document, from its first element on; None when there is nothing in it."""
    begins = _ELEMENT.search(text)
    if begins is None:
        return None
    html = text[begins.start() :] if begins.start() else text
    if b"/inlineXBRL" not in html:
        # A piece of a document whose top, with the names of the namespaces, is missing.
        html = (
            b'<html xmlns:ix="http://www.xbrl.org/2013/inlineXBRL" xmlns:xbrli="http://www.xbrl.org/2003/instance">'
            + html
            + b"</html>"
        )
    try:
        return etree.fromstring(html, etree.XMLParser(recover=True, **PARSER_OPTIONS))
    except etree.XMLSyntaxError:
        return None


def utf8(body: bytes) -> bytes:
    """The bytes in UTF-8, whatever they are declared to be: what is not UTF-8 is Windows-1252.

    Raises `Unreadable` for what is empty, too large, or no text.
    """
    if len(body) > _MOST_BYTES:
        raise Unreadable(f"{len(body):,} bytes are more than a report can be")
    for mark, name in _BOMS:
        if body.startswith(mark):
            try:
                body = body[len(mark) :] if name == "utf-8" else body[len(mark) :].decode(name).encode()
            except UnicodeDecodeError:
                raise Unreadable("the document is not the UTF-16 that its first bytes promise") from None
            break
    if not body[:4096].strip() and not body.strip():
        raise Unreadable("the document is empty")
    if b"\0" in body[:4096]:
        raise Unreadable("the document is no text")
    if body.isascii():
        return body
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(body), _CHUNK):
            decoder.decode(body[at : at + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return b"".join(
            body[at : at + _CHUNK].decode("cp1252", errors="replace").encode()
            for at in range(0, len(body), _CHUNK)
        )
    return body


def dissolve(root: etree._Element) -> None:
    """Give a large tree back a table at a time: freed in one stretch it would hold every other thread up."""
    for table in list(root.iter(*_TABLES)):
        table.clear()
