"""Setting a watch, the list of them, and what can be done with each."""

from __future__ import annotations

from datetime import timedelta

from bot import watches
from bot.deliver import cards
from bot.deliver.render import reply, speak
from bot.locale import shown
from bot.match import evaluate
from bot.model import Button, Outgoing, Post, Subscriber, Watch, WatchMode
from handlers import drafting, keyboards
from handlers.asking import Ask
from storage import Unit

TEST_WATCH = "test"


async def watch(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """`/watch <query>`: shown how it reads, to be saved."""
    if not ask.words:
        return ask.answer(caller, "watch-usage")
    return [await drafting.preview(ask, unit, caller, ask.words)]


async def named(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """A name that is in the news, tapped below the welcome."""
    if not ask.words:
        return ask.toast(caller.language, "old-button")
    return [*ask.toast(caller.language), await drafting.preview(ask, unit, caller, ask.words)]


async def list_(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """`/watches`."""
    return [await _page(ask, unit, caller, 0)]


async def turn_page(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """Another page of the list, in place."""
    page = keyboards.identifier(ask.words) or 0
    return ask.toast(caller.language) + ask.edit(caller, await _page(ask, unit, caller, page))


async def show(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """The card of one watch, in place."""
    mine, page = await _pressed(ask, unit, caller)
    if mine is None:
        return await _gone(ask, unit, caller, page)
    return ask.toast(caller.language) + ask.edit(caller, await _card(ask, unit, caller, mine, page))


async def pause(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """Nothing from this watch until it is resumed."""
    return await _set_mode(ask, unit, caller, WatchMode.PAUSED, "watch-paused")


async def resume(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """Alerts again."""
    return await _set_mode(ask, unit, caller, WatchMode.ALERT, "watch-resumed")


async def for_digest(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """In digests only."""
    ask = ask.with_words(f"{ask.words}.1")
    return await _set_mode(ask, unit, caller, WatchMode.DIGEST, "watch-digest-only")


async def for_alerts(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """In digests and as alerts."""
    ask = ask.with_words(f"{ask.words}.1")
    return await _set_mode(ask, unit, caller, WatchMode.ALERT, "watch-resumed")


async def _set_mode(ask: Ask, unit: Unit, caller: Subscriber, mode: WatchMode, said: str) -> list[Outgoing]:
    mine, page = await _pressed(ask, unit, caller)
    if mine is not None and mine.mode is WatchMode.DISABLED:
        return ask.toast(caller.language) + ask.edit(caller, await _card(ask, unit, caller, mine, page))
    changed = None if mine is None else await watches.set_mode(unit, caller, mine.id, mode)
    if changed is None:
        return await _gone(ask, unit, caller, page)
    ask.work.after(lambda: ask.desk.live.follow(changed))
    on_card = ask.words.count(".") > 1
    if changed.mode is WatchMode.DISABLED:
        return ask.toast(caller.language) + ask.edit(caller, await _card(ask, unit, caller, changed, page))
    put = await _card(ask, unit, caller, changed, page) if on_card else await _page(ask, unit, caller, page)
    return ask.toast(caller.language, said, query=shown(changed.text, 60)) + ask.edit(caller, put)


async def ask_mute(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """For how long?"""
    mine, page = await _pressed(ask, unit, caller)
    if mine is None:
        return await _gone(ask, unit, caller, page)
    say = speak(caller)
    back = Button(say.toast("button-back"), keyboards.data(keyboards.SHOW_WATCH, f"{mine.id}.{page}"))
    put = reply(
        caller,
        say.say("mute-ask", query=shown(mine.text, 300)),
        buttons=keyboards.mute_choices(keyboards.MUTE_WATCH, mine.id, say, back),
    )
    return ask.toast(caller.language) + ask.edit(caller, put)


async def mute(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """No alert from this watch for some hours; 0: at once again."""
    number, hours = keyboards.identifiers(ask.words)
    until = ask.now + timedelta(hours=min(hours, 24 * 365)) if hours else None
    changed = None if number is None else await watches.mute(unit, caller, number, until)
    if changed is None:
        return await _gone(ask, unit, caller, 0)
    ask.work.after(lambda: ask.desk.live.follow(changed))
    toast = ask.toast(caller.language, "watch-muted" if until else "watch-unmuted", query=shown(changed.text, 60))
    return toast + ask.edit(caller, await _card(ask, unit, caller, changed, 0))


async def make_urgent(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """Alerts in quiet hours too."""
    return await _set_urgent(ask, unit, caller, True, "watch-urgent")


async def make_ordinary(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """In quiet hours no alerts any more."""
    return await _set_urgent(ask, unit, caller, False, "watch-ordinary")


async def _set_urgent(ask: Ask, unit: Unit, caller: Subscriber, urgent: bool, said: str) -> list[Outgoing]:
    number, page = keyboards.identifiers(ask.words)
    changed = None if number is None else await watches.set_urgent(unit, caller, number, urgent)
    if changed is None:
        return await _gone(ask, unit, caller, page)
    ask.work.after(lambda: ask.desk.live.follow(changed))
    toast = ask.toast(caller.language, said, query=shown(changed.text, 60))
    return toast + ask.edit(caller, await _card(ask, unit, caller, changed, page))


async def delete(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """Delete, with a way back. Pressed twice, or by somebody else, it does no harm."""
    number, page = keyboards.identifiers(ask.words)
    gone = None if number is None else await watches.delete(unit, caller, number, ask.now)
    if gone is None:
        return await _gone(ask, unit, caller, page)
    ask.work.after(lambda: ask.desk.live.remove(gone.id))
    say = speak(caller)
    put = reply(
        caller, say.say("watch-deleted", query=shown(gone.text, 300)), buttons=keyboards.deleted(gone, page, say)
    )
    return ask.toast(caller.language) + ask.edit(caller, put)


async def undo_delete(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """Not deleted after all."""
    number, page = keyboards.identifiers(ask.words)
    back = None if number is None else await watches.undelete(unit, caller, number)
    if isinstance(back, watches.QuotaReached):
        return ask.toast(caller.language) + ask.answer(caller, "watch-quota", quota=back.quota)
    if back is None:
        return await _gone(ask, unit, caller, page)
    ask.work.after(lambda: ask.desk.live.follow(back))
    return ask.toast(caller.language, "watch-back") + ask.edit(caller, await _card(ask, unit, caller, back, page))


async def edit(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """Another query for this watch: the next text that is typed."""
    mine, page = await _pressed(ask, unit, caller)
    if mine is None:
        return await _gone(ask, unit, caller, page)
    await unit.subscribers.set_awaited(caller.id, f"{drafting.EDIT_WATCH}:{mine.id}")
    return ask.toast(caller.language) + ask.answer(caller, "edit-ask", query=mine.text)


async def ask_test(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """Try this watch on the next text or forward."""
    mine, page = await _pressed(ask, unit, caller)
    if mine is None:
        return await _gone(ask, unit, caller, page)
    await unit.subscribers.set_awaited(caller.id, f"{TEST_WATCH}:{mine.id}")
    return ask.toast(caller.language) + ask.answer(caller, "test-ask", query=shown(mine.text, 300))


async def tested(ask: Ask, unit: Unit, caller: Subscriber, watch_id: int, post: Post) -> list[Outgoing]:
    """Whether the watch would have fired on this text, and where, or why not."""
    mine = await watches.owned(unit, caller, watch_id)
    query = watches.query_of(mine) if mine is not None else None
    if mine is None or query is None:
        return ask.answer(caller, "watch-gone")
    engine = ask.desk.live.engine
    spans = evaluate(query, post, engine)
    return [reply(caller, cards.verdict(mine, query, post, spans, caller, engine), reply_to=ask.message_id)]


async def _page(ask: Ask, unit: Unit, caller: Subscriber, page: int) -> Outgoing:
    say = speak(caller)
    mine = await unit.watches.of(caller.id)
    if not mine:
        return reply(caller, say.say("watches-empty"))
    pages = -(-len(mine) // keyboards.PAGE)
    page = min(max(page, 0), pages - 1)
    text = say.say("watches-title", count=len(mine))
    if pages > 1:
        text = type(text)(f"{text}\n{say.say('watches-page', page=page + 1, pages=pages)}")
    return reply(caller, text, buttons=keyboards.watch_list(mine, page, say, ask.now))


async def _card(ask: Ask, unit: Unit, caller: Subscriber, mine: Watch, page: int) -> Outgoing:
    last = await unit.watches.last_hit(mine.id)
    post = None if last is None else await unit.posts.get(last.post_id)
    text = cards.card(mine, watches.query_of(mine), post, caller, ask.desk.live.engine, ask.now)
    return reply(caller, text, buttons=keyboards.watch_card(mine, page, speak(caller), ask.now))


async def _pressed(ask: Ask, unit: Unit, caller: Subscriber) -> tuple[Watch | None, int]:
    """The watch a button belongs to, and the page of the list it was opened from."""
    number, page = keyboards.identifiers(".".join(ask.words.split(".")[:2]))
    return (None if number is None else await watches.owned(unit, caller, number)), page


async def _gone(ask: Ask, unit: Unit, caller: Subscriber, page: int) -> list[Outgoing]:
    return ask.toast(caller.language, "watch-gone") + ask.edit(caller, await _page(ask, unit, caller, page))
