"""FRED, the St. Louis Fed's library of series: rates and yields by their FRED names.

    GET /fred/series/observations?series_id=DGS10&file_type=json&sort_order=desc&limit=40

https://fred.stlouisfed.org/docs/api/fred/series_observations.html: `value` is a text, "." where a day has none.
Recorded: answers for GDP and CPILFESL; the order `desc` and the error under 400 (`error_code`, `error_message`)
are documented shapes, unverified. Limit: 120 requests a minute for a key
(https://fred.stlouisfed.org/docs/api/api_key.html, as clients of the API report it).

FRED tells a figure and not what it measures: whoever names a series here says that it is a percentage. CPILFESL is
an index: it must not be asked for a rate. A series of months or quarters is dated by the first day of each.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Annotated, ClassVar

from tocsin.configfile import FeedSection
from tocsin.feeds.feed import Answer, Ask, Key, Wanted
from tocsin.feeds.vendors import bulletins, values
from tocsin.model import Reading
from tocsin.yamltext import each_text

# Two months of days: enough for a rule that looks back, and for figures that are revised.
OBSERVATIONS = 40
# Names of our own for maturities of the Treasury's that FRED does not carry.
_NOT_FREDS = re.compile(r"UST[0-9.]+MO")


class FredSection(FeedSection):
    """`series` are asked for whether or not a rule names them; those that rules name are asked for anyway."""

    EXAMPLE: ClassVar[str] = '{use: fred, key: "${FRED_KEY}", series: [DGS10, SOFR]}'
    series: Annotated[tuple[str, ...], each_text(bulletins.series_name)] = ()


class Fred:
    KEYS: ClassVar[type[FeedSection]] = FredSection
    BASE: ClassVar[str | None] = "https://api.stlouisfed.org"
    KEY: ClassVar[Key | None] = Key("api_key")
    EVERY: ClassVar[dt.timedelta] = dt.timedelta(minutes=15)
    A_MINUTE: ClassVar[int] = 120

    def __init__(self, keys: FredSection) -> None:
        self._series = keys.series

    @property
    def tells(self) -> frozenset[str]:
        return frozenset({"rate"})

    def asks(self, wanted: Wanted, cursor: str | None) -> Iterable[Ask]:
        if not wanted.kinds & self.tells:
            return []
        series = dict.fromkeys((*self._series, *wanted.series))
        return [_ask(name) for name in series if not _NOT_FREDS.fullmatch(name)]

    def read(self, ask: Ask, body: bytes, now: dt.datetime) -> Answer:
        series = ask.about
        url = f"https://fred.stlouisfed.org/series/{series}"

        def told(row: values.Row) -> list[Reading]:
            one = bulletins.rate(series, row.get("date"), row.get("value"), "FRED", url, now)
            return [] if one is None else [one]

        return Answer(values.readings(values.rows(body, "observations"), told, needs=("date", "value")))


def _ask(series: str) -> Ask:
    params = (
        ("series_id", series),
        ("file_type", "json"),
        ("sort_order", "desc"),
        ("limit", str(OBSERVATIONS)),
    )
    return Ask("/fred/series/observations", params, about=series)
