"""What is read: posts, their names, and where in them a watch matches."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Mode(StrEnum):
    """How a post came in, which decides whether it alerts."""

    LIVE = "live"  # arrives as it happens, and every forward: alerts
    CATCH_UP = "catch_up"  # found after an outage: alerts
    HISTORY = "history"  # first back-fill and imports: searchable, never alerts


class Visibility(StrEnum):
    """Who may see a post: everybody, or only those who forwarded it themselves (`Posts.viewers`)."""

    ALL = "all"
    PRIVATE = "private"


class RefKind(StrEnum):
    """What kind of place names a post (ARCHITECTURE.md, identity of a post)."""

    CHANNEL = "channel"  # source key: bare channel id; item key: message id
    CHAT = "chat"  # source key: Bot API chat id (group, or the private chat a forward arrived in); item key: message id
    FEED = "feed"  # source key: feed address; item key: guid, link, or content hash


@dataclass(frozen=True, slots=True)
class PostRef:
    """One of the names a post has. Unique over all posts."""

    kind: RefKind
    source_key: str
    item_key: str


class MediaKind(StrEnum):
    """What is attached to a post; the words of `has:` are photo, video and document."""

    PHOTO = "photo"
    VIDEO = "video"
    DOCUMENT = "document"
    AUDIO = "audio"
    VOICE = "voice"
    ANIMATION = "animation"
    STICKER = "sticker"
    POLL = "poll"
    LOCATION = "location"
    CONTACT = "contact"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Media:
    """One attachment; `file_id` is Telegram's, valid for this bot only, empty where there is none."""

    kind: MediaKind
    file_id: str = ""


class OriginKind(StrEnum):
    """Where a post was first said: Telegram's MessageOrigin kinds, and NONE for one that is no forward."""

    NONE = "none"
    CHANNEL = "channel"
    USER = "user"
    HIDDEN_USER = "hidden_user"
    CHAT = "chat"


@dataclass(frozen=True, slots=True)
class Origin:
    """A forward's origin (https://core.telegram.org/bots/api#messageorigin). `date` is the first message's, UTC."""

    kind: OriginKind
    title: str = ""
    username: str = ""
    chat_id: int | None = None
    message_id: int | None = None
    date: datetime | None = None


@dataclass(frozen=True, slots=True)
class Caption:
    """What one item of an album says.

    `item` is its message id, empty for words of which it is not known whose they are. `links` is as in `Post`.
    `at` is when the item came to say this, UTC: its last edit, else its publication.
    """

    item: str
    text: str
    links: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """One post as it is stored and matched.

    `text` is the plain text (a caption counts as text). `source_title` and `source_username` (without @) name the
    channel, group, feed or person it came from; `source_tags` are the admin's groups of sources. `link` is the public
    or members' address of the post, empty where it has none. `links` says whether the text carries a link of its own.
    `captions` are an album's, in the order of its items, where they are known one by one: `text` is made of them.
    `vanished_at` is when it was found to be gone from where it was published. `id` is 0 until stored; `version` counts
    from 1 and grows with each edit.
    """

    text: str
    refs: tuple[PostRef, ...] = ()
    source_title: str = ""
    source_username: str = ""
    source_tags: tuple[str, ...] = ()
    origin: Origin | None = None
    published_at: datetime | None = None
    arrived_at: datetime | None = None
    edited_at: datetime | None = None
    media: tuple[Media, ...] = ()
    links: bool = False
    link: str = ""
    reply_to: PostRef | None = None
    album: str = ""
    captions: tuple[Caption, ...] = ()
    mode: Mode = Mode.LIVE
    visibility: Visibility = Visibility.ALL
    submitted_by: int | None = None
    vanished_at: datetime | None = None
    id: int = 0
    version: int = 1

    @property
    def is_forward(self) -> bool:
        """Whether the post itself is somebody else's (a channel passing on another's message)."""
        return self.origin is not None


class Match(NamedTuple):
    """That a post satisfies a watch, and where. A tuple, because a post may have thousands.

    `spans` are (start, end) code points of the post's text: sorted, not overlapping, whole words.
    """

    watch_id: Hashable
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A stored post that satisfies a search, and where."""

    post: Post
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Results:
    """The newest posts found; `more` says that the search stopped at its limit."""

    found: tuple[Found, ...]
    more: bool
