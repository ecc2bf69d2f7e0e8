"""Rule files that are large, and files that are made to hurt. Times are of the processor, not of the clock."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace

import pytest

from tests.rules.made import filing, sale
from tocsin.errors import Wrong
from tocsin.model import Prose, Sentence
from tocsin.rules import BoundRules, NoHistory, RuleSet, judge, load
from tocsin.rules.warnings import warnings_of

RULE = """  # what it is for
  - id: rule-{number}
    watch: [T{first}{second}, DELL, ai-hardware]
    when:
      insider_sale:
        by: officers and directors
        shares: over {number}k
        plan_10b5_1: [no, unknown]
    severity: high
    notify: desk
"""


@pytest.fixture(scope="module")
def ten_thousand() -> tuple[BoundRules, float]:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    texts = [
        RULE.format(number=number, first=letters[number % 26], second=letters[number // 26 % 26])
        for number in range(10_000)
    ]
    files = {
        f"{part}.yaml": ("rules:\n" + "".join(texts[part * 1000 : part * 1000 + 1000])).encode()
        for part in range(10)
    }
    files["lists.yaml"] = b"watchlists: {ai-hardware: [SMCI, HPE, NVDA]}"
    began = time.process_time()
    rules = load(files)
    took = time.process_time() - began
    return rules.bind({ticker: str(cik + 1) for cik, ticker in enumerate(sorted(rules.tickers))}), took


def test_ten_thousand_rules_are_soon_read(ten_thousand: tuple[BoundRules, float]) -> None:
    rules, took = ten_thousand
    assert len(rules.rules) == 10_000
    assert took < 25  # a guard against what grows with the square; how fast it is, the bench measures


def test_ten_thousand_rules_are_soon_warned_of(ten_thousand: tuple[BoundRules, float]) -> None:
    rules, _ = ten_thousand
    began = time.process_time()
    assert warnings_of(RuleSet(rules.rules), dt.datetime(2026, 11, 20, tzinfo=dt.UTC)) == ()
    assert time.process_time() - began < 5


def test_ten_thousand_rules_that_watch_others_are_not_looked_at() -> None:
    """A filing's rules are looked up: the time for ten rules and for ten thousand is the same."""

    def lookups(count: int) -> float:
        text = "rules:\n" + "".join(
            f"  - {{id: r-{number}, watch: {number + 1}, when: {{insider_sale: {{}}}}}}\n"
            for number in range(count)
        )
        rules = load({"r.yaml": text.encode()}).bind({})
        spent = []
        for _ in range(5):
            began = time.process_time()
            for _ in range(20_000):
                rules.for_issuer("0000000007")
                rules.concern("4", ("0000000007", "0009999999"))
            spent.append(time.process_time() - began)
        assert [rule.id for rule in rules.for_issuer("0000000007")] == ["r-6"]
        return min(spent)

    assert lookups(10_000) < 3 * lookups(10)


@pytest.mark.parametrize("pattern", ["/(a+)+$/", "/(a|a)*b/", "/(a|b|ab)*c/", "/a{1,900}a{1,900}b/"])
def test_a_pattern_takes_no_longer_on_a_text_that_is_made_to_hurt(pattern: str) -> None:
    text = f"rules: [{{id: a, watch: A, when: {{mention: {{any_of: ['{pattern}']}}}}}}]"
    began = time.process_time()
    try:
        (rule,) = load({"r.yaml": text.encode()}).rules
    except Wrong as wrong:
        assert "is no pattern" in str(wrong) or "is too large" in str(wrong)
    else:
        reading = replace(filing(form="8-K"), prose=(Prose(None, "8-K", (Sentence("a" * 100_000 + "!"),)),))
        rule.decide(reading, NoHistory())
    assert time.process_time() - began < 2


def test_ten_thousand_rules_cost_another_filing_nothing(ten_thousand: tuple[BoundRules, float]) -> None:
    rules, _ = ten_thousand
    began = time.process_time()
    for cik in range(100_000):
        assert not rules.for_issuer(f"99{cik:08}")
    assert time.process_time() - began < 5


def test_a_filing_is_soon_held_against_all_of_them(ten_thousand: tuple[BoundRules, float]) -> None:
    rules, _ = ten_thousand
    concerned = rules.for_issuer("0000000001")
    assert len(concerned) == 10_000
    reading = filing(*[sale("11000", f"37.{cents}") for cents in range(10, 40)])
    began = time.process_time()
    matches = [judge(rule, reading, NoHistory()) for rule in concerned]
    assert time.process_time() - began < 40
    assert sum(match is not None for match in matches) == 330


FULL = 4 * 1024 * 1024 - 200  # bytes: just below the limit, so that all of it is read


def _rule(key: str, value: bytes) -> bytes:
    return b"rules: [{id: a, watch: A, when: {insider_sale: {%s: %s}}}]" % (key.encode(), value)


HURTS = {
    "50 MB": (
        b"a: b\n" * 10_000_000,
        "r.yaml:1:1: the file is too large: 47.7 MB, and at most 4 MB are read",
    ),
    "10,000 brackets": (b"[" * 10_000, "r.yaml:1:51: nested too deep: at most 50 levels are read"),
    "10,000 braces": (b"{a: " * 10_000, "r.yaml:1:201: nested too deep: at most 50 levels are read"),
    "10,000 dashes": (b"- " * 10_000, "r.yaml:1:101: nested too deep: at most 50 levels are read"),
    "10,000 question marks": (b"? " * 10_000, "r.yaml:1:101: nested too deep: at most 50 levels are read"),
    "2,000 indentations": (
        b"\n".join(b" " * depth + b"a:" for depth in range(2_000)),
        "r.yaml:51:51: nested too deep: at most 50 levels are read",
    ),
    "a million aliases": (
        b"a: &a x\nb: [" + b"*a," * 1_000_000 + b"]",
        "r.yaml:2:299: reading ends here, after 100 problems",
    ),
    "a bomb": (
        b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nrules: []\n",
        'r.yaml:3:1: unknown key "c": the keys here are include, watchlists, notify, rules',
    ),
    "a key many times": (b"a: x\n" * 800_000, "r.yaml:101:1: reading ends here, after 100 problems"),
    "a long text": (
        b"rules: " + b"a" * FULL,
        f'r.yaml:1:8: expected a list such as - {{id: insider-dump, watch: SMCI, when: {{insider_sale: {{shares: over 100k}}}}}}, got the text "{"a" * 60}…"',
    ),
    "a long number": (
        _rule("shares", b"over " + b"1" * FULL),
        f'r.yaml:1:57: the text "over {"1" * 55}…" is too long: at most 1,000 characters are read',
    ),
    "a long row of digits": (
        _rule("value", b"over $" + b"1_" * 490),
        f'r.yaml:1:56: "over ${"1_" * 27}…" is too long for a threshold: write one like over $1M',
    ),
    "many conjunctions": (
        _rule("by", b"'" + b"and " * 240 + b"'"),
        "r.yaml:1:53: a role is missing: the roles are officers, directors, ten percent owners, chief executive, chief financial officer",
    ),
    "many spaces": (
        _rule("plan_10b5_1", b"'no" + b" " * FULL + b"no'"),
        'r.yaml:1:62: the text "no…" is too long: at most 1,000 characters are read',
    ),
    "a long ticker": (
        b"rules: [{id: a, when: {insider_sale: {}}, watch: " + b"A-" * (FULL // 2) + b"}]",
        f'r.yaml:1:50: "{"A-" * 30}…" is too long for a name',
    ),
    "a number in a million pieces": (
        b"{a: 1" + b",000" * 1_000_000 + b"}",
        'r.yaml:1:35: "000" is given twice: the first is in line 1',
    ),
    "many keys in one line": (
        b"{" + b",".join(b"a%d: " % number for number in range(20_000)) + b"}",
        "r.yaml:1:1: 19,000 more problems are not shown",
    ),
    "spaces after a key": (b"rules:" + b" " * FULL, 'r.yaml:1:1: "rules" is empty: give it a value'),
    "a long comment": (b"#" * FULL + b"\na: [1", 'r.yaml:2:4: the "[" that opens here is never closed'),
    "a quote never closed": (
        b"a: '" + b"''" * (FULL // 2),
        "r.yaml:1:4: the quote that opens here is never closed",
    ),
    "many days": (
        b"rules: [{id: a, watch: A, when: {insider_sale: {}}, active: '" + b"mon," * 240 + b" 09:30-16:00'}]",
        "r.yaml:1:61: a day is missing: write one like mon-fri 09:30-16:00",
    ),
    "many hours": (
        b"rules: [{id: a, watch: A, when: {insider_sale: {}}, active: '" + b"00:00-" * 160 + b"'}]",
        f'r.yaml:1:61: "{"00:00-" * 10}…" are no hours: '
        "write them like mon-fri 09:30-16:00, or mon-fri 09:30-16:00 Europe/London",
    ),
    "many zones": (
        b"rules: [{id: a, watch: A, when: {insider_sale: {}}, active: ["
        + b"09:30-16:00 Europe/Lodnon," * 10_000
        + b"]}]",
        "r.yaml:1:9: 9,000 more problems are not shown",
    ),
    "many folders up": (
        b"include: ['" + b"../" * 330 + b"x.yaml']",
        f'r.yaml:1:11: "{"../" * 20}…" is outside the folder of rules: '
        "an included file is in it, as in ../shared/lists.yaml",
    ),
    "a pattern repeated": (
        b"rules: [{id: a, watch: A, when: {mention: {any_of: ['/((a{100}){100}){100}/']}}}]",
        'r.yaml:1:53: "/((a{100}){100}){100}/" is no pattern: invalid repetition size: {100}',
    ),
    "lists that are nearly right": (
        b"watchlists:\n"
        + b"".join(b"  list-number-%d-of-many: [A]\n" % number for number in range(480))
        + b"rules:\n"
        + b"".join(
            b"  - {id: r%d, watch: lisst-numbr-%d, when: {insider_sale: {}}}\n" % (number, number)
            for number in range(1_000)
        ),
        'r.yaml:1482:23: no watchlist "lisst-numbr-999"',
    ),
    "many colons": (
        b"a: " * 1_000_000,
        "r.yaml:1:5: a colon is not expected here: put the value in quotes, or check the indentation",
    ),
}


@pytest.mark.parametrize(("content", "said"), HURTS.values(), ids=HURTS.keys())
def test_what_is_made_to_hurt_is_soon_refused(content: bytes, said: str) -> None:
    began = time.process_time()
    with pytest.raises(Wrong) as caught:
        load({"r.yaml": content})
    assert time.process_time() - began < 2
    assert said in [str(problem) for problem in caught.value.problems]


def test_at_most_500_000_keys_and_values_are_read() -> None:
    with pytest.raises(Wrong) as caught:
        load({"r.yaml": b"[" + b"a," * 500_000 + b"]"})
    assert str(caught.value) == (
        "r.yaml:1:1000000: too much for one file: at most 500,000 keys and values are read"
    )
