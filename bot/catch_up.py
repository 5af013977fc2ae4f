"""After an outage: what had been due for hours comes as one summary, not as hundreds of alerts that are old news.

Two outages end here: Telegram could not be reached, so that alerts waited in the outbox; or a source could not, or the
bot itself was away, so that posts are found long after they were published. Nothing is dropped: the summary lists the
alerts, and all of them stay in the digest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot import bursts
from bot.model import Alert, Mode, Operation, OutboxRow, Post, Priority, Subscriber
from storage import Unit

AFTER = timedelta(hours=6)
# Posts of an outage come page by page. What is that old can wait for the others.
GATHERING = timedelta(minutes=2)


def late_since(post: Post, after: timedelta = AFTER) -> datetime | None:
    """Since when a post that an outage kept away would have been told of; None when it is news.

    An edit is news, and so is what a person forwards, whatever its age.
    """
    if post.mode is not Mode.CATCH_UP or post.version > 1 or post.published_at is None or post.arrived_at is None:
        return None
    return post.published_at if post.arrived_at - post.published_at > after else None


async def in_place_of(unit: Unit, row: OutboxRow, now: datetime, after: timedelta = AFTER) -> OutboxRow | None:
    """What to send in place of a row that was just claimed; None when nothing is, for it waits.

    It happens in the transaction that takes the row, so that nothing can slip out before. Overdue alerts become the
    summary of all those of their chat, which stands in the row's place in the line. In its owner's quiet hours an alert
    goes into the message that comes when they end, and a summary waits for that instant, if no urgent watch fired on
    what they tell of; urgent ones have a summary of their own then. One overdue alert alone is sent as it is. What may
    have arrived already goes again as it was.
    """
    message = row.message
    if not _is_first_alert(row) or message.alert_id is None or row.subscriber_id is None:
        return row
    subscriber = await unit.subscribers.get(row.subscriber_id)
    if subscriber is None:
        return row
    until = bursts.quiet_until(subscriber, now)
    is_overdue = row.due_since is not None and row.due_since <= now - after
    if until is None and not is_overdue:
        return row
    alert = await unit.alerts.get(message.alert_id)
    if alert is None:
        return row
    urgent = until is not None and await unit.alerts.is_urgent(alert.id)
    if is_overdue:
        others = await unit.outbox.overdue_alerts(message.chat_id, now - after)
        if until is not None:
            others = [one for one in others if await unit.alerts.is_urgent(one) is urgent]
        if others:
            row, alert = await _summary(unit, subscriber, alert, row, others, now)
            if until is None or urgent:
                return row
            await unit.outbox.put_off(alert.id, until)
            return None
    if until is None or urgent:
        return row
    await _hold(unit, subscriber, alert, row, until, now)
    return None


def _is_first_alert(row: OutboxRow) -> bool:
    """Whether a row is an alert that cannot have arrived; the answer to a forward is more than that."""
    message = row.message
    is_alert = message.operation is Operation.SEND and message.priority is Priority.ALERT
    return is_alert and message.reply_to is None and not row.possible_duplicates


async def _summary(
    unit: Unit, subscriber: Subscriber, alert: Alert, row: OutboxRow, others: Sequence[int], now: datetime
) -> tuple[OutboxRow, Alert]:
    """Make a row the summary of its alert and of others; return it and the summary's own alert."""
    whole = alert if alert.kind.startswith(bursts.CATCH_UP) else await _open(unit, subscriber, alert, row, now)
    for folded in (*others, alert.id):
        if folded != whole.id:
            await unit.alerts.fold_into(folded, whole.id)
    message = await bursts.message_of(unit, subscriber, whole, dedupe=f"catchup:{subscriber.id}:{row.id}")
    await unit.outbox.fold(row.id, message, (*others, alert.id))
    return replace(row, message=message), whole


async def _hold(
    unit: Unit, subscriber: Subscriber, alert: Alert, row: OutboxRow, until: datetime, now: datetime
) -> None:
    """Hold an alert until its owner's quiet hours end, and with it all of their chat that could be sent now."""
    await unit.outbox.put_off(alert.id, until)
    if alert.kind.startswith((bursts.QUIET, bursts.CATCH_UP)):
        return
    held = [alert]
    for one in await unit.outbox.overdue_alerts(row.message.chat_id, now):
        other = await unit.alerts.get(one)
        waits = other is None or other.id == alert.id or other.kind.startswith((bursts.QUIET, bursts.CATCH_UP))
        if other is not None and not waits and not await unit.alerts.is_urgent(one):
            held.append(other)
    await bursts.hold(unit, subscriber, held, until, now)
    await unit.outbox.supersede([one.id for one in held])


async def _open(unit: Unit, subscriber: Subscriber, alert: Alert, row: OutboxRow, now: datetime) -> Alert:
    kind = f"{bursts.CATCH_UP}{row.id}"
    whole = await unit.alerts.open(subscriber.id, alert.story_id, alert.post_id, subscriber.chat_id, now, kind=kind)
    if whole is None:
        raise LookupError(f"outbox row {row.id} became a summary before")
    return whole
