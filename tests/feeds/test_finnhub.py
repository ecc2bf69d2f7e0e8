"""Finnhub: recorded consensus, documented grades, results and quotes; a free plan's questions in turn."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.feeds.wanting import BROKEN, JSON, NO_ROWS, NOW, answered, asked, rows_of, wanted
from tests.samples import samples
from tocsin.errors import Unreadable
from tocsin.feeds.feed import Key
from tocsin.feeds.vendors.finnhub import COUNTED, EARNINGS, GRADES, QUOTE, TARGET, Finnhub, FinnhubSection
from tocsin.feeds.vendors.finnhub_answers import surprise_percent
from tocsin.model import Bulletin, Consensus, Earnings, Issuer, Price, Rating, Reading

FEED = Finnhub(FinnhubSection(use="finnhub"))
FREE = Finnhub(FinnhubSection.model_validate({"use": "finnhub", "premium": "no"}))
KINDS = ("rating", "consensus", "earnings", "price")
APPLE = Issuer("", "AAPL", "AAPL")
GRADE = {
    "symbol": "AAPL",
    "gradeTime": 1765238400,
    "company": "Citigroup",
    "fromGrade": "Neutral",
    "toGrade": "Buy",
    "action": "up",
}
RESULT = {
    "date": "2026-11-19",
    "epsActual": 4.99,
    "epsEstimate": 4.5474,
    "hour": "amc",
    "quarter": 1,
    "revenueActual": 91819000000,
    "revenueEstimate": 88496400810,
    "symbol": "AAPL",
    "year": 2026,
}


def told(path: str, body: Any) -> tuple[Reading, ...]:
    return answered(FEED, asked(FEED, path, *KINDS), body).readings


# --- consensus ------------------------------------------------------------------------------------------


def counted(buys: int, holds: int, sells: int) -> Reading:
    numbers = [Decimal(n) for n in (buys, holds, sells)]
    return Reading(
        Bulletin("consensus AAPL ratings", "consensus", APPLE, "Finnhub", None),
        (Consensus(APPLE, *numbers, None, None, None, sum(numbers, Decimal(0)), None, "Finnhub"),),
    )


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("SalZaki-recommendation-AAPL.json", counted(39, 13, 2)),
        ("KevWK314-recommendationTrends.json", counted(32, 6, 0)),
    ],
)
def test_recorded_recommendations_of_the_newest_period(name: str, reading: Reading) -> None:
    (path,) = samples("targets", name)
    ask = asked(FEED, COUNTED, "consensus")
    assert FEED.read(ask, path.read_bytes(), NOW).readings == (reading,)


def test_the_newest_period_wherever_it_stands() -> None:
    rows = [
        {"period": "Dec 2025", "buy": 1, "hold": 1, "sell": 1},
        {"period": "2026-05-01", "buy": 2, "hold": 2, "sell": 2},
        {"period": "soon", "buy": 9, "hold": 9, "sell": 9},
    ]
    assert told(COUNTED, rows) == (counted(2, 2, 2),)
    assert (
        told(COUNTED, rows[2:])
        == told(COUNTED, [])
        == told(COUNTED, [{"period": "2026-05-01", "buy": 1}])
        == ()
    )


def test_a_recorded_mean_target() -> None:
    (path,) = samples("targets", "KevWK314-priceTarget.json")
    (reading,) = FEED.read(asked(FEED, TARGET, "consensus"), path.read_bytes(), NOW).readings
    issuer = Issuer("", "NFLX", "NFLX")
    day = dt.datetime(2019, 6, 3, 4, tzinfo=dt.UTC)
    assert reading == Reading(
        Bulletin("consensus NFLX targets", "consensus", issuer, "Finnhub", day, day_only=True),
        (
            Consensus(
                issuer, None, None, None, Decimal("387.03"), Decimal(500), Decimal(166), None, None, "Finnhub"
            ),
        ),
    )
    assert (
        told(TARGET, {})
        == told(TARGET, {"symbol": "X", "targetMean": 0, "targetHigh": 0, "lastUpdated": ""})
        == ()
    )


# --- ratings --------------------------------------------------------------------------------------------


def test_a_grade_at_midnight_is_of_a_day() -> None:
    (reading,) = told(GRADES, [GRADE])
    midnight = dt.datetime(2025, 12, 9, 5, tzinfo=dt.UTC)
    assert reading == Reading(
        Bulletin(
            "grade aapl citigroup 2025-12-09", "analyst action", APPLE, "Finnhub", midnight, day_only=True
        ),
        (Rating(APPLE, "Citigroup", None, "Neutral", "Buy", "upgrades", None, "Finnhub"),),
    )
    (reading,) = told(GRADES, [{**GRADE, "gradeTime": 1765238400 + 45296, "symbol": None}])
    (fact,) = reading.facts
    assert isinstance(fact, Rating)
    assert fact.at == dt.datetime(2025, 12, 9, 12, 34, 56, tzinfo=dt.UTC)
    assert fact.issuer == APPLE  # the one that was asked for


@pytest.mark.parametrize(
    ("action", "means"),
    [
        ("up", "upgrades"),
        ("down", "downgrades"),
        ("main", "maintains"),
        ("init", "initiates"),
        ("reit", "maintains"),
        ("", None),
        (None, None),
        ("sideways", None),
    ],
)
def test_the_word_for_a_grade(action: object, means: str | None) -> None:
    (reading,) = told(GRADES, [{**GRADE, "action": action, "fromGrade": ""}])
    (fact,) = reading.facts
    assert isinstance(fact, Rating)
    assert (fact.before, fact.action) == (None, means)


def test_one_bulletin_a_firm_and_a_day() -> None:
    later = {**GRADE, "gradeTime": 1765238400 + 45296, "toGrade": "Hold"}
    for rows in ([GRADE, later], [later, GRADE]):
        (reading,) = told(GRADES, rows)
        assert [fact.to for fact in reading.facts if isinstance(fact, Rating)] == ["Hold"]
    bad = [{**GRADE, "company": ""}, {**GRADE, "gradeTime": 0}, {**GRADE, "gradeTime": "yesterday"}]
    assert told(GRADES, bad) == ()


# --- results --------------------------------------------------------------------------------------------


def test_a_quarters_results() -> None:
    (reading,) = told(EARNINGS, {"earningsCalendar": [RESULT]})
    day = dt.datetime(2026, 11, 19, 5, tzinfo=dt.UTC)
    assert reading == Reading(
        Bulletin("earnings AAPL 2026Q1", "earnings", APPLE, "Finnhub", day, day_only=True),
        (
            Earnings(
                APPLE, "2026Q1", "eps", Decimal("4.99"), Decimal("4.5474"), Decimal("9.73"), None, "Finnhub"
            ),
            Earnings(
                APPLE,
                "2026Q1",
                "revenue",
                Decimal(91819000000),
                Decimal(88496400810),
                Decimal("3.75"),
                None,
                "Finnhub",
            ),
        ),
    )


def test_results_that_are_not_out() -> None:
    coming = {**RESULT, "epsActual": None, "revenueActual": None}
    half = {**RESULT, "symbol": "BRK.B", "revenueActual": None, "epsEstimate": None, "year": None}
    (reading,) = told(EARNINGS, {"earningsCalendar": [coming, half]})
    assert reading.key == "earnings BRK-B 2026-11-19"
    (fact,) = reading.facts
    assert isinstance(fact, Earnings)
    assert (fact.period, fact.estimate, fact.surprise_percent) == (None, None, None)
    assert told(EARNINGS, {"earningsCalendar": []}) == ()


@pytest.mark.parametrize(
    ("actual", "estimate", "percent"),
    [
        ("1.10", "1.00", "10.00"),
        ("0.90", "1.00", "-10.00"),
        ("-0.05", "-0.10", "50.00"),  # a smaller loss is above the estimate
        ("0.05", "-0.10", "150.00"),
        ("1.00005", "1", "0.00"),  # half to even
        ("1.00015", "1", "0.02"),
        ("1.00", "0", None),
        ("1.00", "0.00", None),
        ("0", "1", "-100.00"),
        ("1E+39", "1E-39", None),
    ],
)
def test_a_surprise(actual: str, estimate: str, percent: str | None) -> None:
    told = surprise_percent(Decimal(actual), Decimal(estimate))
    assert (None if told is None else str(told)) == percent


@given(*[st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**39), max_value=10**39)] * 2)
def test_any_surprise_has_the_sign_of_the_difference(actual: Decimal, estimate: Decimal) -> None:
    percent = surprise_percent(actual, estimate)
    if percent:
        assert (percent > 0) is (actual > estimate)


# --- prices ---------------------------------------------------------------------------------------------


def test_a_quote() -> None:
    body = b'{"c": 261.74, "d": 1.1, "dp": 0.4, "h": 263.31, "l": 260.68, "o": 261.07, "pc": 259.45, "t": 1794582000}'
    (reading,) = told(QUOTE, body)
    assert reading == Reading(
        Bulletin("price AAPL", "price", APPLE, "Finnhub", NOW - dt.timedelta(days=7)),
        (Price(APPLE, Decimal("261.74"), NOW - dt.timedelta(days=7), "Finnhub", Decimal("259.45")),),
    )


def test_an_unknown_symbol_has_no_price() -> None:
    assert told(QUOTE, {"c": 0, "d": None, "dp": None, "h": 0, "l": 0, "o": 0, "pc": 0, "t": 0}) == ()
    (reading,) = told(QUOTE, {"c": "12.5", "pc": 0, "t": 0})
    assert reading.facts == (Price(APPLE, Decimal("12.5"), None, "Finnhub", None),)


# --- asking ---------------------------------------------------------------------------------------------


def test_what_is_asked() -> None:
    asks = [
        (ask.path, dict(ask.params), ask.about) for ask in FEED.asks(wanted(*KINDS, symbols=("BRK-B",)), None)
    ]
    symbol = {"symbol": "BRK.B"}
    assert asks == [
        (EARNINGS, {"from": "2026-11-17", "to": "2026-11-20"}, ""),
        (QUOTE, symbol, "BRK-B"),
        (GRADES, {**symbol, "from": "2026-10-21", "to": "2026-11-20"}, "BRK-B"),
        (COUNTED, symbol, "BRK-B"),
        (TARGET, symbol, "BRK-B"),
    ]
    assert list(FEED.asks(wanted("price_target", "rate"), None)) == []
    assert Key("X-Finnhub-Token", header=True) == FEED.KEY


def test_days_are_eastern() -> None:
    evening = dt.datetime(2026, 11, 21, 3, 0, tzinfo=dt.UTC)
    (ask,) = FEED.asks(wanted("earnings", now=evening), None)
    assert dict(ask.params)["to"] == "2026-11-20"


def test_a_free_plan_is_not_asked_for_what_it_refuses() -> None:
    paths = [ask.path for ask in FREE.asks(wanted(*KINDS, symbols=("AAPL",)), None)]
    assert paths == [EARNINGS, QUOTE, COUNTED]
    assert FREE.tells == {"consensus", "earnings", "price"}
    assert FEED.tells == {"consensus", "earnings", "price", "rating"}


def test_many_companies_are_asked_for_in_turn() -> None:
    symbols = tuple(f"S{n}" for n in range(100))
    seen: set[str] = set()
    for minute in range(9):
        now = NOW + dt.timedelta(minutes=minute)
        asks = list(FEED.asks(wanted(*KINDS, symbols=symbols, now=now), None))
        assert len(asks) <= 60
        seen |= {ask.about for ask in asks if ask.path == QUOTE}
    assert seen == set(symbols)


# --- what is no answer ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body", [*BROKEN, b"null", b"7", b"[1]", b'"x"', b'{"error": "You don\'t have access to this resource."}']
)
@pytest.mark.parametrize("path", [EARNINGS, QUOTE, GRADES, COUNTED, TARGET])
def test_no_answer(path: str, body: bytes) -> None:
    with pytest.raises(Unreadable):
        told(path, body)


@pytest.mark.parametrize("body", NO_ROWS)
def test_no_rows(body: bytes) -> None:
    for path in (EARNINGS, GRADES, COUNTED):
        with pytest.raises(Unreadable):
            told(path, body)


FIELDS = (*GRADE, *RESULT, "c", "pc", "t", "targetMean", "lastUpdated", "period", "buy", "hold", "sell")


@given(
    st.sampled_from([EARNINGS, QUOTE, GRADES, COUNTED, TARGET]),
    JSON
    | rows_of(*FIELDS)
    | rows_of(*FIELDS).map(lambda rows: rows[0] if rows else {})
    | st.fixed_dictionaries({"earningsCalendar": rows_of(*FIELDS)}),
)
def test_any_answer_is_read_or_unreadable(path: str, body: Any) -> None:
    try:
        readings = told(path, body)
    except Unreadable:
        return
    assert all(reading.facts for reading in readings)
