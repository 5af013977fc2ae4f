"""How much one person may ask in a minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.quotas import Quotas, Verdict

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LAYLA, SAMI = 501, 502


def seconds(count: float) -> datetime:
    return NOON + timedelta(seconds=count)


def test_requests_up_to_the_quota_pass_and_the_next_is_told_once() -> None:
    quotas = Quotas({"command": 3})

    verdicts = [quotas.take(LAYLA, "command", seconds(i)) for i in range(6)]

    assert verdicts == [Verdict.ALLOWED] * 3 + [Verdict.REFUSED_FIRST] + [Verdict.REFUSED] * 2


def test_each_person_and_each_kind_has_a_quota_of_its_own() -> None:
    quotas = Quotas({"command": 1, "press": 2})
    quotas.take(LAYLA, "command", NOON)

    assert quotas.take(LAYLA, "command", NOON) is Verdict.REFUSED_FIRST
    assert quotas.take(SAMI, "command", NOON) is Verdict.ALLOWED
    assert [quotas.take(LAYLA, "press", NOON) for _ in range(2)] == [Verdict.ALLOWED] * 2


def test_a_request_passes_again_one_minute_after_the_one_it_replaces() -> None:
    quotas = Quotas({"command": 2})
    quotas.take(LAYLA, "command", seconds(0))
    quotas.take(LAYLA, "command", seconds(30))

    assert quotas.take(LAYLA, "command", seconds(59.9)) is Verdict.REFUSED_FIRST
    assert quotas.take(LAYLA, "command", seconds(60)) is Verdict.ALLOWED
    assert quotas.take(LAYLA, "command", seconds(61)) is Verdict.REFUSED


def test_somebody_who_never_stops_is_told_once_a_minute() -> None:
    quotas = Quotas({"press": 10})

    verdicts = [quotas.take(LAYLA, "press", seconds(i / 4)) for i in range(4 * 300)]

    assert verdicts.count(Verdict.REFUSED_FIRST) == 5
    assert verdicts.count(Verdict.ALLOWED) == 50


def test_a_clock_that_steps_back_neither_locks_out_nor_lets_through() -> None:
    quotas = Quotas({"command": 2})
    for _ in range(3):
        quotas.take(LAYLA, "command", NOON + timedelta(hours=1))

    assert quotas.take(LAYLA, "command", NOON) is Verdict.REFUSED
    assert quotas.take(LAYLA, "command", seconds(60)) is Verdict.ALLOWED


def test_a_crowd_does_not_fill_the_memory() -> None:
    quotas = Quotas({"command": 1}, people=100)
    for person in range(10_000):
        quotas.take(person, "command", NOON)

    assert len(quotas._records) == 100
    assert quotas.take(9_999, "command", NOON) is Verdict.REFUSED_FIRST
    assert quotas.take(0, "command", NOON) is Verdict.ALLOWED


def test_an_unknown_kind_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        Quotas({"command": 1}).take(LAYLA, "press", NOON)


@settings(deadline=None)
@given(st.integers(1, 5), st.lists(st.floats(0, 40), max_size=60))
def test_no_minute_ever_has_more_than_the_quota(limit: int, pauses: list[float]) -> None:
    quotas = Quotas({"command": limit})
    now, passed, told = NOON, [], []
    for pause in pauses:
        now += timedelta(seconds=pause)
        verdict = quotas.take(LAYLA, "command", now)
        if verdict is Verdict.ALLOWED:
            passed.append(now)
        elif verdict is Verdict.REFUSED_FIRST:
            told.append(now)

    minute = timedelta(minutes=1)
    assert all(sum(at <= other < at + minute for other in passed) <= limit for at in passed)
    assert all(later - earlier >= minute for earlier, later in pairwise(told))
