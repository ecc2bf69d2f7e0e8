"""Made financial reports of a made company, in a few words, for tests of what rules say of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from tocsin.model import FilingFact, Issuer, Metric, Part, Quality, Reading, Verdict
from tocsin.rules import NoHistory, load

ISSUER = Issuer("0000350001", "Made & Sons", "MADE")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def figure(
    name: str,
    value: str | None,
    end: str,
    start: str | None = None,
    *,
    unit: str = "USD",
    quality: Quality = Quality.OK,
    concepts: str = "",
    fiscal: str | None = None,
    note: str | None = None,
) -> Metric:
    """`value` is in millions. `concepts` are names with commas between; without any the figure has no parts."""
    amount = None if value is None else Decimal(value) * 1_000_000
    return Metric(
        accession=None,
        form="10-Q",
        issuer=ISSUER,
        name=name,
        value=amount,
        unit=None if amount is None else unit,
        start=day(start) if start else None,
        end=day(end),
        fiscal=fiscal,
        quality=Quality.ABSENT if amount is None else quality,
        parts=tuple(Part(f"us-gaap:{concept}", Decimal(0)) for concept in concepts.split(",") if concept),
        note=note,
    )


def report(*figures: Metric, form: str = "10-Q", accession: str | None = None) -> Reading:
    filing = FilingFact(accession, form, ISSUER)
    return Reading(filing, tuple(replace(one, form=form, accession=accession) for one in figures))


@dataclass(frozen=True)
class Past(NoHistory):
    """A history that knows the figures of these reports, the earliest first."""

    figures: tuple[Metric, ...]

    def metrics(self, issuer_cik: str, names: Collection[str]) -> Iterable[Metric]:
        return (
            one
            for one in self.figures
            if one.issuer.cik == issuer_cik and one.name in names and one.value is not None
        )


def past(*reports: Reading) -> Past:
    return Past(tuple(metric for reading in reports for metric in reading.metrics))


def verdict(condition: str, reading: Reading, *before: Reading) -> Verdict:
    text = f"rules:\n  - id: made\n    watch: MADE\n    when: {{metric: {condition}}}\n"
    (rule,) = load({"made.yaml": text.encode()}).rules
    return rule.decide(reading, past(*before))


def says(condition: str, reading: Reading, *before: Reading) -> str:
    """The verdict as a line: the answer and its reason."""
    told = verdict(condition, reading, *before)
    return f"{told.answer}: {told.reason}"
