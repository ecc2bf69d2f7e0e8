"""What is tagged in an inline XBRL document, found in one pass over its bytes.

Every tagged number is an `ix:nonFraction`, every tagged text an `ix:nonNumeric`, which may go on in an
`ix:continuation` (Inline XBRL 1.1, 4.1); contexts and units stand in the `ix:header`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from tocsin.facts.reports.contexts import Contexts, Units
from tocsin.facts.reports.markup import Attributes, found, text_of
from tocsin.facts.reports.places import Place, Places

_INSTANCE = "http://www.xbrl.org/2003/instance"
_XHTML = "http://www.w3.org/1999/xhtml"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_INLINE = "/inlineXBRL"  # http://www.xbrl.org/2008/inlineXBRL, and that of 2013
_BINDING = re.compile(rb"""xmlns(?::([\w.-]+))?\s*=\s*["']([^"'<>]*)""")
_ROOT = re.compile(rb"<[A-Za-z][^<>]*")
# The names of the cover page's entries (`dei.py`) are told from those of the notes, whose whole text is tagged.
_ON_COVER = re.compile(rb"Entity|Document|TradingSymbol|AmendmentFlag")
_EXCLUDED = re.compile(rb"<(?:[\w.-]+:)?exclude\b.*?(?:</(?:[\w.-]+:)?exclude\s*>|\Z)", re.DOTALL)
# What is longer is neither a number nor an entry of the cover page, whatever markup stands within.
_LONGEST = 20_000


class Told(NamedTuple):
    """The attributes that count, as they are written. `nil` is that of XML Schema instances."""

    name: str | None = None
    context: str | None = None
    unit: str | None = None
    form: str | None = None
    scale: str | None = None
    sign: str | None = None
    decimals: str | None = None
    id: str | None = None
    continued_at: str | None = None
    nil: str | None = None


_TOLD = ("name", "contextRef", "unitRef", "format", "scale", "sign", "decimals", "id", "continuedAt")


class Numbers:
    """Tagged numbers in document order: the values of `Told` of each, where it is printed, and as what; None when
    it has no end, or is too long. Three columns, for the same reason as `text.lines.Lines`."""

    def __init__(self) -> None:
        self.told: list[tuple[str | None, ...]] = []
        self.places: list[Place | None] = []
        self.printed: list[str | None] = []


@dataclass(slots=True)
class Tagged:
    """A tagged text: its attributes, and from where to where its content goes; `ends` is None when it is never
    closed."""

    told: Told
    begins: int
    ends: int | None = None


@dataclass(slots=True)
class Inline:
    """What is tagged, in document order, and what it refers to."""

    text: bytes
    bound: Mapping[str, str]
    numbers: Numbers = field(default_factory=Numbers)
    texts: list[Tagged] = field(default_factory=list)
    continuations: list[Tagged] = field(default_factory=list)
    contexts: Contexts = field(default_factory=Contexts)
    units: Units = field(default_factory=Units)

    def content(self, one: Tagged) -> str | None:
        """The text inside, without what `ix:exclude` takes out (page numbers within a text); None when it has
        no end, or is too long."""
        return None if one.ends is None else self.between(one.begins, one.ends)

    def between(self, begins: int, ends: int) -> str | None:
        """The same of what goes from here to there."""
        if ends - begins > _LONGEST:
            return None
        content = self.text[begins:ends]
        return text_of(_EXCLUDED.sub(b"", content) if b"exclude" in content else content)


def read(text: bytes) -> Inline:
    """What is tagged in a document."""
    bound, prefixes = _namespaces(text)
    scan = _Scan(Inline(text, bound))
    places = scan.places
    unread = 0
    for match in found(_pattern(prefixes), text):
        if unread > match.start():  # inside a comment
            continue
        what = match.lastindex
        if what == _NUMBER:
            content = match[_NUMBER]
            scan.number(match[1], text_of(content) if len(content) <= _LONGEST else None)
        elif what == _ROW_ENDS:
            places.closes(match[_ROW_ENDS])
        elif what == _ROW:
            end = match.end()
            if text[end - 2] != _SLASH:
                places.opens(match[_ROW], end)
        elif what == _ENDS:
            scan.closes(match[_ENDS].rpartition(b":")[2], match.start())
        elif what == _BEGINS:
            scan.opens(match[_BEGINS - 1].rpartition(b":")[2], match[_BEGINS], match.end())
        else:
            unread = text.find(b"-->" if match[_UNREAD] == b"--" else b"]]>", match.end())
            if unread < 0:
                break
    return scan.inline


class _Scan:
    """A document as far as it has been read, and the elements that are still open by their names."""

    def __init__(self, inline: Inline) -> None:
        self.inline = inline
        self.places = Places(inline.text)
        self._texts = {b"nonNumeric": inline.texts, b"continuation": inline.continuations}
        self._open: dict[bytes, list[Tagged]] = {name: [] for name in self._texts}
        self._open_numbers: list[tuple[int, int]] = []  # which, and where its content begins
        self._attributes = Attributes(*_TOLD, _nil(inline))
        self._id = Attributes("id", "")
        self._defined = {b"context": inline.contexts.add, b"unit": inline.units.add}
        self._defines: dict[bytes, list[tuple[str, int]]] = {name: [] for name in self._defined}

    def number(self, inside: bytes, printed: str | None) -> None:
        numbers = self.inline.numbers
        numbers.told.append(self._attributes.of(inside.decode()))
        numbers.places.append(self.places.here())
        numbers.printed.append(printed)

    def opens(self, name: bytes, inside: bytes, at: int) -> None:
        if name in self._defines:
            if inside[-1:] != b"/":
                self._defines[name].append((self._id.of(inside.decode())[0] or "", at))
            return
        if name == b"nonFraction":
            empty = inside[-1:] == b"/"
            self.number(inside, "" if empty else None)
            if not empty:
                self._open_numbers.append((len(self.inline.numbers.printed) - 1, at))
            return
        note = name == b"nonNumeric" and _ON_COVER.search(inside) is None
        told = () if note else self._attributes.of(inside.decode())
        one = Tagged(Told(*told), at)
        self._texts[name].append(one)
        if inside[-1:] == b"/":
            one.ends = at
        else:
            self._open[name].append(one)

    def closes(self, name: bytes, at: int) -> None:
        if self._defines.get(name):
            named, begins = self._defines[name].pop()
            self._defined[name](named, self.inline.text[begins:at].decode())
        elif name == b"nonFraction" and self._open_numbers:
            which, begins = self._open_numbers.pop()
            self.inline.numbers.printed[which] = self.inline.between(begins, at)
        elif self._open.get(name):
            self._open[name].pop().ends = at


def _namespaces(text: bytes) -> tuple[dict[str, str], tuple[tuple[str, ...], ...]]:
    """The namespaces of the prefixes, and the prefixes that Inline XBRL, XBRL, and XHTML have.

    What the first element binds is believed; a prefix that others bind to several has none of them.
    """
    root = _ROOT.search(text)
    top = root.end() if root else 0
    bound: dict[str, str] = {}
    pairs: set[tuple[str, str]] = set()
    of_root: frozenset[str] = frozenset()
    for binding in found(_BINDING, text):
        if binding.start() > top and not of_root:
            of_root = frozenset(bound)
        prefix, uri = (binding[1] or b"").decode("latin-1"), binding[2].decode("utf-8", "replace")
        pairs.add((prefix, uri))
        if bound.setdefault(prefix, uri) != uri and prefix not in of_root:
            bound[prefix] = ""
    inline = {prefix for prefix, uri in pairs if uri.endswith(_INLINE)}
    # A piece of a document may lack its top.
    return bound, (
        tuple(sorted(inline or {"ix"})),
        tuple(sorted({prefix for prefix, uri in pairs if uri == _INSTANCE} or {"xbrli"})),
        tuple(sorted({"", *(prefix for prefix, uri in pairs if uri == _XHTML)})),
    )


# The last group of each alternative of the pattern.
_NUMBER, _ROW_ENDS, _ENDS, _ROW, _BEGINS, _UNREAD = 2, 3, 4, 5, 7, 8
_SLASH = ord("/")


@lru_cache(maxsize=64)
def _pattern(prefixes: tuple[tuple[str, ...], ...]) -> re.Pattern[bytes]:
    """What matters, as these prefixes have it, in groups: the attributes and the content of a number without
    markup in it; the name of the end of a `tr` or `table`, of another end; of a `tr` or `table`; the name and the
    attributes of another; and how something begins that is not to be read: a comment, a CDATA section.

    Each alternative begins with a sign of its own where prefixes allow it, so that most tags are passed over soon.
    """
    inline, instance, xhtml = ("|".join(map(_prefix, some)) for some in prefixes)
    named, rest = r"(?=[\s/>])", r'[^<>"]*(?:"[^<"]*"[^<>"]*)*'
    number = rf"(?:{inline})nonFraction{named}({rest})(?<!/)>([^<]*)</(?:{inline})nonFraction\s*>"
    row = rf"(?:{xhtml})(tr|table){named}{rest}>"
    other = rf"((?:{inline})(?:nonFraction|nonNumeric|continuation)|(?:{instance})(?:context|unit)){named}"
    pattern = rf"<(?:{number}|/(?:{row}|{other}{rest}>)|{row}|{other}({rest})>|!(--|\[CDATA\[))"
    return re.compile(pattern.encode())


def _prefix(prefix: str) -> str:
    return f"{re.escape(prefix)}:" if prefix else ""


def _nil(inline: Inline) -> str:
    """The name of the attribute that says that a fact has no value."""
    names = [f"{prefix}:nil" for prefix, uri in inline.bound.items() if uri == _XSI] or ["xsi:nil"]
    return (
        names[0] if len(names) == 1 else next((n for n in names if f"{n}=".encode() in inline.text), names[0])
    )
