"""Slack's mark-up as a person sees it on a terminal."""

from __future__ import annotations

import re

_LINK = re.compile(r"<([^<>|\s]+)(?:\|([^<>]*))?>")
# Emphasis needs a border: `2*3*4` stays as it is (docs.slack.dev/messaging/formatting-message-text).
_BOLD = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")
_CODES = ("\x1b[1m", "\x1b[0m")


def render(text: str, *, color: bool = False) -> str:
    """A message's text with links spelled out, `*bold*` made plain (or bold, with `color`) and unescaped.

    Control characters that a filing may carry are shown as `\N{REPLACEMENT CHARACTER}`: a company's
    name must not be able to move the cursor.
    """
    shown = "".join(
        sign if sign in "\n\t" or sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text
    )
    before, after = _CODES if color else ("", "")
    shown = _BOLD.sub(rf"{before}\1{after}", shown)
    shown = _LINK.sub(_spelled, shown)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _spelled(found: re.Match[str]) -> str:
    target, label = found[1], found[2]
    match target[0]:
        case "@" | "#":
            return f"{target[0]}{label or target[1:]}"
        case "!":
            return f"@{label or target[1:].partition('^')[0]}"
    return f"{label} ({target})" if label and label != target else target
