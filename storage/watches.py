"""Queries of subscribers, and what they caught."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.model import Hit, Watch, WatchMode


class Watches(Protocol):
    """Watches and their hits."""

    async def add(self, subscriber_id: int, text: str, canonical: str, engine_version: str, at: datetime) -> Watch:
        """Store a watch; the one of this subscriber that reads the same (`canonical`) is returned as it is."""

    async def get(self, watch_id: int) -> Watch | None:
        """A watch by its id."""

    async def of(self, subscriber_id: int) -> list[Watch]:
        """A subscriber's watches, oldest first."""

    async def find(self, subscriber_id: int, canonical: str) -> Watch | None:
        """The watch of this subscriber that reads the same."""

    async def count(self, subscriber_id: int) -> int:
        """How many watches a subscriber has."""

    async def all_live(self) -> list[Watch]:
        """Every watch that may fire: not paused, not disabled, whatever its subscriber's status."""

    async def set_mode(self, watch_id: int, mode: WatchMode) -> None:
        """What the watch does from now on when it fires."""

    async def remove(self, watch_id: int) -> None:
        """Delete a watch and its hits."""

    async def record_hit(self, hit: Hit) -> bool:
        """Remember that a watch fired on a post; False when it had already fired on it, in any version.

        False also when the watch is gone: it may be deleted while a post is being matched.
        """

    async def hits_on(self, post_id: int, subscriber_id: int | None = None) -> list[Hit]:
        """What fired on a post: all of it, or one subscriber's, by watch."""

    async def hits_of(self, subscriber_id: int, since: datetime, until: datetime) -> list[Hit]:
        """Hits of one subscriber with since <= at < until, oldest first."""
