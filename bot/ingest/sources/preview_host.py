"""The one host of all previews: whether it answers, told once for all channels; and for how long it is left alone."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.ingest.sources.fetch import Fetcher
from bot.ingest.sources.telling import tell_admins
from bot.ingest.sources.trouble import NotFetched
from storage import Storage, Unit

logger = logging.getLogger(__name__)

TROUBLE_AFTER = timedelta(minutes=10)
# A try that comes sooner than this many seconds tells more than the time that has passed.
SOON = 60.0
_TOLD, _RESTS_UNTIL = "preview_host_trouble", "preview_host_rests_until"


async def nothing_since(unit: Unit) -> datetime | None:
    """Since when (UTC) the host gives nothing, once that is certain; None when it answers."""
    since = await unit.meta.get(_TOLD)
    return datetime.fromisoformat(since) if since else None


class PreviewHost:
    """How the host of the previews stands. What it asked for, and what the admins know, outlives the process."""

    def __init__(
        self, storage: Storage, fetcher: Fetcher, clock: Clock, *, base: str, spoke: Callable[[], None]
    ) -> None:
        """`base`: the root of the preview's addresses. `spoke` is called when there is something in the outbox."""
        self._storage = storage
        self._fetcher = fetcher
        self._clock = clock
        self._base = base
        self._spoke = spoke
        self._failing_since: datetime | None = None
        self._told = False
        self._recalled = False

    @property
    def is_well(self) -> bool:
        """The last request was answered, or there was none yet."""
        return self._failing_since is None

    async def wait(self) -> float:
        """Seconds until the host may be asked, or until it has to be told that it gives nothing."""
        if not self._recalled:
            await self._recall()
        rest, now = self._fetcher.wait_for(self._base), self._clock.now()
        if self._failing_since is None or self._told or rest <= SOON:
            return rest
        untold = (self._failing_since + TROUBLE_AFTER - now).total_seconds()
        if untold > 0:
            return min(rest, untold)
        await self._tell_trouble(now)
        return rest

    async def failed(self, error: NotFetched, put_off: Callable[[Unit], Awaitable[None]]) -> None:
        """It gave no answer; `put_off` writes down what was to be asked, for another time."""
        now = self._clock.now()
        self._failing_since = self._failing_since or now
        logger.warning("previews cannot be fetched: %s", error.reason)
        rests_until = now + timedelta(seconds=self._fetcher.wait_for(self._base))

        async def write(unit: Unit) -> None:
            await put_off(unit)
            await unit.meta.set(_RESTS_UNTIL, rests_until.isoformat())

        await self._storage.transact(write)
        if now - self._failing_since >= TROUBLE_AFTER and not self._told:
            await self._tell_trouble(now)

    async def answered(self) -> None:
        """It gave an answer."""
        self._failing_since = None
        if not self._told:
            return
        now = self._clock.now()

        async def tell(unit: Unit) -> None:
            await unit.meta.set(_TOLD, "")
            await tell_admins(unit, "preview-host-back", now, "source-host-back")

        await self._storage.transact(tell)
        self._told = False
        self._spoke()

    async def _tell_trouble(self, now: datetime) -> None:
        lasting = (now - (self._failing_since or now)).total_seconds()

        async def tell(unit: Unit) -> None:
            await unit.meta.set(_TOLD, (self._failing_since or now).isoformat())
            await tell_admins(unit, "preview-host", now, "source-host-trouble", lasting=lasting)

        await self._storage.transact(tell)
        self._told = True
        self._spoke()

    async def _recall(self) -> None:
        """What an earlier process knew."""
        async with self._storage.reading() as unit:
            told, rests_until = await unit.meta.get(_TOLD), await unit.meta.get(_RESTS_UNTIL)
        self._told = bool(told)
        if rests_until:
            self._fetcher.rest(self._base, datetime.fromisoformat(rests_until))
        self._recalled = True
