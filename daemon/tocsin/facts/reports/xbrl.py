"""The facts of a report: bytes of an inline XBRL document, or of a plain instance -> a Report.

Inline XBRL is XHTML in which every tagged number is an `ix:nonFraction`. EDGAR takes only what is well-formed
(EDGAR Filer Manual, volume II, 5.2.5), so the document is read as XML; the parser mends what a cut or a stray
entity broke. No entity that a document declares is ever expanded, nothing is fetched.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from lxml import etree

from tocsin.errors import Unreadable
from tocsin.facts.reports import dei, inline, markup, transforms
from tocsin.facts.reports.contexts import Contexts, Names, Units, children
from tocsin.facts.reports.places import Place

INFINITE = 99


class XbrlFact(NamedTuple):
    """One number with all that says what it is.

    `concept` has the usual prefix of its taxonomy (`us-gaap:Assets`), or the filer's own. `value` is in whole
    units; None for a nil fact (`nil`) and for one whose text, format or scale cannot be vouched for. `unit` is
    `USD`, `shares`, `USD/shares`. `start` is None for an instant. `dimensions` are pairs of axis and member,
    sorted; without any the fact is the whole registrant's. `scale` is as told (6: in millions). `decimals` is to how many places it is exact (-6: millions), INFINITE for exactly.
    """

    concept: str
    value: Decimal | None
    unit: str
    start: dt.date | None
    end: dt.date
    dimensions: tuple[tuple[str, str], ...] = ()
    decimals: int | None = None
    nil: bool = False
    scale: int | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a report's XBRL says: its cover page, and its facts in document order.

    `cik` has ten digits; `fiscal_year` and `fiscal_period` (`Q1`…`Q4`, `FY`) are the issuer's own. `start` is
    the first day of the period that the cover page is about: a 10-Q's is the fiscal year to date (EDGAR Filer
    Manual, volume II, 6.5.21). All are None where the document does not tell. `unplaced` are the concepts of
    numbers that refer to a context or a unit which the document does not define, or not once.
    """

    cik: str | None = None
    name: str | None = None
    symbol: str | None = None
    document_type: str | None = None
    period_end: dt.date | None = None
    fiscal_year: int | None = None
    fiscal_period: str | None = None
    amendment: bool | None = None
    start: dt.date | None = None
    facts: tuple[XbrlFact, ...] = ()
    unplaced: frozenset[str] = frozenset()

    @property
    def has_facts(self) -> bool:
        return bool(self.facts)


_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
# The parser's own limits are lifted, for text blocks of more than 10 MB are filed; ours stand instead.
_PARSER_OPTIONS: dict[str, Any] = {
    "encoding": "utf-8",
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": True,
    "remove_comments": True,
    "remove_pis": True,
}


def read_inline(body: bytes) -> Report:
    """The facts of an HTML document; none for one without inline XBRL, or with entities of its own.

    Raises `Unreadable` for what is empty or no text.
    """
    text = markup.utf8(body)
    if (b"nonFraction" not in text and b"nonNumeric" not in text) or _declares_entities(text):
        return Report()
    document = inline.read(text)
    names = Names(document.bound)
    facts = []
    unplaced: set[str] = set()
    numbers = document.numbers
    for told, place, printed in zip(numbers.told, numbers.places, numbers.printed, strict=True):
        name, reference, measure, form, scale, sign, decimals, _, _, is_nil = told
        if not name:
            continue
        concept = names[name]
        context = document.contexts.get(reference or "")
        unit = document.units.get(measure or "")
        if context is None or unit is None:
            unplaced.add(concept)
            continue
        nil = is_nil in ("true", "1")
        value = None
        if printed is not None and not nil:
            value = transforms.number(printed, form=form, scale=scale, sign=sign)
        facts.append(
            XbrlFact(
                concept,
                value,
                unit,
                context.start,
                context.end,
                context.dimensions,
                _decimals(decimals),
                nil,
                _scale(scale),
                place,
            )
        )
    return _report(dei.of_inline(document, names), facts, unplaced)


def read_instance(body: bytes) -> Report:
    """The facts of a plain XBRL instance. They have no place.

    Raises `Unreadable` for what is not well-formed, no instance, or has a DTD.
    """
    text = markup.utf8(body)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise Unreadable("the instance has a DTD, which XBRL 2.1 has no use for")
    try:
        root = etree.fromstring(text.lstrip(), etree.XMLParser(**_PARSER_OPTIONS))
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"not well-formed XML at line {error.lineno}") from error
    if etree.QName(root).localname != "xbrl":
        raise Unreadable("an XML document that is no XBRL instance")
    names, contexts, units = Names({}), Contexts(), Units()
    for element in root.iterchildren("{*}context"):
        contexts.add(element.get("id") or "", _inside(element))
    for element in root.iterchildren("{*}unit"):
        units.add(element.get("id") or "", _inside(element))
    facts, cover = [], []
    unplaced: set[str] = set()
    for element in root.iterchildren("*"):
        reference = element.get("contextRef")
        if reference is None:
            continue
        concept = names.qualified(element)
        context = contexts.get(reference)
        named = element.get("unitRef")
        unit = units.get(named or "")
        if context is None or (named is not None and unit is None):
            unplaced.add(concept)
        elif unit is not None:
            nil = element.get(_NIL) in ("true", "1")
            value = None if nil else transforms.decimal(element.text or "")
            facts.append(
                XbrlFact(
                    concept,
                    value,
                    unit,
                    context.start,
                    context.end,
                    context.dimensions,
                    _decimals(element.get("decimals")),
                    nil,
                )
            )
        elif dei.is_of_cover(concept):
            cover.append(dei.Told(concept[4:], (element.text or "").strip(), None, context))
    return _report(cover, facts, unplaced)


def _declares_entities(text: bytes) -> bool:
    # A declaration can only stand before the first element, which has the name `html`.
    top = text.find(b"<html")
    return b"<!ENTITY" in (text if top < 0 else text[:top])


def _inside(element: etree._Element) -> str:
    return children(etree.tostring(element, encoding="unicode", with_tail=False))[0][2]


def _report(cover: Iterable[dei.Told], facts: Iterable[XbrlFact], unplaced: Iterable[str]) -> Report:
    page = dei.read(cover)
    return Report(
        cik=page.cik,
        name=page.name,
        symbol=page.symbol,
        document_type=page.document_type,
        period_end=page.period_end,
        fiscal_year=page.fiscal_year,
        fiscal_period=page.fiscal_period,
        amendment=page.amendment,
        start=page.start,
        facts=tuple(facts),
        unplaced=frozenset(unplaced),
    )


@lru_cache(maxsize=256)
def _scale(text: str | None) -> int:
    return int(text) if text and re.fullmatch("-?[0-9]{1,2}", text) else 0


@lru_cache(maxsize=256)
def _decimals(text: str | None) -> int | None:
    if text == "INF":
        return INFINITE
    return int(text) if text and re.fullmatch(r"[+-]?[0-9]{1,2}", text) else None
