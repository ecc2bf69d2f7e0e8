"""What facts refer to: contexts (whose figure, of when, which part), units, and the names of concepts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

_INSTANCE = "{http://www.xbrl.org/2003/instance}"
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


@dataclass(frozen=True, slots=True)
class Context:
    """Of when a fact is, and of which part of the registrant. `start` is None for an instant."""

    start: dt.date | None
    end: dt.date
    dimensions: tuple[tuple[str, str], ...] = ()


class Contexts:
    """The contexts of a document by their ids. One that is faulty, or two of one id, are as if not there."""

    def __init__(self, by_id: dict[str, Context | None]) -> None:
        self._by_id = by_id

    @classmethod
    def of(cls, elements: Iterable[etree._Element]) -> Contexts:
        by_id: dict[str, Context | None] = {}
        for element in elements:
            name = element.get("id") or ""
            context = _context(element)
            by_id[name] = context if by_id.get(name, context) == context else None
        return cls(by_id)

    def get(self, name: str | None) -> Context | None:
        return self._by_id.get(name) if name else None


def units(elements: Iterable[etree._Element]) -> dict[str, str]:
    """Units by their ids, without the prefixes of their measures: `USD`, `shares`, `USD/shares`."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for element in elements:
        name = element.get("id") or ""
        above = [_measures(part) for part in element.iter(f"{_INSTANCE}unitNumerator")]
        below = [_measures(part) for part in element.iter(f"{_INSTANCE}unitDenominator")]
        unit = "/".join([*above, *below]) if above or below else _measures(element)
        if unit and found.setdefault(name, unit) != unit:
            twice.add(name)
    return {name: unit for name, unit in found.items() if name and name not in twice}


class Names:
    """The names of concepts with the usual prefix of their taxonomy, whichever prefix the filer bound."""

    def __init__(self, root: etree._Element) -> None:
        self._root = {prefix or "": uri for prefix, uri in root.nsmap.items()}
        self._known: dict[str, str] = {}
        self._by_uri: dict[str, str] = {}

    def concept(self, name: str, element: etree._Element) -> str:
        """Of the value of a `name` attribute."""
        known = self._known.get(name)
        if known is not None:
            return known
        prefix, colon, local = name.strip().rpartition(":")
        uri = self._root.get(prefix) if colon else None
        if uri is None:
            uri = element.nsmap.get(prefix)
        full = f"{_usual(prefix, uri)}:{local}" if prefix else local
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


def _context(element: etree._Element) -> Context | None:
    start: dt.date | None = None
    end: dt.date | None = None
    dimensions: list[tuple[str, str]] = []
    for child in element:
        name = _local(child)
        if name == "period":
            for part in child:
                what = _local(part)
                if what == "startDate":
                    start = _day(part.text, at_end=False)
                    if start is None:
                        return None
                elif what in ("instant", "endDate"):
                    end = _day(part.text, at_end=True)
        elif name == "entity":
            for part in child:
                if _local(part) == "segment":
                    dimensions.extend(_dimension(member) for member in part)
        elif name == "scenario":
            dimensions.extend(_dimension(member) for member in child)
    if end is None or (start is not None and start > end):
        return None
    return Context(start, end, tuple(sorted(dimensions)))


def _dimension(member: etree._Element) -> tuple[str, str]:
    return member.get("dimension") or _local(member), "".join(str(text) for text in member.itertext()).strip()


def _measures(element: etree._Element) -> str:
    named = [(part.text or "").strip().rpartition(":")[2] for part in element.iter(f"{_INSTANCE}measure")]
    return "*".join(named)


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


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
