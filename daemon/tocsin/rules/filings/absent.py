"""The condition `absent`: something expected that did not come, such as a 10-Q that is overdue, or a launch.

It rings by the clock and not on a filing: once, when the last filing of the form, or the last headline of the kind,
is longer ago than `within`, and again only after another one came. Inside `all` it is a level, as of what is at hand.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from tocsin.model import Answer, FilingFact, Reading, Saw, Verdict
from tocsin.rules.condition import Condition
from tocsin.rules.days import parse_span
from tocsin.rules.filings.filing import parse_form
from tocsin.rules.filings.missing import is_one, lacks, missing
from tocsin.rules.history import Filed, History
from tocsin.rules.spans import day_words
from tocsin.rules.told.titles import TitleKeys, Titles
from tocsin.yamltext import Section, from_text

_EVER = dt.datetime(1993, 1, 1, tzinfo=dt.UTC)  # EDGAR's first year


class AbsentKeys(Section):
    """What did not come for so long: a form, or a headline of a kind. One of the two is needed, and `within`.

    A 10-Q comes every quarter but the fourth, so `within` should be more than the half year that a 10-K
    stands between two of them; a report of either kind counts when `form` is 10-Q.
    """

    EXAMPLE: ClassVar[str] = "{form: 10-Q, within: 135d}"

    form: Annotated[str | None, from_text(parse_form)] = Field(
        None, description="The form that is expected; for 10-Q a 10-K counts too.", examples=["10-Q"]
    )
    headline: TitleKeys | None = Field(
        None,
        description="The headline that is expected: phrases of its title, and who tells it. Counted from the last "
        "one that was told.",
        examples=["{any_of: [launch, unveils]}"],
    )
    within: Annotated[int, from_text(partial(parse_span, key="within"))] = Field(
        description="How long the last one may be ago.", examples=["135d"]
    )

    @model_validator(mode="after")
    def _one(self) -> AbsentKeys:
        if self.form is not None and self.headline is not None:
            raise ValueError("absent waits for one thing: give form and headline a rule each")
        if self.form is None and self.headline is None:
            raise ValueError(
                "what is expected is missing: give it form: 10-Q or headline: {any_of: [launch]}"
            )
        return self

    @property
    def counting(self) -> frozenset[str]:
        """The forms that end the wait: a fiscal year's last quarter is told by a 10-K."""
        if self.form is None:
            return frozenset()
        if self.form in ("10-Q", "10-K"):
            return frozenset({"10-Q", "10-K", "10-QT", "10-KT"})
        return frozenset({self.form})

    def meaning(self) -> dict[str, Any]:
        """What is asked, the same however it was written; what is not asked is left out."""
        form = {} if self.form is None else {"form": self.form}
        headline = {} if self.headline is None else {"headline": self.headline.titles()}
        return {**form, **headline, "within": f"{self.within}d"}


# --- a form -----------------------------------------------------------------------------------------------


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


def _holds(keys: AbsentKeys, reading: Reading, history: History) -> Verdict:
    now = reading.head.accepted
    if now is None:
        return Verdict(Answer.UNDECIDED, "when this became public is not known")
    if reading.form in keys.counting:
        return Verdict(Answer.SILENT, f"this is a {reading.form}")
    return waits(keys, reading.issuer.cik, history, now)


# --- a headline -------------------------------------------------------------------------------------------


def _headline_holds(titles: Titles, within: int, reading: Reading, history: History) -> Verdict:
    now = reading.head.accepted
    if now is None:
        return Verdict(Answer.UNDECIDED, "when this became public is not known")
    if is_one(titles, reading):
        return Verdict(Answer.SILENT, "this is one")
    return missing(titles, within, reading.issuer.cik, history, now)


def _decide(what: str, _reading: Reading, _history: History) -> Verdict:
    return Verdict(Answer.SILENT, f"a {what} that does not come rings by the clock, on no filing")


def compile_keys(keys: AbsentKeys) -> Condition:
    meaning, decide = {"absent": keys.meaning()}, partial(_decide, keys.form or "headline")
    if keys.headline is None:
        return Condition(meaning, decide, frozenset(), partial(_holds, keys), waits=partial(waits, keys))
    titles = Titles.of(keys.headline)
    return Condition(
        meaning,
        decide,
        frozenset(),
        partial(_headline_holds, titles, keys.within),
        waits=partial(missing, titles, keys.within),
        sees=partial(lacks, titles),
    )
