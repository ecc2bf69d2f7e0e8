"""A headline that did not come: since when, counted from the last one that was told."""

from __future__ import annotations

import datetime as dt

from tocsin.model import Answer, Headline, Reading, Saw, Verdict
from tocsin.rules.history import History
from tocsin.rules.spans import day_words
from tocsin.rules.told.titles import Titles, either, quoted

NEVER_TOLD = "no such headline has been told yet, so that it is not known since when it is missing"
_FURTHER = 4  # how much further back to look next; all that was ever told is looked at last


def missing(titles: Titles, within: int, issuer_cik: str, history: History, now: dt.datetime) -> Verdict:
    """Whether none came for so many days. The subject is the last one that did."""
    since = now - dt.timedelta(days=within)
    told = [one for one in _told(titles, issuer_cik, history, since) if one.at is None or one.at >= since]
    if told:
        return _came(within, _latest(told), now)
    # What happened since a moment became known since it, so that the last of those is the last of all.
    since = now - dt.timedelta(days=within * _FURTHER)
    told = [
        one for one in _told(titles, issuer_cik, history, since) if one.at is not None and one.at >= since
    ]
    told = told or _told(titles, issuer_cik, history, None)
    return _late(titles, within, _latest(told), now) if told else Verdict(Answer.UNDECIDED, NEVER_TOLD)


def is_one(titles: Titles, reading: Reading) -> bool:
    """Whether a bulletin tells such a headline."""
    return any(isinstance(fact, Headline) and titles.meets(fact) for fact in reading.facts)


def lacks(titles: Titles, issuer_cik: str, history: History, _now: dt.datetime) -> str | None:
    """What is not known of it, for `tocsin armed`."""
    return None if _told(titles, issuer_cik, history, None) else NEVER_TOLD


def _told(titles: Titles, issuer_cik: str, history: History, since: dt.datetime | None) -> list[Headline]:
    told = history.told(issuer_cik, {Headline.kind}, since)
    return [fact for fact in told if isinstance(fact, Headline) and titles.meets(fact)]


def _latest(told: list[Headline]) -> Headline:
    """The last one by its own time; where none tells that, the last that became known."""
    dated = [(one.at, index) for index, one in enumerate(told) if one.at is not None]
    return told[max(dated)[1]] if dated else told[-1]


def _came(within: int, last: Headline, now: dt.datetime) -> Verdict:
    when = "" if last.at is None else f" {_ago(last.at, now)}"
    return Verdict(Answer.SILENT, f"{quoted(last)} came{when}", (_saw(within, last, now, late=False),))


def _late(titles: Titles, within: int, last: Headline, now: dt.datetime) -> Verdict:
    """`no headline that mentions launch or unveils for 46 days: the last came on 5 Oct 2026, “…” (Benzinga)`."""
    which = f" that mentions {titles.words}" if titles.words else ""
    which += f" of {either(sorted(titles.sources))}" if titles.sources else ""
    days = f"over {within}" if last.at is None else str((now - last.at).days)
    came = "was" if last.at is None else f"came on {day_words(last.at.date())},"
    reason = f"no headline{which} for {days} days: the last {came} {quoted(last)} (within {within}d)"
    return Verdict(Answer.FIRES, reason, (_saw(within, last, now, late=True),), last)


def _saw(within: int, last: Headline, now: dt.datetime, *, late: bool) -> Saw:
    value = None if last.at is None else str((now - last.at).days)
    shown = None if last.at is None else _ago(last.at, now)
    return Saw("last headline", value, f"within {within}d", late, shown)


def _ago(at: dt.datetime, now: dt.datetime) -> str:
    return f"{(now - at).days} days ago, on {day_words(at.date())}"
