"""Where posts come from, and which of those places count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.ingest.cleaning import bare_id
from bot.ingest.sources.adding import find_channel
from bot.ingest.sources.telling import UNIDENTIFIED
from bot.model import Mode, OriginKind, Post, PostRef, RefKind, Source, SourceStatus, Subscriber, Visibility
from storage import Unit


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
        return str(bare_id(self.chat_id)) if self.is_channel else str(self.chat_id)

    @property
    def lane(self) -> str:
        """The inbox lane of everything that happens there."""
        return f"chat:{self.chat_id}"


async def brought_in(unit: Unit, place: Place, by: Subscriber | None, now: datetime) -> Source:
    """The bot was made a member of a place: accepted at once when the owner or an admin did it, else proposed.

    A place that was refused stays refused, and one that was accepted stays so, unless an admin brings the bot back.

    A channel that is polled goes on being polled: how long the bot stays is in its owner's hands, and its page is not.
    Whichever way a post comes first, the other one finds it by its name, so it is stored once; and when the bot goes
    again, the page has been read up to that moment.
    """
    known = await unit.sources.find(place.kind, place.key)
    bringer = by.id if by else None
    source = known or Source(id=0, kind=place.kind, key=place.key)
    if by is not None and by.role.administers:
        source = replace(source, status=SourceStatus.ACCEPTED, added_by=bringer)
    elif known is None or known.status is SourceStatus.GONE:
        source = replace(source, status=SourceStatus.PROPOSED, added_by=bringer)
    if source.status is not SourceStatus.PAUSED:
        # By whom a paused one is read when it is resumed, the bot or its page, is not for others to change.
        source = replace(source, chat_id=place.chat_id)
    source = await unit.sources.save(await as_named(unit, source, place), now)
    if source.status is SourceStatus.ACCEPTED:
        await unit.inbox.release(place.lane)
        await unit.audit.record(now, bringer, "source-accepted", f"source:{source.id}")
    return source


async def as_named(unit: Unit, source: Source, place: Place) -> Source:
    """The source with the title and the user name that its place has now.

    A polled channel that has no user name any more keeps the one its page is read by: its owner could else end the
    reading of it by hiding the name for one post.
    """
    username = place.username
    if not username and source.username and await unit.sources.poll(source.id) is not None:
        username = source.username
    return replace(source, title=place.title, username=username)


async def left(unit: Unit, place: Place, now: datetime) -> Source | None:
    """The bot is no member of a place any more. Return the source as it stands now if it had been accepted.

    What an admin decided is not undone by whoever removes the bot: a channel that is read by its public page is read
    on, a paused one that has such a page stays paused, and a refused place stays refused. Nothing counts of any other
    until the bot is brought back.
    """
    source = await unit.sources.find(place.kind, place.key)
    if source is None or source.status is SourceStatus.REFUSED:
        return None
    was_accepted = source.status is SourceStatus.ACCEPTED
    if was_accepted:
        stays = await unit.sources.poll(source.id) is not None
    else:
        stays = source.status is SourceStatus.PAUSED and bool(source.username)
    status = source.status if stays else SourceStatus.GONE
    source = await unit.sources.save(replace(source, chat_id=None, status=status), now)
    if not stays:
        await unit.inbox.drop_waiting(place.lane)
    return source if was_accepted else None


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


async def bring_forward(unit: Unit, source: Source | None, now: datetime) -> bool:
    """There may be something new in a source: if it is polled, its turn is now. Return whether it is."""
    if source is None or source.status is not SourceStatus.ACCEPTED or await unit.sources.poll(source.id) is None:
        return False
    await unit.sources.bring_forward(source.id, now)
    return True


async def follow_announcement(unit: Unit, post: Post, now: datetime) -> bool:
    """A post that passes on a channel's post announces it: that channel's turn is now, if it is polled.

    To be called before the post is taken in. Return whether a turn was brought forward. What is stored already, and
    what is passed on by posts of long ago, is no announcement.
    """
    if post.mode is Mode.HISTORY:
        return False
    source, item = await _announced(unit, post)
    if source is None or (item and await unit.posts.find([PostRef(source.kind, source.key, item)]) is not None):
        return False
    return await bring_forward(unit, source, now)


async def _announced(unit: Unit, post: Post) -> tuple[Source | None, str]:
    """The source whose post is passed on, and the post's item key where that is known."""
    origin = post.origin
    if origin is not None and origin.kind is OriginKind.CHANNEL:
        item = str(origin.message_id or "")
        if origin.chat_id is None:
            return await find_channel(unit, origin.username), item
        return await unit.sources.find(RefKind.CHANNEL, str(bare_id(origin.chat_id))), item
    first = post.refs[0]
    if first.kind is RefKind.CHANNEL and post.refs[-1].kind is RefKind.CHAT:
        # Telegram's own copy of a channel's post in the group where it is discussed.
        return await of_ref(unit, first), first.item_key
    return None, ""


async def is_addable(unit: Unit, post: Post) -> bool:
    """Whether a post that everybody may see is of a public channel that is no source."""
    ref = post.refs[0]
    if ref.kind is not RefKind.CHANNEL or not post.source_username or post.visibility is not Visibility.ALL:
        return False
    # One that was added by its name and not looked at yet is known by that name only.
    for key in (ref.source_key, f"{UNIDENTIFIED}{post.source_username.lower()}"):
        known = await unit.sources.find(RefKind.CHANNEL, key)
        if known is not None and known.status is not SourceStatus.GONE:
            return False
    return True
