"""What came of one attempt, and how it is written down: the outbox row, its chat and its subscriber, in one unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from bot.deliver.telegram import BadFormatting, Broken, Lost, Migrated, NotDelivered, Unreachable
from bot.model import Operation, OutboxRow, Outgoing, Status
from storage import Unit

# The hold of a chat that refuses the bot: its rows stay due, and /start lifts it.
UNREACHABLE_UNTIL: Final = datetime(2100, 1, 1, tzinfo=UTC)
_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 300.0
_DOUBLINGS: Final = 9  # the longest pause is reached before


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram said yes. `rest` are the further parts of a text that had to be sent as plain."""

    message_id: int | None
    rest: tuple[Outgoing, ...] = ()


Outcome = Sent | NotDelivered


@dataclass(frozen=True, slots=True)
class Fate:
    """An outcome at an instant. `retry_at`: not again before; `held`: chats (None: all) that wait, and until when."""

    outcome: Outcome
    at: datetime
    retry_at: datetime
    held: Mapping[int | None, datetime] = field(default_factory=dict)


def pause_before_retry(attempts: int, jitter: float) -> float:
    """Seconds to wait after a message was lost: 1, 2, 4 … 300, and up to a quarter more.

    `attempts`: how often it had failed before; `jitter`: 0 to 1, random, so that not all come back at once.
    """
    pause = min(_FIRST_PAUSE * (1 << min(attempts, _DOUBLINGS)), _LONGEST_PAUSE)
    return pause * (1 + jitter / 4)


async def record(unit: Unit, message: Outgoing, row: OutboxRow | None, fate: Fate) -> None:
    """Write down what came of `message`. With no row it was a reply from memory: failed, it becomes a row."""
    for chat_id, until in fate.held.items():
        await unit.outbox.hold(chat_id, until)
    if isinstance(fate.outcome, Migrated):
        await unit.subscribers.migrate_chat(message.chat_id, fate.outcome.new_chat_id)
        message = replace(message, chat_id=fate.outcome.new_chat_id)
    elif isinstance(fate.outcome, Unreachable):
        await _set_blocked(unit, message.chat_id)
    if message.operation is Operation.ANSWER:
        return
    if isinstance(fate.outcome, Sent):
        await _record_sent(unit, message, row, fate.outcome, fate.at)
        return
    row_id = row.id if row is not None else await queue_reply(unit, message, fate.at)
    if row_id is not None:
        await _record_refused(unit, row_id, message.operation, fate.outcome, fate.retry_at)


async def queue_reply(unit: Unit, message: Outgoing, at: datetime) -> int | None:
    """Make a row of a reply; None when its dedupe key is known already."""
    return await unit.outbox.queue(message, await _subscriber_id(unit, message.chat_id), at)


async def _record_sent(unit: Unit, message: Outgoing, row: OutboxRow | None, sent: Sent, at: datetime) -> None:
    if row is not None:
        await unit.outbox.sent(row.id, sent.message_id, at)
    for part in sent.rest:
        await queue_reply(unit, part, at)


async def _record_refused(
    unit: Unit, row_id: int, operation: Operation, refusal: NotDelivered, retry_at: datetime
) -> None:
    match refusal:
        case Broken() | BadFormatting():
            await unit.outbox.park(row_id, refusal.reason)
        case Migrated() if operation in {Operation.EDIT, Operation.DELETE}:
            # A supergroup numbers its messages anew, and the old group takes nothing more.
            await unit.outbox.park(row_id, refusal.reason)
        case Lost(maybe_done=maybe_done):
            await unit.outbox.retry(row_id, retry_at, refusal.reason, possible_duplicate=maybe_done)
        case _:
            await unit.outbox.retry(row_id, retry_at, refusal.reason)


async def _set_blocked(unit: Unit, chat_id: int) -> None:
    await unit.outbox.hold(chat_id, UNREACHABLE_UNTIL)
    subscriber = await unit.subscribers.by_chat(chat_id)
    if subscriber is not None and subscriber.status is Status.ACTIVE:
        await unit.subscribers.set_status(subscriber.id, Status.BLOCKED)


async def _subscriber_id(unit: Unit, chat_id: int) -> int | None:
    subscriber = await unit.subscribers.by_chat(chat_id)
    return None if subscriber is None else subscriber.id
