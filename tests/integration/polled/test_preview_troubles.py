"""Troubles of previewed channels that look like others: whose they are, and that each is told once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.ingest.sources.adding import find_channel, set_aside
from bot.ingest.sources.rhythm import Budget
from bot.model import SourceStatus, Subscriber
from storage import Unit
from tests.integration.polling import MORNING, NADIR, Newsroom
from tests.preview_site import Channel

HOURLY = Budget(shortest=1800.0)


class Garbled(datetime):
    """A moment that a page does not show as one."""

    def isoformat(self, sep: str = "T", timespec: str = "auto") -> str:
        return "yesterday"


async def channels(room: Newsroom, nadir: Subscriber) -> list[Channel]:
    """Three quiet channels, read for the first time."""
    made = [room.site.channel(f"qanat_{number}", f"قناة {number}", 8000 + number) for number in range(3)]
    for channel in made:
        channel.publish(f"أول منشور في {channel.title}", MORNING - timedelta(hours=1))
    await room.start(HOURLY)
    for channel in made:
        await room.add(channel.name, nadir)
    await room.pass_by(minutes=5)
    return made


async def test_what_stands_between_us_and_all_channels_is_told_of_one(room: Newsroom, nadir: Subscriber) -> None:
    await channels(room, nadir)
    room.site.instead = b"<html><title>Before you continue</title><form>We need your consent</form></html>"
    await room.pass_by(hours=3)
    assert len(room.phones.texts(NADIR, "يطلب وسيط ما موافقة")) == 1
    room.site.instead = None
    await room.pass_by(hours=1)

    assert len(room.phones.texts(NADIR, "إلى المعتاد")) == 1


async def test_the_channel_that_took_a_name_over_can_be_added_once_the_old_source_is_removed(
    room: Newsroom, nadir: Subscriber
) -> None:
    first, *_ = await channels(room, nadir)
    room.site.channel(first.name, "إذاعة أخرى", 9999).publish("من هنا تبث إذاعة أخرى", room.clock.now())

    async def remove(unit: Unit) -> None:
        known = await find_channel(unit, first.name)
        assert known is not None
        await set_aside(unit, known, SourceStatus.GONE, nadir, room.clock.now())

    await room.storage.transact(remove)
    await room.add(first.name, nadir)
    await room.pass_by(minutes=5)

    assert "من هنا تبث إذاعة أخرى" in room.stored()
    assert {source.key: source.status for source in await room.sources() if source.username == first.name} == {
        "8000": SourceStatus.GONE,
        "9999": SourceStatus.ACCEPTED,
    }


@pytest.mark.parametrize("mended_after_hours", [0, 2])
async def test_a_post_that_cannot_be_read_is_taken_in_when_it_can_be_though_newer_ones_hide_it(
    room: Newsroom, nadir: Subscriber, mended_after_hours: int
) -> None:
    first, *_ = await channels(room, nadir)
    moment = room.clock.now()
    number = first.publish("خبر بلا وقت", Garbled.fromtimestamp(moment.timestamp(), moment.tzinfo))
    await room.pass_by(hours=1)
    for later in range(25):
        first.publish(f"خبر لاحق {later}", room.clock.now())
    await room.pass_by(hours=mended_after_hours)
    assert "خبر بلا وقت" not in room.stored()
    first.posts[number].at = moment
    await room.pass_by(hours=2)

    assert room.stored()["خبر بلا وقت"] == 1
    assert sum("لاحق" in text for text in room.stored()) == 25
    assert not room.rows("select 1 from posts where vanished_at is not null")
