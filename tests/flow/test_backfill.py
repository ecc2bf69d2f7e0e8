"""The deep history, fetched by the real sec-edgar-downloader from the box, beside a real daemon and alone."""

from __future__ import annotations

import asyncio
import datetime as dt
import inspect
import os
import pty
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from sec_edgar_downloader import Downloader, _constants, _sec_gateway

from tests.flow.conftest import ACME, IDENTITY, Town, sale
from tests.flow.folder import configure
from tests.flow.test_commands import DONE, NOT_SO, WRONG, lines, running, tocsin, wait_for_message
from tocsin import backfill as history
from tocsin import catchup, config
from tocsin.backfill import Backfilled
from tocsin.clock import EASTERN
from tocsin.demo.fault import Fault
from tocsin.errors import TocsinError
from tocsin.feeds import downloader
from tocsin.state import State


def filed(town: Town, days_ago: int, shares: str = "150000", **more: Any) -> str:
    """A Form 4 of so many days ago. Returns its accession number."""
    filing = town.form4(sale(shares), **more)
    town.edgar.publish(filing, at=town.clock.now() - dt.timedelta(days=days_ago))
    return filing.accession


def fetched(town: Town) -> list[str]:
    """The documents that were asked for, in order."""
    return [
        found[1]
        for asked in town.edgar.requests("/Archives/")
        if (found := re.search(r"/([\d-]{20})\.txt$", asked.target))
    ]


def backfill(
    town: Town, *companies: str, since: int = 400, clock: Any = None, file: Path | None = None
) -> Backfilled:
    """In this process, with the town's clock."""
    settings = config.load(file or configure(town), {})
    day = (town.clock.now() - dt.timedelta(days=since)).astimezone(EASTERN).date()
    work = history.backfill(settings, companies or ("ACME",), since=day, clock=clock or town.clock)
    return asyncio.run(work)


def known(town: Town, accession: str) -> dt.datetime | None:
    """Since when the state counts a filing's facts as known; None without facts."""
    found = town.state().facts.reading(accession)
    return found[1] if found else None


@pytest.fixture
def nowhere_else(town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """No connection but to the boxes; whoever tries another is noted, and refused."""
    ours = {int(box.url.rpartition(":")[2]) for box in (town.edgar, town.slack)}
    tried: list[object] = []
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[1] not in ours:
            tried.append(address)
            raise ConnectionRefusedError("the guard of the test")
        connect(self, address)

    def resolve(host: Any, *rest: Any, **more: Any) -> Any:
        if host not in {"127.0.0.1", b"127.0.0.1"}:
            tried.append(host)
            raise socket.gaierror("the guard of the test")
        return getaddrinfo(host, *rest, **more)

    getaddrinfo = socket.getaddrinfo
    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    yield tried


# --- the seam ----------------------------------------------------------------------------------------


def test_the_seam_is_where_it_was() -> None:
    assert version("sec-edgar-downloader") == downloader.LIBRARY == "5.1.0"
    assert list(inspect.signature(_sec_gateway._call_sec).parameters) == ["uri", "user_agent", "host"]
    hosts = (_constants.HOST_WWW_SEC, _constants.HOST_DATA_SEC)
    assert tuple(f"https://{host}" for host in hosts) == (downloader.WWW, downloader.DATA)
    assert inspect.getsource(_sec_gateway).count("requests.") == 1  # in `_call_sec`, and nowhere else
    library = Path(str(_sec_gateway.__file__)).parent
    reaching = re.compile(r"^(?:import|from) (?:requests|urllib|http|socket|httpx)", re.MULTILINE)
    assert [file.name for file in library.glob("*.py") if reaching.search(file.read_text())] == [
        "_sec_gateway.py"
    ]


def test_every_request_goes_through_our_client(
    town: Town, nowhere_else: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    accession = filed(town, 3)
    theirs = _sec_gateway._call_sec

    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("the library asked by itself")

    with monkeypatch.context() as patched:
        patched.setattr(requests.Session, "request", never)
        assert backfill(town).in_words() == "1 filings came, 0 were known, 0 are missing, 0 are unreadable"
    assert nowhere_else == []
    assert _sec_gateway._call_sec is theirs
    assert fetched(town) == [accession]
    assert {asked.user_agent for asked in town.edgar.requests()} == {IDENTITY}
    assert [asked.target for asked in town.edgar.requests()] == [
        "/files/company_tickers_exchange.json",
        f"/submissions/CIK{ACME.cik}.json",
        f"/Archives/edgar/data/{int(ACME.cik)}/{accession.replace('-', '')}/{accession}.txt",
    ]

    # And the guard does hold: without the seam the library goes out by itself, and is caught.
    with pytest.raises(requests.ConnectionError):
        Downloader("Made Capital", "ops@made.example.com")
    assert "www.sec.gov" in map(str, nowhere_else)


def test_another_release_is_refused(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloader, "version", lambda _: "5.2.0")
    with pytest.raises(TocsinError, match=r"5\.2\.0 is installed where 5\.1\.0 is needed"):
        backfill(town)
    assert town.edgar.requests() == []


def test_an_address_that_is_not_edgars_is_not_asked(town: Town) -> None:
    gateway = downloader.Gateway(SimpleNamespace(www="http://a", data="http://b", get_blocking=None))  # type: ignore[arg-type]
    with pytest.raises(downloader._GivenUp) as stopped:
        gateway("https://www.sec.gov.example.com/x", "", "")
    assert "no address of EDGAR's" in str(stopped.value.fault)


# --- what comes --------------------------------------------------------------------------------------


def test_what_came_is_not_fetched_again(town: Town) -> None:
    file, began = configure(town), town.clock.now()
    old = [filed(town, days) for days in (300, 200, 1)]
    filed(town, 500)
    first = backfill(town, file=file)
    assert (first.came, first.known, first.is_whole) == (3, 0, True)
    assert sorted(fetched(town)) == sorted(old)
    # A fact is known since EDGAR accepted its filing.
    assert known(town, old[0]) == began - dt.timedelta(days=300)
    assert town.state().filings.count("baseline") == 3

    newer = filed(town, 0)
    second = backfill(town, file=file)
    assert (second.came, second.known, second.is_whole) == (1, 3, True)
    assert sorted(fetched(town)) == sorted([*old, newer])
    further = backfill(town, file=file, since=600)
    assert (further.came, further.known) == (1, 4)
    assert town.told() == []


def test_by_ticker_or_cik_amendments_and_every_page_of_the_list(town: Town) -> None:
    file = configure(town)
    town.edgar.rules = town.edgar.rules.__class__(requests_per_second=None, inline=2)
    all_of_them = [
        filed(town, 1),
        filed(town, 9, form="4/A", amends=dt.date(2026, 5, 1)),
        filed(town, 30, form="5"),
        filed(town, 40, form="5/A", amends=dt.date(2026, 4, 1)),
        filed(town, 50),
    ]
    assert backfill(town, ACME.cik, "ACME", file=file).came == 5
    assert sorted(fetched(town)) == all_of_them
    lists = [asked.target for asked in town.edgar.requests("/submissions/")]
    assert len(lists) == len(set(lists)) == 3
    (insider,) = {owner.cik for owner in town.form4(sale("1")).parties if owner.role == "Reporting"}
    assert backfill(town, insider, file=file).known == 5


def test_a_filing_of_today_is_there_however_long_ago_the_library_was_imported(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sec_edgar_downloader import _Downloader, _types  # noqa: PLC0415

    import_day = town.clock.now().date() - dt.timedelta(days=30)
    monkeypatch.setattr(_Downloader, "DEFAULT_BEFORE_DATE", import_day)
    monkeypatch.setattr(_types, "DEFAULT_BEFORE_DATE", import_day)
    # The town's 26 May 2026 lies elsewhere on the calendar than this process's own day, too.
    accession = filed(town, 0)
    assert backfill(town).came == 1
    assert known(town, accession) is not None


def test_a_filing_that_the_watching_made_known_gets_its_facts_and_stays_as_it_is(town: Town) -> None:
    old, lately = filed(town, 100), filed(town, 2, "250000")
    town.pass_by()
    assert known(town, old) is None
    told = backfill(town)
    assert (told.came, told.left) == (2, 0)
    assert known(town, lately) is not None
    assert town.state().filings.count("baseline") == 2
    town.pass_by()
    assert town.told() == []


@pytest.mark.parametrize("has_history", [True, False])
def test_a_sale_that_an_amendment_restates_later_is_recognised(town: Town, has_history: bool) -> None:
    filed(town, 20)
    town.pass_by()
    if has_history:
        assert backfill(town).came == 1
    town.publish(sale("150000"), form="4/A", amends=dt.date(2026, 5, 6))
    town.pass_by()
    assert len(town.told()) == (0 if has_history else 1)


# --- beside a daemon ---------------------------------------------------------------------------------


def test_what_the_daemon_has_yet_to_ring_is_left_to_it(town: Town) -> None:
    """The Latest feed misses filings. Recorded as baseline, such a one would never ring."""
    file = configure(town)
    old = filed(town, 100)
    state = State.open(town.folder)
    rules = {"big.yaml": (file.parent / "rules" / "big.yaml").read_bytes()}
    state.rulebook.adopt(rules, {}, now=town.clock.now())
    state.close()
    town.pass_by()
    town.clock.advance(60)
    missed = town.form4(sale("150000"))
    town.edgar.publish(missed, at=town.clock.now(), missing_from=("latest",))
    told = backfill(town, file=file)
    assert (told.came, told.left, told.is_whole) == (1, 1, True)
    assert known(town, old) is not None
    assert known(town, missed.accession) is None
    town.pass_by("catchup", "read", "tell")
    assert len(town.told()) == 1
    assert known(town, missed.accession) is not None
    assert backfill(town, file=file).known == 2
    assert history.DAEMON_FINDS == catchup.RECEIPTS_BACK


def test_the_daemon_keeps_ringing_and_the_budget_is_shared(town_today: Town) -> None:
    town, file = town_today, configure(town_today)
    # A baseline takes the half of the budget that the rest leaves; five polls a second leave it a crumb.
    file.write_text(file.read_text().replace("200ms", "500ms"))
    old = [filed(town, days) for days in range(10, 20)]
    with running(file) as process:
        town.edgar.wait_for("/cgi-bin/browse-edgar", count=2, timeout=30)
        command = [sys.executable, "-m", "tocsin", "backfill", ACME.cik, "-c", str(file)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as beside:
            town.edgar.wait_for("/Archives/", count=3, timeout=30)
            late = town.publish(sale("250000"))
            wait_for_message(town, 1)
            out, err = beside.communicate(timeout=60)
        assert (beside.returncode, err) == (DONE, "")
        assert out == "10 filings came, 0 were known, 0 are missing, 0 are unreadable\n"
        town.publish(sale("260000"))
        wait_for_message(town, 2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == DONE
    assert town.edgar.highest_rate <= 8
    assert all(known(town, accession) for accession in old)
    assert next(alert["accession"] for alert in lines(tocsin("alerts", "-c", file, "--json"))) == late
    assert len(town.told()) == 2
    assert town.told("#tocsin-ops") == []


# --- what does not come ------------------------------------------------------------------------------


def test_what_is_missing_or_breaks_off_is_told_and_not_taken(town_today: Town) -> None:
    town, file = town_today, configure(town_today)
    gone, cut, reset, good = (filed(town, days) for days in (1, 2, 3, 4))
    for accession, fault in (
        (gone, Fault.status(404)),
        (cut, Fault.cut(2500)),
        (reset, Fault.truncate(300)),
    ):
        town.edgar.fail(fault, on=f"/Archives/edgar/data/{int(ACME.cik)}/{accession.replace('-', '')}/")
    told = tocsin("backfill", "ACME", "-c", file)
    assert told.returncode == NOT_SO
    assert told.stdout == "1 filings came, 0 were known, 2 are missing, 1 are unreadable\n"
    first, second, third = told.stderr.splitlines()
    assert first.startswith(f"missing: {gone}: ")
    assert first.endswith("is not there (404)")
    assert second.startswith(f"missing: {reset}: ")
    assert third.startswith(f"unreadable: {cut}: ")
    assert [known(town, accession) is None for accession in (gone, cut, reset, good)] == [True] * 3 + [False]
    assert not town.state().filings.known(cut)

    town.edgar.heal()
    again = tocsin("backfill", "ACME", "-c", file)
    assert (again.returncode, again.stderr) == (DONE, "")
    assert again.stdout == "3 filings came, 1 were known, 0 are missing, 0 are unreadable\n"


def test_a_file_whose_writing_failed_is_missing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library leaves it where it lies, and would count it as downloaded the next time."""
    from sec_edgar_downloader import _orchestrator  # noqa: PLC0415

    file = configure(town)
    accession = filed(town, 1)

    def half(contents: bytes, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(contents)
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(_orchestrator, "save_document", half)
        told = backfill(town, file=file)
    assert told.missing == {accession: "[Errno 28] No space left on device"}
    assert (told.came, known(town, accession)) == (0, None)
    assert backfill(town, file=file).came == 1


def test_a_document_that_is_too_large_is_not_taken(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloader, "LARGEST", 3_000)
    accession = filed(town, 1)
    town.edgar.fail(Fault.huge(1_000_000, "text/plain"), on="/Archives/")
    told = backfill(town)
    assert list(told.missing) == [accession]
    assert "is larger than 0.003 MB" in told.missing[accession]


def test_a_block_ends_it_and_is_remembered(town: Town) -> None:
    file = configure(town)
    accessions = [filed(town, days) for days in (1, 2, 3)]
    second = accessions[1].replace("-", "")
    page = "<!DOCTYPE html><html><title>SEC.gov | Request Rate Threshold Exceeded</title>"
    town.edgar.fail(Fault.status(403, page), on=f"/Archives/edgar/data/{int(ACME.cik)}/{second}/")
    told = backfill(town, file=file)
    # Newest first: what came before the block is kept, what came not is nobody's fault.
    assert (told.came, told.missing, told.is_whole) == (1, {}, False)
    assert told.stopped is not None
    assert told.stopped.endswith("ET)")
    asked = len(town.edgar.requests())
    town.edgar.heal()
    blocked = backfill(town, file=file)
    assert blocked.stopped is not None
    assert len(town.edgar.requests()) == asked
    town.clock.advance(900)
    assert (backfill(town, file=file).came, backfill(town, file=file).known) == (2, 3)


def test_an_edgar_that_is_down_is_not_asked_for_every_document(town: Town) -> None:
    for days in range(1, 20):
        filed(town, days)
    town.edgar.fail(Fault.status(503), on="/Archives/")
    told = backfill(town)
    assert told.stopped is not None
    assert len(set(fetched(town))) == downloader.IN_A_ROW


def test_ctrl_c_keeps_what_came(town_today: Town, tmp_path: Path) -> None:
    town, file = town_today, configure(town_today)
    accessions = [filed(town, days) for days in range(1, 7)]
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    gate = town.edgar.gate(f"/Archives/edgar/data/{int(ACME.cik)}/{accessions[3].replace('-', '')}/")
    command = [sys.executable, "-m", "tocsin", "backfill", "ACME", "-c", str(file)]
    environment = os.environ | {"TMPDIR": str(temporary)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        gate.wait(timeout=30)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=5)
    gate.drop()
    assert process.returncode == 130
    assert out == "3 filings came, 0 were known, 0 are missing, 0 are unreadable\n"
    assert err == "interrupted: what came is kept, the same command goes on from there\n"
    assert list(temporary.iterdir()) == []
    assert "3 filings came, 3 were known" in tocsin("backfill", "ACME", "-c", file).stdout
    assert len(fetched(town)) == 7  # the one that was under way twice


def test_wrong_names_and_days(town_today: Town) -> None:
    town, file = town_today, configure(town_today)
    filed(town, 1)
    wrong = tocsin("backfill", "ACMEE", "ACME", "-c", file)
    assert (wrong.returncode, wrong.stdout) == (NOT_SO, "")
    assert wrong.stderr == (
        "tocsin: the SEC lists no ticker ACMEE: did you mean ACME? A CIK works too, also of who is not listed\n"
    )
    assert fetched(town) == []
    nobody = tocsin("backfill", "9900009999", "acme", "-c", file)
    assert nobody.returncode == NOT_SO
    assert nobody.stdout.startswith("1 filings came")
    assert nobody.stderr == "missing: 9900009999: EDGAR knows no filings of this CIK\n"
    for usage in (
        [],
        ["AC ME"],
        ["12345678901"],
        ["ACME", "--since", "soon"],
        ["ACME", "--since", "2999-01-01"],
    ):
        assert tocsin("backfill", *usage, "-c", file).returncode == WRONG


def test_a_terminal_sees_a_bar(town_today: Town) -> None:
    town, file = town_today, configure(town_today)
    filed(town, 1)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "tocsin", "backfill", "ACME", "-c", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs) as process:
        out, _ = process.communicate(timeout=30)
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # on Linux the end of a terminal is an error
        while piece := os.read(ours, 4096):
            shown += piece
    os.close(ours)
    assert out == b"1 filings came, 0 were known, 0 are missing, 0 are unreadable\n"
    assert f"CIK {ACME.cik}".encode() in shown
    assert b"1/1" in shown
