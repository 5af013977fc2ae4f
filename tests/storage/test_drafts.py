"""What people have begun and not finished outlives a restart, and ends with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.model import Draft, DraftKind, Subscriber
from storage import Storage
from tests.storage.conftest import Open
from tests.storage.given import LAYLA, NOON, SAMI, after, each, join, read, watch


async def begin(
    storage: Storage, by: Subscriber, text: str, kind: DraftKind = DraftKind.PASTE, at: datetime = NOON, **more: Any
) -> Draft:
    return await storage.transact(lambda unit: unit.drafts.add(by.id, kind, text, at, **more))


async def test_a_draft_comes_back_as_it_was_begun_also_after_a_restart(storage: Storage, open_again: Open) -> None:
    layla = await join(storage)
    mine = await watch(storage, layla)
    edit = await begin(storage, layla, "قافلة طبية", DraftKind.WATCH, after(1), watch_id=mine.id)
    paste = await begin(storage, layla, "بيان طويل", ready_at=after(2))

    assert edit == Draft(edit.id, layla.id, DraftKind.WATCH, "قافلة طبية", watch_id=mine.id, created_at=after(1))
    assert paste == Draft(paste.id, layla.id, DraftKind.PASTE, "بيان طويل", ready_at=after(2), created_at=NOON)
    await storage.close()
    storage = await open_again()
    assert await read(storage, lambda unit: unit.drafts.get(edit.id)) == edit
    assert await read(storage, lambda unit: unit.drafts.get(paste.id)) == paste


async def test_the_parts_of_a_paste_come_together_until_it_is_whole(storage: Storage) -> None:
    layla, sami = await join(storage, LAYLA), await join(storage, SAMI)
    await begin(storage, layla, "تامة")
    await begin(storage, layla, "متابعة", DraftKind.WATCH)
    await begin(storage, sami, "لغيرها", ready_at=after(1))
    paste = await begin(storage, layla, "أوله", ready_at=after(2))
    assert await read(storage, lambda unit: unit.drafts.arriving(layla.id)) == paste

    await storage.transact(lambda unit: unit.drafts.extend(paste.id, "أوله وآخره", after(5)))
    longer = replace(paste, text="أوله وآخره", ready_at=after(5))
    assert await read(storage, lambda unit: unit.drafts.arriving(layla.id)) == longer

    await storage.transact(lambda unit: unit.drafts.extend(paste.id, longer.text, None))
    assert await read(storage, lambda unit: unit.drafts.arriving(layla.id)) is None
    assert await read(storage, lambda unit: unit.drafts.get(paste.id)) == replace(longer, ready_at=None)


async def test_pastes_are_ready_at_their_time_the_longest_waiting_first(storage: Storage) -> None:
    layla = await join(storage)
    late, soon, _ = [await begin(storage, layla, str(at), ready_at=after(at) if at else None) for at in (9, 2, 0)]

    async def ready(seconds: float) -> list[Draft]:
        return await read(storage, lambda unit: unit.drafts.ready(after(seconds)))

    assert [await ready(1.999), await ready(2), await ready(9)] == [[], [soon], [soon, late]]
    assert await read(storage, lambda unit: unit.drafts.next_ready()) == after(2)
    await each(storage, (late, soon), lambda unit, one: unit.drafts.remove(one.id))
    assert await ready(9) == []
    assert await read(storage, lambda unit: unit.drafts.next_ready()) is None
    assert await read(storage, lambda unit: unit.drafts.get(late.id)) is None


async def test_a_paste_that_waits_too_long_is_ready_now(storage: Storage) -> None:
    """The clock was an hour ahead when it came."""
    layla = await join(storage)
    far, soon = [await begin(storage, layla, str(at), ready_at=after(at)) for at in (3602, 2)]
    await storage.transact(lambda unit: unit.drafts.hasten(NOON, timedelta(minutes=1)))

    ready = await read(storage, lambda unit: unit.drafts.ready(NOON))
    assert [one.id for one in ready] == [far.id]
    assert await read(storage, lambda unit: unit.drafts.ready(after(2))) == [*ready, soon]


async def test_drafts_begun_before_an_instant_are_pruned(storage: Storage) -> None:
    layla = await join(storage)
    old, new = [await begin(storage, layla, "نص", at=after(at)) for at in (1, 2)]

    assert await storage.transact(lambda unit: unit.drafts.prune(after(2))) == 1
    assert await read(storage, lambda unit: unit.drafts.get(old.id)) is None
    assert await read(storage, lambda unit: unit.drafts.get(new.id)) == new


async def test_a_draft_ends_with_the_watch_it_would_replace_and_with_its_person(storage: Storage) -> None:
    layla = await join(storage)
    mine = await watch(storage, layla)
    edit = await begin(storage, layla, "قافلة طبية", DraftKind.WATCH, watch_id=mine.id)
    paste = await begin(storage, layla, "نص")
    await storage.transact(lambda unit: unit.watches.bury(mine.id, NOON))
    await storage.transact(lambda unit: unit.watches.purge(after(1)))
    assert await read(storage, lambda unit: unit.drafts.get(edit.id)) is None

    await storage.transact(lambda unit: unit.subscribers.forget(layla.id))
    assert await read(storage, lambda unit: unit.drafts.get(paste.id)) is None
