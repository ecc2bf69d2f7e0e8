"""Massive: the documented example, what `time` means, pages that stay on their host."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.feeds.wanting import BROKEN, JSON, NO_ROWS, NOW, answered, asked, rows_of, wanted
from tocsin.errors import Unreadable
from tocsin.feeds.feed import Key
from tocsin.feeds.vendors.massive import CONSENSUS, RATINGS, Massive, MassiveSection
from tocsin.model import Bulletin, Consensus, Issuer, PriceTarget, Rating, Reading

FEED = Massive(MassiveSection(use="massive"))
# massive.com/docs/rest/partners/benzinga/analyst-ratings
RIVIAN = {
    "adjusted_price_target": 15,
    "analyst": "Alexander Potter",
    "benzinga_analyst_id": "58933b2043eaaa0001698f4a",
    "benzinga_calendar_url": "https://www.benzinga.com/quote/RIVN/analyst-ratings",
    "benzinga_firm_id": "5e147c6b7da4190001b287b4",
    "benzinga_id": "682f29b0e5343b000100a619",
    "benzinga_news_url": "https://www.benzinga.com/stock-articles/RIVN/analyst-ratings",
    "company_name": "Rivian Automotive",
    "currency": "USD",
    "date": "2025-05-22",
    "firm": "Piper Sandler",
    "importance": 0,
    "last_updated": "2025-05-22T13:42:30Z",
    "previous_adjusted_price_target": 13,
    "previous_price_target": 13,
    "previous_rating": "neutral",
    "price_percent_change": 15.38,
    "price_target": 15,
    "price_target_action": "raises",
    "rating": "neutral",
    "rating_action": "maintains",
    "ticker": "RIVN",
    "time": "09:42:08",
}


def answer(*rows: Any, **more: Any) -> dict[str, Any]:
    return {"count": len(rows), "request_id": 1, "results": list(rows), "status": "OK", **more}


def read(**changed: Any) -> tuple[Reading, ...]:
    ask = asked(FEED, RATINGS, "rating")
    return answered(FEED, ask, answer({**RIVIAN, **changed})).readings


def test_the_documented_example() -> None:
    told = answered(FEED, asked(FEED, RATINGS, "price_target"), answer(RIVIAN))
    issuer = Issuer("", "Rivian Automotive", "RIVN")
    at = dt.datetime(2025, 5, 22, 13, 42, 8, tzinfo=dt.UTC)
    assert at == dt.datetime.fromtimestamp(int(RIVIAN["benzinga_id"][:8], 16), dt.UTC)  # type: ignore[index]
    url = "https://www.benzinga.com/quote/RIVN/analyst-ratings"
    source = "Massive (Benzinga)"
    head = Bulletin("682f29b0e5343b000100a619", "analyst action", issuer, source, at, url)
    firm, analyst = "Piper Sandler", "Alexander Potter"
    assert told.readings == (
        Reading(
            head,
            (
                PriceTarget(issuer, firm, analyst, Decimal(13), Decimal(15), "USD", "raises", at, source),
                Rating(issuer, firm, analyst, "neutral", "neutral", "maintains", at, source),
            ),
        ),
    )
    assert told.cursor == "2025-05-22T13:42:30Z"
    assert told.more is None


@pytest.mark.parametrize(
    ("changed", "accepted", "day_only"),
    [
        ({}, "2025-05-22T13:42:08+00:00", False),
        # As the page has it: in UTC, since Eastern it would be hours after it was entered.
        ({"time": "13:42:08"}, "2025-05-22T13:42:08+00:00", False),
        # Corrected on the next day: either could be; it was Eastern before.
        ({"last_updated": "2025-05-23T13:00:00Z"}, "2025-05-22T13:42:08+00:00", False),
        ({"last_updated": None}, "2025-05-22T04:00:00+00:00", True),
        ({"last_updated": "2025-05-21T00:00:00Z"}, "2025-05-22T04:00:00+00:00", True),
        ({"time": None}, "2025-05-22T04:00:00+00:00", True),
        ({"time": "00:00:00"}, "2025-05-22T04:00:00+00:00", True),
        ({"date": None}, None, False),
    ],
)
def test_when(changed: dict[str, Any], accepted: str | None, day_only: bool) -> None:
    (reading,) = read(**changed)
    assert isinstance(reading.head, Bulletin)
    assert reading.head.accepted == (dt.datetime.fromisoformat(accepted) if accepted else None)
    assert reading.head.day_only is day_only


@pytest.mark.parametrize(
    ("told", "means"),
    [
        ("initiates_coverage_on", "initiates"),
        ("terminates_coverage_on", "removes"),
        ("firm_dissolved", "removes"),
        ("reiterates", "maintains"),
        ("downgrades", "downgrades"),
        ("assumes", None),
        ("reinstates", None),
    ],
)
def test_what_a_firm_does(told: str, means: str | None) -> None:
    (reading,) = read(rating_action=told, price_target_action="sets")
    target, rating = reading.facts
    assert isinstance(rating, Rating)
    assert isinstance(target, PriceTarget)
    assert rating.action == means
    assert target.action == ("initiates" if means == "initiates" else None)


def test_a_split_between_two_targets() -> None:
    (reading,) = read(
        previous_price_target=1200,
        previous_adjusted_price_target=120,
        price_target=140,
        adjusted_price_target=140,
    )
    (target, _) = reading.facts
    assert isinstance(target, PriceTarget)
    assert (target.before, target.to, target.across_split) == (Decimal(1200), Decimal(140), True)


def test_a_bad_row_is_left_out() -> None:
    bad = [{**RIVIAN, key: value} for key, value in (("ticker", None), ("firm", ""), ("benzinga_id", [1]))]
    assert len(answered(FEED, asked(FEED, RATINGS, "rating"), answer(*bad, RIVIAN)).readings) == 1


# --- asking ---------------------------------------------------------------------------------------------


def test_what_is_asked() -> None:
    (first,) = FEED.asks(wanted("rating"), None)
    assert first.path == RATINGS
    assert dict(first.params) == {
        "last_updated.gte": "2026-11-13T15:00:00Z",
        "sort": "last_updated.asc",
        "limit": "1000",
    }
    (again,) = FEED.asks(wanted("rating"), "2025-05-22T13:42:30Z")
    assert dict(again.params)["last_updated.gte"] == "2025-05-22T13:42:30Z"
    assert list(FEED.asks(wanted("rating"), "soon")) == [first]
    assert list(FEED.asks(wanted("price"), None)) == []
    assert Key("Authorization", header=True, prefix="Bearer ") == FEED.KEY  # so that it stands in no address
    (consensus,) = FEED.asks(wanted("consensus", symbols=("BRK-B",)), None)
    assert (consensus.path, consensus.about) == ("/benzinga/v1/consensus-ratings/BRK.B", "BRK-B")


def test_the_next_page_is_asked_for_at_home() -> None:
    ask = asked(FEED, RATINGS, "rating")
    url = "https://evil.example/elsewhere?cursor=YXA%3D&limit=1000&apiKey=abc"
    page = answered(FEED, ask, answer(RIVIAN, next_url=url))
    assert page.cursor is None
    assert page.more is not None
    assert page.more.path == RATINGS
    assert page.more.params == (("cursor", "YXA="), ("limit", "1000"))
    last = answered(FEED, page.more, answer({**RIVIAN, "last_updated": "2025-05-22T13:00:00Z"}))
    assert last.cursor == "2025-05-22T13:42:30Z"
    pages = 1
    while page.more is not None:
        page = answered(FEED, page.more, answer(RIVIAN, next_url=url))
        pages += 1
    assert pages == 20


@pytest.mark.parametrize(
    "url", ["", None, 7, "http://[", "https://api.massive.com/x", "https://a/?" + "a=1&" * 30, "?" * 9000]
)
def test_no_next_page(url: Any) -> None:
    assert answered(FEED, asked(FEED, RATINGS, "rating"), answer(RIVIAN, next_url=url)).more is None


def test_the_cursor_is_never_ahead_of_now() -> None:
    ask = asked(FEED, RATINGS, "rating")
    told = answered(FEED, ask, answer({**RIVIAN, "last_updated": "2026-11-21T00:00:00Z"}))
    assert told.cursor == "2026-11-20T15:00:00Z"
    assert answered(FEED, ask, answer({**RIVIAN, "last_updated": "2126-11-21T00:00:00Z"})).cursor is None


# --- consensus and what is no answer --------------------------------------------------------------------


def test_a_consensus() -> None:
    row = {
        "ticker": "AAPL",
        "strong_buy_ratings": 7,
        "buy_ratings": 12,
        "hold_ratings": 5,
        "sell_ratings": 2,
        "consensus_price_target": 293.69,
        "high_price_target": 350,
        "low_price_target": 0,
        "ratings_contributors": 26,
    }
    (reading,) = answered(FEED, asked(FEED, CONSENSUS, "consensus"), answer(row)).readings
    assert reading.key == "consensus AAPL"
    issuer = Issuer("", "AAPL", "AAPL")
    assert reading.facts == (
        Consensus(
            issuer,
            Decimal(19),
            Decimal(5),
            Decimal(2),
            Decimal("293.69"),
            Decimal(350),
            None,
            Decimal(26),
            None,
            "Massive (Benzinga)",
        ),
    )


def test_an_answer_without_results_tells_nothing() -> None:
    for ask in (asked(FEED, RATINGS, "rating"), asked(FEED, CONSENSUS, "consensus")):
        for body in ({"status": "OK", "request_id": "1"}, {"status": "OK", "results": None}, answer()):
            told = answered(FEED, ask, body)
            assert (told.readings, told.cursor, told.more) == ((), None, None)


@pytest.mark.parametrize("body", [*BROKEN, *NO_ROWS[:5], b"[]", b'{"status": "OK", "results": {"a": 1}}'])
def test_no_answer(body: bytes) -> None:
    for ask in (asked(FEED, RATINGS, "rating"), asked(FEED, CONSENSUS, "consensus")):
        with pytest.raises(Unreadable):
            FEED.read(ask, body, NOW)


def test_the_vendors_own_words() -> None:
    body = {"status": "NOT_AUTHORIZED", "request_id": "1", "message": "You are not entitled to this data."}
    with pytest.raises(Unreadable, match="You are not entitled to this data"):
        answered(FEED, asked(FEED, RATINGS, "rating"), body)


@given(
    st.sampled_from([RATINGS, CONSENSUS]),
    JSON | rows_of(*RIVIAN) | st.fixed_dictionaries({"results": rows_of(*RIVIAN), "next_url": JSON}),
)
def test_any_answer_is_read_or_unreadable(path: str, body: Any) -> None:
    try:
        told = answered(FEED, asked(FEED, path, "rating", "consensus"), body)
    except Unreadable:
        return
    assert all(reading.facts for reading in told.readings)
