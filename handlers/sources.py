"""What admins do with sources in words: add them, pause, resume, name and remove them."""

from __future__ import annotations

import re

from telegram import MessageOriginChannel

from bot.deliver.render import link_to, speak
from bot.ingest.sources.adding import (
    Added,
    Addition,
    add_channel,
    add_feed,
    find_channel,
    find_feed,
    rename_feed,
    resume,
    set_aside,
)
from bot.ingest.sources.address import ChannelName, FeedName, NotPublic, WebAddress, source_address
from bot.ingest.sources.finding import COUNTED, sources_named
from bot.ingest.sources.telling import address_of, name_of, span
from bot.locale import shown
from bot.model import Outgoing, RefKind, Source, SourceStatus, Subscriber
from handlers.asking import Ask
from handlers.source_cards import removed_key
from storage import Unit

Named = ChannelName | FeedName | WebAddress

ADD = frozenset({"add", "أضف", "اضف", "إضافة", "اضافة"})
RESUME = frozenset({"resume", "استأنف"})
PAUSE = frozenset({"pause", "أوقف", "اوقف"})
REMOVE = frozenset({"remove", "delete", "احذف", "حذف"})
RENAME = frozenset({"rename", "سم", "سمّ", "تسمية"})
LONGEST_TITLE = 100
MOST_HISTORY = 20_000
PAGE_POSTS = 20  # of a public page
# Behind a name or a link, a number says how many older posts to take: "France 24" is a title.
_WITH_HISTORY = re.compile(r"(\S*[@./:]\S*)\s+(\d{1,9})")
_SAID = {
    Addition.KNOWN: "source-known-already",
    Addition.AGAIN: "source-looking-again",
    Addition.MEMBER: "source-member-already",
    Addition.HEARD: "source-resumed",
}


async def source(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """`/source add|pause|resume|remove|rename` with a name or an address, or as an answer to a forwarded post."""
    verb, _, written = ask.words.partition(" ")
    verb, written = verb.lower(), written.strip()
    if verb in RENAME:
        return await _rename(ask, unit, caller, written)
    if verb not in ADD | RESUME | PAUSE | REMOVE:
        return ask.answer(caller, "source-usage")
    history = None
    if verb in ADD and (found := _WITH_HISTORY.fullmatch(written)):
        written, history = found[1], int(found[2])
        if history > MOST_HISTORY:
            return ask.answer(caller, "source-history-limit", most=MOST_HISTORY)
    address = source_address(written) if written else _forwarded_name(ask)
    if address is None:
        return ask.answer(caller, "source-forward-nameless" if _is_answer(ask) else "source-usage")
    if verb in ADD:
        if isinstance(address, NotPublic):
            return ask.answer(caller, f"source-address-{address.value}")
        return await add(ask, unit, caller, address, history)
    return await _on_known(ask, unit, caller, verb, address, written)


async def _on_known(
    ask: Ask, unit: Unit, caller: Subscriber, verb: str, address: Named | NotPublic, written: str
) -> list[Outgoing]:
    """Resume, pause or remove the one source that is meant."""
    known = None if isinstance(address, NotPublic) else await _find(unit, address)
    meant = [known] if known is not None and known.status in COUNTED else await sources_named(unit, written)
    if len(meant) > 1:
        return ask.answer(caller, "source-ambiguous", title=shown(written))
    if meant and verb in RESUME:
        return _added(ask, caller, await resume(unit, meant[0], caller, ask.now))
    if meant:
        status = SourceStatus.PAUSED if verb in PAUSE else SourceStatus.GONE
        aside = await set_aside(unit, meant[0], status, caller, ask.now)
        key = "source-paused" if status is SourceStatus.PAUSED else removed_key(aside)
        return ask.answer(caller, key, title=name_of(aside), name=_written(aside))
    if isinstance(address, NotPublic):
        return ask.answer(caller, "source-none-named", title=shown(written))
    return await add(ask, unit, caller, address) if verb in RESUME else _unknown(ask, caller, address)


async def _find(unit: Unit, address: Named) -> Source | None:
    """The source that is meant: feeds have names of their own, by which watches know them."""
    if isinstance(address, WebAddress):
        return await find_feed(unit, address.url)
    channel = await find_channel(unit, address.name) if isinstance(address, ChannelName) else None
    return channel or await find_feed(unit, address.name) or await _find_group(unit, address.name)


async def _find_group(unit: Unit, name: str) -> Source | None:
    named = await sources_named(unit, f"@{name}")
    return next((one for one in named if one.kind is RefKind.CHAT), None)


async def add(ask: Ask, unit: Unit, caller: Subscriber, address: Named, history: int | None = None) -> list[Outgoing]:
    """Make what is named a source, and answer; `history`: how many older posts of a channel come with it."""
    known = await _find(unit, address)
    feed = address.url if isinstance(address, WebAddress) else None
    if known is not None and known.kind is RefKind.FEED:
        feed = address_of(known)
    if feed is not None:
        if history is not None:
            return ask.answer(caller, "source-history-only-pages")
        return _added(ask, caller, await add_feed(unit, feed, caller, ask.now), feed)
    if known is not None and known.kind is RefKind.CHAT:
        return _added(ask, caller, await resume(unit, known, caller, ask.now))
    if isinstance(address, ChannelName):
        added = await add_channel(unit, address.name, caller, ask.now, history)
        return _added(ask, caller, added, history=history)
    return _unknown(ask, caller, address)


def _added(
    ask: Ask, caller: Subscriber, added: Added, feed: str | None = None, history: int | None = None
) -> list[Outgoing]:
    """What became of it. `feed`: the address that was given of one; `history`: how many older posts are wanted."""
    ask.work.after(ask.desk.inbox_changed if added.addition is Addition.HEARD else ask.desk.polls_changed)
    source, title = added.source, name_of(added.source)
    if added.addition is Addition.LOOKING:
        if source.kind is RefKind.FEED:
            return ask.answer(caller, "feed-looking", link=link_to(feed or address_of(source)))
        if history is not None:
            return ask.answer(caller, "source-looking-history", name=source.username, count=history)
        return ask.answer(caller, "source-looking", name=source.username)
    if added.addition is Addition.DEEPER:
        seconds = (history or 0) / PAGE_POSTS * ask.desk.settings.preview_pace
        lasting = span(seconds, speak(caller))
        return ask.answer(caller, "source-deeper", title=title, count=history or 0, lasting=lasting)
    if added.addition is Addition.MEMBER and history is not None:
        return ask.answer(caller, "source-history-only-pages")
    return ask.answer(caller, _SAID[added.addition], title=title)


async def _rename(ask: Ask, unit: Unit, caller: Subscriber, written: str) -> list[Outgoing]:
    which, _, title = written.strip().partition(" ")
    address, title = source_address(which), shown(title, LONGEST_TITLE)
    if not title or isinstance(address, NotPublic):
        return ask.answer(caller, "source-usage")
    known = await _find(unit, address)
    if known is None:
        return _unknown(ask, caller, address)
    if known.kind is not RefKind.FEED:
        return ask.answer(caller, "source-names-itself", title=name_of(known))
    renamed = await rename_feed(unit, known, title, caller, ask.now)
    return ask.answer(caller, "feed-renamed", link=link_to(address_of(known)), title=name_of(renamed))


def _unknown(ask: Ask, caller: Subscriber, address: Named) -> list[Outgoing]:
    if isinstance(address, WebAddress):
        return ask.answer(caller, "feed-unknown", link=link_to(address.url))
    return ask.answer(caller, "source-unknown", name=address.name)


def _written(known: Source) -> str:
    """What to type behind `/source resume` for this source."""
    if known.kind is RefKind.FEED:
        return address_of(known)
    return f"@{known.username}" if known.username else str(known.chat_id)


def _is_answer(ask: Ask) -> bool:
    return ask.message is not None and ask.message.reply_to_message is not None


def _forwarded_name(ask: Ask) -> ChannelName | None:
    """The channel whose forwarded post the command answers."""
    answered = ask.message.reply_to_message if ask.message else None
    origin = answered.forward_origin if answered else None
    if isinstance(origin, MessageOriginChannel) and origin.chat.username:
        return ChannelName(origin.chat.username)
    return None
