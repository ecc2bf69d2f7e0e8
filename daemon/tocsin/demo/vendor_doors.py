"""Vendors' doors: which vendor a path is of, where each looks for its key, and in which words it turns one away.

The refusals are in each vendor's own shape. Benzinga's is the example of its documentation; the others are as
clients in public repositories report them: FMP's 402 is text and no JSON, FRED answers 400 to a key that it does
not know, and of all of them only some tell how long a limit lasts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from tocsin.demo.box import Asked
from tocsin.demo.fault import Answer
from tocsin.demo.vendor_json import as_json

# In this order: a path is of the first whose beginning it has.
PLACES: Mapping[str, tuple[str, ...]] = {
    "benzinga": (
        "/api/v2.1/calendar/",
        "/api/v2.1/calendar-removed",
        "/api/v2/calendar-removed",
        "/api/v1/consensus-ratings",
    ),
    "massive": ("/benzinga/v1/",),
    "fmp": ("/stable/",),
    "finnhub": ("/api/v1/",),
    "fred": ("/fred/",),
    "nyfed": ("/api/rates/",),
    "treasury": ("/resource-center/",),
    "rss": ("/news.rss",),
    "json": ("/desk.json",),
}
# They open nothing but the box. FRED's are 32 lower-case letters and digits.
KEYS: Mapping[str, str] = {
    "benzinga": "made-for-the-box-benzinga",
    "massive": "made-for-the-box-massive",
    "fmp": "made-for-the-box-fmp",
    "finnhub": "made-for-the-box-finnhub",
    "fred": "madeforthebox0000000000000000000",
    "json": "made-for-the-box-json",
}


@dataclass(frozen=True, slots=True)
class _Lock:
    """Where a key may stand: as which parameters, and in which headers after which prefix."""

    params: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


_LOCKS: Mapping[str, _Lock] = {
    "benzinga": _Lock(("token",), (("authorization", "token "),)),
    "massive": _Lock(("apiKey",), (("authorization", "Bearer "),)),
    "fmp": _Lock(("apikey",), (("apikey", ""),)),
    "finnhub": _Lock(("token",), (("x-finnhub-token", ""),)),
    "fred": _Lock(("api_key",)),
    "json": _Lock(("key",), (("authorization", "Bearer "), ("x-api-key", ""))),
}


def vendor_of(path: str) -> str | None:
    return next(
        (vendor for vendor, places in PLACES.items() if any(path.startswith(one) for one in places)), None
    )


def key_of(vendor: str, asked: Asked) -> str | None:
    """The key that a request brings to a vendor; None where it brings none."""
    lock = _LOCKS.get(vendor, _Lock())
    query = asked.query
    for name in lock.params:
        if name in query:
            return query[name]
    for name, prefix in lock.headers:
        said = asked.headers.get(name, "")
        if said and said.startswith(prefix):
            return said.removeprefix(prefix)
    return None


# --- refusals ---------------------------------------------------------------------------------------------

UNKNOWN, UNPAID, NOT_COVERED, NOT_THERE, TOO_OFTEN, BROKEN = 401, 402, 403, 404, 429, 500
_PLAIN = {
    UNKNOWN: "Unauthorized",
    UNPAID: "Payment Required",
    NOT_COVERED: "Forbidden",
    NOT_THERE: "Not Found",
    TOO_OFTEN: "Too Many Requests",
    BROKEN: "Internal Server Error",
}
_BENZINGA = {
    UNKNOWN: ("auth_failed", "unauthorized", "Invalid or missing authentication token"),
    NOT_COVERED: ("access_denied", "forbidden", "Your plan does not include this product"),
    NOT_THERE: ("no_data_found", "not_found", "No data found for the specified parameters"),
    TOO_OFTEN: ("rate_limited", "too_many_requests", "Rate limit exceeded"),
    BROKEN: ("internal_server_error", "server_error", "An unexpected error occurred"),
}
_MASSIVE = {
    UNKNOWN: ("ERROR", "error", "Unknown API Key"),
    NOT_COVERED: (
        "NOT_AUTHORIZED",
        "message",
        "You are not entitled to this data. Please upgrade your plan at https://massive.com/pricing",
    ),
    TOO_OFTEN: (
        "ERROR",
        "error",
        "You've exceeded the maximum requests per minute, please wait or upgrade your subscription to continue.",
    ),
}
_FMP = {
    UNKNOWN: "Invalid API KEY. Feel free to create a Free API Key or visit the documentation for more information.",
    NOT_COVERED: "Exclusive Endpoint: This endpoint is not available under your current subscription",
    TOO_OFTEN: "Limit Reach . Please upgrade your plan or visit our documentation for more details",
}
_FINNHUB = {
    UNKNOWN: "Invalid API key.",
    NOT_COVERED: "You don't have access to this resource.",
    TOO_OFTEN: "API limit reached. Please try again later. Remaining Limit: 0",
}
_FRED = {
    UNKNOWN: "Bad Request.  The value for variable api_key is not registered.",
    NOT_COVERED: "Forbidden.",
    TOO_OFTEN: "Too Many Requests.  Exceeded Rate Limit",
}


def refusal(vendor: str, status: int, retry_after: int | None = None) -> Answer:
    """How a vendor says no: `status` is ours, and FRED's 401 is a 400. `retry_after` in seconds."""
    headers = () if retry_after is None else (("Retry-After", str(retry_after)),)
    match vendor:
        case "benzinga" if status in _BENZINGA:
            code, name, value = _BENZINGA[status]
            said = {"ok": False, "errors": [{"code": code, "id": name, "value": value}]}
            return as_json(said, status, headers)
        case "massive" if status in _MASSIVE:
            word, key, value = _MASSIVE[status]
            return as_json({"status": word, "request_id": f"{status:032x}", key: value}, status, headers)
        case "fmp" if status == UNPAID:
            text = "Exclusive Endpoint : This value set for 'symbol' is not available under your current subscription"
            return Answer(text.encode(), "text/plain; charset=utf-8", status, headers)
        case "fmp" if status in _FMP:
            return as_json({"Error Message": _FMP[status]}, status, headers)
        case "finnhub" if status in _FINNHUB:
            return as_json({"error": _FINNHUB[status]}, status, headers)
        case "fred" if status in _FRED:
            answered = 400 if status == UNKNOWN else status
            return as_json({"error_code": answered, "error_message": _FRED[status]}, answered, headers)
    return plain(status, headers)


def plain(status: int, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """What a server answers of its own, without words of the vendor's."""
    text = _PLAIN.get(status, "Error")
    return Answer(json.dumps({"message": text}).encode(), "application/json", status, headers)
