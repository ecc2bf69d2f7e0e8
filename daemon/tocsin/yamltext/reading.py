"""Bytes to a tree, built from the parser's events with a stack of its own: no file is too deep for it.

What lets a small file grow, or hides what a line means, is refused: anchors, aliases, tags, merge keys,
several documents, keys given twice, more than 4 MB, 50 levels or 500,000 nodes.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

import yaml

from tocsin.errors import Problem
from tocsin.yamltext.complaints import complaint
from tocsin.yamltext.nodes import Entry, Mapping, Node, Place, Scalar, Sequence, Tree, quote, shown

MOST_BYTES = 4 * 1024 * 1024
MOST_DEPTH = 50
MOST_NODES = 500_000
MOST_PROBLEMS = 100

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # PyYAML can be built without libyaml
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_LONGEST_NUMBER = 24  # characters, put together from pieces
_LINE_END = re.compile("\r\n|\r|\n")
# What YAML 1.1 (5.1) lets stand in a stream, but for the three line breaks that editors do not count as such.
_INVISIBLE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
# Spaces that YAML takes for text, where an editor or a page put them in place of plain ones.
_OTHER_SPACE = re.compile(
    r"^[ -]*+(?:[A-Za-z_][\w.-]*+:)?([\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000])", re.MULTILINE
)


def read(file: str, content: bytes) -> Tree:
    """The tree of a file with every problem of its layout; `file` is its name in messages."""
    if len(content) > MOST_BYTES:
        size = f"{len(content) / 1024 / 1024:,.1f} MB"
        return _unread(Place(file, 1, 1), f"the file is too large: {size}, and at most 4 MB are read")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = _place(file, content[: error.start].decode("utf-8-sig", "replace"))
        return _unread(place, f"byte 0x{content[error.start]:02x} is not UTF-8: save the file as UTF-8")
    if found := _INVISIBLE.search(text):
        place = _place(file, text[: found.start()])
        return _unread(place, f"the invisible character U+{ord(found[0]):04X} cannot stand here: delete it")
    if space := _OTHER_SPACE.search(text):
        place = _place(file, text[: space.start(1)])
        name = unicodedata.name(space[1]).lower()
        return _unread(place, f"this is U+{ord(space[1]):04X} ({name}): write a plain space instead")
    builder = _Builder(file, _LINE_END.split(text))
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        return Tree(file, None, (*builder.problems, complaint(file, builder.lines, error)))
    except _Enough:
        return Tree(file, None, tuple(builder.problems))
    return Tree(file, builder.root or Scalar(Place(file, 1, 1), None), tuple(builder.problems))


def _unread(place: Place, message: str) -> Tree:
    return Tree(place.file, None, (place.problem(message),))


def _place(file: str, before: str) -> Place:
    lines = _LINE_END.split(before)
    return Place(file, len(lines), len(lines[-1]) + 1)


class _Enough(Exception):
    pass


class _Key(NamedTuple):
    """A key that waits for its value; `start` and `end` count characters of the file."""

    text: str
    place: Place
    plain: bool
    start: int
    end: int
    rest_of_line: str


class _Tail(NamedTuple):
    """The last value of a mapping: its key, and where it ended."""

    key: str
    end: int


@dataclass(slots=True)
class _Open:
    """A collection that is not closed yet."""

    place: Place
    mapping: bool
    flow: bool
    entries: dict[str, Entry] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)
    key: _Key | None = None
    skip: bool = False  # the next value belongs to a key that was refused
    tail: _Tail | None = None
    cut: dict[str, Scalar] = field(default_factory=dict)  # values that a comma cut in pieces, joined again


class _Builder:
    def __init__(self, file: str, lines: list[str]) -> None:
        self.file = file
        self.lines = lines
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.stack: list[_Open] = []
        self.nodes = 0
        self.documents = 0

    def take(self, event: yaml.Event) -> None:
        match event:
            case yaml.ScalarEvent():
                self.scalar(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self.open(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.close()
            case yaml.AliasEvent():
                self.alias(event)
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    self.wrong(
                        _start(self.file, event), 'a second document in one file: delete the "---"', end=True
                    )
            case _:
                pass

    def wrong(self, place: Place, message: str, *, end: bool = False) -> None:
        self.problems.append(place.problem(message))
        if len(self.problems) == MOST_PROBLEMS:
            self.problems.append(place.problem(f"reading ends here, after {MOST_PROBLEMS} problems"))
        if end or len(self.problems) > MOST_PROBLEMS:
            raise _Enough

    def count(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent | yaml.AliasEvent) -> Place:
        """One more node: its place, once it is known to be of a kind that is read."""
        place = _start(self.file, event)
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self.wrong(
                place, f"too much for one file: at most {MOST_NODES:,} keys and values are read", end=True
            )
        if isinstance(event, yaml.AliasEvent):
            return place
        if event.anchor is not None:
            self.wrong(
                place, f"anchors are not used here: delete &{shown(event.anchor)} and repeat what it names"
            )
        if event.tag is not None:
            tag = shown(event.tag.replace("tag:yaml.org,2002:", "!!"))
            self.wrong(place, f"tags are not used here: delete {tag}, every value is read as text")
        return place

    def open(self, event: yaml.CollectionStartEvent) -> None:
        place = self.count(event)
        if len(self.stack) >= MOST_DEPTH:
            self.wrong(place, f"nested too deep: at most {MOST_DEPTH} levels are read", end=True)
        self.stack.append(_Open(place, isinstance(event, yaml.MappingStartEvent), bool(event.flow_style)))

    def close(self) -> None:
        done = self.stack.pop()
        for key, value in done.cut.items():
            self.wrong(value.place, _comma_in_number(value.text or ""))
            done.entries[key] = Entry(done.entries[key].key, value)
        if done.mapping:
            self.put(Mapping(done.place, done.entries, done.flow))
        else:
            self.put(Sequence(done.place, tuple(done.items)))

    def alias(self, event: yaml.AliasEvent) -> None:
        place = self.count(event)
        key = self.stack[-1].key if self.stack else None
        if key is None or key.text != "<<":
            name = shown(f"*{event.anchor}")
            self.wrong(
                place, f"aliases are not used here: write what {name} stands for, or quote it as a text"
            )
        self.put(Scalar(place, None, told=True))

    def scalar(self, event: yaml.ScalarEvent) -> None:
        place = self.count(event)
        top = self.stack[-1] if self.stack else None
        if top is not None and top.mapping and top.key is None and not top.skip:
            top.key = self.key(event, place)
            return
        nothing = not event.style and event.value == ""
        comment = None
        if nothing and top is not None:
            comment = _comment(top.key.rest_of_line if top.key else self.rest_of_line(place))
            place = top.key.place if top.key else place
        told = event.style in ("|", ">") and event.value == ""
        if told:
            value = shown(self.rest_of_line(place))
            self.wrong(
                place, f'"{event.style}" without quotes begins a block of text: write "{value}" in quotes'
            )
        told = told or (nothing and (event.anchor or event.tag) is not None)
        text = None if not event.style and event.value in _NULLS else event.value
        node = Scalar(place, text, comment, told)
        if not (nothing and top is not None and self.is_piece(top)):
            end: Any = event.end_mark
            tail = _Tail(top.key.text, end.index) if top is not None and top.key else None
            self.put(node, tail)

    def key(self, event: yaml.ScalarEvent, place: Place) -> _Key:
        start: Any = event.start_mark
        end: Any = event.end_mark
        plain = not event.style
        if plain and event.value == "":
            self.wrong(place, "a key is missing before the colon")
        rest = self.rest_of_line(Place(self.file, end.line + 1, end.column + 1))
        return _Key(event.value, place, plain, start.index, end.index, rest)

    def rest_of_line(self, place: Place) -> str:
        """What follows on the line, as far as a message may show it."""
        line = self.lines[place.line - 1] if place.line <= len(self.lines) else ""
        return line[place.column - 1 : place.column + 200]

    def put(self, node: Node, tail: _Tail | None = None) -> None:
        """A finished node into the collection that holds it."""
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        if not top.mapping:
            top.items.append(node)
        elif top.skip:
            top.skip = False
        elif top.key is None:
            if not isinstance(node, Scalar):
                self.wrong(node.place, "a key must be a text, not a list or a mapping")
            top.skip = True
        else:
            self.enter(top, top.key, node)
            top.key, top.tail = None, tail

    def enter(self, top: _Open, key: _Key, node: Node) -> None:
        if key.plain and key.text == "<<":
            self.wrong(key.place, 'merge keys are not used here: write out what "<<" would bring')
        elif key.text in top.entries:
            first = top.entries[key.text].key.line
            self.wrong(key.place, f"{quote(key.text)} is given twice: the first is in line {first}")
        elif key.text or not key.plain:
            top.entries[key.text] = Entry(key.place, node)

    def is_piece(self, top: _Open) -> bool:
        """Whether a key without a value is no key: a number cut by a comma, or a colon without its space.

        In braces `{shares: over 100,000}` is `shares: over 100` and an empty key `000`, and
        `{shares:over 100k}` is one empty key.
        """
        key = top.key
        if key is None or not (top.flow and key.plain):
            return False
        if re.match(r"[A-Za-z_][A-Za-z0-9_-]*:(?!//)\S", key.text):
            name, _, value = key.text.partition(":")
            self.wrong(key.place, f"a space is missing after the colon: write {shown(f'{name}: {value}')}")
            top.key = None
            return True
        if top.tail is None or top.tail.key not in top.entries or key.start != top.tail.end + 1:
            return False
        before = top.cut.get(top.tail.key, top.entries[top.tail.key].value)
        if not (
            isinstance(before, Scalar)
            and len(before.text or "") <= _LONGEST_NUMBER
            and re.search(r"[0-9]$", before.text or "")
            and re.match(r"[0-9]{3}(?![0-9])", key.text)
        ):
            return False
        top.cut[top.tail.key] = Scalar(before.place, f"{before.text},{key.text}", told=True)
        top.key, top.tail = None, _Tail(top.tail.key, key.end)
        return True


def _start(file: str, event: yaml.Event) -> Place:
    mark: Any = event.start_mark
    return Place(file, mark.line + 1, mark.column + 1)


def _comment(rest_of_line: str) -> str | None:
    """The first word of the comment that stands where a value was due."""
    rest = rest_of_line.strip().removeprefix(":").strip()
    words = rest.removeprefix("#").split(maxsplit=1)
    return f"#{words[0]}" if rest.startswith("#") and words else None


def _comma_in_number(text: str) -> str:
    joined = re.sub(r",(?=[0-9]{3})", "_", text)
    short = re.sub(r"[0-9]{1,3}(?:_[0-9]{3})+", lambda number: _shortened(number[0]), joined)
    ways = joined if short == joined else f"{short} or {joined}"
    return f"in braces a comma ends the value: for {quote(text)} write {shown(ways)}"


def _shortened(number: str) -> str:
    count = Decimal(number.replace("_", ""))
    for size, letter in ((10**9, "bn"), (10**6, "M"), (10**3, "k")):
        if count >= size and count % (size // 100) == 0:
            return f"{(count / size).normalize():f}{letter}"
    return number
