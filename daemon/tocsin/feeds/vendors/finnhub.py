"""Finnhub: what is asked of it. What its answers say is in `finnhub_answers`.

finnhub.io/docs/api: the key goes in the header `X-Finnhub-Token`; 60 requests a minute on the free plan, and no more
than 30 a second on any. Most is asked a company at a time, so of many companies a part in a round, in turn. Symbols
are written with a dot (BRK.B).

The free plan refuses `price-target` and `upgrade-downgrade`: `premium: no` leaves them out, and with them all ratings.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, ClassVar

from tocsin.clock import EASTERN
from tocsin.configfile import FeedSection
from tocsin.feeds.feed import Answer, Ask, Key, Wanted
from tocsin.feeds.vendors import analysts, finnhub_answers
from tocsin.model import Reading
from tocsin.yamltext import from_text, yes_or_no

EARNINGS = "/calendar/earnings"
QUOTE = "/quote"
GRADES = "/stock/upgrade-downgrade"
COUNTED = "/stock/recommendation"
TARGET = "/stock/price-target"
TOLD_AT = {
    QUOTE: frozenset({"price"}),
    GRADES: frozenset({"rating"}),
    COUNTED: frozenset({"consensus"}),
    TARGET: frozenset({"consensus"}),
}
# Results are entered in the days after they come out.
RESULTS_BACK = dt.timedelta(days=3)
GRADES_BACK = dt.timedelta(days=30)

_READ: Mapping[str, Callable[[bytes, str, dt.datetime], tuple[Reading, ...]]] = {
    EARNINGS: finnhub_answers.earnings,
    QUOTE: finnhub_answers.quote,
    GRADES: finnhub_answers.grades,
    COUNTED: finnhub_answers.recommendation,
    TARGET: finnhub_answers.price_target,
}


class FinnhubSection(FeedSection):
    """`premium` is whether the plan has what the free one refuses."""

    EXAMPLE: ClassVar[str] = '{use: finnhub, key: "${FINNHUB_KEY}", premium: no}'
    premium: Annotated[bool, from_text(yes_or_no)] = True


class Finnhub:
    """It has no cursor: each answer is whole."""

    KEYS: ClassVar[type[FeedSection]] = FinnhubSection
    BASE: ClassVar[str | None] = "https://finnhub.io/api/v1"
    KEY: ClassVar[Key | None] = Key("X-Finnhub-Token", header=True)
    EVERY: ClassVar[dt.timedelta] = dt.timedelta(seconds=60)
    A_MINUTE: ClassVar[int] = 60

    def __init__(self, keys: FeedSection) -> None:
        self._premium = keys.premium if isinstance(keys, FinnhubSection) else True
        self._every = keys.every or self.EVERY
        self._room = analysts.room(keys.a_minute or self.A_MINUTE, self._every)

    @property
    def tells(self) -> frozenset[str]:
        return frozenset({"consensus", "earnings", "price"} | ({"rating"} if self._premium else set()))

    def asks(self, wanted: Wanted, cursor: str | None) -> Iterator[Ask]:
        today = wanted.now.astimezone(EASTERN).date()
        if "earnings" in wanted.kinds:
            span = (("from", (today - RESULTS_BACK).isoformat()), ("to", today.isoformat()))
            yield Ask(EARNINGS, span, kinds=frozenset({"earnings"}))
        paths = list(self._by_company(wanted.kinds))
        if not paths:
            return
        since = (("from", (today - GRADES_BACK).isoformat()), ("to", today.isoformat()))
        symbols = analysts.in_turn(wanted.symbols, wanted.now, self._every, (self._room - 1) // len(paths))
        for path in paths:
            for symbol in symbols:
                asked = (("symbol", symbol.replace("-", ".")),)
                yield Ask(
                    path,
                    asked + since if path == GRADES else asked,
                    about=symbol,
                    kinds=TOLD_AT[path],
                    symbol=symbol,
                )

    def _by_company(self, kinds: frozenset[str]) -> Iterator[str]:
        if "price" in kinds:
            yield QUOTE
        if "rating" in kinds and self._premium:
            yield GRADES
        if "consensus" in kinds:
            yield COUNTED
            if self._premium:
                yield TARGET

    def read(self, ask: Ask, body: bytes, now: dt.datetime) -> Answer:
        return Answer(_READ[ask.path](body, ask.about, now))
