"""What Rasid talks about: posts, sources, watches, alerts, digests, subscribers.

Plain frozen values, used in every room; nothing here reads a file, a clock or a network. Instants are timezone-aware
`datetime`s in UTC; positions in text are Python code points of the text they belong to, end-exclusive.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Literal


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
class Post:
    """One post as it is stored and matched.

    `text` is the plain text (a caption counts as text). `source_title` and `source_username` (without @) name the
    channel, group, feed or person it came from; `source_tags` are the admin's groups of sources. `link` is the public
    or members' address of the post, empty where it has none. `links` says whether the text carries a link of its own.
    `id` is 0 until stored; `version` counts from 1 and grows with each edit.
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
    mode: Mode = Mode.LIVE
    visibility: Visibility = Visibility.ALL
    submitted_by: int | None = None
    id: int = 0
    version: int = 1

    @property
    def is_forward(self) -> bool:
        """Whether the post itself is somebody else's (a channel passing on another's message)."""
        return self.origin is not None


@dataclass(frozen=True, slots=True)
class Match:
    """That a post satisfies a watch, and where.

    `spans` are (start, end) code points of the post's text: sorted, not overlapping, whole words.
    """

    watch_id: Hashable
    spans: tuple[tuple[int, int], ...] = ()


class Role(StrEnum):
    """What a subscriber may do; each role may do all that the later ones may."""

    OWNER = "owner"
    ADMIN = "admin"
    EDITOR = "editor"
    SUBSCRIBER = "subscriber"

    @property
    def administers(self) -> bool:
        """Search everything, add sources, invite."""
        return self in {Role.OWNER, Role.ADMIN}

    @property
    def publishes(self) -> bool:
        """Channel posts forwarded by this person are everybody's."""
        return self in {Role.OWNER, Role.ADMIN, Role.EDITOR}


class Status(StrEnum):
    """Whether unasked-for messages go to a subscriber."""

    ACTIVE = "active"
    STOPPED = "stopped"  # said /stop
    BLOCKED = "blocked"  # Telegram refused: blocked, deactivated, kicked; /start resumes
    GONE = "gone"  # said /forget_me: the row is deleted; never stored


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody who receives alerts: a person, or a group chat (`thread_id`: the topic it was set up in).

    `chat_id` is where messages go; a person's is also their user id. `zone` is an IANA name. `digest_at` is local
    time, None when off. `quiet` is a local (from, to), None when off. `pace` is alerts in ten minutes. `months` says
    whether April is نيسان or أبريل; `digest_days` are ISO weekdays, 1 is Monday.
    """

    id: int
    chat_id: int
    name: str
    language: str
    is_group: bool = False
    thread_id: int | None = None
    role: Role = Role.SUBSCRIBER
    status: Status = Status.ACTIVE
    zone: str = "UTC"
    digest_at: time | None = time(8, 0)
    quiet: tuple[time, time] | None = None
    pace: int = 6
    watch_quota: int = 100
    months: Literal["levant", "standard"] = "standard"
    digest_days: frozenset[int] = frozenset(range(1, 8))
    invited_by: int | None = None
    created_at: datetime | None = None


class WatchMode(StrEnum):
    """What a watch does when it fires."""

    ALERT = "alert"
    DIGEST = "digest"  # only in the digest
    PAUSED = "paused"
    DISABLED = "disabled"  # an upgrade made the query invalid: kept, and the owner told


@dataclass(frozen=True, slots=True)
class Watch:
    """One subscriber's query. `text` is what they typed; `muted_until` is UTC; `urgent` passes quiet hours."""

    id: int
    subscriber_id: int
    text: str
    mode: WatchMode = WatchMode.ALERT
    muted_until: datetime | None = None
    urgent: bool = False
    created_at: datetime | None = None


class DraftKind(StrEnum):
    """What somebody has begun."""

    WATCH = "watch"  # a query that was shown how it reads, and waits for "save"
    PASTE = "paste"  # a typed text, waiting for what shall be done with it; a long one comes in several messages


@dataclass(frozen=True, slots=True)
class Draft:
    """Something begun and not finished. `watch_id`: the watch whose query it shall replace.

    `ready_at`: a paste whose parts are still arriving is taken to be whole then.
    """

    id: int
    subscriber_id: int
    kind: DraftKind
    text: str
    watch_id: int | None = None
    ready_at: datetime | None = None
    created_at: datetime | None = None


class SourceStatus(StrEnum):
    """Whether what a source publishes counts."""

    ACCEPTED = "accepted"
    PROPOSED = "proposed"  # somebody brought the bot there; updates wait for an admin
    REFUSED = "refused"
    PAUSED = "paused"
    GONE = "gone"  # the bot was removed from it


@dataclass(frozen=True, slots=True)
class Source:
    """A place posts come from. `key` is PostRef.source_key; `chat_id` is the Bot API id where there is one."""

    id: int
    kind: RefKind
    key: str
    title: str = ""
    username: str = ""
    chat_id: int | None = None
    status: SourceStatus = SourceStatus.PROPOSED
    tags: tuple[str, ...] = ()
    added_by: int | None = None
    last_post_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A watch that fired on a version of a post."""

    watch_id: int
    post_id: int
    version: int
    subscriber_id: int
    spans: tuple[tuple[int, int], ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Alert:
    """What one subscriber was told of one story. `message_id` is Telegram's, None until it said yes.

    `fold_id` names the alert whose message tells of this one, when there were too many at once; that one is of another
    `kind` than "story".
    """

    id: int
    subscriber_id: int
    story_id: int
    post_id: int
    chat_id: int
    message_id: int | None = None
    revision: int = 0
    created_at: datetime | None = None
    kind: str = "story"
    fold_id: int | None = None


class Operation(StrEnum):
    """What an outbox row or a reply asks Telegram to do."""

    SEND = "send"
    EDIT = "edit"
    BUTTONS = "buttons"  # other buttons below a message; its text stays
    DELETE = "delete"
    PHOTO = "photo"
    DOCUMENT = "document"
    ANSWER = "answer"  # a callback query; never stored, it would be too late


class Priority(StrEnum):
    """What goes first when more is due than Telegram takes."""

    REPLY = "reply"
    ALERT = "alert"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button: callback `data` (at most 64 bytes) or a `url`."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to Telegram, whole: what a reply is, and what an outbox row carries.

    `text` is Telegram HTML. `message_id` names the message of an EDIT or DELETE; `alert_id` the alert whose message
    this is: sending it fills the alert's message id, editing it reads it from there. `callback_id` belongs to ANSWER,
    where `text` is plain and shown as a toast. `dedupe` is unique in the outbox; empty: taken from a counter.
    """

    operation: Operation
    chat_id: int
    text: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()
    message_id: int | None = None
    alert_id: int | None = None
    callback_id: str = ""
    reply_to: int | None = None
    thread_id: int | None = None
    preview_link: str = ""
    silent: bool = False
    priority: Priority = Priority.REPLY
    not_before: datetime | None = None
    dedupe: str = ""


class OutboxState(StrEnum):
    """Where an outbox row stands."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    PARKED = "parked"
    SUPERSEDED = "superseded"  # a later edit of the same message took its place


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A stored `Outgoing` with its fate so far. `possible_duplicates`: sends whose answer nobody heard."""

    id: int
    message: Outgoing
    subscriber_id: int | None
    state: OutboxState
    attempts: int
    not_before: datetime
    possible_duplicates: int = 0


class InboxState(StrEnum):
    """Where a raw update stands."""

    PENDING = "pending"
    WAITING = "waiting"  # from a chat that no admin has accepted yet
    DONE = "done"
    DEAD = "dead"  # failed too often, or could not be read: an admin sees it and can retry


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One raw update as Telegram gave it: `body` are the JSON bytes of this one update. `lane` orders it."""

    id: int
    update_id: int
    lane: str
    body: bytes
    attempts: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One line of a digest: a post and the watches of this subscriber that it satisfied."""

    post: Post
    watches: tuple[Watch, ...]
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class AwaitedAnswer:
    """Somebody forwarded a post that is not matched yet (an album may still be arriving) and is owed one answer.

    `message_id` is their forward; `known_since` when the post was known to them already, None when it is new.
    """

    subscriber_id: int
    chat_id: int
    message_id: int
    known_since: datetime | None


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
