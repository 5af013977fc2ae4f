"""The digest: now, daily at a time, or off."""

from __future__ import annotations

import re
from datetime import time

from bot import digests, subscribers, zones
from bot.deliver.render import reply
from bot.locale import texts
from bot.model import Outgoing, Subscriber
from handlers.asking import Ask
from storage import Unit

OFF_WORDS = frozenset({"off", "stop", "no", "إيقاف", "ايقاف", "أوقف", "اوقف", "لا"})
_ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_TIME = re.compile(r"(\d{1,2})(?:[:.٫](\d{2}))?")


async def digest(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """`/digest`, `/digest 20:30`, `/digest off`."""
    if not ask.words:
        if not await unit.watches.count(caller.id):
            return ask.answer(caller, "digest-no-watches")
        return await _last_day(ask, unit, caller)
    if ask.words.lower() in OFF_WORDS:
        await subscribers.set_digest(unit, caller, None, ask.now)
        return ask.answer(caller, "digest-off")
    at = read_time(ask.words)
    if at is None:
        return ask.answer(caller, "digest-usage")
    await subscribers.set_digest(unit, caller, at, ask.now)
    say = texts(caller.language)
    return ask.answer(caller, "digest-on", time=say.clock(at), zone=zones.city(caller.zone, say.language))


async def _last_day(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    parts = await digests.last_day(unit, caller, ask.now)
    if len(parts) == 1:
        return [reply(caller, parts[0])]
    # Several go through the outbox, which keeps their order also when one has to be tried again.
    await digests.queue_parts(unit, caller, parts, ask.now, dedupe=f"digest:{caller.id}:asked:{ask.message_id}")
    return []


def read_time(words: str) -> time | None:
    """A time of day as people write it (8, 8:30, ٢٠:٣٠, 20.30); None when it is none."""
    found = _TIME.fullmatch(words.strip().translate(_ARABIC_DIGITS))
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
