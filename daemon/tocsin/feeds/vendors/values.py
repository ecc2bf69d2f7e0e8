"""Single values of vendors' answers, read as what they mean, or as unknown (None): nothing here raises.

The rows that they stand in are read by `answers`, whose names can be had here too.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from tocsin.clock import EASTERN
from tocsin.feeds.vendors.answers import Row, complaint, parsed, readings, rows, single
from tocsin.feeds.vendors.texts import quoted, text
from tocsin.model import Issuer

__all__ = [
    "Row",
    "address",
    "cik",
    "complaint",
    "count",
    "day",
    "epoch",
    "figure",
    "identity",
    "issuer",
    "moment",
    "parsed",
    "positive",
    "quoted",
    "readings",
    "rows",
    "single",
    "symbol",
    "text",
]

_MOST_DIGITS = 40
_FIRST_YEAR = 1990
_AHEAD = dt.timedelta(days=2)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

_FIGURE = re.compile(r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]*)?(?:[eE][-+]?[0-9]{1,2})?")
_SYMBOL = re.compile(r"[A-Z0-9]{1,10}(?:-[A-Z0-9]{1,5}){0,2}")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?) ?"
    r"(Z|z|UTC|[-+][0-9]{2}(?::?[0-9]{2})?)?"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CIK = re.compile(r"[0-9]{1,10}")


# --- figures and texts ----------------------------------------------------------------------------------


def figure(value: object) -> Decimal | None:
    """A number, or a text that is one (`250.0000`, `1,250.00`); None for anything else, a truth value too, and for
    a figure of more than 40 digits."""
    match value:
        case bool():
            return None
        case int():
            # Not through Decimal(str(...)): Python refuses to write an int of more than 4,300 digits.
            number = Decimal(value) if abs(value) < 10**_MOST_DIGITS else None
        case Decimal():
            number = value
        case str() if len(value) <= 2 * _MOST_DIGITS:
            written = value.strip()
            good = _FIGURE.fullmatch(written) and any(c.isdigit() for c in re.split("[eE]", written)[0])
            number = Decimal(written.replace(",", "")) if good else None
        case _:
            return None
    if number is None or not number.is_finite():
        return None
    digits = len(number.as_tuple().digits)
    lowest = number.adjusted() - digits + 1  # the power of ten of the last digit
    fits = digits <= _MOST_DIGITS and lowest >= -_MOST_DIGITS and number.adjusted() < _MOST_DIGITS
    return number if fits else None


def positive(value: object) -> Decimal | None:
    """A figure above zero, as prices and targets are: vendors write 0 where they know none."""
    number = figure(value)
    return number if number is not None and number > 0 else None


def count(value: object) -> Decimal | None:
    """A whole number of things, zero too."""
    number = figure(value)
    return number if number is not None and number >= 0 and number == number.to_integral_value() else None


def identity(value: object) -> str | None:
    """A vendor's own id, which is a text or a whole number."""
    number = None if isinstance(value, str) else count(value)
    return text(value) if number is None else format(number.to_integral_value(), "f")


def address(value: object) -> str | None:
    """A web address; None for what is none, or is longer than 2,000 characters."""
    if not isinstance(value, str) or len(value) > 2000:
        return None
    said = value.strip()
    return said if re.fullmatch(r"https?://[!-~]+", said) else None


# --- companies ------------------------------------------------------------------------------------------


def symbol(value: object) -> str | None:
    """A ticker as the SEC lists it: `BRK-B` for `brk.b` and `BRK/B`; None for what is none."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    said = value.strip()
    if not said.isascii():
        return None
    said = said.upper().replace(".", "-").replace("/", "-")
    return said if _SYMBOL.fullmatch(said) else None


def cik(value: object) -> str:
    """A CIK with its leading zeros, or "" where none is told."""
    said = identity(value) or ""
    return said.zfill(10) if _CIK.fullmatch(said) and int(said) else ""


def issuer(ticker: str, name: object = None, number: object = None) -> Issuer:
    """The company that a vendor means by a symbol (as `symbol` gives it), its name and its CIK."""
    return Issuer(cik(number), text(name) or ticker, ticker)


# --- times ----------------------------------------------------------------------------------------------


def moment(value: object, zone: dt.tzinfo | None, now: dt.datetime) -> dt.datetime | None:
    """A date with a time of day, in UTC. Without an offset of its own it is of `zone`; None where that is None too.

    A time before 1990, or more than two days after `now`, is unknown.
    """
    if not isinstance(value, str) or len(value) > 40:
        return None
    found = _MOMENT.fullmatch(value.strip())
    if not found:
        return None
    day_said, time_said, offset = found.groups()
    try:
        time = dt.datetime.fromisoformat(f"{day_said}T{time_said}{'' if offset is None else _offset(offset)}")
    except ValueError:
        return None
    if time.tzinfo is None:
        if zone is None:
            return None
        time = time.replace(tzinfo=zone)
    return _believed(time, now)


def _offset(said: str) -> str:
    return "+00:00" if said in {"Z", "z", "UTC"} else said


def epoch(value: object, now: dt.datetime) -> dt.datetime | None:
    """Seconds since 1970, in UTC; believed as `moment` is."""
    seconds = figure(value)
    if seconds is None or not 0 < seconds < 10**10:
        return None
    return _believed(_EPOCH + dt.timedelta(microseconds=int(seconds * 1_000_000)), now)


def day(value: object, now: dt.datetime) -> dt.datetime | None:
    """`2025-01-31` alone: the Eastern midnight that begins it, in UTC; believed as `moment` is."""
    if not isinstance(value, str) or not _DAY.fullmatch(value.strip()):
        return None
    try:
        midnight = dt.datetime.fromisoformat(value.strip()).replace(tzinfo=EASTERN)
    except ValueError:
        return None
    return _believed(midnight, now)


def _believed(time: dt.datetime, now: dt.datetime) -> dt.datetime | None:
    try:
        time = time.astimezone(dt.UTC)
    except OverflowError:
        return None
    return time if time.year >= _FIRST_YEAR and time <= now + _AHEAD else None
