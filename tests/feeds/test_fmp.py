"""Financial Modeling Prep: recorded targets, grades and consensus; one action that several publishers tell."""

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
from tocsin.feeds.feed import Answer
from tocsin.feeds.vendors.fmp import (
    COUNTED_GRADES,
    GRADES,
    GRADES_NEWS,
    MEAN_TARGET,
    PAGE,
    TARGETS,
    Fmp,
    FmpSection,
)
from tocsin.model import Bulletin, Consensus, Issuer, PriceTarget, Rating, Reading
from tocsin.yamltext import read, validate

FEED = Fmp(FmpSection(use="fmp"))
BY_COMPANY = Fmp(FmpSection.model_validate({"use": "fmp", "ratings": "by company"}))
APPLE = Issuer("", "AAPL", "AAPL")
SOURCE = "Financial Modeling Prep"
TARGET = {
    "symbol": "AAPL",
    "publishedDate": "2026-11-20T10:03:37.000Z",
    "newsURL": "https://www.benzinga.com/a",
    "newsTitle": "Dan Ives hikes Apple's target",
    "analystName": "Dan Ives",
    "priceTarget": 310,
    "adjPriceTarget": 310,
    "priceWhenPosted": 245.5,
    "newsPublisher": "Benzinga",
    "analystCompany": "Wedbush",
}
# As in an answer that somebody has recorded.
GRADE = {
    "symbol": "PTC",
    "publishedDate": "2026-10-05T14:19:56.000Z",
    "newsURL": "https://thefly.com/ajax/news_get.php?id=4435682",
    "newsTitle": "PTC downgraded to Sector Perform from Outperform at RBC Capital",
    "newsBaseURL": "thefly.com",
    "newsPublisher": "TheFly",
    "newGrade": "Sector Perform",
    "previousGrade": "Buy",
    "gradingCompany": "RBC Capital",
    "action": "downgrade",
    "priceWhenPosted": 193.5181,
}


def told(path: str, *rows: Any) -> Answer:
    return answered(FEED, asked(FEED, path, "price_target", "rating", "consensus"), list(rows))


def test_a_recorded_target() -> None:
    (path,) = samples("targets", "*price-target-news*AAPL.json")
    answer = FEED.read(asked(FEED, TARGETS, "price_target"), path.read_bytes(), NOW)
    at = dt.datetime(2025, 9, 22, 5, 3, 37, tzinfo=dt.UTC)
    url = json.loads(path.read_bytes())[0]["newsURL"]
    head = Bulletin("target aapl wedbush 2025-09-22", "analyst action", APPLE, SOURCE, at, url)
    fact = PriceTarget(APPLE, "Wedbush", "Dan Ives", None, Decimal(310), None, None, at, SOURCE)
    assert answer.readings == (Reading(head, (fact,)),)
    assert answer.cursor == "2025-09-22T05:03:37Z"


def test_several_publishers_of_one_action() -> None:
    later = {**TARGET, "publishedDate": "2026-11-20T11:00:00.000Z", "newsURL": "https://thefly.com/b"}
    (reading,) = told(TARGETS, later, TARGET).readings
    assert isinstance(reading.head, Bulletin)
    assert reading.head.accepted == dt.datetime(2026, 11, 20, 10, 3, 37, tzinfo=dt.UTC)
    # A figure that is corrected is the same thing, whatever the order.
    corrected = {**later, "priceTarget": "315.00", "publishedDate": "2026-11-20T12:00:00.000Z"}
    for rows in ((corrected, later, TARGET), (TARGET, corrected, later)):
        (reading,) = told(TARGETS, *rows).readings
        (fact,) = reading.facts
        assert isinstance(fact, PriceTarget)
        assert (reading.key, fact.to) == ("target aapl wedbush 2026-11-20", Decimal(315))
        assert fact.at == dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
    others = [{**TARGET, "analystCompany": "UBS"}, {**TARGET, "symbol": "MSFT"}]
    assert len(told(TARGETS, TARGET, *others).readings) == 3


def test_a_target_of_before_a_split() -> None:
    (reading,) = told(TARGETS, {**TARGET, "adjPriceTarget": 31}).readings
    (fact,) = reading.facts
    assert isinstance(fact, PriceTarget)
    assert (fact.to, fact.across_split) == (Decimal(310), True)


def test_what_tells_no_target() -> None:
    for changed in (
        {"priceTarget": 0},
        {"priceTarget": None},
        {"analystCompany": ""},
        {"symbol": None},
        {"publishedDate": "2026-11-20 10:03:37"},
    ):
        assert told(TARGETS, {**TARGET, **changed}).readings == ()


def test_a_grade_of_the_news() -> None:
    (reading,) = told(GRADES_NEWS, GRADE).readings
    at = dt.datetime(2026, 10, 5, 14, 19, 56, tzinfo=dt.UTC)
    issuer = Issuer("", "PTC", "PTC")
    assert reading == Reading(
        Bulletin(
            "grade ptc rbc capital 2026-10-05", "analyst action", issuer, SOURCE, at, str(GRADE["newsURL"])
        ),
        (Rating(issuer, "RBC Capital", None, "Buy", "Sector Perform", "downgrades", at, SOURCE),),
    )


@pytest.mark.parametrize(
    ("before", "to", "action", "means"),
    [
        ("Hold", "Buy", "upgrade", "upgrades"),
        ("Hold", "Hold", "hold", "maintains"),
        ("Buy", "Buy", "hold", "maintains"),
        ("Buy", "Hold", "hold", None),  # is the grade held, or is it a hold?
        ("Overweight", "Overweight", "maintain", "maintains"),
        (None, "Buy", "initialise", "initiates"),
        # "Microsoft upgraded, HubSpot downgraded", as it came for MSFT.
        (None, "Neutral", "downgrade", None),
        ("", "Buy", "upgrade", None),
        ("Buy", "Neutral", "", None),
    ],
)
def test_the_word_for_a_grade(before: Any, to: str, action: str, means: str | None) -> None:
    row = {**GRADE, "previousGrade": before, "newGrade": to, "action": action}
    (reading,) = told(GRADES_NEWS, row).readings
    (fact,) = reading.facts
    assert isinstance(fact, Rating)
    assert (fact.before, fact.to, fact.action) == (before or None, to, means)


def test_a_recorded_grade_of_a_day() -> None:
    (path,) = samples("targets", "kenshin579-grades.json")
    (reading,) = BY_COMPANY.read(asked(BY_COMPANY, GRADES, "rating"), path.read_bytes(), NOW).readings
    midnight = dt.datetime(2025, 1, 31, 5, tzinfo=dt.UTC)
    assert reading == Reading(
        Bulletin(
            "grade aapl morgan stanley 2025-01-31", "analyst action", APPLE, SOURCE, midnight, day_only=True
        ),
        (Rating(APPLE, "Morgan Stanley", None, "Overweight", "Overweight", "maintains", None, SOURCE),),
    )


def test_recorded_halves_of_a_consensus() -> None:
    (path,) = samples("targets", "kenshin579-price-target-consensus.json")
    (reading,) = FEED.read(asked(FEED, MEAN_TARGET, "consensus"), path.read_bytes(), NOW).readings
    assert reading == Reading(
        Bulletin("consensus AAPL targets", "consensus", APPLE, SOURCE, None),
        (
            Consensus(
                APPLE, None, None, None, Decimal("251.7"), Decimal(300), Decimal(200), None, None, SOURCE
            ),
        ),
    )
    (path,) = samples("targets", "kenshin579-grades-consensus.json")
    (reading,) = FEED.read(asked(FEED, COUNTED_GRADES, "consensus"), path.read_bytes(), NOW).readings
    assert reading == Reading(
        Bulletin("consensus AAPL ratings", "consensus", APPLE, SOURCE, None),
        (
            Consensus(
                APPLE, Decimal(30), Decimal(11), Decimal(4), None, None, None, Decimal(45), None, SOURCE
            ),
        ),
    )


def test_half_a_consensus_that_is_not_told() -> None:
    assert told(MEAN_TARGET).readings == told(COUNTED_GRADES).readings == ()
    assert told(MEAN_TARGET, {"symbol": "AAPL", "targetConsensus": 0}).readings == ()
    assert told(COUNTED_GRADES, {"symbol": "AAPL", "buy": 3}).readings == ()


# --- asking ---------------------------------------------------------------------------------------------


def test_what_is_asked() -> None:
    asks = list(FEED.asks(wanted("price_target", "rating", "consensus"), None))
    assert [(ask.path, dict(ask.params)) for ask in asks] == [
        (TARGETS, {"page": "0", "limit": "100"}),
        (GRADES_NEWS, {"page": "0", "limit": "100"}),
        (MEAN_TARGET, {"symbol": "AAPL"}),
        (COUNTED_GRADES, {"symbol": "AAPL"}),
        (MEAN_TARGET, {"symbol": "BRK-B"}),
        (COUNTED_GRADES, {"symbol": "BRK-B"}),
    ]
    assert [ask.path for ask in BY_COMPANY.asks(wanted("rating"), None)] == [GRADES, GRADES]
    assert list(FEED.asks(wanted("price"), None)) == []


def test_pages_go_back_to_what_is_known() -> None:
    rows = [
        {**TARGET, "symbol": f"A{n}", "publishedDate": f"2026-11-20T14:{59 - n // 2:02}:00.000Z"}
        for n in range(PAGE)
    ]  # from 14:59 back to 14:10
    (ask,) = FEED.asks(wanted("price_target"), "2026-11-20T15:30:00Z")
    assert answered(FEED, ask, rows).more is None  # an hour back from there, and no further
    (ask,) = FEED.asks(wanted("price_target"), "2026-11-20T12:00:00Z")
    page = answered(FEED, ask, rows)
    assert page.cursor is None
    assert page.more is not None
    assert dict(page.more.params) == {"page": "1", "limit": "100"}
    older = answered(FEED, page.more, [{**TARGET, "publishedDate": "2026-11-20T10:59:00.000Z"}])
    assert (older.more, older.cursor) == (None, "2026-11-20T14:59:00Z")
    (ask,) = FEED.asks(wanted("price_target"), None)
    assert answered(FEED, ask, rows).more is None  # the first look is at the newest page
    assert answered(FEED, ask, []).cursor is None


def test_the_section_says_where_ratings_come_from() -> None:
    tree = read("tocsin.yaml", b"{use: fmp, ratings: by firm}")
    _, problems = validate(FmpSection, tree.root)
    assert [problem.message for problem in problems] == ['"by firm" is not one of whole market, by company']


# --- what is no answer ----------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [*BROKEN, *NO_ROWS])
@pytest.mark.parametrize("path", [TARGETS, GRADES_NEWS, MEAN_TARGET, COUNTED_GRADES])
def test_no_answer(path: str, body: bytes) -> None:
    with pytest.raises(Unreadable):
        FEED.read(asked(FEED, path, "price_target", "rating", "consensus"), body, NOW)


def test_the_vendors_own_words() -> None:
    body = {"Error Message": "Limit Reach . Please upgrade your plan or visit our documentation"}
    with pytest.raises(Unreadable, match='the vendor answers: "Limit Reach'):
        answered(FEED, asked(FEED, TARGETS, "price_target"), body)


def test_rows_of_another_shape() -> None:
    with pytest.raises(Unreadable, match="none of 6 rows has symbol and publishedDate and analystCompany"):
        told(TARGETS, *[{"ticker": "AAPL"}] * 6)


@given(
    st.sampled_from([TARGETS, GRADES_NEWS, GRADES, MEAN_TARGET, COUNTED_GRADES]),
    JSON | rows_of(*TARGET, *GRADE, "date", "buy", "hold"),
)
def test_any_answer_is_read_or_unreadable(path: str, body: Any) -> None:
    feed = BY_COMPANY if path == GRADES else FEED
    try:
        answer = answered(feed, asked(feed, path, "price_target", "rating", "consensus"), body)
    except Unreadable:
        return
    assert all(reading.facts for reading in answer.readings)
    assert len({reading.key for reading in answer.readings}) == len(answer.readings)
