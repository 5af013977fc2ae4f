"""From the inbox to what the updates ask for: in order per chat, chats side by side, each at least once."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from types import TracebackType

from telegram import Bot, Update

from bot.clock import Clock
from bot.ingest.decode import UnreadableUpdate, read_update
from bot.model import InboxRow, Outgoing
from bot.work import Work
from storage import Storage, StorageError, Unit

logger = logging.getLogger(__name__)

ATTEMPTS = 3
RETRY_SECONDS = (0.5, 3.0)
STORAGE_PAUSE = 1.0
LANES_AT_ONCE = 128
READ_AHEAD = 48  # rows: what the writer takes in one batch is read while the batch before reaches the disk
PAGE = 500
BACKLOG = 2_000  # rows in memory; the rest stays on disk until these are done

Handle = Callable[[Update, Work], Awaitable[None]]
Apologise = Callable[[Update], Sequence[Outgoing]]
Say = Callable[[Sequence[Outgoing]], None]
TakePolled = Callable[[bytes, Work], None]


class _AlreadyDone(Exception):
    """The row was read from a view older than its own commit: what it asks for is done."""


class Lanes:
    """Takes rows from the inbox, one lane a chat, and commits what each asks for together with its "done"."""

    def __init__(
        self,
        bot: Bot,
        storage: Storage,
        clock: Clock,
        *,
        handle: Handle,
        say: Say,
        apologise: Apologise,
        polled: Mapping[str, TakePolled] | None = None,
    ) -> None:
        """`polled`: who reads rows that are no updates, by the word before the colon of their lane.

        It records in the Work what the row asks for, or raises UnreadableUpdate.
        """
        self._polled = polled or {}
        self._bot = bot
        self._storage = storage
        self._clock = clock
        self._handle = handle
        self._say = say
        self._apologise = apologise
        self._changed = asyncio.Event()
        self._read_to = 0  # the row up to which the inbox has been read
        self._is_incomplete = False  # a row up to there may be pending that is not taken: it is to be read anew
        self._retry_at: datetime | None = None
        self._is_cut = False  # there is more in the inbox than there is room for
        self._lanes: dict[str, deque[InboxRow]] = {}
        self._taken: set[int] = set()
        self._running: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(LANES_AT_ONCE)
        self._ahead = asyncio.Semaphore(READ_AHEAD)

    def wake(self) -> None:
        """There may be something new in the inbox."""
        self._changed.set()

    def look_again(self) -> None:
        """Rows that had been laid aside may be pending again."""
        self._is_incomplete = True
        self._changed.set()

    async def run(self) -> None:
        """Work until cancelled; then let the rows under way finish."""
        await self._recover()
        try:
            while True:
                self._changed.clear()
                retry_in = await self._take_rows()
                await self._clock.wait(self._changed, retry_in)
        finally:
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    async def _recover(self) -> None:
        """Rows whose next try was put off by the program before are tried now, whatever the clock said then."""
        while True:
            try:
                await self._storage.transact(lambda unit: unit.inbox.recover())
            except StorageError as error:
                logger.error("the inbox cannot be taken up yet: %s", error.key)
                await self._clock.sleep(STORAGE_PAUSE)
            else:
                return

    async def _take_rows(self) -> float | None:
        """Put every row that is due into its lane; say when to look again without being woken."""
        now = self._clock.now()
        if self._is_incomplete or (self._retry_at is not None and self._retry_at <= now):
            self._is_incomplete, self._read_to = False, 0
        try:
            async with self._storage.reading() as unit:
                while not (is_full := len(self._taken) >= BACKLOG):
                    rows = await unit.inbox.pending(now, after=self._read_to, limit=PAGE)
                    if not rows:
                        break
                    self._read_to = rows[-1].id
                    for row in rows:
                        self._take(row)
                self._is_cut = is_full
                self._retry_at = await unit.inbox.next_retry(now)
        except StorageError:
            logger.exception("the inbox cannot be read")
            return STORAGE_PAUSE
        return None if self._retry_at is None else max((self._retry_at - now).total_seconds(), 0.0)

    def _take(self, row: InboxRow) -> None:
        if row.id in self._taken:
            return
        self._taken.add(row.id)
        lane = self._lanes.get(row.lane)
        if lane is not None:
            lane.append(row)
            return
        self._lanes[row.lane] = deque([row])
        task = asyncio.create_task(self._run_lane(row.lane), name=f"lane {row.lane}")
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _run_lane(self, name: str) -> None:
        lane = self._lanes[name]
        try:
            async with self._room:
                while lane:
                    await self._carry_out(lane[0])
                    self._taken.discard(lane.popleft().id)
        finally:
            del self._lanes[name]
            if lane:
                self._taken.difference_update(row.id for row in lane)
                self.look_again()
            elif self._is_cut and len(self._taken) <= BACKLOG // 2:
                self.wake()

    async def _carry_out(self, row: InboxRow) -> None:
        """One row, until it is done or dead. The next of its chat waits meanwhile; nobody else does."""
        attempts = row.attempts
        while True:
            try:
                if await self._attempt(row, attempts + 1):
                    return
                attempts += 1
            except StorageError as error:
                # A full disk is nobody's mistake: it does not count, and nothing is given up for it.
                logger.error("inbox row %d cannot be carried out now: %s", row.id, error)
                await self._clock.sleep(STORAGE_PAUSE)

    async def _attempt(self, row: InboxRow, attempt: int) -> bool:
        """Try once; True when the row needs nothing more. Raises StorageError when nothing could be written."""
        work, update = Work(), None
        take_polled = self._polled.get(row.lane.partition(":")[0])
        await self._ahead.acquire()
        with ExitStack() as place:
            place.callback(self._ahead.release)
            try:
                if take_polled is not None:
                    take_polled(row.body, work)
                else:
                    update = read_update(row.body, self._bot)
            except UnreadableUpdate as error:
                logger.warning("inbox row %d cannot be read: %s", row.id, error)
                await self._give_up(row, f"unreadable: {error}")
                return True
            try:
                if update is not None:
                    await self._handle(update, work)
                await self._commit(row, work, place.close)
            except (StorageError, asyncio.CancelledError):
                raise
            except _AlreadyDone:
                return True
            except Exception as error:  # whatever a handler raises must not stop the others
                place.close()
                reason = type(error).__name__
                logger.error(
                    "inbox row %d failed (%d of %d)", row.id, attempt, ATTEMPTS, exc_info=_without_values(error)
                )
                if attempt >= ATTEMPTS:
                    await self._give_up(row, reason)
                    if update is not None:
                        self._say(self._apologise(update))
                    return True
                pause = RETRY_SECONDS[attempt - 1]
                await self._record_failure(row, reason, pause)
                await self._clock.sleep(pause)
                return False
        return True

    async def _commit(self, row: InboxRow, work: Work, begun: Callable[[], None]) -> None:
        if work.failure is not None:
            raise work.failure

        async def write(unit: Unit) -> list[Outgoing]:
            begun()
            said = await work.write(unit)
            if work.put_off:
                await unit.inbox.wait(row.id)
            elif not await unit.inbox.done(row.id, self._clock.now()):
                raise _AlreadyDone
            return said

        said = await self._storage.transact(write)
        for act in work.afterwards:
            try:
                act()
            except Exception as error:  # it is committed: the answers, and what else follows it, are owed all the same
                logger.error("what follows inbox row %d failed", row.id, exc_info=_without_values(error))
        self._say(said)

    async def _record_failure(self, row: InboxRow, reason: str, pause: float) -> None:
        retry_at = self._clock.now() + timedelta(seconds=pause)
        await self._storage.transact(lambda unit: unit.inbox.failed(row.id, reason, retry_at))

    async def _give_up(self, row: InboxRow, reason: str) -> None:
        await self._storage.transact(lambda unit: unit.inbox.failed(row.id, reason, None))


def _without_values(error: Exception) -> tuple[type[Exception], Exception, TracebackType | None]:
    """The error's kind and place for the log, without its message: that may quote what somebody wrote."""
    return Exception, Exception(type(error).__name__), error.__traceback__
