"""Where posts come from: the list for everybody, and what admins do with public channels."""

from __future__ import annotations

import html

from telegram import MessageOriginChannel

from bot.deliver.render import reply, speak
from bot.ingest.sources.adding import Addition, add_channel, set_aside
from bot.ingest.sources.address import ChannelName, NotPublic, telegram_address
from bot.ingest.sources.rhythm import Budget, rhythm_of
from bot.ingest.sources.state import state_of
from bot.ingest.sources.telling import name_of, span, why
from bot.ingest.sources.trouble import Trouble
from bot.locale import Html, Texts
from bot.model import Outgoing, RefKind, Source, SourceStatus, Subscriber
from handlers.asking import Ask
from storage import Unit

ADD = frozenset({"add", "resume", "أضف", "اضف", "إضافة", "اضافة", "استأنف"})
PAUSE = frozenset({"pause", "أوقف", "اوقف"})
REMOVE = frozenset({"remove", "delete", "احذف", "حذف"})
LISTED = 40
_MARKS = {SourceStatus.ACCEPTED: "🟢", SourceStatus.PAUSED: "⏸", SourceStatus.PROPOSED: "⏳"}
_TROUBLED = "⚠️"


async def source(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """`/source add|pause|remove` with a channel's name or link, or as an answer to a forwarded post."""
    verb, _, written = ask.words.partition(" ")
    if verb.lower() not in ADD | PAUSE | REMOVE:
        return ask.answer(caller, "source-usage")
    name = telegram_address(written) if written.strip() else _forwarded_name(ask)
    if name is None:
        return ask.answer(caller, "source-forward-nameless" if _is_answer(ask) else "source-usage")
    if isinstance(name, NotPublic):
        return ask.answer(caller, f"source-address-{name.value}")
    if verb.lower() in ADD:
        return await _add(ask, unit, caller, name.name)
    status = SourceStatus.PAUSED if verb.lower() in PAUSE else SourceStatus.GONE
    known = await set_aside(unit, name.name, status, caller, ask.now)
    if known is None:
        return ask.answer(caller, "source-unknown", name=name.name)
    key = "source-paused" if status is SourceStatus.PAUSED else "source-removed"
    return ask.answer(caller, key, title=name_of(known), name=known.username)


async def _add(ask: Ask, unit: Unit, caller: Subscriber, name: str) -> list[Outgoing]:
    added = await add_channel(unit, name, caller, ask.now)
    if added.addition is Addition.LOOKING:
        ask.work.after(ask.desk.polls_changed)
        return ask.answer(caller, "source-looking", name=name)
    key = "source-known-already" if added.addition is Addition.KNOWN else "source-member-already"
    return ask.answer(caller, key, title=name_of(added.source))


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
    """`/sources`: each with its state and its last post; admins also read what is wrong."""
    say = speak(caller)
    counted = [one for one in await unit.sources.all() if one.status in _MARKS]
    polls = {poll.source_id: poll for poll in await unit.sources.polls(RefKind.CHANNEL)}
    lines: list[str] = [say.say("sources-title", count=len(counted))]
    for one in counted[:LISTED]:
        poll = polls.get(one.id)
        trouble = Trouble(poll.failure) if poll is not None and poll.failure else None
        lines.append(_line(ask, say, one, trouble, explain=caller.role.administers))
    if len(counted) > LISTED:
        lines.append(say.say("sources-more", count=len(counted) - LISTED))
    rates = [state_of(poll, ask.now).rhythm.rate(ask.now) for poll in polls.values()]
    if rates:
        budget = Budget()
        more = [*rates, rhythm_of((), ask.now).rate(ask.now)]
        delay, then = span(budget.mean_delay(rates), say), span(budget.mean_delay(more), say)
        lines += ["", say.say("sources-delay", delay=delay, then=then)]
    return [reply(caller, "\n".join(lines))]


def _line(ask: Ask, say: Texts, source: Source, trouble: Trouble | None, *, explain: bool) -> str:
    name = html.escape(name_of(source), quote=False)
    if source.username:
        name = f'<a href="https://t.me/{html.escape(source.username)}">{name}</a>'
    last = say.say("sources-no-posts")
    if source.last_post_at is not None:
        last = say.say("sources-last", ago=span((ask.now - source.last_post_at).total_seconds(), say))
    mark = _TROUBLED if trouble is not None else _MARKS[source.status]
    line = str(say.say("sources-line", mark=mark, name=Html(name), last=last))
    if explain and trouble is not None and trouble is not Trouble.SILENT:
        line += f"\n    {why(trouble, source, say)}"
    return line
