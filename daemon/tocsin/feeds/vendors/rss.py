"""Headlines of RSS and Atom feeds.

feedparser (https://feedparser.readthedocs.io/en/latest/date-parsing/) guesses a day for a time that it does not
understand (its issue 75), and takes one without a zone for UTC (its issue 51): a time is believed only in the forms
that RSS and Atom prescribe, and without a zone for its day alone.
"""

from __future__ import annotations

import calendar
import datetime as dt
import html
import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, ClassVar
from urllib.parse import urlsplit

from tocsin.configfile import FeedSection
from tocsin.feeds.feed import Answer, Ask, Key, Wanted
from tocsin.feeds.vendors import bulletins, values
from tocsin.feeds.vendors.analysts import When
from tocsin.feeds.vendors.syndication import parsed
from tocsin.feeds.vendors.titles import named_in
from tocsin.model import Headline, Issuer, Reading
from tocsin.yamltext import each_text, quote

MEGABYTE = 1_000_000

_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# RFC 822 with a zone that feedparser knows, as RSS prescribes (https://www.rssboard.org/rss-specification).
_RFC822 = re.compile(
    r"(?:[A-Za-z]{3,9},? +)?(?P<day>\d{1,2}) +(?P<month>[A-Za-z]{3})[a-z]* +(?P<year>\d{4}) +"
    r"\d{1,2}:\d{2}(?::\d{2})?(?P<zone> *(?:[-+]\d{4}|[-+]\d{2}:\d{2}|GMT|UTC?|Z|[ECMP][SD]T))?"
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}.*)?")


def _address(text: str) -> str:
    # Not quoted back: a token may stand in it.
    try:
        parts = urlsplit(text.strip())
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or not re.fullmatch(r"[!-~]+", text.strip()):
        raise ValueError("this is not the address of a feed: it begins with https:// (or http://) and a host")
    return text.strip()


def _ticker(text: str) -> str:
    symbol = values.symbol(text)
    if symbol is None:
        raise ValueError(f"{quote(text)} is not a ticker such as SMCI or BRK-B")
    return symbol


class RssSection(FeedSection):
    """`url` is the address of a feed, or a list of them. Every headline is about `issuers` where they are given;
    otherwise about the companies that its title names."""

    EXAMPLE: ClassVar[str] = '{use: rss, url: ["https://example.com/news.rss"], issuers: [SMCI]}'
    url: Annotated[tuple[str, ...], each_text(_address)]
    issuers: Annotated[tuple[str, ...], each_text(_ticker)] = ()


class Rss:
    KEYS: ClassVar[type[FeedSection]] = RssSection
    BASE: ClassVar[str | None] = None
    KEY: ClassVar[Key | None] = None
    EVERY: ClassVar[dt.timedelta] = dt.timedelta(minutes=1)
    A_MINUTE: ClassVar[int] = 30

    def __init__(self, keys: RssSection) -> None:
        self._keys = keys

    @property
    def tells(self) -> frozenset[str]:
        return frozenset({"headline"})

    def asks(self, wanted: Wanted, cursor: str | None) -> Iterable[Ask]:
        """The whole addresses; `about` are the wanted companies, whose names are looked for in titles."""
        if not wanted.kinds & self.tells:
            return []
        about = ",".join(wanted.symbols)
        return [
            Ask(url, about=about, limit=4 * MEGABYTE, secret=True) for url in dict.fromkeys(self._keys.url)
        ]

    def read(self, ask: Ask, body: bytes, now: dt.datetime) -> Answer:
        companies = frozenset(ask.about.split(",")) - {""}
        feed = parsed(body)
        source = (values.text(feed.feed.get("title")) or "RSS")[:80]
        told: dict[str, Reading] = {}
        for entry in feed.entries:
            for one in self._told(entry, companies, source, now):
                told.setdefault(one.key or "", one)
        return Answer(tuple(told.values()))

    def _told(
        self, entry: Any, companies: frozenset[str], source: str, now: dt.datetime
    ) -> Iterator[Reading]:
        title = plain(entry.get("title"))
        if title is None:
            return
        named = self._keys.issuers or named_in(title, companies)
        when = _when(entry, now)
        url = values.address(entry.get("link"))
        issuers = tuple(Issuer("", symbol, symbol) for symbol in named)
        own_id = entry.get("id")
        yield from bulletins.headlines(
            own_id.strip() if isinstance(own_id, str) and own_id.strip() else None,
            Headline(title, url, when.at, source, issuers),
            accepted=when.accepted,
            day_only=when.day_only,
        )


def plain(said: object) -> str | None:
    """A title without tags and entities, on one line of at most 300 characters; None where there is none."""
    if not isinstance(said, str):
        return None
    # Whatever stands behind the first 4,000 characters is clipped anyway.
    bare = _ENTITY.sub(lambda found: html.unescape(found[0]), _TAG.sub("", said[:4000]))
    return values.text(bare)


def _when(entry: Any, now: dt.datetime) -> When:
    for name in ("published", "updated"):
        # Asked first: feedparser answers `updated` with `published`, and warns.
        said = entry[name].strip() if name in entry and isinstance(entry[name], str) else ""
        if not said or len(said) > 60:
            continue
        # Not feedparser's reading of these, which takes +0530 for +05:00.
        if (at := values.moment(said, None, now)) is not None:
            return When(at)
        rfc = _RFC822.fullmatch(said)
        found = entry[f"{name}_parsed"] if rfc and f"{name}_parsed" in entry else None
        if rfc and rfc["zone"] and found:
            stamp = dt.datetime.fromtimestamp(calendar.timegm(found), dt.UTC)
            if (at := values.moment(stamp.isoformat(), None, now)) is not None:
                return When(at)
            continue
        day = _rfc822_day(rfc) if rfc else _ISO_DAY.sub(r"\1", said)
        if (midnight := values.day(day, now)) is not None:
            return When(midnight, day_only=True)
    return When(None)


def _rfc822_day(found: re.Match[str]) -> str | None:
    month = found["month"].lower()
    return (
        f"{found['year']}-{_MONTHS.index(month) + 1:02}-{int(found['day']):02}" if month in _MONTHS else None
    )
