"""When Telegram changes its pages, admins hear it once, and not of each channel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.ingest.sources.rhythm import Budget
from bot.model import Subscriber
from tests.integration.polling import MORNING, NADIR, Newsroom
from tests.preview_site import Channel

CALM = Budget(shortest=1200.0)
OF_ONE, OF_ALL = "وصلت صفحة", "وصلت صفحات معظم القنوات"
ONE_BACK, ALL_BACK = "إلى المعتاد", "صفحات معظم القنوات العامة مقروءة"


@pytest.fixture
async def channels(room: Newsroom, nadir: Subscriber) -> list[Channel]:
    """Eight channels, read for the first time."""
    made = [room.site.channel(f"qanat_{number}", f"قناة {number}", 8000 + number) for number in range(8)]
    for channel in made:
        channel.publish(f"نشرة الصباح من {channel.title}", MORNING - timedelta(hours=1))
    await room.start(CALM)
    for channel in made:
        await room.add(channel.name, nadir)
    await room.pass_by(minutes=5)
    return made


def heard(room: Newsroom) -> dict[str, int]:
    return {said: len(room.phones.texts(NADIR, said)) for said in (OF_ONE, OF_ALL, ONE_BACK, ALL_BACK)}


def changed_shape(room: Newsroom, channels: list[Channel]) -> None:
    room.site.instead = b"<html><body><article>Posts are elsewhere now</article></body></html>"


def shown_empty(room: Newsroom, channels: list[Channel]) -> None:
    for channel in channels:
        channel.posts.clear()


@pytest.mark.parametrize("break_all", [changed_shape, shown_empty])
async def test_one_message_stands_for_all_channels_and_so_does_the_one_that_it_is_over(
    room: Newsroom, channels: list[Channel], break_all: Callable[[Newsroom, list[Channel]], None]
) -> None:
    before = len(room.phones.texts(NADIR))
    posts = [dict(channel.posts) for channel in channels]
    break_all(room, channels)
    await room.pass_by(hours=1)
    await room.stop()
    await room.start(CALM)
    await room.pass_by(hours=3)
    assert len(room.phones.texts(NADIR)) == before + 1
    assert heard(room) == {OF_ONE: 0, OF_ALL: 1, ONE_BACK: 0, ALL_BACK: 0}
    assert room.rows("select count(*) from sources where failure in ('shape', 'emptied')") == [(8,)]

    room.site.instead = None
    for channel, had in zip(channels, posts, strict=True):
        channel.posts = had
        channel.publish("خبر بعد العودة", room.clock.now())
    await room.stop()
    await room.start(CALM)
    await room.pass_by(hours=3)
    assert len(room.phones.texts(NADIR)) == before + 2
    assert heard(room) == {OF_ONE: 0, OF_ALL: 1, ONE_BACK: 0, ALL_BACK: 1}
    assert room.rows("select count(*) from posts where text = 'خبر بعد العودة'") == [(8,)]


async def test_a_few_channels_among_many_are_told_each_by_itself(room: Newsroom, channels: list[Channel]) -> None:
    for channel in channels[:3]:
        channel.broken = True
    await room.pass_by(hours=2)
    assert heard(room) == {OF_ONE: 3, OF_ALL: 0, ONE_BACK: 0, ALL_BACK: 0}
    for channel in channels[:3]:
        channel.broken = False
    await room.pass_by(hours=2)

    assert heard(room) == {OF_ONE: 3, OF_ALL: 0, ONE_BACK: 3, ALL_BACK: 0}


async def test_a_channel_that_was_told_before_comes_back_with_all_and_one_that_does_not_is_told_after(
    room: Newsroom, channels: list[Channel]
) -> None:
    first, second, *_ = channels
    first.broken = True
    await room.pass_by(hours=2)
    assert heard(room) == {OF_ONE: 1, OF_ALL: 0, ONE_BACK: 0, ALL_BACK: 0}

    changed_shape(room, channels)
    await room.pass_by(hours=2)
    assert heard(room) == {OF_ONE: 1, OF_ALL: 1, ONE_BACK: 0, ALL_BACK: 0}

    room.site.instead = None
    first.broken, second.broken = False, True
    await room.pass_by(hours=3)
    assert heard(room) == {OF_ONE: 2, OF_ALL: 1, ONE_BACK: 0, ALL_BACK: 1}
    assert len(room.phones.texts(NADIR, second.name)) == 1
