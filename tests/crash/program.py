"""The real program in a process of its own: started, killed, stopped. One at a time."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Awaitable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from tests.crash.starter import NO_FAULT

REPOSITORY = Path(__file__).parents[2]
DEADLINE = 60.0
LOG_END = 4_000

T = TypeVar("T")


class EndedByItself(AssertionError):
    """The program ended, and nobody had killed or stopped it."""


@dataclass(frozen=True)
class Run:
    """One start of the program, until it has ended. `ended` gives its exit code: minus the signal for one."""

    pid: int
    ended: asyncio.Task[int]
    begun: float = field(default_factory=time.monotonic)

    async def ends_within(self, seconds: float) -> bool:
        """Wait for its end, so long."""
        done, _ = await asyncio.wait({self.ended}, timeout=seconds)
        return bool(done)

    async def signal(self, number: signal.Signals) -> int:
        """Send a signal, unless it has just ended by itself, and return the exit code."""
        if not self.ended.done():
            os.kill(self.pid, number)
        return await asyncio.wait_for(asyncio.shield(self.ended), DEADLINE)


class Program:
    """Starts the bot on one database and one sandbox, which `environment` names. What it says goes to `log`."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder = folder
        self._environment = {**environment, "PYTHONPATH": str(REPOSITORY)}
        self.log = folder / "bot.log"
        self._runs: list[Run] = []

    async def __aenter__(self) -> Self:
        self._log = self.log.open("ab")
        self._starter = await self._spawn("tests.crash.starter", piped=True)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for run in self._runs[-1:]:
            await run.signal(signal.SIGKILL)
        assert self._starter.stdin is not None
        self._starter.stdin.close()
        await self._starter.wait()
        self._log.close()

    async def start(self, fault: str = NO_FAULT) -> Run:
        """Start it from what is imported already, to die at a fault (see `faults`) or to live."""
        self._only_one()
        assert self._starter.stdin is not None
        self._starter.stdin.write(f"{fault}\n".encode())
        begun = time.monotonic()
        pid = await self._heard("started")
        return self._begun(Run(pid, asyncio.create_task(self._heard("ended")), begun))

    async def start_cold(self) -> Run:
        """Start it as a person does: `python -m bot run`."""
        self._only_one()
        begun = time.monotonic()
        process = await self._spawn("bot", "run")
        return self._begun(Run(process.pid, asyncio.create_task(process.wait()), begun))

    def _only_one(self) -> None:
        if self._runs and not self._runs[-1].ended.done():
            raise RuntimeError("the program is running already")

    def _begun(self, run: Run) -> Run:
        self._runs.append(run)
        return run

    async def meanwhile(self, run: Run, what: Awaitable[T]) -> T:
        """What is waited for, as long as the program runs. Raises EndedByItself."""
        waiting = asyncio.ensure_future(what)
        try:
            await asyncio.wait({waiting, run.ended}, return_when=asyncio.FIRST_COMPLETED)
            if waiting.done():
                return waiting.result()
            raise self.ended_by_itself(run)
        finally:
            waiting.cancel()

    def ended_by_itself(self, run: Run) -> EndedByItself:
        """What to say of a run that nobody ended, with the end of the log."""
        log = self.log.read_text(encoding="utf-8", errors="replace")[-LOG_END:]
        return EndedByItself(f"the program ended by itself with exit code {run.ended.result()}\n{log}")

    async def _spawn(self, module: str, *arguments: str, piped: bool = False) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, *arguments),
            cwd=self._folder,
            env=self._environment,
            stdin=pipe if piped else asyncio.subprocess.DEVNULL,
            stdout=pipe if piped else self._log,
            stderr=self._log,
        )

    async def _heard(self, word: str) -> int:
        assert self._starter.stdout is not None
        said, _, number = (await self._starter.stdout.readline()).decode().partition(" ")
        if said != word:
            raise RuntimeError(f"the program does not start: {self.log.read_text(encoding='utf-8')[-LOG_END:]}")
        return int(number)
