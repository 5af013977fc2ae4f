"""What admins do with sources that are polled: public channels and feeds; and the list for everybody."""

from __future__ import annotations

import html

from telegram import MessageOriginChannel

from bot.deliver.render import link_to, reply, speak
from bot.ingest.sources.adding import (
    Addition,
    add_channel,
    add_feed,
    find_channel,
    find_feed,
    rename_feed,
    set_aside,
)
from bot.ingest.sources.address import ChannelName, FeedName, NotPublic, WebAddress, source_address
from bot.ingest.sources.expecting import expected_delays, troubles
from bot.ingest.sources.telling import address_of, name_of, span, why
from bot.ingest.sources.trouble import Trouble
from bot.locale import Html, Texts, shown
from bot.model import Outgoing, RefKind, Source, SourceStatus, Subscriber
from handlers.asking import Ask
from storage import Unit

Named = ChannelName | FeedName | WebAddress

ADD = frozenset({"add", "resume", "أضف", "اضف", "إضافة", "اضافة", "استأنف"})
PAUSE = frozenset({"pause", "أوقف", "اوقف"})
REMOVE = frozenset({"remove", "delete", "احذف", "حذف"})
RENAME = frozenset({"rename", "سم", "سمّ", "تسمية"})
LISTED, LIST_ROOM = 40, 3_500
LONGEST_TITLE = 100
_MARKS = {SourceStatus.ACCEPTED: "🟢", SourceStatus.PAUSED: "⏸", SourceStatus.PROPOSED: "⏳"}
_TROUBLED = "⚠️"


async def source(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """`/source add|pause|remove|rename` with a name or an address, or as an answer to a forwarded post."""
    verb, _, written = ask.words.partition(" ")
    verb = verb.lower()
    if verb not in ADD | PAUSE | REMOVE | RENAME:
        return ask.answer(caller, "source-usage")
    if verb in RENAME:
        return await _rename(ask, unit, caller, written)
    address = source_address(written) if written.strip() else _forwarded_name(ask)
    if address is None:
        return ask.answer(caller, "source-forward-nameless" if _is_answer(ask) else "source-usage")
    if isinstance(address, NotPublic):
        return ask.answer(caller, f"source-address-{address.value}")
    if verb in ADD:
        return await _add(ask, unit, caller, address)
    status = SourceStatus.PAUSED if verb in PAUSE else SourceStatus.GONE
    known = await _find(unit, address)
    if known is None:
        return _unknown(ask, caller, address)
    await set_aside(unit, known, status, caller, ask.now)
    key = "source-paused" if status is SourceStatus.PAUSED else "source-removed"
    return ask.answer(caller, key, title=name_of(known), name=_written(known))


async def _find(unit: Unit, address: Named) -> Source | None:
    """The source that is meant: feeds have names of their own, by which watches know them."""
    if isinstance(address, WebAddress):
        return await find_feed(unit, address.url)
    channel = await find_channel(unit, address.name) if isinstance(address, ChannelName) else None
    return channel or await find_feed(unit, address.name)


async def _add(ask: Ask, unit: Unit, caller: Subscriber, address: Named) -> list[Outgoing]:
    known = await _find(unit, address)
    feed = address.url if isinstance(address, WebAddress) else None
    if known is not None and known.kind is RefKind.FEED:
        feed = address_of(known)
    if feed is not None:
        added = await add_feed(unit, feed, caller, ask.now)
    elif isinstance(address, ChannelName):
        added = await add_channel(unit, address.name, caller, ask.now)
    else:
        return _unknown(ask, caller, address)
    if added.addition is Addition.LOOKING:
        ask.work.after(ask.desk.polls_changed)
        if feed is not None:
            return ask.answer(caller, "feed-looking", link=link_to(feed))
        return ask.answer(caller, "source-looking", name=added.source.username)
    key = "source-known-already" if added.addition is Addition.KNOWN else "source-member-already"
    return ask.answer(caller, key, title=name_of(added.source))


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
    """What to type behind `/source add` for this source."""
    return address_of(known) if known.kind is RefKind.FEED else f"@{known.username}"


def _is_answer(ask: Ask) -> bool:
    return ask.message is not None and ask.message.reply_to_message is not None


def _forwarded_name(ask: Ask) -> ChannelName | None:
    """The channel whose forwarded post the command answers."""
    answered = ask.message.reply_to_message if ask.message else None
    origin = answered.forward_origin if answered else None
    if isinstance(origin, MessageOriginChannel) and origin.chat.username:
        return ChannelName(origin.chat.username)
    return None


async def list_(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """`/sources`: each with its state and its last post, those in trouble first; admins also read what is wrong."""
    say, explain = speak(caller), caller.role.administers
    wrong = await troubles(unit)
    counted = [one for one in await unit.sources.all() if one.status in _MARKS]
    counted.sort(key=lambda one: one.id not in wrong)
    listed = _fitting([_line(ask, say, one, wrong.get(one.id), explain=explain) for one in counted])
    lines: list[str] = [say.say("sources-title", count=len(counted)), *listed]
    if len(counted) > len(listed):
        lines.append(say.say("sources-more", count=len(counted) - len(listed)))
    delays = await expected_delays(unit, ask.now, ask.desk.settings.preview_pace)
    if delays.channels is not None:
        delay, then = span(delays.channels, say), span(delays.with_another, say)
        lines += ["", say.say("sources-delay", delay=delay, then=then)]
    if delays.feeds is not None:
        lines += ["", say.say("feeds-delay", delay=span(delays.feeds, say))]
    return [reply(caller, "\n".join(lines))]


def _fitting(lines: list[str]) -> list[str]:
    """As many of the lines as one message holds; the markup is counted too, which errs on the safe side."""
    room, fitting = LIST_ROOM, list[str]()
    for line in lines[:LISTED]:
        room -= len(line) + 1
        if room < 0:
            break
        fitting.append(line)
    return fitting


def _line(ask: Ask, say: Texts, source: Source, trouble: Trouble | None, *, explain: bool) -> str:
    name = html.escape(name_of(source), quote=False)
    link = address_of(source) if source.kind is RefKind.FEED else source.username and f"https://t.me/{source.username}"
    if link:
        name = f'<a href="{html.escape(link)}">{name}</a>'
    if source.kind is RefKind.FEED and source.username:
        name += f" (<code>@{html.escape(source.username)}</code>)"
    last = say.say("sources-no-posts")
    if source.last_post_at is not None:
        last = say.say("sources-last", ago=span((ask.now - source.last_post_at).total_seconds(), say))
    mark = _TROUBLED if trouble is not None else _MARKS[source.status]
    line = str(say.say("sources-line", mark=mark, name=Html(name), last=last))
    if explain and trouble is not None and trouble is not Trouble.SILENT:
        line += f"\n    {why(trouble, source, say)}"
    return line
