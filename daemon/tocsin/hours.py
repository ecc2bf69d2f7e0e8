"""When EDGAR takes filings, so that the hot lane is hot only then."""

from __future__ import annotations

import datetime as dt

from tocsin.clock import EASTERN

# sec.gov/submit-filings/filer-support-resources/edgar-calendar: business days, 6 a.m. to 10 p.m. Eastern.
OPENS = dt.time(6)
CLOSES = dt.time(22)


def edgar_is_open(now: dt.datetime) -> bool:
    """Whether EDGAR takes filings at this time. Federal holidays are not known here yet: on those
    the feed is polled as on any business day, which costs requests and misses nothing."""
    eastern = now.astimezone(EASTERN)
    return eastern.weekday() < 5 and OPENS <= eastern.time() < CLOSES
