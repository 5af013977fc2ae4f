"""The buttons below an alert: mute what fired, why it did, and what would not have."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot import watches
from bot.deliver import cards, render
from bot.deliver.render import reply, speak
from bot.locale import shown
from bot.match import narrower
from bot.model import Alert, Button, DraftKind, Outgoing, Post, Subscriber, Watch
from bot.query import Query
from bot.text import Engine
from handlers import keyboards
from handlers.asking import Ask
from storage import Unit

EXPLAINED = 3  # watches whose reasons one message holds


async def ask_mute(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """For how long? In place of the buttons."""
    alert, post, fired = await _pressed(ask, unit, caller)
    if alert is None or post is None or not fired:
        return ask.toast(caller.language, "watch-gone")
    say = speak(caller)
    back = Button(say.toast("button-back"), keyboards.data(keyboards.MUTE_ALERT_FOR, f"{alert.id}.0"))
    return ask.toast(caller.language) + ask.rebutton(
        caller, keyboards.mute_choices(keyboards.MUTE_ALERT_FOR, alert.id, say, back)
    )


async def mute(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """No alert for some hours from every watch that fired; 0: changed their mind."""
    alert, post, fired = await _pressed(ask, unit, caller)
    if alert is None or post is None or not fired:
        return ask.toast(caller.language, "watch-gone")
    say = speak(caller)
    _, hours = keyboards.identifiers(ask.words)
    buttons = ask.rebutton(caller, render.alert_buttons(post, alert.id, say))
    if not hours:
        return ask.toast(caller.language) + buttons
    until = ask.now + timedelta(hours=min(hours, 24 * 365))
    for watch in fired:
        changed = await watches.mute(unit, caller, watch.id, until)
        if changed is not None:
            ask.work.after(lambda changed=changed: ask.desk.live.follow(changed))  # type: ignore[misc]
    return ask.toast(caller.language, "alert-muted", count=len(fired), hours=hours) + buttons


async def why(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """Term by term, what in the post satisfied each watch."""
    alert, post, fired = await _pressed(ask, unit, caller)
    if alert is None or post is None or not fired:
        return ask.toast(caller.language, "watch-gone")
    engine = ask.desk.live.engine
    explained = [
        cards.why(watch, query, post, caller, engine)
        for watch in fired[:EXPLAINED]
        if (query := watches.query_of(watch)) is not None
    ]
    if not explained:
        explained.append(speak(caller).say("card-disabled"))
    answer = reply(caller, "\n\n".join(explained))
    return [*ask.toast(caller.language), replace(answer, reply_to=alert.message_id)]


async def not_relevant(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """Narrower queries that would not have fired on this post, each to accept with a button."""
    alert, post, fired = await _pressed(ask, unit, caller)
    if alert is None or post is None or not fired:
        return ask.toast(caller.language, "watch-gone")
    say = speak(caller)
    rows: list[tuple[Button, ...]] = []
    for watch in fired[:EXPLAINED]:
        for query in _narrower(watch, post, ask.desk.live.engine):
            begun = await unit.drafts.add(caller.id, DraftKind.WATCH, str(query), ask.now, watch_id=watch.id)
            rows += keyboards.corrected(keyboards.PASTE_WATCH, begun, begun.text, say)
    key = "not-relevant" if rows else "not-relevant-narrow"
    rows = rows or [
        (Button(f"✏️ {shown(watch.text, 40)}", keyboards.data(keyboards.EDIT_WATCH, f"{watch.id}.0")),)
        for watch in fired[:EXPLAINED]
    ]
    answer = reply(caller, say.say(key), buttons=tuple(rows))
    return [*ask.toast(caller.language), replace(answer, reply_to=alert.message_id)]


def _narrower(watch: Watch, post: Post, engine: Engine) -> list[Query]:
    query = watches.query_of(watch)
    return [] if query is None else narrower(query, post, engine)


async def _pressed(ask: Ask, unit: Unit, caller: Subscriber) -> tuple[Alert | None, Post | None, list[Watch]]:
    """The alert a button belongs to, its post, and those watches of this person that fired on it and still exist."""
    number, _ = keyboards.identifiers(ask.words)
    alert = None if number is None else await unit.alerts.get(number)
    if alert is None or alert.subscriber_id != caller.id:
        return None, None, []
    post = await unit.posts.get(alert.post_id)
    hits = await unit.watches.hits_on(alert.post_id, caller.id)
    fired = [watch for hit in hits if (watch := await unit.watches.get(hit.watch_id))]
    return alert, post, fired
