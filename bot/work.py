"""What one update wants done: writes in one transaction, replies after it.

A handler reads the update and records steps here; the inbox worker (`bot.ingest.lanes`) commits them together with
the update's own "done", and only then lets the replies go. A handler that fails leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from bot.clock import Clock
from bot.config import Settings
from bot.model import Outgoing
from bot.quotas import Quotas
from bot.watches import LiveWatches
from storage import Storage, Unit

Step = Callable[[Unit], Awaitable[Iterable[Outgoing] | None]]


@dataclass(frozen=True, slots=True)
class Desk:
    """What handlers need to do their work; put together in `bot.app`."""

    settings: Settings
    clock: Clock
    storage: Storage
    live: LiveWatches
    quotas: Quotas
    bot_id: int
    bot_username: str
    chat_root: str
    compact_soon: Callable[[], None]
    inbox_changed: Callable[[], None]
    admins_changed: Callable[[], None]
    polls_changed: Callable[[], None]
    archives_changed: Callable[[], None]
    missed: Callable[[datetime | None], bool]

    def link(self, payload: str) -> str:
        """A deep link that opens the bot with `/start payload` (https://core.telegram.org/bots/features#deep-linking)."""
        return f"{self.chat_root}/{self.bot_username}?start={payload}"


@dataclass(slots=True)
class Work:
    """The unit of work of one update."""

    steps: list[Step] = field(default_factory=list)
    replies: list[Outgoing] = field(default_factory=list)
    afterwards: list[Callable[[], None]] = field(default_factory=list)
    failure: BaseException | None = None
    put_off: bool = False

    def do(self, step: Step) -> None:
        """Run `step` in the transaction; what it returns is said after the commit."""
        self.steps.append(step)

    def reply(self, message: Outgoing) -> None:
        """Say this after the commit."""
        self.replies.append(message)

    def after(self, act: Callable[[], None]) -> None:
        """Do this once the transaction is on disk: what is kept in memory follows what is stored."""
        self.afterwards.append(act)

    def wait(self) -> None:
        """Lay the update aside: its chat is not accepted yet."""
        self.put_off = True

    async def write(self, unit: Unit) -> list[Outgoing]:
        """Run all steps; return everything to be said. Called by the inbox worker, inside its transaction."""
        said = list(self.replies)
        for step in self.steps:
            said.extend(await step(unit) or ())
        return said


current_work: ContextVar[Work] = ContextVar("current_work")
