"""The filings of an example, made whole: readings as the readers of `facts` would give them.

People, companies and accession numbers are made; whoever reads a message sees that (CIKs from 9900000000 on).
Of a Form 4 there is one row, of a report the figures that are given and no columns of earlier periods, of
words the sentences that are given. Footnotes, exhibits, XBRL concepts and files are not made.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from tocsin.clock import EASTERN
from tocsin.model import FilingFact, Issuer, Owner, Reading
from tocsin.rules.examples import feeds, insiders, reports
from tocsin.rules.examples.example import Example
from tocsin.rules.examples.feeds import FeedKeys
from tocsin.rules.examples.given import Given
from tocsin.rules.examples.insider_keys import HoldingKeys, PersonKeys, ProposedSaleKeys, TradeKeys
from tocsin.rules.examples.report_keys import (
    CurrentKeys,
    GuidanceKeys,
    NothingKeys,
    ReportKeys,
    WordsKeys,
)
from tocsin.rules.insiders.roles import Role

ANY_COMPANY = "MADE"
_FIRST_CIK = 9_900_000_000
_NAMES = (
    "Reyes Dana",
    "Okafor Tobias",
    "Lindqvist Maren",
    "Bell Augustus",
    "Park Ines",
    "Quill Jonas",
    "Straw Ezra",
    "Vance Odile",
)
_TITLES = {
    Role.CHIEF_EXECUTIVE: "Chief Executive Officer",
    Role.CHIEF_FINANCIAL: "Chief Financial Officer",
    Role.OFFICER: "Senior Vice President",
}
_CLOSE = dt.time(16, 5)
_DAY = dt.timedelta(days=1)


def readings(example: Example, company: str = ANY_COMPANY) -> tuple[Reading, ...]:
    """The filings and bulletins of an example in their order, without the days of nothing between them.

    `company` is whose they are where they do not say: a ticker or a CIK.
    """
    cast = _Cast()
    return tuple(
        _reading(given, number, company, cast)
        for number, given in enumerate(example.given, 1)
        if not isinstance(given.keys, NothingKeys)
    )


def ends(example: Example) -> dt.datetime | None:
    """The moment at which an example ends with days of nothing; None where it ends with a filing."""
    last = example.given[-1]
    return _moment(last, len(example.given)) if isinstance(last.keys, NothingKeys) else None


def cik_of(company: str) -> str:
    """The CIK that filings of a company have here: its own, or one made of its ticker."""
    if company.isdigit():
        return company
    made = 0
    for letter in company:
        made = (made * 38 + ord(letter)) % 89_999_999
    return str(_FIRST_CIK + 10_000_000 + made)


@dataclass(slots=True)
class _Cast:
    """Who plays in an example: the same name, or without one the same position, is the same person."""

    persons: dict[str, int] = field(default_factory=dict)

    def owners(self, keys: PersonKeys) -> tuple[Owner, ...]:
        title, owners = keys.title, []
        for number, roles in enumerate(keys.by):
            who = keys.who[number] if keys.who else None
            one = self.persons.setdefault(who or ", ".join(sorted(roles)), len(self.persons))
            of_office = next((name for role, name in _TITLES.items() if role in roles), None)
            if of_office is not None and title is not None:
                of_office, title = title, None
            owners.append(
                Owner(
                    cik=str(_FIRST_CIK + 1 + one),
                    name=who or _name(one),
                    director=Role.DIRECTOR in roles,
                    officer=of_office is not None,
                    ten_percent_owner=Role.TEN_PERCENT_OWNER in roles,
                    title=of_office,
                )
            )
        return tuple(owners)


def _name(number: int) -> str:
    turn, index = divmod(number, len(_NAMES))
    return _NAMES[index] + (f" {'I' * (turn + 1)}" if turn else "")


def _reading(given: Given, number: int, company: str, cast: _Cast) -> Reading:
    company = given.company or company
    name = f"Company {company.lstrip('0')}" if company.isdigit() else company
    issuer = Issuer(cik_of(company), name, None if company.isdigit() else company)
    accession = f"{_FIRST_CIK}-{given.filed:%y}-{number:06}"
    filing = FilingFact(accession, given.word, issuer, accepted=_moment(given, number))
    if isinstance(given.keys, FeedKeys):
        return feeds.bulletin(given.keys, accession, issuer, _moment(given, number))
    match given.keys:
        case TradeKeys() as keys:
            return insiders.trade(given.word, keys, keys.on or given.filed - _DAY, filing, cast.owners(keys))
        case HoldingKeys() as keys:
            return insiders.holding(keys, filing, cast.owners(keys))
        case ProposedSaleKeys() as keys:
            return insiders.proposed_sale(keys, filing)
        case ReportKeys() as keys:
            return reports.report(keys, filing, release=given.word == "results")
        case GuidanceKeys() as keys:
            return reports.guidance(keys, filing)
        case CurrentKeys() as keys:
            return reports.document(keys, replace(filing, items=keys.item))
        case WordsKeys() as keys:
            return reports.document(keys, filing)
    raise AssertionError(given)


def _moment(given: Given, number: int) -> dt.datetime:
    """After the close, filings of one day a minute apart."""
    close = dt.datetime.combine(given.filed, _CLOSE, EASTERN) + dt.timedelta(minutes=number)
    return close.astimezone(dt.UTC)
