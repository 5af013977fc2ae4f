"""Starts the program again and again in a fraction of a second: it is imported once, and forked for each start.

A line on standard input is a start, and names its fault (`-`: none). Answers: `started PID`, then `ended CODE` as
subprocess counts codes. When standard input ends, so does the program that is running. Nothing of the program's is
opened before a fork: no database, no connection, no event loop.
"""

from __future__ import annotations

import os
import select
import signal
import sys

import bot.app  # noqa: F401 - `run` imports it at its start
from bot import cli
from bot.locale import LANGUAGES, texts
from bot.text import default_engine
from tests.crash import faults

NO_FAULT = "-"


def main() -> int:
    """Serve starts; in a started process, be the program."""
    # What every start reads from files of the program's own, and keeps.
    default_engine()
    for language in LANGUAGES:
        texts(language)
    while line := _read_line():
        alive, died = os.pipe()
        pid = os.fork()
        if pid == 0:
            return _be_the_program(line)
        os.close(died)
        _say(f"started {pid}")
        _wait(pid, alive)
        os.close(alive)
        _say(f"ended {os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}")
    return 0


def _be_the_program(fault: str) -> int:
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)  # standard error is the log
    if fault != NO_FAULT:
        faults.install(fault)
    return cli.main(["run"])


def _wait(pid: int, alive: int) -> None:
    """Until the process is gone: then nobody holds the other end of `alive`."""
    ready, _, _ = select.select([0, alive], [], [])
    if 0 in ready:
        os.kill(pid, signal.SIGKILL)


def _read_line() -> str:
    """A line of standard input, unbuffered: what has been read would be there in the forked process too."""
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            return ""
        line += byte
    return line.decode().strip()


def _say(answer: str) -> None:
    os.write(1, f"{answer}\n".encode())


if __name__ == "__main__":
    sys.exit(main())
