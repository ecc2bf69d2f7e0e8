"""What the condition `rate` says of a day's value, held against the days before."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given as tried
from hypothesis import settings
from hypothesis import strategies as st

from tests.rules.made import ISSUER
from tests.rules.market import Past, at, bulletin, condition, figures, known, says
from tocsin.model import Answer, Price, Rate, Reading, Verdict
from tocsin.rules.condition import Kind
from tocsin.rules.told.rate import RateKeys, compile_keys
from tocsin.rules.told.series import TITLES, parse_series, title

RATE = Kind(RateKeys, compile_keys)


def rate(percent: str, day: str = "20", series: str = "DGS10", source: str = "Treasury") -> Rate:
    date = dt.date.fromisoformat(day) if "-" in day else dt.date(2026, 11, int(day))
    return Rate(series, date, Decimal(percent), source)


def verdict(keys: str, told: Rate, past: Past | None = None) -> Verdict:
    return condition(RATE, keys).decide(bulletin(told), past or Past())


LINE = "10-year yield (DGS10) 4.62% on 20 Nov 2026"
RISES = "{series: DGS10, rises: at least 25bp, within: 5d}"
BEFORE = known(rate("4.34", "13"), rate("4.40", "16"), rate("4.55", "18"), rate("4.60", "19"))
CASES = {
    # a level
    "a level, the first value": (
        "{series: DGS10, is: over 4.6%}",
        rate("4.62"),
        None,
        f"fires: {LINE} (over 4.6%)",
    ),
    "a level that is not so": (
        "{series: DGS10, is: over 5%}",
        rate("4.62"),
        None,
        f"silent: {LINE}, not over 5%",
    ),
    "a level becomes true": (
        "{series: 10-year, is: over 4.6%}",
        rate("4.62"),
        BEFORE,
        f"fires: {LINE} (over 4.6%)",
    ),
    "a level that was so already": (
        "{series: 10y, is: over 4.5%}",
        rate("4.62"),
        BEFORE,
        f"silent: {LINE}; it was so already on 19 Nov 2026 (4.60%)",
    ),
    "a level at the figure itself": (
        "{series: DGS10, is: at least 4.62%}",
        rate("4.620"),
        BEFORE,
        f"fires: {LINE} (at least 4.62%)",
    ),
    "a level just missed": (
        "{series: DGS10, is: over 4.62%}",
        rate("4.62"),
        BEFORE,
        f"silent: {LINE}, not over 4.62%",
    ),
    "as many places as it takes": (
        "{series: DGS10, is: over 4.62%}",
        rate("4.6200001"),
        None,
        "fires: 10-year yield (DGS10) 4.6200001% on 20 Nov 2026 (over 4.62%)",
    ),
    "a spread below zero": (
        "{series: 2s10s, is: under 0%}",
        rate("-0.05", series="T10Y2Y"),
        None,
        "fires: 10-year less 2-year yield (T10Y2Y) -0.05% on 20 Nov 2026 (under 0%)",
    ),
    # a change
    "up within five days": (
        "{series: DGS10, rises: at least 22bp, within: 5d}",
        rate("4.62"),
        known(rate("4.40", "16"), rate("4.60", "19")),
        f"fires: {LINE}, up 22bp in 4 days from 4.40%",
    ),
    "not up enough within five days": (
        RISES,
        rate("4.62"),
        known(rate("4.40", "16"), rate("4.60", "19")),
        f"silent: {LINE}, up 22bp in 4 days from 4.40%, and the rule asks for rises at least 25bp",
    ),
    "up enough": (
        "{series: DGS10, rises: over 2bp}",
        rate("4.625"),
        BEFORE,
        "fires: 10-year yield (DGS10) 4.625% on 20 Nov 2026, up 2.5bp from 4.60% on 19 Nov 2026",
    ),
    "up, exactly so much": (
        "{series: DGS10, rises: at least 2bp}",
        rate("4.62"),
        BEFORE,
        f"fires: {LINE}, up 2bp from 4.60% on 19 Nov 2026",
    ),
    "not over what it is": (
        "{series: DGS10, rises: over 2bp}",
        rate("4.62"),
        BEFORE,
        f"silent: {LINE}, up 2bp from 4.60% on 19 Nov 2026, and the rule asks for rises over 2bp",
    ),
    "a rise is no fall": (
        "{series: DGS10, falls: over 1bp}",
        rate("4.62"),
        BEFORE,
        f"silent: {LINE}, up 2bp from 4.60% on 19 Nov 2026, and the rule asks for falls over 1bp",
    ),
    "a fall": (
        "{series: DGS10, falls: over 1bp}",
        rate("4.50"),
        BEFORE,
        "fires: 10-year yield (DGS10) 4.50% on 20 Nov 2026, down 10bp from 4.60% on 19 Nov 2026",
    ),
    "a move down": (
        "{series: DGS10, moves: at least 10bp}",
        rate("4.50"),
        BEFORE,
        "fires: 10-year yield (DGS10) 4.50% on 20 Nov 2026, down 10bp from 4.60% on 19 Nov 2026",
    ),
    "no move": (
        "{series: DGS10, moves: over 1bp}",
        rate("4.6"),
        BEFORE,
        "silent: 10-year yield (DGS10) 4.60% on 20 Nov 2026, unchanged from 4.60% on 19 Nov 2026, and the rule asks"
        " for moves over 1bp",
    ),
    "nothing to hold it against": (
        "{series: DGS10, rises: over 1bp}",
        rate("4.62"),
        known(rate("4.1", "19", series="DGS2")),
        f"undecided: {LINE}, no earlier value is known",
    ),
    "nothing near enough": (
        "{series: DGS10, rises: over 1bp}",
        rate("4.62"),
        known(rate("4.1", "2026-08-01")),
        f"undecided: {LINE}, no earlier value is known",
    ),
    "a level and a change": (
        "{series: DGS10, is: over 4.6%, rises: at least 2bp}",
        rate("4.62"),
        BEFORE,
        f"fires: {LINE} (over 4.6%), up 2bp from 4.60% on 19 Nov 2026",
    ),
    "a change without its level": (
        "{series: DGS10, is: over 5%, rises: at least 2bp}",
        rate("4.62"),
        BEFORE,
        f"silent: {LINE}, not over 5%, up 2bp from 4.60% on 19 Nov 2026",
    ),
    "a level that fails though the change is not known": (
        "{series: DGS10, is: over 5%, rises: at least 2bp}",
        rate("4.62"),
        None,
        f"silent: {LINE}, not over 5%, no earlier value is known",
    ),
    # the same again, corrected, late
    "told already by another source": (
        "{series: DGS10, is: over 4%}",
        rate("4.60", "19", source="FRED"),
        BEFORE,
        "silent: 10-year yield (DGS10) 4.60% on 19 Nov 2026 was told already by Treasury",
    ),
    "told late": (
        "{series: DGS10, moves: over 1bp}",
        rate("4.50", "17"),
        BEFORE,
        "silent: 10-year yield (DGS10) 4.50% on 17 Nov 2026 is older than that of 19 Nov 2026, told before",
    ),
    "revised over the level": (
        "{series: DGS10, is: over 4.6%}",
        rate("4.61", "19"),
        BEFORE,
        "fires: 10-year yield (DGS10) 4.61% on 19 Nov 2026 (over 4.6%)",
    ),
    "revised, and over the level before": (
        "{series: DGS10, is: over 4.5%}",
        rate("4.61", "19"),
        BEFORE,
        "silent: 10-year yield (DGS10) 4.61% on 19 Nov 2026; it was so already before it was revised from 4.60%",
    ),
    "revised, and risen enough before": (
        "{series: DGS10, rises: at least 5bp}",
        rate("4.61", "19"),
        BEFORE,
        "silent: 10-year yield (DGS10) 4.61% on 19 Nov 2026, up 6bp from 4.55% on 18 Nov 2026; it was so already"
        " before it was revised from 4.60%",
    ),
    "revised, and risen enough now": (
        "{series: DGS10, rises: at least 6bp}",
        rate("4.61", "19"),
        BEFORE,
        "fires: 10-year yield (DGS10) 4.61% on 19 Nov 2026, up 6bp from 4.55% on 18 Nov 2026",
    ),
}


@pytest.mark.parametrize(("keys", "told", "past", "line"), CASES.values(), ids=CASES.keys())
def test_the_verdict_and_its_reason(keys: str, told: Rate, past: Past | None, line: str) -> None:
    assert says(verdict(keys, told, past)) == line


# Against which day a change within five days is: the days that are known, and the one that it is.
BASES = {
    "the day itself": ((13, 14, 15, 16, 19), "up 28bp in 5 days", 15),
    "of a weekend the Friday before": ((12, 13, 16, 19), "up 28bp in 7 days", 13),
    "a week before that day": ((8, 16, 19), "up 28bp in 12 days", 8),
    "longer ago: the earliest in the window": ((7, 17, 19), "up 28bp in 3 days", 17),
    "none before: the earliest in the window": ((18, 19), "up 28bp in 2 days", 18),
}


@pytest.mark.parametrize(("days", "told", "day"), BASES.values(), ids=BASES.keys())
def test_what_a_change_within_days_is_against(days: tuple[int, ...], told: str, day: int) -> None:
    past = known(*(rate("4.34" if one == day else "4.5", str(one)) for one in days))
    found = verdict(RISES, rate("4.62"), past)
    assert says(found) == f"fires: {LINE}, {told} from 4.34%"
    assert found.evidence == (rate("4.34", str(day)),)
    assert found.subject == rate("4.62")
    assert figures(found) == [("rises", "28", "at least 25bp", True, "28bp")]


def test_a_monthly_series_is_held_against_the_month_before() -> None:
    past = known(rate("3.6", "2026-10-01", series="FEDFUNDS"))
    told = rate("3.35", "1", series="FEDFUNDS")
    found = verdict("{series: FEDFUNDS, falls: at least 25bp, within: 5d}", told, past)
    assert says(found) == "fires: FEDFUNDS 3.35% on 1 Nov 2026, down 25bp in 31 days from 3.60%"


def test_of_two_values_of_a_day_the_newer_counts() -> None:
    past = Past(
        (
            (at("19", "16:00"), rate("4.60", "19")),
            (at("20", "08:00"), rate("4.30", "19", source="FRED")),
        )
    )
    found = verdict("{series: DGS10, rises: over 30bp}", rate("4.62"), past)
    assert says(found) == f"fires: {LINE}, up 32bp from 4.30% on 19 Nov 2026"


def test_other_bulletins_are_silent() -> None:
    price = bulletin(Price(ISSUER, Decimal(30), at("20"), "Finnhub"))
    assert says(condition(RATE, RISES).decide(price, BEFORE)) == "silent: no rate DGS10 in it"
    assert says(verdict(RISES, rate("4", series="DGS2"), BEFORE)) == "silent: no rate DGS10 in it"


def test_a_level_holds_by_the_last_value_known() -> None:
    level = condition(RATE, "{series: DGS10, is: over 4.5%}")
    assert level.holds is not None
    price = bulletin(Price(ISSUER, Decimal(30), at("20"), "Finnhub"))
    assert says(level.holds(price, BEFORE)) == "fires: 10-year yield (DGS10) 4.60% on 19 Nov 2026 (over 4.5%)"
    assert says(level.holds(bulletin(rate("4.4")), BEFORE)) == (
        "silent: 10-year yield (DGS10) 4.40% on 20 Nov 2026, not over 4.5%"
    )
    assert says(level.holds(price, Past())) == "undecided: no rate DGS10 has been told"


def test_without_its_time_a_reading_is_decided_all_the_same() -> None:
    reading = Reading(bulletin(rate("4.62"), moment=None).head, (rate("4.62"),))
    assert condition(RATE, RISES).decide(reading, BEFORE).answer is Answer.FIRES


def test_what_it_lacks() -> None:
    sees = condition(RATE, RISES).sees
    assert sees is not None
    assert sees("", Past(), at("20")) == "no rate DGS10 has been told"
    assert sees("", known(rate("4", series="DGS2")), at("20")) == "no rate DGS10 has been told"
    assert sees("", BEFORE, at("20")) is None


def test_its_meaning_is_the_same_however_it_is_written() -> None:
    made = condition(RATE, "{series: 10 Year, falls: '>= 25 bps', is: < 5.0 percent, within: 1w}")
    same = condition(RATE, "{series: DGS10, is: under 5%, falls: at least 25bp, within: 7d}")
    assert made.meaning == same.meaning
    assert same.meaning == {
        "rate": {"series": "DGS10", "is": "under 5%", "falls": "at least 25bp", "within": "7d"}
    }
    assert made.forms == frozenset({"rate"})


@tried(
    st.lists(st.tuples(st.integers(1, 19), st.integers(300, 600)), max_size=12),
    st.integers(300, 600),
    st.integers(1, 9),
)
@settings(max_examples=150, deadline=None)
def test_rises_and_falls_agree_and_moves_is_either(
    days: list[tuple[int, int]], last: int, within: int
) -> None:
    past = known(*(rate(f"{value / 100}", str(day)) for day, value in days))
    told = rate(f"{last / 100}")
    answers = {
        way: verdict(f"{{series: DGS10, {way}: over 10bp, within: {within}d}}", told, past).answer
        for way in ("rises", "falls", "moves")
    }
    fires = {way for way, answer in answers.items() if answer is Answer.FIRES}
    assert fires in (set(), {"rises", "moves"}, {"falls", "moves"})
    assert (Answer.UNDECIDED in answers.values()) == (not days)


WRONG = {
    "no series": ("{is: over 5%}", '"series" is missing'),
    "nothing asked": ("{series: DGS10}", "nothing is asked: give it is, rises, falls or moves"),
    "a percentage for a change": (
        "{series: DGS10, rises: over 5%}",
        "this is in basis points, not percent: write over 150bp, or use is: over 5%",
    ),
    "a number for a change": (
        "{series: DGS10, moves: at least 25}",
        "this is in basis points: write at least 25bp",
    ),
    "basis points for a level": (
        "{series: DGS10, is: over 500bp}",
        "this is a percentage, not basis points: write over 25%, or use rises: over 500bp",
    ),
    "a level without its unit": ("{series: DGS10, is: over 5}", "this is a percentage: write over 5%"),
    "a change of less": (
        "{series: DGS10, falls: under 5bp}",
        "under 5bp: falls is for more than something: write falls: over 5bp",
    ),
    "any change at all": (
        "{series: DGS10, falls: at least 0bp}",
        '"at least 0bp" is always true here: leave it out',
    ),
    "two changes": (
        "{series: DGS10, rises: over 5bp, falls: over 5bp}",
        "rises is there already: one of rises, falls and moves is enough",
    ),
    "days without a change": (
        "{series: DGS10, is: over 5%, within: 5d}",
        "within goes with rises, falls or moves",
    ),
    "days without a unit": (
        "{series: DGS10, rises: over 5bp, within: 5}",
        '"5" has no unit: write 5d for days',
    ),
    "an unknown key": (
        "{series: DGS10, level: 5%}",
        'unknown key "level": the keys here are series, is, rises, falls, moves, within',
    ),
    "a series misspelt": (
        "{series: Sofrr, is: over 5%}",
        '"Sofrr" is no rate that is known: did you mean "SOFR"?',
    ),
}


@pytest.mark.parametrize(("keys", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_rule_that_cannot_be(keys: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        condition(RATE, keys)
    assert str(caught.value) == message


# --- names ----------------------------------------------------------------------------------------------------

NAMES = {
    "DGS10": "DGS10",
    "dgs10": "DGS10",
    "10-year": "DGS10",
    "10 year": "DGS10",
    "10y": "DGS10",
    "10Y": "DGS10",
    "10yr": "DGS10",
    "US10Y": "DGS10",
    "10-year Treasury yield": "DGS10",
    "30-year bond": "DGS30",
    "2-year": "DGS2",
    "2 yr note": "DGS2",
    "12-month": "DGS1",
    "3-month": "DGS3MO",
    "3m": "DGS3MO",
    "10-year real yield": "DFII10",
    "10y TIPS": "DFII10",
    "fed funds": "EFFR",
    "Fed-funds rate": "EFFR",
    "effr": "EFFR",
    "DFF": "DFF",
    "fed funds target": "DFEDTARU",
    "SOFR": "SOFR",
    "prime": "DPRIME",
    "30-year mortgage": "MORTGAGE30US",
    "2s10s": "T10Y2Y",
    "BAMLH0A0HYM2": "BAMLH0A0HYM2",
    "IRLTLT01DEM156N": "IRLTLT01DEM156N",
}


@pytest.mark.parametrize(("text", "series"), NAMES.items())
def test_a_name_of_a_rate(text: str, series: str) -> None:
    assert parse_series(text) == series


NO_NAMES = {
    "": "a series is missing: write one such as DGS10, 10-year or SOFR",
    "4-year": '"4-year" is no maturity that is told: there is 1-month yield, 3-month yield, 6-month yield, 1-year'
    " yield, 2-year yield, 3-year yield, 5-year yield, 7-year yield, 10-year yield, 20-year yield, 30-year yield",
    "3-year real": '"3-year real" is no maturity that is told: there is 5-year real yield, 7-year real yield,'
    " 10-year real yield, 20-year real yield, 30-year real yield",
    "fed fund": '"fed fund" is no rate that is known: did you mean "fed funds"?',
    "dexuseu": '"dexuseu" is no rate that is known: if FRED has a series of that name write DEXUSEU',
    "3-month bill": '"3-month bill" is no rate that is known: did you mean "3-month"?',
    "the price of eggs": '"the price of eggs" is no rate that is known: write FRED\'s name, such as DGS10 or SOFR',
    "10": '"10" is no rate that is known: write FRED\'s name, such as DGS10 or SOFR',
    "A" * 41: f'"{"A" * 41}" is too long for a series: write one such as DGS10 or SOFR',
}


@pytest.mark.parametrize(("text", "message"), NO_NAMES.items(), ids=lambda text: text[:20])
def test_a_name_of_no_rate(text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_series(text)
    assert str(caught.value) == message


@tried(st.text(max_size=60))
def test_any_text_is_a_series_or_an_error_for_a_person(text: str) -> None:
    try:
        series = parse_series(text)
    except ValueError as error:
        assert "\n" not in str(error)
    else:
        assert parse_series(series) == series
        assert series in title(series)


def test_every_title_is_of_a_series_that_is_read_as_itself() -> None:
    for series in TITLES:
        assert parse_series(series) == series
