"""Structures of statements that no recorded report has, with figures that are known: parts told by member,
statements torn over pages, statements of others in between, successors, translations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

import pytest

from tests.facts.reports import (
    CASH_FLOW,
    CONTEXTS,
    INCOME,
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
    row,
    table,
    unit,
)
from tocsin.facts.reports.debt_words import Kind, kind_of
from tocsin.model import Metric, Quality

MILLION = 1_000_000
MEMBERS = {"one": "made:OneMember", "other": "made:OtherMember"}
PLAIN = {
    "total_debt": 400,
    "short_term_debt": 100,
    "long_term_debt": 300,
    "assets": 1000,
    "liabilities": 600,
    "equity": 400,
    "cash": 150,
    "inventory": 50,
    "accounts_receivable": 200,
    "revenue": 500,
    "cost_of_revenue": 300,
    "gross_profit": 200,
    "operating_income": 90,
    "net_income": 70,
    "operating_cash_flow_ytd": 160,
    "capital_expenditure_ytd": 75,
}
BALANCE, RESULT, CASH = balance(*OWED), table(*INCOME), table(*CASH_FLOW)
TOTAL_EQUITY = line("us-gaap:StockholdersEquity", "400", "Total stockholders' equity")


def by_member(concept: str, member: str, amount: str, caption: str) -> str:
    return row(caption, number(concept, amount, member))


def with_members(*parts: str) -> bytes:
    axis = "us-gaap:StatementBusinessSegmentsAxis"
    resources = "".join(context(name, None, "2024-06-30", {axis: member}) for name, member in MEMBERS.items())
    return document(*parts, more_resources=resources)


def amounts(found: Mapping[str, Metric], *names: str) -> list[Decimal | None]:
    values = [found[name].value for name in names]
    return [None if value is None else value / MILLION for value in values]


def assert_plain(body: bytes, *but: str, quality: Quality = Quality.OK) -> None:
    found = figures(body)
    wanted = {name: value for name, value in PLAIN.items() if name not in but}
    assert dict(zip(wanted, amounts(found, *wanted), strict=True)) == wanted
    assert {found[name].quality for name in wanted} == {quality}


def test_assets_told_by_segment_alone_are_added() -> None:
    """A holding prints the cash of its industry and that of its bank, and no line for both."""
    owned = (
        by_member("us-gaap:CashAndCashEquivalentsAtCarryingValue", "one", "100", "Cash of the industry"),
        by_member("us-gaap:CashAndCashEquivalentsAtCarryingValue", "other", "50", "Cash of the bank"),
        *OWNED[1:],
    )
    found = figures(with_members(balance(*OWED, owned=owned)))["cash"]
    assert (found.value, found.quality) == (150 * MILLION, Quality.LOW)


@pytest.mark.parametrize("printed", ["600", None])
def test_the_capital_of_each_partner_is_not_the_equity(printed: str | None) -> None:
    concept = "us-gaap:PartnersCapital"
    capital = (
        by_member(concept, "one", "390", "Limited partners")
        + by_member(concept, "other", "10", "General partner")
        + line(concept, "400", "Total partners' capital")
    )
    sheet = balance(*OWED, liabilities_total=printed).replace(TOTAL_EQUITY, capital)
    found = figures(with_members(sheet))
    assert amounts(found, "equity", "liabilities", "total_debt") == [400, 600, 400]
    assert found["equity"].quality is Quality.OK


def test_what_a_consolidated_entity_owes_is_not_the_total() -> None:
    lines = (
        *OWED[:5],
        by_member("us-gaap:Liabilities", "one", "50", "Liabilities of consolidated entities"),
        line("us-gaap:OtherLiabilitiesNoncurrent", "70", "Other liabilities"),
    )
    assert_plain(with_members(balance(*lines), RESULT, CASH))


def test_a_missing_line_is_not_made_up_by_another() -> None:
    """The rest of the current liabilities is not a detail of their total; Apple's face without its long-term debt."""
    lines = (
        *OWED[:4],
        line("us-gaap:OtherLiabilitiesNoncurrent", "120", "Other liabilities"),
        line("us-gaap:LiabilitiesNoncurrent", "420", "Total non-current liabilities"),
    )
    found = figures(document(balance(*lines)))
    assert found["total_debt"].quality is not Quality.OK
    assert found["long_term_debt"].quality is not Quality.OK


def test_a_page_may_end_amid_the_assets_and_amid_the_result() -> None:
    assets = line("us-gaap:Assets", "1,000", "Total assets")
    rest = BALANCE[BALANCE.index(assets) :].removesuffix("</table>")
    torn = (table(*INCOME[:3]), table(*INCOME[3:]), table(*OWNED[:4]), table(*OWNED[4:], rest), CASH)
    assert_plain(document(*torn))
    rows = BALANCE.replace("<tr>", "<table><tr>").replace("</tr>", "</tr></table>")
    assert_plain(document(RESULT, rows.removeprefix("<table>").removesuffix("</table>"), CASH))


def test_flows_between_are_another_statement() -> None:
    """What stands before the result is not searched for assets."""
    owned = (line("us-gaap:PropertyPlantAndEquipmentNet", "600", "Property"),)
    found = figures(document(table(*OWNED[:4]), RESULT, balance(*OWED, owned=owned)))
    assert found["inventory"].value is None
    assert found["cash"].quality is Quality.LOW


def test_rounded_totals_before_the_statements_are_no_balance_sheet() -> None:
    totals = table(
        row("Assets", number("us-gaap:Assets", "1.0", scale="9", decimals="-8")),
        row("All", number("us-gaap:LiabilitiesAndStockholdersEquity", "1.0", scale="9", decimals="-8")),
    )
    assert_plain(document(totals, BALANCE, RESULT, CASH))


def test_two_balance_sheets_of_one_day_are_doubted() -> None:
    """A subsidiary's statements may follow, and nothing tells them apart."""
    subsidiary = re.sub(r">([0-9,]+)<", lambda m: f">{int(m[1].replace(',', '')) // 2}<", BALANCE)
    found = figures(document(BALANCE, RESULT, CASH, subsidiary))
    told = [name for name in PLAIN if found[name].start is None]
    assert amounts(found, *told) == [PLAIN[name] for name in told]
    assert {found[name].quality for name in told} == {Quality.LOW}


def test_a_translation_into_dollars_is_not_the_report() -> None:
    """Its column stands for the current period only, and may stand first."""

    def translated(text: str) -> str:
        def both(match: re.Match[str]) -> str:
            return match[0].replace('"usd"', '"dollars"').replace(f">{match[1]}<", ">7<") + match[0]

        return re.sub(
            r'<ix:nonFraction[^>]*contextRef="(?:now|quarter|ytd)"[^>]*>([0-9,]+)</ix:nonFraction>',
            both,
            text,
        )

    units = unit("usd", "iso4217:CNY") + unit("dollars", "iso4217:USD")
    body = document(*(translated(part) for part in (BALANCE, RESULT, CASH)), units=units)
    assert_plain(body)
    assert {one.unit for one in figures(body).values()} == {"CNY"}


def of_periods(names: Mapping[str, tuple[str, str]], **told: str) -> dict[str, Metric]:
    """A report that tells revenue, net income and cash flow of these periods; `told` is the cover's."""
    amounts = dict.fromkeys(names, "5")
    result = table(
        flow("us-gaap:Revenues", "Revenue", **amounts),
        flow("us-gaap:IncomeTaxExpenseBenefit", "Taxes", **amounts),
        flow("us-gaap:NetIncomeLoss", "Net income", **amounts),
    )
    cash = table(flow("us-gaap:NetCashProvidedByUsedInOperatingActivities", "Cash flow", **amounts))
    body = document(result, BALANCE, cash, contexts={**CONTEXTS, **names}, cover=cover(**told))
    return figures(body, told.get("form", "10-Q"))


@pytest.mark.parametrize(
    ("predecessor", "successor", "told"),
    [
        (("2024-04-01", "2024-04-09"), ("2024-04-10", "2024-06-30"), {}),
        (("2024-01-01", "2024-01-19"), ("2024-01-20", "2024-06-30"), {}),
        (
            ("2023-07-01", "2023-07-14"),
            ("2023-07-15", "2024-06-30"),
            {"form": "10-K", "period": "FY", "about": "year"},
        ),
    ],
)
def test_what_a_successor_tells_is_not_the_whole_period(
    predecessor: tuple[str, str], successor: tuple[str, str], told: dict[str, str]
) -> None:
    names = {"before": predecessor, "after": successor}
    body_contexts = {**names, **({"year": ("2023-07-01", "2024-06-30")} if told else {})}
    amounts = dict.fromkeys(names, "5")
    result = table(
        flow("us-gaap:Revenues", "Revenue", **amounts),
        flow("us-gaap:IncomeTaxExpenseBenefit", "Taxes", **amounts),
        flow("us-gaap:NetIncomeLoss", "Net income", **amounts),
        flow("us-gaap:NetCashProvidedByUsedInOperatingActivities", "Cash flow", **amounts),
    )
    body = document(result, BALANCE, contexts={**CONTEXTS, **body_contexts}, cover=cover(**told))
    found = figures(body, told.get("form", "10-Q"))
    for name in ("revenue", "net_income", "operating_cash_flow", "operating_cash_flow_ytd"):
        assert found[name].value is None, name


def test_the_first_year_after_an_inception_is_whole() -> None:
    found = of_periods({"inception": ("2023-12-20", "2023-12-31"), "ytd": ("2024-01-01", "2024-06-30")})
    assert found["operating_cash_flow_ytd"].value == 5 * MILLION


def test_costs_in_several_lines_are_no_one_cost() -> None:
    costs = (
        flow("us-gaap:CostOfGoodsSold", "Cost of products sold", quarter="250"),
        flow("made:CostOfSubscriptions", "Cost of subscriptions", quarter="50"),
    )
    found = figures(document(BALANCE, table(INCOME[0], *costs, *INCOME[3:])))
    assert amounts(found, "cost_of_revenue", "gross_profit") == [None, None]
    found = figures(document(BALANCE, table(INCOME[0], *costs, *INCOME[2:])))
    assert amounts(found, "cost_of_revenue", "gross_profit") == [300, 200]
    assert found["cost_of_revenue"].quality is Quality.LOW


def test_the_line_that_adds_the_others_up_is_the_revenue() -> None:
    """Circle tags its partial "other revenue" with the usual concept; here the total has one of its own."""
    parts = (
        flow("us-gaap:InterestAndDividendIncomeOperating", "Reserve income", quarter="400"),
        flow("us-gaap:RevenueFromContractWithCustomerExcludingAssessedTax", "Other revenue", quarter="100"),
    )
    total = flow("made:RevenueAndReserveIncome", "Revenue and reserve income", quarter="500")
    found = figures(document(BALANCE, table(*parts, total, *INCOME[3:])))["revenue"]
    assert (found.value, found.quality) == (500 * MILLION, Quality.LOW)
    assert figures(document(BALANCE, table(*parts, *INCOME[3:])))["revenue"].value is None
    assert figures(document(BALANCE, table(parts[0], *INCOME[3:])))["revenue"].value is None


@pytest.mark.parametrize(
    ("lines", "value", "quality"),
    [
        # The line stands there with a figure for the year before, and a dash without a tag for this one.
        (
            [("us-gaap:PaymentsToAcquirePropertyPlantAndEquipment", "Capital expenditures", "")],
            0,
            Quality.LOW,
        ),
        (
            [
                ("us-gaap:PaymentsToAcquireOilAndGasPropertyAndEquipment", "Wells", "70"),
                (
                    "us-gaap:PaymentsToAcquireOtherPropertyPlantAndEquipment",
                    "Additions to other property",
                    "5",
                ),
            ],
            75,
            Quality.LOW,
        ),
        (
            [
                ("made:CapitalSpent", "Capital expenditures - excluding equipment leased to others", "75"),
                ("made:LeasedOut", "Expenditures for equipment leased to others", "30"),
            ],
            75,
            Quality.LOW,
        ),
        ([("us-gaap:PaymentsToAcquireOtherProductiveAssets", "Purchase of licenses", "75")], 75, Quality.LOW),
        ([("us-gaap:PaymentsToAcquireProductiveAssets", "Additions", "75")], 75, Quality.OK),
    ],
)
def test_capital_expenditure_in_its_lines(
    lines: list[tuple[str, str, str]], value: int, quality: Quality
) -> None:
    rows = [
        flow(concept, caption, **({"ytd": now} if now else {"ytd_ago": "9"}))
        for concept, caption, now in lines
    ]
    body = document(BALANCE, RESULT, table(*CASH_FLOW[:2], *rows, *CASH_FLOW[3:]))
    found = figures(body)["capital_expenditure_ytd"]
    assert (found.value, found.quality) == (value * MILLION, quality)


@pytest.mark.parametrize(
    ("concept", "caption", "kind"),
    [
        ("us-gaap:LongTermTransitionBond", "Transition bonds", Kind.DEBT),
        ("made:IndebtednessNet", "Indebtedness", Kind.DEBT),
        ("made:Obligations", "Current portion of long-term debt and finance lease obligations", Kind.LIKELY),
        ("made:Obligations", "Notes payable, net of unamortized issuance costs", Kind.LIKELY),
        ("made:A2027", "2027 Notes, net", Kind.LIKELY),
        ("made:A2027", "Notes", Kind.LIKELY),
        ("made:Dip", "DIP financing", Kind.LIKELY),
        ("made:Dip", "DIP facility", Kind.LIKELY),
        ("made:Dip", "Equipment financing", Kind.UNLIKELY),
        ("made:Dip", "Senior obligations", Kind.UNLIKELY),
        ("us-gaap:CommitmentsAndContingencies", "Commitments and contingencies (Notes 5 and 8)", Kind.OTHER),
        ("us-gaap:FinanceLeaseLiabilityNoncurrent", "Finance lease liabilities", Kind.OTHER),
        ("us-gaap:InterestPayableCurrent", "Interest payable, notes and loans", Kind.OTHER),
        ("us-gaap:AssetRetirementObligationsNoncurrent", "Asset retirement obligations", Kind.OTHER),
        ("made:Exit", "Facility exit costs", Kind.OTHER),
    ],
)
def test_borrowed_by_other_words(concept: str, caption: str, kind: Kind) -> None:
    assert kind_of(concept, caption) is kind


def test_the_statement_that_tells_earnings_a_share_goes_before_a_table_of_segments() -> None:
    segments = table(
        flow("us-gaap:SegmentReportingInformationRevenue", "Revenue of segments", quarter="520"),
        flow("us-gaap:IncomeTaxExpenseBenefit", "Taxes", quarter="20"),
        flow("us-gaap:NetIncomeLoss", "Net income", quarter="70"),
    )
    share = row(
        "Earnings per share",
        number("us-gaap:EarningsPerShareBasic", "1.40", "quarter", unit="per", scale="0", decimals="2"),
    )
    assert_plain(document(segments, BALANCE, table(*INCOME, share), CASH))


def test_interest_above_the_revenue_of_a_bank_is_no_rival() -> None:
    rows = (
        flow("us-gaap:InterestAndDividendIncomeOperating", "Interest income", quarter="600"),
        flow("us-gaap:InterestExpense", "Interest expense", quarter="300"),
        flow("us-gaap:Revenues", "Total net revenue", quarter="500"),
    )
    found = figures(document(BALANCE, table(*rows, *INCOME[4:])))["revenue"]
    assert (found.value, found.quality) == (500 * MILLION, Quality.OK)
