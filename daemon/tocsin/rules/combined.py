"""`all`, `any` and `not`: several conditions about one issuer.

A condition is an event (a filing or a bulletin brings it about) and, some of them, a level too (it is so, whoever told it
last). `any` rings when one of its conditions does. `all` rings when a filing brings about at least one of its
conditions and everything else holds: by the same filing, or as a level known by now. `not` stands inside
`all`, for nothing rings because something is not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial

from tocsin.model import Answer, Fact, Reading, Verdict
from tocsin.rules.condition import Condition, Sees
from tocsin.rules.history import History

Conditions = tuple[Condition, ...]


def any_of(conditions: Conditions) -> Condition:
    """What rings when one of the conditions does."""
    levels = all(one.holds for one in conditions)
    return Condition(
        {"any": [one.meaning for one in conditions]},
        partial(_decide_any, conditions),
        all_forms(conditions),
        partial(_any_holds, conditions) if levels else None,
        sees=all_see(conditions),
        hears=all_hear(conditions),
        market=all(one.market for one in conditions),
    )


def all_of(conditions: Conditions) -> Condition:
    """What rings when a filing brings about one of the conditions and all the others hold."""
    levels = all(one.holds for one in conditions)
    return Condition(
        {"all": [one.meaning for one in conditions]},
        partial(_decide_all, conditions),
        all_forms([one for one in conditions if not one.negated]),
        partial(_all_hold, conditions) if levels else None,
        sees=all_see(conditions),
        hears=all_hear([one for one in conditions if not one.negated]),
        market=all(one.market for one in conditions),
    )


def not_(condition: Condition) -> Condition:
    """What holds where the other does not."""
    return Condition(
        {"not": condition.meaning},
        partial(_decide_not, condition),
        None,
        partial(_not_holds, condition) if condition.holds else None,
        negated=True,
        sees=condition.sees,
        market=condition.market,
    )


def merged(verdicts: Sequence[Verdict], answer: Answer) -> Verdict:
    """One verdict of several: their reasons and figures one after the other, and the first subject."""
    first = next((one for one in verdicts if one.subject is not None), None)
    subject = first.subject if first else None
    evidence: dict[Fact, None] = {}
    for one in verdicts:
        if one.subject is not None and one is not first:
            evidence[one.subject] = None
        evidence.update(dict.fromkeys(one.evidence))
    return Verdict(
        answer,
        "; and ".join(dict.fromkeys(one.reason for one in verdicts)),
        tuple(saw for one in verdicts for saw in one.saw),
        subject,
        first.of_holding if first else None,
        tuple(evidence),
    )


def all_see(conditions: Conditions) -> Sees | None:
    """What any of the conditions lacks; None where none ever does."""
    seeing = tuple(one.sees for one in conditions if one.sees is not None)
    return partial(_lacks, seeing) if seeing else None


def _lacks(seeing: tuple[Sees, ...], issuer_cik: str, history: History, now: dt.datetime) -> str | None:
    found = (sees(issuer_cik, history, now) for sees in seeing)
    return "; ".join(dict.fromkeys(why for why in found if why is not None)) or None


def all_forms(conditions: Sequence[Condition]) -> frozenset[str] | None:
    """The forms that one of the conditions can ring on; None where any may."""
    forms: set[str] = set()
    for one in conditions:
        if one.forms is None:
            return None
        forms |= one.forms
    return frozenset(forms)


def all_hear(conditions: Sequence[Condition]) -> frozenset[str]:
    """The forms of the bulletins that one of the conditions can ring on."""
    return frozenset[str]().union(*(one.hears for one in conditions))


def _of(answer: Answer, verdicts: Sequence[Verdict]) -> list[Verdict]:
    return [one for one in verdicts if one.answer is answer]


def _so(condition: Condition, reading: Reading, history: History) -> Verdict:
    """Whether a condition holds now: this filing brought it about, or it was so already."""
    verdict = condition.decide(reading, history)
    if verdict.answer is Answer.SILENT and condition.holds is not None:
        return condition.holds(reading, history)
    return verdict


# --- any ------------------------------------------------------------------------------------------------


def _decide_any(conditions: Conditions, reading: Reading, history: History) -> Verdict:
    return _any([one.decide(reading, history) for one in conditions])


def _any_holds(conditions: Conditions, reading: Reading, history: History) -> Verdict:
    return _any([one.holds(reading, history) for one in conditions if one.holds])


def _any(verdicts: Sequence[Verdict]) -> Verdict:
    for answer in (Answer.FIRES, Answer.UNDECIDED):
        if found := _of(answer, verdicts):
            return merged(found, answer)
    return merged(verdicts, Answer.SILENT)


# --- all ------------------------------------------------------------------------------------------------


def _decide_all(conditions: Conditions, reading: Reading, history: History) -> Verdict:
    events = [(one, one.decide(reading, history)) for one in conditions if not one.negated]
    if all(verdict.answer is Answer.SILENT for _, verdict in events):
        return merged([verdict for _, verdict in events], Answer.SILENT)
    verdicts = [
        one.holds(reading, history) if verdict.answer is Answer.SILENT and one.holds else verdict
        for one, verdict in events
    ]
    verdicts += [one.decide(reading, history) for one in conditions if one.negated]
    return _all(verdicts)


def _all_hold(conditions: Conditions, reading: Reading, history: History) -> Verdict:
    return _all([one.holds(reading, history) for one in conditions if one.holds])


def _all(verdicts: Sequence[Verdict]) -> Verdict:
    """One that is silent decides; else one that is not known leaves it open."""
    for answer in (Answer.SILENT, Answer.UNDECIDED):
        if found := _of(answer, verdicts):
            return merged(found, answer)
    return merged(verdicts, Answer.FIRES)


# --- not ------------------------------------------------------------------------------------------------


def _decide_not(condition: Condition, reading: Reading, history: History) -> Verdict:
    return _turned(_so(condition, reading, history))


def _not_holds(condition: Condition, reading: Reading, history: History) -> Verdict:
    return _turned(condition.holds(reading, history) if condition.holds else _so(condition, reading, history))


def _turned(verdict: Verdict) -> Verdict:
    match verdict.answer:
        case Answer.FIRES:
            return Verdict(Answer.SILENT, f"it is so: {verdict.reason}", verdict.saw)
        case Answer.SILENT:
            return Verdict(Answer.FIRES, f"not so: {verdict.reason}", verdict.saw)
    return verdict
