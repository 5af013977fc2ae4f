"""Adding, pausing, naming and removing sources that are polled: channels by their previews, and feeds."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from bot.ingest.sources.feed_state import feed_state_of, new_feed_state
from bot.ingest.sources.state import new_state
from bot.ingest.sources.telling import UNIDENTIFIED, address_of
from bot.model import Mode, RefKind, Source, SourceStatus, Subscriber
from storage import Gap, Poll, Unit


class Addition(Enum):
    """What became of adding a source."""

    LOOKING = "looking"  # it is looked at now; the poller tells how that went
    KNOWN = "known"  # a source already
    AGAIN = "again"  # a source already, but in trouble: it is looked at now
    DEEPER = "deeper"  # a source already, of which older posts are fetched now
    MEMBER = "member"  # a source already: the bot is in it, and hears its posts at once
    HEARD = "heard"  # it counts from now on: the bot is in it


@dataclass(frozen=True, slots=True)
class Added:
    """What became of it, and the source."""

    addition: Addition
    source: Source


async def find_channel(unit: Unit, name: str) -> Source | None:
    """The channel that goes by this user name (without @; capitals do not count).

    A name may have gone from a source that was removed to another channel: that one is meant.
    """
    named = [
        source
        for source in await unit.sources.all()
        if source.kind is RefKind.CHANNEL and source.username.lower() == name.lower()
    ]
    return min(named, key=lambda source: source.status is SourceStatus.GONE, default=None)


async def add_channel(unit: Unit, name: str, by: Subscriber, now: datetime, history: int | None = None) -> Added:
    """Make a public channel a source; its number is known when its page has been read.

    `history`: how many older posts come with it, None for the usual number.
    """
    known = await find_channel(unit, name)
    if known is None or known.status is SourceStatus.GONE:
        # Whose name it is now, that of the removed source or another's, its page will tell.
        new = Source(
            id=0,
            kind=RefKind.CHANNEL,
            key=f"{UNIDENTIFIED}{name.lower()}",
            username=name,
            status=SourceStatus.ACCEPTED,
            added_by=by.id,
        )
        known = await unit.sources.save(new, now)
    return await resume(unit, known, by, now, history)


async def resume(unit: Unit, known: Source, by: Subscriber, now: datetime, history: int | None = None) -> Added:
    """Let a source count that is known, read in the way it was; `history` as in `add_channel`."""
    if known.kind is RefKind.FEED:
        return await add_feed(unit, address_of(known), by, now)
    if known.status is SourceStatus.ACCEPTED and (standing := await _standing(unit, known, now, history)) is not None:
        return standing
    await unit.sources.set_status(known.id, SourceStatus.ACCEPTED, by.id)
    await unit.audit.record(now, by.id, "source-accepted", f"source:{known.id}")
    is_member = known.chat_id is not None and known.status in {SourceStatus.PAUSED, SourceStatus.PROPOSED}
    if is_member or known.kind is RefKind.CHAT or not known.username:
        await unit.inbox.release(f"chat:{known.chat_id}")
        return Added(Addition.HEARD, known)
    state = new_state(now, by.id)
    state.history = history
    await unit.sources.set_poll(Poll(known.id, due_at=now, state=state.to_json()))
    return Added(Addition.LOOKING, known)


async def _standing(unit: Unit, known: Source, now: datetime, history: int | None) -> Added | None:
    """How an accepted channel or group is read already; None when nobody reads it."""
    poll = await unit.sources.poll(known.id)
    if poll is None:
        return None if known.chat_id is None else Added(Addition.MEMBER, known)
    if history and poll.cursor.isdecimal():
        everything_known = int(poll.cursor) + 1
        await unit.sources.add_gap(Gap(0, known.id, 0, everything_known, Mode.HISTORY, history, now))
        return Added(Addition.DEEPER, known)
    if poll.failure:
        await unit.sources.bring_forward(known.id, now)
        return Added(Addition.AGAIN, known)
    return Added(Addition.KNOWN, known)


async def find_feed(unit: Unit, named: str) -> Source | None:
    """The feed of an address (its own, or the site's it was found on), or of a name as it stands in watches."""
    wanted = _bare(named)
    polled = {poll.source_id: poll for poll in await unit.sources.polls(RefKind.FEED)}
    feeds = [source for source in await unit.sources.all() if source.kind is RefKind.FEED]
    for feed in feeds:
        if wanted in {_bare(address_of(feed)), feed.username.lower()}:
            return feed
    for feed in feeds:
        poll = polled.get(feed.id)
        if poll is not None and wanted == _bare(feed_state_of(poll, poll.due_at).asked):
            return feed
    return None


async def add_feed(unit: Unit, address: str, by: Subscriber, now: datetime) -> Added:
    """Make a feed a source, by its own address or by that of a site which has one; its first look tells which."""
    known = await find_feed(unit, address)
    if known is not None and known.status is SourceStatus.ACCEPTED:
        standing = await _standing(unit, known, now, None)
        if standing is not None:
            return standing
    if known is None:
        new = Source(
            id=0,
            kind=RefKind.FEED,
            key=f"{UNIDENTIFIED}{address}",
            status=SourceStatus.ACCEPTED,
            added_by=by.id,
        )
        known = await unit.sources.save(new, now)
    else:
        await unit.sources.set_status(known.id, SourceStatus.ACCEPTED, by.id)
    await unit.sources.set_poll(Poll(known.id, due_at=now, state=new_feed_state(now, address, by.id).to_json()))
    await unit.audit.record(now, by.id, "source-accepted", f"source:{known.id}")
    return Added(Addition.LOOKING, known)


async def rename_feed(unit: Unit, feed: Source, title: str, by: Subscriber, now: datetime) -> Source:
    """Give a feed a title of the admin's own, which it keeps whatever it calls itself."""
    renamed = await unit.sources.save(replace(feed, title=title), now)
    poll = await unit.sources.poll(feed.id)
    if poll is not None:
        state = feed_state_of(poll, now)
        state.named = True
        await unit.sources.set_poll(replace(poll, state=state.to_json()))
    await unit.audit.record(now, by.id, "source-renamed", f"source:{feed.id}")
    return renamed


async def set_aside(unit: Unit, known: Source, status: SourceStatus, by: Subscriber, now: datetime) -> Source:
    """Pause or remove a source: nothing from it counts any more, and what is stored stays. Return it as it is then."""
    if known.chat_id is not None:
        await unit.inbox.drop_waiting(f"chat:{known.chat_id}")
        if await unit.sources.poll(known.id) is not None:
            # It is read by its page, and shall be again, whether the bot is still in the chat or not.
            known = await unit.sources.save(replace(known, chat_id=None), now)
    await unit.sources.stop_poll(known.id)
    await unit.sources.set_status(known.id, status, by.id)
    await unit.audit.record(now, by.id, f"source-{status}", f"source:{known.id}")
    return replace(known, status=status)


def _bare(address: str) -> str:
    """An address without what makes no difference to people."""
    return re.sub(r"^https?://(?:www\.)?", "", address.lower()).rstrip("/")
