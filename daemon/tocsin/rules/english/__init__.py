"""A rule in plain English, from its canonical meaning, so that a trader reads what the machine understood.

Rings high to desk when officers or directors of 4 companies sell over 100,000 shares, in one filing
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from tocsin.rules.english.clauses import CLAUSES, anything
from tocsin.rules.english.words import Meaning, Whose, and_, days_of
from tocsin.rules.watch import MARKET

_SPAN = re.compile(r"(?:(?P<days>\d+) days?, )?(?P<hours>\d+):(?P<minutes>\d\d):(?P<seconds>\d\d)(?:\.\d+)?")


def in_english(meaning: str) -> str:
    """The whole rule in a sentence, by `Rule.meaning`."""
    rule = json.loads(meaning)
    to = f" to {rule['notify']}" if rule.get("notify") else ""
    rings = f"ings {rule['severity']}{to} when {condition(rule['when'], rule['watch'])}"
    parts = [f"R{rings}" if rule.get("enabled", True) else f"Is switched off; r{rings}"]
    if rule.get("if_unknown") == "ring":
        parts.append("what cannot be decided rings too, as unverified")
    if cooldown := rule.get("cooldown"):
        of_one = "" if _is_of_market(rule) else " for the company"
        parts.append(f"then not again{of_one} for {_time(cooldown)}")
    if hours := rule.get("active"):
        parts.append(f"outside {' and '.join(hours)} (Eastern unless a zone is named) it is held")
    if last := rule.get("expires"):
        parts.append(f"until {last}")
    return "; ".join(parts)


def condition(when: Meaning, watch: list[str]) -> str:
    """What stands after `when`: a clause, or several."""
    return _clause(when, Whose(watch))


def _is_of_market(rule: Meaning) -> bool:
    """Whether it looks at no company: it watches the market, or asks of rates alone."""
    return rule["watch"] == [MARKET] or set(_words_of(rule["when"])) == {"rate"}


def _words_of(when: Meaning) -> Iterator[str]:
    for word, asked in when.items():
        inner = asked if word in ("all", "any") else [asked] if word == "not" else None
        if word == "sequence":
            inner = asked["steps"]
        if inner is None:
            yield word
        for one in inner or ():
            yield from _words_of(one)


def often(alerts: int, span: dt.timedelta) -> str:
    """`about 3 a month over 400 days`, `never in 400 days`."""
    days = max(span / dt.timedelta(days=1), 1.0)
    over = f"{round(days)} day{'' if round(days) == 1 else 's'}"
    if not alerts:
        return f"never in {over}"
    for name, length in (("day", 1), ("week", 7), ("month", 30.4375)):
        if days >= length and alerts / days * length >= 1:
            return f"about {_rate(alerts / days * length)} a {name} over {over}"
    return f"{'once' if alerts == 1 else 'twice' if alerts == 2 else f'{alerts} times'} in {over}"


def _rate(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 9.5 or abs(rate - round(rate)) < 0.1 else f"{rate:.1f}"


# --- several in one -------------------------------------------------------------------------------------


def _clause(when: Meaning, whose: Whose, *, inner: bool = False) -> str:
    """One condition. Inside another one, several are told apart by their brackets."""
    ((word, asked),) = when.items()
    tell = _TOGETHER.get(word) or CLAUSES.get(word) or anything(word)
    text = tell(asked, whose)
    return f"({text})" if inner and word in ("all", "any", "sequence") else text


def _all(asked: list[Meaning], whose: Whose) -> str:
    return ", and ".join(_clause(one, whose, inner=True) for one in asked)


def _any(asked: list[Meaning], whose: Whose) -> str:
    return ", or ".join(_clause(one, whose, inner=True) for one in asked)


def _not(asked: Meaning, whose: Whose) -> str:
    return f"it is not so that {_clause(asked, whose, inner=True)}"


def _sequence(asked: Meaning, whose: Whose) -> str:
    first, *rest = [_clause(one, whose, inner=True) for one in asked["steps"]]
    later = "".join(f", then {one}" for one in rest)
    return f"first {first}{later}, all within {days_of(asked['within'])}"


_TOGETHER: dict[str, Callable[[Any, Whose], str]] = {
    "all": _all,
    "any": _any,
    "not": _not,
    "sequence": _sequence,
}


def _time(text: str) -> str:
    """`6:00:00` as `6 hours`, as a timedelta writes itself."""
    found = _SPAN.fullmatch(text)
    if found is None:
        return text
    counts = {name: int(found[name] or 0) for name in ("days", "hours", "minutes", "seconds")}
    return and_(
        f"{count} {name.removesuffix('s') if count == 1 else name}" for name, count in counts.items() if count
    )
