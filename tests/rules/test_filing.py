"""What the condition `filing` says of a filing, and of rules that ask for what there is not."""

from __future__ import annotations

import pytest

from tests.rules.made import ISSUER
from tocsin import facts
from tocsin.errors import Wrong
from tocsin.facts.releases.current_report import ITEMS
from tocsin.form_items import CURRENT_REPORT as TITLES
from tocsin.model import FilingFact, Reading, Saw, Verdict
from tocsin.rules import NoHistory, load
from tocsin.rules.filings.filing import FORMS
from tocsin.rules.filings.items import said


def reading(form: str, *items: str) -> Reading:
    return Reading(FilingFact(None, form, ISSUER, items), ())


def verdict(keys: str, given: Reading) -> Verdict:
    text = f"rules:\n  - id: made\n    watch: MADE\n    when: {{filing: {keys}}}\n"
    (rule,) = load({"made.yaml": text.encode()}).rules
    return rule.decide(given, NoHistory())


NON_RELIANCE = reading("8-K", "4.02", "9.01")
CASES = {
    "an item": (
        "{item: 4.02}",
        NON_RELIANCE,
        "fires: 8-K item 4.02: non-reliance on previously issued financial statements",
    ),
    "one of several": (
        "{item: [4.01, 4.02, 5.02]}",
        reading("8-K", "4.01", "5.02", "9.01"),
        "fires: 8-K item 4.01: change of auditor; item 5.02: departure or appointment of directors or officers",
    ),
    "by its name": (
        "{item: auditor change}",
        reading("8-K", "4.01"),
        "fires: 8-K item 4.01: change of auditor",
    ),
    "an amendment has items too": (
        "{item: 2.02}",
        reading("8-K/A", "2.02"),
        "fires: 8-K/A item 2.02: results of operations and financial condition",
    ),
    "another item": ("{item: 4.01}", NON_RELIANCE, "silent: 8-K with item 4.02, 9.01, not 4.01"),
    "a form without items": ("{item: 4.01}", reading("10-Q"), "silent: 10-Q has no items"),
    "an 8-K whose items nobody could read": (
        "{item: 4.01}",
        reading("8-K"),
        "undecided: the 8-K names no items that could be read",
    ),
    "items before 2004": ("{item: 4.01}", reading("8-K", "4", "7"), "silent: 8-K with item 4, 7, not 4.01"),
    "a form": ("{form: 10-Q}", reading("10-Q"), "fires: 10-Q filed"),
    "one of the forms": ("{form: [10-Q, 10-K]}", reading("10-K"), "fires: 10-K filed"),
    "another form": ("{form: [10-Q, 10-K]}", reading("8-K", "8.01"), "silent: 8-K, not 10-K or 10-Q"),
    "an amendment is another form": ("{form: 8-K}", reading("8-K/A", "8.01"), "silent: 8-K/A, not 8-K"),
    "a form tells its items": (
        "{form: 8-K}",
        reading("8-K", "1.05", "9.01"),
        "fires: 8-K item 1.05: material cybersecurity incidents; item 9.01: financial statements and exhibits",
    ),
    "both must hold": ("{form: 8-K/A, item: 4.02}", NON_RELIANCE, "silent: 8-K, not 8-K/A"),
    "both hold": (
        "{form: 8-K, item: non-reliance}",
        NON_RELIANCE,
        "fires: 8-K item 4.02: non-reliance on previously issued financial statements",
    ),
    "the form settles it": ("{form: 10-K, item: 4.02}", reading("8-K"), "silent: 8-K, not 10-K"),
    "a late notice": (
        "{late_notice: yes}",
        reading("NT 10-Q"),
        "fires: NT 10-Q: notice that its 10-Q will be late",
    ),
    "no late notice": ("{late_notice: yes}", reading("10-Q"), "silent: 10-Q is no notice of late filing"),
    "none asked": ("{late_notice: no}", reading("NT 10-K/A"), "silent: NT 10-K/A is a notice of late filing"),
    "any filing": ("{}", reading("4"), "fires: 4 filed"),
}


@pytest.mark.parametrize(("keys", "given", "line"), CASES.values(), ids=CASES.keys())
def test_the_verdict_and_its_reason(keys: str, given: Reading, line: str) -> None:
    found = verdict(keys, given)
    assert f"{found.answer}: {found.reason}" == line
    assert found.subject == (None if line.startswith("silent") else given.filing)


def test_what_it_looked_at() -> None:
    assert verdict("{form: 8-K, item: [5.02, 4.02]}", NON_RELIANCE).saw == (
        Saw("form", "8-K", "8-K", True, "8-K"),
        Saw("item", "4.02, 9.01", "4.02 or 5.02", True, "4.02, 9.01"),
    )


def test_every_form_that_is_read_can_be_asked_for_and_no_other() -> None:
    assert set(FORMS) == set(facts.FORMS)


def test_every_item_has_a_title_and_can_be_read() -> None:
    # 6.10 was withdrawn before anybody's memory, and is read off old reports.
    assert set(TITLES) == ITEMS - {"6.10"}
    assert [item for item in TITLES if not said(item)] == []


def test_the_same_rule_written_otherwise_has_the_same_version() -> None:
    def version(keys: str) -> str:
        text = f"rules:\n  - id: made\n    watch: MADE\n    when: {{filing: {keys}}}\n"
        (rule,) = load({"made.yaml": text.encode()}).rules
        return rule.version

    assert version("{item: [4.02, 4.01]}") == version("{item: [auditor change, Item 4.02, 4.01]}")
    assert version("{item: 4.02}") != version("{item: 4.01}")


WRONG = {
    "an item cut short": ("{item: 4.1}", '"4.1" is no item of Form 8-K: did you mean "4.01"?'),
    "an item of ten": ("{item: 4.10}", '"4.10" is no item of Form 8-K: did you mean "4.01"?'),
    "a name misspelt": (
        "{item: non-relience}",
        '"non-relience" is no item of Form 8-K: did you mean "non-reliance"?',
    ),
    "a form misspelt": ("{form: 10Q}", '"10Q" is no form that is read: did you mean "10-Q"?'),
    "late, perhaps": ("{late_notice: maybe}", '"maybe" is neither yes nor no'),
    "another key": ("{forms: 8-K}", 'unknown key "forms": did you mean "form"?'),
    "no item": ("{item: []}", '"item" is empty: give it a value'),
}


@pytest.mark.parametrize(("keys", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_rule_that_cannot_be(keys: str, message: str) -> None:
    with pytest.raises(Wrong) as caught:
        verdict(keys, NON_RELIANCE)
    (problem,) = caught.value.problems
    assert problem.message == message
    assert problem.line == 4
