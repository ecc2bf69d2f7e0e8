"""Rules that are right and do nothing: those that can never ring, and those whose every alert another one makes.

What a rule asks is read from its meaning, so that it does not matter how it was written.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from tocsin.errors import Problem
from tocsin.form_items import CURRENT_REPORT
from tocsin.rules.rule import Rule
from tocsin.rules.ruleset import RuleSet
from tocsin.rules.sections import NAMES
from tocsin.yamltext import quote

_LEVEL = ("over", "at least", "under", "at most")
_OF_CURRENT = frozenset(CURRENT_REPORT.values())
_OF_REPORTS = frozenset(NAMES)


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
    if rule.forms is not None and not rule.forms and rule.waits is None:
        return "can never ring: no one form tells all that it asks for"
    why = _impossible(_asked(rule))
    return None if why is None else f"can never ring: {why}"


def _asked(rule: Rule) -> Any:
    return json.loads(rule.meaning)["when"]


# --- what cannot be ----------------------------------------------------------------------------------------


def _impossible(when: Any) -> str | None:
    """Why a condition can never hold, where that is plain to see."""
    if not isinstance(when, dict):
        return None
    for word, asked in when.items():
        match word, asked:
            case "all", list():
                why = next(filter(None, map(_impossible, asked)), None) or _exclude_each_other(asked)
            case "any", list():
                reasons = [_impossible(one) for one in asked]
                why = reasons[0] if reasons and all(reasons) else None
            case "sequence", {"steps": list(steps)}:
                why = next(filter(None, map(_impossible, steps)), None)
            case "mention", dict():
                why = _no_such_section(asked)
            case "filing", dict():
                why = _no_such_filing(asked)
            case _:
                why = None
        if why is not None:
            return why
    return None


def _no_such_section(asked: dict[str, Any]) -> str | None:
    """Sections stand in periodic reports or in an 8-K, a few in both."""
    forms, sections = asked.get("in"), asked.get("section")
    if not forms or not sections:
        return None
    of_forms = (_OF_CURRENT if "8-K" in forms else frozenset()) | (
        _OF_REPORTS if set(forms) & {"10-Q", "10-K"} else frozenset()
    )
    if of_forms.isdisjoint(sections):
        return f"no {' or '.join(forms)} has a section {' or '.join(map(quote, sections))}"
    return None


def _no_such_filing(asked: dict[str, Any]) -> str | None:
    """Items are of Form 8-K, and a notice of late filing is a form of its own."""
    forms = [form for form in str(asked.get("form", "")).split(", ") if form]
    late = asked.get("late_notice")
    if late == "yes" and asked.get("item"):
        return "a notice of late filing has no items"
    if asked.get("item") and forms and not any(form.startswith("8-K") for form in forms):
        return f"only an 8-K has items, and the form is to be {' or '.join(forms)}"
    notices = [form for form in forms if form.startswith("NT ")]
    if forms and ((late == "yes" and not notices) or (late == "no" and len(notices) == len(forms))):
        return f"a {' or '.join(forms)} is {'no' if late == 'yes' else 'a'} notice of late filing"
    return None


def _exclude_each_other(asked: list[Any]) -> str | None:
    """Of several that must all hold: one and its contrary, or two levels of one figure that never meet."""
    for one in asked:
        if isinstance(one, dict) and "not" in one and one["not"] in asked:
            return "all of its conditions cannot hold: one is the contrary of another"
    bounds: dict[str, list[tuple[str, Decimal]]] = {}
    for one in asked:
        metric = one.get("metric") if isinstance(one, dict) else None
        if not isinstance(metric, dict):
            continue
        if (level := _level(metric.get("is", ""))) is not None:
            bounds.setdefault(str(metric.get("name")), []).append(level)
    for name, levels in bounds.items():
        for side, number in levels:
            for other, limit in levels:
                if _above(side) and not _above(other) and _apart(side, number, other, limit):
                    return f"{name} cannot be {side} {number:,f} and {other} {limit:,f} at once"
    return None


def _above(side: str) -> bool:
    return side in ("over", "at least")


def _apart(side: str, number: Decimal, other: str, limit: Decimal) -> bool:
    """Whether nothing is above the one and below the other; at the same figure both must take it in."""
    return number > limit or (number == limit and (side, other) != ("at least", "at most"))


def _level(text: str) -> tuple[str, Decimal] | None:
    """The side and the number of a threshold as it is written in a meaning; None for another figure."""
    side = next((side for side in _LEVEL if text.startswith(f"{side} ")), None)
    if side is None:
        return None
    digits = text.removeprefix(side).strip().replace("$", "").replace(",", "").rstrip("%")
    try:
        return side, Decimal(digits)
    except InvalidOperation:
        return None


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
        ((frozenset(rule.watch.meaning), rule) for rule in group),
        key=lambda one: (not one[1].watch.everything, -len(one[0])),
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
        if rule.watch.everything:
            everything = rule
        for name in names:
            watching.setdefault(name, []).append((names, rule))


def _rings_whenever(outer: Rule, inner: Rule) -> bool:
    """Whether nothing but the companies tells when they ring."""
    hours = not outer.active or outer.active == inner.active
    lasts = outer.expires is None or (inner.expires is not None and inner.expires <= outer.expires)
    return hours and lasts and outer.cooldown in (None, inner.cooldown)
