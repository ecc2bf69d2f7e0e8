"""The keys of a mapped vendor in the configuration: held together, and each mistake said, before anything is asked."""

from __future__ import annotations

import re
import zoneinfo
from typing import Annotated, ClassVar

from pydantic import model_validator

from tocsin.configfile import FeedSection
from tocsin.feeds.vendors import named
from tocsin.feeds.vendors.expressions import Expression, expression
from tocsin.yamltext import Section, choice, from_text, meant, quote

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\[\]-]{0,99}")


def _name(text: str) -> str:
    if not _NAME.fullmatch(text.strip()):
        raise ValueError(f"{quote(text)} is not the name of a parameter or a header, such as X-Api-Key")
    return text.strip()


def _zone(text: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(text.strip())
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        raise ValueError(f"{quote(text)} is no zone such as America/New_York or UTC") from None


def _path(text: str) -> str:
    said = text.strip()
    if not re.fullmatch(r"/[!-~]*", said) or said.startswith("//"):
        raise ValueError(f"{quote(text)} is not a path such as /v1/targets: the host belongs to `base`")
    return said


class KeyInSection(Section):
    """The key goes into the `header` or the `param` of this name, there after `prefix`."""

    EXAMPLE: ClassVar[str] = "{header: X-Api-Key}"
    header: Annotated[str | None, from_text(_name)] = None
    param: Annotated[str | None, from_text(_name)] = None
    prefix: Annotated[str, from_text(str)] = ""

    @model_validator(mode="after")
    def one_place(self) -> KeyInSection:
        if (self.header is None) == (self.param is None):
            raise ValueError("the key is in one place: {header: X-Api-Key} or {param: apikey}")
        return self


class CursorSection(Section):
    """The greatest `field` of the rows so far, a number or a time, is asked from on the next time, as `param`."""

    EXAMPLE: ClassVar[str] = "{param: since_id, field: id}"
    param: Annotated[str, from_text(_name)]
    field: Annotated[Expression, from_text(expression)]


class MappedSection(FeedSection):
    """`rows` is where the list of rows stands in the answer, `fields` where in a row each field of a fact of this
    `kind` does. `zone` is that of times which have none. `{symbol}` in `path` asks for each watched company."""

    EXAMPLE: ClassVar[str] = (
        "{use: json, base: https://api.example.com, path: /v1/targets, rows: data, kind: price_target,"
        " fields: {symbol: ticker, firm: broker, to: target}}"
    )
    path: Annotated[str, from_text(_path)] = ""
    rows: Annotated[Expression, from_text(expression)]
    kind: Annotated[str, from_text(choice({kind: kind for kind in named.FIELDS}))]
    fields: dict[str, Annotated[Expression, from_text(expression)]]
    zone: Annotated[zoneinfo.ZoneInfo, from_text(_zone)] = zoneinfo.ZoneInfo("UTC")
    cursor: CursorSection | None = None
    key_in: KeyInSection | None = None

    @property
    def by_symbol(self) -> bool:
        return "{symbol}" in self.path

    @model_validator(mode="after")
    def whole(self) -> MappedSection:
        if self.base is None:
            raise ValueError('"base" is missing: the vendor\'s address, such as https://api.example.com')
        if self.key is not None and self.key_in is None:
            raise ValueError("where does the key go? Say key_in: {header: X-Api-Key} or {param: apikey}")
        if self.cursor is not None and self.by_symbol:
            raise ValueError("a cursor is for one question: it cannot stand beside {symbol} in path")
        known = named.FIELDS[self.kind]
        for name in self.fields:
            if name not in known:
                close = meant(name, known)
                hint = f'did you mean "{close}"?' if close else f"its fields are {', '.join(known)}"
                raise ValueError(f"fields: {quote(name)} is no field of a {self.kind}: {hint}")
        for group in named.NEEDED[self.kind]:
            if not set(group) & self.fields.keys() and not ("symbol" in group and self.by_symbol):
                raise ValueError(f"fields: a {self.kind} needs {' or '.join(group)}")
        return self
