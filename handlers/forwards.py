"""Posts that people forward in a private chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot import sources
from bot.ingest.decode import post_of
from bot.model import Outgoing, RefKind, SourceStatus, Subscriber, Visibility
from bot.pipeline import Forwarder, take_in
from handlers import keyboards, watches
from handlers.asking import Ask
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
    if source is not None and accepted:
        # Where this one came from there may be more.
        await unit.sources.bring_forward(source.id, ask.now)
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
