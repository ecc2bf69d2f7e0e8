"""The cover page of a report as it is tagged: whose, of when, what kind (the `dei` taxonomy)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tocsin.facts.reports import transforms
from tocsin.facts.reports.contexts import Context, Names
from tocsin.facts.reports.inline import Inline, Tagged

_MOST_CONTINUATIONS = 50
_COVER_NAMES = frozenset(
    (
        "EntityCentralIndexKey",
        "EntityRegistrantName",
        "TradingSymbol",
        "DocumentType",
        "DocumentPeriodEndDate",
        "DocumentFiscalYearFocus",
        "DocumentFiscalPeriodFocus",
        "AmendmentFlag",
    )
)
_FISCAL_PERIODS = frozenset(("Q1", "Q2", "Q3", "Q4", "FY"))


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the cover page; its context says of which period, and of which registrant, it is told."""

    name: str
    text: str
    form: str | None
    context: Context


@dataclass(frozen=True, slots=True)
class CoverPage:
    """What `xbrl.Report` says of the report as a whole; None where it is not told, or not as it should be."""

    cik: str | None
    name: str | None
    symbol: str | None
    document_type: str | None
    period_end: dt.date | None
    fiscal_year: int | None
    fiscal_period: str | None
    amendment: bool | None
    start: dt.date | None


def is_of_cover(concept: str) -> bool:
    return concept.startswith("dei:") and concept[4:] in _COVER_NAMES


def read(cover: Iterable[Told]) -> CoverPage:
    """The cover page from its entries, in document order."""
    said: dict[str, Told] = {}
    for told in cover:
        before = said.get(told.name)
        # With several registrants the facts without a dimension are the filing's own.
        if told.text and (before is None or (before.context.dimensions and not told.context.dimensions)):
            said[told.name] = told
    texts = {name: told.text for name, told in said.items()}
    cik, year = texts.get("EntityCentralIndexKey", ""), texts.get("DocumentFiscalYearFocus", "")
    period = texts.get("DocumentFiscalPeriodFocus", "").upper()
    amends = said.get("AmendmentFlag")
    about = said.get("DocumentType") or said.get("DocumentPeriodEndDate")
    end = transforms.day(texts.get("DocumentPeriodEndDate", ""))
    return CoverPage(
        cik=cik.zfill(10) if re.fullmatch("[0-9]{1,10}", cik) and cik.strip("0") else None,
        name=texts.get("EntityRegistrantName"),
        symbol=texts.get("TradingSymbol"),
        document_type=texts.get("DocumentType"),
        period_end=end or (about.context.end if about else None),
        fiscal_year=int(year) if re.fullmatch("(?:19|20)[0-9]{2}", year) else None,
        fiscal_period=period if period in _FISCAL_PERIODS else None,
        amendment=transforms.flag(amends.text, amends.form) if amends else None,
        start=about.context.start if about else None,
    )


def of_inline(inline: Inline, names: Names) -> Iterator[Told]:
    """The entries of an inline document; a text may go on in continuations (Inline XBRL 1.1, 4)."""
    continuations: dict[str, Tagged] | None = None
    for tagged in inline.texts:
        name = tagged.told.name or ""
        if name.rpartition(":")[2].strip() not in _COVER_NAMES:
            continue  # a note, of which the whole text is tagged
        concept = names[name]
        context = inline.contexts.get(tagged.told.context or "")
        if context is None or not is_of_cover(concept):
            continue
        pieces = [inline.content(tagged) or ""]
        following, seen = tagged.told.continued_at, 0
        if following and continuations is None:
            continuations = {piece.told.id or "": piece for piece in inline.continuations}
        while following and continuations and seen < _MOST_CONTINUATIONS:
            piece = continuations.get(following)
            if piece is None:
                break
            pieces.append(inline.content(piece) or "")
            following, seen = piece.told.continued_at, seen + 1
        form = tagged.told.form
        text = " ".join(" ".join(pieces).split())
        # A fixed value has no text that counts, and may have none at all.
        yield Told(concept[4:], text or form or "", form, context)
