"""The examples of rules: how they are written, what is said of wrong ones, and what filings become of them."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.json_schema import errors, yaml_1_2
from tocsin import trial
from tocsin.errors import TocsinError, Wrong
from tocsin.model import (
    Answer,
    Guidance,
    InsiderHolding,
    InsiderSale,
    InsiderTransaction,
    Known,
    Metric,
    Owner,
    ProposedSale,
    Quality,
    Reading,
)
from tocsin.rules import RuleSet, load
from tocsin.rules.examples import ANY_COMPANY, FILINGS, AroundKeys, ExampleKeys, cik_of, readings
from tocsin.rules.examples.report_keys import ReportKeys
from tocsin.rules.examples.schema import example_defs
from tocsin.yamltext import Section

FOLDER = Path(__file__).parents[2] / "rules"
README = (FOLDER / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
SHARED = b"watchlists: {chip-makers: [NVDA, AMD]}\n"


def rules(filings: str, expect: str = "fires", when: str = "filing: {}", watch: str = "SMCI") -> RuleSet:
    """One rule with one example; `filings` are lines such as `sale: {}`."""
    lines = "".join(f"          - {line}\n" for line in filings.strip().splitlines())
    text = (
        f"rules:\n  - id: made\n    watch: {watch}\n    when: {{{when}}}\n"
        f"    tests:\n      - name: the example\n        given:\n{lines}        expect: {expect}\n"
    )
    return load({"r.yaml": text.encode()})


def wrong(filings: str, expect: str = "fires") -> list[str]:
    """What is said of the example, its first filing on line 8."""
    with pytest.raises(Wrong) as caught:
        rules(filings, expect)
    return [str(problem) for problem in caught.value.problems]


def told(*filings: str, watch: str = "SMCI") -> tuple[Reading, ...]:
    """The readings of the example."""
    (rule,) = rules("\n".join(filings), watch=watch).rules
    first = next((company.name for company in rule.watch.companies), ANY_COMPANY)
    return readings(rule.examples[0], first)


def row(*filings: str) -> InsiderTransaction:
    return told(*filings)[-1].transactions[0]


def figures(*filings: str) -> dict[str, Metric]:
    return {metric.name: metric for metric in told(*filings)[-1].metrics}


def says(filings: str, when: str, watch: str = "SMCI") -> str:
    """What the rule says of the example: the answer and its reason."""
    (tried,) = trial.run(rules(filings, when=when, watch=watch))
    return f"{tried.got}: {tried.reason}"


# --- what filings become of them --------------------------------------------------------------------


def test_a_sale() -> None:
    (reading,) = told(
        "sale: {by: officer, shares: 340k, price: $37.94, left: 760k, on: 2026-05-26, plan_10b5_1: no}"
    )
    sale = reading.transactions[0]
    assert (reading.filing.form, reading.filing.period) == ("4", dt.date(2026, 5, 26))
    assert (sale.code, sale.acquired_disposed, sale.derivative) == ("S", "D", False)
    assert (sale.shares, sale.price, sale.owned_after) == (340_000, Decimal("37.94"), 760_000)
    assert (sale.plan_10b5_1, sale.sell_to_cover) == (Known.NO, Known.NO)
    assert (sale.ownership, sale.nature, sale.security) == ("D", None, "Common Stock")
    total = next(fact for fact in reading.facts if isinstance(fact, InsiderSale))
    assert total.value == Decimal("12899600.00")
    assert all(fact.accession == reading.filing.accession for fact in reading.facts)


@pytest.mark.parametrize(
    ("word", "code", "acquired_disposed", "price"),
    [
        ("sale", "S", "D", None),
        ("buy", "P", "A", None),
        ("gift", "G", "D", Decimal(0)),
        ("tax", "F", "D", None),
        ("grant", "A", "A", Decimal(0)),
    ],
)
def test_trades_have_the_code_of_their_word(
    word: str, code: str, acquired_disposed: str, price: Decimal | None
) -> None:
    trade = row(f"{word}: {{}}")
    assert (trade.code, trade.acquired_disposed, trade.price) == (code, acquired_disposed, price)
    assert (trade.shares, trade.owned_after) == (None, None)
    assert row(f"{word}: {{price: $5}}").price == 5


def test_what_is_unknown_is_not_stated() -> None:
    sale = row(
        "sale: {shares: unknown, price: unknown, left: Unknown, plan_10b5_1: unknown, sell_to_cover: yes}"
    )
    assert (sale.shares, sale.price, sale.owned_after) == (None, None, None)
    assert (sale.plan_10b5_1, sale.sell_to_cover) == (Known.UNKNOWN, Known.YES)


def test_a_disposal_a_holding_and_an_amendment() -> None:
    assert row("disposal: {code: j, by: 10% owner, shares: 5}").code == "J"
    (reading,) = told("holding: {by: 10% owner, owned: 4M, indirect: By Trust}")
    holding = next(fact for fact in reading.facts if isinstance(fact, InsiderHolding))
    assert (reading.filing.form, holding.owned, holding.ownership, holding.nature) == (
        "3",
        4_000_000,
        "I",
        "By Trust",
    )
    assert told("sale: {form: 4/A}")[0].filing.form == "4/A"


@pytest.mark.parametrize(
    ("by", "flags"),
    [
        ("officer", (False, True, False, "Senior Vice President")),
        ("director", (True, False, False, None)),
        ("CEO", (False, True, False, "Chief Executive Officer")),
        ("CEO and director", (True, True, False, "Chief Executive Officer")),
        ("chief financial officer", (False, True, False, "Chief Financial Officer")),
        ("10% owner", (False, False, True, None)),
        ("officer and ten percent owner", (False, True, True, "Senior Vice President")),
    ],
)
def test_who_it_was(by: str, flags: tuple[bool, bool, bool, str | None]) -> None:
    (owner,) = row(f"sale: {{by: {by}}}").owners
    assert (owner.director, owner.officer, owner.ten_percent_owner, owner.title) == flags


def owners(*filings: str) -> list[Owner]:
    return [owner for reading in told(*filings) for owner in reading.transactions[0].owners]


def test_a_list_is_a_joint_filing() -> None:
    chief, holder = owners("sale: {by: [CEO and director, 10% owner], title: Pres & CEO}")
    assert chief.officer
    assert chief.title == "Pres & CEO"
    assert holder.ten_percent_owner
    assert holder.title is None
    assert chief.cik != holder.cik


def test_the_same_position_is_the_same_person_unless_named_otherwise() -> None:
    one, two, three, four = owners(
        "sale: {by: director}",
        "sale: {by: director}",
        "sale: {by: director, who: Park Ines}",
        "sale: {by: CEO, who: Park Ines}",
    )
    assert one.cik == two.cik != three.cik == four.cik
    assert (one.name, three.name) == ("Reyes Dana", "Park Ines")


def test_many_people_have_names_of_their_own() -> None:
    people = owners(*(f"sale: {{who: Person {number}}}" for number in range(20)))
    assert len({owner.cik for owner in people}) == 20
    roles = ["officer", "director", "CEO", "CFO", "10% owner", "CEO and director", "CFO and director"]
    roles += ["officer and director", "director and 10% owner", "CEO and 10% owner"]
    assert len({owner.name for owner in owners(*(f"sale: {{by: {role}}}" for role in roles))}) == len(roles)


def test_the_periods_of_a_quarter() -> None:
    found = figures(
        "10-Q: {end: 2026-06-30, total_debt: $8.8B, revenue: $5.8B, operating_cash_flow_ytd: -$7B}"
    )
    debt, revenue, flow = found["total_debt"], found["revenue"], found["operating_cash_flow_ytd"]
    assert (debt.value, debt.unit, debt.start, debt.end) == (
        8_800_000_000,
        "USD",
        None,
        dt.date(2026, 6, 30),
    )
    assert (revenue.start, revenue.days, revenue.fiscal) == (dt.date(2026, 4, 1), 91, "2026Q2")
    assert (flow.start, flow.value, flow.fiscal) == (dt.date(2026, 1, 1), -7_000_000_000, "2026Q2")
    assert {metric.quality for metric in found.values()} == {Quality.OK}


@pytest.mark.parametrize(
    ("report", "start", "fiscal"),
    [
        ("10-Q: {end: 2026-03-31, year_begins: 2025-07-01, net_income_ytd: $1}", "2025-07-01", "2026Q3"),
        ("10-Q: {end: 2025-09-30, year_begins: 2025-07-01, net_income_ytd: $1}", "2025-07-01", "2026Q1"),
        ("10-Q: {end: 2026-03-31, net_income_ytd: $1}", "2026-01-01", "2026Q1"),
        ("10-K: {end: 2026-06-30, net_income: $1}", "2025-07-01", "2026FY"),
        ("10-K: {end: 2025-12-31, net_income_ytd: $1}", "2025-01-01", "2025FY"),
    ],
)
def test_the_fiscal_year(report: str, start: str, fiscal: str) -> None:
    (metric,) = figures(report).values()
    assert (str(metric.start), metric.fiscal) == (start, fiscal)


def test_a_figure_got_by_a_fallback_one_that_is_unknown_and_a_press_release() -> None:
    found = figures("10-Q: {end: 2026-06-30, cash: $1B, total_debt: unknown, quality: low}")
    assert (found["cash"].quality, found["total_debt"].quality) == (Quality.LOW, Quality.ABSENT)
    assert found["total_debt"].value is None
    (reading,) = told("results: {end: 2026-06-30, cash: $1B}")
    assert (reading.filing.form, reading.filing.items) == ("8-K", ("2.02", "9.01"))
    assert (reading.metrics[0].quality, reading.metrics[0].note) == (Quality.LOW, "press release: cash")
    assert reading.prose[0].type == "EX-99.1"


def test_words_items_and_notices() -> None:
    (reading,) = told('8-K: {item: [officer change, 9.01], says: ["One.", "Two."], section: Item 5.02}')
    assert (reading.filing.form, reading.filing.items) == ("8-K", ("5.02", "9.01"))
    (prose,) = reading.prose
    assert [sentence.text for sentence in prose.sentences] == ["One.", "Two."]
    assert {sentence.section for sentence in prose.sentences} == {
        "Departure of Directors or Certain Officers; Election of Directors; Appointment of Certain Officers; "
        "Compensatory Arrangements of Certain Officers"
    }
    assert told("8-K: {}")[0].filing.items == ("8.01",)
    assert told("NT 10-Q: {}")[0].filing.form == "NT 10-Q"
    assert told("10-Q/A: {end: 2026-06-30}")[0].filing.form == "10-Q/A"


def test_a_proposed_sale_and_guidance() -> None:
    (reading,) = told("proposed_sale: {shares: 100k, value: $5M, plan_adopted: 2026-02-10}")
    sale = next(fact for fact in reading.facts if isinstance(fact, ProposedSale))
    assert (reading.filing.form, sale.shares, sale.value) == ("144", 100_000, 5_000_000)
    assert sale.plan_adopted == dt.date(2026, 2, 10)
    (reading,) = told(
        "guidance: {measure: capital_expenditure, low: $125B, high: $145B, period: full year 2026}"
    )
    expected = next(fact for fact in reading.facts if isinstance(fact, Guidance))
    assert (expected.low, expected.high, expected.unit) == (125 * 10**9, 145 * 10**9, "USD")
    assert expected.text == "We expect capital expenditure of $125B to $145B for full year 2026."
    assert reading.prose[0].sentences[0].text == expected.text
    (reading,) = told("guidance: {measure: revenue, low: $5B}")
    assert [fact.high for fact in reading.facts if isinstance(fact, Guidance)] == [5 * 10**9]


# --- whose they are, and when -----------------------------------------------------------------------


def test_a_filing_is_of_the_first_company_that_is_watched() -> None:
    one, other = told("sale: {}", "{sale: {}, for: DELL}", watch="[SMCI, DELL]")
    assert (one.filing.issuer.name, one.filing.issuer.cik) == ("SMCI", cik_of("SMCI"))
    assert (other.filing.issuer.symbol, other.filing.issuer.cik) == ("DELL", cik_of("DELL"))
    assert told("sale: {}", watch="1375365")[0].filing.issuer.cik == "0001375365"
    assert told("sale: {}", watch='"*"')[0].filing.issuer.name == ANY_COMPANY


def test_another_company_is_not_watched() -> None:
    assert says("{sale: {}, for: NVDA}", "filing: {}") == "silent: does not watch NVDA"
    assert says("{sale: {}, for: NVDA}", "insider_sale: {}", watch='"*"').startswith("fires")
    assert says("8-K: {}", "insider_sale: {}", watch='"*"') == "silent: rings on no form 8-K"


def days(*filings: str) -> list[str]:
    return [
        str(reading.filing.accepted.date())
        for reading in told(*filings)
        if reading.filing.accepted is not None
    ]


@pytest.mark.parametrize(
    ("filings", "filed"),
    [
        (["sale: {}"], ["2026-06-01"]),
        (["sale: {}", "8-K: {}"], ["2026-06-01", "2026-06-02"]),
        (["sale: {on: 2026-05-26}", "sale: {on: 2026-05-26}"], ["2026-05-27", "2026-05-27"]),
        (["10-Q: {end: 2026-06-30}", "8-K: {}"], ["2026-08-04", "2026-08-05"]),
        (["10-Q: {end: 2026-06-30}", "sale: {on: 2026-07-01}"], ["2026-08-04", "2026-08-04"]),
        (["8-K: {}", "8-K: {}", "sale: {on: 2026-05-26}"], ["2026-05-25", "2026-05-26", "2026-05-27"]),
        (["{8-K: {}, filed: 2026-03-02}", "8-K: {}"], ["2026-03-02", "2026-03-03"]),
        (["results: {end: 2026-06-30}", "10-Q: {end: 2026-06-30}"], ["2026-07-28", "2026-08-04"]),
        (["10-K: {end: 2025-12-31}", "10-K/A: {end: 2025-12-31}"], ["2026-02-24", "2026-03-26"]),
        (["8-K: {}", "nothing: 10d", "8-K: {}"], ["2026-06-01", "2026-06-12"]),
    ],
)
def test_filings_become_public_in_their_order(filings: list[str], filed: list[str]) -> None:
    assert days(*filings) == filed
    moments = [reading.filing.accepted for reading in told(*filings) if reading.filing.accepted]
    assert moments == sorted(set(moments))
    assert len({reading.filing.accession for reading in told(*filings)}) == len(filed)


def test_a_trade_is_told_the_day_after() -> None:
    assert row("{sale: {}, filed: 2026-05-27}").date == dt.date(2026, 5, 26)


# --- how they are run -------------------------------------------------------------------------------


def test_only_the_last_is_judged_and_it_sees_those_above() -> None:
    jump = "metric: {name: total_debt, rises: over 25%}"
    march, june = "10-Q: {end: 2026-03-31, total_debt: $4.9B}", "10-Q: {end: 2026-06-30, total_debt: $8.8B}"
    assert says(f"{march}\n{june}", jump) == (
        "fires: total debt rose 80% to $8.8B at 30 Jun 2026, from $4.9B at 31 Mar 2026 (over 25%)"
    )
    assert says(june, jump).startswith("undecided: total_debt at 31 Mar 2026 is not known: no earlier 10-Q")
    assert says(f"{march}\n{june}\nsale: {{}}", jump) == "silent: form 4 is no financial report"


def test_rules_that_ring_by_the_clock() -> None:
    overdue = "absent: {form: 10-Q, within: 135d}"
    assert says("10-Q: {end: 2026-03-31}\nnothing: 140d", overdue).startswith("fires: no 10-Q for")
    assert says("10-Q: {end: 2026-03-31}\nnothing: 100d", overdue).startswith("silent")
    assert says("10-Q: {end: 2026-03-31}", overdue).startswith("silent")
    assert says("nothing: 140d", overdue).startswith("undecided")
    assert says("sale: {}\nnothing: 3d", "filing: {}") == "silent: rings on filings, and not by the clock"
    assert says("{nothing: 140d, for: DELL}", overdue) == "silent: does not watch that company"


def test_a_rule_that_is_switched_off_is_tried_too() -> None:
    text = b"""rules:
  - {id: off, watch: SMCI, when: {filing: {}}, enabled: no, expires: 2020-01-01,
     tests: [{name: any, given: [{8-K: {}}], expect: fires}]}
"""
    assert [tried.green for tried in trial.run(load({"r.yaml": text}))] == [True]


TWO = b"""rules:
  - id: one
    watch: SMCI
    when: {filing: {item: 5.02}}
    tests:
      - name: fires on a new officer
        given: [{8-K: {item: 5.02}}]
        expect: fires
      - name: is wrong
        given: [{8-K: {item: 5.07}}]
        expect: fires
  - {id: two, watch: SMCI, when: {filing: {}}}
"""


def test_what_is_red_says_why_and_where() -> None:
    green, red = trial.run(load({"r.yaml": TWO}))
    assert (green.green, str(green)) == (True, "r.yaml:6:15: one: fires on a new officer: fires")
    assert not red.green
    assert str(red) == (
        "r.yaml:9:15: one: is wrong: expected fires, got silent: 8-K with item 5.07, not 5.02"
    )


def test_rules_by_name() -> None:
    rules_ = load({"r.yaml": TWO})
    assert trial.run(rules_, ["two"]) == []
    assert len(trial.run(rules_, ["one", "two"])) == 2
    with pytest.raises(TocsinError, match=r'no rule "onne": did you mean "one"\?$'):
        trial.run(rules_, ["onne"])
    with pytest.raises(TocsinError, match='no rule "xyzzy"'):
        trial.run(rules_, ["xyzzy"])


def test_what_lacks_an_example() -> None:
    assert [str(problem) for problem in trial.lacking(load({"r.yaml": TWO}))] == [
        'r.yaml:2:9: rule "one" has no example of silent',
        'r.yaml:12:10: rule "two" has no example of fires and none of silent',
    ]


def test_examples_change_no_version() -> None:
    (plain,) = load({"r.yaml": b"rules: [{id: made, watch: SMCI, when: {filing: {}}}]"}).rules
    (tested,) = rules("8-K: {}").rules
    assert plain.version == tested.version
    assert tested.examples[0].expect is Answer.FIRES


# --- what is wrong ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filing", "said"),
    [
        ("sale: {shares: over 340k}", '8:28: "over 340k" is a threshold, and a filing states a figure: write 340k'),
        ("sale: {shares: above 340k}", '8:28: "above 340k" is a threshold, and a filing states a figure: write 340k'),
        ("sale: {shares: $340}", '8:28: "$340" is no number of shares: write it like 340k, or unknown'),
        ("sale: {shares: -5}", '8:28: "-5" is no number of shares: it cannot be below 0'),
        ("sale: {price: 37.94}", '8:27: "37.94" is no price: write it like $37.94, or unknown'),
        ("sale: {shares: many}", '8:28: "many" is no number of shares: write it like 340k, or unknown'),
        ("sale: {on: 2026-02-30}", '8:24: "2026-02-30" is not in the calendar'),
        ("sale: {on: May 26}", '8:24: "May 26" is no day: write year, month and day as in 2026-12-31'),
        ("sale: {on: 9999-12-31}", '8:24: "9999-12-31" is out of reach: days are from 1993 to 2100'),
        ("sale: {by: anyone}", "8:24: an example says who it was: write by: officer, director, CEO, CFO or 10% owner"),
        ("sale: {by: boss}", '8:24: "boss" is no role: the roles are officers, directors, ten percent owners, chief '
         "executive, chief financial officer"),
        ("sale: {by: [CEO, director], who: Reyes}", "8:19: by names 2 and who names 1: there is a name for each person"),
        ("sale: {plan: no}", '8:20: unknown key "plan": the keys here are by, who, title, security, indirect, shares, '
         "price, left, on, plan_10b5_1, sell_to_cover, form"),
        ("sale: {share: 340k}", '8:20: unknown key "share": did you mean "shares"?'),
        ("sale: {shares: 340,000}", '8:28: in braces a comma ends the value: for "340,000" write 340k or 340_000'),
        ("sale: {form: 8-K}", '8:26: "8-K" is not one of 4, 4/a, 5, 5/a'),
        ("sale: {plan_10b5_1: maybe}", '8:33: "maybe" is not one of yes, no, unknown, true, false'),
        ("sale: 340k", '8:19: expected a mapping such as {by: officer, shares: 340k, price: $37.94, left: 760k}, got '
         'the text "340k"'),
        ("sale:", "8:13: sale is empty: give it keys such as {by: officer, shares: 340k, price: $37.94, left: 760k}, "
         "or {}"),
        ("sell: {}", '8:13: unknown filing "sell": there is sale, buy, gift, tax, grant, disposal, holding, '
         "proposed_sale, 10-Q, 10-K, 10-Q/A, 10-K/A, results, guidance, 8-K, 8-K/A, NT 10-Q, NT 10-K, price_target, rating, "
         "consensus, earnings, rate, price, headline, nothing"),
        ("8-k: {}", '8:13: unknown filing "8-k": did you mean "8-K"?'),
        ("10Q: {}", '8:13: unknown filing "10Q": did you mean "10-Q"?'),
        ("{sale: {}, left: 3}", '8:24: "left" belongs to sale: indent it below that'),
        ("{sale: {}, buy: {}}", "8:24: an entry is one filing, and sale is there: give buy an entry of its own"),
        ("{for: SMCI}", "8:13: no filing is given here: write one such as sale: {shares: 340k}"),
        ("{sale: {}, for: smci}", '8:29: "smci" is no ticker: tickers are upper case, write SMCI'),
        ("{sale: {}, filed: soon}", '8:31: "soon" is no day: write year, month and day as in 2026-12-31'),
        ("disposal: {shares: 5}", '8:23: "code" is missing'),
        ("disposal: {code: P}", "8:30: P disposes of no stock (open market or private purchase): the codes here are S, "
         "D, F, I, M, C, G, W, Z, J, K, U"),
        ("10-Q: {total_debt: $5B}", '8:19: "end" is missing'),
        ("10-Q:", "8:13: 10-Q is empty: give it keys such as {end: 2026-06-30, total_debt: $8.8B}"),
        ("10-Q: {end: 2026-06-30, total_dept: $8.8B}", '8:37: unknown key "total_dept": did you mean "total_debt"?'),
        ("10-Q: {end: 2026-06-30, total_debt: 8.8B}", '8:49: "8.8B" is no amount of dollars: write it like $8.8B, or '
         "unknown"),
        ("10-Q: {end: 2026-06-30, gross_margin: 31%}", '8:37: "gross_margin" belongs in rules alone: it is made of '
         "gross_profit and revenue, give these"),
        ("10-Q: {end: 2026-06-30, free_cash_flow_ytd: $5B}", '8:37: "free_cash_flow_ytd" belongs in rules alone: it is '
         "made of operating_cash_flow and capital_expenditure, give these"),
        ("10-Q: {end: 2026-06-30, revenue_ttm: $5B}", '8:37: "revenue_ttm" belongs in rules alone: a filing tells '
         "revenue or revenue_ytd, and the year is made of these or of a 10-K"),
        ("10-Q: {end: 2026-06-30, year_begins: 2024-07-01}", "8:19: year_begins is not in the year before end"),
        ("10-Q: {end: 2026-06-30, section: Risk Factor}", '8:46: "Risk Factor" is not a section of a 10-Q, 10-K or 8-K: did you '
         'mean "Risk Factors"?'),
        ('10-Q: {end: 2026-06-30, says: " "}', "8:43: a sentence is empty: write it, or leave the key out"),
        ("8-K: {item: 5.99}", '8:25: "5.99" is no item of Form 8-K'),
        ("guidance: {measure: capex, low: $1B}", '8:33: "capex" is not one of capital_expenditure, revenue, '
         "operating_income, net_income, free_cash_flow, operating_expenses"),
        ("guidance: {measure: revenue, low: unknown}", "8:47: guidance without a figure is none: write it like $125B"),
        ("guidance: {measure: revenue, low: $5B, high: $4B}", "8:23: low is over high: the range begins with the "
         "smaller one"),
        ("nothing: 140", '8:22: "140" has no unit: write 140d for days'),
        ("nothing:", "8:13: nothing is empty: say for how long, as in 140d"),
        ("nothing: {}", "8:22: expected text such as 140d, got a mapping"),
        ("{nothing: 5d, filed: 2026-06-01}", "8:27: nothing is filed here: leave filed out"),
        ("text", '8:13: expected a filing such as sale: {shares: 340k}, got the text "text"'),
        ("[]", "8:13: expected a filing such as sale: {shares: 340k}, got a list"),
        ("~", "8:13: this entry is empty: give it a value"),
    ],
)  # fmt: skip
def test_a_wrong_filing_is_explained_at_its_place(filing: str, said: str) -> None:
    assert wrong(filing) == [f"r.yaml:{said}"]


@pytest.mark.parametrize(
    ("tests", "said"),
    [
        ("[{given: [{8-K: {}}], expect: fires}]", '5:13: "name" is missing'),
        ("[{name: a, expect: fires}]", '5:13: "given" is missing'),
        ("[{name: a, given: [{8-K: {}}]}]", '5:13: "expect" is missing'),
        ("[{name: a, given: [{8-K: {}}], expect: fire}]", '5:51: "fire" is not one of fires, silent, undecided: did '
         'you mean "fires"?'),
        ("[{name: a, given: [], expect: fires}]", '5:30: "given" is empty: give it a filing such as sale: {shares: '
         "340k}"),
        ("[{name: a, given: , expect: fires}]", '5:23: "given" is empty: give it a value'),
        ("[{name: a, given: 8-K, expect: fires}]", "5:30: expected a list of filings such as - sale: {shares: 340k}, "
         'got the text "8-K"'),
        ("[{name: a, when: {}, given: [{8-K: {}}], expect: fires}]", '5:23: unknown key "when": the keys here are '
         "name, given, expect"),
        (f"[{{name: a, given: [{', '.join(['8-K: {}'] * 101)}], expect: fires}}]", '5:30: "given" holds 101 filings: '
         "at most 100"),
    ],
)  # fmt: skip
def test_a_wrong_example_is_explained_at_its_place(tests: str, said: str) -> None:
    text = f"rules:\n  - id: made\n    watch: SMCI\n    when: {{filing: {{}}}}\n    tests: {tests}\n"
    with pytest.raises(Wrong) as caught:
        load({"r.yaml": text.encode()})
    assert [str(problem) for problem in caught.value.problems] == [f"r.yaml:{said}"]


def test_filings_stand_in_their_order() -> None:
    assert wrong("{8-K: {}, filed: 2026-03-02}\n8-K: {}\n{8-K: {}, filed: 2026-02-27}") == [
        "r.yaml:10:30: filed 2026-02-27 is before the filing above it, of 2026-03-03: filings stand in the order in "
        "which they become public"
    ]


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert len(wrong("sale: {shares: over 5, price: 3}\nsell: {}\n10-Q: {}", "fire")) == 5


# --- whatever is written ----------------------------------------------------------------------------

_WORDS = st.sampled_from([*FILINGS, "for", "filed", "x"])
_KEYS = st.sampled_from(
    sorted({info.alias or name for model in FILINGS.values() for name, info in model.model_fields.items()})
)
_TEXTS = (
    "1|-1|340k|$5M|-$7B|31%|unknown|yes|no|2026-06-30|1993-01-01|2100-12-31|CEO|10% owner|S|4/A|3|8.01|"
    "Risk Factors|ok|low|revenue|3650d|''|~|[]"
)
_VALUES = st.sampled_from(_TEXTS.split("|"))
_BODIES = st.dictionaries(_KEYS, _VALUES, max_size=5).map(
    lambda keys: "{" + ", ".join(f"{key}: {value}" for key, value in keys.items()) + "}"
)
_LINES = st.dictionaries(_WORDS, _BODIES | _VALUES, min_size=1, max_size=2).map(
    lambda keys: "{" + ", ".join(f"{key}: {value}" for key, value in keys.items()) + "}"
)
_RIGHT = {
    "sale": "{shares: 5, price: $3, left: 7}",
    "disposal": "{code: G}",
    "holding": "{owned: 5}",
    "guidance": "{measure: revenue, low: $5B, period: full year 2026}",
    "nothing": "3650d",
    "rate": "{series: DGS10, percent: 4.5%}",
    "price": "{price: $31}",
    "headline": "{title: x}",
    "price_target": "{to: $33}",
    "rating": "{to: Sell}",
    "consensus": "{buys: 5, holds: 5, sells: 0, mean: $30}",
    "earnings": "{actual: $5B, estimate: $6B}",
    **dict.fromkeys(("10-Q", "10-K", "10-Q/A", "10-K/A", "results"), "{end: 2026-06-30, revenue: $5B}"),
}
_WHENS = st.sampled_from(
    [
        "filing: {}",
        "insider_sale: {insiders: at least 2, within: 3650d}",
        "insider_holding: {falls: over 1%}",
        "metric: {name: revenue, rises: over 1%}",
        "mention: {any_of: [x], only: new}",
        "guidance: {change: raised}",
        "absent: {form: 10-Q, within: 3650d}",
        "price_target: {firms: at least 2, within: 3650d}",
        "rating: {to: sell}",
        "consensus: {moves: over 1%}",
        "earnings: {misses: over 1%}",
        "rate: {series: DGS10, moves: over 1bp}",
        "price: {upside: under 0%}",
        "headline: {any_of: [x], count: at least 2, within: 3650d}",
        "absent: {headline: {any_of: [x]}, within: 3650d}",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_LINES, min_size=1, max_size=3))
def test_whatever_is_written_is_explained_or_run(lines: list[str]) -> None:
    try:
        made = rules("\n".join(lines))
    except Wrong as caught:
        assert caught.problems
        return
    assert len(trial.run(made)) == 1


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(sorted(FILINGS)), min_size=1, max_size=6), _WHENS)
def test_every_order_of_filings_can_be_judged(words: list[str], when: str) -> None:
    made = rules("\n".join(f"{word}: {_RIGHT.get(word, '{}')}" for word in words), when=when)
    (tried,) = trial.run(made)
    assert tried.reason
    assert trial.run(made) == [tried]


# --- what an editor knows of them -------------------------------------------------------------------

_DEFS = example_defs()


@pytest.mark.parametrize(
    "text", [*BLOCKS, *(path.read_text("utf-8") for path in sorted(FOLDER.glob("*.yaml")))]
)
def test_the_schema_takes_every_example_that_is_shipped(text: str) -> None:
    schema = {**_DEFS["example"], "$defs": _DEFS}
    for rule in yaml_1_2(text).get("rules", []):
        for example in rule.get("tests", []):
            assert errors(schema, example) == []


@pytest.mark.parametrize(
    "example",
    [
        "{name: a, given: [{sell: {}}], expect: fires}",
        "{name: a, given: [{sale: {share: 5}}], expect: fires}",
        "{name: a, given: [{10-Q: {}}], expect: fires}",
        "{name: a, given: [{8-K: {}}], expect: fire}",
        "{name: a, given: [], expect: fires}",
        "{given: [{8-K: {}}], expect: fires}",
        "{name: a, given: [{}], expect: fires}",
    ],
)
def test_the_schema_refuses_what_is_plainly_wrong(example: str) -> None:
    assert errors({**_DEFS["example"], "$defs": _DEFS}, yaml_1_2(example))


def test_the_schema_describes_every_key() -> None:
    for name, model in _DEFS.items():
        for key, described in model["properties"].items():
            assert "$ref" in described or described["description"], f"{name}: {key}"


# --- the page that teaches them ---------------------------------------------------------------------


@pytest.mark.parametrize("block", BLOCKS)
def test_the_examples_of_the_page_hold(block: str) -> None:
    for tried in trial.run(load({"README.md": block.encode(), "shared/lists.yaml": SHARED})):
        assert tried.green, str(tried)


def keys_of(model: type[Section]) -> set[str]:
    return {info.alias or name for name, info in model.model_fields.items()}


@pytest.mark.parametrize(
    "key",
    sorted(
        {*FILINGS, *keys_of(ExampleKeys), *keys_of(AroundKeys)}
        | set[str]().union(*(keys_of(model) for word, model in FILINGS.items() if word != "nothing"))
        - {
            name
            for name in ReportKeys.model_fields
            if name not in ("end", "year_begins", "quality", "says", "section")
        }
    ),
)
def test_the_page_has_an_example_of_every_filing_and_key(key: str) -> None:
    given = "".join(block.partition("tests:")[2] for block in BLOCKS)
    assert f"{key}:" in given
