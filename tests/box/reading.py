"""A plain reading of made documents, that shares nothing with what made them nor with tocsin's own."""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from decimal import Decimal

IX = "{http://www.xbrl.org/2013/inlineXBRL}"
XBRLI = "{http://www.xbrl.org/2003/instance}"
HTML = "{http://www.w3.org/1999/xhtml}"
DASHES = {"\N{EM DASH}"}


@dataclass(frozen=True)
class Told:
    """One figure: its concept, the days of its context (`instant` or `start/end`), its member, its value."""

    concept: str
    days: str
    member: str
    value: Decimal


def tree(body: bytes) -> ET.Element:
    return ET.fromstring(body)  # noqa: S314 - it is made in this process


def contexts(root: ET.Element) -> dict[str, tuple[str, str]]:
    found = {}
    for context in root.iter(f"{XBRLI}context"):
        days = [
            context.findtext(f"{XBRLI}period/{XBRLI}{tag}") for tag in ("instant", "startDate", "endDate")
        ]
        member = next((part.text for part in context.iter() if part.tag.endswith("explicitMember")), "")
        found[context.attrib["id"]] = "/".join(filter(None, days)), member or ""
    return found


def inline_figures(body: bytes) -> list[Told]:
    """The figures of an Inline XBRL page, as the specification says to read them."""
    root = tree(body)
    where = contexts(root)
    told = []
    for figure in root.iter(f"{IX}nonFraction"):
        shown = "".join(figure.itertext())
        if figure.attrib["format"] == "ixt:fixed-zero":
            assert shown in DASHES
            value = Decimal(0)
        else:
            assert re.fullmatch(r"[\d,]+(\.\d+)?", shown), shown
            value = Decimal(shown.replace(",", "")).scaleb(int(figure.attrib["scale"]))
        if figure.get("sign") == "-":
            value = -value
        told.append(Told(figure.attrib["name"], *where[figure.attrib["contextRef"]], value))
    return told


def instance_figures(body: bytes) -> list[Told]:
    """The figures of an extracted instance: those with a unit."""
    root = tree(body)
    where = contexts(root)
    prefixes = {uri: prefix for prefix, uri in re.findall(r'xmlns:([\w-]+)="([^"]+)"', body.decode("ascii"))}
    told = []
    for figure in root:
        if "unitRef" in figure.attrib:
            uri, _, name = figure.tag[1:].partition("}")
            at = where[figure.attrib["contextRef"]]
            told.append(Told(f"{prefixes[uri]}:{name}", *at, Decimal(figure.text or "")))
    return told


def value(told: list[Told], concept: str, days: str) -> Decimal:
    """The one value of a concept in a period, without a member, however often it is said."""
    (only,) = {one.value for one in told if (one.concept, one.days, one.member) == (concept, days, "")}
    return only


def rows(body: bytes) -> list[list[str]]:
    """The rows of all tables, empty cells left out, as a person reads them."""
    return [
        [text for cell in row.iter(f"{HTML}td") if (text := _clean("".join(cell.itertext())))]
        for row in tree(body).iter(f"{HTML}tr")
    ]


def seen(body: bytes) -> str:
    """The text that is displayed, without the header and without what is not displayed."""
    root = tree(body)
    for parent in root.iter():
        for child in list(parent):
            if "display:none" in child.get("style", ""):
                parent.remove(child)
    for block in root.iter():
        if block.tag in _BLOCKS:
            block.tail = f" {block.tail or ''}"
    return _clean("".join(root.itertext()))


_BLOCKS = {f"{HTML}{name}" for name in ("title", "div", "td", "tr", "table")}


def _clean(text: str) -> str:
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())
