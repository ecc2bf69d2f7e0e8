"""What the outbox remembers of a message, step by step, over a real database that is opened anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clock import START
from tocsin.errors import Locked, TocsinError
from tocsin.model import Dead, Paused, Retry, Sent, Uncertain
from tocsin.state import FolderLock, State

S = dt.timedelta(seconds=1)
TIMEOUT = 5 * S


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    opened = State.open(tmp_path)
    opened.alerts.notice("disk", "The disk is full.", ["desk"], now=START)
    yield opened
    opened.close()


def begin(state: State, now: dt.datetime) -> tuple[object, int]:
    (due,) = state.outbox.due(now)
    return due, state.outbox.begin(due, now=now, timeout=TIMEOUT)


def test_a_new_message_is_due_and_needs_no_look(state: State) -> None:
    (due,) = state.outbox.due(START)
    assert due.message.text == "The disk is full."
    assert due.looked_for is None
    assert state.outbox.counts() == {"due": 1}


def test_an_attempt_without_an_outcome_survives_a_crash_as_uncertain(tmp_path: Path) -> None:
    before = State.open(tmp_path)
    before.alerts.notice("disk", "The disk is full.", ["desk"], now=START)
    begin(before, START)
    before.close()

    after = State.open(tmp_path)
    assert after.outbox.counts() == {"uncertain": 1}
    assert after.outbox.due(START + 4 * S) == []  # it may still arrive
    (due,) = after.outbox.due(START + TIMEOUT)
    assert due.looked_for == START
    after.close()


def test_sent_is_the_end_of_it(state: State) -> None:
    due, attempt = begin(state, START)
    state.outbox.finish(due, attempt, Sent("C1:2.0"), now=START + S)
    assert state.outbox.counts() == {"sent": 1}
    assert state.outbox.next_due() is None


def test_an_uncertain_attempt_is_looked_for_when_its_time_is_over(state: State) -> None:
    due, attempt = begin(state, START)
    state.outbox.finish(due, attempt, Uncertain("reset"), now=START + S)
    assert state.outbox.due(START + 4 * S) == []
    (again,) = state.outbox.due(START + TIMEOUT)
    assert again.looked_for == START


def test_when_it_was_absent_the_next_attempt_needs_no_look_at_the_old_one(state: State) -> None:
    due, attempt = begin(state, START)
    state.outbox.finish(due, attempt, Uncertain("reset"), now=START)
    (again,) = state.outbox.due(START + TIMEOUT)
    state.outbox.absent(again, now=START + TIMEOUT)
    state.outbox.finish(again, state.outbox.begin(again, now=START + TIMEOUT, timeout=TIMEOUT),
                        Retry(30 * S, "wait"), now=START + TIMEOUT)  # fmt: skip
    (third,) = state.outbox.due(START + TIMEOUT + 30 * S)
    assert third.looked_for is None
    assert third.tries == 2


def test_what_was_found_is_sent(state: State) -> None:
    due, _ = begin(state, START)
    state.outbox.found(due, Sent("C1:2.0"), now=START + TIMEOUT)
    assert state.outbox.counts() == {"sent": 1}


def test_a_look_that_fails_leaves_it_uncertain(state: State) -> None:
    begin(state, START)
    (due,) = state.outbox.due(START + TIMEOUT)
    state.outbox.look_again(due, Retry(7 * S, "wait"), now=START + TIMEOUT)
    assert state.outbox.due(START + TIMEOUT + 6 * S) == []
    (again,) = state.outbox.due(START + TIMEOUT + 7 * S)
    assert again.looked_for == START


def test_a_paused_uncertain_one_is_still_looked_for(state: State) -> None:
    begin(state, START)
    (due,) = state.outbox.due(START + TIMEOUT)
    state.outbox.look_again(due, Paused("token"), now=START + TIMEOUT)
    state.outbox.wake_all(START + TIMEOUT)
    (again,) = state.outbox.due(START + TIMEOUT)
    assert again.looked_for == START


def test_a_paused_receiver_keeps_all_its_messages_and_the_first_sent_wakes_them(state: State) -> None:
    for number in range(3):
        state.alerts.notice(f"more {number}", "More.", ["desk"], now=START)
    first, *_ = state.outbox.due(START)
    state.outbox.finish(
        first, state.outbox.begin(first, now=START, timeout=TIMEOUT), Paused("token"), now=START
    )
    state.outbox.pause("desk", "token", now=START)
    assert state.outbox.counts() == {"paused": 4}
    assert state.outbox.due(START + 299 * S) == []
    later = START + 300 * S
    again, *_ = state.outbox.due(later)
    state.outbox.finish(again, state.outbox.begin(again, now=later, timeout=TIMEOUT), Sent("C1:1"), now=later)
    assert len(state.outbox.due(later)) == 3


def test_dead_is_the_end_of_it_too(state: State) -> None:
    due, attempt = begin(state, START)
    state.outbox.finish(due, attempt, Dead("too long"), now=START)
    assert state.outbox.counts() == {"dead": 1}
    assert state.outbox.next_due() is None


def test_ops_are_told_once_until_it_is_over(state: State) -> None:
    assert not state.alerts.notice("disk", "The disk is full.", ["desk"], now=START + S)
    assert state.alerts.notice_over("disk", "The disk has room.", ["desk"], now=START + 2 * S)
    assert not state.alerts.notice_over("disk", "The disk has room.", ["desk"], now=START + 3 * S)
    assert state.alerts.notice("disk", "The disk is full.", ["desk"], now=START + 4 * S)
    texts = [due.message.text for due in state.outbox.due(START + 5 * S)]
    assert texts == ["The disk is full.", "The disk has room.", "The disk is full."]


def test_what_is_written_together_is_undone_together(state: State) -> None:
    with pytest.raises(ZeroDivisionError), state.transaction():
        state.alerts.notice("fire", "Fire.", ["desk"], now=START)
        raise ZeroDivisionError
    assert len(state.outbox.due(START)) == 1


def test_one_process_writes_to_a_folder(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path)
    with pytest.raises(Locked, match="in use by another tocsin"):
        FolderLock(tmp_path)
    lock.release()
    FolderLock(tmp_path).release()


def test_looking_needs_a_state_that_is_there(tmp_path: Path) -> None:
    with pytest.raises(TocsinError, match="nothing has run with this state folder yet"):
        State.read_only(tmp_path)


def test_whoever_looks_cannot_change_it(tmp_path: Path) -> None:
    State.open(tmp_path).close()
    looking = State.read_only(tmp_path)
    with pytest.raises(Exception, match="readonly"):
        looking.marks.set("a", "b")
    looking.close()


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "tocsin.db").write_bytes(b"not a database, but long enough to be looked at" * 40)
    with pytest.raises(TocsinError, match="cannot be used: file is not a database"):
        State.open(tmp_path)
