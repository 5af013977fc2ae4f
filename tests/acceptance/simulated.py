"""The whole bot in this process under a simulated clock; its Telegram is a table in memory, its network is loopback."""

from __future__ import annotations

import asyncio
import itertools
import json
import sqlite3
from asyncio import FIRST_COMPLETED
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
from telegram.ext import Application, ContextTypes
from telegram.request import BaseRequest, RequestData

from bot.app import App
from bot.clock import SimulatedClock
from bot.config import Settings
from bot.ingest.sources.fetch import Fetcher
from bot.ingest.sources.poller import PreviewPoller
from bot.ingest.sources.rhythm import Budget
from bot.sandbox import SANDBOX_TOKEN
from bot.text import Engine
from handlers.asking import Context
from storage.opening import open_storage
from tests.integration.polling import StillStorage, StillTransport

BOT = {"id": 7000000001, "is_bot": True, "first_name": "راصد", "username": "rasid_here_bot"}
# Simulated seconds within which the bot answers a person, its pace for one chat included.
ANSWER_SECONDS = 10.0
TICKS = timedelta(hours=1)


@dataclass
class Message:
    """One message of the bot in somebody's chat, and what became of it."""

    id: int
    chat_id: int
    text: str
    at: datetime
    buttons: list[dict[str, Any]]
    edits: list[tuple[datetime, str]] = field(default_factory=list)

    @property
    def now_says(self) -> str:
        return self.edits[-1][1] if self.edits else self.text

    @property
    def opens(self) -> str:
        """Where its button leads; empty when none leads anywhere."""
        return next((str(button["url"]) for button in self.buttons if button.get("url")), "")


class TelegramHere(BaseRequest):
    """What the bot asks of the Bot API, answered at once; https://core.telegram.org/bots/api names the methods."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.messages: list[Message] = []
        self._now = now
        self._numbers = itertools.count(1)
        self._updates: list[dict[str, Any]] = []
        self._arrived = asyncio.Event()

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: object, **__: object
    ) -> tuple[int, bytes]:
        asked = request_data.parameters if request_data else {}
        result = await self._answer(url.rpartition("/")[2].lower(), asked)
        return 200, json.dumps({"ok": True, "result": result}).encode()

    async def _answer(self, method: str, asked: dict[str, Any]) -> Any:
        match method:
            case "getme":
                return BOT
            case "getupdates":
                return await self._wait_updates(int(asked.get("offset", 0)))
            case "sendmessage":
                return self._told(self._send(asked))
            case "editmessagetext":
                message = next(one for one in self.messages if one.id == asked["message_id"])
                message.edits.append((self._now(), asked["text"]))
                return self._told(message)
            case _:
                return True

    def _send(self, asked: dict[str, Any]) -> Message:
        rows = (asked.get("reply_markup") or {}).get("inline_keyboard", [])
        buttons = [button for row in rows for button in row]
        message = Message(next(self._numbers), int(asked["chat_id"]), asked["text"], self._now(), buttons)
        self.messages.append(message)
        return message

    def _told(self, message: Message) -> dict[str, Any]:
        chat = {"id": message.chat_id, "type": "private"}
        return {"message_id": message.id, "date": self._date(), "chat": chat, "from": BOT, "text": message.now_says}

    def _date(self) -> int:
        return int(self._now().timestamp())

    async def _wait_updates(self, offset: int) -> list[dict[str, Any]]:
        while not (waiting := [one for one in self._updates if one["update_id"] >= offset]):
            self._arrived.clear()
            await self._arrived.wait()
        return waiting

    def _bring(self, kind: str, what: dict[str, Any]) -> None:
        self._updates.append({"update_id": next(self._numbers), kind: what})
        self._arrived.set()

    def say(self, user: dict[str, Any], text: str) -> None:
        """Somebody writes to the bot."""
        command = text.split()[0]
        entities = [{"type": "bot_command", "offset": 0, "length": len(command)}] if command.startswith("/") else []
        chat = {"id": user["id"], "type": "private", "first_name": user["first_name"]}
        message = {"message_id": next(self._numbers), "date": self._date(), "chat": chat, "from": user, "text": text}
        self._bring("message", message | {"entities": entities})

    def press(self, user: dict[str, Any], message: Message, label: str) -> None:
        """Somebody presses the button whose label has these words."""
        data = next(one["callback_data"] for one in message.buttons if label in one["text"] and "callback_data" in one)
        query = {"id": str(next(self._numbers)), "from": user, "chat_instance": "1", "data": data}
        self._bring("callback_query", query | {"message": self._told(message)})

    def of(self, chat_id: int) -> list[Message]:
        """What the bot has sent to somebody, in order."""
        return [message for message in self.messages if message.chat_id == chat_id]


class SimulatedBot:
    """Rasid as `bot.app` puts it together; previews are looked at as often as `budget` says."""

    def __init__(self, folder: Path, clock: SimulatedClock, budget: Budget, chance: Callable[[], float]) -> None:
        self.clock = clock
        self.telegram = TelegramHere(clock.now)
        self.database = folder / "rasid.db"
        self._folder = folder
        self._budget = budget
        self._chance = chance
        self._app: App | None = None
        self._ticked = clock.now()
        self._running: asyncio.Task[None] | None = None

    async def start(self, preview_base: str, owner: int) -> None:
        """Start it, again if it ran before: on the same database, and with nothing else left of its past."""
        settings = Settings(_env_file=None, owner=owner, data_dir=self._folder, preview_base=preview_base)
        built = asyncio.Event()
        self._running = asyncio.create_task(self._run(settings, built))
        await asyncio.wait({self._running, waiter := asyncio.create_task(built.wait())}, return_when=FIRST_COMPLETED)
        waiter.cancel()
        await self.pass_by(timedelta(seconds=1))

    async def _run(self, settings: Settings, built: asyncio.Event) -> None:
        application = (
            Application.builder()
            .token(SANDBOX_TOKEN)
            .request(self.telegram)
            .get_updates_request(self.telegram)
            .updater(None)
            .job_queue(None)
            .context_types(ContextTypes(context=Context))
            .build()
        )
        storage = await open_storage(f"sqlite:///{self.database}", bot_id=int(SANDBOX_TOKEN.partition(":")[0]))
        try:
            async with application, httpx.AsyncClient(transport=StillTransport(self.clock)) as web:
                with (
                    patch(
                        "bot.app.Fetcher", lambda _, clock, **kinds: Fetcher(web, clock, chance=self._chance, **kinds)
                    ),
                    patch("bot.app.PreviewPoller", lambda *parts, **kinds: self._poller(*parts, **kinds)),
                    # Its ticks come by the machine's clock.
                    patch("bot.app.AsyncIOScheduler"),
                    # It guards against a clock that steps, which this one does not.
                    patch("bot.deliver.sender._LONGEST_IDLE", TICKS),
                ):
                    self._app = App(
                        settings, StillStorage(storage, self.clock), application, Engine(), clock=self.clock
                    )
                    built.set()
                    await self._app.run()
        finally:
            await storage.close()

    def _fetcher(self, web: httpx.AsyncClient, *parts: Any, **more: Any) -> Fetcher:
        return Fetcher(web, *parts, **{**more, "chance": self._chance})

    def _poller(self, *parts: Any, **more: Any) -> PreviewPoller:
        return PreviewPoller(*parts, **{**more, "budget": self._budget})

    async def stop(self) -> None:
        """Stop it as a signal would."""
        if self._running is not None:
            self._running.cancel()
            await self.clock.advance(5)
            await asyncio.gather(self._running, return_exceptions=True)
            self._running = self._app = None

    async def pass_by(self, span: timedelta) -> None:
        """Let time pass; raises what has ended the bot meanwhile."""
        await self.clock.advance(span.total_seconds())
        if self._running is not None and self._running.done():
            self._running.result()
        if self._app is not None and self.clock.now() - self._ticked >= TICKS:
            self._ticked = self.clock.now()
            await self._app.tick()

    async def ask(self, user: dict[str, Any], text: str) -> Message:
        """Somebody writes to the bot, and gets an answer."""
        before = len(self.telegram.of(user["id"]))
        self.telegram.say(user, text)
        await self.pass_by(timedelta(seconds=ANSWER_SECONDS))
        return self.telegram.of(user["id"])[before]

    async def watch(self, user: dict[str, Any], query: str, save: str) -> None:
        """Somebody sets a watch; `save` is a word of the button that keeps it."""
        shown = await self.ask(user, f"/watch {query}")
        self.telegram.press(user, shown, save)
        await self.pass_by(timedelta(seconds=ANSWER_SECONDS))
        assert "✅" in shown.now_says, shown.now_says

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Look into the database file."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as db:
            return db.execute(query).fetchall()
