"""Which class of stock a title names, where several filings are read together."""

from __future__ import annotations

from functools import lru_cache

from tocsin.model import class_of

_LAST = frozenset({"stock", "stocks", "share", "shares"})


@lru_cache(maxsize=4096)
def stock_of(security: str) -> str:
    """The class of stock, the same for `Common`, `Common Stock` and `Shares of Common Stock ($0.01)`.

    Every filer titles it in their own words: of three NVIDIA insiders who sold in March 2026 two wrote
    `Common Stock` and one `Common`. `Class A` is never `Class C`, and an ADS no ordinary share.
    """
    words = class_of(security).removeprefix("shares of ").split(" ")
    while len(words) > 1 and (words[-1].startswith("$") or words[-1].rstrip(".,") in _LAST):
        words.pop()
    return " ".join(words).rstrip(" ,")
