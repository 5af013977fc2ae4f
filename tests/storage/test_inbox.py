"""Raw updates: on disk once, handled in order, done once."""

from __future__ import annotations

import pytest

from bot.model import InboxRow, InboxState
from storage import Storage, Unit
from tests.storage.conftest import Open
from tests.storage.given import (
    DESK,
    LAYLA,
    NOON,
    SAMI,
    after,
    each,
    join,
    read,
    update,
)

OF_LAYLA, OF_SAMI, OF_DESK = f"chat:{LAYLA}", f"chat:{SAMI}", f"chat:{DESK}"


async def receive(storage: Storage, *ids: int, lane: str = OF_LAYLA, seconds: float = 0) -> list[InboxRow]:
    """Updates arrive; the rows to handle."""
    await storage.transact(lambda unit: unit.inbox.add([update(i, lane) for i in ids], after(seconds)))
    return await pending(storage, seconds)


async def pending(storage: Storage, seconds: float = 0) -> list[InboxRow]:
    return await read(storage, lambda unit: unit.inbox.pending(after(seconds)))


async def counts(storage: Storage) -> dict[InboxState, int]:
    return {s: n for s, n in (await read(storage, lambda unit: unit.inbox.counts())).items() if n}


async def test_an_update_fetched_twice_is_stored_once(storage: Storage) -> None:
    first = await storage.transact(lambda unit: unit.inbox.add([update(10), update(11)], NOON))
    again = await storage.transact(lambda unit: unit.inbox.add([update(11), update(12)], NOON))

    assert (first, again) == (2, 1)
    assert [row.update_id for row in await pending(storage)] == [10, 11, 12]


async def test_an_update_twice_in_one_answer_is_stored_once(storage: Storage) -> None:
    assert await storage.transact(lambda unit: unit.inbox.add([update(10), update(10)], NOON)) == 1


async def test_an_empty_answer_stores_nothing(storage: Storage) -> None:
    assert await storage.transact(lambda unit: unit.inbox.add([], NOON)) == 0


async def test_an_updates_bytes_are_kept_as_they_came(storage: Storage) -> None:
    body = '{"text":"وصلت القافلة"}'.encode() + bytes(range(256))
    await storage.transact(lambda unit: unit.inbox.add([update(10, OF_DESK, body)], after(1)))
    (row,) = await pending(storage)

    assert row == InboxRow(row.id, 10, OF_DESK, body, attempts=0, received_at=after(1))
    assert await read(storage, lambda unit: unit.inbox.get(row.id)) == row
    assert await read(storage, lambda unit: unit.inbox.get(row.id + 1)) is None


async def test_the_offset_outlives_a_restart(storage: Storage, open_again: Open) -> None:
    assert await read(storage, lambda unit: unit.inbox.offset(NOON)) is None
    await storage.transact(lambda unit: unit.inbox.set_offset(13, NOON))
    await storage.close()

    assert await read(await open_again(), lambda unit: unit.inbox.offset(NOON)) == 13


async def test_an_offset_of_long_ago_does_not_count(storage: Storage) -> None:
    await storage.transact(lambda unit: unit.inbox.set_offset(13, after(60)))
    assert await read(storage, lambda unit: unit.inbox.offset(after(60))) == 13
    assert await read(storage, lambda unit: unit.inbox.offset(after(61))) is None


async def test_an_update_stored_moves_no_offset(storage: Storage) -> None:
    """Telegram is told to forget by whoever fetches; a webhook's updates may come out of order."""
    await storage.transact(lambda unit: unit.inbox.set_offset(950, NOON))
    await receive(storage, 990, 940)

    assert [row.update_id for row in await pending(storage)] == [990, 940]
    assert await read(storage, lambda unit: unit.inbox.offset(NOON)) == 950


async def test_when_telegram_numbers_anew_its_updates_are_new_ones(storage: Storage) -> None:
    """The same number on another update; and what came before is still known when it comes again."""
    before = [update(number, body=b"before") for number in (899, 900, 901)]
    anew = [update(number, body=b"anew") for number in (900, 901)]
    new = await each(storage, (before, anew, anew, before), lambda unit, batch: unit.inbox.add(batch, NOON))

    assert new == [3, 2, 0, 0]
    rows = [(row.update_id, row.body) for row in await pending(storage)]
    assert rows == [(one.update_id, one.body) for one in (*before, *anew)]


async def test_a_row_that_waited_for_another_try_is_tried_at_the_next_start(storage: Storage) -> None:
    first, second = await receive(storage, 10, 11)
    await storage.transact(lambda unit: unit.inbox.failed(first.id, "KeyError", after(3600)))
    await storage.transact(lambda unit: unit.inbox.failed(second.id, "unreadable", None))

    assert await storage.transact(lambda unit: unit.inbox.recover()) == 1
    assert [(row.id, row.attempts) for row in await pending(storage)] == [(first.id, 1)]


async def test_rows_are_handled_in_the_order_they_came_page_by_page(storage: Storage) -> None:
    await receive(storage, 12, 10, 11)

    async def pages(unit: Unit) -> list[list[int]]:
        first = await unit.inbox.pending(NOON, limit=2)
        second = await unit.inbox.pending(NOON, after=first[-1].id, limit=2)
        return [[row.update_id for row in page] for page in (first, second)]

    assert await read(storage, pages) == [[12, 10], [11]]


async def test_a_row_is_done_once(storage: Storage) -> None:
    (row,) = await receive(storage, 10)

    assert await storage.transact(lambda unit: unit.inbox.done(row.id, NOON)) is True
    assert await storage.transact(lambda unit: unit.inbox.done(row.id, NOON)) is False
    assert await pending(storage) == []
    assert await counts(storage) == {InboxState.DONE: 1}


async def test_what_was_written_for_a_row_that_was_done_already_is_undone(storage: Storage) -> None:
    layla = await join(storage)
    (row,) = await receive(storage, 10)

    async def carry_out(unit: Unit, words: str) -> None:
        await unit.watches.add(layla.id, words, words, "1", NOON)
        if not await unit.inbox.done(row.id, NOON):
            raise LookupError("done already")

    await storage.transact(lambda unit: carry_out(unit, "قافلة"))
    with pytest.raises(LookupError):
        await storage.transact(lambda unit: carry_out(unit, "مطار"))

    assert [one.text for one in await read(storage, lambda unit: unit.watches.of(layla.id))] == ["قافلة"]


async def test_an_update_that_forgot_its_own_sender_counts_as_done(storage: Storage) -> None:
    layla = await join(storage)
    (row,) = await receive(storage, 10)

    async def forget_me(unit: Unit) -> bool:
        await unit.subscribers.forget(layla.id)
        return await unit.inbox.done(row.id, NOON)

    assert await storage.transact(forget_me) is True
    assert await read(storage, lambda unit: unit.inbox.get(row.id)) is None


async def test_a_failed_row_comes_back_at_its_time_and_counts_its_failures(storage: Storage) -> None:
    (row,) = await receive(storage, 10)
    await storage.transact(lambda unit: unit.inbox.failed(row.id, "KeyError", after(3)))

    assert await pending(storage, 2.999) == []
    assert await read(storage, lambda unit: unit.inbox.next_retry(NOON)) == after(3)
    assert [again.attempts for again in await pending(storage, 3)] == [1]
    assert await read(storage, lambda unit: unit.inbox.next_retry(after(3))) is None


async def test_a_row_without_another_try_rests_until_an_admin_retries_it(storage: Storage) -> None:
    first, second = await receive(storage, 10, 11)
    await each(storage, (first, second), lambda unit, row: unit.inbox.failed(row.id, "unreadable", None))
    assert await pending(storage, 10**6) == []
    assert await counts(storage) == {InboxState.DEAD: 2}

    assert await storage.transact(lambda unit: unit.inbox.retry_dead(second.id)) == 1
    assert [(row.id, row.attempts) for row in await pending(storage)] == [(second.id, 0)]
    assert await storage.transact(lambda unit: unit.inbox.retry_dead()) == 1
    assert await storage.transact(lambda unit: unit.inbox.retry_dead()) == 0
    assert [row.id for row in await pending(storage)] == [first.id, second.id]


async def test_a_row_that_is_done_neither_fails_nor_waits_afterwards(storage: Storage) -> None:
    (row,) = await receive(storage, 10)
    await storage.transact(lambda unit: unit.inbox.done(row.id, NOON))

    await storage.transact(lambda unit: unit.inbox.failed(row.id, "late", NOON))
    await storage.transact(lambda unit: unit.inbox.wait(row.id))
    await storage.transact(lambda unit: unit.inbox.failed(row.id, "late", None))

    assert await counts(storage) == {InboxState.DONE: 1}


async def test_updates_of_a_chat_that_is_not_accepted_wait_for_it_alone(storage: Storage) -> None:
    await receive(storage, 10, 11, lane=OF_DESK)
    await each(storage, await receive(storage, 12, lane=OF_SAMI), lambda unit, row: unit.inbox.wait(row.id))
    assert await pending(storage) == []

    assert await storage.transact(lambda unit: unit.inbox.release(OF_DESK)) == 2
    assert [row.update_id for row in await pending(storage)] == [10, 11]
    assert await counts(storage) == {InboxState.PENDING: 2, InboxState.WAITING: 1}


async def test_updates_of_a_refused_chat_are_dropped_and_no_others(storage: Storage) -> None:
    await receive(storage, 10, lane=OF_DESK)
    await each(storage, await receive(storage, 11, lane=OF_SAMI), lambda unit, row: unit.inbox.wait(row.id))
    await receive(storage, 12, lane=OF_DESK)

    assert await storage.transact(lambda unit: unit.inbox.drop_waiting(OF_DESK)) == 1
    assert await counts(storage) == {InboxState.PENDING: 1, InboxState.WAITING: 1}


async def test_what_waited_too_long_is_dropped_in_every_chat(storage: Storage) -> None:
    await receive(storage, 10, lane=OF_DESK)
    await receive(storage, 11, lane=OF_SAMI, seconds=5)
    await each(storage, await receive(storage, 12, lane=OF_DESK, seconds=6), lambda unit, row: unit.inbox.wait(row.id))

    assert await storage.transact(lambda unit: unit.inbox.drop_waiting("", before=after(6))) == 2
    assert await storage.transact(lambda unit: unit.inbox.release(OF_DESK)) == 1


async def test_every_state_has_its_count(storage: Storage) -> None:
    assert await read(storage, lambda unit: unit.inbox.counts()) == dict.fromkeys(InboxState, 0)


async def test_only_rows_done_before_an_instant_are_pruned(storage: Storage) -> None:
    early, late, _ = await receive(storage, 10, 11, 12)
    await storage.transact(lambda unit: unit.inbox.done(early.id, after(1)))
    await storage.transact(lambda unit: unit.inbox.done(late.id, after(2)))

    assert await storage.transact(lambda unit: unit.inbox.prune(after(2))) == 1
    assert await counts(storage) == {InboxState.PENDING: 1, InboxState.DONE: 1}
