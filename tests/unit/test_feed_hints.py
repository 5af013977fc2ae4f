"""When a feed wants to be looked at, and when not."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.ingest.feed_hints import Skips, every, max_age, skips

MONDAY = datetime(2026, 3, 2, 8, 20, tzinfo=UTC)


def test_hours_and_days_that_a_feed_skips_are_read_from_its_head() -> None:
    head = b"<skipHours><hour>8</hour> <hour>9</hour><hour>24</hour><hour>77</hour></skipHours>"
    days = b"<skipDays><day>Friday</day><day>Someday</day></skipDays>"

    assert skips(head + days) == Skips(frozenset({8, 9, 0}), frozenset({4}))


def test_who_skips_every_hour_or_day_skips_none() -> None:
    hours = b"".join(b"<hour>%d</hour>" % hour for hour in range(24))
    names = (b"Monday", b"Tuesday", b"Wednesday", b"Thursday", b"Friday", b"Saturday", b"Sunday")
    days = b"".join(b"<day>%s</day>" % name for name in names)

    assert skips(b"<skipHours>" + hours + b"</skipHours><skipDays>" + days + b"</skipDays>") == Skips()


def test_a_look_is_put_off_until_the_feed_has_something_again() -> None:
    assert Skips(frozenset({8, 9})).put_off(MONDAY) == MONDAY.replace(hour=10, minute=0)
    assert Skips(frozenset({9})).put_off(MONDAY) == MONDAY
    assert Skips(days=frozenset({0, 1})).put_off(MONDAY) == datetime(2026, 3, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("max-age=600", 600),
        ("public, max-age=60, must-revalidate", 60),
        ("s-maxage=900", 0),
        ("no-cache", 0),
        ("max-age=99999999", 86_400),
        ("", 0),
    ],
)
def test_how_long_an_answer_stays_good(header: str, seconds: int) -> None:
    assert max_age(header) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        ({"ttl": "30"}, timedelta(minutes=30)),
        ({"ttl": "soon"}, None),
        ({"sy_updateperiod": "hourly", "sy_updatefrequency": "4"}, timedelta(minutes=15)),
        ({"sy_updateperiod": "daily"}, timedelta(days=1)),
        ({"sy_updateperiod": "hourly", "sy_updatefrequency": "0"}, None),
        ({}, None),
    ],
)
def test_how_often_a_feed_asks_to_be_looked_at(told: dict[str, str], asked: timedelta | None) -> None:
    assert every(told) == asked


def test_lists_that_never_end_are_not_looked_through() -> None:
    begun = time.monotonic()
    assert skips(b"<skipHours>" * 26_000) == Skips()
    assert time.monotonic() - begun < 1
