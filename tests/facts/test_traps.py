"""What real forms do that a reader would not expect, one test each."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.facts.made import (
    ISSUER,
    document,
    form,
    holding,
    owner,
    rows_of,
    sale_of,
    submission,
    transaction,
)
from tocsin import facts
from tocsin.model import EXACT, FilingFact, InsiderHolding, InsiderSale, InsiderTransaction, Known, Note


def filing_of(xml: str) -> FilingFact:
    return facts.read(xml.encode()).filing


def test_facts_come_in_document_order_with_the_filing_first_and_the_total_last() -> None:
    xml = form(
        transaction(code="M", acquired_disposed="A"),
        holding(),
        transaction(),
        derivatives=transaction(code="M", derivative=True),
    )
    kinds = [type(fact) for fact in facts.read(xml.encode()).facts]
    assert kinds == [
        FilingFact,
        InsiderTransaction,
        InsiderHolding,
        InsiderTransaction,
        InsiderTransaction,
        InsiderSale,
    ]


def test_rows_are_numbered_in_their_own_table() -> None:
    rows = rows_of(form(transaction(), transaction(), derivatives=transaction(derivative=True)))
    assert [(row.row, row.derivative) for row in rows] == [(1, False), (2, False), (1, True)]


def test_several_owners_sold_the_same_shares_once() -> None:
    sale = sale_of(form(transaction(), owners=owner() + owner("350003", "Reyes Family Trust", "")))
    assert sale is not None
    assert sale.shares == 100
    assert [each.cik for each in sale.owners] == ["0000350002", "0000350003"]


def test_rows_that_look_alike_are_all_counted() -> None:
    sale = sale_of(form(*[transaction()] * 30))
    assert sale is not None
    assert (sale.rows, sale.shares, sale.value) == (30, 3000, 30_000)


def test_the_price_of_a_sale_is_weighted_by_shares_and_rounded_half_to_even() -> None:
    sale = sale_of(form(transaction(shares="1", price="10.0001"), transaction(shares="1", price="10.0002")))
    assert sale is not None
    assert (sale.price, sale.value) == (Decimal("10.0002"), Decimal("20.0003"))
    sale = sale_of(form(transaction(shares="3", price="1"), transaction(shares="1", price="2")))
    assert sale is not None
    assert str(sale.price) == "1.2500"


def test_sums_are_exact_at_forty_digits() -> None:
    huge, tiny = "9" * 36 + ".0001", "0." + "0" * 38 + "1"
    sale = sale_of(form(transaction(shares=huge, price=huge), transaction(shares=tiny, price=tiny)))
    assert sale is not None
    assert sale.shares is not None and sale.value is not None
    assert str(sale.shares) == "9" * 36 + ".0001" + "0" * 34 + "1"
    assert Fraction(sale.value) == Fraction(huge) ** 2 + Fraction(tiny) ** 2
    assert sale.price is not None
    assert sale.price == Decimal(round(Fraction(sale.value) / Fraction(sale.shares) * 10_000)).scaleb(
        -4, EXACT
    )


def test_shares_may_be_fractional() -> None:
    (row,) = rows_of(form(transaction(shares="12.3456", owned_after=".5")))
    assert (str(row.shares), row.owned_after) == ("12.3456", Decimal("0.5"))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("100", "100"),
        ("100.00", "100.00"),
        ("007", "7"),
        ("5.", "5"),
        ("+5", "5"),
        (" 5\n", "5"),
        ("-0", "0"),
    ],
)
def test_figures_keep_their_places(written: str, read: str) -> None:
    (row,) = rows_of(form(transaction(shares=written)))
    assert str(row.shares) == read


def test_a_price_that_only_a_footnote_tells_is_unknown_and_so_is_the_value() -> None:
    xml = form(
        transaction(price=None, notes={"transactionPricePerShare": "F1"}),
        transaction(),
        footnotes={"F1": "Weighted average, $9 to $11."},
    )
    row = rows_of(xml)[0]
    sale = sale_of(xml)
    assert row.price is None and row.notes == (Note("price", "F1"),)
    assert sale is not None and (sale.shares, sale.price, sale.value) == (200, None, None)


def test_a_price_of_zero_is_zero_as_reported_and_keeps_its_footnote() -> None:
    xml = form(
        transaction(price="0", notes={"transactionPricePerShare": "F1"}), footnotes={"F1": "None paid."}
    )
    (row,) = rows_of(xml)
    sale = sale_of(xml)
    assert row.price == 0 and row.price is not None
    assert row.notes == (Note("price", "F1"),)
    assert sale is not None and sale.value == 0


@pytest.mark.parametrize("empty", ["<value/>", "<value>  </value>", ""])
def test_an_empty_value_states_nothing(empty: str) -> None:
    xml = form(transaction(price="12345")).replace("<value>12345</value>", empty)
    assert rows_of(xml)[0].price is None


def test_shares_that_nobody_states_are_unknown() -> None:
    xml = form(transaction(shares=None), transaction())
    sale = sale_of(xml)
    assert rows_of(xml)[0].shares is None
    assert sale is not None and (sale.shares, sale.price, sale.value, sale.rows) == (None, None, None, 2)


@pytest.mark.parametrize("code", ["F", "G", "D", "J", "M", "P", "A"])
def test_what_is_not_coded_as_a_sale_is_none(code: str) -> None:
    assert sale_of(form(transaction(code=code))) is None


def test_a_sale_that_acquires_and_a_sale_of_options_are_no_sales_of_stock() -> None:
    assert sale_of(form(transaction(acquired_disposed="A"))) is None
    xml = form(derivatives=transaction(derivative=True))
    (row,) = rows_of(xml)
    assert row.derivative and not row.is_sale
    assert sale_of(xml) is None


def test_a_derivative_row_tells_its_terms() -> None:
    (row,) = rows_of(form(derivatives=transaction(code="M", derivative=True)))
    assert (row.underlying, row.underlying_shares) == ("Common Stock", 100)
    assert (row.exercise_price, row.expires) == (5, dt.date(2030, 1, 1))


def test_an_option_that_states_a_value_instead_of_shares_has_no_shares() -> None:
    row = transaction(code="J", derivative=True, shares=None).replace(
        "<transactionAmounts>",
        "<transactionAmounts><transactionTotalValue><value>1</value></transactionTotalValue>",
    )
    assert rows_of(form(derivatives=row))[0].shares is None


def test_what_is_owned_after_in_dollars_is_no_number_of_shares() -> None:
    xml = form(transaction()).replace("sharesOwnedFollowing", "valueOwnedFollowing")
    assert rows_of(xml)[0].owned_after is None


def test_two_classes_are_never_added_up_but_their_dollars_are() -> None:
    sale = sale_of(form(transaction(security="Class A"), transaction(security="ADS", price="20")))
    assert sale is not None
    assert (sale.shares, sale.price, sale.value) == (None, None, 3000)
    assert [(each.security, each.shares, each.value) for each in sale.classes] == [
        ("Class A", 100, 1000),
        ("ADS", 100, 2000),
    ]


@pytest.mark.parametrize(
    "spelling",
    [
        "common stock",
        "Common  Stock",
        "Common Stock, par value $.01",
        "Common Stock, no par value",
        "Common Stock (par value $1)",
    ],
)
def test_two_spellings_of_one_class_are_added_up(spelling: str) -> None:
    sale = sale_of(form(transaction(), transaction(security=spelling)))
    assert sale is not None and sale.shares == 200


@pytest.mark.parametrize(
    ("box", "answer"),
    [
        ("", Known.UNKNOWN),
        ("<aff10b5One/>", Known.UNKNOWN),
        ("<aff10b5One>1</aff10b5One>", Known.YES),
        ("<aff10b5One>true</aff10b5One>", Known.YES),
        ("<aff10b5One>0</aff10b5One>", Known.NO),
        ("<aff10b5One> false </aff10b5One>", Known.NO),
        ("<aff10b5One><value>1</value></aff10b5One>", Known.YES),
    ],
)
def test_the_plan_box_says_yes_no_or_nothing(box: str, answer: Known) -> None:
    xml = form(transaction(), more=box, footnotes={"F1": "Sold under a Rule 10b5-1 trading plan."})
    sale = sale_of(xml)
    assert [row.plan_10b5_1 for row in rows_of(xml)] == [answer]
    assert sale is not None and sale.plan_10b5_1 is answer


@pytest.mark.parametrize(
    ("boxes", "roles"),
    [
        ("", (False, False, False)),
        ("<isDirector>1</isDirector><isOfficer>0</isOfficer>", (True, False, False)),
        ("<isDirector>true</isDirector><isTenPercentOwner>TRUE</isTenPercentOwner>", (True, False, True)),
        ("<isDirector/><isOfficer>1</isOfficer><isOther>1</isOther>", (False, True, False)),
    ],
)
def test_a_box_that_is_not_there_is_not_ticked(boxes: str, roles: tuple[bool, bool, bool]) -> None:
    (each,) = filing_of(form(owners=owner(boxes=boxes))).owners
    assert (each.director, each.officer, each.ten_percent_owner) == roles


def test_a_title_is_kept_as_given() -> None:
    (each,) = filing_of(form(owners=owner(boxes="<officerTitle>  See\n Remarks </officerTitle>"))).owners
    assert each.title == "See Remarks" and not each.officer


@pytest.mark.parametrize("zone", ["", "-05:00", "+00:00", "Z"])
def test_dates_may_carry_a_zone(zone: str) -> None:
    (row,) = rows_of(form(transaction(date=f"2024-07-19{zone}")))
    assert row.date == dt.date(2024, 7, 19)


@pytest.mark.parametrize("symbol", ["NONE", "WSO; WSOB", "none", "N/A"])
def test_symbols_are_kept_as_given(symbol: str) -> None:
    assert filing_of(form(issuer=ISSUER.replace("MADE", symbol))).issuer.symbol == symbol


@pytest.mark.parametrize(
    "symbol", ["<issuerTradingSymbol/>", "<issuerTradingSymbol> </issuerTradingSymbol>", ""]
)
def test_no_symbol_is_none(symbol: str) -> None:
    xml = form(issuer=ISSUER.replace("<issuerTradingSymbol>MADE</issuerTradingSymbol>", symbol))
    assert filing_of(xml).issuer.symbol is None


def test_ciks_have_ten_digits() -> None:
    filing = filing_of(form(issuer=ISSUER.replace("0000350001", " 350001 "), owners=owner("2")))
    assert (filing.issuer.cik, filing.owners[0].cik) == ("0000350001", "0000000002")


def test_names_are_unescaped() -> None:
    assert filing_of(form()).issuer.name == "Made & Sons"


def test_an_amendment_of_holdings_alone_sells_nothing() -> None:
    more = "<dateOfOriginalSubmission>2024-03-11-05:00</dateOfOriginalSubmission>"
    reading = facts.read(form(holding(), form="4/A", more=more).encode())
    assert (reading.filing.form, reading.filing.amends) == ("4/A", dt.date(2024, 3, 11))
    assert reading.transactions == ()
    assert [(each.owned, each.ownership, each.nature) for each in reading.holdings] == [
        (5000, "I", "By Trust")
    ]
    assert not any(isinstance(fact, InsiderSale) for fact in reading.facts)


def test_a_form_3_without_securities_says_who_and_nothing_else() -> None:
    reading = facts.read(form(form="3", more="<noSecuritiesOwned>1</noSecuritiesOwned>").encode())
    assert reading.facts == (reading.filing,)


def test_footnotes_lose_their_markup_and_keep_their_words_apart() -> None:
    told = {"F1": "Sold by <b>A</b>B.<br/>Then<p>again</p>\n  twice &amp; more<!-- not this -->", "F2": ""}
    assert filing_of(form(footnotes=told)).footnotes == (
        ("F1", "Sold by AB. Then again twice & more"),
        ("F2", ""),
    )


def test_a_footnote_hangs_on_the_figure_it_is_put_on() -> None:
    notes = {
        "securityTitle": "F1",
        "transactionDate": "F2",
        "transactionCoding": "F3 F4",
        "transactionShares": "F5",
        "transactionAcquiredDisposedCode": "F6",
        "sharesOwnedFollowingTransaction": "F7",
        "directOrIndirectOwnership": "F8",
        "natureOfOwnership": "F9",
    }
    (row,) = rows_of(form(transaction(notes=notes, more='<footnoteId id="F10"/><footnoteId id="F11"/>')))
    assert [(note.on, note.id) for note in row.notes] == [
        ("security", "F1"),
        ("date", "F2"),
        ("code", "F3"),
        ("code", "F4"),
        ("shares", "F5"),
        ("acquired_disposed", "F6"),
        ("owned_after", "F7"),
        ("ownership", "F8"),
        ("nature", "F9"),
        ("row", "F10"),
        ("row", "F11"),
    ]


def test_unknown_elements_are_passed_over() -> None:
    xml = form(
        transaction(more="<somethingNew><value>1</value></somethingNew>"), more="<issuedBy><a/></issuedBy>"
    )
    assert len(rows_of(xml)) == 1


def test_comments_inside_a_figure_do_not_cut_it() -> None:
    (row,) = rows_of(form(transaction(shares="1<!-- thousand -->00<?why not?>0")))
    assert row.shares == 1000


def test_a_comment_may_stand_before_the_root() -> None:
    assert filing_of(form(top='<?xml version="1.0"?>\n<!--\n <SEC-DOCUMENT>\n-->\n')).form == "4"


def test_a_namespace_changes_nothing() -> None:
    xml = form(transaction()).replace("<ownershipDocument>", '<ownershipDocument xmlns="urn:made">')
    assert rows_of(xml)[0].shares == 100


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        (None, "utf-8"),
        (None, "utf-8-sig"),
        (None, "cp1252"),
        ("UTF-8", "utf-8"),
        ("UTF-8", "cp1252"),
        ("ISO-8859-1", "cp1252"),
        ("iso-8859-1", "latin-1"),
        ("windows-1252", "cp1252"),
        ("US-ASCII", "utf-8"),
        ("UTF-16", "utf-16"),
    ],
)
def test_encodings(declared: str | None, encoding: str) -> None:
    name = "Société Étoile" if encoding == "latin-1" else "Société \u201cÉtoile\u201d"
    top = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    xml = form(top=top, issuer=ISSUER.replace("Made &amp; Sons", name))
    assert facts.read(b"\n " * (encoding == "cp1252") + xml.encode(encoding)).filing.issuer.name == name


def test_the_primary_document_is_the_one_whose_type_is_the_form() -> None:
    power, right = form(transaction(shares="1")), form(transaction(shares="2"))
    body = submission(document(power, "EX-24"), document(right), document(form(transaction(shares="3"))))
    assert facts.read(body).transactions[0].shares == 2


def test_the_header_tells_accession_form_and_acceptance() -> None:
    filing = facts.read(submission(document(form(form="4/A"), "4/A"), form="4/A")).filing
    assert (filing.accession, filing.form) == ("0000350001-24-000007", "4/A")
    assert filing.accepted == dt.datetime(2024, 5, 7, 21, 1, 2, tzinfo=dt.UTC)


def test_acceptance_in_winter_is_five_hours_behind() -> None:
    filing = facts.read(submission(document(form()), accepted="20240110160512")).filing
    assert filing.accepted == dt.datetime(2024, 1, 10, 21, 5, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize("asked", ["0000350001-24-000007", "000035000124000007", " 0000350001-24-000007 "])
def test_the_accession_asked_for_is_the_one_that_came(asked: str) -> None:
    assert (
        facts.read(submission(document(form())), accession=asked).filing.accession == "0000350001-24-000007"
    )


def test_a_bare_document_takes_over_the_accession_asked_for() -> None:
    assert facts.read(form().encode()).filing.accession is None
    filing = facts.read(form().encode(), accession="000035000124000007").filing
    assert (filing.accession, filing.accepted) == ("0000350001-24-000007", None)
