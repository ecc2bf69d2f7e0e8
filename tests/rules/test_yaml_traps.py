"""What YAML makes of ordinary words, and what keys and values are not: what is said of it, word for word."""

from __future__ import annotations

import pytest

from tocsin.errors import Wrong
from tocsin.rules import load
from tocsin.rules.when import CONDITIONS


def key(text: str) -> str:
    return f"rules:\n  - id: a\n    watch: SMCI\n    when: {{insider_sale: {{}}}}\n    {text}\n"


def watch(text: str) -> str:
    return f"rules:\n  - id: a\n    watch: {text}\n    when: {{insider_sale: {{}}}}\n"


def sale(text: str) -> str:
    return f"rules:\n  - id: a\n    watch: SMCI\n    when: {{insider_sale: {{{text}}}}}\n"


def rule_id(text: str) -> str:
    return f"rules: [{{id: {text}, watch: SMCI, when: {{insider_sale: {{}}}}}}]\n"


KEYS = "id, watch, when, if_unknown, severity, notify, cooldown, active, expires, enabled, tests"
NO_ID = "lower-case letters, digits and hyphens, not digits alone, as in insider-dump"
A_RULE = "{id: insider-dump, watch: SMCI, when: {insider_sale: {shares: over 100k}}}"
NO_LIST = "a name is lower-case letters, digits and hyphens, and not digits alone"

# What was written, and what is said of it.
CASES: dict[str, str] = {
    # words and numbers that YAML would turn into something else
    key("severity: no"): '5:15: "no" is not one of info, warning, high, critical',
    key("severity: on"): '5:15: "on" is not one of info, warning, high, critical',
    key("severity: ~"): '5:15: "severity" is empty: give it a value',
    key("if_unknown: yes"): '5:17: "yes" is not one of ring, count',
    key("enabled: 1"): '5:14: "1" is neither yes nor no',
    key("enabled: ~"): '5:14: "enabled" is empty: give it a value',
    key("enabled: 'nope'"): '5:14: "nope" is neither yes nor no',
    key("cooldown: 12:30"): '5:15: "12:30" is not a duration: write it as 500ms, 1s, 10m, 2h or 400d',
    key("cooldown: 010"): '5:15: "010" is not a duration: write it as 500ms, 1s, 10m, 2h or 400d',
    key("cooldown: 1_000"): '5:15: "1_000" is not a duration: write it as 500ms, 1s, 10m, 2h or 400d',
    key("cooldown: 1e3"): '5:15: "1e3" is not a duration: write it as 500ms, 1s, 10m, 2h or 400d',
    key("cooldown: 6 hours"): '5:15: "6 hours" is not a duration: write it as 500ms, 1s, 10m, 2h or 400d',
    key("cooldown: -6h"): '5:15: "-6h" is not a duration: write it as 500ms, 1s, 10m, 2h or 400d',
    key("cooldown: 0s"): '5:15: "0s" is no time to be quiet: leave cooldown out',
    key("cooldown: 400d"): '5:15: "400d" cannot be a cooldown: write one from 1s to 366d',
    key("cooldown: 1ms"): '5:15: "1ms" cannot be a cooldown: write one from 1s to 366d',
    key("cooldown:"): '5:5: "cooldown" is empty: give it a value',
    key("cooldown: [1h]"): "5:15: expected text such as 6h, got a list",
    key("expires: 31.12.2026"): '5:14: "31.12.2026" is no day: write year, month and day as in 2026-12-31',
    key("expires: 12/31/2026"): '5:14: "12/31/2026" is no day: write year, month and day as in 2026-12-31',
    key("expires: 20261231"): '5:14: "20261231" is no day: write year, month and day as in 2026-12-31',
    key(
        "expires: 2026-12-31T10:00:00"
    ): '5:14: "2026-12-31T10:00:00" is no day: write year, month and day as in 2026-12-31',
    key("expires: no"): '5:14: "no" is no day: write year, month and day as in 2026-12-31',
    key("expires: 2026-02-30"): '5:14: "2026-02-30" is not in the calendar',
    key("expires: 0000-01-01"): '5:14: "0000-01-01" is not in the calendar',
    key("active: 12:30"): '5:13: "12:30" has no end: write hours like mon-fri 09:30-16:00',
    key("active: mon-fri"): '5:13: "mon-fri" has no hours: write mon-fri 09:30-16:00, or mon-fri 00:00-24:00',
    key(
        "active: no"
    ): '5:13: "no" are no hours: write them like mon-fri 09:30-16:00, or mon-fri 09:30-16:00 Europe/London',
    key("active: []"): '5:13: "active" is empty: give it a value',
    key("active: {mon: 09:30-16:00}"): "5:13: expected a list such as mon-fri 09:30-16:00, got a mapping",
    key(
        "active: [mon, wed 09:30-16:00]"
    ): '5:14: "mon" has no hours: write mon 09:30-16:00, or mon 00:00-24:00',
    key("active: 09:30-16:00 EST"): '5:13: hours are Eastern by themselves: leave "EST" out',
    watch("no"): '3:12: no watchlist "no"; for the ticker write NO',
    watch("yes"): '3:12: no watchlist "yes"; for the ticker write YES',
    watch("true"): '3:12: no watchlist "true"; for the ticker write TRUE',
    watch("12:30"): '3:12: "12:30" is neither a ticker nor a CIK',
    watch("1_000"): '3:12: "1_000" is neither a ticker nor a CIK',
    watch("1e3"): '3:12: no watchlist "1e3": there is none in these files',
    watch("0x1A"): '3:12: "0x1A" is neither a ticker nor a CIK',
    watch("~"): '3:12: "watch" is empty: give it a value',
    watch("''"): '3:12: "" is neither a ticker nor a CIK',
    watch("[-]"): '3:13: "-" is neither a ticker nor a CIK',
    watch("SMCI;DELL"): '3:12: "SMCI;DELL" is more than one name: write a list, [SMCI, DELL]',
    watch("[SMCI DELL]"): '3:13: "SMCI DELL" is more than one name: write a list, [SMCI, DELL]',
    watch("[~, '']"): '3:13: this entry is empty: give it a value\n3:16: "" is neither a ticker nor a CIK',
    watch(
        "NASDAQ: SMCI"
    ): "3:18: a colon is not expected here: put the value in quotes, or check the indentation",
    sale("shares: 010"): '4:35: "010" alone is no threshold: say over, under, at least or at most 010',
    sale("shares: 12:30"): '4:35: "12:30" alone is no threshold: say over, under, at least or at most 12:30',
    sale("shares: yes"): '4:35: "yes" is no threshold: say over, under, at least or at most, and a number',
    sale("shares: over 1e3"): '4:35: "over 1e3" holds no number: write it like 100k, 1.5M, 2bn or 100_000',
    sale("shares: over 0x10"): '4:35: "over 0x10" holds no number: write it like 100k, 1.5M, 2bn or 100_000',
    sale(
        "shares: over 100 000"
    ): '4:35: "over 100 000" holds no number: write it like 100k, 1.5M, 2bn or 100_000',
    sale(
        "shares: over 100'000"
    ): '4:35: "over 100\'000" holds no number: write it like 100k, 1.5M, 2bn or 100_000',
    sale(
        "shares: over 1.000,5"
    ): '4:46: unknown key "5": in braces a comma ends the value, and a list needs brackets: [a, b]',
    sale("shares: {over: 100k}"): "4:35: expected text, got a mapping",
    sale("value: $1M"): '4:34: "$1M" alone is no threshold: say over, under, at least or at most $1M',
    sale("of_holding: over 120%"): '4:39: "over 120%" is never true here',
    sale("shares: over -5"): '4:35: "over -5" is always true here: leave it out',
    sale("sell_to_cover: 0"): '4:42: "0" is not one of yes, no, unknown',
    # what YAML has and rules have not
    sale("<<: {shares: over 5}"): '4:27: merge keys are not used here: write out what "<<" would bring',
    sale("shares: over 5, shares: over 6"): '4:43: "shares" is given twice: the first is in line 4',
    sale("[shares]: over 5"): "4:27: a key must be a text, not a list or a mapping",
    sale("shares: over 5 shares: over 6"): '4:48: a comma or "}" is missing before this',
    key('severity: high\n    "severity": info'): '6:5: "severity" is given twice: the first is in line 5',
    key("when: {insider_sale: {}}"): '5:5: "when" is given twice: the first is in line 4',
    key("? {a: b}\n    : c"): "5:7: a key must be a text, not a list or a mapping",
    key("1: x"): f'5:5: unknown key "1": the keys here are {KEYS}',
    key("~: x"): f'5:5: unknown key "~": the keys here are {KEYS}',
    key("&x severity: high"): "5:5: anchors are not used here: delete &x and repeat what it names",
    watch("*SMCI"): "3:12: aliases are not used here: write what *SMCI stands for, or quote it as a text",
    watch("!SMCI"): "3:12: tags are not used here: delete !SMCI, every value is read as text",
    watch("&SMCI"): "3:12: anchors are not used here: delete &SMCI and repeat what it names",
    "---\nrules: []\n---\n": '3:1: a second document in one file: delete the "---"',
    "rules: []\n...\nrules: []\n": "3:1: this fits nothing above it: check the indentation, "
    "and what follows a closing quote or bracket",
    key("severity: 'high"): "5:15: the quote that opens here is never closed",
    key('severity: high"'): '5:15: "high"" is not one of info, warning, high, critical: did you mean "high"?',
    key(
        "severity: >-\n      hihg"
    ): '5:15: "hihg" is not one of info, warning, high, critical: did you mean "high"?',
    # characters that look like others, or like nothing
    "rules: []\x07\n": "1:10: the invisible character U+0007 cannot stand here: delete it",
    "\x1b[0mrules: []\n": "1:1: the invisible character U+001B cannot stand here: delete it",
    "rules: [] \x7f\n": "1:11: the invisible character U+007F cannot stand here: delete it",
    "rules: []\n\ufeffx: 1\n": "2:1: the invisible character U+FEFF cannot stand here: delete it",
    "\ufeff" + rule_id("A"): f'1:14: "A" cannot be an id: {NO_ID}',
    rule_id("A").replace("\n", "\r\n"): f'1:14: "A" cannot be an id: {NO_ID}',
    key("sevrity: high").replace("\n", "\r\n"): '5:5: unknown key "sevrity": did you mean "severity"?',
    key("sevrity: high").replace("\n", "\r"): '5:5: unknown key "sevrity": did you mean "severity"?',
    "rules:\u00a0[]\n": "1:7: this is U+00A0 (no-break space): write a plain space instead",
    "rules:\n  -\u00a0id: a\n": "2:4: this is U+00A0 (no-break space): write a plain space instead",
    "rules:\n\u3000- id: a\n": "2:1: this is U+3000 (ideographic space): write a plain space instead",
    "rules\uff1a []\n": '1:1: expected a mapping such as rules: [...], got the text "rules\uff1a []"',
    key(
        "\u0455everity: high"
    ): '5:5: unknown key "\u0455everity": did you mean "severity"? "\u0455" in it is cyrillic small letter dze, not what it looks like',
    key(
        "sever\u200bity: high"
    ): '5:5: unknown key "sever\\u200bity": did you mean "severity"? "\\u200b" in it is zero width space, not what it looks like',
    watch(
        "\u0405MCI"
    ): '3:12: "\u0405MCI" is neither a ticker nor a CIK; "\u0405" in it is cyrillic capital letter dze, not what it looks like',
    watch(
        "\u201cSMCI\u201d"
    ): '3:12: "\u201cSMCI\u201d" is neither a ticker nor a CIK; "\u201c" in it is left double quotation mark, not what it looks like',
    sale(
        "shares: over \uff11\uff10k"
    ): '4:35: "over \uff11\uff10k" is no threshold: say over, under, at least or at most, and a number; "\uff11" in it is fullwidth digit one, not what it looks like',
    rule_id("caf\u00e9"): f'1:14: "caf\u00e9" cannot be an id: {NO_ID}',
    # one kind of thing where another was due
    "[]\n": "1:1: expected a mapping such as rules: [...], got a list",
    "'rules: []'\n": '1:1: expected a mapping such as rules: [...], got the text "rules: []"',
    "RULES: []\n": '1:1: unknown key "RULES": did you mean "rules"?',
    "rules: null\n": '1:8: "rules" is empty: give it a value',
    "rules: [~]\n": "1:9: this entry is empty: give it a value",
    "rules: [[]]\n": f"1:9: expected a mapping such as {A_RULE}, got a list",
    "rules:\n  id: a\n": f"2:3: expected a list such as - {A_RULE}, got a mapping",
    "rules:\n- - id: a\n": f"2:3: expected a mapping such as {A_RULE}, got a list",
    "watch: SMCI\n": '1:1: "watch" belongs in a rule: indent it below rules, in an entry that begins with a dash',
    key("watchlists: {}"): '5:5: "watchlists" belongs at the top of the file, beside rules',
    key("include: [a.yaml]"): '5:5: "include" belongs at the top of the file, beside rules',
    key("severity: [high]"): "5:15: expected text such as high, got a list",
    key("severity: {high: yes}"): "5:15: expected text such as high, got a mapping",
    key(
        "tests: {}"
    ): "5:12: expected a list such as - {name: fires on a large sale, given: [{sale: {shares: 340k}}], expect: fires}, got a mapping",
    key("tests: [1]"): '5:13: expected a mapping, got the text "1"',
    sale("").replace("{insider_sale: {}}", "{insider_sale: []}"): "4:26: expected a mapping such as "
    "{shares: over 100k}, got a list",
    sale("").replace(
        "{insider_sale: {}}", "{yes: {}}"
    ): f'4:12: unknown condition "yes": there is {", ".join(CONDITIONS)}',
    sale("").replace(
        "insider_sale", "Insider_Sale"
    ): '4:12: unknown condition "Insider_Sale": did you mean "insider_sale"?',
    rule_id("desk/a"): '1:14: "desk/a" cannot be an id: its folder is the desk, so write a',
    rule_id("010"): f'1:14: "010" cannot be an id: {NO_ID}',
    rule_id("''"): f'1:14: "" cannot be an id: {NO_ID}',
    rule_id("~"): '1:14: "id" is empty: give it a value',
    "watchlists: {ai: {SMCI: yes}}\n": "1:18: expected a list of tickers and CIKs such as [SMCI, DELL], got a mapping",
    "watchlists: {ai: [[SMCI]]}\n": "1:19: expected a name such as SMCI, got a list",
    "watchlists: ~\n": '1:13: "watchlists" is empty: give it a value',
    "watchlists: {~: [SMCI]}\n": f'1:14: "~" cannot name a watchlist: {NO_LIST}',
    "watchlists: {SMCI: [DELL]}\n": f'1:14: "SMCI" cannot name a watchlist: {NO_LIST}',
    "watchlists: {ai: ['*']}\n": '1:19: "*" is neither a ticker nor a CIK',
    "watchlists: {ai: [12:30]}\n": '1:19: "12:30" is neither a ticker nor a CIK',
    "notify: '#desk'\n": '1:9: "#desk" is a channel: name a receiver of tocsin.yaml, as in notify: desk',
    "notify: [a]\n": "1:9: expected text such as desk, got a list",
    "include: []\n": '1:10: "include" is empty: give it a value',
    "include: {a: b}\n": "1:10: expected a list such as [../shared/lists.yaml], got a mapping",
    "include: [~]\n": "1:11: this entry is empty: give it a value",
    "include: ['']\n": "1:11: this entry is empty: name a file, as in ../shared/lists.yaml",
}


@pytest.mark.parametrize(("text", "said"), CASES.items())
def test_every_word_that_is_said(text: str, said: str) -> None:
    with pytest.raises(Wrong) as caught:
        load({"r.yaml": text.encode()})
    assert str(caught.value) == "\n".join(f"r.yaml:{line}" for line in said.splitlines())
