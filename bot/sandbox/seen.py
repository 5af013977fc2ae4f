"""What a person sees of the sandbox, as `bot.sandbox.person` gives it: frozen and typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


class NotSeen(AssertionError):
    """What was waited for did not come before the deadline; the text lists what was there instead."""


class RefusedBySandbox(RuntimeError):
    """The person's side could not do it (no such user, chat, message or button); the text says why."""


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button: a callback (`data`) or a link (`url`)."""

    label: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class SeenMessage:
    """A message as it stands in a chat now.

    `text` is the text or the caption, without tags; `html` the same with its formatting. `entities` are Bot
    API MessageEntity objects (offsets in UTF-16 units). `buttons` are the keyboard's rows. `media` is the
    kind (photo, video, document) or None. `edit_date` and `sent_at` are UTC. `reply_to` is a message id.
    `raw` is the Bot API Message.
    """

    chat_id: int
    message_id: int
    from_bot: bool
    sender_id: int
    text: str
    html: str
    entities: tuple[Mapping[str, Any], ...]
    buttons: tuple[tuple[Button, ...], ...]
    media: str | None
    media_group_id: str | None
    reply_to: int | None
    edit_date: datetime | None
    deleted: bool
    sent_at: datetime
    raw: Mapping[str, Any]

    @property
    def labels(self) -> tuple[str, ...]:
        """All button labels, row by row."""
        return tuple(button.label for row in self.buttons for button in row)


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """What the bot answered to a tap: the toast's text ("" when silent) and whether it is a dialog."""

    text: str
    show_alert: bool
    url: str | None


@dataclass(frozen=True, slots=True)
class SandboxState:
    """What the server knows: updates the bot has not confirmed; messages the bot sent per chat (deleted ones
    included); the registered commands, keyed `scope/language` (`default/ar`), as (command, description);
    bot's Bot API calls so far by method.
    """

    pending_updates: int
    sent: Mapping[int, int]
    commands: Mapping[str, tuple[tuple[str, str], ...]]
    calls: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class AlbumItem:
    """One item of an album a channel publishes; the caption may be given as text or as HTML."""

    kind: str = "photo"
    caption: str | None = None
    html: str | None = None


def seen_message(given: Mapping[str, Any]) -> SeenMessage:
    """A message from its JSON (`World.seen`)."""
    edited = given["edit_date"]
    return SeenMessage(
        chat_id=given["chat_id"],
        message_id=given["message_id"],
        from_bot=given["from_bot"],
        sender_id=given["sender_id"],
        text=given["text"],
        html=given["html"],
        entities=tuple(given["entities"]),
        buttons=tuple(
            tuple(Button(one["label"], one.get("data"), one.get("url")) for one in row) for row in given["buttons"]
        ),
        media=given["media"],
        media_group_id=given["media_group_id"],
        reply_to=given["reply_to"],
        edit_date=None if edited is None else datetime.fromtimestamp(edited, UTC),
        deleted=given["deleted"],
        sent_at=datetime.fromtimestamp(given["sent_at"], UTC),
        raw=given["raw"],
    )
