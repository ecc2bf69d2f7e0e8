"""Many files, what each rule is once they are read, and which rules a filing concerns."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from tests.rules.made import filing, rule, sale
from tocsin.errors import Wrong
from tocsin.model import Answer, Known, Severity
from tocsin.rules import BoundRules, IfUnknown, NoHistory, RuleSet, judge, load
from tocsin.rules.insiders.insider_sale import InsiderSaleKeys
from tocsin.rules.when import CONDITIONS

SALE_KEYS = ", ".join(field.alias or name for name, field in InsiderSaleKeys.model_fields.items())


def loaded(*texts: str) -> RuleSet:
    return load({f"{number}.yaml": text.encode() for number, text in enumerate(texts)})


def version(text: str) -> str:
    (only,) = loaded(text).rules
    return only.version


def said(*texts: str) -> list[str]:
    with pytest.raises(Wrong) as caught:
        loaded(*texts)
    return str(caught.value).splitlines()


PLAIN = "rules: [{id: a, watch: SMCI, when: {insider_sale: {shares: over 100k}}}]\n"


def test_all_problems_of_all_files_come_at_once_in_their_order() -> None:
    first = (
        "watchlists: {ai: [SMCI, dell]}\n"
        "rules:\n"
        "  - id: a\n"
        "    watch: aii\n"
        "    when: {insider_sale: {shares: 100k, value: over 5M, zzz: 1}}\n"
        "    sevrity: high\n"
        "  - watch: [ai, hpe]\n"
        "    when: {insider_sale: {by: kings, plan_10b5_1: perhaps}}\n"
        "    severity: huge\n"
    )
    assert said(first, "rules:\n  - {id: a, watch: ai, when: {frost: {}}}\nrules: 1\n", "a: [\n") == [
        '0.yaml:1:25: "dell" is no ticker: tickers are upper case, write DELL',
        '0.yaml:5:35: "100k" alone is no threshold: say over, under, at least or at most 100k',
        "0.yaml:5:48: this is in dollars: write over $5M",
        f'0.yaml:5:57: unknown key "zzz": the keys here are {SALE_KEYS}',
        '0.yaml:6:5: unknown key "sevrity": did you mean "severity"?',
        '0.yaml:7:5: "id" is missing',
        '0.yaml:8:31: "kings" is no role: the roles are officers, directors, ten percent owners, chief executive, chief financial officer',
        '0.yaml:8:51: "perhaps" is not one of yes, no, unknown',
        '0.yaml:9:15: "huge" is not one of info, warning, high, critical',
        '1.yaml:2:10: rule "a" is already in 0.yaml:3:9',
        f'1.yaml:2:31: unknown condition "frost": there is {", ".join(CONDITIONS)}',
        '1.yaml:3:1: "rules" is given twice: the first is in line 1',
        '2.yaml:2:1: the file ends within brackets: "]" or "}" is missing',
    ]


def test_a_watchlist_can_be_in_another_file_but_not_in_two() -> None:
    rules = loaded("rules: [{id: a, watch: ai, when: {insider_sale: {}}}]", "watchlists: {ai: [SMCI, DELL]}")
    assert rules.tickers == {"SMCI", "DELL"}
    assert said("watchlists: {ai: [SMCI]}", "watchlists:\n  ai: [DELL]") == [
        '1.yaml:2:3: watchlist "ai" is already in 0.yaml:1:14'
    ]


def test_a_watchlist_in_a_file_that_could_not_be_read_is_not_missed() -> None:
    assert said("rules: [{id: a, watch: ai, when: {insider_sale: {}}}]", "watchlists: {ai: [SMCI}") == [
        '1.yaml:1:23: a comma or "]" is missing before this'
    ]


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "~", "{}", "rules: []", "watchlists: {ai: [SMCI]}"])
def test_a_file_may_hold_no_rule(text: str) -> None:
    assert loaded(text).rules == ()


def test_every_value_is_text_until_its_field_reads_it() -> None:
    rules = loaded(
        "watchlists: {yes: [ON, NO, TRUE, Y]}\n"
        "rules:\n"
        "  - {id: on, watch: [yes, 0001375365, 10, BRK.B, BRK-B], when: {insider_sale: {sell_to_cover: no}},"
        " enabled: on, tests: [{name: 12:30, given: [{8-K: {}, filed: 2026-01-01}], expect: fires}]}\n"
        "  - {id: off, watch: OFF, when: {insider_sale: {plan_10b5_1: false}}, enabled: OFF}\n"
    ).rules
    assert rules[0].watch.meaning == ["0000000010", "0001375365", "BRK-B", "NO", "ON", "TRUE", "Y"]
    assert rules[0].enabled
    assert not rules[1].enabled
    assert rules[1].decide(filing(sale(plan=Known.NO)), NoHistory()).answer is Answer.FIRES


def test_what_is_left_out_has_its_default() -> None:
    (only,) = loaded(PLAIN).rules
    assert (only.severity, only.notify, only.if_unknown) == (Severity.WARNING, None, IfUnknown.COUNT)
    assert only.enabled
    assert str(only.place) == "0.yaml:1:14"
    with pytest.raises(FrozenInstanceError):
        only.id = "b"  # type: ignore[misc]


@pytest.mark.parametrize(
    "same",
    [
        "# a comment\nrules:\n  - watch: [SMCI]\n    id: a\n    when:\n      insider_sale:\n        shares: '> 100,000'\n",
        "watchlists: {s: [SMCI, SMCI]}\nrules: [{id: a, watch: s, when: {insider_sale: {shares: over 0.1M shares}}}]",
        PLAIN.replace("}}}]", "}}, severity: warning, enabled: yes, if_unknown: count}]"),
        PLAIN.replace("}}}]", "}}, tests: [{name: fires, given: [{sale: {}}], expect: fires}]}]"),
        PLAIN.replace("shares", "by: anyone, plan_10b5_1: [unknown, no, yes], shares"),
    ],
)
def test_the_version_is_that_of_the_meaning(same: str) -> None:
    assert version(same) == version(PLAIN)


def test_another_meaning_is_another_version() -> None:
    texts = [
        PLAIN,
        PLAIN.replace("id: a", "id: b"),
        PLAIN.replace("SMCI", "DELL"),
        PLAIN.replace("over", "at least"),
        PLAIN.replace("100k", "101k"),
        PLAIN.replace("shares: over 100k", "value: over $100k"),
        PLAIN.replace("{shares", "{by: CEO, shares"),
        PLAIN.replace("}}}]", "}}, severity: high}]"),
        PLAIN.replace("}}}]", "}}, notify: desk}]"),
        PLAIN.replace("}}}]", "}}, if_unknown: ring}]"),
        PLAIN.replace("}}}]", "}}, enabled: no}]"),
        PLAIN.replace("}}}]", "}}, cooldown: 6h}]"),
        PLAIN.replace("}}}]", "}}, cooldown: 7h}]"),
        PLAIN.replace("}}}]", "}}, active: 09:30-16:00}]"),
        PLAIN.replace("}}}]", "}}, expires: 2026-12-31}]"),
    ]
    versions = {version(text) for text in texts}
    assert len(versions) == len(texts)
    assert all(len(one) == 12 and int(one, 16) >= 0 for one in versions)
    # Written down: a version that moved would look like a rule that was edited.
    assert version(PLAIN) == "89a86b74a556"


MANY = """watchlists:
  ai: [SMCI, DELL]
rules:
  - {id: one, watch: SMCI, when: {insider_sale: {}}}
  - {id: all, watch: "*", when: {insider_sale: {}}}
  - {id: list, watch: [ai, 320193, SMCX], when: {insider_sale: {}}}
  - {id: off, watch: [GONE, "789019"], when: {insider_sale: {}}, enabled: no}
"""


def bound(text: str = MANY) -> BoundRules:
    return loaded(text).bind({"SMCI": "0001375365", "DELL": "1571996"})


def test_tickers_become_companies() -> None:
    rules = bound()
    assert loaded(MANY).tickers == {"SMCI", "DELL", "SMCX"}
    assert rules.ciks == {"0001375365", "0001571996", "0000320193"}
    assert [str(warning) for warning in rules.warnings] == [
        "0.yaml:6:36: warning: the SEC lists no ticker SMCX, so nothing is watched for it: write its CIK instead"
    ]


def test_a_rule_that_is_left_with_no_company_is_warned_of() -> None:
    text = (
        "rules:\n"
        "  - {id: a, watch: SMCX, when: {insider_sale: {}}}\n"
        "  - {id: b, watch: [SMCX, SMCI], when: {insider_sale: {}}}\n"
        "  - {id: c, watch: SMCX, when: {insider_sale: {}}, enabled: no}\n"
    )
    told = [str(warning) for warning in bound(text).warnings if "SMCX" not in warning.message]
    assert told == [
        '0.yaml:2:10: warning: rule "a" can never ring: the SEC lists none of the companies that it watches'
    ]


def test_an_unknown_ticker_is_warned_of_once_at_each_place() -> None:
    text = (
        "watchlists: {ai: [SMCX]}\n"
        "rules:\n"
        "  - {id: a, watch: [ai, SMCI], when: {insider_sale: {}}}\n"
        "  - {id: b, watch: [ai, SMCX, SMCI], when: {insider_sale: {}}}\n"
    )
    assert [(warning.line, warning.column) for warning in bound(text).warnings] == [(1, 19), (4, 25)]


def test_a_filing_meets_the_rules_of_its_issuer_in_their_order() -> None:
    rules = bound()
    assert [rule.id for rule in rules.for_issuer("0001375365")] == ["one", "all", "list"]
    assert [rule.id for rule in rules.for_issuer("0001571996")] == ["all", "list"]
    assert [rule.id for rule in rules.for_issuer("0000789019")] == ["all"]
    assert rules.everything
    assert len(rules.rules) == 4
    named = bound(PLAIN)
    assert not named.everything
    assert named.for_issuer("0000789019") == ()


@pytest.mark.parametrize(
    ("keys", "shares", "rings"),
    [
        ({}, "200000", True),
        ({}, "2000", None),
        ({}, None, False),
        ({"if_unknown": "ring"}, None, True),
        ({"if_unknown": "ring"}, "2000", None),
        ({"enabled": "no"}, "200000", None),
    ],
)
def test_what_is_kept_of_a_verdict(keys: dict[str, str], shares: str | None, rings: bool | None) -> None:
    made = rule("{shares: over 100k}", severity="high", notify="desk", **keys)
    match = judge(made, filing(sale(shares)), NoHistory())
    assert (None if match is None else match.rings) is rings
    if match is not None:
        assert (match.rule, match.rule_version) == ("made", made.version)
        assert (match.severity, match.notify) == (Severity.HIGH, "desk")
        assert match.verdict == made.decide(match.reading, NoHistory())
