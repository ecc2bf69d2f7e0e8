"""Why a condition can never hold, where that is plain to see in its meaning."""

from __future__ import annotations

from typing import Any

from tocsin.form_items import CURRENT_REPORT
from tocsin.rules.filings.sections import NAMES
from tocsin.rules.warnings.bounds import Bound, apart, bound
from tocsin.rules.warnings.impossible_told import IMPOSSIBLE, contrary
from tocsin.rules.warnings.tellers import brought_about, is_level, is_of_market
from tocsin.yamltext import quote

_OF_CURRENT = frozenset(CURRENT_REPORT.values())
_OF_REPORTS = frozenset(NAMES)
_A_SEQUENCE = "what comes one after another is a sequence"


def impossible(when: Any) -> str | None:
    """Why a condition can never hold; None where it may."""
    if not isinstance(when, dict):
        return None
    for word, asked in when.items():
        match word, asked:
            case "all", list():
                why = next(filter(None, map(impossible, asked)), None) or _exclude_each_other(asked)
            case "any", list():
                reasons = [impossible(one) for one in asked]
                why = reasons[0] if reasons and all(reasons) else None
            case "sequence", {"steps": list(steps)}:
                why = next(filter(None, map(impossible, steps)), None) or _no_step(steps)
            case "mention", dict():
                why = _no_such_section(asked)
            case "filing", dict():
                why = _no_such_filing(asked)
            case _, dict() if word in IMPOSSIBLE:
                why = IMPOSSIBLE[word](asked)
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


# --- several in one -------------------------------------------------------------------------------------


def _exclude_each_other(asked: list[Any]) -> str | None:
    """Of several that must all hold: one and its contrary, two levels of one figure that never meet, or events
    that nothing brings about at once."""
    conditions = [one for one in asked if isinstance(one, dict)]
    for one in conditions:
        if "not" in one and one["not"] in asked:
            return "all of its conditions cannot hold: one is the contrary of another"
    return _levels_apart(conditions) or contrary(conditions) or _never_at_once(conditions)


def _levels_apart(conditions: list[dict[str, Any]]) -> str | None:
    bounds: dict[str, list[Bound]] = {}
    for one in conditions:
        for word, asked in one.items():
            named = _LEVELS.get(word)
            if named is None or not isinstance(asked, dict):
                continue
            key, name = named
            if (level := bound(asked.get(key))) is not None:
                bounds.setdefault(str(asked.get(name, "") if name else word), []).append(level)
    for name, levels in bounds.items():
        if (pair := apart(levels)) is not None:
            return f"{name} cannot be {pair[0]} and {pair[1]} at once"
    return None


# The key of a level, and the key that names its figure; without one there is one figure alone.
_LEVELS = {"metric": ("is", "name"), "rate": ("is", "series"), "price": ("is", None)}


def _never_at_once(conditions: list[dict[str, Any]]) -> str | None:
    """Events are brought about by one filing or one bulletin; levels are so, whoever told them."""
    events = [one for one in conditions if "not" not in one and not is_level(one)]
    if len(events) < 2:
        return None
    common = brought_about(events[0]).intersection(*map(brought_about, events[1:]))
    if common:
        return None
    words = " and ".join(dict.fromkeys(next(iter(one)) for one in events))
    return f"no one filing or bulletin tells {words}: {_A_SEQUENCE}"


def _no_step(steps: list[Any]) -> str | None:
    """Steps are filings and bulletins of a company, or of the market all of them."""
    of_market = all(is_of_market(one) for one in steps)
    for step in steps:
        if not brought_about(step):
            return "absent rings by the clock, and a step is something that comes"
    for step in steps[:-1]:
        if not of_market and brought_about(step) == {"rate"}:
            return (
                "a rate is of no company, so that it is no step before what a company does: put it into all"
            )
    return None
