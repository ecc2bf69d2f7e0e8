"""What the command line prints, for programs as INTERFACE says and for people in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tocsin import words
from tocsin.alerts import LATE
from tocsin.clock import EASTERN
from tocsin.model import (
    Fact,
    FilingFact,
    Guidance,
    InsiderHolding,
    InsiderSale,
    InsiderTransaction,
    Metric,
    Passage,
    ProposedSale,
    Quality,
    Range,
    Reading,
    Verdict,
)
from tocsin.rules import BoundRules, RuleSet
from tocsin.rules.english import in_english
from tocsin.state import Receipt, SetAside, State, Told, Unsent
from tocsin.state.names import BLOCKED_UNTIL, RULES_LOADED, RUNNING_SINCE, VERSION
from tocsin.trial import Tried
from tocsin.wire import to_json


def fact_as_json(fact: Fact) -> dict[str, Any]:
    """The fact for a program. What no reader knows is null, the CIK of a bare document too."""
    told = to_json(fact)
    for issuer in (told.get("issuer"), *told.get("issuers", ())):
        if issuer is not None:
            issuer["cik"] = issuer["cik"] or None
    return told


def reading_in_words(path: Path, reading: Reading, told: Sequence[Fact]) -> str:
    filing = reading.filing
    owners = ", ".join(owner.name for owner in filing.owners)
    lines = [
        f"{path}: Form {filing.form} {filing.accession or ''} {filing.issuer.name}{f', by {owners}' if owners else ''}"
    ]
    for fact in told:
        match fact:
            case InsiderTransaction():
                table = "derivative" if fact.derivative else "stock"
                lines.append(
                    f"  {table} row {fact.row}: {fact.date} {fact.code}/{fact.acquired_disposed} {fact.security}"
                    f", {_count(fact.shares)} at {_price(fact.price)}, {_count(fact.owned_after)} left"
                )
            case InsiderHolding():
                lines.append(
                    f"  holds {_count(fact.owned)} {fact.security} ({fact.nature or fact.ownership})"
                )
            case InsiderSale():
                lines.append(
                    f"  sale: {_count(fact.shares)} sh in {fact.rows} rows, {_dollars(fact.value)} at {_price(fact.price)},"
                    f" 10b5-1 plan {fact.plan_10b5_1}, sold to cover {fact.sell_to_cover}"
                )
            case Metric():
                lines.append(f"  {_metric(fact)}")
            case ProposedSale():
                lines.append(
                    f"  {fact.person} means to sell {_count(fact.shares)} {fact.security}, {_dollars(fact.value)},"
                    f" about {fact.approximate_date or 'an unknown day'}, through {fact.broker or 'a broker not named'}"
                )
            case Guidance():
                before = f", before {_range(fact.before)}" if fact.before else ""
                named = fact.measure.replace("_", " ")
                lines.append(
                    f"  expects {named} of {_range(Range(fact.low, fact.high))} in {fact.period or 'a period not named'}{before}"
                )
            case Passage():
                new = {True: "new", False: "said before", None: "new or not is unknown"}[fact.new]
                lines.append(f"  {fact.phrase} ({fact.section or 'no section'}; {new}): “{fact.text}”")
            case FilingFact() if fact.items:
                lines.append(f"  items {', '.join(fact.items)}")
            case _:
                pass
    return "\n".join(lines)


def told_in_words(fact: Fact) -> str:
    """What a feed tells, on one line: its kind, then what is known of it."""
    told = to_json(fact)
    issuer = told.pop("issuer", None)
    whose = [issuer["symbol"] or issuer["name"]] if issuer else []
    if "issuers" in told:
        whose = [one["symbol"] or one["name"] for one in told.pop("issuers")]
    known = (
        f"{name} {value}" for name, value in told.items() if value not in (None, False) and name != "kind"
    )
    return f"{fact.kind} {', '.join([*whose, *known])}"


def _metric(metric: Metric) -> str:
    when = f"{metric.start} to {metric.end}" if metric.start else f"at {metric.end}"
    if metric.value is None:
        return f"{metric.name}: absent, {metric.note or 'not told'}"
    value = (
        words.dollars(metric.value) if metric.unit == "USD" else f"{words.count(metric.value)} {metric.unit}"
    )
    doubt = f" [{metric.quality}]" if metric.quality is not Quality.OK else ""
    note = f" ({metric.note})" if metric.note else ""
    return f"{metric.name}: {value} {when}{doubt}{note}"


def _range(told: Range) -> str:
    return (
        words.dollars(told.low)
        if told.low == told.high
        else f"{words.dollars(told.low)} to {words.dollars(told.high)}"
    )


def _dollars(amount: Any) -> str:
    return "an unknown value" if amount is None else words.dollars(amount)


def _count(number: Any) -> str:
    return "unknown" if number is None else words.count(number)


def _price(number: Any) -> str:
    return "an unknown price" if number is None else words.price(number)


def tried_as_json(one: Tried) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "example": one.example,
        "expected": one.expected,
        "got": one.got,
        "reason": one.reason,
        "place": str(one.place),
    }


def rules_in_english(rules: RuleSet, how_often: Mapping[str, str]) -> Iterator[str]:
    """Each rule in a sentence, with how often it would have rung."""
    for rule in rules.rules:
        often = f" Looking back: {how_often[rule.id]}." if rule.id in how_often else ""
        yield f"{rule.id}: {in_english(rule.meaning)}.{often}"


def rules_in_short(bound: BoundRules, tickers: Set[str], listed: Mapping[str, str]) -> str:
    """`4 rules, watching 12 issuers`, and what is not known of the tickers yet."""
    unresolved = tickers - listed.keys()
    watched = (
        "every issuer" if bound.everything else words.counted(len(bound.ciks) + len(unresolved), "issuer")
    )
    unchecked = (
        ""
        if listed or not unresolved
        else (
            f"; {words.counted(len(unresolved), 'ticker')} not checked yet: the SEC's list is read by the first `run` or `once`"
        )
    )
    rules = words.counted(sum(rule.enabled for rule in bound.rules), "rule")
    return f"{rules}, watching {watched}{unchecked}"


def verdict_as_json(rule: str, reading: Reading, verdict: Verdict) -> dict[str, Any]:
    issuer = reading.issuer
    return {
        "rule": rule,
        "issuer": asdict(issuer),
        "accession": reading.head.accession,
        "verdict": verdict.answer.value,
        "reason": verdict.reason,
        "saw": [asdict(saw) for saw in verdict.saw],
    }


def verdict_in_words(rule: str, verdict: Verdict) -> str:
    lines = [f"{verdict.answer.value:9} {rule}: {verdict.reason}"]
    for saw in verdict.saw:
        holds = {True: "holds", False: "does not hold", None: "not known"}[saw.holds]
        lines.append(f"            {saw.figure} {saw.value or 'unknown'} ({saw.threshold}): {holds}")
    return "\n".join(lines)


def alert_as_json(told: Told) -> dict[str, Any]:
    return {
        "key": told.key,
        "rule": told.rule,
        "rule_version": told.rule_version,
        "severity": told.severity,
        "issuer": asdict(told.issuer),
        "accession": told.accession,
        "text": told.text,
        "accepted": _iso(told.accepted),
        "seen": _iso(told.seen),
        "matched": _iso(told.matched),
        "sent": _iso(told.sent),
        "state": told.state,
        "receiver": told.receiver,
    }


def alert_in_words(told: Told) -> str:
    sent = f" {_eastern(told.sent)}" if told.sent else ""
    return f"{told.text}\n[{told.state}{sent} to {told.receiver}]"


def receipt_as_json(receipt: Receipt) -> dict[str, Any]:
    return {
        "date": receipt.day.isoformat(),
        "seen": receipt.seen,
        "missed": receipt.missed,
        "late": receipt.late,
        "final": receipt.final,
    }


def receipt_in_words(receipt: Receipt) -> str:
    provisional = "" if receipt.final else " (the index is final tomorrow at 06:00 ET)"
    return f"{receipt.day}: {receipt.seen} seen, {receipt.missed} missed, {receipt.late} late{provisional}"


def set_aside_as_json(one: SetAside) -> dict[str, Any]:
    return {**asdict(one), "seen": _iso(one.seen)}


def unsent_as_json(one: Unsent) -> dict[str, Any]:
    return {**asdict(one), "created": _iso(one.created), "due": _iso(one.due)}


def status(state: State, now: dt.datetime) -> dict[str, Any]:
    """The daemon as its state tells it. The receipt is the last one's; null before the first night."""
    counts = state.outbox.counts()
    oldest = state.outbox.oldest()
    blocked = state.marks.get_moment(BLOCKED_UNTIL)
    return {
        "version": state.marks.get(VERSION),
        "since": state.marks.get(RUNNING_SINCE),
        "lanes": [
            {
                "name": lane.name,
                "last_good": _iso(lane.last_good),
                "lag_seconds": None if lane.last_good is None else _seconds(now - lane.last_good),
                "state": lane.state,
                "why": lane.why,
            }
            for lane in state.lanes.all()
        ],
        "outbox": {
            **{kind: counts.get(kind, 0) for kind in ("due", "uncertain", "paused", "dead")},
            "oldest_seconds": None if oldest is None else _seconds(now - oldest),
        },
        "rules": {
            "loaded": int(state.marks.get(RULES_LOADED) or 0),
            "stale_files": state.rulebook.stale(),
        },
        "receipt": receipt_as_json(receipt)
        if (receipt := state.receipts.of(None, late_after=LATE))
        else {"date": None, "seen": None, "missed": None, "late": None},
        "set_aside": state.filings.count("set aside"),
        "blocked_until": _iso(blocked) if blocked and blocked > now else None,
    }


def status_in_words(told: dict[str, Any]) -> str:
    lines = [f"tocsin {told['version']}, since {_eastern(dt.datetime.fromisoformat(told['since']))}"]
    for lane in told["lanes"]:
        good = f"last good {lane['lag_seconds']:,.0f} s ago" if lane["last_good"] else "never good"
        lines.append(
            f"feed {lane['name']}: {lane['state']}, {good}{': ' + lane['why'] if lane['why'] else ''}"
        )
    outbox = ", ".join(
        f"{count} {kind}" for kind, count in told["outbox"].items() if kind != "oldest_seconds"
    )
    lines.append(f"outbox: {outbox}")
    stale = told["rules"]["stale_files"]
    lines.append(
        f"rules: {told['rules']['loaded']} loaded" + (f", stale: {', '.join(stale)}" if stale else "")
    )
    receipt = told["receipt"]
    if receipt["date"]:
        lines.append(
            f"receipt of {receipt['date']}: {receipt['seen']} seen, {receipt['missed']} missed, {receipt['late']} late"
        )
    lines.append(f"set aside: {told['set_aside']}")
    if told["blocked_until"]:
        lines.append(f"EDGAR blocks us until {_eastern(dt.datetime.fromisoformat(told['blocked_until']))}")
    return "\n".join(lines)


def _seconds(span: dt.timedelta) -> float:
    return round(max(span.total_seconds(), 0.0), 3)


def _iso(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _eastern(moment: dt.datetime) -> str:
    return f"{moment.astimezone(EASTERN):%Y-%m-%d %H:%M:%S} ET"
