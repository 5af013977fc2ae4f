"""The outbox: what is owed is written once, sent, tried again or parked, and never lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.model import Alert, Button, Operation, OutboxRow, OutboxState, Outgoing, Priority
from storage import Storage, Unit
from tests.storage.conftest import Open
from tests.storage.given import (
    HUDA,
    LAYLA,
    NOON,
    SAMI,
    after,
    each,
    edit,
    join,
    message,
    owe,
    publish,
    read,
    ref,
    tell,
)

FOR_EVER = datetime(2100, 1, 1, tzinfo=UTC)


async def claim(storage: Storage, seconds: float = 0, limit: int = 100) -> list[OutboxRow]:
    return await storage.transact(lambda unit: unit.outbox.claim(after(seconds), limit=limit))


async def counts(storage: Storage) -> dict[OutboxState, int]:
    return {s: n for s, n in (await read(storage, lambda unit: unit.outbox.counts())).items() if n}


async def sent(storage: Storage, row: OutboxRow, message_id: int | None = 900, seconds: float = 0) -> None:
    await storage.transact(lambda unit: unit.outbox.sent(row.id, message_id, after(seconds)))


async def alerted(storage: Storage) -> Alert:
    """Layla's alert of a post; nothing is queued for it yet."""
    alert = await tell(storage, await join(storage), await publish(storage))
    assert alert is not None
    return alert


WHOLE = Outgoing(
    Operation.SEND,
    LAYLA,
    text="<b>قافلة</b> &amp; مساعدات",
    buttons=((Button("افتح", url="https://t.me/x/1"), Button("كتم", data="mute:1")), (Button("لماذا؟", data="why:1"),)),
    reply_to=31,
    thread_id=7,
    preview_link="https://t.me/x/1",
    file="/archives/posts.csv",
    silent=True,
    priority=Priority.DIGEST,
    not_before=after(5),
    dedupe="digest:1:daily:2026-03-01",
)


async def test_a_message_comes_out_as_it_went_in(storage: Storage) -> None:
    layla = await join(storage)
    (row_id,) = await owe(storage, WHOLE, to=layla)

    row = OutboxRow(row_id, WHOLE, layla.id, OutboxState.SENDING, 0, after(5), due_since=after(5))
    assert await claim(storage, 5) == [row]


async def test_a_message_without_a_time_is_due_at_once(storage: Storage) -> None:
    await owe(storage, message(), now=after(5))

    assert await claim(storage, 4.999) == []
    assert [row.not_before for row in await claim(storage, 5)] == [after(5)]


async def test_a_dedupe_key_is_used_once_whatever_became_of_the_first(storage: Storage) -> None:
    (first,) = await owe(storage, message(dedupe="alert:1:1:1"))
    assert await owe(storage, message(text="ثانية", dedupe="alert:1:1:1")) == []
    (row,) = await claim(storage)
    await sent(storage, row)

    assert await owe(storage, message(SAMI, dedupe="alert:1:1:1")) == []
    assert row.id == first
    assert await counts(storage) == {OutboxState.SENT: 1}


async def test_messages_without_a_key_are_all_kept_and_get_one_each(storage: Storage) -> None:
    await owe(storage, message(LAYLA), message(LAYLA), message(SAMI))

    rows = await claim(storage)
    assert await counts(storage) == {OutboxState.DUE: 1, OutboxState.SENDING: 2}
    assert len({row.message.dedupe for row in rows} - {""}) == 2


async def test_an_answer_to_a_button_is_never_stored(storage: Storage) -> None:
    with pytest.raises(ValueError, match="callback"):
        await owe(storage, message(operation=Operation.ANSWER))


async def test_a_sent_message_is_not_sent_again(storage: Storage) -> None:
    await owe(storage, message())
    (row,) = await claim(storage)
    assert await claim(storage, 10**6) == []
    await sent(storage, row)

    assert await claim(storage, 10**6) == []
    assert await counts(storage) == {OutboxState.SENT: 1}


async def test_an_alert_learns_which_message_it_is(storage: Storage) -> None:
    alert = await alerted(storage)
    await owe(storage, message(alert_id=alert.id))
    (row,) = await claim(storage)
    await sent(storage, row, 4711)

    assert await read(storage, lambda unit: unit.alerts.get(alert.id)) == replace(alert, message_id=4711)


async def test_a_message_whose_number_nobody_heard_leaves_its_alert_without_one(storage: Storage) -> None:
    alert = await alerted(storage)
    await owe(storage, message(alert_id=alert.id))
    (row,) = await claim(storage)
    await sent(storage, row, None)

    assert await read(storage, lambda unit: unit.alerts.get(alert.id)) == alert
    assert await counts(storage) == {OutboxState.SENT: 1}


@pytest.mark.parametrize("priority", [Priority.ALERT, Priority.REPLY])
async def test_an_edit_waits_until_its_alert_is_sent_and_then_knows_the_message(
    storage: Storage, priority: Priority
) -> None:
    alert = await alerted(storage)
    await owe(storage, message(alert_id=alert.id))
    (row,) = await claim(storage)
    await owe(storage, edit(alert, "أحدث", priority=priority))
    assert await claim(storage, 60) == []
    assert await read(storage, lambda unit: unit.outbox.next_due(NOON)) is None
    await sent(storage, row, 4711, seconds=60)

    (newer,) = await claim(storage, 60)
    assert (newer.message.operation, newer.message.message_id) == (Operation.EDIT, 4711)


@pytest.mark.parametrize("operation", [Operation.BUTTONS, Operation.DELETE])
async def test_whatever_is_done_to_an_alerts_message_waits_for_it(storage: Storage, operation: Operation) -> None:
    alert = await alerted(storage)
    await owe(storage, message(operation=operation, alert_id=alert.id))
    assert await claim(storage) == []
    (row_id,) = await owe(storage, message(alert_id=alert.id))
    (row,) = await claim(storage)
    assert row.id == row_id
    await sent(storage, row, 4711)

    assert [(one.message.operation, one.message.message_id) for one in await claim(storage)] == [(operation, 4711)]


async def test_an_edit_that_names_its_message_needs_no_alert(storage: Storage) -> None:
    await owe(storage, message(operation=Operation.EDIT, message_id=12))

    assert [row.message.message_id for row in await claim(storage)] == [12]


async def test_a_later_edit_takes_the_place_of_an_unsent_one(storage: Storage) -> None:
    alert = await alerted(storage)
    await owe(storage, message(alert_id=alert.id))
    await sent(storage, (await claim(storage))[0])
    await owe(storage, *(edit(alert, text, dedupe=f"edit:{alert.id}:{text}") for text in ("1", "2", "3")))

    assert [row.message.text for row in await claim(storage)] == ["3"]
    assert await counts(storage) == {OutboxState.SENT: 1, OutboxState.SENDING: 1, OutboxState.SUPERSEDED: 2}


async def test_an_edit_known_already_supersedes_nothing(storage: Storage) -> None:
    alert = await alerted(storage)
    await owe(storage, message(alert_id=alert.id))
    await sent(storage, (await claim(storage))[0])
    await owe(storage, edit(alert, "1", dedupe="a"), edit(alert, "2", dedupe="b"), edit(alert, "1", dedupe="a"))

    assert [row.message.text for row in await claim(storage)] == ["2"]


@pytest.mark.parametrize("priority", [Priority.REPLY, Priority.ALERT])
async def test_an_edit_that_failed_gives_way_to_a_later_one(storage: Storage, priority: Priority) -> None:
    alert = await alerted(storage)
    await owe(storage, message(alert_id=alert.id))
    await sent(storage, (await claim(storage))[0])
    await owe(storage, edit(alert, "1", priority=priority))
    (older,) = await claim(storage)
    await owe(storage, edit(alert, "2", priority=priority))
    await storage.transact(lambda unit: unit.outbox.retry(older.id, after(9), "timeout"))

    assert [row.message.text for row in await claim(storage)] == ["2"]
    assert (await counts(storage))[OutboxState.SUPERSEDED] == 1


async def test_an_edit_under_way_at_a_crash_gives_way_to_a_later_one(storage: Storage) -> None:
    alert = await alerted(storage)
    await owe(storage, message(alert_id=alert.id))
    await sent(storage, (await claim(storage))[0])
    await owe(storage, edit(alert, "1"))
    await claim(storage)
    await owe(storage, edit(alert, "2"))

    assert await storage.transact(lambda unit: unit.outbox.recover(NOON)) == 1
    assert [row.message.text for row in await claim(storage)] == ["2"]


async def test_a_newer_text_replaces_the_one_that_is_not_sent_yet(storage: Storage) -> None:
    alert = await alerted(storage)
    (row_id,) = await owe(storage, message(text="1", alert_id=alert.id, dedupe="alert:1:1:1"))
    newer = edit(alert, "2", preview_link="https://t.me/x/2")
    assert await storage.transact(lambda unit: unit.outbox.replace_unsent(alert.id, newer)) is True

    (row,) = await claim(storage)
    assert (row.id, row.message.operation, row.message.text) == (row_id, Operation.SEND, "2")
    assert (row.message.dedupe, row.message.preview_link) == ("alert:1:1:1", "https://t.me/x/2")
    assert await storage.transact(lambda unit: unit.outbox.replace_unsent(alert.id, newer)) is False


async def test_a_newer_text_replaces_that_of_an_unsent_edit(storage: Storage) -> None:
    alert = await alerted(storage)
    await owe(storage, message(alert_id=alert.id))
    await sent(storage, (await claim(storage))[0])
    await owe(storage, edit(alert, "1"))

    assert await storage.transact(lambda unit: unit.outbox.replace_unsent(alert.id, edit(alert, "2"))) is True
    assert [row.message.text for row in await claim(storage)] == ["2"]


async def test_a_message_that_did_not_go_is_due_again_at_its_time(storage: Storage) -> None:
    await owe(storage, message())

    async def fail(at: float, again: float, maybe_done: bool) -> None:
        (row,) = await claim(storage, at)
        await storage.transact(
            lambda unit: unit.outbox.retry(row.id, after(again), "timeout", possible_duplicate=maybe_done)
        )
        assert await claim(storage, again - 0.001) == []
        assert await read(storage, lambda unit: unit.outbox.next_due(after(at))) == after(again)

    await fail(0, 60, maybe_done=False)
    await fail(60, 120, maybe_done=True)
    await fail(120, 180, maybe_done=True)
    (row,) = await claim(storage, 180)
    assert (row.attempts, row.possible_duplicates) == (3, 2)


async def test_a_parked_message_is_kept_and_not_sent(storage: Storage) -> None:
    await owe(storage, message(), message())
    (row,) = await claim(storage)
    await storage.transact(lambda unit: unit.outbox.park(row.id, "bad HTML"))

    assert await counts(storage) == {OutboxState.DUE: 1, OutboxState.PARKED: 1}
    assert [other.id for other in await claim(storage)] == [row.id + 1]


async def test_what_was_under_way_at_a_crash_is_sent_again_and_counted(storage: Storage, open_again: Open) -> None:
    await owe(
        storage, message(LAYLA, "1"), message(LAYLA, "2"), message(SAMI, "3"), message(SAMI, "4", not_before=after(9))
    )
    await claim(storage)
    await storage.close()
    storage = await open_again()

    assert await storage.transact(lambda unit: unit.outbox.recover(NOON)) == 2
    assert await storage.transact(lambda unit: unit.outbox.recover(NOON)) == 0
    again = await claim(storage)
    assert {(row.message.text, row.possible_duplicates, row.attempts) for row in again} == {("1", 1, 0), ("3", 1, 0)}
    assert await read(storage, lambda unit: unit.outbox.next_due(NOON)) is None


async def holds(storage: Storage) -> dict[int | None, datetime]:
    return dict(await read(storage, lambda unit: unit.outbox.holds()))


async def test_waits_follow_a_clock_that_was_set_back(storage: Storage) -> None:
    """An hour, between a crash and the next start; `after(-3600)` is what the clock says then."""
    await owe(storage, message(LAYLA, "1"), message(HUDA, "غدا", not_before=after(9)), message(SAMI, "2"))
    (row,) = await claim(storage, limit=1)
    await storage.transact(lambda unit: unit.outbox.retry(row.id, after(30), "flood"))
    held: list[tuple[int | None, datetime]] = [(LAYLA, after(30)), (None, after(40)), (HUDA, FOR_EVER)]
    await each(storage, held, lambda unit, one: unit.outbox.hold(*one))
    await storage.transact(lambda unit: unit.outbox.recover(after(-3600)))

    assert await holds(storage) == {LAYLA: after(-3570), None: after(-3560), HUDA: FOR_EVER}
    assert [one.message.text for one in await claim(storage, -3560)] == ["2", "1"]
    await storage.transact(lambda unit: unit.outbox.hold(HUDA, after(-3560)))
    assert await claim(storage, 8) == []
    assert [one.message.text for one in await claim(storage, 9)] == ["غدا"]


async def test_a_clock_that_went_on_changes_no_wait(storage: Storage) -> None:
    await owe(storage, message(LAYLA))
    (row,) = await claim(storage)
    await storage.transact(lambda unit: unit.outbox.retry(row.id, after(30), "flood"))
    await storage.transact(lambda unit: unit.outbox.hold(LAYLA, after(30)))
    await storage.transact(lambda unit: unit.outbox.recover(after(10)))

    assert await holds(storage) == {LAYLA: after(30)}
    assert await claim(storage, 29) == []
    assert len(await claim(storage, 30)) == 1


async def test_changes_to_a_message_that_was_never_sent_are_given_up(storage: Storage) -> None:
    alert = await alerted(storage)
    await owe(storage, message(alert_id=alert.id))
    (first,) = await claim(storage)
    await owe(storage, edit(alert, "أحدث"), message(LAYLA, operation=Operation.DELETE, message_id=5))
    assert await storage.transact(lambda unit: unit.outbox.prune(after(10))) == 0
    assert await counts(storage) == {OutboxState.SENDING: 1, OutboxState.DUE: 2}
    await storage.transact(lambda unit: unit.outbox.park(first.id, "bad HTML"))
    await storage.transact(lambda unit: unit.outbox.prune(NOON))
    assert (await counts(storage))[OutboxState.DUE] == 2

    await storage.transact(lambda unit: unit.outbox.prune(after(10)))
    assert await counts(storage) == {OutboxState.PARKED: 1, OutboxState.SUPERSEDED: 1, OutboxState.DUE: 1}
    assert await storage.check() == []


async def test_pruning_empties_old_sent_messages_and_keeps_their_keys(storage: Storage) -> None:
    await owe(storage, message(LAYLA, dedupe="alert:1:1:1"), message(SAMI, dedupe="alert:2:1:1"), message(503))
    rows = await claim(storage)
    for number, row in enumerate(rows):
        await sent(storage, row, seconds=number)

    assert await storage.transact(lambda unit: unit.outbox.prune(NOON)) == 0
    assert await storage.transact(lambda unit: unit.outbox.prune(after(1))) == 1
    assert await storage.transact(lambda unit: unit.outbox.prune(after(10))) == 2
    assert await storage.transact(lambda unit: unit.outbox.prune(after(10))) == 0
    assert await owe(storage, message(LAYLA, dedupe="alert:1:1:1"), message(SAMI, dedupe="alert:2:1:1")) == []
    assert await storage.check() == []


async def test_pruning_leaves_what_is_not_sent(storage: Storage) -> None:
    await owe(storage, message(LAYLA), message(LAYLA), message(SAMI))
    _, other = await claim(storage)
    await storage.transact(lambda unit: unit.outbox.park(other.id, "bad HTML"))

    assert await storage.transact(lambda unit: unit.outbox.prune(after(10**6))) == 0
    assert await counts(storage) == {OutboxState.SENDING: 1, OutboxState.DUE: 1, OutboxState.PARKED: 1}


async def test_what_is_withdrawn_is_not_sent_and_what_was_sent_is_known_by_its_key(storage: Storage) -> None:
    first, *others = [replace(message(LAYLA), dedupe=f"import:1:{n}") for n in ("first", "second", "third")]
    await owe(storage, first)
    (row,) = await claim(storage)
    assert await read(storage, lambda unit: unit.outbox.sent_as("import:1:first")) is None
    await sent(storage, row, 77)
    assert await read(storage, lambda unit: unit.outbox.sent_as("import:1:first")) == 77

    await owe(storage, *others, replace(message(LAYLA), dedupe="import:12:first"), message(SAMI))
    await storage.transact(lambda unit: unit.outbox.withdraw("import:1:"))
    assert sorted(row.message.dedupe for row in await claim(storage)) == ["import:12:first", "row:5"]
    assert await counts(storage) == {OutboxState.SENT: 1, OutboxState.SUPERSEDED: 2, OutboxState.SENDING: 2}
    assert await storage.check() == []


async def test_every_state_has_its_count(storage: Storage) -> None:
    assert await read(storage, lambda unit: unit.outbox.counts()) == dict.fromkeys(OutboxState, 0)


async def test_what_becomes_of_a_row_that_is_gone_concerns_nobody(storage: Storage) -> None:
    layla = await join(storage)
    await owe(storage, message(), to=layla)
    (row,) = await claim(storage)
    await storage.transact(lambda unit: unit.subscribers.forget(layla.id))

    await sent(storage, row)
    await storage.transact(lambda unit: unit.outbox.retry(row.id, NOON, "late"))
    await storage.transact(lambda unit: unit.outbox.park(row.id, "late"))
    assert await counts(storage) == {}
    assert await storage.check() == []


async def test_an_alert_and_its_message_are_written_together_or_not_at_all(storage: Storage) -> None:
    layla, one = await join(storage), await publish(storage, ref(1))

    async def half(unit: Unit) -> None:
        story = await unit.posts.story_of(one.id)
        alert = await unit.alerts.open(layla.id, story, one.id, LAYLA, NOON)
        assert alert is not None
        await unit.outbox.queue(message(alert_id=alert.id), layla.id, NOON)
        raise LookupError

    with pytest.raises(LookupError):
        await storage.transact(half)
    assert await counts(storage) == {}
    assert await tell(storage, layla, one) is not None
