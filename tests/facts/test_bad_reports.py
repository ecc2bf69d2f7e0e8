"""Documents that are broken: each gives an answer, never a crash, and never a guess that is vouched for."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.facts.reports import (
    CASH_FLOW,
    CONTEXTS,
    INCOME,
    NAMESPACES,
    OWED,
    OWNED,
    balance,
    context,
    cover,
    document,
    figures,
    flow,
    line,
    number,
    report,
    row,
    table,
    unit,
)
from tocsin.errors import Unreadable
from tocsin.facts.reports import transforms, xbrl
from tocsin.model import Metric, Quality


def owed(**told: str | None) -> tuple[str, ...]:
    """The liabilities of a plain company, the commercial paper told in another way."""
    text = told.pop("text", "60") or ""
    paper = line("us-gaap:CommercialPaper", text, "Commercial paper", **told)
    return (OWED[0], paper, *OWED[2:])


def sure(told: dict[str, Metric]) -> dict[str, str]:
    return {name: str(metric.value) for name, metric in told.items() if metric.quality is Quality.OK}


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"scale": "nine"}, "a scale that is no number"),
        ({"scale": "400"}, "a scale out of reason"),
        ({"scale": "-400"}, "a scale out of reason"),
        ({"scale": "1.5"}, "a scale that is no integer"),
        ({"scale": "9"}, "a scale that is wrong"),
        ({"scale": "3"}, "a scale that is wrong"),
        ({"scale": None}, "a scale that was forgotten"),
        ({"form": "ixt:num-klingon"}, "an unknown format"),
        ({"form": "ixt:num-comma-decimal", "text": "60.5.3,1,2"}, "a text that is no number"),
        ({"text": "sixty"}, "a text that is no number"),
        ({"text": "6O"}, "a letter in a number"),
        ({"text": ""}, "nothing at all"),
        ({"text": "9" * 500}, "five hundred digits"),
        ({"text": "\N{ARABIC-INDIC DIGIT SIX}0"}, "digits of another script"),
        ({"sign": "+"}, "a sign that there is not"),
        ({"sign": "-"}, "a sign that is wrong"),
        ({"unit": "nowhere"}, "a unit that is not defined"),
        ({"unit": None}, "no unit"),
        ({"unit": "shares"}, "a unit that is no money"),
    ],
)
def test_a_wrong_debt_line_is_never_vouched_for(told: dict[str, str | None], why: str) -> None:
    metric = figures(report(balance(*owed(**told)), table(*INCOME)))["total_debt"]
    assert metric.quality is not Quality.OK, why
    assert metric.note
    # The rest of the document is read as if nothing had happened.
    assert figures(report(balance(*owed(**told)), table(*INCOME)))["revenue"].value == 500_000_000


@pytest.mark.parametrize("reference", ["nowhere", "", "impossible", "twice", "backwards", "endless"])
def test_a_debt_line_of_no_certain_day_is_never_vouched_for(reference: str) -> None:
    paper = row("Commercial paper", number("us-gaap:CommercialPaper", "60", reference))
    resources = (
        context("impossible", None, "2024-02-31")
        + context("twice", None, "2024-06-30")
        + context("twice", None, "2023-06-30")
        + context("backwards", "2024-06-30", "2024-01-01")
        + context("endless", None, "9999-99-99T00:00:00")
    )
    sheet = balance(OWED[0], paper, *OWED[2:])
    metric = figures(document(sheet, table(*INCOME), more_resources=resources))["total_debt"]
    assert metric.quality is not Quality.OK


@pytest.mark.parametrize("told", [{"scale": "9"}, {"scale": "x"}, {"form": "ixt:nonsense"}, {"unit": "gone"}])
@pytest.mark.parametrize(
    ("name", "at"),
    [("revenue", 0), ("gross_profit", 2), ("operating_income", 3), ("net_income", 5)],
)
def test_a_wrong_line_of_the_income_statement_is_never_vouched_for(
    name: str, at: int, told: dict[str, str]
) -> None:
    concepts = [
        "Revenues",
        "CostOfRevenue",
        "GrossProfit",
        "OperatingIncomeLoss",
        "IncomeTaxExpenseBenefit",
        "NetIncomeLoss",
    ]
    rows = list(INCOME)
    rows[at] = row("Line", number(f"us-gaap:{concepts[at]}", "70", "quarter", **told))  # type: ignore[arg-type]
    assert figures(report(balance(*OWED), table(*rows)))[name].quality is not Quality.OK


@pytest.mark.parametrize(
    "told", [{"scale": "9"}, {"scale": "x"}, {"form": "ixt:nonsense"}, {"unit": "gone"}, {"sign": "-"}]
)
@pytest.mark.parametrize(
    ("name", "concept", "at"),
    [
        ("operating_cash_flow_ytd", "NetCashProvidedByUsedInOperatingActivities", 1),
        ("capital_expenditure_ytd", "PaymentsToAcquirePropertyPlantAndEquipment", 2),
    ],
)
def test_a_wrong_line_of_the_cash_flow_is_never_vouched_for(
    name: str, concept: str, at: int, told: dict[str, str]
) -> None:
    rows = list(CASH_FLOW)
    rows[at] = row("Line", number(f"us-gaap:{concept}", "160", "ytd", **told))  # type: ignore[arg-type]
    assert figures(report(balance(*OWED), table(*INCOME), table(*rows)))[name].quality is not Quality.OK


@pytest.mark.parametrize(
    "told", [{"scale": "9"}, {"scale": "x"}, {"form": "ixt:nonsense"}, {"unit": "gone"}, {"sign": "-"}]
)
def test_wrong_cash_is_never_vouched_for(told: dict[str, str]) -> None:
    cash = line("us-gaap:CashAndCashEquivalentsAtCarryingValue", "150", "Cash", **told)
    sheet = balance(*OWED, owned=(cash, *OWNED[1:]))
    assert figures(report(sheet))["cash"].quality is not Quality.OK


def test_totals_that_do_not_tie_vouch_for_nothing() -> None:
    told = figures(report(balance(*OWED, total="1,100")))
    assert {told[name].quality for name in ("total_debt", "liabilities", "assets")} == {Quality.LOW}
    assert told["total_debt"].note == "the totals of the balance sheet do not tie"


def test_without_a_total_of_the_assets_last_year_is_not_taken_for_this_one() -> None:
    sheet = table(
        row("Total assets", number("us-gaap:Assets", "900", "year_end")),
        *OWED,
        row("Total", number("us-gaap:LiabilitiesAndStockholdersEquity", "900", "year_end")),
    )
    told = figures(report(sheet, table(*INCOME)))
    assert str(told["total_debt"].end) == "2024-06-30"
    assert told["total_debt"].quality is Quality.LOW
    assert told["assets"].quality is Quality.ABSENT


@pytest.mark.parametrize("body", [b"", b"  \n\t ", b"\xef\xbb\xbf", b"%PDF-1.4\n\0\0\0", b"\xff\xfe\x00"])
def test_what_is_no_text_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable) as wrong:
        xbrl.read_inline(body)
    assert "\n" not in str(wrong.value)
    with pytest.raises(Unreadable):
        xbrl.read_instance(body)


@pytest.mark.parametrize(
    "body",
    [
        b"plain text",
        b"<html><body>nothing tagged</body></html>",
        b"nonFraction",
        b"<nonFraction",
        b"<p>1 < 2 & nonFraction</p>",
        b"<html><body><ix:nonFraction name='us-gaap:Assets' contextRef='c'>5</ix:nonFraction>",
        b"<!DOCTYPE html [<!ENTITY a 'b'>]><html><ix:nonFraction/>&a;</html>",
    ],
)
def test_html_without_facts_is_no_error(body: bytes) -> None:
    assert not xbrl.read_inline(body).has_facts
    assert all(one.quality is Quality.ABSENT for one in figures(body).values())


def test_without_facts_every_figure_is_absent_and_an_amendment_says_nothing() -> None:
    told = figures(b"<html><body>Part III</body></html>", "10-Q")
    assert "operating_cash_flow_ytd" in told
    assert all(metric.note for metric in told.values())
    assert figures(b"<html><body>Part III</body></html>", "10-K/A") == {}


@pytest.mark.parametrize("share", [0.2, 0.5, 0.7, 0.9, 0.97, 0.999])
def test_a_document_that_breaks_off_keeps_what_was_whole(share: float) -> None:
    whole = report()
    right = sure(figures(whole))
    cut = sure(figures(whole[: int(len(whole) * share)]))
    assert {name: value for name, value in cut.items() if right.get(name) != value} == {}


@given(st.integers(0, 10**6), st.integers(0, 255))
@settings(max_examples=80, deadline=None)
def test_a_changed_byte_crashes_nothing(at: int, byte: int) -> None:
    whole = bytearray(report())
    whole[at % len(whole)] = byte
    try:
        told = figures(bytes(whole))
    except Unreadable as wrong:
        assert "\n" not in str(wrong)
    else:
        assert all(one.value is None or one.quality is not Quality.ABSENT for one in told.values())


def test_a_piece_of_a_document_is_read_as_far_as_it_goes() -> None:
    whole = report().decode()
    piece = whole[whole.index("<div") : whole.index("</body>")].encode()
    assert figures(piece)["total_debt"].value == 400_000_000


def test_windows_1252_that_says_it_is_utf_8_is_read() -> None:
    text = (
        report()
        .decode()
        .replace("Commercial paper", "Commercial paper \N{EM DASH} it\N{RIGHT SINGLE QUOTATION MARK}s")
    )
    assert figures(text.encode("cp1252"))["total_debt"].quality is Quality.OK
    ascii_told = text.replace('encoding="UTF-8"', 'encoding="US-ASCII"')
    assert figures(ascii_told.encode("cp1252"))["total_debt"].quality is Quality.OK
    assert figures(text.encode("utf-16"))["total_debt"].quality is Quality.OK


def test_an_entity_that_xml_does_not_know_breaks_nothing() -> None:
    body = (
        report()
        .replace(b"<td>$</td>", b"<td>&nbsp;$&mdash;</td>")
        .replace(b"Commercial paper", b"AT&T paper")
    )
    assert sure(figures(body)) == sure(figures(report()))


def test_a_tag_left_open_breaks_nothing() -> None:
    body = report().replace(b"<td>Commercial paper</td>", b"<td>Commercial<br> <b>paper</td>")
    assert figures(body)["total_debt"].value in (None, 400_000_000)


def test_an_entity_in_a_context_breaks_nothing() -> None:
    body = report().replace(b"</xbrli:identifier>", b"&nbsp;</xbrli:identifier>")
    assert sure(figures(body)) == sure(figures(report()))
    within = context("odd", None, "2024-06-30", {"made:A": "made:One&nbsp;"})
    told = document(number("us-gaap:Assets", "5", "odd"), more_resources=within)
    assert [fact.dimensions for fact in xbrl.read_inline(told).facts] == [(("made:A", "made:One"),)]


def test_a_number_that_never_ends_has_no_value() -> None:
    whole = number("us-gaap:Assets", "12,345")
    cut = whole[: whole.index(",345")]
    (fact,) = xbrl.read_inline(document("").replace(b"</body>", cut.encode())).facts
    assert (fact.value, fact.nil) == (None, False)


def test_a_segment_that_is_no_dimension_is_not_taken_for_the_whole() -> None:
    odd = context("odd", None, "2024-06-30", {"made:A": "made:One"})
    odd = odd.replace("xbrldi:explicitMember", "made:part").replace(' dimension="made:A"', "")
    (fact,) = xbrl.read_inline(document(number("us-gaap:Assets", "5", "odd"), more_resources=odd)).facts
    assert fact.dimensions == (("part", "made:One"),)


@pytest.mark.parametrize(
    "unclosed",
    [
        "<!--",
        "<![CDATA[",
        '<ix:nonFraction name="us-gaap:Assets" contextRef="now" unitRef="usd">',
        '<ix:nonFraction name="',
        '<xbrli:context id="c">',
        "<table><tr><td>",
        "</td></tr></table>",
        "</ix:nonFraction>",
        "<ix:exclude>",
        'xmlns:a="b"',
    ],
)
def test_the_same_again_and_again_ends_in_time(unclosed: str) -> None:
    body = report().replace(b"<body>", b"<body><p>" + unclosed.encode() * 20_000)
    began = time.process_time()
    figures(body)
    assert time.process_time() - began < 10


@pytest.mark.parametrize("element", ["div", "table", "span", "ix:nonNumeric"])
def test_elements_nested_out_of_reason_end_in_time(element: str) -> None:
    body = report().replace(b"</body>", b"<%s>" % element.encode() * 10_000 + b"5</body>")
    began = time.process_time()
    told = figures(body)
    assert time.process_time() - began < 2
    assert told["total_debt"].value in (None, 400_000_000)
    inside = report().replace(b"<body>", b"<body>" + b"<%s>" % element.encode() * 10_000)
    assert all(one.quality is not Quality.OK or one.value is not None for one in figures(inside).values())


def test_many_facts_deep_down_end_in_time() -> None:
    facts = number("us-gaap:Assets", "1") * 20_000
    body = document("<div>" * 1_500 + facts + "</div>" * 1_500)
    began = time.process_time()
    assert len(xbrl.read_inline(body).facts) == 20_000
    assert time.process_time() - began < 5


def test_ten_thousand_balance_sheets_end_in_time() -> None:
    days = {f"d{n}": (None, str(dt.date(2000, 1, 1) + dt.timedelta(days=n))) for n in range(2_000)}
    columns = row("Total assets", *(number("us-gaap:Assets", "5", name) for name in days))
    sheets = "".join(
        line("us-gaap:Assets", "5") + line("us-gaap:LiabilitiesAndStockholdersEquity", "5")
        for _ in range(5_000)
    )
    flows = "".join(number("us-gaap:NetIncomeLoss", str(n), "ytd") for n in range(5_000))
    body = document(table(columns), table(sheets), flows, contexts={**CONTEXTS, **days})
    began = time.process_time()
    assert figures(body)["assets"].value in (None, 5_000_000)
    assert time.process_time() - began < 10


def test_continuations_in_a_circle_end() -> None:
    name = (
        '<ix:nonNumeric name="dei:EntityRegistrantName" contextRef="ytd" continuedAt="a">Made</ix:nonNumeric>'
        '<ix:continuation id="a" continuedAt="b"> &amp;</ix:continuation>'
        '<ix:continuation id="b" continuedAt="a"> Sons</ix:continuation>'
    )
    told = xbrl.read_inline(document(balance(*OWED), cover=name)).name
    assert told is not None
    assert told.startswith("Made & Sons")


def test_a_continuation_that_is_not_there_ends_the_text() -> None:
    name = '<ix:nonNumeric name="dei:EntityRegistrantName" contextRef="ytd" continuedAt="gone">Made</ix:nonNumeric>'
    assert xbrl.read_inline(document(cover=name)).name == "Made"


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("end", "June 31, 2024", "period_end"),
        ("end", "soon", "period_end"),
        ("year", "20X4", "fiscal_year"),
        ("period", "Q5", "fiscal_period"),
        ("cik", "0", "cik"),
        ("cik", "12345678901", "cik"),
        ("cik", "CIK", "cik"),
    ],
)
def test_a_wrong_cover_page_tells_nothing_wrong(name: str, value: str, field: str) -> None:
    one = xbrl.read_inline(document(balance(*OWED), cover=cover(**{name: value})))
    told = getattr(one, field)
    # The end of the period stands in the context too.
    assert told is None or (field == "period_end" and str(told) == "2024-06-30")
    assert figures(one)["total_debt"].value == 400_000_000


INSTANCE = (
    '<?xml version="1.0"?>{top}<xbrl xmlns="http://www.xbrl.org/2003/instance" '
    'xmlns:us-gaap="http://fasb.org/us-gaap/2012-01-31" xmlns:dei="http://xbrl.sec.gov/dei/2012-01-31" '
    'xmlns:iso4217="http://www.xbrl.org/2003/iso4217" xmlns:xbrli="http://www.xbrl.org/2003/instance" '
    'xmlns:xbrldi="http://xbrl.org/2006/xbrldi">{body}</xbrl>'
)


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>Not Found</body></html>",
        b"<xbrl><unclosed></xbrl>",
        b"<ownershipDocument/>",
        b"not XML at all",
        INSTANCE.format(top='<!DOCTYPE xbrl [<!ENTITY a "aaaa">]>', body="&a;").encode(),
        INSTANCE.format(
            top="<!DOCTYPE xbrl [<!ENTITY a 'x'>"
            + "".join(f"<!ENTITY b{n} '{'&a;' * 50}'>" for n in range(20))
            + "]>",
            body="&b1;",
        ).encode(),
        INSTANCE.format(top="", body="<a>" * 10_000).encode(),
        INSTANCE.format(top="", body="")[:200].encode(),
    ],
)
def test_what_is_no_instance_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable) as wrong:
        xbrl.read_instance(body)
    assert str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_an_instance_with_wrong_facts_tells_the_rest() -> None:
    contexts = "".join(context(name, *period) for name, period in CONTEXTS.items())
    body = INSTANCE.format(
        top="",
        body=contexts
        + unit("usd", "iso4217:USD")
        + '<us-gaap:Assets contextRef="now" unitRef="usd" decimals="-6">1000</us-gaap:Assets>'
        '<us-gaap:Liabilities contextRef="nowhere" unitRef="usd" decimals="-6">600</us-gaap:Liabilities>'
        '<us-gaap:StockholdersEquity contextRef="now" unitRef="gone" decimals="-6">400</us-gaap:StockholdersEquity>'
        '<us-gaap:InventoryNet contextRef="now" unitRef="usd" decimals="many">1,5</us-gaap:InventoryNet>',
    )
    one = xbrl.read_instance(body.encode())
    assert one.unplaced == {"us-gaap:Liabilities", "us-gaap:StockholdersEquity"}
    told = figures(one)
    assert told["assets"].value == 1000
    assert {told[name].quality for name in ("liabilities", "equity", "inventory", "total_debt")} == {
        Quality.ABSENT
    }


@given(
    st.text(max_size=30),
    st.sampled_from(["ixt:num-dot-decimal", "ixt-sec:numwordsen", "ixt:fixed-zero", None, "x"]),
)
@settings(max_examples=200, deadline=None)
def test_any_text_is_a_number_or_none(text: str, form: str | None) -> None:
    value = transforms.number(text, form=form, scale="3", sign=None)
    assert value is None or value >= 0


def test_a_filer_may_not_call_his_own_names_the_taxonomy() -> None:
    spoofed = {**NAMESPACES, "us-gaap": "http://made.example/us-gaap"}
    one = xbrl.read_inline(document(balance(*OWED), namespaces=spoofed))
    assert not any(fact.concept.startswith("us-gaap:") for fact in one.facts)
    assert figures(one)["total_debt"].quality is Quality.ABSENT


def test_the_same_figure_told_with_two_values_is_not_vouched_for() -> None:
    note = f"<p>{number('us-gaap:CashAndCashEquivalentsAtCarryingValue', '170')}</p>"
    assert figures(report(balance(*OWED), note))["cash"].quality is Quality.LOW
    rounded = (
        f"<p>{number('us-gaap:CashAndCashEquivalentsAtCarryingValue', '0.2', scale='9', decimals='-8')}</p>"
    )
    assert figures(report(balance(*OWED), rounded))["cash"].quality is Quality.OK


def test_a_flow_of_another_period_is_not_taken() -> None:
    rows = (
        *CASH_FLOW[:1],
        flow("us-gaap:NetCashProvidedByUsedInOperatingActivities", "Net cash", ytd_ago="140"),
        *CASH_FLOW[2:],
    )
    assert (
        figures(report(balance(*OWED), table(*INCOME), table(*rows)))["operating_cash_flow_ytd"].quality
        is Quality.ABSENT
    )
