"""Which text of each rule file is in force.

The folder is adopted as a whole. A file that is wrong keeps its last good text, which the state
remembers, so a slip of a trader's neither stops the daemon nor blinds it, also over a restart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tocsin.config import no_receiver
from tocsin.errors import Problem, Wrong
from tocsin.rules import RuleSet, load

SUFFIXES = {".yaml", ".yml"}
# One byte more than a rule file may have, so that the reader of the text can say it is too large.
MOST_BYTES = 4 * 1024 * 1024 + 1


@dataclass(frozen=True, slots=True)
class Adopted:
    """The rules in force, the texts they come from, and what is wrong with newer ones."""

    rules: RuleSet
    files: Mapping[str, bytes]
    errors: Mapping[str, str]


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
    return _load(read_folder(folder), receivers)


def _load(files: Mapping[str, bytes], receivers: Mapping[str, object] | None) -> RuleSet:
    """The rules, when every receiver that they name is there. None: the receivers are not known."""
    rules = load(files)
    problems = [
        Problem(*rule.place, no_receiver(rule.notify, receivers))
        for rule in rules.rules
        if receivers is not None and rule.notify is not None and rule.notify not in receivers
    ]
    if problems:
        raise Wrong(problems)
    return rules


def adopt(
    files: Mapping[str, bytes],
    last_good: Mapping[str, bytes],
    receivers: Mapping[str, object],
    *,
    starting: bool,
) -> Adopted:
    """Decides which texts are in force.

    At the start a wrong file that has no last good text is an error (raised as `Wrong`, with every
    problem): nobody is running yet who would be blinded. Later it is left out until it is right.
    """
    try:
        return Adopted(_load(files, receivers), dict(files), {})
    except Wrong as wrong:
        errors = _by_file(wrong)
        if starting and not errors.keys() <= last_good.keys():
            raise
        kept = {path: text for path, text in files.items() if path not in errors}
        old = {path: last_good[path] for path in errors if path in last_good}
        try:
            return Adopted(_load(kept | old, receivers), kept | old, errors)
        except Wrong:
            # Old and new do not fit together (a watchlist moved from one file to another): all old.
            if not last_good:
                raise wrong from None
            return Adopted(_load(last_good, receivers), dict(last_good), errors)


def _by_file(wrong: Wrong) -> dict[str, str]:
    told: dict[str, list[str]] = {}
    for problem in wrong.problems:
        told.setdefault(problem.file, []).append(str(problem))
    return {file: "\n".join(lines) for file, lines in told.items()}
