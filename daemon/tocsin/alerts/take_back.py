"""What rang is corrected, or taken back, by the vendor that told it: said in the thread of the alert, aloud."""

from __future__ import annotations

from tocsin.alerts.lines import SIGNS, clock_of, is_late, key_of, link_of, source_line, ticker
from tocsin.model import Alert, Answer, Bulletin, Reading, Severity, Times, Verdict

CORRECTED = "corrected"
WITHDRAWN = "withdrawn"


def taken_back(
    rang: tuple[str, str],
    rule: tuple[str, str, Severity],
    reading: Reading,
    verdict: Verdict,
    times: Times,
) -> Alert:
    """The reply to an alert (its key, its receiver) of a rule (id, version, severity), by what the vendor tells now.

    `verdict` is the rule's on what is told now; of what is withdrawn nothing is left to judge.
    """
    key, receiver = rang
    name, version, severity = rule
    head = reading.head
    what = WITHDRAWN if isinstance(head, Bulletin) and head.withdrawn else CORRECTED
    if what == WITHDRAWN:
        headline = f"{head.source if isinstance(head, Bulletin) else 'the vendor'} takes this back"
    elif verdict.answer is Answer.FIRES:
        headline = verdict.reason
    else:
        headline = f"rule {name} does not hold any more: {verdict.reason}"
    link = link_of(head, "")
    source = source_line(head, link)
    lines = [
        f"{SIGNS[severity]} {what.upper()} · {ticker(head.issuer)}: {headline}",
        *([source] if source else []),
        clock_of(head, times),
    ]
    return Alert(
        key=key_of(name, head.issuer.cik, reading.key, what),
        rule=name,
        rule_version=version,
        severity=severity,
        issuer=head.issuer,
        accession=None,
        text="\n".join(lines),
        receiver=receiver,
        times=times,
        late=is_late(times),
        instance=what,
        thread=key,
        links=(link,) if link else (),
    )
