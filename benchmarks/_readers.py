"""People who each wait for one word, and channels where the bot is an admin: in the sandbox and in the database."""

from __future__ import annotations

import random
from datetime import datetime

from telegram import Bot

from benchmarks._newsroom import PACE, Newsroom
from bot.clock import SystemClock
from bot.model import RefKind, Source, SourceStatus, Subscriber
from bot.stage import Stage
from bot.text import default_engine
from storage import Unit
from storage.opening import open_storage

FIRST_READER = 900_000_000
_LETTERS = "حخذشضظغ"
_LENGTH = 8


def word(number: int) -> str:
    """The word that a reader waits for; it is in no other text."""
    return "".join(random.Random(number).choices(_LETTERS, k=_LENGTH))


async def enter(stage: Stage, readers: int, channels: int, newsroom: Newsroom | None = None) -> list[int]:
    """Furnish a stage with readers and channels, and with the watches of a newsroom; return the channels' ids.

    The bot, which has had nothing to do yet, starts anew afterwards and knows all of them.
    """
    stage.stop_bot()
    ids = await _people_and_channels(stage, readers, channels)
    storage = await open_storage(f"sqlite:///{stage.database}")
    try:
        now = SystemClock().now()
        if newsroom is not None:
            await newsroom.furnish(storage, default_engine(), now, alerting=False)
        await storage.transact(lambda unit: _readers_and_sources(unit, readers, ids, now))
    finally:
        await storage.close()
    stage.start_bot()
    return ids


async def _people_and_channels(stage: Stage, readers: int, channels: int) -> list[int]:
    people = stage.people
    for number in range(readers):
        await people.user(FIRST_READER + number)
        await people.say(FIRST_READER + number, "/start")
    ids = [
        await people.channel(f"وكالة {number}", username=f"wakala_{number}", bot_admin_by=FIRST_READER)
        for number in range(channels)
    ]
    async with Bot(stage.sandbox.token, base_url=f"{stage.sandbox.address}/bot") as bot:
        offset = 0
        while updates := await bot.get_updates(offset, timeout=0):
            offset = updates[-1].update_id + 1
    return ids


async def _readers_and_sources(unit: Unit, readers: int, channels: list[int], now: datetime) -> None:
    for number in range(readers):
        reader = await unit.subscribers.add(Subscriber(0, FIRST_READER + number, "قارئة", "ar", pace=PACE), now)
        await unit.watches.add(reader.id, word(number), word(number), "", now)
    for number, chat_id in enumerate(channels):
        key, title = str(-1_000_000_000_000 - chat_id), f"وكالة {number}"
        source = Source(0, RefKind.CHANNEL, key, title, f"wakala_{number}", chat_id, SourceStatus.ACCEPTED)
        await unit.sources.save(source, now)
