"""The mean target of analysts beside a price: as it stands, and as it stood when an earlier price was told."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from tocsin.model import Consensus, FeedFact, Price, Reading, Saw
from tocsin.rules.history import History
from tocsin.rules.threshold import Threshold
from tocsin.rules.told.moved import Finding, near, percent_of, plain
from tocsin.rules.told.prices import price_words, since
from tocsin.rules.told.standing import OLDEST, lately, of_last, standing


class Targets:
    """The mean targets of one issuer, by what was known at a moment; the reading at hand may tell one."""

    def __init__(
        self, issuer_cik: str, history: History, now: dt.datetime | None, reading: Reading | None = None
    ) -> None:
        self._issuer_cik, self._history, self._now, self._reading = issuer_cik, history, now, reading
        self._after: dict[FeedFact, int] | None = None
        self._before: dict[int, Consensus | None] = {}

    def last(self) -> Consensus | None:
        """Who told the mean target last; None where nobody did."""
        return standing(self._issuer_cik, self._history, self._now, self._reading).targets

    def when_told(self, price: Price, within: int | None) -> Consensus | None:
        """Who had told it last when an earlier price became known, one of the days that matter. A consensus seldom
        tells its own time, so that the order in which both became known decides."""
        if self._after is None:
            self._after = self._consensus_after(within)
        later = self._after.get(price, 0)
        if later not in self._before:
            told = lately(self._issuer_cik, self._history, self._now)
            self._before[later] = of_last(told[: len(told) - later], (), None).targets
        return self._before[later]

    def _consensus_after(self, within: int | None) -> dict[FeedFact, int]:
        """After each price, how many times the consensus was told."""
        moment = None if self._now is None else since(self._now, within)
        after: dict[FeedFact, int] = {}
        later = 0
        for fact in reversed(
            list(self._history.told(self._issuer_cik, {Price.kind, Consensus.kind}, moment))
        ):
            if isinstance(fact, Consensus):
                later += self._now is None or fact.at is None or fact.at >= self._now - OLDEST
            else:
                after.setdefault(fact, later)
        return after


def upside_part(asked: Threshold, price: Decimal, consensus: Consensus | None) -> Finding:
    """`upside of -2.1% to the mean target of $251.70`: how far that lies above the price, in percent of the price."""
    mean = None if consensus is None else consensus.mean
    by = None if mean is None else percent_of(mean, price)
    if consensus is None or mean is None or by is None:
        why = "no mean target of analysts is known" if mean is None else "nothing is a percentage of no price"
        return Finding(Saw("upside", None, str(asked), None), why)
    saw = Saw("upside", plain(by), str(asked), asked.compare(by, by), near(by, asked))
    told = f"upside of {near(by, asked)} to the mean target of {price_words(mean)}"
    return Finding(saw, told, f" ({asked})", f", not {asked}", (consensus,))
