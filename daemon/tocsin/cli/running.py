"""The verbs that do: the daemon, one pass of it, the deep history, the box."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import click

from tocsin import daemon, logs, service
from tocsin.cli.shared import DONE, NOT_SO, complain, load, moment, with_configuration, without_configuration
from tocsin.clock import EASTERN
from tocsin.rules.watch import company_name
from tocsin.system_clock import SystemClock


@click.command()
@with_configuration
def run(file: str | None) -> int:
    """The daemon, in the foreground. SIGTERM ends it, SIGHUP reloads the rules."""
    logs.configure()
    asyncio.run(daemon.run(load(file)))
    return DONE


@click.command()
@with_configuration
def once(file: str | None) -> int:
    """Polls each feed once, reads what is due, tells what is to be told."""
    logs.configure()
    return DONE if asyncio.run(service.once(load(file))) else NOT_SO


@click.command()
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

    day, clock = moment(since).astimezone(EASTERN).date(), SystemClock()
    if day > clock.now().astimezone(EASTERN).date():
        raise click.BadParameter(f"{since!r} is yet to come")
    try:
        names = [company_name(name.upper()) for name in companies]
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
    logs.configure()
    told = asyncio.run(history.backfill(load(file), names, since=day, clock=clock))
    click.echo(told.in_words())
    for trouble in told.troubles():
        complain(trouble)
    if told.interrupted:
        raise click.Abort
    return DONE if told.is_whole else NOT_SO


@click.command()
@without_configuration
@click.option("--state", type=click.Path(path_type=Path), help="Where to keep it. [default: a new folder]")
def demo(state: Path | None) -> int:
    """The whole product against an EDGAR, vendors and a Slack in a box: no network, no keys, made filings."""
    from tocsin.demo import run as box  # noqa: PLC0415 - its web server is no part of the daemon

    return DONE if box.demo(state, sys.stdout) else NOT_SO
