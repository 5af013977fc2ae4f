"""The one who looks at feeds: hosts side by side, the feeds of one host in turn.

What is due is in the database. Whoever is being looked at is put off by LEASE meanwhile, so that a process that was
killed in the middle leaves nothing behind that is never due again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from bot.clock import Clock
from bot.ingest.feed_reading import FeedReader
from bot.ingest.sources.feed_ledger import FeedLedger
from bot.ingest.sources.feed_look import FeedSight, Reader, Validators, find_feed, look_at_feed
from bot.ingest.sources.feed_state import feed_state_of
from bot.ingest.sources.fetch import SPACING, Fetcher
from bot.ingest.sources.telling import UNIDENTIFIED, address_of
from bot.ingest.sources.trouble import NotFetched, Trouble
from bot.model import RefKind, Source
from storage import Poll, Storage, StorageError, Unit

logger = logging.getLogger(__name__)

HISTORY: Final = 100  # entries of a new feed
AT_ONCE: Final = 8
LEASE: Final = timedelta(minutes=10)
PATIENCE: Final = 2.0  # seconds; whoever has to wait longer for a host is put off, and another is looked at
STORAGE_PAUSE: Final = 1.0


@dataclass(frozen=True, slots=True)
class _Turn:
    """A feed whose turn it is."""

    source: Source
    poll: Poll


class FeedPoller:
    """Polls all accepted feeds."""

    def __init__(
        self,
        storage: Storage,
        fetcher: Fetcher,
        clock: Clock,
        *,
        arrived: Callable[[], None],
        spoke: Callable[[], None],
        read: Reader | None = None,
        history: int = HISTORY,
    ) -> None:
        """`arrived` is called when there is something new in the inbox, `spoke` when there is something in the outbox.

        `read` reads a feed's bytes; a FeedReader by default.
        """
        self._storage = storage
        self._fetcher = fetcher
        self._clock = clock
        self._arrived = arrived
        self._spoke = spoke
        self._read = read or FeedReader()
        self._history = history
        self._changed = asyncio.Event()
        self._room = asyncio.Semaphore(AT_ONCE)
        self._asking: set[str] = set()  # hosts of which a feed is being looked at
        self._promised: dict[str, datetime] = {}  # until when a host's turns are given away
        self._running: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """A source was added, or a turn brought forward."""
        self._changed.set()

    async def run(self) -> None:
        """Poll until cancelled."""
        try:
            while True:
                self._changed.clear()
                wait = await self._begin_one()
                if wait is None or wait > 0:
                    await self._clock.wait(self._changed, wait)
        finally:
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    async def _begin_one(self) -> float | None:
        """Begin with the most urgent feed if it is due; seconds until there is one, None when there is none at all."""
        await self._room.acquire()
        turn = None
        try:
            async with self._storage.reading() as unit:
                poll = await unit.sources.first_poll(RefKind.FEED)
            wait = None if poll is None else (poll.due_at - self._clock.now()).total_seconds()
            if wait is None or wait > 0:
                return wait
            turn = await self._storage.transact(self._claim)
        except StorageError as error:
            logger.error("feeds cannot be polled now: %s", error)
            return STORAGE_PAUSE
        finally:
            if turn is None:
                self._room.release()
        if turn is not None:
            task = asyncio.create_task(self._look(turn), name=f"feed {turn.source.id}")
            self._running.add(task)
            self._asking.add(_host_of(turn.source))
            task.add_done_callback(partial(self._done, _host_of(turn.source)))
        return 0.0

    def _done(self, host: str, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._asking.discard(host)
        self._room.release()
        self._changed.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("a feed could not be looked at: %s", type(error).__name__)

    async def _claim(self, unit: Unit) -> _Turn | None:
        """Take the most urgent feed, unless its host has to be left alone: then it is put off until it may be asked."""
        now = self._clock.now()
        poll = await unit.sources.first_poll(RefKind.FEED)
        source = None if poll is None else await unit.sources.get(poll.source_id)
        if poll is None or source is None or poll.due_at > now:
            return None
        host = _host_of(source)
        wait = self._fetcher.wait_for(address_of(source))
        if host in self._asking or wait > PATIENCE:
            free = max(now + timedelta(seconds=max(wait, SPACING)), self._promised.get(host, now))
            self._promised[host] = free + timedelta(seconds=SPACING)
            await unit.sources.set_poll(replace(poll, due_at=free))
            return None
        await unit.sources.set_poll(replace(poll, due_at=now + LEASE))
        return _Turn(source, poll)

    async def _look(self, turn: _Turn) -> None:
        address, state = address_of(turn.source), feed_state_of(turn.poll, self._clock.now())
        wait = 0.0
        sight: FeedSight | Trouble
        try:
            if turn.source.key.startswith(UNIDENTIFIED):
                sight = await find_feed(self._fetcher, self._read, address)
            else:
                validators = Validators(state.etag, state.modified)
                sight = await look_at_feed(self._fetcher, self._read, address, validators)
        except NotFetched as error:
            logger.warning("source %d cannot be fetched: %s", turn.source.id, error.reason)
            sight, wait = error.why, self._fetcher.wait_for(address) if error.host_wide else 0.0

        async def write(ledger: FeedLedger) -> None:
            # As it stands now: somebody may have removed or paused the source while it was fetched.
            current = await ledger.unit.sources.poll(turn.source.id)
            if current is None:
                return
            if isinstance(sight, Trouble):
                logger.warning("source %d cannot be read: %s", turn.source.id, sight.value)
                await ledger.trouble(current, sight, wait)
            else:
                await ledger.sight(current, sight)

        await self._write(write)
        self._arrived()
        self._spoke()

    async def _write(self, act: Callable[[FeedLedger], Awaitable[None]]) -> None:
        while True:
            try:
                now = self._clock.now()
                await self._storage.transact(lambda unit: act(FeedLedger(unit, now, self._history)))  # noqa: B023
                return
            except StorageError as error:
                logger.error("what a feed said cannot be stored now: %s", error)
                await self._clock.sleep(STORAGE_PAUSE)


def _host_of(source: Source) -> str:
    return urlsplit(address_of(source)).netloc
