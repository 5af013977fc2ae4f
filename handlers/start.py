"""Coming, getting help, and going."""

from __future__ import annotations

from dataclasses import replace

from telegram import Update

from bot import news, subscribers
from bot.deliver.render import link_to, reply, speak
from bot.model import Outgoing, Subscriber
from bot.subscribers import Pass
from handlers import keyboards
from handlers.asking import Ask, Context, ask_of, over_quota, turned_away
from storage import Unit


async def start(update: Update, context: Context) -> None:
    """`/start`, alone or with the payload of a one-time link."""
    ask = ask_of(update, context)

    async def step(unit: Unit) -> list[Outgoing]:
        known = await unit.subscribers.by_chat(ask.person.chat_id)
        way = await subscribers.come_in(unit, ask.person, ask.words, ask.desk.settings, ask.now)
        caller = await subscribers.find_or_admit(unit, ask.person, ask.desk.settings, ask.now)
        if caller is None:
            if way is not Pass.REFUSED:
                return turned_away(ask)
            return turned_away(ask, "claim-bad" if ask.words.startswith("claim") else "invite-bad")
        if refusal := over_quota(ask, caller, "command"):
            return refusal.messages
        await subscribers.resume(unit, caller, ask.now)
        if caller.role.administers and (known is None or not known.role.administers):
            ask.work.after(ask.desk.admins_changed)
        await unit.subscribers.set_awaited(caller.id, "")
        if way is Pass.CLAIMED:
            return ask.answer(caller, "claim-done")
        if way is Pass.REFUSED and ask.words.startswith("claim"):
            return ask.answer(caller, "claim-bad")
        if known is not None and await unit.watches.count(caller.id):
            return ask.answer(caller, "start-back")
        return [await _welcome(ask, unit, caller)]

    context.work.do(step)


async def _welcome(ask: Ask, unit: Unit, caller: Subscriber) -> Outgoing:
    """One short message, and one tap to a first watch from what is in the news."""
    say = speak(caller)
    names = await news.names_now(unit, ask.desk.live.engine, ask.now)
    text = say.say("start-welcome")
    if names:
        text = type(text)(f"{text}\n\n{say.say('start-names')}")
    return reply(caller, text, buttons=keyboards.first_steps(names, say))


async def how_it_works(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """One tap from the welcome."""
    return ask.toast(caller.language) + ask.answer(caller, "how-it-works")


async def switch_language(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """The welcome in the other language, in place."""
    other = replace(caller, language="en" if caller.language == "ar" else "ar")
    await unit.subscribers.set_language(caller.id, other.language)
    return ask.toast(other.language) + ask.edit(other, await _welcome(ask, unit, other))


async def help_(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """`/help`: what there is, and for admins what more there is."""
    say = speak(caller)
    text = say.say("help")
    if caller.role.administers:
        text = type(text)(f"{text}\n\n{say.say('help-admin')}")
    return [reply(caller, text)]


async def stop(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """`/stop`: nothing unasked-for any more."""
    await subscribers.stop(unit, caller, ask.now)
    return ask.answer(caller, "stop-done")


async def invite(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """`/invite`: a link for one person."""
    payload = await subscribers.new_invitation(unit, caller, ask.now)
    return ask.answer(caller, "invite-link", link=link_to(ask.desk.link(payload)))
