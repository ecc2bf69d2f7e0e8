"""A reply is told once, in the thread of what it answers, whatever happens on the way."""

from __future__ import annotations

from tests.flow.conftest import Town
from tests.flow.test_reports import release
from tocsin.demo import quarter
from tocsin.demo.fault import Fault
from tocsin.demo.slack_workspace import Message

JUMP = """
rules:
  - id: debt-jump
    watch: 9900000101
    when: {metric: {name: total_debt, rises: over 25%, versus: previous_quarter}}
"""
POST = "chat.postMessage"


def on_results_day(town: Town) -> Town:
    town.clock.advance(73 * 86_400)
    town.rules = town.ruled(JUMP)
    town.file(quarter.march_10q(), days_ago=90)
    town.pass_by()
    town.file(release())
    return town


def replies(town: Town) -> list[Message]:
    return [message for message in town.told() if message.is_reply]


def test_a_reply_that_slack_took_without_saying_so_is_found_in_its_thread(town: Town) -> None:
    on_results_day(town).pass_by()
    (first,) = town.told()
    town.clock.advance(3 * 86_400)
    town.file(quarter.june_10q())
    town.slack.fail(Fault.reset_after(), on=POST, times=1)
    town.pass_by()
    assert town.state().outbox.counts() == {"sent": 1, "uncertain": 1}
    town.clock.advance(10)
    town.pass_by("tell")
    assert [message.thread_ts for message in replies(town)] == [first.ts]
    assert town.state().outbox.counts() == {"sent": 2}


def test_a_reply_waits_until_what_it_answers_is_told(town: Town) -> None:
    on_results_day(town)
    town.slack.fail(Fault.status(503, "busy"), on=POST, times=1)
    town.pass_by()
    assert town.told() == []
    town.file(quarter.june_10q())
    town.pass_by("poll", "read", "tell")
    assert town.told() == []
    for _ in range(3):
        town.clock.advance(10)
        town.pass_by("tell")
    first, reply = town.told()
    assert (first.is_reply, reply.thread_ts) == (False, first.ts)


def test_a_reply_to_a_message_that_was_deleted_stands_for_itself(town: Town) -> None:
    on_results_day(town).pass_by()
    (first,) = town.told()
    town.slack.delete("#ai-desk", first.ts)
    town.file(quarter.june_10q())
    town.pass_by()
    (reply,) = town.told()
    assert "CONFIRMED" in reply.text
    assert not reply.is_reply


def test_a_press_release_after_its_10q_says_nothing(town: Town) -> None:
    town.clock.advance(73 * 86_400)
    town.rules = town.ruled(JUMP)
    town.file(quarter.march_10q(), days_ago=90)
    town.pass_by()
    town.file(quarter.june_10q())
    town.pass_by()
    assert len(town.told()) == 1
    town.file(release())
    town.pass_by()
    assert len(town.told()) == 1
