"""The way of one post: stored, made findable, matched, told. One transaction from top to bottom.

take_in ─→ _store (one post, one row) ─→ [an album waits for its other items] ─→ decide ─→ _tell
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from bot import bursts
from bot.deliver import render
from bot.match import post_keys
from bot.model import (
    Alert,
    AwaitedAnswer,
    Hit,
    Mode,
    Operation,
    Outgoing,
    Post,
    Priority,
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
) -> list[Outgoing]:
    """Take in one post and say what is to be answered; alerts go to the outbox.

    `source_id` is the accepted source the post came from, or that a forward names; `forwarder` is given for
    forwards. `post.visibility` is what this way of arriving entitles it to.
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
    return await decide(unit, stored.post, live=live, now=now, only=only)


async def ripen(unit: Unit, *, live: LiveWatches, now: datetime) -> list[Outgoing]:
    """Match the posts whose wait is over: albums that have arrived whole."""
    answers: list[Outgoing] = []
    if not live.is_whole:
        return answers
    for post in await unit.posts.due_for_matching(now):
        await unit.posts.set_match_due(post.id, None)
        answers += await decide(unit, post, live=live, now=now)
    return answers


async def decide(
    unit: Unit, post: Post, *, live: LiveWatches, now: datetime, only: frozenset[int] | None = None
) -> list[Outgoing]:
    """Match a stored post and queue what is due; return the answers owed to those who forwarded it.

    `only` limits it to some subscribers. A post that is history alerts nobody but those who forward it. While watches
    are compiled anew after an upgrade, the post waits.
    """
    if not live.is_whole:
        await unit.posts.set_match_due(post.id, now)
        return []
    await unit.posts.index(post.id, post_keys(live.engine.prepare(post.text)))
    awaiting = {answer.subscriber_id: answer for answer in await unit.posts.take_answers(post.id)}
    may_see = None if post.visibility is Visibility.ALL else await unit.posts.viewers(post.id)
    answers: list[Outgoing] = []
    for subscriber_id, matches in live.match(post).items():
        if may_see is not None and subscriber_id not in may_see:
            continue
        if only is not None and subscriber_id not in only:
            continue
        if post.mode is Mode.HISTORY and subscriber_id not in awaiting:
            continue
        subscriber = await unit.subscribers.get(subscriber_id)
        if subscriber is None or subscriber.status is Status.STOPPED:
            continue
        fresh = await _record(unit, post, subscriber_id, matches, now)
        answer = awaiting.pop(subscriber_id, None)
        if answer is not None:
            answers += await _answer_with_matches(unit, post, subscriber, answer, matches, now)
        elif loud := [watch for watch in fresh if _alerts(watch, now)]:
            await _tell(unit, post, subscriber, loud, _all_spans(matches), now)
    for answer in awaiting.values():
        subscriber = await unit.subscribers.get(answer.subscriber_id)
        if subscriber is not None:
            answers.append(render.forward_answer(post, subscriber, answer))
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


async def _record(
    unit: Unit, post: Post, subscriber_id: int, matches: Iterable[tuple[Watch, Spans]], now: datetime
) -> list[Watch]:
    """Remember every watch that fired; return those that had not fired on this post before."""
    fresh = []
    for watch, spans in matches:
        hit = Hit(watch.id, post.id, post.version, subscriber_id, spans, now)
        if await unit.watches.record_hit(hit):
            fresh.append(watch)
    return fresh


def _alerts(watch: Watch, now: datetime) -> bool:
    return watch.mode is WatchMode.ALERT and (watch.muted_until is None or watch.muted_until <= now)


def _all_spans(matches: Iterable[tuple[Watch, Spans]]) -> list[tuple[int, int]]:
    return [span for _, spans in matches for span in spans]


async def _tell(
    unit: Unit,
    post: Post,
    subscriber: Subscriber,
    fresh: Sequence[Watch],
    spans: Sequence[tuple[int, int]],
    now: datetime,
) -> None:
    """One alert a subscriber and story: a new one, or the one they have, edited without a sound."""
    if subscriber.status is not Status.ACTIVE:
        return
    story = await unit.posts.story_of(post.id)
    alert = await unit.alerts.open(subscriber.id, story, post.id, subscriber.chat_id, now)
    if alert is not None:
        if await bursts.fold(unit, subscriber, alert, urgent=any(watch.urgent for watch in fresh), now=now):
            return
        message = await _alert_message(unit, post, subscriber, alert, spans)
        await unit.outbox.queue(message, subscriber.id, now)
        return
    alert = await unit.alerts.find(subscriber.id, story)
    if alert is None:
        raise LookupError(f"alert of subscriber {subscriber.id} on story {story} is neither new nor there")
    if alert.fold_id is not None:
        await bursts.tell(unit, subscriber, alert.fold_id, now)
        return
    alert = replace(alert, revision=await unit.alerts.bump(alert.id))
    message = await _alert_message(unit, post, subscriber, alert, spans)
    if not await unit.outbox.replace_unsent(alert.id, message):
        await unit.outbox.queue(message, subscriber.id, now)


async def _alert_message(
    unit: Unit,
    post: Post,
    subscriber: Subscriber,
    alert: Alert,
    spans: Sequence[tuple[int, int]],
    *,
    heading: str = "",
) -> Outgoing:
    """The alert as it stands now: with every watch of this subscriber that has fired on the post."""
    hits = await unit.watches.hits_on(post.id, subscriber.id)
    fired = [watch for hit in hits if (watch := await unit.watches.get(hit.watch_id))]
    first = alert.revision == 0
    return Outgoing(
        Operation.SEND if first else Operation.EDIT,
        subscriber.chat_id,
        text=render.alert(post, fired, spans, subscriber, heading=heading),
        buttons=render.alert_buttons(post, alert.id, render.speak(subscriber)),
        alert_id=alert.id,
        thread_id=subscriber.thread_id,
        preview_link=post.link,
        priority=Priority.ALERT,
        dedupe=f"alert:{subscriber.id}:{alert.story_id}:1" if first else f"edit:{alert.id}:{alert.revision}",
    )


async def _answer_with_matches(
    unit: Unit,
    post: Post,
    subscriber: Subscriber,
    answer: AwaitedAnswer,
    matches: list[tuple[Watch, Spans]],
    now: datetime,
) -> list[Outgoing]:
    """Whoever forwards gets one message: the answer and, where a watch of theirs fired, the alert in it.

    Holding an alert, it goes through the outbox: a crash must not lose it. Who was told of this post before gets the
    plain answer, which names the watches.
    """
    story = await unit.posts.story_of(post.id)
    watches = [watch for watch, _ in matches]
    alert = await unit.alerts.open(subscriber.id, story, post.id, subscriber.chat_id, now)
    if alert is None:
        return [render.forward_answer(post, subscriber, answer, watches)]
    heading = render.forward_heading(subscriber, answer)
    message = await _alert_message(unit, post, subscriber, alert, _all_spans(matches), heading=heading)
    await unit.outbox.queue(replace(message, reply_to=answer.message_id), subscriber.id, now)
    return []
