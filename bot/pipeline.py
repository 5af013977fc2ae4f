"""The way of one post: stored, made findable, matched, told. One transaction from top to bottom.

take_in ─→ _store (one post, one row) ─→ [an album waits for its other items] ─→ decide ─→ alerting.tell
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from bot import alerting
from bot.catch_up import AFTER
from bot.deliver import render
from bot.model import (
    AwaitedAnswer,
    Hit,
    Mode,
    Outgoing,
    Post,
    PostRef,
    Status,
    Subscriber,
    Visibility,
    Watch,
    WatchMode,
)
from bot.watches import LiveWatches, Spans
from storage import Unit


@dataclass(frozen=True, slots=True)
class Forwarder:
    """Who handed a post over by forwarding it, and where their answer goes."""

    subscriber: Subscriber
    message_id: int


class Outcome(Enum):
    """What became of a post that was handed over."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    GATHERING = "gathering"  # an album still arriving


@dataclass(frozen=True, slots=True)
class _Stored:
    post: Post
    outcome: Outcome
    known_since: datetime | None


async def take_in(
    unit: Unit,
    post: Post,
    *,
    live: LiveWatches,
    now: datetime,
    album_wait: timedelta,
    source_id: int | None = None,
    forwarder: Forwarder | None = None,
    late_after: timedelta = AFTER,
) -> list[Outgoing]:
    """Take in one post and say what is to be answered; alerts go to the outbox.

    `source_id` is the accepted source the post came from, or that a forward names; `forwarder` is given for
    forwards. `post.visibility` is what this way of arriving entitles it to. What was published longer ago than
    `late_after` is told of in a summary (`bot.catch_up`).
    """
    stored = await _store(unit, post, source_id=source_id, forwarder=forwarder, now=now)
    if forwarder is not None:
        await unit.posts.await_answer(
            stored.post.id,
            AwaitedAnswer(
                forwarder.subscriber.id,
                forwarder.subscriber.chat_id,
                forwarder.message_id,
                stored.known_since,
            ),
        )
    if stored.outcome is Outcome.GATHERING:
        await unit.posts.set_match_due(stored.post.id, now + album_wait)
        return []
    if stored.outcome is Outcome.SAME and forwarder is None:
        return []
    only = None
    if forwarder is not None and not (forwarder.subscriber.role.publishes and post.visibility is Visibility.ALL):
        only = frozenset({forwarder.subscriber.id})
    if stored.outcome in {Outcome.NEW, Outcome.CHANGED}:
        only = None if stored.post.visibility is Visibility.ALL else only
    return await decide(unit, stored.post, live=live, now=now, only=only, late_after=late_after)


async def ripen(unit: Unit, *, live: LiveWatches, now: datetime, late_after: timedelta = AFTER) -> list[Outgoing]:
    """Match the posts whose wait is over: albums that have arrived whole."""
    answers: list[Outgoing] = []
    if not live.is_whole:
        return answers
    for post in await unit.posts.due_for_matching(now):
        await unit.posts.set_match_due(post.id, None)
        answers += await decide(unit, post, live=live, now=now, late_after=late_after)
    return answers


async def vanish(unit: Unit, ref: PostRef, now: datetime) -> None:
    """The post of this name is no longer where it was published: mark it, here and where people were told of it."""
    await unit.posts.vanish(ref, now)
    post = await unit.posts.find([ref])
    if post is not None:
        await alerting.follow(unit, post, now)


async def decide(
    unit: Unit,
    post: Post,
    *,
    live: LiveWatches,
    now: datetime,
    only: frozenset[int] | None = None,
    late_after: timedelta = AFTER,
) -> list[Outgoing]:
    """Match a stored post and queue what is due; return the answers owed to those who forwarded it.

    `only` limits it to some subscribers. A post that is history alerts nobody but those who forward it. While watches
    are compiled anew after an upgrade, the post waits. What was said of an earlier version is brought up to date.
    """
    if not live.is_whole:
        await unit.posts.set_match_due(post.id, now)
        return []
    prepared, keys = live.read(post.text)
    await unit.posts.index(post.id, keys)
    awaiting = {answer.subscriber_id: answer for answer in await unit.posts.take_answers(post.id)}
    may_see = None if post.visibility is Visibility.ALL else await unit.posts.viewers(post.id)
    found = live.match(post, prepared)
    if post.version > 1:
        await _renew(unit, post, found.values(), now)
    concerned = {
        subscriber_id: matches
        for subscriber_id, matches in found.items()
        if (may_see is None or subscriber_id in may_see)
        and (only is None or subscriber_id in only)
        and (post.mode is not Mode.HISTORY or subscriber_id in awaiting)
    }
    fresh = await unit.watches.record_hits(
        [
            Hit(watch.id, post.id, post.version, watch.subscriber_id, spans, now)
            for matches in concerned.values()
            for watch, spans in matches
        ]
    )
    answers: list[Outgoing] = []
    for subscriber_id, matches in concerned.items():
        watches = [watch for watch, _ in matches]
        loud = [watch for watch in watches if watch.id in fresh and _alerts(watch, now)]
        if not loud and subscriber_id not in awaiting:
            continue
        subscriber = await unit.subscribers.get(subscriber_id)
        if subscriber is None:
            continue
        answer = awaiting.pop(subscriber_id, None)
        if answer is None:
            await alerting.tell(unit, post, subscriber, loud, now, late_after)
        elif subscriber.status is Status.STOPPED:
            answers.append(render.forward_answer(post, subscriber, answer, watches))
        else:
            answers += await alerting.answer_with_matches(unit, post, subscriber, answer, watches, now)
    for answer in awaiting.values():
        subscriber = await unit.subscribers.get(answer.subscriber_id)
        if subscriber is not None:
            answers.append(render.forward_answer(post, subscriber, answer))
    if post.version > 1:
        await alerting.follow(unit, post, now)
    return answers


async def _store(
    unit: Unit, post: Post, *, source_id: int | None, forwarder: Forwarder | None, now: datetime
) -> _Stored:
    """One post, one row, however it came: find it by any of its names, or by its album, else add it."""
    known = await unit.posts.find(post.refs)
    if known is None and post.album:
        known = await unit.posts.find_album(post.refs[0].kind, post.refs[0].source_key, post.album)
        if known is not None:
            return await _add_to_album(unit, known, post, forwarder, now)
    if known is None:
        stored = await unit.posts.add(post, source_id=source_id)
        if forwarder is not None:
            await unit.posts.add_viewer(stored.id, forwarder.subscriber.id, now)
        return _Stored(stored, Outcome.GATHERING if post.album else Outcome.NEW, None)
    return await _meet_again(unit, known, post, source_id=source_id, forwarder=forwarder, now=now)


async def _add_to_album(unit: Unit, known: Post, item: Post, forwarder: Forwarder | None, now: datetime) -> _Stored:
    """Another item of an album: one post with all their names, media and the one caption."""
    await unit.posts.add_refs(known.id, item.refs)
    whole = replace(
        known, text=known.text or item.text, media=known.media + item.media, links=known.links or item.links
    )
    await unit.posts.amend(whole)
    since = None
    if forwarder is not None:
        since = await unit.posts.add_viewer(known.id, forwarder.subscriber.id, now)
        since = None if since == known.arrived_at else since
    return _Stored(whole, Outcome.GATHERING, since)


async def _meet_again(
    unit: Unit, known: Post, post: Post, *, source_id: int | None, forwarder: Forwarder | None, now: datetime
) -> _Stored:
    """A post that is stored already came once more: by another way, or edited."""
    since = known.arrived_at
    if forwarder is not None and known.visibility is Visibility.PRIVATE:
        # What others forwarded in private is not this person's to know.
        since = await unit.posts.add_viewer(known.id, forwarder.subscriber.id, now)
    outcome = Outcome.SAME
    if known.visibility is Visibility.PRIVATE and post.visibility is Visibility.ALL:
        await unit.posts.publish(known.id, post.mode, source_id)
        known = replace(known, visibility=Visibility.ALL, mode=post.mode)
        outcome = Outcome.NEW
    # A forward may be older than what is stored, or have lost its caption on the way: it only fills what is empty.
    # An album's items each carry a part of it, and an edit of one item changes that part.
    authoritative = forwarder is None or not known.text
    if authoritative and _differs(known, post):
        known = await unit.posts.revise(
            replace(
                known,
                text=post.text,
                media=known.media if known.album else post.media,
                links=post.links,
                edited_at=post.edited_at,
            ),
            now,
        )
        outcome = Outcome.CHANGED if outcome is Outcome.SAME else outcome
    if await unit.posts.is_match_due(known.id):
        outcome = Outcome.GATHERING
    return _Stored(known, outcome, since)


def _differs(known: Post, post: Post) -> bool:
    if known.album:
        return bool(post.text) and post.text != known.text
    return post.text != known.text or [m.kind for m in post.media] != [m.kind for m in known.media]


async def _renew(unit: Unit, post: Post, found: Iterable[Iterable[tuple[Watch, Spans]]], now: datetime) -> None:
    """Where watches that fired on an earlier version are satisfied by this one."""
    for matches in found:
        for watch, spans in matches:
            await unit.watches.renew_hit(Hit(watch.id, post.id, post.version, watch.subscriber_id, spans, now))


def _alerts(watch: Watch, now: datetime) -> bool:
    return watch.mode is WatchMode.ALERT and (watch.muted_until is None or watch.muted_until <= now)
