"""Sentences that expect a range of dollars, and those that only look so."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.samples import samples
from tocsin import facts
from tocsin.facts.releases.guidance import guidance
from tocsin.model import Guidance, Issuer, Sentence

ISSUER = Issuer("0000350001", "Made & Sons")
B, M = 10**9, 10**6


def told(*texts: str, section: str | None = None) -> list[Guidance]:
    found = guidance([Sentence(text, section) for text in texts], accession=None, form="8-K", issuer=ISSUER)
    return list(found)


def line(one: Guidance) -> str:
    """`capital_expenditure 125-145B full year 2026`, with `was` for what was told before."""
    size = B if one.high >= B else M
    text = f"{one.measure} {_short(one.low, size)}-{_short(one.high, size)}{'B' if size == B else 'M'}"
    if one.before:
        text += f" was {_short(one.before.low, size)}-{_short(one.before.high, size)}"
    return f"{text} {one.period}"


def _short(number: Decimal, size: int) -> str:
    return f"{(number / size).normalize():f}"


EXPECTED = {
    # how a range is written
    "We expect 2026 capital expenditures to be in the range of $125 billion to $145 billion.": "capital_expenditure 125-145B full year 2026",
    "We anticipate 2026 capital expenditures to be between $125 and $145 billion.": "capital_expenditure 125-145B full year 2026",
    "We expect full year 2026 capital expenditures, including finance leases, in the range of $125-145 billion.": "capital_expenditure 125-145B full year 2026",
    "We expect fiscal 2026 capex of $125\u2013$145 billion.": "capital_expenditure 125-145B full year 2026",
    "Capital spending for fiscal year 2026 is projected at $1,250 million to $1,450 million.": "capital_expenditure 1.25-1.45B full year 2026",
    "We forecast capital investments ranging from $800 million to $900 million in 2026.": "capital_expenditure 800-900M full year 2026",
    "Revenue for the third quarter of fiscal 2027 is expected to be $10.5 billion, plus or minus 2%.": "revenue 10.29-10.71B third quarter 2027",
    "Revenue is expected to be $54.0 billion, +/- 2%, for Q3 FY26.": "revenue 52.92-55.08B third quarter 2026",
    "We expect third quarter 2026 revenue of approximately $8.7 billion, plus or minus $300 million.": "revenue 8.4-9B third quarter 2026",
    "For the full year 2026 we expect net sales of $9.0bn to $9.4bn.": "revenue 9-9.4B full year 2026",
    "For 2026 the Company expects sales of between $1,200,000,000 and $1,300,000,000.": "revenue 1.2-1.3B full year 2026",
    # measures
    "Net sales are expected to be between $174.0 billion and $179.5 billion, or to grow between 10% and 13% compared with third quarter 2025.": "revenue 174-179.5B None",
    "GAAP operating income is expected to be between $15.5 billion and $20.5 billion, compared with $17.4 billion in third quarter 2025.": "operating_income 15.5-20.5B None",
    "We expect income from operations of $40 to $45 million in the second quarter of 2026.": "operating_income 40-45M second quarter 2026",
    "Net income for full-year 2026 is expected to range from $5.0 billion to $5.5 billion.": "net_income 5-5.5B full year 2026",
    "Free cash flow is projected to be approximately $1.5 to $1.7 billion for the full year 2026.": "free_cash_flow 1.5-1.7B full year 2026",
    "Operating expenses are expected to be in the range of $9.7 to $9.9 million.": "operating_expenses 9.7-9.9M None",
    "We plan to spend $5 billion to $6 billion on capital expenditures in fiscal 2027.": "capital_expenditure 5-6B full year 2027",
    # periods
    "Revenues in the fourth fiscal quarter are expected to be in the range of $31.0 million to $32.0 million.": "revenue 31-32M fourth quarter",
    "For the second half of 2026 we expect capital expenditures of $2 billion to $3 billion.": "capital_expenditure 2-3B second half 2026",
    "We expect 4Q26 revenue of $2.0 billion to $2.1 billion.": "revenue 2-2.1B fourth quarter 2026",
    # what was expected before
    "We raise our outlook for 2026 capital expenditures to $125-$145 billion, from our prior range of $115-$135 billion.": "capital_expenditure 125-145B was 115-135 full year 2026",
    "We are raising our 2026 capex guidance from $115-135 billion to $125-145 billion.": "capital_expenditure 125-145B was 115-135 full year 2026",
    "The Company now expects full-year 2026 revenue of $41.0 billion to $42.0 billion, compared to its previous outlook of $40.0 billion to $41.0 billion.": "revenue 41-42B was 40-41 full year 2026",
    "We now anticipate 2026 capital expenditures in the range of $66-72 billion, narrowed from our prior outlook of $64-72 billion.": "capital_expenditure 66-72B was 64-72 full year 2026",
    "Our 2026 revenue outlook is lowered to $38 billion to $39 billion versus the previous guidance of $40 billion to $41 billion.": "revenue 38-39B was 40-41 full year 2026",
}

NOTHING = [
    # results
    "Capital expenditures were $30 billion in the quarter.",
    "Revenue was $10.0 billion to $10.4 billion in each of the last two quarters.",
    "Revenue was $30 billion, above our guidance range of $28 billion to $29 billion.",
    "We reported revenue of $30 billion, within our outlook of $29 billion to $31 billion.",
    "We increased capital expenditures from $10 billion to $12 billion last year.",
    "Second quarter revenue came in at the high end of our guidance of $28 billion to $29 billion.",
    # one figure, or one side
    "Capital expenditures of at least $20 billion are expected in 2026.",
    "We expect capital expenditures of approximately $14 billion in 2026.",
    "We expect to increase capital expenditures from $10 billion in 2025 to $12 billion in 2026.",
    "We expect up to $5 billion of capital expenditures.",
    # other measures
    "We expect diluted earnings per share of $1.20 to $1.30 for 2026.",
    "We expect net income per share of $1.20 to $1.30.",
    "We expect non-GAAP operating income between $1.0 billion and $1.2 billion.",
    "Adjusted EBITDA is expected to be $300 million to $320 million.",
    "We expect restructuring charges of $50 million to $60 million in 2026.",
    "We expect a tax payment of $1 billion to $2 billion after our capital expenditures.",
    "Depreciation is expected to be $400 million to $450 million, less than capital expenditures.",
    "We expect an operating loss of $10 million to $12 million.",
    "We expect to repurchase $1 billion to $2 billion of our shares.",
    # a part of the measure
    "Data Center revenue is expected to be $5 billion to $6 billion.",
    "We expect subscription revenue of $500 million to $510 million.",
    "We expect revenue from our legacy products for the first quarter of fiscal 2026 to be between $1.1 and $1.3 million.",
    "Cost of revenue is expected to be $2 billion to $3 billion.",
    "Deferred revenue is expected to be $2 billion to $3 billion.",
    # amounts a unit
    "We expect revenue of $60 to $70 per barrel.",
    "We expect revenue of $60 million to $70 million per store.",
    # two at once, and no word of which is which
    "GAAP operating expenses are expected to be $4.8 billion to $4.9 billion and $3.3 billion to $3.4 billion, respectively.",
    "We expect 2026 revenue of $4 billion to $5 billion or $6 billion to $7 billion.",
    # not dollars; not in order
    "We expect revenue growth of 10% to 12% in 2026.",
    "We expect revenue of $9 billion to $8 billion.",
    # boilerplate
    "Forward-looking statements include our expectation of capital expenditures of $5 billion to $6 billion.",
    "Actual results may differ from expected revenue of $5 billion to $6 billion.",
    "The Company undertakes no obligation to update expected revenue of $5 billion to $6 billion.",
    "",
]


@pytest.mark.parametrize(("text", "expected"), EXPECTED.items(), ids=[text[:60] for text in EXPECTED])
def test_a_range_that_is_expected(text: str, expected: str) -> None:
    (one,) = told(text)
    assert line(one) == expected
    assert (one.text, one.unit, one.issuer) == (text, "USD", ISSUER)


@pytest.mark.parametrize("text", NOTHING, ids=[text[:60] for text in NOTHING])
def test_a_sentence_that_expects_no_range(text: str) -> None:
    assert [line(one) for one in told(text)] == []


def test_two_periods_in_one_sentence() -> None:
    text = "We expect third quarter revenue of $10.0 billion to $10.4 billion and full-year 2026 revenue of $41 billion to $42 billion."
    assert [line(one) for one in told(text)] == [
        "revenue 10-10.4B third quarter",
        "revenue 41-42B full year 2026",
    ]


def test_two_measures_in_one_sentence() -> None:
    text = "For 2026 we expect revenue of $41 billion to $42 billion and capital expenditures of $5 billion to $6 billion."
    assert [line(one) for one in told(text)] == [
        "revenue 41-42B full year 2026",
        "capital_expenditure 5-6B full year 2026",
    ]


def test_a_heading_says_that_it_is_expected_and_for_when() -> None:
    found = told(
        "Third Quarter 2026 Outlook",
        "Revenue of $10.0 billion to $10.4 billion",
        "Capital expenditures of $2 billion to $3 billion",
    )
    assert [line(one) for one in found] == [
        "revenue 10-10.4B third quarter 2026",
        "capital_expenditure 2-3B third quarter 2026",
    ]


def test_a_lead_says_it() -> None:
    found = told("For fiscal year 2026, the Company expects:", "Net sales of $33.0 billion to $35.0 billion")
    assert [line(one) for one in found] == ["revenue 33-35B full year 2026"]


def test_the_section_says_it() -> None:
    found = told("Revenue of $10.0 billion to $10.4 billion.", section="Outlook for fiscal 2026")
    assert [line(one) for one in found] == ["revenue 10-10.4B full year 2026"]


def test_a_year_that_the_heading_adds() -> None:
    found = told(
        "Third quarter 2026 guidance", "Third quarter revenue is expected at $10.0 billion to $10.4 billion"
    )
    assert [line(one) for one in found] == ["revenue 10-10.4B third quarter 2026"]


def test_another_heading_ends_it() -> None:
    assert (
        told("Third Quarter 2026 Outlook", "Conference Call", "Revenue of $10.0 billion to $10.4 billion")
        == []
    )


def test_said_twice_it_is_one() -> None:
    text = "We expect 2026 capital expenditures to be in the range of $125 billion to $145 billion."
    assert len(told(text, text)) == 1


def test_recorded_releases() -> None:
    found = {}
    for path in samples("8-K"):
        reading = facts.read(path.read_bytes())
        lines = [line(fact) for fact in reading.facts if isinstance(fact, Guidance)]
        if lines:
            found[path.name[:20]] = lines
    assert found == {
        "X-1001426_8K_2006_00": [
            "revenue 30.8-31.7M second quarter 2007",
            "operating_expenses 9-9.3M second quarter 2007",
        ],
        "X-1001426_8K_2007_00": [
            "revenue 31-32M fourth quarter 2007",
            "operating_expenses 9.7-9.9M fourth quarter 2007",
        ],
    }


WORDS = st.sampled_from(
    [
        *(
            "we",
            "expect",
            "anticipate",
            "revenue",
            "capital expenditures",
            "of",
            "to",
            "from",
            "between",
            "and",
        ),
        *(
            "range",
            "$5",
            "$6",
            "billion",
            "million",
            "-",
            "plus or minus",
            "2%",
            "prior",
            "outlook",
            "guidance",
        ),
        *(
            "2026",
            "full year",
            "third quarter",
            "respectively",
            ".",
            ",",
            ";",
            "$1,000,000",
            "per share",
            "was",
        ),
        *("above", "our", "Q3", "FY26"),
    ]
)


@given(st.lists(st.lists(WORDS, max_size=25).map(" ".join) | st.text(max_size=60), max_size=6))
@settings(max_examples=200, deadline=None)
def test_whatever_is_said(texts: list[str]) -> None:
    for one in told(*texts):
        assert 0 < one.low < one.high
        assert one.before is None or one.before.low < one.before.high


def test_a_long_sentence_takes_no_long_time() -> None:
    assert told("expect revenue $5 to " * 90_000) == []
    assert told(*["we expect revenue from $5 - to the our its " * 45] * 50) == []
