"""What an admin sees of inbox and outbox, tries again, or gives up."""

from __future__ import annotations

from bot.model import InboxState, Operation, OutboxRow, OutboxState
from storage import Backlog, DeadUpdate, Parked, Storage
from tests.storage.given import LAYLA, NOON, SAMI, after, edit, join, message, owe, publish, read, tell, update


async def claim(storage: Storage, limit: int = 9) -> list[OutboxRow]:
    return await storage.transact(lambda unit: unit.outbox.claim(NOON, limit=limit))


async def counts(storage: Storage) -> dict[OutboxState, int]:
    return {s: n for s, n in (await read(storage, lambda unit: unit.outbox.counts())).items() if n}


async def backlog(storage: Storage, seconds: float) -> Backlog:
    return await read(storage, lambda unit: unit.outbox.backlog(after(seconds)))


async def park(storage: Storage, row: OutboxRow, why: str = "Bad Request: no") -> None:
    await storage.transact(lambda unit: unit.outbox.park(row.id, why))


async def die(storage: Storage, *ids: int) -> list[int]:
    """Updates that fail for good; their row ids."""
    await storage.transact(lambda unit: unit.inbox.add([update(number) for number in ids], after(5)))
    rows = [row.id for row in await read(storage, lambda unit: unit.inbox.pending(after(5)))]
    for row_id in rows:
        await storage.transact(lambda unit, one=row_id: unit.inbox.failed(one, "KeyError", None))  # type: ignore[misc]
    return rows


async def test_the_backlog_tells_what_could_go_apart_from_what_waits(storage: Storage) -> None:
    layla, sami = await join(storage), await join(storage, SAMI)
    await owe(storage, message(), message(not_before=after(600)), to=layla)
    await owe(storage, message(SAMI), to=sami, now=after(-900))
    assert await backlog(storage, 1) == Backlog(2, 1, after(-900), 0, 0, 0)
    await storage.transact(lambda unit: unit.outbox.hold(SAMI, after(60)))
    assert await backlog(storage, 1) == Backlog(1, 2, NOON, 0, 0, 0)
    (row,) = await claim(storage)
    assert await backlog(storage, 1) == Backlog(0, 2, None, 1, 0, 0)
    await storage.transact(lambda unit: unit.outbox.retry(row.id, NOON, "ReadTimeout", possible_duplicate=True))
    (row,) = await claim(storage)
    await park(storage, row)
    assert await backlog(storage, 1) == Backlog(0, 2, None, 0, 1, 1)


async def test_parked_rows_are_listed_with_their_reason_and_sent_when_they_are_retried(storage: Storage) -> None:
    await owe(storage, message(), message(SAMI))
    first, second = await claim(storage)
    await park(storage, first)
    await park(storage, second, "Bad Request: odd")
    one, other = await read(storage, lambda unit: unit.outbox.parked(10))
    assert one == Parked(first.id, Operation.SEND, "Bad Request: no", NOON)
    assert other.error == "Bad Request: odd"
    assert [row.id for row in await read(storage, lambda unit: unit.outbox.parked(1))] == [first.id]

    assert await storage.transact(lambda unit: unit.outbox.retry_parked(second.id, NOON)) == 1
    assert [row.id for row in await claim(storage)] == [second.id]
    assert await storage.transact(lambda unit: unit.outbox.retry_parked(second.id, NOON)) == 0
    assert await storage.transact(lambda unit: unit.outbox.retry_parked(None, NOON)) == 1
    (row,) = await claim(storage)
    assert (row.id, row.attempts) == (first.id, 0)
    assert await storage.check() == []


async def test_a_parked_row_that_is_given_up_keeps_nothing_and_nothing_waits_for_it(storage: Storage) -> None:
    layla = await join(storage)
    alert = await tell(storage, layla, await publish(storage))
    assert alert is not None
    await owe(storage, message(alert_id=alert.id, dedupe="alert:1:1:1"), edit(alert, "تعديل"), to=layla)
    (row,) = await claim(storage)
    await park(storage, row)

    assert await storage.transact(lambda unit: unit.outbox.give_up_parked(row.id)) == 1
    assert await counts(storage) == {OutboxState.FAILED: 1, OutboxState.SUPERSEDED: 1}
    assert await owe(storage, message(dedupe="alert:1:1:1")) == []
    assert await storage.transact(lambda unit: unit.outbox.give_up_parked(None)) == 0
    assert await read(storage, lambda unit: unit.outbox.last_text(alert.id)) is None


async def test_dead_updates_are_listed_and_given_up(storage: Storage) -> None:
    first, second, third = await die(storage, 10, 11, 12)
    assert await read(storage, lambda unit: unit.inbox.dead(2)) == [
        DeadUpdate(first, "KeyError", after(5)),
        DeadUpdate(second, "KeyError", after(5)),
    ]
    assert await storage.transact(lambda unit: unit.inbox.give_up_dead(second, NOON)) == 1
    assert await storage.transact(lambda unit: unit.inbox.give_up_dead(second, NOON)) == 0
    assert [row.id for row in await read(storage, lambda unit: unit.inbox.dead(9))] == [first, third]
    assert await storage.transact(lambda unit: unit.inbox.give_up_dead(None, NOON)) == 2
    states = await read(storage, lambda unit: unit.inbox.counts())
    assert states[InboxState.DONE] == 3
    # An update that Telegram hands out again is known.
    assert await storage.transact(lambda unit: unit.inbox.add([update(10)], NOON)) == 0


async def test_the_oldest_pending_update_says_how_far_behind_the_bot_is(storage: Storage) -> None:
    assert await read(storage, lambda unit: unit.inbox.oldest_pending()) is None
    await die(storage, 9)
    await storage.transact(lambda unit: unit.inbox.add([update(10, f"chat:{LAYLA}")], after(7)))
    await storage.transact(lambda unit: unit.inbox.add([update(11)], after(8)))
    assert await read(storage, lambda unit: unit.inbox.oldest_pending()) == after(7)
