"""What systemd hears, over a real socket, and when it hears nothing more."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import signal
import socket
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from tocsin import daemon, service
from tocsin.config import Config, load
from tocsin.demo.edgar import EdgarBox, EdgarRules
from tocsin.demo.fault import Fault
from tocsin.errors import Unavailable
from tocsin.feeds.budget import Budget
from tocsin.feeds.faults import Due
from tocsin.rules import load as load_rules
from tocsin.state import Lane
from tocsin.systemd import LONGEST_STATUS, Loop, Notifier, Watch, hanging, piece_ended

RULES = """
rules:
  - {id: many-shares, watch: 9900000101, when: {insider_sale: {shares: over 100k}}}
  - {id: much-money, watch: 9900000101, when: {insider_sale: {value: over $1M}}}
  - {id: some-day, watch: 9900000101, when: {insider_sale: {shares: over 1k}}, enabled: no}
"""


class Ear:
    """systemd's end of the socket."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(address.replace("@", "\0", 1) if address.startswith("@") else address)
        self._socket.setblocking(False)  # what was said is there
        self.notifier = Notifier.from_environment({"NOTIFY_SOCKET": address})

    def heard(self) -> str:
        return self._socket.recv(8192).decode()

    async def next(self) -> str:
        return (await asyncio.get_running_loop().sock_recv(self._socket, 8192)).decode()

    def waiting(self) -> list[str]:
        """What was said and not heard yet."""
        heard: list[str] = []
        with contextlib.suppress(BlockingIOError):
            while True:
                heard.append(self.heard())
        return heard

    def close(self) -> None:
        self._socket.close()


@contextlib.contextmanager
def listening(*, abstract: bool = False) -> Iterator[Ear]:
    # A socket's path has at most 107 bytes, and pytest's own folders can be longer.
    with tempfile.TemporaryDirectory() as folder:
        ear = Ear(f"@tocsin-test-{os.getpid()}" if abstract else str(Path(folder) / "notify"))
        try:
            yield ear
        finally:
            ear.close()


@pytest.fixture(params=["path", "abstract"])
def ear(request: pytest.FixtureRequest) -> Iterator[Ear]:
    with listening(abstract=request.param == "abstract") as ear:
        yield ear


def test_each_thing_is_one_message(ear: Ear) -> None:
    told = ear.notifier
    told.ready()
    assert ear.heard() == "READY=1"
    told.status("watching 12 issuers")
    assert ear.heard() == "STATUS=watching 12 issuers"
    told.watchdog()
    assert ear.heard() == "WATCHDOG=1"
    told.reloading(12.3456789)
    assert ear.heard() == "RELOADING=1\nMONOTONIC_USEC=12345678"
    told.stopping()
    assert ear.heard() == "STOPPING=1"


def test_a_status_is_one_line_whatever_it_tells(ear: Ear) -> None:
    ear.notifier.status("failing: a page\nREADY=1\n that \ud800 broke")
    assert ear.heard() == "STATUS=failing: a page READY=1 that ? broke"
    ear.notifier.status("é" * 10_000)
    assert ear.heard() == f"STATUS={'é' * LONGEST_STATUS}"


@pytest.mark.parametrize(
    "address",
    ["", "/nowhere/notify", "@nobody-is-here", "/x" * 500, "@" + "x" * 500, "nul\0byte", "vsock:2:1"],
)
def test_where_nobody_hears_nothing_happens(address: str) -> None:
    told = Notifier.from_environment({"NOTIFY_SOCKET": address})
    told.ready()
    told.watchdog()


def test_outside_of_systemd_nothing_happens() -> None:
    assert Notifier.from_environment({}) == Notifier(None, None)
    Notifier().ready()


def test_a_full_queue_holds_the_daemon_for_a_moment_only(ear: Ear) -> None:
    for _ in range(2000):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as other:
            other.setblocking(False)
            try:
                other.sendto(b"x", ear._socket.getsockname())
            except BlockingIOError:
                break
    else:
        pytest.skip("this kernel's queue is longer than 2000 messages")
    ear.notifier.ready()


@pytest.mark.parametrize(
    ("environment", "every"),
    [
        ({"WATCHDOG_USEC": "60000000"}, 30.0),
        ({"WATCHDOG_USEC": "3000000", "WATCHDOG_PID": str(os.getpid())}, 1.5),
        ({"WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({"WATCHDOG_USEC": "-5"}, None),
        ({}, None),
    ],
)
def test_the_watchdog_is_fed_twice_in_its_time_and_only_by_whom_it_means(
    environment: dict[str, str], every: float | None
) -> None:
    assert Notifier.from_environment(environment).watchdog_every == every


# --- whether all is well ------------------------------------------------------------------------------


def test_a_loop_hangs_when_it_ended_nothing_for_longer_than_its_patience() -> None:
    poll, deliver = Loop("poll", ended=100.0, patience=120.0), Loop("deliver", ended=200.0, patience=30.0)
    assert hanging([poll, deliver], 220.0) == ()
    assert hanging([poll, deliver], 220.1) == ("poll",)
    assert hanging([poll, deliver], 230.1) == ("poll", "deliver")
    assert hanging([], 1e9) == ()


class Stopwatch:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_loop_that_never_ends_its_first_round_hangs() -> None:
    time = Stopwatch()
    watch = Watch({"poll": 120}, time)
    time.now = 121
    assert watch.hanging() == ("poll",)


def test_a_round_that_ends_is_noted_and_one_that_fails_is_not() -> None:
    time = Stopwatch()
    watch = Watch({"read": 120}, time)

    async def works() -> int:
        return 3

    async def fails() -> int:
        raise OSError("the disk is full")

    time.now = 121
    with pytest.raises(OSError, match="full"):
        asyncio.run(watch.over("read", fails)())
    assert watch.hanging() == ("read",)
    assert asyncio.run(watch.over("read", works)()) == 3
    assert watch.hanging() == ()


def test_many_slow_answers_are_no_hanging_loop_and_one_that_never_comes_is() -> None:
    """Forty documents at 30 s each, four at once: a round of 5 minutes, with a patience of 2."""
    time = Stopwatch()
    watch = Watch({"read": 120, "poll": 120}, time)

    async def answer() -> None:
        piece_ended()

    async def slow_round() -> int:
        for _ in range(10):
            await asyncio.gather(*(answer() for _ in range(4)))
            time.now += 30
            assert "read" not in watch.hanging()
        assert watch.hanging() == ("poll",)  # what another loop ends is not its own
        time.now += 100
        assert watch.hanging() == ("read", "poll")
        return 1

    asyncio.run(watch.over("read", slow_round)())
    assert watch.hanging() == ("poll",)


def test_outside_of_all_loops_a_piece_is_noted_for_nobody() -> None:
    piece_ended()


# --- the daemon itself --------------------------------------------------------------------------------


@pytest.fixture
def edgar() -> Iterator[EdgarBox]:
    with EdgarBox(EdgarRules(requests_per_second=None)) as box:
        yield box


def configured(folder: Path, edgar: EdgarBox) -> Config:
    """Nobody else hears of the tests' daemon: what it tells is printed."""
    (folder / "rules").mkdir()
    (folder / "rules" / "made.yaml").write_text(RULES)
    file = folder / "tocsin.yaml"
    file.write_text(
        f"identity: Made Capital ops@made.example.com\n"
        f"edgar: {{www: '{edgar.www}', data: '{edgar.data}', latest: {{every: 100ms, off_hours: 100ms}}}}\n"
        "receivers: {screen: {console: {}}}\n"
    )
    return load(file, {})


async def told_until(ear: Ear, *ends: str, within: float = 10.0) -> list[str]:
    """What systemd hears until it has heard all that `ends` are the beginnings of."""
    heard: list[str] = []
    async with asyncio.timeout(within):
        while not all(any(message.startswith(end) for message in heard) for end in ends):
            heard.append(await ear.next())
    return heard


async def beside(config: Config, told: Callable[[], Awaitable[None]]) -> None:
    """Runs the daemon, and SIGTERM ends it when all was told."""
    running = asyncio.create_task(daemon.run(config))
    try:
        await told()
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(running, 6)
    finally:
        running.cancel()


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ear]:
    """A systemd that waits for the watchdog no longer than 0.2 s."""
    with listening() as ear:
        monkeypatch.setenv("NOTIFY_SOCKET", ear.address)
        monkeypatch.setenv("WATCHDOG_USEC", "200000")
        monkeypatch.delenv("WATCHDOG_PID", raising=False)
        yield ear


def test_it_is_ready_without_edgar_and_says_so(watched: Ear, edgar: EdgarBox, tmp_path: Path) -> None:
    config = configured(tmp_path, edgar)
    edgar.go_down()

    async def told() -> None:
        first = await told_until(watched, "READY=1", "WATCHDOG=1", within=3)
        assert first[0] == "READY=1"
        heard = await told_until(
            watched, "STATUS=watching 1 issuer with 2 rules; 0 due; latest failing since"
        )
        assert "connect" in heard[-1]
        edgar.come_up()
        await told_until(watched, "STATUS=watching 1 issuer with 2 rules; 0 due; latest ok at")

    asyncio.run(beside(config, told))
    assert len(edgar.requests("/submissions/")) == 1  # the baseline of the one issuer, before the first poll


def test_a_reload_and_the_end_are_told(watched: Ear, edgar: EdgarBox, tmp_path: Path) -> None:
    config = configured(tmp_path, edgar)

    async def told() -> None:
        await told_until(watched, "READY=1")
        (config.rules / "made.yaml").write_text(RULES.replace("enabled: no", "enabled: yes"))
        os.kill(os.getpid(), signal.SIGHUP)
        heard = await told_until(watched, "RELOADING=1\nMONOTONIC_USEC=", "READY=1")
        assert heard.index("READY=1") > 0
        await told_until(watched, "STATUS=watching 1 issuer with 3 rules;")

    asyncio.run(beside(config, told))
    assert "STOPPING=1" in watched.waiting()


@pytest.mark.parametrize("loop", ["poll_latest", "read_next", "deliver_due"])
def test_a_loop_that_hangs_is_not_covered_by_the_others(
    watched: Ear, edgar: EdgarBox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loop: str
) -> None:
    config = configured(tmp_path, edgar)
    for name, seconds in {"EDGAR_ENDS": 1.5, "DELIVERY_ENDS": 1.5, "LAST_WORDS": 0.1}.items():
        monkeypatch.setattr(daemon, name, seconds)
    hang = asyncio.Event()
    works = getattr(service.Service, loop)

    async def hangs(self: service.Service) -> int:
        if hang.is_set():
            await asyncio.Event().wait()
        return int(await works(self))

    monkeypatch.setattr(service.Service, loop, hangs)

    async def told() -> None:
        await told_until(watched, "WATCHDOG=1", "STATUS=watching 1 issuer with 2 rules; 0 due; latest ok at")
        hang.set()
        heard = await told_until(watched, f"STATUS={loop.partition('_')[0]} hangs; watching 1 issuer")
        assert heard.count("WATCHDOG=1") > 3  # while it could still be working
        await asyncio.sleep(1)
        assert "WATCHDOG=1" not in watched.waiting()

    asyncio.run(beside(config, told))


def test_every_answer_of_edgar_is_a_piece_of_work_that_ended(edgar: EdgarBox, tmp_path: Path) -> None:
    time = Stopwatch()
    watch = Watch({"read": 120}, time)
    edgar.serve_file("/made", b"made")
    edgar.fail(Fault.status(503), on="/made", times=2)

    clock = service.SystemClock()

    async def step() -> int:
        async with service._Edgar(
            identity="Made Capital ops@made.example.com",
            www=edgar.www,
            data=edgar.data,
            budget=Budget(tmp_path, 10, clock),
            clock=clock,
        ) as client:
            for _ in range(4):
                time.now += 100
                with contextlib.suppress(Unavailable):
                    await client.get(f"{edgar.www}/made", Due.TEXT, limit=100)
                assert watch.hanging() == ()
        time.now += 121
        return len(watch.hanging())

    assert asyncio.run(watch.over("read", step)()) == 1


# --- the line in `systemctl status` -------------------------------------------------------------------


def test_the_status_is_a_short_line_that_stays_true() -> None:
    at = dt.datetime(2026, 5, 26, 20, 5, 13, tzinfo=dt.UTC)
    rules = load_rules({"made.yaml": RULES.encode()}).bind({})
    ok = Lane("latest", "ok", None, at, at, None)
    down = Lane("latest", "failing", "EDGAR is down", at + dt.timedelta(minutes=2), None, at)
    assert daemon.in_short(rules, None, {}) == "watching 1 issuer with 2 rules; 0 due; latest not read yet"
    assert daemon.in_short(rules, ok, {"sent": 9, "due": 2, "uncertain": 1}) == (
        "watching 1 issuer with 2 rules; 3 due; latest ok at 16:05 ET"
    )
    assert daemon.in_short(rules, down, {"paused": 4}) == (
        "watching 1 issuer with 2 rules; 0 due, 4 paused; latest failing since 16:05 ET: EDGAR is down"
    )


def test_a_rule_on_everybody_watches_every_issuer() -> None:
    text = b"rules: [{id: all-there-are, watch: '*', when: {insider_sale: {value: over $1M}}}]"
    rules = load_rules({"made.yaml": text}).bind({})
    assert daemon.in_short(rules, None, {}).startswith("watching every issuer with 1 rule;")
