"""Daily digests: who is owed one, what is in it, and that each day has one only."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.digest.build import build
from bot.digest.schedule import day_window, local_day, next_due
from bot.model import DigestItem, Operation, Outgoing, Priority, Subscriber, Watch
from bot.unread import unread_sources
from storage import Storage, StorageError, Unit

logger = logging.getLogger(__name__)

DAILY = "daily"
LOOK_BACK = timedelta(days=8)  # a week between digests, and a day to spare


async def last_day(unit: Unit, subscriber: Subscriber, now: datetime) -> tuple[str, ...]:
    """The digest of the last 24 hours as Telegram HTML: one message, or more where it takes them."""
    since = now - timedelta(days=1)
    note = await unread_sources(unit, subscriber, now)
    return build(subscriber, await _items(unit, subscriber, since, now), since, now, note=note)


async def queue_due(storage: Storage, now: datetime) -> int:
    """Queue the digest of everybody whose hour has come, each in a transaction of its own; return how many.

    One that cannot be built is due still, and nobody else waits for it.
    """
    async with storage.reading() as unit:
        due = await unit.subscribers.digests_due(now)
    queued = 0
    for subscriber, at in due:
        try:
            queued += await storage.transact(partial(_queue, subscriber=subscriber, due=at, now=now))
        except StorageError:
            raise
        except Exception as error:
            logger.error("the digest of subscriber %d was not built: %s", subscriber.id, type(error).__name__)
    return queued


async def _queue(unit: Unit, subscriber: Subscriber, due: datetime, now: datetime) -> int:
    """One subscriber's digest and the next one's hour, together. What came late is in it: it ends now."""
    current = await unit.subscribers.get(subscriber.id)
    if current is None or current.digest_at is None:
        return 0
    upcoming = next_due(now, current.zone, current.digest_at, current.digest_days)
    await unit.subscribers.set_digest_due(current.id, upcoming)
    if not await unit.watches.count(current.id):
        return 0
    day = local_day(due, current.zone)
    last = await unit.digests.last_built(current.id, DAILY)
    digest_id = await unit.digests.open(current.id, DAILY, day, now)
    if digest_id is None:
        return 0
    since, _ = day_window(due, current.zone, current.digest_at)
    if last is not None:
        # A digest begins where the last one ended: days without one, or another hour, leave nothing out.
        since = max(last, now - LOOK_BACK)
    items = await _items(unit, current, since, now)
    await unit.digests.add_items(digest_id, [item.post.id for item in items])
    parts = build(current, items, since, now, note=await unread_sources(unit, current, now))
    return await queue_parts(unit, current, parts, now, dedupe=f"digest:{current.id}:{DAILY}:{day}")


async def queue_parts(unit: Unit, subscriber: Subscriber, parts: Sequence[str], now: datetime, *, dedupe: str) -> int:
    """Queue the messages of one digest, to be sent in their order and each once; the first alone makes a sound.

    Returns 1, or 0 when it was queued before.
    """
    queued = 0
    for number, text in enumerate(parts, 1):
        message = Outgoing(
            Operation.SEND,
            subscriber.chat_id,
            text=text,
            thread_id=subscriber.thread_id,
            silent=number > 1,
            priority=Priority.DIGEST,
            dedupe=dedupe if number == 1 else f"{dedupe}:{number}",
        )
        queued |= await unit.outbox.queue(message, subscriber.id, now) is not None
    return queued


async def _items(unit: Unit, subscriber: Subscriber, since: datetime, until: datetime) -> list[DigestItem]:
    """What the subscriber's watches caught, one item a post, newest first."""
    watches: dict[int, Watch] = {watch.id: watch for watch in await unit.watches.of(subscriber.id)}
    caught: dict[int, DigestItem] = {}
    for hit in reversed(await unit.watches.hits_of(subscriber.id, since, until)):
        watch = watches.get(hit.watch_id)
        if watch is None:
            continue
        known = caught.get(hit.post_id)
        post = known.post if known else await unit.posts.get(hit.post_id)
        if post is None:
            continue
        spans = hit.spans if hit.version == post.version else ()
        before = known or DigestItem(post, (), ())
        caught[hit.post_id] = DigestItem(post, (*before.watches, watch), (*before.spans, *spans))
    return list(caught.values())
