"""A sandbox that is judged, Salma in it, and python-telegram-bot's own Bot."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from telegram import (
    Bot,
)

from bot.sandbox.person import Sandbox
from bot.sandbox.process import running
from tests.integration.sandbox.judge import SALMA, Judge, bot_at


@pytest.fixture
def judge() -> Iterator[Judge]:
    judge = Judge()
    yield judge
    assert judge.complaints == []


@pytest.fixture
async def base_url(judge: Judge) -> AsyncIterator[str]:
    async with running(flood=False, observer=judge.observe) as url:
        yield url


@pytest.fixture
async def sandbox(base_url: str) -> AsyncIterator[Sandbox]:
    async with Sandbox(base_url) as sandbox:
        await sandbox.user(SALMA, first_name="سلمى", language_code="ar")
        yield sandbox


@pytest.fixture
async def bot(base_url: str, sandbox: Sandbox) -> AsyncIterator[Bot]:
    async with bot_at(base_url) as bot:
        yield bot


@pytest.fixture
async def acquainted(bot: Bot, sandbox: Sandbox) -> Bot:
    """The bot, after Salma has written to it and been heard."""
    await sandbox.say(SALMA, "/start")
    (update,) = await bot.get_updates()
    await bot.get_updates(offset=update.update_id + 1)
    return bot
