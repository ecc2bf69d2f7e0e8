"""Rules that cannot be: what is said of them, word for word."""

from __future__ import annotations

import pytest

from tocsin.errors import Wrong
from tocsin.rules import load
from tocsin.rules.when import CONDITIONS

THERE = ", ".join(CONDITIONS)

# What was written, and every line that is said of it.
CASES: dict[str, tuple[str | bytes, str]] = {
    "a list at the top": (
        "- id: a\n",
        "r.yaml:1:1: expected a mapping such as rules: [...], got a list",
    ),
    "text at the top": (
        "hello\n",
        'r.yaml:1:1: expected a mapping such as rules: [...], got the text "hello"',
    ),
    "nothing under rules": (
        "rules:\n",
        'r.yaml:1:1: "rules" is empty: give it a value',
    ),
    "rules as a mapping": (
        "rules: {}\n",
        "r.yaml:1:8: expected a list such as - {id: insider-dump, watch: SMCI, when: {insider_sale: {shares: over 100k}}}, got a mapping",
    ),
    "rules of text": (
        "rules: [insider-dump]\n",
        'r.yaml:1:9: expected a mapping such as {id: insider-dump, watch: SMCI, when: {insider_sale: {shares: over 100k}}}, got the text "insider-dump"',
    ),
    "a wrong key at the top": (
        "rulez: []\n",
        'r.yaml:1:1: unknown key "rulez": did you mean "rules"?',
    ),
    "another key at the top": (
        "rules: []\nnotes: mine\n",
        'r.yaml:2:1: unknown key "notes": the keys here are include, watchlists, notify, rules',
    ),
    "a misspelt key": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {}}\n    sevrity: high\n",
        'r.yaml:5:5: unknown key "sevrity": did you mean "severity"?',
    ),
    "a key that is not there": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {}}\n    colour: red\n",
        'r.yaml:5:5: unknown key "colour": the keys here are id, watch, when, if_unknown, severity, notify, cooldown, active, expires, enabled, tests',
    ),
    "no watch": (
        "rules:\n  - id: a\n    when: {insider_sale: {}}\n",
        'r.yaml:2:5: "watch" is missing',
    ),
    "no id": (
        "rules:\n  - watch: SMCI\n    when: {insider_sale: {}}\n",
        'r.yaml:2:5: "id" is missing',
    ),
    "no when": (
        "rules:\n  - id: a\n    watch: SMCI\n",
        'r.yaml:2:5: "when" is missing',
    ),
    "three keys missing": (
        "rules:\n  - {}\n",
        'r.yaml:2:5: "id" is missing\nr.yaml:2:5: "watch" is missing\nr.yaml:2:5: "when" is missing',
    ),
    "an id with spaces": (
        "rules:\n  - id: Insider Dump\n    watch: SMCI\n    when: {insider_sale: {}}\n",
        'r.yaml:2:9: "Insider Dump" cannot be an id: lower-case letters, digits and hyphens, not digits alone, as in insider-dump',
    ),
    "an id of digits": (
        "rules:\n  - id: 2024\n    watch: SMCI\n    when: {insider_sale: {}}\n",
        'r.yaml:2:9: "2024" cannot be an id: lower-case letters, digits and hyphens, not digits alone, as in insider-dump',
    ),
    "an id that is a list": (
        "rules:\n  - id: [a]\n    watch: SMCI\n    when: {insider_sale: {}}\n",
        "r.yaml:2:9: expected text such as insider-dump, got a list",
    ),
    "the same id": (
        "rules:\n"
        "  - id: a\n"
        "    watch: SMCI\n"
        "    when: {insider_sale: {}}\n"
        "  - id: a\n"
        "    watch: DELL\n"
        "    when: {insider_sale: {}}\n",
        'r.yaml:5:9: rule "a" is already in r.yaml:2:9',
    ),
    "a severity misspelt": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {}}\n    severity: hihg\n",
        'r.yaml:5:15: "hihg" is not one of info, warning, high, critical: did you mean "high"?',
    ),
    "a severity of another scale": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {}}\n    severity: 5\n",
        'r.yaml:5:15: "5" is not one of info, warning, high, critical',
    ),
    "if_unknown misspelt": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {}}\n    if_unknown: rings\n",
        'r.yaml:5:17: "rings" is not one of ring, count: did you mean "ring"?',
    ),
    "enabled, perhaps": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {}}\n    enabled: maybe\n",
        'r.yaml:5:14: "maybe" is neither yes nor no',
    ),
    "a channel for a receiver": (
        'rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {}}\n    notify: "#desk"\n',
        'r.yaml:5:13: "#desk" is a channel: name a receiver of tocsin.yaml, as in notify: desk',
    ),
    "no receiver": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {}}\n    notify:\n",
        'r.yaml:5:5: "notify" is empty: give it a value',
    ),
    "two receivers": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {}}\n    notify: [desk, ops]\n",
        "r.yaml:5:13: expected text such as desk, got a list",
    ),
    "tests that are text": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {}}\n    tests: later\n",
        'r.yaml:5:12: expected a list such as - {name: fires on a large sale, given: [{sale: {shares: 340k}}], expect: fires}, got the text "later"',
    ),
    "a test that is text": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {}}\n    tests: [later]\n",
        'r.yaml:5:13: expected a mapping, got the text "later"',
    ),
    "nothing watched": (
        "rules:\n  - id: a\n    watch:\n    when: {insider_sale: {}}\n",
        'r.yaml:3:5: "watch" is empty: give it a value',
    ),
    "an empty list watched": (
        "rules:\n  - id: a\n    watch: []\n    when: {insider_sale: {}}\n",
        'r.yaml:3:12: "watch" is empty: name a company, or "*" for every one',
    ),
    "a mapping watched": (
        "rules:\n  - id: a\n    watch: {ticker: SMCI}\n    when: {insider_sale: {}}\n",
        "r.yaml:3:12: expected a watchlist, a ticker, a CIK or a list of them such as [SMCI, DELL], got a mapping",
    ),
    "a list in a list": (
        "rules:\n  - id: a\n    watch: [SMCI, [DELL]]\n    when: {insider_sale: {}}\n",
        "r.yaml:3:19: expected a name such as SMCI, got a list",
    ),
    "an empty entry": (
        "rules:\n  - id: a\n    watch: [SMCI, ~]\n    when: {insider_sale: {}}\n",
        "r.yaml:3:19: this entry is empty: give it a value",
    ),
    "a ticker in lower case": (
        "rules:\n  - id: a\n    watch: smci\n    when: {insider_sale: {}}\n",
        'r.yaml:3:12: no watchlist "smci"; for the ticker write SMCI',
    ),
    "a ticker in mixed case": (
        "rules:\n  - id: a\n    watch: Smci\n    when: {insider_sale: {}}\n",
        'r.yaml:3:12: "Smci" is no ticker: tickers are upper case, write SMCI',
    ),
    "two tickers, no brackets": (
        "rules:\n  - id: a\n    watch: SMCI, DELL\n    when: {insider_sale: {}}\n",
        'r.yaml:3:12: "SMCI, DELL" is more than one name: write a list, [SMCI, DELL]',
    ),
    "a cashtag": (
        "rules:\n  - id: a\n    watch: $SMCI\n    when: {insider_sale: {}}\n",
        'r.yaml:3:12: "$SMCI" is no ticker: write SMCI',
    ),
    "an exchange before it": (
        "rules:\n  - id: a\n    watch: NASDAQ:SMCI\n    when: {insider_sale: {}}\n",
        'r.yaml:3:12: "NASDAQ:SMCI" is no ticker: write SMCI',
    ),
    "a class with a slash": (
        "rules:\n  - id: a\n    watch: BRK/B\n    when: {insider_sale: {}}\n",
        'r.yaml:3:12: "BRK/B" is no ticker: write BRK-B',
    ),
    "a CIK with letters": (
        "rules:\n  - id: a\n    watch: CIK0001375365\n    when: {insider_sale: {}}\n",
        'r.yaml:3:12: "CIK0001375365": write a CIK as digits alone, 0001375365',
    ),
    "a CIK too long": (
        "rules:\n  - id: a\n    watch: 12345678901\n    when: {insider_sale: {}}\n",
        'r.yaml:3:12: "12345678901" is no CIK: a CIK is a number above 0, of at most 10 digits',
    ),
    "a CIK of nothing": (
        "rules:\n  - id: a\n    watch: 0000000000\n    when: {insider_sale: {}}\n",
        'r.yaml:3:12: "0000000000" is no CIK: a CIK is a number above 0, of at most 10 digits',
    ),
    "a company's name": (
        "rules:\n  - id: a\n    watch: Super Micro Computer\n    when: {insider_sale: {}}\n",
        'r.yaml:3:12: "Super Micro Computer" is neither a ticker nor a CIK',
    ),
    "a star among others": (
        'rules:\n  - id: a\n    watch: ["*", SMCI]\n    when: {insider_sale: {}}\n',
        'r.yaml:3:13: "*" is every company: it stands alone, without a list',
    ),
    "a watchlist misspelt": (
        "watchlists: {ai-hardware: [SMCI]}\n"
        "rules:\n"
        "  - id: a\n"
        "    watch: ai-hardwere\n"
        "    when: {insider_sale: {}}\n",
        'r.yaml:4:12: no watchlist "ai-hardwere": did you mean "ai-hardware"?',
    ),
    "a watchlist in capitals": (
        "watchlists: {ai-hardware: [SMCI]}\n"
        "rules:\n"
        "  - id: a\n"
        "    watch: AI-HARDWARE\n"
        "    when: {insider_sale: {}}\n",
        'r.yaml:4:12: no watchlist "AI-HARDWARE": did you mean "ai-hardware"?',
    ),
    "a watchlist that is not there": (
        "watchlists: {ai-hardware: [SMCI]}\n"
        "rules:\n"
        "  - id: a\n"
        "    watch: semiconductor-names\n"
        "    when: {insider_sale: {}}\n",
        'r.yaml:4:12: no watchlist "semiconductor-names": the watchlists are ai-hardware',
    ),
    "no watchlist at all": (
        "rules:\n  - id: a\n    watch: semiconductor-names\n    when: {insider_sale: {}}\n",
        'r.yaml:3:12: no watchlist "semiconductor-names": there is none in these files',
    ),
    "watchlists as a list": (
        "watchlists: [SMCI]\n",
        "r.yaml:1:13: expected a mapping such as ai-hardware: [SMCI, DELL], got a list",
    ),
    "a watchlist in capitals, defined": (
        "watchlists: {AI: [SMCI]}\n",
        'r.yaml:1:14: "AI" cannot name a watchlist: a name is lower-case letters, digits and hyphens, and not digits alone',
    ),
    "a watchlist of digits": (
        "watchlists: {2024: [SMCI]}\n",
        'r.yaml:1:14: "2024" cannot name a watchlist: a name is lower-case letters, digits and hyphens, and not digits alone',
    ),
    "an empty watchlist": (
        "watchlists: {ai: []}\n",
        'r.yaml:1:18: watchlist "ai" is empty: name a company, or delete it',
    ),
    "a watchlist of nothing": (
        "watchlists:\n  ai:\n",
        'r.yaml:2:3: watchlist "ai" is empty: give it a value',
    ),
    "a watchlist of one": (
        "watchlists: {ai: SMCI}\n",
        'r.yaml:1:18: expected a list of tickers and CIKs such as [SMCI, DELL], got the text "SMCI"',
    ),
    "a watchlist in a watchlist": (
        "watchlists: {ai: [SMCI], all: [ai, DELL]}\n",
        'r.yaml:1:32: "ai" is a watchlist, and a watchlist holds companies: let a rule watch both',
    ),
    "two names in one entry": (
        "watchlists:\n  ai:\n    - SMCI DELL\n",
        'r.yaml:3:7: "SMCI DELL" is more than one name: write a list, [SMCI, DELL]',
    ),
    "nothing to wait for": (
        "rules:\n  - id: a\n    watch: SMCI\n    when:\n",
        'r.yaml:4:5: "when" is empty: give it a value',
    ),
    "an empty when": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {}\n",
        'r.yaml:4:11: "when" is empty: give it a condition such as {insider_sale: {shares: over 100k}}',
    ),
    "a word for a condition": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: insider_sale\n",
        'r.yaml:4:11: expected a condition such as {insider_sale: {shares: over 100k}}, got the text "insider_sale"',
    ),
    "a list of conditions": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: [insider_sale]\n",
        "r.yaml:4:11: expected a condition such as {insider_sale: {shares: over 100k}}, got a list",
    ),
    "a condition without keys": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale}\n",
        "r.yaml:4:12: insider_sale is empty: give it keys such as {shares: over 100k}, or {} for any",
    ),
    "a condition without keys, block": (
        "rules:\n  - id: a\n    watch: SMCI\n    when:\n      insider_sale:\n",
        "r.yaml:5:7: insider_sale is empty: give it keys such as {shares: over 100k}, or {} for any",
    ),
    "keys beside their condition": (
        "rules:\n  - id: a\n    watch: SMCI\n    when:\n      insider_sale:\n      shares: over 100k\n",
        'r.yaml:6:7: "shares" belongs to insider_sale: indent it below that',
    ),
    "a condition misspelt": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sales: {}}\n",
        'r.yaml:4:12: unknown condition "insider_sales": did you mean "insider_sale"?',
    ),
    "no such condition": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {earthquake: {}}\n",
        f'r.yaml:4:12: unknown condition "earthquake": there is {THERE}',
    ),
    "two conditions": (
        "rules:\n"
        "  - id: a\n"
        "    watch: SMCI\n"
        "    when: {insider_sale: {}, mention: {any_of: [export control]}}\n",
        'r.yaml:4:30: "when" takes one condition, and insider_sale is there: put both into all or any, or give mention a rule of its own',
    ),
    "a condition that is a number": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: 100k}\n",
        'r.yaml:4:26: expected a mapping such as {shares: over 100k}, got the text "100k"',
    ),
    "a key misspelt": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {shaers: over 100k}}\n",
        'r.yaml:4:27: unknown key "shaers": did you mean "shares"?',
    ),
    "a bare number": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {shares: 100k}}\n",
        'r.yaml:4:35: "100k" alone is no threshold: say over, under, at least or at most 100k',
    ),
    "dollars for shares": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {shares: over $1M}}\n",
        "r.yaml:4:35: shares are counted, not dollars: write over 100k, or use value: over $1M",
    ),
    "shares for dollars": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {value: over 100k}}\n",
        "r.yaml:4:34: this is in dollars: write over $100k",
    ),
    "a number for a percentage": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {of_holding: over 25}}\n",
        "r.yaml:4:39: this is a percentage: write over 25%",
    ),
    "no threshold": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {shares: }}\n",
        'r.yaml:4:27: "shares" is empty: give it a value',
    ),
    "a list of thresholds": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {shares: [over 5, under 9]}}\n",
        "r.yaml:4:35: expected text, got a list",
    ),
    "a role misspelt": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {by: oficers}}\n",
        'r.yaml:4:31: "oficers" is no role: did you mean "officers"?',
    ),
    "no such role": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {by: [officers, janitors]}}\n",
        'r.yaml:4:42: "janitors" is no role: the roles are officers, directors, ten percent owners, chief executive, chief financial officer',
    ),
    "no role at all": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {by: []}}\n",
        'r.yaml:4:31: "by" is empty: give it a value',
    ),
    "everyone and more": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {by: [anyone, CEO]}}\n",
        'r.yaml:4:31: "anyone" includes every role: let it stand alone',
    ),
    "neither yes nor no": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {plan_10b5_1: maybe}}\n",
        'r.yaml:4:40: "maybe" is not one of yes, no, unknown',
    ),
    "a fact left empty": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {sell_to_cover: ~}}\n",
        'r.yaml:4:42: "sell_to_cover" is empty: give it a value',
    ),
}


@pytest.mark.parametrize(("text", "said"), CASES.values(), ids=CASES.keys())
def test_every_word_that_is_said(text: str | bytes, said: str) -> None:
    content = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(Wrong) as caught:
        load({"r.yaml": content})
    assert str(caught.value) == said
