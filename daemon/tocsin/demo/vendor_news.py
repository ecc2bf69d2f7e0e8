"""A newswire's RSS, and the notes that a desk keeps as JSON of its own."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime
from typing import Any
from xml.sax.saxutils import escape

from tocsin.demo.fault import Answer
from tocsin.demo.vendor_book import Action, Book, exact
from tocsin.demo.vendor_json import as_json

TITLE = "Made Wire"


def rss(book: Book) -> Answer:
    """RSS 2.0 as rssboard.org/rss-specification prescribes it, newest first."""
    newest = sorted(book.news.values(), key=lambda one: (one.at, one.id), reverse=True)
    told = "".join(
        f"<item><title>{escape(one.title)}</title><link>{escape(one.url)}</link>"
        f'<guid isPermaLink="false">{escape(one.id)}</guid>'
        f"<pubDate>{format_datetime(one.at.astimezone(dt.UTC), usegmt=True)}</pubDate></item>\n"
        for one in newest
    )
    feed = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
        f"<title>{TITLE}</title><link>https://www.example.com/</link><description>Made news</description>\n"
        f"{told}</channel></rss>\n"
    )
    return Answer(feed.encode(), "application/rss+xml; charset=utf-8")


def desk(book: Book) -> Answer:
    """In nobody's shape but its own: texts for figures, and other names than anybody's."""
    notes = [_note(one) for one in book.newest_first()]
    prices = [
        {"ticker": one.symbol, "last": f"${one.price:f}", "asOf": one.at.isoformat()}
        for one in book.quotes.values()
    ]
    wire = [
        {
            "ref": one.id,
            "line": one.title,
            "link": one.url,
            "tickers": list(one.symbols),
            "time": one.at.isoformat(),
        }
        for one in book.news.values()
    ]
    return as_json({"desk": {"notes": notes, "prices": prices, "wire": wire}})


def _note(one: Action) -> dict[str, Any]:
    told = one.told
    before, to = exact(told.before), exact(told.to)
    return {
        "ref": one.id,
        "ticker": told.symbol,
        "bank": told.firm,
        "who": told.analyst,
        "was": None if before is None else f"{before:.2f}",
        "now": None if to is None else f"{to:.2f}",
        "ccy": told.currency,
        "view": {"was": told.rating_before, "now": told.rating},
        "did": told.target_action or told.rating_action,
        "time": one.at.isoformat(),
    }
