"""Files dropped into a folder: what they tell, what is wrong in them, and what is read when."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tocsin.errors import Refused, Unavailable
from tocsin.feeds.feed import Polled, Wanted
from tocsin.feeds.vendors.dropped import LARGEST, Dropped, DroppedSection, look
from tocsin.feeds.vendors.dropped_rows import kind_of, rows_in
from tocsin.model import Consensus, Earnings, Headline, Issuer, Price, PriceTarget, Rate, Rating

NOW = dt.datetime(2026, 5, 20, 18, 0, tzinfo=dt.UTC)
SMCI = Issuer("", "SMCI", "SMCI")
TARGETS = 'symbol,firm,from,to,at\nSMCI,Loop Capital,"$1,000","$1,500",2026-05-01\nbrk.b,Acme,,250.00,2026-05-20T08:00:00-04:00\n'


def wrong(polled: Polled) -> list[tuple[str, str]]:
    return [(where, str(fault)) for where, fault in polled.faults]


def facts(name: str, text: str) -> list[object]:
    told, bad = rows_in(name, text.encode(), NOW)
    assert bad == []
    return [fact for one in told for fact in one.facts]


# --- rows -----------------------------------------------------------------------------------------------


def test_targets_in_csv() -> None:
    told, bad = rows_in("price_target.csv", TARGETS.encode(), NOW)
    assert bad == []
    at = dt.datetime(2026, 5, 20, 12, 0, tzinfo=dt.UTC)
    assert [one.facts for one in told] == [
        (
            PriceTarget(
                SMCI, "Loop Capital", None, Decimal(1000), Decimal(1500), None, None, None, "price_target.csv"
            ),
        ),
        (
            PriceTarget(
                Issuer("", "BRK-B", "BRK-B"),
                "Acme",
                None,
                None,
                Decimal("250.00"),
                None,
                None,
                at,
                "price_target.csv",
            ),
        ),
    ]
    assert [one.key for one in told] == [
        "price_target SMCI Loop Capital 2026-05-01",
        "price_target BRK-B Acme 2026-05-20",
    ]
    assert [(one.head.accepted, one.head.day_only, one.form) for one in told] == [  # type: ignore[union-attr]
        (dt.datetime(2026, 5, 1, 4, 0, tzinfo=dt.UTC), True, "analyst action"),
        (at, False, "analyst action"),
    ]


JSON_LINES: list[tuple[dict[str, object], object]] = [
    (
        {
            "kind": "price_target",
            "issuer": {"cik": "1375365", "name": "Super Micro", "symbol": "SMCI"},
            "firm": "Loop",
            "analyst": "Ananda Baruah",
            "from": "1000",
            "to": 1500.5,
            "currency": "usd",
            "action": "Raised",
            "at": "2026-05-20T12:00:00Z",
            "source": "desk",
            "across_split": True,
        },
        PriceTarget(
            Issuer("0001375365", "Super Micro", "SMCI"),
            "Loop",
            "Ananda Baruah",
            Decimal(1000),
            Decimal("1500.5"),
            "USD",
            "raises",
            dt.datetime(2026, 5, 20, 12, 0, tzinfo=dt.UTC),
            "desk",
            across_split=True,
        ),
    ),
    (
        {
            "kind": "rating",
            "issuer": "SMCI",
            "firm": "Loop",
            "from": "Hold",
            "to": "Buy",
            "action": "upgrades",
        },
        Rating(SMCI, "Loop", None, "Hold", "Buy", "upgrades", None, "x.jsonl"),
    ),
    (
        {
            "kind": "consensus",
            "symbol": "SMCI",
            "buys": 12,
            "sells": 0,
            "mean": "$45.50",
            "high": "",
            "low": "N/A",
        },
        Consensus(SMCI, Decimal(12), None, Decimal(0), Decimal("45.50"), None, None, None, None, "x.jsonl"),
    ),
    (
        {
            "kind": "earnings",
            "symbol": "SMCI",
            "period": "2026Q2",
            "measure": "EPS",
            "actual": "-0.05",
            "surprise_percent": "-12.5%",
        },
        Earnings(SMCI, "2026Q2", "eps", Decimal("-0.05"), None, Decimal("-12.5"), None, "x.jsonl"),
    ),
    (
        {"kind": "rate", "series": "dgs10", "date": "2026-05-19", "percent": "4.31%"},
        Rate("DGS10", dt.date(2026, 5, 19), Decimal("4.31"), "x.jsonl"),
    ),
    (
        {"kind": "price", "symbol": "SMCI", "price": 41, "previous_close": "40.10", "at": 1779278400},
        Price(SMCI, Decimal(41), dt.datetime(2026, 5, 20, 12, 0, tzinfo=dt.UTC), "x.jsonl", Decimal("40.10")),
    ),
    (
        {"kind": "headline", "title": "Auditor resigns", "url": "https://example.com/n", "issuers": ["SMCI"]},
        Headline("Auditor resigns", "https://example.com/n", None, "x.jsonl", (SMCI,)),
    ),
]


@pytest.mark.parametrize(("row", "fact"), JSON_LINES, ids=[str(row["kind"]) for row, _ in JSON_LINES])
def test_json_lines_are_the_facts(row: dict[str, object], fact: object) -> None:
    assert facts("x.jsonl", json.dumps(row) + "\n") in ([fact], [fact, fact])


def test_an_id_of_its_own_goes_before_what_makes_the_thing_itself() -> None:
    lines = [
        {"kind": "consensus", "symbol": "SMCI", "mean": 1},
        {"kind": "consensus", "symbol": "SMCI", "mean": 2, "id": 77},
        {"kind": "earnings", "symbol": "SMCI", "measure": "revenue", "period": "2026Q2", "actual": 1},
        {"kind": "headline", "title": "A", "symbol": "SMCI"},
        {"kind": "rating", "symbol": "SMCI", "firm": "Loop", "to": "Buy"},
    ]
    told, _ = rows_in("x.jsonl", "\n".join(map(json.dumps, lines)).encode(), NOW)
    assert [one.key for one in told] == [
        "consensus SMCI",
        "77",
        "earnings SMCI 2026Q2 revenue",
        "A SMCI",
        "rating SMCI Loop None Buy",
    ]


def test_a_corrected_figure_has_the_same_id_where_the_day_is_told() -> None:
    one, other = (
        rows_in("targets.csv", TARGETS.replace("1,500", to).encode(), NOW)[0] for to in ("1,500", "1,400")
    )
    assert [reading.key for reading in one] == [reading.key for reading in other]
    assert one[0].facts != other[0].facts


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("price_target.csv", "price_target"),
        ("targets-2026-05-01.csv", "price_target"),
        ("Ratings.CSV", "rating"),
        ("rates.csv", "rate"),
        ("prices_2.csv", "price"),
        ("news.jsonl", "headline"),
        ("pricetag.csv", None),
        ("rate.of.things.csv", "rate"),
        ("", None),
    ],
)
def test_a_files_name_tells_the_kind(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind


def test_a_column_tells_the_kind_and_columns_of_other_kinds_may_be_empty() -> None:
    told = facts(
        "all.csv",
        "Kind,Symbol,Price,Series,Date,Percent\nprice,SMCI,41,,,\nrate,,,SOFR,2026-05-19,4.3\n\n,,\n",
    )
    assert [type(fact) for fact in told] == [Price, Rate]


def test_lines_of_windows_and_a_byte_order_mark() -> None:
    assert len(facts("targets.csv", "\ufeff" + TARGETS.replace("\n", "\r\n"))) == 2


@pytest.mark.parametrize(
    ("name", "line", "why"),
    [
        ("targets.jsonl", "{", "is not JSON"),
        ("targets.jsonl", "[1]", "is no object"),
        ("targets.jsonl", "[" * 50_000, "is not JSON"),
        ("x.jsonl", "{}", "kind: missing: one of price_target"),
        ("x.jsonl", '{"kind": "guidance"}', 'kind: "guidance" is not one of'),
        ("targets.jsonl", '{"symbol": "SMCI", "to": 5}', "firm: missing"),
        ("targets.jsonl", '{"firm": "A", "to": 5}', "symbol: missing: the company's ticker, such as SMCI"),
        ("targets.jsonl", '{"symbol": "S!", "firm": "A", "to": 5}', 'symbol: "S!" is not a ticker'),
        ("targets.jsonl", '{"issuer": ["SMCI"], "firm": "A", "to": 5}', "symbol: a list is not a ticker"),
        ("targets.jsonl", '{"symbol": "SMCI", "firm": "A"}', "to or from or action: missing"),
        ("targets.jsonl", '{"symbol": "SMCI", "firm": "A", "to": "a lot"}', 'to: "a lot" is not a figure above zero'),
        ("targets.jsonl", '{"symbol": "SMCI", "firm": "A", "to": true}', "to: "),
        ("targets.jsonl", '{"symbol": "SMCI", "firm": "A", "to": 0}', 'to: "0" is not a figure above zero'),
        ("targets.jsonl", '{"symbol": "SMCI", "firm": "A", "to": NaN}', "to or from or action: missing"),
        ("targets.jsonl", '{"symbol": "SMCI", "firm": "A", "to": "1$5"}', "is not a figure"),
        ("targets.jsonl", '{"symbol": "SMCI", "firm": "A", "action": "muses"}', "is not one of raises, lowers"),
        ("targets.jsonl", '{"symbol": "SMCI", "firm": "A", "to": 5, "price": 3}', '"price" is no field of a price_target'),
        ("targets.jsonl", '{"symbol": "SMCI", "firm": "A", "to": 5, "at": "5/1/2026"}', "is not a time with its zone"),
        ("targets.jsonl", '{"symbol": "SMCI", "firm": "A", "to": 5, "at": "2026-05-01T16:00"}', "with its zone"),
        ("targets.jsonl", '{"symbol": "SMCI", "firm": "A", "to": 5, "at": "2036-05-01"}', "is not a time"),
        ("targets.jsonl", '{"symbol": "SMCI", "firm": "A", "to": 5, "currency": "dollars"}', "is not a currency"),
        ("targets.jsonl", '{"symbol": "SMCI", "firm": "A", "to": 5, "url": "x"}', "is not an address"),
        ("rates.jsonl", '{"series": "DGS10", "date": "2026-05-19"}', "percent: missing"),
        ("rates.jsonl", '{"series": "DGS10", "date": "May 19", "percent": 4}', 'date: "May 19" is not a day'),
        ("rates.jsonl", '{"series": "ten years", "date": "2026-05-19", "percent": 4}', "is not the name of a series"),
        ("earnings.jsonl", '{"symbol": "SMCI", "measure": "ebitda", "actual": 4}', "is not one of revenue, eps"),
        ("prices.jsonl", '{"symbol": "SMCI"}', "price: missing"),
        ("consensus.jsonl", '{"symbol": "SMCI", "buys": 1.5}', "is not a whole number"),
        ("headlines.jsonl", '{"symbol": "SMCI"}', "title: missing"),
        ("headlines.jsonl", '{"title": "x' + "y" * 200_000 + '"}', "is longer than 100,000 bytes"),
    ],
)  # fmt: skip
def test_a_wrong_line_says_what_would_be_right_and_the_others_count(name: str, line: str, why: str) -> None:
    good = '{"kind": "price", "symbol": "SMCI", "price": 41}'
    told, bad = rows_in(name, f"{good}\n{line}\n{good}\n".encode(), NOW)
    assert len(told) == 2
    [(number, said)] = bad
    assert number == 2
    assert why in said
    assert "\n" not in said
    assert len(said) < 300


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("symbol;firm;to\nSMCI;A;5\n", 1, "columns are parted by commas"),
        ("symbol,firm,target\nSMCI,A,5\n", 1, 'unknown column "target"'),
        ("symbol,firm,to,to\nSMCI,A,5,6\n", 1, "a column twice"),
        ("symbol,firm,to\nSMCI,A\n", 2, "the row has 2 values for 3 columns"),
        ('symbol,firm,to\nSMCI,"A,5\n', 2, "is not CSV"),
        ('symbol,firm,to\n"SMCI"x,A,5\n', 2, "is not CSV"),
        ("symbol,firm,to\nSMCI,\udcff,5\n", 2, "is not UTF-8"),
        ("\udcff\udcfes\0y\0", 1, "save it as UTF-8"),
    ],
)
def test_csv_that_is_wrong(text: str, line: int, why: str) -> None:
    told, bad = rows_in("targets.csv", text.encode("utf-8", "surrogateescape"), NOW)
    assert told == []
    [(number, said)] = bad
    assert number == line
    assert why in said


def test_csv_whose_kind_is_told_nowhere() -> None:
    assert (
        "a column kind, or a name such as price_target.csv"
        in rows_in("x.csv", b"symbol,price\nSMCI,4\n", NOW)[1][0][1]
    )


@given(st.binary(max_size=300), st.sampled_from(["targets.csv", "x.jsonl", "news.csv"]))
def test_no_bytes_raise(body: bytes, name: str) -> None:
    for content in (body, TARGETS.encode() + body):
        told, bad = rows_in(name, content, NOW)
        assert len(told) + len(bad) <= content.count(b"\n") + 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["symbol", "cik", "x"]), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(
    st.fixed_dictionaries(
        {"kind": st.sampled_from(["price_target", "rating", "consensus", "earnings", "rate", "price", "headline"])},
        optional=dict.fromkeys(("id", "at", "issuer", "symbol", "cik", "firm", "to", "title", "price", "series", "date", "percent", "issuers"), JSON),
    )
)  # fmt: skip
def test_no_json_raises(row: dict[str, object]) -> None:
    told, bad = rows_in("x.jsonl", json.dumps(row).encode(), NOW)
    assert bool(told) is not bool(bad)


# --- the folder -----------------------------------------------------------------------------------------


def test_a_file_is_read_once_and_again_when_it_has_changed(tmp_path: Path) -> None:
    (tmp_path / "targets.csv").write_text(TARGETS)
    first = look(tmp_path, None, NOW)
    assert len(first.readings) == 2
    assert first.newest == dt.datetime(2026, 5, 20, 12, 0, tzinfo=dt.UTC)
    second = look(tmp_path, first.cursor, NOW)
    assert (second.readings, second.faults, second.newest) == ((), (), None)
    (tmp_path / "targets.csv").write_text(TARGETS + "SMCI,Acme,1,2,2026-05-02\n")
    assert len(look(tmp_path, second.cursor, NOW).readings) == 3


def test_a_last_line_without_its_end_is_left_for_the_next_round(tmp_path: Path) -> None:
    file = tmp_path / "targets.csv"
    file.write_text(TARGETS + "bad\nSMCI,Acme,1,25")
    first = look(tmp_path, None, NOW)
    assert len(first.readings) == 2
    assert [where for where, _ in wrong(first)] == ["targets.csv:4"]
    with file.open("a") as more:
        more.write("0,2026-05-02\n")
    second = look(tmp_path, first.cursor, NOW)
    assert [fact.to for one in second.readings for fact in one.facts if isinstance(fact, PriceTarget)][
        2
    ] == 250


def test_a_last_line_is_read_when_nothing_came_behind_it(tmp_path: Path) -> None:
    (tmp_path / "targets.csv").write_text(TARGETS + "bad\nSMCI,Acme,1,2,2026-05-02")
    first = look(tmp_path, None, NOW)
    second = look(tmp_path, first.cursor, NOW)
    assert (len(first.readings), len(second.readings)) == (2, 3)
    assert wrong(second) == []  # what is wrong in line 4 was said before
    assert look(tmp_path, second.cursor, NOW).readings == ()


def test_what_is_no_file_of_the_folder_is_left_alone(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.csv").write_text(TARGETS)
    drop = tmp_path / "drop"
    drop.mkdir()
    (drop / "targets.csv").symlink_to(outside / "secret.csv")
    (drop / "loop.csv").symlink_to(drop / "loop.csv")
    (drop / "folder.csv").mkdir()
    (drop / ".targets.csv").write_text(TARGETS)
    (drop / "targets.csv.tmp").write_text(TARGETS)
    os.mkfifo(drop / "targets-pipe.csv")
    assert look(drop, None, NOW) == Polled((), "{}")
    (drop / "real.txt").write_text(TARGETS)
    (drop / "ratings.csv").symlink_to(drop / "real.txt")
    assert [where for where, _ in wrong(look(drop, None, NOW))] == []  # a link within is followed


def test_a_file_that_is_too_large_is_refused_by_its_name_once(tmp_path: Path) -> None:
    with (tmp_path / "targets.csv").open("wb") as file:
        file.truncate(LARGEST + 1)
    first = look(tmp_path, None, NOW)
    assert wrong(first) == [("targets.csv", "the file is larger than 5 MB: split it")]
    again = look(tmp_path, first.cursor, NOW)
    assert wrong(again) == wrong(first), "it stands until the file changes or is gone"
    (tmp_path / "targets.csv").unlink()
    assert look(tmp_path, again.cursor, NOW).faults == ()


def test_what_is_wrong_in_a_file_stands_until_it_changes(tmp_path: Path) -> None:
    (tmp_path / "targets.csv").write_text("symbol,firm,to\nSMCI,Northgate,33\nSMCI,Northgate\n")
    first = look(tmp_path, None, NOW)
    again = look(tmp_path, first.cursor, NOW)
    assert len(first.faults) == 1
    assert (again.readings, wrong(again)) == ((), wrong(first))
    (tmp_path / "targets.csv").write_text("symbol,firm,to\nSMCI,Northgate,33\nSMCI,Harbor Street,34\n")
    assert look(tmp_path, again.cursor, NOW).faults == ()


def test_of_many_wrong_lines_the_first_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    (tmp_path / "targets.csv").write_text("symbol,firm,to\n" + "x\n" * 100)
    told = wrong(look(tmp_path, None, NOW))
    assert len(told) == 21
    assert told[-1] == ("targets.csv", "80 more lines are wrong")


def test_a_file_of_another_shape_is_not_read_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "targets.csv").write_text("symbol,firm,to\n" + "x\n" * 5000)
    assert wrong(look(tmp_path, None, NOW))[-1] == (
        "targets.csv",
        "1,000 lines are wrong: the file is not read on",
    )


@pytest.mark.parametrize("cursor", ["", "{", "[]", "7", '{"targets.csv": 7}', '{"targets.csv": null}'])
def test_a_cursor_of_another_shape_begins_anew(tmp_path: Path, cursor: str) -> None:
    (tmp_path / "targets.csv").write_text(TARGETS)
    assert len(look(tmp_path, cursor, NOW).readings) == 2


def test_a_file_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    file = tmp_path / "targets.csv"
    file.write_text(TARGETS)
    cursor = look(tmp_path, None, NOW).cursor
    file.unlink()
    assert look(tmp_path, cursor, NOW).cursor == "{}"


def test_a_folder_that_is_missing_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be read"):
        look(tmp_path / "none", None, NOW)
    (tmp_path / "file").write_text("x")
    with pytest.raises(Unavailable):
        look(tmp_path / "file", None, NOW)


def test_the_feed_polls_its_folder(tmp_path: Path) -> None:
    (tmp_path / "targets.csv").write_text(TARGETS + "x\n")
    feed = Dropped(DroppedSection.model_validate({"use": "file", "folder": str(tmp_path)}))
    polled = asyncio.run(feed.poll(Wanted((), (), frozenset(), NOW), None))
    assert len(polled.readings) == 2
    [(where, fault)] = polled.faults
    assert where == "targets.csv:4"
    assert isinstance(fault, Refused)
    assert "price_target" in feed.tells


def test_a_folder_must_be_told() -> None:
    with pytest.raises(ValidationError, match="a folder is missing"):
        DroppedSection.model_validate({"use": "file", "folder": " "})
