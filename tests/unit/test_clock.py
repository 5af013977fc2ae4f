"""The clock that everything waits for."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import SimulatedClock, SteadyTime, SystemClock

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


async def test_the_system_clock_tells_the_time_in_utc() -> None:
    now = SystemClock().now()
    assert now.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - now) < timedelta(seconds=5)


async def test_the_system_clock_waits_for_an_event_no_longer_than_asked() -> None:
    clock, event = SystemClock(), asyncio.Event()
    assert await clock.wait(event, 0.01) is False
    asyncio.get_running_loop().call_later(0.01, event.set)
    assert await clock.wait(event, 30) is True
    assert await clock.wait(event, None) is True
    await clock.sleep(0)


async def test_simulated_time_passes_only_when_it_is_advanced() -> None:
    clock = SimulatedClock(NOON)
    woken: list[str] = []

    async def sleeper(name: str, seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append(f"{name} {clock.now():%H:%M:%S}")

    tasks = [asyncio.create_task(sleeper(name, s)) for name, s in (("late", 90), ("early", 30), ("too late", 91))]
    await clock.advance(90)
    assert woken == ["early 12:00:30", "late 12:01:30"]
    assert clock.now() == NOON + timedelta(seconds=90)
    await clock.advance(1)
    assert woken[-1] == "too late 12:01:31"
    await asyncio.gather(*tasks)


async def test_who_wakes_may_sleep_again_within_the_same_advance() -> None:
    clock = SimulatedClock(NOON)
    ticks: list[datetime] = []

    async def tick() -> None:
        while len(ticks) < 24:
            await clock.sleep(3600)
            ticks.append(clock.now())

    task = asyncio.create_task(tick())
    await clock.advance(timedelta(days=1).total_seconds())
    assert ticks == [NOON + timedelta(hours=n) for n in range(1, 25)]
    await task


async def test_what_one_sleeper_sets_going_is_done_before_the_next_one_wakes() -> None:
    clock = SimulatedClock(NOON)
    order: list[str] = []
    bell = asyncio.Event()

    async def ringer() -> None:
        await clock.sleep(1)
        bell.set()

    async def listener() -> None:
        await bell.wait()
        with clock.working():  # a database at work in its own thread
            await asyncio.to_thread(lambda: order.append("listener"))
        order.append(f"done at {clock.now():%S}")

    async def other() -> None:
        await clock.sleep(2)
        order.append("other")

    tasks = [asyncio.create_task(one()) for one in (ringer, listener, other)]
    await clock.advance(2)
    assert order == ["listener", "done at 01", "other"]
    await asyncio.gather(*tasks)


async def test_waiting_for_an_event_ends_by_the_event_or_by_simulated_time() -> None:
    clock, event = SimulatedClock(NOON), asyncio.Event()
    waits = [asyncio.create_task(clock.wait(event, limit)) for limit in (5, 60, None)]
    await clock.advance(10)
    assert [wait.done() for wait in waits] == [True, False, False]
    event.set()
    assert await asyncio.gather(*waits) == [False, True, True]
    assert await clock.wait(event, 0) is True


async def test_a_step_of_the_clock_wakes_nobody() -> None:
    clock = SimulatedClock(NOON)
    task = asyncio.create_task(clock.sleep(60))
    await clock.advance(30)
    clock.set(NOON + timedelta(days=2))
    await clock.advance(29)
    assert not task.done()
    await clock.advance(1)
    assert task.done()
    assert clock.now() == NOON + timedelta(days=2, seconds=30)


def test_a_simulated_clock_refuses_a_time_without_a_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        SimulatedClock(NOON.replace(tzinfo=None))


async def test_time_that_passes_is_told_apart_from_steps() -> None:
    clock = SimulatedClock(NOON)
    before = clock.elapsed()
    clock.set(NOON - timedelta(days=2))
    await clock.advance(7)
    assert clock.elapsed() - before == timedelta(seconds=7)
    real = SystemClock()
    assert real.elapsed() <= real.elapsed()


async def test_steady_time_follows_the_clock_forward_and_never_back() -> None:
    clock = SimulatedClock(NOON)
    steady = SteadyTime(clock)
    await clock.advance(10)
    assert steady.now() == NOON + timedelta(seconds=10)
    clock.set(NOON - timedelta(days=2))
    await clock.advance(5)
    assert steady.now() == NOON + timedelta(seconds=15)
    clock.set(NOON + timedelta(days=3))
    assert steady.now() == NOON + timedelta(days=3)
