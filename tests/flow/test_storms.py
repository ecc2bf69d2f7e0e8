"""Floods are folded: after an outage, after a rule was edited to match everything, never the critical ones."""

from __future__ import annotations

from tests.flow.conftest import Town, sale

ANY = "rules: [{id: any, watch: 9900000101, when: {insider_sale: {}}, severity: %s}]"


def flood(town: Town, count: int, *, late: bool) -> None:
    for number in range(count):
        town.publish(sale(str(1000 + number)))
    if late:
        town.clock.advance(3600)
    town.pass_by("poll", "read")


def tell_all(town: Town, seconds: int = 1) -> None:
    for _ in range(40):
        town.pass_by("tell")
        town.clock.advance(seconds)


def test_twenty_late_ones_come_singly_and_more_come_as_one(town: Town) -> None:
    town.rules = town.ruled(ANY % "high")
    town.pass_by()
    flood(town, 20, late=True)
    tell_all(town)
    assert len(town.texts()) == 20

    flood(town, 45, late=True)
    tell_all(town)
    (folded,) = town.told()[20:]
    assert folded.text.startswith(
        "45 late alerts, told as one; each is in `tocsin alerts`:\n🟠 LATE HIGH · ACME: "
    )
    payload = folded.metadata["event_payload"]
    assert len(payload["keys"]) == len(payload["accessions"]) == 45
    told = list(town.state().alerts.told())
    assert [one.state for one in told] == ["sent"] * 20 + ["grouped"] * 45
    assert all(one.sent for one in told)
    assert [one.key for one in told[20:]] == payload["keys"]


def test_a_rule_that_matches_everything_is_folded_too(town: Town) -> None:
    town.rules = town.ruled(ANY % "warning")
    town.pass_by()
    flood(town, 60, late=False)
    tell_all(town)
    (folded,) = town.texts()
    assert folded.startswith("60 alerts of rule any, told as one")


def test_a_flood_that_trickles_is_folded_once_a_minute(town: Town) -> None:
    town.rules = town.ruled(ANY % "warning")
    town.pass_by()
    for number in range(100):
        town.publish(sale(str(1000 + number)))
        town.pass_by("poll", "read", "tell")
        town.clock.advance(2)
    tell_all(town, seconds=10)
    texts = town.texts()
    singly = [text for text in texts if "told as one" not in text]
    assert len(singly) == 20
    assert len(texts) - len(singly) <= 5  # three minutes of flood
    assert {one.state for one in town.state().alerts.told()} == {"sent", "grouped"}


def test_a_critical_alert_is_told_singly_and_first(town: Town) -> None:
    rules = """
    rules:
      - {id: any, watch: 9900000101, when: {insider_sale: {}}}
      - {id: huge, watch: 9900000101, when: {insider_sale: {shares: over 1020}}, severity: critical}
    """
    town.rules = town.ruled(rules)
    town.pass_by()
    flood(town, 50, late=True)
    tell_all(town)
    texts = town.texts()
    critical = [text for text in texts if "CRITICAL" in text]
    assert len(critical) == 29
    assert len(texts) == 30
    assert all("CRITICAL" in text for text in texts[:5])


def test_a_fold_that_slack_lost_is_looked_up_by_its_own_key(town: Town) -> None:
    from tocsin.demo.fault import Fault  # noqa: PLC0415

    town.rules = town.ruled(ANY % "warning")
    town.pass_by()
    flood(town, 60, late=False)
    town.slack.fail(Fault.reset_after(), on="chat.postMessage", times=1)
    tell_all(town)
    assert len(town.texts()) == 1
    assert len(town.slack.requests("chat.postMessage")) == 1
