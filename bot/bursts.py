"""Too many alerts at once, or alerts in quiet hours: folded into one message that grows, and nothing dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.digest.build import LINES_LIMIT, FoldKind
from bot.digest.build import fold as fold_text
from bot.digest.schedule import next_due
from bot.fired import fired_on
from bot.model import Alert, DigestItem, Operation, Outgoing, Priority, Subscriber
from storage import Unit

WINDOW = timedelta(minutes=10)  # a subscriber's pace is alerts in this time; a fold takes in what comes within it
BURST, QUIET, CATCH_UP = (f"{kind.value}:" for kind in (FoldKind.BURST, FoldKind.QUIET, FoldKind.CATCH_UP))


async def fold(unit: Unit, subscriber: Subscriber, alert: Alert, *, urgent: bool, paced: bool, now: datetime) -> bool:
    """Fold a new alert if it has to be: True when the message of a fold tells of it, now or after the quiet hours.

    `urgent` passes quiet hours; what is not `paced` is folded in quiet hours only.
    """
    until = None if urgent else quiet_until(subscriber, now)
    if until is not None:
        kind = f"{QUIET}{until:%Y%m%dT%H%M}"
        known = await unit.alerts.latest(subscriber.id, kind)
    else:
        # This one is counted already.
        if not paced or await unit.alerts.sent_since(subscriber.id, now - WINDOW) <= subscriber.pace:
            return False
        kind = f"{BURST}{now:%Y%m%dT%H%M%S}"
        known = await unit.alerts.latest(subscriber.id, BURST)
        if known is not None and (known.created_at is None or known.created_at <= now - WINDOW):
            known = None
    whole = known or await unit.alerts.open(
        subscriber.id, alert.story_id, alert.post_id, subscriber.chat_id, now, kind=kind
    )
    if whole is None:
        return False
    await unit.alerts.fold_into(alert.id, whole.id)
    if known is not None:
        await bring_up_to_date(unit, subscriber, whole.id, now, grown=True)
    else:
        message = await message_of(unit, subscriber, whole, dedupe=f"{whole.kind}:{subscriber.id}")
        await unit.outbox.queue(replace(message, not_before=until), subscriber.id, now)
    return True


async def message_of(unit: Unit, subscriber: Subscriber, whole: Alert, *, dedupe: str) -> Outgoing:
    """The message of a fold as it is sent the first time."""
    items = [
        item
        for alert in await unit.alerts.folded(whole.id, LINES_LIMIT)
        if (item := await _item(unit, subscriber, alert))
    ]
    count = await unit.alerts.count_folded(whole.id)
    return Outgoing(
        Operation.SEND,
        subscriber.chat_id,
        text=fold_text(subscriber, items, count, FoldKind(whole.kind.partition(":")[0])),
        alert_id=whole.id,
        thread_id=subscriber.thread_id,
        priority=Priority.ALERT,
        dedupe=dedupe,
    )


async def bring_up_to_date(
    unit: Unit, subscriber: Subscriber, fold_id: int, now: datetime, *, grown: bool = False
) -> None:
    """Edit the message of a fold, without a sound, if it would say something else now.

    When the message was deleted meanwhile, it comes anew if it has `grown`.
    """
    whole = await unit.alerts.get(fold_id)
    if whole is None:
        return
    message = await message_of(unit, subscriber, whole, dedupe=f"edit:{fold_id}:{whole.revision + 1}")
    if message.text == await unit.outbox.last_text(fold_id):
        return
    await unit.alerts.bump(fold_id)
    if not await unit.outbox.replace_unsent(fold_id, message):
        edit = replace(message, operation=Operation.EDIT, silent=not grown)
        await unit.outbox.queue(edit, subscriber.id, now)


def quiet_until(subscriber: Subscriber, now: datetime) -> datetime | None:
    """When the quiet hours that it is now end (UTC); None outside of them."""
    if subscriber.quiet is None:
        return None
    start, end = subscriber.quiet
    local = now.astimezone(ZoneInfo(subscriber.zone)).time()
    inside = start <= local < end if start < end else local >= start or local < end
    return next_due(now, subscriber.zone, end) if inside else None


async def _item(unit: Unit, subscriber: Subscriber, alert: Alert) -> DigestItem | None:
    post = await unit.posts.get(alert.post_id)
    if post is None:
        return None
    fired = await fired_on(unit, post, subscriber.id)
    return DigestItem(post, fired.watches, fired.spans, lost=fired.lost)
