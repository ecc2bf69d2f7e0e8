"""Form 144: what is to be sold, by whom and about when; and the forms that nobody can vouch for."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.facts.made import document, submission
from tests.samples import samples
from tocsin import facts
from tocsin.errors import Unreadable
from tocsin.model import Issuer, ProposedSale, Reading

LINE = (
    "<securitiesInformation><securitiesClassTitle>Common Stock</securitiesClassTitle>"
    "<brokerOrMarketmakerDetails><name>Made Securities</name><address/></brokerOrMarketmakerDetails>"
    "<noOfUnitsSold>340000</noOfUnitsSold><aggregateMarketValue>12899600.50</aggregateMarketValue>"
    "<noOfUnitsOutstanding>69418430</noOfUnitsOutstanding><approxSaleDate>05/26/2026</approxSaleDate>"
    "</securitiesInformation>"
)
ISSUER = (
    "<issuerInfo><issuerCik>0000350001</issuerCik><issuerName>Made &amp; Sons</issuerName>"
    "<nameOfPersonForWhoseAccountTheSecuritiesAreToBeSold>Dana Reyes"
    "</nameOfPersonForWhoseAccountTheSecuritiesAreToBeSold>"
    "<relationshipsToIssuer><relationshipToIssuer>Director</relationshipToIssuer>"
    "<relationshipToIssuer>Officer</relationshipToIssuer></relationshipsToIssuer></issuerInfo>"
)
PAST = (
    "<securitiesSoldInPast3Months><securitiesClassTitle>Common Stock</securitiesClassTitle>"
    "<amountOfSecuritiesSold>9000</amountOfSecuritiesSold></securitiesSoldInPast3Months>"
)


def form(
    lines: str = LINE, *, issuer: str = ISSUER, kind: str = "144", more: str = "", plans: tuple[str, ...] = ()
) -> str:
    adopted = "".join(f"<planAdoptionDate>{day}</planAdoptionDate>" for day in plans)
    notice = f"<noticeSignature><planAdoptionDates>{adopted}</planAdoptionDates></noticeSignature>"
    return (
        '<?xml version="1.0"?>\n<edgarSubmission xmlns="http://www.sec.gov/edgar/ownership">'
        f"<headerData><submissionType>{kind}</submissionType></headerData>"
        f"<formData>{issuer}{lines}{PAST}{notice if plans else ''}{more}</formData></edgarSubmission>"
    )


def read(xml: str) -> Reading:
    return facts.read(xml.encode())


def sales(reading: Reading) -> list[ProposedSale]:
    return [fact for fact in reading.facts if isinstance(fact, ProposedSale)]


def test_recorded_forms_with_and_without_a_prefix() -> None:
    told = {}
    for path in samples("form144", "*.xml"):
        (sale,) = sales(facts.read(path.read_bytes()))
        told[sale.issuer.cik] = sale
    palantir, cactus = told["0001321655"], told["0001699136"]
    assert palantir.person == "ALEXANDER KARP"
    assert (palantir.shares, palantir.value) == (Decimal(90000), Decimal("12140100.00"))
    assert palantir.broker == "Morgan Stanley Smith Barney LLC Executive Financial Services"
    assert (palantir.approximate_date, palantir.plan_adopted) == (dt.date(2026, 2, 20), dt.date(2025, 11, 21))
    assert palantir.relationships == ("Director", "Officer")
    assert cactus.issuer == Issuer("0001699136", "Cactus Inc")
    assert (cactus.person, cactus.security) == ("Bender Investment Company", "Common")
    assert (cactus.shares, cactus.value) == (Decimal(100000), Decimal(5500000))
    assert (cactus.approximate_date, cactus.plan_adopted) == (dt.date(2026, 7, 27), dt.date(2026, 3, 11))


def test_a_made_form() -> None:
    reading = read(form(more="<remarks>Sold by a trust</remarks>"))
    assert reading.filing.form == "144"
    assert reading.filing.issuer == Issuer("0000350001", "Made & Sons")
    (sale,) = sales(reading)
    assert sale == ProposedSale(
        accession=None,
        form="144",
        issuer=Issuer("0000350001", "Made & Sons"),
        person="Dana Reyes",
        security="Common Stock",
        shares=Decimal(340000),
        value=Decimal("12899600.50"),
        broker="Made Securities",
        approximate_date=dt.date(2026, 5, 26),
        plan_adopted=None,
        relationships=("Director", "Officer"),
        remarks="Sold by a trust",
    )


def test_what_was_sold_in_the_past_is_no_proposed_sale() -> None:
    assert [sale.shares for sale in sales(read(form()))] == [Decimal(340000)]


def test_each_class_is_a_line_of_its_own() -> None:
    two = LINE + LINE.replace("Common Stock", "Class B").replace("340000", "10")
    assert [(sale.security, sale.shares) for sale in sales(read(form(two)))] == [
        ("Common Stock", Decimal(340000)),
        ("Class B", Decimal(10)),
    ]


def test_of_several_plans_the_latest() -> None:
    (sale,) = sales(read(form(plans=("11/21/2025", "03/11/2026", "01/02/2024"))))
    assert sale.plan_adopted == dt.date(2026, 3, 11)


def test_what_is_optional_may_be_left_out() -> None:
    bare = (
        "<securitiesInformation><securitiesClassTitle>Common</securitiesClassTitle></securitiesInformation>"
    )
    (sale,) = sales(read(form(bare)))
    assert (sale.shares, sale.value, sale.broker, sale.approximate_date) == (None, None, None, None)


def test_a_full_submission_and_an_amendment() -> None:
    reading = facts.read(submission(document(form(kind="144/A"), "144/A"), form="144/A"))
    assert reading.filing.form == "144/A"
    assert reading.filing.accession == "0000350001-24-000007"
    assert reading.filing.accepted == dt.datetime(2024, 5, 7, 21, 1, 2, tzinfo=dt.UTC)
    assert [sale.form for sale in sales(reading)] == ["144/A"]


BAD = {
    "no header": (
        form().replace("<headerData>", "<x>").replace("</headerData>", "</x>"),
        "form: no headerData",
    ),
    "another form": (form(kind="D"), 'submission type "D" is not a Form 144'),
    "no form": (form(kind=" "), "no submission type"),
    "no issuer": (form(issuer=""), "form: no issuerInfo"),
    "two issuers": (form(issuer=ISSUER * 2), "form: issuerInfo stands twice"),
    "no CIK": (form(issuer=ISSUER.replace("0000350001", "")), "issuer: no CIK"),
    "a CIK of letters": (form(issuer=ISSUER.replace("0000350001", "MADE")), 'issuer: "MADE" is not a CIK'),
    "nobody": (
        form(issuer=ISSUER.replace("Dana Reyes", "")),
        "no person for whose account the securities are to be sold",
    ),
    "nothing to sell": (form(""), "no securities to be sold"),
    "no class": (form(LINE.replace("Common Stock", "")), "security 1: no class title"),
    "shares in words": (
        form(LINE + LINE.replace("340000", "many")),
        'security 2: number of units "many" is not a number',
    ),
    "shares below zero": (
        form(LINE.replace("340000", "-1")),
        'security 1: number of units "-1" is below zero',
    ),
    "a value of too many digits": (
        form(LINE.replace("12899600.50", "1" * 41)),
        f'security 1: aggregate market value "{"1" * 40}…" has more than 40 digits',
    ),
    "a date of another kind": (
        form(LINE.replace("05/26/2026", "2026-05-26")),
        'security 1: approximate date of sale "2026-05-26" is not a date',
    ),
    "the thirtieth of February": (
        form(LINE.replace("05/26/2026", "02/30/2026")),
        'security 1: approximate date of sale "02/30/2026" is not a date',
    ),
    "a plan of no day": (form(plans=("soon",)), 'form: plan adoption date "soon" is not a date'),
    "two numbers of units": (
        form(LINE.replace("<noOfUnitsSold>", "<noOfUnitsSold>1</noOfUnitsSold><noOfUnitsSold>", 1)),
        "security 1: noOfUnitsSold stands twice",
    ),
    "broken off": (form()[:-20], "not well-formed XML at line 2"),
}


@pytest.mark.parametrize(("xml", "error"), BAD.values(), ids=BAD.keys())
def test_a_form_that_nobody_can_vouch_for(xml: str, error: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(xml)
    assert str(caught.value) == error


def test_on_paper_it_is_not_read() -> None:
    paper = "<DOCUMENT>\n<TYPE>144\n<SEQUENCE>1\n<TEXT>\nNOTICE OF PROPOSED SALE\n</TEXT>\n</DOCUMENT>\n"
    with pytest.raises(Unreadable, match="stands in plain text, as before April 2023"):
        facts.read(submission(paper, form="144"))


@given(st.integers(0, len(form())), st.text(max_size=8))
@settings(max_examples=150, deadline=None)
def test_damage_is_read_or_refused(at: int, slip: str) -> None:
    xml = form()
    try:
        reading = read(xml[:at] + slip + xml[at + len(slip) :])
    except Unreadable:
        return
    assert reading.filing.form
