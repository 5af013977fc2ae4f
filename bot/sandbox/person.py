"""The person's side of the sandbox, for tests and the demo: what somebody with a phone does and sees.

    async with Sandbox("http://127.0.0.1:8090") as sb:
        await sb.user(501, first_name="سلمى", language_code="ar")
        await sb.say(501, "/start")
        welcome = await sb.wait_message(501, containing="أهلا")

A private chat with the bot has the user's id as chat id, as in the Bot API.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import httpx

POLL_SECONDS = 0.03


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


class Sandbox:
    """Async client of the person's side. Every act raises RefusedBySandbox when the server refuses it."""

    def __init__(self, base_url: str, *, timeout: float = 10.0) -> None:
        self.base_url = base_url.rstrip("/")
        self._http = httpx.AsyncClient(base_url=self.base_url, timeout=timeout, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

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
        return _seen(await self._act("say", user_id=user_id, text=text, chat_id=chat_id, reply_to=reply_to))

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
        return _seen(
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
        whole = [item if isinstance(item, AlbumItem) else AlbumItem(caption=item) for item in items]
        answer = await self._act(
            "album",
            chat_id=channel_id,
            items=[{"kind": item.kind, "caption": item.caption, "html": item.html} for item in whole],
            date=_unix(at),
        )
        return [_seen(one) for one in answer["messages"]]

    async def edit(
        self, chat_id: int, message_id: int, text: str | None = None, *, html: str | None = None
    ) -> SeenMessage:
        """Edit a channel's post (text or caption), or a person's own message: an edited_… update."""
        return _seen(await self._act("edit", chat_id=chat_id, message_id=message_id, text=text, html=html))

    async def delete(self, chat_id: int, message_id: int) -> None:
        """Delete a post or message. The bot is not told: Telegram has no such update."""
        await self._act("delete", chat_id=chat_id, message_id=message_id)

    async def forward(
        self, user_id: int, *, from_chat: int, message_id: int, to_chat: int | None = None
    ) -> SeenMessage:
        """Forward any stored message to the bot (or into the group `to_chat`), with its true origin."""
        return (
            await self.forward_album(user_id, from_chat=from_chat, message_ids=[message_id], to_chat=to_chat)
        )[0]

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
        return [_seen(one) for one in answer["messages"]]

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
        `{"type": "channel", "chat": {"id": -100…, "type": "channel", "title": …}, "message_id": 7, "date": …}`.
        A missing `date` is now.
        """
        return _seen(
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
        answer = await self._act(
            "tap", user_id=user_id, label=label, data=data, chat_id=chat_id, message_id=message_id
        )
        return str(answer["callback_id"])

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
        Without `method` it concerns every call but getUpdates.
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

    async def state(self) -> SandboxState:
        answer = self._check(await self._http.get("/sandbox/state"))
        return SandboxState(
            pending_updates=answer["pending_updates"],
            sent={int(chat): count for chat, count in answer["sent"].items()},
            commands={
                key: tuple((one["command"], one["description"]) for one in commands)
                for key, commands in answer["commands"].items()
            },
            calls=dict(answer["calls"]),
        )

    # -- seeing -------------------------------------------------------------------------------------

    async def messages(
        self, chat_id: int, *, after: int = 0, from_bot: bool | None = None, deleted: bool = False
    ) -> list[SeenMessage]:
        """The chat's messages with an id above `after`, oldest first; deleted ones only when asked for."""
        answer = self._check(
            await self._http.get(f"/sandbox/chats/{chat_id}/messages", params={"after": after})
        )
        seen = [_seen(one) for one in answer["messages"]]
        return [
            one
            for one in seen
            if (deleted or not one.deleted) and (from_bot is None or one.from_bot is from_bot)
        ]

    async def wait_message(
        self,
        chat_id: int,
        predicate: Callable[[SeenMessage], bool] | None = None,
        *,
        containing: str | None = None,
        after: int = 0,
        timeout: float = 10.0,
    ) -> SeenMessage:
        """The first message of the bot above id `after` that fits; edits count as they stand now.

        Raises NotSeen at the deadline (`timeout` in seconds).
        """

        def fits(message: SeenMessage) -> bool:
            return (containing is None or containing in message.text) and (
                predicate is None or predicate(message)
            )

        deadline = time.monotonic() + timeout
        while True:
            seen = await self.messages(chat_id, after=after, from_bot=True)
            found = next((message for message in seen if fits(message)), None)
            if found is not None:
                return found
            if time.monotonic() >= deadline:
                there = "\n".join(f"  {one.message_id}: {one.text!r} {list(one.labels)}" for one in seen)
                wanted = f" containing {containing!r}" if containing is not None else " that fits"
                raise NotSeen(f"no message in chat {chat_id}{wanted} in {timeout:g} s; there was:\n{there}")
            await asyncio.sleep(POLL_SECONDS)

    async def wait_edit(
        self,
        chat_id: int,
        message_id: int,
        predicate: Callable[[SeenMessage], bool] | None = None,
        *,
        containing: str | None = None,
        timeout: float = 10.0,
    ) -> SeenMessage:
        """The message once it has been edited and fits; raises NotSeen at the deadline."""

        def fits(message: SeenMessage) -> bool:
            return (
                message.message_id == message_id
                and message.edit_date is not None
                and (predicate is None or predicate(message))
            )

        return await self.wait_message(
            chat_id, fits, containing=containing, after=message_id - 1, timeout=timeout
        )

    async def wait_deleted(self, chat_id: int, message_id: int, *, timeout: float = 10.0) -> None:
        """Returns once the message is deleted; raises NotSeen at the deadline."""

        async def gone() -> bool:
            seen = await self.messages(chat_id, after=message_id - 1, deleted=True)
            return any(one.message_id == message_id and one.deleted for one in seen)

        await self._until(gone, f"message {message_id} of chat {chat_id} still stands", timeout)

    async def wait_answer(self, callback_id: str, *, timeout: float = 10.0) -> CallbackAnswer:
        """The bot's answer to a tap; raises NotSeen at the deadline."""
        found: dict[str, Any] = {}

        async def answered() -> bool:
            found.update(self._check(await self._http.get(f"/sandbox/callbacks/{callback_id}")))
            return found["answer"] is not None

        await self._until(answered, f"callback {callback_id} was not answered", timeout)
        answer = found["answer"]
        return CallbackAnswer(answer.get("text", ""), bool(answer.get("show_alert")), answer.get("url"))

    async def wait_quiet(self, *, timeout: float = 10.0) -> None:
        """Returns once the bot has confirmed every update; raises NotSeen at the deadline."""

        async def confirmed() -> bool:
            return (await self.state()).pending_updates == 0

        await self._until(confirmed, "updates are still unconfirmed", timeout)

    async def events(self) -> AsyncIterator[Mapping[str, Any]]:
        """What happens from now on, as the page sees it (server-sent events): objects with a `kind`
        (message, edit, delete, answer, typing, commands, chat, fault).
        """
        async with self._http.stream("GET", "/sandbox/events", timeout=None) as response:
            async for line in response.aiter_lines():
                if line.startswith("data: "):
                    event: Mapping[str, Any] = httpx.Response(200, content=line[6:]).json()
                    yield event

    # -- plumbing -----------------------------------------------------------------------------------

    async def _until(self, true: Callable[[], Any], otherwise: str, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        while not await true():
            if time.monotonic() >= deadline:
                raise NotSeen(f"{otherwise} after {timeout:g} s")
            await asyncio.sleep(POLL_SECONDS)

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

    async def _act(self, act: str, **arguments: Any) -> dict[str, Any]:
        given = {name: value for name, value in arguments.items() if value is not None}
        return self._check(await self._http.post(f"/sandbox/{act}", json=given))

    @staticmethod
    def _check(response: httpx.Response) -> dict[str, Any]:
        answer: dict[str, Any] = response.json()
        if response.status_code != httpx.codes.OK:
            raise RefusedBySandbox(f"{response.status_code}: {answer.get('error', answer)}")
        return answer


def _unix(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())


def _seen(given: Mapping[str, Any]) -> SeenMessage:
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
            tuple(Button(one["label"], one.get("data"), one.get("url")) for one in row)
            for row in given["buttons"]
        ),
        media=given["media"],
        media_group_id=given["media_group_id"],
        reply_to=given["reply_to"],
        edit_date=None if edited is None else datetime.fromtimestamp(edited, UTC),
        deleted=given["deleted"],
        sent_at=datetime.fromtimestamp(given["sent_at"], UTC),
        raw=given["raw"],
    )
