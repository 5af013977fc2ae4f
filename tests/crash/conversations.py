"""What readers ask of the bot while it is being killed: set a watch, pause it, delete it, /stop, /start.

A person who gets no answer asks again: a crash may cost a confirmation. What they asked for, once Telegram has it, must
not be lost; that is waited for in the database.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any

from bot.sandbox.person import NotSeen, Sandbox, SeenMessage
from handlers import keyboards
from tests.crash.database import Database, Rows
from tests.crash.ledger import WORDS, Reader, Watch

ANSWER_SECONDS = 4.0
DEADLINE = 120.0
MOST_WATCHES = 6  # what one page of the list shows

_WATCH = """
select watches.id, watches.mode from watches join subscribers on subscribers.id = watches.subscriber_id
where subscribers.chat_id = ? and watches.text = ? and watches.deleted_at is null
"""
_NO_WORD = re.compile(r"[^\w ]")
_STATUS = "select status from subscribers where chat_id = ?"


Change = Callable[[], Coroutine[Any, Any, None]]


class Lost(AssertionError):
    """Telegram has taken what somebody asked for, and the bot has not done it."""


class Conversations:
    """Readers and the bot. `asked_again` counts answers that did not come."""

    def __init__(self, people: Sandbox, database: Database, chance: random.Random) -> None:
        self._people = people
        self._database = database
        self._chance = chance
        self.counts: Counter[str] = Counter()
        self.asked_again = 0

    def planned(self, reader: Reader) -> tuple[frozenset[str], Change]:
        """Something that this reader does next, and the words that nothing may be published about meanwhile."""
        if reader.resting:
            return reader.words, lambda: self.back(reader)
        if len(reader.watches) < 3:
            return self._new(reader)
        match self._chance.choices(["new", "turn", "delete", "rest"], [35, 40, 20, 5])[0]:
            case "new" if len(reader.watches) < MOST_WATCHES:
                return self._new(reader)
            case "rest":
                return reader.words, lambda: self.rest(reader)
            case "delete":
                watch = self._chance.choice(reader.watches)
                return watch.words, lambda: self.delete(reader, watch)
            case _:
                watch = self._chance.choice(reader.watches)
                return watch.words, lambda: self.turn(reader, watch)

    def _new(self, reader: Reader) -> tuple[frozenset[str], Change]:
        words = frozenset(self._chance.sample(WORDS, self._chance.choice([1, 1, 2])))
        if any(watch.words == words for watch in reader.watches):
            return self._new(reader)
        return words, lambda: self.add(reader, words)

    async def add(self, reader: Reader, words: frozenset[str]) -> None:
        """`/watch …`, and save what is shown."""
        watch = Watch(words)
        command = "/تابع" if reader.language == "ar" else "/watch"
        shown = await self._ask(reader, f"{command} {watch.query}", lambda m: _is_preview_of(watch, m))
        await self._people.tap(reader.user, data=_button(shown, keyboards.SAVE_DRAFT), message_id=shown.message_id)
        await self._until(lambda rows: bool(rows), _WATCH, reader, watch.query)
        reader.watches.append(watch)
        self.counts["watches set"] += 1

    async def turn(self, reader: Reader, watch: Watch) -> None:
        """Pause a watch, or let it alert again."""
        verb, mode = (keyboards.RESUME_WATCH, "alert") if watch.paused else (keyboards.PAUSE_WATCH, "paused")
        await self._press_in_list(reader, watch, verb)
        await self._until(lambda rows: [row[1] for row in rows] == [mode], _WATCH, reader, watch.query)
        watch.paused = not watch.paused
        self.counts["watches paused or resumed"] += 1

    async def delete(self, reader: Reader, watch: Watch) -> None:
        """Delete a watch."""
        await self._press_in_list(reader, watch, keyboards.DELETE_WATCH)
        await self._until(lambda rows: not rows, _WATCH, reader, watch.query)
        reader.watches.remove(watch)
        self.counts["watches deleted"] += 1

    async def rest(self, reader: Reader) -> None:
        """`/stop`."""
        await self._people.say(reader.user, "/stop")
        await self._until(lambda rows: rows == [("stopped",)], _STATUS, reader)
        reader.resting = True
        self.counts["stops and returns"] += 1

    async def back(self, reader: Reader) -> None:
        """`/start`, the first time or again."""
        await self._people.say(reader.user, "/start")
        await self._until(lambda rows: rows == [("active",)], _STATUS, reader)
        reader.resting = False
        self.counts["stops and returns"] += 1

    async def _press_in_list(self, reader: Reader, watch: Watch, verb: str) -> None:
        rows = self._database.rows(_WATCH, reader.user, watch.query)
        while rows is None:
            await asyncio.sleep(0.05)
            rows = self._database.rows(_WATCH, reader.user, watch.query)
        argument = f"{rows[0][0]}.0"
        listed = await self._ask(reader, "/watches", lambda m: bool(_button(m, verb, argument)))
        await self._people.tap(reader.user, data=_button(listed, verb, argument), message_id=listed.message_id)

    async def _ask(self, reader: Reader, text: str, fits: Callable[[SeenMessage], bool]) -> SeenMessage:
        deadline = time.monotonic() + DEADLINE
        while True:
            sent = await self._people.say(reader.user, text)
            try:
                return await self._people.wait_message(reader.user, fits, after=sent.message_id, timeout=ANSWER_SECONDS)
            except NotSeen:
                self.asked_again += 1
                if time.monotonic() > deadline:
                    raise Lost(f"{reader.name} asks {text!r} again and again and gets no answer") from None

    async def _until(self, true: Callable[[Rows], bool], query: str, reader: Reader, *values: object) -> None:
        deadline = time.monotonic() + DEADLINE
        while (rows := self._database.rows(query, reader.user, *values)) is None or not true(rows):
            if time.monotonic() > deadline:
                raise Lost(f"what {reader.name} asked for did not happen: {query.strip()} {values} gives {rows}")
            await asyncio.sleep(0.05)


def _is_preview_of(watch: Watch, message: SeenMessage) -> bool:
    """Whether this is how the query reads; the answer to an earlier one may come late."""
    title = message.text.partition("\n")[0]
    return bool(_button(message, keyboards.SAVE_DRAFT)) and _NO_WORD.sub("", title).strip() == watch.query


def _button(message: SeenMessage, verb: str, argument: str = "") -> str:
    """The callback data of a message's button for a verb; empty when it has none."""
    wanted = keyboards.data(verb, argument)
    data = (button.data or "" for row in message.buttons for button in row)
    return next((one for one in data if one.startswith(wanted)), "")
