"""The deep history of issuers, fetched by sec-edgar-downloader and kept as facts. Nothing of it rings.

    listed ──► not in the state yet ──► a few at a time into a temporary folder ──► read ──► one transaction

A daemon may run beside it: what that has stays as it is, and what it has yet to ring is left to it.
A fact is known from the time when EDGAR accepted its filing, for then the public knew it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import difflib
import io
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sec_edgar_downloader import Downloader  # type: ignore[attr-defined]  # it has no __all__

from tocsin import facts
from tocsin.clock import EASTERN, Clock
from tocsin.config import Config
from tocsin.errors import Blocked, Fault, NotFound, TocsinError, Unavailable, Unreadable
from tocsin.feeds.budget import Budget
from tocsin.feeds.downloader import Gateway, in_thread, through
from tocsin.feeds.http import Edgar
from tocsin.model import Filing, Party, Reading
from tocsin.rules import BoundRules, load
from tocsin.state import FolderLock, State
from tocsin.state.database import FILE_NAME
from tocsin.state.names import BLOCKED_UNTIL, LATEST_SEEDED

# So many documents lie in the temporary folder at once; of reports, which have tens of MB each, fewer.
SHARE = 20
SHARE_OF_REPORTS = 4
# A filing of a Friday evening is dated Monday, or later after a holiday.
DATED_AHEAD = dt.timedelta(days=4)
# As far back as the daemon's own receipts find what it missed.
DAEMON_FINDS = dt.timedelta(days=30)

# What the library prints when it skips a filing (its placeholders stay unfilled).
_COMPLAINT = re.compile(r"^Error occurred .*?(\d{10}-\d{2}-\d{6})\s+(.*)$", re.MULTILINE)
_ENDS = (b"</SEC-DOCUMENT>", b"</IMS-DOCUMENT>", b"</SUBMISSION>", b"-----END PRIVACY-ENHANCED MESSAGE-----")


@dataclass(slots=True)
class Backfilled:
    """What became of the filings. `missing` and `unreadable` tell why, by accession number (by CIK where
    EDGAR lists nothing at all); `left` are new ones that are the daemon's to ring."""

    came: int = 0
    known: int = 0
    left: int = 0
    missing: dict[str, str] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)
    stopped: str | None = None
    interrupted: bool = False

    @property
    def is_whole(self) -> bool:
        return not (self.missing or self.unreadable or self.stopped or self.interrupted)

    def in_words(self) -> str:
        told = [f"{self.came} filings came", f"{self.known} were known"]
        if self.left:
            told.append(f"{self.left} new ones are left to the daemon")
        told += [f"{len(self.missing)} are missing", f"{len(self.unreadable)} are unreadable"]
        return ", ".join(told)

    def troubles(self) -> Iterator[str]:
        for accession, why in self.missing.items():
            yield f"missing: {accession}: {why}"
        for accession, why in self.unreadable.items():
            yield f"unreadable: {accession}: {why}"
        if self.stopped:
            yield f"stopped: {self.stopped}"
        if self.interrupted:
            yield "interrupted: what came is kept, the same command goes on from there"


async def backfill(config: Config, companies: Sequence[str], *, since: dt.date, clock: Clock) -> Backfilled:
    """Fetches and keeps what companies filed since a day: tickers as the SEC writes them, or CIKs of ten
    digits. Cancelled, it ends in order and tells how far it came.

    Raises `TocsinError` for a ticker that the SEC does not list, before anything else is fetched.
    """
    if not (config.state / FILE_NAME).exists():
        _make_state(config.state)
    state = State.beside(config.state)
    told = Backfilled()
    try:
        budget = Budget(config.state, config.edgar.requests_per_second, clock)
        budget.recall(state.marks.get_moment(BLOCKED_UNTIL))
        async with Edgar(
            identity=config.identity,
            www=config.edgar.www,
            data=config.edgar.data,
            budget=budget,
            clock=clock,
            on_block=lambda until: state.marks.set_moment(BLOCKED_UNTIL, until),
        ) as edgar:
            gateway = Gateway(edgar)
            with TemporaryDirectory(prefix="tocsin-") as folder, through(gateway), _bar() as bar:
                run = _Run(state, clock, gateway, bar, Path(folder), told)
                await run.all(config.identity, companies, since)
    except asyncio.CancelledError:
        told.interrupted = True
    except Blocked as blocked:
        told.stopped = f"{blocked} (at {blocked.until.astimezone(EASTERN):%H:%M} ET)"
    except Fault as fault:
        told.stopped = str(fault)
    finally:
        state.close()
    return told


def _make_state(folder: Path) -> None:
    lock = FolderLock(folder)
    try:
        State.open(folder).close()
    finally:
        lock.release()


def _bar() -> Progress:
    """On a terminal alone. It leaves standard output alone: the library's is caught."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    shown = Console(stderr=True)
    return Progress(*columns, console=shown, disable=not sys.stderr.isatty(), redirect_stdout=False)


@dataclass(frozen=True, slots=True)
class _Run:
    """One call of the verb: the doers it uses, and what it tells in the end."""

    state: State
    clock: Clock
    gateway: Gateway
    bar: Progress
    folder: Path
    told: Backfilled

    async def all(self, identity: str, companies: Sequence[str], since: dt.date) -> None:
        name, _, address = identity.rpartition(" ")
        try:
            downloader = await in_thread(self.gateway, lambda: Downloader(name, address, self.folder))
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise Unavailable(f"the ticker list is not as it should be: {error!r}") from error
        for cik in _ciks(companies, downloader.ticker_to_cik_mapping):
            await self._issuer(downloader, cik, since)
            self.gateway.forget_lists()

    async def _issuer(self, downloader: Downloader, cik: str, since: dt.date) -> None:
        # The library's own default is the day of its import.
        until = self.clock.now().astimezone(EASTERN).date() + DATED_AHEAD
        try:
            listed, every = await in_thread(
                self.gateway, lambda: self.gateway.listed(cik, facts.FORMS, since, until)
            )
        except NotFound:
            self.told.missing[cik] = "EDGAR knows no filings of this CIK"
            return
        settled = _settled(self.state, listed, self.clock.now())
        self.told.known += len(settled)
        task = self.bar.add_task(f"CIK {cik}", total=len(listed), completed=len(settled))
        self.gateway.settled = lambda: self.bar.advance(task)
        for form, share in _shares(filing for filing in listed.values() if filing.accession not in settled):
            fetch = partial(
                downloader.get,
                form,
                cik,
                after=since,
                before=until,
                include_amends=True,
                accession_numbers_to_skip=every - share.keys(),
            )
            await self._share(share, fetch)

    async def _share(self, share: Mapping[str, Filing], fetch: Callable[[], int]) -> None:
        said = io.StringIO()

        def fetch_and_listen() -> int:
            with redirect_stdout(said):
                return fetch()

        count = None
        try:
            count = await in_thread(self.gateway, fetch_and_listen)
        finally:
            self._take_in(share, said.getvalue(), count)

    def _take_in(self, share: Mapping[str, Filing], said: str, count: int | None) -> None:
        """What came of a share, in one transaction. `count` is the library's, None when it was stopped."""
        skipped = {accession: why for accession, why in _COMPLAINT.findall(said) if accession in share}
        found = {path.parent.name: path for path in self.folder.rglob("*.txt")}
        came = [accession for accession in share if accession in found and accession not in skipped]
        if count is not None and count < len(came):
            skipped |= dict.fromkeys(came, f"sec-edgar-downloader counts {count} of {len(came)}")
            came = []
        self.told.missing |= skipped
        if count is not None:
            silent = [accession for accession in share if accession not in found and accession not in skipped]
            self.told.missing |= dict.fromkeys(silent, "sec-edgar-downloader passed over it")
        readings = dict(self._readings({accession: found[accession] for accession in came}))
        # A file that is there already would be taken for a download.
        for left_over in self.folder.iterdir():
            shutil.rmtree(left_over)
        self._keep(share, readings)

    def _readings(self, files: Mapping[str, Path]) -> Iterator[tuple[str, Reading]]:
        for accession, file in files.items():
            body = file.read_bytes()
            try:
                if not body.rstrip().endswith(_ENDS):
                    raise Unreadable("the submission breaks off")
                reading = facts.read(body, accession=accession)
                if reading.filing.accepted is None:
                    raise Unreadable("its header tells no acceptance time")
                yield accession, reading
            except Unreadable as error:
                self.told.unreadable[accession] = str(error)
            except Exception as error:  # a mistake of our own reader stops nothing, as in `pipeline`
                self.told.unreadable[accession] = f"the reader failed: {error!r}"

    def _keep(self, share: Mapping[str, Filing], readings: Mapping[str, Reading]) -> None:
        rules = load(self.state.rulebook.last_good()).bind(self.state.issuers.ciks())
        with self.state.transaction():
            now = self.clock.now()
            # The daemon may have met one of them meanwhile.
            settled = _settled(self.state, readings, now)
            self.told.known += len(settled)
            for accession, reading in readings.items():
                if accession in settled:
                    continue
                known = self.state.filings.known(accession)
                if not known and _is_to_ring(reading, rules, self.state.marks.get_moment(LATEST_SEEDED), now):
                    self.told.left += 1
                    continue
                self.state.filings.record_baseline(_filing(share[accession], reading), seen=now)
                known_at = reading.filing.accepted or now
                self.state.facts.add(accession, reading, known=known_at)
                self.state.texts.add(accession, reading.filing.issuer.cik, reading.prose, known=known_at)
                self.told.came += 1


# --- decisions ---------------------------------------------------------------------------------------


def _shares(filings: Iterable[Filing]) -> Iterator[tuple[str, dict[str, Filing]]]:
    """A few filings at a time, by accession number, with the form that the library asks for them by."""
    of_form: dict[str, list[Filing]] = {}
    for filing in filings:
        of_form.setdefault(filing.form.removesuffix("/A"), []).append(filing)
    for form, ours in of_form.items():
        share = SHARE if form in facts.IN_ONE_FILE else SHARE_OF_REPORTS
        for start in range(0, len(ours), share):
            yield form, {filing.accession: filing for filing in ours[start : start + share]}


def _ciks(companies: Iterable[str], listed: Mapping[str, str]) -> list[str]:
    """Each company's CIK, once. Raises `TocsinError` for tickers that are not listed."""
    unknown = [name for name in companies if not name.isdigit() and name not in listed]
    if unknown:
        raise TocsinError("\n".join(_unlisted(name, listed) for name in unknown))
    return list(dict.fromkeys(name if name.isdigit() else listed[name] for name in companies))


def _unlisted(name: str, listed: Mapping[str, str]) -> str:
    near = difflib.get_close_matches(name, listed, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    return f"the SEC lists no ticker {name}: {hint}A CIK works too, also of who is not listed"


def _settled(state: State, accessions: Iterable[str], now: dt.datetime) -> set[str]:
    """Those that need nothing: their facts are there, or the daemon reads them or has set them aside."""
    theirs = {due.filing.accession for due in state.filings.due(now + DAEMON_FINDS, limit=1_000_000)}
    theirs |= {one.accession for one in state.filings.listed_set_aside()}
    return {one for one in accessions if one in theirs or state.facts.reading(one) is not None}


def _is_to_ring(reading: Reading, rules: BoundRules, began: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether a filing that the state does not know is one that the daemon still has to find and judge:
    recorded as baseline, it would never ring."""
    accepted = reading.filing.accepted
    if began is None or accepted is None or not rules.for_issuer(reading.filing.issuer.cik):
        return False
    return accepted > max(began, now - DAEMON_FINDS)


def _filing(listed: Filing, reading: Reading) -> Filing:
    told = reading.filing
    owners = (Party(owner.cik, owner.name, "reporting") for owner in told.owners)
    parties = (Party(told.issuer.cik, told.issuer.name, "issuer"), *owners)
    return replace(listed, parties=parties, accepted=told.accepted)
