"""What the hot lane misses is found, told once and as late, and the receipt says so."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.flow.conftest import Town, sale
from tests.test_hours import at
from tocsin.catchup import days_to_check
from tocsin.state import Receipt

LATE = dt.timedelta(minutes=15)
AT = dt.time(23, 30)


def go_to(town: Town, text: str) -> None:
    town.clock.advance((at(text) - town.clock.now()).total_seconds())


def receipt(town: Town, day: str) -> Receipt | None:
    return town.state().receipts.of(dt.date.fromisoformat(day), late_after=LATE)


def test_what_the_feed_never_shows_is_found_in_the_submissions(town: Town) -> None:
    town.pass_by()
    hidden = town.form4(sale("150000"))
    town.edgar.publish(hidden, at=town.clock.now(), missing_from={"latest"})
    town.publish(sale("200000"))
    assert town.pass_by() == {"baseline": 0, "poll": 1, "read": 1, "tell": 1}
    town.clock.advance(3600)
    assert town.pass_by("catchup", "read", "tell") == {"catchup": 1, "read": 1, "tell": 1}
    assert town.pass_by("catchup", "read", "tell") == {"catchup": 0, "read": 0, "tell": 0}
    shown, found = town.texts()
    assert shown.startswith("🟠 HIGH · ACME")
    assert found.startswith("🟠 LATE HIGH · ACME")


def test_what_neither_shows_is_found_in_the_index(town: Town) -> None:
    town.pass_by()
    go_to(town, "2026-05-26T17:00")
    town.publish(sale("200000"))
    town.pass_by()
    town.edgar.publish(
        town.form4(sale("150000")), at=town.clock.now(), missing_from={"latest", "submissions"}
    )
    town.clock.advance(1)
    town.pass_by("poll", "catchup", "read", "tell")
    assert len(town.texts()) == 1

    assert town.pass_by("receipts") == {"receipts": 0}  # not before half past eleven
    go_to(town, "2026-05-26T23:30")
    assert town.pass_by("receipts") == {"receipts": 1}
    assert receipt(town, "2026-05-26") == Receipt(dt.date(2026, 5, 26), 1, 1, 0, False)
    town.pass_by("read", "tell")
    assert receipt(town, "2026-05-26") == Receipt(dt.date(2026, 5, 26), 2, 0, 1, False)
    assert town.texts()[1].startswith("🟠 LATE HIGH · ACME")
    assert town.texts("#tocsin-ops") == [
        "1 of the 2 filings of 2026-05-26 that are watched were missed by the feeds. They are read now and"
        " told as late."
    ]
    assert town.pass_by("receipts") == {"receipts": 0}
    go_to(town, "2026-05-27T06:00")
    assert town.pass_by("receipts") == {"receipts": 0}
    assert receipt(town, "2026-05-26") == Receipt(dt.date(2026, 5, 26), 2, 0, 1, True)
    assert len(town.texts()) == 2


def test_an_outage_of_three_days_with_a_block_and_a_restart_in_it_loses_nothing(town: Town) -> None:
    """A quarter never shown by the feed; by the end each is told once, late ones as late, and the receipts
    say that none was missed."""
    town.pass_by()
    town.rules = town.ruled(
        "rules: [{id: any, watch: 9900000101, when: {insider_sale: {}}, severity: critical}]"
    )
    go_to(town, "2026-05-26T17:00")
    published = 0
    for day in ("2026-05-26", "2026-05-27", "2026-05-28", "2026-05-29"):
        go_to(town, f"{day}T18:00")
        for number in range(12):
            missing = {"latest"} if number % 4 == 0 else set()
            if number % 8 == 0:
                missing.add("submissions")
            filing = town.form4(sale(str(150_000 + published)))
            town.edgar.publish(filing, at=town.clock.now(), missing_from=missing)
            published += 1
            town.clock.advance(60)
            if day == "2026-05-26":
                town.pass_by("poll", "read")
    # Up again on Friday evening; in the middle of it the address is blocked, and the daemon restarted.
    town.pass_by("poll", "read")
    town.edgar.block()
    town.pass_by("catchup", "read")
    asked = len(town.edgar.requests())
    for _ in range(5):
        town.clock.advance(60)
        town.pass_by("poll", "catchup", "receipts", "read")
    assert len(town.edgar.requests()) == asked
    assert town.edgar.blocked_requests == 1
    town.clock.advance(600)
    for moment in ("2026-05-29T19:00", "2026-05-29T23:40", "2026-05-30T06:10", "2026-06-01T06:10"):
        go_to(town, moment)
        town.pass_by("poll", "catchup", "receipts", "read")
    for _ in range(published):
        town.pass_by("tell")
    for day in ("2026-05-26", "2026-05-27", "2026-05-28", "2026-05-29"):
        found = receipt(town, day)
        assert found is not None
        assert (found.seen, found.missed, found.final) == (12, 0, True)
    texts = town.texts()
    told = {text.splitlines()[0].split(" sold ")[1].split(" sh")[0] for text in texts}
    assert len(texts) == len(told) == published
    on_time = [text for text in texts if "LATE" not in text]
    assert len(on_time) == 18  # what the feed showed on the first evening, and on the last within minutes


@pytest.mark.parametrize(
    ("now", "checked", "days"),
    [
        ("2026-05-26T23:29", {}, []),
        ("2026-05-26T23:30", {}, ["2026-05-26 provisional"]),
        ("2026-05-26T23:45", {"2026-05-26": False}, []),
        ("2026-05-27T05:59", {"2026-05-26": False}, []),
        ("2026-05-27T06:00", {"2026-05-26": False}, ["2026-05-26 final"]),
        ("2026-05-27T06:00", {"2026-05-26": True}, []),
        (
            "2026-05-29T23:30",
            {},
            ["2026-05-26 final", "2026-05-27 final", "2026-05-28 final", "2026-05-29 provisional"],
        ),
        (
            "2026-05-31T23:30",
            {"2026-05-26": True},
            ["2026-05-27 final", "2026-05-28 final", "2026-05-29 final"],
        ),
        ("2026-07-04T12:00", {}, 22),  # thirty days back, and neither weekends nor two holidays
    ],
)
def test_which_days_are_checked_when(now: str, checked: dict[str, bool], days: list[str] | int) -> None:
    found = days_to_check(
        at(now),
        dt.date(2026, 5, 26),
        {dt.date.fromisoformat(day): final for day, final in checked.items()},
        AT,
    )
    if isinstance(days, int):
        assert len(found) == days - 2
    else:
        assert [f"{day} {'final' if final else 'provisional'}" for day, final in found] == days
