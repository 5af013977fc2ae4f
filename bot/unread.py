"""Which sources that somebody's watches name could not be read, or are silent: their digest says so."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.deliver.render import speak
from bot.ingest.sources.naming import is_named, names
from bot.ingest.sources.telling import name_of, span
from bot.ingest.sources.trouble import Trouble
from bot.locale import Html
from bot.model import RefKind, Source, SourceStatus, Subscriber, WatchMode
from bot.query import Query
from bot.watches import query_of
from storage import Poll, Unit

# Longer than the longest interval between two looks, and worth a word in a digest of a day.
UNREAD_FOR: Final = timedelta(hours=2)
MOST_LINES: Final = 8


async def unread_sources(unit: Unit, subscriber: Subscriber, now: datetime) -> str:
    """What a digest says of them, as Telegram HTML; empty when there is nothing to say."""
    troubled = await _troubled(unit, now)
    if not troubled:
        return ""
    named = {one for watch in await _watches(unit, subscriber) for one in names(watch)}
    say = speak(subscriber)
    lines: list[Html] = []
    for source, poll in troubled:
        if not any(is_named(source, one) for one in named):
            continue
        title = name_of(source)
        if poll.failure == Trouble.SILENT and source.last_post_at is not None:
            since = span((now - source.last_post_at).total_seconds(), say)
            lines.append(say.say("digest-unread-silent", title=title, since=since))
        elif poll.last_success_at is not None:
            since = span((now - poll.last_success_at).total_seconds(), say)
            lines.append(say.say("digest-unread-trouble", title=title, since=since))
        else:
            lines.append(say.say("digest-unread-never", title=title))
    return "\n".join([say.say("digest-unread"), *lines[:MOST_LINES]]) if lines else ""


async def _troubled(unit: Unit, now: datetime) -> list[tuple[Source, Poll]]:
    """Accepted sources of which something may be missing at this moment."""
    found = []
    for kind in (RefKind.CHANNEL, RefKind.FEED):
        for poll in await unit.sources.polls(kind):
            overdue = poll.last_success_at is None or now - poll.last_success_at > UNREAD_FOR
            # A feed may want to be left alone for hours; a channel that nobody could look at has no failure of its own.
            unread = overdue and (kind is RefKind.CHANNEL or poll.failures > 0)
            if not unread and poll.failure != Trouble.SILENT:
                continue
            source = await unit.sources.get(poll.source_id)
            if source is not None and source.status is SourceStatus.ACCEPTED:
                found.append((source, poll))
    return found


async def _watches(unit: Unit, subscriber: Subscriber) -> list[Query]:
    """The queries that somebody waits for."""
    waiting = [one for one in await unit.watches.of(subscriber.id) if one.mode in {WatchMode.ALERT, WatchMode.DIGEST}]
    return [query for watch in waiting if (query := query_of(watch)) is not None]
