"""What the budget's file says, and who may ask by it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tocsin.feeds.ledger import LOOK_AGAIN, SIZE, UNANSWERED, Grant, Ledger, Urgency, Wish

LATEST, DOCUMENT, CATCH_UP, BASELINE = Urgency
NOBODY = (0, 0, 0, 0)
NOW, WALL, MINUTE = 5000.0, 1_800_000_000.0, 60.0


def holding(*urgencies: Urgency, now: float = NOW, ledger: Ledger | None = None) -> Ledger:
    """Requests that reached EDGAR at `now`, one for each urgency named."""
    ledger = ledger or Ledger()
    for urgency in urgencies:
        grant = ledger.answer(Wish(LATEST, now, NOBODY), 16, now)
        assert isinstance(grant, Grant)
        ledger = ledger.granted(grant, urgency, now).arrived(grant, now)
    return ledger


# --- turns


@pytest.mark.parametrize(
    ("held", "may"),
    [
        ([], [LATEST, DOCUMENT, CATCH_UP, BASELINE]),
        ([LATEST] * 3, [LATEST, DOCUMENT, CATCH_UP, BASELINE]),
        ([LATEST] * 4, [LATEST, DOCUMENT, CATCH_UP]),
        ([DOCUMENT] * 5, [LATEST, DOCUMENT]),
        ([DOCUMENT] * 6, [LATEST]),
        ([LATEST] * 2 + [DOCUMENT] * 5, [LATEST, DOCUMENT]),
        ([LATEST] * 7, [LATEST, DOCUMENT]),
        ([LATEST] * 8, []),
    ],
)
def test_the_less_urgent_leave_room(held: list[Urgency], may: list[Urgency]) -> None:
    ledger = holding(*held)
    later = NOW + 0.5  # catch-up and baseline ask evenly, not at once
    answers = {urgency: ledger.answer(Wish(urgency, later, NOBODY), 8, later) for urgency in Urgency}
    assert [urgency for urgency, answer in answers.items() if isinstance(answer, Grant)] == may


@pytest.mark.parametrize("rate", range(1, 11))
def test_at_any_rate_everybody_has_a_turn_when_nobody_else_asks(rate: int) -> None:
    assert all(
        isinstance(Ledger().answer(Wish(urgency, NOW, NOBODY), rate, NOW), Grant) for urgency in Urgency
    )
    assert all(
        not isinstance(holding(*[LATEST] * rate).answer(Wish(urgency, NOW, NOBODY), rate, NOW), Grant)
        for urgency in Urgency
    )


def test_who_is_more_urgent_in_the_same_process_has_his_turn_first() -> None:
    ledger = holding(*[DOCUMENT] * 5)
    assert isinstance(ledger.answer(Wish(DOCUMENT, NOW, (0, 1, 0, 0)), 8, NOW), Grant)
    assert isinstance(ledger.answer(Wish(DOCUMENT, NOW, (2, 1, 0, 0)), 8, NOW), Grant)
    assert not isinstance(ledger.answer(Wish(DOCUMENT, NOW, (3, 1, 0, 0)), 8, NOW), Grant)


def test_a_baseline_asks_evenly() -> None:
    ledger = holding(BASELINE)
    assert ledger.answer(Wish(BASELINE, NOW, NOBODY), 8, NOW + 0.2) == LOOK_AGAIN
    assert isinstance(ledger.answer(Wish(BASELINE, NOW, NOBODY), 8, NOW + 0.26), Grant)


def test_whose_class_had_nothing_for_four_seconds_has_one_turn_before_documents() -> None:
    ledger = holding(DOCUMENT, DOCUMENT, DOCUMENT, DOCUMENT, DOCUMENT)
    wish = Wish(BASELINE, NOW - 4, (0, 9, 1, 0))
    grant = ledger.answer(wish, 8, NOW)
    assert isinstance(grant, Grant)
    ledger = ledger.granted(grant, BASELINE, NOW).arrived(grant, NOW)
    assert not isinstance(ledger.answer(wish, 16, NOW), Grant)  # the next one waits again
    assert not isinstance(holding(*[DOCUMENT] * 6).answer(wish, 8, NOW), Grant)  # never in Latest's place
    assert not isinstance(holding(*[DOCUMENT] * 5).answer(Wish(BASELINE, NOW - 3.9, NOBODY), 8, NOW), Grant)


def test_a_request_counts_until_a_second_after_its_answer_began() -> None:
    wish = Wish(LATEST, NOW, NOBODY)
    grant = Ledger().answer(wish, 1, NOW)
    assert isinstance(grant, Grant)
    ledger = Ledger().granted(grant, LATEST, NOW)
    assert not isinstance(ledger.answer(wish, 1, NOW + 5), Grant)
    answered = ledger.arrived(grant, NOW + 5)
    assert not isinstance(answered.answer(wish, 1, NOW + 6), Grant)
    assert isinstance(answered.answer(wish, 1, NOW + 6.03), Grant)


def test_a_request_of_which_nobody_tells_any_more_counts_for_seven_seconds() -> None:
    wish = Wish(LATEST, NOW, NOBODY)
    lost = Ledger().answer(wish, 1, NOW)
    assert isinstance(lost, Grant)
    ledger = Ledger().granted(lost, LATEST, NOW)
    assert not isinstance(ledger.answer(wish, 1, NOW + 6.99), Grant)
    next_one = ledger.answer(wish, 1, NOW + UNANSWERED)
    assert isinstance(next_one, Grant)
    given_on = ledger.granted(next_one, LATEST, NOW + UNANSWERED)
    assert given_on.arrived(lost, NOW + 8) == given_on  # told at last, of a place that is another's


def test_times_of_another_life_of_the_machine_are_ignored() -> None:
    before_reboot = replace(holding(*Urgency, *Urgency, now=900_000.0), probe_ends=900_040.0)
    assert isinstance(before_reboot.answer(Wish(BASELINE, 30.0, NOBODY), 8, 30.0), Grant)
    lower = holding(*Urgency, *Urgency, now=30.0)
    assert isinstance(lower.answer(Wish(BASELINE, 900_000.0, NOBODY), 8, 900_000.0), Grant)


# --- a block


def test_a_block_that_is_met_again_grows_to_an_hour_until_an_answer_proves_it_over() -> None:
    ledger, lasted = Ledger(), []
    wall = WALL
    for _ in range(5):
        ledger = ledger.blocked(wall + 10 * MINUTE, wall)
        lasted.append((ledger.blocked_until - wall) / MINUTE)
        assert ledger.is_blocked(ledger.blocked_until - 0.001)
        wall = ledger.blocked_until
        assert not ledger.is_blocked(wall)
    assert lasted == [10, 20, 40, 60, 60]
    ledger = ledger.served().blocked(wall + 10 * MINUTE, wall)
    assert ledger.blocked_until == wall + 10 * MINUTE


def test_what_was_under_way_when_a_block_began_makes_no_second_one() -> None:
    ledger = Ledger().blocked(WALL + 10 * MINUTE, WALL).blocked(WALL + 10 * MINUTE + 2, WALL + 2)
    assert ledger.blocked_until == WALL + 10 * MINUTE + 2
    after = ledger.blocked_until
    assert ledger.blocked(after + 10 * MINUTE, after).blocked_until == after + 20 * MINUTE


def test_a_block_lasts_as_long_as_the_answer_says_up_to_a_day() -> None:
    assert Ledger().blocked(WALL + 7200, WALL).blocked_until == WALL + 7200
    assert Ledger().blocked(WALL + 999_999, WALL).blocked_until == WALL + 86_400


def test_a_block_that_is_known_from_elsewhere_is_not_made_longer() -> None:
    ledger = Ledger().recalled(WALL + 30, WALL)
    assert ledger.is_blocked(WALL + 29)
    assert not ledger.is_blocked(WALL + 30)
    assert ledger.recalled(WALL + 900, WALL) == ledger
    assert Ledger().recalled(WALL - 1, WALL) == Ledger()


def test_after_a_block_one_request_asks_alone() -> None:
    over, wish = Ledger().blocked(WALL, WALL - 600), Wish(LATEST, NOW, NOBODY)
    probe = over.answer(wish, 8, NOW)
    assert isinstance(probe, Grant)
    assert probe.probe
    asked = over.granted(probe, LATEST, NOW)
    assert asked.answer(wish, 8, NOW + 39) == LOOK_AGAIN
    for after, is_probe in [(asked.served(), False), (asked.unproved(), True)]:
        grant = after.answer(wish, 8, NOW)
        assert isinstance(grant, Grant)
        assert grant.probe is is_probe
    killed = asked.answer(wish, 8, NOW + 40)
    assert isinstance(killed, Grant)
    assert killed.probe


def test_a_clock_that_was_set_back_makes_no_endless_block() -> None:
    assert not Ledger().blocked(WALL + 600, WALL).is_blocked(WALL - 86_400)


# --- the file


def test_a_ledger_is_read_as_it_was_written() -> None:
    ledger = replace(holding(*Urgency).blocked(WALL, WALL - 1), probe_ends=5040.25)
    assert len(ledger.written()) == SIZE
    assert Ledger.read(ledger.written()) == ledger


def test_a_file_that_is_damaged_is_a_fresh_start() -> None:
    written = holding(*Urgency).written()
    for cut in range(SIZE):
        assert Ledger.read(written[:cut]) == Ledger()
        flipped = written[:cut] + bytes([written[cut] ^ 255]) + written[cut + 1 :]
        assert Ledger.read(flipped) == Ledger()
    assert Ledger.read(bytes(SIZE)) == Ledger()
