"""Admins look things up in all stored posts."""

from __future__ import annotations

from bot import search as searching
from bot.deliver.cards import problem
from bot.deliver.render import reply, search_results, speak
from bot.model import Outgoing, Subscriber
from bot.query import QueryError
from handlers.asking import Ask
from storage import Unit


async def search(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """`/search <query>`: public posts, and those this admin forwarded in private."""
    if not ask.words:
        return ask.answer(caller, "search-usage")
    try:
        results = await searching.search(unit, ask.words, ask.desk.live.engine, viewer=caller.id)
    except QueryError as error:
        return [reply(caller, problem(error, ask.words, speak(caller)))]
    return [reply(caller, search_results(results, caller, ask.words))]
