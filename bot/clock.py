"""Now, and waiting: the one clock that is handed to everything that lives in time.

"Now" may step (somebody sets the machine's clock); waits never do.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Literal, Protocol

# How often the event loop is given to others before everybody counts as waiting. The longest chain from one sleeper
# to the next is some ten steps.
QUIET_ROUNDS = 50


class Clock(Protocol):
    """What the time is, and how to let it pass."""

    def now(self) -> datetime:
        """The current instant, timezone-aware, UTC."""

    def elapsed(self) -> timedelta:
        """How much time has passed since some moment; it does not step with "now"."""

    async def sleep(self, seconds: float) -> None:
        """Return after so many seconds; at once, but after a turn of the event loop, when there are none."""

    async def wait(self, event: asyncio.Event, timeout: float | None) -> bool:
        """Wait for an event, at most `timeout` seconds (None: for ever). Returns whether it is set."""


class SystemClock:
    """The machine's clock; waits go by the event loop's monotonic time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def elapsed(self) -> timedelta:
        return timedelta(seconds=time.monotonic())

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))

    async def wait(self, event: asyncio.Event, timeout: float | None) -> bool:
        try:
            async with asyncio.timeout(timeout):
                await event.wait()
        except TimeoutError:
            return event.is_set()
        return True


class SimulatedClock:
    """A clock that stands still until it is advanced, so that days pass in a test within moments."""

    def __init__(self, start: datetime) -> None:
        """`start` is timezone-aware. Raises ValueError for a naive one."""
        if start.tzinfo is None:
            raise ValueError("the clock needs an aware datetime")
        self._now = start.astimezone(UTC)
        self._elapsed = timedelta()
        self._sleepers: list[tuple[timedelta, int, asyncio.Future[None]]] = []
        self._order = itertools.count()
        self._working = 0
        self._idle = asyncio.Event()

    def now(self) -> datetime:
        return self._now

    def elapsed(self) -> timedelta:
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
        else:
            await self._timer(seconds)

    async def wait(self, event: asyncio.Event, timeout: float | None) -> bool:
        if timeout is None or event.is_set():
            return await event.wait()
        waiter: asyncio.Future[Literal[True]] = asyncio.ensure_future(event.wait())
        timer = self._timer(max(0.0, timeout))
        try:
            await asyncio.wait((waiter, timer), return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiter.cancel()
            timer.cancel()
        return event.is_set()

    async def advance(self, seconds: float) -> None:
        """Let time pass. Sleepers wake in the order of their instants; after each, everybody else may go on first.

        What is done in worker threads meanwhile (a database) is waited for when it is marked by `working`.
        """
        target = self._elapsed + timedelta(seconds=seconds)
        await self._settle()
        while self._sleepers and self._sleepers[0][0] <= target:
            due, _, sleeper = heapq.heappop(self._sleepers)
            if not sleeper.done():
                self._move_to(due)
                sleeper.set_result(None)
                await self._settle()
        self._move_to(target)
        await self._settle()

    def set(self, at: datetime) -> None:
        """Step "now" back or forward, as an administrator or a time server does. Nobody wakes earlier or later."""
        self._now = at.astimezone(UTC)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Time stands still while this is entered. Inside, nothing may wait for this clock."""
        self._working += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._working -= 1
            if not self._working:
                self._idle.set()

    def _timer(self, seconds: float) -> asyncio.Future[None]:
        timer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._elapsed + timedelta(seconds=seconds), next(self._order), timer))
        return timer

    def _move_to(self, elapsed: timedelta) -> None:
        self._now += elapsed - self._elapsed
        self._elapsed = elapsed

    async def _settle(self) -> None:
        quiet = 0
        while quiet < QUIET_ROUNDS:
            if self._working:
                await self._idle.wait()
                quiet = 0
            await asyncio.sleep(0)
            quiet += 1


class SteadyTime:
    """The time as a clock tells it, but never going back: when the clock is set back, it goes on from where it was.

    For whoever asks "is this due by now?" of instants that were taken before the clock was set.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._now = clock.now()
        self._elapsed = clock.elapsed()

    def now(self) -> datetime:
        """The clock's "now", or the last one told here and the time that passed since, whichever is later."""
        elapsed = self._clock.elapsed()
        self._now = max(self._clock.now(), self._now + (elapsed - self._elapsed))
        self._elapsed = elapsed
        return self._now
