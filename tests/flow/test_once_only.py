"""Told once, whatever breaks: the connection, the token, the process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.flow.conftest import Town, sale
from tests.flow.folder import configure
from tocsin.demo.fault import Fault
from tocsin.demo.gate import Gate
from tocsin.demo.pages import no_such_key

POST = "chat.postMessage"


def rung(town: Town) -> Town:
    """A town with one alert due and nothing told."""
    town.pass_by()
    town.publish(sale("150000"))
    town.pass_by("poll", "read")
    return town


def counts(town: Town) -> dict[str, int]:
    return town.state().outbox.counts()


def test_a_reset_after_slack_accepted_is_found_and_not_sent_again(town: Town) -> None:
    rung(town)
    town.slack.fail(Fault.reset_after(), on=POST, times=1)
    assert town.pass_by("tell") == {"tell": 0}
    assert counts(town) == {"uncertain": 1}
    town.clock.advance(4.9)
    assert town.pass_by("tell") == {"tell": 0}
    assert town.slack.requests("conversations.history") == []  # its time-out is not over yet
    town.clock.advance(0.1)
    assert town.pass_by("tell") == {"tell": 1}
    assert len(town.told()) == 1
    assert len(town.slack.requests(POST)) == 1
    assert counts(town) == {"sent": 1}


def test_a_reset_before_slack_accepted_is_looked_for_and_sent_again(town: Town) -> None:
    rung(town)
    town.slack.fail(Fault.reset(), on=POST, times=1)
    town.pass_by("tell")
    town.clock.advance(5)
    assert town.pass_by("tell") == {"tell": 1}
    assert len(town.told()) == 1
    assert len(town.slack.requests(POST)) == 2


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_error_is_looked_for_because_it_may_have_been_taken(town: Town, status: int) -> None:
    rung(town)
    town.slack.fail(Fault.status(status, "<html>oops</html>"), on=POST, times=1)
    town.pass_by("tell")
    assert counts(town) == {"uncertain": 1}
    town.clock.advance(5)
    town.pass_by("tell")
    assert len(town.told()) == 1


def test_nothing_is_sent_before_a_look_succeeds(town: Town) -> None:
    rung(town)
    town.slack.fail(Fault.reset_after(), on=POST, times=1)
    town.slack.fail(Fault.status(500, "{}"), on="conversations.history", times=2)
    town.pass_by("tell")
    for _ in range(2):
        town.clock.advance(5)
        town.pass_by("tell")
        assert counts(town) == {"uncertain": 1}
        assert len(town.slack.requests(POST)) == 1
    town.clock.advance(5)
    assert town.pass_by("tell") == {"tell": 1}
    assert len(town.slack.requests(POST)) == 1
    assert len(town.told()) == 1


def test_it_is_found_behind_pages_of_other_messages(town: Town) -> None:
    rung(town)
    for number in range(450):
        town.slack.say("#ai-desk", f"before {number}")
    town.slack.fail(Fault.reset_after(), on=POST, times=1)
    town.pass_by("tell")
    for number in range(450):
        town.slack.say("#ai-desk", f"after {number}")
    town.clock.advance(5)
    town.pass_by("tell")
    assert len(town.slack.requests("conversations.history")) == 3
    assert len(town.slack.requests(POST)) == 1


def test_slack_that_is_down_takes_it_when_it_is_up(town: Town) -> None:
    rung(town)
    town.slack.go_down()
    town.pass_by("tell")
    assert counts(town) == {"due": 1}  # refused: surely nothing went out, so nothing to look for
    town.slack.come_up()
    town.clock.advance(5)
    town.pass_by("tell")
    assert len(town.told()) == 1
    assert town.slack.requests("conversations.history") == []


def test_a_slack_that_takes_nothing_for_minutes_is_told_to_ops_another_way(town: Town) -> None:
    rung(town)
    town.slack.go_down()
    for _ in range(30):
        town.pass_by("tell")
        town.clock.advance(5)
    town.slack.come_up()
    town.clock.advance(5)
    town.pass_by("tell", "tell", "tell")
    assert len(town.told()) == 1
    slow, over = town.texts("#tocsin-ops")
    assert slow.startswith("desk has taken no message for 2 min: Slack cannot be reached: ")
    assert over == "desk takes messages again."


def test_a_429_is_waited_for_as_long_as_it_says(town: Town) -> None:
    rung(town)
    town.slack.fail(Fault.status(429, '{"ok": false, "error": "ratelimited"}', retry_after=7),
                    on=POST, times=1)  # fmt: skip
    town.pass_by("tell")
    town.clock.advance(6)
    assert town.pass_by("tell") == {"tell": 0}
    town.clock.advance(1)
    assert town.pass_by("tell") == {"tell": 1}
    assert len(town.told()) == 1


def test_a_revoked_token_pauses_the_receiver_and_kills_no_alert(town: Town) -> None:
    town.pass_by()
    for _ in range(3):
        town.publish(sale("150000"))
    town.pass_by("poll", "read")
    town.slack.revoke()
    town.pass_by("tell")
    assert counts(town)["paused"] >= 3
    assert len(town.slack.requests(POST)) <= 1  # one try told enough
    town.slack.restore()
    town.clock.advance(300)
    town.pass_by("tell")
    town.pass_by("tell")
    assert len(town.told()) == 3


def test_ops_hear_of_a_paused_receiver_once_and_when_it_is_back(town: Town) -> None:
    rung(town)
    town.slack.kick("#ai-desk")
    for _ in range(3):
        town.pass_by("tell", "tell")
        town.clock.advance(300)
    town.slack.invite("#ai-desk")
    town.pass_by("tell", "tell")
    paused, over = town.texts("#tocsin-ops")
    assert paused.startswith(
        "Nothing can be sent to desk: not_in_channel: the app is not in the channel: invite it."
    )
    assert over == "desk takes messages again."
    assert len(town.told()) == 1


def test_a_message_slack_will_never_take_is_dead_and_told_to_ops(town: Town) -> None:
    rung(town)
    town.slack.fail(
        Fault.body('{"ok": false, "error": "msg_too_long"}', "application/json"), on=POST, times=1
    )
    town.pass_by("tell", "tell")
    assert counts(town) == {"dead": 1, "sent": 1}
    (text,) = town.texts("#tocsin-ops")
    assert text.startswith(
        "A message to desk can never be sent: Slack will never take this message: msg_too_long."
    )
    assert "sold 150,000 sh" in text


def test_a_missing_channel_says_what_to_do(town: Town) -> None:
    town.slack.rename("#ai-desk", "#renamed")
    rung(town)
    town.pass_by("tell", "tell")
    (text,) = town.texts("#tocsin-ops")
    assert "there is no channel #ai-desk that the app can see: invite the app to it" in text


# --- killed with -9 ----------------------------------------------------------------------------------


@contextmanager
def started(file: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`tocsin once` as a process, killed when the test has not ended it."""
    environment = {name: value for name, value in os.environ.items() if name != "STATE_DIRECTORY"}
    command = [sys.executable, "-m", "tocsin", "once", "-c", str(file)]
    with (
        (file.parent / "log").open("ab") as log,
        subprocess.Popen(command, stderr=log, env=environment) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


def once(file: Path) -> int:
    with started(file) as process:
        return process.wait(30)


def killed_at(gate: Gate, file: Path) -> None:
    """`tocsin once`, killed with -9 when its request stands at the gate; the request is dropped."""
    with started(file) as process:
        gate.wait(timeout=30)
        process.send_signal(signal.SIGKILL)
        assert process.wait(10) == -signal.SIGKILL
    gate.drop()


@pytest.mark.parametrize("handled", [False, True], ids=["before-it-arrived", "after-it-was-taken"])
def test_killed_around_the_send_it_is_there_once(town_today: Town, handled: bool) -> None:
    """The attempt is committed when the request is on its way; the outcome is not before its answer."""
    town, file = town_today, configure(town_today)
    assert once(file) == 0
    town.edgar.publish(town.form4(sale("340000")), at=town.clock.now())
    killed_at(town.slack.gate(POST, handled=handled), file)
    assert len(town.told()) == int(handled)
    assert counts(town) == {"uncertain": 1}

    assert once(file) == 0
    assert len(town.told()) == 1
    assert counts(town) == {"sent": 1}
    assert once(file) == 0
    assert len(town.told()) == 1


def test_killed_while_a_document_is_fetched_it_is_read_again(town_today: Town) -> None:
    town, file = town_today, configure(town_today)
    assert once(file) == 0
    town.edgar.publish(town.form4(sale("340000")), at=town.clock.now())
    killed_at(town.edgar.gate("/Archives/"), file)
    assert once(file) == 0
    assert len(town.told()) == 1


def test_a_document_that_is_not_there_yet_is_asked_for_again(town: Town) -> None:
    town.pass_by()
    town.publish(sale("150000"))
    missing = no_such_key("/made")
    town.edgar.fail(Fault.status(404, missing.body), on="/Archives/", times=2)
    town.pass_by("poll", "read")
    town.clock.advance(0.5)
    assert town.pass_by("read") == {"read": 0}
    assert len(town.edgar.requests("/Archives/")) == 1
    town.clock.advance(0.5)
    assert town.pass_by("read") == {"read": 0}
    town.clock.advance(2)
    assert town.pass_by("read", "tell") == {"read": 1, "tell": 1}
