"""At most so many requests in any second as EDGAR counts it, the urgent first, by whoever shares a folder."""

from __future__ import annotations

import asyncio
import datetime as dt
import fcntl
import random
import tempfile
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clock import ManualClock
from tests.feeds.hasty import HastyClock, in_no_time
from tocsin.errors import Blocked, Unavailable
from tocsin.feeds.budget import FILE_NAME, Budget, Urgency

LATEST, DOCUMENT, CATCH_UP, BASELINE = Urgency


class Server:
    """Notes when requests arrive, after a way that takes as long as the test says."""

    def __init__(self) -> None:
        self.arrived: list[float] = []
        self.turns: list[tuple[Urgency, float, float]] = []  # wished for at, given at

    async def ask(self, budget: Budget, urgency: Urgency, way: float = 0.02, answer: float = 0.03) -> None:
        clock = budget.clock
        wished = clock.monotonic()
        async with budget.turn(urgency) as turn:
            self.turns.append((urgency, wished, clock.monotonic()))
            await clock.sleep(way)
            self.arrived.append(clock.monotonic())
            await clock.sleep(answer)
            turn.arrived()

    def waits(self, urgency: Urgency, since: float = 0.0) -> list[float]:
        return [given - wished for one, wished, given in self.turns if one is urgency and given >= since]

    def most_in_a_second(self) -> int:
        times = sorted(self.arrived)
        return max(sum(start <= time < start + 1 for time in times) for start in times)


# --- any second


ways = st.floats(0, 0.5) | st.floats(0, 6)
requests = st.tuples(st.floats(0, 5), st.integers(0, 2), st.sampled_from(Urgency), ways, st.floats(0, 1))


@settings(deadline=None)
@given(st.lists(requests, min_size=1, max_size=60), st.integers(1, 10))
def test_no_second_at_the_server_holds_more_than_the_rate(
    wishes: list[tuple[float, int, Urgency, float, float]], rate: int
) -> None:
    """Three processes, whatever they want and however long it takes on the way."""
    server = Server()

    async def world(folder: Path) -> None:
        processes = [Budget(folder, rate, HastyClock()) for _ in range(3)]

        async def one(at: float, who: int, urgency: Urgency, way: float, answer: float) -> None:
            await asyncio.sleep(at)
            await server.ask(processes[who], urgency, way, answer)

        await asyncio.gather(*(one(*wish) for wish in wishes))

    with tempfile.TemporaryDirectory() as folder:
        in_no_time(world(Path(folder)))
    assert len(server.arrived) == len(wishes)
    assert server.most_in_a_second() <= rate


def test_the_rate_is_used() -> None:
    """A hundred documents are asked for as fast as the rate allows: six in a second, two kept for Latest."""

    async def world(folder: Path) -> None:
        budget = Budget(folder, 8, HastyClock())
        await asyncio.gather(*(server.ask(budget, DOCUMENT) for _ in range(50)))
        await asyncio.gather(*(server.ask(budget, LATEST) for _ in range(50)))

    server = Server()
    with tempfile.TemporaryDirectory() as folder:
        in_no_time(world(Path(folder)))
    documents, latest = server.arrived[:50], server.arrived[50:]
    assert 8.0 < documents[-1] - documents[0] < 9.0
    assert 6.0 < latest[-1] - latest[0] < 7.0


# --- the urgent first


def test_within_a_process_the_urgent_go_first_and_equals_in_their_order(tmp_path: Path) -> None:
    given_to: list[tuple[Urgency, int]] = []

    async def world() -> None:
        clock = HastyClock()
        budget, server = Budget(tmp_path, 8, clock), Server()
        for _ in range(8):
            await server.ask(budget, LATEST)

        async def one(urgency: Urgency, number: int) -> None:
            async with budget.turn(urgency):
                given_to.append((urgency, number))

        wishes = [(urgency, number) for urgency in (BASELINE, DOCUMENT, LATEST) for number in range(3)]
        async with asyncio.TaskGroup() as group:
            for wish in wishes:
                group.create_task(one(*wish))
                await asyncio.sleep(0)

    in_no_time(world())
    assert given_to == [(urgency, number) for urgency in (LATEST, DOCUMENT, BASELINE) for number in range(3)]


async def a_minute(folder: Path, server: Server, *, polls: int, documents: int, baseline: str) -> None:
    """So many polls and documents a second, the documents at any moment, each answered in 50 ms; and a
    baseline of 500 issuers: `none`, `here` in the same process, or `there` in another."""
    chance, time = random.Random(7), asyncio.get_running_loop().time  # noqa: S311 - the same each time
    hot = Budget(folder, 8, HastyClock())
    low = hot if baseline == "here" else Budget(folder, 8, HastyClock())

    async def latest() -> None:
        while True:
            wished = time()
            await server.ask(hot, LATEST)
            await asyncio.sleep(max(0, wished + 1 / polls - time()))

    async def announced() -> None:
        async with asyncio.TaskGroup() as group:
            while documents:
                await asyncio.sleep(chance.uniform(0, 2 / documents))
                group.create_task(server.ask(hot, DOCUMENT))

    async def issuers() -> None:
        await asyncio.gather(*(server.ask(low, BASELINE) for _ in range(500)))

    works = [latest(), announced()] if baseline == "none" else [latest(), announced(), issuers()]
    tasks = [asyncio.create_task(work) for work in works]
    await asyncio.sleep(60)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def minute_of(folder: Path, **what: Any) -> Server:
    server = Server()
    with tempfile.TemporaryDirectory(dir=folder) as fresh:
        in_no_time(a_minute(Path(fresh), server, **what))
    return server


@pytest.mark.parametrize("baseline", ["here", "there"])
@pytest.mark.parametrize(
    ("polls", "documents", "share"),
    [(1, 0, 2.5), (1, 1, 1.75), (1, 2, 1.0), (2, 0, 1.75), (2, 1, 1.0), (2, 5, 0.2)],
)
def test_a_baseline_has_its_share_and_the_hot_lane_does_not_wait_for_it(
    tmp_path: Path, polls: int, documents: int, share: float, baseline: str
) -> None:
    """`share` is how many requests a second the baseline has at least."""
    alone = minute_of(tmp_path, polls=polls, documents=documents, baseline="none")
    beside = minute_of(tmp_path, polls=polls, documents=documents, baseline=baseline)
    assert len(beside.waits(BASELINE)) >= 60 * share
    assert beside.most_in_a_second() <= 8
    for urgency, more, at_worst in [(LATEST, 0.03, 0.05), (DOCUMENT, 0.2, 0.3)]:
        before, after = alone.waits(urgency) or [0], beside.waits(urgency) or [0]
        assert len(after) == pytest.approx(len(before), abs=1)
        assert mean(after) - mean(before) < more
        assert max(after) - max(before) < at_worst


def test_at_one_poll_a_second_the_latest_feed_never_waits(tmp_path: Path) -> None:
    server = minute_of(tmp_path, polls=1, documents=20, baseline="there")
    assert max(server.waits(LATEST)) < 0.001
    assert len(server.waits(DOCUMENT)) > 60 * 5


@pytest.mark.parametrize("urgency", [CATCH_UP, BASELINE])
def test_nobody_starves_behind_documents_without_end(tmp_path: Path, urgency: Urgency) -> None:
    """However many documents wait, one request in four seconds is left to each of the slow lanes."""
    server = Server()

    async def world() -> None:
        budget = Budget(tmp_path, 8, HastyClock())
        documents = [asyncio.create_task(server.ask(budget, DOCUMENT)) for _ in range(400)]
        for _ in range(10):
            await server.ask(budget, urgency)
        for task in documents:
            task.cancel()
        await asyncio.gather(*documents, return_exceptions=True)

    in_no_time(world())
    assert max(server.waits(urgency)) < 5.1


def test_who_gives_up_waiting_gives_up_his_place(tmp_path: Path) -> None:
    async def world() -> None:
        budget, server = Budget(tmp_path, 1, HastyClock()), Server()
        await server.ask(budget, LATEST)
        waiting = [asyncio.create_task(server.ask(budget, LATEST)) for _ in range(4)]
        await asyncio.sleep(0.1)
        for task in waiting[:3]:
            task.cancel()
        await waiting[3]
        await server.ask(budget, BASELINE)
        assert len(server.arrived) == 3
        assert all(
            later - sooner < 1.2 for sooner, later in zip(server.arrived, server.arrived[1:], strict=False)
        )

    in_no_time(world())


def test_an_idle_budget_asks_nobody_to_wait(tmp_path: Path) -> None:
    clock = ManualClock()

    async def some() -> None:
        budget = Budget(tmp_path, 2, clock)
        for _ in range(5):
            async with budget.turn(BASELINE) as turn:
                turn.arrived()
                clock.advance(1.1)

    asyncio.run(some())
    assert clock.slept == []


# --- a block


def test_a_block_that_another_process_meets_ends_the_waiting_here(tmp_path: Path) -> None:
    async def world() -> None:
        clock, server = HastyClock(), Server()
        here, there = Budget(tmp_path, 1, clock), Budget(tmp_path, 1, clock)
        async with there.turn(LATEST) as turn:
            waiting = asyncio.create_task(server.ask(here, LATEST))
            await asyncio.sleep(0.3)
            until = turn.blocked(clock.now() + dt.timedelta(minutes=10))
            with pytest.raises(Blocked) as met:
                await waiting
        assert met.value.until == until == here.blocked_until() == there.blocked_until()
        await clock.sleep(600)
        assert here.blocked_until() is None

    in_no_time(world())


def test_after_a_block_one_asks_and_the_others_wait_for_its_verdict(tmp_path: Path) -> None:
    async def world() -> None:
        clock = HastyClock()
        budgets = [Budget(tmp_path, 8, clock) for _ in range(3)]
        async with budgets[0].turn(LATEST) as turn:
            turn.blocked(clock.now() + dt.timedelta(minutes=10))
        await clock.sleep(600)
        begun, out = clock.monotonic(), 0

        async def probing(budget: Budget) -> None:
            nonlocal out
            async with budget.turn(LATEST) as turn:
                out += 1
                assert out == 1 or clock.monotonic() > begun + 3
                await clock.sleep(3)
                turn.served()

        await asyncio.gather(*(probing(budget) for budget in budgets for _ in range(2)))
        assert clock.monotonic() < begun + 6.2  # all the others at once, when the first was served

    in_no_time(world())


def test_a_probe_without_a_verdict_leaves_it_to_the_next(tmp_path: Path) -> None:
    async def world() -> None:
        clock = HastyClock()
        budget = Budget(tmp_path, 8, clock)
        budget.recall(clock.now() + dt.timedelta(seconds=30))
        with pytest.raises(Blocked):
            async with budget.turn(LATEST):
                pass
        await clock.sleep(30)
        begun = clock.monotonic()
        for _ in range(3):
            with pytest.raises(Unavailable):
                async with budget.turn(LATEST):
                    raise Unavailable("no answer")
        assert clock.monotonic() == begun

    in_no_time(world())


# --- the file


@pytest.mark.parametrize("content", [b"", b"tocsin 1", b"\xff" * 300, b"\0" * 5000, None])
def test_a_file_that_says_nothing_is_begun_anew(tmp_path: Path, content: bytes | None) -> None:
    async def world() -> None:
        budget = Budget(tmp_path, 1, HastyClock())
        async with budget.turn(LATEST):
            pass
        if content is None:
            (tmp_path / FILE_NAME).unlink()
        else:
            (tmp_path / FILE_NAME).write_bytes(content)
        begun = budget.clock.monotonic()
        async with budget.turn(LATEST):
            assert budget.clock.monotonic() == begun
        async with budget.turn(LATEST):
            assert budget.clock.monotonic() > begun + 1

    in_no_time(world())


def test_without_a_file_nothing_is_asked(tmp_path: Path) -> None:
    async def world() -> None:
        with pytest.raises(Unavailable, match="nothing is asked, for the request budget cannot be kept"):
            async with Budget(tmp_path / "missing", 8, HastyClock()).turn(LATEST):
                pass

    in_no_time(world())


def test_while_somebody_holds_the_file_the_loop_goes_on(tmp_path: Path) -> None:
    async def world() -> None:
        clock = HastyClock()
        budget, beats = Budget(tmp_path, 8, clock), 0

        async def heart() -> None:
            nonlocal beats
            while True:
                await clock.sleep(0.001)
                beats += 1

        beating = asyncio.create_task(heart())
        with (tmp_path / FILE_NAME).open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            waiting = asyncio.create_task(Server().ask(budget, LATEST))
            await clock.sleep(2)
            assert beats > 1900
            assert not waiting.done()
        await waiting
        with (tmp_path / FILE_NAME).open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            with pytest.raises(Unavailable, match="another process holds"):
                await Server().ask(budget, LATEST)
        beating.cancel()

    in_no_time(world())


def test_what_became_known_while_the_file_was_held_is_written_with_the_next_visit(tmp_path: Path) -> None:
    async def world() -> None:
        clock = HastyClock()
        here, there = Budget(tmp_path, 8, clock), Budget(tmp_path, 8, clock)
        async with here.turn(LATEST) as turn:
            until = clock.now() + dt.timedelta(minutes=10)
            with (tmp_path / FILE_NAME).open("a") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                assert turn.blocked(until) == until
            assert there.blocked_until() is None
        assert there.blocked_until() == until

    in_no_time(world())
