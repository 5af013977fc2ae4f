"""The one who looks at public channels, each when its turn has come.

What is due is in the database: a restart finds everything where it was, and the host's pace, not the number of turns
that are due, says how fast they are taken.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.ingest.sources.fetch import Fetcher
from bot.ingest.sources.ledger import Ledger
from bot.ingest.sources.look import look
from bot.ingest.sources.naming import named_sources
from bot.ingest.sources.preview_host import PreviewHost
from bot.ingest.sources.rhythm import Budget, yield_of
from bot.ingest.sources.state import state_of
from bot.ingest.sources.trouble import NotFetched, Trouble
from bot.model import RefKind
from storage import Gap, Poll, Storage, StorageError, Unit

logger = logging.getLogger(__name__)

HISTORY = 100  # posts of a new channel
HOST_PAUSE = timedelta(seconds=30)
SCALE_LASTS = timedelta(minutes=1)
NAMED_LAST = timedelta(minutes=10)
STORAGE_PAUSE = 1.0
# So often in a row, a channel alone gets no answer from a host that answers: it is not the host's trouble.
ALONE_AT_MOST = 3
# One turn in so many goes to what is missing, even when all the others are late.
GAP_TURN = 5


class PreviewPoller:
    """Polls the previews of all channels that an admin added by name, whether the bot is in them too or not."""

    def __init__(
        self,
        storage: Storage,
        fetcher: Fetcher,
        clock: Clock,
        *,
        base: str,
        arrived: Callable[[], None],
        spoke: Callable[[], None],
        budget: Budget | None = None,
        history: int = HISTORY,
    ) -> None:
        """`base`: the root of the preview's addresses. `arrived` is called when there is something new in the inbox,
        `spoke` when there is something in the outbox. `history`: how many posts a new channel begins with.
        """
        self._storage = storage
        self._fetcher = fetcher
        self._clock = clock
        self._base = base
        self._arrived = arrived
        self._spoke = spoke
        self._budget = budget or Budget()
        self._history = history
        self._changed = asyncio.Event()
        self._scale = 0.0
        self._scale_until: datetime | None = None
        self._named = frozenset[int]()
        self._named_until: datetime | None = None
        self._turns = 0
        self._host = PreviewHost(storage, fetcher, clock, base=base, spoke=spoke)
        self._alone: Counter[int] = Counter()  # source → how often it failed in a row while others were answered

    def wake(self) -> None:
        """A source was added, or a turn brought forward."""
        self._scale_until = None
        self._changed.set()

    async def run(self) -> None:
        """Poll until cancelled."""
        while True:
            self._changed.clear()
            try:
                wait = await self._turn()
            except StorageError as error:
                logger.error("previews cannot be polled now: %s", error)
                wait = STORAGE_PAUSE
            if wait is None or wait > 0:
                await self._clock.wait(self._changed, wait)

    async def _turn(self) -> float | None:
        """Do the most urgent thing; seconds until there is one, None when nothing is polled."""
        now = self._clock.now()
        async with self._storage.reading() as unit:
            poll = await unit.sources.first_poll(RefKind.CHANNEL)
            gap = await unit.sources.first_gap(RefKind.CHANNEL)
        due = [one.due_at for one in (poll, gap) if one is not None]
        if not due:
            return None
        if min(due) > now:
            return (min(due) - now).total_seconds()
        if (rest := await self._host.wait()) > 0:
            return rest
        self._turns += 1
        turn_of_gap = gap is not None and gap.due_at <= now and self._turns % GAP_TURN == 0
        if poll is not None and poll.due_at <= now and not turn_of_gap:
            await self._poll(poll)
        elif gap is not None:
            await self._fill(gap)
        return 0.0

    async def _poll(self, poll: Poll) -> None:
        async with self._storage.reading() as unit:
            source = await unit.sources.get(poll.source_id)
        if source is None:
            return
        try:
            sight = await look(self._fetcher, self._base, source.username)
        except NotFetched as error:
            was_well = self._host.is_well
            self._alone[poll.source_id] += was_well
            await self._host.failed(error, lambda unit: self._put_off(unit, poll.source_id, ask_another=was_well))
            if self._alone[poll.source_id] < ALONE_AT_MOST:
                return
            sight = Trouble.UNREACHABLE
        else:
            await self._host.answered()
            del self._alone[poll.source_id]

        async def write(ledger: Ledger) -> None:
            # As it stands now: somebody may have brought the turn forward, or removed the source, while it was fetched.
            current = await ledger.unit.sources.poll(poll.source_id)
            if current is None:
                return
            if isinstance(sight, Trouble):
                logger.warning("source %d cannot be read: %s", poll.source_id, sight.value)
                await ledger.trouble(current, sight)
            else:
                if sight.unreadable:
                    logger.warning("source %d: %d posts could not be read", poll.source_id, len(sight.unreadable))
                await ledger.page(current, sight)

        await self._write(write)

    async def _fill(self, gap: Gap) -> None:
        async with self._storage.reading() as unit:
            source = await unit.sources.get(gap.source_id)
        if source is None:
            return
        try:
            sight = await look(self._fetcher, self._base, source.username, gap.high)
        except NotFetched as error:
            await self._host.failed(error, lambda unit: self._ledger(unit).put_off(gap))
            return
        await self._host.answered()
        if isinstance(sight, Trouble):
            await self._write(lambda ledger: ledger.put_off(gap))
        else:
            await self._write(lambda ledger: ledger.filled(gap, sight))

    async def _write(self, act: Callable[[Ledger], Awaitable[None]]) -> None:
        await self._measure()
        await self._storage.transact(lambda unit: act(self._ledger(unit)))
        self._arrived()
        self._spoke()

    def _ledger(self, unit: Unit) -> Ledger:
        return Ledger(unit, self._clock.now(), self._budget, self._scale, self._history, self._named)

    async def _measure(self) -> None:
        """How the budget is shared at this hour; it changes slowly."""
        now = self._clock.now()
        if self._scale_until is not None and now < self._scale_until:
            return
        async with self._storage.reading() as unit:
            polls = await unit.sources.polls(RefKind.CHANNEL)
            if self._named_until is None or now >= self._named_until:
                self._named = await named_sources(unit)
                self._named_until = now + NAMED_LAST
        self._scale = self._budget.scale(
            [yield_of(state_of(poll, now).rhythm.rate(now), named=poll.source_id in self._named) for poll in polls]
        )
        self._scale_until = now + SCALE_LASTS

    async def _put_off(self, unit: Unit, source_id: int, *, ask_another: bool) -> None:
        """Another time; the turn of another channel, which tells whether it is the host that fails, may come now."""
        now = self._clock.now()
        poll = await unit.sources.poll(source_id)
        if poll is not None:
            await unit.sources.set_poll(replace(poll, due_at=now + HOST_PAUSE))
        if ask_another:
            polls = await unit.sources.polls(RefKind.CHANNEL)
            if other := next((one for one in polls if one.source_id != source_id), None):
                await unit.sources.bring_forward(other.source_id, now)
