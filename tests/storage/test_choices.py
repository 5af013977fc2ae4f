"""What somebody chose in /settings comes back as chosen, and is theirs alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from bot.model import Subscriber
from storage import Storage
from tests.storage.conftest import Open
from tests.storage.given import LAYLA, SAMI, after, join, read


async def again(storage: Storage, one: Subscriber) -> Subscriber | None:
    return await read(storage, lambda unit: unit.subscribers.get(one.id))


async def choose(storage: Storage, one: Subscriber) -> None:
    await storage.transact(lambda unit: unit.subscribers.choose(one))


def elsewhere(one: Subscriber) -> Subscriber:
    return replace(
        one,
        language="en",
        zone="Europe/Berlin",
        digest_days=frozenset({1, 3, 7}),
        quiet=(time(22, 30), time(6)),
        pace=30,
        months="levant",
    )


async def test_every_choice_comes_back(storage: Storage) -> None:
    layla, sami = await join(storage, LAYLA), await join(storage, SAMI)
    await choose(storage, elsewhere(layla))
    assert await again(storage, layla) == elsewhere(layla)
    assert await again(storage, sami) == sami


async def test_choices_can_be_taken_back(storage: Storage) -> None:
    layla = await join(storage)
    await choose(storage, elsewhere(layla))
    await choose(storage, layla)
    assert await again(storage, layla) == layla


@pytest.mark.parametrize("days", [frozenset(), frozenset({5}), frozenset(range(1, 8))])
async def test_digest_days_may_be_any(storage: Storage, days: frozenset[int]) -> None:
    layla = replace(await join(storage), digest_days=days)
    await choose(storage, layla)
    assert await again(storage, layla) == layla


async def test_midnight_is_an_hour_like_any_other(storage: Storage) -> None:
    layla = replace(await join(storage), quiet=(time(0), time(8)))
    await choose(storage, layla)
    assert await again(storage, layla) == layla


async def test_choosing_touches_neither_the_name_nor_the_hour_of_the_digest(storage: Storage) -> None:
    layla = await join(storage)
    await storage.transact(lambda unit: unit.subscribers.set_digest(layla.id, time(20), after(60)))
    await choose(storage, replace(layla, name="اسم آخر", digest_at=None, pace=3))
    assert await again(storage, layla) == replace(layla, digest_at=time(20), pace=3)
    due = await read(storage, lambda unit: unit.subscribers.digests_due(after(60)))
    assert [one.id for one, _ in due] == [layla.id]


async def test_choices_and_what_is_awaited_do_not_disturb_each_other(storage: Storage) -> None:
    layla = await join(storage)
    await storage.transact(lambda unit: unit.subscribers.set_awaited(layla.id, "zone"))
    await choose(storage, elsewhere(layla))
    assert await read(storage, lambda unit: unit.subscribers.awaited(layla.id)) == "zone"
    await storage.transact(lambda unit: unit.subscribers.set_awaited(layla.id, ""))
    assert await again(storage, layla) == elsewhere(layla)


async def test_choices_and_what_is_awaited_survive_a_restart(open_again: Open) -> None:
    before = await open_again()
    layla = await join(before)
    await choose(before, elsewhere(layla))
    await before.transact(lambda unit: unit.subscribers.set_awaited(layla.id, "edit:17"))
    await before.close()

    storage = await open_again()
    assert await again(storage, layla) == elsewhere(layla)
    assert await read(storage, lambda unit: unit.subscribers.awaited(layla.id)) == "edit:17"


async def test_a_choice_of_somebody_who_is_not_there_changes_nothing(storage: Storage) -> None:
    layla = await join(storage)
    await choose(storage, replace(elsewhere(layla), id=layla.id + 1))
    assert await again(storage, layla) == layla
