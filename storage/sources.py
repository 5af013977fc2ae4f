"""Where posts come from."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.model import RefKind, Source, SourceStatus


class Sources(Protocol):
    """Channels, groups and feeds, each known by its kind and key."""

    async def find(self, kind: RefKind, key: str) -> Source | None:
        """The source that posts with this `PostRef.kind` and `.source_key` come from."""

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
