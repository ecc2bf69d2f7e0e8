"""What vendors tell in the story, and what they had told before it began."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from tocsin.clock import EASTERN
from tocsin.demo.companies import ACME, PLZA
from tocsin.demo.vendors import Target, VendorBox

# What the demo's `feeds` are called, each with the vendor whom it asks.
FEEDS = {
    "targets": "benzinga",
    "more-targets": "fmp",
    "results": "finnhub",
    "rates": "fred",
    "yields": "treasury",
    "wire": "rss",
}
TWO_YEAR = "DGS2"
_DAY = dt.timedelta(days=1)
_SERVERS, _PLATFORM = f"{ACME.symbol}", f"{PLZA.symbol}"


@dataclass(frozen=True, slots=True)
class Told:
    """Something that vendors are told: in words, and by whom it is then shown."""

    what: str
    vendors: tuple[str, ...]
    tell: Callable[[VendorBox], object]


def told_before(box: VendorBox, begins: dt.datetime) -> None:
    """What the first look at each feed finds: it rings nothing, and what comes is held against it."""
    box.told(Target(_SERVERS, "Northgate Securities", "Ines Park", "36", "40"), at=begins - 6 * _DAY)
    box.told(Target(_SERVERS, "Harbor Street", "Oskar Vane", "45", "38"), at=begins - 2 * _DAY)
    box.rated(_SERVERS, "Harbor Street", "Oskar Vane", before="Buy", to="Hold", at=begins - 2 * _DAY)
    stood = begins - 10 * _DAY
    box.consensus(_SERVERS, buys=8, holds=7, sells=0, mean="43.00", high="62", low="30", at=stood)
    box.quote(_SERVERS, "34.80", previous_close="35.10", at=begins - dt.timedelta(minutes=5))
    today = _today(begins)
    for ago, percent in ((7, "4.01"), (6, "4.03"), (5, "4.02"), (4, "4.05"), (3, "4.07"), (2, "4.06")):
        box.rate(TWO_YEAR, today - ago * _DAY, percent, only={"fred", "treasury"})
    box.headline(
        "Plaza Platforms (Nasdaq: PLZA) unveils an open model",
        "https://wire.example.com/open-model",
        _PLATFORM,
        only={"rss"},
        at=begins - 50 * _DAY,
    )


def where_analysts_stand(_begins: dt.datetime) -> Told:
    """Ten holds, five buys, a mean target of $37.25."""
    return Told(
        "Benzinga, FMP and Finnhub tell where the analysts of Acme Server Works stand",
        ("benzinga", "fmp", "finnhub"),
        lambda box: box.consensus(_SERVERS, buys=5, holds=10, sells=0, mean="37.25", high="60", low="22"),
    )


def a_quarters_result(begins: dt.datetime) -> Told:
    """Revenue of $5.8B, where $7,051.7M were expected: 17.75 % less."""
    came, expected, today = 5_800_000_000, 7_051_700_000, _today(begins)
    return Told(
        "Finnhub tells the quarter's result of Acme Server Works",
        ("finnhub",),
        lambda box: box.result(_SERVERS, 2026, 2, revenue=came, revenue_estimate=expected, day=today),
    )


def rally(_begins: dt.datetime) -> Told:
    return Told(
        "Finnhub tells the last price of Acme Server Works",
        ("finnhub",),
        lambda box: box.quote(_SERVERS, "40.90", previous_close="35.10"),
    )


def two_year_yield(begins: dt.datetime) -> Told:
    """26 basis points above that of five days before."""
    yesterday, percent = _today(begins) - _DAY, Decimal("4.29")
    return Told(
        "FRED and the Treasury tell yesterday's two-year yield",
        ("fred", "treasury"),
        lambda box: box.rate(TWO_YEAR, yesterday, percent, only={"fred", "treasury"}),
    )


def launch_slips(_begins: dt.datetime) -> Told:
    return _headline("Plaza Platforms (Nasdaq: PLZA) delays the launch of its own accelerator to next year")


def launch(_begins: dt.datetime) -> Told:
    return _headline("Plaza Platforms (Nasdaq: PLZA) introduces a smaller model")


def _headline(title: str) -> Told:
    url = f"https://wire.example.com/{len(title)}"
    return Told(
        "a newswire's RSS has a headline on Plaza Platforms",
        ("rss",),
        lambda box: box.headline(title, url, _PLATFORM, only={"rss"}),
    )


def target_trimmed(_begins: dt.datetime) -> Told:
    return _action(Target(_SERVERS, "Harbor Street", "Oskar Vane", "38", "36.50"))


def downgrade(_begins: dt.datetime) -> Told:
    """The second firm within days, from Overweight to Neutral."""
    return _action(
        Target(_SERVERS, "Northgate Securities", "Ines Park", rating_before="Overweight", rating="Neutral")
    )


def target_cut(_begins: dt.datetime) -> Told:
    """The second firm within days, from $40 to $33."""
    return _action(Target(_SERVERS, "Northgate Securities", "Ines Park", "40", "33"))


def _action(target: Target) -> Told:
    """Each vendor tells it in a way of its own; Finnhub tells of ratings alone."""
    vendors = ("benzinga", "fmp", *(("finnhub",) if target.rating else ()))
    told_by = {"benzinga": "Benzinga", "fmp": "FMP", "finnhub": "Finnhub"}
    names = [told_by[vendor] for vendor in vendors]
    return Told(
        f"{', '.join(names[:-1])} and {names[-1]} tell what {target.firm} says of Acme Server Works",
        vendors,
        lambda box: box.told(target, only=set(vendors)),
    )


def _today(begins: dt.datetime) -> dt.date:
    return begins.astimezone(EASTERN).date()
