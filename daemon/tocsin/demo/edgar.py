"""An EDGAR in a box: what tocsin asks of www.sec.gov and data.sec.gov, over real HTTP, by EDGAR's rules."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from tocsin.clock import EASTERN
from tocsin.demo import forms, lists, pages
from tocsin.demo.atom import Wish, latest_page
from tocsin.demo.box import Asked, Box, Now, real_time
from tocsin.demo.company_facts import company_facts
from tocsin.demo.fault import Answer
from tocsin.demo.filings import Company, MadeFiling, accession_number
from tocsin.demo.folder import file_of
from tocsin.demo.forms import Form
from tocsin.demo.lists import ZoneLabelledZ
from tocsin.demo.published import Place, Published

# "Company name@domain": sec.gov/os/accessing-edgar-data asks for "Sample Company Name
# AdminContact@<sample company domain>.com".
_DECLARED = re.compile(r"\S.*\s\W?[^@\s]+@[^@\s]+\.[^@\s]+")
_ARCHIVE = re.compile(r"/Archives/edgar/data/(\d{1,10})/(?:(\d{18})/)?((?:xsl[A-Za-z0-9]+/)?[^/]+)")
_DAILY = re.compile(r"/Archives/edgar/daily-index/(\d{4})/QTR([1-4])/master\.(\d{8})\.idx")
_FACTS = re.compile(r"/api/xbrl/companyfacts/CIK(\d{10})\.json")
_SUBMISSIONS = re.compile(r"/submissions/(CIK(\d{10})(?:-submissions-\d{3})?\.json)")

_JSON = "application/json"

# Who files what is published without an accession number.
AGENT = "9900000009"


@dataclass(frozen=True, slots=True)
class EdgarRules:
    """How strict the box is, and which of EDGAR's two manners it has.

    `requests_per_second` None lifts the budget. `acceptance_times` is what `Z` means in submissions.
    The day's index exists from `index_from` (Eastern); `window` is how many entries the Latest feed
    holds (5,100 when it was recorded), `inline` how many filings the submissions hold in one file.
    """

    requests_per_second: int | None = 10
    block_lasts: dt.timedelta = dt.timedelta(seconds=600)
    acceptance_times: ZoneLabelledZ = "utc"
    index_from: dt.time = dt.time(22, 0)
    window: int = 5100
    inline: int = 1000


class EdgarBox(Box):
    """Plays both hosts on one address. Made filings are published into it; recorded pages can be too.

    A filing whose acceptance lies in the future (by the box's clock) is nowhere to be seen until then.
    """

    compresses = True

    def __init__(self, rules: EdgarRules | None = None, now: Now = real_time) -> None:
        super().__init__(now)
        self.rules = rules or EdgarRules()
        self._serials = itertools.count()
        self._numbers = itertools.count(1)
        self._published: dict[str, Published] = {}
        self._companies: dict[str, Company] = {}
        self._files: dict[str, Answer] = {}
        self._recorded: list[bytes] | None = None
        self._last_second: deque[dt.datetime] = deque()
        self._highest_rate = 0
        self._blocked_requests = 0
        self._undeclared_requests = 0
        self._blocked_until: dt.datetime | None = None

    @property
    def www(self) -> str:
        return self.url

    @property
    def data(self) -> str:
        return self.url

    # --- what a test or the demo tells it -------------------------------------------------------

    def publish(
        self,
        filing: MadeFiling | Form,
        *,
        at: dt.datetime | None = None,
        missing_from: Collection[Place] = (),
        issuer_late: bool = False,
    ) -> Published:
        """Accepts a filing now, or `at` an aware time (past or future), to the second.

        A form that is no filing yet gets an accession number of its own, the box's agent's next.
        `missing_from` leaves it out of the Latest feed, the submissions, the daily index or
        companyfacts; `issuer_late` leaves its Issuer entry out of the feed. Both last until `reveal`.
        """
        accepted = (at or self.now()).astimezone(dt.UTC).replace(microsecond=0)
        with self.lock:
            if not isinstance(filing, MadeFiling):
                number = accession_number(next(self._numbers), accepted.year, AGENT)
                filing = forms.filing(number, filing)
            made = Published(filing, accepted, next(self._serials), frozenset(missing_from), issuer_late)
            self._published[filing.accession] = made
            for party in filing.parties:
                if party.company:
                    self._companies[party.cik] = party.company
            return made

    def reveal(self, accession: str) -> None:
        """Shows a filing, with its Issuer entry, wherever it was missing."""
        with self.lock:
            known = self._published[accession]
            self._published[accession] = replace(known, missing_from=frozenset(), issuer_late=False)

    def list_company(self, company: Company) -> None:
        """Puts a company into the ticker lists; issuers of published filings are there already."""
        with self.lock:
            self._companies[company.cik] = company

    def serve_recorded(self, recorded: Sequence[bytes] | None) -> None:
        """Serves these Latest pages as they are, the first for start=0, the next for start=100…

        After the last comes the 503 of the end. None returns to the made feed.
        """
        with self.lock:
            self._recorded = None if recorded is None else list(recorded)

    def serve_file(self, path: str, body: bytes, content_type: str = "text/plain") -> None:
        """Serves a body under a path, before anything else that may be there."""
        with self.lock:
            self._files[path] = Answer(body, content_type)

    def block(self) -> None:
        """Blocks every client from now on, as if the budget had been exceeded."""
        with self.lock:
            self._blocked_until = self.now() + self.rules.block_lasts

    def unblock(self) -> None:
        with self.lock:
            self._blocked_until = None
            self._last_second.clear()

    # --- what it has seen -----------------------------------------------------------------------

    @property
    def highest_rate(self) -> int:
        """The most requests that arrived in any one second, from all clients, refused ones included."""
        with self.lock:
            return self._highest_rate

    @property
    def blocked_requests(self) -> int:
        """How many requests were answered with the block page."""
        with self.lock:
            return self._blocked_requests

    @property
    def undeclared_requests(self) -> int:
        """How many requests came without a User-Agent that names a company and an e-mail address."""
        with self.lock:
            return self._undeclared_requests

    @property
    def blocked_until(self) -> dt.datetime | None:
        """When the block ends if nobody asks meanwhile; None when there is none."""
        with self.lock:
            if self._blocked_until and self.now() < self._blocked_until:
                return self._blocked_until
            return None

    # --- EDGAR's rules --------------------------------------------------------------------------

    def refuse(self, asked: Asked) -> Answer | None:
        now = self.now()
        rate, allowed = self._count(now), self.rules.requests_per_second
        if self.blocked_until or (allowed is not None and rate > allowed):
            # "Continuing to exceed the … rate during the time-out period will extend the duration":
            # the box takes every request for continuing.
            self._blocked_until = now + self.rules.block_lasts
            self._blocked_requests += 1
            return Answer(pages.RATE_EXCEEDED, "text/html", 403)
        if not _DECLARED.fullmatch(asked.headers.get("user-agent", "")):
            self._undeclared_requests += 1
            return Answer(pages.UNDECLARED, "text/html", 403)
        return None

    def _count(self, now: dt.datetime) -> int:
        self._last_second.append(now)
        while now - self._last_second[0] >= dt.timedelta(seconds=1):
            self._last_second.popleft()
        self._highest_rate = max(self._highest_rate, len(self._last_second))
        return len(self._last_second)

    # --- what it serves -------------------------------------------------------------------------

    def answer(self, asked: Asked) -> Answer:
        path = asked.path
        if path == "/cgi-bin/browse-edgar":
            return self._latest(asked)
        return (
            self._files.get(path)
            or self._tickers(path)
            or self._document(path)
            or self._daily_index(path)
            or self._submissions(path)
            or self._company_facts(path)
            or pages.no_such_key(path)
        )

    def _tickers(self, path: str) -> Answer | None:
        if path == "/files/company_tickers.json":
            return Answer(lists.company_tickers(self._companies.values()), _JSON)
        if path == "/files/company_tickers_exchange.json":
            return Answer(lists.company_tickers_exchange(self._companies.values()), _JSON)
        return None

    def _visible(self, place: Place | None = None) -> Iterator[Published]:
        now = self.now()
        return (
            one
            for one in self._published.values()
            if one.accepted <= now and (place is None or place not in one.missing_from)
        )

    def _latest(self, asked: Asked) -> Answer:
        if asked.query.get("action") != "getcurrent" or asked.query.get("output") != "atom":
            return Answer(pages.FILE_UNAVAILABLE, "text/html")
        wish = Wish.of(asked.query)
        page: bytes | None
        if self._recorded is not None:
            number = wish.start // max(1, wish.count)
            page = self._recorded[number] if number < len(self._recorded) else None
        else:
            page = latest_page(self._visible("latest"), wish, self.now(), self.rules.window)
        if page is None:
            # The end of the feed, not a fault: it was recorded at start=5100.
            return Answer(pages.FILE_UNAVAILABLE, "text/html", 503)
        return Answer(page, "application/atom+xml", 200, (("Cache-Control", "no-cache"),))

    def _document(self, path: str) -> Answer | None:
        found = _ARCHIVE.fullmatch(path)
        if found is None:
            return None
        cik, folder, name = int(found[1]), found[2], found[3]
        accession = f"{folder[:10]}-{folder[10:12]}-{folder[12:]}" if folder else name.removesuffix(".txt")
        for one in self._visible():
            if one.filing.accession == accession and one.has_party(cik):
                return file_of(one, cik, name)
        return None

    def _daily_index(self, path: str) -> Answer | None:
        found = _DAILY.fullmatch(path)
        if found is None:
            return None
        try:
            day = dt.date.fromisoformat(found[3])
        except ValueError:
            return pages.access_denied()
        right_folder = (found[1], found[2]) == (f"{day.year}", f"{(day.month + 2) // 3}")
        written = dt.datetime.combine(day, self.rules.index_from, EASTERN)
        index = lists.master_index(day, self._visible("index"))
        if not right_folder or self.now() < written or index is None:
            return pages.access_denied()
        return Answer(index, "text/plain")

    def _submissions(self, path: str) -> Answer | None:
        found = _SUBMISSIONS.fullmatch(path)
        if found is None:
            return None
        name, cik = found[1], found[2]
        own = [one for one in self._visible("submissions") if one.has_party(int(cik))]
        if not own:
            return None
        files = lists.submissions(cik, own, self.rules.acceptance_times, self.rules.inline)
        return Answer(files[name], _JSON) if name in files else None

    def _company_facts(self, path: str) -> Answer | None:
        """None for an issuer without XBRL, which is answered as what does not exist (seen)."""
        found = _FACTS.fullmatch(path)
        facts = found and company_facts(found[1], self._visible("companyfacts"))
        return Answer(facts, _JSON) if facts else None
