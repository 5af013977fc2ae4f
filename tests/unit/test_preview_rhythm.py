"""How often a channel publishes, and how often it is looked at for that."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.ingest.sources.rhythm import HOUR, Budget, Rhythm, rhythm_from_json, rhythm_of, rhythm_to_json

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def office_hours(days: int) -> Rhythm:
    """A channel with six posts an hour from eight to sixteen o'clock UTC, watched for some days."""
    rhythm = rhythm_of((), MONDAY)
    for day in range(days):
        for hour in range(24):
            start = MONDAY + timedelta(days=day, hours=hour)
            posts = [start + timedelta(minutes=10 * n) for n in range(6)] if 8 <= hour < 16 else []
            rhythm = rhythm.seen(posts, start + timedelta(hours=1))
    return rhythm


def test_a_channel_is_expected_when_it_usually_publishes() -> None:
    rhythm, day = office_hours(14), MONDAY + timedelta(days=14)

    assert rhythm.rate(day + timedelta(hours=10)) > 20 * rhythm.rate(day + timedelta(hours=3))
    assert 40 < rhythm.expected(day, day + timedelta(days=1)) < 56


def test_a_night_is_no_silence() -> None:
    rhythm, day = office_hours(14), MONDAY + timedelta(days=14)

    assert rhythm.expected(day + timedelta(hours=17), day + timedelta(hours=31)) < 10
    assert rhythm.expected(day + timedelta(hours=8), day + timedelta(hours=12)) > 10


def test_a_rhythm_comes_back_as_it_was_stored() -> None:
    rhythm = office_hours(3)
    stored = json.loads(json.dumps(rhythm_to_json(rhythm)))

    assert rhythm_from_json(stored).rate(MONDAY) == pytest.approx(rhythm.rate(MONDAY), rel=0.01)
    with pytest.raises(ValueError):
        rhythm_from_json({**stored, "hours": [1, 2]})


def looks(budget: Budget, rates: list[float]) -> list[float]:
    scale = budget.scale(rates)
    return [budget.interval(rate, scale) for rate in rates]


def test_who_publishes_more_is_looked_at_more_and_the_budget_is_kept() -> None:
    rates = [posts / 86_400 for posts in (300.0, 30.0, 3.0, 0.3)] * 100
    intervals = looks(Budget(), rates)

    assert sum(1 / interval for interval in intervals) == pytest.approx(0.98, rel=0.01)
    assert intervals[0] < intervals[1] < intervals[2] < intervals[3] <= HOUR


def test_a_few_channels_are_not_asked_more_than_every_twenty_seconds() -> None:
    assert looks(Budget(), [1.0, 0.001]) == [20.0, 20.0]


def test_posts_wait_less_than_in_turn() -> None:
    rates = [posts / 86_400 for posts in (300.0, 100.0, 30.0, 10.0, 3.0, 1.0, 0.3)] * 70

    assert Budget().mean_delay(rates) < 0.75 * len(rates) / 2
    assert Budget().mean_delay([]) == 0
