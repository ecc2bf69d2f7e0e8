"""FMP's and Finnhub's answers: what is asked of them a company at a time, and FMP's news of the whole market.

Shapes: FMP's as recorded (`price-target-news`, `grades`, both kinds of consensus) and documented (`grades-latest-news`);
Finnhub's as recorded (`recommendation`, `price-target`) and documented (finnhub.io/docs/api). FMP reads articles: it
tells no target before, and its time is UTC. Finnhub's `lastUpdated` names no zone.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from tocsin.clock import EASTERN
from tocsin.demo.box import Asked
from tocsin.demo.fault import Answer
from tocsin.demo.vendor_book import Action, Book, Result, Standing, company_name, exact
from tocsin.demo.vendor_json import as_json, dashed, dotted, iso_z, whole

_MOST_NEWS = 100


def _between(day: dt.date, query: dict[str, str]) -> bool:
    return query.get("from", "0000") <= day.isoformat() <= query.get("to", "9999")


def _slug(*words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", " ".join(words).lower()).strip("-")


# --- FMP ------------------------------------------------------------------------------------------------


def fmp(book: Book, asked: Asked) -> Answer | None:
    """None for a path that FMP has not; an empty list for a company that it does not know."""
    query = asked.query
    symbol = dashed(query.get("symbol", ""))
    match asked.path.removeprefix("/stable/"):
        case "price-target-latest-news":
            rows = [_target_news(one) for one in book.newest_first() if one.told.to is not None]
        case "price-target-news":
            rows = [_target_news(one) for one in book.newest_first(symbol) if one.told.to is not None]
        case "grades-latest-news":
            rows = [_grade_news(one) for one in book.newest_first() if one.told.rating is not None]
        case "grades-news":
            rows = [_grade_news(one) for one in book.newest_first(symbol) if one.told.rating is not None]
        case "grades":
            return as_json([_grade(one) for one in book.newest_first(symbol) if one.told.rating is not None])
        case "price-target-consensus":
            return as_json([_mean_target(one) for one in _standing(book, symbol) if one.mean is not None])
        case "grades-consensus":
            return as_json([_counted(one) for one in _standing(book, symbol)])
        case _:
            return None
    size = min(whole(query.get("limit"), 10), _MOST_NEWS)
    start = whole(query.get("page"), 0) * size
    return as_json(rows[start : start + size])


def _standing(book: Book, symbol: str) -> list[Standing]:
    return [book.standings[symbol]] if symbol in book.standings else []


def _article(one: Action, title: str) -> dict[str, Any]:
    """An article of the same words has another address when the target has changed since."""
    told = one.told
    return {
        "symbol": told.symbol,
        "publishedDate": iso_z(one.at, thousandths=True),
        "newsURL": f"https://www.example.com/notes/{one.id}-{_slug(told.firm, told.symbol)}",
        "newsTitle": title,
        "newsBaseURL": "example.com",
        "newsPublisher": "Made Wire",
        "priceWhenPosted": Decimal("31.20"),
    }


def _target_news(one: Action) -> dict[str, Any]:
    told = one.told
    title = f"{told.firm} puts its {company_name(told.symbol)} price target at ${told.to}"
    return {
        **_article(one, title),
        "analystName": told.analyst or "",
        "analystCompany": told.firm,
        "priceTarget": exact(told.to),
        "adjPriceTarget": exact(told.adjusted_to or told.to),
    }


def _fmp_word(action: str) -> str:
    words = {"Upgrades": "upgrade", "Downgrades": "downgrade", "Initiates Coverage On": "initialise"}
    return words.get(action, "hold")


def _grade_news(one: Action) -> dict[str, Any]:
    told = one.told
    return {
        **_article(one, f"{told.firm} rates {company_name(told.symbol)} {told.rating}"),
        "gradingCompany": told.firm,
        "newGrade": told.rating,
        "previousGrade": told.rating_before or "",
        "action": _fmp_word(told.rating_action),
    }


def _grade(one: Action) -> dict[str, Any]:
    told = one.told
    action = "maintain" if told.rating_action == "Maintains" else _fmp_word(told.rating_action)
    return {
        "symbol": told.symbol,
        "date": f"{one.at.astimezone(EASTERN):%Y-%m-%d}",
        "gradingCompany": told.firm,
        "previousGrade": told.rating_before or "",
        "newGrade": told.rating,
        "action": action,
    }


def _mean_target(one: Standing) -> dict[str, Any]:
    return {
        "symbol": one.symbol,
        "targetHigh": one.high,
        "targetLow": one.low,
        "targetConsensus": one.mean,
        "targetMedian": one.mean,
    }


def _counted(one: Standing) -> dict[str, Any]:
    return {
        "symbol": one.symbol,
        "strongBuy": one.strong_buys,
        "buy": one.buys,
        "hold": one.holds,
        "sell": one.sells,
        "strongSell": one.strong_sells,
        "consensus": "Buy" if one.buys + one.strong_buys > one.holds + one.sells else "Hold",
    }


# --- Finnhub --------------------------------------------------------------------------------------------


def finnhub(book: Book, asked: Asked) -> Answer | None:
    """None for a path that Finnhub has not; nothing, or zeros, for a company that it does not know."""
    query = asked.query
    symbol = dashed(query.get("symbol", ""))
    match asked.path.removeprefix("/api/v1"):
        case "/quote":
            return as_json(_quote(book, symbol))
        case "/stock/recommendation":
            return as_json([_recommendation(one) for one in _standing(book, symbol)])
        case "/stock/price-target":
            found = [one for one in _standing(book, symbol) if one.mean is not None]
            return as_json(_price_target(found[0]) if found else {})
        case "/stock/upgrade-downgrade":
            own = [one for one in book.newest_first(symbol or None) if one.told.rating is not None]
            return as_json([_finnhub_grade(one) for one in own if _between(one.at.date(), query)])
        case "/calendar/earnings":
            own_results = [one for one in book.results.values() if symbol in ("", one.symbol)]
            rows = [_earnings(one) for one in own_results if _between(one.day, query)]
            return as_json({"earningsCalendar": rows})
    return None


def _quote(book: Book, symbol: str) -> dict[str, Any]:
    told = book.quotes.get(symbol)
    if told is None:
        return {"c": 0, "d": None, "dp": None, "h": 0, "l": 0, "o": 0, "pc": 0, "t": 0}
    close = told.previous_close
    change = None if close is None else told.price - close
    return {
        "c": told.price,
        "d": change,
        "dp": None if not change or not close else round(change / close * 100, 4),
        "h": told.price,
        "l": told.price,
        "o": told.price,
        "pc": close if close is not None else 0,
        "t": int(told.at.timestamp()),
    }


def _recommendation(one: Standing) -> dict[str, Any]:
    return {
        "buy": one.buys,
        "hold": one.holds,
        "period": f"{one.at.astimezone(EASTERN):%Y-%m}-01",
        "sell": one.sells,
        "strongBuy": one.strong_buys,
        "strongSell": one.strong_sells,
        "symbol": dotted(one.symbol),
    }


def _price_target(one: Standing) -> dict[str, Any]:
    return {
        "lastUpdated": f"{one.at.astimezone(EASTERN):%Y-%m-%d} 00:00:00",
        "numberAnalysts": one.analysts,
        "symbol": dotted(one.symbol),
        "targetHigh": one.high,
        "targetLow": one.low,
        "targetMean": one.mean,
        "targetMedian": one.mean,
    }


def _finnhub_grade(one: Action) -> dict[str, Any]:
    told = one.told
    words = {"Upgrades": "up", "Downgrades": "down", "Initiates Coverage On": "init", "Maintains": "main"}
    return {
        "symbol": dotted(told.symbol),
        "gradeTime": int(one.at.timestamp()),
        "company": told.firm,
        "fromGrade": told.rating_before or "",
        "toGrade": told.rating,
        "action": words.get(told.rating_action, "reit"),
    }


def _earnings(one: Result) -> dict[str, Any]:
    return {
        "date": one.day.isoformat(),
        "epsActual": one.eps,
        "epsEstimate": one.eps_estimate,
        "hour": "amc",
        "quarter": one.quarter,
        "revenueActual": one.revenue,
        "revenueEstimate": one.revenue_estimate,
        "symbol": dotted(one.symbol),
        "year": one.year,
    }
