"""What a look at a feed means: posts for the inbox, how it goes on, and who has to be told.

Everything here happens in one transaction: what a feed said is in the inbox before it counts as seen.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from bot.deliver.render import link_to
from bot.ingest.feeds import Feed, FeedItem
from bot.ingest.sources.feed_entry import FeedEntry, lane_of_feed, write_feed_entry
from bot.ingest.sources.feed_look import FeedSight
from bot.ingest.sources.feed_state import FeedState, feed_state_of
from bot.ingest.sources.health import (
    CERTAIN_AFTER,
    counting,
    drop,
    failure,
    note_well,
    put_off,
    say_added,
    say_not_added,
)
from bot.ingest.sources.rhythm import rhythm_of
from bot.ingest.sources.telling import address_of, name_of, tell_trouble
from bot.ingest.sources.trouble import Trouble
from bot.model import Mode, Source, SourceStatus
from storage import Poll, Unit

logger = logging.getLogger(__name__)

# So long after its turn, nobody looked, and what came meanwhile is caught up with.
OUTAGE: Final = timedelta(minutes=90)
# An entry that is new to us, but dated so long before the last look, is old news under a new name.
OLD: Final = timedelta(days=2)
FAILURE_PAUSES: Final = (60.0, 300.0, 300.0, 900.0, 3600.0)
# A site may be away for some minutes without a word about it.
PASSING: Final = frozenset({Trouble.UNREACHABLE, Trouble.REFUSED, Trouble.CHECK})
PASSES_WITHIN: Final = timedelta(minutes=10)
DEFINITE: Final = frozenset({Trouble.NOBODY, Trouble.NO_FEED, Trouble.FORBIDDEN, Trouble.TOO_LARGE})
_READ: Final = "read"  # the cursor of a feed that was read once


@dataclass(frozen=True, slots=True)
class FeedLedger:
    """One look at one feed, to be written down. `now` is UTC, `history` how many entries a new feed begins with."""

    unit: Unit
    now: datetime
    history: int

    async def sight(self, poll: Poll, sight: FeedSight) -> None:
        """The feed was read, or has not changed."""
        source = await counting(self.unit, poll)
        if source is None:
            return
        state = feed_state_of(poll, self.now)
        if sight.feed is not None and not sight.feed.items and state.seen:
            await self.trouble(poll, Trouble.EMPTIED)
            return
        if source.key != sight.address:
            source, poll, state = await self._move(source, poll, state, sight.address)
        first, new = not poll.cursor, 0
        if sight.feed is not None:
            source = await self._name(source, state, sight.feed)
            new = await self._enter(source, state, poll, sight.feed, first=first)
            state.wanted = max(sight.feed.every or timedelta(0), sight.fresh).total_seconds()
            state.skips = sight.feed.skips
        else:
            state.rhythm = state.rhythm.seen((), self.now)
        state.etag, state.modified = sight.validators.etag, sight.validators.modified
        state.failing_since = None
        if state.reports_to is not None:
            await self._say_added(source, state)
        await note_well(self.unit, source, state, self.now, new=bool(new), first=first)
        state.due = state.next_look(self.now)
        await self.unit.sources.set_poll(
            Poll(source.id, state.due, _READ, state.to_json(), last_success_at=self.now, failure=failure(state))
        )

    async def _say_added(self, source: Source, state: FeedState) -> None:
        key, share = ("feed-added", 0.5) if state.seen else ("feed-added-empty", 1.0)
        values: dict[str, str | float] = {
            "title": name_of(source),
            "link": link_to(source.key),
            "filter": f"from:@{source.username}",
            "delay": state.interval(self.now) * share,
        }
        await say_added(self.unit, source, state, self.now, key, **values)

    async def trouble(self, poll: Poll, trouble: Trouble, wait: float = 0.0) -> None:
        """There was nothing to read. Certain troubles are told once; what was just added and is no feed goes.

        `wait`: seconds for which the host has asked to be left alone.
        """
        source = await counting(self.unit, poll)
        if source is None:
            return
        state, failures = feed_state_of(poll, self.now), poll.failures + 1
        state.failing_since = state.failing_since or self.now
        if state.reports_to is not None and not poll.cursor:
            given_up, link = trouble in DEFINITE, link_to(address_of(source))
            await say_not_added(
                self.unit, source, state, trouble, self.now, "feed-not-added", given_up=given_up, link=link
            )
            if given_up:
                await drop(self.unit, source)
                return
        elif state.told != trouble.value and self._is_certain(trouble, state, failures):
            await tell_trouble(self.unit, source, trouble, self.now)
            state.told = trouble.value
        pause = max(FAILURE_PAUSES[min(failures, len(FAILURE_PAUSES)) - 1], wait)
        await self.unit.sources.set_poll(put_off(poll, state, trouble, self.now + timedelta(seconds=pause)))

    def _is_certain(self, trouble: Trouble, state: FeedState, failures: int) -> bool:
        lasting = self.now - (state.failing_since or self.now)
        return failures >= CERTAIN_AFTER and (trouble not in PASSING or lasting >= PASSES_WITHIN)

    async def _move(self, source: Source, poll: Poll, state: FeedState, address: str) -> tuple[Source, Poll, FeedState]:
        """The feed's address became known, or another. It may be one that is a source already."""
        known = await self.unit.sources.identify(source.id, address)
        if known.id == source.id:
            return known, poll, state
        if state.reports_to is not None:  # a redirect alone brings nothing back that an admin set aside
            await self.unit.sources.set_status(known.id, SourceStatus.ACCEPTED, source.added_by)
            known = replace(known, status=SourceStatus.ACCEPTED)
        going_on = await self.unit.sources.poll(known.id) or replace(poll, source_id=known.id)
        resumed = feed_state_of(going_on, self.now)
        resumed.reports_to = state.reports_to
        return known, going_on, resumed

    async def _name(self, source: Source, state: FeedState, feed: Feed) -> Source:
        """A feed goes by its own title, unless an admin chose one, and in watches by a name made of its host."""
        title = source.title if state.named else feed.title or source.title
        username = source.username or await self._free_name(source.key)
        named = replace(source, title=title, username=username)
        return source if named == source else await self.unit.sources.save(named, self.now)

    async def _free_name(self, address: str) -> str:
        host = (urlsplit(address).hostname or "").removeprefix("www.")
        name = re.sub(r"\W+", "_", _readable(host)).strip("_") or "feed"
        taken = {one.username.lower() for one in await self.unit.sources.all()}
        names = [name, *(f"{name}_{number}" for number in range(2, len(taken) + 3))]
        return next(one for one in names if one.lower() not in taken)

    async def _enter(self, source: Source, state: FeedState, poll: Poll, feed: Feed, *, first: bool) -> int:
        """What is new and changed goes to the inbox, the oldest first; return how much of it is new."""
        new, changed = self._in_order(state.new(feed.items)), state.changed(feed.items)
        if state.seen and len(new) == len(feed.items):
            logger.warning("source %d has none of the entries it had: some may have been missed", source.id)
        late = state.due is not None and self.now - (state.failing_since or state.due) > OUTAGE
        mode = Mode.HISTORY if first else Mode.CATCH_UP if late else Mode.LIVE
        old = None if poll.last_success_at is None else poll.last_success_at - OLD
        entries = [
            FeedEntry(source.id, item, Mode.HISTORY if _is_before(item, old) else mode)
            for item in (new[-self.history :] if first else new)
        ]
        entries += [FeedEntry(source.id, item, changed=True) for item in changed]
        bodies = [write_feed_entry(entry) for entry in entries]
        await self.unit.inbox.add_polled(lane_of_feed(source.id), bodies, self.now)
        state.remember(feed.items)
        published = [min(item.published_at or self.now, self.now) for item in new]
        state.rhythm = rhythm_of(published, self.now) if first else state.rhythm.seen(published, self.now)
        return len(new)

    def _in_order(self, items: Sequence[FeedItem]) -> list[FeedItem]:
        """Feeds have the newest first; those without a date count as published now."""
        oldest_first = list(reversed(items))
        oldest_first.sort(key=lambda item: item.published_at or item.edited_at or self.now)
        return oldest_first


def _is_before(item: FeedItem, instant: datetime | None) -> bool:
    dated = item.published_at or item.edited_at
    return dated is not None and instant is not None and dated < instant


def _readable(host: str) -> str:
    """A host as people read it: an Arabic domain is Arabic."""
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host
