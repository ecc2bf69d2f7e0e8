"""What the cover page of a document that came alone tells: its form, and the registrant's name.

The cover of Forms 8-K, 10-Q and 10-K is prescribed: `FORM 10-Q` under the Commission's name, and the
registrant's name above `(Exact name of registrant as specified in its charter)`.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from functools import cached_property

# Inline XBRL tags the form itself (EDGAR Filer Manual, volume II, 6.5.20); its value can be split by spans.
_TAGGED_FORM = re.compile(
    rb"""name=["']dei:DocumentType["'][^>]{0,2000}>(.{1,400}?)</ix:nonNumeric""", re.S | re.I
)
_FORMS = r"10-?[QK]T?|8-?K|NT ?10-?[QK]"
_PRINTED_FORM = re.compile(rf"\bFORM\s{{0,9}}({_FORMS})(\s?/\s?A)?\b", re.IGNORECASE)
_AMENDMENT = re.compile(r"\bamendment\s+no", re.IGNORECASE)
_BELOW_THE_NAME = re.compile(r"\(\s*exact name of (?:the )?registrant", re.IGNORECASE)
_BEFORE_THE_NAME = re.compile(
    r"file (?:number|no)\.?:?|date of report|event reported|act of 1934|transition period|_{3,}"
    r"|(?:january|february|march|april|may|june|july|august|september|october|november|december)\s+\d+,?\s*\d{4}",
    re.IGNORECASE,
)
_HIDDEN = re.compile(rb"<ix:header\b.*?</ix:header>|<head\b.*?</head>|<!--.*?-->", re.S | re.I)
_INLINE = re.compile(rb"</?(?:span|font|b|i|u|a|strong|em|ix:[a-z]+)\b[^>]{0,5000}>", re.I)
_TAG = re.compile(rb"<[^>]{0,5000}>")
_FORM_NAME, _HEADER_ENDS = b"dei:DocumentType", b"</ix:header>"
_LONGEST_TAG = 3_000
# A cover page of 30 KB of markup is large; the hidden header before it can have 500 KB.
_COVER = 120_000
_HEADER = 2_000_000


@dataclass(frozen=True)
class Cover:
    """The cover of an HTML or plain-text document. Never fails: what is not there is None."""

    _body: bytes = field(repr=False)

    @cached_property
    def form(self) -> str | None:
        """As EDGAR names it (`10-Q/A`)."""
        # Where it is tagged the page need not be read: a half of a millisecond a document.
        tagged = _tagged(self._body)
        return (
            " ".join(_plain(_TAG.sub(b"", tagged[1])).split()) if tagged else _printed(self._text)
        ) or None

    @cached_property
    def name(self) -> str | None:
        """The registrant's."""
        below = _BELOW_THE_NAME.search(self._text)
        return _name(self._text[max(0, below.start() - 250) : below.start()]) if below else None

    @cached_property
    def _text(self) -> str:
        # What nobody sees stands before the cover in one piece, of up to half a MB.
        begins = max(self._body.find(_HEADER_ENDS, 0, _HEADER), 0)
        visible = _HIDDEN.sub(b" ", self._body[begins : begins + _COVER])
        return " ".join(_plain(_TAG.sub(b" ", _INLINE.sub(b"", visible))).split())


def read(body: bytes) -> Cover:
    """The cover of a document, of which as much is read as is asked for."""
    return Cover(body)


def _tagged(body: bytes) -> re.Match[bytes] | None:
    at = body.find(_FORM_NAME, 0, _HEADER)
    return _TAGGED_FORM.search(body[max(0, at - 10) : at + _LONGEST_TAG]) if at >= 0 else None


def _printed(text: str) -> str | None:
    found = _PRINTED_FORM.search(text)
    if found is None:
        return None
    form = re.sub(r"^(NT)?\s*(\d+)-?", lambda part: f"{'NT ' if part[1] else ''}{part[2]}-", found[1].upper())
    amends = found[2] or _AMENDMENT.search(text[found.end() : found.end() + 300])
    return f"{form}/A" if amends else form


def _name(before: str) -> str | None:
    """The end of what stands above the bracket: dates and numbers of the cover come before the name."""
    tail = _BEFORE_THE_NAME.split(before.rpartition(")")[2])[-1]
    name = re.sub(r"^[^A-Za-z]+(?=[A-Za-z])", "", tail.replace("\u200b", "")).strip(" _-:")
    return name[-120:] or None


def _plain(text: bytes) -> str:
    return html.unescape(text.decode("cp1252" if b"\xe2\x80" not in text else "utf-8", errors="replace"))
