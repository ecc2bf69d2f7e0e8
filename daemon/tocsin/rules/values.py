"""How the values of a rule's own keys are written: its id, its receiver, for how long, until when.

Beside each parser stands what of the text's form a JSON Schema can say.
"""

from __future__ import annotations

import datetime as dt
import re

from tocsin.configfile import duration
from tocsin.rules.watch import SLUG
from tocsin.yamltext import quote

_LEAST_COOLDOWN = dt.timedelta(seconds=1)
_MOST_COOLDOWN = dt.timedelta(days=366)


def parse_id(text: str) -> str:
    """A name such as `insider-dump`."""
    name = text.strip()
    if SLUG.fullmatch(name):
        return name
    desk, _, rest = name.partition("/")
    if SLUG.fullmatch(desk) and SLUG.fullmatch(rest):
        raise ValueError(f"{quote(name)} cannot be an id: its folder is the desk, so write {rest}")
    hint = "lower-case letters, digits and hyphens, not digits alone, as in insider-dump"
    raise ValueError(f"{quote(name)} cannot be an id: {hint}")


def parse_receiver(text: str) -> str:
    """The name of a receiver, never a channel."""
    name = text.strip()
    if not name:
        raise ValueError('"notify" is empty: name a receiver, or delete it')
    if name[0] in "#@":
        raise ValueError(f"{quote(name)} is a channel: name a receiver of tocsin.yaml, as in notify: desk")
    return name


def parse_cooldown(text: str) -> dt.timedelta:
    """`6h`, from a second to a year."""
    span = duration(text)
    if not span:
        raise ValueError(f"{quote(text)} is no time to be quiet: leave cooldown out")
    if not _LEAST_COOLDOWN <= span <= _MOST_COOLDOWN:
        raise ValueError(f"{quote(text)} cannot be a cooldown: write one from 1s to {_MOST_COOLDOWN.days}d")
    return span


def parse_day(text: str) -> dt.date:
    """`2026-12-31`."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text.strip())
    if found is None:
        raise ValueError(f"{quote(text)} is no day: write year, month and day as in 2026-12-31")
    try:
        return dt.date(*(int(part) for part in found.groups()))
    except ValueError:
        raise ValueError(f"{quote(text)} is not in the calendar") from None


def parse_path(text: str) -> str:
    """The path of a file, relative to the one that names it."""
    if not text.strip():
        raise ValueError("this entry is empty: name a file, as in ../shared/lists.yaml")
    return text.strip()


_ID = r"[a-z0-9_-]*[a-z][a-z0-9_-]*"
OF_ID = {"type": ["string", "boolean"], "pattern": rf"^\s*{_ID}\s*$"}  # `on` is a text here, and not in YAML
OF_NOTIFY = {"type": ["string", "number", "boolean"], "pattern": r"^\s*[^#@\s]"}
OF_COOLDOWN = {"type": "string", "pattern": r"^\s*[0-9]+(\.[0-9]+)?\s*(ms|s|m|h|d)\s*$"}
OF_HOURS = {
    "type": "string",
    "pattern": r"^[A-Za-z, \u2010-\u2014-]*[0-9]{1,2}:[0-9]{2}\s*[\u2010-\u2014\u2212-]\s*[0-9]{1,2}:[0-9]{2}(\s+\S+)?\s*$",
}
OF_DAY = {"type": "string", "pattern": r"^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}\s*$"}
OF_PATH = {"type": "string", "pattern": r"\.ya?ml\s*$"}
