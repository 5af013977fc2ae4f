"""Adding, pausing and removing channels that are read by their previews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.ingest.sources.ledger import UNIDENTIFIED
from bot.ingest.sources.state import new_state
from bot.model import RefKind, Source, SourceStatus, Subscriber
from storage import Poll, Unit


class Addition(Enum):
    """What became of adding a channel."""

    LOOKING = "looking"  # its page is fetched now; the poller tells how that went
    KNOWN = "known"  # a source already
    MEMBER = "member"  # a source already: the bot is in it, and hears its posts at once


@dataclass(frozen=True, slots=True)
class Added:
    """What became of it, and the source."""

    addition: Addition
    source: Source


async def find_channel(unit: Unit, name: str) -> Source | None:
    """The channel that goes by this user name (without @; capitals do not count)."""
    for source in await unit.sources.all():
        if source.kind is RefKind.CHANNEL and source.username.lower() == name.lower():
            return source
    return None


async def add_channel(unit: Unit, name: str, by: Subscriber, now: datetime) -> Added:
    """Make a public channel a source; its number is known when its page has been read."""
    known = await find_channel(unit, name)
    if known is not None and known.status is SourceStatus.ACCEPTED:
        if await unit.sources.poll(known.id) is not None:
            return Added(Addition.KNOWN, known)
        if known.chat_id is not None:
            return Added(Addition.MEMBER, known)
    if known is None:
        new = Source(
            id=0,
            kind=RefKind.CHANNEL,
            key=f"{UNIDENTIFIED}{name.lower()}",
            username=name,
            status=SourceStatus.ACCEPTED,
            added_by=by.id,
        )
        known = await unit.sources.save(new, now)
    else:
        await unit.sources.set_status(known.id, SourceStatus.ACCEPTED, by.id)
    await unit.sources.set_poll(Poll(known.id, due_at=now, state=new_state(now, by.id).to_json()))
    await unit.audit.record(now, by.id, "source-accepted", f"source:{known.id}")
    return Added(Addition.LOOKING, known)


async def set_aside(unit: Unit, name: str, status: SourceStatus, by: Subscriber, now: datetime) -> Source | None:
    """Pause or remove a channel: nothing from it counts any more, and what is stored stays. None when it is unknown."""
    known = await find_channel(unit, name)
    if known is None:
        return None
    await unit.sources.stop_poll(known.id)
    await unit.sources.set_status(known.id, status, by.id)
    await unit.audit.record(now, by.id, f"source-{status}", f"source:{known.id}")
    return known
