"""Everything that can go wrong and that a person may read about.

A fault of a feed carries one bit, `again`: whether asking again later can help. It is decided where
the fault was seen, by whoever can cite why.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar


class TocsinError(Exception):
    """The base of every error whose text is meant for a person."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in a file, with its place; line and column count from 1."""

    file: str
    line: int
    column: int
    message: str
    warning: bool = False

    def __str__(self) -> str:
        kind = "warning: " if self.warning else ""
        return f"{self.file}:{self.line}:{self.column}: {kind}{self.message}"


class Wrong(TocsinError):
    """Configuration or rules are wrong: every problem at once. The command line exits with 2."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Unreadable(TocsinError):
    """A document that cannot be read, now or ever: set aside with this text."""


class Locked(TocsinError):
    """Another process writes to this state folder."""


class Fault(TocsinError):
    """A request that brought nothing usable."""

    again: ClassVar[bool] = True


class Unavailable(Fault):
    """A connection refused, a time-out, a 5xx, or a page that says so whatever its status."""


class NotFound(Fault):
    """404. New filings are announced before every server has them, so asking again can help."""


class Blocked(Fault):
    """The request budget was exceeded, and EDGAR answers nobody at this address until `until`."""

    def __init__(self, message: str, until: dt.datetime) -> None:
        super().__init__(message)
        self.until = until


class Limited(Fault):
    """A vendor's limit is used up: it answers no question before `until`."""

    def __init__(self, message: str, until: dt.datetime) -> None:
        super().__init__(message)
        self.until = until


class Undeclared(Fault):
    """EDGAR does not accept our identity: an operator's error, never retried by itself."""

    again = False


class Refused(Fault):
    """An answer that asking again will not better: too large, forbidden, not what was asked for."""

    again = False
