"""Too many alerts at once, or alerts in quiet hours: folded into one message that grows, and nothing dropped."""

from __future__ import annotations

from collections.abc import Sequence
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

    `urgent` passes quiet hours, on its own whatever the pace; what is not `paced` is folded in quiet hours only.
    """
    until = quiet_until(subscriber, now)
    if until is not None:
        # Urgent in quiet hours: the edit of a message that grows would make no sound.
        if not urgent:
            await hold(unit, subscriber, [alert], until, now)
        return not urgent
    # This one is counted already.
    if not paced or await unit.alerts.sent_since(subscriber.id, now - WINDOW) <= subscriber.pace:
        return False
    known = await unit.alerts.latest(subscriber.id, BURST)
    is_recent = known is not None and known.created_at is not None and known.created_at > now - WINDOW
    # One whose alerts went into another message has none of its own.
    if known is not None and is_recent and await unit.alerts.count_folded(known.id):
        await unit.alerts.fold_into(alert.id, known.id)
        await bring_up_to_date(unit, subscriber, known.id, now, grown=True)
        return True
    whole = await _open(unit, subscriber, alert, f"{BURST}{now:%Y%m%dT%H%M%S}", now)
    if whole is None:
        return False
    await unit.alerts.fold_into(alert.id, whole.id)
    await unit.outbox.queue(await _first_message(unit, subscriber, whole), subscriber.id, now)
    return True


async def hold(unit: Unit, subscriber: Subscriber, alerts: Sequence[Alert], until: datetime, now: datetime) -> Alert:
    """Let the one message that comes when the quiet hours end tell of these alerts; return its alert."""
    known = await unit.alerts.latest(subscriber.id, QUIET)
    if known is not None and await unit.outbox.is_unsent(known.id):
        whole = known
    else:
        opened = await _open(unit, subscriber, alerts[0], f"{QUIET}{now:%Y%m%dT%H%M%S.%f}", now)
        if opened is None:
            raise LookupError(f"alert {alerts[0].id} is held twice at one instant")
        whole = opened
    for alert in alerts:
        await unit.alerts.fold_into(alert.id, whole.id)
    if whole is known:
        await bring_up_to_date(unit, subscriber, whole.id, now, grown=True)
    else:
        message = await _first_message(unit, subscriber, whole)
        await unit.outbox.queue(replace(message, not_before=until), subscriber.id, now)
    return whole


async def release(unit: Unit, subscriber: Subscriber, alert: Alert, now: datetime) -> bool:
    """Take an alert that has become urgent out of a fold that waits for the end of the quiet hours.

    False when it is in none, or when the message of its fold may be with Telegram already.
    """
    if alert.fold_id is None or quiet_until(subscriber, now) is None or not await unit.outbox.is_unsent(alert.fold_id):
        return False
    await unit.alerts.take_out(alert.id)
    if await unit.alerts.count_folded(alert.fold_id):
        await bring_up_to_date(unit, subscriber, alert.fold_id, now)
    else:
        await unit.outbox.supersede([alert.fold_id])
    return True


async def follow_quiet_hours(unit: Unit, subscriber: Subscriber, now: datetime) -> None:
    """Other quiet hours, or another zone: what is held comes when those end, or now if it is not quiet now."""
    until = quiet_until(subscriber, now) or now
    for kind in (QUIET, CATCH_UP):
        held = await unit.alerts.latest(subscriber.id, kind)
        if held is not None and await unit.outbox.is_unsent(held.id):
            await unit.outbox.put_off(held.id, until)


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


async def _open(unit: Unit, subscriber: Subscriber, alert: Alert, kind: str, now: datetime) -> Alert | None:
    return await unit.alerts.open(subscriber.id, alert.story_id, alert.post_id, subscriber.chat_id, now, kind=kind)


async def _first_message(unit: Unit, subscriber: Subscriber, whole: Alert) -> Outgoing:
    return await message_of(unit, subscriber, whole, dedupe=f"{whole.kind}:{subscriber.id}:{whole.id}")


async def _item(unit: Unit, subscriber: Subscriber, alert: Alert) -> DigestItem | None:
    post = await unit.posts.get(alert.post_id)
    if post is None:
        return None
    fired = await fired_on(unit, post, subscriber.id)
    return DigestItem(post, fired.watches, fired.spans, lost=fired.lost)
