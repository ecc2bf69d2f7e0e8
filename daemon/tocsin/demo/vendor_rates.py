"""FRED's, the New York Fed's and the Treasury's answers: rates and yields by day.

Shapes: FRED's as recorded, its texts with "." for a day without a figure; the Treasury's entries as recorded, in the
feed of its newer host; the New York Fed's as its documentation has them (markets.newyorkfed.org/static/docs).
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import quoteattr

from tocsin.demo.box import Asked
from tocsin.demo.fault import Answer
from tocsin.demo.vendor_book import Book
from tocsin.demo.vendor_json import as_json, iso_z, whole

_MATURITIES = {
    "BC_1MONTH": "DGS1MO",
    "BC_1_5MONTH": "UST1.5MO",
    "BC_2MONTH": "UST2MO",
    "BC_3MONTH": "DGS3MO",
    "BC_4MONTH": "UST4MO",
    "BC_6MONTH": "DGS6MO",
    "BC_1YEAR": "DGS1",
    "BC_2YEAR": "DGS2",
    "BC_3YEAR": "DGS3",
    "BC_5YEAR": "DGS5",
    "BC_7YEAR": "DGS7",
    "BC_10YEAR": "DGS10",
    "BC_20YEAR": "DGS20",
    "BC_30YEAR": "DGS30",
}
_AVERAGES = {"average30day": "SOFR30DAYAVG", "average90day": "SOFR90DAYAVG", "average180day": "SOFR180DAYAVG"}
_REFERENCE = re.compile(
    r"/api/rates/(?:secured/(sofr|tgcr|bgcr|sofrai)|unsecured/(effr|obfr))/last/(\d+)\.json"
)
# Whose a series is; FRED has all of them but the maturities that are the Treasury's alone.
TREASURYS = frozenset(_MATURITIES.values())
NEW_YORK_FEDS = frozenset({"SOFR", "TGCR", "BGCR", "EFFR", "OBFR", *_AVERAGES.values()})


def fred(book: Book, asked: Asked) -> Answer | None:
    """None for a path that FRED has not; a series without a day is one that does not exist."""
    if asked.path != "/fred/series/observations":
        return None
    query = asked.query
    series = query.get("series_id", "")
    days = [] if series.startswith("UST") else book.days(series)
    if not days:
        return _bad_request("The series does not exist.")
    if query.get("file_type") != "json":
        return _bad_request("The box answers with file_type=json alone.")
    since = query.get("observation_start", "1600-01-01")
    days = [(day, percent) for day, percent in days if day.isoformat() >= since]
    if query.get("sort_order") == "desc":
        days.reverse()
    limit, today = whole(query.get("limit"), 100_000), days[-1][0].isoformat() if days else since
    rows = [
        {
            "realtime_start": today,
            "realtime_end": today,
            "date": day.isoformat(),
            "value": "." if percent is None else f"{percent:f}",
        }
        for day, percent in days
    ]
    return as_json(
        {
            "realtime_start": today,
            "realtime_end": today,
            "observation_start": since,
            "observation_end": "9999-12-31",
            "units": "lin",
            "output_type": 1,
            "file_type": "json",
            "order_by": "observation_date",
            "sort_order": query.get("sort_order", "asc"),
            "count": len(rows),
            "offset": 0,
            "limit": limit,
            "observations": rows[:limit],
        }
    )


def _bad_request(why: str) -> Answer:
    return as_json({"error_code": 400, "error_message": f"Bad Request.  {why}"}, 400)


def nyfed(book: Book, asked: Asked) -> Answer | None:
    """None for a path that the New York Fed has not."""
    found = _REFERENCE.fullmatch(asked.path)
    if found is None:
        return None
    kind = (found[1] or found[2]).upper()
    rows = _averages(book) if kind == "SOFRAI" else [_reference(kind, *told) for told in book.days(kind)]
    return as_json({"refRates": rows[::-1][: int(found[3])]})


def _reference(kind: str, day: dt.date, percent: Decimal | None) -> dict[str, Any]:
    return {
        "effectiveDate": day.isoformat(),
        "type": kind,
        "percentRate": "NA" if percent is None else percent,
        "volumeInBillions": 2145,
        "revisionIndicator": "",
    }


def _averages(book: Book) -> list[dict[str, Any]]:
    by_day: dict[dt.date, dict[str, Any]] = {}
    for name, series in _AVERAGES.items():
        for day, percent in book.days(series):
            row = by_day.setdefault(day, {"effectiveDate": day.isoformat(), "type": "SOFRAI"})
            row[name] = "NA" if percent is None else percent
    return [
        {**row, "index": Decimal("1.23456789"), "revisionIndicator": ""} for _, row in sorted(by_day.items())
    ]


def treasury(book: Book, asked: Asked, now: dt.datetime) -> Answer | None:
    """None for a path that the Treasury has not; a month without a day is a feed without entries."""
    if asked.path != "/resource-center/data-chart-center/interest-rates/pages/xml":
        return None
    query = asked.query
    month = query.get("field_tdr_date_value_month", "")
    if query.get("data") != "daily_treasury_yield_curve":
        month = "none"
    told = {
        (day, name): percent
        for name, series in _MATURITIES.items()
        for day, percent in book.days(series)
        if f"{day:%Y%m}" == month
    }
    days = sorted({day for day, _ in told})
    entries = "".join(
        _entry(day, {name: p for (d, name), p in told.items() if d == day}, now) for day in days
    )
    return Answer(f"{_HEAD.format(now=iso_z(now))}{entries}</feed>".encode(), "text/xml; charset=utf-8")


_HEAD = """<?xml version="1.0" encoding="utf-8" standalone="yes" ?>
<feed xml:base="http://home.treasury.gov/resource-center/data-chart-center/interest-rates/pages/xml"
 xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices"
 xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata" xmlns="http://www.w3.org/2005/Atom">
<title type="text">DailyTreasuryYieldCurveRateData</title>
<id>http://home.treasury.gov/resource-center/data-chart-center/interest-rates/pages/xml</id>
<updated>{now}</updated>
"""


def _entry(day: dt.date, figures: dict[str, Decimal | None], now: dt.datetime) -> str:
    told = "".join(
        f'<d:{name} m:type="Edm.Double" m:null="true" />'
        if percent is None
        else f'<d:{name} m:type="Edm.Double">{percent:f}</d:{name}>'
        for name, percent in ((name, figures.get(name)) for name in _MATURITIES)
    )
    about = quoteattr(f"DailyTreasuryYieldCurveRateData({day:%Y%m%d})")
    return (
        f'<entry><id>{about[1:-1]}</id><title type="text"></title><updated>{iso_z(now)}</updated>'
        f'<content type="application/xml"><m:properties><d:NEW_DATE m:type="Edm.DateTime">{day}T00:00:00</d:NEW_DATE>'
        f"{told}</m:properties></content></entry>\n"
    )
