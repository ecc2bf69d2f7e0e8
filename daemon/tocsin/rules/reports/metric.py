"""The condition `metric`: the level of a figure of a financial report, or its change.

A level rings when it becomes true, a change with each new report. Whatever is not known, or not built of
the same parts, leaves the rule undecided, with the reason.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Annotated, Any, ClassVar

from pydantic import Field, ValidationInfo, field_validator, model_validator

from tocsin.model import Answer, Reading, Verdict
from tocsin.rules.condition import Condition
from tocsin.rules.history import History
from tocsin.rules.interval import all_of
from tocsin.rules.reports import expression
from tocsin.rules.reports.asked import Level, Versus, Way, parse_change, parse_floor, parse_level
from tocsin.rules.reports.derived import Over, is_flow, split
from tocsin.rules.reports.expression import Tree, figure, names
from tocsin.rules.reports.outcome import Outcome, change_outcome, level_outcome
from tocsin.rules.reports.reckoned import reckon, title
from tocsin.rules.reports.report import Report, last_report, report_of, restated, why_no_news
from tocsin.rules.spans import day_words, months_before, near
from tocsin.rules.threshold import Threshold
from tocsin.yamltext import Section, choice, from_text

REPORTS = ("10-Q", "10-K", "10-QT", "10-KT", "20-F", "40-F")
RELEASES = ("8-K", "6-K")
FORMS = frozenset(form + amended for form in (*REPORTS, *RELEASES) for amended in ("", "/A"))

_LOOK_BACK = dt.timedelta(days=400)  # a report came within it, or none is to be expected

NOTHING_RESTATED = "nothing that this rule looks at was restated"


def _text(text: str) -> str:
    return " ".join(text.split())


class MetricKeys(Section):
    """A figure, or arithmetic on figures, and what is asked of it."""

    EXAMPLE: ClassVar[str] = "{name: total_debt, rises: over 25%}"

    name: Annotated[Tree, from_text(expression.parse)]
    versus: Annotated[Versus, from_text(choice({str(word): word for word in Versus}))] = (
        Versus.PREVIOUS_QUARTER
    )
    level: Annotated[Level | None, from_text(_text)] = Field(None, alias="is")
    rises: Annotated[Threshold | None, from_text(_text)] = None
    falls: Annotated[Threshold | None, from_text(_text)] = None
    moves: Annotated[Threshold | None, from_text(_text)] = None
    by_at_least: Annotated[Threshold | None, from_text(_text)] = None

    # Thresholds are in the unit of the figure, so they are read once `name` is.

    @field_validator("level", mode="after")
    @classmethod
    def _read_level(cls, text: Any, given: ValidationInfo) -> Level | None:
        tree = given.data.get("name")
        return None if tree is None else parse_level(text, tree)

    @field_validator("rises", "falls", "moves", mode="after")
    @classmethod
    def _read_change(cls, text: Any, given: ValidationInfo) -> Threshold | None:
        way = Way(given.field_name or "")
        for other in Way:
            if given.data.get(other) is not None:
                raise ValueError(f"{other} is there already: one of rises, falls and moves is enough")
        tree = given.data.get("name")
        if tree is None:
            return None
        growing = next((name for name in names(tree) if split(name)[1] is Over.YEAR_TO_DATE), None)
        if growing is not None and given.data.get("versus") not in (None, Versus.YEAR_AGO):
            raise ValueError(
                f"{growing} grows with each quarter of its year: "
                f"add versus: year_ago, or name {split(growing)[0]}"
            )
        return parse_change(text, tree, way)

    @field_validator("by_at_least", mode="after")
    @classmethod
    def _read_floor(cls, text: Any, given: ValidationInfo) -> Threshold | None:
        if all(way in given.data and given.data[way] is None for way in Way):
            raise ValueError("by_at_least goes with rises, falls or moves")
        tree = given.data.get("name")
        return None if tree is None else parse_floor(text, tree)

    @model_validator(mode="after")
    def _asks(self) -> MetricKeys:
        if self.change is None:
            if "versus" in self.model_fields_set:
                raise ValueError("versus goes with rises, falls or moves")
            if self.level is None:
                raise ValueError("nothing is asked of the figure: give it is, rises, falls or moves")
        return self

    @property
    def change(self) -> tuple[Way, Threshold] | None:
        asked = ((Way.RISES, self.rises), (Way.FALLS, self.falls), (Way.MOVES, self.moves))
        return next(((way, threshold) for way, threshold in asked if threshold is not None), None)

    @property
    def trees(self) -> tuple[Tree, ...]:
        """All that it looks at, at the day of the report."""
        other = self.level.limit if self.level is not None else None
        return (self.name,) if other is None or isinstance(other, Threshold) else (self.name, other)

    def meaning(self) -> dict[str, str]:
        """What is asked, the same however it was written; what is not asked is left out."""
        asked = {
            "name": self.name,
            "is": self.level,
            **{str(way): getattr(self, way) for way in Way},
            "by_at_least": self.by_at_least,
            "versus": self.versus if self.change else None,
        }
        return {key: str(asked_for) for key, asked_for in asked.items() if asked_for is not None}


def decide(keys: MetricKeys, reading: Reading, history: History) -> Verdict:
    """Whether the report that a filing is meets the keys."""
    form = reading.filing.form
    base, amends = form.removesuffix("/A"), form.endswith("/A")
    if base not in REPORTS and base not in RELEASES:
        return Verdict(Answer.SILENT, f"form {form} is no financial report")
    told = [metric for metric in reading.metrics if metric.end is not None]
    known = [metric for metric in told if metric.value is not None]
    end = max((metric.end for metric in known or told if metric.end is not None), default=None)
    if end is None:
        if amends:
            return Verdict(Answer.SILENT, NOTHING_RESTATED)
        if base in RELEASES:
            return Verdict(Answer.SILENT, f"form {form} gives no figures")
        return Verdict(Answer.UNDECIDED, f"no figures could be read in the {form}")
    report = report_of(keys.trees, reading, history, end)
    if base in RELEASES and (silent := why_no_news(keys.trees, report, known)):
        return Verdict(Answer.SILENT, silent)
    changes = restated(keys.trees, keys.versus if keys.change else None, report) if amends else []
    if amends and report.told_before and not changes:
        return Verdict(Answer.SILENT, NOTHING_RESTATED)
    return _judged(keys, report, "".join(f"{change}; " for change in changes))


def holds(keys: MetricKeys, reading: Reading, history: History) -> Verdict:
    """Whether it is so by the last report known, which the filing at hand may be."""
    report = last_report(keys.trees, reading.issuer.cik, history, reading)
    if report is None:
        return Verdict(Answer.UNDECIDED, f"{title(keys.name)} is not known: no report was read")
    return _judged(keys, report, "", event=False)


def _judged(keys: MetricKeys, report: Report, preface: str, *, event: bool = True) -> Verdict:
    now = reckon(keys.name, report.now, report.end)
    outcomes: list[Outcome] = []
    if keys.level is not None:
        outcomes.append(level_outcome(keys.level, now, report.now))
    if keys.change is not None:
        way, threshold = keys.change
        then = report.earlier(keys.versus, now)
        outcomes.append(change_outcome(way, threshold, keys.by_at_least, now, then))
    saw = tuple(saw for outcome in outcomes for saw in outcome.saw)
    subject = now.metric if now.metric.value is not None else None
    evidence = tuple(metric for outcome in outcomes for metric in outcome.evidence)
    answer = all_of(outcome.holds for outcome in outcomes)
    if answer is True:
        if event and keys.level is not None and keys.change is None:
            since = _already(keys.level, keys.name, report)
            if since is not None:
                return Verdict(Answer.SILENT, since, saw, subject, evidence=evidence)
        reason = preface + "; ".join(outcome.reason for outcome in outcomes)
        return Verdict(Answer.FIRES, reason, saw, subject, evidence=evidence)
    reason = next(outcome.reason for outcome in outcomes if outcome.holds is answer)
    verdict = Answer.SILENT if answer is False else Answer.UNDECIDED
    return Verdict(verdict, preface + reason, saw, subject, evidence=evidence)


def _already(level: Level, tree: Tree, report: Report) -> str | None:
    """That the level was true on the report before, by what was known then. For an amendment that is the
    report it amends."""
    if report.amends:
        original = level_outcome(level, reckon(tree, report.before, report.end), report.before)
        if original.holds is not None:
            said = f"was so already on {day_words(report.end)}, before it was restated"
            return said if original.holds else None
    end = report.then(Versus.PREVIOUS_QUARTER, tree, report.before)
    earlier = level_outcome(level, reckon(tree, report.before, end), report.before)
    return f"was so already on {day_words(end)}" if earlier.holds else None


def compile_keys(keys: MetricKeys) -> Condition:
    return Condition(
        {"metric": keys.meaning()},
        partial(decide, keys),
        FORMS,
        partial(holds, keys),
        sees=partial(_sees, keys),
    )


def _sees(keys: MetricKeys, issuer_cik: str, history: History, now: dt.datetime) -> str | None:
    """What of the last report, and of what the next one will be held against, is not known."""
    absent = _told_absent(keys, issuer_cik, history, now)
    report = last_report(keys.trees, issuer_cik, history)
    if report is None:
        flows = any(is_flow(name) for tree in keys.trees for name in names(tree))
        unknown = "no earlier 10-Q or 10-K with its figures is known" if keys.change or flows else None
        return absent or unknown
    looked_at = [reckon(tree, report.now, report.end) for tree in keys.trees]
    if keys.change is not None and keys.versus is not Versus.PREVIOUS_QUARTER:
        looked_at.append(reckon(keys.name, report.now, _held_against_next(keys.versus, keys.name, report)))
    why = next((one.why for one in looked_at if one.metric.value is None), None)
    return why and (absent or why)


def _told_absent(keys: MetricKeys, issuer_cik: str, history: History, now: dt.datetime) -> str | None:
    """Which of the figures the last report does not have, in the words of its reader: a bank's debt."""
    filed = [one for one in history.filed(issuer_cik, now - _LOOK_BACK) if one.form in REPORTS]
    if not filed:
        return None
    reading, _ = max(filed, key=lambda one: one.known).read()
    asked = {name for tree in keys.trees for name in names(tree)}
    return next(
        (
            f"{title(figure(one.name))} is absent from the last {reading.filing.form}: {one.note}"
            for one in reading.metrics
            if one.name in asked and one.value is None and one.note
        ),
        None,
    )


def _held_against_next(versus: Versus, tree: Tree, report: Report) -> dt.date:
    """The day that the report after the last one, a quarter later, will be held against."""
    calendar = report.now.calendar
    if versus is Versus.YEAR_AGO:
        nine_months_ago = months_before(report.end, 9)
        ends = calendar.ends(names(tree))
        return min((end for end in ends if near(end, nine_months_ago)), default=nine_months_ago)
    ended = any(year.end == report.end for name in calendar.reported.names for year in calendar.years(name))
    return report.end if ended else calendar.year_end_before(report.end)
