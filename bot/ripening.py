"""What waits until its parts have come, albums and pastes: each is taken in a transaction of its own.

One that cannot be taken is laid aside in the inbox, which tries it again and then keeps it for a person to decide
(`bot.ingest.lanes`, `bot.ops.health`). Nobody waits for it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Final

from bot.clock import Clock
from bot.ingest.decode import UnreadableUpdate
from bot.ingest.lanes import TakePolled
from bot.model import Outgoing
from bot.watches import LiveWatches
from bot.work import Work
from storage import Storage, StorageError, Unit

logger = logging.getLogger(__name__)

ALBUM_LANES: Final = "album"
PASTE_LANES: Final = "paste"
STORAGE_PAUSE: Final = 1.0
LONGEST: Final = timedelta(minutes=2)  # longer than any album or paste waits, unless the clock is set back

Take = Callable[[Unit, int], Awaitable[Sequence[Outgoing]]]


class Ripening:
    """Looks at what waits, and takes it when its time has come."""

    def __init__(
        self,
        storage: Storage,
        live: LiveWatches,
        clock: Clock,
        *,
        match: Take,
        offer: Take,
        say: Callable[[Sequence[Outgoing]], None],
        laid_aside: Callable[[], None],
    ) -> None:
        """`match` takes a post and `offer` a paste, by their ids; `say` is given their answers after the commit.

        `laid_aside` is called when there is something new in the inbox.
        """
        self._storage = storage
        self._live = live
        self._clock = clock
        self._takes: Mapping[str, Take] = {ALBUM_LANES: match, PASTE_LANES: offer}
        self._say = say
        self._laid_aside = laid_aside
        self._changed = asyncio.Event()

    def wake(self) -> None:
        """Something may have begun to wait, or watches may have become ready."""
        self._changed.set()

    def readers(self) -> Mapping[str, TakePolled]:
        """Who reads what was laid aside, by the word before the colon of its inbox lane."""
        return {word: partial(_take_again, take) for word, take in self._takes.items()}

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self._changed.clear()
            try:
                wait = await self._seconds_to_next()
                if wait is None or 0 < wait <= LONGEST.total_seconds():
                    await self._clock.wait(self._changed, wait)
                else:
                    await self._take_ripe()
            except StorageError as error:
                logger.error("albums and pastes could not be taken: %s", error)
                await self._clock.sleep(STORAGE_PAUSE)

    async def _seconds_to_next(self) -> float | None:
        async with self._storage.reading() as unit:
            instants = [await unit.drafts.next_ready()]
            if self._live.is_whole:
                instants.append(await unit.posts.next_match_due())
        due = min((at for at in instants if at is not None), default=None)
        return None if due is None else max((due - self._clock.now()).total_seconds(), 0.0)

    async def _take_ripe(self) -> None:
        now = self._clock.now()

        async def ripe(unit: Unit) -> list[tuple[str, int]]:
            await unit.posts.hasten(now, LONGEST)
            await unit.drafts.hasten(now, LONGEST)
            posts = await unit.posts.due_for_matching(now) if self._live.is_whole else []
            pastes = await unit.drafts.ready(now)
            return [*((ALBUM_LANES, post_id) for post_id in posts), *((PASTE_LANES, paste.id) for paste in pastes)]

        for word, number in await self._storage.transact(ripe):
            await self._take(word, number)

    async def _take(self, word: str, number: int) -> None:
        """Take one. Raises StorageError: that is nobody's mistake, and it waits until it works."""
        try:
            said = await self._storage.transact(lambda unit: self._takes[word](unit, number))
        except StorageError:
            raise
        except Exception as error:  # whatever is wrong with one must not stop the others
            logger.error("%s %d is laid aside: %s", word, number, type(error).__name__)
            await self._storage.transact(lambda unit: self._lay_aside(unit, word, number))
            self._laid_aside()
        else:
            self._say(said)

    async def _lay_aside(self, unit: Unit, word: str, number: int) -> None:
        if word == ALBUM_LANES:
            await unit.posts.set_match_due(number, None)
        elif (paste := await unit.drafts.get(number)) is not None:
            await unit.drafts.extend(number, paste.text, None)
        await unit.inbox.add_polled(f"{word}:{number}", [b"%d" % number], self._clock.now())


def _take_again(take: Take, body: bytes, work: Work) -> None:
    if not body.isdigit():
        raise UnreadableUpdate("not a number")
    work.do(lambda unit: take(unit, int(body)))
