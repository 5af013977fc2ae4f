"""Many subscribers with their watches, accepted channels, and what these publish as Telegram's own JSON."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import count

from benchmarks._percolator_stream import SEED, query_of, stream
from bot.ingest.updates import raw_update
from bot.match import compile_query, compiled_version
from bot.model import RefKind, Source, SourceStatus, Subscriber, WatchMode
from bot.text import Engine
from storage import RawUpdate, Storage, Unit

CHANNELS = 200
WATCHES = 100_000
WATCHES_EACH = 5  # of a subscriber: the first alerts, the others are for the digest
TEXTS = 2_000
NAMES = 5  # of a post's words: what gives it five matches
PACE = 10_000  # alerts in ten minutes: nobody's are folded

_FIRST_CHANNEL = -1_001_400_000_000
_FIRST_PERSON = 700_000_000
_AT_ONCE = 1_000


class Newsroom:
    """The watches and the texts of one benchmark, the same in every run."""

    def __init__(self, watches: int = WATCHES) -> None:
        made = stream(watches, TEXTS, NAMES)
        self._watches = made.watches
        self._texts = made.posts
        self._draw = random.Random(SEED)

    async def furnish(self, storage: Storage, engine: Engine, now: datetime, *, alerting: bool = True) -> None:
        """Write subscribers, watches in their compiled form and accepted channels into a new database.

        Unless they are `alerting`, all watches are for the digest.
        """
        for first in range(0, len(self._watches), _AT_ONCE):
            numbers = range(first, min(first + _AT_ONCE, len(self._watches)))
            await storage.transact(
                lambda unit, numbers=numbers: self._add_watches(unit, engine, numbers, now, alerting)
            )  # type: ignore[misc]
        await storage.transact(lambda unit: _add_channels(unit, now))

    async def _add_watches(self, unit: Unit, engine: Engine, numbers: range, now: datetime, alerting: bool) -> None:
        version = compiled_version(engine)
        for number in numbers:
            chat_id = _FIRST_PERSON + number // WATCHES_EACH
            if number % WATCHES_EACH == 0:
                owner = await unit.subscribers.add(Subscriber(0, chat_id, "قارئ", "ar", pace=PACE), now)
            words = self._watches[number]
            query = query_of(words)
            watch = await unit.watches.add(owner.id, " ".join(words), str(query), version, now)
            await unit.watches.compile(watch.id, compile_query(query, engine), version)
            if not alerting or number % WATCHES_EACH:
                await unit.watches.set_mode(watch.id, WatchMode.DIGEST)

    def updates(self, first: int, now: datetime) -> Iterator[RawUpdate]:
        """Endless posts of all channels in turn."""
        for number in count(first):
            yield _post(number, self.text(number), int(now.timestamp()))

    def text(self, number: int) -> str:
        """The words of one of the texts, in an order of its own."""
        words = self._texts[number % len(self._texts)].split(" ")
        self._draw.shuffle(words)
        return " ".join(words)


async def _add_channels(unit: Unit, now: datetime) -> None:
    for number in range(CHANNELS):
        chat = _chat(number)
        source = Source(0, RefKind.CHANNEL, str(-1_000_000_000_000 - chat["id"]), chat["title"], chat["username"])
        await unit.sources.save(replace(source, chat_id=chat["id"], status=SourceStatus.ACCEPTED), now)


def _post(number: int, text: str, date: int) -> RawUpdate:
    """A `channel_post` (https://core.telegram.org/bots/api#update) as the fetcher puts it into the inbox."""
    chat = _chat(number % CHANNELS)
    message = {
        "message_id": 1 + number // CHANNELS,
        "author_signature": "غرفة الأخبار",
        "sender_chat": chat,
        "chat": chat,
        "date": date,
        "text": text,
        "entities": [{"type": "bold", "offset": 0, "length": 40}],
    }
    raw = raw_update({"update_id": 1 + number, "channel_post": message})
    assert raw is not None
    return raw


def _chat(number: int) -> dict[str, str | int]:
    title, username = f"وكالة الأنباء {number}", f"news_agency_{number}"
    return {"id": _FIRST_CHANNEL - number, "title": title, "username": username, "type": "channel"}
