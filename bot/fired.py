"""What of a subscriber's watches fired on a post, as the post stands now."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model import Post, Watch, WatchMode
from storage import Unit


@dataclass(frozen=True, slots=True)
class Fired:
    """The watches that fired on any version of a post, and where they are satisfied by its present one.

    `lost`: an edit has taken away what all of them had found.
    """

    watches: tuple[Watch, ...]
    spans: tuple[tuple[int, int], ...]
    lost: bool


async def fired_on(unit: Unit, post: Post, subscriber_id: int) -> Fired:
    """Deleted watches are left out. Of a paused one nobody knows whether it is still satisfied."""
    hits = await unit.watches.hits_on(post.id, subscriber_id)
    watches = {hit.watch_id: watch for hit in hits if (watch := await unit.watches.get(hit.watch_id))}
    spans = tuple(span for hit in hits if hit.version == post.version for span in hit.spans)
    counting = [hit for hit in hits if hit.watch_id in watches]
    lost = bool(counting) and all(
        hit.version < post.version and watches[hit.watch_id].mode in {WatchMode.ALERT, WatchMode.DIGEST}
        for hit in counting
    )
    return Fired(tuple(watches.values()), spans, lost)
