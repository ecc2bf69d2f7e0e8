"""FRED's observations: recorded ones, and answers that go wrong."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.samples import samples
from tocsin.errors import Unreadable
from tocsin.feeds.feed import Ask, Wanted
from tocsin.feeds.vendors.fred import Fred, FredSection
from tocsin.model import MARKET, Bulletin, Rate, Reading

NOW = dt.datetime(2026, 5, 20, 18, 0, tzinfo=dt.UTC)
FRED = Fred(FredSection(use="fred"))
ASK = Ask("/fred/series/observations", about="DGS10")


def wanted(*series: str, kinds: tuple[str, ...] = ("rate",)) -> Wanted:
    return Wanted((), series, frozenset(kinds), NOW)


def read(body: bytes) -> tuple[Reading, ...]:
    return FRED.read(ASK, body, NOW).readings


def observations(*rows: object) -> bytes:
    return json.dumps({"units": "lin", "observations": rows}).encode()


def test_each_series_that_is_named_is_asked_for_once_newest_first() -> None:
    keys = FredSection.model_validate({"use": "fred", "series": ["dgs10", "SOFR"]})
    asks = list(Fred(keys).asks(wanted("DGS2", "DGS10", "UST4MO"), None))
    assert [ask.about for ask in asks] == ["DGS10", "SOFR", "DGS2"]  # the Treasury's own names are not FRED's
    assert asks[0].path == "/fred/series/observations"
    assert dict(asks[0].params) == {
        "series_id": "DGS10",
        "file_type": "json",
        "sort_order": "desc",
        "limit": "40",
    }


def test_nothing_is_asked_for_where_no_rule_hears_rates() -> None:
    keys = FredSection.model_validate({"use": "fred", "series": "DGS10"})
    assert list(Fred(keys).asks(wanted("DGS10", kinds=("headline",)), None)) == []


def test_a_series_of_another_shape_is_refused_in_the_configuration() -> None:
    with pytest.raises(ValidationError, match="is not the name of a series such as DGS10"):
        FredSection.model_validate({"use": "fred", "series": ["10 year"]})


def test_the_recorded_observations_are_read_exactly() -> None:
    """CPILFESL is an index; its figures only show how answers are read."""
    [path] = samples("rates", "fred-observations_file_type_json_series_id_CPILFESL_2.json")
    body = path.read_bytes()
    told = read(body)
    since_1990 = [one for one in json.loads(body)["observations"] if one["date"] >= "1990"]
    facts = [fact for one in told for fact in one.facts if isinstance(fact, Rate)]
    assert [(str(fact.date), str(fact.percent)) for fact in facts] == [
        (one["date"], one["value"]) for one in since_1990
    ]
    assert len(facts) > 400


def test_a_rate_is_a_bulletin_of_its_day() -> None:
    [one] = read(observations({"date": "2026-05-19", "value": "4.31"}))
    assert one.facts == (Rate("DGS10", dt.date(2026, 5, 19), Decimal("4.31"), "FRED"),)
    assert one.head == Bulletin(
        id="DGS10 2026-05-19",
        form="rate",
        issuer=MARKET,
        source="FRED",
        accepted=dt.datetime(2026, 5, 19, 4, 0, tzinfo=dt.UTC),
        url="https://fred.stlouisfed.org/series/DGS10",
        day_only=True,
    )


def test_a_revised_figure_has_the_same_id() -> None:
    [first] = read(observations({"date": "2026-05-19", "value": "4.31"}))
    [then] = read(observations({"date": "2026-05-19", "value": "4.32"}))
    assert first.key == then.key
    assert first.facts != then.facts


def test_a_day_without_a_figure_is_left_out_and_the_others_are_told() -> None:
    told = read(
        observations(
            {"date": "2026-05-19", "value": "."},
            {"date": "2026-05-18", "value": "4.31"},
            {"date": "2026-05-18T00:00:00", "value": "4.31"},
            {"date": "2026-15-18", "value": "4.31"},
            {"date": "2027-05-18", "value": "4.31"},
            {"date": "2026-05-15", "value": "NaN"},
            {"date": "2026-05-15", "value": True},
            {"date": "2026-05-14", "value": 0},
            {},
            None,
        )
    )
    assert [one.key for one in told] == ["DGS10 2026-05-18", "DGS10 2026-05-14"]
    assert told[1].facts == (Rate("DGS10", dt.date(2026, 5, 14), Decimal(0), "FRED"),)


def test_no_observations_are_an_answer() -> None:
    assert read(observations()) == ()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Service unavailable</html>",
        b'{"observations": [{"date": "2026-05-19", "val',
        b'{"error_code":400,"error_message":"Bad Request. The series does not exist."}',
        b'{"observations": {}}',
        b'[{"date": "2026-05-19", "value": "4.31"}]',
        b"[" * 100_000,
        json.dumps({"observations": [{"day": "2026-05-19", "percent": 4}] * 6}).encode(),
    ],
)
def test_what_is_not_an_answer_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable) as raised:
        read(body)
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 300


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["observations", "date", "value", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON)
def test_no_json_raises_anything_but_unreadable(value: object) -> None:
    for body in (json.dumps(value).encode(), observations(value)):
        try:
            read(body)
        except Unreadable:
            continue
