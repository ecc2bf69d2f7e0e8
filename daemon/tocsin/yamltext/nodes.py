"""The tree of a YAML file: mappings, sequences and texts, each with its place."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any, NamedTuple

from tocsin.errors import Problem


class Place(NamedTuple):
    """Where something stands; line and column count from 1."""

    file: str
    line: int
    column: int

    def problem(self, message: str, *, warning: bool = False) -> Problem:
        return Problem(self.file, self.line, self.column, message, warning)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, or None for nothing (`~`, `null`, or no value at all).

    `comment` is what stood where a value was due (`notify: #desk`); `told` says that what is wrong with
    this value has been reported already.
    """

    place: Place
    text: str | None
    comment: str | None = None
    told: bool = False


class Entry(NamedTuple):
    """A value under its key, and the place of the key."""

    key: Place
    value: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    """Values by key. `flow`: written in braces, where a comma ends a value."""

    place: Place
    entries: dict[str, Entry]
    flow: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    place: Place
    items: tuple[Node, ...]


Node = Scalar | Mapping | Sequence


@dataclass(frozen=True, slots=True)
class Tree:
    """A file as read. `root` is None when it could not be read to its end."""

    file: str
    root: Node | None
    problems: tuple[Problem, ...]


def plain(node: Node) -> Any:
    """The node as dicts, lists, str and None. Trees are at most 50 deep, so this may recurse."""
    match node:
        case Mapping():
            return {key: plain(entry.value) for key, entry in node.entries.items()}
        case Sequence():
            return [plain(item) for item in node.items]
        case Scalar():
            return node.text


def quote(text: str) -> str:
    """The text in double quotes as a message may show it: one line, not long, nothing invisible."""
    return f'"{shown(text)}"'


_SCRIPTS = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "FULLWIDTH", "MATHEMATICAL", "ARABIC-INDIC")


def strange(text: str) -> str:
    """What is added to a message about a text that cannot be read, when a character in it looks like another."""
    for character in text[:200]:
        if character.isascii():
            continue
        name = unicodedata.name(character, "")
        kind = unicodedata.category(character)
        if name.startswith(_SCRIPTS) or "QUOTATION MARK" in name or kind in ("Cf", "Zs", "Nd"):
            return f"; {quote(character)} in it is {name.lower()}, not what it looks like"
    return ""


def shown(text: str) -> str:
    """As `quote`, without the quotes."""
    line = " ".join(text[:200].split()) or text[:1].strip(" ")
    visible = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in line)
    return f"{visible[:60]}…" if len(visible) > 60 or len(text) > 200 else visible
