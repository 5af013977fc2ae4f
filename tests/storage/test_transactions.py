"""Units of work: all or nothing, each for itself, told only when they are on disk."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from bot.model import Subscriber
from storage import Storage, StorageError, Unit
from tests.storage.conftest import Open
from tests.storage.given import LAYLA, NOON, join, message, person, post, publish, read, ref, update


async def people(storage: Storage) -> list[int]:
    """The chats of all subscribers."""

    async def found(unit: Unit) -> list[int]:
        return [chat for chat in range(500, 800) if await unit.subscribers.by_chat(chat) is not None]

    return await read(storage, found)


async def add(unit: Unit, chat_id: int) -> Subscriber:
    return await unit.subscribers.add(person(chat_id), NOON)


async def test_a_works_result_is_returned_and_its_writes_are_there_for_everybody(storage: Storage) -> None:
    layla = await storage.transact(lambda unit: add(unit, LAYLA))

    assert await read(storage, lambda unit: unit.subscribers.get(layla.id)) == layla


async def test_a_work_sees_what_it_has_written_and_nobody_else_does(storage: Storage) -> None:
    seen: list[object] = []

    async def work(unit: Unit) -> None:
        await add(unit, LAYLA)
        seen.append(await unit.subscribers.by_chat(LAYLA) is not None)
        seen.append(await people(storage))

    await storage.transact(work)
    assert seen == [True, []]


async def test_a_work_that_fails_leaves_nothing_of_any_kind(storage: Storage) -> None:
    async def fail(unit: Unit) -> None:
        layla = await add(unit, LAYLA)
        await unit.inbox.add([update(7)], NOON)
        await unit.inbox.set_offset(8, NOON)
        stored = await unit.posts.add(post())
        await unit.posts.index(stored.id, [frozenset({"قافلة"})])
        await unit.watches.add(layla.id, "قافلة", "قافلة", "1", NOON)
        await unit.outbox.queue(message(dedupe="one"), layla.id, NOON)
        await unit.meta.set("engine", "2")
        raise LookupError("no")

    with pytest.raises(LookupError, match="no"):
        await storage.transact(fail)

    async def left(unit: Unit) -> list[object]:
        return [
            await unit.subscribers.by_chat(LAYLA),
            await unit.inbox.offset(NOON),
            await unit.posts.candidates([], viewer=None),
            await unit.watches.all_live(),
            sum((await unit.outbox.counts()).values()),
            await unit.meta.get("engine"),
        ]

    assert await read(storage, left) == [None, None, [], [], 0, None]
    assert await storage.check() == []


async def test_works_that_fail_do_not_touch_those_committed_with_them(storage: Storage) -> None:
    async def work(number: int, unit: Unit) -> int:
        await add(unit, 500 + number)
        if number % 3 == 0:
            raise LookupError(str(number))
        return number

    results = await asyncio.gather(
        *(storage.transact(partial(work, number)) for number in range(30)), return_exceptions=True
    )

    kept = [number for number in range(30) if number % 3]
    assert [result for result in results if isinstance(result, int)] == kept
    assert [str(result) for result in results if isinstance(result, LookupError)] == [str(n) for n in range(0, 30, 3)]
    assert await people(storage) == [500 + number for number in kept]


async def test_a_work_that_the_database_refuses_fails_alone(storage: Storage) -> None:
    async def orphan(unit: Unit) -> None:
        await add(unit, 501)
        await unit.watches.add(404, "قافلة", "قافلة", "1", NOON)

    refused, *others = await asyncio.gather(
        storage.transact(orphan), *(join(storage, chat) for chat in (502, 503)), return_exceptions=True
    )

    assert isinstance(refused, Exception)
    assert not isinstance(refused, StorageError)
    assert [isinstance(one, Subscriber) for one in others] == [True, True]
    assert await people(storage) == [502, 503]


async def test_works_run_one_after_another_in_the_order_they_were_given(storage: Storage) -> None:
    order: list[tuple[str, int]] = []

    async def work(number: int, unit: Unit) -> None:
        order.append(("begins", number))
        await unit.meta.set("last", str(number))
        await unit.posts.count()
        order.append(("ends", number))

    await asyncio.gather(*(storage.transact(partial(work, number)) for number in range(20)))
    assert order == [(what, number) for number in range(20) for what in ("begins", "ends")]
    assert await read(storage, lambda unit: unit.meta.get("last")) == "19"


async def test_a_later_work_sees_what_an_earlier_one_of_its_batch_wrote(storage: Storage) -> None:
    async def count_up(unit: Unit) -> None:
        await unit.meta.set("count", str(int(await unit.meta.get("count") or 0) + 1))

    await asyncio.gather(*(storage.transact(count_up) for _ in range(50)))
    assert await read(storage, lambda unit: unit.meta.get("count")) == "50"


async def test_a_caller_is_told_only_when_its_work_is_there_for_others(storage: Storage) -> None:
    async def add_and_look(chat: int) -> bool:
        await join(storage, chat)
        return chat in await people(storage)

    assert all(await asyncio.gather(*(add_and_look(chat) for chat in range(500, 520))))


async def test_a_cancelled_callers_work_is_left_out_when_it_has_not_begun(storage: Storage) -> None:
    first = asyncio.create_task(join(storage, 501))
    second = asyncio.create_task(join(storage, 502))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.gather(first, second, return_exceptions=True)
    await join(storage, 503)

    assert second.cancelled()
    assert await people(storage) == [501, 503]


async def test_a_work_whose_callee_is_cancelled_fails_alone(storage: Storage) -> None:
    async def cancelled(unit: Unit) -> None:
        await add(unit, 501)
        raise asyncio.CancelledError

    results = await asyncio.gather(storage.transact(cancelled), join(storage, 502), return_exceptions=True)
    assert isinstance(results[0], asyncio.CancelledError)
    assert await people(storage) == [502]


async def test_a_work_cannot_wait_for_another_one(storage: Storage) -> None:
    with pytest.raises(RuntimeError):
        await storage.transact(lambda unit: join(storage))
    assert await people(storage) == []


async def test_a_unit_is_of_no_use_when_its_work_is_over(storage: Storage) -> None:
    kept: list[Unit] = []

    async def keep(unit: Unit) -> None:
        kept.append(unit)

    await storage.transact(keep)
    async with storage.reading() as unit:
        await unit.posts.count()
    for late in (*kept, unit):
        with pytest.raises(RuntimeError):
            await late.posts.count()


async def test_a_view_stays_as_it_was_when_it_was_first_asked(storage: Storage) -> None:
    await publish(storage, ref(1))
    async with storage.reading() as unit:
        before = await unit.posts.count()
        await publish(storage, ref(2))
        assert (before, await unit.posts.count()) == (1, 1)
    assert await read(storage, lambda unit: unit.posts.count()) == 2


async def test_reading_does_not_wait_for_a_long_write(storage: Storage) -> None:
    await publish(storage, ref(1))
    writing, may_end = asyncio.Event(), asyncio.Event()

    async def long_write(unit: Unit) -> None:
        await unit.posts.add(post(ref(2)))
        writing.set()
        await may_end.wait()

    task = asyncio.create_task(storage.transact(long_write))
    try:
        await writing.wait()
        async with asyncio.timeout(10):
            views = await asyncio.gather(*(read(storage, lambda unit: unit.posts.count()) for _ in range(10)))
        assert (views, task.done()) == ([1] * 10, False)
    finally:
        may_end.set()
    await task
    assert await read(storage, lambda unit: unit.posts.count()) == 2


async def test_writing_does_not_wait_for_a_long_view(storage: Storage) -> None:
    async with storage.reading() as unit, asyncio.timeout(10):
        await unit.posts.count()
        await publish(storage)


async def test_a_view_cannot_write(storage: Storage) -> None:
    async with storage.reading() as unit:
        with pytest.raises(StorageError) as refused:
            await add(unit, LAYLA)
    assert refused.value.key == "storage-error-read-only"
    assert await people(storage) == []


async def test_a_view_that_ends_in_an_error_does_not_spoil_the_next(storage: Storage) -> None:
    async def fail(unit: Unit) -> None:
        await unit.posts.count()
        raise LookupError

    for _ in range(10):
        with pytest.raises(LookupError):
            await read(storage, fail)
    await publish(storage)

    assert await read(storage, lambda unit: unit.posts.count()) == 1


async def test_closing_finishes_what_is_under_way_and_takes_nothing_more(open_again: Open) -> None:
    storage = await open_again()
    works = [asyncio.create_task(join(storage, chat)) for chat in range(500, 520)]
    await asyncio.sleep(0)
    await storage.close()
    await storage.close()

    assert len(await asyncio.gather(*works)) == 20
    for use in (join(storage, 521), read(storage, lambda unit: unit.posts.count()), storage.compact()):
        with pytest.raises(StorageError) as closed:
            await use
        assert closed.value.key == "storage-error-closed"
    assert await people(await open_again()) == list(range(500, 520))


async def test_a_sound_database_has_no_findings(storage: Storage) -> None:
    await publish(storage, keys=frozenset({"قافلة"}))

    assert await storage.check() == []


async def test_compacting_changes_nothing_that_is_stored(storage: Storage) -> None:
    stored = await publish(storage, keys=frozenset({"قافلة"}))
    works = [asyncio.create_task(join(storage, chat)) for chat in range(500, 510)]
    await storage.compact()
    await asyncio.gather(*works)

    needs = [frozenset({"قافلة"})]
    assert await read(storage, lambda unit: unit.posts.candidates(needs, viewer=None)) == [stored]
    assert await people(storage) == list(range(500, 510))
    assert await storage.check() == []
