"""Whose turn comes how often under a tight budget, and what delay is expected of that."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.ingest.sources.expecting import expected_delays
from bot.ingest.sources.rhythm import Budget, Rhythm
from bot.ingest.sources.state import ChannelState
from bot.model import RefKind, Source, SourceStatus, Subscriber
from bot.unread import unread_sources
from storage import Poll, Unit
from tests.integration.polling import MORNING, Newsroom

A_DAY = 86_400.0
# Five channels share a look every minute and a half: nobody's interval is the shortest or the longest.
TIGHT = Budget(a_second=1 / 90)


async def alike(room: Newsroom, nadir: Subscriber, names: list[str]) -> None:
    """Channels that publish nothing new, read for the first time."""
    for number, name in enumerate(names):
        channel = room.site.channel(name, f"قناة {name}", 8000 + number)
        channel.publish("سوق السمك يفتح أبوابه", MORNING - timedelta(hours=1))
    await room.start(TIGHT)
    for name in names:
        await room.add(name, nadir)
    await room.pass_by(minutes=15)


def looks(room: Newsroom, name: str) -> int:
    return sum(path == f"/s/{name}" for _, path in room.site.asked)


@pytest.mark.parametrize("named", ["from:@ALMINA سفينة", "سفينة | from:#مرافئ"])
async def test_a_channel_that_a_watch_names_is_looked_at_clearly_more_often(
    room: Newsroom, nadir: Subscriber, salma: Subscriber, named: str
) -> None:
    await room.watch(salma, named)
    await room.watch(nadir, "سفينة -from:@alsuq")
    names = ["almina", "alsuq", "alqala", "alnahr", "almatar"]
    await alike(room, nadir, names)
    (mina,) = [one for one in await room.sources() if one.username == "almina"]
    await room.storage.transact(lambda unit: unit.sources.save(replace(mina, tags=("مرافئ",)), MORNING))
    await room.pass_by(minutes=15)  # until watches are read again
    before = {name: looks(room, name) for name in names}
    await room.pass_by(hours=3)
    times = {name: looks(room, name) - before[name] for name in names}

    others = [times[name] for name in names[1:]]
    assert times["almina"] > 1.6 * max(others)
    assert max(others) < 1.3 * min(others)
    assert sum(times.values()) <= 3 * 3600 / 90 * 1.05


async def hundred_a_day(room: Newsroom, names: list[str]) -> None:
    """Accepted channels with a hundred posts a day, at any hour."""
    rhythm = Rhythm(MORNING, posts=99.0, seconds=0.75 * A_DAY)  # what is believed beforehand: one more, in a quarter

    async def work(unit: Unit) -> None:
        for name in names:
            new = Source(0, RefKind.CHANNEL, name, name, name, status=SourceStatus.ACCEPTED)
            source = await unit.sources.save(new, MORNING)
            await unit.sources.set_poll(Poll(source.id, MORNING, cursor="1", state=ChannelState(rhythm).to_json()))

    await room.storage.transact(work)


async def test_what_delay_to_expect_and_what_one_more_channel_would_cost(room: Newsroom) -> None:
    async with room.storage.reading() as unit:
        none = await expected_delays(unit, MORNING, pace=100.0)
    assert none.channels is None

    await hundred_a_day(room, ["almina", "alsuq", "alqala", "alnahr"])
    async with room.storage.reading() as unit:
        four = await expected_delays(unit, MORNING, pace=100.0)
        relaxed = await expected_delays(unit, MORNING, pace=1.0)

    # 98 of 100 looks are shared: each channel is looked at every 4 × 100 s / 0.98, and its posts wait half of that.
    assert four.channels == pytest.approx(204.1, abs=0.1)
    # A new one, believed to have four posts a day, is looked at a fifth as often as the others (√4 to √100); these
    # every 428.6 s then, it every 2,142.9 s: (400 × 214.3 s + 4 × 1,071.4 s) / 404.
    assert four.with_another == pytest.approx(222.8, abs=0.1)
    # Where there is room for all, each is looked at every 20 s, and one more costs nothing.
    assert (relaxed.channels, relaxed.with_another) == (10.0, 10.0)


async def test_the_delay_to_expect_counts_that_a_named_channel_takes_more_turns(
    room: Newsroom, salma: Subscriber
) -> None:
    await hundred_a_day(room, ["almina", "alsuq", "alqala", "alnahr"])
    await room.watch(salma, "from:@almina")
    async with room.storage.reading() as unit:
        delays = await expected_delays(unit, MORNING, pace=100.0)

    # It every 255.1 s, the others every 510.2 s: all posts together wait a little longer.
    assert delays.channels == pytest.approx((255.1 + 3 * 510.2) / 8, abs=0.1)


async def test_the_digest_says_which_named_channels_are_silent_or_cannot_be_read(
    room: Newsroom, salma: Subscriber
) -> None:
    await room.watch(salma, "سفينة from:@almina")
    await room.watch(salma, "قطار | from:#محطات")
    await hundred_a_day(room, ["almina", "alsuq", "alqala"])
    by_name = {source.username: source for source in await room.sources()}
    now = MORNING + timedelta(days=1)

    async def fall_silent(unit: Unit) -> None:
        await unit.sources.save(replace(by_name["alqala"], tags=("محطات",)), MORNING)
        await unit.sources.seen(by_name["alqala"].id, now - timedelta(hours=9))
        for name, failure, success in (
            ("almina", "shape", now - timedelta(hours=5)),
            ("alsuq", "shape", now - timedelta(hours=5)),
            ("alqala", "silent", now),
        ):
            failures = int(failure == "shape")
            await unit.sources.set_poll(
                Poll(by_name[name].id, now, "1", last_success_at=success, failures=failures, failure=failure)
            )

    await room.storage.transact(fall_silent)
    async with room.storage.reading() as unit:
        digest = (await unread_sources(unit, salma, now)).replace("\u2068", "").replace("\u2069", "")

    assert "almina: تتعذّر قراءته منذ 5 ساعات" in digest
    assert "alqala: صامت منذ 9 ساعات" in digest
    assert "alsuq" not in digest
