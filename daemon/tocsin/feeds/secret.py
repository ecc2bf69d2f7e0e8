"""A vendor's key, and texts without it: vendors repeat it in their messages, in whatever form of it they got."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

HIDDEN = "…"


class Secret:
    """What is put into requests and is in no text that a person sees: a key, and whatever else is `hidden`."""

    def __init__(self, key: str | None, hidden: Iterable[str] = ()) -> None:
        self.key = key
        texts = sorted({text for text in (key, *hidden) if text}, key=len, reverse=True)
        whole = "|".join("".join(map(_any_form, text)) for text in texts)
        self._forms = re.compile(whole) if whole else None

    def __repr__(self) -> str:
        return "Secret(…)"

    def hide(self, text: str) -> str:
        """The text without them, also where they stand percent-encoded, as entities or with JSON's escapes."""
        return self._forms.sub(HIDDEN, text) if self._forms else text


def _any_form(letter: str) -> str:
    """A pattern for one character as URLs, HTML and JSON write it."""
    units = letter.encode("utf-16-be")
    forms = {
        re.escape(letter),
        "".join(f"(?i:%{byte:02x})" for byte in letter.encode()),
        "".join(rf"(?i:\\u{units[at]:02x}{units[at + 1]:02x})" for at in range(0, len(units), 2)),
        re.escape(html.escape(letter)),
        f"&#0*{ord(letter)};",
        f"(?i:&#x0*{ord(letter):x};)",
    }
    if letter == " ":
        forms.add(r"\+")
    if letter in '/"\\':
        forms.add(r"\\" + re.escape(letter))
    return f"(?:{'|'.join(sorted(forms, key=len, reverse=True))})"
