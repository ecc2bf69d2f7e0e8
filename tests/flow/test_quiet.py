"""When an alert is not told at once: outside its rule's hours, within its cooldown, after its last day, and when a
household told the same shares already."""

from __future__ import annotations

import datetime as dt

from tests.flow.conftest import REYES, Town, sale
from tocsin.demo.ownership import MadeOwner

SPOUSE = MadeOwner("9900000203", "Reyes Robin", director=True)


def ruled(town: Town, more: str) -> Town:
    town.rules = town.ruled(
        f"""
        rules:
          - id: insider-dump
            watch: 9900000101
            when: {{insider_sale: {{shares: over 100k}}}}
            {more}
        """
    )
    town.pass_by()
    return town


def states(town: Town) -> list[str]:
    return [told.state for told in town.state().alerts.told()]


def test_outside_its_hours_an_alert_is_held_and_told_when_they_begin(town: Town) -> None:
    ruled(town, "active: mon-fri 09:30-16:00")  # it is 16:05
    town.publish(sale("150000"))
    town.pass_by()
    assert (town.texts(), states(town)) == ([], ["held"])
    town.clock.advance(17 * 3600)  # 09:05 on Wednesday
    town.pass_by("tell")
    assert town.texts() == []
    town.clock.advance(1800)
    town.pass_by("tell")
    (text,) = town.texts()
    assert "accepted 16:05:13 ET on 26 May 2026" in text
    assert states(town) == ["sent"]


def test_within_its_cooldown_a_rule_rings_once_for_an_issuer(town: Town) -> None:
    ruled(town, "cooldown: 6h")
    town.publish(sale("150000"))
    town.pass_by()
    town.clock.advance(3600)
    town.publish(sale("160000"))
    town.pass_by()
    assert len(town.texts()) == 1
    assert states(town) == ["sent", "silenced"]
    town.clock.advance(6 * 3600)
    town.publish(sale("170000"))
    town.pass_by()
    assert len(town.texts()) == 2
    assert "170,000" in town.texts()[-1]


def test_after_its_last_day_a_rule_is_silent(town: Town) -> None:
    ruled(town, "expires: 2026-05-26")
    town.publish(sale("150000"))
    town.pass_by()
    assert len(town.texts()) == 1
    town.clock.advance(86_400)
    town.publish(sale("160000"))
    town.pass_by()
    assert len(town.texts()) == 1


def test_the_same_shares_told_by_a_spouse_join_the_thread(town: Town) -> None:
    ruled(town, "severity: high")
    town.publish(sale("200000"), owners=(REYES,))
    town.pass_by()
    town.clock.advance(60)
    town.publish(sale("200000", ownership="I", nature="By Spouse"), owners=(SPOUSE,))
    town.pass_by()
    first, second = town.told()
    assert not first.is_reply
    assert second.thread_ts == first.ts
    assert not second.broadcast


def test_two_insiders_who_sell_alike_are_two(town: Town) -> None:
    ruled(town, "severity: high")
    town.publish(sale("200000"), owners=(REYES,))
    town.publish(sale("200000"), owners=(SPOUSE,))
    town.pass_by()
    assert [message.is_reply for message in town.told()] == [False, False]


def test_a_held_alert_survives_a_restart_and_rings_once(town: Town) -> None:
    ruled(town, "active: mon-fri 09:30-16:00")
    town.publish(sale("150000"))
    town.pass_by()
    town.clock.advance(dt.timedelta(days=1).total_seconds())
    town.pass_by()
    town.pass_by()
    assert len(town.texts()) == 1
