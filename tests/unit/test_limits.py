"""How fast we mean to send."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.deliver.limits import Limits, Pace

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LAYLA, OMAR, NEWSROOM = 501, 502, -1001234567890

WIDE = Pace(1000, seconds=1, burst=1000)


def seconds(value: float) -> timedelta:
    return timedelta(seconds=value)


def sent_in(limits: Limits, chat_id: int, span: float) -> int:
    """How many messages leave for one chat within so many seconds when each goes as soon as it may."""
    now, count = NOON, 0
    while (now := limits.ready_at(chat_id, now)) < NOON + seconds(span):
        limits.took(chat_id, now)
        count += 1
    return count


def test_a_chat_takes_a_short_burst_and_then_one_a_second() -> None:
    limits = Limits(overall=WIDE, chat=Pace(1, seconds=1, burst=3))
    for _ in range(3):
        assert limits.ready_at(LAYLA, NOON) == NOON
        limits.took(LAYLA, NOON)
    assert limits.ready_at(LAYLA, NOON) == NOON + seconds(1)
    assert limits.resting(NOON) == {LAYLA}
    assert limits.next_ready(NOON) == NOON + seconds(1)
    assert limits.ready_at(OMAR, NOON) == NOON


def test_a_group_has_a_pace_of_its_own() -> None:
    assert sent_in(Limits(), NEWSROOM, 60) in range(18, 22)
    assert sent_in(Limits(), LAYLA, 60) in range(57, 62)


def test_all_chats_together_keep_the_overall_pace() -> None:
    limits = Limits(overall=Pace(28, seconds=1, burst=10))
    now, count = NOON, 0
    while now < NOON + seconds(10):
        room = limits.room(now)
        for _ in range(room):
            limits.took(count := count + 1, now)
        if not room:
            soonest = limits.next_ready(now)
            assert soonest is not None
            now = soonest
    assert count in range(280, 292)


def test_the_clock_set_back_silences_nobody() -> None:
    limits = Limits()
    for _ in range(3):
        limits.took(LAYLA, NOON)
    earlier = NOON - timedelta(days=2)
    assert limits.ready_at(LAYLA, earlier) <= earlier + seconds(2)


def test_chats_that_are_quiet_are_forgotten() -> None:
    limits = Limits()
    for number in range(20_000):
        limits.took(number, NOON + seconds(number / 28))
    assert len(limits._chats) < 100
    assert limits.resting(NOON + timedelta(hours=1)) == frozenset()
    assert limits.next_ready(NOON + timedelta(hours=1)) is None


@given(st.lists(st.tuples(st.sampled_from([LAYLA, OMAR, NEWSROOM]), st.floats(0, 3)), max_size=60))
def test_no_second_is_fuller_than_pace_and_burst_allow(steps: list[tuple[int, float]]) -> None:
    limits = Limits(overall=Pace(5, seconds=1, burst=2), chat=Pace(1, seconds=1, burst=3))
    now, moments = NOON, []
    for chat_id, pause in steps:
        now = limits.ready_at(chat_id, now + seconds(pause))
        limits.took(chat_id, now)
        moments.append((now, chat_id))
    for start, _ in moments:
        within = [chat for at, chat in moments if start <= at < start + seconds(1)]
        assert len(within) <= 5 + 2
        assert all(within.count(chat) <= 1 + 3 for chat in set(within))
