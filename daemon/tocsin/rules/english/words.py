"""The words that clauses of plain English are made of: whose they are, lists, days, dollars."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from tocsin import words
from tocsin.rules.watch import EVERYTHING, MARKET

_MOST_NAMED = 3
_DOLLARS = re.compile(r"-?\$[0-9,]+(?:\.[0-9]+)?")

Meaning = Mapping[str, Any]


class Whose:
    """The companies, named where the first condition speaks of them and not again."""

    def __init__(self, watch: list[str]) -> None:
        self.market = watch == [MARKET]
        self._watch = [] if self.market else watch

    def of(self) -> str:
        """` of 4 companies`."""
        watch, self._watch = self._watch, []
        return f" of {_companies(watch)}" if watch else ""

    def one(self, before: str) -> str:
        """` for one of 4 companies`, for what is of a single company."""
        watch, self._watch = self._watch, []
        some = "one of " if len(watch) > _MOST_NAMED else ""
        return f" {before} {some}{_companies(watch)}" if watch else ""

    def told_of(self, *, several: bool = False) -> str:
        """` about SMCI`: of what is told, which may name no company."""
        if self.market:
            return f" that name{'' if several else 's'} no company"
        none = " or none" if self._watch == [EVERYTHING] else ""
        return f"{self.one('about')}{none}"


def _companies(watch: list[str]) -> str:
    if watch == [EVERYTHING]:
        return "any company"
    if len(watch) > _MOST_NAMED:
        return f"{len(watch)} companies"
    return or_(f"CIK {name.lstrip('0')}" if name.isdigit() else name for name in watch)


def or_(parts: Iterable[str]) -> str:
    return _joined(list(parts), " or ")


def and_(parts: Iterable[str]) -> str:
    return _joined(list(parts), " and ")


def _joined(parts: list[str], last: str) -> str:
    return last.join(filter(None, [", ".join(parts[:-1]), parts[-1]])) if parts else ""


def phrases(asked: Meaning, together: str = "in one sentence ") -> str:
    """`“export control” or “Entity List”`, and groups that must stand `together`; empty without any."""
    says = []
    if "all_of" in asked:
        says.append(and_(map(quoted, asked["all_of"])))
    if "any_of" in asked:
        says.append(or_(map(quoted, asked["any_of"])))
    if "same_sentence" in asked:
        groups = (or_(map(quoted, group)) for group in asked["same_sentence"])
        says.append(f"{together}{' together with '.join(groups)}")
    return " and ".join(says)


def quoted(phrase: str) -> str:
    return f"“{phrase}”"


def with_article(name: str) -> str:
    return f"{'an' if name.startswith(('8', 'NT', *'aeioAEIO')) else 'a'} {name}"


def days_of(text: str) -> str:
    count = int(text.removesuffix("d"))
    return f"{count} day{'' if count == 1 else 's'}"


def dollars(text: str) -> str:
    """`over $1,000,000` as `over $1M`, where three figures are exact."""

    def short(found: re.Match[str]) -> str:
        amount = Decimal(found[0].replace("$", "").replace(",", ""))
        told = words.dollars(amount)
        exact = amount == amount.to_integral_value() and len(str(abs(int(amount))).rstrip("0")) <= 3
        return told if exact and abs(amount) >= 1000 else found[0]

    return _DOLLARS.sub(short, text)
