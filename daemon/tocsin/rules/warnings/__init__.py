"""Rules that are right and do nothing: those that can never ring, and those whose every alert another one makes.

What a rule asks is read from its meaning, so that it does not matter how it was written.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import Any

from tocsin.errors import Problem
from tocsin.rules.rule import Rule
from tocsin.rules.ruleset import RuleSet
from tocsin.rules.warnings.impossible import impossible
from tocsin.rules.watch import EVERYTHING, MARKET
from tocsin.yamltext import quote

_EVERYTHING = frozenset({EVERYTHING})


def warnings_of(rules: RuleSet, now: dt.datetime) -> tuple[Problem, ...]:
    """What is right in these rules and cannot be meant, in the order of the files.

    Rules that are switched off are left alone. Tickers that the SEC does not list are warned of when the rules
    are bound.
    """
    told = list(rules.warnings)
    in_force = [rule for rule in rules.rules if rule.enabled]
    living = []
    for rule in in_force:
        why = _expired(rule, now) or _never(rule)
        if why is None:
            living.append(rule)
        else:
            told.append(rule.place.problem(f"rule {quote(rule.id)} {why}", warning=True))
    told += (
        inner.place.problem(
            f"rule {quote(inner.id)} rings only where {quote(outer.id)} in {outer.place} rings too: "
            "it asks the same, and watches no other company",
            warning=True,
        )
        for inner, outer in shadowed(living)
    )
    return tuple(sorted(told))


def _expired(rule: Rule, now: dt.datetime) -> str | None:
    return f"has expired on {rule.expires}: it rings no more" if rule.has_expired(now) else None


def _never(rule: Rule) -> str | None:
    why = impossible(_asked(rule))
    if why is None and rule.forms is not None and not rule.forms and not rule.hears and rule.waits is None:
        why = "no one form tells all that it asks for"
    return None if why is None else f"can never ring: {why}"


def _asked(rule: Rule) -> Any:
    return json.loads(rule.meaning)["when"]


# --- what another rule makes already ---------------------------------------------------------------------------


def shadowed(rules: Iterable[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Each rule that rings only where another one rings for the same receiver, and that other one."""
    alike: dict[str, list[Rule]] = {}
    for rule in rules:
        asked = json.dumps([_asked(rule), rule.if_unknown, rule.notify, rule.desk], sort_keys=True)
        alike.setdefault(asked, []).append(rule)
    for group in alike.values():
        if len(group) > 1:
            yield from _shadowed(group)


def _shadowed(group: list[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Of rules that ask the same: the widest watch first, the first of two that are alike."""
    ordered = sorted(
        ((_names(rule), rule) for rule in group),
        key=lambda one: (one[0] != _EVERYTHING, -len(one[0])),
    )
    first: dict[frozenset[str], Rule] = {}
    everything: Rule | None = None
    watching: dict[str, list[tuple[frozenset[str], Rule]]] = {}
    for names, rule in ordered:
        outer = everything or first.get(names)
        if outer is None:
            fewest = min((watching.get(name, []) for name in names), key=len)
            outer = next((wider for wide, wider in fewest if names < wide), None)
        if outer is not None:
            if _rings_whenever(outer, rule):
                yield rule, outer
            continue
        first[names] = rule
        if names == _EVERYTHING:
            everything = rule
        for name in names:
            watching.setdefault(name, []).append((names, rule))


def _names(rule: Rule) -> frozenset[str]:
    """Whom it watches; what looks at no company rings once, whichever it names."""
    return frozenset({MARKET} if rule.market else rule.watch.meaning)


def _rings_whenever(outer: Rule, inner: Rule) -> bool:
    """Whether nothing but the companies tells when they ring."""
    hours = not outer.active or outer.active == inner.active
    lasts = outer.expires is None or (inner.expires is not None and inner.expires <= outer.expires)
    return hours and lasts and outer.cooldown in (None, inner.cooldown)
