"""How fast and in which order messages leave, and how long they wait when Telegram says so."""

from __future__ import annotations

from datetime import timedelta

from bot.deliver.telegram import Flood
from bot.model import Operation, OutboxState, Outgoing, Priority, Status
from tests.integration.conftest import NOON, Room, alert, reply

LAYLA, OMAR, NADIA, HUDA = 501, 502, 503, 504
NEWSROOM = -1001234567890


def within(moments: list[float], start: float, seconds: float) -> int:
    return sum(start <= at < start + seconds for at in moments)


async def test_a_flood_wait_is_obeyed_to_the_second_and_the_others_go_on(room: Room) -> None:
    room.refuse(LAYLA, Flood(17))
    await room.queue(alert(LAYLA, "انقطع الطريق"), *[alert(OMAR, f"خبر {n}") for n in range(5)])
    await room.start()
    await room.clock.advance(16.999)
    assert room.telegram.texts(LAYLA) == []
    assert len(room.telegram.texts(OMAR)) == 5
    await room.clock.advance(0.001)
    assert room.telegram.moments(LAYLA) == [17.0]
    assert len([one for one in room.telegram.asked if one.message.chat_id == LAYLA]) == 2


async def test_chats_refused_one_after_another_mean_that_everybody_waits(room: Room) -> None:
    room.telegram.latency = 0.1
    for chat in (LAYLA, OMAR):
        room.refuse(chat, Flood(30))
    await room.queue(*[alert(chat) for chat in (LAYLA, OMAR, NADIA, HUDA)])
    await room.start()
    await room.clock.advance(0.2)
    asked = len(room.telegram.asked)
    await room.queue(alert(777))
    room.sender.say([reply(778)])
    await room.clock.advance(29.8)
    assert len(room.telegram.asked) == asked
    await room.clock.advance(1)
    assert {one.message.chat_id for one in room.telegram.delivered} == {LAYLA, OMAR, NADIA, HUDA, 777, 778}
    assert min(room.telegram.moments(LAYLA) + room.telegram.moments(778)) >= 30.1


async def test_what_was_claimed_while_the_429_came_waits_as_well(room: Room) -> None:
    """The database is slow, and the two refusals come while it hands out the next rows."""
    room.telegram.latency = 0.1
    for chat in (LAYLA, OMAR):
        room.refuse(chat, Flood(20))
    await room.queue(alert(LAYLA), alert(OMAR))
    await room.start()
    room.storage.slow_by = 0.5
    await room.queue(alert(NADIA))
    await room.clock.advance(19)
    assert {one.message.chat_id for one in room.telegram.asked} == {LAYLA, OMAR}
    room.storage.slow_by = 0.0
    await room.clock.advance(5)
    assert room.telegram.moments(NADIA)[0] >= 20.1
    assert await room.counts() == {OutboxState.SENT: 3}


async def test_a_flood_wait_that_ends_while_rows_are_claimed_is_not_slept_over(room: Room) -> None:
    """By the database the row is due already; only what the sender remembers holds it back."""
    room.refuse(LAYLA, Flood(2))
    await room.start()
    room.sender.say([reply(LAYLA, "جواب")])
    await room.clock.advance(1.8)
    room.clock.set(room.clock.now() + timedelta(hours=1))
    room.storage.slow_by = 0.5
    room.sender.wake()
    await room.clock.advance(0.4)
    room.storage.slow_by = 0.0
    await room.clock.advance(1)
    assert room.telegram.texts(LAYLA) == ["جواب"]


async def test_flood_waits_of_a_chat_and_of_everybody_outlive_a_restart(room: Room) -> None:
    room.refuse(LAYLA, Flood(50))
    await room.queue(alert(LAYLA))
    await room.start()
    await room.restart()
    await room.queue(alert(OMAR))
    room.sender.say([reply(LAYLA, "جواب")])
    await room.clock.advance(49.9)
    assert room.telegram.texts(LAYLA) == []
    assert room.telegram.moments(OMAR) == [0.0]
    await room.clock.advance(3)
    assert room.telegram.texts(LAYLA) == ["جواب", "خبر"]
    await room.database.transact(lambda unit: unit.outbox.hold(None, room.clock.now() + timedelta(seconds=9)))
    await room.restart()
    began = (room.clock.now() - NOON).total_seconds()
    await room.queue(alert(NADIA))
    await room.clock.advance(20)
    assert room.telegram.moments(NADIA) == [began + 9]


async def test_a_flood_wait_does_not_end_what_stop_began(room: Room) -> None:
    layla = await room.subscriber(LAYLA)
    await room.pause(layla)
    await room.queue(alert(LAYLA))
    await room.start()
    room.refuse(LAYLA, Flood(3))
    room.sender.say([reply(LAYLA, "توقفت التنبيهات")])
    await room.clock.advance(60)
    assert room.telegram.texts(LAYLA) == []
    assert (await room.holds())[LAYLA] > NOON + timedelta(days=1000)
    await room.lift(LAYLA)
    await room.clock.advance(5)
    assert room.telegram.texts(LAYLA) == ["توقفت التنبيهات", "خبر"]


async def test_a_chat_with_five_thousand_messages_delays_nobody(room: Room) -> None:
    await room.queue(*[alert(LAYLA, f"خبر {n}") for n in range(5000)])
    await room.start()
    await room.clock.advance(5)
    for n in range(10):
        began = (room.clock.now() - NOON).total_seconds()
        await room.queue(alert(600 + n))
        await room.clock.advance(1)
        assert room.telegram.moments(600 + n)[0] - began < 1.0
    assert within(room.telegram.moments(LAYLA), 3, 10) in (9, 10, 11)


async def test_all_chats_share_what_telegram_takes(room: Room) -> None:
    for n in range(60):
        await room.queue(*[alert(1000 + n, f"خبر {m}") for m in range(3)])
    await room.start()
    await room.clock.advance(1)
    assert all(room.telegram.texts(1000 + n) for n in range(10))
    await room.clock.advance(2)
    assert {one.message.chat_id for one in room.telegram.delivered} == {1000 + n for n in range(60)}
    await room.clock.advance(5)
    moments = [one.at for one in room.telegram.delivered]
    assert len(moments) == 180
    assert all(within(moments, start, 1) <= 40 for start in moments)


async def test_replies_go_before_alerts_and_alerts_before_digests(room: Room) -> None:
    await room.queue(*[alert(2000 + n, "ملخص", priority=Priority.DIGEST) for n in range(60)])
    await room.queue(*[alert(3000 + n, "تنبيه") for n in range(60)])
    await room.start()
    room.sender.say([reply(4000 + n, "جواب") for n in range(30)])
    await room.clock.advance(10)
    texts = [text for text in room.telegram.texts() if text != "تنبيه" or text]
    assert sorted(texts[20:], key=["جواب", "تنبيه", "ملخص"].index) == texts[20:]
    assert len(texts) == 150
    assert texts.index("ملخص") > 80


async def test_a_reply_overtakes_the_alerts_of_its_own_chat(room: Room) -> None:
    await room.queue(*[alert(LAYLA, f"خبر {n}") for n in range(20)])
    await room.start()
    await room.clock.advance(5)
    room.sender.say([reply(LAYLA, "جواب أول"), reply(LAYLA, "جواب ثان")])
    sent = len(room.telegram.texts(LAYLA))
    await room.clock.advance(2.2)
    assert room.telegram.texts(LAYLA)[sent : sent + 2] == ["جواب أول", "جواب ثان"]


async def test_a_group_gets_no_more_than_twenty_a_minute(room: Room) -> None:
    await room.queue(*[alert(NEWSROOM, f"خبر {n}") for n in range(45)], alert(LAYLA))
    await room.start()
    await room.clock.advance(180)
    moments = room.telegram.moments(NEWSROOM)
    assert len(moments) == 45
    assert max(within(moments, start, 60) for start in moments) <= 20
    assert room.telegram.moments(LAYLA) == [0.0]


async def test_at_most_four_are_in_flight_and_one_for_each_chat(room: Room) -> None:
    room.telegram.latency = 2.0
    await room.queue(*[alert(5000 + n % 7, f"خبر {n}") for n in range(21)])
    await room.start()
    room.sender.say([reply(5000, "جواب"), reply(6000, "جواب")])
    await room.clock.advance(60)
    assert len(room.telegram.delivered) == 23
    assert room.telegram.most_at_once == 4
    assert room.telegram.most_per_chat == 1


async def test_what_came_of_a_message_is_on_disk_before_the_next_of_its_chat(room: Room) -> None:
    await room.queue(alert(LAYLA, "أول"), alert(LAYLA, "ثان"), alert(OMAR, "لعمر"))
    room.telegram.latency = 0.5
    await room.start()
    room.storage.slow_by = 3.0
    await room.clock.advance(3)
    assert room.telegram.texts(LAYLA) == ["أول"]
    assert len([one for one in room.telegram.asked if one.message.chat_id == LAYLA]) == 1
    await room.clock.advance(10)
    assert room.telegram.texts(LAYLA) == ["أول", "ثان"]


async def test_a_reply_waits_for_what_is_under_way_to_its_chat(room: Room) -> None:
    room.telegram.latency = 2.0
    await room.queue(alert(LAYLA))
    await room.start()
    room.sender.say([reply(LAYLA, "جواب")])
    await room.clock.advance(1.9)
    assert len(room.telegram.asked) == 1
    await room.clock.advance(5)
    assert room.telegram.texts(LAYLA) == ["خبر", "جواب"]
    assert room.telegram.most_per_chat == 1


async def test_the_answer_to_a_button_is_never_kept_waiting(room: Room) -> None:
    await room.start()
    room.sender.say([reply(LAYLA, str(n)) for n in range(6)])
    await room.clock.advance(0)
    room.sender.say([Outgoing(Operation.ANSWER, OMAR, text="تم", callback_id="7")])
    await room.clock.advance(0)
    assert room.telegram.texts(OMAR) == ["تم"]


async def test_nobody_else_is_paused_by_a_flood_wait(room: Room) -> None:
    await room.subscriber(LAYLA)
    room.refuse(LAYLA, Flood(5))
    await room.queue(alert(LAYLA))
    await room.start()
    await room.clock.advance(6)
    layla = await room.person(LAYLA)
    assert layla is not None
    assert layla.status is Status.ACTIVE
