"""The bot's ends: every fault point, random instants, and now and then an orderly stop; each end is looked into."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections import Counter
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import TypeVar

from bot.sandbox.person import Sandbox
from tests.crash import faults
from tests.crash.database import Database
from tests.crash.program import Program, Run

FAULT_SECONDS = 15.0  # a fault that has not come by then gives way to a plain kill
STOP_SECONDS = 5.0
MOST_IN_FLIGHT = 4
READY_SECONDS = 120.0
PATIENCE = 15.0
CHECK_EVERY = 5  # ends: an integrity check takes longer than all else once the database has grown

T = TypeVar("T")

AT_ONCE, WORKING, COLD, STOP = "at once", "while working", "cold start", "SIGTERM"

REQUESTS = (
    *("before-request:sendMessage", "after-request:sendMessage", "after-answer:sendMessage"),
    *("after-request:editMessageText", "after-answer:getUpdates"),
)
# A fault comes at the first to third of what it is about; at the first of what is rare.
AT_MOST = {"gathering": 2, "ripening": 1, "claiming-an-edit": 1, "editMessageText": 1}


def deck(sweep: int, chance: random.Random) -> list[str]:
    """Every fault point, and other ends among them. `sweep` counts decks: each goes one commit further into a start."""
    points = [f"{moment}:{kind}" for moment in faults.COMMITS for kind in faults.KINDS]
    points += [f"{moment}:{faults.ANY}:{sweep + 1}" for moment in faults.COMMITS]
    points += REQUESTS
    others = [AT_ONCE, COLD, STOP, *[WORKING] * 4]
    chance.shuffle(points)
    chance.shuffle(others)
    apart = -(-len(points) // len(others))
    return [way for at, other in enumerate(others) for way in (*points[at * apart : (at + 1) * apart], other)]


@dataclass
class Kills:
    """What happened to the bot. `sending` counts, for each outbox row, the ends at which its fate was unknown."""

    ends: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)  # faults that did not come in time
    in_flight: Counter[int] = field(default_factory=Counter)  # how many rows were being sent at a kill
    sending: Counter[int] = field(default_factory=Counter)
    starts: list[float] = field(default_factory=list)  # seconds from a cold start to the first getUpdates
    stops: list[float] = field(default_factory=list)
    spared: int = 0
    complaints: list[str] = field(default_factory=list)

    @property
    def killed(self) -> int:
        """Every end but the orderly ones."""
        return self.ends.total() - self.ends[STOP]


class Killer:
    """Starts the bot and ends it, until it is told to leave off."""

    def __init__(self, program: Program, people: Sandbox, database: Database, chance: random.Random) -> None:
        self._program = program
        self._people = people
        self._database = database
        self._chance = chance
        self._enough = False
        self._allowed = asyncio.Event()
        self._allowed.set()
        self._offset = 0
        self.kills = Kills()

    async def leave_time_for(self, what: Awaitable[T]) -> T:
        """What is waited for. Where kills leave it no time (on a busy machine), a start is spared until it is there."""
        waiting = asyncio.ensure_future(what)
        try:
            await asyncio.wait({waiting}, timeout=PATIENCE)
            if not waiting.done():
                self._allowed.clear()
                self.kills.spared += 1
            return await waiting
        finally:
            self._allowed.set()
            waiting.cancel()

    def leave_off(self) -> None:
        """No start after this one."""
        self._enough = True

    async def run(self) -> None:
        """Start, end, look, again. Afterwards nothing is running."""
        sweep = 0
        while not self._enough:
            for way in deck(sweep, self._chance):
                if self._enough:
                    return
                await (self._one(way) if self._allowed.is_set() else self._spare())
            sweep += 1

    async def _one(self, way: str) -> None:
        if way in {AT_ONCE, COLD}:
            run = await (self._program.start_cold() if way == COLD else self._program.start())
            await run.ends_within(self._chance.uniform(0, 1.0))
            await self._kill(run, way)
        elif way in {WORKING, STOP}:
            run = await self._program.start()
            await self.ready(run)
            await run.ends_within(self._chance.uniform(0, 3.0))
            await (self.stop(run) if way == STOP else self._kill(run, way))
        else:
            await self._die_at(way)

    async def _die_at(self, fault: str) -> None:
        moment, what, *count = fault.split(":")
        number = count[0] if count else str(self._chance.randint(1, AT_MOST.get(what, 3)))
        run = await self._program.start(f"{moment}:{what}:{number}")
        if not await run.ends_within(FAULT_SECONDS):
            self.kills.missed[f"{moment}:{what}"] += 1
            return await self._kill(run, WORKING)
        if run.ended.result() != -signal.SIGKILL:
            raise self._program.ended_by_itself(run)
        return self._ended(f"{moment}:{what}")

    async def _spare(self) -> None:
        """A start that lives for as long as kills are not allowed."""
        run = await self._program.start()
        await self._program.meanwhile(run, self._allowed.wait())
        await self._kill(run, WORKING)

    async def _kill(self, run: Run, way: str) -> None:
        if run.ended.done():
            raise self._program.ended_by_itself(run)
        await run.signal(signal.SIGKILL)
        self._ended(way)

    async def stop(self, run: Run) -> None:
        """SIGTERM: exit code 0 in time, and no message of an unknown fate."""
        begun = time.monotonic()
        code = await run.signal(signal.SIGTERM)
        took = time.monotonic() - begun
        self.kills.stops.append(took)
        if code != 0 or took > STOP_SECONDS:
            self.kills.complaints.append(f"SIGTERM ended it with exit code {code} after {took:.1f} s")
        self._ended(STOP)

    async def ready(self, run: Run) -> float:
        """Wait for the first getUpdates of a start; return the seconds it took."""
        before = (await self._people.state()).calls.get("getUpdates", 0)
        called = self._people.wait_calls("getUpdates", before + 1, timeout=READY_SECONDS)
        await self._program.meanwhile(run, called)
        return time.monotonic() - run.begun

    def _ended(self, way: str) -> None:
        """Count an end, and look at what it left."""
        kills = self.kills
        kills.ends[way] += 1
        wreck = self._database.wreck(check=kills.ends.total() % CHECK_EVERY == 0)
        kills.in_flight[len(wreck.sending)] += 1
        kills.sending.update(wreck.sending)
        kills.complaints += [f"after {way}: {finding}" for finding in wreck.findings]
        if len(wreck.sending) > (0 if way == STOP else MOST_IN_FLIGHT):
            kills.complaints.append(f"after {way} {len(wreck.sending)} messages were under way")
        if wreck.offset < self._offset or wreck.numberings:
            kills.complaints.append(f"after {way} the offset went back from {self._offset} to {wreck.offset}")
        self._offset = wreck.offset
