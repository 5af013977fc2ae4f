"""Looking on in the sandbox: what stands in a chat, and waiting for something to come."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from types import TracebackType
from typing import Any, Self

import httpx

from bot.sandbox.seen import (
    CallbackAnswer,
    NotSeen,
    RefusedBySandbox,
    SandboxState,
    SeenMessage,
    seen_message,
)

POLL_SECONDS = 0.03


class Onlooker:
    """The reading half of `person.Sandbox`. Every wait has a deadline (`timeout`, seconds): NotSeen."""

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

    async def chats(self) -> list[Mapping[str, Any]]:
        """All chats as Bot API Chats, each with `about` and `members`: statuses by user id (a str)."""
        return list(self._check(await self._http.get("/sandbox/chats"))["chats"])

    async def messages(
        self, chat_id: int, *, after: int = 0, from_bot: bool | None = None, deleted: bool = False
    ) -> list[SeenMessage]:
        """The chat's messages with an id above `after`, oldest first; deleted ones only when asked for."""
        answer = self._check(await self._http.get(f"/sandbox/chats/{chat_id}/messages", params={"after": after}))
        seen = [seen_message(one) for one in answer["messages"]]
        return [one for one in seen if (deleted or not one.deleted) and (from_bot is None or one.from_bot is from_bot)]

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
            return (containing is None or containing in message.text) and (predicate is None or predicate(message))

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

        return await self.wait_message(chat_id, fits, containing=containing, after=message_id - 1, timeout=timeout)

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

    async def wait_calls(self, method: str, count: int = 1, *, timeout: float = 10.0) -> None:
        """Returns once the bot has called the method (`getUpdates`) so often since the sandbox started."""

        async def called() -> bool:
            return (await self.state()).calls.get(method, 0) >= count

        await self._until(called, f"{method} was not called {count} times", timeout)

    async def events(self) -> AsyncIterator[Mapping[str, Any]]:
        """What happens from now on, as the page sees it (server-sent events): objects with a `kind`
        (message, edit, delete, answer, typing, commands, chat, fault).
        """
        async with self._http.stream("GET", "/sandbox/events", timeout=None) as response:
            async for line in response.aiter_lines():
                if line.startswith("data: "):
                    event: Mapping[str, Any] = json.loads(line[6:])
                    yield event

    # -- plumbing -----------------------------------------------------------------------------------

    async def _until(self, true: Callable[[], Awaitable[bool]], otherwise: str, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        while not await true():
            if time.monotonic() >= deadline:
                raise NotSeen(f"{otherwise} after {timeout:g} s")
            await asyncio.sleep(POLL_SECONDS)

    async def _act(self, act: str, **arguments: Any) -> dict[str, Any]:
        given = {name: value for name, value in arguments.items() if value is not None}
        return self._check(await self._http.post(f"/sandbox/{act}", json=given))

    @staticmethod
    def _check(response: httpx.Response) -> dict[str, Any]:
        answer: dict[str, Any] = response.json()
        if response.status_code != httpx.codes.OK:
            raise RefusedBySandbox(f"{response.status_code}: {answer.get('error', answer)}")
        return answer
