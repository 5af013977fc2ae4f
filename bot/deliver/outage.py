"""What the owners are told when Telegram could not be reached for a while."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.deliver.render import reply, speak
from bot.model import Priority, Role
from storage import Unit

WORTH_TELLING: Final = timedelta(minutes=10)
_SILENT_SINCE: Final = "telegram_silent_since"


async def remember(unit: Unit, since: datetime) -> None:
    """An outage goes on. It is kept so that it is told even if the program starts anew before it is over."""
    await unit.meta.set(_SILENT_SINCE, since.isoformat())


async def remembered(unit: Unit) -> datetime | None:
    """Since when Telegram could not be reached, as far as an earlier run of the program knew."""
    since = await unit.meta.get(_SILENT_SINCE)
    return datetime.fromisoformat(since) if since else None


async def queue_notices(unit: Unit, since: datetime, until: datetime) -> None:
    """Tell every owner of an outage that is over, once. It could not have been told earlier."""
    await unit.meta.set(_SILENT_SINCE, "")
    for owner in await unit.subscribers.with_role(Role.OWNER):
        say = speak(owner)
        text = say.say("outage-over", since=say.moment(since, owner.zone), until=say.moment(until, owner.zone))
        notice = replace(reply(owner, text), priority=Priority.ALERT, dedupe=f"outage:{owner.id}:{since:%Y%m%dT%H%M%S}")
        await unit.outbox.queue(notice, owner.id, until)
