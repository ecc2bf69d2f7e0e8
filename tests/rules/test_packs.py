"""The packs in rules/: their examples hold, and hold for what the rules say and for nothing else.

A mutant is a rule in which one threshold is a tenth tighter or looser, or from which one thing that it asks is
gone. Some example of the rule must turn red for each of them.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from tocsin import trial
from tocsin.errors import Wrong
from tocsin.rules import RuleSet, load
from tocsin.rules.warnings import warnings_of
from tocsin.yamltext import Mapping, plain, read

FOLDER = Path(__file__).parents[2] / "rules"
FILES = {path.name: path.read_bytes() for path in sorted(FOLDER.glob("*.yaml"))}
PACKS = ("ai-hardware", "ai-platforms", "balance-sheet", "disclosures", "insiders")
ALL = load(FILES)
TRIED = trial.run(ALL)
TODAY = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)

Path_ = tuple[str | int, ...]


def test_the_packs_are_there() -> None:
    assert {f"{pack}.yaml" for pack in PACKS} <= FILES.keys()


@pytest.mark.parametrize("tried", TRIED, ids=lambda tried: f"{tried.rule}: {tried.example}")
def test_every_example_of_the_packs_holds(tried: trial.Tried) -> None:
    assert tried.green, str(tried)


def test_every_rule_has_an_example_that_fires_and_one_that_is_silent() -> None:
    assert trial.lacking(ALL) == []
    assert all(len(rule.examples) >= 2 for rule in ALL.rules)


def test_examples_of_a_rule_have_names_of_their_own() -> None:
    names = [(tried.rule, tried.example) for tried in TRIED]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("pack", PACKS)
def test_each_pack_is_right_by_itself(pack: str) -> None:
    assert load({"pack.yaml": FILES[f"{pack}.yaml"]}).rules


def test_nothing_in_the_packs_is_warned_of() -> None:
    assert warnings_of(ALL, TODAY) == ()


# --- mutants ----------------------------------------------------------------------------------------

SPANS = ("within", "first_in")
COUNTS = ("insiders", "firms")
THRESHOLDS = (
    *("shares", "value", "of_holding", "owned", "is", "by_at_least", "low", "high", "midpoint"),
    *("rises", "falls", "moves", "misses", "holds", "upside", *COUNTS, *SPANS),
)
_NUMBER = re.compile(r"(?<![\w.])[0-9][0-9_]*(?:\.[0-9]+)?")
_DAYS = {"d": 1, "w": 7, "y": 365}
# Lists of which each entry is a part of what is asked.
_LISTS = ("codes", "item", "section", "in", "by")


def tree_of(pack: str) -> Any:
    root = read(f"{pack}.yaml", FILES[f"{pack}.yaml"]).root
    assert isinstance(root, Mapping)
    return plain(root)


def places(node: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Every value of a tree with the keys and indices that lead to it."""
    yield path, node
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inner:
        yield from places(value, (*path, key))


def moved(key: str, text: str, factor: Decimal) -> str:
    """The threshold a tenth up or down: a count by one, a span by a tenth of its days and one at least."""
    if key in SPANS:
        count, unit = int(text[:-1]), text[-1]
        days = count * _DAYS[unit]
        by = max(1, round(days / 10))
        return f"{days + by if factor > 1 else days - by}d"
    if key in COUNTS:
        return _NUMBER.sub(lambda found: str(int(found[0]) + (1 if factor > 1 else -1)), text)
    if not _NUMBER.search(text):
        side, _, name = text.rpartition(" ")
        return f"{side} {factor} * {name}"
    return _NUMBER.sub(lambda found: f"{Decimal(found[0].replace('_', '')) * factor:f}", text, count=1)


def changed(rule: dict[str, Any], path: Path_, value: str | None) -> dict[str, Any]:
    """The rule with another value at a place, or with none."""
    mutant = copy.deepcopy(rule)
    owner = mutant
    for step in path[:-1]:
        owner = owner[step]  # type: ignore[index]
    if value is None:
        del owner[path[-1]]  # type: ignore[arg-type]
    else:
        owner[path[-1]] = value  # type: ignore[index]
    return mutant


def thresholds(rule: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, value in places(rule["when"], ("when",)):
        if path[-1] in THRESHOLDS and isinstance(value, str):
            for factor in (Decimal("1.1"), Decimal("0.9")):
                other = moved(str(path[-1]), value, factor)
                yield f"{path[-1]}: {value} -> {other}", changed(rule, path, other)


def parts(rule: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each thing that a condition asks, left out: a key of its own, or one of several in a list."""
    for path, value in places(rule["when"], ("when",)):
        key = path[-1]
        whole = isinstance(key, str) and len(path) > 2
        one_of = isinstance(key, int) and (
            path[-2] in _LISTS or path[-2] in ("any", "all", "steps", "same_sentence")
        )
        if whole or one_of:
            yield f"{'.'.join(map(str, path[1:]))} left out of {value!r}"[:90], changed(rule, path, None)


def mutants(kind: Any) -> list[Any]:
    found = []
    for pack in PACKS:
        tree = tree_of(pack)
        for rule in tree["rules"]:
            for what, mutant in kind(rule):
                text = yaml.safe_dump({"watchlists": tree["watchlists"], "rules": [mutant]}, sort_keys=False)
                try:
                    rules = load({"mutant.yaml": text.encode()})
                except Wrong:
                    continue  # it cannot be written: at least 1 insider, a metric of which nothing is asked
                if rules.rules[0].meaning == meaning(pack, rule["id"]):
                    continue  # what was left out is what is meant without it
                found.append(pytest.param(rules, id=f"{rule['id']}: {what}"))
    return found


def meaning(pack: str, rule: str) -> str:
    return next(one.meaning for one in ALL.rules if one.id == rule and one.place.file == f"{pack}.yaml")


def survives(rules: RuleSet) -> bool:
    return all(tried.green for tried in trial.run(rules))


@pytest.mark.parametrize("rules", mutants(thresholds))
def test_a_threshold_a_tenth_tighter_or_looser_turns_an_example_red(rules: RuleSet) -> None:
    assert not survives(rules)


@pytest.mark.parametrize("rules", mutants(parts))
def test_what_a_rule_asks_left_out_turns_an_example_red(rules: RuleSet) -> None:
    assert not survives(rules)


def test_every_threshold_has_its_mutants() -> None:
    """A key that is new in the language is not left out here unseen."""
    numbers = {
        path[-1]
        for pack in PACKS
        for rule in tree_of(pack)["rules"]
        for path, value in places(rule["when"], ("when",))
        if isinstance(path[-1], str)
        and isinstance(value, str)
        and re.match(r"(over|under|at (least|most)|>|<|\$|[0-9]+[dwy]$)", value)
    }
    assert numbers <= set(THRESHOLDS)
    assert len(mutants(thresholds)) >= 90
