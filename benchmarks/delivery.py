"""The sender at its limit: what share of what Telegram takes does it hand over, and how often is it refused?

On the sandbox's 30 messages a second, in real time: 3,600 due alerts to 720 chats (two minutes). The same with no
pacing, `retry_after` alone, for comparison. And 100,000 alerts to 20,000 chats on simulated time: the database is a
real one and does all its commits.
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from telegram import Bot

from bot.clock import Clock, SimulatedClock, SystemClock
from bot.deliver.limits import Limits, Pace
from bot.deliver.sender import Sender
from bot.deliver.telegram import Flood, PtbTelegram, Telegram
from bot.model import Operation, OutboxState, Outgoing, Priority
from bot.sandbox import flood
from bot.sandbox.child import sandbox_child
from bot.sandbox.person import Sandbox
from storage import Storage, Unit
from storage.opening import open_storage

LIMIT = 30.0
LATENCY = 0.05
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
NO_PACING = Pace(1_000_000, seconds=1, burst=1_000_000)
TEXT = "<b>عاجل</b> انقطاع المياه عن ثلاثة أحياء في المدينة حتى مساء الغد، والبلدية تعد بصهاريج"


class Counted:
    """A Telegram, and how often it said yes or 429, and when last."""

    def __init__(self, telegram: Telegram, clock: Clock) -> None:
        self._telegram = telegram
        self._clock = clock
        self._began = clock.elapsed()
        self.delivered = 0
        self.refused = 0
        self.seconds = 0.0

    async def perform(self, message: Outgoing) -> int | None:
        try:
            number = await self._telegram.perform(message)
        except Flood:
            self.refused += 1
            raise
        self.delivered += 1
        self.seconds = (self._clock.elapsed() - self._began).total_seconds()
        return number


class SimulatedTelegram:
    """The sandbox's flood limits on simulated time; every message is `LATENCY` on its way."""

    def __init__(self, clock: SimulatedClock) -> None:
        self._clock = clock
        self._flood = flood.Flood(self)

    def now(self) -> float:
        return self._clock.elapsed().total_seconds()

    async def perform(self, message: Outgoing) -> int | None:
        await self._clock.sleep(LATENCY)
        if wait := self._flood.take(message.chat_id):
            raise Flood(wait)
        return 1


class StandingStill:
    """A database at work in its own thread, while the simulated clock waits for it."""

    def __init__(self, storage: Storage, clock: SimulatedClock) -> None:
        self._storage = storage
        self._clock = clock

    async def transact(self, work: Callable[[Unit], Awaitable[Any]]) -> Any:
        with self._clock.working():
            return await self._storage.transact(work)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._storage, name)


def main() -> None:
    logging.getLogger("bot.deliver").setLevel(logging.ERROR)  # refusals are counted here
    asyncio.run(_main())


async def _main() -> None:
    print("                                  delivered  429s     seconds  of the limit")
    _row("on the sandbox, 720 chats", await on_the_sandbox(3600, 720, Limits()))
    unpaced = Limits(NO_PACING, NO_PACING, NO_PACING)
    _row("  the same unpaced, 120 chats", await on_the_sandbox(600, 120, unpaced))
    began = time.monotonic()
    _row("simulated, 20,000 chats", await simulated(100_000, 20_000))
    print(f"  took {time.monotonic() - began:.0f} s of real time: 100,000 claims and 100,000 results, each on disk")


def _row(name: str, counted: Counted) -> None:
    share = counted.delivered / counted.seconds / LIMIT
    print(f"{name:32} {counted.delivered:10,} {counted.refused:5} {counted.seconds:11,.1f} {share:13.1%}", flush=True)


async def on_the_sandbox(alerts: int, chats: int, limits: Limits) -> Counted:
    """All alerts are due at once; `seconds` is until the last yes."""
    clock = SystemClock()
    with sandbox_child(0, None, transcript=False) as child:
        async with (
            Sandbox(child.address) as people,
            Bot(child.token, base_url=f"{child.address}/bot") as bot,
            _outbox(alerts, chats, clock.now()) as storage,
        ):
            for chat in range(chats):
                await people.user(1 + chat)
                await people.say(1 + chat, "/start")
            counted = Counted(PtbTelegram(bot), clock)
            sender = Sender(storage, counted, clock, limits)
            running = asyncio.create_task(sender.run())
            while counted.delivered < alerts:  # noqa: ASYNC110 - nobody tells when the last one is through
                await asyncio.sleep(0.1)
            await sender.stop()
            await running
    return counted


async def simulated(alerts: int, chats: int) -> Counted:
    clock = SimulatedClock(NOON)
    async with _outbox(alerts, chats, clock.now()) as storage:
        counted = Counted(SimulatedTelegram(clock), clock)
        sender = Sender(StandingStill(storage, clock), counted, clock, Limits())
        running = asyncio.create_task(sender.run())
        while counted.delivered < alerts:
            await clock.advance(10)
        await sender.stop(grace=0)
        await running
        async with storage.reading() as unit:
            assert (await unit.outbox.counts())[OutboxState.SENT] == alerts
    return counted


@asynccontextmanager
async def _outbox(alerts: int, chats: int, now: datetime) -> AsyncIterator[Storage]:
    """A database in which so many alerts are due, for each chat in turn."""

    async def queue(unit: Unit, numbers: range) -> None:
        for n in numbers:
            message = Outgoing(Operation.SEND, 1 + n % chats, text=TEXT, priority=Priority.ALERT)
            await unit.outbox.queue(message, None, now)

    with tempfile.TemporaryDirectory() as folder:
        storage = await open_storage(f"sqlite:///{Path(folder) / 'rasid.db'}")
        try:
            for first in range(0, alerts, 1000):
                numbers = range(first, min(first + 1000, alerts))
                await storage.transact(lambda unit, numbers=numbers: queue(unit, numbers))  # type: ignore[misc]
            yield storage
        finally:
            await storage.close()


if __name__ == "__main__":
    main()
