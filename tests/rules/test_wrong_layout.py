"""Files that are no rules yet: what YAML makes of a slip of the pen, and what is said of it, word for word."""

from __future__ import annotations

import pytest

from tocsin.errors import Wrong
from tocsin.rules import load

# What was written, and every line that is said of it.
CASES: dict[str, tuple[str | bytes, str]] = {
    "a tab": (
        "rules:\n\t- id: a\n",
        "r.yaml:2:1: a tab cannot stand here: YAML is indented with spaces",
    ),
    "a tab further on": (
        "rules:\n  - id: a\n\twatch: SMCI\n",
        "r.yaml:3:1: a tab cannot stand here: YAML is indented with spaces",
    ),
    "a bare star": (
        "rules:\n  - id: a\n    watch: *\n    when: {insider_sale: {}}\n",
        'r.yaml:3:12: "*" without quotes has a meaning of its own in YAML: write "*" in quotes',
    ),
    "a bare star in a list": (
        "rules:\n  - id: a\n    watch: [*]\n    when: {insider_sale: {}}\n",
        'r.yaml:3:13: "*" without quotes has a meaning of its own in YAML: write "*" in quotes',
    ),
    "a sign without quotes, block": (
        "rules:\n  - id: a\n    watch: SMCI\n    when:\n      insider_sale:\n        shares: > 100_000\n",
        'r.yaml:6:17: ">" without quotes begins a block of text: write "> 100_000" in quotes',
    ),
    "another sign, block": (
        "rules:\n"
        "  - id: a\n"
        "    watch: SMCI\n"
        "    when:\n"
        "      insider_sale:\n"
        "        shares: >= 100k  # many\n",
        'r.yaml:6:17: ">" without quotes begins a block of text: write ">= 100k" in quotes',
    ),
    "a sign and a digit, block": (
        "rules:\n  - id: a\n    watch: SMCI\n    when:\n      insider_sale:\n        shares: >5\n",
        'r.yaml:6:17: ">" without quotes begins a block of text: write ">5" in quotes',
    ),
    "a sign without quotes, braces": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {shares: > 100_000}}\n",
        'r.yaml:4:35: a value begins with ">" only inside quotes: write "> 100_000"',
    ),
    "a comma in braces": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {shares: over 100,000}}\n",
        'r.yaml:4:35: in braces a comma ends the value: for "over 100,000" write over 100k or over 100_000',
    ),
    "two commas in braces": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {value: over $1,500,000, by: CEO}}\n",
        'r.yaml:4:34: in braces a comma ends the value: for "over $1,500,000" write over $1.5M or over $1_500_000',
    ),
    "a comma in braces, not round": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {shares: over 1,234 shares}}\n",
        'r.yaml:4:35: in braces a comma ends the value: for "over 1,234 shares" write over 1_234 shares',
    ),
    "no space after a colon, braces": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {shares:over 100k}}\n",
        "r.yaml:4:27: a space is missing after the colon: write shares: over 100k",
    ),
    "no space after a colon, block": (
        "rules:\n  - id: a\n    watch:SMCI\n    when: {insider_sale: {}}\n",
        "r.yaml:3:5: a colon and a space are missing after this key",
    ),
    "a list without brackets in braces": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {by: officers, directors}}\n",
        'r.yaml:4:41: unknown key "directors": in braces a comma ends the value, and a list needs brackets: [a, b]',
    ),
    "words without brackets in braces": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {plan_10b5_1: no, unknown}}\n",
        'r.yaml:4:44: unknown key "unknown": in braces a comma ends the value, and a list needs brackets: [a, b]',
    ),
    "a channel that is a comment": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {}}\n    notify: #desk\n",
        'r.yaml:5:5: "notify" is empty: "#desk" without quotes is a comment',
    ),
    "a ticker that is a comment": (
        "watchlists:\n  ai:\n    - #DELL\n    - SMCI\n",
        'r.yaml:3:6: this entry is empty: "#DELL" without quotes is a comment',
    ),
    "an at sign": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {}}\n    notify: @desk\n",
        'r.yaml:5:13: a value begins with "@" only inside quotes: write "@desk"',
    ),
    "a back-tick": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {}}\n    notify: `desk`\n",
        'r.yaml:5:13: a value begins with "`" only inside quotes: write "`desk`"',
    ),
    "a percent sign first": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {of_holding: %25}}\n",
        'r.yaml:4:39: a value begins with "%" only inside quotes: write "%25"',
    ),
    "an anchor": (
        "rules:\n  - id: a\n    watch: &mine SMCI\n    when: {insider_sale: {}}\n",
        "r.yaml:3:12: anchors are not used here: delete &mine and repeat what it names",
    ),
    "an anchor and its alias": (
        "watchlists:\n  a: &a [SMCI]\n  b: *a\n",
        "r.yaml:2:6: anchors are not used here: delete &a and repeat what it names\n"
        "r.yaml:3:6: aliases are not used here: write what *a stands for, or quote it as a text",
    ),
    "a merge key": (
        "watchlists:\n  a: [SMCI]\n  <<: {b: [DELL]}\n",
        'r.yaml:3:3: merge keys are not used here: write out what "<<" would bring',
    ),
    "a tag": (
        "rules:\n  - id: a\n    watch: !!str SMCI\n    when: {insider_sale: {}}\n",
        "r.yaml:3:12: tags are not used here: delete !!str, every value is read as text",
    ),
    "a key given twice": (
        "rules:\n"
        "  - id: a\n"
        "    watch: SMCI\n"
        "    when: {insider_sale: {}}\n"
        "    severity: high\n"
        "    severity: info\n",
        'r.yaml:6:5: "severity" is given twice: the first is in line 5',
    ),
    "a rule given twice in one mapping": (
        "rules: []\nrules: []\n",
        'r.yaml:2:1: "rules" is given twice: the first is in line 1',
    ),
    "a list as a key": (
        "? [a]\n: b\n",
        "r.yaml:1:3: a key must be a text, not a list or a mapping",
    ),
    "two documents": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {}}\n---\nrules: []\n",
        'r.yaml:5:1: a second document in one file: delete the "---"',
    ),
    "a colon in a value": (
        "rules:\n  - id: a: b\n    watch: SMCI\n    when: {insider_sale: {}}\n",
        "r.yaml:2:10: a colon is not expected here: put the value in quotes, or check the indentation",
    ),
    "a colon that opens nothing": (
        "rules:\n  - id: a\n    when: insider_sale:\n      shares: over 5\n",
        "r.yaml:3:23: a colon is not expected here: put the value in quotes, or check the indentation",
    ),
    "a quote not closed": (
        "rules:\n  - id: 'a\n    watch: SMCI\n    when: {insider_sale: {}}\n",
        "r.yaml:2:9: the quote that opens here is never closed",
    ),
    "a bracket not closed": (
        "rules:\n  - id: a\n    watch: [SMCI, DELL\n    when: {insider_sale: {}}\n",
        'r.yaml:4:9: a comma or "]" is missing before this',
    ),
    "a brace not closed": (
        "rules:\n  - id: a\n    watch: SMCI\n    when: {insider_sale: {}\n",
        'r.yaml:4:11: the "{" that opens here is never closed',
    ),
    "a comma forgotten": (
        "rules:\n  - id: a\n    watch: {a: b c: d}\n    when: {insider_sale: {}}\n",
        'r.yaml:3:19: a comma or "}" is missing before this',
    ),
    "a bracket too many": (
        "rules:\n  - id: a\n    watch: [SMCI]]\n    when: {insider_sale: {}}\n",
        "r.yaml:3:18: this fits nothing above it: check the indentation, and what follows a closing quote or bracket",
    ),
    "text after a quote": (
        "rules:\n  - id: 'it's'\n    watch: SMCI\n    when: {insider_sale: {}}\n",
        "r.yaml:2:13: this fits nothing above it: check the indentation, and what follows a closing quote or bracket",
    ),
    "a dash misplaced": (
        "rules:\n  - id: a\n   - id: b\n",
        'r.yaml:3:4: a list entry ("- ") was expected here: check the indentation',
    ),
    "a dash in a value": (
        "rules:\n  - id: a\n    watch: - SMCI\n    when: {insider_sale: {}}\n",
        'r.yaml:3:12: a list entry cannot begin here: give "- " a line of its own',
    ),
    "a list that stops": (
        "rules:\n  - id: a\n  watch: SMCI\n",
        'r.yaml:3:3: a list entry ("- ") was expected here: check the indentation',
    ),
    "two commas": (
        "rules:\n  - id: a\n    watch: [SMCI,, DELL]\n    when: {insider_sale: {}}\n",
        "r.yaml:3:18: a value is missing before this",
    ),
    "a backslash": (
        'rules:\n  - id: "a\\q"\n    watch: SMCI\n    when: {insider_sale: {}}\n',
        "r.yaml:2:11: in double quotes a backslash has a meaning of its own: use single quotes",
    ),
    "a line without a colon": (
        "rules: []\nwatchlists\n",
        "r.yaml:2:1: a colon and a space are missing after this key",
    ),
    "not UTF-8": (
        b"rules:\n  - id: caf\xe9\n",
        "r.yaml:2:12: byte 0xe9 is not UTF-8: save the file as UTF-8",
    ),
    "UTF-16": (
        b"\xff\xfer\x00u\x00l\x00e\x00s\x00:\x00 \x00[\x00]\x00",
        "r.yaml:1:1: byte 0xff is not UTF-8: save the file as UTF-8",
    ),
    "a NUL": (
        b"rules:\n  - id: a\x00b\n",
        "r.yaml:2:10: the invisible character U+0000 cannot stand here: delete it",
    ),
    "an invisible line break": (
        "rules:\n  - id: a\u2028b\n",
        "r.yaml:2:10: the invisible character U+2028 cannot stand here: delete it",
    ),
    "an unreadable directive": (
        "%YAML 9.9\n---\nrules: []\n",
        "r.yaml:1:1: this is not YAML: found incompatible YAML document",
    ),
}


@pytest.mark.parametrize(("text", "said"), CASES.values(), ids=CASES.keys())
def test_every_word_that_is_said(text: str | bytes, said: str) -> None:
    content = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(Wrong) as caught:
        load({"r.yaml": content})
    assert str(caught.value) == said
