"""What people do with their watches, and the watches that are live in memory."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from bot.clock import Clock
from bot.deliver import render
from bot.match import Percolator, compile_query, compiled_version, post_keys
from bot.model import Post, Subscriber, Watch, WatchMode
from bot.query import Query, QueryError, parse, tidied
from storage import Storage, Unit

if TYPE_CHECKING:
    from bot.text import Engine, Prepared

logger = logging.getLogger(__name__)

UNDO_LIFETIME = timedelta(days=1)
RENEWED_AT_ONCE = 200
READ_AHEAD = 256  # texts

Spans = tuple[tuple[int, int], ...]
TextRead: TypeAlias = "tuple[Prepared, Collection[frozenset[str]]]"


class LiveWatches:
    """Every watch that may fire, ready to be matched. Follows the database: change it only after a commit."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._percolator = Percolator(engine)
        self._watches: dict[int, Watch] = {}
        self._outdated: dict[int, Watch] = {}
        self._read_ahead: dict[str, TextRead] = {}

    def __len__(self) -> int:
        return len(self._watches)

    @property
    def is_whole(self) -> bool:
        """Whether every watch can fire; posts are matched only then."""
        return not self._outdated

    def hold(self, watch: Watch) -> None:
        """A watch whose stored form another version made: it fires once it has been compiled anew."""
        self._outdated[watch.id] = watch

    def outdated(self, limit: int) -> list[Watch]:
        """The first of the watches that are to be compiled anew."""
        return list(islice(self._outdated.values(), limit))

    def release(self, watch: Watch, compiled: bytes | None) -> None:
        """An outdated watch has its new form, or (None) can have none; nothing if it was changed in the meantime."""
        if self._outdated.get(watch.id) is watch:
            del self._outdated[watch.id]
            if compiled is not None:
                self.add_compiled(watch, compiled)

    @property
    def version(self) -> str:
        """What a compiled form must have been made by to be used."""
        return compiled_version(self.engine)

    def compiled(self, query: Query) -> bytes:
        """The form of a query that is stored, so that a start has nothing to read anew."""
        return compile_query(query, self.engine)

    def add_compiled(self, watch: Watch, compiled: bytes) -> None:
        """Let a watch fire from now on, by its stored form. Raises ValueError when the form is damaged."""
        self._percolator.add_compiled(watch.id, compiled)
        self._watches[watch.id] = watch

    def add(self, watch: Watch, query: Query) -> None:
        """Let a watch fire from now on."""
        self._outdated.pop(watch.id, None)
        self._percolator.add(watch.id, query)
        self._watches[watch.id] = watch

    def follow(self, watch: Watch) -> None:
        """A watch has changed on disk: its query, its mode, whether it is muted."""
        if watch.mode in {WatchMode.PAUSED, WatchMode.DISABLED}:
            self.remove(watch.id)
        else:
            query = query_of(watch)
            if query is not None:
                self.add(watch, query)
            else:  # made by another version: it cannot fire until it is edited
                self.remove(watch.id)

    def remove(self, watch_id: int) -> None:
        """Let a watch fire no more; an unknown id is no error."""
        self._outdated.pop(watch_id, None)
        self._percolator.remove(watch_id)
        self._watches.pop(watch_id, None)

    def remove_of(self, subscriber_id: int) -> None:
        """Forget all watches of a subscriber."""
        known = (*self._watches.values(), *self._outdated.values())
        for watch_id in [watch.id for watch in known if watch.subscriber_id == subscriber_id]:
            self.remove(watch_id)

    def read_ahead(self, text: str) -> None:
        """Read a text that is about to be matched, outside of the transaction for which others wait."""
        self._read_ahead[text] = self._read(text)
        if len(self._read_ahead) > READ_AHEAD:
            del self._read_ahead[next(iter(self._read_ahead))]

    def read(self, text: str) -> TextRead:
        """A text as the engine reads it, and its keys in the search index."""
        return self._read_ahead.pop(text, None) or self._read(text)

    def _read(self, text: str) -> TextRead:
        prepared = self.engine.prepare(text)
        return prepared, post_keys(prepared)

    def match(self, post: Post, prepared: Prepared) -> dict[int, list[tuple[Watch, Spans]]]:
        """The watches a post satisfies with their spans, by subscriber; `prepared` is its text, read by the engine."""
        found: dict[int, list[tuple[Watch, Spans]]] = {}
        for match in self._percolator.match_prepared(post, prepared):
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
    unit: Unit, live: LiveWatches, owner: Subscriber, text: str, now: datetime, *, patterns: bool = True
) -> Created | AlreadyThere | QuotaReached:
    """Store a watch on `text` for its owner, who may use regular expressions where `patterns` says so.

    Brackets that decide nothing are not kept. Raises QueryError when the text is no query.
    """
    query = parse(text, patterns=patterns)
    text, canonical = tidied(text), str(query)
    if known := await unit.watches.find(owner.id, canonical):
        return AlreadyThere(known)
    if await is_quota_reached(unit, owner):
        return QuotaReached(owner.watch_quota)
    watch = await unit.watches.add(owner.id, text, canonical, live.version, now)
    await unit.watches.compile(watch.id, live.compiled(query), live.version)
    return Created(watch, query)


async def is_quota_reached(unit: Unit, owner: Subscriber) -> bool:
    """Whether a subscriber has as many watches as they may; admins have no bound."""
    return not owner.role.administers and await unit.watches.count(owner.id) >= owner.watch_quota


async def owned(unit: Unit, owner: Subscriber, watch_id: int) -> Watch | None:
    """A watch of this owner; None when it is not there, or somebody else's."""
    watch = await unit.watches.get(watch_id)
    return watch if watch is not None and watch.subscriber_id == owner.id else None


async def rewrite(
    unit: Unit, live: LiveWatches, owner: Subscriber, watch_id: int, text: str, *, patterns: bool = True
) -> Created | AlreadyThere | None:
    """Give a watch another query, as `create` reads it. None when the watch is not there; raises QueryError."""
    query = parse(text, patterns=patterns)
    text = tidied(text)
    watch = await owned(unit, owner, watch_id)
    if watch is None:
        return None
    if not await unit.watches.rewrite(watch.id, text, str(query), live.version):
        twin = await unit.watches.find(owner.id, str(query))
        return None if twin is None else AlreadyThere(twin)
    await unit.watches.compile(watch.id, live.compiled(query), live.version)
    mode = WatchMode.ALERT if watch.mode is WatchMode.DISABLED else watch.mode
    return Created(replace(watch, text=text, mode=mode), query)


async def set_mode(unit: Unit, owner: Subscriber, watch_id: int, mode: WatchMode) -> Watch | None:
    """Pause a watch, let it alert again, or keep it for digests only; None when it is not there.

    One that an upgrade made invalid while it was paused is disabled instead.
    """
    watch = await owned(unit, owner, watch_id)
    if watch is None:
        return None
    return await _set_mode(unit, watch, mode)


async def _set_mode(unit: Unit, watch: Watch, mode: WatchMode) -> Watch:
    if mode is not WatchMode.PAUSED and query_of(watch) is None:
        mode = WatchMode.DISABLED
    if mode is not watch.mode:
        await unit.watches.set_mode(watch.id, mode)
    return replace(watch, mode=mode)


def query_of(watch: Watch) -> Query | None:
    """A watch's query; None when an upgrade made it invalid."""
    try:
        return parse(watch.text)
    except QueryError:
        return None


async def mute(unit: Unit, owner: Subscriber, watch_id: int, until: datetime | None) -> Watch | None:
    """No alert from a watch before an instant (None: at once again); None when it is not there."""
    watch = await owned(unit, owner, watch_id)
    if watch is None:
        return None
    await unit.watches.mute(watch.id, until)
    return replace(watch, muted_until=until)


async def set_urgent(unit: Unit, owner: Subscriber, watch_id: int, urgent: bool) -> Watch | None:
    """Let alerts of a watch come in quiet hours too, or no longer; None when it is not there."""
    watch = await owned(unit, owner, watch_id)
    if watch is None:
        return None
    await unit.watches.set_urgent(watch.id, urgent)
    return replace(watch, urgent=urgent)


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
    watch = await unit.watches.restore(watch_id, owner.id)
    return None if watch is None else await _set_mode(unit, watch, watch.mode)


async def go_live(unit: Unit, live: LiveWatches) -> None:
    """At start-up: load the watches whose compiled forms this engine made; the others are outdated, for `renew`."""
    forms = await unit.watches.compiled(live.version)
    for watch in await unit.watches.all_live():
        form = forms.get(watch.id)
        if form is not None:
            try:
                live.add_compiled(watch, form)
                continue
            except ValueError:
                logger.warning("the compiled form of watch %d is damaged; it is made anew", watch.id)
        live.hold(watch)


async def renew(storage: Storage, live: LiveWatches, clock: Clock) -> None:
    """Compile outdated watches anew, some at a time so that nobody waits; return when every watch is live.

    Those that are no longer understood are kept, disabled, and their owners told. Raises StorageError.
    """
    while outdated := live.outdated(RENEWED_AT_ONCE):
        forms: dict[int, bytes] = {}
        for watch in outdated:
            with suppress(QueryError):
                forms[watch.id] = live.compiled(parse(watch.text))
            await asyncio.sleep(0)
        await storage.transact(partial(_renew, outdated=outdated, forms=forms, version=live.version, now=clock.now()))
        for watch in outdated:
            live.release(watch, forms.get(watch.id))


async def _renew(
    unit: Unit, *, outdated: Sequence[Watch], forms: Mapping[int, bytes], version: str, now: datetime
) -> None:
    for watch in outdated:
        current = await unit.watches.get(watch.id)
        if current is None or current.text != watch.text:
            continue
        if form := forms.get(watch.id):
            await unit.watches.compile(watch.id, form, version)
        else:
            await _disable(unit, watch, now)


async def _disable(unit: Unit, watch: Watch, now: datetime) -> None:
    logger.warning("watch %d is no longer understood and was disabled", watch.id)
    await unit.watches.set_mode(watch.id, WatchMode.DISABLED)
    owner = await unit.subscribers.get(watch.subscriber_id)
    if owner is not None:
        told = render.disabled(watch, owner)
        await unit.outbox.queue(replace(told, dedupe=f"disabled:{watch.id}:{now:%Y%m%dT%H%M%S}"), owner.id, now)
