"""What facts refer to: contexts (whose figure, of when, which part), units, and the names of concepts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from lxml import etree

from tocsin.facts.reports.markup import attributes, text_of

# A child and its content, up to its own end tag: in contexts and units none stands within one of its name.
_CHILD = re.compile(r"<([\w.:-]+)((?:\s[^<>]*?)?)(?:/>|>([^<]*(?:<(?!/\1\s*>)[^<]*)*))")
# The two parts of a context as nearly all are: whose it is, with its members if there are any, and of when.
_WHOSE = re.compile(
    r"\s*<([\w.-]+:|)entity>\s*<\1identifier[^<>]*>[^<]*</\1identifier>\s*"
    r"(?:<\1segment>([^<]*(?:<(?!/\1segment>)[^<]*)*)</\1segment>\s*)?</\1"
)
_WHEN = re.compile(r"\s*<([\w.-]+:|)period>([^<]*(?:<(?!/\1period>)[^<]*)*)</\1period>\s*")
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
_MOST_REMEMBERED = 100_000

_T = TypeVar("_T")
_Dimensions = tuple[tuple[str, str], ...]
_Period = tuple[dt.date | None, dt.date] | None


@dataclass(frozen=True, slots=True)
class Context:
    """Of when a fact is, and of which part of the registrant. `start` is None for an instant."""

    start: dt.date | None
    end: dt.date
    dimensions: tuple[tuple[str, str], ...] = ()


class Contexts(dict[str, Context | None]):
    """The contexts of a document by their ids. One that is faulty, or two of one id, are as if not there."""

    def __init__(self) -> None:
        super().__init__()
        # Each part comes with several of the other: to read it once takes a third of the time.
        self._whose = _Remembered(_whose)
        self._when = _Remembered(_when)

    def add(self, name: str, content: str) -> None:
        """The context of this id, and what its element holds."""
        if name:
            context = self._read(content)
            self[name] = context if self.get(name, context) == context else None

    def _read(self, content: str) -> Context | None:
        whose, _, when = content.rpartition("entity>")
        dimensions, period = self._whose[whose], self._when[when]
        if dimensions is None or period is None:
            dimensions, period = _parts(content)
        return Context(*period, dimensions) if period else None


class Units(dict[str, str | None]):
    """The units of a document by their ids, without the prefixes of their measures: `USD`, `shares`,
    `USD/shares`. Two of one id are as if not there."""

    def add(self, name: str, content: str) -> None:
        """The unit of this id, and what its element holds."""
        sides: list[list[str]] = [[]]
        for part, text in _MEASURE.findall(content):
            if part == "measure":
                sides[-1].append(text.strip().rpartition(":")[2])
            else:
                sides.append([])
        unit = "/".join("*".join(side) for side in sides if side)
        if unit and name:
            self[name] = unit if self.get(name, unit) == unit else None


class Names(dict[str, str]):
    """The names of concepts with the usual prefix of their taxonomy, whichever prefix the filer bound, by the
    value of a `name` attribute."""

    def __init__(self, bound: Mapping[str, str]) -> None:
        super().__init__()
        self._bound = bound
        self._by_uri: dict[str, str] = {}

    def __missing__(self, name: str) -> str:
        prefix, _, local = name.strip().rpartition(":")
        full = f"{_usual(prefix, self._bound.get(prefix))}:{local}" if prefix else local
        if len(self) < _MOST_REMEMBERED:
            self[name] = full
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


class _Remembered(dict[str, _T]):
    """What a function tells of texts that come again and again."""

    def __init__(self, told: Callable[[str], _T]) -> None:
        super().__init__()
        self._told = told

    def __missing__(self, text: str) -> _T:
        told = self._told(text)
        if len(self) < _MOST_REMEMBERED:
            self[text] = told
        return told


def _whose(content: str) -> _Dimensions | None:
    """The dimensions of a context, by what stands before the name in its last `entity` tag; None where the context
    has to be read part by part."""
    usual = _WHOSE.fullmatch(content)
    if usual is None:
        return None
    dimensions = _dimensions(usual[2]) if usual[2] else ()
    return tuple(sorted(dimensions)) if len(dimensions) > 1 else dimensions


def _when(content: str) -> _Period:
    usual = _WHEN.fullmatch(content)
    return _period(usual[2]) if usual else None


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
    return tuple(sorted(dimensions)), period


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
