"""One-time links."""

from __future__ import annotations

import asyncio

from storage import Storage
from tests.storage.given import LAYLA, NOON, SAMI, after, join


async def invite(storage: Storage, digest: str = "a1", by: int | None = None, kind: str = "invite") -> None:
    await storage.transact(lambda unit: unit.invites.add(digest, kind, by, NOON, after(3600)))


async def use(storage: Storage, digest: str = "a1", kind: str = "invite", seconds: float = 0) -> int | bool | None:
    return await storage.transact(lambda unit: unit.invites.use(digest, kind, SAMI, after(seconds)))


async def test_an_invite_lets_one_person_in_and_says_who_sent_it(storage: Storage) -> None:
    layla = await join(storage, LAYLA)
    await invite(storage, by=layla.id)

    used = await use(storage)
    assert (used, type(used)) == (layla.id, int)
    assert await use(storage) is False


async def test_a_link_that_the_program_made_has_no_inviter(storage: Storage) -> None:
    await invite(storage, kind="claim")

    assert await use(storage, kind="claim") is None
    assert await use(storage, kind="claim") is False


async def test_a_link_is_good_for_its_own_purpose_until_its_hour_is_over(storage: Storage) -> None:
    await invite(storage)

    assert await use(storage, "b2") is False
    assert await use(storage, kind="claim") is False
    assert await use(storage, seconds=3600) is False
    assert await use(storage, seconds=3599.999) is None


async def test_of_two_who_open_a_link_at_once_one_gets_in(storage: Storage) -> None:
    await invite(storage)

    assert sorted(await asyncio.gather(*(use(storage) for _ in range(5))), key=str) == [False] * 4 + [None]
