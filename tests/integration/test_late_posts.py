"""Posts that are found long after they were published: a source was away, or the bot itself."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from bot.model import Mode, OutboxState
from bot.ops.health import Pulse
from bot.sandbox.person import Sandbox
from bot.sandbox.process import running
from tests.house import SALMA, open_house
from tests.integration.conftest import NOON, Room
from tests.integration.newsdesk import Newsdesk, is_summary

LAYLA = 501
HOUR = 3600.0


@pytest.fixture
def desk(room: Room) -> Newsdesk:
    return Newsdesk(room)


async def test_old_posts_of_a_source_that_was_away_come_as_one_summary(desk: Newsdesk) -> None:
    await desk.reader(LAYLA)
    await desk.room.start()
    for hours in range(40, 8, -1):
        await desk.publish(published=desk.room.clock.now() - timedelta(hours=hours), mode=Mode.CATCH_UP)
        await desk.pass_by(seconds=2)
    await desk.publish()
    await desk.pass_by(seconds=2)
    (news,) = desk.messages(LAYLA)
    assert (list(desk.numbers(news)), is_summary(news)) == ([33], False)
    await desk.pass_by(minutes=2)
    _, summary = desk.messages(LAYLA)
    assert is_summary(summary)
    assert desk.numbers(summary) == Counter(range(1, 33))
    # The newest stands first, with its date.
    assert summary.text.index("رقم 32") < summary.text.index("رقم 1 ")
    assert "28 فبراير" in summary.text


async def test_posts_of_a_short_outage_are_news(desk: Newsdesk) -> None:
    await desk.reader(LAYLA)
    await desk.room.start()
    for minutes in (200, 150):
        await desk.publish(published=NOON - timedelta(minutes=minutes), mode=Mode.CATCH_UP)
    await desk.pass_by(seconds=5)
    assert [list(desk.numbers(one)) for one in desk.messages(LAYLA)] == [[1], [2]]


async def test_one_old_post_of_a_source_comes_as_an_alert(desk: Newsdesk) -> None:
    await desk.reader(LAYLA)
    await desk.room.start()
    await desk.publish(published=NOON - timedelta(hours=20), mode=Mode.CATCH_UP)
    await desk.pass_by(minutes=3)
    (alert,) = desk.messages(LAYLA)
    assert alert.buttons


async def test_a_date_of_long_ago_alone_makes_no_outage(desk: Newsdesk) -> None:
    """Some feeds date their items by the day, and a clock may be wrong."""
    await desk.reader(LAYLA)
    await desk.room.start()
    for _ in range(2):
        await desk.publish(published=NOON - timedelta(hours=12))
    await desk.pass_by(seconds=5)
    assert [list(desk.numbers(one)) for one in desk.messages(LAYLA)] == [[1], [2]]


async def test_what_channels_said_while_the_bot_was_off_comes_as_one_summary(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
        await house.watch(SALMA, "قافلة")
        await house.people.publish(channel, "القافلة رقم 1 تعبر الجسر")
        assert len(await house.told(SALMA, "رقم 1")) == 1
    async with running(flood=False, state=tmp_path / "telegram.db") as address, Sandbox(address) as people:
        for number in (2, 3):
            await people.publish(channel, f"القافلة رقم {number} تعبر الجسر")
    async with open_house(tmp_path, ahead=timedelta(hours=10)) as house:

        async def gathered() -> bool:
            async with house.app.storage.reading() as unit:
                return (await unit.outbox.counts())[OutboxState.DUE] == 2

        await house.until(gathered)
        house.clock.ahead += timedelta(minutes=3)
        house.app.sender.wake()
        _, summary = await house.told(SALMA, "تعبر الجسر")
        assert "تنبيهان تأخّر وصولهما" in summary.text
        assert "رقم 2" in summary.text
        assert "رقم 3" in summary.text


async def test_an_absence_is_told_by_what_was_heard_and_not_by_a_clock_that_was_set(room: Room) -> None:
    pulse = Pulse(room.database, room.clock, timedelta(hours=6))
    await pulse.beat()
    assert not pulse.missed(NOON - timedelta(hours=20))
    room.clock.set(NOON + timedelta(days=2))
    await pulse.beat()
    assert not pulse.missed(NOON)
    await room.clock.advance(7 * HOUR)
    await pulse.beat()
    back = room.clock.now()
    assert pulse.missed(back - timedelta(hours=6, seconds=1))
    assert not pulse.missed(back - timedelta(hours=5))
    assert not pulse.missed(None)
    await room.clock.advance(10 * HOUR)
    anew = Pulse(room.database, room.clock, timedelta(hours=6))
    await anew.beat()
    assert anew.missed(back)
