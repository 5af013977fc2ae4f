"""A message that says how far something long is: it is edited as it goes on, and goes when there is an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bot.clock import Clock
from bot.locale import Texts
from bot.model import Operation, Outgoing, Subscriber
from storage import Storage, Unit

EVERY: Final = 5.0  # seconds between two edits: what is done sooner needs no such message
_CELLS: Final = 10


class Progress:
    """How far one thing is, for one person. `key` names it in the outbox; a restart goes on with the same message."""

    def __init__(self, storage: Storage, clock: Clock, person: Subscriber, key: str, spoke: Callable[[], None]) -> None:
        """`spoke` is called when there is something in the outbox."""
        self._storage = storage
        self._clock = clock
        self._person = person
        self._key = key
        self._spoke = spoke
        self._percent = 0
        self._text = ""

    def is_at(self, percent: int, text: str) -> None:
        """So many percent are done, and this is what to say of it (Telegram HTML)."""
        self._percent, self._text = percent, text

    async def keep_telling(self) -> None:
        """Tell again and again, until cancelled. Raises StorageError."""
        while True:
            await self._clock.sleep(EVERY)
            if self._text:
                await self._storage.transact(self._tell)
                self._spoke()

    async def end(self, unit: Unit) -> None:
        """There is an answer: what has not been sent is not sent any more, and the message goes."""
        await unit.outbox.withdraw(self._key)
        message_id = await unit.outbox.sent_as(self._first)
        if message_id is not None:
            await unit.outbox.queue(
                self._message(Operation.DELETE, "gone", message_id), self._person.id, self._clock.now()
            )

    @property
    def _first(self) -> str:
        return f"{self._key}:first"

    async def _tell(self, unit: Unit) -> None:
        message_id = await unit.outbox.sent_as(self._first)
        if message_id is None:
            message = self._message(Operation.SEND, "first")
        else:
            message = self._message(Operation.EDIT, str(self._percent), message_id)
        await unit.outbox.queue(message, self._person.id, self._clock.now())

    def _message(self, operation: Operation, what: str, message_id: int | None = None) -> Outgoing:
        return Outgoing(
            operation,
            self._person.chat_id,
            text=self._text,
            message_id=message_id,
            thread_id=self._person.thread_id,
            silent=True,
            dedupe=f"{self._key}:{what}",
        )


def bar(percent: int, say: Texts) -> str:
    """Ten cells, filled in the direction that the language is read in."""
    full = min(max(percent, 0) * _CELLS // 100, _CELLS)
    return say.mark + "▓" * full + "░" * (_CELLS - full)
