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
from tocsin.errors import Wrong
from tocsin.rules import load
from tocsin.rules.grammar import FileKeys, RuleKeys
from tocsin.rules.schema import modeline, schema
from tocsin.rules.when import COMBINED, CONDITIONS, SequenceKeys
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

EXTRA_TOLD = """
watchlists: {ai: [SMCI, DELL]}
rules:
  - {id: one, watch: ai, when: {price_target: {falls: at least 10%, firms: at least 2, within: 7d, firm: [UBS, 3i]}}}
  - {id: two, watch: "*", when: {price_target: {rises: "> $5", to: under $30, action: Raises, streak: at least 3}}}
  - {id: three, watch: ai, when: {rating: {from: [Buy, Over weight], to: sell, action: [downgrades, initiates]}}}
  - {id: four, watch: ai, when: {consensus: {buys: under 40%, sells: at least 3, mean: under $40, falls: over 5%}}}
  - {id: five, watch: ai, when: {earnings: {measure: EPS, misses: over 5%, surprise: under -10%, actual: under -$1}}}
  - {id: six, watch: market, when: {rate: {series: 10-year, rises: at least 25bp, within: 5d, is: over 5%}}}
  - {id: seven, watch: [market], when: {rate: {series: 2s10s, is: under -0.5%}}, enabled: no}
  - {id: eight, watch: ai, when: {price: {is: under $30, falls: over 8%, within: 5d, upside: under -5%}}}
  - id: nine
    watch: ai
    when: {headline: {any_of: [recall, 2026, yes], same_sentence: [[a], [b]], source: AP, count: over 2, within: 7d}}
  - {id: ten, watch: ai, when: {absent: {headline: {any_of: launch}, within: 45d}}}
  - id: eleven
    watch: ai
    when: {sequence: {within: 45d, steps: [{insider_sale: {}}, {any: [{price_target: {}}, {rating: {}}]}]}}
    tests:
      - name: every word
        given:
          - price_target: {from: unknown, to: $33, action: lowers, currency: EUR}
          - {rating: {from: Hold, to: Sell}, for: DELL, filed: 2026-06-01}
          - consensus: {buys: 5, holds: 10, sells: 0, mean: $37.25, high: $60, low: $22, analysts: 15}
          - earnings: {measure: eps, actual: -$0.30, estimate: $0.10, surprise: -17.75%, period: 2026Q2}
          - rate: {series: DGS10, percent: 4.62%, on: 2026-06-30}
          - price: {price: $31.50, previous_close: $35}
          - headline: {title: 2026, source: AP, about: market}
        expect: silent
"""


def as_texts(text: str) -> Any:
    root = read("f.yaml", text.encode()).root
    assert root is not None
    return plain(root)


@pytest.mark.parametrize("reader", [yaml_1_1, yaml_1_2, as_texts])
@pytest.mark.parametrize("text", [*SHIPPED, *BLOCKS, EXTRA, EXTRA_TOLD, "# nothing\n", "{}\n"])
def test_what_is_right_fits(text: str, reader: Callable[[str], Any]) -> None:
    assert errors(SCHEMA, reader(text)) == []


def test_the_extra_file_is_right() -> None:
    alone = EXTRA.replace("include: [../shared/lists.yaml, more.yml]\n", "")
    assert len(load({"r.yaml": alone.encode()}).rules) == 10
    told = "\n".join(line for line in EXTRA_TOLD.splitlines() if "[market]" not in line)
    assert len(load({"r.yaml": told.encode()}).rules) == 10


@pytest.mark.parametrize(
    "when",
    [
        "price_target: {falls: 10%}",
        "price_target: {falls: at least 10}",
        "price_target: {to: under 30}",
        "price_target: {action: cuts}",
        "price_target: {within: 7}",
        "price_target: {target: under $30}",
        "rating: {action: [downgrades, worsens]}",
        "consensus: {buys: under $40}",
        "consensus: {mean: under 40}",
        "earnings: {misses: over $5}",
        "earnings: {measure: sales}",
        "earnings: {surprise: -10%}",
        "rate: {rises: at least 25bp}",
        "rate: {series: DGS10, rises: at least 25%}",
        "rate: {series: DGS10, is: over 5}",
        "rate: {series: [DGS10], is: over 5%}",
        "price: {is: under 30}",
        "price: {falls: over $8}",
        "price: {upside: under 0}",
        "headline: {count: 3, within: 7d}",
        "headline: {phrase: recall}",
        "headline: recall",
        "absent: {headline: {count: over 3}, within: 45d}",
        "absent: {headline: {any_of: launch}}",
    ],
)
def test_what_is_plainly_wrong_about_feeds_is_refused(when: str) -> None:
    text = f"rules: [{{id: a, watch: SMCI, when: {{{when}}}}}]"
    with pytest.raises(Wrong):
        load({"r.yaml": text.encode()})
    assert errors(SCHEMA, yaml_1_2(text))


def test_what_a_field_says_of_itself_goes_before_what_its_form_does() -> None:
    price, absent = SCHEMA["$defs"]["price"]["properties"], SCHEMA["$defs"]["absent"]["properties"]
    assert price["is"]["examples"] == ["under $30"]
    assert SCHEMA["$defs"]["consensus"]["properties"]["within"]["examples"] == ["30d"]
    assert SCHEMA["$defs"]["price_target"]["properties"]["falls"]["examples"] == [
        "at least 10%",
        "at least $5",
    ]
    assert absent["headline"]["description"].startswith("The headline that is expected")
    assert absent["headline"]["properties"]["any_of"]["examples"] == [["launch", "unveils"]]
    assert "market" in SCHEMA["$defs"]["watched"]["description"]


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
