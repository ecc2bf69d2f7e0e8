"""A made filing after EDGAR has accepted it: when, under which day, and where it cannot be seen yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from tocsin.clock import EASTERN
from tocsin.demo.filings import OWNERSHIP_FORMS, MadeFiling, index_headers, submission

Place = Literal["latest", "submissions", "index", "companyfacts"]

# After 17:30 Eastern a filing gets the next business day's date; these keep theirs until 22:00
# (Regulation S-T, Rule 13(a)).
_CUT_OFF = dt.time(17, 30)
_LATE_CUT_OFF = dt.time(22, 0)
_KEEP_THEIR_DAY = OWNERSHIP_FORMS | {"144", "144/A"}
_SATURDAY = 5


@dataclass(frozen=True)
class Published:
    """`accepted` is UTC, to the second. `missing_from` and `issuer_late` are what EDGAR leaves out now."""

    filing: MadeFiling
    accepted: dt.datetime
    serial: int
    missing_from: frozenset[Place] = frozenset()
    issuer_late: bool = False

    @property
    def filed(self) -> dt.date:
        return filing_day(self.filing.form, self.accepted)

    @cached_property
    def submission(self) -> bytes:
        return submission(self.filing, self.accepted, self.filed)

    @cached_property
    def index_headers(self) -> bytes:
        return index_headers(self.filing, self.accepted, self.filed)

    def has_party(self, cik: int) -> bool:
        return any(int(party.cik) == cik for party in self.filing.parties)


def filing_day(form: str, accepted: dt.datetime) -> dt.date:
    """The date EDGAR gives a filing. Weekends are minded, holidays are not."""
    eastern = accepted.astimezone(EASTERN)
    keeps = form in _KEEP_THEIR_DAY or form.startswith(("SC 13D", "SC 13G", "SCHEDULE 13"))
    day = eastern.date()
    if eastern.time() > (_LATE_CUT_OFF if keeps else _CUT_OFF):
        day += dt.timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day += dt.timedelta(days=1)
    return day
