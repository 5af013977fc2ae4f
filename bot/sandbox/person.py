"""The person's side of the sandbox, for tests and the demo: what somebody with a phone does and sees.

    async with Sandbox("http://127.0.0.1:8090") as sb:
        await sb.user(501, first_name="سلمى", language_code="ar")
        await sb.say(501, "/start")
        welcome = await sb.wait_message(501, containing="أهلا")

A private chat with the bot has the user's id as chat id, as in the Bot API.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.sandbox.onlooker import Onlooker
from bot.sandbox.seen import (
    AlbumItem,
    Button,
    CallbackAnswer,
    NotSeen,
    RefusedBySandbox,
    SandboxState,
    SeenMessage,
    seen_message,
)

__all__ = (
    "AlbumItem",
    "Button",
    "CallbackAnswer",
    "NotSeen",
    "RefusedBySandbox",
    "Sandbox",
    "SandboxState",
    "SeenMessage",
)


class Sandbox(Onlooker):
    """Async client of the person's side. Every act raises RefusedBySandbox when the server refuses it."""

    # -- people and chats ---------------------------------------------------------------------------

    async def user(
        self,
        id: int,  # noqa: A002 - Telegram's own word
        *,
        first_name: str = "شخص",
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "ar",
    ) -> int:
        """Create a person, or change the one with this id. Returns the id."""
        return int(
            (
                await self._act(
                    "users",
                    id=id,
                    first_name=first_name,
                    last_name=last_name,
                    username=username,
                    language_code=language_code,
                )
            )["id"]
        )

    async def channel(
        self,
        title: str,
        *,
        id: int | None = None,  # noqa: A002
        username: str | None = None,
        owner: int | None = None,
        bot_admin_by: int | None = None,
    ) -> int:
        """Create a channel and return its Bot API id (-100…). `bot_admin_by` also adds the bot as admin."""
        return await self._chat("channel", title, id, username, owner, bot_admin_by, ())

    async def group(
        self,
        title: str,
        *,
        id: int | None = None,  # noqa: A002
        username: str | None = None,
        owner: int | None = None,
        members: Iterable[int] = (),
        kind: str = "supergroup",
        bot_added_by: int | None = None,
    ) -> int:
        """Create a supergroup (or `kind="group"`) and return its id. The bot is a plain member when added."""
        return await self._chat(kind, title, id, username, owner, bot_added_by, members)

    async def join(self, chat_id: int, user_id: int) -> None:
        """A person joins a group or a channel."""
        await self._act("join", chat_id=chat_id, user_id=user_id)

    async def promote_bot(self, chat_id: int, *, by: int) -> None:
        """`by` makes the bot an administrator (the only way into a channel): my_chat_member."""
        await self._act("bot_status", chat_id=chat_id, by=by, status="administrator")

    async def add_bot(self, group_id: int, *, by: int) -> None:
        """`by` adds the bot to a group as a plain member: my_chat_member."""
        await self._act("bot_status", chat_id=group_id, by=by, status="member")

    async def remove_bot(self, chat_id: int, *, by: int, kick: bool = False) -> None:
        """`by` takes the bot out: my_chat_member `left`, or `kicked`."""
        await self._act("bot_status", chat_id=chat_id, by=by, status="kicked" if kick else "left")

    async def migrate(self, group_id: int) -> int:
        """The basic group becomes a supergroup; returns the new id. Sends to the old id are then refused."""
        return int((await self._act("migrate", chat_id=group_id))["chat_id"])

    async def block(self, user_id: int) -> None:
        """The person blocks the bot: my_chat_member `kicked`; sends to them are refused with 403."""
        await self._act("block", user_id=user_id, blocked=True)

    async def unblock(self, user_id: int) -> None:
        """The person unblocks the bot: my_chat_member `member`."""
        await self._act("block", user_id=user_id, blocked=False)

    async def privacy_mode(self, on: bool) -> None:
        """On (the default): in groups the bot hears commands, replies to it and mentions only."""
        await self._act("privacy_mode", on=on)

    # -- saying and publishing ----------------------------------------------------------------------

    async def say(
        self, user_id: int, text: str, *, chat_id: int | None = None, reply_to: int | None = None
    ) -> SeenMessage:
        """The person writes plain text to the bot, or into the group `chat_id`."""
        return seen_message(await self._act("say", user_id=user_id, text=text, chat_id=chat_id, reply_to=reply_to))

    async def publish(
        self,
        channel_id: int,
        text: str | None = None,
        *,
        html: str | None = None,
        photo: bool = False,
        video: bool = False,
        document: bool = False,
        author: str | None = None,
        reply_to: int | None = None,
        at: datetime | None = None,
    ) -> SeenMessage:
        """Publish in a channel: text (or HTML), or the same as the caption of a photo, video or document.

        `author` is the signature. `at` (aware) antedates the post; the update still comes now.
        """
        kind = "photo" if photo else "video" if video else "document" if document else None
        return seen_message(
            await self._act(
                "publish",
                chat_id=channel_id,
                text=text,
                html=html,
                media=kind,
                author=author,
                reply_to=reply_to,
                date=_unix(at),
            )
        )

    async def album(
        self, channel_id: int, items: Sequence[AlbumItem | str | None], *, at: datetime | None = None
    ) -> list[SeenMessage]:
        """Publish an album of 2-10 items: each its own update with one media_group_id.

        A plain str is a photo with that caption, None a photo without one.
        """
        answer = await self._act("album", chat_id=channel_id, items=_items(items), date=_unix(at))
        return [seen_message(one) for one in answer["messages"]]

    async def attach(
        self,
        user_id: int,
        items: Sequence[AlbumItem | str | None],
        *,
        chat_id: int | None = None,
        reply_to: int | None = None,
    ) -> list[SeenMessage]:
        """The person sends a made-up photo, video or document, or several as an album, to the bot or a group.

        Items as in `album`.
        """
        answer = await self._act("attach", user_id=user_id, items=_items(items), chat_id=chat_id, reply_to=reply_to)
        return [seen_message(one) for one in answer["messages"]]

    async def locate(
        self, user_id: int, latitude: float, longitude: float, *, chat_id: int | None = None
    ) -> SeenMessage:
        """The person shares a location (degrees) with the bot or a group."""
        return seen_message(
            await self._act("locate", user_id=user_id, latitude=latitude, longitude=longitude, chat_id=chat_id)
        )

    async def edit(
        self,
        chat_id: int,
        message_id: int,
        text: str | None = None,
        *,
        html: str | None = None,
        at: datetime | None = None,
    ) -> SeenMessage:
        """Edit a channel's post (text or caption), or a person's own message: an edited_… update."""
        date = _unix(at)
        edited = await self._act("edit", chat_id=chat_id, message_id=message_id, text=text, html=html, date=date)
        return seen_message(edited)

    async def delete(self, chat_id: int, message_id: int) -> None:
        """Delete a post or message. The bot is not told: Telegram has no such update."""
        await self._act("delete", chat_id=chat_id, message_id=message_id)

    async def forward(
        self, user_id: int, *, from_chat: int, message_id: int, to_chat: int | None = None
    ) -> SeenMessage:
        """Forward any stored message to the bot (or into the group `to_chat`), with its true origin."""
        return (await self.forward_album(user_id, from_chat=from_chat, message_ids=[message_id], to_chat=to_chat))[0]

    async def forward_album(
        self, user_id: int, *, from_chat: int, message_ids: Sequence[int], to_chat: int | None = None
    ) -> list[SeenMessage]:
        """Forward several messages at once; items of one album stay one album, under a new media_group_id."""
        answer = await self._act(
            "forward",
            user_id=user_id,
            from_chat=from_chat,
            message_ids=list(message_ids),
            to_chat=to_chat,
        )
        return [seen_message(one) for one in answer["messages"]]

    async def forward_origin(
        self,
        user_id: int,
        *,
        origin: Mapping[str, Any],
        text: str | None = None,
        html: str | None = None,
        media: str | None = None,
        media_group_id: str | None = None,
        to_chat: int | None = None,
    ) -> SeenMessage:
        """Forward a message of made-up origin: a Bot API MessageOrigin of any of the four kinds, such as
        `{"type": "channel", "chat": {"id": …, "type": "channel", "title": …}, "message_id": 7, "date": …}`.
        A missing `date` is now.
        """
        return seen_message(
            await self._act(
                "forward_origin",
                user_id=user_id,
                origin=dict(origin),
                text=text,
                html=html,
                media=media,
                media_group_id=media_group_id,
                to_chat=to_chat,
            )
        )

    async def tap(
        self,
        user_id: int,
        *,
        label: str | None = None,
        data: str | None = None,
        chat_id: int | None = None,
        message_id: int | None = None,
    ) -> str:
        """Press an inline button; returns the callback id for `wait_answer`.

        Found by label (the whole, else a part of it) or callback data, in the newest message of the chat
        (default: the private one) that has it, or in `message_id`. With `data` and `message_id`, data that
        stands on no button is sent too, as a modified client could.
        """
        answer = await self._act("tap", user_id=user_id, label=label, data=data, chat_id=chat_id, message_id=message_id)
        return str(answer["callback_id"])

    # -- the sample world ---------------------------------------------------------------------------

    async def samples(self) -> None:
        """Set up the sample people, group and channels (`bot.sandbox.samples`), unless they are there."""
        await self._act("samples")

    async def pass_time(self, minutes: int) -> int:
        """Publish what the next minutes bring in the sample channels; returns how many posts and edits came."""
        return int((await self._act("pass_time", minutes=minutes))["published"])

    # -- faults and the server itself ---------------------------------------------------------------

    async def fault(
        self,
        kind: str,
        *,
        times: int | None = None,
        seconds: float | None = None,
        method: str | None = None,
        chat_id: int | None = None,
        retry_after: int | None = None,
        description: str | None = None,
    ) -> int:
        """Set a fault and return its id; it ends after `times` calls or `seconds`, else when cleared.

        Kinds: flood (retry_after, default 1), outage (502 with HTML), garbage (500), forbidden (403),
        bad_request (400), hang, cut_before, cut_after (done, but the answer never arrives), cut_mid,
        duplicate (updates are delivered twice), malformed (one broken update is put in the queue now),
        shuffle_album (items of an album come out of order). `method` and `chat_id` narrow it.
        Without `method` it concerns every call but getUpdates; "*" concerns all.
        """
        answer = await self._act(
            "faults",
            kind=kind,
            times=times,
            seconds=seconds,
            method=method,
            chat_id=chat_id,
            retry_after=retry_after,
            description=description,
        )
        return int(answer["id"])

    async def end_fault(self, fault_id: int) -> None:
        """End one fault."""
        await self._act("end_fault", id=fault_id)

    async def clear_faults(self) -> None:
        """End every fault; calls that hang are let go (they get their answers)."""
        self._check(await self._http.delete("/sandbox/faults"))

    async def faults(self) -> list[Mapping[str, Any]]:
        """The faults still in force."""
        return list(self._check(await self._http.get("/sandbox/faults"))["faults"])

    async def renumber_updates(self, next_id: int) -> None:
        """The next update gets this id (Telegram restarts its numbering after a quiet week)."""
        await self._act("renumber", next_id=next_id)

    async def raw_update(self, update: Mapping[str, Any]) -> int:
        """Put an update of any shape into the queue, without update_id; returns the id it got."""
        return int((await self._act("raw_update", update=dict(update)))["update_id"])

    async def _chat(
        self,
        kind: str,
        title: str,
        chat_id: int | None,
        username: str | None,
        owner: int | None,
        bot_by: int | None,
        members: Iterable[int],
    ) -> int:
        answer = await self._act(
            "chats",
            type=kind,
            title=title,
            id=chat_id,
            username=username,
            owner=owner,
            members=list(members),
        )
        made = int(answer["id"])
        if bot_by is not None:
            await (self.promote_bot if kind == "channel" else self.add_bot)(made, by=bot_by)
        return made


def _unix(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())


def _items(items: Sequence[AlbumItem | str | None]) -> list[dict[str, str | None]]:
    whole = [item if isinstance(item, AlbumItem) else AlbumItem(caption=item) for item in items]
    return [{"kind": item.kind, "caption": item.caption, "html": item.html} for item in whole]
