"""What facts refer to: contexts (whose figure, of when, which part), units, and the names of concepts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from tocsin.facts.reports.markup import attributes, text_of

# A child and its content, up to its own end tag: in contexts and units none stands within one of its name.
_CHILD = re.compile(r"<([\w.:-]+)((?:\s[^<>]*?)?)(?:/>|>([^<]*(?:<(?!/\1\s*>)[^<]*)*))")
# A context as nearly all are: its members, if there are any, and its period.
_USUAL = re.compile(
    r"\s*<([\w.-]+:|)entity>\s*<\1identifier[^<>]*>[^<]*</\1identifier>\s*"
    r"(?:<\1segment>([^<]*(?:<(?!/\1segment>)[^<]*)*)</\1segment>\s*)?</\1entity>\s*"
    r"<\1period>([^<]*(?:<(?!/\1period>)[^<]*)*)</\1period>\s*"
)
_MEMBER = re.compile(
    r'<[\w.-]+:explicitMember\s+dimension="([^"<>&]+)"\s*>\s*([\w:.-]+)\s*</[\w.-]+:explicitMember\s*>'
)
_MEASURE = re.compile(r"<(?:[\w.-]+:)?(unitNumerator|unitDenominator|measure)\b[^<>]*>([^<]*)")
# xs:date, or a moment of it; at the end of a period midnight belongs to the day before (XBRL 2.1, 4.7.2).
_DAY = re.compile(r"\s*([0-9]{4}-[0-9]{2}-[0-9]{2})(T[0-9:.]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})?\s*")
_MIDNIGHT = re.compile(r"T00:00:00(?:\.0+)?")
_NAMESPACES = (
    (re.compile(r"https?://(?:fasb\.org|xbrl\.us)/us-gaap/.*"), "us-gaap"),
    (re.compile(r"https?://fasb\.org/us-gaap-sup/.*"), "us-gaap-supplement"),
    (re.compile(r"https?://(?:fasb\.org|xbrl\.us)/srt/.*"), "srt"),
    (re.compile(r"https?://xbrl\.(?:sec\.gov|us)/dei/.*"), "dei"),
    (re.compile(r"https?://xbrl\.ifrs\.org/taxonomy/.*"), "ifrs-full"),
)
_RESERVED = frozenset(prefix for _, prefix in _NAMESPACES)

_Dimensions = tuple[tuple[str, str], ...]
_Period = tuple[dt.date | None, dt.date] | None


@dataclass(frozen=True, slots=True)
class Context:
    """Of when a fact is, and of which part of the registrant. `start` is None for an instant."""

    start: dt.date | None
    end: dt.date
    dimensions: tuple[tuple[str, str], ...] = ()


class Contexts:
    """The contexts of a document by their ids. One that is faulty, or two of one id, are as if not there."""

    def __init__(self) -> None:
        self._by_id: dict[str, Context | None] = {}

    def add(self, name: str, content: str) -> None:
        """The context of this id, and what its element holds."""
        context = _context(content)
        self._by_id[name] = context if self._by_id.get(name, context) == context else None

    def get(self, name: str | None) -> Context | None:
        return self._by_id.get(name) if name else None


class Units:
    """The units of a document by their ids, without the prefixes of their measures: `USD`, `shares`,
    `USD/shares`. Two of one id are as if not there."""

    def __init__(self) -> None:
        self._by_id: dict[str, str | None] = {}

    def add(self, name: str, content: str) -> None:
        """The unit of this id, and what its element holds."""
        sides: list[list[str]] = [[]]
        for part, text in _MEASURE.findall(content):
            if part == "measure":
                sides[-1].append(text.strip().rpartition(":")[2])
            else:
                sides.append([])
        unit = "/".join("*".join(side) for side in sides if side)
        if unit:
            self._by_id[name] = unit if self._by_id.get(name, unit) == unit else None

    def get(self, name: str | None) -> str | None:
        return self._by_id.get(name) if name else None


class Names:
    """The names of concepts with the usual prefix of their taxonomy, whichever prefix the filer bound."""

    def __init__(self, bound: Mapping[str, str]) -> None:
        self._bound = bound
        self._known: dict[str, str] = {}
        self._by_uri: dict[str, str] = {}

    def concept(self, name: str) -> str:
        """Of the value of a `name` attribute."""
        known = self._known.get(name)
        if known is not None:
            return known
        prefix, _, local = name.strip().rpartition(":")
        full = f"{_usual(prefix, self._bound.get(prefix))}:{local}" if prefix else local
        if len(self._known) < 100_000:
            self._known[name] = full
        return full

    def qualified(self, element: etree._Element) -> str:
        """Of an element that is itself the fact."""
        uri, _, local = str(element.tag)[1:].rpartition("}")
        prefix = self._by_uri.get(uri)
        if prefix is None:
            prefix = self._by_uri[uri] = _usual(element.prefix or "", uri)
        return f"{prefix}:{local}"


def _usual(prefix: str, uri: str | None) -> str:
    if uri is None:
        return prefix
    for pattern, usual in _NAMESPACES:
        if pattern.fullmatch(uri):
            return usual
    return f"{prefix}-of-the-filer" if prefix in _RESERVED else prefix


def _context(content: str) -> Context | None:
    usual = _USUAL.fullmatch(content)
    if usual is not None:
        dimensions = _dimensions(usual[2]) if usual[2] else ()
        period = _period(usual[3])
    else:
        dimensions, period = _parts(content)
    if len(dimensions) > 1:
        dimensions = tuple(sorted(dimensions))
    return Context(*period, dimensions) if period else None


def _parts(content: str) -> tuple[_Dimensions, _Period]:
    dimensions: _Dimensions = ()
    period = None
    for name, _, inside in children(content):
        if name == "period":
            period = _period(inside)
        elif name == "entity":
            for part, _, members in children(inside):
                if part == "segment":
                    dimensions += _dimensions(members)
        elif name == "scenario":
            dimensions += _dimensions(inside)
    return dimensions, period


@lru_cache(maxsize=256)
def _period(content: str) -> _Period:
    start: dt.date | None = None
    end: dt.date | None = None
    for name, _, inside in children(content):
        if name == "startDate":
            start = _day(inside, at_end=False)
            if start is None:
                return None
        elif name in ("instant", "endDate"):
            end = _day(inside, at_end=True)
    return None if end is None or (start is not None and start > end) else (start, end)


def _dimensions(content: str) -> _Dimensions:
    explicit = _MEMBER.findall(content)
    if 2 * len(explicit) == content.count("<"):  # nothing else, as nearly always
        return tuple(explicit)
    return tuple(
        (attributes(told).get("dimension") or name, text_of(inside.encode()))
        for name, told, inside in children(content)
    )


def children(content: str) -> list[tuple[str, str, str]]:
    """The elements that stand in some content: their local names, attributes, and contents."""
    return [(name.rpartition(":")[2], told, inside) for name, told, inside in _CHILD.findall(content)]


def _day(text: str | None, *, at_end: bool) -> dt.date | None:
    match = _DAY.fullmatch(text or "")
    if match is None:
        return None
    try:
        day = dt.date.fromisoformat(match[1])
        if at_end and match[2] and _MIDNIGHT.fullmatch(match[2]):
            day -= dt.timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return day
