"""A newsroom that lives on previews: site, poller, inbox, pipeline and sender in this process, on a simulated clock."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

import httpx
from telegram import Bot

from bot.clock import SimulatedClock
from bot.deliver.limits import Limits
from bot.deliver.sender import Sender
from bot.ingest.feeds import Feed, read_feed
from bot.ingest.lanes import Lanes
from bot.ingest.sources.adding import Added, add_channel, add_feed
from bot.ingest.sources.entry import PREVIEW_LANES, read_entry
from bot.ingest.sources.feed_entry import FEED_LANES, read_feed_entry
from bot.ingest.sources.feed_poller import FeedPoller
from bot.ingest.sources.feed_taking import take_feed_entry
from bot.ingest.sources.fetch import Fetcher
from bot.ingest.sources.guard import Guard
from bot.ingest.sources.poller import PreviewPoller
from bot.ingest.sources.rhythm import Budget
from bot.ingest.sources.taking import take_entry
from bot.model import Operation, Outgoing, Role, Source, Subscriber, Watch
from bot.pipeline import ripen
from bot.query import parse
from bot.text import Engine
from bot.watches import LiveWatches
from bot.work import Work
from storage import Storage, Unit
from storage.opening import open_storage
from tests.preview_site import Site, serving

MORNING = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
NADIR, SALMA = 1001, 2001
ALBUM_WAIT = timedelta(seconds=1)


async def loopback(host: str, port: int) -> list[str]:
    """Every name is this machine."""
    return ["127.0.0.1"]


async def read_here(body: bytes, content_type: str, address: str) -> Feed:
    """Read a feed at once, so that simulated time has nothing to wait for."""
    return read_feed(body, content_type, address)


class StillTransport(httpx.AsyncBaseTransport):
    """The network, while simulated time stands still."""

    def __init__(self, clock: SimulatedClock) -> None:
        self._clock = clock
        self._network = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        with self._clock.working():
            response = await self._network.handle_async_request(request)
            body = b"".join([piece async for piece in cast(httpx.AsyncByteStream, response.stream)])
            await response.aclose()
        return httpx.Response(response.status_code, headers=response.headers, stream=httpx.ByteStream(body))

    async def aclose(self) -> None:
        await self._network.aclose()


class StillStorage:
    """The database, while simulated time stands still."""

    def __init__(self, storage: Storage, clock: SimulatedClock) -> None:
        self._storage = storage
        self._clock = clock

    async def transact(self, work: Callable[[Unit], Awaitable[Any]]) -> Any:
        with self._clock.working():
            return await self._storage.transact(work)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Unit]:
        with self._clock.working():
            async with self._storage.reading() as unit:
                yield unit

    async def check(self) -> list[str]:
        return await self._storage.check()

    async def compact(self) -> None:
        await self._storage.compact()

    async def close(self) -> None:
        await self._storage.close()


@dataclass
class Phones:
    """What reached people."""

    delivered: list[Outgoing] = field(default_factory=list)

    async def perform(self, message: Outgoing) -> int | None:
        self.delivered.append(message)
        return message.message_id or len(self.delivered)

    def texts(self, chat_id: int, containing: str = "", *, edits: bool = False) -> list[str]:
        wanted = {Operation.EDIT} if edits else {Operation.SEND}
        mine = [one for one in self.delivered if one.chat_id == chat_id and one.operation in wanted]
        return [one.text for one in mine if containing in one.text]


class Newsroom:
    """The parts of a running bot that previews go through."""

    def __init__(self, storage: Storage, clock: SimulatedClock, site: Site, base: str, path: Path) -> None:
        self.clock = clock
        self.site = site
        self.path = path
        self.storage: Storage = StillStorage(storage, clock)
        self.phones = Phones()
        self.live = LiveWatches(Engine())
        self._base = base
        self._client = httpx.AsyncClient(transport=StillTransport(clock))
        self._parts: list[asyncio.Task[None]] = []

    async def start(self, budget: Budget | None = None) -> None:
        """Start the parts, as another process on the same database would."""
        self.sender = Sender(self.storage, self.phones, self.clock, Limits(), random=lambda: 0.0)
        self.lanes = Lanes(
            cast(Bot, None),
            self.storage,
            self.clock,
            handle=self._no_update,
            say=lambda said: self.sender.wake(),
            apologise=lambda update: [],
            polled={PREVIEW_LANES: self._take, FEED_LANES: self._take_feed},
        )
        self.poller = PreviewPoller(
            self.storage,
            Fetcher(self._client, self.clock, chance=lambda: 0.5),
            self.clock,
            base=self._base,
            arrived=self.lanes.wake,
            spoke=self.sender.wake,
            budget=budget,
            history=30,
        )
        self.feeds = FeedPoller(
            self.storage,
            Fetcher(self._client, self.clock, guard=Guard(["127.0.0.1"], loopback), chance=lambda: 0.5),
            self.clock,
            arrived=self.lanes.wake,
            spoke=self.sender.wake,
            read=read_here,
            history=30,
        )
        running = (self.lanes.run(), self.poller.run(), self.feeds.run(), self.sender.run())
        self._parts = [asyncio.create_task(part) for part in running]
        await self.clock.advance(0)

    async def stop(self) -> None:
        if not self._parts:
            return
        for part in self._parts[:-1]:
            part.cancel()
        await asyncio.gather(*self._parts[:-1], return_exceptions=True)
        await self.sender.stop(grace=0)
        await asyncio.gather(*self._parts, return_exceptions=True)
        self._parts = []

    async def close(self) -> None:
        await self.stop()
        await self._client.aclose()

    async def _no_update(self, update: object, work: Work) -> None:
        raise AssertionError("nobody writes to the bot here")

    def _take(self, body: bytes, work: Work) -> None:
        entry = read_entry(body)
        work.do(
            lambda unit: take_entry(
                unit,
                entry,
                live=self.live,
                now=self.clock.now(),
                album_wait=ALBUM_WAIT,
                announced=lambda: work.after(self.poller.wake),
            )
        )

    def _take_feed(self, body: bytes, work: Work) -> None:
        entry = read_feed_entry(body)
        work.do(lambda unit: take_feed_entry(unit, entry, live=self.live, now=self.clock.now()))

    async def pass_by(self, **span: float) -> None:
        """Let time pass; what the posts of an album wait for comes with it."""
        await self.clock.advance(timedelta(**span).total_seconds())
        async with self.storage.reading() as unit:
            due = await unit.posts.due_for_matching(self.clock.now())
        for post_id in due:
            await self.storage.transact(partial(ripen, post_id=post_id, live=self.live, now=self.clock.now()))
        self.sender.wake()
        await self.clock.advance(0)
        for part in self._parts:
            if part.done():
                part.result()

    async def person(self, chat_id: int, name: str, role: Role = Role.SUBSCRIBER) -> Subscriber:
        new = Subscriber(id=0, chat_id=chat_id, name=name, language="ar", role=role)
        return cast(Subscriber, await self.storage.transact(lambda unit: unit.subscribers.add(new, self.clock.now())))

    async def watch(self, person: Subscriber, query: str) -> None:
        async def save(unit: Unit) -> Watch:
            return cast(Watch, await unit.watches.add(person.id, query, query, "", self.clock.now()))

        self.live.add(await self.storage.transact(save), parse(query))

    async def add(self, name: str, by: Subscriber) -> Added:
        added = await self.storage.transact(lambda unit: add_channel(unit, name, by, self.clock.now()))
        self.poller.wake()
        return added

    async def add_feed(self, address: str, by: Subscriber) -> Added:
        added = await self.storage.transact(lambda unit: add_feed(unit, address, by, self.clock.now()))
        self.feeds.wake()
        return added

    async def sources(self) -> list[Source]:
        async with self.storage.reading() as unit:
            return await unit.sources.all()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Look into the database file."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as db:
            return db.execute(query).fetchall()

    def stored(self) -> dict[str, int]:
        """How often each text is stored."""
        return dict(self.rows("select text, count(*) from posts group by text"))


@asynccontextmanager
async def newsroom(folder: Path) -> AsyncIterator[Newsroom]:
    """An empty site and an empty database; nothing runs before `start`."""
    clock = SimulatedClock(MORNING)
    site = Site(clock.now)
    path = folder / "rasid.db"
    async with AsyncExitStack() as stack:
        base = await stack.enter_async_context(serving(site))
        storage = await open_storage(f"sqlite:///{path}")
        stack.push_async_callback(storage.close)
        room = Newsroom(storage, clock, site, base, path)
        stack.push_async_callback(room.close)
        yield room
