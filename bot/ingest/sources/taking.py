"""From a polled row of the inbox to the pipeline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot import pipeline, sources
from bot.catch_up import AFTER
from bot.ingest.sources.entry import Entry, post_of_entry
from bot.model import Outgoing, Post, PostRef, SourceStatus
from bot.watches import LiveWatches
from storage import Unit


async def take_entry(
    unit: Unit,
    entry: Entry,
    *,
    live: LiveWatches,
    now: datetime,
    album_wait: timedelta,
    late_after: timedelta = AFTER,
    announced: Callable[[], None] = lambda: None,
) -> list[Outgoing]:
    """Take in what a page said, unless its source counts no more; what is to be answered is returned.

    `announced` is called when it tells of a post of another channel, whose turn has come now by that.
    """
    source = await unit.sources.get(entry.source_id)
    if source is None or source.status is not SourceStatus.ACCEPTED:
        return []
    for number in entry.gone:
        await pipeline.vanish(unit, PostRef(source.kind, source.key, str(number)), now)
    post = post_of_entry(entry, source.key, source.tags, now)
    if post is None:
        return []
    await unit.sources.seen(source.id, post.published_at or now)
    if await sources.follow_announcement(unit, post, now):
        announced()
    known = await unit.posts.find(post.refs)
    if known is not None:
        await unit.posts.add_refs(known.id, post.refs)
        edited = entry.changed or (entry.post is not None and entry.post.edited) or not known.text
        post = _as_known(post, known, edited=edited)
    return await pipeline.take_in(
        unit, post, live=live, now=now, album_wait=album_wait, source_id=source.id, late_after=late_after
    )


def _as_known(post: Post, known: Post, *, edited: bool) -> Post:
    """A post that came by another way already, without the differences that are the page's and not the post's.

    A page breaks lines its own way, calls some media by other names, and tells of an album as a whole, whichever items
    are left. Unless the post was edited, what Telegram itself sent stands.
    """
    from_telegram = any(item.file_id for item in known.media)
    same_words = post.text.split() == known.text.split()
    seen = replace(
        post,
        refs=tuple(dict.fromkeys((*known.refs, *post.refs))) if known.album else post.refs,
        text=post.text if edited and not same_words else known.text,
        media=post.media if edited and not from_telegram else known.media,
        links=known.links if same_words else post.links,
    )
    same = (seen.text, seen.media) == (known.text, known.media)
    return replace(seen, edited_at=known.edited_at if same else post.edited_at or known.edited_at)
