"""Rules that are right and can never ring, or ring only where another one does."""

from __future__ import annotations

import datetime as dt
import json
import time
from dataclasses import replace

import pytest

from tocsin.rules import Rule, load
from tocsin.rules.ruleset import RuleSet
from tocsin.rules.warnings import shadowed, warnings_of

NOW = dt.datetime(2026, 11, 21, 4, 30, tzinfo=dt.UTC)  # still the 20th in New York


def rules(*lines: str) -> RuleSet:
    text = "watchlists: {ai: [SMCI, DELL, HPE]}\nrules:\n" + "".join(f"  - {{{line}}}\n" for line in lines)
    return load({"r.yaml": text.encode()})


def warned(*lines: str) -> list[str]:
    return [str(problem) for problem in warnings_of(rules(*lines), NOW)]


SALE = "when: {insider_sale: {shares: over 100k}}"


def test_what_is_in_order_is_not_warned_of() -> None:
    assert warned(f"id: a, watch: ai, {SALE}", "id: b, watch: ai, when: {insider_sale: {}}") == []


def test_an_expired_rule_is_warned_of_from_the_day_after() -> None:
    assert warned(f"id: a, watch: ai, {SALE}, expires: 2026-11-20") == []
    assert warned(f"id: a, watch: ai, {SALE}, expires: 2026-11-19") == [
        'r.yaml:3:10: warning: rule "a" has expired on 2026-11-19: it rings no more'
    ]
    assert warned(f"id: a, watch: ai, {SALE}, expires: 2026-11-19, enabled: no") == []


def test_the_last_day_is_the_last_in_new_york() -> None:
    (rule,) = rules(f"id: a, watch: ai, {SALE}, expires: 2026-11-20").rules
    assert not rule.has_expired(dt.datetime(2026, 11, 21, 4, 59, tzinfo=dt.UTC))
    assert rule.has_expired(dt.datetime(2026, 11, 21, 5, 0, tzinfo=dt.UTC))
    (lasting,) = rules(f"id: a, watch: ai, {SALE}").rules
    assert not lasting.has_expired(dt.datetime(2999, 1, 1, tzinfo=dt.UTC))


NEVER = {
    "mention: {any_of: [merger], in: 8-K, section: Risk Factors}": 'no 8-K has a section "Risk Factors"',
    "mention: {any_of: [merger], in: [10-Q, 10-K], section: Item 2.02}": "no 10-K or 10-Q has a section "
    '"Results of Operations and Financial Condition"',
    "filing: {form: 10-K, item: 4.02}": "only an 8-K has items, and the form is to be 10-K",
    "filing: {late_notice: yes, item: 4.02}": "a notice of late filing has no items",
    "filing: {form: [10-K, 10-Q], late_notice: yes}": "a 10-K or 10-Q is no notice of late filing",
    "filing: {form: NT 10-K, late_notice: no}": "a NT 10-K is a notice of late filing",
}


@pytest.mark.parametrize(("when", "why"), NEVER.items())
def test_what_no_filing_can_be_is_warned_of(when: str, why: str) -> None:
    assert warned(f"id: a, watch: ai, when: {{{when}}}") == [
        f'r.yaml:3:10: warning: rule "a" can never ring: {why}'
    ]


@pytest.mark.parametrize(
    "when",
    [
        "mention: {any_of: [merger], in: [8-K, 10-Q], section: Risk Factors}",
        "mention: {any_of: [merger], section: Item 2.02}",
        "mention: {any_of: [merger], in: 8-K, section: Unregistered Sales of Equity Securities}",
        "filing: {form: [8-K, 10-K], item: 4.02}",
        "filing: {form: [NT 10-K, 10-K], late_notice: yes}",
        "filing: {}",
        "metric: {name: total_debt, is: over $1bn}",
    ],
)
def test_what_may_be_is_not(when: str) -> None:
    assert warned(f"id: a, watch: ai, when: {{{when}}}") == []


def combined(when: object) -> Rule:
    """A rule of this meaning, however the language comes to write it."""
    (rule,) = rules(f"id: a, watch: ai, {SALE}").rules
    return replace(rule, meaning=json.dumps(json.loads(rule.meaning) | {"when": when}))


def level(text: str, name: str = "total_debt") -> dict[str, dict[str, str]]:
    return {"metric": {"name": name, "is": text}}


BAD = {"filing": {"form": "10-K", "item": "4.02"}}
COMBINED = [
    (
        {"all": [level("over $5,000"), level("under $3,000")]},
        "total_debt cannot be over 5,000 and under 3,000 at once",
    ),
    ({"all": [level("under 3"), level("at least 3")]}, "total_debt cannot be at least 3 and under 3 at once"),
    ({"all": [level("at most 3"), level("at least 3")]}, None),
    ({"all": [level("over -$5"), level("under $3")]}, None),
    ({"all": [level("over 5"), level("under 3", "equity")]}, None),
    ({"all": [level("over equity"), level("under 3")]}, None),
    ({"any": [level("over 5"), level("under 3")]}, None),
    (
        {"all": [level("over 5"), {"not": level("over 5")}]},
        "all of its conditions cannot hold: one is the contrary of another",
    ),
    ({"any": [BAD, level("over 5")]}, None),
    ({"any": [BAD, BAD]}, "only an 8-K has items, and the form is to be 10-K"),
    ({"all": [level("over 5"), {"any": [BAD]}]}, "only an 8-K has items, and the form is to be 10-K"),
    ({"not": BAD}, None),
    (
        {"sequence": {"within": "45d", "steps": [level("over 5"), BAD]}},
        "only an 8-K has items, and the form is to be 10-K",
    ),
]


@pytest.mark.parametrize(("when", "why"), COMBINED)
def test_conditions_that_exclude_each_other(when: object, why: str | None) -> None:
    told = [problem.message for problem in warnings_of(RuleSet((combined(when),)), NOW)]
    assert told == ([] if why is None else [f'rule "a" can never ring: {why}'])


def test_what_excludes_itself_as_it_is_written() -> None:
    debt = "{metric: {name: total_debt, is: %s}}"
    assert warned(f"id: a, watch: ai, when: {{all: [{debt % 'over $5bn'}, {debt % 'at most $3bn'}]}}") == [
        'r.yaml:3:10: warning: rule "a" can never ring: '
        "total_debt cannot be over 5,000,000,000 and at most 3,000,000,000 at once"
    ]
    assert warned(f"id: a, watch: ai, when: {{any: [{debt % 'over $5bn'}, {debt % 'at most $3bn'}]}}") == []


def test_no_form_at_all() -> None:
    rule = replace(combined(level("over 5")), forms=frozenset())
    (problem,) = warnings_of(RuleSet((rule,)), NOW)
    assert problem.message == 'rule "a" can never ring: no one form tells all that it asks for'


def pairs(*lines: str) -> list[tuple[str, str]]:
    return sorted((inner.id, outer.id) for inner, outer in shadowed(rules(*lines).rules))


def test_a_rule_that_asks_the_same_of_fewer_companies_is_warned_of() -> None:
    assert warned(
        f"id: a, watch: SMCI, {SALE}",
        f"id: b, watch: ai, {SALE}, severity: high",
        f"id: c, watch: NVDA, {SALE}",
    ) == [
        'r.yaml:3:10: warning: rule "a" rings only where "b" in r.yaml:4:10 rings too: '
        "it asks the same, and watches no other company"
    ]


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("watch: ai, %s", "watch: [DELL, HPE, SMCI], %s", [("b", "a")]),
        ('watch: "*", %s', 'watch: "*", %s', [("b", "a")]),
        ("watch: SMCI, %s", 'watch: "*", %s', [("a", "b")]),
        ("watch: [SMCI, NVDA], %s", "watch: ai, %s", []),
        ("watch: SMCI, when: {insider_sale: {shares: over 101k}}", "watch: ai, %s", []),
        ('watch: SMCI, when: {insider_sale: {shares: "> 0.1M"}}', "watch: ai, %s", [("a", "b")]),
        ("watch: SMCI, %s, notify: desk", "watch: ai, %s", []),
        ("watch: SMCI, %s, if_unknown: ring", "watch: ai, %s", []),
        ("watch: SMCI, %s", "watch: ai, %s, active: 09:30-16:00", []),
        ("watch: SMCI, %s, active: 09:30-16:00", "watch: ai, %s, active: 09:30-16:00", [("a", "b")]),
        ("watch: SMCI, %s", "watch: ai, %s, cooldown: 6h", []),
        ("watch: SMCI, %s", "watch: ai, %s, expires: 2027-01-01", []),
        ("watch: SMCI, %s, expires: 2026-12-31", "watch: ai, %s, expires: 2027-01-01", [("a", "b")]),
    ],
)
def test_only_what_always_rings_together(first: str, second: str, found: list[tuple[str, str]]) -> None:
    one, other = (text.replace("%s", SALE) for text in (first, second))
    assert pairs(f"id: a, {one}", f"id: b, {other}") == found


def test_desks_are_let_alone() -> None:
    text = f"rules: [{{id: a, watch: SMCI, {SALE}}}]\n".encode()
    assert list(shadowed(load({"r/x/a.yaml": text, "r/y/a.yaml": text}, "r").rules)) == []


def test_ten_thousand_rules_are_soon_compared() -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    names = [f"{a}{b}{c}{d}" for a in letters for b in letters for c in letters for d in "ABC"][:10_000]
    alike = rules(*(f"id: r-{number}, watch: [{name}, HUB], {SALE}" for number, name in enumerate(names)))
    began = time.process_time()
    assert list(shadowed(alike.rules)) == []
    same = [replace(rule, watch=alike.rules[0].watch) for rule in alike.rules]
    assert sum(1 for _ in shadowed(same)) == 9_999
    assert time.process_time() - began < 5
