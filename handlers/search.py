"""Admins look things up in all stored posts."""

from __future__ import annotations

from bot import search as searching
from bot.deliver.render import reply, search_results
from bot.model import Outgoing, Subscriber
from bot.query import QueryError
from handlers import drafting, keyboards
from handlers.asking import Ask
from storage import Unit


async def search(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """`/search <query>`: public posts, and those this admin forwarded in private."""
    if not ask.words:
        return ask.answer(caller, "search-usage")
    return await _found(ask, unit, caller, ask.words)


async def search_this(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """The corrected query of a search."""
    begun = await drafting.mine(ask, unit, caller)
    if begun is None:
        return ask.toast(caller.language, "old-button")
    return ask.toast(caller.language) + await _found(ask, unit, caller, begun.text)


async def _found(ask: Ask, unit: Unit, caller: Subscriber, typed: str) -> list[Outgoing]:
    try:
        results = await searching.search(unit, typed, ask.desk.live.engine, viewer=caller.id)
    except QueryError as error:
        return drafting.refuse(ask, caller, typed, error, keyboards.SEARCH_DRAFT)
    return [reply(caller, search_results(results, caller, typed))]
