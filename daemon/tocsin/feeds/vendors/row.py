"""One row of a dropped file or of a mapped answer: its values by their names, each read as what it should be."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tocsin.feeds.vendors import bulletins, values
from tocsin.feeds.vendors.analysts import When, currency
from tocsin.model import Issuer

# What says which company a row is about.
COMPANY = ("issuer", "symbol", "cik", "name")


@dataclass(frozen=True, slots=True)
class How:
    """How rows are read: who tells them, `zone` for times that have none (None: such a time cannot be read), and
    whether a value that cannot be read is an error (`strict`) or unknown."""

    source: str
    now: dt.datetime
    zone: dt.tzinfo | None = None
    strict: bool = True


class Row:
    """The values of a row by their names, each read as what it should be."""

    def __init__(self, row: Mapping[str, object], how: How) -> None:
        self._row = row
        self.how = how

    def wrong(self, name: str, value: object, right: str) -> None:
        """A value that cannot be read: an error, or where the row is not read strictly unknown."""
        if self.how.strict:
            raise ValueError(f"{name}: {_shown(value)} is not {right}")

    def value(self, name: str) -> object:
        """The value, None where nothing is told: `""`, `N/A`."""
        value = self._row.get(name)
        if isinstance(value, str) and values.text(value) is None:
            return None
        return None if value in ([], {}) else value

    def text(self, name: str) -> str | None:
        value = self.value(name)
        said = values.text(value)
        if value is not None and said is None:
            self.wrong(name, value, "a text")
        return said

    def needed(self, name: str) -> str:
        said = self.text(name)
        if said is None:
            raise ValueError(f"{name}: missing")
        return said

    def figure(self, name: str, *, above_zero: bool = False, unit: str = "$") -> Decimal | None:
        value = self.value(name)
        bare = value
        if isinstance(value, str):
            bare = (
                value.strip().removesuffix("%")
                if unit == "%"
                else re.sub(r"^([-+]?)\$ ?", r"\1", value.strip())
            )
        number = values.figure(bare)
        if number is not None and above_zero and number <= 0:
            number = None
        if value is not None and number is None:
            self.wrong(name, value, f"a figure {'above zero ' if above_zero else ''}such as 250.00")
        return number

    def count(self, name: str) -> Decimal | None:
        value = self.value(name)
        number = values.count(value)
        if value is not None and number is None:
            self.wrong(name, value, "a whole number such as 12")
        return number

    def word(
        self, name: str, words: Mapping[str, str], vendors: Callable[[object], str | None] = lambda _: None
    ) -> str | None:
        """The one of `words` whose pattern fits, or that `vendors` knows for it."""
        value = self.value(name)
        said = (values.text(str(value) if isinstance(value, bool) else value) or "").casefold()
        fits = (word for word, pattern in words.items() if re.fullmatch(pattern, said))
        found = next(fits, None) or vendors(value)
        if value is not None and found is None:
            self.wrong(name, value, f"one of {', '.join(words)}")
        return found

    def currency(self, name: str) -> str | None:
        value = self.value(name)
        code = currency(value)
        if value is not None and code is None:
            self.wrong(name, value, "a currency such as USD")
        return code

    def address(self, name: str) -> str | None:
        value = self.value(name)
        said = values.address(value)
        if value is not None and said is None:
            self.wrong(name, value, "an address such as https://example.com/note")
        return said

    def identity(self) -> str | None:
        value = self.value("id")
        said = values.identity(value)
        if value is not None and said is None:
            self.wrong("id", value, "a text or a whole number")
        return bulletins.kept(said) if said else None

    def when(self) -> When:
        value = self.value("at")
        if (midnight := values.day(value, self.how.now)) is not None:
            return When(midnight, day_only=True)
        at = values.moment(value, self.how.zone, self.how.now) or self._epoch(value)
        if value is not None and at is None:
            self.wrong("at", value, "a time with its zone (2026-05-01T16:05:00-04:00) or a day since 1990")
        return When(at)

    def _epoch(self, value: object) -> dt.datetime | None:
        number = None if isinstance(value, str) else values.figure(value)
        if number is None:
            return None
        # Vendors count seconds or thousandths; 10^11 seconds are the year 5138.
        return values.epoch(number if number < 10**11 else number / 1000, self.how.now)

    # --- companies

    def issuer(self) -> Issuer:
        given = self.value("issuer")
        parts: Mapping[str, object] = given if isinstance(given, Mapping) else {"symbol": given}
        merged = {**parts, **{name: v for name in COMPANY if (v := self.value(name)) is not None}}
        return self._company(merged)

    def issuers(self) -> tuple[Issuer, ...]:
        given = self.value("issuers")
        listed: Iterable[object] = [] if given is None else given if isinstance(given, list) else [given]
        if isinstance(given, str):
            listed = re.split(r"[,;\s]+", given.strip())
        found = [self._company(one if isinstance(one, Mapping) else {"symbol": one}) for one in listed]
        if any(self.value(name) is not None for name in COMPANY):
            found.append(self.issuer())
        return tuple(dict.fromkeys(found))

    def _company(self, parts: Mapping[str, object]) -> Issuer:
        said = parts.get("symbol")
        ticker, number = values.symbol(said), values.cik(parts.get("cik"))
        if said is not None and ticker is None:
            raise ValueError(f"symbol: {_shown(said)} is not a ticker such as SMCI or BRK-B")
        if parts.get("cik") is not None and not number:
            self.wrong("cik", parts["cik"], "a CIK of at most ten digits")
        if ticker is None and not number:
            raise ValueError("symbol: missing: the company's ticker, such as SMCI")
        return Issuer(number, values.text(parts.get("name")) or ticker or number, ticker)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "a list"
    return "an object" if isinstance(value, Mapping) else values.quoted(str(value))
