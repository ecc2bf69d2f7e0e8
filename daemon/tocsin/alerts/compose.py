"""A match becomes one alert: its key, whether it is late, and its whole text.

The text is plain and the same on every attempt; a receiver escapes it for its own medium.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from tocsin import words
from tocsin.alerts.insider import evidence, headline, particulars
from tocsin.clock import EASTERN
from tocsin.model import (
    Alert,
    Answer,
    FilingFact,
    InsiderSale,
    Issuer,
    Match,
    Message,
    Route,
    Severity,
    Times,
    Verdict,
)

# Rule 8 of the house: what is seen later than this after its acceptance is told as late.
LATE = dt.timedelta(minutes=15)

SIGNS = {Severity.INFO: "🔵", Severity.WARNING: "🟡", Severity.HIGH: "🟠", Severity.CRITICAL: "🔴"}


def key_of(rule: str, issuer_cik: str, accession: str | None, instance: str = "0") -> str:
    """The fingerprint under which an alert is told once: rule, issuer, filing, and which of several.

    The rule's version is not part of it: editing a rule does not ring again for an old filing.
    """
    told = "\0".join((rule, issuer_cik, accession or "", instance))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def compose(match: Match, times: Times, route: Route, *, archive: str) -> Alert:
    """The alert of a match that rings. `archive` is the base address that filings are linked under."""
    filing = match.reading.filing
    late = times.accepted is not None and times.seen - times.accepted > LATE
    return Alert(
        key=key_of(match.rule, filing.issuer.cik, filing.accession),
        rule=match.rule,
        rule_version=match.rule_version,
        severity=match.severity,
        issuer=filing.issuer,
        accession=filing.accession,
        text="\n".join(_lines(match, times, late=late, link=link_of(filing, archive))),
        receiver=route.receiver_of(match.severity, match.notify),
        times=times,
        late=late,
    )


def message_of(alert: Alert, *, archive: str) -> Message:
    """The alert as a receiver is asked to say it."""
    payload = {
        "key": alert.key,
        "rule": alert.rule,
        "issuer": alert.issuer.cik,
        "accession": alert.accession,
        "instance": alert.instance,
    }
    link = _link(alert.issuer.cik, alert.accession, archive)
    return Message(alert.key, alert.receiver, alert.text, payload, link)


def link_of(filing: FilingFact, archive: str) -> str | None:
    """The filing's page on EDGAR; None for a document without accession number."""
    return _link(filing.issuer.cik, filing.accession, archive)


def _link(cik: str, accession: str | None, archive: str) -> str | None:
    if accession is None:
        return None
    return f"{archive}/Archives/edgar/data/{int(cik)}/{accession.replace('-', '')}/{accession}-index.htm"


def ticker(issuer: Issuer) -> str:
    """How a desk calls the issuer: its first symbol, or its name when the filing gives none."""
    symbol = (issuer.symbol or "").replace(",", ";").split(";")[0].strip()
    return symbol if symbol and symbol.upper() not in {"NONE", "N/A", "NA"} else issuer.name


def _lines(match: Match, times: Times, *, late: bool, link: str | None) -> list[str]:
    filing = match.reading.filing
    verdict = match.verdict
    unverified = "UNVERIFIED " if verdict.answer is Answer.UNDECIDED else ""
    late_mark = "LATE " if late else ""
    sale = verdict.subject if isinstance(verdict.subject, InsiderSale) else None
    what = headline(sale, verdict) if sale else verdict.reason
    lines = [
        f"{SIGNS[match.severity]} {late_mark}{unverified}{match.severity.value.upper()}"
        f" · {ticker(filing.issuer)}: {what}"
    ]
    if unverified:
        lines.append(f"Could not be decided: {verdict.reason}")
    lines.append(f"Rule {match.rule}: {_figures(verdict)}")
    lines += [f"“{words.clipped(text, 300)}”" for text in evidence(sale, match.reading)] if sale else []
    lines.append(" · ".join([filing.issuer.name, *(particulars(sale, match.reading) if sale else [])]))
    if link:
        lines.append(f"Form {filing.form} {filing.accession}: {link}")
    lines.append(_clock_line(times))
    return lines


def _figures(verdict: Verdict) -> str:
    """The figures against the thresholds. What the rule filters by is seen in `tocsin explain`."""
    if verdict.answer is Answer.FIRES:
        return verdict.reason
    open_ones = [
        f"{saw.figure} {saw.shown or 'unknown'} ({saw.threshold})" for saw in verdict.saw if not saw.holds
    ]
    return "; ".join(open_ones) or verdict.reason


def _clock_line(times: Times) -> str:
    """`accepted 16:05:12 ET, seen +1.1 s, matched +1.3 s`."""
    if times.accepted is None:
        seen = times.seen.astimezone(EASTERN)
        return f"seen {seen:%H:%M:%S} ET on {_day(seen)}, acceptance time not told"
    accepted = times.accepted.astimezone(EASTERN)
    return (
        f"accepted {accepted:%H:%M:%S} ET on {_day(accepted)},"
        f" seen {_after(times.seen - times.accepted)}, matched {_after(times.matched - times.accepted)}"
    )


def _after(span: dt.timedelta) -> str:
    # EDGAR's clock and ours may differ by a second or two; "-0.4 s" would only puzzle.
    return f"+{words.duration(max(span, dt.timedelta()))}"


def _day(moment: dt.datetime) -> str:
    return f"{moment.day} {moment:%b %Y}"
