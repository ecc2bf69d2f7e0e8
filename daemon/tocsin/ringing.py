"""What becomes of a verdict: it rings, is held, is silenced, or answers in a thread what rang before.

Called inside the transaction that takes a filing or a bulletin in: the match, the alert and its message commit with it.
"""

from __future__ import annotations

from dataclasses import replace

import structlog

from tocsin.alerts import answer_to, compose, follow_up, message_of, same_figure
from tocsin.house import House
from tocsin.model import InsiderSale, Match, Metric, Rang, Reading, Times, Verdict
from tocsin.rules import History, Rule, confirms, is_active, match_of, next_active, retold
from tocsin.words import duration

log = structlog.get_logger("tocsin")


def settle(
    house: House, rule: Rule, reading: Reading, verdict: Verdict, times: Times, history: History
) -> Match | None:
    """Keeps what a rule says of a filing, and puts up what is to be told. Returns the match, if there is one."""
    match = match_of(rule, reading, verdict)
    rang = _rang_before(house, rule, reading, verdict)
    if match:
        match_id = house.state.alerts.record_match(match, now=times.matched)
        if match.rings and rang is None:
            _ring(house, rule, match, match_id, times, history)
    if rang is not None:
        _answer(house, rang, rule, reading, verdict, times)
    return match


def _ring(house: House, rule: Rule, match: Match, match_id: int, times: Times, history: History) -> None:
    """Due now, held until the rule's hours, silenced by its cooldown, or a reply to the alert that told of the
    same shares already."""
    alerts, desk, now = house.state.alerts, house.desk, times.matched
    alert = compose(match, times, desk.route, archive=desk.archive)
    sale = match.verdict.subject
    told = retold(match.reading, history, sale.row_numbers) if isinstance(sale, InsiderSale) else None
    first = alerts.of_filing(rule.id, told.accession) if told and told.accession else None
    if first is not None:
        key, receiver = first
        alert = replace(alert, thread=key, receiver=receiver, aloud=False)
        alerts.record(match_id, alert, message_of(alert))
        log.info("told in the thread", rule=rule.id, accession=alert.accession, answers=key)
        return
    last = alerts.last_rang(rule.id, alert.issuer.cik) if rule.cooldown else None
    silenced = None
    if rule.cooldown and last is not None and now - last < rule.cooldown:
        silenced = f"cooldown of {duration(rule.cooldown)}: it rang {duration(now - last)} before"
    held = next_active(rule.active, now) if rule.active and not is_active(rule.active, now) else None
    alerts.record(
        match_id, alert, message_of(alert), held_until=None if silenced else held, silenced=silenced
    )
    if silenced or held:
        log.info("silenced" if silenced else "held", rule=rule.id, accession=alert.accession, why=silenced)


def _rang_before(house: House, rule: Rule, reading: Reading, verdict: Verdict) -> Rang | None:
    """The alert by which this rule told of this very figure already, from another filing."""
    subject = verdict.subject
    if not isinstance(subject, Metric):
        return None
    told = house.state.alerts.of_figures(rule.id, reading.issuer.cik)
    return next((rang for rang in told if same_figure(rang.about, subject)), None)


def _answer(house: House, rang: Rang, rule: Rule, reading: Reading, verdict: Verdict, times: Times) -> None:
    """Answers, in its thread, an alert whose figure this filing confirms, corrects or restates."""
    what = answer_to(rang.about, verdict.subject, confirms) if isinstance(verdict.subject, Metric) else None
    if what is None:
        return
    match = Match(rule.id, rule.version, rule.severity, rule.notify, False, verdict, reading)
    alert = follow_up(rang, what, match, times, archive=house.desk.archive)
    house.state.alerts.record(rang.match, alert, message_of(alert))
    log.info(what, rule=rule.id, accession=alert.accession, issuer=alert.issuer.name, answers=rang.key)
