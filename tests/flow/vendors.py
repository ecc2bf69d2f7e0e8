"""How each vendor is asked in these tests, and what the real adapters and the house make of the box's answers."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.clock import ManualClock
from tests.flow.conftest import ACME, Town
from tocsin import hearing
from tocsin.demo.fault import Fault as Trouble
from tocsin.demo.vendor_doors import refusal
from tocsin.demo.vendors import KEYS, Target, VendorBox
from tocsin.errors import Fault
from tocsin.feeds.adapters import FEEDS, open_feed
from tocsin.feeds.feed import Feed, Polled, Wanted
from tocsin.hearing import OpenFeed
from tocsin.house import Desk, House
from tocsin.model import Route
from tocsin.pipeline import deliver_due
from tocsin.receivers import Slack, Workspace
from tocsin.state import State

TODAY = dt.date(2026, 5, 26)


@dataclass(frozen=True)
class Use:
    """How a vendor is asked in these tests: for what, under which path first, what the box is told of it, and what the
    vendor answers when there is nothing."""

    kinds: frozenset[str]
    path: str
    tell: Callable[[VendorBox], object]
    empty: bytes
    series: tuple[str, ...] = ()
    keys: Mapping[str, Any] = field(default_factory=dict)


def cut(box: VendorBox) -> str:
    return box.told(
        Target(
            "ACME",
            "Northgate Securities",
            "Ines Park",
            before="40",
            to="33",
            rating_before="Buy",
            rating="Hold",
        )
    )


def standing(box: VendorBox) -> None:
    box.consensus("ACME", buys=12, holds=5, sells=2, mean="36.20", high="50", low="24")


def _ten_years(box: VendorBox) -> None:
    box.rate("DGS10", TODAY, "4.62")


ACTIONS = frozenset({"price_target", "rating"})
RATE = frozenset({"rate"})
CURVE = "/resource-center/data-chart-center/interest-rates/pages/xml"
USES = {
    "benzinga": Use(ACTIONS, "/api/v2.1/calendar/ratings", cut, b'{"ratings": []}'),
    "massive": Use(ACTIONS, "/benzinga/v1/ratings", cut, b'{"status": "OK", "request_id": "made"}'),
    "fmp": Use(ACTIONS, "/stable/price-target-latest-news", cut, b"[]"),
    "finnhub": Use(
        frozenset({"consensus"}), "/api/v1/stock/recommendation", standing, b"[]", keys={"premium": "no"}
    ),
    "fred": Use(RATE, "/fred/series/observations", _ten_years, b'{"observations": []}', ("DGS10",)),
    "nyfed": Use(
        RATE,
        "/api/rates/secured/sofr/last/10.json",
        lambda box: box.rate("SOFR", TODAY, "4.31"),
        b'{"refRates": []}',
        ("SOFR",),
    ),
    "treasury": Use(
        RATE, CURVE, _ten_years, b'<feed xmlns="http://www.w3.org/2005/Atom"></feed>', ("DGS10",)
    ),
    "rss": Use(
        frozenset({"headline"}),
        "/news.rss",
        lambda box: box.headline("Acme unveils a rack (ACME)", "https://www.example.com/rack"),
        b'<rss version="2.0"><channel><title>Made Wire</title></channel></rss>',
    ),
    "json": Use(
        frozenset({"price_target"}),
        "/desk.json",
        cut,
        b'{"desk": {"notes": []}}',
        keys={
            "path": "/desk.json",
            "rows": "desk.notes",
            "kind": "price_target",
            "fields": {
                "symbol": "ticker",
                "firm": "bank",
                "from": "was",
                "to": "now",
                "at": "time",
                "id": "ref",
            },
            "key_in": {"header": "X-Api-Key"},
        },
    ),
}
KEYED = sorted(USES.keys() & KEYS.keys() & FEEDS.keys())
each = pytest.mark.parametrize("use", sorted(USES.keys() & FEEDS.keys()))


def section(box: VendorBox, use: str, **more: Any) -> Any:
    """The section of the configuration, with the box's address and its key."""
    where = {"url": [box.base(use)]} if use == "rss" else {"base": box.base(use)}
    given = {"use": use, "key": box.key(use), **where, **USES[use].keys, **more}
    return FEEDS[use].KEYS.model_validate({name: value for name, value in given.items() if value is not None})


def wanted(use: str, clock: ManualClock, kinds: frozenset[str] | None = None) -> Wanted:
    return Wanted(("ACME",), USES[use].series, kinds or USES[use].kinds, clock.now())


def polls(
    box: VendorBox,
    use: str,
    clock: ManualClock,
    *waits: float,
    troubles: Sequence[Trouble] = (),
    kinds: frozenset[str] | None = None,
    **more: Any,
) -> list[Polled | Fault]:
    """What polls of one open feed bring: one, and one more after each wait, in seconds; or one in each trouble, two
    minutes apart."""

    async def all_of_them() -> list[Polled | Fault]:
        brought: list[Polled | Fault] = []
        async with AsyncExitStack() as stack:
            feed: Feed = await open_feed(section(box, use, **more), clock, stack)
            for number, wait in enumerate((*waits, 0.0) if not troubles else [120.0] * len(troubles)):
                if troubles:
                    box.heal()
                    box.fail(troubles[number])
                try:
                    brought.append(await feed.poll(wanted(use, clock, kinds), None))
                except Fault as fault:
                    brought.append(fault)
                clock.advance(wait)
        return brought

    return asyncio.run(all_of_them())


def fault_of(brought: Polled | Fault) -> Fault:
    """The fault that was raised, or the first of the questions that brought nothing while others did."""
    if isinstance(brought, Fault):
        return brought
    assert brought.faults, f"no fault in {brought}"
    return brought.faults[0][1]


def fault(box: VendorBox, use: str, clock: ManualClock, **more: Any) -> Fault:
    return fault_of(polls(box, use, clock, **more)[0])


def faults(
    box: VendorBox, use: str, clock: ManualClock, troubles: Iterable[Trouble], **more: Any
) -> list[Fault]:
    """The fault that each trouble brings."""
    return [fault_of(one) for one in polls(box, use, clock, troubles=list(troubles), **more)]


def times_asked(box: VendorBox) -> set[int]:
    """How often the questions were asked, each by itself."""
    return set(Counter(entry.target for entry in box.requests()).values())


def words(use: str, status: int) -> Trouble:
    """The vendor's own words for a status."""
    answer = refusal(use, status)
    return Trouble.body(answer.body, answer.content_type, answer.status)


RULES = """
rules:
  - {id: cuts, watch: 9900000101, when: {price_target: {falls: at least 10%}}}
  - {id: grades, watch: 9900000101, when: {rating: {action: downgrades}}}
"""


def hear(town: Town, box: VendorBox, use: str, name: str = "targets", **more: Any) -> None:
    """One round of the house's own: asked, told to ops, and kept."""

    async def one() -> None:
        state = State.open(town.folder)
        workspace = Workspace(town.slack.api, town.slack.token)
        receivers = {"desk": Slack(workspace, "#ai-desk"), "ops": Slack(workspace, "#tocsin-ops")}
        house = House(None, state, Desk(receivers, Route("desk"), ("ops",), ""), town.clock)  # type: ignore[arg-type]
        state.issuers.replace_tickers({ACME.symbol or "": (ACME.cik, ACME.name)})
        state.rulebook.keep_versions(
            ((rule.id, rule.version, rule.meaning) for rule in town.rules.rules), now=town.clock.now()
        )
        try:
            async with AsyncExitStack() as stack:
                feed = await open_feed(section(box, use, **more), town.clock, stack)
                opened = OpenFeed(name, feed, dt.timedelta(minutes=1), None)
                await hearing.poll_feed(house, town.rules, opened, dt.timedelta())
                while await deliver_due(house):
                    pass
        finally:
            await workspace.close()
            state.close()

    asyncio.run(one())
