"""The JSON Schema of an example, so that editors complete filings and explain their keys."""

from __future__ import annotations

from tocsin.rules.examples.example import ExampleKeys
from tocsin.rules.examples.given import FILINGS, NOTHING, AroundKeys
from tocsin.yamltext import section_schema
from tocsin.yamltext.schema import Schema


def example_defs() -> dict[str, Schema]:
    """What a schema needs under `$defs`; `example` is one entry under `tests`."""
    name_of = {model: f"given_{word}" for word, model in reversed(FILINGS.items()) if word != NOTHING}
    words = {
        word: {"$ref": f"#/$defs/{name_of[model]}"} for word, model in FILINGS.items() if word != NOTHING
    }
    days = section_schema(FILINGS[NOTHING])["properties"]["days"]
    around = section_schema(AroundKeys)["properties"]
    example = section_schema(ExampleKeys)
    example["properties"]["given"] |= {"type": "array", "items": {"$ref": "#/$defs/given"}, "minItems": 1}
    given: Schema = {
        "type": "object",
        "description": "One filing, or one thing that a feed tells, by its word.",
        "properties": {**words, NOTHING: days, **around},
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1 + len(around),
    }
    return {
        "example": example,
        "given": given,
        **{name: section_schema(model) for model, name in name_of.items()},
    }
