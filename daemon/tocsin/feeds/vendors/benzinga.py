"""Benzinga: analysts' ratings and price targets of the whole market, those it takes back, and the consensus.

- Ratings: docs.benzinga.com/benzinga-apis/calendar/get-ratings. The answer's shape is recorded (the vendor's example
  and twenty rows). `date` and `time` are Eastern: cloud.benzinga.com/cloud-product/sell-side-analyst-ratings says
  "EST", and in every recorded row, of summer and of winter, they are to the second the time of making that the `id`
  holds. Asked by what was updated since, as docs.benzinga.com/benzinga/calendar-v2.html advises, five seconds back.
- Removed: github.com/Benzinga/benzinga-docs, api-reference/calendar-api/get-removed. Documented shape (dividends in
  the example), unverified for ratings; its parameters are unverified too.
- Consensus: docs.benzinga.com, api-reference/calendar-api/get-consensus-ratings. The vendor's example is recorded;
  it does not name the company, so the question must. Which way a share class is written in it is unverified (BRK.B).

No limit of requests is published: two a minute for the market, and the consensus of few companies a round, in turn.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import ClassVar

from tocsin.clock import EASTERN
from tocsin.configfile import FeedSection
from tocsin.errors import Unreadable
from tocsin.feeds.feed import Answer, Ask, Key, Wanted
from tocsin.feeds.vendors import analysts, values
from tocsin.feeds.vendors.analysts import When
from tocsin.feeds.vendors.benzinga_action import Names, action
from tocsin.feeds.vendors.values import Row
from tocsin.model import ANALYST_ACTION, MARKET, Bulletin, Consensus, Reading

SOURCE = "Benzinga"
_NAMES = Names(
    id="id",
    firm="analyst",
    company="name",
    analyst="analyst_name",
    url="url",
    rating_action="action_company",
    rating_before="rating_prior",
    rating="rating_current",
    target_action="action_pt",
    before="pt_prior",
    to="pt_current",
    adjusted_before="adjusted_pt_prior",
    adjusted_to="adjusted_pt_current",
)
RATINGS = "/api/v2.1/calendar/ratings"
REMOVED = "/api/v2.1/calendar-removed/"
CONSENSUS = "/api/v1/consensus-ratings"
PAGE = 1000  # the most that is answered at once
MOST_PAGES = 20
FIRST_LOOK = dt.timedelta(days=7)
LAG = 5
# Removals have no cursor of their own: they are asked for from a day before that of the ratings.
REMOVED_BACK = 86_400


class BenzingaSection(FeedSection):
    EXAMPLE: ClassVar[str] = '{use: benzinga, key: "${BENZINGA_KEY}"}'


class Benzinga:
    """Its cursor is the greatest `updated` that was told, in seconds since 1970."""

    KEYS: ClassVar[type[FeedSection]] = BenzingaSection
    BASE: ClassVar[str | None] = "https://api.benzinga.com"
    KEY: ClassVar[Key | None] = Key("token")
    EVERY: ClassVar[dt.timedelta] = dt.timedelta(seconds=30)
    A_MINUTE: ClassVar[int] = 30

    def __init__(self, keys: FeedSection) -> None:
        self._every = keys.every or self.EVERY
        self._room = analysts.room(keys.a_minute or self.A_MINUTE, self._every)

    @property
    def tells(self) -> frozenset[str]:
        return frozenset({"price_target", "rating", "consensus"})

    def asks(self, wanted: Wanted, cursor: str | None) -> Iterator[Ask]:
        if wanted.kinds & {"price_target", "rating"}:
            known = _seconds(cursor)
            since = known or int((wanted.now - FIRST_LOOK).timestamp())
            yield _ratings(since, known or 0, 0)
            yield _removed(since - REMOVED_BACK, 0)
        if "consensus" in wanted.kinds:
            for symbol in analysts.in_turn(wanted.symbols, wanted.now, self._every, self._room - 2):
                params = (("parameters[tickers]", symbol.replace("-", ".")), ("aggregate_type", "number"))
                yield Ask(
                    CONSENSUS,
                    params,
                    about=symbol,
                    may_be_missing=True,
                    kinds=frozenset({"consensus"}),
                    symbol=symbol,
                )

    def read(self, ask: Ask, body: bytes, now: dt.datetime) -> Answer:
        if not body.strip() and ask.may_be_missing:
            return Answer(())  # 204: no analyst follows the company; 404: nothing was removed
        try:
            return self._read(ask, body, now)
        except Unreadable:
            if _nothing_found(body):
                return Answer(())
            raise

    def _read(self, ask: Ask, body: bytes, now: dt.datetime) -> Answer:
        if ask.path == CONSENSUS:
            return Answer(tuple(_consensus(values.single(body), ask.about, now)))
        page = int(dict(ask.params)["page"])
        since, greatest = map(int, ask.about.split())
        if ask.path == REMOVED:
            removed = values.rows(body, "removed")
            told = values.readings(removed, lambda row: _withdrawn(row, now), ("id", "type"))
            full = len(removed) >= PAGE and page + 1 < MOST_PAGES
            return Answer(told, more=_removed(since, page + 1) if full else None)
        rows = values.rows(body, "ratings")
        told = values.readings(
            rows, lambda row: action(row, _NAMES, SOURCE, _when(row, now)), ("id", "ticker", "analyst")
        )
        # Not from a page alone: whichever way they are sorted, no row is left behind when a later page fails.
        greatest = max([greatest, *_updated(rows, now)])
        if len(rows) >= PAGE and page + 1 < MOST_PAGES:
            return Answer(told, more=_ratings(since, greatest, page + 1))
        return Answer(told, cursor=str(greatest) if rows and greatest else None)


def _ratings(since: int, greatest: int, page: int) -> Ask:
    params = (("parameters[updated]", str(since - LAG)), ("pagesize", str(PAGE)), ("page", str(page)))
    return Ask(RATINGS, params, about=f"{since} {greatest}", kinds=analysts.ACTIONS)


def _removed(since: int, page: int) -> Ask:
    params = (("type", "ratings"), ("updated", str(since)), ("pageSize", str(PAGE)), ("page", str(page)))
    return Ask(
        REMOVED, params, about=f"{since} {since}", may_be_missing=True, kinds=frozenset({"withdrawal"})
    )


def _seconds(cursor: str | None) -> int | None:
    good = cursor is not None and cursor.isascii() and cursor.isdigit() and len(cursor) <= 10
    return int(cursor) if cursor is not None and good else None


def _updated(rows: Iterable[Row], now: dt.datetime) -> Iterator[int]:
    for row in rows:
        time = values.epoch(row.get("updated"), now)
        if time is not None:
            yield int(min(time, now).timestamp())


def _nothing_found(body: bytes) -> bool:
    """Benzinga's `{"ok": false, "errors": [{"code": "no_data_found"}]}`, which asks nobody to do anything."""
    return b'"no_data_found"' in body[:1000]


# --- rows -----------------------------------------------------------------------------------------------


def _when(row: Row, now: dt.datetime) -> When:
    """When an action became public: by `date` and `time`, which are Eastern; midnight is no time of day."""
    date, time = row.get("date"), row.get("time")
    if isinstance(date, str) and isinstance(time, str) and time.strip() != "00:00:00":
        at = values.moment(f"{date.strip()} {time.strip()}", EASTERN, now)
        if at is not None:
            return When(at)
    midnight = values.day(date, now)
    return When(midnight, day_only=midnight is not None)


def _withdrawn(row: Row, now: dt.datetime) -> tuple[Reading, ...] | None:
    removed, kind = values.identity(row.get("id")), values.text(row.get("type"))
    if removed is None or kind is None:
        return None
    if kind.casefold() != "ratings":
        return ()
    accepted = values.epoch(row.get("updated"), now)
    head = Bulletin(removed, ANALYST_ACTION, MARKET, SOURCE, accepted, withdrawn=True)
    return (Reading(head, ()),)


def _consensus(row: Row, ticker: str, now: dt.datetime) -> Iterator[Reading]:
    counts = row.get("aggregate_ratings")
    if not isinstance(counts, dict) or row.get("aggregate_type") == "percentage":
        counts = {}
    names = ("strong_buy", "buy", "hold", "sell", "strong_sell")
    told = {name: values.count(counts.get(name)) for name in names}
    at = values.moment(row.get("updated_at"), dt.UTC, now)
    fact = Consensus(
        issuer=values.issuer(ticker),
        buys=analysts.added(told["strong_buy"], told["buy"]),
        holds=told["hold"],
        sells=analysts.added(told["sell"], told["strong_sell"]),
        mean=values.positive(row.get("consensus_price_target")),
        high=values.positive(row.get("high_price_target")),
        low=values.positive(row.get("low_price_target")),
        analysts=values.count(row.get("unique_analyst_count")),
        at=at,
        source=SOURCE,
    )
    if any(v is not None for v in (fact.buys, fact.holds, fact.sells, fact.mean, fact.high, fact.low)):
        yield analysts.consensus(fact, When(at))
