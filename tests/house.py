"""A whole Rasid in one process: the sandbox on loopback, the bot on it, and a clock that can be turned forward."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import App, opened
from bot.clock import SystemClock
from bot.config import Settings
from bot.model import InboxState, Subscriber
from bot.sandbox import SANDBOX_TOKEN
from bot.sandbox.person import Sandbox, SeenMessage
from bot.sandbox.process import running
from storage import Unit

OWNER, SALMA, PETER = 1001, 2001, 2002
DEADLINE = 10.0


class TurnedClock(SystemClock):
    """The machine's clock, some time ahead."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead


@dataclass
class House:
    """A running bot and the people around it."""

    people: Sandbox
    app: App
    clock: TurnedClock
    database: Path
    address: str

    async def ask(self, user: int, text: str, expect: str = "") -> SeenMessage:
        """Somebody writes to the bot; its answer."""
        sent = await self.people.say(user, text)
        return await self.people.wait_message(user, containing=expect, after=sent.message_id, timeout=DEADLINE)

    async def watch(self, user: int, query: str) -> SeenMessage:
        """Somebody sets a watch: they ask, read how it was understood, and save."""
        shown = await self.ask(user, f"/watch {query}")
        save = next(label for label in shown.labels if "حفظ" in label or "Save" in label)
        await self.people.tap(user, label=save, message_id=shown.message_id)
        return await self.people.wait_edit(user, shown.message_id, lambda seen: "✅" in seen.text, timeout=DEADLINE)

    async def press(self, user: int, message: SeenMessage, label: str) -> SeenMessage:
        """Somebody presses a button; the newest of what the bot has said or changed in answer."""
        callback = await self.people.tap(user, label=label, message_id=message.message_id)
        await self.people.wait_answer(callback)
        await self.settle()
        said = await self.people.messages(user, from_bot=True)
        if said[-1].message_id > message.message_id:
            return said[-1]
        return next(m for m in said if m.message_id == message.message_id)

    async def card_of(self, user: int, query: str) -> SeenMessage:
        """Somebody sets a watch and opens its card."""
        saved = await self.watch(user, query)
        return await self.press(user, saved, saved.labels[0])

    async def settle(self) -> None:
        """Wait until nothing is under way: every update handled, every answer and alert given."""
        await self.people.wait_quiet(timeout=DEADLINE)
        await self.until(self._idle)

    async def _idle(self) -> bool:
        async with self.app.storage.reading() as unit:
            inbox = await unit.inbox.counts()
            ripening = await unit.posts.next_match_due(), await unit.drafts.next_ready()
        sender = self.app.sender
        return not (
            inbox[InboxState.PENDING]
            or any(ripening)
            or any(sender._replies.values())
            or sender._flying
            or self._owed()
        )

    def _owed(self) -> int:
        """Messages that could be sent now: due, and their chat is not held."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as db:
            now = int(self.clock.now().timestamp() * 1000)
            (count,) = db.execute(
                "select count(*) from outbox where state in ('due', 'sending') and not_before <= ?1"
                " and chat_id not in (select chat_id from holds where until > ?1)",
                (now,),
            ).fetchone()
        return int(count)

    async def until(self, true: Callable[[], Awaitable[bool]], seconds: float = DEADLINE) -> None:
        """Wait for a condition; TimeoutError when it does not come."""
        async with asyncio.timeout(seconds):
            while not await true():  # noqa: ASYNC110 - what is waited for is in a database or another process
                await asyncio.sleep(0.02)

    async def told(self, user: int, containing: str = "") -> list[SeenMessage]:
        """Everything the bot has said to somebody, once nothing is under way."""
        await self.settle()
        return [m for m in await self.people.messages(user, from_bot=True) if containing in m.text and not m.deleted]

    async def channel(self, title: str, username: str, *, accepted: bool = True) -> int:
        """A channel; an accepted one has the bot as an admin, made so by the owner, who has started it."""
        made = await self.people.channel(title, username=username)
        if accepted:
            if await self.subscriber(OWNER) is None:
                await self.ask(OWNER, "/start")
            await self.people.promote_bot(made, by=OWNER)
            await self.settle()
        return made

    async def subscriber(self, user: int) -> Subscriber | None:
        """How the bot knows somebody."""
        async with self.app.storage.reading() as unit:
            return await unit.subscribers.by_chat(user)

    async def write(self, act: Callable[[Unit], Awaitable[Any]]) -> Any:
        """Change the database as a service would."""
        return await self.app.storage.transact(act)


@asynccontextmanager
async def open_house(
    folder: Path, *, samples: bool = False, ahead: timedelta = timedelta(), **settings: Any
) -> AsyncIterator[House]:
    """Owner Nadir, Salma (Arabic) and Peter (English) are Telegram users; none has said a word yet."""
    clock = TurnedClock()
    clock.ahead = ahead
    chosen = Settings(_env_file=None, **{"owner": OWNER, "data_dir": folder, "album_wait": 0.3, **settings})
    database = folder / "rasid.db"
    async with (
        running(flood=False, state=folder / "telegram.db", samples=samples) as address,
        Sandbox(address) as people,
        opened(chosen, token=SANDBOX_TOKEN, telegram_api=address, clock=clock) as app,
    ):
        if not samples:
            await people.user(OWNER, first_name="نادر", language_code="ar")
            await people.user(SALMA, first_name="سلمى", language_code="ar")
            await people.user(PETER, first_name="Peter", language_code="en")
        bot = asyncio.create_task(app.run())
        try:
            yield House(people, app, clock, database, address)
            if bot.done():
                bot.result()
        finally:
            bot.cancel()
            await asyncio.gather(bot, return_exceptions=True)
