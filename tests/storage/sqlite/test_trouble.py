"""A full disk and a busy file: nothing half done, said plainly, and over when the trouble is."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.model import Post
from storage import Storage, StorageError, Unit
from tests.storage.given import (
    CONVOY,
    join,
    publish,
    read,
    read_each,
    ref,
)
from tests.storage.sqlite.conftest import OpenFile, ask_writer

LONG = CONVOY * 500


async def fill_disk(storage: Storage) -> None:
    """Let the file grow no more."""
    pages = await ask_writer(storage, "pragma page_count")
    await ask_writer(storage, f"pragma max_page_count = {pages}")


async def make_room(storage: Storage) -> None:
    await ask_writer(storage, "pragma max_page_count = 1073741823")


@contextmanager
def another_program_writes(path: Path) -> Iterator[sqlite3.Connection]:
    """Somebody has the file open in a shell, in the middle of a transaction."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("begin immediate")
    try:
        yield db
    finally:
        db.close()


async def test_a_full_disk_stops_writing_and_nothing_else(path: Path, open_file: OpenFile) -> None:
    storage = await open_file(path)
    known = await publish(storage, ref(1))
    await fill_disk(storage)

    with pytest.raises(StorageError) as refused:
        await publish(storage, ref(2), text=LONG)
    assert (refused.value.key, refused.value.values) == ("storage-error-full", {"path": str(path)})
    assert await read(storage, lambda unit: unit.posts.find([ref(1)])) == known
    assert await read(storage, lambda unit: unit.posts.find([ref(2)])) is None

    await make_room(storage)
    await publish(storage, ref(2), text=LONG)
    assert await storage.check() == []


async def test_when_the_disk_fills_up_in_a_batch_what_is_told_is_what_is_stored(
    path: Path, open_file: OpenFile
) -> None:
    storage = await open_file(path)
    await fill_disk(storage)
    texts = [LONG if number % 5 == 4 else CONVOY for number in range(20)]
    results = await asyncio.gather(
        *(publish(storage, ref(n), text=text) for n, text in enumerate(texts)), return_exceptions=True
    )

    stored = await read_each(storage, range(20), lambda unit, n: unit.posts.find([ref(n)]))
    assert [one if isinstance(one, Post) else None for one in results] == stored
    assert {one.key for one in results if isinstance(one, StorageError)} == {"storage-error-full"}
    await make_room(storage)
    assert await storage.check() == []


async def test_a_work_that_goes_on_after_the_disk_was_full_is_not_committed(path: Path, open_file: OpenFile) -> None:
    storage = await open_file(path)
    await fill_disk(storage)

    async def stubborn(unit: Unit) -> None:
        await unit.meta.set("before", "1")
        try:
            await unit.meta.set("long", LONG)
        except StorageError:
            await unit.meta.set("after", "1")

    with pytest.raises(StorageError):
        await storage.transact(stubborn)
    await make_room(storage)
    left = await read_each(storage, ("before", "long", "after"), lambda unit, key: unit.meta.get(key))
    assert left == [None] * 3


async def test_writing_waits_for_another_program_and_goes_on(path: Path, open_file: OpenFile) -> None:
    storage = await open_file(path)
    with another_program_writes(path) as other:
        waiting = [asyncio.create_task(join(storage, chat)) for chat in range(500, 505)]
        assert await read(storage, lambda unit: unit.posts.count()) == 0
        done, _ = await asyncio.wait(waiting, timeout=0.3)
        assert done == set()
        other.execute("commit")

        async with asyncio.timeout(10):
            assert len(await asyncio.gather(*waiting)) == 5


async def test_when_another_program_does_not_let_go_everybody_is_told_at_once(path: Path, open_file: OpenFile) -> None:
    storage = await open_file(path)
    await ask_writer(storage, "pragma busy_timeout = 50")
    with another_program_writes(path):
        results = await asyncio.gather(*(join(storage, chat) for chat in range(500, 520)), return_exceptions=True)
        assert [(one.key, one.values) for one in results if isinstance(one, StorageError)] == [
            ("storage-error-busy", {"path": str(path)})
        ] * 20

    await join(storage)
    assert await read(storage, lambda unit: unit.subscribers.by_chat(505)) is None


async def test_a_cancelled_caller_does_not_spoil_what_others_write(path: Path, open_file: OpenFile) -> None:
    storage = await open_file(path)
    with another_program_writes(path) as other:
        works = [asyncio.create_task(join(storage, chat)) for chat in range(500, 510)]
        await asyncio.sleep(0)
        for work in works[::2]:
            work.cancel()
        other.execute("commit")
    results = await asyncio.gather(*works, return_exceptions=True)

    assert [isinstance(one, asyncio.CancelledError) for one in results] == [True, False] * 5
    stored = await read_each(storage, range(500, 510), lambda unit, chat: unit.subscribers.by_chat(chat))
    assert [one is not None for one in stored] == [False, True] * 5
