"""The bytes of a document -> its text, a piece at a time: nothing that works on the whole in one call holds every
other thread up, and pieces that stay in the processor's cache are read in half the time of large ones."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

# As much as is split into its tags in a fraction of a millisecond.
PIECE = 1 << 16
# A tag may be longer than a piece: a picture is one, when it stands in the document itself.
LONGEST = 1 << 18
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTINUES = range(0x80, 0xC0)  # the bytes of a character in UTF-8 after its first
_STRAY = re.compile("[\udc80-\udcff]")
# Bytes that are not UTF-8 are Windows-1252, whatever the document declares: its quotes and dashes.
_STRAYS = {0xDC00 + byte: bytes([byte]).decode("cp1252", errors="replace") for byte in range(0x80, 0x100)}


def unmarked(body: bytes) -> bytes:
    """The bytes without their byte order mark, in UTF-8 where it says that they are in UTF-16."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            body = body[len(mark) :]
            return body if encoding == "utf-8" else body.decode(encoding, "replace").encode()
    return body


def decoded(body: bytes) -> str:
    """The text by its byte order mark, else UTF-8, and Windows-1252 for every byte that is not."""
    body = unmarked(body)
    return "".join(pieces(body, 0, len(body)))


def pieces(body: bytes, begins: int, ends: int) -> Iterator[str]:
    """The text from one byte to another, cut before a tag; where there is none to cut at before a space."""
    while begins < ends:
        cut = ends if ends - begins <= PIECE else _cut(body, begins, ends)
        yield _text(body[begins:cut])
        begins = cut


def _cut(body: bytes, begins: int, ends: int) -> int:
    near, far = begins + PIECE, min(begins + LONGEST, ends)
    for sign in (b"<", b" "):
        cut = body.rfind(sign, begins + 1, near)
        cut = cut if cut >= 0 else body.find(sign, near, far)
        if cut >= 0:
            return cut
    for cut in range(far, far - 4, -1):  # not amid a character
        if cut == ends or body[cut] not in _CONTINUES:
            return cut
    return far


def _text(piece: bytes) -> str:
    try:
        return piece.decode()
    except UnicodeDecodeError:
        text = piece.decode("utf-8", "surrogateescape")
        return text.translate(_STRAYS) if _STRAY.search(text) else text
