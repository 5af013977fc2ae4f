"""The machine's clock set back or forward an hour, and an hour without Telegram: nothing waits for it or is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.deliver.telegram import Flood, Lost
from bot.ingest.sources.rhythm import Budget
from bot.model import InboxState, OutboxState, Outgoing, Priority, Role
from storage import RawUpdate
from storage.opening import open_storage
from tests.house import SALMA as READER
from tests.house import open_house
from tests.integration.conftest import Room, alert
from tests.integration.polling import MORNING, NADIR, SALMA, Newsroom, newsroom
from tests.preview_site import Channel

LAYLA, OMAR = 501, 502
CALM = Budget(shortest=300.0)
NO_ROUTE = Lost("ConnectError", maybe_done=False)
HOUR = timedelta(hours=1)
STEPS = pytest.mark.parametrize("step", [-HOUR, HOUR], ids=["back", "forward"])


@pytest.fixture
async def press(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with newsroom(tmp_path) as opened:
        yield opened


async def a_channel_is_read(press: Newsroom) -> Channel:
    """The owner has added a channel that is read by its preview, and Salma watches for the harbour."""
    nadir = await press.person(NADIR, "نادر", Role.OWNER)
    salma = await press.person(SALMA, "سلمى")
    channel = press.site.channel("Jaridat_Alsahel", "جريدة الساحل", 7001)
    channel.publish("خبر قديم", MORNING - timedelta(hours=1))
    await press.watch(salma, "الميناء")
    await press.start(CALM)
    await press.add("Jaridat_Alsahel", nadir)
    await press.pass_by(minutes=2)
    return channel


async def restart_after(room: Room, step: timedelta) -> None:
    """The program ends; somebody sets the clock; the program starts."""
    await room.end()
    room.clock.set(room.clock.now() + step)
    await room.restart()


@STEPS
async def test_at_the_next_start_waits_are_as_long_as_they_were(room: Room, step: timedelta) -> None:
    room.refuse(LAYLA, Flood(40))
    room.refuse(OMAR, *[NO_ROUTE] * 3)
    await room.queue(alert(LAYLA, "بعد الطوفان"), alert(OMAR, "بعد الانقطاع"))
    await room.start()
    await room.clock.advance(6)
    assert room.telegram.texts() == []
    await restart_after(room, step)
    if step < timedelta():
        await room.clock.advance(25)
        assert room.telegram.texts(LAYLA) == []
    await room.clock.advance(20)
    assert room.telegram.texts(LAYLA) == ["بعد الطوفان"]
    assert room.telegram.texts(OMAR) == ["بعد الانقطاع"]


@STEPS
async def test_at_the_next_start_what_was_due_goes_at_once(room: Room, step: timedelta) -> None:
    await room.queue(alert(LAYLA, "عاجل"), alert(OMAR, "موجز", priority=Priority.DIGEST))
    await restart_after(room, step)
    await room.clock.advance(5)
    assert room.telegram.texts(LAYLA) == ["عاجل"]
    assert room.telegram.texts(OMAR) == ["موجز"]


async def test_what_was_killed_under_way_before_the_clock_was_set_back_is_sent_again(room: Room) -> None:
    await room.queue(alert(LAYLA, "أول"), alert(LAYLA, "ثان"))
    assert len(await room.claim()) == 1
    room.clock.set(room.clock.now() - HOUR)
    await room.start()
    await room.clock.advance(5)
    assert room.telegram.texts(LAYLA) == ["أول", "ثان"]


async def test_a_message_for_a_time_of_day_comes_at_that_time_by_the_clock_as_it_is(room: Room) -> None:
    """Quiet hours and digests mean the time on the wall."""
    at = room.clock.now() + timedelta(hours=3)
    await room.queue(alert(LAYLA, "بعد ساعات الهدوء", not_before=at))
    await room.start()
    await restart_after(room, -HOUR)
    await room.clock.advance(4 * 3600 - 1)
    assert room.telegram.texts() == []
    await room.clock.advance(1)
    assert room.telegram.texts(LAYLA) == ["بعد ساعات الهدوء"]


async def test_who_stopped_stays_stopped_whatever_the_clock_says(room: Room) -> None:
    layla = await room.subscriber(LAYLA)
    await room.start()
    await room.pause(layla)
    await room.queue(alert(LAYLA))
    await restart_after(room, -HOUR)
    await room.clock.advance(2 * 3600)
    assert room.telegram.texts() == []


@STEPS
async def test_an_album_waits_no_longer_for_a_clock_that_is_set(tmp_path: Path, step: timedelta) -> None:
    async with open_house(tmp_path, album_wait=1.0) as house:
        house.clock.ahead = HOUR
        channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
        await house.watch(READER, "الميناء")
        await house.people.album(channel, ["صور من الميناء بعد العاصفة", None, None])

        async def is_arriving() -> bool:
            async with house.app.storage.reading() as unit:
                return await unit.posts.next_match_due() is not None

        await house.until(is_arriving)
        house.clock.ahead += step
        await house.people.wait_message(READER, containing="بعد العاصفة", timeout=10)
        await house.people.publish(channel, "عودة العمل في الميناء إلى طبيعته")
        assert len(await house.told(READER, "عودة العمل")) == 1
        assert len(await house.told(READER, "بعد العاصفة")) == 1


async def test_an_update_that_was_to_be_tried_again_is_tried_at_the_next_start(tmp_path: Path) -> None:
    """It was to be in three seconds; meanwhile the clock was set back an hour."""
    storage = await open_storage(f"sqlite:///{tmp_path / 'rasid.db'}")
    later = datetime.now(UTC) + HOUR
    await storage.transact(lambda unit: unit.inbox.add([RawUpdate(7, "other", b'{"update_id":7}')], later))
    async with storage.reading() as unit:
        (row,) = await unit.inbox.pending(later)
    await storage.transact(lambda unit: unit.inbox.failed(row.id, "KeyError", later))
    await storage.close()
    async with open_house(tmp_path) as house:

        async def done() -> bool:
            async with house.app.storage.reading() as unit:
                return (await unit.inbox.counts())[InboxState.DONE] == 1

        await house.until(done)


async def test_alerts_of_an_hour_without_telegram_all_arrive_and_the_owner_is_told(press: Newsroom) -> None:
    channel = await a_channel_is_read(press)
    perform, press.phones.perform = press.phones.perform, nobody_answers  # type: ignore[method-assign]  # an outage
    for number in range(4):
        channel.publish(f"الخبر رقم {number} من الميناء", press.clock.now())
        await press.pass_by(minutes=15)
    assert press.phones.texts(SALMA) == []
    press.phones.perform = perform  # type: ignore[method-assign]
    await press.pass_by(minutes=5)

    assert [text for number in range(4) for text in press.phones.texts(SALMA, f"الخبر رقم {number}")]
    assert all(len(press.phones.texts(SALMA, f"الخبر رقم {number}")) == 1 for number in range(4))
    assert len(press.phones.texts(NADIR, "تعذّر الوصول إلى تيليغرام")) == 1
    async with press.storage.reading() as unit:
        counts = await unit.outbox.counts()
    assert not counts[OutboxState.DUE] + counts[OutboxState.SENDING] + counts[OutboxState.PARKED]


async def nobody_answers(message: Outgoing) -> int | None:
    raise NO_ROUTE


@STEPS
async def test_channels_are_read_on_whatever_the_clock_says(press: Newsroom, step: timedelta) -> None:
    channel = await a_channel_is_read(press)
    press.clock.set(press.clock.now() + step)
    channel.publish("إغلاق الميناء أمام الملاحة", press.clock.now())
    # What the bot's tick does every ten seconds.
    await press.storage.transact(lambda unit: unit.sources.follow_clock(press.clock.now()))
    press.poller.wake()
    await press.pass_by(minutes=20)
    assert len(press.phones.texts(SALMA, "إغلاق")) == 1
