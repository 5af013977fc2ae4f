"""What goes first: replies before alerts before digests, fair between chats, in order within one."""

from __future__ import annotations

from datetime import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model import OutboxRow, Priority
from storage import Storage
from tests.storage.conftest import Open
from tests.storage.given import (
    HUDA,
    LAYLA,
    NOON,
    SAMI,
    after,
    each,
    message,
    owe,
    read,
)


async def claim(storage: Storage, seconds: float = 0, limit: int = 100, busy: tuple[int, ...] = ()) -> list[OutboxRow]:
    return await storage.transact(lambda unit: unit.outbox.claim(after(seconds), limit=limit, busy=frozenset(busy)))


async def texts(storage: Storage, seconds: float = 0, limit: int = 100, busy: tuple[int, ...] = ()) -> list[str]:
    return [row.message.text for row in await claim(storage, seconds, limit, busy)]


async def sent(storage: Storage, row: OutboxRow, seconds: float) -> None:
    await storage.transact(lambda unit: unit.outbox.sent(row.id, 1, after(seconds)))


async def retry(storage: Storage, row: OutboxRow, seconds: float) -> None:
    await storage.transact(lambda unit: unit.outbox.retry(row.id, after(seconds), "timeout"))


async def send_all(storage: Storage, seconds: float = 0) -> list[str]:
    """Claim and send, one at a time, until nothing more may go."""
    order = []
    while rows := await claim(storage, seconds, limit=1):
        order.append(rows[0].message.text)
        await sent(storage, rows[0], seconds)
    return order


async def hold(storage: Storage, chat_id: int | None, seconds: float) -> None:
    await storage.transact(lambda unit: unit.outbox.hold(chat_id, after(seconds)))


async def recover(storage: Storage, seconds: float) -> None:
    await storage.transact(lambda unit: unit.outbox.recover(after(seconds)))


async def next_due(storage: Storage, seconds: float = 0) -> datetime | None:
    return await read(storage, lambda unit: unit.outbox.next_due(after(seconds)))


async def test_replies_go_before_alerts_and_alerts_before_digests(storage: Storage) -> None:
    await owe(storage, message(LAYLA, "موجز", priority=Priority.DIGEST), now=after(1))
    await owe(storage, message(SAMI, "تنبيه", priority=Priority.ALERT), now=after(2))
    await owe(storage, message(LAYLA, "تنبيه ليلى", priority=Priority.ALERT), now=after(3))
    await owe(storage, message(HUDA, "جواب", priority=Priority.REPLY), now=after(4))

    assert await send_all(storage, 5) == ["جواب", "تنبيه", "تنبيه ليلى", "موجز"]


async def test_messages_of_one_chat_go_one_at_a_time_in_the_order_they_were_queued(storage: Storage) -> None:
    await owe(storage, *(message(LAYLA, str(n)) for n in range(3)))

    assert await texts(storage) == ["0"]
    assert await texts(storage) == []
    await storage.transact(lambda unit: unit.outbox.sent(1, 1, NOON))
    assert await send_all(storage) == ["1", "2"]


async def test_a_chat_gets_one_message_at_a_time_also_of_different_kinds(storage: Storage) -> None:
    await owe(storage, message(LAYLA, "تنبيه"), message(LAYLA, "جواب", priority=Priority.REPLY))

    assert await texts(storage) == ["جواب"]


async def test_a_chat_with_a_backlog_does_not_keep_the_others_waiting(storage: Storage) -> None:
    await owe(storage, *(message(LAYLA, f"ليلى {n}") for n in range(5)), message(SAMI, "سامي"))
    await owe(storage, message(HUDA, "هدى"), now=after(1))

    assert await texts(storage, 1) == ["ليلى 0", "سامي", "هدى"]


async def test_chats_take_turns(storage: Storage) -> None:
    await owe(storage, *(message(LAYLA, f"ل{n}") for n in range(3)), *(message(SAMI, f"س{n}") for n in range(3)))

    order = []
    for second in range(1, 7):
        (row,) = await claim(storage, second, limit=1)
        order.append(row.message.text)
        await sent(storage, row, second)
    assert order == ["ل0", "س0", "ل1", "س1", "ل2", "س2"]


async def test_no_more_are_claimed_than_asked_for_nor_for_busy_chats(storage: Storage) -> None:
    await owe(storage, message(LAYLA, "ل"), message(SAMI, "س"), message(HUDA, "ه"))

    assert await texts(storage, limit=0) == []
    assert await texts(storage, busy=(LAYLA,), limit=1) == ["س"]
    assert await texts(storage) == ["ل", "ه"]


async def test_a_message_meant_for_later_lets_others_pass(storage: Storage) -> None:
    await owe(storage, message(LAYLA, "مساء", not_before=after(60)), message(LAYLA, "الآن"))

    assert await send_all(storage) == ["الآن"]
    assert await next_due(storage) == after(60)
    assert await send_all(storage, 60) == ["مساء"]


async def test_alerts_stay_in_order_when_one_has_to_be_tried_again(storage: Storage) -> None:
    await owe(storage, message(LAYLA, "1"), message(LAYLA, "2"), message(SAMI, "3"))
    (row,) = await claim(storage, limit=1)
    await retry(storage, row, 5)

    assert await send_all(storage, 4) == ["3"]
    assert await next_due(storage, 4) == after(5)
    assert await send_all(storage, 5) == ["1", "2"]


async def test_a_reply_does_not_wait_for_one_that_has_to_be_tried_again(storage: Storage) -> None:
    await owe(storage, *(message(LAYLA, text, priority=Priority.REPLY) for text in ("1", "2")))
    (row,) = await claim(storage, limit=1)
    await retry(storage, row, 5)

    assert await send_all(storage) == ["2"]
    assert await send_all(storage, 5) == ["1"]


async def test_nothing_goes_to_a_chat_that_is_held(storage: Storage) -> None:
    await owe(storage, message(LAYLA, "ل"), message(LAYLA, "ر", priority=Priority.REPLY), message(SAMI, "س"))
    await hold(storage, LAYLA, 30)

    assert await send_all(storage, 29.999) == ["س"]
    assert await next_due(storage, 29) == after(30)
    assert await send_all(storage, 30) == ["ر", "ل"]


async def test_nothing_goes_to_anybody_while_everything_is_held(storage: Storage) -> None:
    await owe(storage, message(LAYLA, "ل"), message(SAMI, "س", not_before=after(40)))
    await hold(storage, None, 30)

    assert await send_all(storage, 29.999) == []
    assert await next_due(storage) == after(30)
    assert await send_all(storage, 30) == ["ل"]
    assert await next_due(storage, 30) == after(40)


async def test_a_hold_can_be_lifted_and_what_was_queued_meanwhile_goes(storage: Storage) -> None:
    await hold(storage, LAYLA, 10**8)
    await owe(storage, message(LAYLA, "1"))
    assert await texts(storage, 5) == []
    await owe(storage, message(LAYLA, "2"), now=after(5))
    await hold(storage, LAYLA, 6)

    assert await next_due(storage, 5) == after(6)
    assert await send_all(storage, 6) == ["1", "2"]


async def test_what_was_held_for_long_goes_when_the_hold_is_lifted(storage: Storage) -> None:
    await owe(storage, message(LAYLA, "1"))
    await hold(storage, LAYLA, 10**8)
    assert await texts(storage, 5) == []
    await hold(storage, LAYLA, 6)

    assert await next_due(storage, 5) == after(6)
    assert await texts(storage, 6) == ["1"]


async def test_holds_outlive_a_restart(storage: Storage, open_again: Open) -> None:
    await hold(storage, LAYLA, 30)
    await hold(storage, None, 20)
    await owe(storage, message(LAYLA, "ل"))
    await storage.close()
    storage = await open_again()

    assert await read(storage, lambda unit: unit.outbox.holds()) == {LAYLA: after(30), None: after(20)}
    assert await texts(storage, 29) == []
    assert await texts(storage, 30) == ["ل"]


async def test_a_hold_that_is_over_is_pruned(storage: Storage) -> None:
    await hold(storage, LAYLA, 1)
    await hold(storage, SAMI, 3)
    await storage.transact(lambda unit: unit.outbox.prune(after(2)))

    assert await read(storage, lambda unit: unit.outbox.holds()) == {SAMI: after(3)}


async def test_nothing_is_due_when_nothing_is_owed(storage: Storage) -> None:
    assert await next_due(storage) is None
    await hold(storage, LAYLA, 30)
    assert await next_due(storage) is None


async def test_what_is_due_next_is_the_earliest_of_all_chats_and_priorities(storage: Storage) -> None:
    await owe(
        storage,
        message(LAYLA, not_before=after(50)),
        message(SAMI, not_before=after(40), priority=Priority.DIGEST),
        message(HUDA, not_before=after(30), priority=Priority.REPLY),
    )
    assert await next_due(storage) == after(30)
    await hold(storage, HUDA, 45)
    assert await next_due(storage) == after(40)
    await hold(storage, None, 60)
    assert await next_due(storage) == after(60)


CHATS = (LAYLA, SAMI, HUDA)
STEPS = st.one_of(
    st.tuples(st.just("owe"), st.sampled_from(CHATS), st.sampled_from(list(Priority)), st.integers(0, 3)),
    st.tuples(st.just("claim"), st.integers(1, 3)),
    st.tuples(st.just("sent")),
    st.tuples(st.just("retry"), st.integers(0, 3)),
    st.tuples(st.just("park")),
    st.tuples(st.just("hold"), st.sampled_from([None, *CHATS]), st.integers(0, 3)),
    st.tuples(st.just("recover")),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=25))
async def test_whatever_happens_each_message_ends_up_sent_or_parked(
    storage: Storage, steps: list[tuple[object, ...]]
) -> None:
    """A sender that looks when the outbox says so finds everything that is owed."""
    now, under_way = 0.0, []
    for step in steps:
        match step:
            case ("owe", int() as chat, Priority() as priority, int() as wait):
                await owe(storage, message(chat, priority=priority, not_before=after(now + wait)), now=after(now))
            case ("claim", int() as limit):
                under_way += await claim(storage, now, limit)
            case ("sent",) if under_way:
                await sent(storage, under_way.pop(0), now)
            case ("retry", int() as wait) if under_way:
                await retry(storage, under_way.pop(0), now + wait)
            case ("park",) if under_way:
                await each(storage, [under_way.pop(0)], lambda unit, row: unit.outbox.park(row.id, "bad HTML"))
            case ("hold", int() | None as chat, int() as wait):
                await hold(storage, chat, now + wait)
            case ("recover",):
                under_way.clear()
                await recover(storage, now)
        now += 0.5
    await recover(storage, now)

    for _ in range(200):
        if not await send_all(storage, now):
            due = await next_due(storage, now)
            if due is None:
                break
            now = (due - NOON).total_seconds()
    counts = await read(storage, lambda unit: unit.outbox.counts())
    assert {state.value for state, count in counts.items() if count} <= {"sent", "parked"}
    assert await storage.check() == []
