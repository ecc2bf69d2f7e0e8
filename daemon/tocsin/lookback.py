"""What rules ring over a past that is told filing by filing, had they always been in force.

The functions are those of `run`: `rule.decide`, `match_of`, and what rings once (as `ringing` decides it by the
alerts in the state, here by those of the look back). Each filing is held against what was known when it was.
Rules look at one issuer at a time, and so does this: only one issuer's past is in memory.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from tocsin.alerts import answer_to, same_figure
from tocsin.model import Answer, InsiderSale, Issuer, Match, Metric, Prose, Reading, Verdict
from tocsin.rules import BoundRules, History, Rule, confirms, match_of, retold, waited_for
from tocsin.rules.chronicle import Chronicle
from tocsin.rules.condition import Waits

Step = Callable[[int, int], None]
INSTANT = dt.timedelta(microseconds=1)
_WEEK = dt.timedelta(weeks=1)
_SHORTEST = dt.timedelta(days=1)  # a rate over less than that says nothing


@dataclass(frozen=True, slots=True)
class Told:
    """A filing or a bulletin of the past: what it says, and when it was known. `words` brings its prose, None where
    there is none; `replaces` is the key of the bulletin that this one corrects or takes back."""

    reading: Reading
    known: dt.datetime
    words: Callable[[], Iterable[Prose]] | None = None
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """One issuer's filings and bulletins in the order in which they became known, those of the market among them,
    and what companyfacts tells beside. Without a CIK it is the market's own past."""

    cik: str
    filings: Iterable[Told]
    company_facts: Iterable[tuple[Metric, dt.datetime]] = ()


@dataclass(frozen=True, slots=True)
class Rung:
    """One alert that there would have been."""

    rule: str
    issuer: Issuer
    accession: str | None
    at: dt.datetime
    reason: str


@dataclass(slots=True)
class Count:
    """What became of a rule's matches: alerts; those that joined an earlier alert's thread; those within its
    cooldown; and those that nobody could decide."""

    alerts: int = 0
    joined: int = 0
    silenced: int = 0
    undecided: int = 0

    def add(self, other: Count) -> None:
        self.alerts += other.alerts
        self.joined += other.joined
        self.silenced += other.silenced
        self.undecided += other.undecided


@dataclass(frozen=True, slots=True)
class Backtest:
    """The alerts from `since` to `until`, the earliest first, and what became of the rest, rule by rule.

    `out_of_time`: not the whole past was looked at. `unread` filings of that time are known of and were never read.
    """

    since: dt.datetime
    until: dt.datetime
    filings: int
    rung: tuple[Rung, ...]
    counts: dict[str, Count]
    out_of_time: bool = False
    unread: int = 0

    @property
    def span(self) -> dt.timedelta:
        return self.until - self.since

    def per_week(self, rule: str) -> float:
        return round(self.counts[rule].alerts * (_WEEK / max(self.span, _SHORTEST)), 2)

    def loudest(self, most: int = 5) -> list[tuple[Issuer, int]]:
        """The issuers with the most alerts, and how many each."""
        issuers = {one.issuer.cik: one.issuer for one in self.rung}
        counted = Counter(one.issuer.cik for one in self.rung)
        return [(issuers[cik], count) for cik, count in counted.most_common(most)]


@dataclass(slots=True)
class _Rings:
    """What one rule rang of one issuer so far, and so what it need not ring again."""

    figures: list[Metric] = field(default_factory=list)
    filings: set[str | None] = field(default_factory=set)
    waits: set[str | None] = field(default_factory=set)  # the last filings that it waited after
    last: dt.datetime | None = None

    def settle(
        self, rule: Rule, told: Told, verdict: Verdict, history: History, count: Count
    ) -> Match | None:
        """The match that rings, if one does; as `ringing.settle`."""
        match, subject = match_of(rule, told.reading, verdict), verdict.subject
        answers = told.replaces is not None and told.replaces in self.filings
        if answers:
            self.filings.add(told.reading.key)
        rang = None
        if isinstance(subject, Metric):
            rang = next((one for one in reversed(self.figures) if same_figure(one, subject)), None)
            if rang is not None and answer_to(rang, subject, confirms) is not None:
                self.figures.append(subject)
        if match is None:
            return None
        if not match.rings:
            count.undecided += 1
            return None
        if rang is not None or answers:
            count.joined += 1
            return None
        return match if self._rings(rule, match, told.known, history, count) else None

    def _rings(self, rule: Rule, match: Match, now: dt.datetime, history: History, count: Count) -> bool:
        subject, accession = match.verdict.subject, match.reading.key
        if isinstance(subject, InsiderSale):
            before = retold(match.reading, history, subject.row_numbers)
            if before is not None and before.accession in self.filings:
                self.filings.add(accession)
                count.joined += 1
                return False
        if isinstance(subject, Metric):
            self.figures.append(subject)
        if rule.cooldown and self.last is not None and now - self.last < rule.cooldown:
            count.silenced += 1
            return False
        self.filings.add(accession)
        self.last = now
        count.alerts += 1
        return True


def no_bar(_done: int, _total: int) -> None:
    """Nobody looks."""


def never() -> bool:
    return False


def look_back(
    rules: BoundRules,
    pasts: Iterable[Past],
    period: tuple[dt.datetime, dt.datetime],
    *,
    total: int = 0,
    step: Step = no_bar,
    enough: Callable[[], bool] = never,
) -> Backtest:
    """Holds the rules against each issuer's filings, and tells what rang in the period, whose end is no part of it.

    `step` hears how many filings were looked at, and of how many; `enough` is asked after each, and gives up
    where it says so.
    """
    since, until = period
    counts = {rule.id: Count() for rule in rules.rules if rule.enabled}
    rung: list[Rung] = []
    looked_at = inside = 0
    tired = False
    for past in pasts:
        if tired:
            break
        book = _Book(rules, past.cik, since, counts, rung)
        book.chronicle.add_company_facts(past.cik, past.company_facts)
        for told in past.filings:
            if told.known >= until or tired:
                break
            book.wait(told.known)
            book.hold(told)
            looked_at += 1
            inside += told.known >= since
            step(looked_at, total)
            tired = enough()
        else:
            book.wait(until)
    return Backtest(since, until, inside, _in_order(rung), counts, tired)


def merged(parts: Sequence[Backtest]) -> Backtest:
    """Look backs at the same rules and the same period, each over other issuers, as one."""
    counts = {rule: Count() for rule in parts[0].counts}
    for part in parts:
        for rule, count in part.counts.items():
            counts[rule].add(count)
    return replace(
        parts[0],
        filings=sum(part.filings for part in parts),
        rung=_in_order(one for part in parts for one in part.rung),
        counts=counts,
        out_of_time=any(part.out_of_time for part in parts),
    )


def _in_order(rung: Iterable[Rung]) -> tuple[Rung, ...]:
    return tuple(sorted(rung, key=lambda one: (one.at, one.accession or "")))


class _Book:
    """One issuer's past as far as it was gone through, and what rang in it."""

    def __init__(
        self, rules: BoundRules, cik: str, since: dt.datetime, counts: dict[str, Count], rung: list[Rung]
    ) -> None:
        watching = rules.for_issuer(cik)
        # By the clock ring only those who are watched by name, as in `absences`.
        named = watching if cik in rules.ciks else ()
        self._waiting = [(rule, rule.waits) for rule in named if rule.waits and rule.enabled]
        self._judging = [rule for rule in watching if rule.enabled]
        self._rules = rules
        self._rings = {rule.id: _Rings() for rule in watching}
        self._issuer = Issuer(cik, cik)
        self._cik, self._since, self._counts, self._rung = cik, since, counts, rung
        self._waited: dt.datetime | None = None
        self.chronicle = Chronicle()

    def hold(self, told: Told) -> None:
        """Holds a filing or a bulletin against the rules, by what was known then; what comes after knows of it."""
        if told.replaces is not None:
            self.chronicle.replace(told.replaces, by=told.reading.key, known=told.known)
        history = self.chronicle.as_of(told.known, but=told.reading.key)
        of_market = not told.reading.issuer.cik and self._cik
        about = self._about_us(told.reading) if of_market else told.reading
        self._issuer = about.issuer
        asked = (rule for rule, cik in self._rules.hearers(told.reading) if cik == self._cik)
        for rule in asked if of_market else self._judging:
            # On another form it is silent, as `decide` would say.
            if not rule.has_expired(told.known) and rule.rings_on(about):
                self._settle(rule, replace(told, reading=about), rule.decide(about, history), history)
        self.chronicle.add(told.reading, told.known, told.words)
        self._waited = told.known

    def _about_us(self, reading: Reading) -> Reading:
        """What is told of no company, as it is held against the rules that ask for this one."""
        return replace(reading, head=replace(reading.head, issuer=self._issuer))

    def wait(self, until: dt.datetime) -> None:
        """What rang by the clock since the last filing: nothing new was known in between, so that it began once."""
        since, before = self._waited, until - INSTANT
        if since is None or since > before:
            return
        for rule, waits in self._waiting:
            at = self._began(waits, since, before)
            if at is None or rule.has_expired(at):
                continue
            history = self.chronicle.as_of(at)
            verdict = waits(self._cik, history, at)
            last, waited = verdict.subject, self._rings[rule.id].waits
            head = waited_for(last, self._issuer)
            if head is not None and (head.key not in waited):
                waited.add(head.key)
                self._settle(rule, Told(head, at), verdict, history)

    def _began(self, waits: Waits, since: dt.datetime, before: dt.datetime) -> dt.datetime | None:
        """When a wait was over, to the microsecond; None when it was not by then."""

        def is_over(moment: dt.datetime) -> bool:
            history = self.chronicle.as_of(moment)
            return waits(self._cik, history, moment).answer is Answer.FIRES

        if not is_over(before):
            return None
        if is_over(since):
            return since
        while before - since > INSTANT:
            middle = since + (before - since) / 2
            since, before = (since, middle) if is_over(middle) else (middle, before)
        return before

    def _settle(self, rule: Rule, told: Told, verdict: Verdict, history: History) -> None:
        """Keeps what rings. What was before the period is remembered: what rang then does not ring again."""
        counted = told.known >= self._since
        count = self._counts[rule.id] if counted else Count()
        if self._rings[rule.id].settle(rule, told, verdict, history, count) and counted:
            head = told.reading.head
            self._rung.append(Rung(rule.id, head.issuer, head.accession, told.known, verdict.reason))
