"""The examples of rules, run through the real engine: `tocsin test`.

The filings of an example become readings, are told one after the other to a History in memory, and the last
is judged by the functions that `run` calls: which rules concern it, and what the rule decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from tocsin.errors import Problem, TocsinError
from tocsin.model import Answer, Bulletin, Issuer, Reading, Verdict
from tocsin.rules import BoundRules, Rule, RuleSet
from tocsin.rules.chronicle import Chronicle
from tocsin.rules.examples import ANY_COMPANY, Example, cik_of, ends, readings
from tocsin.yamltext import Place, meant, quote


@dataclass(frozen=True, slots=True)
class Tried:
    """An example as it ran: what the rule was to say of its last filing, and what it said and why."""

    rule: str
    example: str
    expected: Answer
    got: Answer
    reason: str
    place: Place

    @property
    def green(self) -> bool:
        return self.got is self.expected

    def __str__(self) -> str:
        """`rules/desk.yaml:12:15: insider-dump: fires on a large sale: expected fires, got silent: …`"""
        line = f"{self.place}: {self.rule}: {self.example}"
        if self.green:
            return f"{line}: {self.got}"
        return f"{line}: expected {self.expected}, got {self.got}: {self.reason}"


def run(rules: RuleSet, names: Collection[str] = ()) -> list[Tried]:
    """Every example of every rule, or of those that are named; in the order of the files.

    Rules that are switched off or have expired are tried as well. Raises `TocsinError` for a name that is no
    rule's.
    """
    return [_tried(rule, example) for rule in _chosen(rules, names) for example in rule.examples]


def lacking(rules: RuleSet, names: Collection[str] = ()) -> list[Problem]:
    """The rules that have no example of an alert, or none of a filing that leaves them silent."""
    problems = []
    for rule in _chosen(rules, names):
        told = {example.expect for example in rule.examples}
        missing = [str(answer) for answer in (Answer.FIRES, Answer.SILENT) if answer not in told]
        if missing:
            problems.append(
                rule.place.problem(f"rule {quote(rule.id)} has no example of {' and none of '.join(missing)}")
            )
    return problems


def _chosen(rules: RuleSet, names: Collection[str]) -> Iterable[Rule]:
    known = {rule.id for rule in rules.rules}
    for name in names:
        if name not in known:
            close = meant(name, known)
            hint = f'did you mean "{close}"?' if close else "tocsin check lists them"
            raise TocsinError(f"no rule {quote(name)}: {hint}")
    return [rule for rule in rules.rules if not names or rule.id in names]


def _tried(rule: Rule, example: Example) -> Tried:
    verdict = verdict_of(rule, example)
    return Tried(rule.id, example.name, example.expect, verdict.answer, verdict.reason, example.place)


def verdict_of(rule: Rule, example: Example) -> Verdict:
    """What a rule says of the last filing of an example, seeing only those above it; or, where days of nothing
    come last, what it says when they are over."""
    company = next((company.name for company in rule.watch.companies), ANY_COMPANY)
    told = readings(example, company)
    now = ends(example)
    chronicle = Chronicle()
    for reading in told if now else told[:-1]:
        chronicle.add(reading, _known(reading))
    if now is not None:
        issuer = cik_of(example.given[-1].company or company)
        if not _bound(rule).for_issuer(issuer):
            return Verdict(Answer.SILENT, "does not watch that company")
        if rule.waits is None:
            return Verdict(Answer.SILENT, "rings on filings, and not by the clock")
        return rule.waits(issuer, chronicle.as_of(now), now)
    if isinstance(told[-1].head, Bulletin):
        return _of_bulletin(rule, told[-1], cik_of(example.given[-1].company or company), chronicle)
    filing = told[-1].filing
    bound = _bound(rule)
    if not bound.for_issuer(filing.issuer.cik):
        return Verdict(Answer.SILENT, f"does not watch {filing.issuer.name}")
    if not bound.concern(filing.form, [filing.issuer.cik]):
        return Verdict(Answer.SILENT, f"rings on no form {filing.form}")
    return rule.decide(told[-1], chronicle.as_of(_known(told[-1]), but=filing.accession))


def _of_bulletin(rule: Rule, told: Reading, issuer: str, chronicle: Chronicle) -> Verdict:
    """What a rule says of what a feed tells; of what is told of no company, for the one that the example is about."""
    asked = [cik for _, cik in _bound(rule).hearers(told)]
    if not asked:
        named = told.issuer.name
        return Verdict(
            Answer.SILENT,
            f"does not watch {named}" if told.form in rule.hears else f"rings on no {told.form}",
        )
    about = told
    if not told.issuer.cik and asked != [""]:
        if issuer not in asked:
            return Verdict(Answer.SILENT, "does not watch that company")
        about = replace(told, head=replace(told.head, issuer=Issuer(issuer, issuer)))
    return rule.decide(about, chronicle.as_of(_known(told), but=told.key))


def _known(reading: Reading) -> dt.datetime:
    known = reading.head.accepted
    assert known is not None  # noqa: S101 each filing of an example has its day
    return known


def _bound(rule: Rule) -> BoundRules:
    """The rule alone, so that `run`'s own look-up says whether it concerns a filing."""
    alone = RuleSet((replace(rule, enabled=True),))
    return alone.bind({ticker: cik_of(ticker) for ticker in rule.watch.tickers})
