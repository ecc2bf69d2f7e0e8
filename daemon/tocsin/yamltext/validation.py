"""A tree held against a model: what fits, or every problem at the place of the key or value it is about."""

from __future__ import annotations

import types
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from tocsin.errors import Problem
from tocsin.yamltext.fields import MOST_TEXT, Section, meant
from tocsin.yamltext.nodes import Mapping, Node, Scalar, Sequence, plain, quote, strange

S = TypeVar("S", bound=Section)
Loc = tuple[int | str, ...]

MOST_PROBLEMS = 1000

# What was due where pydantic reports an error of this type; the others say it themselves.
_DUE = {
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "dict_type": "a mapping",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "string_type": "text",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_parsing": "a number",
    "decimal_parsing": "a number",
    "bool_parsing": "yes or no",
}


def validate(model: type[S], node: Node) -> tuple[S | None, list[Problem]]:
    """The section that the node describes, or None and what is wrong with it, in the order of the file."""
    try:
        return model.model_validate(plain(node)), []
    except ValidationError as error:
        details = error.errors(include_url=False)
    shown = details[:MOST_PROBLEMS]
    problems = sorted(problem for one in shown if (problem := _problem(model, node, one)) is not None)
    if len(details) > MOST_PROBLEMS:
        problems.append(node.place.problem(f"{len(details) - MOST_PROBLEMS:,} more problems are not shown"))
    return None, problems


def expected(due: str, example: str, node: Node) -> Problem:
    """The problem of a value of another kind than was due."""
    such_as = f" such as {example}" if example else ""
    return node.place.problem(f"expected {due}{such_as}, got {_found(node)}")


def empty(name: str, node: Scalar) -> Problem:
    """The problem of a key or list entry without a value."""
    if node.comment:
        return node.place.problem(f"{name} is empty: {quote(node.comment)} without quotes is a comment")
    return node.place.problem(f"{name} is empty: give it a value")


def _problem(model: type[Section], root: Node, error: ErrorDetails) -> Problem | None:
    loc, kind = error["loc"], error["type"]
    if kind == "extra_forbidden":
        return _unknown_key(model, root, loc)
    if kind == "missing":
        return _at(root, loc[:-1]).place.problem(f'"{loc[-1]}" is missing')
    node = _at(root, loc)
    if isinstance(node, Scalar) and node.told:
        return None
    return _wrong_value(model, loc, node, error)


def _wrong_value(model: type[Section], loc: Loc, node: Node, error: ErrorDetails) -> Problem:
    message = error["msg"]
    due = _DUE.get(error["type"])
    if due is None and message.startswith("Input should be "):
        due = message.removeprefix("Input should be ")
    if due is not None and isinstance(node, Scalar) and node.text is None:
        return empty(_name(loc), node)
    if due is not None:
        return expected(due, _example(model, loc), node)
    if error["type"] == "too_short" and isinstance(node, Sequence) and not node.items:
        return node.place.problem(f"{_name(loc)} is empty: give it a value")
    if error["type"] == "string_too_long":
        return node.place.problem(f"{_found(node)} is too long: at most {MOST_TEXT:,} characters are read")
    text = node.text if isinstance(node, Scalar) and node.text is not None else ""
    return node.place.problem(str(error.get("ctx", {}).get("error", message)) + strange(text))


def _unknown_key(model: type[Section], root: Node, loc: Loc) -> Problem:
    parent, key = _at(root, loc[:-1]), str(loc[-1])
    if not isinstance(parent, Mapping):
        return parent.place.problem(f"unknown key {quote(key)}")
    place, value = parent.entries[key]
    section, _ = _shape(model, loc[:-1])
    known = [info.alias or name for name, info in section.model_fields.items()] if section else []
    if section is not None and key in section.ELSEWHERE:
        return place.problem(f"{quote(key)} belongs {section.ELSEWHERE[key]}")
    if (close := meant(key, known)) is not None:
        return place.problem(f'unknown key {quote(key)}: did you mean "{close}"?{strange(key)[1:]}')
    if parent.flow and isinstance(value, Scalar) and value.text is None:
        hint = "in braces a comma ends the value, and a list needs brackets: [a, b]"
    else:
        hint = f"the keys here are {', '.join(known)}"
    return place.problem(f"unknown key {quote(key)}: {hint}")


def _name(loc: Loc) -> str:
    if not loc:
        return "the file"
    return f'"{loc[-1]}"' if isinstance(loc[-1], str) else "this entry"


def _found(node: Node) -> str:
    match node:
        case Mapping():
            return "a mapping"
        case Sequence():
            return "a list"
        case Scalar(text=None):
            return "nothing"
        case Scalar(text=str(text)):
            return f"the text {quote(text)}"
    raise AssertionError(node)


def _at(root: Node, loc: Loc) -> Node:
    """The node that a location names; steps of the model alone (which part of a union) are passed over."""
    node = root
    for step in loc:
        match node:
            case Mapping(entries=entries) if step in entries:
                node = entries[str(step)].value
            case Sequence(items=items) if isinstance(step, int) and step < len(items):
                node = items[step]
            case _:
                pass
    return node


def _example(model: type[Section], loc: Loc) -> str:
    section, info = _shape(model, loc)
    if section is not None and section.EXAMPLE:
        return section.EXAMPLE
    return str(info.examples[0]) if info is not None and info.examples else ""


def _shape(model: type[Section], loc: Loc) -> tuple[type[Section] | None, FieldInfo | None]:
    """The section that a location of the model describes, if it is one, and the field it is in."""
    here: Any = model
    info: FieldInfo | None = None
    for step in loc:
        if isinstance(here, type) and issubclass(here, Section):
            fields = {field.alias or name: field for name, field in here.model_fields.items()}
            if step not in fields:
                continue
            info = fields[str(step)]
            here = _bare(info.annotation)
        elif get_args(here):
            here, info = _bare(get_args(here)[-1]), None
    return (here if isinstance(here, type) and issubclass(here, Section) else None), info


def _bare(annotation: Any) -> Any:
    """The annotation without `Annotated` and without `| None`."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _bare(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return _bare(next(part for part in get_args(annotation) if part is not type(None)))
    return annotation
