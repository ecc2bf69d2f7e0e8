"""The SEC's companyfacts: what is read of it, and what is no such answer."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest

from tests.samples import samples
from tocsin.errors import Unreadable
from tocsin.facts.reports import companyfacts
from tocsin.facts.reports.companyfacts import CompanyFact
from tocsin.model import Issuer, Part, Quality

Q1, Q2, YEAR = "0000350001-26-000011", "0000350001-26-000022", "0000350001-27-000001"


def row(value: object, end: str, start: str | None = None, **others: object) -> dict[str, object]:
    told: dict[str, object] = {"end": end, "val": value, "accn": Q2, "fy": 2026, "fp": "Q2", "form": "10-Q"}
    told |= {"filed": "2026-08-05", **others}
    return told | ({"start": start} if start else {})


def answer(facts: object, **others: object) -> bytes:
    return json.dumps({"cik": 350001, "entityName": "Made & Sons", "facts": facts, **others}).encode()


def gaap(unit: str = "USD", **concepts: list[dict[str, object]]) -> bytes:
    return answer(
        {"us-gaap": {name: {"label": name, "units": {unit: rows}} for name, rows in concepts.items()}}
    )


def told(facts: tuple[CompanyFact, ...]) -> list[tuple[str, str | None, str, str, str | None]]:
    """Each figure as name, first day, last day, value and fiscal period."""
    return [
        (one.name, one.start and one.start.isoformat(), f"{one.end}", f"{one.value}", one.fiscal)
        for one in (fact.metric for fact in facts)
    ]


CASH_FLOW = "NetCashProvidedByUsedInOperatingActivities"


def test_each_row_is_a_figure_of_the_filing_that_told_it() -> None:
    (fact,) = companyfacts.read(gaap(StockholdersEquity=[row(12500000, "2026-06-30")]))
    metric = fact.metric
    assert fact.filed == dt.date(2026, 8, 5)
    assert (metric.accession, metric.form, metric.name, metric.unit) == (Q2, "10-Q", "equity", "USD")
    assert (metric.value, metric.start, metric.end) == (Decimal(12_500_000), None, dt.date(2026, 6, 30))
    assert (metric.fiscal, metric.quality, metric.note) == ("2026Q2", Quality.OK, "companyfacts")
    assert metric.issuer == Issuer("0000350001", "Made & Sons")
    assert metric.parts == (Part("us-gaap:StockholdersEquity", Decimal(12_500_000)),)


def test_a_cash_flow_is_told_year_to_date() -> None:
    first = {"accn": Q1, "fp": "Q1", "filed": "2026-05-05"}
    rows = [
        row(7, "2026-03-31", "2026-01-01", **first),
        row(11, "2026-06-30", "2026-04-01"),
        row(18, "2026-06-30", "2026-01-01"),
        row(60, "2026-06-30", "2025-07-01"),  # twelve months up to a quarter, as Amazon shows
        row(99, "2026-12-31", "2026-01-01", accn=YEAR, form="10-K", fp="FY", filed="2027-02-01"),
    ]
    assert told(companyfacts.read(gaap(**{CASH_FLOW: rows}))) == [
        ("operating_cash_flow_ytd", "2026-01-01", "2026-03-31", "7", "2026Q1"),
        ("operating_cash_flow", "2026-04-01", "2026-06-30", "11", "2026Q2"),
        ("operating_cash_flow_ytd", "2026-01-01", "2026-06-30", "18", "2026Q2"),
        ("operating_cash_flow_ytd", "2026-01-01", "2026-12-31", "99", "2026FY"),
    ]


def test_income_stands_under_its_plain_name_for_three_months_and_for_the_year() -> None:
    rows = [
        row(5, "2026-06-30", "2026-04-01"),
        row(9, "2026-06-30", "2026-01-01"),
        row(4, "2025-06-30", "2025-04-01"),
        row(20, "2026-12-31", "2026-01-01", accn=YEAR, form="10-K", fp="FY", filed="2027-02-01"),
    ]
    assert told(companyfacts.read(gaap(Revenues=rows))) == [
        ("revenue", "2026-04-01", "2026-06-30", "5", "2026Q2"),
        ("revenue_ytd", "2026-01-01", "2026-06-30", "9", "2026Q2"),
        ("revenue", "2025-04-01", "2025-06-30", "4", None),
        ("revenue", "2026-01-01", "2026-12-31", "20", "2026FY"),
    ]


def test_restatements_follow_in_the_order_of_filing() -> None:
    amended = row(13, "2026-06-30", accn="0000350001-26-000033", form="10-Q/A", filed="2026-09-01")
    facts = companyfacts.read(gaap(Assets=[amended, row(12, "2026-06-30")]))
    assert [(one.metric.value, one.metric.form, one.filed.isoformat()) for one in facts] == [
        (12, "10-Q", "2026-08-05"),
        (13, "10-Q/A", "2026-09-01"),
    ]
    since = companyfacts.read(gaap(Assets=[amended, row(12, "2026-06-30")]), since=dt.date(2026, 8, 6))
    assert [one.metric.value for one in since] == [13]


def test_the_first_concept_in_order_is_the_figure_and_a_fallback_is_low() -> None:
    both = gaap(
        NetIncomeLoss=[row(5, "2026-06-30", "2026-04-01")],
        ProfitLoss=[row(6, "2026-06-30", "2026-04-01"), row(7, "2025-06-30", "2025-04-01")],
    )
    assert [one[3] for one in told(companyfacts.read(both))] == ["5", "7"]
    (fallback,) = companyfacts.read(gaap(CommonStockholdersEquity=[row(5, "2026-06-30")]))
    assert (fallback.metric.quality, fallback.metric.note) == (
        Quality.LOW,
        "companyfacts: us-gaap:CommonStockholdersEquity",
    )


def test_debt_is_put_together_from_the_concepts_of_one_filing_and_day_and_is_low() -> None:
    facts = companyfacts.read(
        gaap(
            Assets=[row(900, "2026-06-30"), row(800, "2026-03-31", accn=Q1, filed="2026-05-05")],
            LongTermDebtNoncurrent=[row(300, "2026-06-30"), row(200, "2026-05-15")],
            LongTermDebtCurrent=[row(40, "2026-06-30"), row(50, "2026-03-31", accn=Q1, filed="2026-05-05")],
        )
    )
    debts = {(one.metric.name, f"{one.metric.end}"): one.metric for one in facts if "debt" in one.metric.name}
    june = debts["total_debt", "2026-06-30"]
    assert (june.value, june.quality) == (340, Quality.LOW)
    assert (june.note or "").startswith("companyfacts")
    assert {part.concept for part in june.parts} == {
        "us-gaap:LongTermDebtNoncurrent",
        "us-gaap:LongTermDebtCurrent",
    }
    assert debts["short_term_debt", "2026-06-30"].value == 40
    assert debts["long_term_debt", "2026-06-30"].value == 300
    assert not any(end == "2026-05-15" for _, end in debts)


def test_gross_profit_is_revenue_less_its_whole_cost_where_it_is_not_told() -> None:
    span = ("2026-06-30", "2026-04-01")
    facts = companyfacts.read(gaap(Revenues=[row(100, *span)], CostOfRevenue=[row(40, *span)]))
    profit = next(fact.metric for fact in facts if fact.metric.name == "gross_profit")
    assert (profit.value, profit.quality) == (60, Quality.LOW)
    assert profit.parts == (
        Part("us-gaap:Revenues", Decimal(100)),
        Part("us-gaap:CostOfRevenue", Decimal(-40)),
    )
    partial = companyfacts.read(gaap(Revenues=[row(100, *span)], CostOfServices=[row(40, *span)]))
    assert "gross_profit" not in {fact.metric.name for fact in partial}
    told = gaap(Revenues=[row(100, *span)], CostOfRevenue=[row(40, *span)], GrossProfit=[row(59, *span)])
    assert [one.metric.value for one in companyfacts.read(told) if one.metric.name == "gross_profit"] == [59]


def test_two_values_in_one_filing_are_none() -> None:
    assert companyfacts.read(gaap(Assets=[row(1, "2026-06-30"), row(2, "2026-06-30")])) == ()
    assert len(companyfacts.read(gaap(Assets=[row(1, "2026-06-30"), row(1, "2026-06-30")]))) == 1


def test_other_forms_units_and_taxonomies_are_passed_over() -> None:
    assert companyfacts.read(gaap(Assets=[row(1, "2026-06-30", form="8-K")])) == ()
    assert companyfacts.read(gaap("shares", Assets=[row(1, "2026-06-30")])) == ()
    assert companyfacts.read(answer({"dei": {"EntityPublicFloat": {"units": {"USD": "what?"}}}})) == ()
    assert companyfacts.read(answer({})) == ()


def test_the_currency_of_a_filing_is_the_one_that_most_of_it_is_in() -> None:
    concepts = {
        "Assets": {"units": {"EUR": [row(1, "2026-06-30")], "USD": [row(2, "2026-06-30")]}},
        "StockholdersEquity": {"units": {"EUR": [row(3, "2026-06-30")]}},
    }
    facts = companyfacts.read(answer({"us-gaap": concepts}))
    assert [(one.metric.name, one.metric.value, one.metric.unit) for one in facts] == [
        ("assets", 1, "EUR"),
        ("equity", 3, "EUR"),
    ]


def test_figures_are_exact() -> None:
    (fact,) = companyfacts.read(answer({"us-gaap": {"Assets": {"units": {"USD": [row(0, "2026-06-30")]}}}}).replace(
        b'"val": 0', b'"val": 1234567890123456789.25'))  # fmt: skip
    assert fact.metric.value == Decimal("1234567890123456789.25")


def without(key: str) -> bytes:
    made = row(1, "2026-06-30")
    del made[key]
    return gaap(Assets=[made])


BAD: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", 'not JSON where companyfacts was due: it begins with ""'),
    "a page": (
        b"<!DOCTYPE html><title>Undeclared",
        'not JSON where companyfacts was due: it begins with "<!DOCTYPE html><title>Undeclared"',
    ),
    "half an answer": (
        answer({})[:-1],
        'not JSON where companyfacts was due: it begins with "{"cik": 350001, "entityName": "Made & So"',
    ),
    "other bytes": (
        b"\xff\xfe\x00",
        'not JSON where companyfacts was due: it begins with "\u00ff\u00fe\ufffd"',
    ),
    "a list": (b"[]", "no answer of companyfacts: not an object"),
    "an empty object": (b"{}", 'no answer of companyfacts: "cik" and "facts" are missing'),
    "facts as a list": (answer([]), 'no answer of companyfacts: "cik" and "facts" are missing'),
    "no CIK": (answer({}, cik=None), 'no answer of companyfacts: "cik" and "facts" are missing'),
    "a CIK of letters": (answer({}, cik="MADE"), 'companyfacts: "MADE" is not a CIK'),
    "concepts as a list": (answer({"us-gaap": []}), "us-gaap: not an object where companyfacts has one"),
    "a concept as text": (
        answer({"us-gaap": {"Assets": "5"}}),
        "us-gaap:Assets: not an object where companyfacts has one",
    ),
    "units as a list": (
        answer({"us-gaap": {"Assets": {"units": [1]}}}),
        "us-gaap:Assets: not an object where companyfacts has one",
    ),
    "rows as a mapping": (
        answer({"us-gaap": {"Assets": {"units": {"USD": {}}}}}),
        'us-gaap:Assets: no list of rows under "USD"',
    ),
    "a row as text": (
        answer({"us-gaap": {"Assets": {"units": {"USD": ["5"]}}}}),
        "us-gaap:Assets: not an object where companyfacts has one",
    ),
    "no form": (without("form"), 'us-gaap:Assets: a row has no "form"'),
    "no day of filing": (without("filed"), 'us-gaap:Assets: a row has no "filed"'),
    "no accession": (without("accn"), 'us-gaap:Assets: a row has no "accn"'),
    "no end": (without("end"), 'us-gaap:Assets: a row has no "end"'),
    "no value": (
        without("val"),
        "us-gaap:Assets: a row to 2026-06-30 has no value, or ends before it starts",
    ),
    "a value of text": (
        gaap(Assets=[row("5", "2026-06-30")]),
        "us-gaap:Assets: a row to 2026-06-30 has no value, or ends before it starts",
    ),
    "no such day": (gaap(Assets=[row(5, "2026-06-31")]), 'us-gaap:Assets: end "2026-06-31" is not a date'),
    "an end before the start": (
        gaap(Revenues=[row(5, "2026-06-30", "2026-07-01")]),
        "us-gaap:Revenues: a row to 2026-06-30 has no value, or ends before it starts",
    ),
    "another accession": (
        gaap(Assets=[row(5, "2026-06-30", accn="26-11")]),
        '"26-11" is not an accession number',
    ),
    "not a number": (
        gaap(Assets=[row(float("nan"), "2026-06-30")]),
        "companyfacts: NaN is not a number",
    ),
    "too many digits": (
        gaap(Assets=[row(10**40, "2026-06-30")]),
        f'companyfacts: the number "1{"0" * 39}…" has more than 40 digits',
    ),
    "too great an exponent": (
        gaap(Assets=[row(5, "2026-06-30")]).replace(b'"val": 5', b'"val": 1e999999999'),
        'companyfacts: the number "1e999999999" has more than 40 digits',
    ),
    "nested out of reason": (
        b"[" * 200_000,
        f'not JSON where companyfacts was due: it begins with "{"[" * 40}"',
    ),
}


@pytest.mark.parametrize(("body", "said"), BAD.values(), ids=BAD.keys())
def test_what_is_no_answer_is_unreadable(body: bytes, said: str) -> None:
    with pytest.raises(Unreadable) as caught:
        companyfacts.read(body)
    assert str(caught.value) == said


# --- recorded answers ---------------------------------------------------------------------------------


def test_every_recorded_answer_gives_the_value_of_the_row_it_names() -> None:
    figures = 0
    for path in samples("companyfacts"):
        body = path.read_bytes()
        if path.name == "aapl_companyfacts.json":  # a fixture of others, without days
            with pytest.raises(Unreadable):
                companyfacts.read(body)
            continue
        rows = recorded_rows(json.loads(body))
        for fact in companyfacts.read(body):
            metric = fact.metric
            figures += 1
            start = metric.start.isoformat() if metric.start else None
            for part in metric.parts:
                key = (part.concept, metric.unit, metric.accession, start, f"{metric.end}")
                assert abs(part.value) in rows[key] or part.value in rows[key], (path.name, key)
            if metric.quality is Quality.OK:
                assert metric.value == metric.parts[0].value
    assert figures > 8_000


def recorded_rows(
    told: dict[str, Any],
) -> dict[tuple[str, str | None, str | None, str | None, str], set[Decimal]]:
    rows: dict[tuple[str, str | None, str | None, str | None, str], set[Decimal]] = {}
    for taxonomy, concepts in told["facts"].items():
        for concept, one in concepts.items():
            for unit, values in one["units"].items():
                for value in values:
                    key = (f"{taxonomy}:{concept}", unit, value["accn"], value.get("start"), value["end"])
                    rows.setdefault(key, set()).add(Decimal(str(value["val"])))
    return rows


def test_alphabet_at_the_end_of_september_2023() -> None:
    (path,) = samples("companyfacts", "CIK0001652044.json")
    facts = companyfacts.read(path.read_bytes())
    first = {
        one.metric.name: one.metric.value
        for one in reversed(facts)
        if one.metric.accession == "0001652044-23-000094" and f"{one.metric.end}" == "2023-09-30"
    }
    assert first["operating_cash_flow_ytd"] == 82_831_000_000
    assert first["net_income"] == 19_689_000_000
    assert first["revenue"] == 76_693_000_000
