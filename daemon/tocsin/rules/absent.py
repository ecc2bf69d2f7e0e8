"""The condition `absent`: something expected that did not come, such as a 10-Q that is overdue.

It rings by the clock and not on a filing: once, when the last filing of the form is longer ago than `within`,
and again only after another one came. Inside `all` it is a level, as of the filing at hand.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Annotated, ClassVar

from pydantic import Field

from tocsin.model import Answer, FilingFact, Reading, Saw, Verdict
from tocsin.rules.condition import Condition
from tocsin.rules.days import parse_span
from tocsin.rules.filing import parse_form
from tocsin.rules.history import Filed, History
from tocsin.rules.spans import day_words
from tocsin.yamltext import Section, from_text

_EVER = dt.datetime(1993, 1, 1, tzinfo=dt.UTC)  # EDGAR's first year


class AbsentKeys(Section):
    """A form that did not come for so long. Both keys are needed.

    A 10-Q comes every quarter but the fourth, so `within` should be more than the half year that a 10-K
    stands between two of them; a report of either kind counts when `form` is 10-Q.
    """

    EXAMPLE: ClassVar[str] = "{form: 10-Q, within: 135d}"

    form: Annotated[str, from_text(parse_form)] = Field(
        description="The form that is expected; for 10-Q a 10-K counts too.", examples=["10-Q"]
    )
    within: Annotated[int, from_text(partial(parse_span, key="within"))] = Field(
        description="How long the last one may be ago.", examples=["135d"]
    )

    @property
    def counting(self) -> frozenset[str]:
        """The forms that end the wait: a fiscal year's last quarter is told by a 10-K."""
        return (
            frozenset({"10-Q", "10-K", "10-QT", "10-KT"})
            if self.form in ("10-Q", "10-K")
            else frozenset({self.form})
        )


def waits(keys: AbsentKeys, issuer_cik: str, history: History, now: dt.datetime) -> Verdict:
    """Whether it is absent now. The subject is the last filing of the form."""
    counting = keys.counting
    came = [one for one in history.filed(issuer_cik, _EVER) if one.form in counting]
    if not came:
        return Verdict(Answer.UNDECIDED, f"no {keys.form} of this issuer was ever read")
    last = max(came, key=lambda one: one.known)
    days = (now - last.known).days
    late = now - last.known > dt.timedelta(days=keys.within)
    shown = f"{days} days ago, on {day_words(last.known.date())}"
    saw = (Saw(f"last {last.form}", str(days), f"within {keys.within}d", late, shown),)
    if not late:
        return Verdict(Answer.SILENT, f"the last {last.form} came {shown}", saw)
    reason = f"no {keys.form} for {days} days: the last {last.form} came on {day_words(last.known.date())} (within {keys.within}d)"
    return Verdict(Answer.FIRES, reason, saw, _filing(last))


def _filing(last: Filed) -> FilingFact:
    reading, _ = last.read()
    return reading.filing


def _decide(keys: AbsentKeys, _reading: Reading, _history: History) -> Verdict:
    return Verdict(Answer.SILENT, f"a {keys.form} that does not come rings by the clock, on no filing")


def _holds(keys: AbsentKeys, reading: Reading, history: History) -> Verdict:
    now = reading.filing.accepted
    if now is None:
        return Verdict(Answer.UNDECIDED, "when this became public is not known")
    if reading.filing.form in keys.counting:
        return Verdict(Answer.SILENT, f"this is a {reading.filing.form}")
    return waits(keys, reading.filing.issuer.cik, history, now)


def compile_keys(keys: AbsentKeys) -> Condition:
    meaning = {"absent": {"form": keys.form, "within": f"{keys.within}d"}}
    return Condition(
        meaning, partial(_decide, keys), frozenset(), partial(_holds, keys), waits=partial(waits, keys)
    )
