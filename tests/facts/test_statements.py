"""What makes which figure: the shapes that filers' balance sheets, income statements and cash flows have."""

from __future__ import annotations

from decimal import Decimal

import pytest

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
    every,
    figures,
    flow,
    line,
    number,
    report,
    row,
    table,
    unit,
)
from tests.samples import samples
from tocsin.facts.reports import debt
from tocsin.facts.reports.concepts import FIGURES
from tocsin.facts.reports.debt_words import Kind, kind_of
from tocsin.facts.reports.xbrl import read_inline
from tocsin.model import Metric, Quality

MILLION = 1_000_000
PAYABLE = line("us-gaap:AccountsPayableCurrent", "80", "Accounts payable")


def debts(*liabilities: str, **told: str) -> tuple[Decimal | None, Decimal | None, Decimal | None, Quality]:
    """Total, short-term, long-term in millions, and the quality of the total."""
    found = figures(report(balance(*liabilities, **told)))  # type: ignore[arg-type]
    amounts = [found[name].value for name in ("total_debt", "short_term_debt", "long_term_debt")]
    total, short, long = (None if one is None else one / MILLION for one in amounts)
    return total, short, long, found["total_debt"].quality


def current(total: str) -> str:
    return line("us-gaap:LiabilitiesCurrent", total, "Total current liabilities")


def other(amount: str) -> str:
    return line("us-gaap:OtherLiabilitiesNoncurrent", amount, "Other liabilities")


def test_the_debt_lines_of_the_face_are_added() -> None:
    assert debts(*OWED) == (400, 100, 300, Quality.OK)
    found = figures(report(balance(*OWED)))["total_debt"]
    assert [part.concept for part in found.parts] == [
        "us-gaap:CommercialPaper",
        "us-gaap:LongTermDebtCurrent",
        "us-gaap:LongTermDebtNoncurrent",
    ]
    assert sum(part.value for part in found.parts) == found.value


def test_a_face_without_a_debt_line_is_a_company_without_debt() -> None:
    assert debts(PAYABLE, current("80"), other("520")) == (0, 0, 0, Quality.OK)


def test_but_not_when_a_line_of_it_is_missing() -> None:
    total, *_, quality = debts(PAYABLE, current("180"), other("420"))
    assert (total, quality) == (None, Quality.ABSENT)


def test_a_dash_is_zero_tagged_or_not() -> None:
    tagged = line("us-gaap:ShortTermBorrowings", "-", "Short-term borrowings")
    assert debts(tagged, *OWED)[0] == 400
    assert debts(row("Short-term borrowings", "\N{EM DASH}"), *OWED)[0] == 400


def test_what_a_current_debt_is_made_of_is_inside_it() -> None:
    parts = (
        line("us-gaap:CommercialPaper", "60", "Commercial paper"),
        line("us-gaap:LongTermDebtCurrent", "40", "Current portion of long-term debt"),
    )
    whole = line("us-gaap:DebtCurrent", "100", "Total short-term debt")
    rest = (current("180"), line("us-gaap:LongTermDebtNoncurrent", "300", "Long-term debt"), other("120"))
    assert debts(PAYABLE, *parts, whole, *rest) == (400, 100, 300, Quality.OK)
    of_which = line("us-gaap:LongTermDebtCurrent", "40", "of which current portion of long-term debt")
    assert debts(PAYABLE, whole, of_which, *rest) == (400, 100, 300, Quality.OK)


def test_an_amount_in_the_caption_is_not_the_line() -> None:
    """Pfizer: `Short-term borrowings, including current portion of long-term debt: $40`."""
    mixed = (
        f"<tr><td>Short-term borrowings, including current portion of long-term debt: "
        f"{number('us-gaap:LongTermDebtCurrent', '40')}</td><td>{number('us-gaap:DebtCurrent', '100')}</td></tr>"
    )
    assert debts(PAYABLE, mixed, *OWED[3:]) == (400, 100, 300, Quality.OK)


def test_subtotals_are_seen_through() -> None:
    lines = (
        *OWED[:4],
        line("us-gaap:LongTermDebtNoncurrent", "300", "Long-term debt"),
        line("us-gaap:DeferredIncomeTaxLiabilitiesNet", "50", "Deferred taxes"),
        line("us-gaap:OtherLiabilitiesNoncurrent", "70", "Other"),
        line(
            "us-gaap:LiabilitiesOtherThanLongtermDebtNoncurrent", "120", "Total other noncurrent liabilities"
        ),
    )
    assert debts(*lines) == (400, 100, 300, Quality.OK)
    noncurrent = line("us-gaap:LiabilitiesNoncurrent", "420", "Total non-current liabilities")
    assert debts(*OWED, noncurrent) == (400, 100, 300, Quality.OK)


def test_lines_of_the_filers_own_and_of_segments() -> None:
    """Tesla names both its lines; Ford, General Motors and Caterpillar tag theirs by segment only."""
    own = (
        PAYABLE,
        line("made:DebtAndFinanceLeasesCurrent", "100", "Current portion of debt and finance leases"),
        current("180"),
        line("made:DebtAndFinanceLeasesNoncurrent", "300", "Debt and finance leases, net of current portion"),
        other("120"),
    )
    assert debts(*own) == (400, 100, 300, Quality.OK)
    segments = {"auto": "made:AutomotiveMember", "bank": "made:FinancialMember"}
    resources = "".join(
        context(name, None, "2024-06-30", {"us-gaap:StatementBusinessSegmentsAxis": member})
        for name, member in segments.items()
    )
    by_segment = tuple(
        row(f"Long-term debt of {name}", number("us-gaap:LongTermDebtNoncurrent", amount, name))
        for name, amount in (("auto", "100"), ("bank", "200"))
    )
    body = document(balance(*OWED[:4], *by_segment, other("120")), more_resources=resources)
    assert figures(body)["total_debt"].value == 400 * MILLION
    assert figures(body)["total_debt"].quality is Quality.OK


def test_a_part_beside_the_whole_is_not_added() -> None:
    """American Express: `Long-term debt (includes debt issued by consolidated VIEs of $70)`."""
    resources = context("vie", None, "2024-06-30", {"dei:LegalEntityAxis": "made:VieMember"})
    mixed = (
        f"<tr><td>Long-term debt (includes {number('us-gaap:LongTermDebtNoncurrent', '70', 'vie')} of VIEs)</td>"
        f"<td>{number('us-gaap:LongTermDebtNoncurrent', '300')}</td></tr>"
    )
    body = document(balance(*OWED[:4], mixed, other("120")), more_resources=resources)
    assert figures(body)["total_debt"].value == 400 * MILLION


def test_what_only_the_notes_tell_stays_out_and_is_named() -> None:
    """Amazon and Alphabet keep what falls due in accrued expenses."""
    sheet = balance(
        PAYABLE, current("80"), line("us-gaap:LongTermDebtNoncurrent", "300", "Long-term debt"), other("220")
    )
    note = f"<p>Due within a year: {number('us-gaap:LongTermDebtCurrent', '25')}</p>"
    found = figures(report(sheet, note))
    assert (found["total_debt"].value, found["total_debt"].quality) == (300 * MILLION, Quality.OK)
    assert "us-gaap:LongTermDebtCurrent 25,000,000" in (found["total_debt"].note or "")
    assert found["short_term_debt"].quality is Quality.LOW


def test_the_face_may_run_over_two_tables_and_stand_with_the_oldest_column_first() -> None:
    def both(concept: str, now: str, before: str, caption: str) -> str:
        return row(caption, number(concept, before, "year_end"), number(concept, now, "now"))

    first = table(
        both("us-gaap:CashAndCashEquivalentsAtCarryingValue", "150", "140", "Cash"),
        both("us-gaap:OtherAssets", "850", "760", "Other"),
        both("us-gaap:Assets", "1,000", "900", "Total assets"),
    )
    second = table(
        both("us-gaap:LongTermDebtNoncurrent", "600", "500", "Long-term debt"),
        both("us-gaap:Liabilities", "600", "500", "Total liabilities"),
        both("us-gaap:StockholdersEquity", "400", "400", "Total equity"),
        both("us-gaap:LiabilitiesAndStockholdersEquity", "1,000", "900", "Total"),
    )
    rounded = f"<p>Assets of {number('us-gaap:Assets', '1.0', scale='9', decimals='-8')}</p>"
    told = every(report(first, "<p>page 4</p>", second, rounded))
    totals = [(one.value, str(one.end), one.fiscal) for one in told if one.name == "total_debt"]
    assert totals == [(600 * MILLION, "2024-06-30", "2024Q2"), (500 * MILLION, "2023-12-31", "2023FY")]
    assert next(one for one in told if one.name == "cash").value == 150 * MILLION


def test_a_utility_prints_its_capital_first() -> None:
    sheet = table(
        *OWNED,
        line("us-gaap:Assets", "1,000", "Total assets"),
        line("us-gaap:CommonStockValue", "100", "Common stock"),
        line("us-gaap:RetainedEarningsAccumulatedDeficit", "300", "Retained earnings"),
        line("us-gaap:StockholdersEquity", "400", "Total common equity"),
        line("us-gaap:LongTermDebtNoncurrent", "300", "Long-term debt"),
        line("made:TotalCapitalization", "700", "Total capitalization"),
        *OWED[:4],
        other("120"),
        line("us-gaap:LiabilitiesAndStockholdersEquity", "1,000", "Total capitalization and liabilities"),
    )
    found = figures(report(sheet))
    assert (found["total_debt"].value, found["short_term_debt"].value) == (400 * MILLION, 100 * MILLION)
    assert found["total_debt"].quality is Quality.OK
    assert found["liabilities"].value == 600 * MILLION


DEPOSITS = line("us-gaap:Deposits", "200", "Deposits")


@pytest.mark.parametrize(
    ("lines", "total"),
    [
        ((DEPOSITS, "us-gaap:ShortTermBorrowings 100", "us-gaap:LongTermDebt 300"), None),
        ((DEPOSITS, "us-gaap:LongTermDebt 400"), 400),
        ((DEPOSITS, "us-gaap:OtherLiabilities 400"), None),
        (
            (
                "us-gaap:LiabilityForFuturePolicyBenefits 200",
                "us-gaap:NotesPayable 150",
                "us-gaap:SeniorNotes 250",
            ),
            None,
        ),
        (
            (
                "us-gaap:PayablesToCustomers 200",
                "us-gaap:ShortTermBorrowings 150",
                "us-gaap:LongTermDebt 250",
            ),
            None,
        ),
        # A real-estate company has no current liabilities either, and is judged by its face.
        (("us-gaap:SecuredDebt 200", "us-gaap:UnsecuredDebt 250", "us-gaap:OtherLiabilities 150"), 450),
    ],
)
def test_banks_insurers_and_brokers_borrow_by_trade(lines: tuple[str, ...], total: int | None) -> None:
    rows = [one if one.startswith("<") else line(one.split()[0], one.split()[1], "") for one in lines]
    found = debts(*rows)
    assert found[0] == total
    assert found[1:3] == (None, None)


def test_a_health_insurer_with_a_classified_balance_sheet_is_judged_by_its_face() -> None:
    claims = line("us-gaap:LiabilityForClaimsAndClaimsAdjustmentExpense", "80", "Medical costs payable")
    assert debts(claims, *OWED[1:]) == (400, 100, 300, Quality.OK)


@pytest.mark.parametrize(
    ("concept", "caption", "kind"),
    [
        ("us-gaap:ConvertibleNotesPayableCurrent", "Convertible notes, current", Kind.DEBT),
        ("us-gaap:LineOfCredit", "Revolving credit facility", Kind.DEBT),
        ("us-gaap:NotesPayableRelatedPartiesClassifiedCurrent", "Due to a director", Kind.DEBT),
        ("us-gaap:SeniorNotes", "", Kind.DEBT),
        ("us-gaap:LongTermDebtAndCapitalLeaseObligations", "Long-term debt and finance leases", Kind.DEBT),
        ("us-gaap:DebtLongtermAndShorttermCombinedAmount", "Debt", Kind.DEBT),
        ("us-gaap:OtherLoansPayableCurrent", "", Kind.DEBT),
        ("us-gaap:BridgeLoan", "", Kind.DEBT),
        ("made:TermLoanNetOfUnamortizedIssuanceCosts", "Term loan, net", Kind.DEBT),
        ("made:MortgageNotesPayableNet", "Mortgage notes payable, net", Kind.DEBT),
        ("ifrs-full:NoncurrentPortionOfNoncurrentBorrowings", "Borrowings", Kind.DEBT),
        (
            "made:ConvertibleNotesPayableAndAccruedInterest",
            "Convertible notes and accrued interest",
            Kind.LIKELY,
        ),
        ("us-gaap:OtherLiabilitiesNoncurrent", "Loan payable to a bank", Kind.LIKELY),
        ("us-gaap:LongTermDebtNoncurrent", "Finance lease liabilities", Kind.UNLIKELY),
        ("us-gaap:BankOverdrafts", "", Kind.UNLIKELY),
        ("made:AccountsPayableAndNotesPayable", "Accounts and notes", Kind.UNLIKELY),
        ("us-gaap:OperatingLeaseLiabilityNoncurrent", "Operating leases", Kind.OTHER),
        ("us-gaap:FinanceLeaseLiabilityCurrent", "Finance leases", Kind.OTHER),
        ("us-gaap:InterestPayableCurrent", "Accrued interest on debt", Kind.OTHER),
        ("us-gaap:Deposits", "Customer deposits", Kind.OTHER),
        ("us-gaap:LiabilitiesOtherThanLongtermDebtNoncurrent", "Total other liabilities", Kind.OTHER),
        ("made:DerivativeLiabilityConvertibleNotes", "Derivative liability of convertible notes", Kind.OTHER),
        ("us-gaap:ContractWithCustomerLiability", "Deferred revenue", Kind.OTHER),
        ("us-gaap:SecuritiesSoldUnderAgreementsToRepurchase", "Repurchase agreements", Kind.OTHER),
        ("us-gaap:AccountsPayableCurrent", "Trade payables", Kind.OTHER),
    ],
)
def test_what_is_borrowed(concept: str, caption: str, kind: Kind) -> None:
    assert kind_of(concept, caption) is kind


def test_a_line_that_may_be_debt_is_doubted() -> None:
    overdraft = line("us-gaap:BankOverdrafts", "60", "Bank overdrafts")
    assert debts(PAYABLE, overdraft, *OWED[2:]) == (340, 40, 300, Quality.LOW)
    loan = line("us-gaap:OtherLiabilitiesCurrent", "60", "Loan payable")
    assert debts(PAYABLE, loan, *OWED[2:]) == (400, 100, 300, Quality.LOW)


def test_liabilities_without_a_line_are_what_the_equity_leaves() -> None:
    redeemable = line(
        "us-gaap:RedeemableNoncontrollingInterestEquityCarryingAmount", "30", "Redeemable interests"
    )
    lines = (*OWED[:5], other("90"), redeemable)
    found = figures(report(balance(*lines, liabilities_total=None)))["liabilities"]
    assert (found.value, found.quality) == (570 * MILLION, Quality.LOW)
    assert "assets less equity" in (found.note or "")
    gone = figures(report(balance(*OWED[:5], liabilities_total=None)))["liabilities"]
    assert gone.quality is Quality.ABSENT


def test_gross_profit_is_computed_only_from_one_cost() -> None:
    rows = [one for one in INCOME if "GrossProfit" not in one]
    found = figures(report(balance(*OWED), table(*rows)))["gross_profit"]
    assert (found.value, found.quality) == (200 * MILLION, Quality.LOW)
    assert [part.value for part in found.parts] == [500 * MILLION, -300 * MILLION]
    fuel = flow("us-gaap:CostOfGoodsAndServicesSold", "Crude oil purchases", quarter="300")
    assert (
        figures(report(balance(), table(rows[0], fuel, *rows[2:])))["gross_profit"].quality is Quality.ABSENT
    )
    medical = flow("us-gaap:PolicyholderBenefitsAndClaimsIncurredNet", "Medical costs", quarter="100")
    products = flow("us-gaap:CostOfGoodsAndServicesSold", "Cost of products sold", quarter="300")
    told = figures(report(balance(), table(rows[0], medical, products, *rows[2:])))
    assert told["gross_profit"].quality is Quality.ABSENT
    assert told["cost_of_revenue"].quality is Quality.LOW


def test_revenue_is_the_total_of_its_lines() -> None:
    """Circle tags a partial "other revenue" with the usual concept; oil companies total in other income."""
    partial = (
        flow("made:ReserveIncome", "Reserve income", quarter="400"),
        flow("us-gaap:RevenueFromContractWithCustomerExcludingAssessedTax", "Other revenue", quarter="100"),
    )
    total = flow("us-gaap:Revenues", "Total revenue and reserve income", quarter="500")
    assert figures(report(balance(), table(*partial, total, *INCOME[3:])))["revenue"].value == 500 * MILLION
    own = flow("made:TotalRevenue", "Total revenues", quarter="500")
    found = figures(report(balance(), table(*partial, own, *INCOME[3:])))["revenue"]
    assert (found.value, found.quality) == (500 * MILLION, Quality.LOW)


def test_no_revenue_line_is_no_revenue_figure() -> None:
    found = figures(report(balance(*OWED), table(*INCOME[3:])))["revenue"]
    assert (found.value, found.note) == (None, "the income statement has no line for revenue")


@pytest.mark.parametrize(
    ("concept", "caption", "value", "quality"),
    [
        ("us-gaap:PaymentsToAcquireProductiveAssets", "Capital expenditures", 75, Quality.OK),
        ("us-gaap:PaymentsToAcquireOtherProductiveAssets", "Capital expenditures", 75, Quality.OK),
        ("us-gaap:PaymentsForProceedsFromProductiveAssets", "Capital expenditures, net", 75, Quality.LOW),
        ("made:AdditionsToFactories", "Purchases of property, plant and equipment", 75, Quality.LOW),
        ("made:PropertySold", "Proceeds from sale of property and equipment", None, Quality.ABSENT),
    ],
)
def test_capital_expenditure_goes_by_many_names(
    concept: str, caption: str, value: int | None, quality: Quality
) -> None:
    rows = (*CASH_FLOW[:2], flow(concept, caption, ytd="75"), *CASH_FLOW[3:])
    found = figures(report(balance(*OWED), table(*INCOME), table(*rows)))["capital_expenditure_ytd"]
    assert (found.value, found.quality) == (None if value is None else value * MILLION, quality)


def test_a_cash_flow_of_continuing_operations_is_doubted() -> None:
    rows = [
        one.replace("InOperatingActivities", "InOperatingActivitiesContinuingOperations") for one in CASH_FLOW
    ]
    found = figures(report(balance(*OWED), table(*INCOME), table(*rows)))["operating_cash_flow_ytd"]
    assert (found.value, found.quality) == (160 * MILLION, Quality.LOW)


def test_the_quarter_and_the_year_to_date_and_those_of_the_year_before() -> None:
    told = [
        (one.name, one.value, str(one.start), one.fiscal)
        for one in every(report())
        if one.name.startswith("revenue")
    ]
    assert told == [
        ("revenue", 500 * MILLION, "2024-04-01", "2024Q2"),
        ("revenue_ytd", 900 * MILLION, "2024-01-01", "2024Q2"),
        ("revenue", 450 * MILLION, "2023-04-01", "2023Q2"),
        ("revenue_ytd", 800 * MILLION, "2023-01-01", "2023Q2"),
    ]


def test_a_quarters_cash_flow_is_derived_from_two_reports() -> None:
    found = figures(report())["operating_cash_flow"]
    assert (found.quality, str(found.start)) == (Quality.ABSENT, "2024-04-01")
    assert "two reports" in (found.note or "")


def periods(
    names: dict[str, tuple[str, str]], *, about: str, quarter: str, form: str = "10-Q"
) -> dict[str, Metric]:
    """A report whose cash flow is told for these periods: each tells its place as its amount."""
    end = names[about][1]
    contexts = {**CONTEXTS, "now": (None, end), **names}
    amounts = {name: str(at) for at, name in enumerate(names, start=1)}
    body = document(
        balance(*OWED),
        table(flow("us-gaap:NetCashProvidedByUsedInOperatingActivities", "Cash flow", **amounts)),
        contexts=contexts,
        cover=cover(form=form, end="", period=quarter, about=about),
    )
    return figures(body, form)


def test_the_first_quarter_is_its_year_to_date() -> None:
    found = periods({"q": ("2024-01-01", "2024-03-31")}, about="q", quarter="Q1")
    assert found["operating_cash_flow"].value == found["operating_cash_flow_ytd"].value == MILLION


def test_twelve_months_beside_three_and_six_are_not_the_year_to_date() -> None:
    """Amazon tells all of them under one concept."""
    told = {
        "q": ("2024-04-01", "2024-06-30"),
        "half": ("2024-01-01", "2024-06-30"),
        "twelve": ("2023-07-01", "2024-06-30"),
    }
    found = periods(told, about="half", quarter="Q2")
    assert (found["operating_cash_flow"].value, found["operating_cash_flow_ytd"].value) == (
        MILLION,
        2 * MILLION,
    )
    # Also where the cover page is about the quarter, as some filers have it.
    found = periods(told, about="q", quarter="Q2")
    assert (found["operating_cash_flow"].value, found["operating_cash_flow_ytd"].value) == (
        MILLION,
        2 * MILLION,
    )


@pytest.mark.parametrize(
    ("start", "end", "quarter"),
    [
        ("2024-01-01", "2024-03-24", "Q1"),  # 84 days: PepsiCo
        ("2024-02-04", "2024-05-25", "Q1"),  # 112 days: Kroger
        ("2023-12-31", "2024-09-07", "Q3"),  # 252 days: PepsiCo
    ],
)
def test_quarters_are_of_many_lengths(start: str, end: str, quarter: str) -> None:
    found = periods({"ytd": (start, end)}, about="ytd", quarter=quarter)["operating_cash_flow_ytd"]
    assert (str(found.start), found.value) == (start, MILLION)


def test_a_year_is_told_under_both_names() -> None:
    told = {"year": ("2023-07-01", "2024-06-30"), "fourth": ("2024-04-01", "2024-06-30")}
    found = periods(told, about="year", quarter="FY", form="10-K")
    assert found["operating_cash_flow"].value == found["operating_cash_flow_ytd"].value == MILLION
    assert found["operating_cash_flow"].fiscal == "2024FY"


def test_a_transition_report_is_of_the_months_that_its_cover_names() -> None:
    found = periods({"five": ("2024-02-01", "2024-06-30")}, about="five", quarter="FY", form="10-KT")
    assert found["operating_cash_flow"].value == MILLION
    assert found["operating_cash_flow"].days == 151


def test_a_stub_after_a_merger_is_not_the_quarter() -> None:
    found = periods(
        {"ytd": ("2024-01-01", "2024-06-30"), "successor": ("2024-04-22", "2024-06-30")},
        about="ytd",
        quarter="Q2",
    )
    assert found["operating_cash_flow"].quality is Quality.ABSENT


def test_other_currencies_keep_their_unit() -> None:
    body = report().replace(b"iso4217:USD", b"iso4217:EUR")
    assert {one.unit for one in figures(body).values()} == {"EUR"}


def test_a_second_registrant_stands_in_a_dimension() -> None:
    part = {"dei:LegalEntityAxis": "made:SubMember"}
    resources = context("sub", None, "2024-06-30", part)
    sub = balance(*OWED).replace('contextRef="now"', 'contextRef="sub"').replace(">300<", ">290<")
    assert (
        figures(document(sub, balance(*OWED), more_resources=resources))["total_debt"].value == 400 * MILLION
    )


def test_ifrs_concepts_make_the_same_figures() -> None:
    names = {
        "us-gaap:Assets": "ifrs-full:Assets",
        "us-gaap:CashAndCashEquivalentsAtCarryingValue": "ifrs-full:CashAndCashEquivalents",
        "us-gaap:LiabilitiesAndStockholdersEquity": "ifrs-full:EquityAndLiabilities",
        "us-gaap:LiabilitiesCurrent": "ifrs-full:CurrentLiabilities",
        "us-gaap:LiabilitiesNoncurrent": "ifrs-full:NoncurrentLiabilities",
        "us-gaap:Liabilities": "ifrs-full:Liabilities",
        "us-gaap:StockholdersEquity": "ifrs-full:Equity",
        "us-gaap:CommercialPaper": "ifrs-full:CurrentBorrowingsAndCurrentPortionOfNoncurrentBorrowings",
        "us-gaap:LongTermDebtNoncurrent": "ifrs-full:NoncurrentPortionOfNoncurrentBorrowings",
        "us-gaap:AssetsCurrent": "ifrs-full:CurrentAssets",
    }
    text = balance(*OWED)
    for ours, theirs in names.items():
        text = text.replace(f'"{ours}"', f'"{theirs}"')
    spaces = {**NAMESPACES, "ifrs-full": "http://xbrl.ifrs.org/taxonomy/2023-03-23/ifrs-full"}
    found = figures(document(text, namespaces=spaces))
    assert found["total_debt"].value == 400 * MILLION
    assert (found["liabilities"].value, found["equity"].value) == (600 * MILLION, 400 * MILLION)
    assert found["cash"].quality is Quality.OK


def test_every_name_is_there_for_the_current_period() -> None:
    for body in (report(), report(balance()), b"<html>nothing</html>"):
        names = {one.name for one in every(body)}
        assert names >= {
            *FIGURES,
            "total_debt",
            "short_term_debt",
            "long_term_debt",
            "capital_expenditure_ytd",
        }
        for one in every(body):
            assert (one.value is None) == (one.quality is Quality.ABSENT)
            assert one.quality is Quality.OK or one.note or one.parts


def gaap(**told: int) -> dict[str, Decimal]:
    return {f"us-gaap:{name}": Decimal(value) for name, value in told.items()}


@pytest.mark.parametrize(
    ("known", "total", "short", "long"),
    [
        (gaap(ShortTermBorrowings=500, LongTermDebtNoncurrent=3958, LongTermDebt=3958), 4458, 500, 3958),
        (gaap(LongTermDebtCurrent=40, LongTermDebtNoncurrent=1254, LongTermDebt=1294), 1294, 40, 1254),
        (
            gaap(
                LinesOfCreditCurrent=183,
                LongTermDebtAndCapitalLeaseObligationsCurrent=6,
                LongTermDebtAndCapitalLeaseObligations=543,
            ),
            732,
            189,
            543,
        ),
        (gaap(LongTermDebt=17), 17, None, 17),
        (
            gaap(DebtCurrent=100, CommercialPaper=60, LongTermDebtCurrent=40, LongTermDebtNoncurrent=300),
            400,
            100,
            300,
        ),
        (
            gaap(ShortTermBorrowings=753, LongTermDebtCurrent=750, LongTermDebtNoncurrent=1714),
            2467,
            753,
            1714,
        ),
        (gaap(LongTermDebt=340, LongTermDebtCurrent=40), 340, 40, 300),
        (gaap(DebtLongtermAndShorttermCombinedAmount=9), 9, None, None),
        (gaap(ConvertibleNotesPayableCurrent=5, ConvertibleLongTermNotesPayable=7), 12, 5, 7),
        (gaap(InterestPayableCurrent=9), None, None, None),
        ({}, None, None, None),
    ],
)
def test_concepts_without_a_face(
    known: dict[str, Decimal], total: int | None, short: int | None, long: int | None
) -> None:
    found = debt.combine(known)
    amounts = [found.total, found.short_term, found.long_term]
    assert [amount and amount.value for amount in amounts] == [total, short, long]
    assert all(amount.quality is Quality.LOW for amount in amounts if amount)
    assert found.note or all(amounts)


def test_an_instance_has_no_face_and_its_debt_is_doubted() -> None:
    body = report().replace(b"<table>", b"<div>").replace(b"</table>", b"</div>")
    found = figures(body)
    assert (found["total_debt"].value, found["total_debt"].quality) == (400 * MILLION, Quality.LOW)
    assert found["liabilities"].quality is Quality.OK
    assert found["revenue"].quality is Quality.OK


def test_alphabets_third_quarter_follows_from_two_reports() -> None:
    """30,656 = 82,831 - 52,175."""
    half, nine = (
        figures(read_inline(samples("10-Q", f"GOOGL-{number}-*")[0].read_bytes()))[
            "operating_cash_flow_ytd"
        ].value
        for number in ("000165204423000070", "000165204423000094")
    )
    assert half is not None
    assert nine is not None
    assert nine - half == 30_656 * MILLION


def test_three_columns_are_the_year_end_and_the_year_before() -> None:
    (path,) = samples("10-Q", "LOW-*")
    told = [one for one in every(path.read_bytes()) if one.name == "total_debt"]
    assert [(str(one.end), one.fiscal, one.quality) for one in told] == [
        ("2023-08-04", "2023Q2", Quality.OK),
        ("2023-02-03", "2022FY", Quality.OK),
        ("2022-07-29", "2022Q2", Quality.OK),
    ]


def test_a_unit_of_its_own_for_shares_is_no_money() -> None:
    body = document(balance(*OWED), units=unit("usd", "iso4217:USD"))
    assert figures(body)["total_debt"].unit == "USD"
