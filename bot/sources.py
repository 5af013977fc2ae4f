"""Where posts come from, and which of those places count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model import PostRef, RefKind, Source, SourceStatus, Subscriber
from storage import Unit

CHANNEL_ID_BASE = -1_000_000_000_000  # https://core.telegram.org/api/bots/ids


@dataclass(frozen=True, slots=True)
class Place:
    """A channel or group as Telegram describes it; `chat_id` is the Bot API's."""

    chat_id: int
    title: str
    username: str
    is_channel: bool

    @property
    def kind(self) -> RefKind:
        """What its posts are named by: channels by their bare id, groups by their chat id."""
        return RefKind.CHANNEL if self.is_channel else RefKind.CHAT

    @property
    def key(self) -> str:
        """PostRef.source_key of everything said there."""
        return str(CHANNEL_ID_BASE - self.chat_id) if self.is_channel else str(self.chat_id)

    @property
    def lane(self) -> str:
        """The inbox lane of everything that happens there."""
        return f"chat:{self.chat_id}"


async def brought_in(unit: Unit, place: Place, by: Subscriber | None, now: datetime) -> Source:
    """The bot was made a member of a place: accepted at once when the owner or an admin did it, else proposed.

    A place that was refused stays refused, and one that was accepted stays so, unless an admin brings the bot back.
    """
    known = await unit.sources.find(place.kind, place.key)
    if by is not None and by.role.administers:
        status = SourceStatus.ACCEPTED
    elif known is not None and known.status is not SourceStatus.GONE:
        status = known.status
    else:
        status = SourceStatus.PROPOSED
    source = await unit.sources.save(
        Source(
            id=0,
            kind=place.kind,
            key=place.key,
            title=place.title,
            username=place.username,
            chat_id=place.chat_id,
            status=status,
            added_by=by.id if by else None,
        ),
        now,
    )
    if status is SourceStatus.ACCEPTED:
        await unit.inbox.release(place.lane)
        await unit.audit.record(now, by.id if by else None, "source-accepted", f"source:{source.id}")
    return source


async def left(unit: Unit, place: Place) -> Source | None:
    """The bot is no member of a place any more: nothing from it counts until it is brought back.

    A refused place stays refused, so that nobody can ask again and again.
    """
    source = await unit.sources.find(place.kind, place.key)
    if source is not None and source.status is not SourceStatus.REFUSED:
        await unit.sources.set_status(source.id, SourceStatus.GONE, None)
        await unit.inbox.drop_waiting(place.lane)
    return source


async def decide(unit: Unit, source_id: int, admin: Subscriber, *, accept: bool, now: datetime) -> Source | None:
    """An admin's word on a proposed source; None when there is none. What waited is matched, or deleted."""
    source = await unit.sources.get(source_id)
    if source is None or source.status is SourceStatus.GONE:
        return None
    status = SourceStatus.ACCEPTED if accept else SourceStatus.REFUSED
    await unit.sources.set_status(source.id, status, admin.id)
    lane = f"chat:{source.chat_id}"
    if accept:
        await unit.inbox.release(lane)
    else:
        await unit.inbox.drop_waiting(lane)
    await unit.audit.record(now, admin.id, f"source-{status}", f"source:{source.id}")
    return await unit.sources.get(source_id)


async def of_ref(unit: Unit, ref: PostRef) -> Source | None:
    """The source that names a post so, if it is known."""
    return await unit.sources.find(ref.kind, ref.source_key)
