"""What a feed is: whoever can be asked for bulletins. An adapter turns one vendor's answers into them.

An adapter for HTTP is pure: it says what to ask (`asks`) and what an answer says (`read`); `over_http` does the
asking. To add one: a file with such a class, and a line in `adapters.FEEDS`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from tocsin.configfile import FeedSection
from tocsin.errors import Fault
from tocsin.model import Reading


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the rules in force want of feeds.

    `symbols` are the watched companies' tickers as the SEC lists them (`BRK-B`), `everything` is whether a rule
    watches all companies; `series` the rates that rules name (`DGS10`); `kinds` the kinds of facts that rules
    hear (`price_target`, `rate`). `now` is the time of asking.
    """

    symbols: tuple[str, ...]
    series: tuple[str, ...]
    kinds: frozenset[str]
    now: dt.datetime
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: a path under the vendor's base address, and its parameters, without the key.

    A path with `://` is a whole address. `secret`: not even the path may be shown.
    `may_be_missing`: 404 is an answer, with nothing in it.
    `kinds` are the facts that an answer can tell, and `symbol` the company of which alone it tells them; without, it
    tells them of all: so it is known whose past a feed has told. `about` is whatever the adapter wants to know again when it reads the answer (a symbol, a series, what was
    asked); `limit` the most bytes that an answer may have.
    """

    path: str
    params: tuple[tuple[str, str], ...] = ()
    about: str = ""
    limit: int = 8_000_000
    secret: bool = False
    may_be_missing: bool = False
    kinds: frozenset[str] = frozenset()
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one answer told: readings whose head is a `Bulletin`, of watched companies or not, in any order.

    `cursor` is from where to ask on the next time, None to leave it as it is; `more` the next page.
    """

    readings: tuple[Reading, ...]
    cursor: str | None = None
    more: Ask | None = None


@dataclass(frozen=True, slots=True)
class Polled:
    """What one round of questions told. `cursor` is for the next round; `newest` when the latest thing happened
    that the feed knows of, watched or not, by which a feed that has frozen is noticed.

    `faults` are the questions that brought nothing while others did: what was asked, and why. `answered` are the
    kinds of facts that were answered, each with the symbol of its company, `""` where it was of all.
    """

    readings: tuple[Reading, ...]
    cursor: str | None = None
    newest: dt.datetime | None = None
    faults: tuple[tuple[str, Fault], ...] = ()
    answered: frozenset[tuple[str, str]] = frozenset()


class Feed(Protocol):
    """An open feed. `tells` are the kinds of facts that it can tell."""

    @property
    def tells(self) -> frozenset[str]: ...

    async def poll(self, wanted: Wanted, cursor: str | None) -> Polled:
        """Raises a Fault when nothing could be had."""
        ...


@dataclass(frozen=True, slots=True)
class Key:
    """How a vendor wants its key: as the parameter or the header `name`, there after `prefix`."""

    name: str
    header: bool = False
    prefix: str = ""


class Adapter(Protocol):
    """One vendor over HTTP: a class that is made of its own section of the configuration, `KEYS`.

    `BASE` is the vendor's address, None where the configuration must tell it; `KEY` how it wants its key, None
    where it wants none; `EVERY` how often it is asked and `A_MINUTE` the requests a minute that its smallest plan
    allows; `tells` the kinds of facts that it can tell. Who derives from it has these as they stand here.
    """

    KEYS: ClassVar[type[FeedSection]] = FeedSection
    BASE: ClassVar[str | None] = None
    KEY: ClassVar[Key | None] = None
    EVERY: ClassVar[dt.timedelta] = dt.timedelta(minutes=1)
    A_MINUTE: ClassVar[int] = 60

    def __init__(self, _keys: FeedSection) -> None: ...

    @property
    def tells(self) -> frozenset[str]: ...

    def asks(self, wanted: Wanted, cursor: str | None) -> Iterable[Ask]:
        """The questions of one round, in the order of their worth. None is a good answer: nothing is wanted."""
        ...

    def read(self, ask: Ask, body: bytes, now: dt.datetime) -> Answer:
        """What the answer says. Raises `Unreadable` for one that is not what was asked for. A row that cannot
        be read is left out, and the others are told."""
        ...


def newest(readings: Sequence[Reading]) -> dt.datetime | None:
    """When the latest of these happened."""
    return max((r.head.accepted for r in readings if r.head.accepted is not None), default=None)
