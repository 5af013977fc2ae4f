"""What the owners are told when updates cannot come in: at once, and past the outbox, which may be what is full."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.clock import Clock
from bot.deliver.render import reply, speak
from bot.model import Outgoing, Role
from storage import Storage, StorageError

logger = logging.getLogger(__name__)

# A trouble that comes and goes is not told each time.
AGAIN_AFTER = timedelta(hours=6)
_NOT_STORED = "updates-not-stored"


class Notices:
    """Tells each trouble once while it lasts, and the end of it where something has waited meanwhile."""

    def __init__(self, storage: Storage, clock: Clock, say: Callable[[Sequence[Outgoing]], None]) -> None:
        """`say` sends messages as they are, without storing them first."""
        self._storage = storage
        self._clock = clock
        self._say = say
        self._told: dict[str, timedelta] = {}
        self._refused = False

    async def tell(self, trouble: str, cause: StorageError | None = None) -> None:
        """Tell the owners of a trouble, which is the key of its text; `cause` says more in their language."""
        elapsed = self._clock.elapsed()
        told = self._told.get(trouble)
        if told is None or elapsed - told >= AGAIN_AFTER:
            self._told[trouble] = elapsed
            await self._tell(trouble, cause)

    async def not_stored(self, error: StorageError) -> None:
        """Updates could not be stored. They stay with Telegram meanwhile."""
        self._refused = True
        await self.tell(_NOT_STORED, error)

    async def stored(self) -> None:
        """Updates were stored; what could not be is over, and worth a word if it was told."""
        if self._refused and _NOT_STORED in self._told:
            await self._tell("updates-stored-again")
        self._refused = False

    async def _tell(self, key: str, cause: StorageError | None = None) -> None:
        try:
            async with self._storage.reading() as unit:
                owners = await unit.subscribers.with_role(Role.OWNER)
        except StorageError as error:
            logger.error("the owners cannot be told of %s: %s", key, error.key)
            return
        for owner in owners:
            say = speak(owner)
            values = {"reason": say.line(cause.key, **cause.values)} if cause else {}
            self._say([reply(owner, say.say(key, **values))])
