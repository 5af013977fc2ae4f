"""After an outage: what had been due for hours comes as one summary, not as hundreds of alerts that are old news.

Two outages end here: Telegram could not be reached, so that alerts waited in the outbox; or a source could not, or the
bot itself was away, so that posts are found long after they were published. Nothing is dropped: the summary lists the
alerts, and all of them stay in the digest.
"""

from __future__ import annotations

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


async def in_place_of(unit: Unit, row: OutboxRow, now: datetime, after: timedelta = AFTER) -> OutboxRow:
    """What to send in place of a row that was just claimed: itself, or the summary of all its chat's overdue alerts.

    It happens in the transaction that takes the row, so that no overdue alert can go out before its summary. The
    summary stands in the row's place in the line, and makes no sound in quiet hours. One overdue alert alone is sent as
    it is, and so is what may have arrived already.
    """
    alert = await _overdue_alert(unit, row, now - after)
    if alert is None:
        return row
    others = await unit.outbox.overdue_alerts(row.message.chat_id, now - after)
    subscriber = await unit.subscribers.get(alert.subscriber_id)
    if not others or subscriber is None:
        return row
    whole = alert if alert.kind.startswith(bursts.CATCH_UP) else await _open(unit, subscriber, alert, row, now)
    for folded in (*others, alert.id):
        if folded != whole.id:
            await unit.alerts.fold_into(folded, whole.id)
    message = await bursts.message_of(unit, subscriber, whole, dedupe=f"catchup:{subscriber.id}:{row.id}")
    message = replace(message, silent=bursts.quiet_until(subscriber, now) is not None)
    await unit.outbox.fold(row.id, message, (*others, alert.id))
    return replace(row, message=message)


async def _overdue_alert(unit: Unit, row: OutboxRow, before: datetime) -> Alert | None:
    message = row.message
    if message.operation is not Operation.SEND or message.priority is not Priority.ALERT or message.alert_id is None:
        return None
    if row.possible_duplicates or row.due_since is None or row.due_since > before:
        return None
    if message.reply_to is not None:  # the answer to a forward
        return None
    return await unit.alerts.get(message.alert_id)


async def _open(unit: Unit, subscriber: Subscriber, alert: Alert, row: OutboxRow, now: datetime) -> Alert:
    kind = f"{bursts.CATCH_UP}{row.id}"
    whole = await unit.alerts.open(subscriber.id, alert.story_id, alert.post_id, subscriber.chat_id, now, kind=kind)
    if whole is None:
        raise LookupError(f"outbox row {row.id} became a summary before")
    return whole
