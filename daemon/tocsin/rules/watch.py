"""Whom a rule watches: tickers, CIKs, watchlists of them, or everyone."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from tocsin.errors import Problem
from tocsin.yamltext import (
    MOST_TEXT,
    Entry,
    Mapping,
    Node,
    Place,
    Scalar,
    Sequence,
    empty,
    expected,
    meant,
    quote,
    strange,
)

EVERYTHING = "*"
MARKET = "market"  # no company: rates, and headlines that name none
# After so many problems none is worth a search for what was meant: each takes milliseconds among many lists.
MOST_HINTS = 50
MOST_NAMED = 20
SLUG = re.compile(r"(?=[0-9_-]*[a-z])[a-z0-9][a-z0-9_-]{0,63}")
_TICKER = re.compile(r"[A-Z]{1,6}(?:[.-][A-Z0-9]{1,4})?")


@dataclass(frozen=True, slots=True)
class Company:
    """A company as a rule names it (a ticker, or a CIK of ten digits), and where."""

    name: str
    place: Place

    @property
    def is_cik(self) -> bool:
        return self.name.isdigit()


@dataclass(frozen=True, slots=True)
class Watch:
    """The companies that a rule watches, or everyone who files, or the market as a whole."""

    companies: tuple[Company, ...]
    everything: bool = False
    market: bool = False

    @property
    def tickers(self) -> frozenset[str]:
        return frozenset(company.name for company in self.companies if not company.is_cik)

    @property
    def ciks(self) -> frozenset[str]:
        return frozenset(company.name for company in self.companies if company.is_cik)

    @property
    def meaning(self) -> list[str]:
        """The names in order, each once; watchlists are resolved."""
        if self.market:
            return [MARKET]
        return [EVERYTHING] if self.everything else sorted({company.name for company in self.companies})


def company_name(text: str) -> str:
    """A ticker as the SEC writes it (`BRK.B` is `BRK-B`), or a CIK of ten digits; ValueError explains."""
    name = text.strip()
    if re.fullmatch("[0-9]+", name):
        if len(name) > 10 or not name.strip("0"):
            raise ValueError(f"{quote(name)} is no CIK: a CIK is a number above 0, of at most 10 digits")
        return name.zfill(10)
    if _TICKER.fullmatch(name):
        return name.replace(".", "-")
    raise ValueError(_no_company(name))


def _no_company(name: str) -> str:
    upper = name.upper()
    parts = [part for part in re.split(r"[,;\s]+", upper[:200]) if part]
    if digits := re.fullmatch(r"CIK[\s#:]*([0-9]{1,10})", upper):
        return f"{quote(name)}: write a CIK as digits alone, {digits[1]}"
    if len(parts) > 1 and all(_TICKER.fullmatch(part) or part.isdigit() for part in parts):
        return f"{quote(name)} is more than one name: write a list, [{', '.join(parts)}]"
    if _TICKER.fullmatch(upper):
        return f"{quote(name)} is no ticker: tickers are upper case, write {upper}"
    if _TICKER.fullmatch(upper.replace("/", "-")):
        return f"{quote(name)} is no ticker: write {upper.replace('/', '-')}"
    if found := re.fullmatch(rf"(?:\$|[A-Z]+:\s?)({_TICKER.pattern})", upper):
        return f"{quote(name)} is no ticker: write {found[1]}"
    return f"{quote(name)} is neither a ticker nor a CIK{strange(name)}"


Watchlists = dict[str, tuple[Company, ...]]


def read_watchlist(
    name: str, entry: Entry, names: Container[str], problems: list[Problem]
) -> tuple[Company, ...]:
    """The companies of a watchlist, one of those with `names`; what is wrong is added to `problems`."""
    key, node = entry
    if not SLUG.fullmatch(name):
        hint = "a name is lower-case letters, digits and hyphens, and not digits alone"
        problems.append(key.problem(f"{quote(name)} cannot name a watchlist: {hint}"))
    if isinstance(node, Scalar) and node.text is None:
        problems += [] if node.told else [empty(f"watchlist {quote(name)}", node)]
        return ()
    if not isinstance(node, Sequence):
        problems.append(expected("a list of tickers and CIKs", "[SMCI, DELL]", node))
        return ()
    if not node.items:
        problems.append(node.place.problem(f"watchlist {quote(name)} is empty: name a company, or delete it"))
    companies = []
    for item in node.items:
        text = _text(item, problems)
        try:
            companies += [] if text is None else [_listed(text, item.place, names)]
        except ValueError as error:
            problems.append(item.place.problem(str(error)))
    return tuple(companies)


def _listed(text: str, place: Place, names: Container[str]) -> Company:
    if text in names and SLUG.fullmatch(text):
        raise ValueError(
            f"{quote(text)} is a watchlist, and a watchlist holds companies: let a rule watch both"
        )
    return Company(company_name(text), place)


def read_watch(node: Node, lists: Watchlists | None, problems: list[Problem]) -> Watch | None:
    """Whom a rule watches; what is wrong with it is added to `problems`.

    `lists` is None where not all watchlists are known: then none is missed.
    """
    before = len(problems)
    if isinstance(node, Mapping):
        problems.append(expected("a watchlist, a ticker, a CIK or a list of them", "[SMCI, DELL]", node))
        return None
    if isinstance(node, Scalar) and node.text is None:
        problems += [] if node.told else [empty('"watch"', node)]
        return None
    if isinstance(node, Scalar) and node.text == EVERYTHING:
        return Watch((), everything=True)
    if isinstance(node, Scalar) and node.text == MARKET and MARKET not in (lists or {}):
        return Watch((), market=True)
    items = node.items if isinstance(node, Sequence) else (node,)
    if not items:
        problems.append(node.place.problem('"watch" is empty: name a company, or "*" for every one'))
    companies: list[Company] = []
    for item in items:
        text = _text(item, problems)
        try:
            hints = len(problems) < MOST_HINTS
            companies += () if text is None else _named(text.strip(), item.place, lists, hints)
        except ValueError as error:
            problems.append(item.place.problem(str(error)))
    return Watch(tuple(companies)) if len(problems) == before else None


def _named(name: str, place: Place, lists: Watchlists | None, hints: bool) -> tuple[Company, ...]:
    if lists is None and SLUG.fullmatch(name):
        return ()
    lists = lists or {}
    if name in lists:
        return lists[name]
    if name == EVERYTHING:
        raise ValueError('"*" is every company: it stands alone, without a list')
    if SLUG.fullmatch(name):
        raise ValueError(_no_watchlist(name, lists) if hints else f"no watchlist {quote(name)}")
    try:
        return (Company(company_name(name), place),)
    except ValueError:
        if name.lower() in lists:
            raise ValueError(f'no watchlist {quote(name)}: did you mean "{name.lower()}"?') from None
        raise


def _no_watchlist(name: str, lists: Watchlists) -> str:
    if (close := meant(name, lists)) is not None:
        return f'no watchlist {quote(name)}: did you mean "{close}"?'
    if _TICKER.fullmatch(name.upper()):
        return f"no watchlist {quote(name)}; for the ticker write {name.upper()}"
    if not lists:
        return f"no watchlist {quote(name)}: there is none in these files"
    names = sorted(lists)
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return f"no watchlist {quote(name)}: the watchlists are {', '.join(names[:MOST_NAMED])}{more}"


def _text(item: Node, problems: list[Problem]) -> str | None:
    if not isinstance(item, Scalar):
        problems.append(expected("a name", "SMCI", item))
    elif item.text is None and not item.told:
        problems.append(empty("this entry", item))
    elif len(item.text or "") > MOST_TEXT:
        problems.append(item.place.problem(f"{quote(item.text or '')} is too long for a name"))
    else:
        return item.text
    return None
