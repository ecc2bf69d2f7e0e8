"""JSON with exact figures, as vendors' servers write it."""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal
from typing import Any

from tocsin.demo.fault import Answer

_JSON = "application/json; charset=utf-8"
_FIGURE = re.compile(r'"\\u0000([^"\\]*)\\u0000"')


def as_json(told: Any, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """The answer that holds `told`; a Decimal is a number with all its digits, which `json` cannot write."""
    marked = json.dumps(told, default=_marked)
    return Answer(_FIGURE.sub(r"\1", marked).encode(), _JSON, status, headers)


def _marked(told: object) -> str:
    if not isinstance(told, Decimal):
        raise TypeError(f"{type(told).__name__} is no JSON")
    return f"\0{told:f}\0"


def iso_z(time: dt.datetime, *, thousandths: bool = False) -> str:
    """`2026-05-26T20:05:13Z`, or `…13.000Z`."""
    utc = time.astimezone(dt.UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}{f'.{utc.microsecond // 1000:03}' if thousandths else ''}Z"


def whole(text: str | None, otherwise: int) -> int:
    """A parameter that is a whole number; `otherwise` where it is none."""
    return int(text) if text is not None and re.fullmatch(r"[0-9]{1,12}", text) else otherwise


def dotted(symbol: str) -> str:
    """`BRK.B` for the SEC's `BRK-B`."""
    return symbol.replace("-", ".")


def dashed(symbol: str) -> str:
    return symbol.upper().replace(".", "-")
