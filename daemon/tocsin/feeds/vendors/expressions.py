"""JMESPath: expressions that are understood when the configuration is read, and find nothing rather than fail."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import jmespath
from jmespath import functions
from jmespath.exceptions import JMESPathError

from tocsin.errors import Unreadable
from tocsin.feeds.vendors import values
from tocsin.yamltext import quote


class _Functions(functions.Functions):
    """JMESPath's own (https://jmespath.org/specification.html#built-in-functions), with figures that stay exact."""

    @functions.signature({"types": []})
    def _func_to_string(self, value: Any) -> str:
        if isinstance(value, str):
            return value
        return format(value, "f") if isinstance(value, Decimal) else json.dumps(value, default=str)

    @functions.signature({"types": []})
    def _func_to_number(self, value: Any) -> Decimal | None:
        return values.figure(value)


_OPTIONS = jmespath.Options(custom_functions=_Functions())


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression of JMESPath, as it was written and as it was understood."""

    text: str
    parsed: Any

    def of(self, value: object) -> Any:
        """What it finds in a value of JSON, None for nothing. Raises Unreadable where it does not fit the value."""
        try:
            return self.parsed.search(value, options=_OPTIONS)
        # A text compared with a number is a TypeError (jmespath.py, issue 169).
        except (
            JMESPathError,
            TypeError,
            ValueError,
            AttributeError,
            ArithmeticError,
            RecursionError,
        ) as error:
            raise Unreadable(f"{self} does not fit the answer ({_first_line(error)})") from error

    def __str__(self) -> str:
        return quote(self.text)


def expression(text: str) -> Expression:
    """The expression that a text of the configuration is. Raises ValueError with a sentence for a person."""
    try:
        parsed = jmespath.compile(text.strip())
        unknown = _unknown_function(parsed.parsed)
    except JMESPathError as error:
        raise ValueError(
            f"{quote(text)} is not JMESPath, such as data.items[]: {_first_line(error)}"
        ) from None
    except (RecursionError, ValueError, KeyError):
        raise ValueError(f"{quote(text)} is not JMESPath, such as data.items[]") from None
    if unknown is not None:
        raise ValueError(f"{quote(text)} uses {unknown}(), which is no function of JMESPath")
    return Expression(text.strip(), parsed)


def _unknown_function(node: Any) -> str | None:
    """The first function of a parsed expression that there is not, which JMESPath finds only when it is asked."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, dict):
            continue
        if one.get("type") == "function_expression" and one["value"] not in _Functions.FUNCTION_TABLE:
            return str(one["value"])
        waiting += one.get("children", [])
    return None


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:100].rstrip(":")
