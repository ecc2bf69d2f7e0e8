"""The sentences of a filing's document: what a person reads in it, each with the section it stands in.

bytes -> text -> lines -> without page furniture, cut paragraphs joined -> sections -> sentences
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from tocsin.errors import Unreadable
from tocsin.facts.text import abbreviations, pages, plaintext, visible
from tocsin.facts.text.sections import sections
from tocsin.model import Sentence

_CHUNK = 1 << 17
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Old plain-text filings hold tags of their own (`<PAGE>`, `<TABLE>`, `<S>`, `<C>`, `<FN>`); these are HTML's.
_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|div|p|br|font|span|td|h[1-6]|ix:[a-z]+)\b", re.IGNORECASE
)
_NEAR_THE_TOP = 20_000
_STRAY = re.compile("[\udc80-\udcff]")
# Bytes that are not UTF-8 are Windows-1252, whatever the document declares: its quotes and dashes.
_STRAYS = {0xDC00 + byte: bytes([byte]).decode("cp1252", errors="replace") for byte in range(0x80, 0x100)}


def sentences(body: bytes) -> tuple[Sentence, ...]:
    """The visible sentences of an HTML or plain-text document, in order.

    Raises `Unreadable` when there is no text in it.
    """
    text = decoded(body)
    if _HTML.search(text, 0, _NEAR_THE_TOP):
        lines = list(visible.lines_of(text))
        dropped = pages.furniture(lines)
        lines = [line for index, line in enumerate(lines) if index not in dropped]
    else:
        lines = list(plaintext.lines_of(text))
    lines = list(pages.joined(lines))
    names = sections(lines)
    paragraphs = [line.text for line in lines]
    lines.clear()  # so that the collector of garbage, which stops every thread, has less to look through
    found = tuple(
        Sentence(sentence, name)
        for paragraph, name in zip(paragraphs, names, strict=True)
        for sentence in abbreviations.split(paragraph)
    )
    if not found:
        raise Unreadable("the document is empty" if not text.strip() else "the document holds no text")
    return found


def decoded(body: bytes) -> str:
    """The text by its byte order mark, else UTF-8, and Windows-1252 for every byte that is not."""
    mark, encoding = next((known for known in _BOMS if body.startswith(known[0])), (b"", "utf-8"))
    body = body[len(mark) :]
    try:
        return "".join(_decoded(body, codecs.getincrementaldecoder(encoding)("strict")))
    except UnicodeDecodeError:
        pass
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape" if encoding == "utf-8" else "replace")
    return "".join(
        piece.translate(_STRAYS) if _STRAY.search(piece) else piece for piece in _decoded(body, decoder)
    )


def _decoded(body: bytes, decoder: codecs.IncrementalDecoder) -> Iterator[str]:
    """A piece at a time, so that no other thread waits for long."""
    for start in range(0, len(body), _CHUNK):
        yield decoder.decode(body[start : start + _CHUNK], final=start + _CHUNK >= len(body))
