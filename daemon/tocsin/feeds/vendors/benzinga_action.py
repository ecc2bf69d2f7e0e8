"""One analyst's action of Benzinga's calendar: Massive sells the same rows under other names."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.feeds.vendors import analysts, values
from tocsin.feeds.vendors.analysts import Told, When
from tocsin.feeds.vendors.answers import Row
from tocsin.model import Reading


@dataclass(frozen=True, slots=True)
class Names:
    """What a vendor calls each field of a row."""

    id: str
    firm: str
    company: str
    analyst: str
    url: str
    rating_action: str
    rating_before: str
    rating: str
    target_action: str
    before: str
    to: str
    adjusted_before: str
    adjusted_to: str


def action(row: Row, names: Names, source: str, when: When) -> tuple[Reading, ...] | None:
    """The action that a row tells; None for a row without id, company or firm, or that tells nothing."""
    row_id, ticker = values.identity(row.get(names.id)), values.symbol(row.get("ticker"))
    firm = values.text(row.get(names.firm))
    if row_id is None or ticker is None or firm is None:
        return None
    told = Told(
        row_id,
        source,
        values.issuer(ticker, row.get(names.company)),
        firm,
        values.text(row.get(names.analyst)),
        when,
        values.address(row.get(names.url)),
    )
    rated = analysts.rating_action(row.get(names.rating_action))
    before, to = values.positive(row.get(names.before)), values.positive(row.get(names.to))
    adjusted = (values.positive(row.get(names.adjusted_before)), values.positive(row.get(names.adjusted_to)))
    target = told.target(
        before,
        to,
        analysts.target_action(row.get(names.target_action), rated),
        analysts.currency(row.get("currency")),
        analysts.split_between(before, adjusted[0], to, adjusted[1]),
    )
    rating = told.rating(values.text(row.get(names.rating_before)), values.text(row.get(names.rating)), rated)
    reading = told.reading(target, rating)
    return (reading,) if reading else None
