"""What did not come rings by the clock, once."""

from __future__ import annotations

import pytest

from tests.flow.conftest import Town
from tocsin.demo import quarter

OVERDUE = """
rules:
  - id: report-overdue
    watch: 9900000101
    when: {absent: {form: 10-Q, within: 135d}}
"""


@pytest.fixture
def waiting(town: Town) -> Town:
    town.clock.advance(73 * 86_400)
    town.rules = town.ruled(OVERDUE)
    town.file(quarter.march_10q(), days_ago=90)
    town.pass_by()
    return town


def test_a_report_that_is_overdue_rings_once(waiting: Town) -> None:
    waiting.pass_by("absences", "tell")
    assert waiting.texts() == []
    waiting.clock.advance(46 * 86_400)
    for _ in range(3):
        waiting.pass_by("absences", "tell")
    (text,) = waiting.texts()
    assert "no 10-Q for 136 days" in text.splitlines()[0]
    assert "open on EDGAR" in text


def test_one_that_comes_ends_the_wait_and_the_next_wait_rings_again(waiting: Town) -> None:
    waiting.clock.advance(30 * 86_400)
    waiting.file(quarter.june_10q())
    waiting.pass_by("poll", "read", "absences", "tell")
    waiting.clock.advance(30 * 86_400)
    waiting.pass_by("absences", "tell")
    assert waiting.texts() == []
    waiting.clock.advance(110 * 86_400)
    waiting.pass_by("absences", "tell")
    assert len(waiting.texts()) == 1


def test_nothing_is_known_to_be_absent_where_nothing_was_read(town: Town) -> None:
    town.rules = town.ruled(OVERDUE)
    town.pass_by()
    town.clock.advance(400 * 86_400)
    town.pass_by("absences", "tell")
    assert town.texts() == []
