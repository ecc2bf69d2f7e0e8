"""The JSON Schema takes every right rule file and refuses what a schema can see to be wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.rules import test_wrong_layout, test_wrong_rules, test_yaml_traps
from tests.rules.json_schema import errors, yaml_1_1, yaml_1_2
from tocsin.rules import load
from tocsin.rules.grammar import FileKeys, RuleKeys
from tocsin.rules.schema import modeline, schema
from tocsin.rules.when import COMBINED, CONDITIONS, LATER, SequenceKeys
from tocsin.yamltext import plain, read

SCHEMA = schema()
FOLDER = Path(__file__).parents[2] / "rules"
BLOCKS = re.findall(r"```yaml\n(.*?)```", (FOLDER / "README.md").read_text("utf-8"), re.DOTALL)
SHIPPED = [path.read_text("utf-8") for path in sorted(FOLDER.rglob("*.yaml"))]
EXTRA = """
include: [../shared/lists.yaml, more.yml]
notify: desk
watchlists:
  ai: [SMCI, ON, NO, Y, BRK.B, 0001375365, 320193]
rules:
  - {id: on, watch: [ai, 0001375365, ON], when: {insider_sale: {plan_10b5_1: [no, unknown], sell_to_cover: no}}}
  - id: everything
    watch: "*"
    when: {insider_sale: {shares: "> 100,000", value: AT LEAST $1.5M, of_holding: at most 12.5%, by: [CEO, CFO]}}
    severity: High
    if_unknown: ring
    cooldown: 6h
    active: [mon-fri 09:30-16:00, 22:00-06:00, "sat, sun 10:00 - 12:00 Europe/London"]
    expires: 2026-12-31
    enabled: off
    tests: [{name: 12:30, given: [{sale: {shares: 340k}}], expect: fires}]
  - {id: one, watch: 0001375365, when: {insider_sale: {}}, active: 09:30-16:00, enabled: yes}
  - {id: two, watch: SMCI, when: {filing: {item: [4.02, 5.02], form: 8-K}}}
  - {id: three, watch: SMCI, when: {filing: {item: 4.02, late_notice: no}}}
  - {id: four, watch: SMCI, when: {mention: {any_of: [export control, 2026, yes], in: [8-K], only: new}}}
  - {id: five, watch: SMCI, when: {metric: {name: liabilities / assets, is: over 0.8}}}
  - id: seven
    watch: SMCI
    when:
      sequence:
        within: 45d
        steps:
          - insider_sale: {shares: over 50k, within: 5d}
          - any: [{metric: {name: total_debt, rises: over 25%}}, {mention: {any_of: [recall], only: new}}]
  - {id: eight, watch: SMCI, when: {all: [{filing: {form: 10-Q}}, {not: {mention: {any_of: [going concern]}}}]}}
  - {id: six, watch: SMCI, when: {metric: {name: total_debt, rises: over 25%, by_at_least: $500M}}}
"""


def as_texts(text: str) -> Any:
    root = read("f.yaml", text.encode()).root
    assert root is not None
    return plain(root)


@pytest.mark.parametrize("reader", [yaml_1_1, yaml_1_2, as_texts])
@pytest.mark.parametrize("text", [*SHIPPED, *BLOCKS, EXTRA, "# nothing\n", "{}\n"])
def test_what_is_right_fits(text: str, reader: Callable[[str], Any]) -> None:
    assert errors(SCHEMA, reader(text)) == []


def test_the_extra_file_is_right() -> None:
    alone = EXTRA.replace("include: [../shared/lists.yaml, more.yml]\n", "")
    assert len(load({"r.yaml": alone.encode()}).rules) == 10


# What only the whole of the rules, or the words of a text, can tell; the rest a schema must see.
UNSEEN = {
    "an id that is taken": r"is already in",
    "what a parser alone knows": r"is no role|role is missing|let it stand alone|did you mean|is not in the calendar",
    "a figure's range": r"(always|never) true here|cannot be a cooldown|no time to be quiet",
    "names": r"no watchlist|is neither a ticker nor a CIK|is more than one name|above 0, of at most 10 digits"
    r"|stands alone, without a list|a watchlist holds companies",
    "hours": r"begins when it ends|leave \"EST\" out",
    "words in a text": r"holds no number|is not one of yes, no, unknown",
    "paths": r"this entry is empty",
    "YAML itself": r"not used here|is given twice|second document|U\+[0-9A-F]{4}|comma ends the value"
    r"|a space is missing after the colon|is empty: \"#",
}


def _cases() -> list[tuple[str, str]]:
    cases: list[tuple[str | bytes, str]] = [
        *test_wrong_layout.CASES.values(),
        *test_wrong_rules.CASES.values(),
        *test_yaml_traps.CASES.items(),
    ]
    return [(text, said) for text, said in cases if isinstance(text, str)]


@pytest.mark.parametrize(("text", "said"), _cases())
def test_what_a_schema_can_see_it_refuses(text: str, said: str) -> None:
    try:
        value = yaml_1_2(text)
    except (yaml.YAMLError, TypeError):
        return  # nothing for a schema to see
    refused = bool(errors(SCHEMA, value))
    assert refused or any(re.search(pattern, said) for pattern in UNSEEN.values())


def test_most_of_what_is_wrong_is_refused() -> None:
    seen = refused = 0
    for text, _ in _cases():
        try:
            value = yaml_1_2(text)
        except (yaml.YAMLError, TypeError):
            continue
        seen += 1
        refused += bool(errors(SCHEMA, value))
    assert refused / seen > 0.75


def _described() -> list[tuple[str, dict[str, Any], str]]:
    sections = {word: (SCHEMA["$defs"][word], kind.keys) for word, kind in CONDITIONS.items()}
    sections["sequence"] = (SCHEMA["$defs"]["sequence"], SequenceKeys)
    sections |= {"file": (SCHEMA, FileKeys), "rule": (SCHEMA["$defs"]["rule"], RuleKeys)}
    return [
        (f"{word}.{key}", described, " ".join((section.__doc__ or "").split()))
        for word, (told, section) in sections.items()
        for key, described in told["properties"].items()
    ]


@pytest.mark.parametrize(("key", "described", "doc"), _described(), ids=[key for key, _, _ in _described()])
def test_every_key_has_words_and_an_example_that_fits(key: str, described: dict[str, Any], doc: str) -> None:
    assert described["title"]
    assert described["description"]
    assert described["description"] != doc, f"{key} has no description of its own"
    assert described["examples"]
    for example in described["examples"]:
        assert errors(described, example, SCHEMA) == []


def test_every_condition_and_every_key_of_it_is_there() -> None:
    words = SCHEMA["$defs"]["when"]["properties"]
    assert words.keys() == CONDITIONS.keys() | COMBINED.keys()
    assert words.keys().isdisjoint(LATER)
    for word, kind in CONDITIONS.items():
        told = SCHEMA["$defs"][word]
        assert told["properties"].keys() == {
            field.alias or name for name, field in kind.keys.model_fields.items()
        }
        assert told["additionalProperties"] is False


def test_it_is_json_and_always_the_same() -> None:
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA == schema()
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert modeline("tocsin.json") == "# yaml-language-server: $schema=tocsin.json"


def test_its_patterns_are_those_of_every_dialect() -> None:
    """ECMA-262 (JSON Schema core, 6.4) has no possessive quantifiers, no named groups as Python writes them."""
    patterns = re.findall(r'"pattern": "((?:[^"\\]|\\.)*)"', json.dumps(SCHEMA))
    assert patterns
    for pattern in map(json.loads, (f'"{one}"' for one in patterns)):
        assert not re.search(r"\(\?P|\*\+|\+\+|\(\?[aiLmsux]|\\[AZz]", pattern)
        re.compile(pattern)
