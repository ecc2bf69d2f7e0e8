"""The New York Fed's reference rates, in the documented shape, and answers that go wrong."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.errors import Unreadable
from tocsin.feeds.feed import Ask, Wanted
from tocsin.feeds.vendors.nyfed import NyFed, NyFedSection
from tocsin.model import Rate

NOW = dt.datetime(2026, 5, 20, 18, 0, tzinfo=dt.UTC)
NYFED = NyFed(NyFedSection(use="nyfed"))
ASK = Ask("/api/rates/secured/sofr/last/10.json", about="secured/sofr")
SOFR = {
    "effectiveDate": "2024-12-05",
    "type": "SOFR",
    "percentRate": 4.59,
    "percentPercentile1": 4.55,
    "volumeInBillions": 2325,
    "revisionIndicator": "",
}
AVERAGES = {
    "effectiveDate": "2024-12-06",
    "type": "SOFRAI",
    "average30day": "4.63",
    "average90day": 4.8,
    "average180day": "NA",
    "index": 1.15,
}


def told(*rows: object) -> list[Rate]:
    answer = NYFED.read(ASK, json.dumps({"refRates": rows}).encode(), NOW)
    return [fact for one in answer.readings for fact in one.facts if isinstance(fact, Rate)]


def test_only_the_wanted_series_are_asked_for_and_averages_once() -> None:
    series = ("EFFR", "DGS10", "SOFR", "SOFR30DAYAVG", "SOFR90DAYAVG")
    asks = NYFED.asks(Wanted((), series, frozenset({"rate"}), NOW), None)
    assert [ask.path for ask in asks] == [
        "/api/rates/unsecured/effr/last/10.json",
        "/api/rates/secured/sofr/last/10.json",
        "/api/rates/secured/sofrai/last/10.json",
    ]
    assert list(NYFED.asks(Wanted((), series, frozenset({"price"}), NOW), None)) == []


def test_a_rate_and_its_day() -> None:
    [one] = NYFED.read(ASK, json.dumps({"refRates": [SOFR]}).encode(), NOW).readings
    assert one.facts == (Rate("SOFR", dt.date(2024, 12, 5), Decimal("4.59"), "New York Fed"),)
    assert one.key == "SOFR 2024-12-05"
    assert one.head.accepted == dt.datetime(2024, 12, 5, 5, 0, tzinfo=dt.UTC)


def test_averages_are_series_of_their_own_and_one_not_published_is_left_out() -> None:
    assert [(rate.series, rate.percent) for rate in told(AVERAGES)] == [
        ("SOFR30DAYAVG", Decimal("4.63")),
        ("SOFR90DAYAVG", Decimal("4.8")),
    ]


def test_a_bad_row_is_left_out_and_the_others_are_told() -> None:
    rates = told(
        SOFR | {"percentRate": "NA"},
        SOFR | {"effectiveDate": None},
        SOFR | {"type": "LIBOR"},
        SOFR | {"type": ["SOFR"]},
        7,
        SOFR | {"type": "EFFR", "percentRate": "4.33"},
    )
    assert [(rate.series, rate.percent) for rate in rates] == [("EFFR", Decimal("4.33"))]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><title>Maintenance</title>",
        b'{"refRates": [{"effectiveDate"',
        b'{"message": "Too many"}',
        b'{"refRates": null}',
    ],
)
def test_what_is_not_an_answer_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        NYFED.read(ASK, body, NOW)


@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "type": st.sampled_from(["SOFR", "SOFRAI", "EFFR", "", None, 3]),
                "effectiveDate": st.sampled_from(["2024-12-05", "0000-00-00", 5]) | st.text(max_size=10),
                "percentRate": st.none() | st.floats() | st.text(max_size=8) | st.integers(),
            },
        ),
        max_size=8,
    )
)
def test_no_rows_raise_anything_but_unreadable(rows: list[object]) -> None:
    try:
        rates = told(*rows)
    except Unreadable:
        return
    assert all(rate.percent.is_finite() for rate in rates)
