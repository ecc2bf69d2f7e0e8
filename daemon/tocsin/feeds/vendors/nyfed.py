"""The New York Fed's reference rates: SOFR, TGCR, BGCR and the averages of SOFR; EFFR and OBFR.

    GET /api/rates/secured/sofr/last/10.json
    {"refRates": [{"effectiveDate": "2024-12-05", "type": "SOFR", "percentRate": 4.59, …, "revisionIndicator": ""}]}

https://markets.newyorkfed.org/static/docs/markets-api.html. Documented shape, unverified; the row above is from the
tests of a public client (smartcontractkit/external-adapters-js, nyfed). A figure that was not published is the text
"NA". A rate is revised on its day at about 2:30 p.m. (`revisionIndicator`): the row is then told again with the new
figure, under the same id. SOFRAI's rows carry `average30day`… and an index, and no `percentRate`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import ClassVar

from tocsin.configfile import FeedSection
from tocsin.feeds.feed import Answer, Ask, Key, Wanted
from tocsin.feeds.vendors import bulletins, values
from tocsin.model import Reading

DAYS = 10
SOURCE = "New York Fed"
# FRED's name of each series: the path that tells it, its type in the answer, and the field that holds it.
SERIES = {
    "SOFR": ("secured/sofr", "SOFR", "percentRate"),
    "TGCR": ("secured/tgcr", "TGCR", "percentRate"),
    "BGCR": ("secured/bgcr", "BGCR", "percentRate"),
    "SOFR30DAYAVG": ("secured/sofrai", "SOFRAI", "average30day"),
    "SOFR90DAYAVG": ("secured/sofrai", "SOFRAI", "average90day"),
    "SOFR180DAYAVG": ("secured/sofrai", "SOFRAI", "average180day"),
    "EFFR": ("unsecured/effr", "EFFR", "percentRate"),
    "OBFR": ("unsecured/obfr", "OBFR", "percentRate"),
}
_PAGES = {
    "SOFRAI": "https://www.newyorkfed.org/markets/reference-rates/sofr-averages-and-index",
    **{name: f"https://www.newyorkfed.org/markets/reference-rates/{name.lower()}" for name in SERIES},
}


class NyFedSection(FeedSection):
    """No keys of its own: the series that rules name are asked for."""

    EXAMPLE: ClassVar[str] = "{use: nyfed}"


class NyFed:
    KEYS: ClassVar[type[FeedSection]] = NyFedSection
    BASE: ClassVar[str | None] = "https://markets.newyorkfed.org"
    KEY: ClassVar[Key | None] = None
    EVERY: ClassVar[dt.timedelta] = dt.timedelta(minutes=5)
    A_MINUTE: ClassVar[int] = 30

    def __init__(self, keys: FeedSection) -> None:
        pass

    @property
    def tells(self) -> frozenset[str]:
        return frozenset({"rate"})

    def asks(self, wanted: Wanted, cursor: str | None) -> Iterable[Ask]:
        if not wanted.kinds & self.tells:
            return []
        paths = dict.fromkeys(SERIES[name][0] for name in wanted.series if name in SERIES)
        return [Ask(f"/api/rates/{path}/last/{DAYS}.json", about=path) for path in paths]

    def read(self, ask: Ask, body: bytes, now: dt.datetime) -> Answer:
        rows = values.rows(body, "refRates")
        return Answer(values.readings(rows, lambda row: _rates(row, now), needs=("effectiveDate", "type")))


def _rates(row: values.Row, now: dt.datetime) -> Iterator[Reading]:
    for series, (_, kind, field) in SERIES.items():
        if row.get("type") == kind:
            told = bulletins.rate(series, row.get("effectiveDate"), row.get(field), SOURCE, _PAGES[kind], now)
            if told is not None:
                yield told
