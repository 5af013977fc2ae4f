"""The sandbox as a child process: started, waited for, and ended with its parent."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox import SANDBOX_TOKEN

READY = "sandbox ready at "
STOP_SECONDS = 5


class SandboxFailed(Exception):
    """The sandbox did not start; what it said is on the terminal."""


@dataclass(frozen=True, slots=True)
class Child:
    """A running sandbox: its root address and the token of its one bot."""

    address: str
    token: str


@contextmanager
def sandbox_child(
    port: int, state: Path | None, *, transcript: bool = True, flood: bool = True, samples: bool = False
) -> Iterator[Child]:
    """Run a sandbox on `port` (0: any free one) for as long as the block runs.

    With `transcript` the terminal shows what is said; with `samples` there are people and channels to begin with.
    Raises SandboxFailed when it does not start.
    """
    command = [sys.executable, "-m", "bot", "sandbox", "--port", str(port), "--parent", str(os.getpid())]
    command += ["--state", str(state)] if state else []
    command += ["--transcript"] if transcript else []
    command += [] if flood else ["--no-flood"]
    command += ["--samples"] if samples else []
    # A session of its own: Ctrl-C is for the bot, which ends the sandbox when it has said what it owes.
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        if not line.startswith(READY):
            raise SandboxFailed(line.strip())
        said = threading.Thread(target=_pass_on, args=(process.stdout,), daemon=True)
        said.start()
        yield Child(line.removeprefix(READY).strip(), SANDBOX_TOKEN)
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _pass_on(lines: Iterator[str]) -> None:
    for line in lines:
        sys.stdout.write(line)
        sys.stdout.flush()
