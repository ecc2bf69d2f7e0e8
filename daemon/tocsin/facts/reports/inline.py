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


@dataclass(slots=True)
class Tagged:
    """A tagged number or text: its attributes, where it is printed, and from where to where its content goes;
    `ends` is None when it is never closed."""

    told: Told
    place: Place | None
    begins: int
    ends: int | None = None


@dataclass(slots=True)
class Inline:
    """What is tagged, in document order, and what it refers to."""

    text: bytes
    bound: Mapping[str, str]
    numbers: list[Tagged] = field(default_factory=list)
    texts: list[Tagged] = field(default_factory=list)
    continuations: list[Tagged] = field(default_factory=list)
    contexts: Contexts = field(default_factory=Contexts)
    units: Units = field(default_factory=Units)

    def content(self, one: Tagged) -> str | None:
        """The text inside, without what `ix:exclude` takes out (page numbers within a text); None when it has
        no end, or is too long."""
        if one.ends is None or one.ends - one.begins > _LONGEST:
            return None
        content = self.text[one.begins : one.ends]
        return text_of(_EXCLUDED.sub(b"", content) if b"exclude" in content else content)


def read(text: bytes) -> Inline:
    """What is tagged in a document."""
    bound, prefixes = _namespaces(text)
    scan = _Scan(Inline(text, bound))
    places, numbers = scan.places, scan.inline.numbers
    unread = 0
    for match in found(_pattern(prefixes), text):
        if match.start() < unread:  # inside a comment
            continue
        told, _, closes, printed, name, inside, begins = match.groups()
        if told is not None:
            numbers.append(Tagged(scan.told(told), places.here(), *match.span(2)))
        elif printed:
            if closes:
                places.closes(printed)
            elif inside[-1:] != b"/":
                places.opens(printed, match.end())
        elif name:
            name = name.rpartition(b":")[2]
            if closes:
                scan.closes(name, match.start())
            else:
                scan.opens(name, inside, match.end())
        else:
            unread = text.find(b"-->" if begins == b"--" else b"]]>", match.end())
            if unread < 0:
                break
    return scan.inline


class _Scan:
    """A document as far as it has been read, and the elements that are still open by their names."""

    def __init__(self, inline: Inline) -> None:
        self.inline = inline
        self.places = Places(inline.text)
        self._found = {
            b"nonFraction": inline.numbers,
            b"nonNumeric": inline.texts,
            b"continuation": inline.continuations,
        }
        self._open: dict[bytes, list[Tagged]] = {name: [] for name in (*self._found, b"context", b"unit")}
        self._attributes = Attributes(*_TOLD, _nil(inline))

    def told(self, inside: bytes) -> Told:
        return Told._make(self._attributes.of(inside.decode()))

    def opens(self, name: bytes, inside: bytes, at: int) -> None:
        note = name == b"nonNumeric" and _ON_COVER.search(inside) is None
        told = Told() if note else self.told(inside)
        one = Tagged(told, self.places.here() if name == b"nonFraction" else None, at)
        if name in self._found:
            self._found[name].append(one)
        if inside[-1:] == b"/":
            one.ends = at
        else:
            self._open[name].append(one)

    def closes(self, name: bytes, at: int) -> None:
        if not self._open[name]:
            return
        one = self._open[name].pop()
        one.ends = at
        if name == b"context":
            self.inline.contexts.add(one.told.id or "", self._inside(one))
        elif name == b"unit":
            self.inline.units.add(one.told.id or "", self._inside(one))

    def _inside(self, one: Tagged) -> str:
        return self.inline.text[one.begins : one.ends].decode()


def _namespaces(text: bytes) -> tuple[dict[str, str], tuple[tuple[str, ...], ...]]:
    """The namespaces of the prefixes, and the prefixes that Inline XBRL, XBRL, and XHTML have.

    What the first element binds is believed; a prefix that others bind to several has none of them.
    """
    root = _ROOT.search(text)
    top = root.end() if root else 0
    bound: dict[str, str] = {}
    pairs: set[tuple[str, str]] = set()
    of_root: frozenset[str] = frozenset()
    at = text.find(b"xmlns")
    while at >= 0:
        if at > top and not of_root:
            of_root = frozenset(bound)
        binding = _BINDING.match(text, at)
        if binding is not None:
            prefix, uri = (binding[1] or b"").decode("latin-1"), binding[2].decode("utf-8", "replace")
            pairs.add((prefix, uri))
            if bound.setdefault(prefix, uri) != uri and prefix not in of_root:
                bound[prefix] = ""
        at = text.find(b"xmlns", at + 1)
    inline = {prefix for prefix, uri in pairs if uri.endswith(_INLINE)}
    # A piece of a document may lack its top.
    return bound, (
        tuple(sorted(inline or {"ix"})),
        tuple(sorted({prefix for prefix, uri in pairs if uri == _INSTANCE} or {"xbrli"})),
        tuple(sorted({"", *(prefix for prefix, uri in pairs if uri == _XHTML)})),
    )


@lru_cache(maxsize=64)
def _pattern(prefixes: tuple[tuple[str, ...], ...]) -> re.Pattern[bytes]:
    """What matters, as these prefixes have it, in groups: the attributes and the content of a number without
    markup in it; of all other tags the slash of an end tag, `tr` or `table`, or another name, and what follows
    the name; and how something begins that is not to be read: a comment, a CDATA section."""
    inline, instance, xhtml = ("|".join(map(_prefix, some)) for some in prefixes)
    told = r'(?=[\s/>])([^<>"]*(?:"[^<"]*"[^<>"]*)*)'
    number = rf"(?:{inline})nonFraction{told}(?<!/)>([^<]*)</(?:{inline})nonFraction\s*>"
    names = rf"(?:{inline})(?:nonFraction|nonNumeric|continuation)|(?:{instance})(?:context|unit)"
    other = rf"(/?)(?:(?:{xhtml})(tr|table)|({names})){told}>"
    return re.compile(rf"<(?:{number}|{other}|!(--|\[CDATA\[))".encode())


def _prefix(prefix: str) -> str:
    return f"{re.escape(prefix)}:" if prefix else ""


def _nil(inline: Inline) -> str:
    """The name of the attribute that says that a fact has no value."""
    names = [f"{prefix}:nil" for prefix, uri in inline.bound.items() if uri == _XSI] or ["xsi:nil"]
    return (
        names[0] if len(names) == 1 else next((n for n in names if f"{n}=".encode() in inline.text), names[0])
    )
