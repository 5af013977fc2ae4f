"""People and groups, and what they chose."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from bot.model import Role, Status, Subscriber
from storage import Storage, Unit
from tests.storage.given import (
    DESK,
    HUDA,
    LAYLA,
    NOON,
    SAMI,
    after,
    each,
    join,
    person,
    read,
)


async def again(storage: Storage, one: Subscriber) -> Subscriber | None:
    return await read(storage, lambda unit: unit.subscribers.get(one.id))


async def test_a_subscriber_comes_back_as_they_joined(storage: Storage) -> None:
    layla = await join(storage)
    group = Subscriber(
        id=0,
        chat_id=DESK,
        name="غرفة الأخبار 🗞",
        language="en",
        is_group=True,
        thread_id=7,
        role=Role.EDITOR,
        status=Status.STOPPED,
        zone="Asia/Damascus",
        digest_at=time(20, 30),
        quiet=(time(23, 0), time(6, 30)),
        pace=3,
        watch_quota=10,
        invited_by=layla.id,
    )
    joined = await storage.transact(lambda unit: unit.subscribers.add(group, after(1)))

    assert joined == replace(group, id=joined.id, created_at=after(1))
    assert await again(storage, joined) == joined
    assert await read(storage, lambda unit: unit.subscribers.by_chat(DESK)) == joined
    assert await read(storage, lambda unit: unit.subscribers.by_chat(SAMI)) is None


async def test_joining_again_changes_nothing(storage: Storage) -> None:
    layla = await join(storage)
    newer = person(LAYLA, "اسم آخر", role=Role.OWNER)

    assert await storage.transact(lambda unit: unit.subscribers.add(newer, after(9))) == layla


async def test_what_a_subscriber_chooses_is_kept(storage: Storage) -> None:
    layla, sami = await join(storage, LAYLA), await join(storage, SAMI)

    async def choose(unit: Unit) -> None:
        await unit.subscribers.set_name(layla.id, "ليلى الحسن")
        await unit.subscribers.set_language(layla.id, "en")
        await unit.subscribers.set_status(layla.id, Status.BLOCKED)
        await unit.subscribers.set_role(layla.id, Role.ADMIN)
        await unit.subscribers.set_digest(layla.id, time(6, 5), after(60))

    await storage.transact(choose)
    assert await again(storage, layla) == replace(
        layla, name="ليلى الحسن", language="en", status=Status.BLOCKED, role=Role.ADMIN, digest_at=time(6, 5)
    )
    assert await again(storage, sami) == sami


async def test_what_somebody_is_asked_is_remembered_until_they_answer(storage: Storage) -> None:
    layla, sami = await join(storage, LAYLA), await join(storage, SAMI)
    assert await read(storage, lambda unit: unit.subscribers.awaited(layla.id)) == ""
    await storage.transact(lambda unit: unit.subscribers.set_awaited(layla.id, "edit:17"))

    assert await read(storage, lambda unit: unit.subscribers.awaited(layla.id)) == "edit:17"
    assert await read(storage, lambda unit: unit.subscribers.awaited(sami.id)) == ""
    assert await again(storage, layla) == layla
    await storage.transact(lambda unit: unit.subscribers.set_awaited(layla.id, ""))
    assert await read(storage, lambda unit: unit.subscribers.awaited(layla.id)) == ""
    assert await read(storage, lambda unit: unit.subscribers.awaited(404)) == ""


async def test_a_digest_is_due_from_its_instant_until_it_is_moved_or_turned_off(storage: Storage) -> None:
    layla, sami, huda = [await join(storage, chat) for chat in (LAYLA, SAMI, HUDA)]
    hours = {layla.id: 5, sami.id: 3, huda.id: 9}
    await each(storage, hours, lambda unit, who: unit.subscribers.set_digest_due(who, after(hours[who])))

    async def due(seconds: float) -> list[tuple[int, float]]:
        found = await read(storage, lambda unit: unit.subscribers.digests_due(after(seconds)))
        return [(one.id, (at - NOON).total_seconds()) for one, at in found]

    assert await due(2.999) == []
    assert await due(5) == [(sami.id, 3), (layla.id, 5)]

    await storage.transact(lambda unit: unit.subscribers.set_digest_due(sami.id, after(86_400)))
    await storage.transact(lambda unit: unit.subscribers.set_digest(layla.id, None, None))
    assert await due(10) == [(huda.id, 9)]
    off = await again(storage, layla)
    assert off is not None
    assert off.digest_at is None


@pytest.mark.parametrize("status", [Status.STOPPED, Status.BLOCKED])
async def test_whoever_wants_no_messages_is_owed_no_digest(storage: Storage, status: Status) -> None:
    layla = await join(storage)
    await storage.transact(lambda unit: unit.subscribers.set_digest_due(layla.id, NOON))
    await storage.transact(lambda unit: unit.subscribers.set_status(layla.id, status))
    assert await read(storage, lambda unit: unit.subscribers.digests_due(NOON)) == []

    await storage.transact(lambda unit: unit.subscribers.set_status(layla.id, Status.ACTIVE))
    assert await read(storage, lambda unit: unit.subscribers.digests_due(NOON)) == [(layla, NOON)]


async def test_people_are_found_by_their_roles(storage: Storage) -> None:
    roles = (Role.SUBSCRIBER, Role.OWNER, Role.EDITOR, Role.ADMIN, Role.ADMIN)
    people = [await join(storage, chat, role=role) for chat, role in enumerate(roles, 501)]

    admins = await read(storage, lambda unit: unit.subscribers.with_role(Role.OWNER, Role.ADMIN))
    assert admins == [people[1], people[3], people[4]]
    assert await read(storage, lambda unit: unit.subscribers.with_role()) == []


async def test_changing_somebody_who_is_not_there_changes_nothing(storage: Storage) -> None:
    layla = await join(storage)
    await storage.transact(lambda unit: unit.subscribers.set_role(layla.id + 1, Role.OWNER))
    await storage.transact(lambda unit: unit.subscribers.forget(layla.id + 1))
    await storage.transact(lambda unit: unit.subscribers.migrate_chat(-1, -2))

    assert await again(storage, layla) == layla
