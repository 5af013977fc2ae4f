"""Telling a subscriber of a post, and keeping what they were told true: one alert a subscriber and story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot import bursts, catch_up
from bot.deliver import render
from bot.fired import Fired, fired_on
from bot.model import Alert, AwaitedAnswer, Button, Operation, Outgoing, Post, Priority, Status, Subscriber, Watch
from storage import Unit


async def tell(
    unit: Unit, post: Post, subscriber: Subscriber, fresh: Sequence[Watch], now: datetime, late_after: timedelta
) -> None:
    """Tell of a post that these watches fired on for the first time: a new alert, or an edit of the one there is.

    What quiet hours hold, and is urgent now, is sent at once.
    """
    if subscriber.status is not Status.ACTIVE:
        return
    urgent = any(watch.urgent for watch in fresh)
    story = await unit.posts.story_of(post.id)
    late = catch_up.late_since(post, late_after)
    alert = await unit.alerts.open(subscriber.id, story, post.id, subscriber.chat_id, late or now)
    if alert is None:
        known = await unit.alerts.find(subscriber.id, story)
        if known is None:
            raise LookupError(f"alert of subscriber {subscriber.id} on story {story} is neither new nor there")
        if urgent and await bursts.release(unit, subscriber, known, now):
            message = _message(post, subscriber, known, await fired_on(unit, post, subscriber.id))
            revision = await unit.alerts.bump(known.id)
            await unit.outbox.queue(replace(message, dedupe=f"urgent:{known.id}:{revision}"), subscriber.id, now)
        else:
            await bring_up_to_date(unit, post, subscriber, known, now)
        return
    if await bursts.fold(unit, subscriber, alert, urgent=urgent, paced=late is None, now=now):
        return
    message = _message(post, subscriber, alert, await fired_on(unit, post, subscriber.id))
    if late is not None:
        message = replace(message, not_before=now + catch_up.GATHERING)
    await unit.outbox.queue(message, subscriber.id, now, due_since=late)


async def answer_with_matches(
    unit: Unit,
    post: Post,
    subscriber: Subscriber,
    answer: AwaitedAnswer,
    watches: Sequence[Watch],
    now: datetime,
    *,
    offer: tuple[tuple[Button, ...], ...] = (),
) -> list[Outgoing]:
    """Whoever forwards gets one message: the answer and, where a watch of theirs fired, the alert in it.

    Holding an alert, it goes through the outbox: a crash must not lose it. Who was told of this post before gets the
    plain answer, which names the watches. `offer` is what stands below either of them.
    """
    story = await unit.posts.story_of(post.id)
    alert = await unit.alerts.open(subscriber.id, story, post.id, subscriber.chat_id, now)
    if alert is None:
        return [render.forward_answer(post, subscriber, answer, watches, buttons=offer)]
    fired = await fired_on(unit, post, subscriber.id)
    message = _message(post, subscriber, alert, fired, heading=render.forward_heading(subscriber, answer))
    message = replace(message, reply_to=answer.message_id, buttons=message.buttons + offer)
    await unit.outbox.queue(message, subscriber.id, now)
    return []


async def follow(unit: Unit, post: Post, now: datetime) -> None:
    """A post has changed: let everybody who was told of it, or is about to be, read how it stands now."""
    for alert in await unit.alerts.of_post(post.id):
        subscriber = await unit.subscribers.get(alert.subscriber_id)
        if subscriber is not None:
            await bring_up_to_date(unit, post, subscriber, alert, now)


async def bring_up_to_date(unit: Unit, post: Post, subscriber: Subscriber, alert: Alert, now: datetime) -> None:
    """Edit the message of an alert, without a sound, if what it shows of the post is something else now.

    Whoever stopped the bot finds it so when they come back: their messages wait.
    """
    if alert.fold_id is not None:
        await bursts.bring_up_to_date(unit, subscriber, alert.fold_id, now)
        return
    fired = await fired_on(unit, post, subscriber.id)
    if not fired.watches:
        return
    message = _message(post, subscriber, alert, fired)
    # An edit elsewhere in a long post is not worth a word.
    unmarked = render.alert(post, fired.watches, fired.spans, subscriber, lost=fired.lost, mark_edit=False)
    if await unit.outbox.last_text(alert.id) in {message.text, unmarked}:
        return
    revision = await unit.alerts.bump(alert.id)
    if not await unit.outbox.replace_unsent(alert.id, message):
        edit = replace(message, operation=Operation.EDIT, dedupe=f"edit:{alert.id}:{revision}")
        await unit.outbox.queue(edit, subscriber.id, now)


def _message(post: Post, subscriber: Subscriber, alert: Alert, fired: Fired, *, heading: str = "") -> Outgoing:
    """The alert as it is sent the first time."""
    return Outgoing(
        Operation.SEND,
        subscriber.chat_id,
        text=render.alert(post, fired.watches, fired.spans, subscriber, heading=heading, lost=fired.lost),
        buttons=render.alert_buttons(post, alert.id, render.speak(subscriber)),
        alert_id=alert.id,
        thread_id=subscriber.thread_id,
        preview_link=post.link if render.has_usable_link(post) else "",
        priority=Priority.ALERT,
        dedupe=f"alert:{subscriber.id}:{alert.story_id}:1",
    )
