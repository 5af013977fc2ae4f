"""Telegram away, answers not heard, the program killed or stopped, the disk full, the clock set: nothing is lost."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.deliver.telegram import Flood, Lost, Unreachable
from bot.model import Operation, OutboxState, Outgoing, Priority, Role
from storage import StorageError
from tests.integration.conftest import NOON, Room, alert, reply

OWNER, LAYLA, OMAR, NADIA = 401, 501, 502, 503
UNHEARD = Lost("ReadTimeout", maybe_done=True)
NO_ROUTE = Lost("ConnectError", maybe_done=False)
FULL = StorageError("storage-error-disk", path="rasid.db", reason="disk full")
HOUR, DAY = 3600.0, 86_400.0


async def test_a_message_that_was_lost_is_tried_again_after_ever_longer_pauses(room: Room) -> None:
    room.refuse(LAYLA, *[NO_ROUTE] * 9)
    await room.queue(alert(LAYLA))
    await room.start()
    await room.clock.advance(300)
    moments = [one.at for one in room.telegram.asked]
    assert [after - before for before, after in pairwise(moments)] == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert room.telegram.texts(LAYLA) == ["خبر"]


async def test_pauses_are_not_all_of_the_same_length(room: Room) -> None:
    room.chance = 1.0
    room.refuse(LAYLA, NO_ROUTE)
    await room.queue(alert(LAYLA))
    await room.restart()
    await room.clock.advance(5)
    assert room.telegram.moments(LAYLA) == [1.25]


@pytest.mark.parametrize(("loss", "duplicates"), [(UNHEARD, 2), (NO_ROUTE, 0)])
async def test_only_what_may_have_arrived_counts_as_a_possible_duplicate(
    room: Room, loss: Lost, duplicates: int
) -> None:
    room.refuse(LAYLA, loss, loss)
    ids = await room.queue(alert(LAYLA))
    await room.start()
    await room.clock.advance(10)
    assert room.telegram.texts(LAYLA) == ["خبر"]
    assert room.column("possible_duplicates", ids[0]) == duplicates
    assert room.column("attempts", ids[0]) == 2


async def test_a_reply_whose_answer_was_not_heard_becomes_a_row_and_comes(room: Room) -> None:
    room.refuse(LAYLA, UNHEARD)
    await room.start()
    room.sender.say([reply(LAYLA, "جواب"), Outgoing(Operation.ANSWER, OMAR, text="تم", callback_id="7")])
    await room.clock.advance(10)
    assert room.telegram.texts(LAYLA) == ["جواب"]
    assert room.column("possible_duplicates", 1) == 1


async def test_one_chat_without_answers_does_not_stop_the_others(room: Room) -> None:
    room.refuse(LAYLA, *[UNHEARD] * 100)
    await room.queue(alert(LAYLA), *[alert(OMAR, f"خبر {n}") for n in range(30)])
    await room.start()
    await room.clock.advance(40)
    assert len(room.telegram.texts(OMAR)) == 30


async def test_after_an_hour_without_telegram_everything_comes_within_a_minute_or_so(room: Room) -> None:
    await room.subscriber(OWNER, role=Role.OWNER)
    room.telegram.away = NO_ROUTE
    await room.queue(*[alert(1000 + n % 20, f"خبر {n}") for n in range(100)])
    await room.start()
    room.sender.say([reply(OMAR, "جواب")])
    await room.clock.advance(HOUR)
    assert len(room.telegram.asked) < 100
    room.telegram.away = None
    await room.clock.advance(150)
    assert await room.counts() == {OutboxState.SENT: 102}
    assert room.telegram.texts(OMAR) == ["جواب"]
    [notice] = room.telegram.texts(OWNER)
    assert "تعذّر الوصول إلى تيليغرام" in notice


async def test_two_days_without_telegram_lose_nothing_and_are_told_once(room: Room) -> None:
    await room.subscriber(OWNER, role=Role.OWNER)
    await room.subscriber(LAYLA)
    room.telegram.away = UNHEARD
    await room.start()
    for n in range(8):
        await room.queue(alert(LAYLA, f"خبر {n}"), alert(OMAR, f"خبر {n}"))
        await room.clock.advance(DAY / 4)
    room.telegram.away = None
    await room.clock.advance(300)
    assert room.telegram.texts(LAYLA) == room.telegram.texts(OMAR) == [f"خبر {n}" for n in range(8)]
    assert len(room.telegram.texts(OWNER)) == 1


async def test_an_outage_of_some_minutes_is_not_told(room: Room) -> None:
    await room.subscriber(OWNER, role=Role.OWNER)
    room.telegram.away = NO_ROUTE
    await room.queue(alert(LAYLA), alert(OMAR))
    await room.start()
    await room.clock.advance(300)
    room.telegram.away = None
    await room.clock.advance(300)
    assert room.telegram.texts(OWNER) == []
    assert await room.counts() == {OutboxState.SENT: 2}


async def test_an_outage_that_a_reply_ends_is_told_as_well(room: Room) -> None:
    await room.subscriber(OWNER, role=Role.OWNER)
    room.telegram.away = NO_ROUTE
    await room.queue(alert(LAYLA))
    await room.start()
    await room.clock.advance(HOUR)
    room.telegram.away = None
    room.refuse(LAYLA, Unreachable("Forbidden: user is deactivated"))
    room.sender.say([reply(OMAR)])
    await room.clock.advance(60)
    assert len(room.telegram.texts(OWNER)) == 1


async def test_what_was_under_way_when_the_program_was_killed_is_sent_again_and_counted(room: Room) -> None:
    ids = await room.queue(alert(LAYLA), alert(OMAR))
    assert len(await room.claim()) == 2
    await room.start()
    await room.clock.advance(1)
    assert await room.counts() == {OutboxState.SENT: 2}
    assert [room.column("possible_duplicates", one) for one in ids] == [1, 1]


async def test_stop_waits_for_what_is_in_flight(room: Room) -> None:
    room.telegram.latency = 2.5
    await room.queue(alert(LAYLA, "أول"), alert(LAYLA, "ثان"))
    await room.start()
    stopping = asyncio.create_task(room.sender.stop(3.0))
    await room.clock.advance(2.4)
    assert not stopping.done()
    await room.clock.advance(0.1)
    assert stopping.done()
    assert await room.counts() == {OutboxState.SENT: 1, OutboxState.DUE: 1}


async def test_stop_waits_no_longer_than_three_seconds_and_the_next_start_sends_it_again(room: Room) -> None:
    room.telegram.latency = 60
    ids = await room.queue(alert(LAYLA))
    await room.start()
    room.sender.say([reply(OMAR, "قيد الإرسال"), reply(OMAR, "في الانتظار")])
    await room.clock.advance(0)
    stopping = asyncio.create_task(room.sender.stop(3.0))
    await room.clock.advance(3.0)
    assert stopping.done()
    assert await room.counts() == {OutboxState.SENDING: 1, OutboxState.DUE: 2}
    room.telegram.latency = 0
    await room.restart()
    await room.clock.advance(5)
    assert room.telegram.texts(OMAR) == ["قيد الإرسال", "في الانتظار"]
    assert room.telegram.texts(LAYLA) == ["خبر"]
    assert room.column("possible_duplicates", ids[0]) == 1


async def test_nothing_is_begun_after_stop_and_what_was_claimed_goes_back(room: Room) -> None:
    await room.start()
    room.storage.slow_by = 1.0
    ids = await room.queue(alert(LAYLA))
    await room.clock.advance(0.5)
    assert room.column("state", ids[0]) == "sending"
    stopping = asyncio.create_task(room.sender.stop(3.0))
    await room.clock.advance(3)
    assert stopping.done()
    assert room.telegram.asked == []
    assert await room.counts() == {OutboxState.DUE: 1}


async def test_a_full_disk_sends_nothing_twice_and_loses_nothing(room: Room) -> None:
    room.telegram.latency = 1.0
    await room.queue(alert(LAYLA, "أول"), alert(LAYLA, "ثان"), alert(OMAR))
    await room.start()
    room.storage.trouble = FULL
    await room.clock.advance(600)
    assert room.telegram.texts(LAYLA) == ["أول"]
    assert 5 < room.storage.refused < 100
    room.storage.trouble = None
    await room.clock.advance(60)
    assert room.telegram.texts(LAYLA) == ["أول", "ثان"]
    assert room.telegram.texts(OMAR) == ["خبر"]
    assert await room.counts() == {OutboxState.SENT: 3}


async def test_a_database_that_fails_once_is_asked_again_a_second_later(room: Room) -> None:
    await room.start()
    room.storage.trouble = FULL
    await room.queue(alert(LAYLA))
    await room.clock.advance(0.1)
    assert room.storage.refused == 1
    room.storage.trouble = None
    await room.clock.advance(1)
    assert room.telegram.texts(LAYLA) == ["خبر"]


async def test_replies_go_out_while_the_disk_is_full(room: Room) -> None:
    await room.start()
    room.storage.trouble = FULL
    await room.queue(alert(LAYLA))
    await room.clock.advance(5)
    room.sender.say([reply(OMAR)])
    await room.clock.advance(5)
    assert room.telegram.texts() == ["حسنا"]


async def test_stop_ends_although_the_disk_is_full(room: Room) -> None:
    await room.queue(alert(LAYLA))
    room.telegram.latency = 1.0
    await room.start()
    room.storage.trouble = FULL
    await room.clock.advance(10)
    stopping = asyncio.create_task(room.sender.stop(3.0))
    await room.clock.advance(3)
    assert stopping.done()


@pytest.mark.parametrize("step", [-2 * DAY, -HOUR, HOUR, 2 * DAY])
async def test_a_step_of_the_clock_delays_no_alert(room: Room, step: float) -> None:
    await room.start()
    await room.queue(*[alert(LAYLA, f"خبر {n}") for n in range(5)])
    await room.clock.advance(1)
    room.clock.set(room.clock.now() + timedelta(seconds=step))
    await room.queue(alert(OMAR))
    await room.clock.advance(10)
    assert room.telegram.texts(LAYLA) == [f"خبر {n}" for n in range(5)]
    assert room.telegram.texts(OMAR) == ["خبر"]


@pytest.mark.parametrize("step", [-2 * DAY, -HOUR, HOUR, 2 * DAY])
async def test_a_step_of_the_clock_changes_no_flood_wait(room: Room, step: float) -> None:
    room.refuse(LAYLA, Flood(30))
    await room.queue(alert(LAYLA))
    await room.start()
    await room.clock.advance(10)
    room.clock.set(room.clock.now() + timedelta(seconds=step))
    room.sender.wake()
    await room.clock.advance(19.9)
    assert room.telegram.delivered == []
    await room.clock.advance(0.1)
    assert len(room.telegram.delivered) == 1


async def test_a_step_back_ends_no_pause_of_a_disk_in_trouble_late(room: Room) -> None:
    room.storage.trouble = FULL
    await room.start()
    await room.queue(alert(LAYLA))
    await room.clock.advance(100)
    room.clock.set(NOON - timedelta(days=2))
    room.storage.trouble = None
    await room.clock.advance(31)
    assert room.telegram.texts(LAYLA) == ["خبر"]


async def test_a_message_meant_for_later_goes_at_its_time(room: Room) -> None:
    await room.queue(
        alert(LAYLA, "لاحقا", not_before=NOON + timedelta(hours=8), priority=Priority.DIGEST), alert(LAYLA)
    )
    await room.start()
    await room.clock.advance(8 * HOUR)
    assert room.telegram.moments(LAYLA) == [0.0, 8 * HOUR]
