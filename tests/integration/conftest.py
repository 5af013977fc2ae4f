"""A delivery room for the sender's tests: a real database, a Telegram that answers as told, an advanced clock."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot import subscribers
from bot.clock import SimulatedClock
from bot.deliver.limits import Limits
from bot.deliver.sender import Instead, Sender
from bot.deliver.telegram import NotDelivered
from bot.model import Operation, OutboxRow, OutboxState, Outgoing, Priority, Subscriber
from storage import Storage, StorageError, Unit
from storage.opening import open_storage
from tests.storage.given import publish, tell

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Delivery:
    """What reached Telegram, and how many seconds after noon."""

    at: float
    message: Outgoing


class ToldTelegram:
    """Says yes, unless it is `away`, or `refuses` has something for the chat (None there: for any chat)."""

    def __init__(self, clock: SimulatedClock) -> None:
        self.clock = clock
        self.latency = 0.0
        self.away: NotDelivered | None = None
        self.asked: list[Delivery] = []
        self.delivered: list[Delivery] = []
        self.refuses: dict[int | None, deque[Exception]] = defaultdict(deque)
        self.open_calls: dict[int, int] = defaultdict(int)
        self.most_at_once = 0
        self.most_per_chat = 0

    async def perform(self, message: Outgoing) -> int | None:
        call = Delivery((self.clock.now() - NOON).total_seconds(), message)
        self.asked.append(call)
        self.open_calls[message.chat_id] += 1
        self.most_at_once = max(self.most_at_once, sum(self.open_calls.values()))
        self.most_per_chat = max(self.most_per_chat, self.open_calls[message.chat_id])
        try:
            if self.latency:
                await self.clock.sleep(self.latency)
        finally:
            self.open_calls[message.chat_id] -= 1
        if self.away is not None:
            raise self.away
        for chat_id in (message.chat_id, None):
            if self.refuses[chat_id]:
                raise self.refuses[chat_id].popleft()
        self.delivered.append(call)
        return message.message_id or 1000 + len(self.delivered)

    def texts(self, chat_id: int | None = None) -> list[str]:
        return [one.message.text for one in self.delivered if chat_id in (None, one.message.chat_id)]

    def moments(self, chat_id: int) -> list[float]:
        return [one.at for one in self.delivered if one.message.chat_id == chat_id]


class WatchedStorage:
    """The database behind it, while the simulated clock stands still; takes nothing while `trouble` is set.

    `slow_by`: seconds that a write takes until its caller hears of it.
    """

    def __init__(self, storage: Storage, clock: SimulatedClock) -> None:
        self._storage = storage
        self._clock = clock
        self.trouble: StorageError | None = None
        self.slow_by = 0.0
        self.refused = 0

    async def transact(self, work: Callable[[Unit], Awaitable[Any]]) -> Any:
        if self.trouble is not None:
            self.refused += 1
            raise self.trouble
        with self._clock.working():
            result = await self._storage.transact(work)
        if self.slow_by:
            await self._clock.sleep(self.slow_by)
        return result

    def reading(self) -> AbstractAsyncContextManager[Unit]:
        return self._storage.reading()

    async def check(self) -> list[str]:
        return await self._storage.check()

    async def compact(self) -> None:
        await self._storage.compact()

    async def close(self) -> None:
        await self._storage.close()


class Room:
    """One bot's outbox, sender and Telegram. `database` is everybody's, `storage` what the sender sees of it."""

    def __init__(self, storage: Storage, clock: SimulatedClock, file: Path) -> None:
        self.clock = clock
        self.file = file
        self.database = storage
        self.storage = WatchedStorage(storage, clock)
        self.telegram = ToldTelegram(clock)
        self.chance = 0.0
        self.instead: Instead | None = None
        self.sender = self._new_sender()
        self.running: asyncio.Task[None] | None = None

    def _new_sender(self) -> Sender:
        return Sender(
            self.storage, self.telegram, self.clock, Limits(), instead=self._in_place_of, random=lambda: self.chance
        )

    async def _in_place_of(self, unit: Unit, row: OutboxRow, now: datetime) -> OutboxRow | None:
        return row if self.instead is None else await self.instead(unit, row, now)

    async def start(self) -> None:
        self.running = asyncio.create_task(self.sender.run())
        await self.clock.advance(0)

    async def restart(self) -> None:
        """Another process on the same database."""
        await self.end()
        self.sender = self._new_sender()
        await self.start()

    async def end(self) -> None:
        if self.running is None:
            return
        ending = asyncio.gather(self.sender.stop(grace=0), self.running, return_exceptions=True)
        await self.clock.advance(0)
        while not ending.done():
            await self.clock.advance(1)
        self.running = None

    async def queue(self, *messages: Outgoing, subscriber_id: int | None = None) -> list[int]:
        async def queue(unit: Unit) -> list[int]:
            ids = [await unit.outbox.queue(one, subscriber_id, self.clock.now()) for one in messages]
            return [one for one in ids if one is not None]

        ids = await self.database.transact(queue)
        self.sender.wake()
        return ids

    async def subscriber(self, chat_id: int, **fields: Any) -> Subscriber:
        new = Subscriber(id=0, chat_id=chat_id, name="ليلى", language="ar", **fields)
        return await self.database.transact(lambda unit: unit.subscribers.add(new, self.clock.now()))

    async def pause(self, subscriber: Subscriber) -> None:
        """What `/stop` does."""
        await self.database.transact(lambda unit: subscribers.stop(unit, subscriber, self.clock.now()))

    async def lift(self, chat_id: int) -> None:
        """What `/start` does for somebody who had blocked or stopped the bot."""
        known = await self.person(chat_id)
        assert known is not None
        await self.database.transact(lambda unit: subscribers.resume(unit, known, self.clock.now()))
        self.sender.wake()

    async def claim(self) -> list[OutboxRow]:
        """Take rows as a process does that is killed before it hears Telegram's answer."""
        return await self.database.transact(lambda unit: unit.outbox.claim(self.clock.now(), limit=4))

    async def counts(self) -> Mapping[OutboxState, int]:
        async with self.database.reading() as unit:
            return {state: count for state, count in (await unit.outbox.counts()).items() if count}

    def column(self, name: str, row_id: int) -> Any:
        """One value of an outbox row, as an administrator's tool would read it."""
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as db:
            return db.execute(f"select {name} from outbox where id = ?", (row_id,)).fetchone()[0]

    async def open_alert(self, subscriber: Subscriber) -> int:
        """An alert of some post; nothing is queued for it yet."""
        opened = await tell(self.database, subscriber, await publish(self.database))
        assert opened is not None
        return opened.id

    async def holds(self) -> Mapping[int | None, datetime]:
        async with self.database.reading() as unit:
            return await unit.outbox.holds()

    async def person(self, chat_id: int) -> Subscriber | None:
        async with self.database.reading() as unit:
            return await unit.subscribers.by_chat(chat_id)

    def refuse(self, chat_id: int | None, *refusals: NotDelivered | Exception) -> None:
        self.telegram.refuses[chat_id].extend(refusals)


def alert(chat_id: int, text: str = "خبر", **fields: Any) -> Outgoing:
    chosen = {"operation": Operation.SEND, "priority": Priority.ALERT, **fields}
    return Outgoing(chat_id=chat_id, text=text, **chosen)


def reply(chat_id: int, text: str = "حسنا", **fields: Any) -> Outgoing:
    return Outgoing(Operation.SEND, chat_id, text=text, **fields)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    file = tmp_path / "rasid.db"
    storage = await open_storage(f"sqlite:///{file}")
    room = Room(storage, SimulatedClock(NOON), file)
    yield room
    room.storage.trouble, room.storage.slow_by = None, 0.0
    await room.end()
    await storage.close()
