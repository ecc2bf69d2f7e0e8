"""The Treasury's daily par yield curve, by the names that FRED gives its maturities (`DGS10`).

    GET /resource-center/data-chart-center/interest-rates/pages/xml?data=daily_treasury_yield_curve
        &field_tdr_date_value_month=202605

https://home.treasury.gov/treasury-daily-interest-rate-xml-feed. Recorded: entries of the older host data.treasury.gov,
which are of the same shape. As the newer host has been seen to answer, the root is `<pre>` on the page `xmlview` and
namespaces are declared on every element: so entries are looked for under any root but a web page's. There
the figures have two places; the older host's are floats (3.7899999618530273 is 3.79). Figures come once a day, from
about 3:30 p.m. Eastern.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import ClassVar

from lxml import etree

from tocsin.clock import EASTERN
from tocsin.configfile import FeedSection
from tocsin.errors import Unreadable
from tocsin.feeds.feed import Answer, Ask, Key, Wanted
from tocsin.feeds.vendors import bulletins, values
from tocsin.model import Reading

SOURCE = "US Treasury"
PATH = "/resource-center/data-chart-center/interest-rates/pages/xml"
PAGE = "https://home.treasury.gov/resource-center/data-chart-center/interest-rates/TextView"
# FRED has no series for the maturities whose names begin with UST. BC_30YEARDISPLAY, the same as BC_30YEAR but 0 on
# days without one, is left out.
SERIES = {
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
# Until then a month has too few days for a rule that looks back a week or two, and at first none.
_FIRST_DAYS = 10
_ATOM = "{http://www.w3.org/2005/Atom}"
_NAMED = "{http://schemas.microsoft.com/ado/2007/08/dataservices}"
_TYPED = "{http://schemas.microsoft.com/ado/2007/08/dataservices/metadata}"
_CENT = Decimal("0.01")
_NOISE = Decimal("0.000001")


class TreasurySection(FeedSection):
    """No keys of its own: the whole curve is one answer."""

    EXAMPLE: ClassVar[str] = "{use: treasury}"


class Treasury:
    KEYS: ClassVar[type[FeedSection]] = TreasurySection
    BASE: ClassVar[str | None] = "https://home.treasury.gov"
    KEY: ClassVar[Key | None] = None
    EVERY: ClassVar[dt.timedelta] = dt.timedelta(minutes=15)
    A_MINUTE: ClassVar[int] = 10

    def __init__(self, keys: FeedSection) -> None:
        pass

    @property
    def tells(self) -> frozenset[str]:
        return frozenset({"rate"})

    def asks(self, wanted: Wanted, cursor: str | None) -> Iterable[Ask]:
        if not wanted.kinds & self.tells or not set(wanted.series) & set(SERIES.values()):
            return []
        today = wanted.now.astimezone(EASTERN).date()
        months = [today]
        if today.day <= _FIRST_DAYS:
            months.append(today.replace(day=1) - dt.timedelta(days=1))
        return [_ask(f"{month:%Y%m}") for month in months]

    def read(self, ask: Ask, body: bytes, now: dt.datetime) -> Answer:
        url = f"{PAGE}?type=daily_treasury_yield_curve&field_tdr_date_value_month={ask.about}"
        told = [list(_rates(entry, url, now)) for entry in _entries(body)]
        if told and not any(told):
            raise Unreadable(f"not one of {len(told)} days of the yield curve can be read")
        return Answer(tuple(one for day in told for one in day))


def _ask(month: str) -> Ask:
    params = (("data", "daily_treasury_yield_curve"), ("field_tdr_date_value_month", month))
    return Ask(PATH, params, about=month)


def _entries(body: bytes) -> list[etree._Element]:
    # NULs are left out so that UTF-16 hides nothing. The feed has no document type, and a bomb needs one.
    bare = body.replace(b"\0", b"")
    if b"<!DOCTYPE" in bare[:2000] or b"<!ENTITY" in bare:
        raise Unreadable("the yield curve came as a web page or with a document type, which it never has")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        start = values.quoted(body[:400].decode("utf-8", "replace"))
        raise Unreadable(f"the yield curve is not whole XML: {start}") from error
    if etree.QName(root).localname not in {"feed", "pre"}:
        raise Unreadable(
            f"the yield curve came as <{values.text(str(root.tag))}>, an Atom feed was asked for"
        )
    return list(root.iter(f"{_ATOM}entry"))


def _rates(entry: etree._Element, url: str, now: dt.datetime) -> Iterator[Reading]:
    found = next(entry.iter(f"{_TYPED}properties"), None)
    if found is None:
        return
    day = (found.findtext(f"{_NAMED}NEW_DATE") or "").strip().removesuffix("T00:00:00")
    for name, series in SERIES.items():
        field = found.find(f"{_NAMED}{name}")
        if field is None or field.get(f"{_TYPED}null") == "true":
            continue
        figure = values.figure(field.text)
        told = None if figure is None else bulletins.rate(series, day, _two_places(figure), SOURCE, url, now)
        if told is not None:
            yield told


def _two_places(figure: Decimal) -> Decimal:
    """An Edm.Double of a figure with two places, without its noise."""
    near = figure.quantize(_CENT) if abs(figure) < 1000 else figure
    return near if abs(near - figure) <= _NOISE else figure
