"""Back-fill of a public channel: posts a second from page to search index, the network left out.

Beside it the parsing alone. A polite back-fill asks for a page of 20 a second: the machine has to do better than that.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast
from urllib.parse import parse_qs, urlsplit

from telegram import Bot

from benchmarks.archive import _texts
from bot.clock import SystemClock
from bot.ingest.lanes import Lanes
from bot.ingest.sources.adding import add_channel
from bot.ingest.sources.entry import PREVIEW_LANES, read_entry
from bot.ingest.sources.fetch import Fetched, Fetcher
from bot.ingest.sources.poller import PreviewPoller
from bot.ingest.sources.preview import read_page
from bot.ingest.sources.taking import take_entry
from bot.model import InboxState, Role, Subscriber
from bot.text import default_engine
from bot.watches import LiveWatches
from bot.work import Work
from storage import Storage
from storage.opening import open_storage
from tests.preview_site import Channel, _history

POSTS = int(os.environ.get("POSTS", "20000"))
FLOOR = 60.0  # three times what politeness allows
STARTED = datetime(2026, 1, 1, tzinfo=UTC)


class Pages(Fetcher):
    """A channel's pages, at once."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def wait_for(self, url: str) -> float:
        return 0.0

    async def get(self, url: str, headers: object = None) -> Fetched:
        before = parse_qs(urlsplit(url).query).get("before")
        page = _history(self._channel, int(before[0]) if before else None)
        return Fetched(200, page.encode(), "", {})


async def back_fill(storage: Storage, channel: Channel) -> float:
    """Seconds until every post is stored and can be found."""
    clock, live = SystemClock(), LiveWatches(default_engine())

    def take(body: bytes, work: Work) -> None:
        entry = read_entry(body)
        work.do(lambda unit: take_entry(unit, entry, live=live, now=clock.now(), album_wait=timedelta(0)))

    lanes = Lanes(
        cast(Bot, None),
        storage,
        clock,
        handle=lambda update, work: asyncio.sleep(0),
        say=lambda said: None,
        apologise=lambda update: [],
        polled={PREVIEW_LANES: take},
    )
    poller = PreviewPoller(
        storage, Pages(channel), clock, base="", arrived=lanes.wake, spoke=lambda: None, history=POSTS
    )
    new = Subscriber(id=0, chat_id=1, name="n", language="ar", role=Role.OWNER)
    owner = await storage.transact(lambda unit: unit.subscribers.add(new, clock.now()))
    await storage.transact(lambda unit: add_channel(unit, channel.name, owner, clock.now()))
    began = time.perf_counter()
    parts = [asyncio.create_task(poller.run()), asyncio.create_task(lanes.run())]
    while True:
        await asyncio.sleep(0.1)
        async with storage.reading() as unit:
            stored, waiting = await unit.posts.count(), (await unit.inbox.counts())[InboxState.PENDING]
        if stored >= POSTS and not waiting:
            break
    seconds = time.perf_counter() - began
    for part in parts:
        part.cancel()
    await asyncio.gather(*parts, return_exceptions=True)
    return seconds


def seconds_of_parsing(channel: Channel) -> float:
    """The pages alone."""
    total, before = 0.0, None
    for _ in range(min(POSTS // 20, 100)):
        page = _history(channel, before).encode()
        began = time.perf_counter()
        before = read_page(page).older
        total += time.perf_counter() - began
    return total * POSTS / (20 * min(POSTS // 20, 100))


async def measure(channel: Channel) -> float:
    with tempfile.TemporaryDirectory(prefix="rasid-bench-") as folder:
        storage = await open_storage(f"sqlite:///{Path(folder) / 'rasid.db'}")
        try:
            return await back_fill(storage, channel)
        finally:
            await storage.close()


def main() -> int:
    """1 when the floor is missed."""
    channel = Channel("Qanat_Alqiyas", "قناة القياس", 1500000001)
    for number, text in enumerate(_texts(POSTS)):
        channel.publish(text, STARTED + timedelta(minutes=number))
    seconds = asyncio.run(measure(channel))
    parsing = seconds_of_parsing(channel)
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"back-fill of {POSTS:,} posts {POSTS / seconds:7,.0f} posts/s (floor {FLOOR:.0f}), {seconds:.0f} s")
    print(f"  parsing alone        {POSTS / parsing:7,.0f} posts/s")
    print(f"at a page of 20 a second it takes {POSTS / 20 / 60:.0f} min; resident at most {resident:.0f} MiB")
    return int(POSTS / seconds < FLOOR)


if __name__ == "__main__":
    sys.exit(main())
