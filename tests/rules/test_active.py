"""The hours in which a rule rings, over midnight and over the days on which clocks are set."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.rules.active import DAYS, Hours, is_active, next_active, parse_hours

EASTERN = ZoneInfo("America/New_York")
LONDON = ZoneInfo("Europe/London")


def eastern(text: str, fold: int = 0) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=EASTERN, fold=fold).astimezone(dt.UTC)


def hours(*texts: str) -> tuple[Hours, ...]:
    return tuple(parse_hours(text) for text in texts)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("mon-fri 09:30-16:00", "mon-fri 09:30-16:00"),
        ("Mon-Fri 9:30 - 16:00", "mon-fri 09:30-16:00"),
        ("monday - friday 09:30\u201316:00", "mon-fri 09:30-16:00"),
        ("mon-fri 09:30-16:00 America/New_York", "mon-fri 09:30-16:00"),
        ("22:00-06:00", "22:00-06:00"),
        ("mon-sun 22:00-06:00", "22:00-06:00"),
        ("00:00-24:00", "00:00-24:00"),
        ("18:00-0:00", "18:00-00:00"),
        ("sat-mon 08:00-12:00", "sat-mon 08:00-12:00"),
        ("mon, wed and fri 08:00-12:00", "mon,wed,fri 08:00-12:00"),
        ("fri,sat,sun,mon 08:00-12:00", "fri-mon 08:00-12:00"),
        ("thurs 08:00-12:00 Europe/London", "thu 08:00-12:00 Europe/London"),
        ("08:00-12:00 UTC", "08:00-12:00 UTC"),
    ],
)
def test_hours_are_read_and_written_in_one_way(text: str, canonical: str) -> None:
    read = parse_hours(text)
    assert str(read) == canonical
    assert parse_hours(canonical) == read


WRONG = {
    "": "hours are missing: write them like mon-fri 09:30-16:00",
    "mon-fri": '"mon-fri" has no hours: write mon-fri 09:30-16:00, or mon-fri 00:00-24:00',
    "mon": '"mon" has no hours: write mon 09:30-16:00, or mon 00:00-24:00',
    "12:30": '"12:30" has no end: write hours like mon-fri 09:30-16:00',
    "mon-fri 12:30": '"mon-fri 12:30" has no end: write hours like mon-fri 09:30-16:00',
    "9-16": '"9-16": write hours with their minutes, as in mon-fri 09:30-16:00',
    "mon-fri 9-16": '"mon-fri 9-16": write hours with their minutes, as in mon-fri 09:30-16:00',
    "9:30am-4pm": '"9:30am-4pm": write times of day as 09:30-16:00, without am and pm',
    "25:00-26:00": '"25:00" is no time of day: write it from 00:00 to 24:00',
    "09:75-16:00": '"09:75" is no time of day: write it from 00:00 to 24:00',
    "09:30-24:30": '"24:30" is no time of day: write it from 00:00 to 24:00',
    "09:30-09:30": '"09:30-09:30" begins when it ends: for the whole day write 00:00-24:00',
    "24:00-06:00": '"24:00-06:00" begins when it ends: for the whole day write 00:00-24:00',
    "mun-fri 09:30-16:00": '"mun" is no day: did you mean "sun"?',
    "weekdays 09:30-16:00": '"weekdays" is no day: write mon-fri',
    "daily 09:30-16:00": '"daily" is no day: every day is meant where none is named',
    "xyzzy 09:30-16:00": '"xyzzy" is no day: the days are mon, tue, wed, thu, fri, sat, sun',
    "mon-,fri 09:30-16:00": "a day is missing: write one like mon-fri 09:30-16:00",
    "09:30-16:00 ET": 'hours are Eastern by themselves: leave "ET" out',
    "09:30-16:00 London": '"London" is no time zone: did you mean "Europe/London"?',
    "09:30-16:00 europe/london": '"europe/london" is no time zone: did you mean "Europe/London"?',
    "09:30-16:00 Europe/Lodnon": '"Europe/Lodnon" is no time zone: did you mean "Europe/London"?',
    "09:30-16:00 ../../etc/passwd": '"../../etc/passwd" is no time zone: write one like Europe/London',
    "09:30-16:00 Moon/Base": '"Moon/Base" is no time zone: write one like Europe/London',
    "always": '"always" are no hours: write them like mon-fri 09:30-16:00, '
    "or mon-fri 09:30-16:00 Europe/London",
    "09:30/16:00": '"09:30/16:00" are no hours: write them like mon-fri 09:30-16:00, '
    "or mon-fri 09:30-16:00 Europe/London",
}


@pytest.mark.parametrize(("text", "said"), WRONG.items())
def test_what_are_no_hours_is_told_in_plain_words(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"(?s).*") as caught:
        parse_hours(text)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("now", "active", "following"),
    [
        ("2026-11-20T09:29:59", False, "2026-11-20T09:30"),  # a Friday
        ("2026-11-20T09:30", True, None),
        ("2026-11-20T15:59:59", True, None),
        ("2026-11-20T16:00", False, "2026-11-23T09:30"),
        ("2026-11-22T12:00", False, "2026-11-23T09:30"),
    ],
)
def test_the_exchange_keeps_its_hours(now: str, active: bool, following: str | None) -> None:
    session = hours("mon-fri 09:30-16:00")
    assert is_active(session, eastern(now)) is active
    assert next_active(session, eastern(now)) == eastern(following or now)


@pytest.mark.parametrize(
    ("now", "active"),
    [
        ("2026-11-20T21:59", False),
        ("2026-11-20T22:00", True),
        ("2026-11-21T05:59", True),  # Saturday, but they began on Friday
        ("2026-11-21T06:00", False),
        ("2026-11-21T22:00", False),
        ("2026-11-16T03:00", False),  # Monday: Sunday's would have begun on Sunday
    ],
)
def test_hours_over_midnight_are_of_the_day_they_begin_on(now: str, active: bool) -> None:
    assert is_active(hours("mon-fri 22:00-06:00"), eastern(now)) is active


def test_several_hours_and_none() -> None:
    both = hours("mon-fri 09:30-16:00", "sat-sun 10:00-11:00")
    saturday = eastern("2026-11-21T09:00")
    assert not is_active(both, saturday)
    assert next_active(both, saturday) == eastern("2026-11-21T10:00")
    assert is_active((), saturday)
    assert next_active((), saturday) == saturday


def test_a_zone_keeps_its_own_days() -> None:
    london = hours("mon 00:00-08:00 Europe/London")
    sunday_evening_in_new_york = eastern("2026-11-22T19:30")
    assert is_active(london, sunday_evening_in_new_york)
    assert next_active(london, eastern("2026-11-22T12:00")) == eastern("2026-11-22T19:00")
    # London sets its clocks a week before New York in autumn: 14:30 there is 10:30 here for that week.
    afternoon = hours("14:30-15:00 Europe/London")
    assert next_active(afternoon, eastern("2026-10-26T08:00")) == eastern("2026-10-26T10:30")
    assert next_active(afternoon, eastern("2026-11-02T08:00")) == eastern("2026-11-02T09:30")


def test_where_the_clock_is_set_forward() -> None:
    # 8 March 2026: 02:00 Eastern is 03:00 at once, 07:00 in UTC.
    change = dt.datetime(2026, 3, 8, 7, tzinfo=dt.UTC)
    late = hours("02:30-05:00")
    assert next_active(late, change - dt.timedelta(hours=1)) == change
    assert not is_active(late, change - dt.timedelta(seconds=1))
    assert is_active(late, change)
    assert is_active(late, eastern("2026-03-08T04:59"))
    assert not is_active(late, eastern("2026-03-08T05:00"))
    early = hours("01:00-02:30")
    assert is_active(early, change - dt.timedelta(seconds=1))
    assert not is_active(early, change)
    night = hours("22:00-06:00")
    assert night[0].on(dt.date(2026, 3, 7)) == (eastern("2026-03-07T22:00"), eastern("2026-03-08T06:00"))


def test_hours_that_a_clock_leaves_out_are_those_of_the_week_after() -> None:
    gone = hours("sun 02:10-02:50")
    assert next_active(gone, eastern("2026-03-07T12:00")) == eastern("2026-03-15T02:10")


def test_where_the_clock_is_set_back() -> None:
    # 1 November 2026: 02:00 Eastern is 01:00 again, 06:00 in UTC.
    first, second = eastern("2026-11-01T01:30"), eastern("2026-11-01T01:30", fold=1)
    assert second - first == dt.timedelta(hours=1)
    from_half = hours("01:30-05:00")
    assert next_active(from_half, eastern("2026-11-01T00:00")) == first
    assert is_active(from_half, eastern("2026-11-01T01:00", fold=1))  # begun, and not begun again
    to_half = hours("22:00-01:30")
    assert is_active(to_half, eastern("2026-11-01T01:29", fold=1))
    assert not is_active(to_half, second)
    start, end = hours("01:00-02:00")[0].on(dt.date(2026, 11, 1))
    assert end - start == dt.timedelta(hours=2)


SOME_HOURS = st.builds(
    Hours,
    st.frozensets(st.integers(0, len(DAYS) - 1), min_size=1),
    st.integers(0, 1439),
    st.integers(1, 1440),
    st.sampled_from([EASTERN, LONDON, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("UTC")]),
).filter(lambda one: one.start != one.end)
MOMENTS = st.integers(0, 4 * 366 * 24 * 3600).map(
    lambda seconds: dt.datetime(2024, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds)
)


@given(st.lists(SOME_HOURS, min_size=1, max_size=3).map(tuple), MOMENTS)
def test_the_next_hours_are_the_next(some: tuple[Hours, ...], now: dt.datetime) -> None:
    following = next_active(some, now)
    assert is_active(some, following)
    if following != now:
        assert not is_active(some, now)
        assert not is_active(some, following - dt.timedelta(seconds=1))
        assert not is_active(some, now + (following - now) / 2)


@given(SOME_HOURS, MOMENTS)
def test_away_from_a_change_the_clock_on_the_wall_decides(one: Hours, now: dt.datetime) -> None:
    wall = now.astimezone(one.zone)
    near = [wall + dt.timedelta(hours=hours) for hours in (-30, 30)]
    if near[0].utcoffset() != near[1].utcoffset() or near[0].dst() != near[1].dst():
        return
    minutes = wall.hour * 60 + wall.minute
    today, yesterday = wall.weekday() in one.days, (wall.weekday() - 1) % 7 in one.days
    if one.start < one.end:
        expected = today and one.start <= minutes < one.end
    else:
        expected = (today and minutes >= one.start) or (yesterday and minutes < one.end)
    assert is_active((one,), now) is expected


@given(SOME_HOURS)
def test_what_is_written_is_read_again(one: Hours) -> None:
    assert parse_hours(str(one)) == one


@given(st.text(alphabet="monfrisatu 0123456789:-,/UTCEur\u2013", max_size=60))
def test_no_text_is_a_traceback(text: str) -> None:
    try:
        assert parse_hours(str(parse_hours(text))) == parse_hours(text)
    except ValueError as error:
        assert str(error)
