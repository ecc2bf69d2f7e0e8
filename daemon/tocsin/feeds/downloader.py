"""sec-edgar-downloader behind our own client: identity, request budget, time-outs and sizes are ours.

All that the library asks goes through its `_sec_gateway._call_sec`, which is replaced while it works. To
import it starts a thread (its own limiter's), so only who needs it does.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Callable, Container, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, TypeVar

from sec_edgar_downloader import _sec_gateway

from tocsin.errors import Blocked, TocsinError, Unavailable, Undeclared
from tocsin.feeds.archive import read_submissions
from tocsin.feeds.budget import Urgency
from tocsin.feeds.faults import Due
from tocsin.feeds.http import MEGABYTE, Edgar
from tocsin.model import Filing

T = TypeVar("T")

# The one release whose `_call_sec` was read: another may ask EDGAR past our budget.
LIBRARY = "5.1.0"
WWW, DATA = "https://www.sec.gov", "https://data.sec.gov"
# A 10-K's full submission, with its pictures and schemas.
LARGEST = 128 * MEGABYTE
# After so many documents in a row that EDGAR could not serve, it is EDGAR.
IN_A_ROW = 5


class _GivenUp(BaseException):
    """Not an Exception: those the library prints, and goes on with its next document."""

    def __init__(self, fault: TocsinError | None = None) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Answer:
    """What the library uses of an answer."""

    content: bytes

    def json(self) -> Any:
        return json.loads(self.content)


class Gateway:
    """Stands in for the library's `_call_sec`, in its thread: asks through our client.

    Once `closed` it asks nothing more. `settled` hears of each document that came or did not.
    """

    def __init__(self, edgar: Edgar) -> None:
        self.closed = False
        self.settled: Callable[[], None] = lambda: None
        self._edgar = edgar
        self._lists: dict[str, Answer] = {}
        self._unavailable = 0

    def __call__(self, uri: str, user_agent: str, host: str) -> Answer:
        """`user_agent` and `host` are our client's to tell."""
        if uri in self._lists:
            return self._lists[uri]
        if uri.endswith(".json"):
            # The library would ask for them again at each form and share.
            return self._lists.setdefault(uri, Answer(self._ask(uri, Due.JSON)))
        try:
            return Answer(self._ask(uri, Due.TEXT))
        finally:
            self.settled()

    def forget_lists(self) -> None:
        self._lists.clear()

    def _ask(self, uri: str, due: Due) -> bytes:
        if self.closed:
            raise _GivenUp
        try:
            body = self._edgar.get_blocking(
                self._ours(uri), due, limit=LARGEST, urgency=Urgency.BASELINE, tries=3
            )
        except CancelledError:
            raise _GivenUp from None
        except (Blocked, Undeclared) as fault:
            raise _GivenUp(fault) from fault
        except Unavailable as fault:
            self._unavailable += 1
            if self._unavailable >= IN_A_ROW:
                raise _GivenUp(fault) from fault
            raise
        self._unavailable = 0
        return body

    def _ours(self, uri: str) -> str:
        for theirs, ours in ((WWW, self._edgar.www), (DATA, self._edgar.data)):
            if uri.startswith(theirs + "/"):
                return ours + uri.removeprefix(theirs)
        raise _GivenUp(TocsinError(f"sec-edgar-downloader asks for {uri}: that is no address of EDGAR's"))

    def listed(
        self, cik: str, forms: Container[str], since: dt.date, until: dt.date
    ) -> tuple[dict[str, Filing], set[str]]:
        """The filer's filings of these forms and days, and the accession numbers of all it ever filed."""
        first = self._page(cik, f"CIK{cik}.json")
        try:
            pages = [first["filings"]["recent"]]
            pages += [self._page(cik, more["name"]) for more in first["filings"]["files"]]
            every = {str(accession) for page in pages for accession in page["accessionNumber"]}
        except (KeyError, TypeError) as error:
            raise Unavailable(f"the submissions of CIK {cik} are not as they should be: {error!r}") from error
        filings: dict[str, Filing] = {}
        for page in pages:
            whole = json.dumps({"name": first.get("name"), "filings": {"recent": page}})
            for filing in read_submissions(cik, whole.encode(), since)[1]:
                if filing.form in forms and filing.filed and filing.filed <= until:
                    filings[filing.accession] = filing
        return filings, every

    def _page(self, cik: str, name: str) -> Any:
        try:
            return self(f"{DATA}/submissions/{name}", "", "").json()
        except ValueError as error:
            raise Unavailable(f"the submissions of CIK {cik} are not as they should be: {error!r}") from error


@contextmanager
def through(gateway: Gateway) -> Iterator[None]:
    """All that the library asks goes through the gateway meanwhile. Its functions look the name up at
    each call, so the one place is enough; a test holds that it is the only one."""
    found = version("sec-edgar-downloader")
    if found != LIBRARY:
        raise TocsinError(
            f"sec-edgar-downloader {found} is installed where {LIBRARY} is needed: another release could ask"
            " EDGAR past the request budget"
        )
    theirs = _sec_gateway._call_sec
    _sec_gateway._call_sec = gateway
    try:
        yield
    finally:
        _sec_gateway._call_sec = theirs


async def in_thread(gateway: Gateway, work: Callable[[], T]) -> T:
    """Work of the library's, beside the event loop. Cancelled, it returns when the thread has ended: while
    that works the seam must stand."""

    def guarded() -> T:
        try:
            return work()
        except _GivenUp as given_up:
            raise given_up.fault or TocsinError("interrupted") from None

    before = asyncio.all_tasks()
    thread = asyncio.ensure_future(asyncio.to_thread(guarded))
    try:
        return await asyncio.shield(thread)
    except asyncio.CancelledError:
        gateway.closed = True
        for request in asyncio.all_tasks() - before - {thread}:
            request.cancel()
        await asyncio.gather(thread, return_exceptions=True)
        raise
