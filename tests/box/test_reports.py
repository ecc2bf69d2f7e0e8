"""Made 10-Qs and 10-Ks: their figures can be read back, they add up, and they hold the traps of real ones."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from tests.box import reading
from tests.box.reading import inline_figures, instance_figures, rows, seen, value
from tocsin.demo import story
from tocsin.demo.balance_sheet import balanced
from tocsin.demo.filings import MADE, Company
from tocsin.demo.report import Report
from tocsin.demo.report_filing import report_filing

ACME = Company("9900000101", "Acme & Sons <Servers>", "ACME")
NUMBER = "9900000000-26-000001"
MARCH, JUNE, DECEMBER = dt.date(2026, 3, 31), dt.date(2026, 6, 30), dt.date(2025, 12, 31)
DEBT = (
    "us-gaap:ShortTermBorrowings",
    "us-gaap:LongTermDebtCurrent",
    "us-gaap:ConvertibleLongTermNotesPayable",
    "us-gaap:LongTermNotesAndLoans",
)
OPERATING = "us-gaap:NetCashProvidedByUsedInOperatingActivities"


def made(**more: Any) -> Report:
    figures = {"cash": 30_000_000, "convertible_notes": 12_000_000, "equity": 10_000_000}
    return Report(**{"company": ACME, "fiscal": "2026Q2", "period_end": JUNE, "figures": figures, **more})


def page(report: Report) -> bytes:
    return report_filing(NUMBER, report).documents[0].content


def test_the_story_s_debt_stands_on_the_face() -> None:
    for report, day, total in (
        (story.march_10q(), "2026-03-31", 4_900),
        (story.june_10q(), "2026-06-30", 8_800),
        (story.june_10q(), "2025-12-31", 4_700),
    ):
        told = inline_figures(page(report))
        assert sum(value(told, concept, day) for concept in DEBT) == total * 1_000_000


def test_the_story_s_cash_flow_is_told_year_to_date() -> None:
    march, june = (inline_figures(page(report)) for report in (story.march_10q(), story.june_10q()))
    quarter = value(march, OPERATING, "2026-01-01/2026-03-31")
    half = value(june, OPERATING, "2026-01-01/2026-06-30")
    assert (quarter, half, half - quarter) == (-400_000_000, -7_000_000_000, -6_600_000_000)
    assert value(june, OPERATING, "2025-01-01/2025-06-30") == 150_000_000
    assert "2026-04-01/2026-06-30" not in {one.days for one in june if one.concept == OPERATING}


@pytest.mark.parametrize("report", [story.march_10q(), story.june_10q()], ids=["march", "june"])
def test_the_statements_add_up(report: Report) -> None:
    told = inline_figures(page(report))
    for day in (str(report.period_end), "2025-12-31"):
        assets = value(told, "us-gaap:Assets", day)
        assert assets == value(told, "us-gaap:LiabilitiesAndStockholdersEquity", day)
        assert assets == value(told, "us-gaap:Liabilities", day) + value(
            told, "us-gaap:StockholdersEquity", day
        )
        own = ("PropertyPlantAndEquipmentNet", "OtherAssetsNoncurrent", "AssetsCurrent")
        assert assets == sum(value(told, f"us-gaap:{name}", day) for name in own)
    year = f"2026-01-01/{report.period_end}"
    flows = {
        name: value(told, f"us-gaap:NetCashProvidedByUsedIn{name}Activities", year)
        for name in ("Operating", "Investing", "Financing")
    }
    change = (
        "us-gaap:CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalents"
        "PeriodIncreaseDecreaseIncludingExchangeRateEffect"
    )
    cash = "us-gaap:CashAndCashEquivalentsAtCarryingValue"
    assert sum(flows.values()) == value(told, change, year)
    before, after = value(told, cash, "2025-12-31"), value(told, cash, str(report.period_end))
    assert after - before == value(told, change, year)
    adjusted = value(told, "us-gaap:NetIncomeLoss", year) - value(
        told, "us-gaap:IncreaseDecreaseInOperatingCapital", year
    )
    assert adjusted == flows["Operating"]


def test_the_extracted_instance_tells_the_same() -> None:
    documents = report_filing(NUMBER, story.june_10q()).documents
    assert (documents[-1].type, documents[-1].filename) == ("XML", "acme-20260630_htm.xml")
    inline = inline_figures(documents[0].content)
    assert instance_figures(documents[-1].content) == inline
    assert len(inline) > 80


def test_the_cover_tells_who_and_when() -> None:
    filing = report_filing(NUMBER, made())
    root = reading.tree(filing.documents[0].content)
    said = {one.attrib["name"]: "".join(one.itertext()) for one in root.iter(f"{reading.IX}nonNumeric")}
    assert said["dei:EntityRegistrantName"] == ACME.name
    assert said["dei:EntityCentralIndexKey"] == ACME.cik
    assert (said["dei:DocumentType"], said["dei:AmendmentFlag"]) == ("10-Q", "false")
    assert (said["dei:DocumentFiscalYearFocus"], said["dei:DocumentFiscalPeriodFocus"]) == ("2026", "Q2")
    assert said["dei:DocumentPeriodEndDate"] == "June\N{NO-BREAK SPACE}30, 2026"
    assert (filing.form, filing.period, filing.fiscal) == ("10-Q", JUNE, ("2026", "Q2"))


def test_signs_dashes_and_brackets() -> None:
    report = made(
        figures={"cash": 1_000_000, "current_long_term_debt": 0, "net_income_ytd": -5_000_000,
                 "operating_cash_flow_ytd": 2_000_000, "capital_expenditure_ytd": 3_000_000},
        at_year_end={"cash": 2_000_000, "inventory": 4_000_000, "current_long_term_debt": 1_000_000},
    )  # fmt: skip
    table = rows(page(report))
    # A zero is a tagged dash, a figure that nobody gave is a dash without a tag.
    assert ["Current portion of long-term debt", "\N{EM DASH}", "1"] in table
    assert ["Inventories", "\N{EM DASH}", "4"] in table
    told = inline_figures(page(report))
    assert value(told, "us-gaap:LongTermDebtCurrent", "2026-06-30") == 0
    assert {one.days for one in told if one.concept == "us-gaap:InventoryNet"} == {"2025-12-31"}
    # A loss is negative and in brackets; a payment is positive and in brackets.
    assert ["Net income (loss)", "$", "(5", ")"] in table
    assert ["Purchases of property, plant and equipment", "(3", ")"] in table
    year = "2026-01-01/2026-06-30"
    assert value(told, "us-gaap:NetIncomeLoss", year) == -5_000_000
    assert value(told, "us-gaap:PaymentsToAcquirePropertyPlantAndEquipment", year) == 3_000_000
    # Working capital that shrank: negative, and shown without brackets.
    assert ["Changes in operating assets and liabilities", "7"] in table
    assert value(told, "us-gaap:IncreaseDecreaseInOperatingCapital", year) == -7_000_000


def test_parts_have_members_and_totals_have_none() -> None:
    told = inline_figures(page(story.june_10q()))
    parts = [one for one in told if one.member]
    assert [(one.member, one.value) for one in parts] == [("acme:TermLoanFacilityMember", 1_700_000_000)]


def test_thousands_are_exact_and_nothing_is_rounded() -> None:
    told = inline_figures(page(made(figures={"cash": 1_234_567_000}, scale=3)))
    assert value(told, "us-gaap:Assets", "2026-06-30") == 1_234_567_000
    assert (
        value(inline_figures(page(made(figures={"cash": 7}, scale=0))), "us-gaap:Assets", "2026-06-30") == 7
    )
    with pytest.raises(ValueError, match="cannot be shown"):
        page(made(figures={"cash": 1_234_567_000}))


@pytest.mark.parametrize(
    ("figures", "totals"),
    [
        ({"cash": 5}, (5, 0, 5)),
        ({"cash": 5, "term_loans": 7}, (7, 7, 0)),
        ({"cash": 5, "equity": 8}, (8, 0, 8)),
        ({"liabilities": 3, "equity": 8}, (11, 3, 8)),
        ({"assets": 9, "equity": -2}, (9, 11, -2)),
        ({"assets": 9, "term_loans": 4}, (9, 4, 5)),
    ],
)
def test_a_balance_sheet_adds_up_whatever_is_given(figures: dict[str, int], totals: tuple[int, ...]) -> None:
    told = balanced(figures)
    assert (told["assets"], told["liabilities"], told["equity"]) == totals


@pytest.mark.parametrize(
    "figures",
    [
        {"assets": 9, "liabilities": 3, "equity": 5},
        {"assets": 9, "cash": 10},
        {"assets": 9, "liabilities": 3, "term_loans": 4},
    ],
)
def test_figures_that_cannot_tie_are_refused(figures: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"assets|totals"):
        balanced(figures)


def test_what_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="no line for goodwill"):
        made(figures={"goodwill": 1})
    with pytest.raises(ValueError, match="no line for cash"):
        made(year_ago={"cash": 1})
    with pytest.raises(ValueError, match="a 10-Q has no section Business"):
        page(made(paragraphs={"Business": ("x",)}))


@pytest.mark.parametrize(
    ("fiscal", "end", "quarter", "year", "before"),
    [
        ("2026Q1", MARCH, dt.date(2026, 1, 1), dt.date(2026, 1, 1), DECEMBER),
        ("2026Q3", MARCH, dt.date(2026, 1, 1), dt.date(2025, 7, 1), JUNE.replace(year=2025)),
        ("2025FY", DECEMBER, dt.date(2025, 10, 1), dt.date(2025, 1, 1), DECEMBER.replace(year=2024)),
    ],
)
def test_periods_follow_the_fiscal_year(
    fiscal: str, end: dt.date, quarter: dt.date, year: dt.date, before: dt.date
) -> None:
    report = made(fiscal=fiscal, period_end=end)
    assert (report.quarter.start, report.year_to_date.start, report.last_year_end) == (quarter, year, before)


def test_a_year_by_weeks() -> None:
    report = made(
        fiscal="2026Q3", period_end=dt.date(2026, 9, 5), quarter_start=dt.date(2026, 6, 14),
        year_start=dt.date(2025, 12, 28), figures={"revenue": 1_000_000, "revenue_ytd": 3_000_000},
        year_ago={"revenue": 2_000_000, "revenue_ytd": 5_000_000},
    )  # fmt: skip
    assert {one.days for one in inline_figures(page(report)) if "Revenue" in one.concept} == {
        "2026-06-14/2026-09-05", "2025-06-15/2025-09-06",
        "2025-12-28/2026-09-05", "2024-12-29/2025-09-06",
    }  # fmt: skip


def test_a_february_of_the_year_before_has_its_own_end() -> None:
    report = made(fiscal="2024Q1", period_end=dt.date(2024, 2, 29))
    assert report.a_year_before(report.quarter).end == dt.date(2023, 2, 28)


def test_a_10_k_has_the_year_alone_and_other_sections() -> None:
    report = made(
        fiscal="2025FY", period_end=DECEMBER, amendment=True, paragraphs={"Business": ("We make servers.",)},
        figures={"cash": 1_000_000, "revenue_ytd": 9_000_000, "operating_cash_flow_ytd": 1_000_000},
    )  # fmt: skip
    filing = report_filing(NUMBER, report)
    text = seen(filing.documents[0].content)
    assert (filing.form, filing.fiscal) == ("10-K/A", ("2025", "FY"))
    assert "Item 1. Business We make servers." in text
    assert "(Amendment No. 1)" in text
    assert "Item 2. Management" not in text
    told = inline_figures(filing.documents[0].content)
    assert {one.days for one in told if "Revenue" in one.concept} == {"2025-01-01/2025-12-31"}


def test_lines_can_be_tagged_otherwise_and_left_out() -> None:
    report = made(concepts={"convertible_notes": "acme:GreenNotesNoncurrent"}, left_out=("liabilities",))
    concepts = {one.concept for one in inline_figures(page(report))}
    assert "acme:GreenNotesNoncurrent" in concepts
    assert not {"us-gaap:ConvertibleLongTermNotesPayable", "us-gaap:Liabilities"} & concepts
    assert ["Total liabilities", "$", "20"] not in rows(page(report))
    assert ["Total liabilities", "$", "20"] in rows(page(made()))


def test_paragraphs_stand_in_their_sections_and_across_pages() -> None:
    report = made(
        paragraphs={"Risk Factors": ("A regulator\f may ask.", "It's so."), "Legal Proceedings": ("None.",)}
    )
    text = seen(page(report))
    contents, body = text.index("Item 1A. Risk Factors"), text.rindex("Item 1A. Risk Factors")
    assert contents < text.index("CONDENSED CONSOLIDATED BALANCE SHEETS") < body
    assert text.index("None.") < body < text.index("A regulator 8 Table of Contents may ask.")
    assert "It\N{RIGHT SINGLE QUOTATION MARK}s so." in text


def test_hidden_text_is_there_and_not_displayed() -> None:
    body = page(story.march_10q())
    assert b"Independent investigation of" in body
    assert "investigation" not in seen(body)
    assert "review of" not in seen(body)
    assert "began an independent review of" in seen(page(story.june_10q()))


def test_a_report_without_xbrl_shows_the_same_and_tags_nothing() -> None:
    tagged = report_filing(NUMBER, made())
    plain = report_filing(NUMBER, replace(made(), xbrl=False))
    assert rows(plain.documents[0].content) == rows(tagged.documents[0].content)
    assert b"ix:" not in plain.documents[0].content
    assert [document.type for document in plain.documents] == ["10-Q", "EX-31.1"]
    assert plain.tagged == ()


def test_every_document_says_it_is_made() -> None:
    for document in report_filing(NUMBER, made()).documents:
        if document.type != "EXCEL":
            assert MADE in document.text
