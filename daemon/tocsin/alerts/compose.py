"""A match becomes one alert: its key, whether it is late, and its whole text.

The text is plain and the same on every attempt; a receiver escapes it for its own medium.
"""

from __future__ import annotations

from dataclasses import dataclass

from tocsin import words
from tocsin.alerts import disclosure, insider, told
from tocsin.alerts.lines import SIGNS, clock_of, folder_of, is_late, key_of, link_of, source_line, ticker
from tocsin.model import Alert, Answer, InsiderSale, Match, Message, Metric, Route, Saw, Times, Verdict

_SAID = {"plan_10b5_1": "10b5-1 plan", "sell_to_cover": "sold to cover tax"}


@dataclass(frozen=True, slots=True)
class _Story:
    """What a message says of its subject: one line a trader can act on, then what supports it."""

    headline: str
    figures: str
    evidence: tuple[str, ...]
    particulars: tuple[str, ...]


def compose(match: Match, times: Times, route: Route, *, archive: str) -> Alert:
    """The alert of a match that rings. `archive` is the base address that filings are linked under."""
    filing, verdict = match.reading.head, match.verdict
    folder, link = folder_of(filing, archive), link_of(filing, archive)
    return Alert(
        key=key_of(match.rule, filing.issuer.cik, match.reading.key),
        rule=match.rule,
        rule_version=match.rule_version,
        severity=match.severity,
        issuer=filing.issuer,
        accession=filing.accession,
        text="\n".join(_lines(match, times, folder, link)),
        receiver=route.receiver_of(match.severity, match.notify),
        times=times,
        late=is_late(times),
        about=verdict.subject if isinstance(verdict.subject, Metric) else None,
        links=(*((link,) if link else ()), *disclosure.links(verdict, folder)),
    )


def message_of(alert: Alert) -> Message:
    """The alert as a receiver is asked to say it."""
    payload = {
        "key": alert.key,
        "rule": alert.rule,
        "issuer": alert.issuer.cik or None,
        "accession": alert.accession,
        "instance": alert.instance,
    }
    return Message(alert.key, alert.receiver, alert.text, payload, alert.links, aloud=alert.aloud)


def _lines(match: Match, times: Times, folder: str | None, link: str | None) -> list[str]:
    filing, verdict = match.reading.head, match.verdict
    unverified = "UNVERIFIED " if verdict.answer is Answer.UNDECIDED else ""
    late_mark = "LATE " if is_late(times) else ""
    story = _story(match, folder)
    lines = [
        f"{SIGNS[match.severity]} {late_mark}{unverified}{match.severity.value.upper()}"
        f" · {ticker(filing.issuer)}: {story.headline}"
    ]
    if unverified:
        lines.append(f"Could not be decided: {verdict.reason}")
    lines.append(f"Rule {match.rule}{': ' if story.figures else ''}{story.figures}")
    lines += story.evidence
    if filing.issuer.cik:
        lines.append(" · ".join([filing.issuer.name, *story.particulars]))
    if source := source_line(filing, link):
        lines.append(source)
    lines.append(clock_of(filing, times))
    return lines


def _story(match: Match, folder: str | None) -> _Story:
    verdict, reading = match.verdict, match.reading
    if isinstance(verdict.subject, InsiderSale):
        sale = verdict.subject
        quoted = (f"“{words.clipped(text, 300)}”" for text in insider.evidence(sale, reading))
        return _Story(
            insider.headline(sale, verdict),
            verdict.reason if verdict.answer is Answer.FIRES else _open_figures(verdict),
            tuple(quoted),
            tuple(insider.particulars(sale, reading)),
        )
    return _Story(
        verdict.reason,
        _figures(verdict) if verdict.answer is Answer.FIRES else _open_figures(verdict),
        (*told.evidence(verdict), *disclosure.evidence(verdict, reading, folder)),
        tuple(disclosure.particulars(verdict)),
    )


def _figures(verdict: Verdict) -> str:
    """The thresholds of what the headline has told, and the figures that it has not."""
    figures: list[str] = []
    for saw in verdict.saw:
        shown = saw.shown or saw.value or "unknown"
        if saw.holds is not None and shown not in verdict.reason:
            figures.append(_in_words(saw, shown))
        elif isinstance(verdict.subject, Metric) and saw.figure == verdict.subject.name:
            figures.append(f"{saw.figure.replace('_', ' ')} {saw.threshold}")
    return "; ".join(dict.fromkeys(figures))


def _open_figures(verdict: Verdict) -> str:
    """What is not decided. What the rule filters by is seen in `tocsin explain`."""
    open_ones = [_in_words(saw, saw.shown or "unknown") for saw in verdict.saw if not saw.holds]
    return "; ".join(open_ones) or verdict.reason


def _in_words(saw: Saw, shown: str) -> str:
    """`value $12,333,750 (over $5,000,000)`, `10b5-1 plan unknown`: as a desk says it, not as a rule spells it."""
    figure = _SAID.get(saw.figure, saw.figure.replace("_", " "))
    threshold = saw.threshold.replace("_", " ")
    shown = shown.replace("_", " ")
    return f"{figure} {shown}" if shown == threshold else f"{figure} {shown} ({threshold})"
