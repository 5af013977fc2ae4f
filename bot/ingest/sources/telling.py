"""What people are told about sources that are polled."""

from __future__ import annotations

from datetime import datetime

from bot.deliver.render import link_to, speak
from bot.ingest.sources.trouble import Trouble
from bot.locale import Html, Texts, shown
from bot.model import Operation, Outgoing, Priority, RefKind, Role, Source, Subscriber
from storage import Unit

UNIDENTIFIED = "@"  # before the key of a source whose own is still to be found out
_HOUR, _DAY = 3600.0, 86_400.0


def span(seconds: float, say: Texts) -> Html:
    """A length of time in words, to one unit."""
    if seconds < 90:
        return say.say("span-seconds", count=max(round(seconds), 1))
    if seconds < 1.5 * _HOUR:
        return say.say("span-minutes", count=round(seconds / 60))
    if seconds < 2 * _DAY:
        return say.say("span-hours", count=round(seconds / _HOUR))
    return say.say("span-days", count=round(seconds / _DAY))


def name_of(source: Source) -> str:
    """A source as people know it."""
    return shown(source.title or source.username or address_of(source))


def address_of(source: Source) -> str:
    """Where a feed is read; of one that was just added, where it is looked for."""
    return source.key.removeprefix(UNIDENTIFIED)


def why(trouble: Trouble, source: Source, say: Texts, **lengths: str) -> Html:
    """A trouble in plain words, and what can be done."""
    if source.kind is RefKind.FEED:
        return say.say(f"feed-why-{trouble.value}", link=link_to(address_of(source)), **lengths)
    return say.say(f"source-why-{trouble.value}", name=source.username, **lengths)


async def tell_admins(unit: Unit, what: str, now: datetime, key: str, **values: str | float) -> None:
    """Queue one text for each admin; `what` and `now` make it unique. Seconds are given as float, and become words."""
    for admin in await unit.subscribers.with_role(Role.OWNER, Role.ADMIN):
        await tell(unit, admin, what, now, key, **values)


async def tell_trouble(unit: Unit, source: Source, trouble: Trouble, now: datetime, **values: float) -> None:
    """Tell each admin what is wrong with a source."""
    for admin in await unit.subscribers.with_role(Role.OWNER, Role.ADMIN):
        say = speak(admin)
        lengths = {name: span(value, say) for name, value in values.items()}
        text = say.say("source-trouble", title=name_of(source), why=why(trouble, source, say, **lengths))
        await unit.outbox.queue(_message(admin, text, f"source:{source.id}:{trouble.value}", now), admin.id, now)


async def tell(unit: Unit, person: Subscriber, what: str, now: datetime, key: str, **values: str | float) -> None:
    """Queue one text for one person, as `tell_admins` does."""
    say = speak(person)
    words = {name: span(value, say) if isinstance(value, float) else value for name, value in values.items()}
    await unit.outbox.queue(_message(person, say.say(key, **words), what, now), person.id, now)


def _message(person: Subscriber, text: str, what: str, now: datetime) -> Outgoing:
    return Outgoing(
        Operation.SEND,
        person.chat_id,
        text=text,
        thread_id=person.thread_id,
        priority=Priority.ALERT,
        dedupe=f"{what}:{now:%Y%m%dT%H%M%S}:{person.id}",
    )
