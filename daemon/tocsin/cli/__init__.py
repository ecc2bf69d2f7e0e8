"""The command line. Each verb reads the configuration, calls one thing, and prints what it says."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import NoReturn

import click

import tocsin
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


# The verbs, in the order in which `--help` tells them, and where each stands: `check` need not load the daemon.
VERBS = {
    **dict.fromkeys(("run", "once"), "running"),
    **dict.fromkeys(("check", "test", "backtest", "armed", "why", "schema"), "ruling"),
    **dict.fromkeys(("facts", "feed"), "looking"),
    "explain": "ruling",
    **dict.fromkeys(("alerts", "status", "receipt", "set-aside", "outbox"), "looking"),
    **dict.fromkeys(("backfill", "demo"), "running"),
}


class _Verbs(click.Group):
    """Verbs that are loaded when they are asked for."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        module = import_module(f"tocsin.cli.{VERBS[name]}")
        verb = getattr(module, name.replace("-", "_"))
        return verb if isinstance(verb, click.Command) else None


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(tocsin.__version__, prog_name="tocsin")
def tocsin_command() -> None:
    """An alarm bell for SEC filings and analyst feeds: rules in YAML, memory in SQLite, messages in Slack."""
