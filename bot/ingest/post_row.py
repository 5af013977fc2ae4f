"""A post as a row of Rasid's own export: plain JSON values, in which nothing is lost that another database needs.

Left out is what belongs to one database or one bot: numbers, file ids, tags, and who submitted it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from bot.ingest.dates import read_instant
from bot.model import Caption, Media, MediaKind, Mode, Origin, OriginKind, Post, PostRef, RefKind

_LONGEST_NUMBER: Final = 20  # characters of 64 bits with a sign
COLUMNS: Final = (
    "published_at",
    "source",
    "username",
    "text",
    "link",
    "media",
    "links",
    "edited_at",
    "arrived_at",
    "origin",
    "reply_to",
    "album",
    "refs",
    "captions",
)


def row_of(post: Post) -> dict[str, Any]:
    """The row of a post, with all of COLUMNS in their order. Instants are RFC 3339 in UTC."""
    origin = post.origin
    return {
        "published_at": _written(post.published_at),
        "source": post.source_title,
        "username": post.source_username,
        "text": post.text,
        "link": post.link,
        "media": [item.kind.value for item in post.media],
        "links": post.links,
        "edited_at": _written(post.edited_at),
        "arrived_at": _written(post.arrived_at),
        "origin": None
        if origin is None
        else {
            "kind": origin.kind.value,
            "title": origin.title,
            "username": origin.username,
            "chat_id": origin.chat_id,
            "message_id": origin.message_id,
            "date": _written(origin.date),
        },
        "reply_to": None if post.reply_to is None else _names(post.reply_to),
        "album": post.album,
        "refs": [_names(ref) for ref in post.refs],
        "captions": [[one.item, one.text, one.links, _written(one.at)] for one in post.captions],
    }


def post_of_row(row: dict[str, Any]) -> Post:
    """The inverse of `row_of`, as history. Raises ValueError when it is no such row."""
    try:
        refs = tuple(_ref(names) for names in row["refs"])
        if not refs:
            raise ValueError("a post without a name")
        return Post(
            text=_text(row["text"]),
            refs=refs,
            source_title=_text(row.get("source")),
            source_username=_text(row.get("username")),
            origin=_origin(row.get("origin")),
            published_at=_read(row.get("published_at")),
            arrived_at=_read(row.get("arrived_at")),
            edited_at=_read(row.get("edited_at")),
            media=tuple(Media(MediaKind(kind)) for kind in row.get("media") or ()),
            links=row.get("links") is True,
            link=_text(row.get("link")),
            reply_to=None if row.get("reply_to") is None else _ref(row["reply_to"]),
            album=_text(row.get("album")),
            captions=tuple(_caption(*one) for one in row.get("captions") or ()),
            mode=Mode.HISTORY,
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"no row of an export: {error}") from error


def _names(ref: PostRef) -> list[str]:
    return [ref.kind.value, ref.source_key, ref.item_key]


def _ref(names: list[str]) -> PostRef:
    kind, source_key, item_key = names
    ref = PostRef(RefKind(kind), _text(source_key), _text(item_key))
    if ref.kind is RefKind.CHANNEL and max(len(ref.source_key), len(ref.item_key)) > _LONGEST_NUMBER:
        raise ValueError("no number of Telegram's")
    return ref


def _caption(item: Any, text: Any, links: Any, at: Any) -> Caption:
    return Caption(_text(item), _text(text), links is True, _read(at))


def _origin(told: dict[str, Any] | None) -> Origin | None:
    if told is None:
        return None
    return Origin(
        OriginKind(told["kind"]),
        _text(told["title"]),
        _text(told["username"]),
        _number(told["chat_id"]),
        _number(told["message_id"]),
        _read(told["date"]),
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _number(value: Any) -> int | None:
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise TypeError("no number")
    return value


def _written(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _read(written: Any) -> datetime | None:
    if not written:
        return None
    instant = read_instant(written)
    if instant is None:
        raise ValueError("no instant")
    return instant
