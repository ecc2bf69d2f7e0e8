"""What becomes of a block: known to all who share the state, outliving restarts, and never prolonged."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from tests.feeds.asking import client, tickers
from tests.feeds.hasty import SetForward
from tocsin.demo.box import Fault as Trouble
from tocsin.demo.edgar import EdgarBox, EdgarRules
from tocsin.errors import Blocked, NotFound, Unavailable
from tocsin.feeds.budget import FILE_NAME, Budget
from tocsin.feeds.http import Edgar


@pytest.fixture
def clock() -> SetForward:
    return SetForward()


@pytest.fixture
def box(clock: SetForward) -> Any:
    with EdgarBox(EdgarRules(requests_per_second=None), clock.now) as edgar:
        yield edgar


def test_a_block_is_known_to_every_process_and_outlives_a_restart(
    tmp_path: Path, box: EdgarBox, clock: SetForward
) -> None:
    told: dict[str, list[dt.datetime]] = {"here": [], "there": []}

    async def one(edgar: Edgar) -> dt.datetime:
        with pytest.raises(Blocked) as met:
            await tickers(edgar, tries=3)
        return met.value.until

    async def world() -> None:
        async with (
            client(tmp_path, box.url, clock, on_block=told["here"].append) as here,
            client(tmp_path, box.url, clock, on_block=told["there"].append) as there,
        ):
            await tickers(here)
            await tickers(there)
            box.block()
            until = await one(here)
            clock.forward(60)
            assert await one(there) == await one(here) == until
            assert told == {"here": [until], "there": [until]}
            assert until - clock.now() < dt.timedelta(minutes=9)
        async with client(tmp_path, box.url, clock) as restarted:
            assert await one(restarted) == until
            assert box.blocked_requests == 1
            clock.forward(600)
            assert await tickers(restarted)
        assert (len(box.requests()), box.blocked_requests) == (4, 1)

    asyncio.run(world())


def test_a_block_is_known_from_the_state_when_the_file_was_lost(
    tmp_path: Path, box: EdgarBox, clock: SetForward
) -> None:
    async def world() -> None:
        box.block()
        async with client(tmp_path, box.url, clock) as edgar:
            with pytest.raises(Blocked) as met:
                await tickers(edgar)
        (tmp_path / FILE_NAME).unlink()
        budget = Budget(tmp_path, 8, clock)
        budget.recall(met.value.until)
        assert budget.blocked_until() == met.value.until
        budget.recall(None)
        assert budget.blocked_until() == met.value.until
        async with client(tmp_path, box.url, clock) as edgar:
            with pytest.raises(Blocked, match="nothing is asked until it is over"):
                await tickers(edgar)
        assert box.blocked_requests == 1

    asyncio.run(world())


def test_after_a_block_one_request_of_all_finds_out(tmp_path: Path, box: EdgarBox, clock: SetForward) -> None:
    """While it is on its way the others wait, in every process; once it is served they go."""

    async def world() -> None:
        async with client(tmp_path, box.url, clock) as here, client(tmp_path, box.url, clock) as there:
            box.block()
            with pytest.raises(Blocked):
                await tickers(here)
            clock.forward(601)
            with box.gate("/files/") as gate:
                asking = [asyncio.create_task(tickers(edgar)) for edgar in (here, there) for _ in range(3)]
                await asyncio.to_thread(gate.wait)
                await asyncio.sleep(0.2)
                assert gate.held == 1
            assert all(await asyncio.gather(*asking))

    asyncio.run(world())


def test_a_block_that_is_not_over_grows_and_costs_one_request_each_time(
    tmp_path: Path, clock: SetForward
) -> None:
    async def world(edgar: EdgarBox) -> list[float]:
        lasted = []
        async with client(tmp_path, edgar.url, clock) as here, client(tmp_path, edgar.url, clock) as there:
            edgar.block()
            with pytest.raises(Blocked):
                await tickers(here)
            for _ in range(4):
                until = Budget(tmp_path, 8, clock).blocked_until()
                assert until is not None
                lasted.append(round((until - clock.now()) / dt.timedelta(minutes=1)))
                clock.forward((until - clock.now()).total_seconds())
                results = await asyncio.gather(
                    *(tickers(one) for one in (here, there, here, there)), return_exceptions=True
                )
                assert all(isinstance(result, Blocked) for result in results)
        return lasted

    with EdgarBox(EdgarRules(block_lasts=dt.timedelta(hours=3)), clock.now) as edgar:
        assert asyncio.run(world(edgar)) == [10, 20, 40, 60]
        assert edgar.blocked_requests == 5


@pytest.mark.parametrize(
    ("trouble", "over"),
    [(Trouble.status(404), True), (Trouble.status(503, "busy"), False), (Trouble.reset(), False)],
)
def test_what_proves_a_block_over(
    tmp_path: Path, box: EdgarBox, clock: SetForward, trouble: Trouble, over: bool
) -> None:
    async def world() -> None:
        async with client(tmp_path, box.url, clock) as edgar:
            box.block()
            with pytest.raises(Blocked):
                await tickers(edgar)
            clock.forward(601)
            box.fail(trouble, times=2)  # a reset is asked again at once
            with pytest.raises(NotFound if over else Unavailable):
                await tickers(edgar)
            box.heal()
            box.block()
            with pytest.raises(Blocked) as met:
                await tickers(edgar)
            minutes = (met.value.until - clock.now()) / dt.timedelta(minutes=1)
            assert round(minutes) == (10 if over else 20)

    asyncio.run(world())
