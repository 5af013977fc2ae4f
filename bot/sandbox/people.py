"""What people do: write, publish, edit, forward, tap, block, let the bot in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from bot.sandbox.chats import bot_status_change, set_bot_status
from bot.sandbox.hearing import edited, heard, published
from bot.sandbox.media import ALBUM, FOLDERS, made_up, media_fields
from bot.sandbox.messages import caption_fields, content_of, origin_of, quoted
from bot.sandbox.state import StoredMessage
from bot.sandbox.text import written
from bot.sandbox.world import MEDIA, World

FIRST_CHANNEL: Final = 1_001_000_000_001
FIRST_GROUP: Final = 4_001_000_001
CHAT_TYPES: Final = ("channel", "supergroup", "group")


class NotPossible(ValueError):
    """A person cannot do that; the text says why."""


class People:
    """The acts, for one world. Each returns Bot API objects; each raises NotPossible or Refusal."""

    def __init__(self, world: World) -> None:
        self._world = world

    # -- people and chats ---------------------------------------------------------------------------

    def user(self, user: Mapping[str, Any]) -> dict[str, Any]:
        """Create or change a person, and their private chat."""
        if user["id"] <= 0 or user["id"] == self._world.bot_id:
            raise NotPossible(f"{user['id']} is no person's id")
        body = {"id": user["id"], "is_bot": False, "first_name": user["first_name"]}
        body |= {name: user[name] for name in ("last_name", "username", "language_code") if user.get(name)}
        self._world.state.put_user(body)
        private = {name: value for name, value in body.items() if name not in ("is_bot", "language_code", "id")}
        self._world.state.put_chat({"id": user["id"], "type": "private", **private})
        self._world.tell("chat", chat_id=user["id"])
        return body

    def chat(
        self,
        kind: str,
        title: str,
        *,
        chat_id: int | None = None,
        username: str | None = None,
        about: str | None = None,
        owner: int | None = None,
        members: Iterable[int] = (),
    ) -> dict[str, Any]:
        """Create a channel, supergroup or group; `about` is its description."""
        if kind not in CHAT_TYPES:
            raise NotPossible(f"{kind!r} is no kind of chat; there are {', '.join(CHAT_TYPES)}")
        state = self._world.state
        if chat_id is None:
            basic = kind == "group"
            chat_id = -state.next("group" if basic else "channel", FIRST_GROUP if basic else FIRST_CHANNEL)
        if chat_id >= 0:
            raise NotPossible("a group's or channel's id is negative")
        chat: dict[str, Any] = {"id": chat_id, "type": kind, "title": title}
        if username:
            chat["username"] = username
        # Message 1 is "channel created", which no bot ever sees.
        state.put_chat(chat, last_message_id=1)
        if about:
            state.put("about", state.get("about", {}) | {str(chat_id): about})
        for user_id in members:
            state.set_member(chat_id, self._person(user_id)["id"], "member")
        if owner is not None:
            state.set_member(chat_id, self._person(owner)["id"], "creator")
        self._world.tell("chat", chat_id=chat_id)
        return chat

    def join(self, chat_id: int, user_id: int) -> None:
        chat = self._group_or_channel(chat_id)
        self._world.state.set_member(chat["id"], self._person(user_id)["id"], "member")
        self._world.tell("chat", chat_id=chat["id"])

    def set_bot_status(self, chat_id: int, status: str, by: int) -> None:
        """Add the bot as `administrator` or `member`, or take it out (`left`, `kicked`)."""
        chat = self._group_or_channel(chat_id)
        person = self._person(by)
        if chat["type"] == "channel" and status == "member":
            raise NotPossible("a bot can only be an administrator of a channel")
        if self._world.state.member(chat_id, by) == "left":
            self._world.state.set_member(chat_id, by, "administrator")
        before = self._world.bot_status(chat_id)
        if before == status:
            raise NotPossible(f"the bot is already {status}")
        set_bot_status(self._world, chat, status, by=person)
        was_in, is_in = before not in ("left", "kicked"), status not in ("left", "kicked")
        if chat["type"] != "channel" and was_in != is_in:
            bot = self._world.bot_user()
            news: dict[str, Any] = {"new_chat_members": [bot]} if is_in else {"left_chat_member": bot}
            message = self._world.post(chat, {"from": person, **news})
            if is_in:
                self._world.deliver("message", message)

    def migrate(self, chat_id: int) -> int:
        """A basic group becomes a supergroup: new id, two service messages."""
        old = self._group_or_channel(chat_id)
        if old["type"] != "group":
            raise NotPossible("only a basic group becomes a supergroup")
        new = self.chat("supergroup", old["title"])
        members = self._world.state.members(chat_id)
        for user_id, status in members.items():
            self._world.state.set_member(new["id"], user_id, status)
        self._world.state.migrate(chat_id, new["id"])
        by = self._world.state.user(next(iter(sorted(members, key=lambda one: members[one] != "creator"))))
        for chat, fields in (
            (old, {"migrate_to_chat_id": new["id"]}),
            (new, {"migrate_from_chat_id": chat_id}),
        ):
            message = self._world.post(chat, {"from": by, **fields})
            if self._world.bot_status(new["id"]) not in ("left", "kicked"):
                self._world.deliver("message", message)
        return int(new["id"])

    def block(self, user_id: int, blocked: bool) -> None:
        """Block or unblock the bot: my_chat_member of the private chat."""
        person = self._person(user_id)
        if self._world.state.standing(user_id)[1] is blocked:
            return
        self._world.state.set_blocked(user_id, blocked)
        statuses = ("member", "kicked") if blocked else ("kicked", "member")
        change = bot_status_change(self._world, self._world.chat(user_id), *statuses, by=person)
        self._world.tell("chat", chat_id=user_id, blocked=blocked)
        self._world.deliver("my_chat_member", change)

    # -- writing ------------------------------------------------------------------------------------

    def say(self, user_id: int, text: str, *, chat_id: int | None = None, reply_to: int | None = None) -> StoredMessage:
        """Write plain text to the bot, or into a group."""
        person = self._person(user_id)
        said = written(text)
        chat = self._writable(person, chat_id)
        fields: dict[str, Any] = {"from": person, "text": said.text, "entities": list(said.entities) or None}
        fields["reply_to_message"] = self._quoted(chat, reply_to)
        return self._heard(self._world.post(chat, fields))

    def attach(
        self,
        user_id: int,
        items: Sequence[Mapping[str, Any]],
        *,
        chat_id: int | None = None,
        reply_to: int | None = None,
    ) -> list[StoredMessage]:
        """Send a photo, video or document to the bot or into a group; several are an album.

        An item has a `kind`, a `caption` or `html`, and a `file_id` unless it is made up.
        """
        person = self._person(user_id)
        chat = self._writable(person, chat_id)
        if len(items) != 1 and len(items) not in ALBUM:
            raise NotPossible("an album has 2 to 10 items")
        common = {
            "from": person,
            "media_group_id": self._media_group() if len(items) > 1 else None,
            "reply_to_message": self._quoted(chat, reply_to),
        }
        bodies = [self._world.post(chat, self._item(item) | common) for item in items]
        return [self._heard(body) for body in self._in_order(bodies)]

    def locate(self, user_id: int, latitude: float, longitude: float, *, chat_id: int | None = None) -> StoredMessage:
        """Share a location (degrees) with the bot or a group."""
        person = self._person(user_id)
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise NotPossible("there is no such place on Earth")
        location = {"latitude": latitude, "longitude": longitude}
        return self._heard(self._world.post(self._writable(person, chat_id), {"from": person, "location": location}))

    def forward(
        self, user_id: int, from_chat: int, message_ids: Sequence[int], *, to_chat: int | None = None
    ) -> list[StoredMessage]:
        """Forward stored messages; what was one album is one album again, under a new id."""
        person = self._person(user_id)
        chat = self._writable(person, to_chat)
        sources = [self._message(from_chat, message_id) for message_id in message_ids]
        groups: dict[str, str] = {}
        bodies = []
        for source in sources:
            if source.body.get("has_protected_content"):
                raise NotPossible("the message may not be forwarded")
            fields = content_of(source.body) | {"from": person, "forward_origin": origin_of(source.body)}
            group = source.body.get("media_group_id")
            if group is not None and len(sources) > 1:
                fields["media_group_id"] = groups.setdefault(group, self._media_group())
            bodies.append(self._world.post(chat, fields))
        return [self._heard(body) for body in self._in_order(bodies)]

    def forward_origin(
        self,
        user_id: int,
        origin: Mapping[str, Any],
        *,
        text: str | None = None,
        html: str | None = None,
        media: str | None = None,
        media_group_id: str | None = None,
        to_chat: int | None = None,
    ) -> StoredMessage:
        """Forward a message of made-up origin."""
        person = self._person(user_id)
        chat = self._writable(person, to_chat)
        fields = self._content(text, html, media) | {"from": person, "media_group_id": media_group_id}
        fields["forward_origin"] = {"date": self._world.now(), **origin}
        return self._heard(self._world.post(chat, fields))

    # -- channels -----------------------------------------------------------------------------------

    def publish(
        self,
        chat_id: int,
        *,
        text: str | None = None,
        html: str | None = None,
        media: str | None = None,
        file_id: str | None = None,
        author: str | None = None,
        reply_to: int | None = None,
        date: int | None = None,
    ) -> StoredMessage:
        """Publish in a channel; the bot hears of it only where it is in."""
        chat = self._channel(chat_id)
        fields = self._content(text, html, media, file_id) | {
            "sender_chat": chat,
            "author_signature": author,
            "date": date,
            "reply_to_message": self._quoted(chat, reply_to),
        }
        body = self._world.post(chat, fields)
        published(self._world, body)
        return self._message(chat_id, body["message_id"])

    def album(
        self, chat_id: int, items: Sequence[Mapping[str, Any]], *, date: int | None = None
    ) -> list[StoredMessage]:
        """Publish an album: consecutive ids, one media_group_id, an update each."""
        chat = self._channel(chat_id)
        if len(items) not in ALBUM:
            raise NotPossible("an album has 2 to 10 items")
        group = self._media_group()
        common = {"sender_chat": chat, "media_group_id": group, "date": date}
        bodies = [self._world.post(chat, self._item(item) | common) for item in items]
        for body in self._in_order(bodies):
            published(self._world, body)
        return [self._message(chat_id, body["message_id"]) for body in bodies]

    def edit(
        self,
        chat_id: int,
        message_id: int,
        *,
        text: str | None = None,
        html: str | None = None,
        date: int | None = None,
    ) -> StoredMessage:
        """Edit a channel's post or a person's own message: text, or caption where there is media."""
        message = self._message(chat_id, message_id)
        if message.from_bot:
            raise NotPossible("that message is the bot's")
        has_media = any(kind in message.body for kind in MEDIA)
        edited(self._world, self._world.change(message, self._words(text, html, caption=has_media), date=date))
        return self._message(chat_id, message_id)

    def delete(self, chat_id: int, message_id: int) -> None:
        self._world.delete(chat_id, self._message(chat_id, message_id).message_id)

    # -- taps ---------------------------------------------------------------------------------------

    def tap(
        self,
        user_id: int,
        *,
        label: str | None = None,
        data: str | None = None,
        chat_id: int | None = None,
        message_id: int | None = None,
    ) -> str:
        """Press a callback button; returns the callback's id."""
        person = self._person(user_id)
        chat = self._writable(person, chat_id)
        if message_id is not None:
            messages = [self._message(chat["id"], message_id)]
        else:
            messages = [one for one in reversed(self._world.state.messages(chat["id"])) if not one.deleted]
        message, pressed = self._button(messages, label, data, forge=message_id is not None)
        callback_id = str(self._world.state.next("callback", 4_100_000_000_000_000_001))
        self._world.state.put_callback(callback_id, user_id, self._world.clock.now())
        query = {
            "id": callback_id,
            "from": person,
            "message": message.body,
            "chat_instance": str(chat["id"] * 7919),
            "data": pressed,
        }
        self._world.tell("tap", user_id=user_id, chat_id=chat["id"], callback_id=callback_id, data=pressed)
        self._world.deliver("callback_query", query)
        return callback_id

    @staticmethod
    def _button(
        messages: Sequence[StoredMessage], label: str | None, data: str | None, *, forge: bool
    ) -> tuple[StoredMessage, str]:
        """The newest message that has the button, and the button's data."""
        there: list[str] = []
        for fits in (lambda text: text == label, lambda text: label is not None and label in text):
            for message in messages:
                for row in message.body.get("reply_markup", {}).get("inline_keyboard", []):
                    for button in row:
                        there.append(button["text"])
                        callback = button.get("callback_data")
                        if callback is not None and (callback == data if label is None else fits(button["text"])):
                            return message, callback
        if forge and data is not None:
            return messages[0], data
        raise NotPossible(f"no button {label or data!r}; there are {sorted(set(there))}")

    # -- who, where, what ---------------------------------------------------------------------------

    def _person(self, user_id: int) -> dict[str, Any]:
        found = self._world.state.user(user_id)
        if found is None:
            raise NotPossible(f"there is no user {user_id}")
        return found

    def _group_or_channel(self, chat_id: int) -> dict[str, Any]:
        chat = self._world.chat(chat_id)
        if chat["type"] == "private":
            raise NotPossible(f"{chat_id} is a private chat")
        return chat

    def _channel(self, chat_id: int) -> dict[str, Any]:
        chat = self._world.chat(chat_id)
        if chat["type"] != "channel":
            raise NotPossible(f"{chat_id} is no channel")
        return chat

    def _message(self, chat_id: int, message_id: int) -> StoredMessage:
        found = self._world.state.message(chat_id, message_id)
        if found is None:
            raise NotPossible(f"there is no message {message_id} in chat {chat_id}")
        return found

    def _writable(self, person: Mapping[str, Any], chat_id: int | None) -> dict[str, Any]:
        """The chat a person writes to: the private one with the bot, or a group they are in."""
        if chat_id is None or chat_id == person["id"]:
            if self._world.state.standing(person["id"])[1]:
                raise NotPossible("the person blocks the bot: unblock first")
            return self._world.chat(person["id"])
        chat = self._group_or_channel(chat_id)
        if chat["type"] != "channel" and self._world.state.member(chat_id, person["id"]) in (
            "left",
            "kicked",
        ):
            raise NotPossible(f"{person['first_name']} is not in {chat['title']}")
        return chat

    def _words(self, text: str | None, html: str | None, *, caption: bool) -> dict[str, Any]:
        said = written(html or text or "", parse_mode="HTML" if html else None, caption=caption)
        if caption:
            return caption_fields(said)
        return {"text": said.text, "entities": list(said.entities) or None}

    def _content(
        self, text: str | None, html: str | None, media: str | None, file_id: str | None = None
    ) -> dict[str, Any]:
        """Words, or words under an uploaded file (`file_id`) or a made-up one of the kind `media`."""
        if media is not None and media not in FOLDERS:
            raise NotPossible(f"{media!r} is no kind of media; there are {', '.join(FOLDERS)}")
        words = self._words(text, html, caption=media is not None or file_id is not None)
        if file_id is not None:
            file = self._world.state.file(file_id)
            if file is None:
                raise NotPossible(f"there is no file {file_id}")
            return media_fields(file) | words
        return words if media is None else made_up(self._world, media) | words

    def _item(self, item: Mapping[str, Any]) -> dict[str, Any]:
        """The content of one item of an album, or of a single attachment."""
        return self._content(item.get("caption"), item.get("html"), item.get("kind", "photo"), item.get("file_id"))

    def _quoted(self, chat: Mapping[str, Any], reply_to: int | None) -> dict[str, Any] | None:
        return None if reply_to is None else quoted(self._message(chat["id"], reply_to).body)

    def _heard(self, body: dict[str, Any]) -> StoredMessage:
        heard(self._world, body)
        return self._message(body["chat"]["id"], body["message_id"])

    def _media_group(self) -> str:
        return str(self._world.state.next("media_group", 13_000_000_000_001))

    def _in_order(self, bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """As sent, or backwards under the fault `shuffle_album`."""
        shuffled = len(bodies) > 1 and self._world.faults.update_fault("shuffle_album") is not None
        return bodies[::-1] if shuffled else bodies
