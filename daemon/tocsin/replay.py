"""The rules held against what the state or a file holds, by the functions that `run` calls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tocsin import documents
from tocsin.errors import TocsinError
from tocsin.model import Answer, Bulletin, Issuer, Reading, Verdict
from tocsin.rules import BoundRules, History, NoHistory, Rule
from tocsin.state import State


def explain_document(
    path: Path, state: State | None, rules: BoundRules, now: dt.datetime
) -> Iterator[tuple[Rule, Reading, Verdict]]:
    """Every rule's verdict on a document, held against what the state knew before it. Raises `Unreadable`."""
    reading = documents.read(path)
    filing = reading.filing
    history = state.history(filing.accepted or now, but=filing.accession) if state else NoHistory()
    for rule in rules.rules:
        yield rule, reading, _verdict(rule, reading, rules, history)


def explain_filing(
    accession: str, state: State, rules: BoundRules
) -> Iterator[tuple[Rule, Reading, Verdict]]:
    """Every rule's verdict on a filing in the state (or a bulletin, by its key), seeing only what was known when it
    was read."""
    heard = state.bulletins.reading(accession)
    if heard is not None:
        for rule in rules.rules:
            yield (
                rule,
                heard.reading,
                _verdict(rule, heard.reading, rules, state.history(heard.known, but=accession)),
            )
        return
    found = state.facts.reading(accession)
    if found is None:
        raise TocsinError(
            f"{accession} is not in the state: it was never read, or is about an issuer that nobody watches"
        )
    reading, known = replace(found[0], prose=state.texts.of(accession)), found[1]
    for rule in rules.rules:
        yield rule, reading, _verdict(rule, reading, rules, state.history(known, but=accession))


def _verdict(rule: Rule, reading: Reading, rules: BoundRules, history: History) -> Verdict:
    if isinstance(reading.head, Bulletin):
        return _of_bulletin(rule, reading, rules, history)
    issuer = reading.issuer
    if not rule.enabled:
        return Verdict(Answer.SILENT, "is switched off")
    if rule not in rules.for_issuer(issuer.cik):
        return Verdict(Answer.SILENT, f"does not watch {issuer.name}")
    return rule.decide(reading, history)


def _of_bulletin(rule: Rule, reading: Reading, rules: BoundRules, history: History) -> Verdict:
    """As `run` asks: of what is told of no company, for each that the rule watches; the loudest answer counts."""
    if not rule.enabled:
        return Verdict(Answer.SILENT, "is switched off")
    asked = [cik for one, cik in rules.hearers(reading) if one == rule]
    if not asked:
        named = reading.issuer.name
        why = f"does not watch {named}" if reading.form in rule.hears else f"rings on no {reading.form}"
        return Verdict(Answer.SILENT, why)
    verdicts = []
    for cik in asked:
        issuer = reading.issuer if cik == reading.issuer.cik else Issuer(cik, cik)
        verdicts.append(rule.decide(replace(reading, head=replace(reading.head, issuer=issuer)), history))
    return min(
        verdicts, key=lambda verdict: (Answer.FIRES, Answer.UNDECIDED, Answer.SILENT).index(verdict.answer)
    )
