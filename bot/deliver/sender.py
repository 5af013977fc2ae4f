"""The sender: everything that goes to Telegram goes through here, and nothing owed is lost on the way.

Rows come from the outbox (claim → perform → record); replies come from memory and go first. What Telegram answers to
one attempt is judged here and written down by `bot.deliver.fate`.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeVar

from bot.clock import Clock, SteadyTime
from bot.deliver.attempt import attempt
from bot.deliver.fate import UNREACHABLE_UNTIL, Fate, Outcome, Sent, put_back, queue_reply, record
from bot.deliver.limits import Limits
from bot.deliver.outage import remembered
from bot.deliver.telegram import Flood, Lost, Telegram, TokenRefused
from bot.deliver.waits import Waits, pause_before_retry
from bot.model import Operation, OutboxRow, Outgoing
from storage import Storage, StorageError, Unit

logger = logging.getLogger(__name__)

T = TypeVar("T")

Instead = Callable[[Unit, OutboxRow, datetime], Awaitable[OutboxRow | None]]

# Idle, it looks again after this long even if nothing woke it: "now" may have stepped meanwhile.
_LONGEST_IDLE: Final = timedelta(seconds=60)
_STORAGE_PAUSE: Final = timedelta(seconds=1)
_LONGEST_STORAGE_PAUSE: Final = timedelta(seconds=30)


class _Unwritten(Exception):
    """The database took nothing until the end."""


class _NothingInstead(Exception):
    """What would be sent in place of a row could not be made."""

    def __init__(self, row: OutboxRow, error: Exception) -> None:
        self.row_id = row.id
        self.reason = type(error).__name__


class Sender:
    """Sends the outbox and the replies of this process. One for each bot: pace and flood waits are the bot's.

    `run` is ended by `stop`, and whoever ends it otherwise (cancelling, TokenRefused) calls `stop` all the same.
    """

    def __init__(
        self,
        storage: Storage,
        telegram: Telegram,
        clock: Clock,
        limits: Limits,
        in_flight: int = 4,
        *,
        instead: Instead | None = None,
        random: Callable[[], float] = random.random,
    ) -> None:
        """At most `in_flight` messages are at Telegram at a time, one for each chat. `random` gives 0 to 1.

        `instead` says, in the transaction that claims a row, what is sent in its place, None if it has put it off; if
        it fails, the row goes as it is.
        """
        self._storage = storage
        self._telegram = telegram
        self._clock = clock
        self._time = SteadyTime(clock)
        self._limits = limits
        self._in_flight = in_flight
        self._instead = instead
        self._as_they_are: set[int] = set()  # rows for which `instead` has failed
        self._random = random

        self._replies: dict[int, deque[Outgoing]] = {}
        self._unqueued: list[Outgoing] = []  # replies that met a flood wait and are about to become rows
        self._interrupted: list[Outgoing] = []  # replies whose answer the stop did not wait for

        self._flying: dict[int, asyncio.Task[None]] = {}  # by chat, until what came of it is on disk
        self._performing = 0
        self._waits = Waits(clock)
        self._token_refused: TokenRefused | None = None

        self._storage_pause = _STORAGE_PAUSE
        self._storage_rests_until = timedelta()  # by Clock.elapsed

        self._awake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._running = False
        self._quiet = asyncio.Event()  # neither running nor in flight
        self._quiet.set()

    def say(self, messages: Sequence[Outgoing]) -> None:
        """Send replies, first in line, in order for each chat. What they answer must be committed already.

        One that meets a flood wait or a network error becomes an outbox row with its own priority; an ANSWER is then
        dropped, since it would come too late.
        """
        for message in messages:
            self._replies.setdefault(message.chat_id, deque()).append(message)
        self._awake.set()

    def wake(self) -> None:
        """Something was queued in the outbox, or a hold was lifted."""
        self._awake.set()

    async def run(self) -> None:
        """Send until stopped. Rows found "sending" are sent again, and counted as possible duplicates.

        Raises TokenRefused.
        """
        self._running = True
        self._quiet.clear()
        try:
            await self._recover()
            while not self._stopping.is_set():
                if self._token_refused is not None:
                    raise self._token_refused
                self._awake.clear()
                await self._clock.wait(self._awake, await self._turn())
        except _Unwritten:
            return
        finally:
            self._running = False
            self._note_quiet()

    async def stop(self, grace: float = 3.0) -> None:
        """Begin nothing more; wait up to `grace` seconds for what is in flight; write replies that are left to the
        outbox. A row whose answer did not come stays "sending", for the next start to find.
        """
        self._stopping.set()
        self._awake.set()
        await self._clock.wait(self._quiet, grace)
        flying = list(self._flying.values())
        for task in flying:
            task.cancel()
        await asyncio.gather(*flying, return_exceptions=True)
        await self._keep_replies()

    # -- a turn: what can go now goes, and when is the next instant ----------------------------------

    async def _turn(self) -> float | None:
        """Start what may be sent now; return the seconds until more may be, None when only an event can tell."""
        now = self._time.now()
        wait = self._waits.next_end()
        self._start_replies(now)
        room = self._room(now)
        due = None
        if (room or self._unqueued) and self._storage_rest() is None:
            due = await self._start_rows(now, room)
        ends = [now + wait] if wait is not None else []
        if (rest := self._storage_rest()) is not None:  # perhaps since a moment ago
            ends.append(self._time.now() + rest)
        return self._seconds_to_next(now, due, ends)

    def _start_replies(self, now: datetime) -> None:
        for chat_id in list(self._replies):
            line = self._replies[chat_id]
            if self._waits.concern(chat_id):
                del self._replies[chat_id]
                self._unqueued.extend(_storable(line))
            elif self._performing < self._in_flight and chat_id not in self._flying:
                is_answer = line[0].operation is Operation.ANSWER
                if is_answer or self._limits.ready_at(chat_id, now) <= now:
                    self._start(line.popleft(), None, now)
                    # to the end, behind the other chats
                    del self._replies[chat_id]
                    if line:
                        self._replies[chat_id] = line

    async def _start_rows(self, now: datetime, room: int) -> datetime | None:
        """Claim and start; return when the next row is due, as far as this is known."""
        unqueued = tuple(self._unqueued)
        busy = frozenset({*self._flying, *self._replies, *self._waits.chats()})

        async def claim(unit: Unit) -> tuple[list[OutboxRow], datetime | None]:
            for message in unqueued:
                await queue_reply(unit, message, now)
            if not room or self._stopping.is_set():
                return [], None
            rows = await unit.outbox.claim(now, limit=room, busy=busy | self._limits.resting(now))
            kept = [one for row in rows if (one := await self._in_place_of(unit, row, now)) is not None]
            if len(kept) < len(rows):
                return kept, now  # there may be others that had no room
            return kept, await unit.outbox.next_due(now) if len(kept) < room else None

        try:
            rows, due = await self._storage.transact(claim)
        except _NothingInstead as error:
            logger.error("outbox row %d goes as it is: no summary (%s)", error.row_id, error.reason)
            self._as_they_are.add(error.row_id)
            return now
        except Exception as error:
            self._put_off_storage(error)
            return None
        self._storage_pause = _STORAGE_PAUSE
        self._as_they_are.difference_update(row.id for row in rows)
        del self._unqueued[: len(unqueued)]
        # While these were claimed, a send in flight may have met a 429.
        held = [row for row in rows if self._stopping.is_set() or self._waits.concern(row.message.chat_id)]
        for row in rows:
            if row not in held:
                self._start(row.message, row, now)
        if held:
            await self._write(lambda unit: put_back(unit, held, now))
        return due

    async def _in_place_of(self, unit: Unit, row: OutboxRow, now: datetime) -> OutboxRow | None:
        """What is sent for a claimed row; None when it was put off.

        Raises _NothingInstead, so that what was half made is undone.
        """
        if self._instead is None or row.id in self._as_they_are:
            return row
        try:
            return await self._instead(unit, row, now)
        except StorageError:
            raise
        except Exception as error:
            raise _NothingInstead(row, error) from error

    def _room(self, now: datetime) -> int:
        """How many rows may be sent now, to different chats."""
        if self._waits.everybody:
            return 0
        at_once = 1 if self._waits.is_silent else self._in_flight
        return max(0, min(at_once - self._performing, self._limits.room(now)))

    def _storage_rest(self) -> timedelta | None:
        """How long the database is not to be asked; None when it may be."""
        rest = self._storage_rests_until - self._clock.elapsed()
        return rest if rest > timedelta() else None

    def _seconds_to_next(self, now: datetime, due: datetime | None, ends: Sequence[datetime]) -> float | None:
        """`now` is when the turn began, `ends` when the waits that held things back then are over: what has become
        possible since is not to be slept over.
        """
        if self._performing >= self._in_flight:
            return None
        gone = self._time.now() - now
        instants = (due, self._limits.next_ready(now), *ends)
        return max(0.0, min([_LONGEST_IDLE, *(at - now - gone for at in instants if at)]).total_seconds())

    # -- one message -------------------------------------------------------------------------------

    def _start(self, message: Outgoing, row: OutboxRow | None, now: datetime) -> None:
        if message.operation is not Operation.ANSWER:
            self._limits.took(message.chat_id, now)
        self._performing += 1
        task = asyncio.create_task(self._deliver(message, row))
        self._flying[message.chat_id] = task
        task.add_done_callback(partial(self._landed, message.chat_id))

    async def _deliver(self, message: Outgoing, row: OutboxRow | None) -> None:
        """Perform and record. The chat stays busy until it is recorded: a row is not sent twice for a full disk."""
        settled = False
        try:
            outcome = await self._perform(message)
            fate = self._judge(message, row, outcome)
            if row is not None or not isinstance(outcome, Sent) or outcome.rest or fate.away_since is not None:
                await self._write(partial(record, message=message, row=row, fate=fate))
            settled = True
        finally:
            if row is None and not settled:
                self._interrupted.extend(_storable([message]))

    async def _perform(self, message: Outgoing) -> Outcome:
        try:
            return await attempt(self._telegram, message)
        finally:
            self._performing -= 1
            self._awake.set()

    def _judge(self, message: Outgoing, row: OutboxRow | None, outcome: Outcome) -> Fate:
        """What an outcome means: for this message, and for everybody else."""
        now = self._time.now()
        if isinstance(outcome, Lost):
            jitter = self._random()
            self._waits.lost(message.chat_id, now, jitter)
            pause = pause_before_retry(row.attempts if row is not None else 0, jitter)
            fate = Fate(outcome, now, now + pause, silent_since=self._waits.silent_since(now))
        else:
            away_since = self._waits.answered(now)
            fate = Fate(outcome, now, now, away_since=away_since)
        match outcome:
            case Sent():
                self._waits.delivered()
                return fate
            case Flood(retry_after=seconds):
                wait = timedelta(seconds=seconds)
                held = {one: now + left for one, left in self._waits.flooded(message.chat_id, wait).items()}
                fate = replace(fate, retry_at=now + wait, held=held)
            case TokenRefused():
                self._token_refused = outcome
        which = f"outbox row {row.id}" if row is not None else "a reply"
        logger.warning("%s (%s, chat %d): %s", which, message.operation, message.chat_id, outcome.reason)
        return fate

    def _landed(self, chat_id: int, task: asyncio.Task[None]) -> None:
        del self._flying[chat_id]
        self._awake.set()
        self._note_quiet()
        error = None if task.cancelled() else task.exception()
        if error is not None:
            logger.error("what came of a message to chat %d is not recorded: %s", chat_id, type(error).__name__)

    def _note_quiet(self) -> None:
        if not self._running and not self._flying:
            self._quiet.set()

    # -- the database ------------------------------------------------------------------------------

    async def _recover(self) -> None:
        async def recover(unit: Unit) -> int:
            recovered = await unit.outbox.recover(self._time.now())
            if (since := await remembered(unit)) is not None:
                self._waits.resume_silence(since)
            for chat_id, until in (await unit.outbox.holds()).items():
                if until < UNREACHABLE_UNTIL:
                    self._waits.hold(chat_id, until - self._time.now())
            return recovered

        if recovered := await self._write(recover):
            logger.warning("%d messages were under way when the program ended: they are sent again", recovered)

    async def _write(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        """Write until it is written. Raises _Unwritten when the program stops first."""
        pause = _STORAGE_PAUSE
        while True:
            try:
                return await self._storage.transact(work)
            except Exception as error:
                logger.error("the database takes nothing: %s; again in %g s", _name(error), pause.total_seconds())
                if self._stopping.is_set():
                    raise _Unwritten from error
            await self._clock.wait(self._stopping, pause.total_seconds())
            pause = min(2 * pause, _LONGEST_STORAGE_PAUSE)

    def _put_off_storage(self, error: Exception) -> None:
        pause = self._storage_pause
        logger.error("the outbox cannot be read: %s; again in %g s", _name(error), pause.total_seconds())
        self._storage_rests_until = self._clock.elapsed() + pause
        self._storage_pause = min(2 * pause, _LONGEST_STORAGE_PAUSE)

    async def _keep_replies(self) -> None:
        """Replies that are still in memory become rows."""
        now = self._time.now()
        waiting = [*self._unqueued, *(one for line in self._replies.values() for one in _storable(line))]
        interrupted = tuple(self._interrupted)

        async def keep(unit: Unit) -> None:
            for message in interrupted:
                if (row_id := await queue_reply(unit, message, now)) is not None:
                    await unit.outbox.retry(row_id, now, "stopped before the answer", possible_duplicate=True)
            for message in waiting:
                await queue_reply(unit, message, now)

        if not waiting and not interrupted:
            return
        try:
            await self._storage.transact(keep)
        except Exception as error:
            lost = len(waiting) + len(interrupted)
            logger.error("%d replies could not be kept: %s", lost, _name(error))
            return
        self._replies.clear()
        self._unqueued.clear()
        self._interrupted.clear()


def _storable(messages: Iterable[Outgoing]) -> list[Outgoing]:
    """Without answers to callback queries, which would come too late."""
    return [message for message in messages if message.operation is not Operation.ANSWER]


def _name(error: Exception) -> str:
    """An error without what it says, which may be private; a StorageError's key says why."""
    return str(getattr(error, "key", type(error).__name__))
