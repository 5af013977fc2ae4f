"""Imports and exports that are still to be carried out."""

from __future__ import annotations

from bot.model import ArchiveKind
from storage import Storage
from tests.storage.given import LAYLA, SAMI, after, join, read


async def test_jobs_wait_in_the_order_in_which_they_were_asked_for(storage: Storage) -> None:
    layla, sami = await join(storage, LAYLA), await join(storage, SAMI)
    first = await storage.transact(lambda unit: unit.archives.add(layla.id, ArchiveKind.IMPORT, '{"a":1}', after(5)))
    second = await storage.transact(lambda unit: unit.archives.add(sami.id, ArchiveKind.EXPORT, "{}", after(1)))

    assert (first.subscriber_id, first.kind, first.details) == (layla.id, ArchiveKind.IMPORT, '{"a":1}')
    assert first.created_at == after(5)
    assert await read(storage, lambda unit: unit.archives.waiting()) == [first, second]
    assert await storage.transact(lambda unit: unit.archives.finish(first.id))
    assert not await storage.transact(lambda unit: unit.archives.finish(first.id))
    assert await read(storage, lambda unit: unit.archives.waiting()) == [second]


async def test_how_often_a_job_was_begun_is_kept(storage: Storage) -> None:
    layla = await join(storage, LAYLA)
    job = await storage.transact(lambda unit: unit.archives.add(layla.id, ArchiveKind.IMPORT, "{}", after(1)))
    assert [await storage.transact(lambda unit: unit.archives.begin(job.id)) for _ in range(3)] == [1, 2, 3]
    await storage.transact(lambda unit: unit.archives.finish(job.id))
    assert await storage.transact(lambda unit: unit.archives.begin(job.id)) == 0


async def test_forgetting_somebody_drops_what_they_asked_for(storage: Storage) -> None:
    layla = await join(storage, LAYLA)
    await storage.transact(lambda unit: unit.archives.add(layla.id, ArchiveKind.EXPORT, "{}", after(1)))
    await storage.transact(lambda unit: unit.subscribers.forget(layla.id))

    assert await read(storage, lambda unit: unit.archives.waiting()) == []
