"""Facts from rows whose fields are named as in the JSON of facts: a dropped file's, a mapped answer's.

    reading("price_target", {"symbol": "SMCI", "firm": "Loop Capital", "to": "$1,500", "at": "2026-05-01"}, how)

What a kind of fact may tell stands in `FIELDS`, what it must tell in `NEEDED`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tocsin.clock import EASTERN
from tocsin.feeds.vendors import bulletins, values
from tocsin.feeds.vendors.analysts import When, rating_action
from tocsin.feeds.vendors.row import COMPANY, How, Row
from tocsin.model import (
    FORM_OF,
    Bulletin,
    Consensus,
    Earnings,
    Headline,
    Issuer,
    Price,
    PriceTarget,
    Rating,
    Reading,
)

COMMON = ("id", "at", "source", "url")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "price_target": (
        *COMPANY,
        "firm",
        "analyst",
        "from",
        "to",
        "currency",
        "action",
        "across_split",
        *COMMON,
    ),
    "rating": (*COMPANY, "firm", "analyst", "from", "to", "action", *COMMON),
    "consensus": (*COMPANY, "buys", "holds", "sells", "mean", "high", "low", "analysts", *COMMON),
    "earnings": (*COMPANY, "period", "measure", "actual", "estimate", "surprise_percent", *COMMON),
    "rate": ("series", "date", "percent", "id", "source", "url"),
    "price": (*COMPANY, "price", "previous_close", *COMMON),
    "headline": ("title", "issuers", *COMPANY, *COMMON),
}
# One of each group: a fact without is no fact.
NEEDED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "price_target": (("symbol", "issuer", "cik"), ("firm",), ("to", "from", "action")),
    "rating": (("symbol", "issuer", "cik"), ("firm",), ("to", "from", "action")),
    "consensus": (("symbol", "issuer", "cik"), ("buys", "holds", "sells", "mean", "high", "low")),
    "earnings": (("symbol", "issuer", "cik"), ("measure",), ("actual", "estimate")),
    "rate": (("series",), ("date",), ("percent",)),
    "price": (("symbol", "issuer", "cik"), ("price",)),
    "headline": (("title",),),
}
_TARGET_ACTIONS = {
    "raises": "rais(?:es?|ed)",
    "lowers": "lower(?:s|ed)?|cuts?",
    "maintains": "maintain(?:s|ed)?|reiterate[sd]?",
    "initiates": "initiate[sd]?",
    "removes": "remove[sd]?",
}
_RATING_ACTIONS = {
    "upgrades": "upgrade[sd]?",
    "downgrades": "downgrade[sd]?",
    "maintains": "maintain(?:s|ed)?|reiterate[sd]?",
    "initiates": "initiate[sd]?",
    "suspends": "suspend(?:s|ed)?",
    "removes": "remove[sd]?",
}
_MEASURES = {"revenue": "revenues?|sales", "eps": "eps|earnings per share"}
_YES_OR_NO = {"yes": "yes|true", "no": "no|false"}


def reading(kind: str, fields: Mapping[str, object], how: How) -> tuple[Reading, ...]:
    """What the row tells: one reading, or for a headline about several companies one each.

    Raises ValueError, naming the field and saying what would be right, where the row lacks what its kind must tell
    or has a field that its kind has not; where it is read strictly, also for a value that cannot be read.
    """
    if kind not in FIELDS:
        raise ValueError(f"kind: {values.quoted(kind)} is not one of {', '.join(FIELDS)}")
    if unknown := sorted(map(str, fields.keys() - {*FIELDS[kind], "kind"})):
        raise ValueError(
            f"{values.quoted(unknown[0])} is no field of a {kind}: its fields are {', '.join(FIELDS[kind])}"
        )
    row = Row(fields, how)
    when = row.when()
    if kind == "rate":
        found = _rate(row)
    elif kind == "headline":
        source = row.text("source") or how.source
        headline = Headline(row.needed("title"), row.address("url"), when.at, source, row.issuers())
        found = bulletins.headlines(row.identity(), headline, accepted=when.accepted, day_only=when.day_only)
    else:
        found = _of_a_company(kind, row, when)
    return found


def _rate(row: Row) -> tuple[Reading, ...]:
    series = bulletins.series_name(row.needed("series"))
    day, percent = row.value("date"), row.figure("percent", unit="%")
    told = bulletins.rate(
        series, day, percent, row.text("source") or row.how.source, row.address("url"), row.how.now
    )
    if percent is None:
        raise ValueError("percent: missing: a figure such as 4.31")
    if told is None:
        raise ValueError(f"date: {values.quoted(str(day))} is not a day since 1990, such as 2026-05-01")
    return (told,)


def _of_a_company(kind: str, row: Row, when: When) -> tuple[Reading, ...]:
    issuer, source = row.issuer(), row.text("source") or row.how.source
    make, identity = _MAKERS[kind]
    fact = make(row, issuer, when, source)
    if all(getattr(fact, "before" if name == "from" else name, None) is None for name in NEEDED[kind][-1]):
        raise ValueError(f"{' or '.join(NEEDED[kind][-1])}: missing")
    head = Bulletin(
        id=row.identity()
        or bulletins.kept(f"{kind} {issuer.symbol or issuer.cik} {identity(fact, when)}".strip()),
        form=FORM_OF[kind],
        issuer=issuer,
        source=source,
        accepted=when.accepted,
        url=row.address("url"),
        day_only=when.day_only,
    )
    return (Reading(head, (fact,)),)


def _target(row: Row, issuer: Issuer, when: When, source: str) -> PriceTarget:
    return PriceTarget(
        issuer,
        row.needed("firm"),
        row.text("analyst"),
        row.figure("from", above_zero=True),
        row.figure("to", above_zero=True),
        row.currency("currency"),
        row.word("action", _TARGET_ACTIONS),
        when.at,
        source,
        across_split=row.word("across_split", _YES_OR_NO) == "yes",
    )


def _rating(row: Row, issuer: Issuer, when: When, source: str) -> Rating:
    return Rating(
        issuer,
        row.needed("firm"),
        row.text("analyst"),
        row.text("from"),
        row.text("to"),
        row.word("action", _RATING_ACTIONS, rating_action),
        when.at,
        source,
    )


def _consensus(row: Row, issuer: Issuer, when: When, source: str) -> Consensus:
    return Consensus(
        issuer,
        buys=row.count("buys"),
        holds=row.count("holds"),
        sells=row.count("sells"),
        mean=row.figure("mean", above_zero=True),
        high=row.figure("high", above_zero=True),
        low=row.figure("low", above_zero=True),
        analysts=row.count("analysts"),
        at=when.at,
        source=source,
    )


def _earnings(row: Row, issuer: Issuer, when: When, source: str) -> Earnings:
    measure = row.word("measure", _MEASURES)
    if measure is None:
        raise ValueError("measure: missing: revenue or eps")
    return Earnings(
        issuer,
        row.text("period"),
        measure,
        row.figure("actual"),
        row.figure("estimate"),
        row.figure("surprise_percent", unit="%"),
        when.at,
        source,
    )


def _price(row: Row, issuer: Issuer, when: When, source: str) -> Price:
    price = row.figure("price", above_zero=True)
    if price is None:
        raise ValueError("price: missing")
    return Price(issuer, price, when.at, source, row.figure("previous_close", above_zero=True))


def _action(fact: PriceTarget | Rating, when: When) -> str:
    """An action is known by its firm and day; its figures may be corrected. Without a day they are all there is."""
    if when.accepted is None:
        return f"{fact.firm} {fact.before} {fact.to}"
    return f"{fact.firm} {when.accepted.astimezone(EASTERN).date()}"


# How each fact about a company is made, and what makes it itself beside its kind and its company.
_MAKERS: Mapping[str, tuple[Callable[[Row, Issuer, When, str], Any], Callable[[Any, When], str]]] = {
    "price_target": (_target, _action),
    "rating": (_rating, _action),
    "consensus": (_consensus, lambda _fact, _when: ""),
    "earnings": (_earnings, lambda fact, _when: f"{fact.period} {fact.measure}"),
    "price": (_price, lambda _fact, _when: ""),
}
