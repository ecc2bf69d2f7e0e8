"""What the verbs share: their options, the configuration and the rules, times as people write them, printing."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from tocsin import adoption, config
from tocsin.clock import EASTERN
from tocsin.config import Config
from tocsin.configfile import duration
from tocsin.errors import TocsinError
from tocsin.feeds.adapters import USABLE
from tocsin.rules import BoundRules
from tocsin.state import State
from tocsin.system_clock import SystemClock

Verb = TypeVar("Verb", bound=Callable[..., Any])

DONE, NOT_SO, WRONG = 0, 1, 2


def with_configuration(verb: Verb) -> Verb:
    return click.option(
        "-c",
        "file",
        metavar="FILE",
        help="The configuration. [default: tocsin.yaml of $CONFIGURATION_DIRECTORY, else of this folder]",
    )(verb)


def without_configuration(verb: Verb) -> Verb:
    """Every verb takes `-c FILE`, so that a script can hand it to all; this one has no need of it."""
    return click.option(
        "-c", "file", metavar="FILE", expose_value=False, help="The configuration; not needed here."
    )(verb)


def as_json(verb: Verb) -> Verb:
    return click.option("--json", "machine", is_flag=True, help="One JSON object a line, for programs.")(verb)


def load(file: str | None) -> Config:
    settings = config.load(config.find(file, os.environ), os.environ, USABLE)
    for warning in settings.warnings:
        complain(str(warning))
    return settings


def known_tickers(settings: Config) -> dict[str, str]:
    try:
        return State.read_only(settings.state).issuers.ciks()
    except TocsinError:
        return {}


def open_state(settings: Config) -> State | None:
    """The state, to look; None where nothing has run with it yet."""
    try:
        return State.read_only(settings.state)
    except TocsinError:
        return None


def bound_rules(settings: Config) -> tuple[BoundRules, State | None]:
    rules = adoption.load_folder(settings.rules, settings.receivers)
    state = open_state(settings)
    return rules.bind(state.issuers.ciks() if state else {}), state


def day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is not a day such as 2026-05-26") from None


def moment(text: str) -> dt.datetime:
    """A day begins at midnight Eastern, the desk's time."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return dt.datetime.combine(dt.date.fromisoformat(text), dt.time(), EASTERN)
        if re.match(r"\d{4}-", text):
            moment = dt.datetime.fromisoformat(text)
            return moment if moment.tzinfo else moment.replace(tzinfo=EASTERN)
        return SystemClock().now() - duration(text)
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is neither a day such as 2026-05-26 nor a time ago such as 2h"
        ) from None


def say(told: dict[str, Any]) -> None:
    click.echo(json.dumps(told, ensure_ascii=False))


def complain(text: str) -> None:
    click.echo(text, err=True)
