"""One filing or one bulletin, as a whole: its head, and every fact in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from tocsin.model.filing import Issuer
from tocsin.model.insiders import InsiderHolding, InsiderSale, InsiderTransaction, Owner, ProposedSale
from tocsin.model.reports import Guidance, Metric, Passage, Prose
from tocsin.model.told import Bulletin, FeedFact


@dataclass(frozen=True, slots=True)
class FilingFact:
    """That a filing was made, and what holds for the whole of it.

    `amends` is the day of the original that a form with /A names (`dateOfOriginalSubmission`).
    `footnotes` maps ids to texts, in document order; `remarks` stands at the form's end.
    """

    kind: ClassVar[str] = "filing"
    accession: str | None
    form: str
    issuer: Issuer
    items: tuple[str, ...] = ()
    accepted: dt.datetime | None = None
    owners: tuple[Owner, ...] = ()
    period: dt.date | None = None
    amends: dt.date | None = None
    footnotes: tuple[tuple[str, str], ...] = ()
    remarks: str | None = None

    def footnote(self, note_id: str) -> str | None:
        return dict(self.footnotes).get(note_id)


FiledFact = (
    FilingFact
    | InsiderTransaction
    | InsiderHolding
    | InsiderSale
    | Metric
    | ProposedSale
    | Guidance
    | Passage
)
Fact = FiledFact | FeedFact


@dataclass(frozen=True, slots=True)
class Reading:
    """What one filing, or one bulletin of a feed, says: its head, then its facts in their order; `prose` is a
    filing's words."""

    head: FilingFact | Bulletin
    facts: tuple[Fact, ...]
    prose: tuple[Prose, ...] = ()

    @property
    def filing(self) -> FilingFact:
        """The head of a filing's reading. Raises TypeError for a bulletin: only ask what was filed."""
        if isinstance(self.head, Bulletin):
            raise TypeError(f"a bulletin ({self.head.form}) is no filing")
        return self.head

    @property
    def issuer(self) -> Issuer:
        return self.head.issuer

    @property
    def form(self) -> str:
        return self.head.form

    @property
    def key(self) -> str | None:
        """What it is known by: the accession number, or the bulletin's id; None for a document that came alone."""
        return self.head.id if isinstance(self.head, Bulletin) else self.head.accession

    @property
    def metrics(self) -> tuple[Metric, ...]:
        return tuple(fact for fact in self.facts if isinstance(fact, Metric))

    @property
    def transactions(self) -> tuple[InsiderTransaction, ...]:
        return tuple(fact for fact in self.facts if isinstance(fact, InsiderTransaction))

    @property
    def holdings(self) -> tuple[InsiderHolding, ...]:
        return tuple(fact for fact in self.facts if isinstance(fact, InsiderHolding))
