"""A vendor that tocsin has no adapter for: its JSON, and JMESPath (https://jmespath.org/specification.html) to say
where in it the facts stand.

    notes:
      use: json
      base: https://api.example.com
      path: /v1/targets
      rows: data.items
      kind: price_target
      fields: {symbol: ticker, firm: broker.name, from: target_before, to: target, at: published_at, id: note_id}
      zone: America/New_York
      cursor: {param: since_id, field: note_id}
      key: ${NOTES_KEY}
      key_in: {header: X-Api-Key}

Numbers are read exactly, as Decimal, which JMESPath's own functions on numbers (`sum`, `max`) do not take; comparisons
with `` `5` `` and `to_string` do. A row that lacks what its kind must tell is left out; when all lack it, that is said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, ClassVar
from urllib.parse import parse_qsl, quote, urlsplit

from tocsin.configfile import FeedSection
from tocsin.errors import Unreadable
from tocsin.feeds.feed import Answer, Ask, Key, Wanted
from tocsin.feeds.vendors import named, values
from tocsin.feeds.vendors.mapped_keys import MappedSection
from tocsin.feeds.vendors.row import COMPANY, How
from tocsin.model import Reading

MOST_ROWS = 10_000
SYMBOL = "{symbol}"


class Mapped:
    KEYS: ClassVar[type[FeedSection]] = MappedSection
    BASE: ClassVar[str | None] = None
    KEY: ClassVar[Key | None] = None
    EVERY: ClassVar[dt.timedelta] = dt.timedelta(minutes=1)
    A_MINUTE: ClassVar[int] = 30

    def __init__(self, keys: MappedSection) -> None:
        self._keys = keys
        parts = urlsplit(keys.path)
        self._path, self._params = parts.path, tuple(parse_qsl(parts.query, keep_blank_values=True))

    @property
    def key(self) -> Key | None:
        """How this vendor wants its key."""
        place = self._keys.key_in
        if place is None:
            return None
        return Key(place.header or place.param or "", header=place.header is not None, prefix=place.prefix)

    @property
    def tells(self) -> frozenset[str]:
        return frozenset({self._keys.kind})

    def asks(self, wanted: Wanted, cursor: str | None) -> Iterable[Ask]:
        """One question; where `{symbol}` stands in the path, one for each wanted company, which `about` names."""
        if not wanted.kinds & self.tells:
            return []
        after = self._keys.cursor
        params = self._params
        if after is not None and cursor:
            params = (*(one for one in params if one[0] != after.param), (after.param, cursor))
        if not self._keys.by_symbol:
            return [Ask(self._path, params)]
        return [
            Ask(
                self._path.replace(SYMBOL, quote(symbol, safe="")),
                tuple((name, value.replace(SYMBOL, symbol)) for name, value in params),
                about=symbol,
                symbol=symbol,
            )
            for symbol in wanted.symbols
        ]

    def read(self, ask: Ask, body: bytes, now: dt.datetime) -> Answer:
        answer = values.parsed(body)
        rows = self._keys.rows.of(answer)
        if not isinstance(rows, list):
            said = values.complaint(answer)
            raise Unreadable(
                f"the vendor answers: {said}"
                if said
                else f"there is no list at {self._keys.rows}: see `rows`"
            )
        how = How(self._source(), now, self._keys.zone, strict=False)
        told: list[Reading] = []
        why: Exception | None = None
        rows = rows[:MOST_ROWS]
        for row in rows:
            try:
                for fields in self._fields(row, ask.about):
                    told += named.reading(self._keys.kind, fields, how)
            except (ValueError, Unreadable) as error:
                why = why or error
        if why is not None and not told:
            raise Unreadable(f"not one of {len(rows)} rows is a {self._keys.kind}: of the first, {why}")
        return Answer(tuple(told), cursor=self._cursor(ask, rows))

    def _source(self) -> str:
        return (urlsplit(self._keys.base or "").hostname or "json").removeprefix("api.").removeprefix("www.")

    def _fields(self, row: object, about: str) -> Iterator[dict[str, object]]:
        fields = {
            name: found for name, one in self._keys.fields.items() if (found := one.of(row)) is not None
        }
        if about and not fields.keys() & set(COMPANY):
            fields["symbol"] = about
        companies = fields.get("symbol")
        if not isinstance(companies, list):
            yield fields
        elif self._keys.kind == "headline":
            yield {**{name: v for name, v in fields.items() if name != "symbol"}, "issuers": companies}
        else:
            # One note on several companies has one id: each gets its own.
            said = values.identity(fields.get("id"))
            for company in companies:
                own = {"id": f"{said} {company}"} if said and len(companies) > 1 else {}
                yield {**fields, "symbol": company, **own}

    def _cursor(self, ask: Ask, rows: list[Any]) -> str | None:
        after = self._keys.cursor
        if after is None:
            return None
        asked = dict(ask.params).get(after.param)
        found = [said for row in rows if (said := values.identity(after.field.of(row)))]
        latest = max([*found, *([asked] if asked else [])], key=_order, default=None)
        return latest if found else None


def _order(cursor: str) -> tuple[Decimal, str]:
    """Numbers by their size and before texts, texts (times in ISO) by their letters."""
    number = values.figure(cursor)
    return (Decimal("Infinity"), cursor) if number is None else (number, "")
