"""The bulletins that several adapters make: rates and headlines, so that the same thing has the same head whoever
tells it."""

from __future__ import annotations

import datetime as dt
import hashlib
import re

from tocsin.clock import EASTERN
from tocsin.feeds.vendors import values
from tocsin.model import FORM_OF, MARKET, Bulletin, Headline, Issuer, Rate, Reading

_SERIES = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_MOST_KEPT = 200  # characters of an id


def rate(
    series: str, day: object, percent: object, source: str, url: str | None, now: dt.datetime
) -> Reading | None:
    """A day's rate, or None where the day or the figure is none. Its id is the series and the day, so that a figure
    that is revised later has the same."""
    midnight, figure = values.day(day, now), values.figure(percent)
    if midnight is None or figure is None:
        return None
    date = midnight.astimezone(EASTERN).date()
    head = Bulletin(f"{series} {date}", FORM_OF["rate"], MARKET, source, midnight, url, day_only=True)
    return Reading(head, (Rate(series, date, figure, source),))


def headlines(
    given_id: str | None, fact: Headline, *, accepted: dt.datetime | None, day_only: bool = False
) -> tuple[Reading, ...]:
    """A headline's reading for each company that it is about; one of the market where none is told.

    Each company's has an id of its own, that does not change when another company is found later.
    """
    key = kept(given_id or fact.url or fact.title)

    def of(issuer: Issuer, own_id: str) -> Reading:
        head = Bulletin(own_id, FORM_OF["headline"], issuer, fact.source, accepted, fact.url, day_only)
        return Reading(head, (fact,))

    if not fact.issuers:
        return (of(MARKET, key),)
    return tuple(of(issuer, f"{key} {issuer.symbol or issuer.cik}") for issuer in fact.issuers)


def kept(said: str) -> str:
    """An id that is short: a long one by its beginning and its digest, so that two never become one."""
    if len(said) <= _MOST_KEPT:
        return said
    digest = hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()
    return f"{said[:100]}…{digest[:32]}"


def series_name(text: str) -> str:
    """The name of a series as FRED writes it: `dgs10` is DGS10. Raises ValueError for what is none."""
    said = text.strip()
    if not _SERIES.fullmatch(said):
        raise ValueError(f"{values.quoted(text)} is not the name of a series such as DGS10 or SOFR")
    return said.upper()
