"""The list of sources, in pages, and the card of each: how it is, and what admins can do with it."""

from __future__ import annotations

import html
from collections.abc import Mapping

from bot.deliver.render import link_to, reply, speak
from bot.ingest.sources import adding
from bot.ingest.sources.expecting import delay_lines, expected_delays, troubles
from bot.ingest.sources.feed_state import feed_state_of
from bot.ingest.sources.finding import COUNTED
from bot.ingest.sources.health import KNOWN_POSTS
from bot.ingest.sources.rhythm import Rhythm
from bot.ingest.sources.state import state_of
from bot.ingest.sources.telling import address_of, name_of, span, why
from bot.ingest.sources.trouble import Trouble
from bot.locale import Html, Texts, shown
from bot.model import Outgoing, RefKind, Source, SourceStatus, Subscriber
from handlers import keyboards
from handlers.asking import Ask
from storage import Poll, Unit

PAGE = 8
# Room for reasons in a page; what has no place stands on the source's card.
REASONS_ROOM = 2_000
_MARKS = {SourceStatus.ACCEPTED: "🟢", SourceStatus.PAUSED: "⏸", SourceStatus.PROPOSED: "⏳"}
_TROUBLED = "⚠️"


async def list_(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """`/sources`: each with its state and its last post, those in trouble first; admins also read what is wrong."""
    return [await _page(ask, unit, caller, 0)]


async def turn_page(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """Another page of the list, in place."""
    page = keyboards.identifier(ask.words) or 0
    return ask.toast(caller.language) + ask.edit(caller, await _page(ask, unit, caller, page))


async def show(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """The card of one source, in place."""
    source, page = await _pressed(ask, unit)
    if source is None:
        return await _gone(ask, unit, caller, page)
    return ask.toast(caller.language) + ask.edit(caller, await _card(ask, unit, caller, source, page))


async def pause(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """Nothing is taken from this source until it is resumed."""
    source, page = await _pressed(ask, unit)
    if source is None:
        return await _gone(ask, unit, caller, page)
    said = "source-done-already"
    if source.status is SourceStatus.ACCEPTED:
        source = await adding.set_aside(unit, source, SourceStatus.PAUSED, caller, ask.now)
        said = "source-now-paused"
    return await _changed(ask, unit, caller, source, page, said)


async def resume(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """It counts again, and is read as it was before."""
    source, page = await _pressed(ask, unit)
    if source is None:
        return await _gone(ask, unit, caller, page)
    said = "source-done-already"
    if source.status is SourceStatus.PAUSED:
        await adding.resume(unit, source, caller, ask.now)
        ask.work.after(ask.desk.polls_changed)
        said = "source-now-resumed"
    return await _changed(ask, unit, caller, await unit.sources.get(source.id) or source, page, said)


async def look_now(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """The turn of a polled source comes now."""
    source, page = await _pressed(ask, unit)
    if source is None:
        return await _gone(ask, unit, caller, page)
    if source.status is not SourceStatus.ACCEPTED or await unit.sources.poll(source.id) is None:
        return await _changed(ask, unit, caller, source, page, "")
    await unit.sources.bring_forward(source.id, ask.now)
    ask.work.after(ask.desk.polls_changed)
    return ask.toast(caller.language, "source-turn-forward", title=shown(name_of(source), 60))


async def ask_remove(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """Are you sure?"""
    source, page = await _pressed(ask, unit)
    if source is None:
        return await _gone(ask, unit, caller, page)
    say = speak(caller)
    described = _described(ask, source, await unit.sources.poll(source.id), say)
    text = f"{described}\n\n{say.say('source-card-remove')}"
    sure = reply(caller, text, buttons=keyboards.remove_source(source.id, page, say))
    return ask.toast(caller.language) + ask.edit(caller, sure)


async def remove(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """It is no source any more."""
    source, page = await _pressed(ask, unit)
    if source is None:
        return await _gone(ask, unit, caller, page)
    aside = await adding.set_aside(unit, source, SourceStatus.GONE, caller, ask.now)
    say = speak(caller)
    put = reply(
        caller,
        say.say(removed_key(aside), title=name_of(source)),
        buttons=keyboards.back_to_sources(page, say),
    )
    return ask.toast(caller.language) + ask.edit(caller, put)


def removed_key(source: Source) -> str:
    """The text for a source that was removed: the bot may be in that chat still."""
    return "source-removed" if source.chat_id is None else "source-removed-member"


async def _pressed(ask: Ask, unit: Unit) -> tuple[Source | None, int]:
    """The source a button belongs to, if it still is one, and the page of the list it was opened from."""
    number, page = keyboards.identifiers(ask.words)
    source = None if number is None else await unit.sources.get(number)
    return (source if source is not None and source.status in COUNTED else None), page


async def _gone(ask: Ask, unit: Unit, caller: Subscriber, page: int) -> list[Outgoing]:
    return ask.toast(caller.language, "source-not-there") + ask.edit(caller, await _page(ask, unit, caller, page))


async def _changed(ask: Ask, unit: Unit, caller: Subscriber, source: Source, page: int, said: str) -> list[Outgoing]:
    """The card as it is now, with a few words on what was done."""
    toast = ask.toast(caller.language, said, title=shown(name_of(source), 60)) if said else ask.toast(caller.language)
    return toast + ask.edit(caller, await _card(ask, unit, caller, source, page))


async def _page(ask: Ask, unit: Unit, caller: Subscriber, page: int) -> Outgoing:
    say, wrong = speak(caller), await troubles(unit)
    counted = [one for one in await unit.sources.all() if one.status in COUNTED]
    counted.sort(key=lambda one: one.id not in wrong)
    pages = max(-(-len(counted) // PAGE), 1)
    page = min(page, pages - 1)
    here = counted[page * PAGE : (page + 1) * PAGE]
    lines: list[str] = [say.say("sources-title", count=len(counted))]
    if pages > 1:
        lines.append(say.say("watches-page", page=page + 1, pages=pages))
    lines += _lines(ask, here, wrong, say, explain=caller.role.administers)
    lines += await _delays(ask, unit, say)
    opened = [(one.id, f"{_mark(one, wrong)} {shown(name_of(one), 50)}") for one in here if caller.role.administers]
    return reply(caller, "\n".join(lines), buttons=keyboards.source_list(opened, page, pages, say))


async def _delays(ask: Ask, unit: Unit, say: Texts) -> list[str]:
    """How long posts take until they are here."""
    delays = await expected_delays(unit, ask.now, ask.desk.settings.preview_pace)
    lines = delay_lines(delays, say)
    if delays.pages_silent_since is not None:
        silent = span((ask.now - delays.pages_silent_since).total_seconds(), say)
        lines.insert(0, say.say("sources-pages-silent", ago=silent))
    return [part for line in lines for part in ("", line)]


def _lines(ask: Ask, sources: list[Source], wrong: Mapping[int, Trouble], say: Texts, *, explain: bool) -> list[str]:
    """A line for each source, and for admins what is wrong with it while there is room."""
    lines, room = list[str](), REASONS_ROOM
    for source in sources:
        last = say.say("sources-no-posts")
        if source.last_post_at is not None:
            last = say.say("sources-last", ago=span((ask.now - source.last_post_at).total_seconds(), say))
        lines.append(say.say("sources-line", mark=_mark(source, wrong), name=_linked(source), last=last))
        trouble = wrong.get(source.id)
        if explain and trouble is not None and trouble is not Trouble.SILENT:
            reason = f"    {why(trouble, source, say)}"
            room -= len(reason)
            lines += [reason] if room >= 0 else []
    return lines


def _mark(source: Source, wrong: Mapping[int, Trouble]) -> str:
    return _TROUBLED if source.id in wrong else _MARKS[source.status]


def _linked(source: Source) -> Html:
    """The name, with a link where there is one; of a feed also the name by which watches know it."""
    name = html.escape(name_of(source), quote=False)
    link = address_of(source) if source.kind is RefKind.FEED else source.username and f"https://t.me/{source.username}"
    if link:
        name = f'<a href="{html.escape(link)}">{name}</a>'
    if source.kind is RefKind.FEED and source.username:
        name += f" (<code>@{html.escape(source.username)}</code>)"
    return Html(name)


async def _card(ask: Ask, unit: Unit, caller: Subscriber, source: Source, page: int) -> Outgoing:
    say, poll = speak(caller), await unit.sources.poll(source.id)
    text = _described(ask, source, poll, say)
    return reply(caller, text, buttons=keyboards.source_card(source, page, say, polled=poll is not None))


def _described(ask: Ask, source: Source, poll: Poll | None, say: Texts) -> str:
    """Everything there is to say of a source, line by line."""
    rhythm = _rhythm(ask, source, poll)
    usual = None if rhythm is None or rhythm.posts < KNOWN_POSTS else 1 / rhythm.mean_rate
    silent = 0.0 if source.last_post_at is None else (ask.now - source.last_post_at).total_seconds()
    lines = [f"<b>{_linked(source)}</b>", _way(source, poll, say), "", _state(source, poll, say, silent, usual)]
    if poll is not None and poll.last_success_at is not None:
        ago = span((ask.now - poll.last_success_at).total_seconds(), say)
        lines.append(say.say("source-card-read", ago=ago))
    elif poll is not None:
        lines.append(say.say("source-card-unread"))
    if source.last_post_at is None:
        lines.append(say.say("source-card-no-posts"))
    else:
        lines.append(say.say("source-card-last", ago=span(silent, say)))
    if usual is not None:
        lines.append(say.say("source-card-usual", usual=span(usual, say)))
    return "\n".join(lines)


def _rhythm(ask: Ask, source: Source, poll: Poll | None) -> Rhythm | None:
    if poll is None:
        return None
    return (feed_state_of if source.kind is RefKind.FEED else state_of)(poll, ask.now).rhythm


def _way(source: Source, poll: Poll | None, say: Texts) -> Html:
    """What it is, and how its posts come."""
    if source.kind is RefKind.FEED:
        return say.say("source-card-feed", link=link_to(address_of(source)))
    if source.kind is RefKind.CHAT:
        return say.say("source-card-group")
    return say.say("source-card-page" if poll is not None or source.chat_id is None else "source-card-channel")


def _state(source: Source, poll: Poll | None, say: Texts, silent: float, usual: float | None) -> Html:
    if poll is None or not poll.failure:
        return say.say(f"source-card-{source.status}")
    trouble = Trouble(poll.failure)
    if trouble is Trouble.SILENT and usual is None:
        return say.say("doctor-silent", title=name_of(source))
    lengths = {"silent": span(silent, say), "usual": span(usual or 0, say)} if trouble is Trouble.SILENT else {}
    return say.say("source-card-trouble", why=why(trouble, source, say, **lengths))
