"""Texts from vendors, made fit to be kept and shown."""

from __future__ import annotations

import unicodedata

MOST_TEXT = 300
MOST_QUOTED = 100
_NOT_TOLD = frozenset({"", "-", "--", "n/a", "na", "null", "none", "nan"})


def text(value: object) -> str | None:
    """A text on one line, without control characters, clipped to 300 characters; None where nothing is told
    (`""`, `N/A`)."""
    if not isinstance(value, str):
        return None
    # Lone surrogates (JSON's \ud800) are no text that a file or a message can hold.
    marked = ((c, unicodedata.category(c)) for c in value[: 4 * MOST_TEXT])
    line = "".join("" if kind == "Cf" else " " if kind[0] in "CZ" else c for c, kind in marked)
    line = " ".join(line.split())
    if line.casefold() in _NOT_TOLD:
        return None
    return line if len(line) <= MOST_TEXT else line[: MOST_TEXT - 1].rstrip() + "…"


def quoted(said: str) -> str:
    """At most 100 characters of what a vendor wrote, in quotation marks."""
    line = text(said[: 4 * MOST_QUOTED]) or ""
    return f'"{line if len(line) <= MOST_QUOTED else line[: MOST_QUOTED - 1] + "…"}"'
