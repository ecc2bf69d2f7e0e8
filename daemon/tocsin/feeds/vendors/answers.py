"""Vendors' answers in JSON, read as rows: whatever they hold, nothing is raised here but `Unreadable`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from tocsin.errors import Unreadable
from tocsin.feeds.vendors.texts import quoted, text
from tocsin.model import Reading

Row = dict[str, Any]

# Longer figures are unknown, whoever reads them; Decimal would take as long as it takes.
_LONGEST_FIGURE = 160
# So many rows without one that can be read are another shape, not a bad row.
_SHAPE_CHANGED = 5


def parsed(body: bytes) -> Any:
    """The JSON, its numbers as Decimal; NaN and the infinities, which are no JSON, as null."""
    try:
        return json.loads(body, parse_float=_decimal, parse_int=_decimal, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        pass
    start = body[:400].decode("utf-8", "replace").strip().removeprefix("\ufeff")
    if not start:
        raise Unreadable("the answer is empty: JSON was asked for")
    what = "a web page" if start.startswith("<") else "no JSON, or only a part of it"
    raise Unreadable(f"the answer is {what}: {quoted(start)}")


def _decimal(written: str) -> Decimal | None:
    try:
        return Decimal(written) if len(written) <= _LONGEST_FIGURE else None
    except InvalidOperation:
        return None  # an exponent of twenty digits


def rows(body: bytes, key: str | None = None) -> list[Row]:
    """The objects of the list that the answer is, or that it holds under `key`; what is no object is left out.

    Raises Unreadable, with the vendor's own message where there is one, when there is no such list. An empty list
    is an answer whatever the key: it says that there is nothing.
    """
    answer = parsed(body)
    found = answer.get(key) if key is not None and isinstance(answer, dict) else answer
    if not isinstance(found, list) or (answer is found and key is not None and found):
        due = "a list" if key is None else f"an object with a list {key}"
        raise Unreadable(_not_this(answer, due))
    objects = [each for each in found if isinstance(each, dict)]
    if found and not objects:
        raise Unreadable(f"the answer is a list of {len(found)} that are no objects")
    return objects


def single(body: bytes) -> Row:
    """The one object that the answer is. Raises Unreadable for anything else, and for one that only complains."""
    answer = parsed(body)
    if not isinstance(answer, dict) or complaint(answer):
        raise Unreadable(_not_this(answer, "an object"))
    return answer


def _not_this(answer: Any, due: str) -> str:
    said = complaint(answer)
    if said:
        return f"the vendor answers: {said}"
    names = {dict: "an object", list: "a list", str: "a text", type(None): "null", bool: "true or false"}
    keys = f" with {quoted(', '.join(map(str, answer)))}" if isinstance(answer, dict) and answer else ""
    return f"the answer is {names.get(type(answer), 'a number')}{keys}: {due} was asked for"


def complaint(answer: Any) -> str | None:
    """What a vendor says instead of an answer, quoted: `{"Error Message": …}`, `{"error": …}`, `{"message": …}`,
    and Benzinga's `{"ok": false, "errors": [{"value": …}]}`."""
    if not isinstance(answer, dict):
        return None
    for name in ("Error Message", "error", "errors", "message", "detail", "Information", "Note"):
        said = answer.get(name)
        if isinstance(said, list) and said:
            said = said[0]
        if isinstance(said, dict):
            said = said.get("value") or said.get("message")
        if line := text(said):
            return quoted(line)
    return None


def readings(
    given: Sequence[Row], read: Callable[[Row], Iterable[Reading] | None], needs: Sequence[str] = ()
) -> tuple[Reading, ...]:
    """What the rows tell, those left out that cannot be read (None).

    Raises Unreadable when there are many and not one has the keys that it `needs`: the vendor's shape is another
    than it was, and leaving them all out would be silence that looks like calm.
    """
    if len(given) >= _SHAPE_CHANGED and not any(all(key in row for key in needs) for row in given):
        keys = quoted(", ".join(given[0]))
        raise Unreadable(f"none of {len(given)} rows has {' and '.join(needs)}: the first has {keys}")
    return tuple(reading for row in given for reading in read(row) or ())
