"""The condition `metric`: what a trader reads, and what is said to a rule that cannot be."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.reports import ISSUER, Past, figure, past, report, says, verdict
from tocsin.errors import Wrong
from tocsin.model import Answer, FilingFact, Metric, Quality, Reading
from tocsin.rules import load

FIRST, SECOND, THIRD, FOURTH = (f"0000350001-26-00000{n}" for n in range(1, 5))
JUMP = "{name: total_debt, rises: over 25%}"


def debt(value: str | None, end: str, accession: str, form: str = "10-Q", note: str | None = None) -> Reading:
    return report(figure("total_debt", value, end, note=note), form=form, accession=accession)


def quarter(end: str, start: str, accession: str, **values: str) -> Reading:
    return report(*(figure(name, value, end, start) for name, value in values.items()), accession=accession)


MARCH = debt("4900", "2026-03-31", FIRST)
JUNE = debt("8800", "2026-06-30", SECOND)


def test_debt_that_jumps() -> None:
    told = verdict("{name: total_debt, rises: over 25%, by_at_least: $500M}", JUNE, MARCH)
    assert f"{told.answer}: {told.reason}" == (
        "fires: total debt rose 80%, by $3.9B, to $8.8B at 30 Jun 2026, from $4.9B at 31 Mar 2026 "
        "(over 25%, by at least $500M)"
    )
    assert told.subject == JUNE.metrics[0]
    assert told.evidence == MARCH.metrics
    assert [(saw.figure, saw.value, saw.threshold, saw.holds, saw.shown) for saw in told.saw] == [
        ("total_debt rises", "79.59183673", "over 25%", True, "80%"),
        ("total_debt rises by", "3900000000", "at least $500,000,000", True, "$3.9B"),
        (
            "total_debt",
            "8800000000",
            "rises over 25%, by at least $500,000,000",
            True,
            "$8.8B at 30 Jun 2026",
        ),
        (
            "total_debt at 31 Mar 2026",
            "4900000000",
            "rises over 25%, by at least $500,000,000",
            True,
            "$4.9B at 31 Mar 2026",
        ),
    ]


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (JUMP, "fires: total debt rose 80% to $8.8B at 30 Jun 2026, from $4.9B at 31 Mar 2026 (over 25%)"),
        (
            "{name: total_debt, moves: at least $1B}",
            "fires: total debt rose 80%, by $3.9B, to $8.8B at 30 Jun 2026, from $4.9B at 31 Mar 2026 "
            "(at least $1B)",
        ),
        (
            "{name: total_debt, rises: over 90%}",
            "silent: total debt rose 80% to $8.8B at 30 Jun 2026, from $4.9B at 31 Mar 2026, "
            "and the rule asks for rises over 90%",
        ),
        (
            "{name: total_debt, rises: over 79.6%}",
            "silent: total debt rose 79.6% to $8.8B at 30 Jun 2026, from $4.9B at 31 Mar 2026, "
            "and the rule asks for rises over 79.6%",
        ),
        (
            "{name: total_debt, rises: over 25%, by_at_least: $5B}",
            "silent: total debt rose 80%, by $3.9B, to $8.8B at 30 Jun 2026, from $4.9B at 31 Mar 2026, "
            "and the rule asks for rises over 25%, by at least $5B",
        ),
        (
            "{name: total_debt, falls: over 5%}",
            "silent: total debt rose 80% to $8.8B at 30 Jun 2026, from $4.9B at 31 Mar 2026, "
            "and the rule asks for falls over 5%",
        ),
        ("{name: total_debt, is: over $5B}", "fires: total debt at 30 Jun 2026 was $8.8B (over $5B)"),
        ("{name: total_debt, is: over $9B}", "silent: total debt at 30 Jun 2026 was $8.8B, not over $9B"),
        ("{name: total_debt, is: over $4B}", "silent: was so already on 31 Mar 2026"),
        (
            "{name: total_debt, is: over $4B, rises: over 25%}",
            "fires: total debt at 30 Jun 2026 was $8.8B (over $4B); "
            "total debt rose 80% to $8.8B at 30 Jun 2026, from $4.9B at 31 Mar 2026 (over 25%)",
        ),
        (
            "{name: total_debt, rises: over 25%, versus: year_ago}",
            "undecided: total_debt at 30 Jun 2025 is not known: no earlier 10-Q",
        ),
        (
            "{name: total_debt / equity, is: over 2}",
            "undecided: equity at 30 Jun 2026 is not known: the 10-Q does not tell it",
        ),
    ],
)
def test_what_is_said_of_a_jump(condition: str, said: str) -> None:
    assert says(condition, JUNE, MARCH) == said


def test_without_the_quarter_before_a_change_is_undecided_and_a_level_is_not() -> None:
    assert says(JUMP, JUNE) == "undecided: total_debt at 31 Mar 2026 is not known: no earlier 10-Q"
    assert says("{name: total_debt, is: over $4B}", JUNE) == (
        "fires: total debt at 30 Jun 2026 was $8.8B (over $4B)"
    )
    assert says("{name: total_debt, is: over $4B}", JUNE, debt("4900", "2025-12-31", FIRST)).startswith(
        "fires"
    )


def test_a_figure_that_the_report_does_not_tell_is_never_taken_from_elsewhere() -> None:
    absent = debt(None, "2026-06-30", SECOND, note="the face of the balance sheet does not add up")
    release = debt("8800", "2026-06-30", THIRD, "8-K")
    assert says(JUMP, absent, MARCH, release) == (
        "undecided: total_debt at 30 Jun 2026 is not known: the face of the balance sheet does not add up"
    )


def test_from_zero_or_from_below_a_percentage_is_undecided() -> None:
    nothing = debt("0", "2026-03-31", FIRST)
    assert says(JUMP, JUNE, nothing) == (
        "undecided: total debt rose by $8.8B to $8.8B at 30 Jun 2026, from $0 at 31 Mar 2026: "
        "no percentage can be told from zero or from below"
    )
    assert says("{name: total_debt, rises: over $1B}", JUNE, nothing).startswith("fires")
    assert says("{name: total_debt, rises: over 25%, by_at_least: $9B}", JUNE, nothing).startswith("silent")
    assert says(JUMP, debt("0", "2026-06-30", SECOND), nothing) == (
        "silent: total debt was unchanged at $0 at 30 Jun 2026, as at 31 Mar 2026, "
        "and the rule asks for rises over 25%"
    )
    below = quarter("2026-03-31", "2026-01-01", FIRST, net_income="-50")
    better = quarter("2026-06-30", "2026-04-01", SECOND, net_income="-10")
    assert says("{name: net_income, rises: over 25%}", better, below).startswith("undecided")
    assert says("{name: net_income, falls: over 25%}", better, below).startswith("silent")


def test_figures_of_other_parts_or_currencies_are_not_compared() -> None:
    low = report(
        figure("total_debt", "4900", "2026-03-31", quality=Quality.LOW, concepts="DebtCurrent"),
        accession=FIRST,
    )
    assert says(JUMP, JUNE, low) == (
        "undecided: total_debt: built of other parts: nothing else at 30 Jun 2026, DebtCurrent at 31 Mar 2026"
    )
    euros = report(figure("total_debt", "4900", "2026-03-31", unit="EUR"), accession=FIRST)
    assert says(JUMP, JUNE, euros) == "undecided: total_debt: USD and EUR are not compared"
    more = report(figure("total_debt", "8800", "2026-06-30", unit="EUR"), accession=SECOND)
    assert says(JUMP, more, euros) == (
        "fires: total debt rose 80% to EUR 8.8B at 30 Jun 2026, from EUR 4.9B at 31 Mar 2026 (over 25%)"
    )
    assert says("{name: total_debt, is: over $5B}", more, euros) == (
        "undecided: total debt is in EUR, and the rule asks for dollars"
    )
    assert says("{name: total_debt, rises: over 25%, by_at_least: $1B}", more, euros) == (
        "undecided: total debt is in EUR, and the rule asks for dollars"
    )


def test_the_cash_flow_of_a_quarter_comes_from_two_reports() -> None:
    first = quarter("2026-03-31", "2026-01-01", FIRST, operating_cash_flow_ytd="-400")
    half = quarter("2026-06-30", "2026-01-01", SECOND, operating_cash_flow_ytd="-7000")
    burning = "{name: operating_cash_flow, is: under -$1B}"
    told = verdict(burning, half, first)
    assert told.reason == "operating cash flow of the quarter to 30 Jun 2026 was -$6.6B (under -$1B)"
    assert isinstance(told.subject, Metric)
    assert (told.subject.accession, told.subject.note) == (
        SECOND,
        "6 months to 30 Jun 2026 less 3 months to 31 Mar 2026",
    )
    assert says(burning, half) == (
        "undecided: operating_cash_flow of the quarter to 30 Jun 2026 is not known: "
        "6 months to 30 Jun 2026 without 3 months to 31 Mar 2026: no earlier 10-Q"
    )


def test_margins_change_in_basis_points() -> None:
    before = quarter("2026-03-31", "2026-01-01", FIRST, revenue="100", gross_profit="41.3")
    after = quarter("2026-06-30", "2026-04-01", SECOND, revenue="100", gross_profit="38.2")
    assert says("{name: gross_margin, falls: over 150bp}", after, before) == (
        "fires: gross margin fell 310bp to 38.2% in the quarter to 30 Jun 2026, "
        "from 41.3% in the quarter to 31 Mar 2026 (over 150bp)"
    )
    assert says("{name: gross_margin, is: under 40%}", after, before) == (
        "fires: gross margin of the quarter to 30 Jun 2026 was 38.2% (under 40%)"
    )
    assert (
        says("{name: gross_margin, is: under 42%}", after, before) == "silent: was so already on 31 Mar 2026"
    )
    idle = quarter("2026-06-30", "2026-04-01", SECOND, revenue="0", gross_profit="0")
    assert says("{name: gross_margin, is: under 40%}", idle) == (
        "undecided: revenue is 0, and nothing is divided by 0"
    )


def test_two_figures_and_arithmetic() -> None:
    year = report(
        figure("operating_cash_flow_ytd", "300", "2025-12-31", "2025-01-01"),
        figure("capital_expenditure_ytd", "400", "2025-12-31", "2025-01-01"),
        figure("total_debt", "700", "2025-12-31"),
        figure("cash", "100", "2025-12-31"),
        figure("equity", "250", "2025-12-31"),
        form="10-K",
        accession=FIRST,
    )
    told = verdict("{name: capital_expenditure_ttm, is: over operating_cash_flow_ttm}", year)
    assert told.reason == (
        "capital expenditure of the 12 months to 31 Dec 2025 was $400M "
        "(over operating cash flow of the 12 months to 31 Dec 2025, $300M)"
    )
    assert [metric.name for metric in told.evidence if isinstance(metric, Metric)] == [
        "operating_cash_flow_ttm"
    ]
    assert says("{name: free_cash_flow_ttm, is: under $0}", year) == (
        "fires: free cash flow of the 12 months to 31 Dec 2025 was -$100M (under $0)"
    )
    assert says("{name: (total_debt - cash) / equity, is: over 2}", year) == (
        "fires: (total debt - cash) / equity at 31 Dec 2025 was 2.4 (over 2)"
    )
    assert says("{name: total_debt, is: over 2 * equity}", year) == (
        "fires: total debt at 31 Dec 2025 was $700M (over 2 * equity at 31 Dec 2025, $500M)"
    )
    assert says("{name: debt_to_equity, is: over 250%}", year) == (
        "fires: debt to equity at 31 Dec 2025 was 280% (over 250%)"
    )
    net = verdict("{name: net_debt, is: over $0}", year).subject
    assert isinstance(net, Metric)
    assert (net.value, [(part.concept, part.value) for part in net.parts]) == (
        Decimal(600_000_000),
        [("total_debt", Decimal(700_000_000)), ("cash", Decimal(-100_000_000))],
    )


def test_a_figure_is_shown_on_its_side_of_the_threshold() -> None:
    assert says("{name: total_debt, is: over $5B}", debt("5001", "2026-06-30", SECOND)) == (
        "fires: total debt at 30 Jun 2026 was $5,001,000,000 (over $5B)"
    )
    assert says("{name: total_debt, rises: over 25%}", debt("6126", "2026-06-30", SECOND), MARCH).startswith(
        "fires: total debt rose 25.02% to $6.13B"
    )


# --- which filings, and what was told before ----------------------------------------------------------


@pytest.mark.parametrize(
    ("filing", "said"),
    [
        (report(form="4"), "silent: form 4 is no financial report"),
        (report(form="8-K"), "silent: form 8-K gives no figures"),
        (report(form="10-Q/A"), "silent: nothing that this rule looks at was restated"),
        (report(), "undecided: no figures could be read in the 10-Q"),
        (
            report(figure("revenue", "5", "2026-06-30", "2026-04-01"), form="8-K"),
            "silent: it does not give total_debt to 30 Jun 2026",
        ),
        (
            report(figure("revenue", "5", "2026-06-30", "2026-04-01")),
            "undecided: total_debt at 30 Jun 2026 is not known: the 10-Q does not tell it",
        ),
    ],
    ids=lambda made: made.filing.form if isinstance(made, Reading) else "",
)
def test_which_filings_are_looked_at(filing: Reading, said: str) -> None:
    assert says(JUMP, filing, MARCH) == said


def test_an_amendment_tells_what_it_restates_and_nothing_else() -> None:
    same = debt("8800", "2026-06-30", THIRD, "10-Q/A")
    assert says(JUMP, same, MARCH, JUNE) == "silent: nothing that this rule looks at was restated"
    more = debt("9100", "2026-06-30", THIRD, "10-Q/A")
    assert says(JUMP, more, MARCH, JUNE) == (
        "fires: restated: total debt at 30 Jun 2026 is $9.1B, was $8.8B; "
        "total debt rose 86% to $9.1B at 30 Jun 2026, from $4.9B at 31 Mar 2026 (over 25%)"
    )
    assert says("{name: total_debt, is: over $5B}", more, MARCH, JUNE) == (
        "silent: was so already on 30 Jun 2026, before it was restated"
    )
    assert says("{name: total_debt, is: over $9B}", more, MARCH, JUNE) == (
        "fires: restated: total debt at 30 Jun 2026 is $9.1B, was $8.8B; "
        "total debt at 30 Jun 2026 was $9.1B (over $9B)"
    )
    other = report(figure("cash", "1", "2026-06-30"), form="10-Q/A", accession=THIRD)
    assert says(JUMP, other, MARCH, JUNE) == "silent: nothing that this rule looks at was restated"
    assert says(JUMP, more, MARCH).startswith("fires: total debt rose 86%")


def test_an_amendment_may_restate_what_it_is_held_against() -> None:
    both = report(
        figure("total_debt", "8800", "2026-06-30"),
        figure("total_debt", "8000", "2026-03-31"),
        form="10-Q/A",
        accession=THIRD,
    )
    assert says(JUMP, both, MARCH, JUNE) == (
        "silent: restated: total debt at 31 Mar 2026 is $8B, was $4.9B; "
        "total debt rose 10% to $8.8B at 30 Jun 2026, from $8B at 31 Mar 2026, "
        "and the rule asks for rises over 25%"
    )


def test_what_was_put_together_otherwise_is_not_called_restated() -> None:
    api = report(
        figure("total_debt", "8500", "2026-06-30", quality=Quality.LOW, concepts="DebtCurrent"),
        accession=SECOND,
    )
    amended = debt("8800", "2026-06-30", THIRD, "10-Q/A")
    assert says(JUMP, amended, MARCH, api) == (
        "fires: total debt at 30 Jun 2026 is $8.8B, and was put together otherwise before; "
        "total debt rose 80% to $8.8B at 30 Jun 2026, from $4.9B at 31 Mar 2026 (over 25%)"
    )


def test_a_report_after_its_press_release_is_judged_by_itself() -> None:
    release = debt("8800", "2026-06-30", THIRD, "8-K")
    assert says(JUMP, JUNE, MARCH, release) == says(JUMP, JUNE, MARCH)
    assert says("{name: total_debt, is: over $5B}", JUNE, MARCH, release).startswith("fires")


def test_a_press_release_after_its_report_is_no_news() -> None:
    release = debt("8800", "2026-06-30", THIRD, "8-K")
    exact = debt("8796", "2026-06-30", SECOND)
    assert says(JUMP, release, MARCH, exact) == "silent: the 10-Q told this before"
    other = debt("9900", "2026-06-30", THIRD, "8-K")
    assert says(JUMP, other, MARCH, exact).startswith("fires: total debt rose 102%")


def test_a_press_release_has_captions_and_is_held_against_the_report_before_all_the_same() -> None:
    def line(value: str, end: str) -> Metric:
        return figure("total_debt", value, end, quality=Quality.LOW, concepts="Borrowings")

    release = report(line("8800", "2026-06-30"), line("4900", "2026-03-31"), form="8-K", accession=THIRD)
    assert says(JUMP, release, MARCH).startswith("fires: total debt rose 80%")
    alone = report(line("8800", "2026-06-30"), form="8-K", accession=THIRD)
    assert says(JUMP, alone, MARCH).startswith("fires: total debt rose 80%")
    by_fallback = report(line("8800", "2026-06-30"), form="10-Q", accession=THIRD)
    assert says(JUMP, by_fallback, MARCH).startswith("undecided: total_debt: built of other parts")


def test_the_filing_itself_is_not_its_past() -> None:
    assert says("{name: total_debt, is: over $5B}", JUNE, JUNE).startswith("fires")
    amended = debt("9100", "2026-06-30", THIRD, "10-Q/A")
    assert says(JUMP, amended, MARCH, JUNE, amended).startswith("fires: restated")


def test_versus_the_fiscal_year_end_is_the_first_column_of_the_report() -> None:
    half = report(
        figure("total_debt", "8800", "2026-06-30"),
        figure("total_debt", "4000", "2025-12-31"),
        figure("operating_cash_flow_ytd", "1", "2026-06-30", "2026-01-01"),
        accession=SECOND,
    )
    assert says("{name: total_debt, rises: over 25%, versus: fiscal_year_end}", half, MARCH) == (
        "fires: total debt rose 120% to $8.8B at 30 Jun 2026, from $4B at 31 Dec 2025 (over 25%)"
    )


def test_quarters_of_twelve_and_sixteen_weeks_are_not_compared() -> None:
    third = quarter("2025-09-06", "2025-06-15", FIRST, revenue="100")
    fourth = quarter("2025-12-27", "2025-09-07", SECOND, revenue="140")
    assert says("{name: revenue, rises: over 25%}", fourth, third) == (
        "undecided: revenue: 16 weeks are not compared with 12 weeks"
    )


def test_another_issuers_history_is_not_asked() -> None:
    filing = FilingFact(SECOND, "10-Q", replace(ISSUER, cik="0000350002"))
    reading = Reading(filing, JUNE.facts)
    text = f"rules: [{{id: a, watch: MADE, when: {{metric: {JUMP}}}}}]"
    (rule,) = load({"a.yaml": text.encode()}).rules
    assert rule.decide(reading, past(MARCH)).answer is Answer.UNDECIDED
    assert rule.decide(JUNE, Past(MARCH.metrics)).answer is Answer.FIRES


# --- rules that cannot be -----------------------------------------------------------------------------

NO_FIGURE = (
    "the figures are total_debt, short_term_debt, long_term_debt, assets, liabilities, equity, cash, inventory, "
    "accounts_receivable, net_debt, debt_to_equity, revenue, cost_of_revenue, gross_profit, operating_income, "
    "net_income, operating_cash_flow, capital_expenditure, gross_margin, free_cash_flow"
)
WRONG = [
    ("{}", 1, '"name" is missing'),
    (
        "total_debt",
        1,
        'expected a mapping such as {name: total_debt, rises: over 25%}, got the text "total_debt"',
    ),
    ("{name: total_debt}", 1, "nothing is asked of the figure: give it is, rises, falls or moves"),
    ("{name: , is: over $1B}", 2, '"name" is empty: give it a value'),
    ("{name: totl_debt, rises: over 25%}", 8, '"totl_debt" is no figure: did you mean "total_debt"?'),
    ("{name: ebitda, rises: over 25%}", 8, f'"ebitda" is no figure: {NO_FIGURE}'),
    (
        "{name: total_debt_ttm, rises: over 25%}",
        8,
        "total_debt is a balance, of one day: it has no _ttm, write total_debt",
    ),
    (
        "{name: total_debt + 5, rises: over 25%}",
        8,
        '"total_debt + 5" adds money and a ratio: only like can be added to like',
    ),
    (
        "{name: cash * equity, rises: over 25%}",
        8,
        '"cash * equity" is money times money, which is nothing: divide, or add',
    ),
    ("{name: 1 / equity, is: over 2}", 8, '"1 / equity" divides a number by money: put the money above'),
    (
        "{name: 5, is: over 2}",
        8,
        '"5" names no figure: write one like total_debt or liabilities / assets',
    ),
    (
        "{name: total_debt +, rises: over 5%}",
        8,
        '"total_debt +" is no arithmetic: a figure or a number is missing at the end',
    ),
    (
        "{name: (cash - equity, rises: over 5%}",
        8,
        '"(cash - equity" is no arithmetic: a ")" is missing',
    ),
    (
        "{name: cash equity, is: over $1}",
        8,
        '"cash equity" is no arithmetic: "equity" fits nothing before it',
    ),
    ("{name: total_debt, is: over 5}", 24, "this is in dollars: write over $5"),
    (
        "{name: total_debt, is: $5B}",
        24,
        '"$5B" alone is no threshold: say over, under, at least or at most $5B',
    ),
    ("{name: total_debt, is: over 25%}", 24, "this is in dollars, not percent: write over $1M"),
    ("{name: debt_to_equity, is: over $2}", 28, "this is a ratio, not dollars: write over 1.5"),
    ("{name: total_debt, is: above equity}", 24, '"above equity" is no threshold: say over equity'),
    (
        "{name: total_debt, is: equity}",
        24,
        '"equity" is no level: say over, under, at least or at most, and a value or a figure',
    ),
    ("{name: total_debt, is: over equitty}", 24, '"equitty" is no figure: did you mean "equity"?'),
    (
        "{name: total_debt, is: over debt_to_equity}",
        24,
        '"debt_to_equity" is a ratio, and the figure is money: compare like with like',
    ),
    ("{name: gross_margin, falls: over 5%}", 29, "this is in basis points, not percent: write over 150bp"),
    ("{name: total_debt, rises: over 150bp}", 27, "this is a percentage, not basis points: write over 25%"),
    (
        "{name: total_debt, rises: over 25}",
        27,
        '"over 25" may be a percentage or dollars: write over 25% or over $500M',
    ),
    (
        "{name: total_debt, rises: 25%}",
        27,
        '"25%" alone is no threshold: say over, under, at least or at most 25%',
    ),
    (
        "{name: total_debt, rises: under 25%}",
        27,
        '"under 25%": rises is for more than something: write rises: over 25%',
    ),
    (
        "{name: total_debt, falls: over -25%}",
        27,
        '"over -25%": what falls does so by more than zero: write rises: over 25%',
    ),
    (
        "{name: total_debt, rises: over 5%, by_at_least: -$5M}",
        49,
        '"at least -$5M" is always true here: leave it out',
    ),
    (
        "{name: total_debt, rises: over 25%, falls: over 3%}",
        44,
        "rises is there already: one of rises, falls and moves is enough",
    ),
    ("{name: total_debt, by_at_least: $500M}", 33, "by_at_least goes with rises, falls or moves"),
    (
        "{name: total_debt, rises: over 5%, by_at_least: over $500M}",
        49,
        '"over $500M" says its side twice: write by_at_least: $500M',
    ),
    (
        "{name: total_debt, rises: over 5%, by_at_least: 5%}",
        49,
        '"5%" is no floor in dollars: write by_at_least: $500M',
    ),
    (
        "{name: gross_margin, rises: over 50bp, by_at_least: $5}",
        53,
        "by_at_least is a floor in dollars, and this figure is a ratio: leave it out",
    ),
    ("{name: cash, is: over $1B, versus: year_ago}", 1, "versus goes with rises, falls or moves"),
    (
        "{name: cash, rises: over 5%, versus: last_quarter}",
        38,
        '"last_quarter" is not one of previous_quarter, year_ago, fiscal_year_end: '
        'did you mean "previous_quarter"?',
    ),
    (
        "{name: revenue_ytd, rises: over 5%}",
        28,
        "revenue_ytd grows with each quarter of its year: add versus: year_ago, or name revenue",
    ),
    ("{name: cash, raises: over 5%}", 14, 'unknown key "raises": did you mean "rises"?'),
    ("{name: cash, is: [over $1, under $2]}", 18, "expected text, got a list"),
]


@pytest.mark.parametrize(("condition", "column", "said"), WRONG, ids=[condition for condition, _, _ in WRONG])
def test_what_is_said_to_a_rule_that_cannot_be(condition: str, column: int, said: str) -> None:
    head = "    when: {metric: "
    text = f"rules:\n  - id: a\n    watch: SMCI\n{head}{condition}}}\n"
    with pytest.raises(Wrong) as caught:
        load({"r.yaml": text.encode()})
    assert str(caught.value) == f"r.yaml:4:{len(head) + column}: {said}"


def test_the_same_thing_written_otherwise_is_the_same_rule() -> None:
    def version(condition: str) -> str:
        text = f"rules: [{{id: a, watch: SMCI, when: {{metric: {condition}}}}}]"
        (rule,) = load({"a.yaml": text.encode()}).rules
        return rule.version

    assert version("{name: total_debt, rises: over 25%}") == version(
        '{rises: "> 25 percent", versus: Previous_Quarter, name: " total_debt "}'
    )
    assert version("{name: cash/assets, is: over 0.5}") == version("{name: cash / assets, is: over 0.50}")
    assert version("{name: cash/assets, is: over 0.5}") != version("{name: cash/assets, is: over 0.6}")


# --- whatever is known ----------------------------------------------------------------------------------

CONDITIONS = (
    JUMP,
    "{name: net_debt, moves: over 1%, by_at_least: $1, versus: fiscal_year_end}",
    "{name: debt_to_equity, rises: over 1bp, versus: year_ago}",
    "{name: gross_margin_ttm, is: under 10%}",
    "{name: free_cash_flow, falls: at least 0%}",
    "{name: operating_cash_flow_ytd, is: under capital_expenditure_ttm}",
    "{name: (total_debt - cash) / (equity - liabilities), is: over 1}",
)
RULES = [
    load({"a.yaml": f"rules: [{{id: a, watch: MADE, when: {{metric: {condition}}}}}]".encode()}).rules[0]
    for condition in CONDITIONS
]
NAMES = ("total_debt", "cash", "equity", "liabilities", "revenue", "gross_profit", "operating_cash_flow")
STARTS = (None, "2025-01-01", "2025-04-01", "2025-07-01", "2026-01-01", "2026-04-01")
ENDS = ("2025-03-31", "2025-06-30", "2025-12-31", "2026-03-31", "2026-06-30")


@st.composite
def any_figure(draw: st.DrawFn) -> Metric:
    name, start, end = (draw(st.sampled_from(choice)) for choice in (NAMES, STARTS, ENDS))
    value = draw(st.sampled_from([None, "0", "-1", "0.000001", "5", "99999999999999999999999999999999"]))
    made = figure(
        f"{name}{draw(st.sampled_from(['', '_ytd', '_ttm']))}",
        value,
        end,
        start if start and start < end else None,
        unit=draw(st.sampled_from(["USD", "USD", "EUR"])),
        quality=draw(st.sampled_from([Quality.OK, Quality.LOW])),
        concepts=draw(st.sampled_from(["", "A", "A,B"])),
        fiscal=draw(st.sampled_from([None, "2026Q1", "2026FY"])),
    )
    return replace(made, end=None) if draw(st.integers(0, 9)) == 0 else made


@settings(max_examples=100, deadline=None)
@given(
    st.lists(any_figure(), max_size=8),
    st.lists(st.lists(any_figure(), max_size=8), max_size=3),
    st.sampled_from(["10-Q", "10-K", "10-Q/A", "8-K", "8-K/A"]),
    st.randoms(use_true_random=False),
)
def test_whatever_is_known_there_is_a_verdict_with_a_reason(
    own: list[Metric], earlier: list[list[Metric]], form: str, order: random.Random
) -> None:
    before = [report(*figures, accession=f"{n}") for n, figures in enumerate(earlier)]
    mixed = [
        report(*order.sample(figures, len(figures)), accession=f"{n}") for n, figures in enumerate(earlier)
    ]
    reading = report(*own, form=form, accession="now")
    again = report(*order.sample(own, len(own)), form=form, accession="now")
    for rule in RULES:
        told = rule.decide(reading, past(*before))
        assert told.reason
        assert "\n" not in told.reason
        assert rule.decide(again, past(*mixed)) == told
