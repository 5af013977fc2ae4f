"""From a row of the inbox that a feed filled to the pipeline."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot import pipeline
from bot.catch_up import AFTER
from bot.ingest.sources.feed_entry import FeedEntry, post_of_feed_entry
from bot.model import Outgoing, SourceStatus
from bot.watches import LiveWatches
from storage import Unit


async def take_feed_entry(
    unit: Unit, entry: FeedEntry, *, live: LiveWatches, now: datetime, late_after: timedelta = AFTER
) -> list[Outgoing]:
    """Take in what a feed said, unless it counts no more; what is to be answered is returned."""
    source = await unit.sources.get(entry.source_id)
    if source is None or source.status is not SourceStatus.ACCEPTED:
        return []
    post = post_of_feed_entry(entry, source, now)
    await unit.sources.seen(source.id, post.published_at or now)
    return await pipeline.take_in(
        unit, post, live=live, now=now, album_wait=timedelta(0), source_id=source.id, late_after=late_after
    )
