"""Financial Modeling Prep (FMP): price targets and ratings of the whole market as news tells them, and the consensus.

- `/stable/price-target-latest-news`: site.financialmodelingprep.com/developer/docs/stable/price-target-latest-news.
  The shape is recorded from its sister for one company, `price-target-news`. It tells no target before.
- `/stable/grades-latest-news`: .../developer/docs/stable/grades-latest-news, documented shape, unverified, but seen in
  recorded answers of others. It reads articles: one that says "Microsoft upgraded, HubSpot downgraded" came as a
  downgrade of MSFT, without the grade before. So an upgrade or a downgrade from nothing is told without its action.
- `/stable/grades?symbol=`: the shape is the vendor's example, recorded. The day alone; all that ever was, at each asking.
- `/stable/price-target-consensus?symbol=`, `/stable/grades-consensus?symbol=`: the vendor's examples, recorded. No time.

Several publishers report the same action, so there is one bulletin for a company, a firm and a day: the latest figure,
at the time when it was first told. The market's news needs a plan that has it; `ratings: by company` does without.
The smallest plan that is counted by the minute allows 300 requests.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Annotated, ClassVar

from tocsin.clock import EASTERN
from tocsin.configfile import FeedSection
from tocsin.feeds.feed import Answer, Ask, Key, Wanted
from tocsin.feeds.vendors import analysts, values
from tocsin.feeds.vendors.analysts import Told, When
from tocsin.feeds.vendors.values import Row
from tocsin.model import Consensus, Issuer, Reading
from tocsin.yamltext import choice, from_text

SOURCE = "Financial Modeling Prep"
TARGETS = "/stable/price-target-latest-news"
GRADES_NEWS = "/stable/grades-latest-news"
GRADES = "/stable/grades"
MEAN_TARGET = "/stable/price-target-consensus"
COUNTED_GRADES = "/stable/grades-consensus"
TOLD_AT = {
    TARGETS: frozenset({"price_target"}),
    GRADES_NEWS: frozenset({"rating"}),
    GRADES: frozenset({"rating"}),
    MEAN_TARGET: frozenset({"consensus"}),
    COUNTED_GRADES: frozenset({"consensus"}),
}
WHOLE_MARKET, BY_COMPANY = "whole market", "by company"
PAGE = 100
MOST_PAGES = 10
# Articles are entered late, and both kinds of news share one cursor.
BACK = dt.timedelta(hours=1)
# A split moves the adjusted target by more than this, and nothing else does.
_NO_SPLIT = Decimal("0.01")


class FmpSection(FeedSection):
    """`ratings` is where they come from: the whole market's news, or the grades of each watched company."""

    EXAMPLE: ClassVar[str] = '{use: fmp, key: "${FMP_KEY}", ratings: by company}'
    ratings: Annotated[str, from_text(choice({word: word for word in (WHOLE_MARKET, BY_COMPANY)}))] = (
        WHOLE_MARKET
    )


class Fmp:
    """Its cursor is the latest `publishedDate` that was told."""

    KEYS: ClassVar[type[FeedSection]] = FmpSection
    BASE: ClassVar[str | None] = "https://financialmodelingprep.com"
    KEY: ClassVar[Key | None] = Key("apikey")
    EVERY: ClassVar[dt.timedelta] = dt.timedelta(seconds=60)
    A_MINUTE: ClassVar[int] = 300

    def __init__(self, keys: FeedSection) -> None:
        self._by_company = isinstance(keys, FmpSection) and keys.ratings == BY_COMPANY
        self._every = keys.every or self.EVERY
        self._room = analysts.room(keys.a_minute or self.A_MINUTE, self._every)

    @property
    def tells(self) -> frozenset[str]:
        return frozenset({"price_target", "rating", "consensus"})

    def asks(self, wanted: Wanted, cursor: str | None) -> Iterator[Ask]:
        since = values.moment(cursor, None, wanted.now)
        until = _iso(since - BACK) if since else ""
        if "price_target" in wanted.kinds:
            yield _news(TARGETS, 0, until, "")
        if "rating" in wanted.kinds and not self._by_company:
            yield _news(GRADES_NEWS, 0, until, "")
        paths = [GRADES] if "rating" in wanted.kinds and self._by_company else []
        if "consensus" in wanted.kinds:
            paths += [MEAN_TARGET, COUNTED_GRADES]
        if paths:
            most = (self._room - 2) // len(paths)
            for symbol in analysts.in_turn(wanted.symbols, wanted.now, self._every, most):
                for path in paths:
                    yield Ask(path, (("symbol", symbol),), about=symbol, kinds=TOLD_AT[path], symbol=symbol)

    def read(self, ask: Ask, body: bytes, now: dt.datetime) -> Answer:
        rows = values.rows(body)
        match ask.path:
            case p if p == MEAN_TARGET:
                return Answer(values.readings(rows[:1], lambda row: _mean_target(row, ask.about)))
            case p if p == COUNTED_GRADES:
                return Answer(values.readings(rows[:1], lambda row: _counted_grades(row, ask.about)))
            case p if p == GRADES:
                told = values.readings(
                    rows, lambda row: _grade(row, now), ("symbol", "date", "gradingCompany")
                )
                return Answer(analysts.latest_each(told))
        read, firm = (_target, "analystCompany") if ask.path == TARGETS else (_grade, "gradingCompany")
        told = values.readings(rows, lambda row: read(row, now), ("symbol", "publishedDate", firm))
        return _paged(ask, rows, _first_tellers(told), now)


def _news(path: str, page: int, until: str, latest: str) -> Ask:
    params = (("page", str(page)), ("limit", str(PAGE)))
    return Ask(path, params, about=f"{until} {latest}", kinds=TOLD_AT[path])


def _paged(ask: Ask, rows: Sequence[Row], told: tuple[Reading, ...], now: dt.datetime) -> Answer:
    """Back to what the cursor knows; without one, the newest page is enough."""
    until, _, latest = ask.about.partition(" ")
    times = [_iso(time) for row in rows if (time := _published(row, now))]
    latest = max([latest, *(min(time, _iso(now)) for time in times)])
    page = int(dict(ask.params)["page"]) + 1
    if until and times and min(times) > until and len(rows) >= PAGE and page < MOST_PAGES:
        return Answer(told, more=_news(ask.path, page, until, latest))
    return Answer(told, cursor=latest or None)


def _iso(time: dt.datetime) -> str:
    return time.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _published(row: Row, now: dt.datetime) -> dt.datetime | None:
    return values.moment(row.get("publishedDate"), None, now)


# --- rows -----------------------------------------------------------------------------------------------


def _told(row: Row, firm_key: str, now: dt.datetime) -> Told | None:
    """Who tells what of whom; None without a company, a firm and a day."""
    ticker, firm = values.symbol(row.get("symbol")), values.text(row.get(firm_key))
    at, midnight = _published(row, now), values.day(row.get("date"), now)
    accepted = at or midnight
    if ticker is None or firm is None or accepted is None:
        return None
    return Told(
        analysts.named("target" if firm_key == "analystCompany" else "grade", ticker, firm, _day(accepted)),
        SOURCE,
        values.issuer(ticker),
        firm,
        values.text(row.get("analystName")),
        When(accepted, day_only=at is None),
        values.address(row.get("newsURL")),
    )


def _day(time: dt.datetime) -> str:
    return time.astimezone(EASTERN).date().isoformat()


def _target(row: Row, now: dt.datetime) -> Iterable[Reading] | None:
    told = _told(row, "analystCompany", now)
    if told is None:
        return None
    to, adjusted = values.positive(row.get("priceTarget")), values.positive(row.get("adjPriceTarget"))
    split = to is not None and adjusted is not None and abs(adjusted - to) > to * _NO_SPLIT
    reading = told.reading(told.target(None, to, None, None, across_split=split), None)
    return [reading] if reading else []


def _grade(row: Row, now: dt.datetime) -> Iterable[Reading] | None:
    told = _told(row, "gradingCompany", now)
    if told is None:
        return None
    before, to = values.text(row.get("previousGrade")), values.text(row.get("newGrade"))
    action = analysts.rating_action(row.get("action"))
    if row.get("action") == "hold" and before is not None and before == to:
        action = "maintains"  # its word for a grade that stays, be it a buy
    if action in {"upgrades", "downgrades"} and before is None:
        action = None
    reading = told.reading(None, told.rating(before, to, action))
    return [reading] if reading else []


def _first_tellers(told: Sequence[Reading]) -> tuple[Reading, ...]:
    """Of the readings under one id the earliest that says what the latest says."""
    kept: dict[str, Reading] = {latest.key or "": latest for latest in analysts.latest_each(told)}
    said = {key: _said(reading) for key, reading in kept.items()}
    for reading in told:
        key = reading.key or ""
        if _said(reading) == said[key] and analysts.later(kept[key], reading):
            kept[key] = reading
    return tuple(kept.values())


def _said(reading: Reading) -> tuple[object, ...]:
    return tuple(
        (getattr(fact, "before", None), getattr(fact, "to", None), getattr(fact, "action", None))
        for fact in reading.facts
    )


def _halves(row: Row, asked: str) -> Issuer:
    return values.issuer(values.symbol(row.get("symbol")) or asked)


def _mean_target(row: Row, asked: str) -> Iterable[Reading]:
    high, low = values.positive(row.get("targetHigh")), values.positive(row.get("targetLow"))
    mean = values.positive(row.get("targetConsensus"))
    if mean is None and high is None and low is None:
        return []
    fact = Consensus(_halves(row, asked), None, None, None, mean, high, low, None, None, SOURCE)
    return [analysts.consensus(fact, When(None), "targets")]


def _counted_grades(row: Row, asked: str) -> Iterable[Reading]:
    buys = analysts.added(values.count(row.get("strongBuy")), values.count(row.get("buy")))
    holds = values.count(row.get("hold"))
    sells = analysts.added(values.count(row.get("sell")), values.count(row.get("strongSell")))
    if buys is None or holds is None or sells is None:
        return []
    everyone = buys + holds + sells
    fact = Consensus(_halves(row, asked), buys, holds, sells, None, None, None, everyone, None, SOURCE)
    return [analysts.consensus(fact, When(None), "ratings")]
