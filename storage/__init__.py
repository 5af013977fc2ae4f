"""What Rasid asks of a database, as protocols, a file per noun; a backend is a folder beside them.

All instants are timezone-aware UTC datetimes. Everything that belongs together is written through `Storage.transact`:
the work it is given sees one `Unit`, and is on disk, all or nothing, when the call returns. Texts given to a backend
hold no NUL and no lone surrogate (`bot.ingest` sees to that).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Protocol, TypeVar

from storage.alerts import Alerts
from storage.archives import Archives
from storage.drafts import Drafts
from storage.inbox import DeadUpdate, Inbox, RawUpdate
from storage.outbox import Backlog, Outbox, Parked
from storage.posts import Posts
from storage.sources import Gap, Poll, Sources
from storage.subscribers import Subscribers
from storage.watches import Watches

__all__ = [
    "Alerts",
    "Archives",
    "Audit",
    "Backlog",
    "DeadUpdate",
    "Digests",
    "Drafts",
    "Gap",
    "Inbox",
    "Invites",
    "Meta",
    "Outbox",
    "Parked",
    "Poll",
    "Posts",
    "RawUpdate",
    "Sources",
    "Storage",
    "StorageError",
    "Subscribers",
    "Unit",
    "Watches",
]

T = TypeVar("T")


class StorageError(Exception):
    """The database cannot be used. `key` names the text that tells why and what to do; `values` fill it in."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(f"{key}: {values}")
        self.key = key
        self.values = values


class Digests(Protocol):
    """Which digests were built: one a subscriber, slot and local day."""

    async def open(self, subscriber_id: int, slot: str, local_day: date, at: datetime) -> int | None:
        """A new digest's id, or None when that day's is there already."""

    async def last_built(self, subscriber_id: int, slot: str) -> datetime | None:
        """When the newest digest of a slot was built; what came before is in it or an earlier one."""

    async def add_items(self, digest_id: int, post_ids: Sequence[int]) -> None:
        """What the digest showed, in its order; further calls go on after it."""


class Invites(Protocol):
    """One-time links: only the hash of the secret is stored."""

    async def add(self, digest: str, kind: str, by: int | None, at: datetime, expires_at: datetime) -> None:
        """A link made by an admin (None: by the program), good until `expires_at`. `digest`: the secret's hash."""

    async def use(self, digest: str, kind: str, by: int, at: datetime) -> int | bool | None:
        """Use an invite once: the inviter's id (or None), or False when it is unknown, used or out of date.

        `by` is the Telegram id of whoever opened it; forgetting them takes it away.
        """


class Audit(Protocol):
    """What admins did. No queries of other people, no texts."""

    async def record(self, at: datetime, actor_id: int | None, action: str, subject: str = "") -> None:
        """Keep that somebody (a subscriber's id; None: nobody in particular) did something to something."""

    async def latest(self, limit: int = 50) -> list[tuple[datetime, int | None, str, str]]:
        """(when, actor, action, subject), the newest first. Whoever was forgotten is None."""


class Meta(Protocol):
    """Single values: the bot's id, the engine version."""

    async def get(self, key: str) -> str | None:
        """The value, None when there is none."""

    async def set(self, key: str, value: str) -> None:
        """Store a value over the one there was."""


class Unit(Protocol):
    """All of the database within one transaction (or, from `Storage.reading`, one consistent view)."""

    @property
    def inbox(self) -> Inbox: ...
    @property
    def posts(self) -> Posts: ...
    @property
    def sources(self) -> Sources: ...
    @property
    def subscribers(self) -> Subscribers: ...
    @property
    def watches(self) -> Watches: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def alerts(self) -> Alerts: ...
    @property
    def archives(self) -> Archives: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def digests(self) -> Digests: ...
    @property
    def invites(self) -> Invites: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def meta(self) -> Meta: ...


class Storage(Protocol):
    """An opened database."""

    async def transact(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        """Run `work` within the writer's next batch and return its result once the batch is on disk.

        Raises what `work` raised (its writes alone are undone), or StorageError when nothing could be written.
        `work` must not call `transact` itself, and awaits nothing but its unit: everybody's writes wait for it.
        """

    def reading(self) -> AbstractAsyncContextManager[Unit]:
        """A read-only view that does not wait for the writer: what was committed when it was first asked.

        Writing to it raises StorageError.
        """

    async def check(self) -> list[str]:
        """Findings of an integrity check; empty when all is well."""

    async def compact(self) -> None:
        """After forgetting: let no trace of deleted rows stay in free pages or in the search index."""

    async def close(self) -> None:
        """Finish the batch under way and close. Idempotent."""
