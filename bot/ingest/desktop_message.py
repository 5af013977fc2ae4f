"""One chat and one message of a Telegram Desktop export as the model has them: pure, total over any JSON value.

The fields are those of export_output_json.cpp in https://github.com/telegramdesktop/tdesktop. Exports up to 2021 have
no `*_unixtime`, only the local time of the computer that exported, and ids with a number for the kind of chat added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.albums import begun
from bot.ingest.archive import Choices, Skipped
from bot.ingest.cleaning import bare_id, clean
from bot.model import Media, MediaKind, Mode, Origin, OriginKind, Post, PostRef, RefKind

_OLD_CHANNEL: Final = 1 << 33  # added to a channel's id, as PeerData ids were built until 2021
_LARGEST_ID: Final = (1 << 63) - 1
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST: Final = 253_402_300_799  # the end of the year 9999

_FILES: Final = {
    "sticker": MediaKind.STICKER,
    "video_message": MediaKind.VIDEO,
    "voice_message": MediaKind.VOICE,
    "animation": MediaKind.ANIMATION,
    "video_file": MediaKind.VIDEO,
    "audio_file": MediaKind.AUDIO,
}
_WITHOUT_FILE: Final = {
    "poll": MediaKind.POLL,
    "location_information": MediaKind.LOCATION,
    "contact_information": MediaKind.CONTACT,
    "game_title": MediaKind.OTHER,
    "invoice_information": MediaKind.OTHER,
    "todo_list": MediaKind.OTHER,
    "giveaway_information": MediaKind.OTHER,
    "giveaway_results": MediaKind.OTHER,
    "paid_stars_amount": MediaKind.OTHER,
}
# Telegram lets photos and videos stand in one album; documents and audio files only among themselves.
_JOINS: Final = {
    MediaKind.PHOTO: "pictures",
    MediaKind.VIDEO: "pictures",
    MediaKind.DOCUMENT: "documents",
    MediaKind.AUDIO: "audio",
}
_ORIGINS: Final = {"channel": OriginKind.CHANNEL, "chat": OriginKind.CHAT, "user": OriginKind.USER}


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat of the export whose posts are wanted; `key` is PostRef.source_key, `number` the bare id as written."""

    kind: RefKind
    number: int
    title: str
    username: str


@dataclass(frozen=True, slots=True)
class Item:
    """One message. `joins` says what it could form an album with, None when it could not."""

    post: Post
    chat: Chat
    number: int
    instant: datetime | None
    joins: str | None


def chat_of(about: dict[str, Any], choices: Choices) -> Chat | None:
    """The chat of an export, None when its posts are not to be taken: private, or a group that was not asked for."""
    kind, number = about.get("type"), about.get("id")
    if not isinstance(kind, str) or not isinstance(number, int) or not 0 < number <= _LARGEST_ID:
        return None
    title = about.get("name")
    title = clean(title) if isinstance(title, str) else ""
    if kind.endswith("_channel"):
        bare = number - _OLD_CHANNEL if number > _OLD_CHANNEL else number
        username = choices.username or choices.usernames.get(str(bare), "")
        return Chat(RefKind.CHANNEL, number, title, username)
    if choices.groups and kind in {"private_group", "private_supergroup", "public_supergroup"}:
        basic = kind == "private_group"
        return Chat(RefKind.CHAT, -number if basic else bare_id(number), title, "" if basic else choices.username)
    return None


def item_of(message: Any, chat: Chat, zone: ZoneInfo) -> Item | Skipped:
    """The post of a message under the chat's name for it."""
    if not isinstance(message, dict):
        return Skipped.UNREADABLE
    number = message.get("id")
    if message.get("type") != "message":
        return Skipped.NOTHING
    if not isinstance(number, int) or not 0 < number <= _LARGEST_ID:
        return Skipped.UNREADABLE
    published_at = _instant(message, "date", zone)
    if published_at is None:
        return Skipped.UNREADABLE
    text, links = _text_of(message)
    media = _media_of(message)
    if not text and not media:
        return Skipped.NOTHING
    key = _source_key(chat, old="date_unixtime" not in message)
    post = Post(
        text=text,
        refs=(PostRef(chat.kind, key, str(number)),),
        source_title=chat.title,
        source_username=chat.username,
        origin=_origin_of(message),
        published_at=published_at,
        edited_at=_instant(message, "edited", zone),
        media=media,
        links=links,
        link=_link(chat, key, number),
        reply_to=_reply_to(message, chat, key),
        mode=Mode.HISTORY,
    )
    joins = _JOINS.get(media[0].kind) if len(media) == 1 else None
    return Item(post, chat, number, published_at, joins)


def merged(items: Sequence[Item]) -> Post:
    """An album as one post: all names and media, the one caption."""
    first = items[0].post
    if len(items) == 1:
        return first
    captioned = next((item.post for item in items if item.post.text), first)
    return replace(
        first,
        text=captioned.text,
        captions=begun(captioned).captions,
        links=captioned.links,
        edited_at=max((item.post.edited_at for item in items if item.post.edited_at), default=None),
        refs=tuple(ref for item in items for ref in item.post.refs),
        media=tuple(one for item in items for one in item.post.media),
        album=f"export:{items[0].number}",
    )


def _source_key(chat: Chat, *, old: bool) -> str:
    if chat.kind is RefKind.CHANNEL and old and chat.number > _OLD_CHANNEL:
        return str(chat.number - _OLD_CHANNEL)
    return str(chat.number)


def _instant(message: dict[str, Any], name: str, zone: ZoneInfo) -> datetime | None:
    exact = message.get(f"{name}_unixtime")
    try:
        if exact is not None:
            seconds = int(exact)
            return _EPOCH + timedelta(seconds=seconds) if 0 < seconds <= _LATEST else None
        local = datetime.fromisoformat(message[name])
        return (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(UTC)
    except (KeyError, OverflowError, TypeError, ValueError):
        return None


def _text_of(message: dict[str, Any]) -> tuple[str, bool]:
    """The plain text, and whether there is a link in it."""
    written = message.get("text") or message.get("text_entities") or ""
    pieces = written if isinstance(written, list) else [written]
    words, links = [], False
    for piece in pieces:
        links = links or _is_link(piece)
        if isinstance(piece, dict):
            piece = piece.get("text")  # noqa: PLW2901
        if isinstance(piece, str):
            words.append(piece)
    text = "".join(words)
    text = clean(text if text.strip() else _poll_text(message.get("poll")))
    return text, links or any(map(_is_link, _listed(message.get("text_entities"))))


def _is_link(piece: Any) -> bool:
    return isinstance(piece, dict) and piece.get("type") in ("link", "text_link")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _poll_text(poll: Any) -> str:
    """The question and the answers, as a preview of the channel shows them."""
    if not isinstance(poll, dict):
        return ""
    answers = _listed(poll.get("answers"))
    lines = [poll.get("question"), *(a.get("text") for a in answers if isinstance(a, dict))]
    return "\n".join(line for line in lines if isinstance(line, str) and line)


def _media_of(message: dict[str, Any]) -> tuple[Media, ...]:
    """What is attached, whether or not its file was exported: then a sentence stands where the path would."""
    media = [Media(MediaKind.PHOTO)] if message.get("photo") else []
    if message.get("file") or message.get("media_type"):
        media.append(Media(_FILES.get(str(message.get("media_type")), MediaKind.DOCUMENT)))
    return tuple(media + [Media(kind) for name, kind in _WITHOUT_FILE.items() if message.get(name)])


def _origin_of(message: dict[str, Any]) -> Origin | None:
    """Whose message was passed on. No export says which one it was, so it keeps the name of the place it was found."""
    if "forwarded_from" not in message:
        return None
    name = message["forwarded_from"]
    title = clean(name) if isinstance(name, str) else ""
    kind, number = _peer(message.get("forwarded_from_id"))
    return Origin(
        _ORIGINS.get(kind, OriginKind.HIDDEN_USER),
        title,
        chat_id=bare_id(number) if kind == "channel" else -number if kind == "chat" else None,
    )


def _reply_to(message: dict[str, Any], chat: Chat, key: str) -> PostRef | None:
    number = message.get("reply_to_message_id")
    if not isinstance(number, int) or not 0 < number <= _LARGEST_ID:
        return None
    if "reply_to_peer_id" not in message:
        return PostRef(chat.kind, key, str(number))
    kind, peer = _peer(message["reply_to_peer_id"])
    return PostRef(RefKind.CHANNEL, str(peer), str(number)) if kind == "channel" else None


def _peer(written: Any) -> tuple[str, int]:
    """`channel1400000001` as its kind and number; empty and 0 for anything else."""
    if isinstance(written, str):
        for kind in _ORIGINS:
            number = written.removeprefix(kind)
            if number != written and number.isascii() and number.isdecimal() and len(number) <= 18:
                return kind, int(number)
    return "", 0


def _link(chat: Chat, key: str, number: int) -> str:
    if chat.kind is RefKind.CHANNEL:
        return f"https://t.me/{chat.username or f'c/{key}'}/{number}"
    bare = bare_id(chat.number)
    return f"https://t.me/c/{bare}/{number}" if bare > 0 else ""
