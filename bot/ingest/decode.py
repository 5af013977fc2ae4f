"""From the bytes of an update to a post: pure, and total over whatever the bytes may be."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import telegram
from telegram.constants import ChatType, MessageEntityType

from bot.ingest.cleaning import bare_id, clean
from bot.ingest.shape import WrongShapeError, check
from bot.model import Media, MediaKind, Mode, Origin, OriginKind, Post, PostRef, RefKind, Visibility

_LARGEST_ID = 2**63 - 1

_OTHER_LANE = "other"
_CHAT_EVENTS = ("message", "edited_message", "channel_post", "edited_channel_post", "my_chat_member")

# An animation also comes as a document, a venue as a location, a live photo as a photo.
_FILES = (
    ("video", MediaKind.VIDEO),
    ("video_note", MediaKind.VIDEO),
    ("animation", MediaKind.ANIMATION),
    ("document", MediaKind.DOCUMENT),
    ("audio", MediaKind.AUDIO),
    ("voice", MediaKind.VOICE),
    ("sticker", MediaKind.STICKER),
)
_WITHOUT_FILE = (
    ("poll", MediaKind.POLL),
    ("location", MediaKind.LOCATION),
    ("contact", MediaKind.CONTACT),
    ("checklist", MediaKind.OTHER),
    ("dice", MediaKind.OTHER),
    ("game", MediaKind.OTHER),
    ("giveaway", MediaKind.OTHER),
    ("giveaway_winners", MediaKind.OTHER),
    ("invoice", MediaKind.OTHER),
    ("paid_media", MediaKind.OTHER),
    ("story", MediaKind.OTHER),
)
# Bot API 10.1 has it, python-telegram-bot 22.8 passes it on unread.
_UNREAD_CONTENT = "rich_message"


class UnreadableUpdate(ValueError):
    """The bytes are no update. `reason` says why, without any of the content."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_update(body: bytes, bot: telegram.Bot | None) -> telegram.Update:
    """The update in the JSON bytes of one update; `bot` is what its objects answer with.

    In every string lone surrogates become U+FFFD and NUL goes, so that any of them can be stored and sent.
    Raises UnreadableUpdate, and nothing else, whatever the bytes are.
    """
    try:
        raw = json.loads(body.decode("utf-8"))
        if b"\\u" in body:  # without an escape there is neither a lone surrogate nor a NUL
            raw = clean(raw)
        check(raw, "Update")
        return telegram.Update.de_json(raw, bot)
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        OSError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        # All of these come out of python-telegram-bot for one wrong shape or another: it validates nothing.
        safe_to_say = isinstance(error, WrongShapeError | json.JSONDecodeError)
        raise UnreadableUpdate(str(error) if safe_to_say else type(error).__name__) from None


def lane_of(update: dict[str, Any]) -> str:
    """The queue in which a raw update keeps its order: `chat:<id>`, `user:<id>` or `other`. Never raises.

    A button press belongs to the chat of its message; one on a message sent inline to whoever pressed.
    """
    for event in _CHAT_EVENTS:
        chat_id = _id_at(update, event, "chat")
        if chat_id is not None:
            return f"chat:{chat_id}"
    chat_id = _id_at(update, "callback_query", "message", "chat")
    if chat_id is not None:
        return f"chat:{chat_id}"
    user_id = _id_at(update, "callback_query", "from")
    return _OTHER_LANE if user_id is None else f"user:{user_id}"


def source_key(chat: telegram.Chat) -> tuple[RefKind, str]:
    """What names a chat as a source: the kind and the key of `PostRef` and `Source`."""
    if chat.type == ChatType.CHANNEL:
        return RefKind.CHANNEL, str(bare_id(chat.id))
    return RefKind.CHAT, str(chat.id)


def post_of(message: telegram.Message, *, arrived_at: datetime, passed_on: bool, visibility: Visibility) -> Post | None:
    """The post in a message, or None for a service message (neither text nor media).

    `passed_on` says that a person forwarded the message to the bot: then the post is the one they
    forwarded. A channel's has the channel's own ref, title and link and no `origin`; anybody else's has the
    ref of the message received, and an `origin` that tells whose it is. Otherwise the post is the chat's
    own, with an `origin` if it is itself a forward. A channel's post that Telegram copied into the
    channel's discussion group is the channel's post, under the refs of both.
    """
    media = _media_of(message)
    text = message.text or message.caption or ""
    text = text if text.strip() else ""
    if not text and not media:
        return None
    provenance = _provenance_of(message, passed_on)
    return Post(
        text=text,
        refs=provenance.refs,
        source_title=provenance.title,
        source_username=provenance.username,
        origin=provenance.origin,
        published_at=provenance.published_at,
        arrived_at=arrived_at,
        edited_at=_utc(message.edit_date) if message.edit_date else None,
        media=media,
        links=_has_links(message),
        link=provenance.link,
        reply_to=provenance.reply_to,
        album=message.media_group_id or "",
        mode=Mode.LIVE,
        visibility=visibility,
        submitted_by=message.from_user.id if passed_on and message.from_user else None,
    )


@dataclass(frozen=True, slots=True)
class _Provenance:
    """Which post a message is, and whose."""

    refs: tuple[PostRef, ...]
    title: str
    username: str
    published_at: datetime
    link: str = ""
    origin: Origin | None = None
    reply_to: PostRef | None = None


def _provenance_of(message: telegram.Message, passed_on: bool) -> _Provenance:
    forwarded = message.forward_origin
    own = _ref(message.chat, message.message_id)
    if isinstance(forwarded, telegram.MessageOriginChannel) and (passed_on or message.is_automatic_forward):
        channel = forwarded.chat
        original = _ref(channel, forwarded.message_id)
        return _Provenance(
            refs=(original,) if passed_on else (original, own),
            title=channel.title or "",
            username=channel.username or "",
            published_at=_utc(forwarded.date),
            link=_link(channel, forwarded.message_id),
        )
    origin = _origin_of(forwarded) if forwarded else None
    if forwarded and origin and passed_on:
        return _Provenance((own,), origin.title, origin.username, _utc(forwarded.date), origin=origin)
    chat = message.chat
    return _Provenance(
        refs=(own,),
        title=chat.effective_name or "",
        username=chat.username or "",
        published_at=_utc(message.date),
        link=_link(chat, message.message_id),
        origin=origin,
        reply_to=_reply_to(message),
    )


def _origin_of(forwarded: telegram.MessageOrigin) -> Origin:
    date = _utc(forwarded.date)
    match forwarded:
        case telegram.MessageOriginChannel(chat=chat, message_id=message_id):
            title, username = chat.title or "", chat.username or ""
            return Origin(OriginKind.CHANNEL, title, username, chat.id, message_id, date)
        case telegram.MessageOriginChat(sender_chat=chat):
            return Origin(OriginKind.CHAT, chat.effective_name or "", chat.username or "", chat.id, None, date)
        case telegram.MessageOriginUser(sender_user=user):
            # No id: the person forwarded never spoke to the bot.
            return Origin(OriginKind.USER, user.full_name, user.username or "", date=date)
        case telegram.MessageOriginHiddenUser(sender_user_name=name):
            return Origin(OriginKind.HIDDEN_USER, name, date=date)
        case _:
            return Origin(OriginKind.HIDDEN_USER, date=date)  # a kind that Telegram adds later: nobody we know


def _reply_to(message: telegram.Message) -> PostRef | None:
    replied = message.reply_to_message
    if replied is None or replied.chat.id != message.chat.id or replied.forum_topic_created:
        return None  # in a topic, Telegram makes every message answer the one that opened it
    return _ref(message.chat, replied.message_id)


def _media_of(message: telegram.Message) -> tuple[Media, ...]:
    media: list[Media] = []
    if message.photo:
        biggest = max(message.photo, key=lambda size: size.width * size.height)
        media.append(Media(MediaKind.PHOTO, biggest.file_id))
    for name, kind in _FILES:
        file = getattr(message, name)
        if file and not (name == "document" and message.animation):
            media.append(Media(kind, file.file_id))
    media += [Media(kind) for name, kind in _WITHOUT_FILE if getattr(message, name)]
    if message.api_kwargs.get(_UNREAD_CONTENT):
        media.append(Media(MediaKind.OTHER))
    return tuple(media)


def _has_links(message: telegram.Message) -> bool:
    entities = (*message.entities, *message.caption_entities)
    return any(entity.type in {MessageEntityType.URL, MessageEntityType.TEXT_LINK} for entity in entities)


def _ref(chat: telegram.Chat, message_id: int) -> PostRef:
    return PostRef(*source_key(chat), str(message_id))


def _link(chat: telegram.Chat, message_id: int) -> str:
    if chat.type not in {ChatType.CHANNEL, ChatType.SUPERGROUP}:
        return ""
    place = chat.username or f"c/{bare_id(chat.id)}"
    return f"https://t.me/{place}/{message_id}"


def _utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC)


def _id_at(update: object, *path: str) -> int | None:
    found = update
    for name in (*path, "id"):
        found = found.get(name) if isinstance(found, dict) else None
    if not isinstance(found, int) or isinstance(found, bool) or abs(found) > _LARGEST_ID:
        return None
    return found
