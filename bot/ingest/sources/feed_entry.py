"""What a feed said, as rows of the inbox: written when it is fetched, read when it is taken in."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from bot.ingest.cleaning import clean
from bot.ingest.decode import UnreadableUpdate
from bot.ingest.feeds import FeedItem, post_of_item
from bot.model import MediaKind, Mode, Post, Source

FEED_LANES: Final = "feed"
_WAY: Final = "feed"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a feed; `changed` says that it said something else before."""

    source_id: int
    item: FeedItem
    mode: Mode = Mode.LIVE
    changed: bool = False


def lane_of_feed(source_id: int) -> str:
    """The inbox lane of a feed."""
    return f"{FEED_LANES}:{source_id}"


def write_feed_entry(entry: FeedEntry) -> bytes:
    """The bytes of an inbox row; `way` tells them from a Telegram update."""
    item = entry.item
    row: dict[str, Any] = {
        "way": _WAY,
        "source": entry.source_id,
        "mode": entry.mode.value,
        "changed": entry.changed,
        "key": item.key,
        "text": item.text,
        "link": item.link,
        "published_at": _written(item.published_at),
        "edited_at": _written(item.edited_at),
        "media": [kind.value for kind in item.media],
        "links": item.links,
    }
    return json.dumps(row, separators=(",", ":")).encode("ascii")


def read_feed_entry(body: bytes) -> FeedEntry:
    """The inverse of `write_feed_entry`. Raises UnreadableUpdate for any other bytes."""
    try:
        row = clean(json.loads(body))
        if row["way"] != _WAY:
            raise UnreadableUpdate("not from a feed")
        item = FeedItem(
            key=str(row["key"]),
            text=str(row["text"]),
            link=str(row["link"]),
            published_at=_read(row["published_at"]),
            edited_at=_read(row["edited_at"]),
            media=tuple(MediaKind(kind) for kind in row["media"]),
            links=bool(row["links"]),
        )
        return FeedEntry(int(row["source"]), item, Mode(row["mode"]), bool(row["changed"]))
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise UnreadableUpdate(type(error).__name__) from None


def post_of_feed_entry(entry: FeedEntry, source: Source, now: datetime) -> Post:
    """The post as it is stored."""
    post = post_of_item(entry.item, source.key, source.title, arrived_at=now, mode=entry.mode, tags=source.tags)
    edited_at = post.edited_at or (now if entry.changed else None)
    return replace(post, source_username=source.username, edited_at=edited_at)


def _written(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _read(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written).astimezone(UTC)
