"""`tocsin why TICKER --on DATE`: what was seen of a company that day, what each rule said then, and what became of it.

What a rule said is what was kept of it. Of a rule that was silent nothing is kept: where it is still the same it
is asked again, with what was known then; where it is another now, its words of then are told.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from tocsin.clock import EASTERN
from tocsin.errors import TocsinError
from tocsin.model import Answer, Issuer, Reading
from tocsin.rules import BoundRules, Rule
from tocsin.rules.english import in_english
from tocsin.rules.watch import EVERYTHING, company_name
from tocsin.state import State
from tocsin.state.alerts import Fate, Kept
from tocsin.state.bulletins import Heard
from tocsin.state.filings import Seen

_NOT_JUDGED = {
    "due": "is not read yet",
    "baseline": "is of the time before it was watched: read quietly, no rule was held against it",
    "unwatched": "was read, and no rule watched its issuer",
    "set aside": "could not be read",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What a rule said of a filing. `version` is the one of then; `answer` None where it is not known, or there
    was nothing to say: `reason` tells why. `kept`: as it was said then, not asked again."""

    accession: str
    rule: str
    version: str | None
    answer: str | None
    reason: str
    saw: tuple[dict[str, Any], ...] = ()
    kept: bool = False


Line = Seen | Heard | Said | Fate


def company(name: str, state: State) -> Issuer:
    """The company of a ticker or CIK. Raises `TocsinError` where the SEC lists none."""
    try:
        asked = company_name(name.upper())
    except ValueError as error:
        raise TocsinError(str(error)) from None
    cik = asked if asked.isdigit() else state.issuers.ciks().get(asked)
    if cik is None:
        raise TocsinError(f"the SEC lists no ticker {asked}: a CIK works too")
    cik = cik.zfill(10)
    symbol = state.issuers.symbol(cik) if asked.isdigit() else asked
    return Issuer(cik, state.issuers.name(cik) or asked, symbol)


def why(issuer: Issuer, day: dt.date, state: State, rules: BoundRules) -> Iterator[Line]:
    """Each filing that was accepted or seen on that day, Eastern, and each bulletin of a feed, with what the rules said
    of it; then what became of the alerts of these filings and of that day."""
    since = dt.datetime.combine(day, dt.time(), EASTERN)
    until = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), EASTERN)
    filings = state.filings.seen_of(issuer.cik, since, until)
    for filing in filings:
        yield filing
        found = state.facts.reading(filing.accession) if filing.state == "read" else None
        if found is not None and found[0].filing.issuer.cik == issuer.cik:
            reading = replace(found[0], prose=state.texts.of(filing.accession))
            yield from _Then(issuer, filing.accession, reading, found[1], state).said(rules)
    for told in state.bulletins.heard_of(issuer.cik, since, until):
        yield told
        stored = state.bulletins.reading(told.key) if told.state == "heard" else None
        if stored is not None:
            yield from _Then(issuer, told.key, stored.reading, stored.known, state).said(rules)
    yield from state.alerts.fates_of(issuer.cik, [one.accession for one in filings], since, until)


@dataclass(frozen=True, slots=True)
class _Then:
    """A filing or a bulletin and the state, as of when it was known."""

    issuer: Issuer
    key: str
    reading: Reading
    known: dt.datetime
    state: State

    def said(self, rules: BoundRules) -> Iterator[Said]:
        kept = {one.rule: one for one in self.state.alerts.matches_of(self.key, self.issuer.cik)}
        then = self.state.rulebook.versions_at(self.known)
        now = {rule.id: rule for rule in rules.for_issuer(self.issuer.cik)}
        watched = [name for name, (_, meaning) in then.items() if _watched(meaning, self.issuer)]
        for name in dict.fromkeys((*now, *watched, *kept)):
            if name in kept:
                yield _as_kept(self.key, kept[name])
            else:
                yield self._asked_again(name, now.get(name), *then.get(name, (None, "")))

    def _asked_again(self, name: str, rule: Rule | None, version: str | None, meaning: str) -> Said:
        """What a rule said of which nothing is kept; `version` and `meaning` are of then."""

        def nothing(reason: str) -> Said:
            return Said(self.key, name, version, None, reason)

        if version is None:
            return nothing("was not in force yet")
        if not _watched(meaning, self.issuer):
            return nothing(f"did not watch {self.issuer.name} then")
        if rule is None or rule.version != version:
            now = "is gone" if rule is None else "is another now"
            reason = f"nothing of it is kept, so it was silent; it {now}, and was then: {in_english(meaning)}"
            return Said(self.key, name, version, Answer.SILENT.value, reason)
        if rule.has_expired(self.known):
            return nothing("had expired")
        if not rule.rings_on(self.reading):
            return Said(self.key, name, version, Answer.SILENT.value, f"rings on no {self.reading.form}")
        verdict = rule.decide(self.reading, self.state.history(self.known, but=self.key))
        saw = tuple(asdict(one) for one in verdict.saw)
        return Said(self.key, name, version, verdict.answer.value, verdict.reason, saw)


def _as_kept(accession: str, kept: Kept) -> Said:
    return Said(accession, kept.rule, kept.rule_version, kept.answer, kept.reason, kept.saw, kept=True)


def _watched(meaning: str, issuer: Issuer) -> bool:
    """Whether a rule of this meaning watched a company, and was switched on."""
    rule = json.loads(meaning)
    names = (EVERYTHING, issuer.cik, issuer.symbol)
    return bool(rule.get("enabled", True)) and any(name in names for name in rule.get("watch", ()))


# --- what is printed -----------------------------------------------------------------------------------


def as_json(line: Line) -> dict[str, Any]:
    """`{"kind": "filing" | "verdict" | "alert", …}`, times ISO."""
    match line:
        case Seen():
            return {"kind": "filing", **_plain(line)}
        case Heard():
            return {"kind": "bulletin", **_plain(line)}
        case Said():
            told = asdict(line)
            verdict = {"verdict" if key == "answer" else key: value for key, value in told.items()}
            return {"kind": "verdict", **verdict}
    return {"kind": "alert", **_plain(line)}


def _plain(line: Seen | Heard | Fate) -> dict[str, Any]:
    told = asdict(line)
    return {
        key: value.isoformat() if isinstance(value, dt.datetime) else value for key, value in told.items()
    }


def in_words(issuer: Issuer, day: dt.date, lines: list[Line]) -> Iterator[str]:
    """For a person: what was seen, what the rules said of it, what became of it."""
    name = f"{issuer.symbol} ({issuer.name})" if issuer.symbol else issuer.name
    if not any(isinstance(line, Seen | Heard) for line in lines):
        yield f"Nothing of {name} was seen on {day}."
    for line in lines:
        match line:
            case Seen():
                yield _filing(line)
            case Heard():
                yield _bulletin(line)
            case Said():
                yield f"  {line.answer or '-':9} {line.rule}: {line.reason}"
            case Fate():
                yield f"alert of {line.rule} {_moment(line.matched)}: {_fate(line)}"


def _filing(line: Seen) -> str:
    accepted = f"accepted {_moment(line.accepted)}" if line.accepted else "acceptance time not told"
    read = f", read {_moment(line.read)}" if line.read else ""
    told = f"Form {line.form} {line.accession}: {accepted}, seen {_moment(line.seen)} ({line.source}){read}"
    if line.state in _NOT_JUDGED:
        told += f"; it {_NOT_JUDGED[line.state]}" + (f": {line.error}" if line.error else "")
    return told


def _bulletin(line: Heard) -> str:
    told = f"told {_moment(line.accepted)}, " if line.accepted else ""
    counted = {
        "baseline": "; it is of before it was watched, or of long ago: no rule was held against it",
        "known": "; another feed had told it before",
    }.get(line.state, "")
    return f"{line.form} of feed {line.feed} {line.key}: {told}seen {_moment(line.seen)}{counted}"


def _fate(line: Fate) -> str:
    waits = f" until {_moment(line.due)}" if line.due else ""
    because = f": {line.why}" if line.why else ""
    thread = ", in the thread of an earlier one" if line.thread else ""
    match line.state:
        case "sent":
            return f"sent to {line.receiver}{f' {_moment(line.sent)}' if line.sent else ''}{thread}"
        case "grouped":
            sent = f", sent {_moment(line.sent)}" if line.sent else ", not sent yet"
            return f"told with others in one message to {line.receiver}{sent}"
        case "held":
            return f"held for {line.receiver}{waits}"
        case "silenced":
            return f"silenced{because}"
        case "due":
            return f"waits to be sent to {line.receiver}{thread}{because}"
    return f"{line.state} to {line.receiver} after {line.attempts} attempts{because}"


def _moment(moment: dt.datetime) -> str:
    return f"{moment.astimezone(EASTERN):%Y-%m-%d %H:%M:%S} ET"
