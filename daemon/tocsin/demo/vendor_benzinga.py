"""Benzinga's answers, by itself and under Massive's key: ratings, those it took back, and the consensus.

Shapes: the examples of docs.benzinga.com (ratings, removed, consensus) and of
massive.com/docs/rest/partners/benzinga (analyst-ratings, consensus-ratings). Figures are texts in the one, numbers in
the other; a figure that is not told is an empty text, or absent. `date` and `time` are Eastern and name no zone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar
from urllib.parse import quote, unquote, urlencode

from tocsin.clock import EASTERN
from tocsin.demo.box import Asked
from tocsin.demo.fault import Answer
from tocsin.demo.vendor_book import Action, Book, Figure, Standing, company_name, exact
from tocsin.demo.vendor_doors import NOT_THERE, refusal
from tocsin.demo.vendor_json import as_json, dashed, dotted, iso_z, whole

_Row = TypeVar("_Row")
_MOST = 1000
_PAGE = "https://www.benzinga.com/quote/{}/analyst-ratings"
_LAST_UPDATED = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


def benzinga(book: Book, asked: Asked) -> Answer | None:
    """None for a path that Benzinga has not."""
    path = asked.path.rstrip("/")
    query = {name.lower(): value for name, value in asked.query.items()}
    if path == "/api/v2.1/calendar/ratings":
        return as_json({"ratings": [_row(one) for one in _page(_asked_for(book, query), query)]})
    if path in {"/api/v2.1/calendar-removed", "/api/v2/calendar-removed"}:
        since = whole(query.get("updated") or query.get("parameters[updated]"), 0)
        rows = [
            {"id": one.id, "type": "ratings", "updated": int(one.updated.timestamp())}
            for one in book.removed.values()
            if one.updated.timestamp() >= since and query.get("type", "ratings") == "ratings"
        ]
        return as_json({"removed": _page(rows, query)})
    if path == "/api/v1/consensus-ratings":
        standing = book.standings.get(dashed(query.get("parameters[tickers]", "")))
        return as_json(_consensus(standing)) if standing else refusal("benzinga", NOT_THERE)
    return None


def _asked_for(book: Book, query: Mapping[str, str]) -> list[Action]:
    """Newest first; with `updated` those changed since, in the order of their changes, as is documented."""
    tickers = {dashed(one) for one in query.get("parameters[tickers]", "").split(",") if one}
    found = [one for one in book.newest_first() if not tickers or one.told.symbol in tickers]
    if "parameters[updated]" in query:
        since = whole(query["parameters[updated]"], 0)
        found = [one for one in found if int(one.updated.timestamp()) >= since]
        found.sort(key=lambda one: (one.updated, one.id))
    return found


def _page(rows: Sequence[_Row], query: Mapping[str, str]) -> Sequence[_Row]:
    size = min(whole(query.get("pagesize"), 50), _MOST)
    start = whole(query.get("page"), 0) * size
    return rows[start : start + size]


def _text(figure: Figure | None, places: int = 2) -> str:
    told = exact(figure)
    return "" if told is None else f"{told:.{places}f}"


def _hash(name: str | None) -> str:
    return hashlib.sha256((name or "").encode()).hexdigest()[:24] if name else ""


def _row(one: Action) -> dict[str, Any]:
    told, eastern = one.told, one.at.astimezone(EASTERN)
    before, to = exact(told.before), exact(told.to)
    adjusted = (told.adjusted_before or told.before, told.adjusted_to or told.to)
    page = _PAGE.format(dotted(told.symbol))
    return {
        "action_company": told.rating_action,
        "action_pt": told.target_action,
        "adjusted_pt_current": _text(adjusted[1]),
        "adjusted_pt_prior": _text(adjusted[0]),
        "analyst": told.firm,
        "analyst_id": _hash(told.analyst),
        "analyst_name": told.analyst or "",
        "currency": told.currency,
        "date": f"{eastern:%Y-%m-%d}",
        "exchange": "NASDAQ",
        "id": one.id,
        "importance": 0,
        "name": company_name(told.symbol),
        "notes": "",
        "pt_current": _text(to, 4),
        "pt_pct_change": _text((to - before) / before * 100) if before and to is not None else "",
        "pt_prior": _text(before),
        "rating_current": told.rating or "",
        "rating_prior": told.rating_before or "",
        "ticker": dotted(told.symbol),
        "time": f"{eastern:%H:%M:%S}",
        "updated": int(one.updated.timestamp()),
        "url": page,
        "url_calendar": page,
        "url_news": page.replace("/quote/", "/stock-articles/"),
    }


def _consensus(one: Standing) -> dict[str, Any]:
    # 5 for a strong buy down to 1 for a strong sell, as in the recorded one: (7*5 + 12*4 + 5*3 + 2*2) / 26 = 3.923…
    counts = (one.strong_buys, one.buys, one.holds, one.sells, one.strong_sells)
    weighed = sum(weight * count for weight, count in zip(range(5, 0, -1), counts, strict=True))
    mark = Decimal(weighed) / max(one.analysts, 1)
    return {
        "aggregate_ratings": {
            "strong_buy": one.strong_buys,
            "buy": one.buys,
            "hold": one.holds,
            "sell": one.sells,
            "strong_sell": one.strong_sells,
        },
        "aggregate_type": "number",
        "low_price_target": one.low,
        "high_price_target": one.high,
        "consensus_price_target": one.mean,
        "consensus_rating_val": mark,
        "consensus_rating": "BUY" if mark >= Decimal("3.5") else "HOLD" if mark >= Decimal("2.5") else "SELL",
        "updated_at": iso_z(one.at),
        "total_analyst_count": 2 * one.analysts,
        "unique_analyst_count": one.analysts,
    }


# --- Massive --------------------------------------------------------------------------------------------


def massive(book: Book, asked: Asked, base: str) -> Answer | None:
    """`base` is the address that the next page is told with. None for a path that Massive has not."""
    path, query = asked.path.rstrip("/"), asked.query
    if path == "/benzinga/v1/ratings":
        rows = sorted(book.actions.values(), key=lambda one: (one.updated, one.id))
        since = query.get("last_updated.gte", "")
        if since and not _LAST_UPDATED.fullmatch(since):
            return as_json({"status": "ERROR", "error": f"last_updated.gte: {since!r} is no time"}, 400)
        rows = [one for one in rows if iso_z(one.updated) >= since]
        size, start = min(whole(query.get("limit"), 100), 50_000), whole(query.get("cursor"), 0)
        told = {
            "status": "OK",
            "request_id": "made",
            "results": [_massive_row(r) for r in rows][start:][:size],
        }
        if start + size < len(rows):
            # The real one is opaque, and leads nowhere but here.
            told["next_url"] = f"{base}{path}?{urlencode({**query, 'cursor': start + size})}"
        return as_json({key: value for key, value in told.items() if value})
    if path.startswith("/benzinga/v1/consensus-ratings/"):
        symbol = dashed(unquote(path.rpartition("/")[2]))
        standing = book.standings.get(symbol)
        if standing is None:
            return as_json({"status": "OK", "request_id": "made"})
        return as_json({"status": "OK", "request_id": "made", "results": [_massive_consensus(standing)]})
    return None


def _massive_row(one: Action) -> dict[str, Any]:
    told, eastern = one.told, one.at.astimezone(EASTERN)
    row: dict[str, str | int | Decimal | None] = {
        "benzinga_id": one.id,
        "ticker": dotted(told.symbol),
        "company_name": company_name(told.symbol),
        "firm": told.firm,
        "benzinga_firm_id": _hash(told.firm),
        "analyst": told.analyst,
        "date": f"{eastern:%Y-%m-%d}",
        "time": f"{eastern:%H:%M:%S}",
        "last_updated": iso_z(one.updated),
        "rating_action": told.rating_action.lower().replace(" ", "_"),
        "rating": told.rating,
        "previous_rating": told.rating_before,
        "price_target_action": told.target_action.lower(),
        "price_target": exact(told.to),
        "previous_price_target": exact(told.before),
        "adjusted_price_target": exact(told.adjusted_to or told.to),
        "previous_adjusted_price_target": exact(told.adjusted_before or told.before),
        "currency": told.currency,
        "importance": 0,
        "benzinga_calendar_url": _PAGE.format(quote(dotted(told.symbol))),
    }
    # What is not told is absent there, not null.
    return {name: value for name, value in row.items() if value not in (None, "")}


def _massive_consensus(one: Standing) -> dict[str, Any]:
    return {
        "ticker": dotted(one.symbol),
        "strong_buy_ratings": one.strong_buys,
        "buy_ratings": one.buys,
        "hold_ratings": one.holds,
        "sell_ratings": one.sells,
        "strong_sell_ratings": one.strong_sells,
        "ratings_contributors": one.analysts,
        "consensus_price_target": one.mean,
        "high_price_target": one.high,
        "low_price_target": one.low,
        "consensus_rating": "buy",
    }
