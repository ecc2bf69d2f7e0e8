"""Pages as filers' software writes them: inline styles, and Inline XBRL tags around what is shown."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from html import escape

from tocsin.demo import xbrl
from tocsin.demo.filings import MADE
from tocsin.demo.statements import Line, Statement
from tocsin.demo.tagged import Member, Period, TaggedFigure

DASH = "&#8212;"
SPACE = "&#160;"

_FONT = "color:#000000;font-family:'Times New Roman',sans-serif;font-size:10pt;line-height:120%"
_PAGE_SPACES = {
    "ix": "http://www.xbrl.org/2013/inlineXBRL",
    "ixt": "http://www.xbrl.org/inlineXBRL/transformation/2020-02-12",
    "ixt-sec": "http://www.sec.gov/inlineXBRL/transformation/2015-08-31",
}


class Tagger:
    """Tags what a page shows, and remembers it for the header and the extracted instance.

    With `on` false it tags nothing: the page shows the same and holds no XBRL.
    """

    def __init__(self, cik: str, main: Period, *, on: bool = True) -> None:
        self.on = on
        self._cik = cik
        self._contexts: dict[tuple[Period, Member | None], str] = {}
        self._ids = itertools.count(1)
        self._hidden: list[str] = []
        self._texts: list[tuple[str, str]] = []
        self._figures: list[tuple[TaggedFigure, str, str]] = []
        self._context(main, None)

    @property
    def figures(self) -> tuple[TaggedFigure, ...]:
        return tuple(figure for figure, _, _ in self._figures)

    def text(self, concept: str, said: str, shown: str | None = None, *, format: str = "") -> str:
        """`shown` (HTML; default: what is said) under a tag whose value is `said`."""
        shown = escape(said, quote=False) if shown is None else shown
        if not self.on:
            return shown
        self._texts.append((concept, said))
        told = f' format="{format}"' if format else ""
        return (
            f'<ix:nonNumeric contextRef="c-1" name="{concept}"{told} id="f-{next(self._ids)}">'
            f"{shown}</ix:nonNumeric>"
        )

    def hide(self, concept: str, said: str) -> None:
        """Says something in the header alone, as a page does of its fiscal period."""
        self._hidden.append(self.text(concept, said))

    def figure(self, figure: TaggedFigure, shown: str, scale: int) -> str:
        """`shown`, without its sign, under a tag. A dash is a tagged zero."""
        if not self.on:
            return shown
        where, name = self._context(figure.period, figure.member), f"f-{next(self._ids)}"
        self._figures.append((figure, where, name))
        # Inline XBRL 1.1, 4.2: the content has no sign; a negative value is told by the attribute.
        sign = ' sign="-"' if figure.value < 0 else ""
        form = "fixed-zero" if shown == DASH else "num-dot-decimal"
        return (
            f'<ix:nonFraction unitRef="{xbrl.unit_id(figure.unit)}" contextRef="{where}"'
            f' decimals="{figure.decimals}"{sign} name="{figure.concept}" format="ixt:{form}"'
            f' scale="{scale}" id="{name}">{shown}</ix:nonFraction>'
        )

    def header(self, schema: str) -> str:
        """The ix:header, in a block that is not displayed; empty without XBRL."""
        if not self.on:
            return ""
        contexts = "".join(self._told("xbrli:"))
        return (
            f'<div style="display:none"><ix:header><ix:hidden>{"".join(self._hidden)}</ix:hidden>'
            f'<ix:references xml:lang="en-US"><link:schemaRef xlink:type="simple" xlink:href="{schema}"/>'
            f"</ix:references><ix:resources>{xbrl.units('xbrli:')}{contexts}</ix:resources></ix:header></div>"
        )

    def instance(self, spaces: dict[str, str], schema: str) -> str:
        return xbrl.instance(spaces, schema, self._told(""), self._texts, self._figures)

    def _context(self, period: Period, member: Member | None) -> str:
        return self._contexts.setdefault((period, member), f"c-{len(self._contexts) + 1}")

    def _told(self, prefix: str) -> list[str]:
        return [
            xbrl.context(name, self._cik, period, member, prefix)
            for (period, member), name in self._contexts.items()
        ]


def page(title: str, spaces: dict[str, str], body: Sequence[str]) -> str:
    """A whole XHTML page that says it is made."""
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in {**_PAGE_SPACES, **spaces}.items())
    return (
        "<?xml version='1.0' encoding='ASCII'?>\n"
        f"<!-- {MADE} -->\n"
        f'<html xmlns="http://www.w3.org/1999/xhtml" {declared} xml:lang="en-US"><head>'
        '<meta http-equiv="Content-Type" content="text/html"/>\n\n\n'
        f"<title>{escape(title)}</title></head><body>{''.join(body)}{paragraph(MADE)}</body></html>"
    )


def typeset(text: str) -> str:
    """Text as HTML, with the apostrophes that filers' software writes."""
    return escape(text, quote=False).replace("'", "&#8217;")


def span(html: str, *, bold: bool = False, size: int = 10) -> str:
    weight = 700 if bold else 400
    style = _FONT.replace("10pt", f"{size}pt")
    return f'<span style="{style};font-weight:{weight}">{html}</span>'


def centered(html: str, *, bold: bool = True, size: int = 10) -> str:
    return f'<div style="margin-top:6pt;text-align:center">{span(html, bold=bold, size=size)}</div>'


def heading(text: str) -> str:
    """A heading; the space after `Item 2.` is one that does not break, as recorded."""
    label, mark, rest = text.partition(". ")
    html = f"{typeset(label)}.{SPACE * 4}{typeset(rest)}" if mark else typeset(text)
    return f'<div style="margin-top:18pt;text-align:justify">{span(html, bold=True)}</div>'


def paragraph(text: str) -> str:
    """A paragraph in two spans, as software writes it after an edit: the words are whole without the tags."""
    middle = text.find(" ", len(text) // 2)
    parts = [text] if middle < 0 else [text[: middle + 1], text[middle + 1 :]]
    spans = "".join(span(typeset(part)) for part in parts)
    return f'<div style="margin-top:9pt;text-align:justify">{spans}</div>'


def hidden_text(text: str) -> str:
    """Text that no reader sees."""
    return f'<div style="display:none">{span(typeset(text))}</div>'


def page_break(number: int) -> str:
    """The foot of a page with its number, and the top of the next."""
    return (
        '<div style="height:42.75pt;position:relative;width:100%">'
        '<div style="bottom:0;position:absolute;width:100%">'
        f'{centered(str(number), bold=False, size=8)}</div></div><hr style="page-break-after:always"/>'
        '<div style="min-height:42.75pt;width:100%"><div style="text-align:left">'
        f'<a href="#toc">{span("Table of Contents", size=8)}</a></div></div>'
    )


def table(statement: Statement, tagger: Tagger) -> str:
    """A statement: a caption, then three cells a column: the dollar sign, the figure, the bracket."""
    columns = statement.columns
    rows = ["<tr>" + _cell("") * 3 + "".join(_wide(c.over) for c in columns) + "</tr>"]
    rows.append("<tr>" + _cell("") * 3 + "".join(_wide(day_of(c.period.end)) for c in columns) + "</tr>")
    shaded = False
    for line in statement.lines:
        shaded = not shaded
        style = f"background-color:{'#cceeff' if shaded else '#ffffff'};padding:2px 1pt"
        indent = "" if line.total or line.concept is None else ";padding-left:12pt"
        label = span(typeset(line.caption), bold=line.concept is None)
        cells = [f'<td colspan="3" style="{style}{indent};text-align:left">{label}</td>']
        for column, amount in zip(columns, line.amounts, strict=True):
            cells.append(_amount(statement, line, column.period, amount, tagger))
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return (
        centered(typeset(statement.title))
        + centered(typeset(statement.note), bold=False, size=8)
        + '<div style="text-align:center"><table style="border-collapse:collapse;width:100.000%">'
        + "".join(rows)
        + "</table></div>"
    )


def day_of(day: dt.date) -> str:
    """`June 30, 2026`, as HTML with the space that does not break."""
    return f"{day:%B}{SPACE}{day.day}, {day.year}"


def _amount(statement: Statement, line: Line, period: Period, amount: Decimal | None, tagger: Tagger) -> str:
    if line.concept is None:
        return '<td colspan="3" style="padding:0 1pt"></td>'
    if amount is None:  # the line stands for the other column: a dash that nobody tagged
        return _cell("") + _cell(DASH) + _cell("")
    per_share = line.unit == "USD/shares"
    scale = 0 if per_share else statement.scale
    figure = TaggedFigure(line.concept, amount, period, line.unit, 2 if per_share else -scale)
    html = tagger.figure(figure, shown(amount, scale), scale)
    in_brackets = (-amount if line.negated else amount) < 0
    dollar = "$" if line.total or per_share else ""
    return (
        _cell(dollar)
        + _cell(f"({html}" if in_brackets else f"{html}{SPACE}")
        + _cell(")" if in_brackets else "")
    )


def shown(amount: Decimal, scale: int) -> str:
    """`1,234` for 1,234,000,000 at scale 6, without a sign. Raises ValueError for what would be rounded."""
    if amount == 0:
        return DASH
    scaled = abs(amount).scaleb(-scale)
    if scale and scaled != scaled.to_integral_value():
        raise ValueError(f"{amount} cannot be shown in units of 10^{scale}")
    return f"{scaled.to_integral_value():,f}" if scale else f"{scaled:,f}"


def in_words(figure: TaggedFigure, scale: int, tagger: Tagger) -> str:
    """A figure inside a sentence: `$1,234 million`."""
    named = {6: " million", 3: " thousand", 0: ""}[scale]
    return f"${tagger.figure(replace(figure, decimals=-scale), shown(figure.value, scale), scale)}{named}"


def _cell(html: str) -> str:
    inside = span(html) if html else ""
    return f'<td style="padding:2px 0 2px 1pt;text-align:right;vertical-align:bottom">{inside}</td>'


def _wide(html: str) -> str:
    return f'<td colspan="3" style="padding:2px 1pt;text-align:center">{span(html, bold=True, size=8)}</td>'
