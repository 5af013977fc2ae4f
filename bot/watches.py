"""What people do with their watches, and the watches that are live in memory."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.match import Percolator
from bot.model import Post, Subscriber, Watch, WatchMode
from bot.query import Query, QueryError, parse
from storage import Unit

if TYPE_CHECKING:
    from bot.text import Engine

logger = logging.getLogger(__name__)

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
    if not owner.role.administers and await unit.watches.count(owner.id) >= owner.watch_quota:
        return QuotaReached(owner.watch_quota)
    return Created(await unit.watches.add(owner.id, text, canonical, engine_version, now), query)


async def delete(unit: Unit, owner: Subscriber, watch_id: int) -> Watch | None:
    """Delete a watch of this owner; None when it is not there, or somebody else's."""
    watch = await unit.watches.get(watch_id)
    if watch is None or watch.subscriber_id != owner.id:
        return None
    await unit.watches.remove(watch_id)
    return watch


async def go_live(unit: Unit, live: LiveWatches) -> None:
    """At start-up: load all live watches; those that are no longer understood are kept, disabled."""
    for watch in live.load(await unit.watches.all_live()):
        logger.warning("watch %d is no longer understood and was disabled", watch.id)
        await unit.watches.set_mode(watch.id, WatchMode.DISABLED)
