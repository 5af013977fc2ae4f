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


class Inbox(Protocol):
    """Raw updates and what became of them. Nothing but `prune`, `drop_waiting` and forgetting deletes a row."""

    async def add(self, updates: Sequence[RawUpdate], received_at: datetime) -> int:
        """Store updates not yet known by their id; return how many were new.

        The offset moves above the highest of them, never back.
        """

    async def add_polled(self, lane: str, bodies: Sequence[bytes], received_at: datetime) -> None:
        """Store what was fetched rather than sent by Telegram: it has no update id, and the offset stays."""

    async def offset(self) -> int | None:
        """The next `getUpdates` offset: one above the last update stored, or None before the first."""

    async def set_offset(self, offset: int) -> None:
        """Ask from this update on.

        An offset below the present one means that Telegram numbers its updates anew, as it may after a week of silence
        (https://core.telegram.org/bots/api#update): ids seen before are new ones from then on.
        """

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

    async def counts(self) -> Mapping[InboxState, int]:
        """How many rows stand where; every state has its count."""

    async def next_retry(self, now: datetime) -> datetime | None:
        """The earliest retry time of a pending row that lies after `now`."""

    async def prune(self, before: datetime) -> int:
        """Delete rows done before an instant; return how many."""
