"""Too many alerts at once, or alerts in quiet hours: folded into one message that grows, and nothing dropped."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.digest.build import fold as fold_text
from bot.digest.schedule import next_due
from bot.model import Alert, DigestItem, Operation, Outgoing, Priority, Subscriber
from storage import Unit

WINDOW = timedelta(minutes=10)  # a subscriber's pace is alerts in this time; a fold takes in what comes within it
BURST, QUIET = "fold:", "quiet:"


async def fold(unit: Unit, subscriber: Subscriber, alert: Alert, *, urgent: bool, now: datetime) -> bool:
    """Fold a new alert if it has to be: True when the message of a fold tells of it, now or after the quiet hours."""
    until = None if urgent else quiet_until(subscriber, now)
    if until is not None:
        kind = f"{QUIET}{until:%Y%m%dT%H%M}"
        known = await unit.alerts.latest(subscriber.id, kind)
    else:
        # This one is counted already.
        if await unit.alerts.sent_since(subscriber.id, now - WINDOW) <= subscriber.pace:
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
    await tell(unit, subscriber, whole.id, now, not_before=until, first=known is None)
    return True


async def tell(
    unit: Unit,
    subscriber: Subscriber,
    fold_id: int,
    now: datetime,
    *,
    not_before: datetime | None = None,
    first: bool = False,
) -> None:
    """Bring the message of a fold up to date: sent the first time, edited without a sound after that."""
    whole = await unit.alerts.get(fold_id)
    if whole is None:
        return
    items = [item for alert in await unit.alerts.folded(fold_id) if (item := await _item(unit, subscriber, alert))]
    revision = 0 if first else await unit.alerts.bump(fold_id)
    message = Outgoing(
        Operation.SEND if first else Operation.EDIT,
        subscriber.chat_id,
        text=fold_text(subscriber, items, quiet=whole.kind.startswith(QUIET)),
        alert_id=fold_id,
        thread_id=subscriber.thread_id,
        priority=Priority.ALERT,
        not_before=not_before,
        dedupe=f"{whole.kind}:{subscriber.id}" if first else f"edit:{fold_id}:{revision}",
    )
    if first or not await unit.outbox.replace_unsent(fold_id, message):
        await unit.outbox.queue(message, subscriber.id, now)


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
    hits = await unit.watches.hits_on(post.id, subscriber.id)
    watches = [watch for hit in hits if (watch := await unit.watches.get(hit.watch_id))]
    spans = tuple(span for hit in hits if hit.version == post.version for span in hit.spans)
    return DigestItem(post, tuple(watches), spans)
