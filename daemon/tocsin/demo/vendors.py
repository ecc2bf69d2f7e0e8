"""Vendors in a box: Benzinga, Massive, FMP, Finnhub, FRED, the New York Fed, the Treasury, a newswire's RSS and a
desk's JSON, on one address under their real paths, each by its own rules.

    with VendorBox() as box:
        cut = box.told(Target("PLZA", "Northgate Securities", "Ines Park", before="40", to="33"))
        box.rated("PLZA", "Harbor Street", "Oskar Vane", before="Buy", to="Hold", only={"benzinga"})
        box.consensus("PLZA", buys=12, holds=5, sells=2, mean="36.20", high="50", low="24")
        box.result("PLZA", 2026, 2, eps="0.42", eps_estimate="0.51")
        box.quote("PLZA", "31.20", previous_close="33.90")
        box.rate("DGS10", day, "4.62")
        box.headline("Plaza Platforms unveils a rack", "https://www.example.com/rack", "PLZA")
        box.correct(cut, to="35")
        box.withdraw(cut)
        box.freeze("fmp")
"""

from __future__ import annotations

import datetime as dt
import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from tocsin.demo.box import Asked, Now, real_time
from tocsin.demo.fault import Answer
from tocsin.demo.vendor_benzinga import benzinga, massive
from tocsin.demo.vendor_book import Book, Target
from tocsin.demo.vendor_companies import finnhub, fmp
from tocsin.demo.vendor_doors import KEYS, NOT_THERE, TOO_OFTEN, UNKNOWN, key_of, refusal, vendor_of
from tocsin.demo.vendor_language import CARRIES, Telling
from tocsin.demo.vendor_news import desk, rss
from tocsin.demo.vendor_rates import fred, nyfed, treasury

__all__ = ["CARRIES", "KEYS", "Target", "VendorBox", "VendorRules"]


@dataclass(frozen=True, slots=True)
class VendorRules:
    """How strict the vendors are.

    `keys` are the keys that are good; who has none there asks for none. `a_minute` is how many requests each answers
    in a minute, and who is not there answers any number; `retry_after` is whether a refusal then says for how long.
    `plan` are the beginnings of paths that the plan does not cover, each with the status that it is refused with
    (402 or 403).
    """

    keys: Mapping[str, str] = field(default_factory=lambda: dict(KEYS))
    a_minute: Mapping[str, int] = field(default_factory=dict)
    retry_after: bool = True
    plan: Mapping[str, int] = field(default_factory=dict)


class VendorBox(Telling):
    """Plays all vendors. `rules` can be set anew while it serves."""

    compresses = True

    def __init__(self, rules: VendorRules | None = None, now: Now = real_time) -> None:
        super().__init__(now)
        self.rules = rules or VendorRules()
        self._files: dict[str, Answer] = {}
        self._asked: dict[str, deque[dt.datetime]] = {}

    def base(self, vendor: str) -> str:
        """The address that the configuration names as a vendor's `base`; of the RSS, its `url`. The desk's `path` is
        /desk.json."""
        ending = {"finnhub": "/api/v1", "rss": "/news.rss"}.get(vendor, "")
        return f"{self.url}{ending}"

    def key(self, vendor: str) -> str | None:
        """The key that a vendor accepts; None where it wants none."""
        return self.rules.keys.get(vendor)

    def serve_file(
        self,
        path: str,
        body: bytes,
        content_type: str = "application/json",
        *,
        status: int = 200,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """Serves a body as it is under a path, whatever is asked with it, behind the vendor's door."""
        with self.lock:
            self._files[path] = Answer(body, content_type, status, headers)

    # --- the doors ------------------------------------------------------------------------------------------

    def refuse(self, asked: Asked) -> Answer | None:
        """A wrong key is turned away first, and counts for no limit; then who asks too often; then by the plan."""
        vendor = vendor_of(asked.path)
        if vendor is None:
            return None
        key = self.rules.keys.get(vendor)
        if key is not None and key_of(vendor, asked) != key:
            return refusal(vendor, UNKNOWN)
        wait = self._wait(vendor)
        if wait:
            return refusal(vendor, TOO_OFTEN, wait if self.rules.retry_after else None)
        statuses = (status for place, status in self.rules.plan.items() if asked.path.startswith(place))
        status = next(statuses, None)
        return None if status is None else refusal(vendor, status)

    def _wait(self, vendor: str) -> int:
        """For how many seconds nothing more is answered: 0 when this request is."""
        most, now = self.rules.a_minute.get(vendor), self.now()
        asked = self._asked.setdefault(vendor, deque())
        while asked and now - asked[0] >= dt.timedelta(minutes=1):
            asked.popleft()
        if most is not None and len(asked) >= most:
            left = dt.timedelta(minutes=1) - (now - asked[0]) if asked else dt.timedelta(minutes=1)
            return max(1, math.ceil(left.total_seconds()))
        asked.append(now)
        return 0

    # --- what it serves -------------------------------------------------------------------------------------

    def answer(self, asked: Asked) -> Answer:
        vendor = vendor_of(asked.path)
        if asked.path in self._files:
            return self._files[asked.path]
        if vendor is None:
            return refusal("", NOT_THERE)
        book, now = self.book(vendor)
        return self._answer(vendor, book, asked, now) or refusal(vendor, NOT_THERE)

    def _answer(self, vendor: str, book: Book, asked: Asked, now: dt.datetime) -> Answer | None:
        match vendor:
            case "benzinga":
                return benzinga(book, asked)
            case "massive":
                return massive(book, asked, self.url)
            case "fmp":
                return fmp(book, asked)
            case "finnhub":
                return finnhub(book, asked)
            case "fred":
                return fred(book, asked)
            case "nyfed":
                return nyfed(book, asked)
            case "treasury":
                return treasury(book, asked, now)
            case "rss":
                return rss(book)
        return desk(book)
