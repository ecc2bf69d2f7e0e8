"""The reports and other documents of an example, made whole: figures with their periods, sentences, guidance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tocsin.model import FilingFact, Guidance, Metric, Part, Prose, Quality, Reading, Sentence
from tocsin.rules.examples.figures import Stated
from tocsin.rules.examples.report_keys import GuidanceKeys, ReportKeys, WordsKeys
from tocsin.rules.filings.guided import MEASURES
from tocsin.rules.reports.derived import BALANCES, FLOWS, Over, split
from tocsin.rules.spans import months_before
from tocsin.words import dollars

_DAY = dt.timedelta(days=1)
_SILENCE = "Nothing more is to be said here."
_UNTOLD = "the example leaves it unknown"


def document(keys: WordsKeys, filing: FilingFact) -> Reading:
    """An 8-K, or a notice of late filing."""
    return Reading(filing, (filing,), _prose(keys, filing.form))


def report(keys: ReportKeys, filing: FilingFact, *, release: bool) -> Reading:
    """A 10-Q or 10-K, or the 8-K with the release of its results."""
    filing = replace(
        filing,
        form="8-K" if release else filing.form,
        items=("2.02", "9.01") if release else (),
        period=keys.end,
    )
    return Reading(
        filing, (filing, *_metrics(keys, filing)), _prose(keys, "EX-99.1" if release else filing.form)
    )


def _metrics(keys: ReportKeys, filing: FilingFact) -> Iterator[Metric]:
    release, annual = filing.form == "8-K", filing.form.startswith("10-K")
    if keys.year_begins is not None:
        year = keys.year_begins
    elif annual:
        year = months_before(keys.end, 12) + _DAY
    else:
        year = dt.date(keys.end.year, 1, 1)
    quarter = months_before(keys.end, 3) + _DAY
    months = round((keys.end - year).days * 12 / 365.25)
    ends = months_before(year - _DAY, -12)
    for name in (*BALANCES, *FLOWS, *(f"{flow}{Over.YEAR_TO_DATE}" for flow in FLOWS)):
        stated: Stated | None = getattr(keys, name)
        if stated is None:
            continue
        base, over = split(name)
        to_date = annual or over is Over.YEAR_TO_DATE
        known = stated.number is not None
        yield Metric(
            accession=filing.accession,
            form=filing.form,
            issuer=filing.issuer,
            name=name,
            value=stated.number,
            unit="USD" if known else None,
            start=None if base in BALANCES else (year if to_date else quarter),
            end=keys.end,
            fiscal=None if release else f"{ends.year}{'FY' if annual else f'Q{max(1, round(months / 3))}'}",
            quality=(Quality.LOW if release else keys.quality) if known else Quality.ABSENT,
            parts=() if stated.number is None else (Part(base, stated.number),),
            note=(f"press release: {base}" if release else None) if known else _UNTOLD,
        )


def guidance(keys: GuidanceKeys, filing: FilingFact) -> Reading:
    filing = replace(filing, form="8-K", items=("2.02", "9.01"))
    high = keys.low if keys.high is None else keys.high
    period = f" for {keys.period}" if keys.period else ""
    text = f"We expect {MEASURES[keys.measure]} of {dollars(keys.low)} to {dollars(high)}{period}."
    told = Guidance(
        accession=filing.accession,
        form=filing.form,
        issuer=filing.issuer,
        measure=keys.measure,
        low=keys.low,
        high=high,
        unit="USD",
        period=keys.period,
        text=text,
    )
    return Reading(filing, (filing, told), _prose(keys, "EX-99.1", (text, *keys.says)))


def _prose(keys: WordsKeys, type_: str, says: Sequence[str] = ()) -> tuple[Prose, ...]:
    sentences = says or keys.says or (_SILENCE,)
    return (Prose(None, type_, tuple(Sentence(text, keys.section) for text in sentences)),)
