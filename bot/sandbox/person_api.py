"""The person's side over HTTP: acts as JSON under `/sandbox/…`, and what happens as server-sent events.

`bot.sandbox.person.Sandbox` is its client. An act that is not possible answers 400 with `{"error": …}`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiohttp import web

from bot.sandbox.people import NotPossible, People
from bot.sandbox.profile import menu_of
from bot.sandbox.refusal import Refusal
from bot.sandbox.samples import Samples
from bot.sandbox.state import StoredMessage
from bot.sandbox.world import World

Act = Callable[[dict[str, Any]], Any]
KEEP_ALIVE_SECONDS: Final = 15.0


class PersonApi:
    """The routes, for one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        people = People(world)
        self._samples = samples = Samples(world, people)
        self._acts: dict[str, Act] = {
            "users": people.user,
            "chats": lambda given: people.chat(given.pop("type"), chat_id=given.pop("id", None), **given),
            "join": lambda given: people.join(**given),
            "bot_status": lambda given: people.set_bot_status(**given),
            "migrate": lambda given: {"chat_id": people.migrate(**given)},
            "block": lambda given: people.block(**given),
            "privacy_mode": lambda given: world.state.put("privacy_mode", given["on"]),
            "attach": lambda given: self._all_seen(people.attach(**given)),
            "locate": lambda given: self._seen(people.locate(**given)),
            "say": lambda given: self._seen(people.say(**given)),
            "publish": lambda given: self._seen(people.publish(**given)),
            "album": lambda given: self._all_seen(people.album(**given)),
            "edit": lambda given: self._seen(people.edit(**given)),
            "delete": lambda given: people.delete(**given),
            "forward": lambda given: self._all_seen(people.forward(**given)),
            "forward_origin": lambda given: self._seen(people.forward_origin(**given)),
            "tap": lambda given: {"callback_id": people.tap(**given)},
            "faults": self._fault,
            "end_fault": self._end_fault,
            "samples": lambda given: samples.set_up(**given),
            "pass_time": lambda given: samples.pass_time(**given),
            "renumber": lambda given: world.state.put("update_id", given["next_id"]),
            "raw_update": lambda given: {"update_id": world.enqueue(given["update"])},
        }

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/sandbox/users", self._users)
        router.add_get("/sandbox/chats", self._chats)
        router.add_get(r"/sandbox/chats/{chat_id:-?\d+}/messages", self._messages)
        router.add_get("/sandbox/callbacks/{id}", self._callback)
        router.add_get("/sandbox/menu", self._menu)
        router.add_get("/sandbox/state", self._state)
        router.add_get("/sandbox/faults", self._faults)
        router.add_delete("/sandbox/faults", self._clear_faults)
        router.add_get("/sandbox/events", self._events)
        router.add_post("/sandbox/{act}", self._act)

    async def _act(self, request: web.Request) -> web.Response:
        act = self._acts.get(request.match_info["act"])
        if act is None:
            return _refused(404, f"there is no act {request.match_info['act']}")
        if request.content_type != "application/json":
            # what an HTML form can send is no act, wherever it comes from
            return _refused(415, "an act is told as application/json")
        try:
            given = json.loads(await request.read())
            with self._world.act():
                answer = act(given)
        except (NotPossible, Refusal) as refusal:
            return _refused(400, str(refusal))
        except (TypeError, KeyError, ValueError, AttributeError) as error:
            return _refused(400, f"{request.match_info['act']} was not understood: {error!r}")
        return web.json_response({} if answer is None else answer)

    def _seen(self, message: StoredMessage) -> dict[str, Any]:
        return self._world.seen(message)

    def _all_seen(self, messages: list[StoredMessage]) -> dict[str, Any]:
        return {"messages": [self._world.seen(message) for message in messages]}

    def _fault(self, given: dict[str, Any]) -> dict[str, Any]:
        if given["kind"] == "malformed":
            for _ in range(given.get("times", 1)):
                self._world.enqueue({"message": {"message_id": "not a number", "chat": []}})
            return {"id": 0}
        fault = self._world.faults.add(**given)
        self._world.tell("fault", faults=self._world.faults.listed())
        return {"id": fault.id}

    def _end_fault(self, given: dict[str, Any]) -> None:
        self._world.faults.remove(given["id"])
        self._world.tell("fault", faults=self._world.faults.listed())

    async def _users(self, request: web.Request) -> web.Response:
        return web.json_response({"users": self._world.state.users()})

    async def _chats(self, request: web.Request) -> web.Response:
        """All chats, each with `about` and its members' statuses; with `user_id`, those this person can open."""
        asked = request.query.get("user_id")
        about = self._world.state.get("about", {})
        chats = [
            chat
            | {"members": {str(one): status for one, status in self._world.state.members(chat["id"]).items()}}
            | {"about": about.get(str(chat["id"]))}
            for chat in self._world.state.chats()
            if asked is None or self._may_see(chat, int(asked))
        ]
        return web.json_response({"chats": chats})

    def _may_see(self, chat: dict[str, Any], user_id: int) -> bool:
        """Own private chat, groups one is in, and every channel."""
        if chat["type"] == "private":
            return bool(chat["id"] == user_id)
        return chat["type"] == "channel" or self._world.state.member(chat["id"], user_id) not in (
            "left",
            "kicked",
        )

    async def _messages(self, request: web.Request) -> web.Response:
        """The chat's messages with ids above `after` and below `before`, the `last` of them; `user_id` says as whom
        one looks.
        """
        try:
            chat = self._world.chat(int(request.match_info["chat_id"]))
        except Refusal as refusal:
            return _refused(404, str(refusal))
        asked = request.query.get("user_id")
        if asked is not None and not self._may_see(chat, int(asked)):
            return _refused(403, "that person cannot see this chat")
        bounds = {name: int(request.query[name]) for name in ("before", "last") if name in request.query}
        messages = self._world.state.messages(chat["id"], int(request.query.get("after", 0)), **bounds)
        return web.json_response(self._all_seen(messages))

    async def _callback(self, request: web.Request) -> web.Response:
        found = self._world.state.callback(request.match_info["id"])
        if found is None:
            return _refused(404, "there was no such tap")
        return web.json_response({"user_id": found[0], "answer": found[2]})

    async def _menu(self, request: web.Request) -> web.Response:
        """The commands a person (`user_id`) is offered in a chat (`chat_id`, default the private one)."""
        user_id = int(request.query["user_id"])
        user = self._world.state.user(user_id)
        chat = self._world.state.chat(int(request.query.get("chat_id", user_id)))
        if user is None or chat is None:
            return _refused(404, "there is no such person or chat")
        return web.json_response({"commands": menu_of(self._world, user, chat)})

    async def _state(self, request: web.Request) -> web.Response:
        state = self._world.state
        return web.json_response(
            {
                "pending_updates": state.pending_updates(),
                "sent": {str(chat_id): count for chat_id, count in state.sent_by_bot().items()},
                "commands": {f"{scope}/{language}": one for (scope, language), one in state.commands().items()},
                "calls": self._world.calls,
                "bot": self._world.bot_user(),
                "descriptions": state.get("description", {}),
                "privacy_mode": state.get("privacy_mode", True),
                "samples": self._samples.standing(),
                "world": state.get("world"),
            }
        )

    async def _faults(self, request: web.Request) -> web.Response:
        return web.json_response({"faults": self._world.faults.listed()})

    async def _clear_faults(self, request: web.Request) -> web.Response:
        with self._world.act():
            self._world.faults.clear()
            self._world.tell("fault", faults=[])
        return web.json_response({})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Everything that happens from now on, until the client goes or the server ends."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        with self._world.events.stream() as queue:
            await response.prepare(request)
            await response.write(b": ready\n\n")
            while not self._world.closing.is_set():
                event = await self._first(queue.get())
                line = ": still here\n\n" if event is None else f"data: {json.dumps(event)}\n\n"
                try:
                    await response.write(line.encode())
                except ConnectionError:
                    break
        return response

    async def _first(self, event: Awaitable[Any]) -> Any:
        """The next event, or None when the server ends or nothing happened for a while."""
        waiting = [asyncio.ensure_future(event), asyncio.ensure_future(self._world.closing.wait())]
        try:
            await asyncio.wait(waiting, timeout=KEEP_ALIVE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            return waiting[0].result() if waiting[0].done() else None
        finally:
            for one in waiting:
                one.cancel()


def _refused(status: int, why: str) -> web.Response:
    return web.json_response({"error": why}, status=status)
