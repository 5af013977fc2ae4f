"""The whole of it: a sandbox, the bot that keeps dying, people, and the verdict."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot.sandbox.child import Child, sandbox_child
from bot.sandbox.person import Sandbox
from bot.stage import OWNER_ID
from storage import Unit
from storage.opening import open_storage
from tests.crash.conversations import Change, Conversations
from tests.crash.database import Database
from tests.crash.kills import Killer
from tests.crash.ledger import WORDS, Ledger, Reader
from tests.crash.program import Program
from tests.crash.report import Report
from tests.crash.traffic import Traffic
from tests.crash.verdict import judge

HTTP_SECONDS = 30.0
QUIET_SECONDS = 180.0
ROUND_SECONDS = 4.0
CHANGES_AT_ONCE = 3
POSTS_A_SECOND = 4.0
MOST_HELD = len(WORDS) // 2
MOST_OWED = 40  # messages: beyond, nothing more is published until some have gone
TELL_SECONDS = 60.0
EVERY_ALERT = 1_000_000  # alerts in ten minutes


def readers() -> list[Reader]:
    """Who reads, in both languages; Rami has the pace that everybody begins with."""
    return [
        Reader(2001, "سلمى", "ar"),
        Reader(2002, "Peter", "en"),
        Reader(2003, "هدى", "ar"),
        Reader(2004, "Anna", "en"),
        Reader(2005, "ليان", "ar"),
        Reader(2006, "رامي", "ar", folds=True),
    ]


async def attempt(folder: Path, seconds: float, seed: int, say: Callable[[str], None]) -> Report:
    """A trial in an empty folder: traffic and kills until `seconds` are over, the setting up included (but half of them
    at least); then as long as it takes to be quiet, and a verdict. `say` is told now and then how far it is.
    """
    end = time.monotonic() + seconds
    database = Database(folder / "rasid.db")
    with sandbox_child(0, folder / "telegram.db", transcript=False) as sandbox:
        async with (
            Sandbox(sandbox.address, timeout=HTTP_SECONDS) as people,
            Program(folder, _environment(sandbox, database)) as program,
        ):
            trial = Trial(people, program, database, seed)
            traffic = await trial.set_up()
            begun = time.monotonic()
            end = max(end, begun + seconds / 2)
            async with asyncio.TaskGroup() as together:
                together.create_task(trial.killer.run())
                await trial.live(traffic, end, say)
                trial.killer.leave_off()
            lived = time.monotonic() - begun
            settled = await trial.settle()
            kills, talk = trial.killer.kills, trial.talk
            findings = await judge(people, database, trial.ledger, kills)
            return Report(seed, lived, settled, traffic.counts, talk.counts, talk.asked_again, kills, findings)


def _environment(sandbox: Child, database: Database) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("RASID_")}
    return inherited | {
        "RASID_BOT_TOKEN": sandbox.token,
        "RASID_TELEGRAM_API": sandbox.address,
        "RASID_DATA_DIR": str(database.path.parent),
        "RASID_DATABASE": f"sqlite:///{database.path}",
        "RASID_OWNER": str(OWNER_ID),
        # People here are faster than people.
        "RASID_COMMANDS_PER_MINUTE": "100000",
        "RASID_PRESSES_PER_MINUTE": "100000",
    }


class Trial:
    """The people and what they do, from the first /start to the last answer."""

    def __init__(self, people: Sandbox, program: Program, database: Database, seed: int) -> None:
        self._people = people
        self._program = program
        self._database = database
        self._chance = random.Random(seed)
        self.ledger = Ledger(readers())
        self.talk = Conversations(people, database, self._chance)
        self.killer = Killer(program, people, database, random.Random(seed + 1))

    # -- before the first kill ----------------------------------------------------------------------

    async def set_up(self) -> Traffic:
        """Everybody sets a first watch, the owner brings the bot into two channels."""
        run = await self._program.start()
        traffic = await self._program.meanwhile(run, self._begin())
        await run.signal(signal.SIGTERM)
        await self._take_every_alert()
        return traffic

    async def _begin(self) -> Traffic:
        await self._come(OWNER_ID, "نادر", "ar")
        readers = self.ledger.readers.values()
        for reader in readers:
            await self._come(reader.user, reader.name, reader.language)
        first = zip(readers, self._chance.sample(WORDS, len(readers)), strict=True)
        await asyncio.gather(*(self.talk.add(reader, frozenset({word})) for reader, word in first))
        ours = [await self._open_channel("شبكة الميدان", "shabakat_almaydan")]
        ours.append(await self._open_channel("نبض الوادي", "nabd_alwadi"))
        foreign = await self._people.channel("أخبار الضفة الأخرى", username="akhbar_aldiffa")
        return Traffic(self._people, self.ledger, self._chance, owner=OWNER_ID, ours=ours, foreign=foreign)

    async def _come(self, user: int, name: str, language: str) -> None:
        await self._people.user(user, first_name=name, language_code=language)
        await self._people.say(user, "/start")
        await self._people.wait_message(user, timeout=QUIET_SECONDS)

    async def _open_channel(self, title: str, username: str) -> int:
        channel = await self._people.channel(title, username=username)
        await self._people.promote_bot(channel, by=OWNER_ID)
        await self._people.wait_message(OWNER_ID, containing=title, timeout=QUIET_SECONDS)
        return channel

    async def _take_every_alert(self) -> None:
        """A message for each alert, but to those who keep the pace that everybody begins with."""

        async def take(unit: Unit) -> None:
            for reader in self.ledger.readers.values():
                subscriber = await unit.subscribers.by_chat(reader.user)
                assert subscriber is not None
                if not reader.folds:
                    await unit.subscribers.choose(replace(subscriber, pace=EVERY_ALERT))

        storage = await open_storage(f"sqlite:///{self._database.path}")
        try:
            await storage.transact(take)
        finally:
            await storage.close()

    # -- while the bot is being killed --------------------------------------------------------------

    async def live(self, traffic: Traffic, end: float, say: Callable[[str], None]) -> None:
        """Until `end` (by time.monotonic): some readers change something while posts go on that do not concern it, then
        posts of all kinds, and again.
        """
        told = time.monotonic()
        while time.monotonic() < end:
            await self._change_something(traffic)
            end_of_round = time.monotonic() + ROUND_SECONDS
            while time.monotonic() < end_of_round:
                await self._publish(traffic, frozenset())
            if told + TELL_SECONDS < time.monotonic() < end:
                told = time.monotonic()
                say(f"{end - told:.0f} s to go: {dict(traffic.counts)}, {dict(self.talk.counts)}")

    async def _change_something(self, traffic: Traffic) -> None:
        changes: list[Change] = []
        held: frozenset[str] = frozenset()
        for reader in self._chance.sample(list(self.ledger.readers.values()), CHANGES_AT_ONCE):
            words, change = self.talk.planned(reader)
            if not changes or len(held | words) <= MOST_HELD:
                held |= words
                changes.append(change)
        # What a change concerns must not be under way: then it is known whom a post finds how.
        await self.killer.leave_time_for(self._until_quiet())
        made = asyncio.gather(*(change() for change in changes))
        changing = asyncio.create_task(self.killer.leave_time_for(made))
        try:
            while not changing.done():
                await self._publish(traffic, held)
        finally:
            changing.cancel()
        await changing

    async def _publish(self, traffic: Traffic, held: frozenset[str]) -> None:
        if (self._database.owes() or 0) < MOST_OWED:
            await traffic.act(held)
        if self._chance.random() < 0.7:  # else at once: posts come in bursts
            await asyncio.sleep(self._chance.expovariate(0.7 * POSTS_A_SECOND))

    async def _until_quiet(self) -> None:
        async with asyncio.timeout(QUIET_SECONDS):
            while not await self._is_quiet():  # noqa: ASYNC110 - what is waited for is in two other processes
                await asyncio.sleep(0.05)

    async def _is_quiet(self) -> bool:
        """Whether everything that has reached Telegram is carried out. What comes between two looks is in the third."""
        decided = self._database.is_decided()
        return decided and not (await self._people.state()).pending_updates and self._database.is_decided()

    # -- after the last kill ------------------------------------------------------------------------

    async def settle(self) -> float:
        """Start it once more, as a person does, let it finish, stop it; return the seconds until nothing was owed."""
        run = await self._program.start_cold()
        self.killer.kills.starts.append(await self.killer.ready(run))
        await self._program.meanwhile(run, self._until_all_is_sent())
        settled = time.monotonic() - run.begun
        await self.killer.stop(run)
        return settled

    async def _until_all_is_sent(self) -> None:
        await self._until_quiet()
        for reader in self.ledger.readers.values():
            if reader.resting:
                await self.talk.back(reader)
        async with asyncio.timeout(QUIET_SECONDS):
            while self._database.owes() != 0 or not await self._is_quiet():  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.05)
