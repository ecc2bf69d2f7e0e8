"""A figure that rang is confirmed, corrected or restated by a later filing, in the same thread.

On results day the figures stand in a press release first, without tags, days or weeks before the 10-Q: what rang
on it is answered by the 10-Q. What rang on the 10-Q is answered by a 10-Q/A.
"""

from __future__ import annotations

from collections.abc import Callable

from tocsin import words
from tocsin.alerts.lines import SIGNS, clock_line, is_late, key_of, link_of, ticker
from tocsin.model import Alert, Answer, Match, Metric, Quality, Rang, Severity, Times

Confirms = Callable[[Metric, Metric], bool | None]

CONFIRMED = "confirmed"
CORRECTED = "corrected"
RESTATED = "restated"


def same_figure(told: Metric, now: Metric) -> bool:
    """Whether two filings tell of one figure of one period."""
    return (told.name, told.end) == (now.name, now.end) and told.accession != now.accession


def answer_to(told: Metric, now: Metric, confirms: Confirms) -> str | None:
    """What a later filing does to a figure that rang; None when it says nothing new of it."""
    if told.value is None or now.value is None or _is_from_press_release(now):
        return None
    if not _is_from_press_release(told):
        return RESTATED if told.value != now.value else None
    return CONFIRMED if confirms(told, now) else CORRECTED


def follow_up(rang: Rang, what: str, match: Match, times: Times, *, archive: str) -> Alert:
    """The reply to what rang, by the verdict of the same rule on the later filing.

    A correction is said aloud, to the whole channel; a confirmation stays in the thread.
    """
    now, filing, verdict = match.verdict.subject, match.reading.filing, match.verdict
    if not isinstance(now, Metric):
        raise TypeError("a follow-up is about a figure")
    severity = Severity.INFO if what == CONFIRMED else match.severity
    late = "LATE " if is_late(times) else ""
    lines = [
        f"{SIGNS[severity]} {late}{what.upper()} · {ticker(filing.issuer)}: {_headline(what, rang.about, now)}"
    ]
    if what != CONFIRMED:
        holds = "still holds" if verdict.answer is Answer.FIRES else "does not hold any more"
        lines.append(f"Rule {match.rule} {holds}: {verdict.reason}")
    link = link_of(filing, archive)
    if link:
        lines.append(f"Form {filing.form} {filing.accession}: {link}")
    lines.append(clock_line(times))
    return Alert(
        key=key_of(match.rule, filing.issuer.cik, filing.accession, what),
        rule=match.rule,
        rule_version=match.rule_version,
        severity=severity,
        issuer=filing.issuer,
        accession=filing.accession,
        text="\n".join(lines),
        receiver=rang.receiver,
        times=times,
        late=is_late(times),
        instance=what,
        about=now,
        thread=rang.key,
        aloud=what != CONFIRMED,
        links=(link,) if link else (),
    )


def _is_from_press_release(metric: Metric) -> bool:
    return metric.form.startswith("8-K")


def _headline(what: str, told: Metric, now: Metric) -> str:
    name = now.name.removesuffix("_ytd").replace("_", " ")
    day = f"{now.end.day} {now.end:%b %Y}" if now.end else "an unknown day"
    when = f"of the {now.days} days to {day}" if now.days else f"at {day}"
    before = "the press release" if _is_from_press_release(told) else f"the {told.form}"
    if what == CONFIRMED:
        return f"{name} {_amount(now)} {when}, as {before} said"
    doubt = " (read with doubt)" if now.quality is Quality.LOW else ""
    return f"{name} is {_amount(now)} {when}{doubt}, not {_amount(told)} as {before} said"


def _amount(metric: Metric) -> str:
    if metric.value is None:
        return "unknown"
    if metric.unit == "USD":
        return words.dollars(metric.value)
    return f"{words.count(metric.value)} {metric.unit or ''}".strip()
