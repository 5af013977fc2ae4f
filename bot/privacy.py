"""What Rasid keeps about a person, and how it forgets them."""

from __future__ import annotations

from datetime import datetime

from bot.model import Subscriber
from storage import Unit


async def forget(unit: Unit, subscriber: Subscriber, now: datetime) -> None:
    """Delete a subscriber and all that is theirs alone. The audit keeps that somebody was forgotten, not who.

    `Storage.compact` has to follow, so that no trace stays in free pages or in the search index.
    """
    await unit.subscribers.forget(subscriber.id)
    await unit.audit.record(now, None, "forgotten")
