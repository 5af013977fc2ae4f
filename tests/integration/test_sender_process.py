"""The sender against the sandbox in a process of its own, with its flood limits and faults, in real time."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.clock import SystemClock
from bot.deliver.limits import Limits
from bot.deliver.sender import Sender
from bot.deliver.telegram import PtbTelegram
from bot.model import OutboxState, Outgoing
from bot.sandbox.child import sandbox_child
from bot.sandbox.person import Sandbox
from storage import Storage, Unit
from storage.opening import open_storage
from tests.integration.conftest import alert

CHATS = range(501, 513)
DEADLINE = 45.0


async def queue(storage: Storage, *messages: Outgoing) -> None:
    async def work(unit: Unit) -> None:
        for message in messages:
            await unit.outbox.queue(message, None, SystemClock().now())

    await storage.transact(work)


async def counts(storage: Storage) -> dict[OutboxState, int]:
    async with storage.reading() as unit:
        return {state: count for state, count in (await unit.outbox.counts()).items() if count}


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(DEADLINE):
        while not await true():  # noqa: ASYNC110 - what is waited for is in a database
            await asyncio.sleep(0.05)


@asynccontextmanager
async def sending(storage: Storage, address: str, token: str, *, reads_for: float = 5.0) -> AsyncIterator[Sender]:
    request = HTTPXRequest(connection_pool_size=8, read_timeout=reads_for)
    async with Bot(token, base_url=f"{address}/bot", request=request) as bot:
        sender = Sender(storage, PtbTelegram(bot), SystemClock(), Limits())
        running = asyncio.create_task(sender.run())
        try:
            yield sender
        finally:
            await sender.stop()
            await running


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    opened = await open_storage(f"sqlite:///{tmp_path / 'rasid.db'}")
    yield opened
    await opened.close()


async def everybody_begins(people: Sandbox) -> None:
    for chat in CHATS:
        await people.user(chat)
        await people.say(chat, "/start")


async def heard(people: Sandbox) -> Counter[str]:
    """How often each text arrived."""
    return Counter([one.text for chat in CHATS for one in await people.messages(chat, from_bot=True)])


async def test_pacing_keeps_clear_of_the_flood_limits(storage: Storage) -> None:
    with sandbox_child(0, None, transcript=False) as child:
        async with Sandbox(child.address) as people:
            await everybody_begins(people)
            await queue(storage, *[alert(chat, f"خبر {n} إلى {chat}") for n in range(6) for chat in CHATS])
            async with sending(storage, child.address, child.token):

                async def all_sent() -> bool:
                    return await counts(storage) == {OutboxState.SENT: 72}

                await until(all_sent)
            assert set((await heard(people)).values()) == {1}
            assert (await people.state()).calls["sendMessage"] == 72


async def test_whatever_happens_on_the_way_everything_arrives(storage: Storage) -> None:
    with sandbox_child(0, None, transcript=False) as child:
        async with Sandbox(child.address) as people:
            await everybody_begins(people)
            await queue(storage, *[alert(chat, f"خبر {n} إلى {chat}") for n in range(3) for chat in CHATS])
            for kind in ("outage", "cut_after", "garbage", "flood", "cut_mid", "cut_before"):
                await people.fault(kind, times=1, method="sendMessage")
            await people.fault("hang", times=1, seconds=3, method="sendMessage")
            await people.fault(
                "bad_request", times=1, method="sendMessage", description="can't parse entities: unclosed start tag"
            )
            async with sending(storage, child.address, child.token, reads_for=0.5):

                async def all_sent() -> bool:
                    return await counts(storage) == {OutboxState.SENT: 36}

                await until(all_sent)
            arrived = await heard(people)
            assert len(arrived) == 36
            doubled = sum(arrived.values()) - 36
            assert 2 <= doubled <= 3  # a send whose answer was cut off, or did not come in time


async def test_what_was_due_when_both_were_killed_arrives(storage: Storage, tmp_path: Path) -> None:
    state = tmp_path / "telegram.db"
    await queue(storage, *[alert(chat, f"خبر إلى {chat}") for chat in CHATS])
    with sandbox_child(0, state, transcript=False) as child:
        async with Sandbox(child.address) as people:
            await everybody_begins(people)
            await people.fault("hang", method="sendMessage")
            async with Bot(child.token, base_url=f"{child.address}/bot") as bot:
                killed = Sender(storage, PtbTelegram(bot), SystemClock(), Limits())
                running = asyncio.create_task(killed.run())

                async def under_way() -> bool:
                    return (await counts(storage)).get(OutboxState.SENDING) == 4

                await until(under_way)
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
                await killed.stop(grace=0)
    assert (await counts(storage))[OutboxState.SENDING] == 4
    with sandbox_child(0, state, transcript=False) as child:
        async with Sandbox(child.address) as people, sending(storage, child.address, child.token):

            async def all_sent() -> bool:
                return await counts(storage) == {OutboxState.SENT: 12}

            await until(all_sent)
            assert set((await heard(people)).values()) == {1}
