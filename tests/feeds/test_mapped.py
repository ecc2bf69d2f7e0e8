"""A vendor described in the configuration: what is asked, what is read, and every mistake that can be seen before."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.errors import Unreadable
from tocsin.feeds.feed import Answer, Ask, Key, Wanted
from tocsin.feeds.vendors.mapped import Mapped
from tocsin.feeds.vendors.mapped_keys import MappedSection
from tocsin.model import Headline, Issuer, Price, PriceTarget
from tocsin.yamltext import Mapping, read, validate

NOW = dt.datetime(2026, 5, 20, 18, 0, tzinfo=dt.UTC)
NOTES = """
use: json
base: https://api.notes.example
path: /v1/targets?kind=all
rows: data.items[?target > `0`]
kind: price_target
fields: {symbol: ticker, firm: broker.name, from: before, to: target, at: published, action: action, id: note_id}
zone: America/New_York
cursor: {param: since, field: note_id}
key: abc
key_in: {header: X-Api-Key, prefix: "Key "}
"""
ROW = {
    "ticker": "SMCI",
    "broker": {"name": "Loop Capital"},
    "before": 1000,
    "target": 1500.10,
    "published": "2026-05-20 08:00:00",
    "action": "Raised",
    "note_id": 900,
}


def section(text: str) -> tuple[MappedSection | None, list[str]]:
    root = read("tocsin.yaml", text.encode()).root
    assert isinstance(root, Mapping)
    keys, problems = validate(MappedSection, root)
    return keys, [problem.message for problem in problems]


def feed(text: str = NOTES) -> Mapped:
    keys, problems = section(text)
    assert problems == []
    assert keys is not None
    return Mapped(keys)


def answer(*rows: object, adapter: Mapped | None = None, ask: Ask | None = None) -> Answer:
    body = json.dumps({"data": {"items": rows}}).encode()
    return (adapter or feed()).read(ask or Ask("/v1/targets"), body, NOW)


def wanted(*symbols: str, kinds: tuple[str, ...] = ("price_target", "price", "headline")) -> Wanted:
    return Wanted(symbols, (), frozenset(kinds), NOW)


def test_a_row_is_a_fact_with_its_figures_exact() -> None:
    [one] = answer(ROW).readings
    at = dt.datetime(2026, 5, 20, 12, 0, tzinfo=dt.UTC)
    assert one.facts == (
        PriceTarget(
            Issuer("", "SMCI", "SMCI"),
            "Loop Capital",
            None,
            Decimal(1000),
            Decimal("1500.1"),
            None,
            "raises",
            at,
            "notes.example",
        ),
    )
    assert (one.key, one.head.accepted) == ("900", at)


def test_what_is_asked() -> None:
    adapter = feed()
    assert list(adapter.asks(wanted(), None)) == [Ask("/v1/targets", (("kind", "all"),))]
    assert list(adapter.asks(wanted(), "900")) == [Ask("/v1/targets", (("kind", "all"), ("since", "900")))]
    assert list(adapter.asks(wanted(kinds=("rate",)), None)) == []
    assert adapter.key == Key("X-Api-Key", header=True, prefix="Key ")
    assert adapter.tells == {"price_target"}


def test_without_key_in_there_is_no_key() -> None:
    adapter = feed(NOTES[: NOTES.index("key:")])
    assert adapter.key is None


def test_a_symbol_in_the_path_asks_for_each_company() -> None:
    text = "{use: json, base: https://x.example, path: '/q/{symbol}?s={symbol}', rows: '[@]', kind: price, fields: {price: last}}"
    adapter = feed(text)
    asks = list(adapter.asks(wanted("SMCI", "BRK-B"), None))
    assert [(ask.path, ask.params, ask.about) for ask in asks] == [
        ("/q/SMCI", (("s", "SMCI"),), "SMCI"),
        ("/q/BRK-B", (("s", "BRK-B"),), "BRK-B"),
    ]
    [one] = adapter.read(asks[0], b'{"last": "41.50"}', NOW).readings
    assert one.facts == (Price(Issuer("", "SMCI", "SMCI"), Decimal("41.50"), None, "x.example"),)


def test_the_cursor_is_the_greatest_so_far() -> None:
    assert answer(ROW | {"note_id": 99}, ROW | {"note_id": 1000}, ROW | {"note_id": 900}).cursor == "1000"
    asked = Ask("/v1/targets", (("since", "2000"),))
    assert answer(ROW, ask=asked).cursor == "2000"
    assert answer(ask=asked).cursor is None
    assert answer(ROW | {"note_id": None}).cursor is None
    times = [ROW | {"note_id": f"2026-05-{day}T00:00:00Z"} for day in (19, 20, 18)]
    assert answer(*times).cursor == "2026-05-20T00:00:00Z"


def test_several_companies_are_a_reading_each() -> None:
    told = answer(ROW | {"ticker": ["SMCI", "DELL"]}).readings
    assert [(one.issuer.symbol, one.key) for one in told] == [("SMCI", "900 SMCI"), ("DELL", "900 DELL")]
    text = "{use: json, base: https://x.example, rows: '@', kind: headline, fields: {title: t, symbol: stocks, id: id}}"
    row = {"t": "They agree", "stocks": ["SMCI", "DELL"], "id": "n"}
    one, other = feed(text).read(Ask(""), json.dumps([row]).encode(), NOW).readings
    assert (one.key, other.key) == ("n SMCI", "n DELL")
    assert isinstance(one.facts[0], Headline)
    assert len(one.facts[0].issuers) == 2


def test_what_cannot_be_read_is_unknown_and_a_row_without_what_it_needs_is_left_out() -> None:
    told = answer(
        ROW | {"before": "n.a.", "action": "muses", "published": "yesterday"},
        ROW | {"ticker": None},
        ROW | {"broker": "Loop"},
        ROW | {"target": -1, "note_id": 901},
        7,
    ).readings
    assert [one.key for one in told] == ["900"]
    [fact] = told[0].facts
    assert isinstance(fact, PriceTarget)
    assert (fact.before, fact.action, fact.at) == (None, None, None)


@pytest.mark.parametrize(
    ("at", "accepted"),
    [
        ("2026-05-20T08:00:00", dt.datetime(2026, 5, 20, 12, 0, tzinfo=dt.UTC)),
        ("2026-05-20T08:00:00Z", dt.datetime(2026, 5, 20, 8, 0, tzinfo=dt.UTC)),
        (1779278400, dt.datetime(2026, 5, 20, 12, 0, tzinfo=dt.UTC)),
        (1779278400000, dt.datetime(2026, 5, 20, 12, 0, tzinfo=dt.UTC)),
        ("2026-05-20", dt.datetime(2026, 5, 20, 4, 0, tzinfo=dt.UTC)),
        (4e30, None),
        (True, None),
        ({}, None),
    ],
)
def test_times(at: object, accepted: dt.datetime | None) -> None:
    [one] = answer(ROW | {"published": at}).readings
    assert one.head.accepted == accepted


def test_figures_become_texts_as_they_were_written() -> None:
    text = NOTES.replace("id: note_id", "id: \"join('-', [ticker, to_string(target), to_string(note_id)])\"")
    [one] = (
        feed(text.replace("cursor: {param: since, field: note_id}\n", ""))
        .read(
            Ask("/"),
            b'{"data": {"items": [' + json.dumps(ROW).replace("1500.1", "1500.10").encode() + b"]}}",
            NOW,
        )
        .readings
    )
    assert one.key == "SMCI-1500.10-900"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html></html>",
        b'{"error": "no such key"}',
        b'{"data": {"items": {}}}',
        b'{"data": [',
        b"[" * 100_000,
        b'{"data": {"items": [{"target": "5"}]}}',  # a text compared with a number
        json.dumps({"data": {"items": [{"target": 5, "ticker": "SMCI"}]}}).encode(),
    ],
)
def test_what_is_not_what_was_described_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable) as raised:
        feed().read(Ask("/v1/targets"), body, NOW)
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 300


def test_when_no_row_fits_the_reason_of_the_first_is_told() -> None:
    with pytest.raises(Unreadable, match="not one of 2 rows is a price_target: of the first, firm: missing"):
        answer(ROW | {"broker": None}, ROW | {"ticker": None})


def test_no_rows_are_an_answer() -> None:
    assert answer().readings == ()


@pytest.mark.parametrize(
    ("was", "instead", "why"),
    [
        ("data.items[?target > `0`]", "data.[", '"data.[" is not JMESPath'),
        ("data.items[?target > `0`]", "summe(data)", "uses summe(), which is no function of JMESPath"),
        ("data.items[?target > `0`]", "(" * 900, "is not JMESPath"),
        ("firm: broker.name", "firm: broker..name", '"broker..name" is not JMESPath'),
        ("symbol: ticker", "symbl: ticker", 'did you mean "symbol"?'),
        ("firm: broker.name, ", "", "a price_target needs firm"),
        ("symbol: ticker, ", "", "a price_target needs symbol or issuer or cik"),
        ("kind: price_target", "kind: price_targets", 'did you mean "price_target"?'),
        ("kind: price_target", "kind: metric", "is not one of price_target"),
        ("America/New_York", "New York", "is no zone such as America/New_York"),
        ("America/New_York", "../../etc/passwd", "is no zone such as America/New_York"),
        ("base: https://api.notes.example", "", '"base" is missing'),
        ("/v1/targets?kind=all", "https://other.example/", "the host belongs to `base`"),
        ("/v1/targets?kind=all", "//other.example/", "the host belongs to `base`"),
        ('{header: X-Api-Key, prefix: "Key "}', "{}", "the key is in one place"),
        ('{header: X-Api-Key, prefix: "Key "}', "{header: a, param: b}", "the key is in one place"),
        (
            '{header: X-Api-Key, prefix: "Key "}',
            '{header: "a b"}',
            "is not the name of a parameter or a header",
        ),
        ('key_in: {header: X-Api-Key, prefix: "Key "}', "", "where does the key go?"),
        ("field: note_id", "field: '['", "is not JMESPath"),
        ("/v1/targets?kind=all", "'/v1/{symbol}'", "a cursor is for one question"),
    ],
)
def test_mistakes_are_told_when_the_configuration_is_read(was: str, instead: str, why: str) -> None:
    assert was in NOTES
    _, problems = section(NOTES.replace(was, instead))
    assert any(why in problem for problem in problems)
    assert all("\n" not in problem for problem in problems)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*ROW, "data", "items", "name"]), inner, max_size=5)
    ),
    max_leaves=15,
)


@given(
    JSON,
    st.sampled_from(
        ["@", "data.items[]", "*", "data.items[?target > `0`]", "sort_by(@, &ticker)", "keys(@)"]
    ),
)
def test_no_json_raises_anything_but_unreadable(value: object, rows: str) -> None:
    adapter = feed(NOTES.replace("data.items[?target > `0`]", f'"{rows}"'))
    for body in (value, {"data": {"items": [value]}}, {"data": {"items": value}}, [value]):
        try:
            adapter.read(Ask("/v1/targets"), json.dumps(body).encode(), NOW)
        except Unreadable:
            continue
