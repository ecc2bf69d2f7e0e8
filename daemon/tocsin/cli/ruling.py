"""The verbs of whoever writes rules: are they right, what would they say, what do they say of a filing."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import click

from tocsin import adoption, config, replay, report, trial
from tocsin import armed as arming
from tocsin import backtest as looking_back
from tocsin import why as reasons
from tocsin.cli.shared import (
    DONE,
    NOT_SO,
    WRONG,
    as_json,
    bound_rules,
    complain,
    day,
    known_tickers,
    load,
    moment,
    open_state,
    say,
    with_configuration,
    without_configuration,
)
from tocsin.config import Config
from tocsin.errors import Problem, TocsinError, Wrong
from tocsin.feeds.adapters import USABLE, kinds_told
from tocsin.rules import BoundRules
from tocsin.rules.schema import schema as rule_schema
from tocsin.rules.warnings import warnings_of
from tocsin.system_clock import SystemClock

# `check` looks back for so many seconds, and says so when that was not enough.
LOOKS_BACK_FOR = 5.0

_ACCESSION = re.compile(r"\d{10}-\d{2}-\d{6}")
_BULLETIN = re.compile(r"[0-9a-f]{32}")


@click.command()
@with_configuration
def check(file: str | None) -> int:
    """Says everything that is wrong with the configuration and the rules, with its place."""
    path = config.find(file, os.environ)
    problems: list[Problem] = []
    settings: Config | None = None
    try:
        settings = config.load(path, os.environ, USABLE)
        problems += settings.warnings
    except Wrong as wrong:
        problems += wrong.problems
    if path.exists():
        folder = settings.rules if settings else config.rules_folder(path)
        known = known_tickers(settings) if settings else {}
        try:
            rules = adoption.load_folder(folder, settings.receivers if settings else None)
        except Wrong as wrong:
            problems += wrong.problems
        else:
            bound = rules.bind(known)
            # Without the SEC's list nothing can be said of a ticker: `run` and `once` fetch it.
            problems += bound.warnings if known else ()
            problems += warnings_of(rules, SystemClock().now())
            if settings is not None:
                feeds = {feed.name: kinds_told(feed.keys) for feed in settings.feeds}
                problems += arming.unheard(rules, arming.silent_kinds(feeds, ()))
            click.echo(report.rules_in_short(bound, rules.tickers, known))
            for line in report.rules_in_english(rules, _how_often(bound, settings)):
                click.echo(line)
    for problem in sorted(problems):
        complain(str(problem))
    return DONE if all(problem.warning for problem in problems) else WRONG


def _how_often(bound: BoundRules, settings: Config | None) -> dict[str, str]:
    """How often each rule would have rung over what the state knows; nothing where nothing has run yet."""
    state = open_state(settings) if settings else None
    if state is None:
        return {}
    return looking_back.how_often(bound, state, clock=SystemClock(), seconds=LOOKS_BACK_FOR)


@click.command()
@click.argument("what", metavar="ACCESSION|PATH")
@with_configuration
@as_json
def explain(what: str, file: str | None, machine: bool) -> int:
    """What each rule says of a filing in the state (or of a bulletin, by the key that `tocsin why` shows) or of a
    document: fires, silent or undecided, and why."""
    settings = load(file)
    rules, state = bound_rules(settings)
    if _ACCESSION.fullmatch(what) or _BULLETIN.fullmatch(what):
        if state is None:
            raise TocsinError(f"nothing has run with {settings.state} yet: give a document's path")
        verdicts = replay.explain_filing(what, state, rules)
    else:
        verdicts = replay.explain_document(Path(what), state, rules, SystemClock().now())
    for rule, reading, verdict in verdicts:
        if machine:
            say(report.verdict_as_json(rule.id, reading, verdict))
        else:
            click.echo(report.verdict_in_words(rule.id, verdict))
    return DONE


@click.command()
@without_configuration
def schema() -> int:
    """The JSON Schema of the rule files, for editors."""
    click.echo(json.dumps(rule_schema(), indent=2, ensure_ascii=False))
    return DONE


@click.command()
@click.argument("names", nargs=-1, metavar="[RULE…]")
@with_configuration
@as_json
def test(names: tuple[str, ...], file: str | None, machine: bool) -> int:
    """Runs the rules' own examples through the real engine. Exit 1 when one fails."""
    settings = load(file)
    rules = adoption.load_folder(settings.rules, settings.receivers)
    tried = trial.run(rules, names)
    for one in tried:
        if machine:
            say(report.tried_as_json(one))
        else:
            click.echo(f"{'ok  ' if one.green else 'FAIL'} {one}")
    without = trial.lacking(rules, names)
    for problem in without:
        complain(str(problem))
    red = sum(not one.green for one in tried)
    if not machine:
        click.echo(f"{len(tried) - red} of {len(tried)} examples hold")
    return NOT_SO if red else DONE


@click.command()
@click.option(
    "--since", metavar="DATE", help="A day (2026-01-02) or a time ago (90d). [default: all that is known]"
)
@click.option("--until", metavar="DATE", help="The day after the last one. [default: now]")
@with_configuration
@as_json
def backtest(since: str | None, until: str | None, file: str | None, machine: bool) -> int:
    """What the rules would have rung over the state's history, seeing nothing that was not known at the time."""
    settings = load(file)
    rules, state = bound_rules(settings)
    if state is None:
        raise TocsinError(f"nothing has run with {settings.state} yet: there is no history to look back over")
    with looking_back.bar() as step:
        told = looking_back.backtest(
            rules,
            state,
            now=SystemClock().now(),
            since=moment(since) if since else None,
            until=moment(until) if until else None,
            step=step,
        )
    if machine:
        for line in looking_back.as_json(told):
            say(line)
    else:
        for text in looking_back.in_words(told):
            click.echo(text)
    return DONE


@click.command()
@with_configuration
@as_json
def armed(file: str | None, machine: bool) -> int:
    """Each rule and issuer: armed, or blind and why."""
    settings = load(file)
    rules, state = bound_rules(settings)
    feeds = {feed.name: kinds_told(feed.keys) for feed in settings.feeds}
    silent = arming.silent_kinds(feeds, state.lanes.all() if state else ())
    told = list(arming.armed(rules, state, SystemClock().now(), without=silent))
    if machine:
        for line in arming.as_json(told):
            say(line)
    else:
        for text in arming.in_words(told):
            click.echo(text)
    return DONE


@click.command()
@click.argument("name", metavar="TICKER")
@click.option("--on", "on", required=True, metavar="DATE", help="A day such as 2026-05-26, Eastern.")
@with_configuration
@as_json
def why(name: str, on: str, file: str | None, machine: bool) -> int:
    """What was seen of a company on a day, what each rule said then, and what became of each alert."""
    settings = load(file)
    rules, state = bound_rules(settings)
    if state is None:
        raise TocsinError(f"nothing has run with {settings.state} yet")
    issuer = reasons.company(name, state)
    lines = list(reasons.why(issuer, day(on), state, rules))
    if machine:
        for line in lines:
            say(reasons.as_json(line))
    else:
        for text in reasons.in_words(issuer, day(on), lines):
            click.echo(text)
    return DONE
