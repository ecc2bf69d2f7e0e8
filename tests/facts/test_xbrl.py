"""Inline XBRL and plain instances: what each fact is, of when, and where it is printed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.facts.reports import (
    NAMESPACES,
    balance,
    context,
    document,
    line,
    number,
    read,
    report,
    row,
    table,
    unit,
)
from tests.samples import samples
from tocsin.facts.reports import transforms, xbrl
from tocsin.facts.reports.xbrl import INFINITE, XbrlFact


def only(body: bytes) -> XbrlFact:
    (fact,) = read(body).facts
    return fact


@pytest.mark.parametrize(
    ("text", "form", "scale", "sign", "value"),
    [
        ("1,234", "ixt:num-dot-decimal", "6", None, "1234000000"),
        ("1,234", "ixt:numdotdecimal", "3", "-", "-1234000"),
        ("1.234,5", "ixt:num-comma-decimal", "6", None, "1234500000"),
        ("1 234,5", "ixt:num-comma-decimal", "3", None, "1234500"),
        ("1\u00a0234.5", "ixt:num-dot-decimal", "0", None, "1234.5"),
        ("1'234.50", "ixt:num-dot-decimal-apos", None, None, "1234.50"),
        ("12,34,567", "ixt:num-dot-decimal-in", "0", None, "1234567"),
        ("0.1", "ixt:num-dot-decimal", "6", None, "100000"),
        ("20.0", "ixt:num-dot-decimal", "6", None, "20000000"),
        ("1" * 22, "ixt:num-dot-decimal", "6", "-", f"-{'1' * 22}000000"),
        (f"{'1' * 21}.5", "ixt:num-dot-decimal", "6", None, f"{'1' * 21}500000"),
        (".5", "ixt:num-dot-decimal", "-2", None, "0.005"),
        ("\N{EM DASH}", "ixt:fixed-zero", "6", None, "0"),
        ("-", "ixt:zerodash", "6", None, "0"),
        ("0", None, "6", "-", "0"),
        ("1234.5", None, None, None, "1234.5"),
        ("no", "ixt-sec:numwordsen", "0", None, "0"),
        ("Twenty-five", "ixt-sec:numwordsen", "0", None, "25"),
        ("one hundred and five thousand", "ixt-sec:numwordsen", "0", None, "105000"),
        ("two", "ixt-sec:numwordsen", "9", None, "2000000000"),
    ],
)
def test_a_number_is_what_its_format_scale_and_sign_make_of_it(
    text: str, form: str | None, scale: str | None, sign: str | None, value: str
) -> None:
    number = transforms.number(text, form=form, scale=scale, sign=sign)
    assert number == Decimal(value)
    # As a reader would write it: never 1.234E+9.
    assert "E" not in str(number)


@pytest.mark.parametrize("text", ["1" * 23, f"{'1' * 23}.5", f"1.{'5' * 28}", "0" * 41])
def test_more_digits_than_an_amount_has_are_no_number(text: str) -> None:
    assert transforms.number(text, form="ixt:num-dot-decimal", scale="6", sign=None) is None


@given(
    digits=st.integers(0, 10**42).map("{:,}".format),
    form=st.sampled_from(["ixt:num-dot-decimal", "ixt:num-comma-decimal", "ixt:num-space-dot", None]),
    scale=st.sampled_from([None, "0", "3", "6", "-2"]),
    sign=st.sampled_from([None, "-", "+"]),
)
def test_a_whole_number_is_read_as_any_other(
    digits: str, form: str | None, scale: str | None, sign: str | None
) -> None:
    text = digits.replace(",", {"ixt:num-dot-decimal": ",", "ixt:num-comma-decimal": "."}.get(form or "", ""))
    as_any = transforms.number(f" {text} ", form=form, scale=scale, sign=sign)
    assert str(transforms.number(text, form=form, scale=scale, sign=sign)) == str(as_any)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("June 30, 2024", "2024-06-30"),
        ("June\u00a030,\n 2024", "2024-06-30"),
        ("Sept. 28, 2024", "2024-09-28"),
        ("30 June 2024", "2024-06-30"),
        ("2024-06-30", "2024-06-30"),
        ("6/30/2024", "2024-06-30"),
        ("February 30, 2024", None),
        ("Junuary 1, 2024", "2024-06-01"),
        ("Smarch 1, 2024", None),
        ("13/13/2024", None),
        ("", None),
    ],
)
def test_a_date_of_the_cover_page(text: str, day: str | None) -> None:
    assert transforms.day(text) == (dt.date.fromisoformat(day) if day else None)


def test_a_fact_has_its_row_its_table_and_its_caption() -> None:
    body = report(table(row("Nothing")), table(row("Total assets", number("us-gaap:Assets", "5"))), balance())
    first, *_, last = read(body).facts
    assert first.place is not None
    assert last.place is not None
    assert (first.place.table, first.place.row, first.place.caption) == (1, 1, "Total assets")
    assert last.place.table == 2
    assert last.place.row > first.place.row


def test_a_fact_in_a_table_within_a_row_is_of_that_row() -> None:
    one, debt = number("us-gaap:Assets", "5"), number("us-gaap:DebtCurrent", "6")
    within = only(document(f"<table><tr><td>Debt</td><td><table>{one}</table></td></tr></table>")).place
    assert within is not None
    assert (within.table, within.row, within.caption) == (1, 1, "Debt")
    beside = read(document(f"<tr><td><table>{one}</table></td></tr>", table(row("Debt", debt)))).facts
    assert [fact.place and (fact.place.table, fact.place.row) for fact in beside] == [None, (1, 2)]


def test_a_fact_in_a_sentence_or_hidden_has_no_place() -> None:
    body = document(
        f"<p>We owe {number('us-gaap:DebtCurrent', '5')}.</p>", hidden=number("us-gaap:Assets", "7")
    )
    assert [fact.place for fact in read(body).facts] == [None, None]


def test_a_number_within_a_number_are_two_facts() -> None:
    inner = number("us-gaap:LongTermDebt", "70", "year_end")
    body = document(table(row("Debt", number("us-gaap:LongTermDebtNoncurrent", inner))))
    assert [(fact.concept, fact.value) for fact in read(body).facts] == [
        ("us-gaap:LongTermDebtNoncurrent", 70_000_000),
        ("us-gaap:LongTermDebt", 70_000_000),
    ]


def test_markup_within_a_number_is_no_part_of_it() -> None:
    assert only(document(number("us-gaap:Assets", "1,<b>234</b>"))).value == 1_234_000_000


def test_numbers_deep_within_a_number_keep_their_own_ends() -> None:
    inner = number("us-gaap:LongTermDebt", "7", "year_end")
    between = number("us-gaap:NotesPayable", f"<i>{inner}</i>", "year_end")
    outer = number("us-gaap:LongTermDebtNoncurrent", between)
    told = read(document(outer, number("us-gaap:Assets", "9"))).facts
    assert [(fact.concept[8:], fact.value) for fact in told] == [
        ("LongTermDebtNoncurrent", 7_000_000),
        ("NotesPayable", 7_000_000),
        ("LongTermDebt", 7_000_000),
        ("Assets", 9_000_000),
    ]


@pytest.mark.parametrize("unread", ["<!-- {} -->", "<!-- > {} <p> -->", "<![CDATA[{}]]>"])
def test_what_is_no_markup_holds_no_facts(unread: str) -> None:
    body = document(unread.format(number("us-gaap:Assets", "1")), number("us-gaap:Liabilities", "2"))
    assert only(body).concept == "us-gaap:Liabilities"


def test_a_comment_within_a_number_is_no_part_of_it() -> None:
    assert only(document(number("us-gaap:Assets", "1,<!-- <b>5</b> -->234"))).value == 1_234_000_000


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ('scale="6"', "scale = '6'"),
        ('scale="6"', 'scale\n=\n"6"'),
        ('scale="6"', 'scale="6" title="a &gt; b"'),
        ('scale="6"', 'scale="6" title="a > b"'),
        ('contextRef="now"', 'contextRef="n&#111;w"'),
        ("</ix:nonFraction>", "</ix:nonFraction  >"),
        ("ix:nonFraction", "x-1:nonFraction"),
    ],
)
def test_however_a_number_is_written_it_is_the_same(written: str, otherwise: str) -> None:
    namespaces = {**NAMESPACES, "x-1": NAMESPACES["ix"]}
    body = document(number("us-gaap:Assets", "5"), namespaces=namespaces).decode()
    assert written in body
    fact = only(body.replace(written, otherwise).encode())
    assert (fact.concept, fact.value) == ("us-gaap:Assets", 5_000_000)


def test_another_namespace_has_no_facts() -> None:
    namespaces = {**NAMESPACES, "y": "http://made.example/other"}
    body = document(number("us-gaap:Assets", "5"), number("us-gaap:Liabilities", "5"), namespaces=namespaces)
    other = body.replace(b'ix:nonFraction name="us-gaap:Assets', b'y:nonFraction name="us-gaap:Assets')
    assert only(other).concept == "us-gaap:Liabilities"


def test_a_prefix_bound_to_two_taxonomies_is_that_of_none() -> None:
    apart = {prefix: uri for prefix, uri in NAMESPACES.items() if prefix != "us-gaap"}
    wrap = '<div xmlns:us-gaap="{}">{}</div>'
    one = wrap.format(NAMESPACES["us-gaap"], number("us-gaap:Assets", "5"))
    two = wrap.format("http://made.example/us-gaap", number("us-gaap:Liabilities", "5"))
    assert only(document(one, namespaces=apart)).concept == "us-gaap:Assets"
    told = {fact.concept for fact in read(document(one, two, namespaces=apart)).facts}
    assert told == {"us-gaap-of-the-filer:Assets", "us-gaap-of-the-filer:Liabilities"}


def test_rows_within_rows_have_their_own_places() -> None:
    inner = table(row("Inner", number("us-gaap:Assets", "1")))
    outer = f"<tr><td>Outer</td><td>{inner}</td><td>{number('us-gaap:Liabilities', '2')}</td></tr>"
    told = read(document(table(outer, row("Last", number("us-gaap:DebtCurrent", "3"))))).facts
    places = [fact.place for fact in told if fact.place is not None]
    assert [(place.caption, place.table) for place in places] == [("Inner", 1), ("Outer", 2), ("Last", 2)]


def test_nil_is_neither_a_number_nor_unreadable() -> None:
    fact = only(document(number("us-gaap:Assets", "", nil=True, form=None)))
    assert (fact.value, fact.nil) == (None, True)


@pytest.mark.parametrize(
    ("prefix", "uri", "concept"),
    [
        ("us-gaap", "http://fasb.org/us-gaap/2019-01-31", "us-gaap:Assets"),
        ("gaap", "http://fasb.org/us-gaap/2025", "us-gaap:Assets"),
        ("usfr", "http://xbrl.us/us-gaap/2009-01-31", "us-gaap:Assets"),
        ("i", "http://xbrl.ifrs.org/taxonomy/2023-03-23/ifrs-full", "ifrs-full:Assets"),
        ("made", "http://made.example/2024", "made:Assets"),
        ("us-gaap", "http://made.example/2024", "us-gaap-of-the-filer:Assets"),
    ],
)
def test_a_concept_is_known_by_its_namespace(prefix: str, uri: str, concept: str) -> None:
    body = document(number(f"{prefix}:Assets", "5"), namespaces={**NAMESPACES, prefix: uri})
    assert only(body).concept == concept


def test_dimensions_of_segment_and_scenario_explicit_and_typed() -> None:
    typed = (
        '<xbrli:context id="typed"><xbrli:entity><xbrli:identifier scheme="x">1</xbrli:identifier><xbrli:segment>'
        '<xbrldi:typedMember dimension="made:LoanAxis"><made:loan>Bank 7</made:loan></xbrldi:typedMember>'
        "</xbrli:segment></xbrli:entity><xbrli:period><xbrli:instant>2024-06-30</xbrli:instant></xbrli:period>"
        "</xbrli:context>"
    )
    resources = (
        context("part", None, "2024-06-30", {"made:A": "made:One", "made:B": "made:Two"})
        + context("other", None, "2024-06-30", {"made:A": "made:One"}, within="scenario")
        + typed
    )
    told = [number("us-gaap:Assets", "1", name) for name in ("part", "other", "typed")]
    facts = read(document(*told, more_resources=resources)).facts
    assert [fact.dimensions for fact in facts] == [
        (("made:A", "made:One"), ("made:B", "made:Two")),
        (("made:A", "made:One"),),
        (("made:LoanAxis", "Bank 7"),),
    ]


def test_units_and_decimals() -> None:
    told = [
        number("us-gaap:EarningsPerShareBasic", "1.25", "quarter", unit="per", scale="0", decimals="2"),
        number("us-gaap:SharesOutstanding", "5", unit="shares", decimals="INF"),
        number("us-gaap:Assets", "5", unit="euro", decimals=None),
    ]
    facts = read(document(*told, more_resources=unit("euro", "iso4217:EUR"))).facts
    assert [(fact.unit, fact.decimals) for fact in facts] == [
        ("USD/shares", 2),
        ("shares", INFINITE),
        ("EUR", None),
    ]


def test_midnight_ends_the_day_before() -> None:
    body = document(
        number("us-gaap:Assets", "5", "midnight"),
        more_resources=context("midnight", None, "2024-07-01T00:00:00"),
    )
    assert only(body).end == dt.date(2024, 6, 30)


def test_the_first_inline_namespace_is_read_as_well() -> None:
    old = {**NAMESPACES, "ix": "http://www.xbrl.org/2008/inlineXBRL"}
    assert only(document(number("us-gaap:Assets", "5"), namespaces=old)).value == 5_000_000


def test_the_cover_page_of_several_registrants_is_that_of_the_whole() -> None:
    part = context("sub", "2024-01-01", "2024-06-30", {"dei:LegalEntityAxis": "made:SubMember"})
    names = (
        '<ix:nonNumeric name="dei:EntityCentralIndexKey" contextRef="sub">0000350009</ix:nonNumeric>'
        '<ix:nonNumeric name="dei:EntityCentralIndexKey" contextRef="ytd">350001</ix:nonNumeric>'
        '<ix:nonNumeric name="dei:TradingSymbol" contextRef="sub">MADE-A</ix:nonNumeric>'
    )
    one = read(document(cover=names, more_resources=part))
    assert (one.cik, one.symbol) == ("0000350001", "MADE-A")


def test_a_name_goes_on_in_its_continuation_without_what_is_excluded() -> None:
    name = (
        '<ix:nonNumeric name="dei:EntityRegistrantName" contextRef="ytd" continuedAt="more">Made '
        '<ix:exclude>Page 1</ix:exclude></ix:nonNumeric><p/><ix:continuation id="more">&amp; Sons</ix:continuation>'
    )
    assert read(document(cover=name)).name == "Made & Sons"


def test_the_extracted_instance_says_the_same_as_the_plain_one() -> None:
    body = (
        '<xbrli:xbrl xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:u="http://fasb.org/us-gaap/2019-01-31" '
        'xmlns:iso4217="http://www.xbrl.org/2003/iso4217" xmlns:d="http://xbrl.sec.gov/dei/2019-01-31">'
        + context("now", None, "2024-06-30")
        + context("ytd", "2024-01-01", "2024-06-30")
        + unit("usd", "iso4217:USD")
        + '<d:DocumentType contextRef="ytd">10-Q</d:DocumentType>'
        '<u:Assets contextRef="now" unitRef="usd" decimals="-3" id="f1">1000</u:Assets>'
        '<u:NetIncomeLoss contextRef="ytd" unitRef="usd" decimals="0">-1.5E3</u:NetIncomeLoss></xbrli:xbrl>'
    )
    one = xbrl.read_instance(body.encode())
    assert [(fact.concept, fact.value, fact.start, fact.place) for fact in one.facts] == [
        ("us-gaap:Assets", 1000, None, None),
        ("us-gaap:NetIncomeLoss", -1500, dt.date(2024, 1, 1), None),
    ]
    assert (one.document_type, one.start) == ("10-Q", dt.date(2024, 1, 1))


@pytest.mark.parametrize("pattern", ["AAPL-0000320193250*", "AEON-*", "ORCL-*"])
def test_every_number_of_a_recorded_report_is_read(pattern: str) -> None:
    (path,) = samples("10-Q", pattern)
    one = read(path.read_bytes())
    assert len(one.facts) > 500
    assert not one.unplaced
    assert [fact for fact in one.facts if fact.value is None and not fact.nil] == []
    assert one.cik is not None
    assert one.fiscal_year is not None
    assert one.amendment is False


def test_lines_of_a_row_share_it() -> None:
    one = read(report(balance(line("us-gaap:DebtCurrent", "5", "Debt", before="4"))))
    debt = [fact for fact in one.facts if fact.concept == "us-gaap:DebtCurrent"]
    assert {fact.place for fact in debt} == {debt[0].place}
    assert [str(fact.end) for fact in debt] == ["2024-06-30", "2023-12-31"]
