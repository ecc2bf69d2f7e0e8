"""`tocsin armed`: for each rule and issuer whether it could ring at all, and why not. Silence must never be blindness."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tocsin import facts
from tocsin.errors import Problem
from tocsin.model import FORM_OF, MARKET, Answer, Issuer
from tocsin.rules import BoundRules, History, NoHistory, Rule, RuleSet
from tocsin.rules.watch import Company
from tocsin.state import Lane, State
from tocsin.words import counted

SHOWN = 5
ANYONE = Issuer("", "any company", "*")
_NO_PAST = (
    "of companies that no rule names, nothing earlier is read: its figures and words are not known before"
)


@dataclass(frozen=True, slots=True)
class Arming:
    """A rule and an issuer; `why` it is blind, None where it is armed. A rule that can ring for nobody has no
    issuer."""

    rule: str
    issuer: Issuer | None
    why: str | None

    @property
    def armed(self) -> bool:
        return self.why is None


def silent_kinds(feeds: Mapping[str, frozenset[str]], lanes: Iterable[Lane]) -> dict[str, str]:
    """Why nothing is heard of a kind of fact: no feed (by name, with the kinds that it tells) tells it, or each
    that does fails."""
    failing = {lane.name: lane.why or lane.state for lane in lanes if lane.state != "ok"}
    silent = {}
    for kind in FORM_OF:
        telling = [name for name, kinds in feeds.items() if kind in kinds]
        if not telling:
            silent[kind] = (
                f"no feed tells any {kind.replace('_', ' ')}: configure one under feeds in tocsin.yaml"
            )
        elif all(name in failing for name in telling):
            silent[kind] = "; ".join(f"the {name} feed fails: {failing[name]}" for name in telling)
    return silent


def unheard(rules: RuleSet, silent: Mapping[str, str]) -> list[Problem]:
    """A warning for each kind of fact that rules look at and no feed tells, at the first of these rules."""
    warnings = []
    for kind, why in silent.items():
        deaf = [rule for rule in rules.rules if rule.enabled and kind in rule.looks_at]
        if deaf:
            named = ", ".join(rule.id for rule in deaf[:SHOWN]) + (", …" if len(deaf) > SHOWN else "")
            what = counted(len(deaf), "rule")
            warnings.append(deaf[0].place.problem(f"{why} ({what}: {named})", warning=True))
    return warnings


def armed(
    rules: BoundRules,
    state: State | None,
    now: dt.datetime,
    *,
    without: Mapping[str, str] | None = None,
) -> Iterator[Arming]:
    """Each rule in the order of the files, with each company that it watches.

    `without` tells by the word of a condition why it hears nothing at all (`price_target`: no feed for it is
    configured). Without a state nothing of the past is known.
    """
    listed = state.issuers.ciks() if state else {}
    history = state.history(now).glance() if state else NoHistory()
    for rule in rules.rules:
        why = _of_rule(rule, now, without or {})
        if why is not None:
            yield Arming(rule.id, None, why)
            continue
        if rule.market or rule.watch.market:
            yield Arming(rule.id, MARKET, _of_issuer(rule, "", state, history, now))
            continue
        if rule.watch.everything:
            yield Arming(rule.id, ANYONE, _NO_PAST if rule.sees else None)
        for company in _each_once(rule.watch.companies):
            cik = company.name if company.is_cik else listed.get(company.name)
            if cik is None:
                yield Arming(rule.id, Issuer("", company.name, company.name), _unlisted(company, listed))
                continue
            cik = cik.zfill(10)
            yield Arming(rule.id, _issuer(cik, company, state), _of_issuer(rule, cik, state, history, now))


def _each_once(companies: Iterable[Company]) -> list[Company]:
    return list({company.name: company for company in companies}.values())


def _of_rule(rule: Rule, now: dt.datetime, without: Mapping[str, str]) -> str | None:
    """Why a rule can ring for nobody."""
    if not rule.enabled:
        return "is switched off"
    if rule.has_expired(now):
        return f"has expired: {rule.expires} was its last day"
    if (
        rule.waits is None
        and rule.forms is not None
        and rule.forms.isdisjoint(facts.FORMS)
        and not rule.hears
    ):
        return f"form {' or '.join(sorted(rule.forms))} is never read"
    return next((without[kind] for kind in rule.looks_at if kind in without), None)


def _of_issuer(rule: Rule, cik: str, state: State | None, history: History, now: dt.datetime) -> str | None:
    """Why a rule is blind for one company."""
    if state is None:
        return "nothing has run with this state yet" if rule.sees or rule.waits else None
    lacks = rule.sees(cik, history, now) if rule.sees else None
    if rule.waits is not None:
        waiting = rule.waits(cik, history, now)
        if waiting.answer is Answer.UNDECIDED:
            lacks = waiting.reason
    if lacks is not None and state.issuers.without_baseline([cik]):
        return f"{lacks}; its past was not read yet"
    return lacks


def _issuer(cik: str, company: Company, state: State | None) -> Issuer:
    symbol = company.name if not company.is_cik else (state.issuers.symbol(cik) if state else None)
    name = state.issuers.name(cik) if state else None
    return Issuer(cik, name or symbol or f"CIK {cik.lstrip('0')}", symbol)


def _unlisted(company: Company, listed: Mapping[str, str]) -> str:
    if not listed:
        return "which company this is is not known: the first `run` or `once` reads the SEC's list of tickers"
    return f"the SEC lists no ticker {company.name}"


# --- what is printed -----------------------------------------------------------------------------------


def as_json(armings: Iterable[Arming]) -> Iterator[dict[str, Any]]:
    for one in armings:
        issuer = None if one.issuer is None else {**asdict(one.issuer), "cik": one.issuer.cik or None}
        yield {"rule": one.rule, "issuer": issuer, "armed": one.armed, "why": one.why}


def in_words(armings: Iterable[Arming]) -> Iterator[str]:
    """A line for each rule and issuer, then how many are armed."""
    total = Counter[bool]()
    for one in armings:
        total[one.armed] += 1
        issuer = "" if one.issuer is None else f"  {one.issuer.symbol or one.issuer.name}"
        yield f"{'armed' if one.armed else 'blind'}  {one.rule}{issuer}{f': {one.why}' if one.why else ''}"
    yield f"{total[True]} armed, {total[False]} blind"
