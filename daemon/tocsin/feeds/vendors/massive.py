"""Massive (formerly Polygon): Benzinga's ratings and consensus under Massive's key.

- Ratings: massive.com/docs/rest/partners/benzinga/analyst-ratings, documented shape, unverified. The page calls `time`
  UTC, and its own example shows it Eastern: 09:42:08 where `last_updated` is 13:42:30Z and the `benzinga_id` was made
  at 13:42:08Z. So it is read as Eastern, as UTC only where Eastern would be after `last_updated`, and where there is
  none to tell them apart the day alone is told.
- Consensus: massive.com/docs/rest/partners/benzinga/consensus-ratings, documented shape, unverified.
- The key goes in the header `Authorization: Bearer`, so that it stands in no address. `next_url` is never followed:
  only its parameters are taken.

The smallest plan allows five requests a minute.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar
from urllib.parse import parse_qsl, quote, urlsplit

from tocsin.clock import EASTERN
from tocsin.configfile import FeedSection
from tocsin.errors import Unreadable
from tocsin.feeds.feed import Answer, Ask, Key, Wanted
from tocsin.feeds.vendors import analysts, values
from tocsin.feeds.vendors.analysts import When
from tocsin.feeds.vendors.benzinga_action import Names, action
from tocsin.feeds.vendors.values import Row
from tocsin.model import Consensus, Reading

SOURCE = "Massive (Benzinga)"
_NAMES = Names(
    id="benzinga_id",
    firm="firm",
    company="company_name",
    analyst="analyst",
    url="benzinga_calendar_url",
    rating_action="rating_action",
    rating_before="previous_rating",
    rating="rating",
    target_action="price_target_action",
    before="previous_price_target",
    to="price_target",
    adjusted_before="previous_adjusted_price_target",
    adjusted_to="adjusted_price_target",
)
RATINGS = "/benzinga/v1/ratings"
CONSENSUS = "/benzinga/v1/consensus-ratings/"
PAGE = 1000
MOST_PAGES = 20
FIRST_LOOK = dt.timedelta(days=7)
# Clocks and entries differ by seconds: what says it was updated so much before it was issued is still believed.
SLACK = dt.timedelta(minutes=5)
_KEYS = frozenset({"apikey", "api_key", "token"})


class MassiveSection(FeedSection):
    EXAMPLE: ClassVar[str] = '{use: massive, key: "${MASSIVE_KEY}"}'


class Massive:
    """Its cursor is the latest `last_updated` that was told (`2025-05-22T13:42:30Z`)."""

    KEYS: ClassVar[type[FeedSection]] = MassiveSection
    BASE: ClassVar[str | None] = "https://api.massive.com"
    KEY: ClassVar[Key | None] = Key("Authorization", header=True, prefix="Bearer ")
    EVERY: ClassVar[dt.timedelta] = dt.timedelta(seconds=30)
    A_MINUTE: ClassVar[int] = 5

    def __init__(self, keys: FeedSection) -> None:
        self._every = keys.every or self.EVERY
        self._room = analysts.room(keys.a_minute or self.A_MINUTE, self._every)

    @property
    def tells(self) -> frozenset[str]:
        return frozenset({"price_target", "rating", "consensus"})

    def asks(self, wanted: Wanted, cursor: str | None) -> Iterator[Ask]:
        if wanted.kinds & {"price_target", "rating"}:
            known = values.moment(cursor, None, wanted.now)
            since = known or wanted.now - FIRST_LOOK
            params = (
                ("last_updated.gte", _iso(since)),
                ("sort", "last_updated.asc"),
                ("limit", str(PAGE)),
            )
            yield Ask(RATINGS, params, about=f"1 {_iso(known) if known else ''}", kinds=analysts.ACTIONS)
        if "consensus" in wanted.kinds:
            for symbol in analysts.in_turn(wanted.symbols, wanted.now, self._every, self._room - 1):
                # A share class is written with a dot there.
                yield Ask(
                    CONSENSUS + quote(symbol.replace("-", "."), safe=""),
                    about=symbol,
                    kinds=frozenset({"consensus"}),
                    symbol=symbol,
                )

    def read(self, ask: Ask, body: bytes, now: dt.datetime) -> Answer:
        answer = values.parsed(body)
        if not isinstance(answer, dict):
            raise Unreadable("the answer is no object: one with a list results was asked for")
        # A list without anything in it is left out of the answer.
        rows = (
            [] if answer.get("status") == "OK" and not answer.get("results") else values.rows(body, "results")
        )
        if ask.path.startswith(CONSENSUS):
            return Answer(tuple(reading for row in rows[:1] for reading in _consensus(row, ask.about)))
        told = values.readings(
            rows, lambda row: action(row, _NAMES, SOURCE, _when(row, now)), ("benzinga_id", "ticker", "firm")
        )
        page, _, latest = ask.about.partition(" ")
        latest = max([latest, *_updated(rows, now)])
        more = _next(answer.get("next_url"))
        if more and rows and int(page) < MOST_PAGES:
            return Answer(
                told, more=Ask(RATINGS, more, about=f"{int(page) + 1} {latest}", kinds=analysts.ACTIONS)
            )
        return Answer(told, cursor=(latest or None) if rows else None)


def _iso(time: dt.datetime) -> str:
    return time.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _updated(rows: Iterable[Row], now: dt.datetime) -> Iterator[str]:
    for row in rows:
        time = values.moment(row.get("last_updated"), dt.UTC, now)
        if time is not None:
            yield _iso(min(time, now))


def _next(url: Any) -> tuple[tuple[str, str], ...]:
    """The parameters of the next page, without any key; the host and the path stay our own."""
    if not isinstance(url, str) or len(url) > 8000:
        return ()
    try:
        pairs = parse_qsl(urlsplit(url).query, max_num_fields=20)
    except ValueError:
        return ()
    return tuple((name, value) for name, value in pairs if name.casefold() not in _KEYS)


# --- rows -----------------------------------------------------------------------------------------------


def _when(row: Row, now: dt.datetime) -> When:
    date, time = row.get("date"), row.get("time")
    updated = values.moment(row.get("last_updated"), dt.UTC, now)
    if updated is not None and isinstance(date, str) and isinstance(time, str) and time.strip() != "00:00:00":
        for zone in (EASTERN, dt.UTC):
            at = values.moment(f"{date.strip()} {time.strip()}", zone, now)
            if at is not None and at <= updated + SLACK:
                return When(at)
    midnight = values.day(date, now)
    return When(midnight, day_only=midnight is not None)


def _consensus(row: Row, ticker: str) -> Iterator[Reading]:
    names = ("strong_buy", "buy", "hold", "sell", "strong_sell")
    told = {name: values.count(row.get(f"{name}_ratings")) for name in names}
    fact = Consensus(
        issuer=values.issuer(values.symbol(row.get("ticker")) or ticker),
        buys=analysts.added(told["strong_buy"], told["buy"]),
        holds=told["hold"],
        sells=analysts.added(told["sell"], told["strong_sell"]),
        mean=values.positive(row.get("consensus_price_target")),
        high=values.positive(row.get("high_price_target")),
        low=values.positive(row.get("low_price_target")),
        analysts=values.count(row.get("ratings_contributors")),
        at=None,
        source=SOURCE,
    )
    if any(v is not None for v in (fact.buys, fact.holds, fact.sells, fact.mean, fact.high, fact.low)):
        yield analysts.consensus(fact, When(None))
