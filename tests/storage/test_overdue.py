"""What was due for hours becomes one message in the place of the first, and what is gone is sent anew."""

from __future__ import annotations

from dataclasses import replace

from bot.model import Alert, Operation, OutboxRow, OutboxState, Outgoing, Priority, Subscriber
from storage import Storage
from tests.storage.given import LAYLA, NOON, SAMI, after, edit, join, message, owe, publish, read, ref, tell

HOURS = 3600.0


async def claim(storage: Storage, seconds: float = 0, limit: int = 1) -> list[OutboxRow]:
    return await storage.transact(lambda unit: unit.outbox.claim(after(seconds), limit=limit))


async def alerts(storage: Storage, whom: Subscriber, count: int, *, first: int = 1) -> list[Alert]:
    """So many alerts of posts; nothing is queued for them yet."""
    told = [await tell(storage, whom, await publish(storage, ref(n))) for n in range(first, first + count)]
    return [alert for alert in told if alert is not None]


async def overdue(storage: Storage, seconds: float, chat_id: int = LAYLA) -> list[int]:
    return await read(storage, lambda unit: unit.outbox.overdue_alerts(chat_id, after(seconds)))


async def states(storage: Storage) -> dict[OutboxState, int]:
    return {s: n for s, n in (await read(storage, lambda unit: unit.outbox.counts())).items() if n}


def due(alert: Alert, **fields: object) -> Outgoing:
    return message(alert.chat_id, f"خبر {alert.id}", alert_id=alert.id, **fields)


async def test_only_alerts_that_cannot_have_arrived_are_overdue(storage: Storage) -> None:
    layla, sami = await join(storage), await join(storage, SAMI)
    first, second, answer, later, unheard, under_way = await alerts(storage, layla, 6)
    (others,) = await alerts(storage, sami, 1, first=7)
    await owe(storage, due(unheard), due(under_way), to=layla)
    (row,) = await claim(storage)
    await storage.transact(lambda unit: unit.outbox.retry(row.id, NOON, "ReadTimeout", possible_duplicate=True))
    (row,) = await claim(storage)
    await storage.transact(lambda unit: unit.outbox.retry(row.id, NOON, "ConnectError"))
    (row,) = await claim(storage)
    assert row.message.alert_id == unheard.id
    await owe(storage, due(first), due(second), due(answer, reply_to=31), due(later, not_before=after(60)), to=layla)
    await owe(storage, message(text="إشعار"), due(first, priority=Priority.DIGEST), edit(first, "تعديل"), to=layla)
    await owe(storage, due(others), to=sami)

    assert await overdue(storage, 59) == [under_way.id, first.id, second.id]
    assert await overdue(storage, 60) == [under_way.id, first.id, second.id, later.id]
    assert await overdue(storage, -1) == []


async def test_a_retry_does_not_make_a_message_younger_and_a_hold_does(storage: Storage) -> None:
    (alert,) = await alerts(storage, layla := await join(storage), 1)
    await owe(storage, due(alert), to=layla)
    (row,) = await claim(storage, 1)
    assert row.due_since == NOON
    await storage.transact(lambda unit: unit.outbox.retry(row.id, after(HOURS), "ConnectError"))
    assert await overdue(storage, 0) == [alert.id]
    (row,) = await claim(storage, 8 * HOURS)
    assert row.due_since == NOON
    await storage.transact(lambda unit: unit.outbox.retry(row.id, after(8 * HOURS), "ConnectError"))
    await storage.transact(lambda unit: unit.outbox.hold(LAYLA, after(9 * HOURS)))
    (row,) = await claim(storage, 10 * HOURS)
    assert row.due_since == after(9 * HOURS)


async def test_a_message_may_have_been_due_before_it_was_queued(storage: Storage) -> None:
    (alert,) = await alerts(storage, layla := await join(storage), 1)
    late = due(alert, not_before=after(120))
    await storage.transact(lambda unit: unit.outbox.queue(late, layla.id, NOON, due_since=after(-9 * HOURS)))

    assert await claim(storage, 119) == []
    assert [row.due_since for row in await claim(storage, 120)] == [after(-9 * HOURS)]


async def test_a_summary_stands_in_the_place_of_the_first_and_the_others_are_superseded(storage: Storage) -> None:
    layla = await join(storage)
    first, second, third = await alerts(storage, layla, 3)
    whole = await tell(storage, layla, await publish(storage, ref(9)), kind="catch_up:1")
    assert whole is not None
    await owe(storage, due(first), due(second), edit(second, "تعديل"), due(third), to=layla)
    (row,) = await claim(storage)
    summary = replace(due(whole), text="ملخص", dedupe="catchup:1:1")
    await storage.transact(lambda unit: unit.outbox.fold(row.id, summary, [first.id, second.id]))
    assert await states(storage) == {OutboxState.SENDING: 1, OutboxState.SUPERSEDED: 2, OutboxState.DUE: 1}
    await storage.transact(lambda unit: unit.outbox.retry(row.id, NOON, "ConnectError"))

    (again,) = await claim(storage)
    assert (again.id, again.message.text, again.message.alert_id) == (row.id, "ملخص", whole.id)
    await storage.transact(lambda unit: unit.outbox.sent(again.id, 900, NOON))
    sent = await read(storage, lambda unit: unit.alerts.get(whole.id))
    assert sent is not None
    assert sent.message_id == 900
    assert [row.message.alert_id for row in await claim(storage)] == [third.id]
    assert await storage.check() == []


async def test_what_an_alert_says_is_the_last_text_that_was_queued_for_it(storage: Storage) -> None:
    (alert,) = await alerts(storage, layla := await join(storage), 1)

    async def last() -> str | None:
        return await read(storage, lambda unit: unit.outbox.last_text(alert.id))

    assert await last() is None
    await owe(storage, due(alert), to=layla)
    assert await last() == f"خبر {alert.id}"
    (row,) = await claim(storage)
    await owe(storage, edit(alert, "تعديل", dedupe="edit:1"), to=layla)
    await owe(storage, edit(alert, "تعديل ثان", dedupe="edit:2"), to=layla)
    await storage.transact(lambda unit: unit.outbox.sent(row.id, 900, NOON))
    assert await last() == "تعديل ثان"
    (row,) = await claim(storage)
    await storage.transact(lambda unit: unit.outbox.sent(row.id, 900, NOON))
    assert await last() == "تعديل ثان"
    await storage.transact(lambda unit: unit.outbox.prune(after(HOURS)))
    assert await last() is None


async def test_an_edit_of_a_message_that_is_gone_becomes_a_message(storage: Storage) -> None:
    (alert,) = await alerts(storage, layla := await join(storage), 1)
    await owe(storage, due(alert), to=layla)
    (row,) = await claim(storage)
    await storage.transact(lambda unit: unit.outbox.sent(row.id, 900, NOON))
    await owe(storage, edit(alert, "تعديل", dedupe="edit:1"), to=layla)
    (row,) = await claim(storage)
    await owe(storage, edit(alert, "تعديل ثان", dedupe="edit:2"), to=layla)
    await storage.transact(lambda unit: unit.outbox.send_anew(row.id))

    (anew,) = await claim(storage)
    assert (anew.id, anew.message.operation, anew.message.text) == (row.id, Operation.SEND, "تعديل")
    assert await claim(storage) == []
    await storage.transact(lambda unit: unit.outbox.sent(anew.id, 901, NOON))
    assert [row.message.message_id for row in await claim(storage)] == [901]


async def test_what_is_put_off_is_due_then_as_if_never_tried_and_lets_others_pass(storage: Storage) -> None:
    first, second = await alerts(storage, layla := await join(storage), 2)
    await owe(storage, due(first), due(second), to=layla)
    (row,) = await claim(storage)
    await storage.transact(lambda unit: unit.outbox.retry(row.id, NOON, "ConnectError"))
    (row,) = await claim(storage)
    await storage.transact(lambda unit: unit.outbox.put_off(first.id, after(HOURS)))

    assert await overdue(storage, HOURS - 1) == [second.id]
    assert [row.message.alert_id for row in await claim(storage, 1)] == [second.id]
    await storage.transact(lambda unit: unit.outbox.sent(row.id + 1, 900, NOON))
    assert await read(storage, lambda unit: unit.outbox.next_due(after(1))) == after(HOURS)
    assert await claim(storage, HOURS - 1) == []
    await storage.transact(lambda unit: unit.outbox.put_off(first.id, after(60)))
    (again,) = await claim(storage, 60)
    assert (again.id, again.attempts, again.due_since) == (row.id, 0, after(60))
    assert await storage.check() == []


async def test_only_what_cannot_have_arrived_is_unsent(storage: Storage) -> None:
    (alert,) = await alerts(storage, layla := await join(storage), 1)

    async def unsent() -> bool:
        return await read(storage, lambda unit: unit.outbox.is_unsent(alert.id))

    assert not await unsent()
    await owe(storage, due(alert), to=layla)
    assert await unsent()
    (row,) = await claim(storage)
    assert not await unsent()
    await storage.transact(lambda unit: unit.outbox.retry(row.id, NOON, "ConnectError"))
    assert await unsent()
    await claim(storage)
    await storage.transact(lambda unit: unit.outbox.retry(row.id, NOON, "ReadTimeout", possible_duplicate=True))
    assert not await unsent()


async def test_what_is_due_of_superseded_alerts_does_not_go(storage: Storage) -> None:
    first, second, third = await alerts(storage, layla := await join(storage), 3)
    await owe(storage, due(first), due(second), edit(second, "تعديل"), due(third), to=layla)
    await storage.transact(lambda unit: unit.outbox.supersede([first.id, second.id]))

    assert await states(storage) == {OutboxState.SUPERSEDED: 3, OutboxState.DUE: 1}
    assert [row.message.alert_id for row in await claim(storage)] == [third.id]
    assert await storage.check() == []
