"""What people do with their watches, and the watches that are live in memory."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.match import Percolator
from bot.model import Post, Subscriber, Watch, WatchMode
from bot.query import Query, QueryError, parse
from storage import Unit

if TYPE_CHECKING:
    from bot.text import Engine

logger = logging.getLogger(__name__)

UNDO_LIFETIME = timedelta(days=1)

Spans = tuple[tuple[int, int], ...]


class LiveWatches:
    """Every watch that may fire, ready to be matched. Follows the database: change it only after a commit."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._percolator = Percolator(engine)
        self._watches: dict[int, Watch] = {}

    def __len__(self) -> int:
        return len(self._watches)

    def load(self, watches: Iterable[Watch]) -> list[Watch]:
        """Take in stored watches; return those whose query is no longer understood (they stay out)."""
        unreadable = []
        for watch in watches:
            try:
                self.add(watch, parse(watch.text))
            except QueryError:
                unreadable.append(watch)
        return unreadable

    def add(self, watch: Watch, query: Query) -> None:
        """Let a watch fire from now on."""
        self._percolator.add(watch.id, query)
        self._watches[watch.id] = watch

    def follow(self, watch: Watch) -> None:
        """A watch has changed on disk: its query, its mode, whether it is muted."""
        if watch.mode in {WatchMode.PAUSED, WatchMode.DISABLED}:
            self.remove(watch.id)
        else:
            self.add(watch, parse(watch.text))

    def remove(self, watch_id: int) -> None:
        """Let a watch fire no more; an unknown id is no error."""
        self._percolator.remove(watch_id)
        self._watches.pop(watch_id, None)

    def remove_of(self, subscriber_id: int) -> None:
        """Forget all watches of a subscriber."""
        for watch_id in [w.id for w in self._watches.values() if w.subscriber_id == subscriber_id]:
            self.remove(watch_id)

    def match(self, post: Post) -> dict[int, list[tuple[Watch, Spans]]]:
        """The watches a post satisfies with their spans, by subscriber."""
        found: dict[int, list[tuple[Watch, Spans]]] = {}
        for match in self._percolator.match(post):
            watch = self._watches[match.watch_id]  # type: ignore[index]  # we only add integers
            found.setdefault(watch.subscriber_id, []).append((watch, match.spans))
        return found


@dataclass(frozen=True, slots=True)
class Created:
    """A new watch, on disk."""

    watch: Watch
    query: Query


@dataclass(frozen=True, slots=True)
class AlreadyThere:
    """The subscriber has a watch that reads the same."""

    watch: Watch


@dataclass(frozen=True, slots=True)
class QuotaReached:
    """The subscriber has as many watches as they may."""

    quota: int


async def create(
    unit: Unit, owner: Subscriber, text: str, *, engine_version: str, now: datetime
) -> Created | AlreadyThere | QuotaReached:
    """Store a watch on `text` for its owner. Raises QueryError when the text is no query."""
    query = parse(text)
    canonical = str(query)
    if known := await unit.watches.find(owner.id, canonical):
        return AlreadyThere(known)
    if await is_quota_reached(unit, owner):
        return QuotaReached(owner.watch_quota)
    return Created(await unit.watches.add(owner.id, text, canonical, engine_version, now), query)


async def is_quota_reached(unit: Unit, owner: Subscriber) -> bool:
    """Whether a subscriber has as many watches as they may; admins have no bound."""
    return not owner.role.administers and await unit.watches.count(owner.id) >= owner.watch_quota


async def owned(unit: Unit, owner: Subscriber, watch_id: int) -> Watch | None:
    """A watch of this owner; None when it is not there, or somebody else's."""
    watch = await unit.watches.get(watch_id)
    return watch if watch is not None and watch.subscriber_id == owner.id else None


async def rewrite(
    unit: Unit, owner: Subscriber, watch_id: int, text: str, *, engine_version: str
) -> Created | AlreadyThere | None:
    """Give a watch another query. None when the watch is not there; raises QueryError when the text is no query."""
    query = parse(text)
    watch = await owned(unit, owner, watch_id)
    if watch is None:
        return None
    if not await unit.watches.rewrite(watch.id, text, str(query), engine_version):
        twin = await unit.watches.find(owner.id, str(query))
        return None if twin is None else AlreadyThere(twin)
    return Created(replace(watch, text=text), query)


async def set_mode(unit: Unit, owner: Subscriber, watch_id: int, mode: WatchMode) -> Watch | None:
    """Pause a watch, let it alert again, or keep it for digests only; None when it is not there."""
    watch = await owned(unit, owner, watch_id)
    if watch is None:
        return None
    await unit.watches.set_mode(watch.id, mode)
    return replace(watch, mode=mode)


async def mute(unit: Unit, owner: Subscriber, watch_id: int, until: datetime | None) -> Watch | None:
    """No alert from a watch before an instant (None: at once again); None when it is not there."""
    watch = await owned(unit, owner, watch_id)
    if watch is None:
        return None
    await unit.watches.mute(watch.id, until)
    return replace(watch, muted_until=until)


async def delete(unit: Unit, owner: Subscriber, watch_id: int, now: datetime) -> Watch | None:
    """Delete a watch; for UNDO_LIFETIME `undelete` brings it back. None when it is not there."""
    watch = await owned(unit, owner, watch_id)
    if watch is not None:
        await unit.watches.bury(watch_id, now)
    return watch


async def undelete(unit: Unit, owner: Subscriber, watch_id: int) -> Watch | QuotaReached | None:
    """Bring a deleted watch back; None when it is too late, or was never this owner's."""
    if await is_quota_reached(unit, owner):
        return QuotaReached(owner.watch_quota)
    return await unit.watches.restore(watch_id, owner.id)


async def go_live(unit: Unit, live: LiveWatches) -> None:
    """At start-up: load all live watches; those that are no longer understood are kept, disabled."""
    for watch in live.load(await unit.watches.all_live()):
        logger.warning("watch %d is no longer understood and was disabled", watch.id)
        await unit.watches.set_mode(watch.id, WatchMode.DISABLED)
