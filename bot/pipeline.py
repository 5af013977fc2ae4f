"""The way of one post: stored, made findable, matched, told. One transaction from top to bottom.

take_in ─→ _store (one post, one row) ─→ [an album waits for its other items] ─→ decide ─→ alerting.tell
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from bot import albums, alerting, sources
from bot.catch_up import AFTER
from bot.deliver import render
from bot.model import (
    AwaitedAnswer,
    Button,
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

WAITS_AT_MOST = 10  # an album that keeps growing is matched that many waits after its first item


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
    WAITING = "waiting"  # known, and yet to be matched


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
        await _gather(unit, stored.post, now, album_wait)
    if stored.outcome in {Outcome.GATHERING, Outcome.WAITING}:
        return []
    if stored.outcome is Outcome.SAME and forwarder is None:
        return []
    only = None
    if forwarder is not None and not (forwarder.subscriber.role.publishes and post.visibility is Visibility.ALL):
        only = frozenset({forwarder.subscriber.id})
    if stored.outcome in {Outcome.NEW, Outcome.CHANGED}:
        only = None if stored.post.visibility is Visibility.ALL else only
    return await decide(unit, stored.post, live=live, now=now, only=only, late_after=late_after)


async def ripen(
    unit: Unit, post_id: int, *, live: LiveWatches, now: datetime, late_after: timedelta = AFTER
) -> list[Outgoing]:
    """Match a post whose wait is over, such as an album that has arrived whole; nothing if it is not there any more."""
    post = await unit.posts.get(post_id)
    if post is None:
        return []
    await unit.posts.set_match_due(post.id, None)
    return await decide(unit, post, live=live, now=now, late_after=late_after)


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
            continue
        offer = await _offer(unit, post, subscriber)
        if subscriber.status is Status.STOPPED:
            answers.append(render.forward_answer(post, subscriber, answer, watches, buttons=offer))
        else:
            answers += await alerting.answer_with_matches(unit, post, subscriber, answer, watches, now, offer=offer)
    for answer in awaiting.values():
        subscriber = await unit.subscribers.get(answer.subscriber_id)
        if subscriber is not None:
            offer = await _offer(unit, post, subscriber)
            answers.append(render.forward_answer(post, subscriber, answer, buttons=offer))
    if post.version > 1:
        await alerting.follow(unit, post, now)
    return answers


async def _offer(unit: Unit, post: Post, subscriber: Subscriber) -> tuple[tuple[Button, ...], ...]:
    """What an admin who forwarded a post can do about its channel when that is no source."""
    if subscriber.role.administers and await sources.is_addable(unit, post):
        return render.source_offer(post, render.speak(subscriber))
    return ()


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
        stored = await unit.posts.add(albums.begun(post) if post.album else post, source_id=source_id)
        if forwarder is not None:
            await unit.posts.add_viewer(stored.id, forwarder.subscriber.id, now)
        return _Stored(stored, Outcome.GATHERING if post.album else Outcome.NEW, None)
    return await _meet_again(unit, known, post, source_id=source_id, forwarder=forwarder, now=now)


async def _gather(unit: Unit, album: Post, now: datetime, wait: timedelta) -> None:
    """Match an album when no item has come for a while; whoever sends items again and again cannot put it off."""
    at = now + wait
    due = await unit.posts.match_due(album.id)
    if due is not None:
        at = min(at, max(due, (album.arrived_at or now) + WAITS_AT_MOST * wait))
    await unit.posts.set_match_due(album.id, at)


async def _add_to_album(unit: Unit, known: Post, item: Post, forwarder: Forwarder | None, now: datetime) -> _Stored:
    """Another item of an album: one post with all their names, media and captions."""
    await unit.posts.add_refs(known.id, item.refs)
    whole = replace(albums.updated(known, item), media=known.media + item.media)
    if whole.text != known.text and await unit.posts.match_due(known.id) is None:
        whole = await unit.posts.revise(whole, now)  # people may have been told of it as it was
    else:
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
    if forwarder is None or not known.text:
        newer = albums.updated(known, post) if known.album else _updated(known, post)
        if _differs(known, newer):
            known = await unit.posts.revise(newer, now)
            outcome = Outcome.CHANGED if outcome is Outcome.SAME else outcome
        elif (newer.captions, newer.edited_at) != (known.captions, known.edited_at):
            await unit.posts.amend(newer)  # what is older than this shall not be taken for new
    if await unit.posts.match_due(known.id) is not None:
        outcome = Outcome.WAITING
    return _Stored(known, outcome, since)


def _updated(known: Post, post: Post) -> Post:
    """What is stored, as it came now; unless it is from before the last edit, such as a dead update tried again."""
    told_at = post.edited_at or post.published_at
    if known.edited_at and told_at and told_at < known.edited_at:
        return known
    return replace(known, text=post.text, media=post.media, links=post.links, edited_at=post.edited_at)


def _differs(known: Post, post: Post) -> bool:
    return post.text != known.text or [m.kind for m in post.media] != [m.kind for m in known.media]


async def _renew(unit: Unit, post: Post, found: Iterable[Iterable[tuple[Watch, Spans]]], now: datetime) -> None:
    """Where watches that fired on an earlier version are satisfied by this one."""
    for matches in found:
        for watch, spans in matches:
            await unit.watches.renew_hit(Hit(watch.id, post.id, post.version, watch.subscriber_id, spans, now))


def _alerts(watch: Watch, now: datetime) -> bool:
    return watch.mode is WatchMode.ALERT and (watch.muted_until is None or watch.muted_until <= now)
