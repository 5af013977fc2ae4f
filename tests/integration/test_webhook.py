"""Telegram brings the updates: each on disk before it is acknowledged, each once, and nobody else is let in."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from telegram import Bot

from bot.app import opened
from bot.config import Settings, SettingsError
from bot.ingest.updates import ALLOWED_UPDATES
from bot.ingest.webhook import BODY_BYTES, SECRET_HEADER
from bot.model import InboxState
from bot.sandbox import SANDBOX_TOKEN
from bot.sandbox.process import running
from storage import StorageError
from tests.house import OWNER, PETER, SALMA, House, open_house

CONVOY = "وصلت قافلة المساعدات إلى بلدة تل الريحان بعد انتظار ثلاثة أيام"
SECRET = "a-secret_of-32_letters-or-so"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def listening(port: int, **settings: Any) -> dict[str, Any]:
    """Settings of a bot that is called at this port."""
    return {
        "webhook_url": f"http://127.0.0.1:{port}/rasid",
        "webhook_listen": f"127.0.0.1:{port}",
        "webhook_secret": SECRET,
        **settings,
    }


@asynccontextmanager
async def telegram(house: House) -> AsyncIterator[Bot]:
    """The bot's own view of Telegram."""
    async with Bot(SANDBOX_TOKEN, base_url=f"{house.address}/bot") as bot:
        yield bot


async def registered(house: House) -> None:
    """Wait until Telegram knows the webhook."""
    async with telegram(house) as bot:

        async def known() -> bool:
            return bool((await bot.get_webhook_info()).url)

        await house.until(known)


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
async def house(tmp_path: Path, port: int) -> AsyncIterator[House]:
    async with open_house(tmp_path, **listening(port)) as opened:
        await registered(opened)
        yield opened


async def call(port: int, body: bytes | dict[str, Any], secret: bytes | None = SECRET.encode()) -> int:
    """Somebody calls the webhook; the status of the answer."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {} if secret is None else {SECRET_HEADER.encode(): secret}
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(f"http://127.0.0.1:{port}/rasid", content=content, headers=headers)
    return answer.status_code


def message(update_id: int, text: str = "/help") -> dict[str, Any]:
    person = {"id": SALMA, "is_bot": False, "first_name": "سلمى", "language_code": "ar"}
    chat = {"id": SALMA, "type": "private", "first_name": "سلمى"}
    command = {"type": "bot_command", "offset": 0, "length": len(text)}
    written = {"message_id": update_id, "date": 1_790_000_000, "chat": chat, "from": person, "text": text}
    return {"update_id": update_id, "message": {**written, "entities": [command]}}


async def counts(house: House) -> dict[InboxState, int]:
    async with house.app.storage.reading() as unit:
        return {state: count for state, count in (await unit.inbox.counts()).items() if count}


async def test_a_whole_conversation_comes_by_webhook(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    await house.people.publish(channel, CONVOY)
    assert len(await house.told(SALMA, "تل الريحان")) == 1


async def test_telegram_is_told_exactly_what_rasid_reads(house: House, port: int) -> None:
    async with telegram(house) as bot:
        info = await bot.get_webhook_info()
    assert info.url == f"http://127.0.0.1:{port}/rasid"
    assert list(info.allowed_updates) == ALLOWED_UPDATES
    assert SECRET_HEADER == "X-Telegram-Bot-Api-Secret-Token"


async def test_who_does_not_know_the_secret_is_refused_unheard(house: House, port: int) -> None:
    for wrong in (None, b"", b"another", SECRET.encode() + b"x", SECRET[:-1].encode(), "سر".encode()):
        assert await call(port, message(7), wrong) == 403, wrong
    assert await counts(house) == {}


NO_UPDATES = (
    b"",
    b"{",
    b"\xff\xfe",
    b"[]",
    b"null",
    b"{}",
    b'{"update_id": "7"}',
    b'{"update_id": true}',
    b'{"update_id": 99999999999999999999}',
    b"[" * 200_000,
)


async def test_a_call_that_brings_no_update_is_refused_and_spoils_nothing(house: House, port: int) -> None:
    for body in NO_UPDATES:
        assert await call(port, body) == 400, body[:40]
    assert await call(port, b" " * (BODY_BYTES + 1)) == 413
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"http://127.0.0.1:{port}/rasid", headers={SECRET_HEADER: SECRET})
    assert answer.status_code == 405
    assert await counts(house) == {}
    assert "/watch" in (await house.ask(SALMA, "/help")).text


async def test_an_update_of_the_wrong_shape_is_taken_and_rests(house: House, port: int) -> None:
    """Telegram would bring it again for a day otherwise, and what comes after it in the chat would wait."""
    assert await call(port, {"update_id": 7, "message": {"message_id": "x", "chat": 5}}) == 200
    assert "/watch" in (await house.ask(SALMA, "/help")).text
    await house.settle()
    assert (await counts(house))[InboxState.DEAD] == 1


async def test_an_update_that_comes_twice_is_carried_out_once(house: House, port: int) -> None:
    await house.ask(SALMA, "/start")
    before = len(await house.told(SALMA))
    for update_id in (8, 7, 8, 7):
        assert await call(port, message(update_id)) == 200
    assert len(await house.told(SALMA)) == before + 2


async def test_an_update_delivered_twice_by_telegram_is_done_once(house: House) -> None:
    await house.people.fault("duplicate", seconds=60)
    await house.ask(SALMA, "/help")
    assert len(await house.told(SALMA)) == 1


async def test_what_cannot_be_stored_is_not_acknowledged_and_comes_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.ask(OWNER, "/start")
    await house.settle()
    transact, refused = house.app.storage.transact, 0

    async def full(work: Callable[..., Awaitable[Any]]) -> Any:
        nonlocal refused
        refused += 1
        raise StorageError("storage-error-full", path="rasid.db")

    monkeypatch.setattr(house.app.storage, "transact", full)
    await house.people.say(SALMA, "/help")
    notice = await house.people.wait_message(OWNER, containing="لا أستطيع حفظ ما يصل", timeout=10)
    assert "ممتلئ" in notice.text
    assert refused
    async with telegram(house) as bot:
        info = await bot.get_webhook_info()
    assert info.pending_update_count == 1
    assert "503" in (info.last_error_message or "")

    monkeypatch.setattr(house.app.storage, "transact", transact)
    await house.people.wait_message(SALMA, containing="/watch", timeout=10)
    await house.people.wait_message(OWNER, containing="أستدرك", timeout=10)
    assert len(await house.told(SALMA)) == 1


async def test_the_answer_waits_for_the_disk_also_when_the_bot_ends(tmp_path: Path, port: int) -> None:
    async with open_house(tmp_path, **listening(port)) as house:
        await house.ask(SALMA, "/start")
        before = len(await house.told(SALMA))
        begun, on_disk, add = asyncio.Event(), asyncio.Event(), house.app.storage.transact

        async def slowly(work: Callable[..., Awaitable[Any]]) -> Any:
            begun.set()
            await on_disk.wait()
            return await add(work)

        house.app.storage.transact = slowly  # type: ignore[method-assign]  # only for this test's end
        calling = asyncio.create_task(call(port, message(7)))
        await begun.wait()
        asyncio.get_running_loop().call_later(0.2, on_disk.set)
    assert await calling == 200
    async with open_house(tmp_path) as house:
        assert len(await house.told(SALMA)) == before + 1


async def test_without_a_secret_of_the_operators_one_is_made_and_kept(tmp_path: Path, port: int) -> None:
    secrets = []
    for _ in range(2):
        async with open_house(tmp_path, **listening(port, webhook_secret=None)) as house:
            await house.ask(SALMA, "/help")
            assert await call(port, message(7)) == 403
            async with house.app.storage.reading() as unit:
                secrets.append(await unit.meta.get("webhook_secret"))
    assert secrets[0] == secrets[1]
    assert len(secrets[0] or "") > 30


async def test_back_to_polling_the_webhook_goes_and_nothing_is_lost(tmp_path: Path, port: int) -> None:
    async with open_house(tmp_path, **listening(port)) as house:
        await house.watch(SALMA, "قافلة")
        channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
        await call(port, message(2_000_000_000, "/watches"))
        await house.settle()
    async with open_house(tmp_path) as house:
        await house.people.publish(channel, CONVOY)
        assert len(await house.told(SALMA, "تل الريحان")) == 1
        async with telegram(house) as bot:
            assert (await bot.get_webhook_info()).url == ""


async def test_from_polling_to_a_webhook_nothing_is_done_twice(tmp_path: Path, port: int) -> None:
    async with open_house(tmp_path) as house:
        await house.ask(SALMA, "/help")
        await house.settle()
    async with open_house(tmp_path, **listening(port)) as house:
        await house.ask(PETER, "/help")
        assert len(await house.told(SALMA)) == 1


async def test_a_webhook_that_somebody_changed_is_set_again_and_the_owner_is_told(
    tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_house(tmp_path, **listening(port)) as house:
        await registered(house)
        await house.ask(OWNER, "/start")
        monkeypatch.setattr("bot.ingest.webhook.CHECK_SECONDS", 0.05)
    async with open_house(tmp_path, **listening(port)) as house, telegram(house) as bot:
        await house.people.wait_calls("setWebhook")  # the one of this start: that of the start before still stands
        await bot.delete_webhook()
        await house.people.wait_message(OWNER, containing="أعدتُ ضبطه", timeout=10)
        assert "/watch" in (await house.ask(SALMA, "/help")).text


async def test_until_telegram_hears_of_the_webhook_it_is_told_again(
    tmp_path: Path, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_house(tmp_path) as house:
        await house.people.say(SALMA, "/help")
        await house.people.wait_message(SALMA, containing="/watch", timeout=10)
    async with open_house(tmp_path, **listening(port)) as house:
        await house.people.fault("outage", method="setWebhook", times=1)
        await house.ask(PETER, "/help")
    assert SECRET not in caplog.text


async def test_a_port_that_is_taken_ends_the_bot_with_a_clear_reason(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        settings = Settings(data_dir=tmp_path, **listening(number))
        async with (
            running(flood=False) as address,
            opened(settings, token=SANDBOX_TOKEN, telegram_api=address) as app,
            asyncio.timeout(10),
        ):
            with pytest.raises(SettingsError) as refused:
                await app.run()
    assert refused.value.key == "settings-error-listen"
    assert refused.value.values["address"] == f"127.0.0.1:{number}"
