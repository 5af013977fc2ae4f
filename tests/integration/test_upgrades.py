"""What an upgrade of the Arabic reader changes: watches and the search index are made anew, and no alert is lost."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import pipeline, search, watches
from bot.clock import SystemClock
from bot.match import post_keys
from bot.model import Mode, Post, PostRef, RefKind, WatchMode
from bot.text import default_engine
from bot.watches import LiveWatches
from storage import Storage, Unit
from storage.opening import open_storage
from tests.house import SALMA, open_house
from tests.storage.given import join, read

CONVOY = "دخلت قافلة محملة بالطحين إلى بلدة عين الورد قبل الفجر"
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
WAIT = timedelta(seconds=1)


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    opened = await open_storage(f"sqlite:///{tmp_path / 'rasid.db'}")
    yield opened
    await opened.close()


async def _watched(storage: Storage, *texts: str, version: str = "a former version") -> None:
    """Salma's watches as a former version compiled them."""
    salma = await join(storage, SALMA)

    async def work(unit: Unit) -> None:
        for text in texts:
            watch = await unit.watches.add(salma.id, text, text, version, NOW)
            await unit.watches.compile(watch.id, b'["w",["a key nobody makes any more"]]', version)

    await storage.transact(work)


def _post(number: int, text: str = CONVOY) -> Post:
    return Post(refs=(PostRef(RefKind.CHANNEL, "1500000042", str(number)),), text=text, mode=Mode.LIVE, arrived_at=NOW)


async def _loaded(storage: Storage) -> LiveWatches:
    live = LiveWatches(default_engine())
    async with storage.reading() as unit:
        await watches.go_live(unit, live)
    return live


async def test_a_post_that_comes_before_the_watches_are_ready_waits_and_alerts(storage: Storage) -> None:
    await _watched(storage, "قافلة", "طحين")
    live = await _loaded(storage)
    assert not live.is_whole
    await storage.transact(lambda unit: pipeline.take_in(unit, _post(1), live=live, now=NOW, album_wait=WAIT))
    assert await read(storage, lambda unit: unit.posts.match_due(1)) == NOW

    await watches.renew(storage, live, SystemClock())
    assert live.is_whole
    await storage.transact(lambda unit: pipeline.ripen(unit, 1, live=live, now=NOW))
    hits = await read(storage, lambda unit: unit.watches.hits_on(1))
    assert [hit.watch_id for hit in hits] == [1, 2]
    assert await read(storage, lambda unit: unit.posts.match_due(1)) is None
    assert (await _loaded(storage)).is_whole, "the new forms are stored"


async def test_a_watch_changed_while_it_waits_keeps_what_its_owner_made_of_it(storage: Storage) -> None:
    await _watched(storage, "قافلة", "طحين", "الفجر")
    live = await _loaded(storage)
    paused, deleted, kept = live.outdated(3)
    await storage.transact(lambda unit: unit.watches.set_mode(paused.id, WatchMode.PAUSED))
    await storage.transact(lambda unit: unit.watches.bury(deleted.id, NOW))
    live.remove(paused.id)
    live.remove(deleted.id)
    await watches.renew(storage, live, SystemClock())
    assert [
        watch.id for found in live.match(_post(1), live.engine.prepare(_post(1).text)).values() for watch, _ in found
    ] == [kept.id]


async def test_what_a_new_version_cannot_read_is_disabled_and_told(storage: Storage) -> None:
    await _watched(storage, "قافلة", "(قافلة", "طحين")
    live = await _loaded(storage)
    await watches.renew(storage, live, SystemClock())
    assert len(live) == 2
    broken = await read(storage, lambda unit: unit.watches.get(2))
    assert broken is not None
    assert broken.mode is WatchMode.DISABLED


async def test_the_index_is_made_anew_and_goes_on_after_a_restart(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = default_engine()
    for number in range(1, 8):
        await storage.transact(lambda unit, number=number: unit.posts.add(_post(number)))
        await storage.transact(lambda unit, number=number: unit.posts.index(number, [frozenset({"former"})]))
    monkeypatch.setattr(search, "RENEWED_AT_ONCE", 2)

    async def found() -> int:
        async with storage.reading() as unit:
            return len((await search.search(unit, "قافلة", engine, viewer=None)).found)

    assert await found() == 0
    renewing = asyncio.create_task(search.renew_index(storage, engine))
    async with asyncio.timeout(10):
        while await found() < 2:  # noqa: ASYNC110 - what is waited for is in a database
            await asyncio.sleep(0)
    renewing.cancel()
    await asyncio.gather(renewing, return_exceptions=True)
    await search.renew_index(storage, engine)
    assert await found() == 7

    await storage.transact(lambda unit: unit.posts.index(7, [frozenset({"another"})]))
    await search.renew_index(storage, engine)
    assert await found() == 6, "what this version indexed is not indexed again"


async def test_an_edit_during_renewal_keeps_its_own_keys(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = default_engine()
    stored = await storage.transact(lambda unit: unit.posts.add(_post(1)))
    edited = "وصل وفد من الصليب الأحمر"

    async def edit(unit: Unit) -> None:
        await unit.posts.revise(Post(refs=stored.refs, id=stored.id, text=edited, mode=Mode.LIVE, arrived_at=NOW), NOW)
        await unit.posts.index(stored.id, post_keys(engine.prepare(edited)))

    async def old_reading() -> None:
        async with storage.reading() as unit:
            posts = await unit.posts.up_to(1, limit=1)
        await storage.transact(edit)
        keys = {1: post_keys(engine.prepare(posts[0].text))}
        await storage.transact(lambda unit: search._renew_index(unit, posts=posts, keys=keys, left=0))

    await old_reading()
    async with storage.reading() as unit:
        assert len((await search.search(unit, "الصليب", engine, viewer=None)).found) == 1


async def test_after_an_upgrade_the_running_bot_alerts_and_finds_as_before(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
        await house.watch(SALMA, "قافلة")
        await house.people.publish(channel, CONVOY)
        await house.settle()
    with closing(sqlite3.connect(tmp_path / "rasid.db")) as db, db:
        db.execute("update watches set engine_version = 'former', compiled = '[]'")
        db.execute("update meta set value = 'former' where key = 'index_version'")
    async with open_house(tmp_path) as house:
        await house.people.publish(channel, "انطلقت قافلة ثانية من المرفأ")
        (alert,) = await house.told(SALMA, "المرفأ")
        assert "<b>قافلة</b>" in alert.html
