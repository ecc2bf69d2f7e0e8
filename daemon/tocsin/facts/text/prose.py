"""The sentences of a filing's document: what a person reads in it, each with the section it stands in.

bytes -> text -> lines -> without page furniture, cut paragraphs joined -> sections -> sentences
"""

from __future__ import annotations

import re

from tocsin.errors import Unreadable
from tocsin.facts.text import abbreviations, pages, plaintext, visible
from tocsin.facts.text.decoding import decoded, unmarked
from tocsin.facts.text.sections import sections
from tocsin.model import Sentence

# Old plain-text filings hold tags of their own (`<PAGE>`, `<TABLE>`, `<S>`, `<C>`, `<FN>`); these are HTML's.
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|div|p|br|font|span|td|h[1-6]|ix:[a-z]+)\b", re.IGNORECASE
)
_NEAR_THE_TOP = 20_000


def sentences(body: bytes) -> tuple[Sentence, ...]:
    """The visible sentences of an HTML or plain-text document, in order.

    Raises `Unreadable` when there is no text in it.
    """
    body = unmarked(body)
    if _HTML.search(body, 0, _NEAR_THE_TOP):
        lines = visible.lines_of(body)
        dropped = pages.furniture(lines.texts, lines.pages)
        lines = lines.only([index not in dropped for index in range(len(lines))])
    else:
        lines = plaintext.lines_of(decoded(body))
    lines = pages.joined(lines)
    found = tuple(
        Sentence(sentence, name)
        for paragraph, name in zip(lines.texts, sections(lines), strict=True)
        for sentence in abbreviations.split(paragraph)
    )
    if not found:
        raise Unreadable(
            "the document is empty" if not decoded(body).strip() else "the document holds no text"
        )
    return found
