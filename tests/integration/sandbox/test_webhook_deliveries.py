"""The sandbox brings updates to a webhook as Telegram does: with the secret, in order, again until they are taken."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest, Conflict

from bot.sandbox.person import Sandbox
from tests.integration.sandbox.judge import SALMA

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Hook:
    """A webhook that answers as it is told, and remembers what it was told."""

    def __init__(self) -> None:
        self.status = 200
        self.address = ""
        self.calls: list[tuple[str | None, dict[str, Any]]] = []
        self.called = asyncio.Event()

    async def take(self, request: web.Request) -> web.Response:
        self.calls.append((request.headers.get(SECRET_HEADER), await request.json()))
        self.called.set()
        return web.Response(status=self.status)

    async def until_called(self, times: int) -> None:
        async with asyncio.timeout(10):
            while len(self.calls) < times:
                self.called.clear()
                await self.called.wait()

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for _, update in self.calls]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    made = Hook()
    application = web.Application()
    application.router.add_post("/hook", made.take)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.address = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield made
    await runner.cleanup()


async def test_updates_come_in_order_with_the_secret(bot: Bot, sandbox: Sandbox, hook: Hook) -> None:
    await sandbox.say(SALMA, "قبل")
    await bot.set_webhook(hook.address, secret_token="a-secret")
    await sandbox.say(SALMA, "بعد")
    await hook.until_called(2)
    assert hook.texts == ["قبل", "بعد"]
    assert {secret for secret, _ in hook.calls} == {"a-secret"}


async def test_what_is_not_taken_comes_again_and_the_failure_is_told(bot: Bot, sandbox: Sandbox, hook: Hook) -> None:
    hook.status = 503
    await bot.set_webhook(hook.address)
    await sandbox.say(SALMA, "مرة أخرى")
    await hook.until_called(2)
    info = await bot.get_webhook_info()
    assert (info.pending_update_count, info.max_connections) == (1, 40)
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
    assert info.last_error_date is not None
    hook.status = 200
    await hook.until_called(len(hook.calls) + 1)
    await bot.delete_webhook()
    assert set(hook.texts) == {"مرة أخرى"}
    assert await bot.get_updates() == ()


async def test_a_poll_that_waits_ends_when_a_webhook_is_set(bot: Bot, sandbox: Sandbox, hook: Hook) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await sandbox.wait_calls("getUpdates")
    await bot.set_webhook(hook.address)
    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await asyncio.wait_for(poll, 5)


async def test_only_this_machine_may_be_called_without_encryption(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="https url must be provided"):
        await bot.set_webhook("http://rasid.example/hook")
