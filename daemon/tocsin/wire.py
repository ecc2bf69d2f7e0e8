"""Facts as JSON and back: the state's rows, and what `tocsin facts --json` prints.

The fields are the model's, in its order, under their own names (`before` is `from` where the model says so).
Numbers are strings without an exponent, exactly as read (`"12.50"`); row numbers and row counts are JSON
integers; dates are ISO, times ISO in UTC; what is unknown is null.
"""

from __future__ import annotations

import datetime as dt
import re
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import cache, partial
from typing import Any

from tocsin.model import Fact

_KINDS: dict[str, type[Fact]] = {kind.kind: kind for kind in typing.get_args(Fact)}
_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")

_Read = Callable[[Any, str], Any]


def to_json(fact: Fact) -> dict[str, Any]:
    """The fact as JSON values, `kind` first.

    Raises `ValueError` for a time without a zone and for a number that is not finite.
    """
    return {"kind": fact.kind, **_object(fact)}


def from_json(body: Mapping[str, Any]) -> Fact:
    """The fact that `to_json` wrote. A field that has a default may be missing.

    Raises `ValueError`, naming the field, for anything else: an unknown kind or field, a value of
    another type, a number or a date that is none.
    """
    kind = _KINDS.get(body["kind"]) if isinstance(body.get("kind"), str) else None
    if kind is None:
        raise ValueError(f"kind: {body.get('kind')!r} is not one of {', '.join(sorted(_KINDS))}")
    fact: Fact = _noun(kind, {name: value for name, value in body.items() if name != "kind"}, "")
    return fact


# --- writing ------------------------------------------------------------------------------------------


def _object(noun: Any) -> dict[str, Any]:
    return {_name(part): _written(getattr(noun, part.name)) for part in fields(noun)}


def _name(part: Field[Any]) -> str:
    """The field's own name, or the one that JSON has for it: `from` is no name in Python."""
    return str(part.metadata.get("json", part.name))


def _written(value: Any) -> Any:
    match value:
        case Enum():
            return value.value
        case None | bool() | int() | str():
            return value
        case Decimal():
            if not value.is_finite():
                raise ValueError(f"{value} is not a figure")
            return format(value, "f")
        case dt.datetime():
            if value.tzinfo is None:
                raise ValueError(f"{value} has no zone")
            return value.astimezone(dt.UTC).isoformat()
        case dt.date():
            return value.isoformat()
        case tuple():
            return [_written(each) for each in value]
        case _:
            return _object(value)


# --- reading ------------------------------------------------------------------------------------------


def _noun(kind: Any, value: Any, path: str) -> Any:
    if not isinstance(value, Mapping):
        raise _not(value, "an object", path)
    parts = _parts(kind)
    if unknown := sorted(value.keys() - parts.keys()):
        raise ValueError(f"{path}{unknown[0]}: {kind.__name__} has no such field")
    said = {}
    for name, (part, read) in parts.items():
        if name in value:
            said[part.name] = read(value[name], f"{path}{name}")
        elif part.default is MISSING:
            raise ValueError(f"{path}{name}: missing")
    return kind(**said)


@cache
def _parts(kind: Any) -> dict[str, tuple[Field[Any], _Read]]:
    hints = typing.get_type_hints(kind)
    return {_name(part): (part, _reader(hints[part.name])) for part in fields(kind)}


def _reader(hint: Any) -> _Read:
    if isinstance(hint, types.UnionType):
        (inner,) = (each for each in typing.get_args(hint) if each is not types.NoneType)
        return partial(_maybe, _reader(inner))
    if typing.get_origin(hint) is tuple:
        inner, *rest = typing.get_args(hint)
        length = None if rest == [Ellipsis] else 1 + len(rest)
        return partial(_many, _reader(inner), length)
    if is_dataclass(hint):
        return lambda value, path: _noun(hint, value, f"{path}.")
    if issubclass(hint, Enum):
        return partial(_enum, hint)
    return _SCALARS[hint]


def _maybe(read: _Read, value: Any, path: str) -> Any:
    return None if value is None else read(value, path)


def _many(read: _Read, length: int | None, value: Any, path: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise _not(value, "a list", path)
    if length is not None and len(value) != length:
        raise _not(value, f"a list of {length}", path)
    return tuple(read(each, f"{path}[{index}]") for index, each in enumerate(value))


def _enum(kind: type[Enum], value: Any, path: str) -> Enum:
    try:
        return kind(value)
    except ValueError:
        raise _not(value, " or ".join(each.value for each in kind), path) from None


def _decimal(value: Any, path: str) -> Decimal:
    if not isinstance(value, str) or _DECIMAL.fullmatch(value) is None:
        raise _not(value, "a number in a string", path)
    return Decimal(value)


def _date(value: Any, path: str) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _not(value, "a date", path) from None


def _time(value: Any, path: str) -> dt.datetime:
    try:
        time = dt.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise _not(value, "a time", path) from None
    if time.tzinfo is None:
        raise _not(value, "a time with its zone", path)
    return time.astimezone(dt.UTC)


def _plain(kind: type[Any], name: str, value: Any, path: str) -> Any:
    # Exactly this type: for Python True is an int.
    if type(value) is not kind:
        raise _not(value, name, path)
    return value


def _not(value: Any, what: str, path: str) -> ValueError:
    return ValueError(f"{path}: {value!r} is not {what}")


_SCALARS: dict[Any, _Read] = {
    Decimal: _decimal,
    dt.date: _date,
    dt.datetime: _time,
    str: partial(_plain, str, "a string"),
    int: partial(_plain, int, "an integer"),
    bool: partial(_plain, bool, "true or false"),
}
