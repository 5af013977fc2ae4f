"""Where posts come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model import Mode, RefKind, Source, SourceStatus


@dataclass(frozen=True, slots=True)
class Poll:
    """How the polling of a source stands. `cursor` and `state` are the poller's own; an empty cursor: never succeeded.

    `failures` counts those since the last success; `failure` is what is wrong now, empty when all is well.
    """

    source_id: int
    due_at: datetime
    cursor: str = ""
    state: str = "{}"
    last_success_at: datetime | None = None
    failures: int = 0
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Posts of a source that are still to be fetched: message ids above `low` and below `high`, the highest first.

    `wanted` is how many more at most, None for all; `mode` is how they come in.
    """

    id: int
    source_id: int
    low: int
    high: int
    mode: Mode
    wanted: int | None
    due_at: datetime


class Sources(Protocol):
    """Channels, groups and feeds, each known by its kind and key."""

    async def find(self, kind: RefKind, key: str) -> Source | None:
        """The source that posts with this `PostRef.kind` and `.source_key` come from.

        A group that became a supergroup is found by the key it had before as well.
        """

    async def get(self, source_id: int) -> Source | None:
        """A source by its id."""

    async def by_chat(self, chat_id: int) -> Source | None:
        """The source that is this chat of the Bot API."""

    async def save(self, source: Source, at: datetime) -> Source:
        """Insert by (kind, key), or update title, username, chat, status, added_by; return it with its id.

        Its tags are replaced when `source` has any, and kept when it has none.
        """

    async def set_status(self, source_id: int, status: SourceStatus, by: int | None) -> None:
        """Change the status; `by`, the admin who decided, is kept as `added_by` when given."""

    async def seen(self, source_id: int, at: datetime) -> None:
        """A post arrived from it."""

    async def all(self) -> list[Source]:
        """Every source, in the order they became known."""

    async def remove(self, source_id: int) -> None:
        """Forget a source that turned out to be none; posts that came from it stay."""

    async def identify(self, source_id: int, key: str) -> Source:
        """The key of a source became known; the names of its posts follow. Return the source that has the key.

        When another one has it already, the two become that one, which keeps its own polling if it has any.
        Raises LookupError when there is no such source.
        """

    async def poll(self, source_id: int) -> Poll | None:
        """How the polling of a source stands; None when it is not polled."""

    async def polls(self, kind: RefKind) -> list[Poll]:
        """Every source of a kind that is polled, the most urgent first."""

    async def first_poll(self, kind: RefKind) -> Poll | None:
        """The source of a kind whose turn comes first, past instants included."""

    async def set_poll(self, poll: Poll) -> None:
        """Poll a source, or keep how that went."""

    async def stop_poll(self, source_id: int) -> None:
        """Poll a source no more, and fetch nothing that is missing. What is known of it stays for another start."""

    async def bring_forward(self, source_id: int, at: datetime) -> None:
        """Poll a source at this instant already if it is polled at all: something is known to be there."""

    async def follow_clock(self, now: datetime) -> int:
        """The clock may have been set back: no turn lies further ahead than it did when it was named.

        A last success later than `now` tells so, and by how much. Return how many sources it concerned.
        """

    async def add_gap(self, gap: Gap) -> Gap:
        """Posts are missing and shall be fetched; `gap.id` is given."""

    async def first_gap(self, kind: RefKind) -> Gap | None:
        """The gap of a kind of sources whose turn comes first, past instants included."""

    async def set_gap(self, gap: Gap) -> None:
        """What is left of a gap, and when to go on."""

    async def close_gap(self, gap_id: int) -> None:
        """Nothing is missing there any more."""
