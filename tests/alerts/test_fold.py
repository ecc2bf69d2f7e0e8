"""What is told as one, and what never is."""

from __future__ import annotations

import pytest

from tocsin.alerts import Told, Waiting, folded, folds
from tocsin.model import Message, Severity


def alerts(
    count: int,
    *,
    rule: str | None = "r",
    severity: Severity | None = Severity.HIGH,
    late: bool = False,
    first: int = 0,
) -> list[Waiting]:
    return [
        Waiting(n, Message(f"key{n}", "desk", f"🟠 HIGH · ACME: number {n}\nmore", {"accession": f"acc{n}"}), rule, severity, late)
        for n in range(first, first + count)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("count", "told", "is_folded"), [(20, 0, False), (21, 0, True), (1, 19, False), (1, 20, True)]
)
def test_more_than_twenty_late_ones_are_folded(count: int, told: int, is_folded: bool) -> None:
    groups = folds(alerts(count, late=True), Told(late=told))
    assert [(what, len(members)) for what, members in groups] == (
        [("late alerts", count)] if is_folded else []
    )


@pytest.mark.parametrize(("count", "told", "is_folded"), [(20, 0, False), (21, 0, True), (5, 16, True)])
def test_the_flood_of_one_rule_is_folded(count: int, told: int, is_folded: bool) -> None:
    groups = folds(alerts(count) + alerts(3, rule="other", first=100), Told(of_rule={"r": told}))
    assert [(what, len(members)) for what, members in groups] == (
        [("alerts of rule r", count)] if is_folded else []
    )


def test_a_critical_alert_is_never_folded() -> None:
    assert folds(alerts(100, severity=Severity.CRITICAL, late=True), Told(100, 100, {"r": 100})) == []
    mixed = alerts(30, late=True) + alerts(5, severity=Severity.CRITICAL, late=True, first=50)
    ((_, members),) = folds(mixed, Told())
    assert len(members) == 30


def test_more_than_twenty_notices_to_ops_are_folded() -> None:
    assert folds(alerts(20, rule=None, severity=None), Told()) == []
    ((what, members),) = folds(alerts(21, rule=None, severity=None), Told())
    assert (what, len(members)) == ("notices", 21)
    assert folded(what, members).text.startswith("21 notices, told as one; each is in `tocsin outbox`:")


def test_a_fold_holds_no_more_than_fits_into_a_message() -> None:
    assert [len(members) for _, members in folds(alerts(450, late=True), Told())] == [200, 200, 50]


def test_the_one_message_names_each() -> None:
    message = folded("late alerts", alerts(33, late=True))
    lines = message.text.splitlines()
    assert lines[0] == "33 late alerts, told as one; each is in `tocsin alerts`:"
    assert lines[1] == "🟠 HIGH · ACME: number 0"
    assert len(lines) == 32
    assert lines[-1] == "… and 3 more"
    assert message.payload["keys"] == [f"key{n}" for n in range(33)]
    assert message.payload["accessions"] == [f"acc{n}" for n in range(33)]
    assert message.payload["key"] == message.key
    assert folded("late alerts", alerts(33, late=True)) == message
