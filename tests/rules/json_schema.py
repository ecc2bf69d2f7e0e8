"""A small validator of JSON Schema (draft 2020-12), of the words that our schema uses; others are an error."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import yaml

ABOUT = {"$schema", "$defs", "title", "description", "examples"}


def errors(  # noqa: PLR0912 - a branch for each word of the dialect
    schema: dict[str, Any], value: Any, root: dict[str, Any] | None = None, at: str = "$"
) -> list[str]:
    """What is wrong with a value, each with its path."""
    root = root or schema
    found: list[str] = []
    for word, asked in schema.items():
        match word:
            case "$ref":
                found += errors(root["$defs"][asked.removeprefix("#/$defs/")], value, root, at)
            case "type":
                kinds = asked if isinstance(asked, list) else [asked]
                if not any(_is(kind, value) for kind in kinds):
                    found.append(f"{at}: no {' or '.join(kinds)}")
            case "enum":
                found += [] if value in asked else [f"{at}: none of {asked}"]
            case "pattern":
                if isinstance(value, str) and re.search(asked, value) is None:
                    found.append(f"{at}: {value!r} does not match {asked}")
            case "minimum":
                if isinstance(value, int) and not isinstance(value, bool) and value < asked:
                    found.append(f"{at}: below {asked}")
            case "anyOf":
                if all(errors(one, value, root, at) for one in asked):
                    found.append(f"{at}: fits none of the forms")
            case "items":
                for number, one in enumerate(value if isinstance(value, list) else ()):
                    found += errors(asked, one, root, f"{at}[{number}]")
            case "minItems":
                found += [f"{at}: too short"] if isinstance(value, list) and len(value) < asked else []
            case "minProperties":
                found += [f"{at}: too few keys"] if isinstance(value, dict) and len(value) < asked else []
            case "maxProperties":
                found += [f"{at}: too many keys"] if isinstance(value, dict) and len(value) > asked else []
            case "required":
                if isinstance(value, dict):
                    found += [f"{at}: {key} is missing" for key in asked if key not in value]
            case "propertyNames":
                for key in value if isinstance(value, dict) else ():
                    found += errors(asked, key, root, f"{at}.{key}")
            case "properties":
                for key, one in value.items() if isinstance(value, dict) else ():
                    found += errors(asked[key], one, root, f"{at}.{key}") if key in asked else []
            case "additionalProperties":
                others = set(value) - set(schema.get("properties", ())) if isinstance(value, dict) else set()
                for key in sorted(others, key=str):
                    if asked is False:
                        found.append(f"{at}: {key} is not known")
                    elif isinstance(asked, dict):
                        found += errors(asked, value[key], root, f"{at}.{key}")
            case _:
                assert word in ABOUT, f"the validator does not know {word}"
    return found


def _is(kind: str, value: Any) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return {
        "object": isinstance(value, dict),
        "array": isinstance(value, list),
        "string": isinstance(value, str),
        "boolean": isinstance(value, bool),
        "null": value is None,
        "integer": number and value == int(value),
        "number": number,
    }[kind]


def yaml_1_1(text: str) -> Any:
    """As the old rules of YAML have it: no is false, 12:30 is 750, 010 is 8; a day is a text to an editor."""
    return _json(yaml.load(text, yaml.SafeLoader))


def _json(value: Any) -> Any:
    match value:
        case dict():
            # The key `on` is a truth value to YAML 1.1.
            return {"on" if key is True else str(key): _json(one) for key, one in value.items()}
        case list():
            return [_json(one) for one in value]
        case dt.date():
            return value.isoformat()
    return value


class _Core(yaml.SafeLoader):
    """The core schema of YAML 1.2 (10.3.2), which editors follow."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own way


for tag, pattern, first in (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+0123456789."),
):
    _Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))
_Core.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(loader.construct_scalar(node)))


def yaml_1_2(text: str) -> Any:
    """As editors read it: only true and false are truth values, and 010 is 10."""
    return _json(yaml.load(text, _Core))  # noqa: S506 - a SafeLoader
