"""The command line. Each verb reads the configuration, calls one thing, and prints what it says."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import click

import tocsin
from tocsin.cli import looking, ruling, running
from tocsin.cli.shared import DONE, NOT_SO, WRONG, complain
from tocsin.errors import TocsinError, Wrong


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
        complain(str(wrong))
        sys.exit(WRONG)
    except TocsinError as error:
        complain(f"tocsin: {error}")
        sys.exit(NOT_SO)
    except BrokenPipeError:
        # `tocsin alerts | head`: whoever read has enough. Without this Python complains at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(tocsin.__version__, prog_name="tocsin")
def tocsin_command() -> None:
    """An alarm bell for SEC filings: rules in YAML, memory in SQLite, messages in Slack."""


for verb in (
    running.run,
    running.once,
    ruling.check,
    ruling.test,
    ruling.backtest,
    ruling.armed,
    ruling.why,
    ruling.schema,
    looking.facts,
    looking.feed,
    ruling.explain,
    looking.alerts,
    looking.status,
    looking.receipt,
    looking.set_aside,
    looking.outbox,
    running.backfill,
    running.demo,
):
    tocsin_command.add_command(verb)
