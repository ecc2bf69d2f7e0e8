"""Which text of each rule file is in force.

The folder is adopted as a whole. A file that is wrong keeps its last good text, which the state
remembers, so a slip of a trader's neither stops the daemon nor blinds it, also over a restart.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tocsin.config import no_receiver
from tocsin.errors import Problem, Wrong
from tocsin.rules import Rule, RuleSet
from tocsin.rules.ruleset import gather
from tocsin.rules.scope import SUFFIXES

# One byte more than a rule file may have, so that the reader of the text can say it is too large.
MOST_BYTES = 4 * 1024 * 1024 + 1


@dataclass(frozen=True, slots=True)
class Adopted:
    """The rules in force, the texts they come from, and what is wrong with newer ones."""

    rules: RuleSet
    files: Mapping[str, bytes]
    errors: Mapping[str, str]


def signature(folder: Path) -> frozenset[tuple[str, int, int]]:
    """What tells that rule files have changed: their paths, times and sizes. A folder that cannot be listed has
    none: `read_folder` says what is wrong with it."""
    found = set()
    for path in [*folder.glob("*.y*ml"), *folder.glob("*/*.y*ml")]:
        try:
            told = path.stat()
        except OSError:
            continue
        found.add((str(path), told.st_mtime_ns, told.st_size))
    return frozenset(found)


def read_folder(folder: Path) -> dict[str, bytes]:
    """The rule files of a folder and its folders by their paths. Hidden ones are left alone.

    Raises `Wrong` when there is no such folder, or a file in it cannot be read.
    """
    if not folder.is_dir():
        raise Wrong([Problem(str(folder), 1, 1, "there is no such folder of rules")])
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if hidden or path.suffix not in SUFFIXES or path.is_dir():
            continue
        if path.exists() and not path.is_file():  # reading a pipe would wait for ever
            problems.append(Problem(str(path), 1, 1, "this is no file that can be read"))
            continue
        try:
            with path.open("rb") as file:
                files[str(path)] = file.read(MOST_BYTES)
        except OSError as error:
            problems.append(Problem(str(path), 1, 1, f"the file cannot be read: {error.strerror}"))
    if problems:
        raise Wrong(problems)
    return files


def load_folder(folder: Path, receivers: Mapping[str, object] | None) -> RuleSet:
    """The rules of a folder as they are now. Raises `Wrong` with everything that is wrong with them."""
    return _load(read_folder(folder), receivers, folder)


def _load(files: Mapping[str, bytes], receivers: Mapping[str, object] | None, folder: Path | None) -> RuleSet:
    """The rules, when every receiver that they name is there. None: the receivers are not known."""
    with _uncollected():
        gathered = gather(files, None if folder is None else str(folder))
    problems = [
        *gathered.problems,
        *(
            place.problem(no_receiver(name, receivers))
            for name, place in gathered.receivers
            if receivers is not None and name not in receivers and name[0] not in "#@"
        ),
    ]
    if problems:
        raise Wrong(sorted(problems))
    rules = tuple(_with_receiver(rule, receivers or {}) for rule in gathered.rules.rules)
    return replace(gathered.rules, rules=rules)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector, which takes half of the time: a tree of YAML is all new objects and no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _with_receiver(rule: Rule, receivers: Mapping[str, object]) -> Rule:
    """A desk's own receiver is the one that is named like it."""
    if rule.notify is not None or rule.desk not in receivers:
        return rule
    return replace(rule, notify=rule.desk)


def adopt(
    files: Mapping[str, bytes],
    last_good: Mapping[str, bytes],
    receivers: Mapping[str, object],
    *,
    starting: bool,
    folder: Path | None = None,
) -> Adopted:
    """Decides which texts are in force. The folders of `folder` are desks; without it there are none.

    At the start a wrong file that has no last good text is an error (raised as `Wrong`, with every
    problem): nobody is running yet who would be blinded. Later it is left out until it is right. What no
    longer fits without a file that is wrong (a watchlist moved there) keeps its last good text with it.
    """
    errors: dict[str, str] = {}
    inforce = dict(files)
    while True:
        try:
            return Adopted(_load(inforce, receivers, folder), inforce, errors)
        except Wrong as wrong:
            told = _by_file(wrong)
            if starting and not told.keys() <= last_good.keys():
                raise
            if told.keys() <= errors.keys():
                return _all_old(last_good, receivers, errors, folder, wrong)
            errors = told | errors
        old = {path: last_good[path] for path in errors if path in last_good}
        inforce = {path: text for path, text in files.items() if path not in errors} | old


def _all_old(
    last_good: Mapping[str, bytes],
    receivers: Mapping[str, object],
    errors: Mapping[str, str],
    folder: Path | None,
    wrong: Wrong,
) -> Adopted:
    """Where old and new do not fit together at all."""
    if not last_good:
        raise wrong
    return Adopted(_load(last_good, receivers, folder), dict(last_good), errors)


def _by_file(wrong: Wrong) -> dict[str, str]:
    told: dict[str, list[str]] = {}
    for problem in wrong.problems:
        told.setdefault(problem.file, []).append(str(problem))
    return {file: "\n".join(lines) for file, lines in told.items()}
