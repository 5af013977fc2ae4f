"""From the inbox to alert rows: how many posts a second, every one of them on disk?

    python -m benchmarks.pipeline [--seconds N]

The program as it runs, 100,000 watches of 20,000 people, and an inbox full of channel posts of 150 words, as Telegram
wrote them, from 200 channels. Each goes the whole way: JSON, python-telegram-bot's handlers, the post and its search
index, five matches of five people, one of whom is alerted and four will read it in their digest, the alert and its
message, all committed with `synchronous=FULL`. Telegram has told the sender to wait, so that nothing is sent. The words
have been seen before: the first 4,000 posts are not counted. For comparison the same with a commit for each post.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from unittest import mock

from benchmarks._newsroom import TEXTS, Newsroom
from bot.app import App, opened
from bot.clock import SystemClock
from bot.config import Settings
from bot.model import InboxState
from bot.sandbox.child import Child, sandbox_child
from storage import Unit

FLOOR = 500
MOST = 1_000  # posts a second that the inbox has for the whole time
SECONDS_ONE_BY_ONE = 10
WARM_UP = 2 * TEXTS  # posts that are not counted: chats take turns, and each text must have been seen
_AT_ONCE = 1_000
_LOOK_EVERY = 0.1


@dataclass(frozen=True, slots=True)
class Figures:
    """What was done in `seconds`, with so many seconds of processor time, and what became of a post on average."""

    posts: int
    seconds: float
    processor: float
    matches: float
    alerts: float

    @property
    def rate(self) -> float:
        return self.posts / self.seconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60)
    asked = parser.parse_args()
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # the end may cut off a tick
    print("                            posts   seconds  posts/s  processor ms a post  matches a post  alerts a post")
    with sandbox_child(0, None, transcript=False) as telegram:
        ours = asyncio.run(measure(telegram, asked.seconds))
        _print("in batches", ours)
        with mock.patch("storage.sqlite.writer.WORKS_IN_A_BATCH", 1):
            _print("a commit for each post", asyncio.run(measure(telegram, min(asked.seconds, SECONDS_ONE_BY_ONE))))
    print(f"floor: {FLOOR} posts a second")
    return int(ours.rate < FLOOR)


def _print(name: str, made: Figures) -> None:
    print(
        f"{name:24} {made.posts:8,} {made.seconds:9.1f} {made.rate:8.0f} {1000 * made.processor / made.posts:20.2f} "
        f"{made.matches:15.2f} {made.alerts:14.2f}",
        flush=True,
    )


async def measure(telegram: Child, seconds: int) -> Figures:
    """Run the program on a new database for so long; the inbox holds more than it can take in."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "rasid.db"
        settings = Settings(_env_file=None, owner=1, data_dir=Path(folder))
        async with opened(settings, token=telegram.token, telegram_api=telegram.address) as app:
            await _prepare(app, seconds)
            running = asyncio.create_task(app.run())
            try:
                posts, took, processor = await _watch(app, seconds)
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
        with closing(sqlite3.connect(database)) as db:
            (stored,) = db.execute("select count(*) from posts").fetchone()
            (hits,) = db.execute("select count(*) from hits").fetchone()
            (alerts,) = db.execute("select count(*) from outbox where alert_id is not null").fetchone()
    return Figures(posts, took, processor, hits / stored, alerts / stored)


async def _prepare(app: App, seconds: int) -> None:
    newsroom, now = Newsroom(), SystemClock().now()
    await newsroom.furnish(app.storage, app.live.engine, now)
    updates = newsroom.updates(0, now)
    for _ in range((WARM_UP + seconds * MOST) // _AT_ONCE):
        some = list(islice(updates, _AT_ONCE))
        await app.storage.transact(lambda unit, some=some: unit.inbox.add(some, now))  # type: ignore[misc]

    async def hold(unit: Unit) -> None:
        await unit.outbox.hold(None, now + timedelta(days=1))

    await app.storage.transact(hold)


async def _watch(app: App, seconds: int) -> tuple[int, float, float]:
    """Posts done after the warm-up; seconds on the wall's clock and the processor's until they were counted."""
    while await _done(app) < WARM_UP:  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(_LOOK_EVERY)
    first, began, processor = await _done(app), time.perf_counter(), time.process_time()
    last, took = first, 0.0
    while took < seconds and last < WARM_UP + seconds * MOST:
        await asyncio.sleep(min(1.0, seconds - took))
        last, took = await _done(app), time.perf_counter() - began
    return last - first, took, time.process_time() - processor


async def _done(app: App) -> int:
    async with app.storage.reading() as unit:
        return (await unit.inbox.counts())[InboxState.DONE]


if __name__ == "__main__":
    sys.exit(main())
