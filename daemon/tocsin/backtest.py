"""`tocsin backtest`: what the rules would have rung over the history that the state holds."""

from __future__ import annotations

import datetime as dt
import gc
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from functools import lru_cache, partial
from heapq import merge
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tocsin import facts
from tocsin.abreast import shares, side_by_side
from tocsin.clock import EASTERN, Clock
from tocsin.lookback import INSTANT, Backtest, Past, Step, Told, look_back, never, no_bar
from tocsin.rules import BoundRules
from tocsin.rules.english import often
from tocsin.state import State

_LONG = 2_000  # filings; below that another process costs more than it brings
_MOST_PROCESSES = 8
_WORDS_KEPT = 32  # filings: 15 months of an issuer's reports
_STEPS = 100  # filings to a movement of the bar
# What stands in the meaning of a rule that looks at words, or at figures.
_WORDS, _FIGURES = '"mention":', '"metric":'


def backtest(
    rules: BoundRules,
    state: State,
    *,
    now: dt.datetime,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    step: Step = no_bar,
    enough: Callable[[], bool] = never,
    processes: int | None = None,
) -> Backtest:
    """Holds the rules against all that the state knows, and tells what rang from `since` to `until`.

    Without them: from the first filing that was known, to `now`. `step` hears how many filings were looked at,
    and of how many; `enough` is asked now and then, and gives up where it says so. Without `processes` a long
    past is gone through by as many as there are processors.
    """
    issuers = {*state.facts.issuers(), *state.bulletins.issuers()}
    if "" in issuers:  # what is told of the market can ring for a company of which nothing else is known
        issuers |= {cik for _, ciks in rules.of_market for cik in ciks}
    known = {cik: state.known_of(cik) for cik in sorted(issuers) if rules.for_issuer(cik)}
    first = min((told[0] for told in known.values() if told), default=now)
    # The end is no part of a period, and what is known now is a part of the past.
    ends = now + INSTANT if until is None or until > now else until
    period = (max(since or first, first), ends)
    unread = state.filings.unread(facts.FORMS, *period)
    sizes = {cik: len(told) for cik, told in known.items()}
    total = sum(sizes.values())
    if processes is None:
        processes = min(len(os.sched_getaffinity(0)), _MOST_PROCESSES) if total >= _LONG else 1
    if processes == 1 or not total:
        pasts = (_past(state, cik, rules) for cik in known)
        with _uncollected():
            told = look_back(rules, pasts, period, total=total, step=step, enough=enough)
        return replace(told, unread=unread)

    def of_part(part: Iterable[str], step: Step, enough: Callable[[], bool]) -> Backtest:
        own = state.again()
        with _uncollected():
            return look_back(
                rules, (_past(own, cik, rules) for cik in part), period, step=step, enough=enough
            )

    told = side_by_side(of_part, shares(sizes, processes), total, step, enough)
    return replace(told, unread=unread)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector, which takes a fifth of the time: readings are no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _past(state: State, cik: str, rules: BoundRules) -> Past:
    """What the rules that watch an issuer look at: figures and words are many."""
    meanings = [rule.meaning for rule in rules.for_issuer(cik)]
    figures = any(_FIGURES in meaning for meaning in meanings)
    words = any(_WORDS in meaning for meaning in meanings)
    told = [_read(state, cik, words), _heard(state, cik)]
    if cik and any("rate" in rule.looks_at for rule in rules.for_issuer(cik)):
        told.append(_heard(state, ""))
    return Past(
        cik, merge(*told, key=lambda one: one.known), state.facts.company_facts_of(cik) if figures else ()
    )


def _read(state: State, cik: str, words: bool) -> Iterator[Told]:
    with_words = state.texts.filings_of(cik) if words else set()
    # The same objects for the same words: what was made of one is found again by identity.
    said = lru_cache(maxsize=_WORDS_KEPT)(state.texts.of)
    for reading, known in state.facts.readings_of(cik):
        accession = reading.filing.accession
        if accession in with_words:
            prose = partial(said, accession)
            yield Told(replace(reading, prose=prose()), known, prose)
        else:
            yield Told(reading, known)


def _heard(state: State, cik: str) -> Iterator[Told]:
    for stored, replaced in state.bulletins.of(cik):
        yield Told(stored.reading, stored.known, replaces=replaced)


def how_often(
    rules: BoundRules, state: State, *, clock: Clock, seconds: float, span: dt.timedelta | None = None
) -> dict[str, str]:
    """How often each rule would have rung over the history of the state (or its last `span`), in words:
    `about 3 a month over 400 days`.

    After so many seconds it gives up, and says so of every rule; of an empty state there is nothing to say.
    """
    now, ends = clock.now(), clock.monotonic() + seconds
    since = None if span is None else now - span
    told = backtest(rules, state, now=now, since=since, enough=lambda: clock.monotonic() > ends)
    if told.out_of_time:
        return dict.fromkeys(told.counts, f"how often is not known: looking back took over {seconds:g} s")
    if not told.filings:
        return {}
    return {rule: often(count.alerts, told.span) for rule, count in told.counts.items()}


# --- what is printed -----------------------------------------------------------------------------------


def as_json(told: Backtest) -> Iterator[dict[str, Any]]:
    """A line for each alert, then the summary."""
    for one in told.rung:
        yield {
            "rule": one.rule,
            "issuer": asdict(one.issuer),
            "accession": one.accession,
            "at": one.at.isoformat(),
            "reason": one.reason,
        }
    yield {
        "summary": {
            rule: {
                "alerts": count.alerts,
                "per_week": told.per_week(rule),
                "joined": count.joined,
                "silenced": count.silenced,
                "undecided": count.undecided,
            }
            for rule, count in told.counts.items()
        },
        "since": told.since.isoformat(),
        "until": told.until.isoformat(),
        "filings": told.filings,
        "unread": told.unread,
    }


def in_words(told: Backtest) -> Iterator[str]:
    """The alerts, a table of the rules, and the loudest issuers."""
    for one in told.rung:
        name = one.issuer.symbol or one.issuer.name
        yield f"{one.at.astimezone(EASTERN):%Y-%m-%d %H:%M} ET  {one.rule}  {name}: {one.reason}"
    if told.rung:
        yield ""
    head = ("rule", "alerts", "a week", "in threads", "in cooldown", "undecided")
    rows = [
        (rule, count.alerts, f"{told.per_week(rule):g}", count.joined, count.silenced, count.undecided)
        for rule, count in sorted(told.counts.items(), key=lambda one: (-one[1].alerts, one[0]))
    ]
    yield from _table([head, *(tuple(map(str, row)) for row in rows)])
    if loudest := told.loudest():
        yield ""
        yield "loudest: " + ", ".join(f"{issuer.symbol or issuer.name} {count}" for issuer, count in loudest)
    since, until = (moment.astimezone(EASTERN).date() for moment in (told.since, told.until))
    yield f"{told.filings:,} filings from {since} to {until}"
    if told.unread:
        yield f"{told.unread:,} more are known of and were never read: `tocsin backfill` reads them"


def _table(lines: list[tuple[str, ...]]) -> Iterator[str]:
    """The first column to the left, figures to the right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for first, *rest in lines:
        cells = [
            first.ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)),
        ]
        yield "  ".join(cells).rstrip()


@contextmanager
def bar() -> Iterator[Step]:
    """A progress bar on stderr, where that is a terminal; hand what it gives to `backtest`."""
    console = Console(stderr=True)
    columns = (TextColumn("looking back"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as shown:
        task = shown.add_task("", total=None)

        def step(done: int, total: int) -> None:
            if done % _STEPS == 0 or done == total:
                shown.update(task, completed=done, total=total)

        yield step
