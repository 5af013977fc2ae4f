"""What people have begun and not finished."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from bot.model import Draft, DraftKind


class Drafts(Protocol):
    """Half-finished conversations, so that a restart does not lose what somebody typed."""

    async def add(
        self,
        subscriber_id: int,
        kind: DraftKind,
        text: str,
        at: datetime,
        *,
        watch_id: int | None = None,
        ready_at: datetime | None = None,
    ) -> Draft:
        """Store a new one. It goes with its subscriber, and with the watch it shall replace."""

    async def get(self, draft_id: int) -> Draft | None:
        """A draft by its id."""

    async def arriving(self, subscriber_id: int) -> Draft | None:
        """The paste of this person whose parts are still arriving."""

    async def extend(self, draft_id: int, text: str, ready_at: datetime | None) -> None:
        """Another text in its place, whole at `ready_at` (None: it is)."""

    async def ready(self, now: datetime) -> list[Draft]:
        """Pastes that are whole by now and not offered yet, the longest waiting first."""

    async def next_ready(self) -> datetime | None:
        """When the next paste will be whole, past instants included; None when none is arriving."""

    async def hasten(self, now: datetime, longest: timedelta) -> None:
        """Whole now is what would have to wait for longer: the clock has been set back since its instant was named."""

    async def remove(self, draft_id: int) -> None:
        """It was carried out, or given up."""

    async def prune(self, before: datetime) -> int:
        """Delete drafts begun before an instant; return how many."""
