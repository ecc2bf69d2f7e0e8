"""What a made document tags in XBRL, and the contexts, units and extracted instance that come of it."""

from __future__ import annotations

import datetime as dt
from html import escape

from tocsin.demo.filings import MADE
from tocsin.demo.tagged import Member, Period, TaggedFigure

# The unit as companyfacts names it -> its id in a document, and its measures.
_UNITS = {"USD": "usd", "shares": "shares", "USD/shares": "usdPerShare"}

NAMESPACES = {
    "xbrli": "http://www.xbrl.org/2003/instance",
    "xbrldi": "http://xbrl.org/2006/xbrldi",
    "xlink": "http://www.w3.org/1999/xlink",
    "link": "http://www.xbrl.org/2003/linkbase",
    "iso4217": "http://www.xbrl.org/2003/iso4217",
    "dei": "http://xbrl.sec.gov/dei/2025",
    "us-gaap": "http://fasb.org/us-gaap/2025",
    "srt": "http://fasb.org/srt/2025",
}


def unit_id(unit: str) -> str:
    """`usd`, `shares` or `usdPerShare`."""
    return _UNITS[unit]


def namespaces(own: str, day: dt.date) -> dict[str, str]:
    """Prefix -> namespace, with the filer's `own` prefix for its extensions."""
    return {**NAMESPACES, own: f"http://made.example/{own}/{day:%Y%m%d}"}


def context(name: str, cik: str, period: Period, member: Member | None, prefix: str) -> str:
    """One context; `prefix` is `xbrli:` in a page and empty in an instance."""
    segment = ""
    if member:
        told = f'<xbrldi:explicitMember dimension="{member[0]}">{member[1]}</xbrldi:explicitMember>'
        segment = f"<{prefix}segment>{told}</{prefix}segment>"
    days = f"<{prefix}instant>{period.end}</{prefix}instant>"
    if period.start:
        days = (
            f"<{prefix}startDate>{period.start}</{prefix}startDate>"
            f"<{prefix}endDate>{period.end}</{prefix}endDate>"
        )
    return (
        f'<{prefix}context id="{name}"><{prefix}entity>'
        f'<{prefix}identifier scheme="http://www.sec.gov/CIK">{cik}</{prefix}identifier>{segment}'
        f"</{prefix}entity><{prefix}period>{days}</{prefix}period></{prefix}context>"
    )


def units(prefix: str) -> str:
    """The three units."""
    return (
        f'<{prefix}unit id="usd"><{prefix}measure>iso4217:USD</{prefix}measure></{prefix}unit>'
        f'<{prefix}unit id="shares"><{prefix}measure>xbrli:shares</{prefix}measure></{prefix}unit>'
        f'<{prefix}unit id="usdPerShare"><{prefix}divide>'
        f"<{prefix}unitNumerator><{prefix}measure>iso4217:USD</{prefix}measure></{prefix}unitNumerator>"
        f"<{prefix}unitDenominator><{prefix}measure>xbrli:shares</{prefix}measure></{prefix}unitDenominator>"
        f"</{prefix}divide></{prefix}unit>"
    )


def instance(
    spaces: dict[str, str],
    schema: str,
    contexts: list[str],
    texts: list[tuple[str, str]],
    figures: list[tuple[TaggedFigure, str, str]],
) -> str:
    """The instance EDGAR extracts from a page, `{name}_htm.xml`.

    `texts` are concepts with what they say, in the first context; `figures` come with their context's and
    their own id.
    """
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in spaces.items())
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f"<!-- {MADE} -->",
        f'<xbrl xmlns="{NAMESPACES["xbrli"]}" {declared}>',
        f'<link:schemaRef xlink:href="{schema}" xlink:type="simple"/>',
        *contexts,
        units(""),
    ]
    lines += [f'<{concept} contextRef="c-1">{escape(said)}</{concept}>' for concept, said in texts]
    for figure, where, name in figures:
        lines.append(
            f'<{figure.concept} contextRef="{where}" decimals="{figure.decimals}" id="{name}"'
            f' unitRef="{unit_id(figure.unit)}">{figure.value:f}</{figure.concept}>'
        )
    return "\n".join([*lines, "</xbrl>"])
