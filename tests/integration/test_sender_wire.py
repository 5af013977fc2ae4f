"""What python-telegram-bot makes of the answers on the wire, and what we make of that."""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.deliver.telegram import (
    BadFormatting,
    Broken,
    Flood,
    Lost,
    Migrated,
    Missing,
    NotDelivered,
    PtbTelegram,
    TokenRefused,
    Unreachable,
)
from bot.model import Button, Operation, Outgoing
from bot.sandbox import SANDBOX_TOKEN
from bot.sandbox.person import Sandbox
from bot.sandbox.process import running

LAYLA = 501
SECRET = "AAE-not_a_real_secret-0123456789abcdef"
TOKEN = f"7000000001:{SECRET}"
TEXT = "سر لا يعرفه أحد"
MESSAGE = Outgoing(Operation.SEND, LAYLA, text=TEXT)
SENT = {"message_id": 77, "date": 1772366400, "chat": {"id": LAYLA, "type": "private"}, "text": TEXT}

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def wire(talk: Talk) -> AsyncIterator[PtbTelegram]:
    """Telegram as seen through a server that says what `talk` writes, and hangs up."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    request = HTTPXRequest(read_timeout=0.4, connect_timeout=0.4, pool_timeout=0.4)
    bot = Bot(TOKEN, base_url=f"http://127.0.0.1:{port}/bot", request=request)
    try:
        yield PtbTelegram(bot)
    finally:
        await request.shutdown()
        server.close()


def says(status: int, body: str | bytes) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        raw = body.encode() if isinstance(body, str) else body
        writer.write(f"HTTP/1.1 {status} Whatever\r\nContent-Length: {len(raw)}\r\nConnection: close\r\n\r\n".encode())
        writer.write(raw)
        await writer.drain()

    return talk


def refuses(code: int, description: str, **parameters: int) -> Talk:
    body: dict[str, object] = {"ok": False, "error_code": code, "description": description}
    return says(code, json.dumps(body | ({"parameters": parameters} if parameters else {})))


async def outcome(talk: Talk, message: Outgoing = MESSAGE) -> NotDelivered:
    async with wire(talk) as telegram:
        with pytest.raises(NotDelivered) as caught:
            await telegram.perform(message)
    told = "".join(traceback.format_exception(caught.value))
    assert SECRET not in told
    assert TEXT not in told
    assert TEXT not in caught.value.reason
    return caught.value


async def test_a_yes_tells_the_number_of_the_message() -> None:
    async with wire(says(200, json.dumps({"ok": True, "result": SENT}))) as telegram:
        assert await telegram.perform(MESSAGE) == 77


@pytest.mark.parametrize("result", [{}, {**SENT, "reply_to_message": {"brand": "new"}}, {"message_id": 77}, 5, [1]])
async def test_a_yes_in_words_nobody_knows_is_a_yes(result: object) -> None:
    async with wire(says(200, json.dumps({"ok": True, "result": result}))) as telegram:
        await telegram.perform(MESSAGE)


@pytest.mark.parametrize(
    "body", ["", "<html>Welcome to the hotel</html>", "[1]", '"yes"', "null", "7", '{"ok":', "{}", b"\xff\x00\xfe"]
)
@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 502])
async def test_an_answer_that_is_not_telegrams_decides_nothing(status: int, body: str | bytes) -> None:
    lost = await outcome(says(status, body))
    assert isinstance(lost, Lost)
    assert lost.maybe_done


async def test_html_of_something_in_between_is_no_block_and_no_refused_token() -> None:
    for status in (401, 403, 404, 429, 500, 503):
        assert isinstance(await outcome(says(status, "<h1>Access denied</h1>")), Lost)


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")


async def half_an_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"ok":true,"res')
    await writer.drain()


async def silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def drop_by_drop(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")
    await writer.drain()
    await reader.read()


@pytest.mark.parametrize("talk", [hang_up, half_an_answer, silence, drop_by_drop])
async def test_an_answer_that_does_not_come_whole_may_have_been_a_yes(talk: Talk) -> None:
    lost = await outcome(talk)
    assert isinstance(lost, Lost)
    assert lost.maybe_done


async def test_what_never_left_was_not_done() -> None:
    async with wire(hang_up) as telegram:
        telegram._bot._base_url = f"http://127.0.0.1:1/bot{TOKEN}"  # nobody listens on this port
        with pytest.raises(Lost) as caught:
            await telegram.perform(MESSAGE)
    assert not caught.value.maybe_done
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("talk", "kind"),
    [
        (refuses(403, "Forbidden: bot was blocked by the user"), Unreachable),
        (refuses(403, "Forbidden: user is deactivated"), Unreachable),
        (refuses(403, "Forbidden: bot was kicked from the supergroup chat"), Unreachable),
        (refuses(400, "Bad Request: chat not found"), Unreachable),
        (refuses(400, "Bad Request: not enough rights to send text messages to the chat"), Unreachable),
        (refuses(400, "Bad Request: have no rights to send a message"), Unreachable),
        (refuses(400, "Bad Request: BUTTON_DATA_INVALID"), Broken),
        (refuses(400, "Bad Request: message text is empty"), Broken),
        (
            refuses(400, f'Bad Request: can\'t parse entities: Unsupported start tag "{TEXT}" at byte offset 3'),
            BadFormatting,
        ),
        (refuses(400, "Bad Request: message is too long"), BadFormatting),
        (refuses(400, "Bad Request: ENTITY_BOUNDS_INVALID"), BadFormatting),
        (refuses(401, "Unauthorized"), TokenRefused),
        (refuses(404, "Not Found"), TokenRefused),
        (refuses(500, "Internal Server Error: restart"), Lost),
        (refuses(502, "Bad Gateway"), Lost),
        (refuses(409, "Conflict: terminated by other getUpdates request"), Lost),
    ],
)
async def test_each_refusal_is_taken_for_what_it_is(talk: Talk, kind: type[NotDelivered]) -> None:
    assert type(await outcome(talk)) is kind


async def test_a_flood_wait_and_a_move_are_told_with_their_figures() -> None:
    flood = await outcome(refuses(429, "Too Many Requests: retry after 37", retry_after=37))
    assert isinstance(flood, Flood)
    assert flood.retry_after == 37
    moved = await outcome(
        refuses(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1009876543210)
    )
    assert isinstance(moved, Migrated)
    assert moved.new_chat_id == -1009876543210


@pytest.mark.parametrize(
    ("operation", "description"),
    [
        (
            Operation.EDIT,
            "message is not modified: specified new message content and reply markup are exactly the same",
        ),
        (Operation.BUTTONS, "message to edit not found"),
        (Operation.DELETE, "message to delete not found"),
        (Operation.ANSWER, "query is too old and response timeout expired or query ID is invalid"),
    ],
)
async def test_what_is_already_so_or_no_longer_matters_is_done(operation: Operation, description: str) -> None:
    message = Outgoing(operation, LAYLA, text="تعديل", message_id=77, callback_id="9")
    async with wire(refuses(400, f"Bad Request: {description}")) as telegram:
        assert await telegram.perform(message) == 77


async def test_an_edit_of_a_message_that_is_gone_says_so() -> None:
    edit = Outgoing(Operation.EDIT, LAYLA, text="تعديل", message_id=77)
    assert isinstance(await outcome(refuses(400, "Bad Request: message to edit not found"), edit), Missing)


async def test_what_names_no_message_is_not_asked() -> None:
    for operation in (Operation.EDIT, Operation.BUTTONS, Operation.DELETE, Operation.PHOTO):
        assert isinstance(await outcome(hang_up, Outgoing(operation, LAYLA, text="تعديل")), Broken)


async def test_nothing_of_ours_that_is_logged_shows_the_token_or_the_text(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "bot"):
        for talk in (hang_up, says(200, "[1]"), says(404, "{}"), refuses(401, "Unauthorized")):
            await outcome(talk)
        async with wire(says(200, json.dumps({"ok": True, "result": {"text": TEXT}}))) as telegram:
            await telegram.perform(MESSAGE)
    logged = "\n".join(logging.Formatter().format(one) for one in caplog.records if one.name.startswith("bot"))
    assert "could not be read" in logged
    assert SECRET not in logged
    assert TEXT not in logged


async def test_every_operation_works_on_the_sandbox() -> None:
    async with running(flood=False) as address, Sandbox(address) as people:
        await people.user(LAYLA, first_name="ليلى")
        await people.say(LAYLA, "/start")
        async with Bot(SANDBOX_TOKEN, base_url=f"{address}/bot") as bot:
            telegram = PtbTelegram(bot)
            row = (Button("افتح", url="https://t.me/example/1"), Button("كتم", data="1:am:1"))
            whole = Outgoing(
                Operation.SEND,
                LAYLA,
                text="<b>قافلة</b> &amp; مساعدات",
                buttons=(row,),
                preview_link="https://t.me/example/1",
                silent=True,
                reply_to=1,
            )
            number = await telegram.perform(whole)
            assert number is not None
            seen = await people.wait_message(LAYLA, containing="قافلة")
            assert (seen.message_id, seen.labels) == (number, ("افتح", "كتم"))
            edited = Outgoing(Operation.EDIT, LAYLA, text="تعديل", message_id=number, buttons=(row,))
            assert await telegram.perform(edited) == number
            assert await telegram.perform(edited) == number  # "message is not modified"
            await people.wait_edit(LAYLA, number, lambda one: one.text == "تعديل")
            assert await telegram.perform(Outgoing(Operation.BUTTONS, LAYLA, message_id=number)) == number
            assert await telegram.perform(Outgoing(Operation.DELETE, LAYLA, message_id=number)) == number
            assert await telegram.perform(Outgoing(Operation.DELETE, LAYLA, message_id=number)) == number
            with pytest.raises(Missing):
                await telegram.perform(edited)
            await people.block(LAYLA)
            with pytest.raises(Unreachable):
                await telegram.perform(whole)
