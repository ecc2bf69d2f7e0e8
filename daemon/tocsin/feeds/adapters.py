"""The adapters by the names that `use` has for them in the configuration. To add one: its file, and a line here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from typing import Any

from tocsin.clock import Clock
from tocsin.configfile import FeedSection
from tocsin.feedfile import Usable
from tocsin.feeds.feed import Feed
from tocsin.feeds.over_http import OverHttp
from tocsin.feeds.secret import Secret
from tocsin.feeds.vendor import Vendor
from tocsin.feeds.vendors.benzinga import Benzinga
from tocsin.feeds.vendors.dropped import Dropped
from tocsin.feeds.vendors.finnhub import Finnhub
from tocsin.feeds.vendors.fmp import Fmp
from tocsin.feeds.vendors.fred import Fred
from tocsin.feeds.vendors.mapped import Mapped
from tocsin.feeds.vendors.massive import Massive
from tocsin.feeds.vendors.nyfed import NyFed
from tocsin.feeds.vendors.rss import Rss
from tocsin.feeds.vendors.treasury import Treasury

FEEDS: dict[str, Any] = {
    "benzinga": Benzinga,
    "massive": Massive,
    "fmp": Fmp,
    "finnhub": Finnhub,
    "fred": Fred,
    "nyfed": NyFed,
    "treasury": Treasury,
    "rss": Rss,
    "json": Mapped,
    "file": Dropped,
}
# What each takes in the configuration, for whoever reads that.
USABLE: Mapping[str, Usable] = {
    name: Usable(adapter.KEYS, wants_key=getattr(adapter, "KEY", None) is not None)
    for name, adapter in FEEDS.items()
}


async def open_feed(
    keys: FeedSection, clock: Clock, stack: AsyncExitStack, hidden: Iterable[str] = ()
) -> Feed:
    """The feed that a section of the configuration describes; what it holds open is closed with the stack. What is
    `hidden` is in no text of it, as the key is in none."""
    adapter = FEEDS[keys.use](keys)
    if not hasattr(adapter, "asks"):
        return adapter  # type: ignore[no-any-return]  # it reads for itself, over no network
    vendor = Vendor(
        keys.base or adapter.BASE or "",
        key=getattr(adapter, "key", adapter.KEY),
        secret=Secret(keys.key, hidden),
        a_minute=keys.a_minute or adapter.A_MINUTE,
        clock=clock,
    )
    await stack.enter_async_context(vendor)
    return OverHttp(adapter, vendor, clock)


def kinds_told(keys: FeedSection) -> frozenset[str]:
    """The kinds of facts that a section of the configuration can bring."""
    return frozenset(FEEDS[keys.use](keys).tells)
