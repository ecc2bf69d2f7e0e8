"""The verbs that look: what documents say, what was told, and how the house is doing."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import click

from tocsin import documents, hearing, report
from tocsin.alerts import LATE
from tocsin.cli.shared import (
    DONE,
    NOT_SO,
    as_json,
    bound_rules,
    complain,
    load,
    moment,
    say,
    with_configuration,
    without_configuration,
)
from tocsin.cli.shared import day as day_of
from tocsin.errors import Fault, TocsinError
from tocsin.rules import Phrases
from tocsin.state import State
from tocsin.system_clock import SystemClock


@click.command()
@without_configuration
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH…")
@click.option("--phrases", metavar="A,B", help="Also every sentence that holds one of these phrases.")
@as_json
def facts(paths: tuple[Path, ...], phrases: str | None, machine: bool) -> int:
    """What the given documents say, as reported. A folder stands for the files in it; of one issuer's documents
    the earlier are history to the later."""
    asked = phrases_of(phrases) if phrases else None
    read = documents.read_all(paths, with_prose=asked is not None)
    for one in read:
        if one.reading is None:
            if machine:
                say({"kind": "unreadable", "path": str(one.path), "error": one.error})
            else:
                complain(f"{one.path}: {one.error}")
            continue
        told = list(documents.told(one.reading, documents.earlier(one.reading, read), asked))
        if machine:
            for fact in told:
                say(report.fact_as_json(fact))
        else:
            click.echo(report.reading_in_words(one.path, one.reading, told))
    return DONE if all(one.reading for one in read) else NOT_SO


@click.command()
@click.argument("name", metavar="NAME")
@with_configuration
@as_json
def feed(name: str, file: str | None, machine: bool) -> int:
    """What a feed of the configuration tells now: asked once, for what the rules want, and kept nowhere."""
    settings = load(file)
    names = [one.name for one in settings.feeds]
    if name not in names:
        hint = f"there is {', '.join(names)}" if names else "none is configured under feeds"
        raise TocsinError(f"no feed {name}: {hint}")
    rules, state = bound_rules(settings)
    symbol_of = state.issuers.symbol if state else lambda _cik: None
    wanted = hearing.wanted_of(rules, symbol_of, SystemClock().now())
    try:
        asked = next(one for one in settings.feeds if one.name == name)
        polled = asyncio.run(hearing.ask(asked, wanted, SystemClock()))
    except Fault as fault:
        raise TocsinError(f"the {name} feed fails: {fault}") from None
    for fact in (fact for reading in polled.readings for fact in reading.facts):
        if machine:
            say(report.fact_as_json(fact))
        else:
            click.echo(report.told_in_words(fact))
    for what, missing in polled.faults:
        complain(f"{what}: {missing}" if what else str(missing))
    return NOT_SO if polled.faults else DONE


@click.command()
@with_configuration
@click.option("--since", metavar="WHEN", help="A day (2026-05-26) or a time ago (2h, 7d).")
@as_json
def alerts(file: str | None, since: str | None, machine: bool) -> int:
    """What was told, to whom, and what became of it; the oldest first."""
    state = State.read_only(load(file).state)
    for told in state.alerts.told(moment(since) if since else None):
        if machine:
            say(report.alert_as_json(told))
        else:
            click.echo(report.alert_in_words(told) + "\n")
    return DONE


@click.command()
@with_configuration
@as_json
def status(file: str | None, machine: bool) -> int:
    """How the feeds, the outbox and the rules are doing."""
    settings = load(file)
    told = report.status(State.read_only(settings.state), SystemClock().now())
    if machine:
        say(told)
    else:
        click.echo(report.status_in_words(told))
    return DONE


@click.command()
@with_configuration
@click.option("--date", "day", metavar="DAY", help="A day such as 2026-05-26. [default: the last]")
@as_json
def receipt(file: str | None, day: str | None, machine: bool) -> int:
    """Whether every filing of a day's index that is watched was seen. Exit 1 when one is missed."""
    state = State.read_only(load(file).state)
    found = state.receipts.of(day_of(day) if day else None, late_after=LATE)
    if found is None:
        raise TocsinError(f"there is no receipt {'of ' + day if day else 'yet'}: it is taken at night")
    if machine:
        say(report.receipt_as_json(found))
    else:
        click.echo(report.receipt_in_words(found))
    return NOT_SO if found.missed else DONE


@click.command("set-aside")
@click.argument("retry", required=False, type=click.Choice(["retry"]), metavar="[retry")
@click.argument("accessions", nargs=-1, metavar="[ACCESSION…]]")
@with_configuration
@as_json
def set_aside(retry: str | None, accessions: tuple[str, ...], file: str | None, machine: bool) -> int:
    """The filings that could not be read, and why. With `retry` they are read again."""
    settings = load(file)
    if retry:
        state = State.beside(settings.state)
        with state.transaction():
            again = state.filings.retry_set_aside(accessions or None, now=SystemClock().now())
        click.echo(f"{len(again)} due again")
        return DONE if again or not accessions else NOT_SO
    for one in State.read_only(settings.state).filings.listed_set_aside():
        if machine:
            say(report.set_aside_as_json(one))
        else:
            click.echo(f"{one.accession} Form {one.form}: {one.error}")
    return DONE


@click.command()
@click.argument("retry", required=False, type=click.Choice(["retry"]), metavar="[retry]")
@with_configuration
@as_json
def outbox(retry: str | None, file: str | None, machine: bool) -> int:
    """The messages that are not told yet, and why. With `retry` they are tried now, dead ones too."""
    settings = load(file)
    if retry:
        state = State.beside(settings.state)
        with state.transaction():
            again = state.outbox.retry(now=SystemClock().now())
        click.echo(f"{again} due now")
        return DONE
    for one in State.read_only(settings.state).outbox.unsent():
        if machine:
            say(report.unsent_as_json(one))
        else:
            click.echo(
                f"{one.state:9} to {one.receiver}: {one.text.splitlines()[0]}"
                + (f" [{one.why}]" if one.why else "")
            )
    return DONE


def phrases_of(text: str) -> Phrases:
    """Phrases with commas between; a comma inside a /pattern/ is part of it."""
    try:
        return Phrases.of(part for part in re.findall(r"\s*(/(?:[^/\\]|\\.)*/|[^,]+)", text) if part.strip())
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
