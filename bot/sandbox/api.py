"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`.

Answers, status codes and refusals are Telegram's. Stricter than the real server, on purpose: lengths and the
number of entities (`text`), buttons in a row (`keyboard`), a second answer to one tap
(`messages.answer_callback_query`), and there is no parse mode but HTML.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from aiohttp import web

from bot.sandbox import chats, media, messages, profile, updates, webhook
from bot.sandbox.faults import Fault
from bot.sandbox.media import Upload
from bot.sandbox.parameters import METHODS, Method, read_parameters
from bot.sandbox.refusal import Refusal, bad_request, forbidden, too_many
from bot.sandbox.world import World

Parameters = dict[str, Any]
# (method as the Bot API writes it, its parameters, the answer's body): told of every call that was answered
Observer = Callable[[str, Parameters, Mapping[str, Any]], None]

TOKEN: Final = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
FLOOD_COUNTED: Final = re.compile(r"send(?!chataction)|edit|forward|copy")
HANG_TICK: Final = 0.05
OUTAGE: Final = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"

ANSWERS: Final[Mapping[str, Callable[[World, Parameters], Any]]] = {
    "getme": profile.get_me,
    "setwebhook": webhook.set_webhook,
    "deletewebhook": webhook.delete_webhook,
    "getwebhookinfo": webhook.get_webhook_info,
    "sendmessage": messages.send_message,
    "sendchataction": messages.send_chat_action,
    "forwardmessage": messages.forward_message,
    "copymessage": messages.copy_message,
    "editmessagetext": messages.edit_message_text,
    "editmessagecaption": messages.edit_message_caption,
    "editmessagereplymarkup": messages.edit_message_reply_markup,
    "deletemessage": messages.delete_message,
    "deletemessages": messages.delete_messages,
    "pinchatmessage": messages.pin_chat_message,
    "answercallbackquery": messages.answer_callback_query,
    "setmycommands": profile.set_my_commands,
    "getmycommands": profile.get_my_commands,
    "deletemycommands": profile.delete_my_commands,
    "setmyname": profile.set_my_name,
    "setmydescription": profile.set_my_description,
    "setmyshortdescription": profile.set_my_short_description,
    "setchatmenubutton": profile.set_chat_menu_button,
    "getchat": chats.get_chat,
    "getchatmember": chats.get_chat_member,
    "getchatadministrators": chats.get_chat_administrators,
    "getchatmembercount": chats.get_chat_member_count,
    "leavechat": chats.leave_chat,
    "getfile": media.get_file,
}
UPLOADING: Final[Mapping[str, Callable[[World, Parameters, media.Uploads], Any]]] = {
    "sendphoto": media.send_photo,
    "senddocument": media.send_document,
    "sendmediagroup": media.send_media_group,
}


class BotApi:
    """The routes, for one world."""

    def __init__(self, world: World, observer: Observer | None = None) -> None:
        self._world = world
        self._polling = updates.Polling(world)
        self._observer = observer

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/file/bot{token}/{path:.+}", self._file)
        router.add_route("*", "/bot{token}/{method:.*}", self._call)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        content = None
        if request.match_info["token"] == self._world.token:
            content = self._world.state.file_content(request.match_info["path"])
        if content is None:
            return web.json_response(Refusal(404).answer(), status=404)
        return web.Response(body=content, content_type="application/octet-stream")

    async def _call(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        try:
            method = self._method(request.match_info["token"], name)
            given, uploads = await _read_request(request)
        except Refusal as refusal:
            return _json(refusal.answer(), refusal.code)
        except ConnectionResetError:
            return web.Response()  # the caller died in the middle of it, and nobody reads this
        self._world.calls[method.name] = self._world.calls.get(method.name, 0) + 1
        fault = self._world.faults.strike(name, _chat_id(self._world, given))
        if fault is not None:
            struck = await self._strike(request, fault)
            if struck is not None:
                return struck
        status, answer = await self._answer(method, given, uploads)
        if fault is not None and fault.kind in ("cut_after", "cut_mid"):
            return await _cut(request, _bytes(answer) if fault.kind == "cut_mid" else b"")
        return _json(answer, status)

    def _method(self, token: str, name: str) -> Method:
        """Raises Refusal 401 for another bot's token, 404 for one of the wrong shape or an unknown method."""
        if not TOKEN.fullmatch(token):
            raise Refusal(404)
        if token != self._world.token:
            raise Refusal(401)
        method = METHODS.get(name.lower())
        if method is None:
            raise Refusal(404, "method not found")
        return method

    async def _answer(
        self, method: Method, given: Mapping[str, Any], uploads: media.Uploads
    ) -> tuple[int, Mapping[str, Any]]:
        parameters: Parameters = {}
        try:
            parameters = read_parameters(method, given)
            result = await self._result(method.name.lower(), parameters, uploads)
            status, answer = 200, {"ok": True, "result": result}
        except Refusal as refusal:
            status, answer = refusal.code, dict(refusal.answer())
        if self._observer is not None:
            self._observer(method.name, parameters, answer)
        return status, answer

    async def _result(self, name: str, parameters: Parameters, uploads: media.Uploads) -> Any:
        if name == "getupdates":
            return await self._polling.get_updates(parameters)
        if self._world.flood is not None and FLOOD_COUNTED.match(name) and "chat_id" in parameters:
            wait = self._world.flood.take(self._world.chat(parameters["chat_id"])["id"])
            if wait:
                raise too_many(wait)
        with self._world.act():
            if name in UPLOADING:
                return UPLOADING[name](self._world, parameters, uploads)
            return ANSWERS[name](self._world, parameters)

    async def _strike(self, request: web.Request, fault: Fault) -> web.StreamResponse | None:
        """What the fault answers instead; None when the call goes on (and is cut afterwards, maybe)."""
        match fault.kind:
            case "flood":
                refusal = too_many(fault.retry_after)
            case "forbidden":
                refusal = forbidden(fault.description or "bot was blocked by the user")
            case "bad_request":
                refusal = bad_request(fault.description or "chat not found")
            case "outage":
                return web.Response(status=502, text=OUTAGE, content_type="text/html")
            case "garbage":
                return web.Response(status=500, body=b"\x00\xff{not json", content_type="text/plain")
            case "cut_before":
                return await _cut(request, b"")
            case "hang":
                return await self._hang(request, fault)
            case _:
                return None
        return _json(refusal.answer(), refusal.code)

    async def _hang(self, request: web.Request, fault: Fault) -> web.StreamResponse | None:
        """Silent until the fault is cleared or its time over; for who hung up meanwhile nothing is done."""
        world = self._world
        cleared = world.faults.cleared
        while world.faults.cleared == cleared and world.faults.in_force(fault) and not world.closing.is_set():
            if request.transport is None or request.transport.is_closing():
                return await _cut(request, b"")
            await asyncio.sleep(HANG_TICK)
        return await _cut(request, b"") if world.closing.is_set() else None


async def _read_request(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Query, form, JSON or multipart: the values as they came, and the file parts."""
    given: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read() or b"{}")
        except ValueError as error:
            raise bad_request("can't parse JSON object") from error
        if not isinstance(body, dict):
            raise bad_request("can't parse JSON object")
        return given | body, uploads
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            uploads[name] = Upload(value.filename, value.content_type, value.file.read())
            given.setdefault(name, f"attach://{name}")
        else:
            given[name] = value if isinstance(value, str) else value.decode()
    return given, uploads


def _chat_id(world: World, given: Mapping[str, Any]) -> int | None:
    chat_id = str(given.get("chat_id", ""))
    if chat_id.startswith("@"):
        found = world.state.chat_named(chat_id[1:])
        return None if found is None else int(found["id"])
    return int(chat_id) if chat_id.removeprefix("-").isdecimal() else None


def _bytes(answer: Mapping[str, Any]) -> bytes:
    return json.dumps(answer, ensure_ascii=True).encode()


def _json(answer: Mapping[str, Any], status: int) -> web.Response:
    return web.Response(status=status, body=_bytes(answer), content_type="application/json")


async def _cut(request: web.Request, body: bytes) -> web.StreamResponse:
    """Cut the connection: before any answer, or, with a body, in the middle of it."""
    response = web.StreamResponse()
    if body:
        response.content_type = "application/json"
        response.content_length = len(body)
        await response.prepare(request)
        await response.write(body[: len(body) // 2])
        if request.transport is not None:
            request.transport.close()
    elif request.transport is not None:
        request.transport.abort()
    return response
