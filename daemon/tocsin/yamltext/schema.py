"""A JSON Schema of a section, for editors: what each key is, how its text may look, and examples.

A schema can't say all that the sections know, and must never refuse what they take. An editor reads YAML with
types, so a text that YAML would take for a number or a truth value may be one here.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from tocsin.yamltext.fields import Choice, FromText, Section, yes_or_no
from tocsin.yamltext.nodes import plain
from tocsin.yamltext.reading import read

Schema = dict[str, Any]
Shape = Callable[[Callable[[str], object]], Mapping[str, Any] | None]

NOTHING: Mapping[str, tuple[str, str]] = types.MappingProxyType({})
TEXT: Schema = {"type": ["string", "number", "boolean"]}
_BOOLEANS = ("yes", "no", "true", "false", "on", "off")


def section_schema(
    section: type[Section],
    shape: Shape = lambda _parse: None,
    words: Mapping[str, tuple[str, str]] = NOTHING,
) -> Schema:
    """The schema of a mapping. `shape` tells how a text may look that a parser reads, where its field does not;
    `words` describe keys, each with an example, that their sections do not.

    Examples are texts of YAML: of the field, else of the section's `EXAMPLE`; descriptions are the field's, else
    the sentences of the section's docstring that name the key; without either, the whole docstring.
    """
    fields = {field.alias or name: field for name, field in section.model_fields.items()}
    schema: Schema = {
        "type": "object",
        "description": _flat(section.__doc__ or ""),
        "additionalProperties": False,
        "properties": {key: _property(section, key, field, shape, words) for key, field in fields.items()},
    }
    if required := [key for key, field in fields.items() if field.is_required()]:
        schema["required"] = required
    if examples := parsed_examples([section.EXAMPLE]):
        schema["examples"] = examples
    return schema


def any_case(words: Iterable[str]) -> str:
    """A pattern for one of these words, in whatever case and with whatever space around it."""
    return rf"^\s*(?:{'|'.join(map(in_any_case, words))})\s*$"


def in_any_case(words: str) -> str:
    """A pattern for these words, with whatever space between."""
    letters = "".join(f"[{c.upper()}{c.lower()}]" if c.isalpha() else re.escape(c) for c in words)
    return letters.replace(r"\ ", r"\s+")


def _property(
    section: type[Section], key: str, field: FieldInfo, shape: Shape, words: Mapping[str, tuple[str, str]]
) -> Schema:
    reader = next((one for one in field.metadata if isinstance(one, FromText)), None)
    schema = _of_text(reader, shape) if reader is not None else _of_type(field.annotation, shape)
    said, example = words.get(key, (_flat(section.__doc__ or ""), ""))
    given = field.examples or []
    examples = (
        parsed_examples(given)
        or _example_of(section, key)
        or parsed_examples([example])
        or _example_in(schema)
    )
    return {
        "title": key.replace("_", " "),
        "description": field.description or _said_of(section, key) or said,
        **({"examples": examples} if examples else {}),
        **schema,
    }


def _of_text(reader: FromText, shape: Shape) -> Schema:
    one = dict(reader.shape or shape(reader.parse) or _of_parser(reader.parse))
    return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]} if reader.many else one


def _of_parser(parse: Callable[[str], object]) -> Schema:
    if parse is yes_or_no:
        words: tuple[str, ...] = _BOOLEANS
    elif isinstance(parse, Choice):
        words = tuple(parse.words)
    else:
        return TEXT
    forms: list[Schema] = [{"enum": list(words[:2] if parse is yes_or_no else words)}]
    forms.append({"type": "string", "pattern": any_case(words)})
    if any(word in _BOOLEANS for word in words):
        forms.append({"type": "boolean"})
    if any(re.fullmatch(r"[0-9.]+", word) for word in words):
        forms.append({"type": "number"})
    return {"anyOf": forms}


def _of_type(annotation: Any, shape: Shape) -> Schema:
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        reader = next((one for one in parts[1:] if isinstance(one, FromText)), None)
        return _of_text(reader, shape) if reader is not None else _of_type(parts[0], shape)
    if origin in (Union, types.UnionType):
        forms = [_of_type(part, shape) for part in parts if part is not type(None)]
        return forms[0] if len(forms) == 1 else {"anyOf": forms}
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return section_schema(annotation, shape)
    if origin in (list, tuple, set, frozenset):
        return {"type": "array", "items": _of_type(parts[0], shape)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _of_type(parts[1], shape)}
    return dict(TEXT) if annotation in (str, int, float, bool) else {}


def _said_of(section: type[Section], key: str) -> str:
    """The sentences of the docstring that name the key in back-ticks, where there are others."""
    sentences = re.split(r"(?<=[.;]) (?=[A-Z`])", _flat(section.__doc__ or ""))
    return " ".join(one for one in sentences if f"`{key}`" in one) if len(sentences) > 1 else ""


def _flat(doc: str) -> str:
    return " ".join(doc.split())


def parsed_examples(examples: Iterable[Any]) -> list[Any]:
    """Examples as the values that their YAML stands for, in texts."""
    roots = [read("example", str(one).encode()).root for one in examples if str(one)]
    return [plain(root) for root in roots if root is not None]


def _example_of(section: type[Section], key: str) -> list[Any]:
    """What the section's own example has under the key."""
    return [one[key] for one in parsed_examples([section.EXAMPLE]) if isinstance(one, dict) and one.get(key)]


def _example_in(schema: Schema) -> list[Any]:
    """An example that is in the form of the text: its own, or the first of the words it may be."""
    forms = [schema, *schema.get("anyOf", ())]
    forms += [one for form in forms for one in form.get("anyOf", ())]
    found = (form.get("examples") or form.get("enum") for form in forms)
    return next((list(examples[:1]) for examples in found if examples), [])
