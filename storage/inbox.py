"""Raw updates, on disk before they are acknowledged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model import InboxRow, InboxState


@dataclass(frozen=True, slots=True)
class RawUpdate:
    """One update as Telegram gave it, before anybody read it. `lane` keeps its order: the chat it happened in."""

    update_id: int
    lane: str
    body: bytes


@dataclass(frozen=True, slots=True)
class DeadUpdate:
    """An update that was given up. `error` is why, without anybody's words."""

    id: int
    error: str
    received_at: datetime


class Inbox(Protocol):
    """Raw updates and what became of them. Nothing but `prune`, `drop_waiting` and forgetting deletes a row."""

    async def add(self, updates: Sequence[RawUpdate], received_at: datetime) -> int:
        """Store updates that are not there yet; return how many were new.

        An update is known by its id and its bytes. Telegram may number its updates anew after a week of silence
        (https://core.telegram.org/bots/api#update): another update of a known id begins a new numbering.
        """

    async def add_polled(self, lane: str, bodies: Sequence[bytes], received_at: datetime) -> None:
        """Store what was fetched or laid aside, not sent by Telegram: it has no update id, and the offset stays."""

    async def offset(self, since: datetime) -> int | None:
        """The next `getUpdates` offset, if it was set at `since` or later; else None."""

    async def set_offset(self, offset: int, at: datetime) -> None:
        """Ask from this update on, and thereby tell Telegram to forget those below it."""

    async def pending(self, now: datetime, *, after: int = 0, limit: int = 500) -> list[InboxRow]:
        """Rows to handle whose retry time has come, with ids above `after`, in order of arrival."""

    async def get(self, row_id: int) -> InboxRow | None:
        """A row in whatever state; None when it was deleted."""

    async def done(self, row_id: int, at: datetime) -> bool:
        """A row is carried out; False when it was so already (then what was written with it must be undone).

        True also for a row that is gone: an update may ask to forget the very person who sent it.
        """

    async def failed(self, row_id: int, error: str, retry_at: datetime | None) -> None:
        """Count a failure; handle again at `retry_at`, or rest as DEAD when it is None. A row that is done stays so."""

    async def wait(self, row_id: int) -> None:
        """Lay a row aside until its chat is accepted (`release`) or refused (`drop_waiting`). Not one that is done."""

    async def release(self, lane: str) -> int:
        """Handle the waiting rows of a lane now; return how many."""

    async def drop_waiting(self, lane: str, *, before: datetime | None = None) -> int:
        """Delete waiting rows of a lane (all lanes when empty), only those received before an instant if given."""

    async def retry_dead(self, row_id: int | None = None) -> int:
        """Handle a dead row (all of them when None) as if it had never failed; return how many."""

    async def recover(self) -> int:
        """At start-up: rows that were to be tried again later are tried now. Return how many.

        The instants they were given may lie far ahead if the clock has been set back since.
        """

    async def dead(self, limit: int) -> list[DeadUpdate]:
        """The dead rows, the oldest first."""

    async def give_up_dead(self, row_id: int | None, at: datetime) -> int:
        """A dead row (all of them when None) is done with, as it is; return how many."""

    async def oldest_pending(self) -> datetime | None:
        """When the first of the pending rows was received; None when there are none."""

    async def counts(self) -> Mapping[InboxState, int]:
        """How many rows stand where; every state has its count."""

    async def next_retry(self, now: datetime) -> datetime | None:
        """The earliest retry time of a pending row that lies after `now`."""

    async def prune(self, before: datetime) -> int:
        """Delete rows done before an instant; return how many."""
