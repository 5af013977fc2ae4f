"""What a page said, as rows of the inbox: written when it is fetched, read when it is taken in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.ingest.cleaning import clean
from bot.ingest.decode import UnreadableUpdate
from bot.ingest.sources.preview_post import Forwarded, PreviewPost
from bot.model import Media, MediaKind, Mode, Origin, OriginKind, Post, PostRef, RefKind

PREVIEW_LANES = "preview"
_WAY = "preview"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing a page said: a post, new or `changed`, or the ids of posts that are `gone`.

    `title` is the channel's; `changed` says that the post itself differs from what the same page said before.
    """

    source_id: int
    title: str = ""
    post: PreviewPost | None = None
    mode: Mode = Mode.LIVE
    changed: bool = False
    gone: tuple[int, ...] = ()


def lane_of_source(key: str) -> str:
    """The inbox lane of a previewed channel."""
    return f"{PREVIEW_LANES}:{key}"


def write_entry(entry: Entry) -> bytes:
    """The bytes of an inbox row; `way` tells them from a Telegram update."""
    row: dict[str, Any] = {"way": _WAY, "source": entry.source_id}
    if entry.gone:
        row["gone"] = entry.gone
    if entry.post is not None:
        row |= {"title": entry.title, "mode": entry.mode.value, "changed": entry.changed, "post": _told(entry.post)}
    return json.dumps(row, separators=(",", ":")).encode("ascii")


def _told(post: PreviewPost) -> dict[str, Any]:
    forward = post.forward
    return {
        "id": post.id,
        "ids": post.ids,
        "name": post.username,
        "at": post.published_at.isoformat(),
        "text": post.text,
        "media": [kind.value for kind in post.media],
        "links": post.links,
        "edited": post.edited,
        "service": post.service,
        "unsupported": post.unsupported,
        "reply_to": post.reply_to,
        "forward": None if forward is None else [forward.title, forward.username, forward.message_id],
    }


def read_entry(body: bytes) -> Entry:
    """The inverse of `write_entry`. Raises UnreadableUpdate for any other bytes."""
    try:
        row = clean(json.loads(body))
        if row["way"] != _WAY:
            raise UnreadableUpdate("not from a preview")
        told = row.get("post")
        return Entry(
            source_id=int(row["source"]),
            title=str(row.get("title", "")),
            post=None if told is None else _post(told),
            mode=Mode(row.get("mode", Mode.LIVE)),
            changed=bool(row.get("changed")),
            gone=tuple(int(number) for number in row.get("gone", ())),
        )
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise UnreadableUpdate(type(error).__name__) from None


def _post(told: dict[str, Any]) -> PreviewPost:
    return PreviewPost(
        id=int(told["id"]),
        ids=tuple(int(number) for number in told["ids"]),
        username=str(told["name"]),
        published_at=datetime.fromisoformat(told["at"]).astimezone(UTC),
        text=str(told["text"]),
        media=tuple(MediaKind(kind) for kind in told["media"]),
        links=bool(told["links"]),
        edited=bool(told["edited"]),
        service=bool(told["service"]),
        unsupported=bool(told["unsupported"]),
        reply_to=None if told["reply_to"] is None else int(told["reply_to"]),
        forward=None if told["forward"] is None else Forwarded(*told["forward"]),
    )


def post_of_entry(entry: Entry, key: str, tags: tuple[str, ...], now: datetime) -> Post | None:
    """The post as it is stored, under the channel's `key`; None for a service post, which is no news."""
    told = entry.post
    if told is None or told.service:
        return None
    media = tuple(Media(kind) for kind in told.media) or ((Media(MediaKind.OTHER),) if told.unsupported else ())
    if not told.text and not media:
        return None
    return Post(
        text=told.text,
        refs=tuple(PostRef(RefKind.CHANNEL, key, str(number)) for number in told.ids),
        source_title=entry.title,
        source_username=told.username,
        source_tags=tags,
        origin=_origin(told.forward),
        published_at=told.published_at,
        arrived_at=now,
        edited_at=now if entry.changed else None,
        media=media,
        links=told.links,
        link=f"https://t.me/{told.username}/{told.id}",
        reply_to=None if told.reply_to is None else PostRef(RefKind.CHANNEL, key, str(told.reply_to)),
        # Telegram's own album id is not on the page; any id says that the refs belong together.
        album=f"preview:{told.id}" if len(told.ids) > 1 else "",
        mode=entry.mode,
    )


def _origin(forward: Forwarded | None) -> Origin | None:
    if forward is None:
        return None
    kind = OriginKind.CHANNEL if forward.username else OriginKind.HIDDEN_USER
    return Origin(kind, forward.title, forward.username, None, forward.message_id)
