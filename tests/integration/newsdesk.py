"""A room whose posts come through the pipeline, for what becomes of alerts that are late."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot import catch_up, digests, pipeline, subscribers
from bot.model import Mode, Operation, Outgoing, Post, PostRef, RefKind, Subscriber
from bot.query import parse
from bot.text import Engine
from bot.watches import LiveWatches
from storage import Unit
from tests.integration.conftest import Room

ALBUM_WAIT = timedelta(seconds=1)


class Newsdesk:
    """A room whose posts come through the pipeline."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.live = LiveWatches(Engine())
        self.posts = 0
        room.instead = catch_up.in_place_of

    async def write(self, work: Callable[[Unit], Awaitable[Any]]) -> Any:
        return await self.room.database.transact(work)

    async def reader(self, chat_id: int, query: str = "قافلة", **chosen: Any) -> Subscriber:
        """Somebody with a watch; their digest comes at eight."""
        subscriber = await self.room.subscriber(chat_id, **{"zone": "Asia/Damascus", **chosen})
        watch = await self.write(lambda unit: unit.watches.add(subscriber.id, query, query, "", self.room.clock.now()))
        self.live.add(watch, parse(query))
        await self.write(
            lambda unit: subscribers.set_digest(unit, subscriber, subscriber.digest_at, self.room.clock.now())
        )
        return subscriber

    async def urgent(self, subscriber: Subscriber, query: str) -> None:
        """A watch of theirs that is marked urgent."""
        now = self.room.clock.now()
        watch = await self.write(lambda unit: unit.watches.add(subscriber.id, query, query, "", now))
        await self.write(lambda unit: unit.watches.set_urgent(watch.id, True))
        self.live.add(replace(watch, urgent=True), parse(query))

    async def publish(
        self, what: str = "القافلة", *, published: datetime | None = None, mode: Mode = Mode.LIVE, **fields: Any
    ) -> Post:
        """A channel says something of the next convoy, or of `what` else."""
        self.posts += 1
        now = self.room.clock.now()
        post = Post(
            text=f"{what} رقم {self.posts} تعبر الجسر",
            refs=(PostRef(RefKind.CHANNEL, "7001", str(self.posts)),),
            source_title="جريدة الساحل",
            published_at=published or now,
            arrived_at=now,
            mode=mode,
            **fields,
        )
        await self.take_in(post)
        return post

    async def take_in(self, post: Post) -> None:
        now = self.room.clock.now()
        await self.write(lambda unit: pipeline.take_in(unit, post, live=self.live, now=now, album_wait=ALBUM_WAIT))
        self.room.sender.wake()

    async def pass_by(self, **span: float) -> None:
        await self.room.clock.advance(timedelta(**span).total_seconds())

    async def digest(self) -> None:
        await digests.queue_due(self.room.database, self.room.clock.now())
        self.room.sender.wake()

    def messages(self, chat_id: int) -> list[Outgoing]:
        """Alerts and summaries that arrived, without the digests."""
        arrived = [one.message for one in self.room.telegram.delivered if one.message.chat_id == chat_id]
        return [
            replace(one, text=one.text.replace("\u2068", "").replace("\u2069", ""))
            for one in arrived
            if one.operation is Operation.SEND and one.alert_id is not None
        ]

    def numbers(self, *messages: Outgoing) -> Counter[int]:
        """Which convoys were told of, and how often."""
        return Counter(int(number) for one in messages for number in re.findall(r"رقم (\d+)", one.text))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self.room.file}?mode=ro", uri=True)) as db:
            return db.execute(query).fetchall()


def is_summary(message: Outgoing) -> bool:
    return "تأخّر وصول" in message.text
