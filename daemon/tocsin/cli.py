"""The verbs. Each reads the configuration, calls one thing, and prints what it says."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

import tocsin
from tocsin import adoption, config, daemon, documents, logs, replay, report, service
from tocsin.alerts import LATE
from tocsin.clock import EASTERN
from tocsin.config import Config
from tocsin.configfile import duration
from tocsin.errors import Problem, TocsinError, Wrong
from tocsin.rules import BoundRules, Phrases
from tocsin.rules.watch import company_name
from tocsin.state import State

Verb = TypeVar("Verb", bound=Callable[..., Any])

DONE, NOT_SO, WRONG = 0, 1, 2
_ACCESSION = re.compile(r"\d{10}-\d{2}-\d{6}")


def with_configuration(verb: Verb) -> Verb:
    return click.option(
        "-c",
        "file",
        metavar="FILE",
        help="The configuration. [default: tocsin.yaml of $CONFIGURATION_DIRECTORY, else of this folder]",
    )(verb)


def as_json(verb: Verb) -> Verb:
    return click.option("--json", "machine", is_flag=True, help="One JSON object a line, for programs.")(verb)


def main() -> NoReturn:
    """The command line. Exits 0 done, 1 what was asked does not hold, 2 wrong usage, configuration or rules."""
    try:
        sys.exit(tocsin_command(standalone_mode=False) or DONE)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(WRONG)
    except Wrong as wrong:
        _complain(str(wrong))
        sys.exit(WRONG)
    except TocsinError as error:
        _complain(f"tocsin: {error}")
        sys.exit(NOT_SO)
    except BrokenPipeError:
        # `tocsin alerts | head`: whoever read has enough. Without this Python complains at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(tocsin.__version__, prog_name="tocsin")
def tocsin_command() -> None:
    """An alarm bell for SEC filings: rules in YAML, memory in SQLite, messages in Slack."""


@tocsin_command.command()
@with_configuration
def run(file: str | None) -> int:
    """The daemon, in the foreground. SIGTERM ends it, SIGHUP reloads the rules."""
    logs.configure()
    asyncio.run(daemon.run(_load(file)))
    return DONE


@tocsin_command.command()
@with_configuration
def once(file: str | None) -> int:
    """Polls each feed once, reads what is due, tells what is to be told."""
    logs.configure()
    return DONE if asyncio.run(service.once(_load(file))) else NOT_SO


@tocsin_command.command()
@with_configuration
def check(file: str | None) -> int:
    """Says everything that is wrong with the configuration and the rules, with its place."""
    path = config.find(file, os.environ)
    problems: list[Problem] = []
    settings: Config | None = None
    try:
        settings = config.load(path, os.environ)
        problems += settings.warnings
    except Wrong as wrong:
        problems += wrong.problems
    if path.exists():
        folder = settings.rules if settings else config.rules_folder(path)
        known = _known_tickers(settings) if settings else {}
        try:
            rules = adoption.load_folder(folder, settings.receivers if settings else None)
        except Wrong as wrong:
            problems += wrong.problems
        else:
            bound = rules.bind(known)
            # Without the SEC's list nothing can be said of a ticker: `run` and `once` fetch it.
            problems += bound.warnings if known else ()
            click.echo(report.rules_in_short(bound, rules.tickers, known))
    for problem in sorted(problems):
        _complain(str(problem))
    return DONE if all(problem.warning for problem in problems) else WRONG


@tocsin_command.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH…")
@click.option("--phrases", metavar="A,B", help="Also every sentence that holds one of these phrases.")
@as_json
def facts(paths: tuple[Path, ...], phrases: str | None, machine: bool) -> int:
    """What the given documents say, as reported. A folder stands for the files in it; of one issuer's documents
    the earlier are history to the later."""
    asked = _phrases(phrases) if phrases else None
    read = documents.read_all(paths, with_prose=asked is not None)
    for one in read:
        if one.reading is None:
            if machine:
                _say({"kind": "unreadable", "path": str(one.path), "error": one.error})
            else:
                _complain(f"{one.path}: {one.error}")
            continue
        told = list(documents.told(one.reading, documents.earlier(one.reading, read), asked))
        if machine:
            for fact in told:
                _say(report.fact_as_json(fact))
        else:
            click.echo(report.reading_in_words(one.path, one.reading, told))
    return DONE if all(one.reading for one in read) else NOT_SO


@tocsin_command.command()
@click.argument("what", metavar="ACCESSION|PATH")
@with_configuration
@as_json
def explain(what: str, file: str | None, machine: bool) -> int:
    """What each rule says of a filing in the state or of a document: fires, silent or undecided, and why."""
    settings = _load(file)
    rules, state = _bound_rules(settings)
    if _ACCESSION.fullmatch(what):
        if state is None:
            raise TocsinError(f"nothing has run with {settings.state} yet: give a document's path")
        verdicts = replay.explain_filing(what, state, rules)
    else:
        verdicts = replay.explain_document(Path(what), state, rules, service.SystemClock().now())
    for rule, reading, verdict in verdicts:
        if machine:
            _say(report.verdict_as_json(rule.id, reading, verdict))
        else:
            click.echo(report.verdict_in_words(rule.id, verdict))
    return DONE


@tocsin_command.command()
@with_configuration
@click.option("--since", metavar="WHEN", help="A day (2026-05-26) or a time ago (2h, 7d).")
@as_json
def alerts(file: str | None, since: str | None, machine: bool) -> int:
    """What was told, to whom, and what became of it; the oldest first."""
    state = State.read_only(_load(file).state)
    for told in state.alerts.told(_moment(since) if since else None):
        if machine:
            _say(report.alert_as_json(told))
        else:
            click.echo(report.alert_in_words(told) + "\n")
    return DONE


@tocsin_command.command()
@with_configuration
@as_json
def status(file: str | None, machine: bool) -> int:
    """How the feeds, the outbox and the rules are doing."""
    settings = _load(file)
    told = report.status(State.read_only(settings.state), service.SystemClock().now())
    if machine:
        _say(told)
    else:
        click.echo(report.status_in_words(told))
    return DONE


@tocsin_command.command()
@with_configuration
@click.option("--date", "day", metavar="DAY", help="A day such as 2026-05-26. [default: the last]")
@as_json
def receipt(file: str | None, day: str | None, machine: bool) -> int:
    """Whether every filing of a day's index that is watched was seen. Exit 1 when one is missed."""
    state = State.read_only(_load(file).state)
    found = state.receipts.of(_day(day) if day else None, late_after=LATE)
    if found is None:
        raise TocsinError(f"there is no receipt {'of ' + day if day else 'yet'}: it is taken at night")
    if machine:
        _say(report.receipt_as_json(found))
    else:
        click.echo(report.receipt_in_words(found))
    return NOT_SO if found.missed else DONE


@tocsin_command.command("set-aside")
@click.argument("retry", required=False, type=click.Choice(["retry"]), metavar="[retry")
@click.argument("accessions", nargs=-1, metavar="[ACCESSION…]]")
@with_configuration
@as_json
def set_aside(retry: str | None, accessions: tuple[str, ...], file: str | None, machine: bool) -> int:
    """The filings that could not be read, and why. With `retry` they are read again."""
    settings = _load(file)
    if retry:
        state = State.beside(settings.state)
        with state.transaction():
            again = state.filings.retry_set_aside(accessions or None, now=service.SystemClock().now())
        click.echo(f"{len(again)} due again")
        return DONE if again or not accessions else NOT_SO
    for one in State.read_only(settings.state).filings.listed_set_aside():
        if machine:
            _say(report.set_aside_as_json(one))
        else:
            click.echo(f"{one.accession} Form {one.form}: {one.error}")
    return DONE


@tocsin_command.command()
@click.argument("retry", required=False, type=click.Choice(["retry"]), metavar="[retry]")
@with_configuration
@as_json
def outbox(retry: str | None, file: str | None, machine: bool) -> int:
    """The messages that are not told yet, and why. With `retry` they are tried now, dead ones too."""
    settings = _load(file)
    if retry:
        state = State.beside(settings.state)
        with state.transaction():
            again = state.outbox.retry(now=service.SystemClock().now())
        click.echo(f"{again} due now")
        return DONE
    for one in State.read_only(settings.state).outbox.unsent():
        if machine:
            _say(report.unsent_as_json(one))
        else:
            click.echo(
                f"{one.state:9} to {one.receiver}: {one.text.splitlines()[0]}"
                + (f" [{one.why}]" if one.why else "")
            )
    return DONE


@tocsin_command.command()
@click.argument("companies", nargs=-1, required=True, metavar="TICKER…")
@click.option(
    "--since",
    metavar="DATE",
    default="400d",
    show_default=True,
    help="A day (2025-05-26) or a time ago (90d).",
)
@with_configuration
def backfill(companies: tuple[str, ...], since: str, file: str | None) -> int:
    """Reads the deep history of issuers (tickers or CIKs) into the state. Nothing of it rings."""
    from tocsin import backfill as history  # noqa: PLC0415 - the library behind it starts a thread at its import

    day, clock = _moment(since).astimezone(EASTERN).date(), service.SystemClock()
    if day > clock.now().astimezone(EASTERN).date():
        raise click.BadParameter(f"{since!r} is yet to come")
    try:
        names = [company_name(name.upper()) for name in companies]
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
    logs.configure()
    told = asyncio.run(history.backfill(_load(file), names, since=day, clock=clock))
    click.echo(told.in_words())
    for trouble in told.troubles():
        _complain(trouble)
    if told.interrupted:
        raise click.Abort
    return DONE if told.is_whole else NOT_SO


@tocsin_command.command()
@click.option("--state", type=click.Path(path_type=Path), help="Where to keep it. [default: a new folder]")
def demo(state: Path | None) -> int:
    """The whole product against an EDGAR and a Slack in a box: no network, no keys, made filings."""
    from tocsin.demo import run as box  # noqa: PLC0415 - its web server is no part of the daemon

    return DONE if box.demo(state, sys.stdout) else NOT_SO


# --- what the verbs share -----------------------------------------------------------------------------


def _load(file: str | None) -> Config:
    settings = config.load(config.find(file, os.environ), os.environ)
    for warning in settings.warnings:
        _complain(str(warning))
    return settings


def _known_tickers(settings: Config) -> dict[str, str]:
    try:
        return State.read_only(settings.state).issuers.ciks()
    except TocsinError:
        return {}


def _bound_rules(settings: Config) -> tuple[BoundRules, State | None]:
    rules = adoption.load_folder(settings.rules, settings.receivers)
    try:
        state = State.read_only(settings.state)
    except TocsinError:
        state = None
    return rules.bind(state.issuers.ciks() if state else {}), state


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is not a day such as 2026-05-26") from None


def _moment(text: str) -> dt.datetime:
    """A day begins at midnight Eastern, the desk's time."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return dt.datetime.combine(dt.date.fromisoformat(text), dt.time(), EASTERN)
        if re.match(r"\d{4}-", text):
            moment = dt.datetime.fromisoformat(text)
            return moment if moment.tzinfo else moment.replace(tzinfo=EASTERN)
        return service.SystemClock().now() - duration(text)
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is neither a day such as 2026-05-26 nor a time ago such as 2h"
        ) from None


def _phrases(text: str) -> Phrases:
    """Phrases with commas between; a comma inside a /pattern/ is part of it."""
    try:
        return Phrases.of(part for part in re.findall(r"\s*(/(?:[^/\\]|\\.)*/|[^,]+)", text) if part.strip())
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def _say(told: dict[str, Any]) -> None:
    click.echo(json.dumps(told, ensure_ascii=False))


def _complain(text: str) -> None:
    click.echo(text, err=True)
