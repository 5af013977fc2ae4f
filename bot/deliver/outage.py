"""What the owners are told when Telegram could not be reached for a while."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.deliver.render import reply, speak
from bot.model import Priority, Role
from storage import Unit

WORTH_TELLING: Final = timedelta(minutes=10)


async def queue_notices(unit: Unit, since: datetime, until: datetime) -> None:
    """Tell every owner of an outage that is over, once. It could not have been told earlier."""
    for owner in await unit.subscribers.with_role(Role.OWNER):
        say = speak(owner)
        text = say.say("outage-over", since=say.moment(since, owner.zone), until=say.moment(until, owner.zone))
        notice = replace(reply(owner, text), priority=Priority.ALERT, dedupe=f"outage:{owner.id}:{since:%Y%m%dT%H%M%S}")
        await unit.outbox.queue(notice, owner.id, until)
