"""Queries of subscribers, and what they caught."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.model import Hit, Watch, WatchMode


class Watches(Protocol):
    """Watches and their hits."""

    async def add(self, subscriber_id: int, text: str, canonical: str, engine_version: str, at: datetime) -> Watch:
        """Store a watch; the one of this subscriber that reads the same (`canonical`) is returned as it is.

        One that was deleted and could still be restored comes back instead, with this text.
        """

    async def get(self, watch_id: int) -> Watch | None:
        """A watch by its id; None for a deleted one."""

    async def of(self, subscriber_id: int) -> list[Watch]:
        """A subscriber's watches, oldest first."""

    async def find(self, subscriber_id: int, canonical: str) -> Watch | None:
        """The watch of this subscriber that reads the same."""

    async def count(self, subscriber_id: int) -> int:
        """How many watches a subscriber has."""

    async def all_live(self) -> list[Watch]:
        """Every watch that may fire: not paused, not disabled, whatever its subscriber's status."""

    async def live_with(self, part: str) -> list[Watch]:
        """Those of them in whose query this stands, whatever the case of its ASCII letters."""

    async def compiled(self, engine_version: str) -> Mapping[int, bytes]:
        """The compiled forms of live watches that this version of the engine made, by watch."""

    async def compile(self, watch_id: int, compiled: bytes, engine_version: str) -> None:
        """Store what a version of the engine made of the watch's query."""

    async def set_mode(self, watch_id: int, mode: WatchMode) -> None:
        """What the watch does from now on when it fires."""

    async def mute(self, watch_id: int, until: datetime | None) -> None:
        """No alert from it before this instant; None: at once again. It stays in digests."""

    async def set_urgent(self, watch_id: int, urgent: bool) -> None:
        """Whether its alerts come in quiet hours too."""

    async def rewrite(self, watch_id: int, text: str, canonical: str, engine_version: str) -> bool:
        """Give a watch another query, and let a disabled one alert again.

        False, and nothing changed, when its owner has one that reads the same.
        """

    async def bury(self, watch_id: int, at: datetime) -> None:
        """Delete a watch for everybody but `restore`: it is not found and does not fire. Its hits stay till `purge`."""

    async def restore(self, watch_id: int, subscriber_id: int) -> Watch | None:
        """Bring a buried watch of this subscriber back; None when it is not buried, gone, or another's."""

    async def purge(self, before: datetime) -> int:
        """Delete for good what was buried before an instant, hits and all; return how many."""

    async def record_hits(self, hits: Sequence[Hit]) -> set[int]:
        """Remember which watches fired on a post; return those that had not fired on it before, in any version.

        Left out are those that are gone or buried, as a watch may be deleted while a post is being matched, and those
        whose owner has stopped the bot.
        """

    async def renew_hit(self, hit: Hit) -> None:
        """A watch that had fired on a post before satisfies this version of it as well, there. `at` stays as it was."""

    async def hits_on(self, post_id: int, subscriber_id: int | None = None) -> list[Hit]:
        """What fired on a post: all of it, or one subscriber's, by watch."""

    async def last_hit(self, watch_id: int) -> Hit | None:
        """The hit on the newest post that a watch fired on, None when there is none."""

    async def hits_of(self, subscriber_id: int, since: datetime, until: datetime) -> list[Hit]:
        """Hits of one subscriber with since <= at < until, oldest first."""
