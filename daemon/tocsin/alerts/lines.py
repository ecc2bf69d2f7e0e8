"""What every message has: its key, its sign, whose it is, where the filing is, and the clock."""

from __future__ import annotations

import datetime as dt
import hashlib

from tocsin import words
from tocsin.clock import EASTERN
from tocsin.model import Bulletin, FilingFact, Issuer, Severity, Times

# Rule 8 of the house: what is seen later than this after its acceptance is told as late.
LATE = dt.timedelta(minutes=15)

SIGNS = {Severity.INFO: "🔵", Severity.WARNING: "🟡", Severity.HIGH: "🟠", Severity.CRITICAL: "🔴"}


def key_of(rule: str, issuer_cik: str, accession: str | None, instance: str = "0") -> str:
    """The fingerprint under which an alert is told once: rule, issuer, filing or bulletin, and which of several.

    The rule's version is not part of it: editing a rule does not ring again for an old filing.
    """
    told = "\0".join((rule, issuer_cik, accession or "", instance))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def source_line(filing: FilingFact | Bulletin, link: str | None) -> str | None:
    """Where it stands: the form and its address, or the vendor and what it links; None where nothing leads there."""
    if isinstance(filing, Bulletin):
        return f"{filing.source}: {link}" if link else f"Told by {filing.source}"
    return f"Form {filing.form} {filing.accession}: {link}" if link else None


def clock_of(filing: FilingFact | Bulletin, times: Times) -> str:
    """The clock of a filing, or of what a feed tells, which often has its day alone; of what did not come, when that
    was found."""
    if times.by_clock:
        found = times.seen.astimezone(EASTERN)
        return f"rung by the clock at {found:%H:%M:%S} ET on {words.day(found)}"
    if not isinstance(filing, Bulletin):
        return clock_line(times)
    if filing.day_only and filing.accepted:
        seen = times.seen.astimezone(EASTERN)
        return f"of {words.day(filing.accepted.astimezone(EASTERN))}, seen {seen:%H:%M:%S} ET on {words.day(seen)}"
    return clock_line(times, "told")


def is_late(times: Times) -> bool:
    return times.accepted is not None and times.seen - times.accepted > LATE


def folder_of(filing: FilingFact | Bulletin, archive: str) -> str | None:
    """The address of the filing's folder on EDGAR; None for a document without accession number."""
    if filing.accession is None or not filing.issuer.cik:
        return None
    return f"{archive}/Archives/edgar/data/{int(filing.issuer.cik)}/{filing.accession.replace('-', '')}/"


def link_of(filing: FilingFact | Bulletin, archive: str) -> str | None:
    """The filing's page on EDGAR, or what a feed links; None for a document without accession number."""
    if isinstance(filing, Bulletin):
        return filing.url
    folder = folder_of(filing, archive)
    return f"{folder}{filing.accession}-index.htm" if folder else None


def ticker(issuer: Issuer) -> str:
    """How a desk calls the issuer: its first symbol, or its name when the filing gives none."""
    symbol = (issuer.symbol or "").replace(",", ";").split(";")[0].strip()
    return symbol if symbol and symbol.upper() not in {"NONE", "N/A", "NA"} else issuer.name


def clock_line(times: Times, began: str = "accepted") -> str:
    """`accepted 16:05:12 ET on 20 Nov 2026, seen +1.1 s, matched +1.3 s`. `began` is what happened first."""
    if times.accepted is None:
        seen = times.seen.astimezone(EASTERN)
        missing = "acceptance time not told" if began == "accepted" else "when it was told is not known"
        return f"seen {seen:%H:%M:%S} ET on {words.day(seen)}, {missing}"
    accepted = times.accepted.astimezone(EASTERN)
    return (
        f"{began} {accepted:%H:%M:%S} ET on {words.day(accepted)},"
        f" seen {_after(times.seen - times.accepted)}, matched {_after(times.matched - times.accepted)}"
    )


def _after(span: dt.timedelta) -> str:
    # EDGAR's clock and ours may differ by a second or two; "-0.4 s" would only puzzle.
    return f"+{words.duration(max(span, dt.timedelta()))}"
