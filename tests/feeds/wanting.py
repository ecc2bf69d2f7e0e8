"""What the tests of adapters ask with, and what no adapter may take for an answer."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from hypothesis import strategies as st

from tocsin.feeds.feed import Adapter, Answer, Ask, Wanted

NOW = dt.datetime(2026, 11, 20, 15, 0, tzinfo=dt.UTC)  # a Friday, ten in the morning in New York

# No answer of anybody's, whatever was asked.
BROKEN = (
    b"",
    b"   ",
    b"<html><title>502 Bad Gateway</title></html>",
    b"[{",
    b"\xff\xfe\x00",
    b"nonsense",
    b"[" * 90_000,
)
# No answer where rows are asked for.
NO_ROWS = (
    b"null",
    b"true",
    b"7",
    b'"rows"',
    b"{}",
    b'{"rows": []}',
    b"[1, 2]",
    b'[["AAPL"]]',
    b'{"results": {}}',
)


def wanted(*kinds: str, symbols: tuple[str, ...] = ("AAPL", "BRK-B"), now: dt.datetime = NOW) -> Wanted:
    return Wanted(symbols, (), frozenset(kinds), now)


def asked(adapter: Adapter, path: str, *kinds: str) -> Ask:
    """The question that goes to this path."""
    (found, *_) = [ask for ask in adapter.asks(wanted(*kinds), None) if ask.path.startswith(path)]
    return found


def answered(adapter: Adapter, ask: Ask, body: Any, now: dt.datetime = NOW) -> Answer:
    return adapter.read(ask, body if isinstance(body, bytes) else json.dumps(body).encode(), now)


# Any JSON value, with what vendors' fields hold among it.
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True)
    | st.text(max_size=8)
    | st.sampled_from(
        ["AAPL", "brk.b", "2026-11-20", "14:52:07", "250.0000", "1E+99", "N/A", "Upgrades", "\ud800"]
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


def rows_of(*keys: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows that have the keys of a vendor, and anything in them."""
    return st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(keys, JSON)), max_size=6)
