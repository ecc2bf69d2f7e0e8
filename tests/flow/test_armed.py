"""For each rule and issuer: armed, or blind and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tests.flow.conftest import Town
from tests.flow.test_reports import release
from tests.rules.reports import figure, past, report
from tocsin.armed import armed, as_json, in_words, silent_kinds, unheard
from tocsin.demo import quarter
from tocsin.model import MARKET, FilingFact, Reading
from tocsin.rules import BoundRules, Rule, load
from tocsin.rules.chronicle import Chronicle
from tocsin.rules.when import read_when
from tocsin.state import Lane, State
from tocsin.yamltext import Mapping, read

RULES = """
rules:
  - {id: dump, watch: 9900000101, when: {insider_sale: {shares: over 100k, within: 5d}}}
  - {id: debt-jump, watch: 9900000101, when: {metric: {name: total_debt, rises: over 25%}}}
  - {id: debt-in-a-year, watch: 9900000101, when: {metric: {name: total_debt, rises: over 25%, versus: year_ago}}}
  - {id: much-debt, watch: 9900000101, when: {metric: {name: total_debt, is: over $8B}}}
  - {id: outspends, watch: 9900000101, when: {metric: {name: capital_expenditure_ttm, is: over operating_cash_flow_ttm}}}
  - {id: exports, watch: 9900000101, when: {mention: {any_of: [export control], only: new}}}
  - {id: exports-ever, watch: 9900000101, when: {mention: {any_of: [export control]}}}
  - {id: overdue, watch: 9900000101, when: {absent: {form: 10-Q, within: 135d}}}
  - id: both
    watch: 9900000101
    when:
      sequence:
        within: 45d
        steps:
          - insider_sale: {}
          - any: [{metric: {name: total_debt, rises: over 25%}}, {mention: {any_of: [export control], only: new}}]
"""
NOT_READ = "no earlier 10-Q or 10-K with its figures is known"
NOTHING_SAID = "nothing that it filed in the last 15 months is known, to tell what is new"


def with_sight(text: str, ciks: dict[str, str] | None = None) -> BoundRules:
    """The rules, each with what its condition sees."""
    tree = read("rules.yaml", text.encode())
    assert isinstance(tree.root, Mapping)
    nodes = [entry.entries["when"].value for entry in tree.root.entries["rules"].value.items]  # type: ignore[union-attr]
    rules = load({"rules.yaml": text.encode()})
    seeing: list[Rule] = []
    for rule, node in zip(rules.rules, nodes, strict=True):
        condition = read_when(node, [])
        assert condition is not None
        seeing.append(replace(rule, sees=condition.sees))
    return replace(rules, rules=tuple(seeing)).bind(ciks or {})


def why(town: Town, rules: BoundRules) -> dict[str, str | None]:
    return {one.rule: one.why for one in armed(rules, town.state(), town.clock.now())}


def test_before_anything_was_read_what_needs_a_past_is_blind(town: Town) -> None:
    town.rules = with_sight(RULES)
    town.baseline = None
    town.pass_by()
    unread = "; its past was not read yet"
    assert why(town, town.rules) == {
        "dump": None,
        "debt-jump": NOT_READ + unread,
        "debt-in-a-year": NOT_READ + unread,
        "much-debt": None,
        "outspends": NOT_READ + unread,
        "exports": NOTHING_SAID + unread,
        "exports-ever": None,
        "overdue": f"no 10-Q of this issuer was ever read{unread}",
        "both": f"{NOT_READ}; {NOTHING_SAID}{unread}",
    }


def test_after_a_report_what_rests_on_it_is_armed_and_what_rests_on_older_ones_is_not(town: Town) -> None:
    town.clock.advance(73 * 86_400)
    town.rules = with_sight(RULES)
    town.file(quarter.march_10q(), days_ago=90)
    town.pass_by()
    told = why(town, town.rules)
    blind = {rule: reason for rule, reason in told.items() if reason is not None}
    assert blind.keys() <= {"debt-in-a-year", "outspends"}
    assert told["debt-jump"] is None
    assert told["exports"] is None
    assert told["both"] is None


def test_a_banks_debt_is_told_absent_in_the_words_of_the_reader() -> None:
    debt = replace(figure("total_debt", None, "2026-06-30"), note="a bank borrows by trade")
    bank = report(debt, figure("net_income", "9", "2026-06-30", "2026-04-01"))
    chronicle, now = Chronicle(), dt.datetime(2026, 8, 1, tzinfo=dt.UTC)
    filing = FilingFact(None, "10-Q", bank.filing.issuer)
    chronicle.add(Reading(filing, (filing, *bank.facts)), now)
    text = "rules: [{id: one, watch: 0000350001, when: {metric: {name: total_debt, rises: over 25%}}}]"
    (rule,) = with_sight(text).rules
    assert rule.sees is not None
    told = rule.sees("0000350001", chronicle.as_of(now), now)
    assert told == "total debt is absent from the last 10-Q: a bank borrows by trade"


def test_after_fifteen_months_nothing_is_left_to_hold_words_against(town: Town) -> None:
    town.clock.advance(73 * 86_400)
    town.rules = with_sight(RULES)
    town.file(quarter.march_10q(), days_ago=90)
    town.pass_by()
    town.clock.advance(400 * 86_400)
    assert why(town, town.rules)["exports"] == NOTHING_SAID


def test_a_press_release_alone_is_enough_for_what_it_tells(town: Town) -> None:
    town.clock.advance(73 * 86_400)
    town.rules = with_sight(RULES)
    town.pass_by()
    town.file(release())
    town.pass_by()
    assert why(town, town.rules)["debt-jump"] is None


def seen(condition: str, *reports: Reading) -> str | None:
    """What a condition lacks after these reports of a made company."""
    rules = with_sight(f"rules: [{{id: one, watch: 0000350001, when: {{metric: {condition}}}}}]")
    (rule,) = rules.rules
    assert rule.sees is not None
    return rule.sees("0000350001", past(*reports), dt.datetime(2026, 8, 1, tzinfo=dt.UTC))


JUNE = report(figure("total_debt", "8", "2026-06-30"), figure("assets", "9", "2026-06-30"))
YEAR_END = report(
    figure("total_debt", "5", "2025-12-31"),
    figure("net_income", "1", "2025-12-31", "2025-01-01"),
    form="10-K",
)
AUTUMN = report(figure("total_debt", "5", "2025-09-28"))
BANK = report(figure("total_debt", None, "2026-06-30"), figure("cash", "9", "2026-06-30"))


@pytest.mark.parametrize(
    ("condition", "reports", "lacks"),
    [
        ("{name: total_debt, rises: over 25%}", [], "no earlier 10-Q or 10-K with its figures is known"),
        ("{name: total_debt, rises: over 25%}", [JUNE], None),
        ("{name: total_debt, is: over $8B}", [], None),
        ("{name: net_income, is: over $8B}", [], "no earlier 10-Q or 10-K with its figures is known"),
        ("{name: total_debt, rises: over 25%, versus: year_ago}", [JUNE], "not known"),
        ("{name: total_debt, rises: over 25%, versus: year_ago}", [AUTUMN, JUNE], None),
        ("{name: total_debt, rises: over 25%, versus: fiscal_year_end}", [YEAR_END, JUNE], None),
        ("{name: total_debt, rises: over 25%, versus: fiscal_year_end}", [YEAR_END], None),
        ("{name: total_debt / assets, is: over 50%}", [JUNE], None),
        ("{name: total_debt / equity, is: over 50%}", [JUNE], "equity"),
        ("{name: total_debt, is: over cash}", [JUNE], "cash"),
        ("{name: total_debt, rises: over 25%}", [BANK], "no earlier 10-Q or 10-K with its figures is known"),
    ],
)
def test_what_a_report_leaves_unknown(condition: str, reports: list[Reading], lacks: str | None) -> None:
    told = seen(condition, *reports)
    if lacks is None:
        assert told is None
    else:
        assert told is not None
        assert lacks in told


@pytest.mark.parametrize(
    ("line", "ciks", "expected"),
    [
        ("watch: 9900000101, when: {insider_sale: {}}, enabled: no", {}, "is switched off"),
        (
            "watch: 9900000101, when: {insider_sale: {}}, expires: 2026-05-25",
            {},
            "has expired: 2026-05-25 was its last day",
        ),
        (
            "watch: NOPE, when: {insider_sale: {}}",
            {},
            "which company this is is not known: the first `run` or `once` reads the SEC's list of tickers",
        ),
        ('watch: "*", when: {insider_sale: {}}', {}, None),
        (
            'watch: "*", when: {metric: {name: total_debt, rises: over 25%}}',
            {},
            "of companies that no rule names, nothing earlier is read: its figures and words are not known before",
        ),
    ],
)
def test_a_rule_that_can_ring_for_nobody(
    town: Town, line: str, ciks: dict[str, str], expected: str | None
) -> None:
    town.pass_by()
    rules = with_sight(f"rules: [{{id: one, {line}}}]", ciks)
    (only,) = armed(rules, town.state(), town.clock.now())
    assert only.why == expected


def test_a_ticker_that_the_sec_does_not_list(town: Town) -> None:
    town.pass_by()
    state = State.open(town.folder)
    with state.transaction():
        state.issuers.replace_tickers({"ACME": ("9900000101", "Acme Server Works Inc.")})
    rules = with_sight(
        "rules: [{id: one, watch: [ACME, NOPE], when: {insider_sale: {}}}]", state.issuers.ciks()
    )
    told = list(armed(rules, state, town.clock.now()))
    state.close()
    assert [(one.issuer.name if one.issuer else None, one.why) for one in told] == [
        ("Acme Server Works Inc.", None),
        ("NOPE", "the SEC lists no ticker NOPE"),
    ]
    assert list(as_json(told)) == [
        {
            "rule": "one",
            "issuer": {"cik": "9900000101", "name": "Acme Server Works Inc.", "symbol": "ACME"},
            "armed": True,
            "why": None,
        },
        {
            "rule": "one",
            "issuer": {"cik": None, "name": "NOPE", "symbol": "NOPE"},
            "armed": False,
            "why": "the SEC lists no ticker NOPE",
        },
    ]
    assert list(in_words(told)) == [
        "armed  one  ACME",
        "blind  one  NOPE: the SEC lists no ticker NOPE",
        "1 armed, 1 blind",
    ]


def test_a_word_that_nobody_feeds(town: Town) -> None:
    rules = with_sight("rules: [{id: one, watch: 9900000101, when: {price_target: {}}}]")
    told = armed(
        rules,
        None,
        dt.datetime(2026, 5, 26, tzinfo=dt.UTC),
        without={"price_target": "no feed is configured"},
    )
    assert [one.why for one in told] == ["no feed is configured"]


def test_without_a_state_only_what_needs_no_past_is_armed() -> None:
    told = armed(with_sight(RULES), None, dt.datetime(2026, 5, 26, tzinfo=dt.UTC))
    assert {one.rule for one in told if one.armed} == {"dump", "exports-ever"}


def test_a_kind_is_silent_without_a_feed_that_tells_it_or_while_each_that_does_fails() -> None:
    now = dt.datetime(2026, 5, 26, tzinfo=dt.UTC)
    feeds = {"a": frozenset({"price_target", "rating"}), "b": frozenset({"rating"})}
    lanes = [
        Lane("a", "failing", "the key is not accepted (401)", now, None, now),
        Lane("b", "ok", None, now, now, None),
    ]
    silent = silent_kinds(feeds, lanes)
    assert silent["price_target"] == "the a feed fails: the key is not accepted (401)"
    assert "rating" not in silent
    assert silent["rate"] == "no feed tells any rate: configure one under feeds in tocsin.yaml"


def test_a_rule_of_the_market_has_no_company(town: Town) -> None:
    rules = with_sight("rules: [{id: one, watch: market, when: {rate: {series: DGS10, is: over 5%}}}]")
    (told,) = armed(rules, None, dt.datetime(2026, 5, 26, tzinfo=dt.UTC))
    assert told.issuer == MARKET
    (line,) = as_json([told])
    assert line["issuer"]["cik"] is None


def test_check_warns_of_what_no_feed_tells() -> None:
    rules = load(
        {
            "r.yaml": b"""
rules:
  - {id: one, watch: SMCI, when: {price_target: {}}}
  - {id: two, watch: SMCI, when: {insider_sale: {}}}
  - {id: three, watch: SMCI, when: {any: [{price_target: {to: under $30}}, {price: {upside: under 0%}}]}}
"""
        }
    )
    silent = silent_kinds({"a": frozenset({"price"})}, ())
    told = [str(one) for one in unheard(rules, silent)]
    assert told == [
        "r.yaml:3:10: warning: no feed tells any price target: configure one under feeds in tocsin.yaml"
        " (2 rules: one, three)",
        "r.yaml:5:10: warning: no feed tells any consensus: configure one under feeds in tocsin.yaml (1 rule: three)",
    ]
