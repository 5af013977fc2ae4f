"""A database that takes nothing for a while: nothing is acknowledged that is not on disk, and nothing is lost."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing

from telegram import Bot

from bot.model import OutboxState
from bot.sandbox import SANDBOX_TOKEN
from storage.sqlite.connection import BUSY_SECONDS
from tests.house import OWNER, SALMA, House
from tests.storage.sqlite.conftest import ask_writer

POSTS = 8
LONG = "وصلت قافلة المساعدات إلى مدخل البلدة بعد تفتيش طويل. " * 70


async def waiting_at_telegram(house: House) -> int:
    """Updates that Telegram keeps, since they are not acknowledged."""
    async with Bot(SANDBOX_TOKEN, base_url=f"{house.address}/bot") as bot:
        return (await bot.get_webhook_info()).pending_update_count


async def newsroom(house: House) -> int:
    """Salma watches for convoys in an accepted channel; its chat id."""
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    await house.settle()
    return channel


async def test_on_a_full_disk_the_bot_stops_taking_says_so_and_goes_on_when_there_is_room(house: House) -> None:
    channel = await newsroom(house)
    storage = house.app.storage
    await ask_writer(storage, f"pragma max_page_count = {await ask_writer(storage, 'pragma page_count')}")
    for number in range(POSTS):
        await house.people.publish(channel, f"{number}: {LONG}")
    told = await house.people.wait_message(OWNER, containing="لا أستطيع حفظ ما يصل", timeout=10)
    assert "ممتلئ" in told.text
    assert await waiting_at_telegram(house) > 0
    assert len(await house.people.messages(SALMA, from_bot=True)) < POSTS

    await ask_writer(storage, "pragma max_page_count = 1073741823")
    await house.people.wait_message(OWNER, containing="أستدرك", timeout=20)
    await house.settle()
    async with storage.reading() as unit:
        assert await unit.posts.count() == POSTS
        assert (await unit.outbox.counts())[OutboxState.PARKED] == 0
    assert await storage.check() == []
    with sqlite3.connect(f"file:{house.database}?mode=ro", uri=True) as db:
        assert db.execute("select count(distinct post_id) from hits").fetchone() == (POSTS,)


async def test_while_another_program_writes_for_long_updates_wait_and_none_is_lost(house: House) -> None:
    channel = await newsroom(house)
    await ask_writer(house.app.storage, "pragma busy_timeout = 50")
    other = sqlite3.connect(house.database, isolation_level=None)
    other.execute("begin immediate")
    await house.people.publish(channel, "القافلة الأولى تصل إلى تل الريحان")
    told = await house.people.wait_message(OWNER, containing="لا أستطيع حفظ ما يصل", timeout=10)
    assert "مشغولة" in told.text
    await house.people.publish(channel, "القافلة الثانية تصل إلى تل الريحان")
    assert await waiting_at_telegram(house) == 2

    other.execute("rollback")
    other.close()
    await house.people.wait_message(SALMA, containing="القافلة الثانية", timeout=20)
    assert len(await house.told(SALMA, "تل الريحان")) == 2


async def test_while_another_program_reads_for_long_posts_are_taken_and_told_of_as_ever(house: House) -> None:
    """Longer than the database waits for a lock: nobody has to wait for a reader at all."""
    channel = await newsroom(house)
    with closing(sqlite3.connect(house.database, isolation_level=None)) as reader:
        reader.execute("begin")
        assert reader.execute("select count(*) from posts").fetchone() == (0,)
        number, until = 0, time.monotonic() + BUSY_SECONDS + 1
        while time.monotonic() < until:
            number += 1
            await house.people.publish(channel, f"القافلة رقم {number} تصل إلى تل الريحان")
            await house.people.wait_message(SALMA, containing=f"رقم {number} ", timeout=2)
            await house.app.tick()
        assert reader.execute("select count(*) from posts").fetchone() == (0,), "it reads what it began with"
    async with house.app.storage.reading() as unit:
        assert await unit.posts.count() == number
        assert (await unit.outbox.counts())[OutboxState.PARKED] == 0
    assert not await house.told(OWNER, "لا أستطيع حفظ ما يصل")
    assert await house.app.storage.check() == []
