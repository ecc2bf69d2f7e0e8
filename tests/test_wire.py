"""Facts as JSON: the fields that others rely on, exact numbers, and back again without a loss."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.model import (
    ClassSale,
    Fact,
    FilingFact,
    InsiderHolding,
    InsiderSale,
    InsiderTransaction,
    Issuer,
    Known,
    Note,
    Owner,
)
from tocsin.wire import from_json, to_json

calm = settings(derandomize=True, deadline=None, max_examples=200)

text = st.text(max_size=12)
figure = st.decimals(min_value=0, allow_nan=False, allow_infinity=False)
maybe_figure = st.none() | figure
maybe_date = st.none() | st.dates()
maybe_text = st.none() | text
times = st.datetimes(timezones=st.timezones() | st.just(dt.UTC))
known = st.sampled_from(Known)
issuers = st.builds(Issuer, cik=text, name=text, symbol=maybe_text)
owners = st.lists(
    st.builds(Owner, text, text, st.booleans(), st.booleans(), st.booleans(), maybe_text), max_size=2
).map(tuple)
notes = st.lists(st.builds(Note, text, text), max_size=2).map(tuple)
classes = st.lists(
    st.builds(ClassSale, text, maybe_figure, maybe_figure, maybe_figure, st.integers()), max_size=2
).map(tuple)
head: dict[str, Any] = {"accession": maybe_text, "form": text, "issuer": issuers, "owners": owners}
facts: st.SearchStrategy[Fact] = st.one_of(
    st.builds(
        FilingFact,
        **head,
        items=st.lists(text, max_size=2).map(tuple),
        accepted=st.none() | times,
        period=maybe_date,
        amends=maybe_date,
        footnotes=st.lists(st.tuples(text, text), max_size=2).map(tuple),
        remarks=maybe_text,
    ),
    st.builds(
        InsiderTransaction,
        **head,
        row=st.integers(),
        derivative=st.booleans(),
        security=text,
        date=maybe_date,
        code=text,
        acquired_disposed=text,
        shares=maybe_figure,
        price=maybe_figure,
        owned_after=maybe_figure,
        ownership=text,
        nature=maybe_text,
        plan_10b5_1=known,
        sell_to_cover=known,
        notes=notes,
        underlying=maybe_text,
        underlying_shares=maybe_figure,
        exercise_price=maybe_figure,
        expires=maybe_date,
    ),
    st.builds(
        InsiderHolding,
        **head,
        row=st.integers(),
        derivative=st.booleans(),
        security=text,
        owned=maybe_figure,
        ownership=text,
        nature=maybe_text,
        notes=notes,
    ),
    st.builds(
        InsiderSale,
        **head,
        shares=maybe_figure,
        price=maybe_figure,
        value=maybe_figure,
        rows=st.integers(),
        plan_10b5_1=known,
        sell_to_cover=known,
        classes=classes,
        first_date=maybe_date,
        last_date=maybe_date,
        row_numbers=st.lists(st.integers(), max_size=3).map(tuple),
    ),
)

KINDS = (
    "consensus, earnings, filing, guidance, headline, insider_holding, insider_sale, insider_transaction, metric,"
    " passage, price, price_target, proposed_sale, rate, rating"
)


@calm
@given(facts)
def test_there_and_back_is_the_same(fact: Fact) -> None:
    assert from_json(json.loads(json.dumps(to_json(fact)))) == fact


ROW = InsiderTransaction(
    accession="0000350001-24-000007",
    form="4",
    issuer=Issuer("0000350001", "Made & Sons", None),
    owners=(Owner("0000350002", "Reyes Dana", officer=True, title="CEO"),),
    row=1,
    derivative=False,
    security="Common Stock",
    date=dt.date(2024, 5, 6),
    code="S",
    acquired_disposed="D",
    shares=Decimal("100.50"),
    price=Decimal("0.00"),
    owned_after=None,
    ownership="D",
    nature=None,
    plan_10b5_1=Known.UNKNOWN,
    sell_to_cover=Known.NO,
    notes=(Note("price", "F1"),),
)
FILING = FilingFact(
    accession=None,
    form="4/A",
    issuer=ROW.issuer,
    accepted=dt.datetime(2024, 5, 7, 17, 1, 2, tzinfo=dt.timezone(dt.timedelta(hours=-4))),
    footnotes=(("F1", "None paid."),),
)


def test_a_transaction_as_others_read_it() -> None:
    assert to_json(ROW) == {
        "kind": "insider_transaction",
        "accession": "0000350001-24-000007",
        "form": "4",
        "issuer": {"cik": "0000350001", "name": "Made & Sons", "symbol": None},
        "owners": [
            {
                "cik": "0000350002",
                "name": "Reyes Dana",
                "director": False,
                "officer": True,
                "ten_percent_owner": False,
                "title": "CEO",
            }
        ],
        "row": 1,
        "derivative": False,
        "security": "Common Stock",
        "date": "2024-05-06",
        "code": "S",
        "acquired_disposed": "D",
        "shares": "100.50",
        "price": "0.00",
        "owned_after": None,
        "ownership": "D",
        "nature": None,
        "plan_10b5_1": "unknown",
        "sell_to_cover": "no",
        "notes": [{"on": "price", "id": "F1"}],
        "underlying": None,
        "underlying_shares": None,
        "exercise_price": None,
        "expires": None,
    }


def test_a_filing_as_others_read_it() -> None:
    body = to_json(FILING)
    assert body["accepted"] == "2024-05-07T21:01:02+00:00"
    assert body["footnotes"] == [["F1", "None paid."]]
    assert (body["accession"], body["items"]) == (None, [])


@pytest.mark.parametrize(
    ("fact", "names"),
    [
        (
            ROW,
            "kind accession form issuer owners row derivative security date code acquired_disposed shares price"
            " owned_after ownership nature plan_10b5_1 sell_to_cover",
        ),
        (
            InsiderSale.of([ROW]),
            "kind accession form issuer owners shares price value rows plan_10b5_1 sell_to_cover",
        ),
        (FILING, "kind accession form issuer items accepted"),
    ],
)
def test_what_others_rely_on_comes_first_and_in_order(fact: Fact, names: str) -> None:
    relied_on = names.split()
    assert list(to_json(fact))[: len(relied_on)] == relied_on


@pytest.mark.parametrize(
    ("figure", "written"),
    [
        ("1E+5", "100000"),
        ("1E-7", "0.0000001"),
        ("12.50", "12.50"),
        ("0.00", "0.00"),
        ("123456789012345678901234567890.123456789", "123456789012345678901234567890.123456789"),
    ],
)
def test_numbers_are_plain_and_exact(figure: str, written: str) -> None:
    assert to_json(replace(ROW, shares=Decimal(figure)))["shares"] == written


@pytest.mark.parametrize("figure", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_figure_is_not_written(figure: str) -> None:
    with pytest.raises(ValueError, match="is not a figure"):
        to_json(replace(ROW, price=Decimal(figure)))


def test_a_time_without_a_zone_is_not_written() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        to_json(replace(FILING, accepted=dt.datetime(2024, 5, 7)))  # noqa: DTZ001 that is the point


def test_fields_that_have_a_default_may_be_missing() -> None:
    body = to_json(ROW)
    for part in ("notes", "underlying", "underlying_shares", "exercise_price", "expires"):
        del body[part]
    assert from_json(body) == replace(ROW, notes=())


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        (
            "kind",
            "rumour",
            f"kind: 'rumour' is not one of {KINDS}",
        ),
        (
            "kind",
            None,
            f"kind: None is not one of {KINDS}",
        ),
        ("shares", 100, "shares: 100 is not a number in a string"),
        ("shares", "NaN", "shares: 'NaN' is not a number in a string"),
        ("shares", "1e5", "shares: '1e5' is not a number in a string"),
        ("price", True, "price: True is not a number in a string"),
        ("row", "1", "row: '1' is not an integer"),
        ("row", True, "row: True is not an integer"),
        ("row", 1.0, "row: 1.0 is not an integer"),
        ("derivative", 0, "derivative: 0 is not true or false"),
        ("security", None, "security: None is not a string"),
        ("date", "06.05.2024", "date: '06.05.2024' is not a date"),
        ("date", 20240506, "date: 20240506 is not a date"),
        ("plan_10b5_1", "maybe", "plan_10b5_1: 'maybe' is not yes or no or unknown"),
        ("issuer", "MADE", "issuer.: 'MADE' is not an object"),
        ("issuer", {"cik": "1"}, "issuer.name: missing"),
        ("owners", {}, "owners: {} is not a list"),
        ("owners", [{"cik": "1", "name": 2}], "owners[0].name: 2 is not a string"),
        ("price_per_share", "1", "price_per_share: InsiderTransaction has no such field"),
    ],
)
def test_what_cannot_be_read_back_is_named(name: str, value: object, error: str) -> None:
    with pytest.raises(ValueError) as caught:
        from_json(to_json(ROW) | {name: value})
    assert str(caught.value) == error


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("accepted", "2024-05-07T21:01:02", "accepted: '2024-05-07T21:01:02' is not a time with its zone"),
        ("accepted", "noon", "accepted: 'noon' is not a time"),
        ("footnotes", [["F1"]], "footnotes[0]: ['F1'] is not a list of 2"),
    ],
)
def test_nor_the_filing_s(name: str, value: object, error: str) -> None:
    with pytest.raises(ValueError) as caught:
        from_json(to_json(FILING) | {name: value})
    assert str(caught.value) == error


def test_a_missing_field_is_named() -> None:
    body = to_json(ROW)
    del body["shares"]
    with pytest.raises(ValueError, match=r"^shares: missing$"):
        from_json(body)


def test_the_strategies_name_every_field() -> None:
    # A field added to the model must be added above, or the property would not see it.
    named = {
        FilingFact: 10,
        InsiderTransaction: 22,
        InsiderHolding: 11,
        InsiderSale: 14,
    }
    assert {kind: len(fields(kind)) for kind in named} == named
