"""Single values and rows of vendors' answers: what they mean, and what is unknown."""

from __future__ import annotations

import datetime as dt
import json
import time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.feeds.wanting import BROKEN, JSON, NO_ROWS, NOW
from tocsin.clock import EASTERN
from tocsin.errors import Unreadable
from tocsin.feeds.vendors import values


@pytest.mark.parametrize(
    ("given", "means"),
    [
        (Decimal("250.50"), "250.50"),
        (250, "250"),
        ("250.0000", "250.0000"),
        ("1,250.00", "1250.00"),
        ("12,345,678", "12345678"),
        (" -0.25 ", "-0.25"),
        ("+3", "3"),
        (".5", "0.5"),
        ("1.3e-05", "0.000013"),
        ("0", "0"),
        (10**39, str(10**39)),
    ],
)
def test_a_figure_is_a_number_or_a_text_that_is_one(given: object, means: str) -> None:
    figure = values.figure(given)
    assert figure is not None
    assert format(figure, "f") == means


@pytest.mark.parametrize(
    "given",
    [
        None,
        True,
        False,
        "",
        "N/A",
        "-",
        ".",
        "e5",
        "NaN",
        "Infinity",
        "-inf",
        "$250",
        "1,25",
        "1,2500",
        "12 50",
        "1.2.3",
        "0x1F",
        "٢٥٠",
        "1" * 41,
        "0." + "0" * 40 + "1",
        10**40,
        pytest.param(10**9000, id="9001 digits"),
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("1E+40"),
        Decimal("1E-41"),
        1.5,
        [1],
        {"value": 1},
    ],
)
def test_anything_else_is_no_figure(given: object) -> None:
    assert values.figure(given) is None


def test_zero_is_a_count_and_no_price() -> None:
    assert values.count("0") == 0
    assert values.positive("0.00") is None
    assert values.positive("-5") is None
    assert values.count("1.5") is None
    assert values.count(-1) is None


@given(JSON | st.decimals() | st.integers())
def test_a_figure_is_short_enough_to_be_written_out(given: object) -> None:
    figure = values.figure(given)
    assert figure is None or (figure.is_finite() and len(format(figure, "f")) <= 84)


@pytest.mark.parametrize(
    ("given", "means"),
    [
        ("  Wedbush\tSecurities\r\n", "Wedbush Securities"),
        ("a\x00b\x1b[31m", "a b [31m"),
        ("Mi\u00adzu\u200bho", "Mizuho"),
        ("\ud800x", "x"),
        ("x" * 300, "x" * 300),
        ("x" * 301, "x" * 299 + "…"),
        ("", None),
        (" n/a ", None),
        ("null", None),
        (7, None),
        (None, None),
    ],
)
def test_a_text_is_one_line_without_control_characters(given: object, means: str | None) -> None:
    assert values.text(given) == means


@given(st.text(alphabet=st.characters(), max_size=2000))
def test_any_text_can_be_kept(given: str) -> None:
    told = values.text(given)
    assert told is None or (len(told.encode()) > 0 and len(told) <= 300 and "\n" not in told)


@pytest.mark.parametrize(
    ("given", "means"),
    [
        ("aapl", "AAPL"),
        ("BRK.B", "BRK-B"),
        ("brk/b", "BRK-B"),
        ("BRK-B", "BRK-B"),
        (" ON ", "ON"),
        ("2330.TW", "2330-TW"),
        ("", None),
        ("TSX:SHOP", None),
        ("^GSPC", None),
        ("$AAPL", None),
        ("AAPL MSFT", None),
        ("-A", None),
        ("\uff21\uff21\uff30\uff2c", None),
        ("ß", None),
        ("A" * 11, None),
        (None, None),
        (7, None),
    ],
)
def test_a_symbol_is_as_the_sec_lists_it(given: object, means: str | None) -> None:
    assert values.symbol(given) == means


def test_an_issuer_has_its_cik_where_it_is_told() -> None:
    told = values.issuer("INOD", "Innodata", "903651")
    assert (told.cik, told.name, told.symbol) == ("0000903651", "Innodata", "INOD")
    assert values.issuer("INOD", "", None).name == "INOD"
    assert [values.cik(bad) for bad in (None, "", "0", "12345678901", "-1", "٣", 1.5)] == [""] * 7


def test_an_address_is_one_of_the_web() -> None:
    assert values.address(" https://www.benzinga.com/quote/MNDY ") == "https://www.benzinga.com/quote/MNDY"
    bad = [
        None,
        "",
        "www.benzinga.com",
        "javascript:alert(1)",
        "https://a b",
        "https://x/\ny",
        "https://" + "x" * 2000,
    ]
    assert [values.address(each) for each in bad] == [None] * len(bad)


@pytest.mark.parametrize(
    ("given", "zone", "means"),
    [
        ("2026-01-05T19:42:36Z", None, "2026-01-05T19:42:36"),
        ("2025-09-22T05:03:37.000Z", None, "2025-09-22T05:03:37"),
        ("2026-01-05T14:42:36-05:00", None, "2026-01-05T19:42:36"),
        ("2026-01-05 14:42:36 UTC", EASTERN, "2026-01-05T14:42:36"),
        ("2026-01-05 14:42:36", EASTERN, "2026-01-05T19:42:36"),
        ("2026-07-05 14:42", EASTERN, "2026-07-05T18:42:00"),
        ("2026-11-22T14:59:00Z", None, "2026-11-22T14:59:00"),
    ],
)
def test_a_moment(given: str, zone: dt.tzinfo | None, means: str) -> None:
    assert values.moment(given, zone, NOW) == dt.datetime.fromisoformat(means).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        "2026-01-05",
        "2026-01-05T14:42:36",  # of what zone?
        "2026-02-30T00:00:00Z",
        "2026-01-05T25:00:00Z",
        "2026-01-05T14:42:36+99:00",
        "1989-12-31T23:59:59Z",
        "2026-11-22T15:00:01Z",  # more than two days ahead
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "20260105T144236Z",
        "yesterday",
        "2026-01-05T14:42:36Z" + " " * 40,
        1767642765,
    ],
)
def test_no_moment(given: object) -> None:
    assert values.moment(given, None, NOW) is None


def test_a_day_begins_at_eastern_midnight() -> None:
    assert values.day("2026-01-05", NOW) == dt.datetime(2026, 1, 5, 5, tzinfo=dt.UTC)
    assert values.day("2026-07-05", NOW) == dt.datetime(2026, 7, 5, 4, tzinfo=dt.UTC)
    bad = [
        None,
        "",
        "2026-1-5",
        "2026-13-01",
        "1989-01-01",
        "2026-12-01",
        "2026-01-05T00:00:00",
        "20260105",
        "0001-01-01",
    ]
    assert [values.day(each, NOW) for each in bad] == [None] * len(bad)


def test_seconds_since_1970() -> None:
    at = dt.datetime(2026, 1, 5, 19, 52, 45, tzinfo=dt.UTC)
    assert values.epoch(1767642765, NOW) == values.epoch("1767642765", NOW) == at
    assert values.epoch(Decimal("1767642765.5"), NOW) == at + dt.timedelta(milliseconds=500)
    bad = [None, 0, -1, True, 1767642765000, Decimal("1E+30"), 631_000_000, 1_900_000_000, "soon"]
    assert [values.epoch(each, NOW) for each in bad] == [None] * len(bad)


@given(JSON)
def test_no_value_raises(given: object) -> None:
    for read in (values.figure, values.text, values.symbol, values.identity, values.address, values.cik):
        read(given)
    for told in (values.moment(given, EASTERN, NOW), values.day(given, NOW), values.epoch(given, NOW)):
        assert told is None or told.utcoffset() == dt.timedelta(0)


# --- answers --------------------------------------------------------------------------------------------


def test_figures_stay_exact() -> None:
    (row,) = values.rows(
        b'[{"a": 293.69192307692305, "b": 0.10, "c": NaN, "d": -Infinity, "e": 1E99999999999999999999}]'
    )
    assert row == {"a": Decimal("293.69192307692305"), "b": Decimal("0.10"), "c": None, "d": None, "e": None}
    assert str(row["b"]) == "0.10"


def test_rows_stand_alone_or_under_a_key() -> None:
    assert values.rows(b'[{"a": "1"}, 7, null, {"a": "2"}]') == [{"a": "1"}, {"a": "2"}]
    assert values.rows(b'{"ratings": [{"a": "1"}], "count": 1}', "ratings") == [{"a": "1"}]
    assert values.rows(b"[]", "ratings") == values.rows(b"[]") == []


@pytest.mark.parametrize("body", [*BROKEN, *NO_ROWS])
def test_what_holds_no_rows_is_unreadable(body: bytes) -> None:
    for key in (None, "ratings"):
        with pytest.raises(Unreadable) as told:
            values.rows(body, key)
        assert "\n" not in str(told.value)
        assert len(str(told.value)) < 220


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"Error Message": "Limit Reach"}, "Limit Reach"),
        ({"error": "You don't have access to this resource."}, "You don't have access to this resource."),
        ({"status": "NOT_AUTHORIZED", "message": "Upgrade your plan"}, "Upgrade your plan"),
        ({"ok": False, "errors": [{"code": "auth_failed", "value": "Invalid token"}]}, "Invalid token"),
        ({"error": "x" * 500}, "x" * 99 + "…"),
        ({"error": "two\nlines\x00"}, "two lines"),
    ],
)
def test_a_vendors_own_words_are_quoted(answer: Any, said: str) -> None:
    for read in (values.rows, values.single):
        with pytest.raises(Unreadable) as told:
            read(json.dumps(answer).encode())
        assert str(told.value) == f'the vendor answers: "{said}"'


def test_rows_of_another_shape_are_no_calm() -> None:
    strange = [{"Ticker": "AAPL"}] * 5
    with pytest.raises(Unreadable, match='none of 5 rows has ticker and firm: the first has "Ticker"'):
        values.readings(strange, lambda row: None, ("ticker", "firm"))
    assert values.readings(strange[:4], lambda row: None, ("ticker", "firm")) == ()


def test_a_hostile_answer_takes_no_time() -> None:
    before = time.perf_counter()
    for body in (b"[" + b"9" * 4_000_000 + b"]", b'{"a":' * 200_000, b'[{"a": "' + b"," * 4_000_000 + b'"}]'):
        try:
            for row in values.rows(body):
                values.figure(row["a"])
                values.text(row["a"])
        except Unreadable:
            pass
    assert time.perf_counter() - before < 5
