"""The Treasury's yield curve: recorded months, the newer host's shape, and answers that go wrong."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.samples import samples
from tocsin.errors import Unreadable
from tocsin.feeds.feed import Ask, Wanted
from tocsin.feeds.vendors.treasury import SERIES, Treasury, TreasurySection
from tocsin.model import Rate

NOW = dt.datetime(2026, 5, 20, 18, 0, tzinfo=dt.UTC)
TREASURY = Treasury(TreasurySection(use="treasury"))
ASK = Ask("/xml", about="202605")
# As home.treasury.gov has been seen to answer: another root, and namespaces on every element.
NEWER = """<?xml version="1.0" encoding="utf-8" standalone="yes" ?>
<pre> <title xmlns="http://www.w3.org/2005/Atom" type="text">DailyTreasuryYieldCurveRateData</title>
<entry xmlns="http://www.w3.org/2005/Atom"><title type="text"></title><updated>2026-05-11T16:30:30Z</updated>
<content type="application/xml">
<m:properties xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata">{fields}</m:properties>
</content></entry></pre>"""


def newer(day: str = "2026-05-04T00:00:00", **fields: str) -> bytes:
    space = 'xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices"'
    told = "".join(
        f'<d:{name} {space} m:type="Edm.Double">{text}</d:{name}>'
        for name, text in {"NEW_DATE": day, **fields}.items()
    )
    return NEWER.format(fields=told).encode()


def told(body: bytes) -> list[Rate]:
    answer = TREASURY.read(ASK, body, NOW)
    return [fact for one in answer.readings for fact in one.facts if isinstance(fact, Rate)]


@pytest.mark.parametrize("name", ["treasury-1992.xml", "treasury-TreasuryRates.xml"])
def test_every_figure_of_the_recorded_feed_is_read(name: str) -> None:
    """Counted a second time with regular expressions: none lost, none of another maturity, each of two places."""
    [path] = samples("rates", name)
    text = path.read_text()
    rates = told(text.encode())
    figures = re.findall(r"<d:(BC_\w+) m:type=\"Edm.Double\">([^<]+)<", text)
    expected = [(SERIES[name], Decimal(figure)) for name, figure in figures if name in SERIES]
    assert [rate.series for rate in rates] == [series for series, _ in expected]
    assert all(
        abs(rate.percent - figure) < Decimal("0.000001")
        for rate, (_, figure) in zip(rates, expected, strict=True)
    )
    assert {rate.percent.quantize(Decimal("0.01")) == rate.percent for rate in rates} == {True}
    assert len(rates) > 1000


def test_a_recorded_day() -> None:
    [path] = samples("rates", "treasury-1992.xml")
    day = {rate.series: rate.percent for rate in told(path.read_bytes()) if rate.date == dt.date(1992, 5, 29)}
    # No bill of one or two months, and no bond of 20 years was quoted then.
    assert sorted(day) == sorted(
        ["DGS3MO", "DGS6MO", "DGS1", "DGS2", "DGS3", "DGS5", "DGS7", "DGS10", "DGS30"]
    )
    assert day["DGS3MO"] == Decimal("3.79")
    assert day["DGS5"] == Decimal("6.61")


def test_the_newer_shape_and_its_shorter_maturities() -> None:
    body = newer(BC_1_5MONTH="4.10", BC_4MONTH="4.2", BC_10YEAR="4.31", BC_30YEARDISPLAY="0", BC_50YEAR="5")
    assert [(rate.series, str(rate.percent)) for rate in told(body)] == [
        ("UST1.5MO", "4.10"),
        ("UST4MO", "4.20"),
        ("DGS10", "4.31"),
    ]
    [head] = [one.head for one in TREASURY.read(ASK, body, NOW).readings if one.key == "DGS10 2026-05-04"]
    assert head.accepted == dt.datetime(2026, 5, 4, 4, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("written", "percent"),
    [
        ("3.7899999618530273", "3.79"),
        ("-0.01", "-0.01"),
        ("0", "0.00"),
        ("4.315", "4.315"),
        ("1e2", "100.00"),
    ],
)
def test_the_noise_of_floats_is_taken_off_and_nothing_else(written: str, percent: str) -> None:
    [rate] = told(newer(BC_10YEAR=written))
    assert str(rate.percent) == percent


def test_at_the_first_days_the_month_before_is_asked_for_too() -> None:
    def months(now: dt.datetime) -> list[str]:
        asks = TREASURY.asks(Wanted((), ("DGS10",), frozenset({"rate"}), now), None)
        return [dict(ask.params)["field_tdr_date_value_month"] for ask in asks]

    assert months(NOW) == ["202605"]
    assert months(dt.datetime(2026, 1, 3, 12, 0, tzinfo=dt.UTC)) == ["202601", "202512"]
    # Eastern: there it is still May.
    assert months(dt.datetime(2026, 6, 1, 1, 0, tzinfo=dt.UTC)) == ["202605"]


def test_nothing_is_asked_for_where_no_rule_names_a_maturity() -> None:
    assert list(TREASURY.asks(Wanted((), ("SOFR",), frozenset({"rate"}), NOW), None)) == []
    assert list(TREASURY.asks(Wanted((), ("DGS10",), frozenset({"price"}), NOW), None)) == []


def test_a_bad_day_is_left_out_and_the_others_are_told() -> None:
    good, bad = newer(BC_10YEAR="4.31").decode(), newer("2026-13-04T00:00:00", BC_10YEAR="4.31").decode()
    entry = bad[bad.index("<entry") : bad.index("</pre>")]
    assert (
        len(
            told(
                good.replace("</pre>", f"{entry}<entry xmlns='http://www.w3.org/2005/Atom'/></pre>").encode()
            )
        )
        == 1
    )


def test_a_month_without_days_is_an_answer() -> None:
    assert told(b'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>') == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\0",
        b"<!DOCTYPE html><html><body>Maintenance</body></html>",
        b"<html><body>Maintenance</body></html>",
        newer(BC_10YEAR="4.31")[:-30],
        newer("soon", BC_10YEAR="4.31"),
        b'<!DOCTYPE a [<!ENTITY b "c">]><feed xmlns="http://www.w3.org/2005/Atom">&b;</feed>',
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "c">]><feed>&b;</feed>'.encode(
            "utf-16"
        ),
        b'{"error": "none"}',
        b"<a>" * 100_000,
    ],
)
def test_what_is_not_an_answer_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable) as raised:
        told(body)
    assert len(str(raised.value)) < 250


@given(
    day=st.text("0123456789-T:", max_size=20) | st.just("2026-05-04T00:00:00"),
    figure=st.text("0123456789.eE+-NaInf ", max_size=30) | st.floats().map(str),
)
def test_no_figure_and_no_day_raises_anything_but_unreadable(day: str, figure: str) -> None:
    try:
        rates = told(newer(day, BC_10YEAR=figure))
    except Unreadable:
        return
    assert all(rate.percent.is_finite() for rate in rates)
