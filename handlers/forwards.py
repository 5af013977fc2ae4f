"""Posts that people forward in a private chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from telegram import Message

from bot import sources
from bot.ingest.decode import post_of
from bot.model import Button, Outgoing, RefKind, SourceStatus, Subscriber, Visibility
from bot.pipeline import Forwarder, take_in
from handlers import keyboards, watches
from handlers.asking import Ask
from handlers.sources import source as source_command
from storage import Unit


async def forwarded(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """Store the post and answer; a channel's post forwarded by the owner, an admin or an editor is everybody's.

    What was forwarded from a person, a hidden person or a group is never shared, whoever forwards it (PRODUCT.md).
    """
    if ask.message is None:
        return []
    post = post_of(ask.message, arrived_at=ask.now, passed_on=True, visibility=Visibility.PRIVATE)
    if post is None:
        return ask.answer(caller, "forward-nothing")
    kind, _, number = (await unit.subscribers.awaited(caller.id)).partition(":")
    if kind == watches.TEST_WATCH and (tried := keyboards.identifier(number)) is not None:
        await unit.subscribers.set_awaited(caller.id, "")
        return await watches.tested(ask, unit, caller, tried, post)
    ref = post.refs[0]
    shared = ref.kind is RefKind.CHANNEL and caller.role.publishes
    source = await sources.of_ref(unit, ref)
    accepted = source is not None and source.status is SourceStatus.ACCEPTED
    # Where this one came from there may be more.
    if await sources.bring_forward(unit, source, ask.now):
        ask.work.after(ask.desk.polls_changed)
    return await take_in(
        unit,
        replace(post, visibility=Visibility.ALL if shared else post.visibility, submitted_by=caller.id),
        live=ask.desk.live,
        now=ask.now,
        album_wait=timedelta(seconds=ask.desk.settings.album_wait),
        source_id=source.id if source is not None and accepted else None,
        forwarder=Forwarder(caller, ask.message.message_id),
    )


async def add_source(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """The button below the answer to a forward: the post's channel becomes a source, as by `/source add`."""
    number = keyboards.identifier(ask.words)
    post = None if number is None else await unit.posts.get(number)
    if post is None or post.visibility is not Visibility.ALL or not post.source_username:
        return ask.toast(caller.language, "old-button")
    added = await source_command(ask.with_words(f"add @{post.source_username}"), unit, caller)
    return ask.toast(caller.language) + ask.rebutton(caller, _other_buttons(ask)) + added


def _other_buttons(ask: Ask) -> keyboards.Rows:
    """What stands below the message beside the button that was pressed: an alert has buttons of its own."""
    message = ask.callback.message if ask.callback else None
    if ask.callback is None or not isinstance(message, Message) or message.reply_markup is None:
        return ()
    rows = message.reply_markup.inline_keyboard
    return tuple(
        tuple(Button(one.text, str(one.callback_data or ""), one.url or "") for one in row)
        for row in rows
        if all(one.callback_data != ask.callback.data for one in row)
    )
