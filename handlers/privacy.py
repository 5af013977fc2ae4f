"""What is kept about a person, and forgetting it."""

from __future__ import annotations

from dataclasses import replace

from bot import privacy as keeping
from bot.deliver.render import reply
from bot.locale import texts
from bot.model import Outgoing, Subscriber
from handlers import keyboards
from handlers.asking import Ask
from storage import Unit


async def privacy(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """`/privacy`."""
    return ask.answer(caller, "privacy")


async def forget_me(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """`/forget_me` asks first."""
    say = texts(caller.language)
    return [reply(caller, say.say("forget-ask"), buttons=keyboards.forget(say))]


async def forget(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """Yes, everything."""
    await keeping.forget(unit, caller, ask.now)
    ask.work.after(lambda: ask.desk.live.remove_of(caller.id))
    ask.work.after(ask.desk.compact_soon)
    done = replace(ask.answer(caller, "forget-done")[0], buttons=())
    return ask.toast(caller.language) + ask.edit(caller, done)


async def keep(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """No, nothing."""
    return ask.toast(caller.language) + ask.edit(caller, ask.answer(caller, "forget-kept")[0])
