"""A digest comes once a local day, at the subscriber's own time, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digest.schedule import day_window, local_day, next_due

ZONES = [
    "Asia/Damascus",
    "Europe/Berlin",
    "Asia/Beirut",
    "Africa/Cairo",
    "America/New_York",
    "America/Nuuk",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "UTC",
]
DAY = timedelta(days=1)
SECONDS_IN_36_YEARS = 36 * 366 * 86_400
INSTANTS = st.integers(0, SECONDS_IN_36_YEARS).map(
    lambda seconds: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_before_the_hour_it_is_due_today_and_from_the_hour_on_tomorrow() -> None:
    eight = time(8, 0)
    assert next_due(utc("2026-01-10 04:59:59"), "Asia/Damascus", eight) == utc("2026-01-10 05:00")
    assert next_due(utc("2026-01-10 05:00"), "Asia/Damascus", eight) == utc("2026-01-11 05:00")


def test_the_local_day_is_the_subscribers_and_not_the_utc_one() -> None:
    assert local_day(utc("2026-01-10 22:30"), "Asia/Damascus") == date(2026, 1, 11)
    assert next_due(utc("2026-01-10 22:30"), "Asia/Damascus", time(0, 30)) == utc("2026-01-11 21:30")


@pytest.mark.parametrize(
    ("zone", "at", "around", "expected"),
    [
        # The same local hour, an hour earlier or later in UTC after the change.
        ("Europe/Berlin", time(8), "2026-03-28 12:00", "2026-03-29 06:00"),
        ("Europe/Berlin", time(8), "2026-10-24 12:00", "2026-10-25 07:00"),
        ("America/New_York", time(8), "2026-03-07 20:00", "2026-03-08 12:00"),
        ("America/New_York", time(8), "2026-10-31 20:00", "2026-11-01 13:00"),
        ("Asia/Beirut", time(8), "2026-03-28 12:00", "2026-03-29 05:00"),
        ("Asia/Beirut", time(8), "2026-10-24 12:00", "2026-10-25 06:00"),
        ("Africa/Cairo", time(8), "2026-04-23 12:00", "2026-04-24 05:00"),
        ("Africa/Cairo", time(8), "2026-10-29 12:00", "2026-10-30 06:00"),
        # A time that was skipped: the first instant after the gap.
        ("Europe/Berlin", time(2, 30), "2026-03-28 12:00", "2026-03-29 01:00"),
        ("Europe/Berlin", time(2, 0), "2026-03-28 12:00", "2026-03-29 01:00"),
        ("Europe/Berlin", time(2, 59, 59), "2026-03-28 12:00", "2026-03-29 01:00"),
        ("Europe/Berlin", time(3, 0), "2026-03-28 12:00", "2026-03-29 01:00"),
        ("America/New_York", time(2, 30), "2026-03-07 20:00", "2026-03-08 07:00"),
        ("Asia/Beirut", time(0, 30), "2026-03-28 12:00", "2026-03-28 22:00"),
        ("Africa/Cairo", time(0, 15), "2026-04-23 12:00", "2026-04-23 22:00"),
        # A time that comes twice: the first.
        ("Europe/Berlin", time(2, 30), "2026-10-24 12:00", "2026-10-25 00:30"),
        ("America/New_York", time(1, 30), "2026-10-31 20:00", "2026-11-01 05:30"),
        ("Asia/Beirut", time(23, 30), "2026-10-24 12:00", "2026-10-24 20:30"),
        ("Africa/Cairo", time(23, 30), "2026-10-29 12:00", "2026-10-29 20:30"),
        # A gap that leads over midnight: still in the day it belongs to.
        ("America/Nuuk", time(23, 30), "2026-03-28 12:00", "2026-03-29 00:59:59"),
    ],
)
def test_a_digest_keeps_its_local_time_through_a_change_of_the_clock(
    zone: str, at: time, around: str, expected: str
) -> None:
    assert next_due(utc(around), zone, at) == utc(expected)


def test_no_hour_falls_between_two_digests_when_the_clock_jumps_over_their_time() -> None:
    zone, at = "Europe/Berlin", time(2, 30)
    jumped, after = utc("2026-03-29 01:00"), utc("2026-03-30 00:30")
    assert day_window(jumped, zone, at) == (utc("2026-03-28 01:30"), jumped)
    assert day_window(after, zone, at) == (jumped, after)


def test_a_time_that_comes_twice_is_not_due_the_second_time() -> None:
    first = next_due(utc("2026-10-24 12:00"), "Europe/Berlin", time(2, 30))
    assert next_due(first, "Europe/Berlin", time(2, 30)) == utc("2026-10-26 01:30")


def test_a_day_that_a_zone_left_out_has_no_digest() -> None:
    before = utc("2011-12-29 20:00")  # Samoa went from the 29th to the 31st
    due = next_due(before, "Pacific/Apia", time(8))
    assert local_day(due, "Pacific/Apia") == date(2011, 12, 31)
    assert day_window(due, "Pacific/Apia", time(8))[0] == utc("2011-12-29 18:00")


@settings(deadline=None)
@given(
    st.sampled_from(ZONES),
    st.times().map(lambda at: at.replace(microsecond=0)),
    INSTANTS,
)
def test_each_local_day_has_exactly_one_due_instant_and_they_follow_each_other(
    zone: str, at: time, start: datetime
) -> None:
    dues = [next_due(start, zone, at)]
    while len(dues) < 5:
        dues.append(next_due(dues[-1], zone, at))

    days = [local_day(due, zone) for due in dues]
    assert days == [days[0] + i * DAY for i in range(5)]
    assert dues == sorted(set(dues))
    assert dues[0] > start
    assert all(due.tzinfo is UTC for due in dues)
    windows = [day_window(due, zone, at) for due in dues]
    assert all(earlier[1] == later[0] for earlier, later in pairwise(windows))
    assert [end for _, end in windows] == dues


@settings(deadline=None)
@given(st.sampled_from(ZONES), st.times(), st.dates(date(2000, 1, 1), date(2036, 1, 1)))
def test_where_the_clock_shows_the_time_it_is_due_exactly_then(zone: str, at: time, day: date) -> None:
    tz = ZoneInfo(zone)
    noon_before = datetime.combine(day - DAY, time(12), tz)
    shown = datetime.combine(day, at, tz)
    if shown.astimezone(UTC).astimezone(tz).replace(tzinfo=None) == shown.replace(tzinfo=None):
        dues = [next_due(noon_before, zone, at)]
        dues.append(next_due(dues[0], zone, at))
        assert shown.astimezone(UTC) in dues


def test_a_digest_asked_for_now_covers_the_last_local_day() -> None:
    zone = "Europe/Berlin"
    assert day_window(utc("2026-03-29 10:15"), zone) == (utc("2026-03-28 11:15"), utc("2026-03-29 10:15"))
    assert day_window(utc("2026-03-30 00:30"), zone) == (utc("2026-03-29 01:00"), utc("2026-03-30 00:30"))
    ordinary = day_window(utc("2026-01-10 05:00"), "Asia/Damascus")
    assert ordinary == (utc("2026-01-09 05:00"), utc("2026-01-10 05:00"))


@settings(deadline=None)
@given(st.sampled_from(ZONES), INSTANTS)
def test_a_window_is_about_a_day_long(zone: str, due: datetime) -> None:
    start, end = day_window(due, zone)
    assert end == due
    assert timedelta(hours=22) <= end - start <= timedelta(hours=26)
