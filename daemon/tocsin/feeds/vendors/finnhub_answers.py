"""What Finnhub's answers say, each as the bytes of one, the symbol that was asked for, and the time.

- Recorded: `/stock/recommendation` (finnhub.io/docs/api/recommendation-trends; in an old answer `period` is `Sep 2019`)
  and `/stock/price-target` (finnhub.io/docs/api/price-target).
- Documented shape, unverified: `/stock/upgrade-downgrade` (finnhub.io/docs/api/upgrade-downgrade; `gradeTime` is often
  the UTC midnight of a day, and then tells the day alone), `/calendar/earnings` (finnhub.io/docs/api/earnings-calendar;
  year and quarter are fiscal), `/quote` (finnhub.io/docs/api/quote; an unknown symbol has a price of 0 at 0).

All raise Unreadable for what is not that answer.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal

from tocsin.clock import EASTERN
from tocsin.feeds.vendors import analysts, values
from tocsin.feeds.vendors.analysts import Told, When
from tocsin.feeds.vendors.values import Row
from tocsin.model import FORM_OF, Bulletin, Consensus, Earnings, FeedFact, Issuer, Price, Reading

SOURCE = "Finnhub"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EXACT = Context(prec=200)
_CENT = Decimal("0.01")
# A surprise of more percent than this is no comparison any more.
_MOST_PERCENT = Decimal(10) ** 12


def quote(body: bytes, symbol: str, now: dt.datetime) -> tuple[Reading, ...]:
    """The last price."""
    row = values.single(body)
    price = values.positive(row.get("c"))
    if price is None:
        return ()
    at = values.epoch(row.get("t"), now)
    issuer = values.issuer(symbol)
    fact = Price(issuer, price, at, SOURCE, values.positive(row.get("pc")))
    return (Reading(_head(f"price {symbol}", "price", issuer, When(at)), (fact,)),)


def recommendation(body: bytes, symbol: str, now: dt.datetime) -> tuple[Reading, ...]:
    """How many say buy, hold and sell in the newest period."""
    rows = [(period, row) for row in values.rows(body) if (period := _period(row.get("period")))]
    if not rows:
        return ()
    _, row = max(rows, key=lambda each: each[0])
    buys = analysts.added(values.count(row.get("strongBuy")), values.count(row.get("buy")))
    holds = values.count(row.get("hold"))
    sells = analysts.added(values.count(row.get("sell")), values.count(row.get("strongSell")))
    if buys is None or holds is None or sells is None:
        return ()
    issuer = values.issuer(values.symbol(row.get("symbol")) or symbol)
    fact = Consensus(issuer, buys, holds, sells, None, None, None, buys + holds + sells, None, SOURCE)
    return (analysts.consensus(fact, When(None), "ratings"),)


def _period(said: object) -> tuple[int, int] | None:
    """Year and month of `2026-05-01`, or of `Sep 2019`."""
    written = values.text(said) or ""
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{2})(?:-[0-9]{2})?", written):
        return int(found[1]), int(found[2])
    if (found := re.fullmatch(r"([A-Za-z]{3}) ([0-9]{4})", written)) and found[1].lower() in _MONTHS:
        return int(found[2]), _MONTHS.index(found[1].lower()) + 1
    return None


def price_target(body: bytes, symbol: str, now: dt.datetime) -> tuple[Reading, ...]:
    """The mean, the highest and the lowest target. `lastUpdated` names no zone: its day is told."""
    row = values.single(body)
    mean = values.positive(row.get("targetMean"))
    high, low = values.positive(row.get("targetHigh")), values.positive(row.get("targetLow"))
    if mean is None and high is None and low is None:
        return ()
    midnight = values.day((values.text(row.get("lastUpdated")) or "")[:10], now)
    issuer = values.issuer(values.symbol(row.get("symbol")) or symbol)
    number = values.count(row.get("numberAnalysts"))
    fact = Consensus(issuer, None, None, None, mean, high, low, number, None, SOURCE)
    return (analysts.consensus(fact, When(midnight, day_only=midnight is not None), "targets"),)


# --- ratings --------------------------------------------------------------------------------------------


def grades(body: bytes, symbol: str, now: dt.datetime) -> tuple[Reading, ...]:
    """What firms did to their ratings: one bulletin for a company, a firm and a day."""
    rows = values.rows(body)
    told = values.readings(rows, lambda row: _grade(row, symbol, now), ("gradeTime", "company"))
    return analysts.latest_each(told)


def _grade(row: Row, asked: str, now: dt.datetime) -> Iterable[Reading] | None:
    ticker, firm = values.symbol(row.get("symbol")) or asked, values.text(row.get("company"))
    at = values.epoch(row.get("gradeTime"), now)
    if firm is None or at is None:
        return None
    when, day = When(at), at.astimezone(EASTERN).date().isoformat()
    if at.time() == dt.time(0):
        day = at.date().isoformat()
        when = When(values.day(day, now), day_only=True)
    told = Told(
        analysts.named("grade", ticker, firm, day),
        SOURCE,
        values.issuer(ticker),
        firm,
        None,
        when,
    )
    rating = told.rating(
        values.text(row.get("fromGrade")),
        values.text(row.get("toGrade")),
        analysts.rating_action(row.get("action")),
    )
    reading = told.reading(None, rating)
    return [reading] if reading else []


# --- results --------------------------------------------------------------------------------------------


def earnings(body: bytes, symbol: str, now: dt.datetime) -> tuple[Reading, ...]:
    """The results of the days that were asked for; a company that has none yet is left out."""
    rows = values.rows(body, "earningsCalendar")
    return values.readings(rows, lambda row: _results(row, now), ("symbol", "date", "epsActual"))


def _results(row: Row, now: dt.datetime) -> Iterable[Reading] | None:
    ticker, midnight = values.symbol(row.get("symbol")), values.day(row.get("date"), now)
    if ticker is None or midnight is None:
        return None
    issuer = values.issuer(ticker)
    year, quarter = values.count(row.get("year")), values.count(row.get("quarter"))
    period = f"{year:f}Q{quarter:f}" if year and quarter and year < 10_000 and quarter <= 4 else None
    facts: list[FeedFact] = []
    for measure in ("eps", "revenue"):
        actual = values.figure(row.get(f"{measure}Actual"))
        estimate = values.figure(row.get(f"{measure}Estimate"))
        if actual is not None:
            surprise = surprise_percent(actual, estimate)
            facts.append(Earnings(issuer, period, measure, actual, estimate, surprise, None, SOURCE))
    if not facts:
        return []
    when = When(midnight, day_only=True)
    named = f"earnings {ticker} {period or str(row.get('date')).strip()}"
    return [Reading(_head(named, "earnings", issuer, when), tuple(facts))]


def surprise_percent(actual: Decimal, estimate: Decimal | None) -> Decimal | None:
    """By how many percent of the estimate's size the result is above it, to two places; None without an estimate,
    or when it is zero."""
    if not estimate:
        return None
    above = _EXACT.multiply(_EXACT.subtract(actual, estimate), Decimal(100))
    percent = _EXACT.divide(above, _EXACT.abs(estimate))
    if abs(percent) > _MOST_PERCENT:
        return None
    return percent.quantize(_CENT, rounding=ROUND_HALF_EVEN, context=_EXACT)


def _head(named: str, kind: str, issuer: Issuer, when: When) -> Bulletin:
    return Bulletin(named, FORM_OF[kind], issuer, SOURCE, when.accepted, day_only=when.day_only)
