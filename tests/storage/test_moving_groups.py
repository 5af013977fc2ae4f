"""A group becomes a supergroup: its subscription, source, alerts and messages follow it to the new chat."""

from __future__ import annotations

from dataclasses import replace

from bot.model import AwaitedAnswer, DraftKind, Operation, OutboxState, RefKind, Source, SourceStatus, Subscriber
from storage import Storage
from tests.storage.given import (
    DESK,
    LAYLA,
    NOON,
    after,
    edit,
    hit,
    join,
    message,
    owe,
    publish,
    read,
    ref,
    tell,
    update,
    watch,
)

MOVED = -1001555
GROUP_AS_SOURCE = Source(0, RefKind.CHAT, str(DESK), "غرفة الأخبار", chat_id=DESK, status=SourceStatus.ACCEPTED)


async def move(storage: Storage) -> None:
    await storage.transact(lambda unit: unit.subscribers.migrate_chat(DESK, MOVED))


async def desk(storage: Storage) -> Subscriber:
    return await join(storage, DESK, is_group=True, thread_id=7)


async def texts(storage: Storage, seconds: float = 0) -> list[tuple[int, str]]:
    rows = await storage.transact(lambda unit: unit.outbox.claim(after(seconds), limit=100))
    return [(row.message.chat_id, row.message.text) for row in rows]


async def test_the_subscriber_is_the_same_in_the_new_chat(storage: Storage) -> None:
    group = await desk(storage)
    await move(storage)

    assert await read(storage, lambda unit: unit.subscribers.by_chat(MOVED)) == replace(group, chat_id=MOVED)
    assert await read(storage, lambda unit: unit.subscribers.by_chat(DESK)) is None


async def test_moving_twice_is_moving_once(storage: Storage) -> None:
    group = await desk(storage)
    await owe(storage, message(DESK), to=group)
    await move(storage)
    await move(storage)

    assert await texts(storage) == [(MOVED, "خبر")]


async def test_the_source_is_the_same_in_the_new_chat(storage: Storage) -> None:
    known = await storage.transact(lambda unit: unit.sources.save(GROUP_AS_SOURCE, NOON))
    await move(storage)

    moved = replace(known, key=str(MOVED), chat_id=MOVED)
    assert await read(storage, lambda unit: unit.sources.find(RefKind.CHAT, str(MOVED))) == moved
    assert await read(storage, lambda unit: unit.sources.by_chat(MOVED)) == moved
    assert await read(storage, lambda unit: unit.sources.by_chat(DESK)) is None


async def test_the_source_is_found_by_what_was_said_in_the_old_group(storage: Storage) -> None:
    """Updates that waited for the group to be accepted name it by its old id."""
    known = await storage.transact(lambda unit: unit.sources.save(GROUP_AS_SOURCE, NOON))
    await move(storage)

    found = await read(storage, lambda unit: unit.sources.find(RefKind.CHAT, str(DESK)))
    assert found == replace(known, key=str(MOVED), chat_id=MOVED)
    assert await read(storage, lambda unit: unit.sources.find(RefKind.CHANNEL, str(DESK))) is None


async def test_posts_keep_the_names_they_came_with(storage: Storage) -> None:
    """A supergroup counts its messages from 1 again: its message 5 is another one."""
    old = await publish(storage, ref(5, str(DESK), RefKind.CHAT))
    await move(storage)

    assert await read(storage, lambda unit: unit.posts.find([ref(5, str(MOVED), RefKind.CHAT)])) is None
    assert await read(storage, lambda unit: unit.posts.find([ref(5, str(DESK), RefKind.CHAT)])) == old


async def test_what_is_owed_goes_to_the_new_chat_and_waits_where_it_had_to(storage: Storage) -> None:
    group = await desk(storage)
    await owe(storage, message(DESK, "1"), message(DESK, "2"), to=group)
    await storage.transact(lambda unit: unit.outbox.hold(DESK, after(30)))
    await move(storage)

    assert await texts(storage, 29) == []
    assert await texts(storage, 30) == [(MOVED, "1")]
    assert await storage.check() == []


async def test_a_message_under_way_during_the_move_can_be_sent_again(storage: Storage) -> None:
    group = await desk(storage)
    (row_id,) = await owe(storage, message(DESK), to=group)
    await texts(storage)
    await move(storage)
    await storage.transact(lambda unit: unit.outbox.retry(row_id, NOON, "migrated"))

    assert await texts(storage) == [(MOVED, "خبر")]


async def test_an_alert_forgets_its_old_message_and_edits_of_it_are_given_up(storage: Storage) -> None:
    group = await desk(storage)
    alert = await tell(storage, group, await publish(storage))
    assert alert is not None
    (row_id,) = await owe(storage, message(DESK, alert_id=alert.id), to=group)
    await texts(storage)
    await storage.transact(lambda unit: unit.outbox.sent(row_id, 900, NOON))
    await owe(storage, edit(alert, "أحدث"), to=group)
    await move(storage)

    assert await read(storage, lambda unit: unit.alerts.get(alert.id)) == replace(alert, chat_id=MOVED)
    assert await texts(storage) == []
    assert (await read(storage, lambda unit: unit.outbox.counts()))[OutboxState.SUPERSEDED] == 1
    assert await storage.check() == []


async def test_what_was_to_be_done_to_messages_of_the_old_group_is_given_up(storage: Storage) -> None:
    group = await desk(storage)
    done = (Operation.EDIT, Operation.BUTTONS, Operation.DELETE)
    await owe(storage, *(message(DESK, operation=one, message_id=5) for one in done), message(DESK, "جديدة"), to=group)
    await move(storage)

    assert await texts(storage) == [(MOVED, "جديدة")]
    assert (await read(storage, lambda unit: unit.outbox.counts()))[OutboxState.SUPERSEDED] == 3


async def test_updates_and_answers_that_wait_follow(storage: Storage) -> None:
    group, one = await desk(storage), await publish(storage)
    await storage.transact(lambda unit: unit.inbox.add([update(1, f"chat:{DESK}"), update(2)], NOON))
    await storage.transact(lambda unit: unit.posts.await_answer(one.id, AwaitedAnswer(group.id, DESK, 3, None)))
    await move(storage)

    lanes = [row.lane for row in await read(storage, lambda unit: unit.inbox.pending(NOON))]
    assert lanes == [f"chat:{MOVED}", f"chat:{LAYLA}"]
    assert await storage.transact(lambda unit: unit.posts.take_answers(one.id)) == [
        AwaitedAnswer(group.id, MOVED, 3, None)
    ]


async def test_what_the_new_chat_did_before_the_news_of_the_move_is_the_groups(storage: Storage) -> None:
    group = await desk(storage)
    newcomer = await join(storage, MOVED, is_group=True)
    one, both = await publish(storage, ref(1)), await publish(storage, ref(2))
    old, new = await watch(storage, group, "مطار"), await watch(storage, newcomer, "قافلة")
    paste = await storage.transact(lambda unit: unit.drafts.add(newcomer.id, DraftKind.PASTE, "نص", NOON))
    buried = await watch(storage, group, "سد")
    await storage.transact(lambda unit: unit.watches.bury(buried.id, NOON))
    dam = await watch(storage, newcomer, "سد")
    same = [await watch(storage, group, "هدنة"), await watch(storage, newcomer, "هدنة")]
    await hit(storage, old, both)
    await hit(storage, new, one)
    alert, _ = await tell(storage, newcomer, one), await tell(storage, group, both)
    again = await tell(storage, newcomer, both)
    assert alert is not None
    assert again is not None
    await owe(
        storage, message(MOVED, "تنبيه", alert_id=alert.id), message(MOVED, "مكرر", alert_id=again.id), to=newcomer
    )
    await move(storage)

    assert await read(storage, lambda unit: unit.subscribers.get(newcomer.id)) is None
    watches = await read(storage, lambda unit: unit.watches.of(group.id))
    assert {one.id for one in watches} == {old.id, new.id, same[0].id, dam.id}
    hits = await read(storage, lambda unit: unit.watches.hits_of(group.id, NOON, after(1)))
    assert {(h.watch_id, h.post_id) for h in hits} == {(old.id, both.id), (new.id, one.id)}
    assert await read(storage, lambda unit: unit.drafts.get(paste.id)) == replace(paste, subscriber_id=group.id)
    # Both had been told of the same story: one alert stays, and its message with it.
    assert await read(storage, lambda unit: unit.alerts.get(again.id)) is None
    assert await texts(storage) == [(MOVED, "تنبيه")]
    assert await storage.check() == []


async def test_a_source_met_under_the_new_id_before_the_news_of_the_move_is_the_old_one(storage: Storage) -> None:
    old = await storage.transact(lambda unit: unit.sources.save(GROUP_AS_SOURCE, NOON))
    met = replace(GROUP_AS_SOURCE, key=str(MOVED), chat_id=MOVED, status=SourceStatus.PROPOSED)
    await storage.transact(lambda unit: unit.sources.save(met, NOON))
    await move(storage)

    assert await read(storage, lambda unit: unit.sources.all()) == [replace(old, key=str(MOVED), chat_id=MOVED)]
