"""Setting, listing and deleting watches."""

from __future__ import annotations

from bot import watches
from bot.deliver.render import query_problem, query_reading, reply
from bot.locale import shown, texts
from bot.model import Operation, Outgoing, Subscriber
from bot.query import QueryError
from handlers import keyboards
from handlers.asking import Ask
from storage import Unit


async def watch(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """`/watch <query>`."""
    if not ask.words:
        return ask.answer(caller, "watch-usage")
    live = ask.desk.live
    try:
        made = await watches.create(unit, caller, ask.words, engine_version=live.engine.version, now=ask.now)
    except QueryError as error:
        return [reply(caller, query_problem(error, ask.words, "/watch", texts(caller.language)))]
    match made:
        case watches.QuotaReached(quota):
            return ask.answer(caller, "watch-quota", quota=quota)
        case watches.AlreadyThere(known):
            return ask.answer(caller, "watch-known", query=shown(known.text))
        case watches.Created(new, query):
            ask.work.after(lambda: live.add(new, query))
            say = texts(caller.language)
            saved = say.say("watch-saved", query=shown(new.text))
            return [reply(caller, f"{saved}\n{query_reading(query, say)}")]


async def list_(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """`/watches`."""
    return [await _page(unit, caller, 0)]


async def turn_page(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """Another page of the list, in place."""
    page = keyboards.identifier(ask.words)
    return ask.toast(caller.language) + ask.edit(caller, await _page(unit, caller, page or 0))


async def delete(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """The button beside a watch. Pressed twice, or by somebody else, it does no harm."""
    written, _, page = ask.words.partition(".")
    number = keyboards.identifier(written)
    gone = None if number is None else await watches.delete(unit, caller, number)
    if gone is None:
        answer = ask.toast(caller.language, "watch-gone")
    else:
        ask.work.after(lambda: ask.desk.live.remove(gone.id))
        answer = ask.toast(caller.language, "watch-deleted", query=shown(gone.text))
    return answer + ask.edit(caller, await _page(unit, caller, keyboards.identifier(page) or 0))


async def _page(unit: Unit, caller: Subscriber, page: int) -> Outgoing:
    say = texts(caller.language)
    mine = await unit.watches.of(caller.id)
    if not mine:
        return reply(caller, say.say("watches-empty"))
    pages = -(-len(mine) // keyboards.PAGE)
    page = min(max(page, 0), pages - 1)
    text = say.say("watches-title", count=len(mine))
    if pages > 1:
        text = type(text)(f"{text}\n{say.say('watches-page', page=page + 1, pages=pages)}")
    return Outgoing(Operation.SEND, caller.chat_id, text=text, buttons=keyboards.watch_list(mine, page, say))
