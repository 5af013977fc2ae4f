"""A whole Rasid on loopback: sandbox and bot, each in its own process. For the demo and the acceptance tests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.config import load_settings
from bot.lexicon import lend
from bot.sandbox.child import Child, sandbox_child
from bot.sandbox.person import Sandbox

OWNER_ID = 1001
STOP_SECONDS = 10


class Stage:
    """Runs the real program against a sandbox; what people do is done through `people`.

    `settings` are RASID_* variables for the bot beyond those that connect it. The bot's own log goes to `log`.
    """

    def __init__(self, *, flood: bool = True, settings: dict[str, str] | None = None) -> None:
        self._flood = flood
        self._settings = settings or {}
        self._stack = ExitStack()
        self._bot: subprocess.Popen[bytes] | None = None

    async def __aenter__(self) -> Self:
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="rasid-")))
        self.log = self.folder / "bot.log"
        lend(load_settings().data_dir, self.folder)
        self.sandbox: Child = self._stack.enter_context(
            sandbox_child(0, self.folder / "telegram.db", transcript=False, flood=self._flood)
        )
        self.people = Sandbox(self.sandbox.address)
        self.start_bot()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.people.close()
        self.stop_bot()
        self._stack.close()

    @property
    def database(self) -> Path:
        """The bot's database file."""
        return self.folder / "rasid.db"

    @property
    def environment(self) -> dict[str, str]:
        """The bot's environment: nothing of RASID_* is inherited."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("RASID_")}
        return inherited | {
            "RASID_BOT_TOKEN": self.sandbox.token,
            "RASID_TELEGRAM_API": self.sandbox.address,
            "RASID_DATA_DIR": str(self.folder),
            "RASID_DATABASE": f"sqlite:///{self.database}",
            "RASID_OWNER": str(OWNER_ID),
            **self._settings,
        }

    def start_bot(self) -> None:
        """Start the bot's process; what it says goes to its log."""
        with self.log.open("ab") as log:
            self._bot = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                env=self.environment,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )

    def stop_bot(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End the bot's process (SIGKILL: as a crash would) and return its exit code."""
        if self._bot is None:
            return 0
        self._bot.send_signal(number)
        try:
            return self._bot.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._bot.kill()
            return self._bot.wait()
        finally:
            self._bot = None

    def crash_and_restart(self) -> None:
        """`kill -9`, and start again."""
        self.stop_bot(signal.SIGKILL)
        self.start_bot()
