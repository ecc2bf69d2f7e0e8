"""Bytes of a report in UTF-8, and what is written in them: tags that matter, attributes, text.

No tree is built: one of a 10-Q costs several times what reading its facts does, and one of 30 MB, given back in
one stretch, holds every other thread up.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import Any

from tocsin.errors import Unreadable

_MOST_BYTES = 200 * 1024 * 1024
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHUNK = 1 << 20
_TAG = re.compile(rb"<[^<>]*>")
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_MOST_ORDERS = 1_000


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


def found(pattern: re.Pattern[bytes], text: bytes) -> Iterator[re.Match[bytes]]:
    """Where a pattern of one tag matches. The text is searched a piece at a time, cut before a tag, so that no
    other thread waits for long."""
    at = 0
    while at < len(text):
        end = min(at + _CHUNK, len(text))
        if end < len(text):
            cut = text.rfind(b"<", at + 1, end)
            end = cut if cut > 0 else end
        yield from pattern.finditer(text, at, end)
        at = end


def attributes(inside: str) -> dict[str, str]:
    """The attributes of a tag, by their names as written."""
    told = {name: double or single for name, double, single in _ATTRIBUTE.findall(inside)}
    return {name: html.unescape(value) for name, value in told.items()} if "&" in inside else told


class Attributes:
    """Reads the same attributes of many tags: their values in the order of the names, None for each that a tag
    does not have. A document writes nearly all of its tags' attributes in the same few orders."""

    def __init__(self, *names: str) -> None:
        self._names = names
        self._values_of: dict[tuple[str, ...], Callable[[list[str | None]], tuple[str | None, ...]]] = {}

    def of(self, inside: str) -> tuple[str | None, ...]:
        if "'" in inside or "&" in inside:
            return tuple(map(attributes(inside).get, self._names))
        pieces: list[Any] = inside.split('"')
        written = tuple(pieces[:-1:2])
        values_of = self._values_of.get(written)
        if values_of is None:
            told = {_name(before): 2 * at + 1 for at, before in enumerate(written)}
            values_of = itemgetter(*(told.get(name, -1) for name in self._names))
            if len(self._values_of) < _MOST_ORDERS:
                self._values_of[written] = values_of
        pieces[-1] = None
        return values_of(pieces)


def _name(written: str) -> str:
    """Of an attribute, by what stands before its value: ` name=`."""
    name, equals, rest = written.strip().partition("=")
    return name.rstrip() if equals and not rest else ""


def text_of(content: bytes) -> str:
    """The text of some content, tags left out, its white space made single."""
    if b"<" in content:
        if b"<!--" in content:
            content = _COMMENT.sub(b"", content)
        content = _TAG.sub(b"", content)
    text = content.decode("utf-8", "replace")
    return " ".join((html.unescape(text) if "&" in text else text).split())
