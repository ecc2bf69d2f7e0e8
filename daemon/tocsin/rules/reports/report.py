"""A filing as a financial report: what is known with it, what was known before it, and what of it is news."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from tocsin.model import Metric, Reading
from tocsin.rules.history import History
from tocsin.rules.reports.asked import Versus
from tocsin.rules.reports.comparable import confirms, is_press_release, other_parts
from tocsin.rules.reports.derived import Over, split
from tocsin.rules.reports.expression import Tree, figure, names
from tocsin.rules.reports.quarters import Quarters
from tocsin.rules.reports.reckoned import Reckoned, money, other_basis, reckon, title
from tocsin.rules.spans import day_words

# They tell where a fiscal year begins, whatever figure is asked for.
_YEARLY = ("net_income", "net_income_ytd", "operating_cash_flow", "operating_cash_flow_ytd")


@dataclass(frozen=True, slots=True)
class Report:
    """`end` is what it reports to. `now` is all that is known with it, `own` what it tells by itself, `before`
    what was known without it; `told_before` that this was enough for its own period."""

    end: dt.date
    amends: bool
    now: Quarters
    own: Quarters
    before: Quarters
    told_before: bool

    def earlier(self, versus: Versus, now: Reckoned) -> Reckoned:
        """The same figure earlier: as all reports tell it, else as this one does in its own columns (a press
        release names its lines as it likes, the same in both)."""
        end = self.then(versus, now.tree, self.now)
        told = reckon(now.tree, self.now, end)
        if told.metric.value is not None and other_basis(now, told) is None:
            return told
        own = reckon(now.tree, self.own, end)
        return told if own.metric.value is None else own

    def then(self, versus: Versus, tree: Tree, quarters: Quarters) -> dt.date:
        calendar = quarters.calendar
        match versus:
            case Versus.PREVIOUS_QUARTER:
                return calendar.quarter_before(names(tree), self.end)
            case Versus.YEAR_AGO:
                return calendar.year_before(names(tree), self.end)
        return calendar.year_end_before(self.end)


def report_of(trees: tuple[Tree, ...], reading: Reading, history: History, end: dt.date) -> Report:
    """An amendment changes what it restates and leaves the rest standing; any other report stands for
    its own period, and what was known of that before (a press release) does not fill its gaps."""
    own, amends = reading.metrics, reading.filing.form.endswith("/A")
    asked = _asked(trees)
    bases = {split(name)[0] for name in asked}
    wanted = {*bases, *(f"{name}{Over.YEAR_TO_DATE}" for name in bases), *_YEARLY}
    accession = reading.filing.accession
    past = [
        metric
        for metric in history.metrics(reading.filing.issuer.cik, sorted(wanted))
        if accession is None or metric.accession != accession
    ]
    kept = past if amends else [metric for metric in past if metric.end != end]
    before = Quarters(past)
    told_before = all(before.figure(name, end).value is not None for name in asked)
    return Report(end, amends, Quarters((*kept, *own)), Quarters(own), before, told_before)


def last_report(
    trees: tuple[Tree, ...], issuer_cik: str, history: History, reading: Reading | None = None
) -> Report | None:
    """What is known by now, with the filing at hand where there is one, as of the last day that any report told
    these figures of; None where none did."""
    asked = _asked(trees)
    bases = {split(name)[0] for name in asked}
    wanted = {*bases, *(f"{name}{Over.YEAR_TO_DATE}" for name in bases), *_YEARLY}
    known = list(history.metrics(issuer_cik, sorted(wanted)))
    if reading is not None:
        accession = reading.head.accession
        known = [metric for metric in known if accession is None or metric.accession != accession]
        known += [metric for metric in reading.metrics if metric.name in wanted and metric.value is not None]
    end = max((metric.end for metric in known if metric.end is not None), default=None)
    if end is None:
        return None
    quarters = Quarters(known)
    return Report(end, False, quarters, Quarters(()), quarters, told_before=True)


def why_no_news(trees: tuple[Tree, ...], report: Report, own: Iterable[Metric]) -> str | None:
    """Why a press release tells nothing: it does not give the figure, or the report was there before it."""
    now = [report.now.figure(name, report.end) for name in _asked(trees)]
    given = {split(metric.name)[0] for metric in own if metric.end == report.end}
    missing = next((metric for metric in now if metric.value is None), None)
    if missing is not None and split(missing.name)[0] not in given:
        return f"it does not give {missing.name} to {day_words(report.end)}"
    before = [report.before.figure(metric.name, report.end) for metric in now]
    reported = all(earlier.value is not None and not is_press_release(earlier) for earlier in before)
    pairs = zip(now, before, strict=True)
    if reported and all(confirms(release, earlier) is True for release, earlier in pairs):
        return f"the {before[0].form} told this before"
    return None


def restated(trees: tuple[Tree, ...], versus: Versus | None, report: Report) -> list[str]:
    """What an amendment changes of the figures that a rule looks at: now, and what the first is held against.

    A figure that was got otherwise before (by the concepts of companyfacts, say) may only seem to differ.
    """
    ends = {report.end: _asked(trees)}
    if versus is not None:
        ends[report.then(versus, trees[0], report.now)] = names(trees[0])
    changes = []
    for end, asked in ends.items():
        for name in asked:
            now, before = report.now.figure(name, end), report.before.figure(name, end)
            if now.value is None or before.value is None or now.value == before.value:
                continue
            tree = figure(name)
            told = f"{title(tree)} {reckon(tree, report.now, end).when} is {money(now.value, now.unit)}"
            if other_parts(now, before) is None:
                changes.append(f"restated: {told}, was {money(before.value, before.unit)}")
            else:
                changes.append(f"{told}, and was put together otherwise before")
    return changes


def _asked(trees: tuple[Tree, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for tree in trees for name in names(tree)))
