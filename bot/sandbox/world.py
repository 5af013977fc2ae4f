"""The sandbox's world: who and what there is, and how something that happens in it reaches bot and people.

Both sides act on it: the Bot API (`api`) and the person's side (`people`). Every act runs in `World.act`:
what it wrote is committed first, then told.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from bot.sandbox import BOT_NAME, BOT_USERNAME, SANDBOX_TOKEN
from bot.sandbox.clock import Clock
from bot.sandbox.events import Event, Events
from bot.sandbox.faults import Faults
from bot.sandbox.flood import Flood
from bot.sandbox.html import render_html
from bot.sandbox.refusal import bad_request
from bot.sandbox.state import State, StoredMessage

# Update kinds an empty allowed_updates list stands for: all but these (Bot API, getUpdates).
NOT_BY_DEFAULT: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
UPDATE_LIFE: Final = 86_400.0
MEDIA: Final = ("photo", "video", "document", "animation", "audio", "voice")


class World:
    """State, clock, limits, faults and events in one place."""

    def __init__(self, state: State, clock: Clock, *, token: str = SANDBOX_TOKEN, flood: bool = True) -> None:
        self.state = state
        self.clock = clock
        self.token = token
        self.bot_id = int(token.partition(":")[0])
        self.flood = Flood(clock) if flood else None
        self.faults = Faults(clock)
        self.events = Events()
        self.calls: dict[str, int] = {}
        self.new_update = asyncio.Event()
        self.to_deliver = asyncio.Event()  # to the webhook
        self.closing = asyncio.Event()
        self._untold: list[Event] = []
        if state.get("world") is None:
            # by this the page tells one world's message ids from another's on the same port
            state.put("world", uuid.uuid4().hex)

    @contextmanager
    def act(self) -> Iterator[None]:
        """One act: committed as a whole, then told. An act that is refused leaves no trace."""
        self._untold = []
        with self.state.transaction():
            yield
        untold, self._untold = self._untold, []
        for event in untold:
            self.events.tell(event)

    def tell(self, kind: str, **what: Any) -> None:
        """Say that something happened, once the act is committed."""
        self._untold.append({"kind": kind, **what})

    def now(self) -> int:
        """Unix seconds, UTC."""
        return int(self.clock.now())

    # -- who and where ------------------------------------------------------------------------------

    def bot_user(self) -> dict[str, Any]:
        name = self.state.get("name", {}).get("", BOT_NAME)
        return {"id": self.bot_id, "is_bot": True, "first_name": name, "username": BOT_USERNAME}

    def user(self, user_id: int) -> dict[str, Any] | None:
        """The Bot API User of a person or of the bot itself."""
        return self.bot_user() if user_id == self.bot_id else self.state.user(user_id)

    def chat(self, chat_id: int | str) -> dict[str, Any]:
        """The Bot API Chat of an id or @username. Raises Refusal 400 "chat not found"."""
        if isinstance(chat_id, str):
            found = self.state.chat_named(chat_id[1:]) if chat_id.startswith("@") else None
        else:
            found = self.state.chat(chat_id)
        if found is None:
            raise bad_request("chat not found")
        return found

    def bot_status(self, chat_id: int) -> str:
        return self.state.member(chat_id, self.bot_id)

    # -- what happens -------------------------------------------------------------------------------

    def post(self, chat: dict[str, Any], fields: dict[str, Any], *, from_bot: bool = False) -> dict[str, Any]:
        """Store a new message; `fields` are those of a Bot API Message. Returns the message."""
        body: dict[str, Any] = {"message_id": self.state.next_message_id(chat["id"])}
        body |= {"date": self.now(), "chat": chat}
        body |= {name: value for name, value in fields.items() if value is not None}
        self.state.put_message(body, from_bot=from_bot)
        self.tell("message", **self.seen(StoredMessage(chat["id"], body["message_id"], body, from_bot, False)))
        return body

    def change(self, message: StoredMessage, fields: dict[str, Any], *, date: int | None = None) -> dict[str, Any]:
        """Store a message's next version; a field that is None goes. `edit_date` becomes `date`, else now."""
        body = {name: value for name, value in (message.body | fields).items() if value is not None}
        body["edit_date"] = self.now() if date is None else date
        self.state.put_message(body, from_bot=message.from_bot)
        changed = StoredMessage(message.chat_id, message.message_id, body, message.from_bot, False)
        self.tell("edit", **self.seen(changed))
        return body

    def delete(self, chat_id: int, message_id: int) -> None:
        self.state.delete_message(chat_id, message_id)
        self.tell("delete", chat_id=chat_id, message_id=message_id)

    def deliver(self, kind: str, what: dict[str, Any]) -> int | None:
        """Put an update into the bot's queue; None when the bot has not asked for this kind.

        Filtered now, when it is created, not when it is fetched (as tdlib's server does).
        """
        allowed = self.state.get("allowed_updates") or None
        wanted = kind in allowed if allowed else kind not in NOT_BY_DEFAULT
        return self.enqueue({kind: what}) if wanted else None

    def enqueue(self, update: dict[str, Any]) -> int:
        """Put an update of any shape into the queue under the next id."""
        update_id = self.state.next("update_id", 100_000_001)
        self.state.put_update(update_id, {"update_id": update_id, **update}, self.clock.now())
        self.new_update.set()
        self.to_deliver.set()
        return update_id

    # -- what is seen -------------------------------------------------------------------------------

    @staticmethod
    def seen(message: StoredMessage) -> dict[str, Any]:
        """A message as the person's side tells it (`person.SeenMessage`)."""
        body = message.body
        captioned = "text" not in body
        text = body.get("caption" if captioned else "text", "")
        entities = body.get("caption_entities" if captioned else "entities", [])
        keyboard = body.get("reply_markup", {}).get("inline_keyboard", [])
        return {
            "chat_id": message.chat_id,
            "message_id": message.message_id,
            "from_bot": message.from_bot,
            "sender_id": (body.get("from") or body.get("sender_chat") or body["chat"])["id"],
            "text": text,
            "html": render_html(text, entities),
            "entities": entities,
            "buttons": [
                [{"label": one["text"], "data": one.get("callback_data"), "url": one.get("url")} for one in row]
                for row in keyboard
            ],
            "media": next((kind for kind in MEDIA if kind in body), None),
            "media_group_id": body.get("media_group_id"),
            "reply_to": body.get("reply_to_message", {}).get("message_id"),
            "edit_date": body.get("edit_date"),
            "deleted": message.deleted,
            "sent_at": body["date"],
            "raw": body,
        }
