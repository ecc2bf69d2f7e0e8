"""The screen: messages on standard output."""

from __future__ import annotations

import datetime as dt
from typing import TextIO

from tocsin.model import Absent, Looked, Message, Outcome, Sent


class Console:
    """A receiver that prints. A screen cannot be looked up: after a crash a message may be shown twice."""

    timeout = dt.timedelta(0)

    def __init__(self, out: TextIO) -> None:
        self._out = out

    async def look(self, message: Message, since: dt.datetime) -> Looked:
        return Absent()

    async def send(self, message: Message) -> Outcome:
        self._out.write(f"{printable(message.text)}\n\n")
        self._out.flush()
        return Sent("screen")


def printable(text: str) -> str:
    """The text without control characters: a filing could hold escape sequences for a terminal."""
    return "".join(c if c == "\n" or c.isprintable() else "�" for c in text)
