"""The JSON Schema of a rule file, made from the sections that read it, so that editors complete and check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from tocsin.rules import days, threshold
from tocsin.rules.examples.schema import example_defs
from tocsin.rules.grammar import FileKeys, RuleKeys
from tocsin.rules.threshold import Measure, Side, Unit
from tocsin.rules.when import CONDITIONS, EXAMPLE, SequenceKeys
from tocsin.yamltext import Section, section_schema
from tocsin.yamltext.schema import Schema, in_any_case, parsed_examples

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_SLUG = "[a-z0-9_-]*[a-z][a-z0-9_-]*"
_COMPANY = r"[0-9]{1,10}|[A-Z]{1,6}(?:[.-][A-Z0-9]{1,4})?"
# A CIK is a number to YAML, and the tickers ON and NO are truth values.
_NAME_TYPES = ["string", "integer", "boolean"]
_COMBINED = {
    "all": "All of these conditions must hold.",
    "any": "One of these conditions is enough.",
    "not": "The condition must not hold.",
}
_EXAMPLES = {
    Unit.SHARES: "over 100k",
    Unit.DOLLARS: "over $1M",
    Unit.PERCENT: "over 25%",
    Unit.BASIS_POINTS: "over 150bp",
    Unit.COUNT: "at least 3",
    Unit.RATIO: "over 1.5",
}
# Keys that mean the same wherever they stand, for sections that do not describe them; each with an example.
_WORDS = {
    "by": (
        "Who it was: officers, directors, ten percent owners, chief executive (CEO), chief financial officer (CFO); "
        "several with and, or, or as a list, any of them will do. Left out: anyone who must report.",
        "officers and directors",
    ),
    "shares": ("How many shares, of one class of stock: classes are never added up.", "over 100k"),
    "value": ("How many dollars, exact, over all classes.", "over $1M"),
    "of_holding": ("The percentage of what they held before, a class at a time.", "over 25%"),
    "owned": ("How many shares are owned afterwards.", "under 100k"),
    "plan_10b5_1": ("Whether under a 10b5-1 plan: yes, no, unknown, or a list of these.", "[no, unknown]"),
    "sell_to_cover": ("Whether to pay the tax on a vesting or an exercise: yes, no, unknown.", "no"),
    "within": ("All filings of so many days together; left out: one filing by itself.", "5d"),
    "insiders": ("How many distinct insiders, within that time.", "at least 3"),
    "first_in": ("Only the first in so long a time.", "1y"),
    "codes": ("Transaction codes of Form 4: F, G, D and J among them.", "[G, D]"),
    "name": ("The figure, or arithmetic on figures.", "total_debt"),
    "is": ("A level: it rings when that becomes true. A value, or another figure.", "under -$1B"),
    "rises": ("By how much it is up.", "over 25%"),
    "falls": ("By how much it is down.", "over 25%"),
    "moves": ("By how much it is up or down.", "over 25%"),
    "by_at_least": ("The least change in dollars, besides.", "$500M"),
    "versus": (
        "What it is held against: previous_quarter (left out: this), year_ago or fiscal_year_end.",
        "year_ago",
    ),
    "any_of": ("Phrases; one of them is enough.", "[export control, Entity List]"),
    "all_of": ("Phrases that must all be in the filing.", "[going concern, substantial doubt]"),
    "same_sentence": (
        "Groups of phrases: a sentence must hold one of each group.",
        "[[export control, Entity List], [review, subpoena]]",
    ),
    "in": ("The forms to look in, with their amendments; left out: all of them.", "[8-K, 10-Q]"),
    "section": ("The parts of the filing to look in, by title or item.", "Risk Factors"),
    "only": ("new: said in none of the issuer's filings of the last 15 months.", "new"),
    "form": ("The form, exact: an amendment is one of its own, 8-K/A.", "8-K"),
    "item": ("The item of an 8-K, by number or name; several are one or another.", "[4.01, 4.02]"),
    "late_notice": ("Whether it is a notice of late filing (NT 10-Q, NT 10-K).", "yes"),
    "measure": ("The measure that guidance is of.", "capital_expenditure"),
}
_UNITS = {
    Unit.DOLLARS: rf"(?=.*(?:\$|{in_any_case('usd')}|{in_any_case('dollar')}))",
    Unit.PERCENT: rf"(?=.*(?:%|{in_any_case('percent')}))",
    Unit.BASIS_POINTS: rf"(?=.*{in_any_case('bp')})",
}
_NO_UNIT = "(?!.*[$%])"


def modeline(address: str) -> str:
    """The first line of a rule file that tells an editor where its schema is, a path or an address."""
    return f"# yaml-language-server: $schema={address}"


def schema() -> Schema:
    """The schema of one rule file (JSON Schema, draft 2020-12)."""
    file, rule = section_schema(FileKeys), section_schema(RuleKeys)
    rule["properties"]["watch"] |= {"anyOf": [_ref("watched"), _list_of(_ref("watched"))]}
    rule["properties"]["when"] |= _ref("when")
    rule["properties"]["tests"]["items"] = _ref("example")
    file["properties"]["rules"]["items"] = _ref("rule")
    file["properties"]["watchlists"] |= {
        "propertyNames": {"pattern": f"^{_SLUG}$"},
        "additionalProperties": _list_of(_ref("company")),
    }
    defs = {word: _condition(kind.keys) for word, kind in CONDITIONS.items()}
    defs["sequence"] = section_schema(SequenceKeys, _shape)
    defs["sequence"]["properties"]["steps"] |= _list_of(_ref("when")) | {"minItems": 2}
    for word, condition in defs.items():
        condition["title"] = word.replace("_", " ")
    return {
        "$schema": DIALECT,
        "title": "A rule file of tocsin",
        **file,
        "type": ["object", "null"],  # a file may hold no more than comments
        "$defs": {
            "rule": rule | {"title": "rule"},
            "when": _when(),
            "watched": {
                "title": "whom to watch",
                "description": "A watchlist, a ticker in upper case, a CIK, * for every company, or market for "
                "rates and for headlines that name no company.",
                "type": _NAME_TYPES,
                "pattern": rf"^\s*(?:\*|{_COMPANY}|{_SLUG})\s*$",
                "minimum": 1,
            },
            "company": {
                "title": "company",
                "description": "A ticker in upper case, or a CIK.",
                "type": _NAME_TYPES,
                "pattern": rf"^\s*(?:{_COMPANY})\s*$",
                "minimum": 1,
            },
            **defs,
            **example_defs(),
        },
    }


def _condition(keys: type[Section]) -> Schema:
    """A condition's keys. What a field says of itself goes before what its form or its section says."""
    told = section_schema(keys, _shape, _WORDS)
    for name, field in keys.model_fields.items():
        own = told["properties"][field.alias or name]
        if field.description:
            own["description"] = field.description
        if examples := parsed_examples(field.examples or ()):
            own["examples"] = examples
    return told


def _when() -> Schema:
    """One condition, by its word."""
    words: dict[str, Schema] = {word: _ref(word) for word in CONDITIONS}
    for word, description in _COMBINED.items():
        form = _ref("when") if word == "not" else _list_of(_ref("when"))
        words[word] = {"title": word, "description": description, **form}
    words["sequence"] = _ref("sequence")
    return {
        "title": "when",
        "description": "One condition. " + str(RuleKeys.model_fields["when"].description),
        "examples": parsed_examples([EXAMPLE]),
        "type": "object",
        "properties": words,
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _list_of(schema: Schema) -> Schema:
    return {"type": "array", "items": schema, "minItems": 1}


def _shape(parse: Callable[[str], object]) -> Mapping[str, Any] | None:
    """How a text may look that a parser of this package reads."""
    if not isinstance(parse, partial):
        return None
    if parse.func is days.parse_span:
        return {"type": "string", "pattern": r"^\s*[0-9][0-9_]*\s*[A-Za-z]+\s*$", "examples": ["5d"]}
    measure = parse.keywords.get("measure")
    if parse.func is threshold.parse and isinstance(measure, Measure):
        return {
            "type": "string",
            "pattern": rf"^\s*(?:{_sides()}){_UNITS.get(measure.unit, _NO_UNIT)}\s*[-\u2212]?\s*\$?\s*-?\.?[0-9]",
            "examples": [_EXAMPLES[measure.unit]],
        }
    return None


def _sides() -> str:
    """The four words, in any case and with any space between, and the four signs."""
    return "|".join(["[><]=?", *map(in_any_case, Side)])
