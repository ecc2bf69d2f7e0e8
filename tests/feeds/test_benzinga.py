"""Benzinga: recorded ratings, removals, the consensus; pages and the cursor."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.feeds.wanting import BROKEN, JSON, NO_ROWS, NOW, answered, asked, rows_of, wanted
from tests.samples import samples
from tocsin.errors import Unreadable
from tocsin.feeds.feed import Ask
from tocsin.feeds.vendors.benzinga import CONSENSUS, PAGE, RATINGS, REMOVED, Benzinga, BenzingaSection
from tocsin.model import MARKET, Bulletin, Consensus, Issuer, PriceTarget, Rating, Reading

FEED = Benzinga(BenzingaSection(use="benzinga"))
RATING = {
    "id": "695c16678f047b0001fee512",
    "ticker": "MNDY",
    "name": "Monday.Com",
    "analyst": "Jefferies",
    "analyst_name": "Brent Thill",
    "action_company": "Maintains",
    "action_pt": "Lowers",
    "pt_current": "260.0000",
    "pt_prior": "300.00",
    "adjusted_pt_current": "260.00",
    "adjusted_pt_prior": "300.00",
    "rating_current": "Buy",
    "rating_prior": "Buy",
    "currency": "USD",
    "date": "2026-01-05",
    "time": "14:52:07",
    "updated": 1767642765,
}


def ratings_ask() -> Ask:
    return asked(FEED, RATINGS, "price_target")


def read(**changed: Any) -> tuple[Reading, ...]:
    return answered(FEED, ratings_ask(), {"ratings": [{**RATING, **changed}]}).readings


def one(**changed: Any) -> tuple[PriceTarget | None, Rating | None]:
    told = read(**changed)
    facts = told[0].facts if told else ()
    targets = [fact for fact in facts if isinstance(fact, PriceTarget)]
    ratings = [fact for fact in facts if isinstance(fact, Rating)]
    return (targets[0] if targets else None, ratings[0] if ratings else None)


def test_the_vendors_own_example() -> None:
    (path,) = samples("targets", "Benzinga-get-ratings.Response_200_OK.json")
    told = FEED.read(ratings_ask(), path.read_bytes(), NOW)
    issuer = Issuer("", "Monday.Com", "MNDY")
    at = dt.datetime(2026, 1, 5, 19, 52, 7, tzinfo=dt.UTC)
    url = "https://www.benzinga.com/quote/MNDY/analyst-ratings"
    head = Bulletin("695c16678f047b0001fee512", "analyst action", issuer, "Benzinga", at, url)
    target = PriceTarget(
        issuer, "Jefferies", "Brent Thill", Decimal(300), Decimal(260), "USD", "lowers", at, "Benzinga"
    )
    rating = Rating(issuer, "Jefferies", "Brent Thill", "Buy", "Buy", "maintains", at, "Benzinga")
    assert told.readings == (Reading(head, (target, rating)),)
    assert told.cursor == "1767642765"
    assert told.more is None


def test_twenty_recorded_ratings() -> None:
    (path,) = samples("targets", "*benzinga*ratings_tickers_AAPL*")
    told = FEED.read(ratings_ask(), path.read_bytes(), NOW).readings
    assert len(told) == 20
    assert {reading.issuer for reading in told} == {Issuer("", "Apple", "AAPL")}
    for reading in told:
        assert isinstance(reading.head, Bulletin)
        # Eastern, in summer as in winter: the id begins with the second of its making.
        assert reading.head.accepted == dt.datetime.fromtimestamp(int(reading.head.id[:8], 16), dt.UTC)
        assert not reading.head.day_only
    targets = [fact for r in told for fact in r.facts if isinstance(fact, PriceTarget)]
    ratings = [fact for r in told for fact in r.facts if isinstance(fact, Rating)]
    assert [(t.before, t.to, t.action) for t in targets[:5]] == [
        (None, Decimal(200), None),  # announced, and coverage did not begin
        (Decimal(220), Decimal(205), "lowers"),
        (None, Decimal(166), "initiates"),
        (Decimal(161), Decimal(160), "lowers"),
        (None, Decimal(250), "maintains"),
    ]
    assert [(r.before, r.to, r.action) for r in ratings[:3]] == [
        ("Buy", "Neutral", "downgrades"),
        ("Overweight", "Neutral", "downgrades"),
        (None, "Neutral", "initiates"),
    ]
    assert len(targets) == 19  # Keybanc reiterates without one
    assert ("Keybanc", None, "Sector Weight", "maintains") in [
        (r.firm, r.before, r.to, r.action) for r in ratings
    ]
    assert not any(target.across_split for target in targets)


@pytest.mark.parametrize(
    ("told", "means"),
    [
        ("Upgrades", "upgrades"),
        ("Downgrades", "downgrades"),
        ("Maintains", "maintains"),
        ("Reiterates", "maintains"),
        ("Initiates Coverage On", "initiates"),
        ("Terminates Coverage On", "removes"),
        ("Removes", "removes"),
        ("Firm Dissolved", "removes"),
        ("Suspends", "suspends"),
        ("Reinstates", None),
        ("Assumes", None),
        ("Adores", None),
        ("", None),
        (None, None),
    ],
)
def test_what_a_firm_does_to_its_rating(told: object, means: str | None) -> None:
    _, rating = one(action_company=told)
    assert rating is not None
    assert rating.action == means


def test_nothing_is_told_of_what_is_not_there() -> None:
    target, rating = one(pt_current="", pt_prior="", action_pt="", rating_current="", action_company="")
    assert (target, rating) == (None, None)
    target, rating = one(pt_current="0.00", pt_prior="N/A", action_pt="Removes", currency="dollars")
    assert target is not None
    assert (target.before, target.to, target.action, target.currency) == (None, None, "removes", None)


@pytest.mark.parametrize(
    ("before", "adjusted_before", "to", "adjusted_to", "split"),
    [
        ("1200.00", "120.00", "140.00", "140.00", True),  # ten for one, between the two
        ("1200.00", "120.00", "1400.00", "140.00", False),  # since both: still of the same shares
        ("1.50", "37.50", "40", "40", True),  # one for twenty-five
        ("100.00", "66.67", "70", "70", True),
        ("105.00", "100.00", "110", "110", True),
        ("33.33", "3.33", "35.00", "3.50", False),  # told to the cent
        ("300.00", "298.90", "260", "260", False),  # a dividend
        ("300.00", "", "260", "260", False),
        ("", "", "260", "260", False),
    ],
)
def test_a_split_between_two_targets(
    before: str, adjusted_before: str, to: str, adjusted_to: str, split: bool
) -> None:
    target, _ = one(
        pt_prior=before, adjusted_pt_prior=adjusted_before, pt_current=to, adjusted_pt_current=adjusted_to
    )
    assert target is not None
    assert target.across_split is split
    assert target.to == Decimal(to)  # as it was told then


@pytest.mark.parametrize(
    ("date", "time", "accepted", "day_only"),
    [
        ("2026-07-06", "09:30:00", "2026-07-06T13:30:00+00:00", False),
        ("2026-07-06", "", "2026-07-06T04:00:00+00:00", True),
        ("2026-07-06", "00:00:00", "2026-07-06T04:00:00+00:00", True),
        ("2026-07-06", "25:00:00", "2026-07-06T04:00:00+00:00", True),
        ("2027-07-06", "09:30:00", None, False),
        ("", "09:30:00", None, False),
        (None, 7, None, False),
    ],
)
def test_when(date: Any, time: Any, accepted: str | None, day_only: bool) -> None:
    (reading,) = read(date=date, time=time)
    assert isinstance(reading.head, Bulletin)
    assert reading.head.accepted == (dt.datetime.fromisoformat(accepted) if accepted else None)
    assert reading.head.day_only is day_only
    for fact in reading.facts:
        assert isinstance(fact, PriceTarget | Rating)
        assert fact.at == (None if day_only else reading.head.accepted)


@pytest.mark.parametrize(
    "changed",
    [
        {"id": ""},
        {"id": None},
        {"ticker": ""},
        {"ticker": "TSX:SHOP"},
        {"analyst": ""},
        {"analyst": 7},
        {"ticker": None},
    ],
)
def test_a_row_without_its_company_or_firm_is_left_out(changed: dict[str, Any]) -> None:
    body = {"ratings": [{**RATING, **changed}, "junk", RATING]}
    assert [r.key for r in answered(FEED, ratings_ask(), body).readings] == [RATING["id"]]


# --- asking ---------------------------------------------------------------------------------------------


def test_what_is_asked() -> None:
    first, removed = FEED.asks(wanted("price_target"), None)
    week_ago = int((NOW - dt.timedelta(days=7)).timestamp())
    assert first.path == RATINGS
    assert dict(first.params) == {"parameters[updated]": str(week_ago - 5), "pagesize": "1000", "page": "0"}
    assert removed.path == REMOVED
    again, removed = FEED.asks(wanted("rating", "price"), "1767642765")
    assert dict(again.params)["parameters[updated]"] == "1767642760"
    assert dict(removed.params) == {
        "type": "ratings",
        "updated": "1767556365",
        "pageSize": "1000",
        "page": "0",
    }
    assert list(FEED.asks(wanted("rate"), None)) == []
    for bad in ("", "soon", "-5", "9" * 11, "٣"):
        assert next(iter(FEED.asks(wanted("rating"), bad))) == first


def test_the_consensus_is_asked_for_in_turn() -> None:
    symbols = tuple(f"S{n}" for n in range(30))
    seen: list[str] = []
    for second in range(0, 90, 30):
        asks = list(
            FEED.asks(wanted("consensus", symbols=symbols, now=NOW + dt.timedelta(seconds=second)), None)
        )
        assert len(asks) <= 13
        seen += [ask.about for ask in asks]
    assert sorted(seen) == sorted(symbols)
    assert dict(asked(FEED, CONSENSUS, "consensus").params)["parameters[tickers]"] == "AAPL"


def test_pages_are_followed_and_the_cursor_waits_for_the_last() -> None:
    rows = [{**RATING, "id": f"{n:x}", "updated": 1767642765 - n} for n in range(PAGE)]
    ask = next(iter(FEED.asks(wanted("rating"), "1767600000")))
    page = answered(FEED, ask, {"ratings": rows})
    assert len(page.readings) == PAGE
    assert page.cursor is None
    assert page.more is not None
    assert dict(page.more.params) == {**dict(ask.params), "page": "1"}
    last = answered(FEED, page.more, {"ratings": rows[10:20]})
    assert last.more is None
    assert last.cursor == "1767642765"  # the greatest of all pages
    assert answered(FEED, ask, {"ratings": []}).cursor is None
    # Never past now, and never back.
    assert answered(
        FEED, ask, {"ratings": [{**RATING, "updated": int(NOW.timestamp()) + 9999}]}
    ).cursor == str(int(NOW.timestamp()))
    assert answered(FEED, ask, {"ratings": [{**RATING, "updated": 5}]}).cursor == "1767600000"


def test_pages_end() -> None:
    rows = [{**RATING, "id": f"{n:x}"} for n in range(PAGE)]
    ask: Ask | None = ratings_ask()
    pages = 0
    while ask is not None:
        pages += 1
        ask = answered(FEED, ask, {"ratings": rows}).more
    assert pages == 20


# --- removals -------------------------------------------------------------------------------------------


def test_a_removed_rating_is_withdrawn() -> None:
    body = {
        "removed": [
            {"id": "695c16678f047b0001fee512", "type": "ratings", "updated": 1767642999},
            {"id": "5b5d22b5be523300016fd411", "type": "dividends", "updated": 0},
            {"id": "5c3dc573a8839f000125ef6b", "type": "Ratings", "updated": 0},
            {"type": "ratings"},
        ]
    }
    told = answered(FEED, asked(FEED, REMOVED, "rating"), body)
    at = dt.datetime(2026, 1, 5, 19, 56, 39, tzinfo=dt.UTC)
    assert told.readings == (
        Reading(
            Bulletin("695c16678f047b0001fee512", "analyst action", MARKET, "Benzinga", at, withdrawn=True),
            (),
        ),
        Reading(
            Bulletin("5c3dc573a8839f000125ef6b", "analyst action", MARKET, "Benzinga", None, withdrawn=True),
            (),
        ),
    )
    assert told.cursor is None  # that is for the ratings to say


# --- consensus ------------------------------------------------------------------------------------------


def test_the_vendors_example_of_a_consensus() -> None:
    (path,) = samples("targets", "Benzinga-get-consensus-ratings.Response_200_OK.json")
    (reading,) = FEED.read(asked(FEED, CONSENSUS, "consensus"), path.read_bytes(), NOW).readings
    at = dt.datetime(2026, 1, 5, 19, 42, 36, tzinfo=dt.UTC)
    issuer = Issuer("", "AAPL", "AAPL")
    assert reading.head == Bulletin("consensus AAPL", "consensus", issuer, "Benzinga", at)
    assert reading.facts == (
        Consensus(
            issuer,
            buys=Decimal(19),
            holds=Decimal(5),
            sells=Decimal(2),
            mean=Decimal("293.69192307692305"),
            high=Decimal(350),
            low=Decimal(200),
            analysts=Decimal(26),
            at=at,
            source="Benzinga",
        ),
    )


def test_a_consensus_in_percent_is_not_counted() -> None:
    body = {"aggregate_type": "percentage", "aggregate_ratings": {"buy": 60}, "consensus_price_target": 10}
    (reading,) = answered(FEED, asked(FEED, CONSENSUS, "consensus"), body).readings
    (fact,) = reading.facts
    assert isinstance(fact, Consensus)
    assert (fact.buys, fact.mean) == (None, Decimal(10))


def test_a_company_that_nobody_follows() -> None:
    ask = asked(FEED, CONSENSUS, "consensus")
    (path,) = samples("targets", "Benzinga-get-analyst-insights.Response_404_Not_Found.json")
    for body in (b"", b"{}", path.read_bytes(), b'{"aggregate_ratings": {}}'):
        assert FEED.read(ask, body, NOW).readings == ()


# --- what is no answer ----------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [*BROKEN, *NO_ROWS])
@pytest.mark.parametrize("path", [RATINGS, REMOVED])
def test_no_answer(path: str, body: bytes) -> None:
    if path == REMOVED and not body.strip():
        return  # as a 404 there is handed on: nothing was removed
    with pytest.raises(Unreadable):
        FEED.read(asked(FEED, path, "rating"), body, NOW)


@pytest.mark.parametrize("name", ["401_Unauthorized", "500_Internal_Server_Error"])
def test_the_vendors_errors_under_200(name: str) -> None:
    (path,) = samples("targets", f"Benzinga-*{name}.json")
    said = json.loads(path.read_bytes())["errors"][0]["value"]
    for where in (RATINGS, REMOVED, CONSENSUS):
        with pytest.raises(Unreadable, match=said):
            FEED.read(asked(FEED, where, "rating", "consensus"), path.read_bytes(), NOW)


@given(st.sampled_from([RATINGS, REMOVED, CONSENSUS]), JSON | st.fixed_dictionaries({"ratings": JSON}))
def test_any_answer_is_read_or_unreadable(path: str, body: Any) -> None:
    try:
        answered(FEED, asked(FEED, path, "rating", "consensus"), body)
    except Unreadable as error:
        assert str(error)


@given(rows_of(*RATING))
def test_any_row_is_read_or_left_out(rows: list[dict[str, Any]]) -> None:
    try:
        told = answered(
            FEED, ratings_ask(), {"ratings": [{"id": "1", "ticker": "A", "analyst": "B", **r} for r in rows]}
        )
    except Unreadable:
        return
    assert all(reading.facts and reading.key for reading in told.readings)
