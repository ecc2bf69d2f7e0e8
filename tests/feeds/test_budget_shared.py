"""One budget for real processes and threads, some of which are killed."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tocsin.demo.edgar import EdgarBox
from tocsin.errors import Blocked
from tocsin.feeds.budget import FILE_NAME, Budget, Urgency
from tocsin.feeds.faults import Due
from tocsin.feeds.http import MEGABYTE, Edgar
from tocsin.service import SystemClock

HOLD = """
import fcntl, sys
file = open(sys.argv[1], "a")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def process(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A Python of its own, ended at the end whatever happened."""
    one = subprocess.Popen(
        [sys.executable, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        yield one
    finally:
        one.kill()
        one.communicate()


def asker(
    folder: Path, edgar: EdgarBox, urgency: Urgency, tasks: int, pause: float = 0.0
) -> AbstractContextManager[subprocess.Popen[str]]:
    script = str(Path(__file__).with_name("asker.py"))
    return process(script, str(folder), edgar.url, urgency.name, str(tasks), str(pause))


def said(one: subprocess.Popen[str]) -> tuple[int, float]:
    """Tells an asker to stop, and returns how many requests it made and how long the longest took."""
    told, _ = one.communicate(timeout=10)
    count, longest = told.split()
    return int(count), float(longest)


def test_four_processes_keep_the_rate_one_is_killed_and_the_hot_lane_goes_first(tmp_path: Path) -> None:
    with (
        EdgarBox() as edgar,
        asker(tmp_path, edgar, Urgency.BASELINE, 8) as baseline,
        asker(tmp_path, edgar, Urgency.CATCH_UP, 8) as killed,
        asker(tmp_path, edgar, Urgency.CATCH_UP, 8) as catch_up,
    ):
        edgar.wait_for("/files/company_tickers.json?BASELINE", 2, timeout=20)
        edgar.wait_for("/files/company_tickers.json?CATCH_UP", 4, timeout=20)
        with asker(tmp_path, edgar, Urgency.LATEST, 1, pause=0.5) as latest:
            killed.kill()
            edgar.wait_for("/files/company_tickers.json?LATEST", 5, timeout=20)
            polls, longest_poll = said(latest)
        begun = time.monotonic()
        edgar.wait_for("/files/", len(edgar.requests()) + 10)
        assert time.monotonic() - begun < 7  # what the killed one held has come back
        counts = [said(one)[0] for one in (baseline, catch_up)]
        assert edgar.highest_rate <= 8
        assert edgar.blocked_requests == 0
    assert polls >= 4
    assert longest_poll < 1.5
    assert min(counts) >= 2


def test_who_is_killed_with_the_lock_in_his_hand_lets_go_of_it(tmp_path: Path) -> None:
    entered = threading.Event()

    def wait_for_a_turn() -> None:
        with Budget(tmp_path, 8, SystemClock()).turn_blocking(Urgency.LATEST):
            entered.set()

    with process("-c", HOLD, str(tmp_path / FILE_NAME)) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(wait_for_a_turn)
            assert not entered.wait(0.1)
            holder.kill()
            waiting.result(timeout=5)


def test_threads_share_the_budget(tmp_path: Path) -> None:
    """With one object, and with one each."""
    shared = Budget(tmp_path, 8, SystemClock())
    taken: list[float] = []

    def some(budget: Budget) -> None:
        for _ in range(5):
            with budget.turn_blocking(Urgency.LATEST) as turn:
                taken.append(time.monotonic())
                turn.arrived()

    begun = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(some, [shared, shared, Budget(tmp_path, 8, SystemClock()), shared]))
    taken.sort()
    assert len(taken) == 20
    assert all(later - sooner >= 1 for sooner, later in zip(taken, taken[8:], strict=False))
    assert taken[-1] - begun < 4


def test_a_thread_meets_a_block_that_another_told_of(tmp_path: Path) -> None:
    clock = SystemClock()
    budget = Budget(tmp_path, 8, clock)
    with budget.turn_blocking(Urgency.BASELINE) as turn:
        turn.blocked(clock.now())
    with (
        ThreadPoolExecutor(1) as pool,
        pytest.raises(Blocked, match="nothing is asked until it is over"),
    ):
        pool.submit(budget.turn_blocking(Urgency.BASELINE).__enter__).result(timeout=5)


def test_a_worker_thread_asks_through_the_client_of_the_loop(tmp_path: Path) -> None:
    """As a library that knows no event loop does, with the loop's own requests before its own."""

    async def both(url: str) -> list[float]:
        clock, waited = SystemClock(), list[float]()
        async with Edgar(
            identity="Example Capital ops@example.com",
            www=url,
            data=url,
            budget=Budget(tmp_path, 8, clock),
            clock=clock,
        ) as edgar:
            path = f"{url}/files/company_tickers.json"

            def download() -> list[bytes]:
                return [
                    edgar.get_blocking(path, Due.JSON, limit=MEGABYTE, urgency=Urgency.BASELINE)
                    for _ in range(4)
                ]

            downloading = asyncio.create_task(asyncio.to_thread(download))
            while not downloading.done():
                begun = time.monotonic()
                await edgar.get(path, Due.JSON, limit=MEGABYTE, urgency=Urgency.LATEST)
                waited.append(time.monotonic() - begun)
                await asyncio.sleep(0.3)
            assert all(body.startswith(b"{") for body in await downloading)
        return waited

    with EdgarBox() as edgar:
        waited = asyncio.run(both(edgar.url))
        assert edgar.highest_rate <= 8
    assert max(waited) < 4  # and not behind four downloads of the baseline


def test_a_client_that_is_not_open_asks_nothing(tmp_path: Path) -> None:
    clock = SystemClock()
    edgar = Edgar(
        identity="x a@b.example",
        www="http://127.0.0.1:1",
        data="",
        budget=Budget(tmp_path, 8, clock),
        clock=clock,
    )
    with pytest.raises(RuntimeError, match="not open"):
        edgar.get_blocking("http://127.0.0.1:1/", Due.JSON, limit=1, urgency=Urgency.BASELINE)
