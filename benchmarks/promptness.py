"""How long an alert takes: from the moment a channel publishes until Telegram has said yes to the message.

    python -m benchmarks.promptness [--seconds N]

Telegram (the sandbox with its 30 messages a second), the program and the channels are processes of their own, all in
real time. 100,000 watches, 50 posts of 150 words a second at random instants, in two of five of them a word that
somebody waits for; one album of two photos a second beside them, whose posts wait for each other and count apart. Each
delay ends with the instant that the program wrote down for the answer it had got.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks._newsroom import SEED, Newsroom
from benchmarks._readers import FIRST_READER, enter, word
from bot.sandbox.person import Sandbox
from bot.stage import Stage

POSTS, ALBUMS = 50.0, 1.0  # a second
SHARE = 0.4  # of the posts alert somebody
READERS, CHANNELS = 400, 20
LIMIT = 1.0
DEADLINE = 60.0


@dataclass
class Traffic:
    """What is published, and when: by a word of its own that each post has, seconds since 1970."""

    newsroom: Newsroom
    people: Sandbox
    channels: Sequence[int]
    draw: random.Random
    posts: dict[str, float] = field(default_factory=dict)
    albums: dict[str, float] = field(default_factory=dict)
    _texts: int = 0

    async def run(self, seconds: float) -> None:
        async with asyncio.TaskGroup() as under_way:
            await asyncio.gather(
                self._at_random(POSTS, seconds, lambda: under_way.create_task(self._publish())),
                self._at_random(ALBUMS, seconds, lambda: under_way.create_task(self._publish_album())),
            )

    async def _at_random(self, a_second: float, seconds: float, act: Callable[[], object]) -> None:
        due, end = time.monotonic(), time.monotonic() + seconds
        while (due := due + self.draw.expovariate(a_second)) < end:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            act()

    async def _publish(self) -> None:
        text, mark = self._text(alerts=self.draw.random() < SHARE)
        if mark:
            self.posts[mark] = time.time()
        await self.people.publish(self.draw.choice(self.channels), text)

    async def _publish_album(self) -> None:
        text, mark = self._text(alerts=True)
        self.albums[mark] = time.time()
        await self.people.album(self.draw.choice(self.channels), [text[-900:], None])

    def _text(self, *, alerts: bool) -> tuple[str, str]:
        """A text, and the word by which it is known if it alerts somebody."""
        self._texts += 1
        text = self.newsroom.text(self._texts)
        if not alerts:
            return text, ""
        mark = f"n{self._texts}"
        return f"{text} {word(self.draw.randrange(READERS))} {mark}", mark


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60)
    return asyncio.run(_main(parser.parse_args().seconds))


async def _main(seconds: int) -> int:
    newsroom = Newsroom()
    async with Stage() as stage:
        channels = await enter(stage, READERS, CHANNELS, newsroom)
        traffic = Traffic(newsroom, stage.people, channels, random.Random(SEED))
        await stage.people.publish(channels[0], word(0))
        await stage.people.wait_message(FIRST_READER, containing=word(0), timeout=DEADLINE)
        await traffic.run(seconds)
        handed_over = await _all_handed_over(stage.database, {*traffic.posts, *traffic.albums})
    print(f"{seconds} s at {POSTS:g} posts a second and {SHARE:g} alerts a post, {len(channels)} channels")
    print("           alerts   missing     p50     p90     p99     max")
    late = _row("posts", traffic.posts, handed_over)
    _row("albums", traffic.albums, handed_over)
    print(f"limit: p99 of the posts ≤ {LIMIT:g} s, none missing")
    return int(late)


def _row(name: str, published: dict[str, float], handed_over: dict[str, float]) -> bool:
    """Print the delays; whether they miss the limit."""
    delays = sorted(handed_over[mark] - at for mark, at in published.items() if mark in handed_over)
    missing = len(published) - len(delays)
    p50, p90, p99 = (delays[int(len(delays) * share)] for share in (0.5, 0.9, 0.99))
    print(f"{name:8} {len(delays):8,} {missing:9} {p50:7.3f} {p90:7.3f} {p99:7.3f} {delays[-1]:7.3f}")
    return missing > 0 or p99 > LIMIT


def _handed_over(database: Path) -> dict[str, float]:
    """When Telegram said yes to the alert of each post that ends with a word of its own."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        rows = db.execute(
            "select posts.text, outbox.sent_at from outbox join alerts on alerts.id = outbox.alert_id"
            " join posts on posts.id = alerts.post_id where outbox.state = 'sent' and outbox.operation = 'send'"
        ).fetchall()
    return {text.rpartition(" ")[2]: sent_at / 1000 for text, sent_at in rows}


async def _all_handed_over(database: Path, due: set[str]) -> dict[str, float]:
    """Wait for what is still on its way, but not for ever: what does not come is missing."""
    end = time.monotonic() + DEADLINE
    while True:
        handed_over = _handed_over(database)
        if due <= handed_over.keys() or time.monotonic() > end:
            return handed_over
        await asyncio.sleep(0.5)


if __name__ == "__main__":
    sys.exit(main())
