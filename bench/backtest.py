"""A look back over a made year of 20,000 filings: nine of ten Forms 4, every twelfth an 8-K, every fiftieth a 10-Q."""

from __future__ import annotations

import datetime as dt
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random

from bench.promises import Promise, figure, say, table

from tocsin.backtest import backtest
from tocsin.lookback import Backtest
from tocsin.model import (
    Fact,
    Filing,
    FilingFact,
    InsiderSale,
    InsiderTransaction,
    Issuer,
    Known,
    Metric,
    Owner,
    Part,
    Party,
    Prose,
    Quality,
    Reading,
    Sentence,
)
from tocsin.rules import BoundRules, load
from tocsin.state import State

FILINGS, ISSUERS, INSIDERS = 20_000, 140, 8
ROUNDS = 3
LEAST = 2_000  # filings a second
YEAR_ENDS = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
_DAYS = 365
_SENTENCES = {"10-Q": 900, "8-K": 25, "EX-99.1": 120}
# As real Forms 4 are: one in four tells a sale, most have a row or two, few are large.
_CODES = "SSSSSAAAAFFFFMMMMGGP"
_ROWS = (1, 1, 1, 1, 2, 2, 3, 10)
_MOST_SHARES = (5_000, 5_000, 20_000, 20_000, 200_000)
_SAID_AGAIN = 19  # of twenty sentences of a report, as many stood in the one before

RULES = """
rules:
  - {id: big-sale, watch: "*", when: {insider_sale: {by: officers and directors, shares: over 100k, sell_to_cover: no}}}
  - {id: dump, watch: "*", when: {insider_sale: {shares: over 400k, within: 5d}}, cooldown: 1d}
  - {id: together, watch: "*", when: {insider_sale: {insiders: at least 3, value: over $10M, within: 10d}}}
  - {id: first-buy, watch: "*", when: {insider_buy: {value: over $1M, first_in: 180d}}}
  - {id: debt-jump, watch: "*", when: {metric: {name: total_debt, rises: over 25%, by_at_least: $100M}}}
  - {id: burning-cash, watch: "*", when: {metric: {name: operating_cash_flow, is: under -$1B}}}
  - {id: auditor, watch: "*", when: {filing: {item: [4.01, 4.02]}}}
  - id: export-review
    watch: "*"
    when:
      mention:
        same_sentence: [[export control, Entity List], [review, investigation, subpoena]]
        only: new
  - {id: going-concern, watch: "*", when: {mention: {any_of: [going concern, material weakness], only: new}}}
  - id: sold-before-the-bad-news
    watch: "*"
    when:
      sequence:
        within: 45d
        steps: [{insider_sale: {shares: over 100k}}, {mention: {any_of: [export control], only: new}}]
"""


def measure() -> list[Promise]:
    say(f"a made year of {FILINGS:,} filings, {ROUNDS} rounds\n")
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as folder:
        write_year(Path(folder))
        state = State.read_only(Path(folder))
        try:
            rules = load({"rules.yaml": RULES.encode()}).bind({})
            rounds = [_timed(rules, state) for _ in range(ROUNDS)]
        finally:
            state.close()
    told = rounds[0][0]
    rates = [one.filings / seconds for one, seconds in rounds]
    table(
        ["rule", "alerts", "undecided"],
        [[rule, f"{count.alerts:,}", f"{count.undecided:,}"] for rule, count in told.counts.items()],
    )
    rate = statistics.median(rates)
    return [
        Promise(
            f"a backtest reads and judges at least {LEAST:,} filings a second",
            f"{figure(round(rate))} (median of {ROUNDS})",
            told.filings == FILINGS and rate >= LEAST,
        )
    ]


def _timed(rules: BoundRules, state: State) -> tuple[Backtest, float]:
    began = time.perf_counter()
    told = backtest(rules, state, now=YEAR_ENDS)
    return told, time.perf_counter() - began


# --- the year --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Made:
    reading: Reading
    known: dt.datetime


def write_year(folder: Path, filings: int = FILINGS) -> None:
    """The year in a state folder, the same each time."""
    state = State.open(folder)
    made = list(_year(filings))
    for first in range(0, len(made), 500):
        with state.transaction():
            for one in made[first : first + 500]:
                _keep(state, one)
    state.close()


def _keep(state: State, one: _Made) -> None:
    filing = one.reading.filing
    accession, issuer = filing.accession or "", filing.issuer
    parties = (Party(issuer.cik, issuer.name, "issuer"),)
    state.filings.record_baseline(Filing(accession, filing.form, parties, one.known), seen=one.known)
    state.facts.add(accession, one.reading, known=one.known)
    state.texts.add(accession, issuer.cik, one.reading.prose, known=one.known)


def _year(filings: int) -> Iterator[_Made]:
    random = Random(0)  # noqa: S311 - a year that is the same each time
    words = _Words(random)
    issuers = [Issuer(f"99000010{n:02}", f"Made {n} Inc.", f"MD{n}") for n in range(100)]
    issuers += [Issuer(f"99000011{n:02}", f"Made 1{n:02} Inc.", f"MD1{n:02}") for n in range(ISSUERS - 100)]
    moments = sorted(random.randrange(1, _DAYS * 86_400) for _ in range(filings))
    for number, second in enumerate(moments):
        issuer = issuers[number % ISSUERS]
        accession = f"9900000009-26-{number:06}"
        known = YEAR_ENDS - dt.timedelta(days=_DAYS) + dt.timedelta(seconds=second)
        kind = number // ISSUERS * 37 % 50
        if kind == 0:
            reading = _report(accession, issuer, known, random, words)
        elif kind <= 4:
            reading = _current_report(accession, issuer, known, random, words)
        else:
            reading = _form4(accession, issuer, known, random)
        yield _Made(reading, known)


def _form4(accession: str, issuer: Issuer, known: dt.datetime, random: Random) -> Reading:
    person = random.randrange(INSIDERS)
    owner = Owner(
        f"{int(issuer.cik) + 10_000 + person * 1_000:010}", f"Made Person {person}", officer=True, title="CFO"
    )
    traded = known.date() - dt.timedelta(days=random.randrange(3))
    code = random.choice(_CODES)
    most = random.choice(_MOST_SHARES)
    rows = tuple(
        InsiderTransaction(
            accession,
            "4",
            issuer,
            (owner,),
            row,
            False,
            "Common Stock",
            traded,
            code,
            "A" if code in "AMP" else "D",
            Decimal(random.randrange(100, most)),
            Decimal(random.randrange(1000, 9000)) / 100,
            Decimal(random.randrange(1_000_000)),
            "D",
            None,
            Known.NO,
            random.choice((Known.NO, Known.NO, Known.YES, Known.UNKNOWN)),
        )
        for row in range(1, random.choice(_ROWS) + 1)
    )
    filing = FilingFact(accession, "4", issuer, accepted=known, owners=(owner,), period=traded)
    sold = InsiderSale.of(row for row in rows if row.is_sale)
    facts: tuple[Fact, ...] = (filing, *rows, *((sold,) if sold else ()))
    return Reading(filing, facts)


def _report(accession: str, issuer: Issuer, known: dt.datetime, random: Random, words: _Words) -> Reading:
    quarter = (known.month - 1) // 3
    end = dt.date(known.year, quarter * 3 + 1, 1) - dt.timedelta(days=1)
    start = dt.date(end.year, end.month - 2, 1)
    figures = (
        *(
            (name, None)
            for name in ("total_debt", "long_term_debt", "assets", "liabilities", "equity", "cash")
        ),
        *((name, start) for name in ("revenue", "net_income", "operating_cash_flow", "capital_expenditure")),
    )
    filing = FilingFact(accession, "10-Q", issuer, accepted=known, period=end)
    metrics = (
        Metric(
            accession,
            "10-Q",
            issuer,
            name,
            Decimal(random.randrange(-2_000 if begins else 100, 6_000)) * 1_000_000,
            "USD",
            begins,
            end,
            None,
            Quality.OK,
            (Part(f"us-gaap:{name}", Decimal(0)),),
        )
        for name, begins in figures
    )
    return Reading(filing, (filing, *metrics), (words.document("10-Q", issuer.cik),))


def _current_report(
    accession: str, issuer: Issuer, known: dt.datetime, random: Random, words: _Words
) -> Reading:
    items = tuple(random.sample(("2.02", "5.02", "7.01", "8.01", "9.01", "4.01"), 2))
    filing = FilingFact(accession, "8-K", issuer, items=items, accepted=known)
    return Reading(filing, (filing,), (words.document("8-K"), words.document("EX-99.1")))


class _Words:
    """Sentences as long as a report's; one in two hundred says what a rule looks for. A report says again most of
    what the issuer's report before it said."""

    _TOLD = (
        "We received a subpoena concerning {} in the course of an investigation of {}.",
        "Our products are subject to export controls, and a review by {} of our sales to {} is pending.",
        "There is substantial doubt about {} as a going concern, as {} told us.",
        "We identified a material weakness in {} over {}.",
    )

    def __init__(self, random: Random) -> None:
        letters = "abcdefghijklmnoprstuvw"
        self._random = random
        self._vocabulary = [
            "".join(random.choice(letters) for _ in range(random.randrange(2, 11))) for _ in range(4000)
        ]
        self._said: dict[str, tuple[Sentence, ...]] = {}

    def document(self, type_: str, of: str | None = None) -> Prose:
        """A document; `of` is the issuer whose former one of the kind it says again."""
        before = self._said.get(of) if of else None
        sentences = tuple(
            before[place]
            if before and self._random.randrange(20) < _SAID_AGAIN
            else Sentence(self._sentence(), "Risk Factors")
            for place in range(_SENTENCES[type_])
        )
        if of:
            self._said[of] = sentences
        return Prose(f"made-{type_.lower()}.htm", type_, sentences)

    def _sentence(self) -> str:
        if self._random.randrange(200) == 0:
            told = self._random.choice(self._TOLD)
            return told.format(*(" ".join(self._some(4)) for _ in range(2)))
        text = " ".join(self._some(self._random.randrange(8, 40)))
        return f"{text.capitalize()}."

    def _some(self, count: int) -> list[str]:
        return self._random.choices(self._vocabulary, k=count)
