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

from lxml import etree

from tocsin.errors import Unreadable
from tocsin.facts.reports import dei, transforms
from tocsin.facts.reports.contexts import Contexts, Names, units
from tocsin.facts.reports.inline_tree import LARGE, PARSER_OPTIONS, dissolve, mended, utf8
from tocsin.facts.reports.places import Place, Places

INFINITE = 99


@dataclass(frozen=True, slots=True)
class XbrlFact:
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


_PARTS = ("nonFraction", "nonNumeric", "continuation", "context", "unit")
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


def read_inline(body: bytes) -> Report:
    """The facts of an HTML document; none for one without inline XBRL, or with entities of its own.

    Raises `Unreadable` for what is empty or no text.
    """
    text = utf8(body)
    if (b"nonFraction" not in text and b"nonNumeric" not in text) or b"<!ENTITY" in text:
        return Report()
    root = mended(text)
    if root is None:
        return Report()
    parts = _parts(root)
    names = Names(root)
    contexts = Contexts.of(parts["context"])
    measures = units(parts["unit"])
    places = Places()
    facts = []
    unplaced: set[str] = set()
    element = None
    for element in parts["nonFraction"]:
        name = element.get("name")
        if not name:
            continue
        concept = names.concept(name, element)
        context = contexts.get(element.get("contextRef"))
        unit = measures.get(element.get("unitRef") or "")
        if context is None or unit is None:
            unplaced.add(concept)
            continue
        nil = element.get(_NIL) in ("true", "1")
        scale = element.get("scale")
        text_of_it = element.text if len(element) == 0 else "".join(str(text) for text in element.itertext())
        facts.append(
            XbrlFact(
                concept,
                None
                if nil
                else transforms.number(
                    text_of_it or "", form=element.get("format"), scale=scale, sign=element.get("sign")
                ),
                unit,
                context.start,
                context.end,
                context.dimensions,
                _decimals(element.get("decimals")),
                nil,
                int(scale) if scale and re.fullmatch("-?[0-9]{1,2}", scale) else 0,
                places.of(element),
            )
        )
    report = _report(dei.of_inline(parts, names, contexts), facts, unplaced)
    if len(body) > LARGE:
        del parts, places, element
        dissolve(root)
    return report


def read_instance(body: bytes) -> Report:
    """The facts of a plain XBRL instance. They have no place.

    Raises `Unreadable` for what is not well-formed, no instance, or has a DTD.
    """
    text = utf8(body)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise Unreadable("the instance has a DTD, which XBRL 2.1 has no use for")
    try:
        root = etree.fromstring(text.lstrip(), etree.XMLParser(**PARSER_OPTIONS))
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"not well-formed XML at line {error.lineno}") from error
    if etree.QName(root).localname != "xbrl":
        raise Unreadable("an XML document that is no XBRL instance")
    names = Names(root)
    contexts = Contexts.of(root.iterchildren("{*}context"))
    measures = units(root.iterchildren("{*}unit"))
    facts, cover = [], []
    unplaced: set[str] = set()
    for element in root.iterchildren("*"):
        reference = element.get("contextRef")
        if reference is None:
            continue
        concept = names.qualified(element)
        context = contexts.get(reference)
        named = element.get("unitRef")
        unit = measures.get(named or "")
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


def _parts(root: etree._Element) -> dict[str, list[etree._Element]]:
    """Every element that matters, by its local name, found in one walk."""
    found: dict[str, list[etree._Element]] = {name: [] for name in _PARTS}
    for element in root.iter(*(f"{{*}}{name}" for name in _PARTS)):
        found[str(element.tag).rpartition("}")[2]].append(element)
    return found


def _decimals(text: str | None) -> int | None:
    if text == "INF":
        return INFINITE
    return int(text) if text and re.fullmatch(r"[+-]?[0-9]{1,2}", text) else None
