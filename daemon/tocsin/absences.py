"""What did not come: rules that ring by the clock, looked at now and then."""

from __future__ import annotations

from tocsin.house import House
from tocsin.model import Answer, Times
from tocsin.ringing import settle
from tocsin.rules import BoundRules, waited_for


def ring_absences(house: House, rules: BoundRules) -> int:
    """Rings, once each, for what is absent by now. Returns how many rang."""
    state, rang = house.state, 0
    if not any(rule.waits for rule in rules.rules):
        return 0
    now = house.clock.now()
    history = state.history(now)
    for cik in sorted(rules.ciks):
        for rule in rules.for_issuer(cik):
            if rule.waits is None or not rule.enabled or rule.has_expired(now):
                continue
            verdict = rule.waits(cik, history, now)
            # The last one that came stands for the wait: when another comes and is the last one too long ago, that
            # is another wait.
            last = waited_for(verdict.subject, state.issuers.issuer(cik))
            if verdict.answer is not Answer.FIRES or last is None:
                continue
            with state.transaction():
                if state.alerts.has_match(rule.id, last.head):
                    continue
                times = Times(accepted=None, seen=now, read=now, matched=now, by_clock=True)
                settle(house, rule, last, verdict, times, history)
                rang += 1
    return rang
