"""The rules held against what the state or a file holds, by the functions that `run` calls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tocsin import facts
from tocsin.errors import TocsinError, Unreadable
from tocsin.model import Answer, Reading, Verdict
from tocsin.rules import BoundRules, History, NoHistory, Rule
from tocsin.state import State


def explain_document(path: Path, rules: BoundRules) -> Iterator[tuple[Rule, Reading, Verdict]]:
    """Every rule's verdict on a document. Raises `Unreadable`."""
    reading = read_document(path)
    for rule in rules.rules:
        yield rule, reading, _verdict(rule, reading, rules, NoHistory())


def explain_filing(
    accession: str, state: State, rules: BoundRules
) -> Iterator[tuple[Rule, Reading, Verdict]]:
    """Every rule's verdict on a filing in the state, seeing only what was known when it was read."""
    found = state.facts.reading(accession)
    if found is None:
        raise TocsinError(
            f"{accession} is not in the state: it was never read, or is about an issuer that nobody watches"
        )
    reading, known = found
    for rule in rules.rules:
        yield rule, reading, _verdict(rule, reading, rules, state.history(known, but=accession))


def _verdict(rule: Rule, reading: Reading, rules: BoundRules, history: History) -> Verdict:
    issuer = reading.filing.issuer
    if not rule.enabled:
        return Verdict(Answer.SILENT, "is switched off")
    if rule not in rules.for_issuer(issuer.cik):
        return Verdict(Answer.SILENT, f"does not watch {issuer.name}")
    return rule.decide(reading, history)


def read_document(path: Path) -> Reading:
    """What a file says. Raises `Unreadable`, also for a file that cannot be opened."""
    try:
        body = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"the file cannot be read: {error.strerror}") from error
    return facts.read(body)
