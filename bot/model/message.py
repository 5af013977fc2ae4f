"""What is said to people, and what is kept of it until it is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.post import Post
from bot.model.watch import Watch


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

    @property
    def is_fold(self) -> bool:
        """Whether its message tells of other alerts."""
        return self.kind != "story"


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
    where `text` is plain and shown as a toast. `file` is the path of a DOCUMENT, whose caption is `text`. `dedupe` is
    unique in the outbox; empty: taken from a counter. `silent` makes no sound; a silent EDIT is not worth a new message
    where the one it is about was deleted.
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
    file: str = ""
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
    """A stored `Outgoing` with its fate so far. `possible_duplicates`: sends whose answer nobody heard.

    `due_since`: since when it could have been sent, retries and the wait of its chat aside.
    """

    id: int
    message: Outgoing
    subscriber_id: int | None
    state: OutboxState
    attempts: int
    not_before: datetime
    possible_duplicates: int = 0
    due_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One line of a digest: a post and the watches of this subscriber that it satisfied.

    `lost`: an edit has taken away what they had found.
    """

    post: Post
    watches: tuple[Watch, ...]
    spans: tuple[tuple[int, int], ...]
    lost: bool = False


@dataclass(frozen=True, slots=True)
class AwaitedAnswer:
    """Somebody forwarded a post that is not matched yet (an album may still be arriving) and is owed one answer.

    `message_id` is their forward; `known_since` when the post was known to them already, None when it is new.
    """

    subscriber_id: int
    chat_id: int
    message_id: int
    known_since: datetime | None
