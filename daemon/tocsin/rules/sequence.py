"""`sequence`: one thing after another, by the time each became public.

The filing or bulletin at hand must bring about the last step; the steps before it must each have been brought about by an
earlier filing or bulletin of the issuer, in their order, the first of them not longer than `within` ago. Each earlier
filing is held against its step with what was known then, so that a look back sees no future.
"""

from __future__ import annotations

import datetime as dt
from functools import partial

from tocsin.model import FORM_OF, Answer, Reading, Verdict
from tocsin.rules.combined import Conditions, all_see, merged
from tocsin.rules.condition import Condition
from tocsin.rules.history import Filed, History
from tocsin.rules.spans import day_words

_OF_FEEDS = frozenset(FORM_OF.values())


def sequence(steps: Conditions, within: dt.timedelta) -> Condition:
    """What rings when the last step comes about after all the others."""
    meaning = {"within": f"{within.days}d", "steps": [one.meaning for one in steps]}
    decide = partial(_decide, steps, within)
    market = all(one.market for one in steps)
    return Condition(
        {"sequence": meaning},
        decide,
        steps[-1].forms,
        sees=all_see(steps),
        hears=steps[-1].hears,
        market=market,
    )


def _decide(steps: Conditions, within: dt.timedelta, reading: Reading, history: History) -> Verdict:
    last = steps[-1].decide(reading, history)
    if last.answer is Answer.SILENT:
        return last
    now = reading.head.accepted
    if now is None:
        return Verdict(Answer.UNDECIDED, "when this became public is not known", last.saw, last.subject)
    since = now - within
    filed = sorted(history.filed(reading.issuer.cik, since), key=lambda one: one.known)
    # Backwards, each step as late as it can be: whoever takes the latest leaves the most room for those before.
    found: list[tuple[Verdict, Filed]] = []
    before = now
    for number in range(len(steps) - 1, 0, -1):
        told = _latest(steps[number - 1], [one for one in filed if one.known < before])
        if told is None:
            reason = f"step {number} did not come about in the {within.days} days before"
            return Verdict(Answer.SILENT, f"{reason}, though {last.reason}", last.saw)
        found.insert(0, told)
        before = told[1].known
    answers = {last.answer, *(verdict.answer for verdict, _ in found)}
    answer = Answer.UNDECIDED if Answer.UNDECIDED in answers else Answer.FIRES
    whole = merged([last, *(verdict for verdict, _ in found)], answer)
    steps_told = [f"on {day_words(one.known.date())} {verdict.reason}" for verdict, one in found]
    reason = f"{last.reason}; before that, {', then '.join(steps_told)}"
    return Verdict(answer, reason, whole.saw, last.subject, last.of_holding, whole.evidence)


def _can_ring(step: Condition, form: str) -> bool:
    if form in _OF_FEEDS:
        return form in step.hears
    return step.forms is None or form in step.forms


def _latest(step: Condition, filed: list[Filed]) -> tuple[Verdict, Filed] | None:
    """The last filing that brought a step about; one that may have, only where none surely did."""
    maybe = None
    for one in reversed(filed):
        if not _can_ring(step, one.form):
            continue
        reading, history = one.read()
        verdict = step.decide(reading, history)
        if verdict.answer is Answer.FIRES:
            return verdict, one
        if verdict.answer is Answer.UNDECIDED and maybe is None:
            maybe = (verdict, one)
    return maybe
