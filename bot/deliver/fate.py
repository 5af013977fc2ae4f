"""What came of one attempt, and how it is written down: the outbox row, its chat and its subscriber, in one unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from bot.deliver.outage import queue_notices, remember
from bot.deliver.telegram import BadFormatting, Broken, Lost, Migrated, Missing, NotDelivered, Unreachable
from bot.model import Operation, OutboxRow, Outgoing, Status
from storage import Unit

# The hold of a chat that refuses the bot: its rows stay due, and /start lifts it.
UNREACHABLE_UNTIL: Final = datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram said yes. `rest` are the further parts of a text that had to be sent as plain."""

    message_id: int | None
    rest: tuple[Outgoing, ...] = ()


Outcome = Sent | NotDelivered


@dataclass(frozen=True, slots=True)
class Fate:
    """An outcome at an instant. `retry_at`: not again before; `held`: chats (None: all) that wait, and until when.

    `away_since`: with this answer an outage that began then is over, and was long enough to be told. `silent_since`: so
    is one that began then and goes on.
    """

    outcome: Outcome
    at: datetime
    retry_at: datetime
    held: Mapping[int | None, datetime] = field(default_factory=dict)
    away_since: datetime | None = None
    silent_since: datetime | None = None


async def record(unit: Unit, message: Outgoing, row: OutboxRow | None, fate: Fate) -> None:
    """Write down what came of `message`. With no row it was a reply from memory: failed, it becomes a row."""
    await _hold(unit, fate)
    if fate.away_since is not None:
        await queue_notices(unit, fate.away_since, fate.at)
    if fate.silent_since is not None:
        await remember(unit, fate.silent_since)
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
    if isinstance(fate.outcome, Missing):
        await _record_missing(unit, message, row, fate.at)
        return
    row_id = row.id if row is not None else await queue_reply(unit, message, fate.at)
    if row_id is not None:
        await _record_refused(unit, row_id, message.operation, fate.outcome, fate.retry_at)


async def put_back(unit: Unit, rows: Sequence[OutboxRow], until: datetime) -> None:
    """Rows that were claimed, but not begun."""
    for row in rows:
        await unit.outbox.retry(row.id, until, "not begun")


async def queue_reply(unit: Unit, message: Outgoing, at: datetime) -> int | None:
    """Make a row of a reply; None when its dedupe key is known already."""
    return await unit.outbox.queue(message, await _subscriber_id(unit, message.chat_id), at)


async def _hold(unit: Unit, fate: Fate) -> None:
    """Hold chats, but never shorter than they are held already: `/stop` and a block outlast a flood wait."""
    if not fate.held:
        return
    held_already = await unit.outbox.holds()
    for chat_id, until in fate.held.items():
        if until > held_already.get(chat_id, fate.at):
            await unit.outbox.hold(chat_id, until)


async def _record_sent(unit: Unit, message: Outgoing, row: OutboxRow | None, sent: Sent, at: datetime) -> None:
    if row is not None:
        await unit.outbox.sent(row.id, sent.message_id, at)
    for part in sent.rest:
        await queue_reply(unit, part, at)


async def _record_missing(unit: Unit, message: Outgoing, row: OutboxRow | None, at: datetime) -> None:
    """Nobody misses a message they deleted; but what has come into a fold since must be seen: it is sent anew."""
    if row is None:
        return
    alert = await unit.alerts.get(message.alert_id) if message.alert_id is not None else None
    if alert is not None and alert.is_fold and not message.silent:
        await unit.outbox.send_anew(row.id)
    else:
        await unit.outbox.sent(row.id, message.message_id, at)


async def _record_refused(
    unit: Unit, row_id: int, operation: Operation, refusal: NotDelivered, retry_at: datetime
) -> None:
    match refusal:
        case Broken() | BadFormatting():
            await unit.outbox.park(row_id, refusal.reason)
        case Migrated() if operation in {Operation.EDIT, Operation.BUTTONS, Operation.DELETE}:
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
