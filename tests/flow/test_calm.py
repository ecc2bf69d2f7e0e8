"""Silence told from calm, and the switch that is pressed while all is well."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from tests.flow.conftest import Town, sale
from tests.test_hours import at
from tocsin.demo.box import Asked, Box
from tocsin.demo.fault import Answer
from tocsin.receivers.switch import reset_dead_mans_switch

MINUTE = dt.timedelta(minutes=1)


def go_to(town: Town, text: str) -> None:
    town.clock.advance((at(text) - town.clock.now()).total_seconds())


def test_a_tuesday_afternoon_without_an_entry_tells_ops_once_and_when_it_is_over(town: Town) -> None:
    go_to(town, "2026-06-02T14:40")
    town.pass_by()
    town.publish(sale("1"))
    town.pass_by("poll", "calm", "tell")
    go_to(town, "2026-06-02T14:49")
    town.pass_by("poll", "calm", "tell")
    assert town.texts("#tocsin-ops") == []
    for minute in range(50, 55):
        go_to(town, f"2026-06-02T14:{minute}")
        town.pass_by("poll", "calm", "tell")
    town.publish(sale("1"))
    town.pass_by("poll", "calm", "tell")
    silent, speaks = town.texts("#tocsin-ops")
    assert silent == (
        "The latest feed answers and shows nothing new for 11 min, at an hour when EDGAR is never that quiet."
    )
    assert speaks == "The latest feed shows new filings again."


@pytest.mark.parametrize(
    ("when", "silent"),
    [
        ("2026-06-02T15:00", True),  # a Tuesday
        ("2026-06-07T15:00", False),  # a Sunday
        ("2027-03-26T15:00", True),  # Good Friday: EDGAR is open
        ("2026-11-11T15:00", False),  # Veterans Day: EDGAR is closed
        ("2027-03-15T15:00", True),  # the Monday after the clocks went forward
        ("2026-11-02T15:00", True),  # the Monday after they went back
    ],
)
def test_ten_minutes_without_an_entry(town: Town, when: str, silent: bool) -> None:
    go_to(town, when)
    town.clock.advance(-600)
    town.pass_by()
    town.clock.advance(600)
    town.pass_by("poll", "calm", "tell")
    assert len(town.texts("#tocsin-ops")) == int(silent)


class Switch(Box):
    """Whatever is called when it is called."""

    def answer(self, asked: Asked) -> Answer:
        return Answer(b"OK")


def test_the_switch_is_called_and_its_absence_hurts_nobody() -> None:
    with Switch() as switch:
        asyncio.run(reset_dead_mans_switch(f"{switch.url}/ping"))
        assert [logged.target for logged in switch.requests()] == ["/ping"]
        switch.go_down()
        asyncio.run(reset_dead_mans_switch(f"{switch.url}/ping"))


def test_a_house_with_a_failing_feed_or_a_stuck_message_is_not_healthy(town: Town) -> None:
    town.pass_by()
    assert town.pass_by("healthy") == {"healthy": 1}
    town.edgar.go_down()
    town.pass_by("poll")
    assert town.pass_by("healthy") == {"healthy": 0}
    town.edgar.come_up()
    town.pass_by("poll", "tell")
    assert town.pass_by("healthy") == {"healthy": 1}
    town.slack.go_down()
    town.publish(sale("150000"))
    town.pass_by("poll", "read", "tell")
    town.clock.advance(601)
    assert town.pass_by("healthy") == {"healthy": 0}
