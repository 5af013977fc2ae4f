"""What Rasid asks of a database, as protocols; a backend is a folder beside this file.

All instants are timezone-aware UTC datetimes. Everything that belongs together is written through `Storage.transact`:
the work it is given sees one `Unit`, and is on disk, all or nothing, when the call returns. Texts given to a backend
hold no NUL and no lone surrogate (`bot.ingest` sees to that).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Protocol, TypeVar

from bot.model import (
    Alert,
    AwaitedAnswer,
    Hit,
    InboxRow,
    InboxState,
    OutboxRow,
    OutboxState,
    Outgoing,
    Post,
    PostRef,
    RefKind,
    Role,
    Source,
    SourceStatus,
    Status,
    Subscriber,
    Watch,
    WatchMode,
)

__all__ = ["AwaitedAnswer"]  # also known by this name; everything else here is defined here

T = TypeVar("T")


class StorageError(Exception):
    """The database cannot be used. `key` names the text that tells why and what to do; `values` fill it in."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(f"{key}: {values}")
        self.key = key
        self.values = values


@dataclass(frozen=True, slots=True)
class RawUpdate:
    """One update as Telegram gave it, before anybody read it. `lane` keeps its order: the chat it happened in."""

    update_id: int
    lane: str
    body: bytes


class Inbox(Protocol):
    """Raw updates, on disk before they are acknowledged."""

    async def add(self, updates: Sequence[RawUpdate], received_at: datetime) -> int:
        """Store updates not yet known by their id; return how many were new."""

    async def offset(self) -> int | None:
        """The next `getUpdates` offset: one above the last update stored, or None before the first."""

    async def set_offset(self, offset: int) -> None: ...

    async def pending(self, now: datetime, *, after: int = 0, limit: int = 500) -> list[InboxRow]:
        """Rows to handle whose retry time has come, with ids above `after`, in order of arrival."""

    async def get(self, row_id: int) -> InboxRow | None: ...

    async def done(self, row_id: int, at: datetime) -> bool:
        """A row is carried out; False when it was so already (then what was written with it must be undone)."""

    async def failed(self, row_id: int, error: str, retry_at: datetime | None) -> None:
        """Count a failure; handle again at `retry_at`, or rest as DEAD when it is None."""

    async def wait(self, row_id: int) -> None:
        """Lay a row aside until its chat is accepted (`release`) or refused (`drop_waiting`)."""

    async def release(self, lane: str) -> int: ...

    async def drop_waiting(self, lane: str, *, before: datetime | None = None) -> int:
        """Delete waiting rows of a lane (all lanes when empty), only those received before an instant if given."""

    async def retry_dead(self, row_id: int | None = None) -> int: ...

    async def counts(self) -> Mapping[InboxState, int]: ...

    async def next_retry(self, now: datetime) -> datetime | None:
        """The earliest retry time of a pending row that lies after `now`."""

    async def prune(self, before: datetime) -> int:
        """Delete rows done before an instant."""


class Posts(Protocol):
    """Posts with their names, versions and viewers, and the search index over their keys."""

    async def find(self, refs: Iterable[PostRef]) -> Post | None:
        """The post that has any of these names."""

    async def find_album(self, kind: RefKind, source_key: str, album: str) -> Post | None: ...

    async def get(self, post_id: int) -> Post | None: ...

    async def add(self, post: Post, *, source_id: int | None = None) -> Post:
        """Store a new post with all its refs; return it with its id. It is its own story."""

    async def add_refs(self, post_id: int, refs: Iterable[PostRef]) -> None: ...

    async def revise(self, post: Post, at: datetime) -> Post:
        """Make `post.text`, `.media`, `.links`, `.edited_at` the current version; the old one is kept. Return it."""

    async def amend(self, post: Post) -> None:
        """Complete the current version in place (text, media, links): an album whose items are still arriving."""

    async def versions(self, post_id: int) -> list[tuple[int, str, datetime]]:
        """Earlier versions as (version, text, when it was replaced), oldest first."""

    async def publish(self, post_id: int, mode: str, source_id: int | None) -> None:
        """A private post has come from an accepted source: everybody may see it."""

    async def add_viewer(self, post_id: int, subscriber_id: int, at: datetime) -> datetime | None:
        """Let a person see a private post; return since when they already could, None when that is new."""

    async def viewers(self, post_id: int) -> set[int]: ...

    async def story_of(self, post_id: int) -> int: ...

    async def set_match_due(self, post_id: int, at: datetime | None) -> None:
        """Match this post later (an album is still arriving), or no more."""

    async def due_for_matching(self, now: datetime) -> list[Post]: ...

    async def is_match_due(self, post_id: int) -> bool:
        """Whether a post waits to be matched."""

    async def next_match_due(self) -> datetime | None: ...

    async def await_answer(self, post_id: int, answer: AwaitedAnswer) -> None:
        """Remember whom to answer once the post is matched; a second call for one person changes nothing."""

    async def take_answers(self, post_id: int) -> list[AwaitedAnswer]: ...

    async def index(self, post_id: int, keys: frozenset[str]) -> None:
        """Make the post findable by these keys and no others."""

    async def candidates(
        self,
        needs: Sequence[frozenset[str]],
        *,
        viewer: int | None,
        before_id: int | None = None,
        since: datetime | None = None,
        limit: int = 200,
    ) -> list[Post]:
        """Posts that have a key of every set in `needs` (all posts when it is empty), newest first.

        With a viewer: public posts and those this subscriber may see; with None: public posts only.
        """

    async def count(self) -> int: ...


class Sources(Protocol):
    """Where posts come from."""

    async def find(self, kind: RefKind, key: str) -> Source | None: ...

    async def get(self, source_id: int) -> Source | None: ...

    async def by_chat(self, chat_id: int) -> Source | None: ...

    async def save(self, source: Source, at: datetime) -> Source:
        """Insert by (kind, key), or update title, username, chat, status, added_by; return it with its id."""

    async def set_status(self, source_id: int, status: SourceStatus, by: int | None) -> None: ...

    async def seen(self, source_id: int, at: datetime) -> None:
        """A post arrived from it."""

    async def all(self) -> list[Source]: ...


class Subscribers(Protocol):
    """People and groups, and what they chose."""

    async def get(self, subscriber_id: int) -> Subscriber | None: ...

    async def by_chat(self, chat_id: int) -> Subscriber | None: ...

    async def add(self, subscriber: Subscriber, at: datetime) -> Subscriber:
        """Store a new subscriber (`id` is ignored); return it with its id. An existing chat's is returned as it is."""

    async def set_name(self, subscriber_id: int, name: str) -> None: ...

    async def set_language(self, subscriber_id: int, language: str) -> None: ...

    async def set_status(self, subscriber_id: int, status: Status) -> None: ...

    async def set_role(self, subscriber_id: int, role: Role) -> None: ...

    async def set_digest(self, subscriber_id: int, at: time | None, due: datetime | None) -> None:
        """Local time of the digest and the next instant it is due; None and None: off."""

    async def set_digest_due(self, subscriber_id: int, due: datetime | None) -> None: ...

    async def digests_due(self, now: datetime) -> list[tuple[Subscriber, datetime]]:
        """Active subscribers whose digest is due, with the due instant, oldest first."""

    async def with_role(self, *roles: Role) -> list[Subscriber]: ...

    async def migrate_chat(self, old_chat_id: int, new_chat_id: int) -> None:
        """A group became a supergroup: follow it everywhere the chat is named."""

    async def forget(self, subscriber_id: int) -> None:
        """Delete the subscriber and all that is theirs alone: watches, hits, alerts, digests, private posts, inbox."""


class Watches(Protocol):
    """Queries of subscribers, and what they caught."""

    async def add(self, subscriber_id: int, text: str, canonical: str, engine_version: str, at: datetime) -> Watch: ...

    async def get(self, watch_id: int) -> Watch | None: ...

    async def of(self, subscriber_id: int) -> list[Watch]:
        """A subscriber's watches, oldest first."""

    async def find(self, subscriber_id: int, canonical: str) -> Watch | None:
        """The watch of this subscriber that reads the same."""

    async def count(self, subscriber_id: int) -> int: ...

    async def all_live(self) -> list[Watch]:
        """Every watch that may fire: not paused, not disabled, whatever its subscriber's status."""

    async def set_mode(self, watch_id: int, mode: WatchMode) -> None: ...

    async def remove(self, watch_id: int) -> None: ...

    async def record_hit(self, hit: Hit) -> bool:
        """Remember that a watch fired on a post; False when it had already fired on it, in any version."""

    async def hits_on(self, post_id: int, subscriber_id: int | None = None) -> list[Hit]: ...

    async def hits_of(self, subscriber_id: int, since: datetime, until: datetime) -> list[Hit]:
        """Hits of one subscriber with since <= at < until, oldest first."""


class Alerts(Protocol):
    """What was told to whom: one row per subscriber, story, kind and n."""

    async def open(
        self,
        subscriber_id: int,
        story_id: int,
        post_id: int,
        chat_id: int,
        at: datetime,
        *,
        kind: str = "story",
        n: int = 1,
    ) -> Alert | None:
        """A new alert, or None when there is one already."""

    async def find(self, subscriber_id: int, story_id: int, *, kind: str = "story", n: int = 1) -> Alert | None: ...

    async def get(self, alert_id: int) -> Alert | None: ...

    async def bump(self, alert_id: int) -> int:
        """Count one more revision of its message; return it."""


class Outbox(Protocol):
    """Messages that are owed to people, until Telegram said yes or a person parked them."""

    async def queue(self, message: Outgoing, subscriber_id: int | None, now: datetime) -> int | None:
        """Store a message; return its row id, or None when its dedupe key is known already."""

    async def claim(self, now: datetime, *, limit: int, busy: frozenset[int] = frozenset()) -> list[OutboxRow]:
        """Mark due rows as SENDING and return them: by priority, then fairly (one a chat, oldest first).

        Chats in `busy`, and chats or everything held until after `now`, are left out. A row follows the rows of its
        chat with the same priority that are older. An EDIT whose alert has no message id yet waits. Rows come with
        `message.message_id` filled in from their alert.
        """

    async def sent(self, row_id: int, message_id: int | None, at: datetime) -> None:
        """Telegram said yes; the message id goes to the row and to its alert."""

    async def retry(
        self, row_id: int, not_before: datetime, error: str, *, possible_duplicate: bool = False
    ) -> None: ...

    async def park(self, row_id: int, error: str) -> None:
        """It cannot be sent as it is: keep it, with the reason, for a person to look at."""

    async def park_chat(self, chat_id: int, error: str) -> int:
        """The chat refuses everything: park all its due rows."""

    async def replace_unsent(self, alert_id: int, message: Outgoing) -> bool:
        """Give a due (not yet sending) SEND or EDIT of an alert a newer text; False when there is none."""

    async def recover(self) -> int:
        """At start-up: rows found SENDING go back to DUE and are counted as possible duplicates. Return how many."""

    async def next_due(self, now: datetime) -> datetime | None:
        """The earliest instant after `now` at which something may become sendable, holds included."""

    async def hold(self, chat_id: int | None, until: datetime) -> None:
        """Telegram said retry_after: nothing to this chat (to anybody when None) before this instant."""

    async def holds(self) -> Mapping[int | None, datetime]: ...

    async def counts(self) -> Mapping[OutboxState, int]: ...

    async def prune(self, before: datetime) -> int:
        """Delete the contents of rows sent before an instant; their dedupe keys stay."""


class Digests(Protocol):
    """Which digests were built: one a subscriber, slot and local day."""

    async def open(self, subscriber_id: int, slot: str, local_day: date, at: datetime) -> int | None:
        """A new digest's id, or None when that day's is there already."""

    async def add_items(self, digest_id: int, post_ids: Sequence[int]) -> None: ...


class Invites(Protocol):
    """One-time links: only the hash of the secret is stored."""

    async def add(self, digest: str, kind: str, by: int | None, at: datetime, expires_at: datetime) -> None: ...

    async def use(self, digest: str, kind: str, by: int, at: datetime) -> int | bool | None:
        """Use an invite once: the inviter's id (or None), or False when it is unknown, used or out of date."""


class Audit(Protocol):
    """What admins did. No queries of other people, no texts."""

    async def record(self, at: datetime, actor_id: int | None, action: str, subject: str = "") -> None: ...

    async def latest(self, limit: int = 50) -> list[tuple[datetime, int | None, str, str]]: ...


class Meta(Protocol):
    """Single values: the bot's id, the engine version."""

    async def get(self, key: str) -> str | None: ...

    async def set(self, key: str, value: str) -> None: ...


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
    def alerts(self) -> Alerts: ...
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
        """A read-only view that does not wait for the writer."""

    async def check(self) -> list[str]:
        """Findings of an integrity check; empty when all is well."""

    async def compact(self) -> None:
        """After forgetting: let no trace of deleted rows stay in free pages or in the search index."""

    async def close(self) -> None:
        """Finish the batch under way and close. Idempotent."""
