"""Plain text in a private chat: an answer that was asked for, or an offer of what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot import search as searching
from bot.deliver.render import reply, search_results, speak
from bot.ingest.decode import post_of
from bot.locale import shown
from bot.model import Draft, DraftKind, Outgoing, Post, PostRef, RefKind, Subscriber, Visibility
from bot.pipeline import Forwarder, take_in
from bot.query import QueryError
from bot.query.reading import MAX_LENGTH
from handlers import drafting, keyboards, settings, watches
from handlers.asking import Ask
from storage import Unit

# A client cuts a long paste into messages of 4,096 UTF-16 units and sends them in a row.
PART_UNITS = 3_500
PARTS_WITHIN = timedelta(seconds=1.5)
LONGEST_PASTE = 100_000
LOOKED_AT = 20_000  # posts that the index proposes to `/find`; admins search without this bound


async def plain_text(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """What was typed answers a question of ours, belongs to a paste that is arriving, or is offered what it may be."""
    awaited = await unit.subscribers.awaited(caller.id)
    if awaited and ask.text.strip():
        await unit.subscribers.set_awaited(caller.id, "")
        return await _answer(ask, unit, caller, awaited)
    if not ask.text.strip():
        return ask.answer(caller, "help")
    arriving = await unit.drafts.arriving(caller.id)
    is_part = len(ask.text.encode("utf-16-le")) // 2 >= PART_UNITS
    if arriving is not None:
        whole = f"{arriving.text}\n{ask.text}"[:LONGEST_PASTE]
        await unit.drafts.extend(arriving.id, whole, ask.now + PARTS_WITHIN if is_part else ask.now)
        return []
    begun = await unit.drafts.add(
        caller.id, DraftKind.PASTE, ask.text, ask.now, ready_at=ask.now + PARTS_WITHIN if is_part else None
    )
    return [] if is_part else [offer(begun, caller)]


async def _answer(ask: Ask, unit: Unit, caller: Subscriber, awaited: str) -> list[Outgoing]:
    kind, _, number = awaited.partition(":")
    wanted = keyboards.identifier(number)
    if kind == watches.TEST_WATCH and wanted is not None and ask.message is not None:
        tried = post_of(ask.message, arrived_at=ask.now, passed_on=False, visibility=Visibility.PRIVATE)
        return ask.answer(caller, "help") if tried is None else await watches.tested(ask, unit, caller, wanted, tried)
    if kind in {drafting.EDIT_DRAFT, drafting.EDIT_WATCH} and wanted is not None:
        return await drafting.retyped(ask, unit, caller, kind, wanted)
    return await settings.typed(ask, unit, caller, awaited)


def offer(begun: Draft, caller: Subscriber) -> Outgoing:
    """Watch this, find this, and for those who publish: add it as a post."""
    say = speak(caller)
    is_query = len(begun.text) <= MAX_LENGTH
    buttons = keyboards.paste(begun, say, is_query=is_query, publishes=caller.role.publishes)
    key = "offer" if is_query else "offer-long" if buttons else "offer-too-long"
    text = say.say(key, text=shown(begun.text, 200), limit=f"{MAX_LENGTH:,}")
    if len(begun.text) == LONGEST_PASTE:
        text = type(text)(f"{text}\n\n{say.say('offer-cut', limit=f'{LONGEST_PASTE:,}')}")
    return reply(caller, text, buttons=buttons)


async def offer_paste(unit: Unit, draft_id: int) -> Sequence[Outgoing]:
    """Offer a paste that has arrived whole; nothing if it is not there any more."""
    begun = await unit.drafts.get(draft_id)
    caller = None if begun is None else await unit.subscribers.get(begun.subscriber_id)
    if begun is None or caller is None:
        return []
    await unit.drafts.extend(begun.id, begun.text, None)
    return [offer(begun, caller)]


async def find_this(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """Look the typed text up."""
    begun = await drafting.mine(ask, unit, caller)
    if begun is None:
        return ask.toast(caller.language, "old-button")
    return ask.toast(caller.language) + await _found(ask, unit, caller, begun.text)


async def find(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """`/find <query>`: public posts, and what this person forwarded."""
    if not ask.words:
        return ask.answer(caller, "find-usage")
    return await _found(ask, unit, caller, ask.words)


async def _found(ask: Ask, unit: Unit, caller: Subscriber, typed: str) -> list[Outgoing]:
    bound = None if caller.role.administers else LOOKED_AT
    try:
        results = await searching.search(
            unit,
            typed,
            ask.desk.live.engine,
            viewer=caller.id,
            looked_at=bound,
            patterns=ask.allows_patterns(caller),
        )
    except QueryError as error:
        return drafting.refuse(ask, caller, typed, error, keyboards.PASTE_FIND)
    return [reply(caller, search_results(results, caller, typed))]


async def add_as_post(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """An editor's own report: a post for everybody."""
    begun = await drafting.mine(ask, unit, caller)
    if begun is None or ask.callback is None or ask.callback.message is None:
        return ask.toast(caller.language, "old-button")
    if not caller.role.publishes:
        return ask.toast(caller.language, "editors-only")
    await unit.drafts.remove(begun.id)
    offered = ask.callback.message.message_id
    post = Post(
        text=begun.text,
        refs=(PostRef(RefKind.CHAT, str(caller.chat_id), str(offered)),),
        source_title=caller.name,
        published_at=ask.now,
        arrived_at=ask.now,
        visibility=Visibility.ALL,
        submitted_by=caller.id,
    )
    answers = await take_in(
        unit,
        post,
        live=ask.desk.live,
        now=ask.now,
        album_wait=timedelta(0),
        forwarder=Forwarder(caller, offered),
    )
    return ask.toast(caller.language) + ask.rebutton(caller, ()) + answers
