"""A rule file as it is written: watchlists, and rules whose every value is text until its field reads it."""

from __future__ import annotations

import json
from typing import Annotated, Any, ClassVar

from pydantic import Field

from tocsin.errors import Problem
from tocsin.model import Severity
from tocsin.rules.rule import IfUnknown, Rule
from tocsin.rules.watch import SLUG, Watchlists, read_watch
from tocsin.rules.when import EXAMPLE, read_when
from tocsin.yamltext import Mapping, Node, Section, choice, from_text, quote, validate, yes_or_no


def _slug(text: str) -> str:
    name = text.strip()
    if not SLUG.fullmatch(name):
        hint = "lower-case letters, digits and hyphens, not digits alone, as in insider-dump"
        raise ValueError(f"{quote(name)} cannot be an id: {hint}")
    return name


def _receiver(text: str) -> str:
    name = text.strip()
    if not name:
        raise ValueError('"notify" is empty: name a receiver, or delete it')
    if name[0] in "#@":
        raise ValueError(f"{quote(name)} is a channel: name a receiver of tocsin.yaml, as in notify: desk")
    return name


_A_RULE = f"{{id: insider-dump, watch: SMCI, when: {EXAMPLE}}}"


class FileKeys(Section):
    """The top of a rule file."""

    EXAMPLE: ClassVar[str] = "rules: [...]"

    watchlists: dict[str, Any] = Field({}, examples=["ai-hardware: [SMCI, DELL]"])
    rules: list[Any] = Field([], examples=[f"- {_A_RULE}"])


class RuleKeys(Section):
    """One rule. `watch` and `when` are read by their own hands, with the place of each name."""

    EXAMPLE: ClassVar[str] = _A_RULE
    LATER: ClassVar[frozenset[str]] = frozenset({"cooldown", "active", "expires"})

    id: Annotated[str, from_text(_slug)]
    watch: Any
    when: Any
    if_unknown: Annotated[IfUnknown, from_text(choice({str(word): word for word in IfUnknown}))] = (
        IfUnknown.COUNT
    )
    severity: Annotated[Severity, from_text(choice({str(word): word for word in Severity}))] = (
        Severity.WARNING
    )
    notify: Annotated[str | None, from_text(_receiver)] = None
    enabled: Annotated[bool, from_text(yes_or_no)] = True
    tests: list[dict[str, Any]] = Field([], examples=["- name: fires on a large sale"])


def read_rule(node: Node, lists: Watchlists | None, problems: list[Problem]) -> Rule | None:
    """The rule that a node describes; everything wrong with it is added to `problems`.

    `lists` is None where not all watchlists are known.
    """
    keys, wrong = validate(RuleKeys, node)
    problems += wrong
    if not isinstance(node, Mapping):
        return None
    entries = node.entries
    watch = read_watch(entries["watch"].value, lists, problems) if "watch" in entries else None
    when = read_when(entries["when"].value, problems) if "when" in entries else None
    if keys is None or watch is None or when is None:
        return None
    # A key that is added later is left out of this where it has its default, so that versions stay.
    meaning = {
        "id": keys.id,
        "watch": watch.meaning,
        "when": when.meaning,
        "if_unknown": keys.if_unknown,
        "severity": keys.severity,
        "notify": keys.notify,
        "enabled": keys.enabled,
    }
    return Rule(
        id=keys.id,
        watch=watch,
        severity=keys.severity,
        notify=keys.notify,
        if_unknown=keys.if_unknown,
        enabled=keys.enabled,
        place=entries["id"].value.place,
        meaning=json.dumps(meaning, sort_keys=True, separators=(",", ":")),
        decide=when.decide,
        forms=when.forms,
    )
