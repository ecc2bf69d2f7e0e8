"""A rule file as it is written: watchlists, and rules whose every value is text until its field reads it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import Field

from tocsin.errors import Problem
from tocsin.model import Severity
from tocsin.rules.active import Hours, parse_hours
from tocsin.rules.examples import read_examples
from tocsin.rules.rule import IfUnknown, Rule
from tocsin.rules.values import (
    OF_COOLDOWN,
    OF_DAY,
    OF_HOURS,
    OF_ID,
    OF_NOTIFY,
    OF_PATH,
    parse_cooldown,
    parse_day,
    parse_id,
    parse_path,
    parse_receiver,
)
from tocsin.rules.watch import Watchlists, read_watch
from tocsin.rules.when import EXAMPLE as A_CONDITION
from tocsin.rules.when import read_when
from tocsin.yamltext import (
    Mapping,
    Node,
    Scalar,
    Section,
    choice,
    each_text,
    empty,
    from_text,
    validate,
    yes_or_no,
)

_A_RULE = f"{{id: insider-dump, watch: SMCI, when: {A_CONDITION}}}"
Notify = Annotated[str | None, from_text(parse_receiver, OF_NOTIFY)]


class FileKeys(Section):
    """The top of a rule file."""

    EXAMPLE: ClassVar[str] = "rules: [...]"
    ELSEWHERE: ClassVar[dict[str, str]] = dict.fromkeys(
        (
            "id",
            "watch",
            "when",
            "severity",
            "if_unknown",
            "cooldown",
            "active",
            "expires",
            "enabled",
            "tests",
        ),
        "in a rule: indent it below rules, in an entry that begins with a dash",
    )

    include: Annotated[tuple[str, ...], each_text(parse_path, tuple, OF_PATH)] = Field(
        (),
        description="Rule files whose watchlists the rules of this file may name, relative to this file.",
        examples=["[../shared/lists.yaml]"],
    )
    watchlists: dict[str, Any] = Field(
        {},
        description="Companies by the name of their list: lower-case letters, digits and hyphens. "
        "Tickers in upper case, or CIKs.",
        examples=["ai-hardware: [SMCI, DELL]"],
    )
    notify: Notify = Field(
        None,
        description="The receiver of tocsin.yaml for the rules of this file that name none themselves.",
        examples=["desk"],
    )
    rules: list[Any] = Field(
        [], description="The rules: whom to watch and when to ring.", examples=[f"- {_A_RULE}"]
    )


class RuleKeys(Section):
    """One rule. `watch` and `when` are read by their own hands, with the place of each name."""

    EXAMPLE: ClassVar[str] = _A_RULE
    ELSEWHERE: ClassVar[dict[str, str]] = dict.fromkeys(
        ("include", "watchlists", "rules"), "at the top of the file, beside rules"
    )

    id: Annotated[str, from_text(parse_id, OF_ID)] = Field(
        description="Its name, once in a desk: lower-case letters, digits and hyphens. "
        "In the folder of a desk it becomes desk/id.",
        examples=["insider-dump"],
    )
    watch: Any = Field(
        description='A watchlist, a ticker, a CIK, a list of these, "*" for every company, or market for rates and '
        "for headlines that name no company.",
        examples=["ai-hardware", "[SMCI, 0001375365]"],
    )
    when: Any = Field(description="The condition under which it rings.", examples=[A_CONDITION])
    if_unknown: Annotated[IfUnknown, from_text(choice({str(word): word for word in IfUnknown}))] = Field(
        IfUnknown.COUNT,
        description="What becomes of it where a filing leaves open what decides it: "
        "it rings as unverified, or is only counted.",
        examples=["ring"],
    )
    severity: Annotated[Severity, from_text(choice({str(word): word for word in Severity}))] = Field(
        Severity.WARNING, description="How much it matters; warning when left out.", examples=["high"]
    )
    notify: Notify = Field(
        None,
        description="The receiver of tocsin.yaml that hears of it. Without one: that of the file, "
        "else the one named like the desk, else where the route leads.",
        examples=["desk"],
    )
    cooldown: Annotated[dt.timedelta | None, from_text(parse_cooldown, OF_COOLDOWN)] = Field(
        None,
        description="After an alert of this rule for a company, none for that long.",
        examples=["6h"],
    )
    active: Annotated[tuple[Hours, ...], each_text(parse_hours, tuple, OF_HOURS)] = Field(
        (),
        description="The hours in which it rings, Eastern unless a zone follows; outside them an alert is "
        "held, not dropped. Over midnight too: 22:00-06:00.",
        examples=["mon-fri 09:30-16:00", "[mon-fri 08:00-18:00 Europe/London, sat 10:00-12:00]"],
    )
    expires: Annotated[dt.date | None, from_text(parse_day, OF_DAY)] = Field(
        None, description="The last day on which it is in force, Eastern.", examples=["2026-12-31"]
    )
    enabled: Annotated[bool, from_text(yes_or_no)] = Field(
        True, description="Whether it is switched on.", examples=["no"]
    )
    tests: list[dict[str, Any]] = Field(
        [],
        description="Examples of filings, and what the rule says of each.",
        examples=["- {name: fires on a large sale, given: [{sale: {shares: 340k}}], expect: fires}"],
    )


@dataclass(frozen=True, slots=True)
class Around:
    """What a rule has from its file: the watchlists that it may name (None where not all are known), its desk,
    and the receiver of the file."""

    lists: Watchlists | None
    desk: str | None = None
    notify: str | None = None

    def id(self, name: str) -> str:
        return name if self.desk is None else f"{self.desk}/{name}"


def read_rule(node: Node, around: Around, problems: list[Problem]) -> Rule | None:
    """The rule that a node describes; everything wrong with it is added to `problems`."""
    if isinstance(node, Scalar) and node.text is None:
        problems += [] if node.told else [empty("this entry", node)]
        return None
    keys, wrong = validate(RuleKeys, node)
    problems += wrong
    if not isinstance(node, Mapping):
        return None
    entries = node.entries
    watch = read_watch(entries["watch"].value, around.lists, problems) if "watch" in entries else None
    when = read_when(entries["when"].value, problems) if "when" in entries else None
    examples = read_examples(entries["tests"].value, problems) if "tests" in entries else ()
    if keys is None or watch is None or when is None:
        return None
    if watch.market and not when.market and when.hears != {"headline"}:
        problems.append(
            entries["watch"].value.place.problem(
                "the market has rates, and headlines that name no company: for anything else name the companies"
            )
        )
        return None
    notify = keys.notify or around.notify
    meaning = {
        "id": around.id(keys.id),
        "watch": watch.meaning,
        "when": when.meaning,
        "if_unknown": keys.if_unknown,
        "severity": keys.severity,
        "notify": notify,
        "enabled": keys.enabled,
    }
    return Rule(
        id=around.id(keys.id),
        watch=watch,
        severity=keys.severity,
        notify=notify,
        if_unknown=keys.if_unknown,
        enabled=keys.enabled,
        place=entries["id"].value.place,
        meaning=json.dumps(meaning | _later(keys), sort_keys=True, separators=(",", ":")),
        decide=when.decide,
        forms=when.forms,
        hears=when.hears,
        market=when.market,
        waits=when.waits,
        sees=when.sees,
        desk=around.desk,
        cooldown=keys.cooldown,
        active=keys.active,
        expires=keys.expires,
        examples=examples,
    )


def _later(keys: RuleKeys) -> dict[str, Any]:
    """Keys that came later, left out where they have their default, so that versions stay."""
    asked = {
        "cooldown": None if keys.cooldown is None else str(keys.cooldown),
        "active": sorted({str(hours) for hours in keys.active}),
        "expires": None if keys.expires is None else keys.expires.isoformat(),
    }
    return {key: value for key, value in asked.items() if value}
