"""Operating cash flow by quarter of every issuer with recorded companyfacts, against a second reckoning.

The second one reads the JSON by itself and takes rows as they had been filed when the quarter was first told.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tests.samples import samples
from tocsin.facts.reports import companyfacts
from tocsin.rules.reports.quarters import Quarters

FLOW = "operating_cash_flow"
CONCEPTS = (
    "NetCashProvidedByUsedInOperatingActivities",
    "NetCashProvidedByUsedInOperatingActivitiesContinuingOperations",
)
REPORTS = ("10-Q", "10-K", "10-Q/A", "10-K/A", "10-QT", "10-KT")


@dataclass(frozen=True)
class Row:
    concept: str
    start: dt.date
    end: dt.date
    value: Decimal
    accession: str
    filed: dt.date


def rows_of(path: Path) -> list[Row]:
    gaap = json.loads(path.read_bytes())["facts"].get("us-gaap", {})
    day = dt.date.fromisoformat
    return [
        Row(concept, day(row["start"]), day(row["end"]), Decimal(row["val"]), row["accn"], day(row["filed"]))
        for concept in CONCEPTS
        for row in gaap.get(concept, {}).get("units", {}).get("USD", [])
        if row["form"] in REPORTS and "start" in row
    ]


def three_months(days: int) -> bool:
    return 80 <= days <= 100 or 105 <= days <= 119


def reckoned(rows: list[Row], end: dt.date) -> tuple[str, Decimal | None]:
    """The quarter to `end`, by plain subtraction within one concept."""
    for concept in CONCEPTS:
        of_concept: dict[tuple[dt.date, dt.date], Row] = {}
        for row in sorted(rows, key=lambda row: row.filed):
            if row.concept == concept:
                of_concept[row.start, row.end] = row
        ending = [row for row in of_concept.values() if row.end == end]
        for row in ending:
            if three_months((row.end - row.start).days + 1):
                return "direct", row.value
        for row in ending:
            for before in of_concept.values():
                if abs((before.start - row.start).days) <= 3 and three_months((end - before.end).days):
                    return "derived", row.value - before.value
    return "absent", None


def quarters_of(path: Path) -> Iterator[tuple[str, dt.date, str]]:
    rows = rows_of(path)
    facts = [fact for fact in companyfacts.read(path.read_bytes()) if fact.metric.name.startswith(FLOW)]
    for end in sorted({row.end for row in rows}):
        first = min(row.filed for row in rows if row.end == end)
        how, expected = reckoned([row for row in rows if row.filed <= first], end)
        then = Quarters(fact.metric for fact in facts if fact.filed <= first).quarter(FLOW, end)
        assert then.value == expected, (path.name, end, then.note)
        later = Quarters(fact.metric for fact in facts).quarter(FLOW, end)
        assert (later.value is None) <= (then.value is None), (path.name, end, later.note)
        if how == "derived":
            assert then.start is not None
            assert three_months((end - then.start).days + 1)
        yield path.name, end, how


def test_every_quarter_is_what_a_second_reckoning_says_or_absent() -> None:
    counted: Counter[str] = Counter()
    issuers = set()
    for path in samples("companyfacts"):
        if path.name == "aapl_companyfacts.json":  # a fixture of others, without days
            continue
        for name, _, how in quarters_of(path):
            issuers.add(name)
            counted[how] += 1
    assert len(issuers) == 8
    assert counted == {"direct": 81, "derived": 219, "absent": 22}


def test_alphabet_in_the_third_quarter_of_2023() -> None:
    (path,) = samples("companyfacts", "CIK0001652044.json")
    facts = companyfacts.read(path.read_bytes())
    quarter = Quarters(fact.metric for fact in facts).quarter(FLOW, dt.date(2023, 9, 30))
    assert quarter.value == 30_656_000_000
    assert [part.value for part in quarter.parts] == [82_831_000_000, -52_175_000_000]
    assert quarter.note == "9 months to 30 Sep 2023 less 6 months to 30 Jun 2023"
