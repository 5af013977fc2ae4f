"""Digests: one a subscriber, slot and local day."""

from __future__ import annotations

from datetime import date

import pytest

from storage import Storage, Unit
from tests.storage.given import LAYLA, NOON, SAMI, forward, join, publish, read, ref

TODAY, TOMORROW = date(2026, 3, 1), date(2026, 3, 2)


async def test_a_subscriber_gets_one_digest_a_slot_and_day(storage: Storage) -> None:
    layla, sami = await join(storage, LAYLA), await join(storage, SAMI)

    async def build(who: int, slot: str, day: date) -> int | None:
        return await storage.transact(lambda unit: unit.digests.open(who, slot, day, NOON))

    built = [
        await build(layla.id, "daily", TODAY),
        await build(layla.id, "daily", TODAY),
        await build(layla.id, "daily", TOMORROW),
        await build(layla.id, "evening", TODAY),
        await build(sami.id, "daily", TODAY),
    ]
    assert [one is not None for one in built] == [True, False, True, True, True]


async def test_a_digest_that_failed_can_be_built_again(storage: Storage) -> None:
    layla = await join(storage)

    async def fail(unit: Unit) -> None:
        await unit.digests.open(layla.id, "daily", TODAY, NOON)
        raise LookupError

    with pytest.raises(LookupError):
        await storage.transact(fail)
    assert await storage.transact(lambda unit: unit.digests.open(layla.id, "daily", TODAY, NOON)) is not None


async def test_a_post_shown_in_a_digest_can_be_forgotten(storage: Storage) -> None:
    layla = await join(storage)
    posts = [await publish(storage, ref(1)), await forward(storage, layla, ref(2))]

    async def build(unit: Unit) -> None:
        digest = await unit.digests.open(layla.id, "daily", TODAY, NOON)
        assert digest is not None
        await unit.digests.add_items(digest, [posts[1].id])
        await unit.digests.add_items(digest, [])
        await unit.digests.add_items(digest, [posts[0].id, posts[1].id])

    await storage.transact(build)
    await storage.transact(lambda unit: unit.subscribers.forget(layla.id))
    assert await read(storage, lambda unit: unit.posts.count()) == 1
    assert await storage.check() == []
