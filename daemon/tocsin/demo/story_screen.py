"""What the demo shows on a terminal."""

from __future__ import annotations

import textwrap
from typing import TextIO


def framed(channel: str, text: str) -> str:
    """A message as the channel shows it, indented and wrapped for a terminal."""
    lines = [f"    ┌─ {channel}"]
    for line in text.splitlines():
        lines += [f"    │ {part}" for part in textwrap.wrap(line, 100, break_long_words=False) or [""]]
    return "\n".join([*lines, "    └─\n"])


def say(out: TextIO, text: str) -> None:
    out.write(f"{text}\n")
    out.flush()
